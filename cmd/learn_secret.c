#include "learn_secret.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/json.h"
#include "cli.h"
#include "detect/scanner.h"
#include "learn/human.h"
#include "learn/secret_train.h"
#include "learn_eval.h"
#include "match/engine.h"
#include "pattern/catalog.h"

/* A line of the input, and the value of it that is looked for. */
struct learner {
	struct dlp_secret_trainer *trainer;
	struct learn_tally *tally; /* instead of a trainer: to measure */
	bool show;                 /* what was told wrong */
	struct dlp_catalog *catalog;
	struct dlp_engine *engine;
	struct dlp_scanner *scanner;
	struct dlp_human human;
	struct dlp_arena arena;
	struct dlp_buf text, path, word;
	struct dlp_buf blank; /* file of the model `even` */
	struct dlp_model even;
	size_t start, end;
	size_t proposed_end; /* where what a rule proposes from `start` ends */
	bool proposed;
	double score; /* the best of those that propose it */
	enum dlp_confidence confidence;
};

/* Whether one of the rules that named the finding is one that is scored. */
static bool is_scored(const struct learner *l, const struct dlp_finding *f)
{
	const struct dlp_rule *rule = dlp_catalog_find(l->catalog, f->rule);
	bool scored = rule && rule->scored;

	for (size_t i = 0; i < f->alsos && !scored; i++) {
		rule = dlp_catalog_find(l->catalog, f->also[i]);
		scored = rule && rule->scored;
	}
	return scored;
}

static void take_best(struct learner *l, const struct dlp_finding *f)
{
	l->proposed = true;
	if (f->score > l->score)
		l->score = f->score;
	if (f->confidence > l->confidence)
		l->confidence = f->confidence;
}

/* A sample is told at low confidence, whatever a model says. */
static bool is_sample(const struct dlp_finding *f)
{
	for (size_t i = 0; i < f->whys; i++)
		if (dlp_span_is(f->why[i], "test-value"))
			return true;
	return false;
}

/* A finding that has the half of the value proposes it. */
static enum dlp_status on_record(void *arg, const struct dlp_record *record)
{
	struct learner *l = arg;
	const struct dlp_finding *f = &record->finding;
	size_t from, to;

	if (record->type != DLP_RECORD_FINDING || !is_scored(l, f) ||
	    (!l->tally && is_sample(f)))
		return DLP_OK;
	from = f->offset > l->start ? (size_t)f->offset : l->start;
	to = (size_t)(f->offset + f->length);
	to = to < l->end ? to : l->end;
	if (to > from && 2 * (to - from) >= l->end - l->start)
		take_best(l, f);
	if (f->offset == l->start)
		l->proposed_end = (size_t)(f->offset + f->length);
	return DLP_OK;
}

static enum dlp_status scan(struct learner *l, struct dlp_error *err)
{
	const struct dlp_where where = { .path = dlp_buf_span(&l->path) };
	const struct dlp_text text = { .text = dlp_buf_span(&l->text),
				       .line = 1 };

	l->proposed = false;
	l->proposed_end = l->end;
	l->score = 0;
	l->confidence = DLP_CONFIDENCE_LOW;
	if (dlp_scanner_begin(l->scanner, &where, err) ||
	    dlp_scanner_feed(l->scanner, &text, err))
		return DLP_FATAL;
	return dlp_scanner_end(l->scanner, err) == DLP_FATAL ? DLP_FATAL
							     : DLP_OK;
}

/* A member that is a text; what is none is empty. */
static struct dlp_span member(const struct dlp_json *json, const char *name)
{
	const struct dlp_json *value = dlp_json_get(json, name);

	return value && value->type == DLP_JSON_STRING ? value->text
						       : (struct dlp_span){ 0 };
}

/* The line with that value, and where it stands. */
static void compose(struct learner *l, const struct dlp_json *json,
		    struct dlp_span value)
{
	const struct dlp_span previous = member(json, "prev");

	dlp_buf_clear(&l->text);
	dlp_buf_addspan(&l->text, previous);
	if (previous.len)
		dlp_buf_addc(&l->text, '\n');
	dlp_buf_addspan(&l->text, member(json, "pre"));
	l->start = l->text.len;
	dlp_buf_addspan(&l->text, value);
	l->end = l->text.len;
	dlp_buf_addspan(&l->text, member(json, "post"));
	dlp_buf_addc(&l->text, '\n');
	dlp_buf_clear(&l->path);
	dlp_buf_addspan(&l->path, member(json, "scope"));
	dlp_buf_addc(&l->path, '/');
	dlp_buf_addspan(&l->path, member(json, "file"));
	if (l->text.status || l->path.status)
		cli_die_memory();
}

static void add(struct learner *l, const struct dlp_secret_label *label)
{
	const struct dlp_secret_place place = {
		.text = dlp_buf_span(&l->text),
		.start = l->start,
		.end = l->end,
		.path = dlp_buf_span(&l->path),
	};
	struct dlp_error err = { 0 };

	if (dlp_secret_trainer_add(l->trainer, &place, label, &err))
		cli_die(err.sys, "%s", err.msg);
}

/* What is told by default and is none, and what is one and is not told. */
static void show_fault(const struct learner *l, bool is)
{
	const bool told = l->proposed && l->confidence >= DLP_CONFIDENCE_MEDIUM;
	/* Without the last line end. */
	const struct dlp_span text = { l->text.ptr, l->text.len - 1 };
	struct dlp_buf line;

	if (told == is)
		return;
	dlp_buf_init(&line, 0);
	dlp_buf_addf(&line, "%s\t%.2f\t", is ? "missed" : "alarm",
		     l->proposed ? l->score : 0);
	dlp_escape(&line, dlp_buf_span(&l->path));
	dlp_buf_addc(&line, '\t');
	dlp_escape(&line, text);
	dlp_buf_addc(&line, '\n');
	if (line.status)
		cli_die_memory();
	cli_write(&line);
	dlp_buf_release(&line);
}

static void measure(struct learner *l, bool is)
{
	struct dlp_measure *m = &l->tally->measure;

	if (l->proposed)
		learn_tally_add(l->tally, is, l->score, l->confidence);
	else if (is)
		m->missed++;
	else
		m->passed++;
	if (l->show)
		show_fault(l, is);
}

/* Passwords are what people choose. */
static bool is_chosen(struct dlp_span kind)
{
	static const char *const word[] = { "Password", "URL Credentials" };

	for (size_t i = 0; i < sizeof(word) / sizeof(*word); i++)
		for (size_t at = 0; at + strlen(word[i]) <= kind.len; at++)
			if (!memcmp(kind.ptr + at, word[i], strlen(word[i])))
				return true;
	return false;
}

static bool take_line(struct learner *l, struct dlp_span line)
{
	struct dlp_error err = { 0 };
	struct dlp_secret_label label = { 0 };
	struct dlp_json *json;
	const struct dlp_json *is;
	struct dlp_span value, kind;
	uint64_t y;

	dlp_arena_reset(&l->arena);
	if (dlp_json_parse(line, &l->arena, &json, &err))
		return false;
	value = member(json, "val");
	kind = member(json, "cat");
	label.source = member(json, "repo");
	is = dlp_json_get(json, "y");
	if (!value.len || !label.source.len || !is || !dlp_json_uint(is, &y) ||
	    y > 1)
		return false;
	label.is = y == 1;
	label.held = dlp_span_is(kind, "UUID");
	compose(l, json, value);
	if (scan(l, &err))
		cli_die(err.sys, "%s", err.msg);
	if (l->tally) {
		measure(l, label.is);
		return true;
	}
	label.proposed = l->proposed;
	/* What is learned is what will be asked about: labels end at a blank,
	 * values in quotes don't. */
	if (l->proposed && l->proposed_end > l->end)
		l->end = l->proposed_end;
	add(l, &label);
	if (label.is && l->human.words && is_chosen(kind)) {
		dlp_buf_clear(&l->word);
		dlp_human_password(&l->human, &l->word);
		if (l->word.status)
			cli_die_memory();
		compose(l, json, dlp_buf_span(&l->word));
		label.made = true;
		add(l, &label);
	}
	return true;
}

/*
 * What rules propose is asked, not what the model makes of it that is built in,
 * which may be of other features than are learned now: to one without weights
 * all is as likely.
 */
static void open_even(struct learner *l)
{
	static const int8_t weight[DLP_SECRET_ROWS];
	const struct dlp_secret_fit fit = { 0 };
	struct dlp_model_draft draft = { .kind = DLP_MODEL_SECRET,
					 .features = DLP_SECRET_VERSION };
	struct dlp_error err = { 0 };

	dlp_buf_init(&l->blank, 0);
	dlp_model_add(&draft, "fit",
		      (struct dlp_span){ (const char *)&fit, sizeof(fit) });
	dlp_model_add(
		&draft, "weights",
		(struct dlp_span){ (const char *)weight, sizeof(weight) });
	if (dlp_model_write(&draft, &l->blank))
		cli_die_memory();
	if (dlp_model_use(&l->even, dlp_buf_span(&l->blank), DLP_MODEL_SECRET,
			  DLP_SECRET_VERSION, &err))
		cli_die(err.sys, "%s", err.msg);
}

static void open_scanner(struct learner *l, const struct dlp_model *model)
{
	const struct dlp_scanner_opts opts = {
		.min_confidence = DLP_CONFIDENCE_LOW,
		.learned.secret = model,
	};
	struct dlp_error err = { 0 };

	l->catalog = dlp_catalog_new(true);
	if (!l->catalog)
		cli_die_memory();
	if (dlp_engine_new(l->catalog, &l->engine, &err))
		cli_die(err.sys, "%s", err.msg);
	l->scanner = dlp_scanner_new(l->engine, &opts, on_record, l);
	if (!l->tally)
		l->trainer = dlp_secret_trainer_new();
	if (!l->scanner || (!l->trainer && !l->tally))
		cli_die_memory();
	dlp_buf_init(&l->text, 0);
	dlp_buf_init(&l->path, 0);
	dlp_buf_init(&l->word, 0);
}

static void release(struct learner *l)
{
	dlp_secret_trainer_free(l->trainer);
	dlp_scanner_free(l->scanner);
	dlp_engine_free(l->engine);
	dlp_catalog_free(l->catalog);
	dlp_human_release(&l->human);
	dlp_arena_release(&l->arena);
	dlp_buf_release(&l->text);
	dlp_buf_release(&l->path);
	dlp_buf_release(&l->word);
	dlp_buf_release(&l->blank);
}

static int finish(struct learner *l, const struct learn_opts *opts)
{
	struct dlp_error err = { 0 };
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	if (dlp_secret_trainer_finish(l->trainer, &out, &err))
		cli_die(err.sys, "%s", err.msg);
	learn_write(opts, &out);
	dlp_buf_release(&out);
	return CLI_OK;
}

/* Of a file, or "-" or NULL for stdin. */
static void take_lines(struct learner *l, const char *path)
{
	const char *name = path ? path : "-";
	const bool piped = !strcmp(name, "-");
	FILE *in = piped ? stdin : fopen(name, "r");
	char *line = NULL;
	size_t cap = 0, n = 0;
	ssize_t len;

	if (!in)
		cli_die(errno, "%s: cannot open", cli_escape(name));
	while ((len = getline(&line, &cap, in)) > 0) {
		n++;
		if (line[len - 1] == '\n')
			len--;
		if (!take_line(l, (struct dlp_span){ line, (size_t)len }))
			cli_die(0, "%s: line %zu: not a labelled value",
				cli_escape(name), n);
	}
	if (ferror(in))
		cli_die(errno, "%s: cannot read", cli_escape(name));
	if (!piped)
		fclose(in);
	free(line);
}

int learn_secret(const struct learn_opts *opts)
{
	struct learner l = { .proposed = false };
	int status;

	if (opts->words && !dlp_human_open(&l.human, opts->words))
		cli_die(errno, "%s: no words", cli_escape(opts->words));
	open_even(&l);
	open_scanner(&l, &l.even);
	take_lines(&l, opts->operands[0]);
	status = finish(&l, opts);
	release(&l);
	return status;
}

int learn_secret_eval(const struct learn_opts *opts,
		      const struct dlp_model *model)
{
	struct learn_tally tally = { .measure.is = 0 };
	struct learner l = { .tally = &tally, .show = opts->show_values };
	const struct dlp_measure *m = &tally.measure;
	const char *path = opts->operands[0];
	struct dlp_error err = { 0 };
	struct dlp_secret secret;

	if (opts->operands[1] && opts->operands[2])
		cli_die(0, "eval: more than one file of labels");
	if (dlp_model_match(model, DLP_SECRET_VERSION, &err) ||
	    dlp_secret_open(&secret, model, &err))
		cli_die(err.sys, "%s: %s", cli_escape(path), err.msg);
	open_scanner(&l, model);
	take_lines(&l, opts->operands[1]);
	printf("values\t%zu\nsecrets\t%zu\nproposed\t%zu\n"
	       "proposed-secrets\t%zu\n",
	       m->is + m->is_none + m->missed + m->passed, m->is + m->missed,
	       m->is + m->is_none, m->is);
	learn_tally_print(&tally, true);
	learn_tally_release(&tally);
	release(&l);
	return CLI_OK;
}
