/* dlp-learn: make the models and indexes by which dlp-scan knows things again.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "cli.h"
#include "key.h"
#include "learn/excerpts.h"
#include "learn_class.h"
#include "learn_eval.h"
#include "learn_names.h"
#include "learn_opts.h"
#include "learn_records.h"
#include "learn_secret.h"
#include "learn_table.h"

/* What was not read is in the model: who uses it later can ask. */
static void add_faults(struct dlp_buf *facts, const struct learn_seen *seen)
{
	if (seen->faults)
		dlp_buf_addf(facts, "not read: %llu\n",
			     (unsigned long long)seen->faults);
}

static int finish(const struct learn_opts *o, const struct learn_seen *seen,
		  enum dlp_status status, struct dlp_buf *model)
{
	if (status)
		cli_die_memory();
	learn_write(o, model);
	dlp_buf_release(model);
	return seen->faults ? CLI_TROUBLE : CLI_OK;
}

/* Documents on their way into an index of excerpts. */
struct passages {
	struct dlp_excerpts_draft *draft;
	struct learn_seen *seen;
	bool background;
	bool refused; /* the one at hand */
	bool inside;  /* it has text that is not ended */
};

static void check(enum dlp_status status)
{
	if (status == DLP_FATAL)
		cli_die_memory();
}

static void begin_passages(void *arg, struct dlp_span name)
{
	struct passages *p = arg;
	enum dlp_status status = dlp_excerpts_begin(
		p->draft, p->background ? DLP_SPAN("") : name);

	check(status);
	p->refused = status == DLP_SKIP;
	p->inside = false;
	if (!p->refused)
		return;
	cli_warn(0, p->draft->documents == DLP_EXCERPTS_DOCUMENTS
			    ? "too many documents"
			    : "a document has too long a name");
	p->seen->faults++;
}

static void add_passages(void *arg, struct dlp_span text, bool fresh)
{
	struct passages *p = arg;

	if (p->refused)
		return;
	if (fresh && p->inside)
		check(dlp_excerpts_end(p->draft));
	check(dlp_excerpts_text(p->draft, text));
	p->inside = true;
}

static void end_passages(void *arg)
{
	struct passages *p = arg;

	if (p->inside)
		check(dlp_excerpts_end(p->draft));
}

static int learn_excerpts(struct learn_opts *o)
{
	/* Too large for a stack. */
	struct dlp_excerpts_draft *draft = calloc(1, sizeof(*draft));
	struct learn_seen seen = { 0 }, beside = { 0 };
	struct passages p = { .draft = draft, .seen = &seen };
	const struct learn_calls calls = { .begin = begin_passages,
					   .text = add_passages,
					   .end = end_passages,
					   .arg = &p };
	struct dlp_buf facts, out;
	enum dlp_status status;

	if (!draft)
		cli_die_memory();
	learn_records(o->operands, o->max_record, &calls, &seen);
	if (!seen.documents)
		cli_die(0, "no document with text to learn from");
	p.background = true;
	p.seen = &beside;
	if (o->backgrounds)
		learn_records(o->background, o->max_record, &calls, &beside);
	seen.faults += beside.faults;
	dlp_buf_init(&facts, 0);
	dlp_buf_init(&out, 0);
	if (o->backgrounds)
		dlp_buf_addf(&facts, "documents of the background: %llu\n",
			     (unsigned long long)beside.documents);
	add_faults(&facts, &seen);
	status = facts.status;
	if (!status)
		status = dlp_excerpts_write(draft, dlp_buf_span(&facts), &out);
	dlp_excerpts_draft_release(draft);
	free(draft);
	dlp_buf_release(&facts);
	return finish(o, &seen, status, &out);
}

/* Tables on their way into an index of cells. */
struct tables {
	struct learn_table table;
	struct learn_seen seen;
	uint32_t before; /* tables of the documents before */
	char *name;
};

static void begin_table(void *arg, struct dlp_span name)
{
	struct tables *t = arg;

	free(t->name);
	t->name = calloc(1, name.len + 1);
	if (!t->name)
		cli_die_memory();
	memcpy(t->name, name.ptr, name.len);
	t->before = t->table.tables;
}

static void add_table(void *arg, struct dlp_unit *unit)
{
	struct tables *t = arg;

	learn_table_take(&t->table, unit);
}

static void end_table(void *arg)
{
	struct tables *t = arg;

	if (t->table.tables > t->before)
		return;
	cli_warn(0, "%s: no table whose first row names its columns",
		 cli_escape(t->name));
	t->seen.faults++;
}

static int learn_exact(struct learn_opts *o)
{
	struct dlp_exact_draft draft = { .odd = 0 };
	struct tables t = { .table = { .draft = &draft,
				       .columns = o->columns } };
	const struct learn_calls calls = { .begin = begin_table,
					   .unit = add_table,
					   .end = end_table,
					   .arg = &t };
	struct dlp_buf facts, out;
	enum dlp_status status;
	char *memory;
	struct dlp_span key = cli_key_read(o->key_file, &memory);

	if (!key.len)
		cli_die(0, "exact: --key-file is missing: who has no key "
			   "is not to try values");
	draft.key = dlp_cell_key(key);
	draft.check = dlp_cell_key_check(key);
	cli_key_release(memory);
	dlp_buf_init(&t.table.names, 0);
	learn_records(o->operands, o->max_record, &calls, &t.seen);
	if (!draft.cells.count)
		cli_die(0, "no cell to learn");
	dlp_buf_init(&facts, 0);
	dlp_buf_init(&out, 0);
	dlp_buf_addf(&facts, "rows: %u\ntables: %u\ncolumns: ", t.table.rows,
		     t.table.tables);
	dlp_buf_addspan(&facts, dlp_buf_span(&t.table.names));
	dlp_buf_addc(&facts, '\n');
	add_faults(&facts, &t.seen);
	status = facts.status ? facts.status : t.table.names.status;
	if (!status)
		status = dlp_exact_write(&draft, dlp_buf_span(&facts), &out);
	dlp_exact_draft_release(&draft);
	learn_table_release(&t.table);
	free(t.name);
	dlp_buf_release(&facts);
	return finish(o, &t.seen, status, &out);
}

/* What a model says of itself; it may be somebody else's. */
static int show(const struct learn_opts *o)
{
	const char *path = o->operands[0];
	struct dlp_model model = { 0 };
	struct dlp_error err = { 0 };
	struct dlp_span facts;
	struct dlp_buf out;

	if (dlp_model_open(&model, path, 0, 0, &err))
		cli_die(err.sys, "%s: %s", cli_escape(path), err.msg);
	dlp_buf_init(&out, 0);
	dlp_buf_addf(&out, "kind: %s\nfeatures: %u\nbytes: %zu\n",
		     dlp_model_kind_name(model.kind), model.features,
		     model.bytes.len);
	facts = dlp_model_section(&model, "facts");
	while (facts.len) {
		const char *nl = memchr(facts.ptr, '\n', facts.len);
		size_t len = nl ? (size_t)(nl - facts.ptr) : facts.len;

		dlp_escape(&out, (struct dlp_span){ facts.ptr, len });
		dlp_buf_addc(&out, '\n');
		facts.ptr += len + (nl != NULL);
		facts.len -= len + (nl != NULL);
	}
	cli_write(&out);
	dlp_buf_release(&out);
	dlp_model_close(&model);
	return CLI_OK;
}

int main(int argc, char **argv)
{
	struct learn_opts o;
	int status = CLI_OK;

	cli_init("dlp-learn");
	learn_opts_parse(&o, argc, argv);
	switch (o.task) {
	case LEARN_EXCERPTS:
		status = learn_excerpts(&o);
		break;
	case LEARN_EXACT:
		status = learn_exact(&o);
		break;
	case LEARN_NAMES:
		status = learn_names(&o);
		break;
	case LEARN_EVAL:
		status = learn_eval(&o);
		break;
	case LEARN_SHOW:
		status = show(&o);
		break;
	case LEARN_SECRET:
		status = learn_secret(&o);
		break;
	case LEARN_DOC:
		status = learn_class(&o);
		break;
	case LEARN_BACKGROUNDS:
		status = learn_background(&o);
		break;
	}
	return cli_finish(status);
}
