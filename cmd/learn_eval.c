/* dlp-learn eval: what a model or an index gets right. */

#include "learn_eval.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli.h"
#include "detect/scanner.h"
#include "key.h"
#include "learn/class.h"
#include "learn/exact.h"
#include "learn/excerpts.h"
#include "learn_names.h"
#include "learn_records.h"
#include "learn_secret.h"
#include "match/engine.h"
#include "pattern/catalog.h"

void learn_tally_add(struct learn_tally *t, bool is, double score,
		     enum dlp_confidence confidence)
{
	if (dlp_measure_add(&t->measure, score, is))
		cli_die_memory();
	t->right[confidence] += is;
	t->wrong[confidence] += !is;
}

static void print_told(const struct dlp_measure *m, const char *from,
		       const struct dlp_measure_told *told)
{
	const double p = dlp_measure_precision(told);
	const double r = dlp_measure_recall(m, told);

	printf("told\t%s\t%zu\t%zu\t%.4f\t%.4f\t%.4f\n", from, told->right,
	       told->wrong, p, r, dlp_measure_f1(p, r));
}

static void print_odds(const struct dlp_measure *m)
{
	struct dlp_measure_bin bin[DLP_MEASURE_BINS];

	dlp_measure_bins(m, bin);
	puts("odds\tfrom\tvalues\tsaid\tare");
	for (size_t i = 0; i < DLP_MEASURE_BINS; i++) {
		const double n = bin[i].points ? (double)bin[i].points : 1;

		printf("odds\t0.%zu\t%zu\t%.4f\t%.4f\n", i, bin[i].points,
		       bin[i].sum / n, (double)bin[i].is / n);
	}
}

void learn_tally_print(struct learn_tally *t, bool odds)
{
	struct dlp_measure *m = &t->measure;

	dlp_measure_sort(m);
	printf("area\t%.4f\naverage-precision\t%.4f\n", dlp_measure_area(m),
	       dlp_measure_average(m));
	puts("told\tfrom\tright\twrong\tprecision\trecall\tf1");
	for (size_t c = 0; c <= DLP_CONFIDENCE_HIGH; c++) {
		struct dlp_measure_told told = { 0, 0 };

		for (size_t i = c; i <= DLP_CONFIDENCE_HIGH; i++) {
			told.right += t->right[i];
			told.wrong += t->wrong[i];
		}
		print_told(m, dlp_confidence_name((enum dlp_confidence)c),
			   &told);
	}
	for (unsigned i = 1; i < 10; i++) {
		const struct dlp_measure_told told =
			dlp_measure_told(m, i / 10.0);
		const char from[] = { '0', '.', (char)('0' + i), '\0' };

		print_told(m, from, &told);
	}
	if (odds)
		print_odds(m);
}

void learn_tally_release(struct learn_tally *t)
{
	dlp_measure_release(&t->measure);
}

/* Documents on their way through a scanner that knows an index and nothing
 * else. */
struct search {
	struct dlp_scanner *scanner;
	struct learn_tally tally;
	bool holds; /* those at hand */
	bool found;
	double score; /* the best of the document at hand */
	enum dlp_confidence confidence;
	uint64_t offset, doc;
	uint64_t bytes, findings; /* of documents that hold nothing */
};

static enum dlp_status take_record(void *arg, const struct dlp_record *record)
{
	struct search *s = arg;
	const struct dlp_finding *f = &record->finding;

	if (record->type != DLP_RECORD_FINDING)
		return DLP_OK;
	s->findings += !s->holds;
	s->found = true;
	if (f->score > s->score)
		s->score = f->score;
	if (f->confidence > s->confidence)
		s->confidence = f->confidence;
	return DLP_OK;
}

static void begin_document(void *arg, struct dlp_span name)
{
	struct search *s = arg;
	const struct dlp_where where = { .doc = ++s->doc, .path = name };
	struct dlp_error err = { 0 };

	s->found = false;
	s->score = 0;
	s->confidence = DLP_CONFIDENCE_LOW;
	s->offset = 0;
	if (dlp_scanner_begin(s->scanner, &where, &err))
		cli_die(err.sys, "%s", err.msg);
}

static void add_text(void *arg, struct dlp_span piece, bool fresh)
{
	struct search *s = arg;
	struct dlp_text text = { .text = piece, .line = 1 };
	struct dlp_error err = { 0 };

	/* What follows on nothing does not begin where the last one ended. */
	s->offset += fresh;
	text.offset = s->offset;
	s->offset += piece.len;
	s->bytes += s->holds ? 0 : piece.len;
	if (dlp_scanner_feed(s->scanner, &text, &err))
		cli_die(err.sys, "%s", err.msg);
}

static void end_document(void *arg)
{
	struct search *s = arg;
	struct dlp_error err = { 0 };

	if (dlp_scanner_end(s->scanner, &err))
		cli_die(err.sys, "%s", err.msg);
	if (s->found)
		learn_tally_add(&s->tally, s->holds, s->score, s->confidence);
	else if (s->holds)
		s->tally.measure.missed++;
	else
		s->tally.measure.passed++;
}

static void print_search(struct search *s)
{
	const struct dlp_measure *m = &s->tally.measure;

	printf("documents\t%zu\nholding\t%zu\nholding-found\t%zu\n"
	       "others-found\t%zu\nothers-findings\t%llu\nothers-bytes\t%llu\n",
	       m->is + m->missed + m->is_none + m->passed, m->is + m->missed,
	       m->is, m->is_none, (unsigned long long)s->findings,
	       (unsigned long long)s->bytes);
	learn_tally_print(&s->tally, false);
}

static int search_documents(const struct learn_opts *o, const char *rule,
			    const struct dlp_scanner_learned *learned)
{
	const struct dlp_scanner_opts opts = {
		.min_confidence = DLP_CONFIDENCE_LOW,
		.bare = true,
		.no_decode = true,
		.learned = *learned,
	};
	struct dlp_catalog *catalog = dlp_catalog_new(true);
	struct search s = { .holds = true };
	const struct learn_calls calls = { .begin = begin_document,
					   .text = add_text,
					   .end = end_document,
					   .arg = &s };
	struct learn_seen seen = { 0 };
	struct dlp_engine *engine;
	struct dlp_error err = { 0 };

	if (!catalog)
		cli_die_memory();
	if ((learned->classes &&
	     dlp_catalog_add(catalog, &learned->cls->rule, &err)) ||
	    dlp_catalog_select(catalog, rule, &err) ||
	    dlp_engine_new(catalog, &engine, &err))
		cli_die(err.sys, "%s", err.msg);
	s.scanner = dlp_scanner_new(engine, &opts, take_record, &s);
	if (!s.scanner)
		cli_die_memory();
	if (o->holdings)
		learn_records(o->holding, o->max_record, &calls, &seen);
	s.holds = false;
	if (o->operands[1])
		learn_records(o->operands + 1, o->max_record, &calls, &seen);
	if (!seen.documents)
		cli_die(0, "no document with text to measure with");
	print_search(&s);
	dlp_scanner_free(s.scanner);
	dlp_engine_free(engine);
	dlp_catalog_free(catalog);
	learn_tally_release(&s.tally);
	return seen.faults ? CLI_TROUBLE : CLI_OK;
}

static _Noreturn void refuse(const char *path, const struct dlp_error *err)
{
	cli_die(err->sys, "%s: %s", cli_escape(path), err->msg);
}

static int eval_excerpts(const struct learn_opts *o,
			 const struct dlp_model *model)
{
	struct dlp_excerpts excerpts;
	struct dlp_error err = { 0 };

	if (dlp_model_match(model, DLP_EXCERPTS_FEATURES, &err) ||
	    dlp_excerpts_use(&excerpts, model, &err))
		refuse(o->operands[0], &err);
	return search_documents(
		o, "confidential.excerpt",
		&(struct dlp_scanner_learned){ .excerpts = &excerpts });
}

static int eval_exact(const struct learn_opts *o, const struct dlp_model *model)
{
	struct dlp_error err = { 0 };
	struct dlp_exact exact;
	char *memory;
	struct dlp_span key = cli_key_read(o->key_file, &memory);
	int status;

	if (!key.len)
		cli_die(0, "eval: --key-file is missing, the one that the "
			   "index was learned with");
	if (dlp_model_match(model, DLP_EXACT_FEATURES, &err) ||
	    dlp_exact_use(&exact, model, key, &err))
		refuse(o->operands[0], &err);
	status = search_documents(
		o, "confidential.row",
		&(struct dlp_scanner_learned){ .exact = &exact });
	cli_key_release(memory);
	return status;
}

static int eval_class(const struct learn_opts *o, const struct dlp_model *model)
{
	struct dlp_error err = { 0 };
	struct dlp_class cls;

	if (dlp_model_match(model, DLP_CLASS_FEATURES, &err) ||
	    dlp_class_use(&cls, model, DLP_SEVERITY_MEDIUM, &err))
		refuse(o->operands[0], &err);
	return search_documents(
		o, cls.id,
		&(struct dlp_scanner_learned){ .cls = &cls, .classes = 1 });
}

static int eval_index(const struct learn_opts *o, const struct dlp_model *model)
{
	if (!o->holdings && !o->operands[1])
		cli_die(0, "eval: documents are to be named, with --holding "
			   "or without");
	switch (model->kind) {
	case DLP_MODEL_EXACT:
		return eval_exact(o, model);
	case DLP_MODEL_CLASS:
		return eval_class(o, model);
	default:
		return eval_excerpts(o, model);
	}
}

/* Options of other kinds are mistakes. */
static void check_options(const struct learn_opts *o, enum dlp_model_kind kind)
{
	const bool index = kind == DLP_MODEL_EXCERPTS ||
			   kind == DLP_MODEL_EXACT || kind == DLP_MODEL_CLASS;

	if (o->holdings && !index)
		cli_die(0, "--holding is for an index or a class");
	if (o->show_values && index)
		cli_die(0, "--show-values is not for an index or a class");
	if (!index && !o->quiet)
		cli_warn(0, "eval: what the model learned from tells little "
			    "of it");
}

int learn_eval(const struct learn_opts *o)
{
	const char *path = o->operands[0];
	struct dlp_model model = { .mapped = false };
	struct dlp_error err = { 0 };
	int status = CLI_TROUBLE;

	if (dlp_model_open(&model, path, 0, 0, &err))
		refuse(path, &err);
	check_options(o, model.kind);
	switch (model.kind) {
	case DLP_MODEL_NAMES:
		status = learn_names_eval(o, &model);
		break;
	case DLP_MODEL_SECRET:
		status = learn_secret_eval(o, &model);
		break;
	case DLP_MODEL_EXCERPTS:
	case DLP_MODEL_EXACT:
	case DLP_MODEL_CLASS:
		status = eval_index(o, &model);
		break;
	default:
		cli_die(0, "%s: nothing is measured of a model of kind %s",
			cli_escape(path), dlp_model_kind_name(model.kind));
	}
	dlp_model_close(&model);
	return status;
}
