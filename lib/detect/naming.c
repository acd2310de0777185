#include "detect/naming.h"

#include <stdlib.h>
#include <string.h>

#include "detect/prose.h"
#include "learn/shipped.h"
#include "match/trace.h"

struct dlp_naming {
	struct dlp_engine *engine;
	struct dlp_engine_rules rules;
	bool hidden;                   /* those that are not told count, too */
	bool wanted;                   /* some rule counts */
	const struct dlp_model *model; /* NULL: what is built in */
	const struct dlp_trace *trace; /* or NULL */
	/* Made when there is prose for the first time. */
	struct dlp_names names;
	struct dlp_namer *namer;
	uint64_t next;  /* where the next sentence begins */
	uint64_t known; /* what begins before this was glanced at: it is */
	bool prose;
	bool program; /* all of the document */
	bool commit;  /* it is the message of one */
};

_Static_assert((int)DLP_LEARNED_PERSON == (int)DLP_NAME_PERSON &&
		       (int)DLP_LEARNED_ADDRESS == (int)DLP_NAME_ADDRESS &&
		       (int)DLP_LEARNED_LOCATION == (int)DLP_NAME_LOCATION &&
		       (int)DLP_LEARNED_ORGANIZATION ==
			       (int)DLP_NAME_ORGANIZATION,
	       "rules and model call kinds alike");

/* What is not told is looked for only where another rule wants it nearby. */
static bool counts(const struct dlp_naming *naming, size_t rule)
{
	const struct dlp_catalog *catalog = dlp_engine_catalog(naming->engine);

	return naming->hidden || !dlp_catalog_rule(catalog, rule)->hidden ||
	       dlp_engine_is_near(naming->engine, rule);
}

struct dlp_naming *dlp_naming_new(struct dlp_engine *engine,
				  const struct dlp_scanner_opts *opts)
{
	struct dlp_naming *naming = calloc(1, sizeof(*naming));

	if (!naming)
		return NULL;
	naming->engine = engine;
	naming->model = opts->learned.names;
	naming->trace = opts->trace;
	naming->hidden = opts->hidden || opts->trace;
	naming->rules = dlp_engine_by_shape(engine, DLP_SHAPE_LEARNED);
	for (size_t i = 0; i < naming->rules.count; i++)
		naming->wanted |= counts(naming, naming->rules.rule[i]);
	return naming;
}

void dlp_naming_free(struct dlp_naming *naming)
{
	if (naming)
		dlp_namer_free(naming->namer);
	free(naming);
}

void dlp_naming_document(struct dlp_naming *naming, struct dlp_span path)
{
	static const char own[] = ".git";
	const size_t len = sizeof(own) - 1;

	naming->program = dlp_prose_is_program(path);
	naming->commit =
		path.len >= len &&
		!memcmp(path.ptr + path.len - len, own, len) &&
		(path.len == len || path.ptr[path.len - len - 1] == '/');
}

static bool ends(struct dlp_span s, const char *word)
{
	size_t len = strlen(word);

	return s.len >= len && !memcmp(s.ptr + s.len - len, word, len);
}

/* Whether the line of what begins at `at` says who had a part in a commit. */
static bool is_part(struct dlp_span sentence, size_t at)
{
	struct dlp_span label = { sentence.ptr + at, 0 };
	const char *colon;

	while (label.ptr > sentence.ptr && label.ptr[-1] != '\n')
		label.ptr--, label.len++;
	colon = label.len ? memchr(label.ptr, ':', label.len) : NULL;
	if (!colon)
		return false;
	label.len = (size_t)(colon - label.ptr);
	return dlp_span_is(label, "Author") ||
	       dlp_span_is(label, "Committer") ||
	       (ends(label, "-by") && !memchr(label.ptr, ' ', label.len));
}

void dlp_naming_begin(struct dlp_naming *naming, const struct dlp_unit *unit)
{
	naming->next = naming->known = unit->start;
}

static enum dlp_status make_namer(struct dlp_naming *n, struct dlp_error *err)
{
	struct dlp_model shipped = { .mapped = false };

	if (n->namer)
		return DLP_OK;
	if (!n->model && dlp_model_use(&shipped, dlp_shipped_names(),
				       DLP_MODEL_NAMES, DLP_NAME_FEATURES, err))
		return DLP_FATAL;
	if (dlp_names_use(&n->names, n->model ? n->model : &shipped, err))
		return DLP_FATAL;
	n->namer = dlp_namer_new(&n->names);
	return n->namer ? DLP_OK
			: dlp_error_set(err, DLP_FATAL, 0, "out of memory");
}

/* As the manual says: what of them was right where sure was so much. */
static enum dlp_confidence confidence_of(float sure)
{
	if (sure >= DLP_NAMING_HIGH / 100.0F)
		return DLP_CONFIDENCE_HIGH;
	return sure >= DLP_NAMING_MEDIUM / 100.0F ? DLP_CONFIDENCE_MEDIUM
						  : DLP_CONFIDENCE_LOW;
}

static void tell_names(struct dlp_naming *n, struct dlp_span sentence,
		       size_t at, dlp_naming_fn *found, void *arg)
{
	const struct dlp_catalog *catalog = dlp_engine_catalog(n->engine);
	const struct dlp_name *name;
	size_t names = dlp_namer_find(n->namer, sentence, &name);

	for (size_t i = 0; i < names; i++) {
		if (n->commit && name[i].kind == DLP_NAME_PERSON &&
		    is_part(sentence, name[i].start))
			continue;
		for (size_t r = 0; r < n->rules.count; r++) {
			const size_t rule = n->rules.rule[r];

			if (dlp_catalog_rule(catalog, rule)->least !=
				    (unsigned)name[i].kind ||
			    !counts(n, rule))
				continue;
			found(arg, &(struct dlp_naming_found){
					   .rule = rule,
					   .start = at + name[i].start,
					   .end = at + name[i].end,
					   .sure = (double)name[i].sure,
					   .confidence = confidence_of(
						   name[i].sure) });
		}
	}
}

/* How far to go on: over a sentence, or what is no prose; 0: wait for more. */
static size_t pass(struct dlp_naming *n, struct dlp_span rest, bool last)
{
	if (n->next >= n->known) {
		if (rest.len < DLP_PROSE_GLANCE && !last)
			return 0;
		n->prose = dlp_prose_may_be(rest);
		n->known = n->next + DLP_NAMING_STRIDE;
	}
	if (n->prose)
		return dlp_sentence_length(rest, last);
	if (n->known - n->next < rest.len)
		return (size_t)(n->known - n->next);
	return rest.len;
}

static void trace_shut(const struct dlp_naming *n, uint64_t start, uint64_t end,
		       const char *why)
{
	const struct dlp_trace_event event = {
		.step = DLP_TRACE_SHUT,
		.start = start,
		.end = end,
		.word = { why, strlen(why) },
	};

	if (n->trace)
		n->trace->step(n->trace->arg, &event);
}

enum dlp_status dlp_naming_scan(struct dlp_naming *n,
				const struct dlp_unit *unit, uint64_t to,
				bool last, uint64_t *first,
				dlp_naming_fn *found, void *arg,
				struct dlp_error *err)
{
	const size_t end = last ? unit->text.len : (size_t)(to - unit->base);

	if (n->program)
		trace_shut(n, n->next, unit->base + end,
			   "by its name the file is a program or data");
	if (!n->wanted || n->program)
		return DLP_OK;
	while (n->next < unit->base + end) {
		const size_t at = (size_t)(n->next - unit->base);
		const struct dlp_span rest = { unit->text.ptr + at, end - at };
		const size_t len = pass(n, rest, last);

		if (!len)
			break;
		n->next += len;
		if (!n->prose) {
			trace_shut(n, n->next - len, n->next,
				   "at a glance the text is no prose");
			continue;
		}
		if (dlp_prose_is_code((struct dlp_span){ rest.ptr, len })) {
			trace_shut(n, n->next - len, n->next,
				   "the sentence has the signs of a program");
			continue;
		}
		if (dlp_prose_is_log((struct dlp_span){ rest.ptr, len })) {
			trace_shut(n, n->next - len, n->next,
				   "the sentence is a line of a log");
			continue;
		}
		if (make_namer(n, err))
			return DLP_FATAL;
		tell_names(n, (struct dlp_span){ rest.ptr, len }, at, found,
			   arg);
	}
	if (n->next < *first)
		*first = n->next;
	return DLP_OK;
}
