#include "learn_class.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "learn/background.h"
#include "learn/class_train.h"
#include "learn/shipped.h"
#include "learn_records.h"

static void check(enum dlp_status status)
{
	if (status == DLP_FATAL)
		cli_die_memory();
}

/* Classes that are built in, and how many of the examples are of each. */
struct known {
	struct dlp_class cls[DLP_SHIPPED_CLASSES];
	size_t of[DLP_SHIPPED_CLASSES];
	size_t count;
};

static void open_known(struct known *known)
{
	for (size_t i = 0; i < DLP_SHIPPED_CLASSES; i++) {
		const struct dlp_span bytes = dlp_shipped_class(i);
		struct dlp_model model = { 0 };
		struct dlp_error err = { 0 };

		if (!bytes.len)
			continue;
		if (dlp_model_use(&model, bytes, DLP_MODEL_CLASS,
				  DLP_CLASS_FEATURES, &err) ||
		    dlp_class_use(&known->cls[known->count], &model,
				  DLP_SEVERITY_LOW, &err))
			cli_die(err.sys, "a built-in class: %s", err.msg);
		known->count++;
	}
}

/* Documents on their way into a class. */
struct examples {
	struct dlp_class_trainer *trainer;
	struct known known;
	bool is;
	size_t few; /* that had too few words */
};

/* More would be left out without a word. */
static void check_room(const struct examples *e)
{
	if (dlp_class_trainer_count(e->trainer, false) +
		    dlp_class_trainer_count(e->trainer, true) ==
	    DLP_CLASS_DOCUMENTS)
		cli_die(0, "doc: %d documents or more", DLP_CLASS_DOCUMENTS);
}

static void begin_example(void *arg, struct dlp_span name)
{
	struct examples *e = arg;

	(void)name;
	check_room(e);
	dlp_class_trainer_begin(e->trainer, e->is);
}

static void add_example(void *arg, struct dlp_span text, bool fresh)
{
	struct examples *e = arg;

	dlp_class_trainer_text(e->trainer, text, fresh);
}

static void end_example(void *arg)
{
	struct examples *e = arg;
	const enum dlp_status status = dlp_class_trainer_end(e->trainer);

	check(status);
	e->few += status == DLP_SKIP;
	for (size_t i = 0; e->is && !status && i < e->known.count; i++) {
		const struct dlp_class_odds odds = dlp_class_weigh(
			&e->known.cls[i], dlp_class_trainer_topic(e->trainer));

		e->known.of[i] +=
			odds.is && odds.confidence >= DLP_CONFIDENCE_MEDIUM;
	}
}

/* Whether most of the examples are of a kind that has a group of that name:
 * then its documents are no examples of what is none. */
static bool is_alike(const struct examples *e, struct dlp_span group)
{
	const size_t all = dlp_class_trainer_count(e->trainer, true);

	for (size_t i = 0; i < e->known.count; i++)
		if (dlp_span_eq(e->known.cls[i].name, group) &&
		    e->known.of[i] * 2 >= all)
			return true;
	return false;
}

/* The documents that are built in, but for groups that the class is of. */
static void add_background(struct examples *e, struct dlp_buf *facts)
{
	const struct dlp_span bytes = dlp_shipped_background();
	struct dlp_background background;
	struct dlp_model model = { 0 };
	struct dlp_error err = { 0 };
	struct dlp_span group, last = { 0 };
	size_t taken = 0;

	if (!bytes.len)
		return;
	if (dlp_model_use(&model, bytes, DLP_MODEL_BACKGROUND,
			  DLP_BACKGROUND_FEATURES, &err) ||
	    dlp_background_use(&background, &model, &err))
		cli_die(err.sys, "the built-in documents: %s", err.msg);
	for (size_t i = 0; i < background.documents; i++) {
		const uint32_t *begin = background.begin + i;

		group = dlp_background_group(&background, i);
		if (!is_alike(e, group)) {
			check_room(e);
			check(dlp_class_trainer_rows(e->trainer,
						     background.row + *begin,
						     begin[1] - *begin));
			taken++;
			continue;
		}
		if (group.ptr != last.ptr)
			dlp_buf_addf(facts, "built in, left out: %.*s\n",
				     (int)group.len, group.ptr);
		last = group;
	}
	dlp_buf_addf(facts, "others that are built in: %zu\n", taken);
}

/* The last part of a path. */
static struct dlp_span name_of(const char *path)
{
	size_t len = strlen(path), from;

	while (len && path[len - 1] == '/')
		len--;
	from = len;
	while (from && path[from - 1] != '/')
		from--;
	return (struct dlp_span){ path + from, len - from };
}

static struct dlp_span choose_name(const struct learn_opts *o)
{
	struct dlp_span name = { 0 };

	if (o->name)
		name = (struct dlp_span){ o->name, strlen(o->name) };
	else if (o->operands[0])
		name = name_of(o->operands[0]);
	if (!dlp_class_name_ok(name))
		cli_die(0,
			"doc: %s: the name of a class is up to %d small "
			"letters, digits and hyphens",
			o->name ? "--name" : "without --name", DLP_CLASS_NAME);
	return name;
}

/* The lists of names that are built in; NULL without. */
static const struct dlp_gazetteer *open_lists(struct dlp_gazetteer *lists)
{
	const struct dlp_span bytes = dlp_shipped_names();
	struct dlp_model model = { 0 };
	struct dlp_error err = { 0 };

	if (!bytes.len)
		return NULL;
	if (dlp_model_use(&model, bytes, DLP_MODEL_NAMES, 0, &err) ||
	    dlp_gazetteer_use(lists, &model, &err))
		cli_die(err.sys, "the built-in lists of names: %s", err.msg);
	return lists;
}

/* For people, line by line. */
static void tell_facts(struct dlp_buf *facts)
{
	if (dlp_buf_addc(facts, '\0'))
		cli_die_memory();
	fputs(facts->ptr, stderr);
}

static int finish(const struct learn_opts *o, struct examples *e,
		  const struct learn_seen *seen)
{
	struct dlp_class_plan plan = { .name = choose_name(o),
				       .permille = o->permille };
	struct dlp_gazetteer lists;
	struct dlp_error err = { 0 };
	struct dlp_buf more, facts, out;

	dlp_buf_init(&more, 0);
	dlp_buf_init(&facts, 0);
	dlp_buf_init(&out, 0);
	if (e->few)
		dlp_buf_addf(&more, "too short: %zu\n", e->few);
	if (seen->faults)
		dlp_buf_addf(&more, "not read: %llu\n",
			     (unsigned long long)seen->faults);
	if (!o->no_builtin)
		add_background(e, &more);
	if (more.status)
		cli_die_memory();
	plan.facts = dlp_buf_span(&more);
	plan.lists = open_lists(&lists);
	if (dlp_class_trainer_finish(e->trainer, &plan, &out, &facts, &err))
		cli_die(err.sys, "doc: %s", err.msg);
	if (!o->quiet)
		tell_facts(&facts);
	learn_write(o, &out);
	dlp_buf_release(&more);
	dlp_buf_release(&facts);
	dlp_buf_release(&out);
	return seen->faults ? CLI_TROUBLE : CLI_OK;
}

int learn_class(const struct learn_opts *o)
{
	struct examples e = { .trainer = dlp_class_trainer_new(), .is = true };
	const struct learn_calls calls = { .begin = begin_example,
					   .text = add_example,
					   .end = end_example,
					   .arg = &e };
	struct learn_seen seen = { 0 };
	char *of_class[] = { o->operands[0], NULL };
	int status;

	if (!e.trainer)
		cli_die_memory();
	choose_name(o);
	/* One that makes what is built in does not lean on it. */
	if (!o->no_builtin)
		open_known(&e.known);
	learn_records(of_class, o->max_record, &calls, &seen);
	e.is = false;
	if (o->operands[0] && o->operands[1])
		learn_records(o->operands + 1, o->max_record, &calls, &seen);
	status = finish(o, &e, &seen);
	dlp_class_trainer_free(e.trainer);
	return status;
}

/* Documents on their way into a background. */
struct group {
	struct dlp_background_draft draft;
	struct dlp_topic topic;
};

static void begin_document(void *arg, struct dlp_span name)
{
	struct group *g = arg;

	(void)name;
	dlp_topic_clear(&g->topic);
}

static void add_document(void *arg, struct dlp_span text, bool fresh)
{
	struct group *g = arg;

	if (fresh)
		dlp_topic_part(&g->topic);
	dlp_topic_add(&g->topic, text);
}

static void end_document(void *arg)
{
	struct group *g = arg;
	enum dlp_status status;

	dlp_topic_part(&g->topic);
	if (g->topic.words < DLP_TOPIC_LEAST)
		return;
	status = dlp_background_add(&g->draft, &g->topic);
	check(status);
	if (status)
		cli_die(0, "background: over %d documents",
			DLP_BACKGROUND_DOCUMENTS);
}

int learn_background(const struct learn_opts *o)
{
	struct group g = { 0 };
	const struct learn_calls calls = { .begin = begin_document,
					   .text = add_document,
					   .end = end_document,
					   .arg = &g };
	struct learn_seen seen = { 0 };
	struct dlp_buf out;

	if (dlp_topic_init(&g.topic))
		cli_die_memory();
	for (char *const *folder = o->operands; *folder; folder++) {
		char *names[] = { *folder, NULL };
		const enum dlp_status status =
			dlp_background_begin(&g.draft, name_of(*folder));

		check(status);
		if (status)
			cli_die(0, "background: over %d folders",
				DLP_BACKGROUND_GROUPS);
		learn_records(names, o->max_record, &calls, &seen);
	}
	if (!g.draft.group.len)
		cli_die(0, "no document with text to learn from");
	dlp_buf_init(&out, 0);
	check(dlp_background_write(&g.draft, &out));
	learn_write(o, &out);
	dlp_buf_release(&out);
	dlp_background_release(&g.draft);
	dlp_topic_release(&g.topic);
	return seen.faults ? CLI_TROUBLE : CLI_OK;
}
