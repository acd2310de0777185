/* dlp-learn names: from marked sentences to the model of names. */

#include "learn_names.h"

#include <stdio.h>

#include "base/io.h"
#include "cli.h"
#include "learn/name_eval.h"
#include "learn/name_train.h"

enum { FILE_MAX = 256 << 20 };

static struct dlp_buf load(const char *path)
{
	struct dlp_error err = { 0 };
	struct dlp_buf buf;

	dlp_buf_init(&buf, FILE_MAX);
	if (dlp_io_load(path, FILE_MAX, &buf, &err))
		cli_die(err.sys, "%s: %s", cli_escape(path), err.msg);
	return buf;
}

static struct dlp_buf load_of(const char *folder, const char *name)
{
	struct dlp_buf path, file;

	dlp_buf_init(&path, 0);
	dlp_buf_addf(&path, "%s/%s", folder, name);
	if (dlp_buf_addc(&path, 0))
		cli_die_memory();
	file = load(path.ptr);
	dlp_buf_release(&path);
	return file;
}

static void read_lists(struct dlp_name_lessons *lessons, const char *folder)
{
	/* English words first: places are measured by them. */
	static const struct {
		const char *name;
		enum dlp_list_of list;
	} file[] = {
		{ "e_lower", DLP_LIST_WORD },
		{ "a_first", DLP_LIST_GIVEN },
		{ "b_last", DLP_LIST_FAMILY },
		{ "c_city", DLP_LIST_CITY },
		{ "d_country", DLP_LIST_COUNTRY },
		{ "f_title", DLP_LIST_TITLE },
		{ "g_orgsuf", DLP_LIST_FIRM },
		{ "h_street", DLP_LIST_STREET },
		{ "i_date", DLP_LIST_DATE },
	};

	for (size_t i = 0; i < sizeof(file) / sizeof(*file); i++) {
		struct dlp_buf words = load_of(folder, file[i].name);

		if (dlp_name_lessons_list(lessons, file[i].list,
					  dlp_buf_span(&words)))
			cli_die_memory();
		dlp_buf_release(&words);
	}
}

/* Names that many bear, and the sentences that are to be made of them. */
struct templates {
	struct dlp_buf given, family, text;
};

static void read_templates(struct templates *t, const char *folder,
			   struct dlp_name_lessons *lessons)
{
	t->given = load_of(folder, "given");
	t->family = load_of(folder, "family");
	t->text = load_of(folder, "templates");
	if (dlp_name_lessons_list(lessons, DLP_LIST_GIVEN_OFTEN,
				  dlp_buf_span(&t->given)) ||
	    dlp_name_lessons_list(lessons, DLP_LIST_FAMILY_OFTEN,
				  dlp_buf_span(&t->family)))
		cli_die_memory();
}

static void make_sentences(struct templates *t, const char *folder,
			   struct dlp_name_lessons *lessons)
{
	struct dlp_templates templates = {
		.rest = dlp_buf_span(&t->text),
		.given = dlp_buf_span(&t->given),
		.family = dlp_buf_span(&t->family),
	};
	struct dlp_error err = { 0 };
	enum dlp_status status =
		dlp_name_lessons_make(lessons, &templates, &err);

	if (status == DLP_FATAL)
		cli_die_memory();
	if (status)
		cli_die(0, "%s/templates: %s", cli_escape(folder), err.msg);
	dlp_buf_release(&t->given);
	dlp_buf_release(&t->family);
	dlp_buf_release(&t->text);
}

static void tell_round(void *arg, unsigned round, uint64_t wrong)
{
	(void)arg;
	fprintf(stderr, "round %u: %llu words wrong\n", round,
		(unsigned long long)wrong);
}

int learn_names(const struct learn_opts *o)
{
	struct dlp_name_plan plan = {
		.crf = { .rounds = 6,
			 .rate = 0.07F,
			 .decay = 0.00002F,
			 .dropout = 64 },
		.least = 2,
		.lines = 1 << 15,
		.tell = o->quiet ? NULL : tell_round,
	};
	struct dlp_name_lessons *lessons = dlp_name_lessons_new();
	struct dlp_buf model, facts;
	struct templates templates;
	uint64_t sentences, words;

	if (!lessons)
		cli_die_memory();
	read_lists(lessons, o->lists);
	if (o->templates)
		read_templates(&templates, o->templates, lessons);
	for (size_t i = 0; o->operands[i]; i++) {
		struct dlp_buf file = load(o->operands[i]);

		if (dlp_name_lessons_read(lessons, dlp_buf_span(&file)))
			cli_die_memory();
		dlp_buf_release(&file);
	}
	if (o->templates)
		make_sentences(&templates, o->templates, lessons);
	dlp_name_lessons_count(lessons, &sentences, &words);
	if (!sentences)
		cli_die(0, "names: no marked sentence");
	dlp_buf_init(&facts, 0);
	dlp_buf_init(&model, 0);
	dlp_buf_addf(&facts, "sentences: %llu\nwords: %llu\n",
		     (unsigned long long)sentences, (unsigned long long)words);
	if (facts.status ||
	    dlp_name_lessons_learn(lessons, &plan, dlp_buf_span(&facts),
				   &model))
		cli_die_memory();
	learn_write(o, &model);
	dlp_buf_release(&facts);
	dlp_buf_release(&model);
	dlp_name_lessons_free(lessons);
	return CLI_OK;
}

static double part(uint64_t a, uint64_t b)
{
	return b ? (double)a / (double)b : 0;
}

static double f1(double p, double r)
{
	return p + r > 0 ? 2 * p * r / (p + r) : 0;
}

static void print_counts(const char *table, const char *kind, uint64_t marked,
			 uint64_t found, uint64_t right)
{
	const double p = part(right, found), r = part(right, marked);

	printf("%s\t%s\t%llu\t%llu\t%llu\t%.4f\t%.4f\t%.4f\n", table, kind,
	       (unsigned long long)marked, (unsigned long long)right,
	       (unsigned long long)(found - right), p, r, f1(p, r));
}

/* What is told from each tenth of the probability on. */
static void print_told(const char *kind, const struct dlp_name_tally *t)
{
	for (size_t from = 1; from < DLP_NAME_STEPS; from++) {
		uint64_t found = 0, right = 0, met = 0;
		double p, r;

		for (size_t k = from; k < DLP_NAME_STEPS; k++) {
			found += t->sure[k], right += t->sure_right[k];
			met += t->met[k];
		}
		p = part(right, found);
		r = part(met, t->marked);
		printf("told\t0.%zu\t%llu\t%llu\t%.4f\t%.4f\t%.4f\t%s\n", from,
		       (unsigned long long)right,
		       (unsigned long long)(found - right), p, r, f1(p, r),
		       kind);
	}
}

static void print_eval(const char *file, const struct dlp_name_eval *eval)
{
	static const char columns[] =
		"kind\tmarked\tright\twrong\tprecision\trecall\tf1";

	printf("file\t%s\nsentences\t%llu\nwords\t%llu\n", cli_escape(file),
	       (unsigned long long)eval->sentences,
	       (unsigned long long)eval->words);
	printf("whole\t%s\n", columns);
	for (size_t k = 0; k < DLP_NAME_KINDS; k++)
		print_counts("whole", dlp_name_kind_word((enum dlp_name_kind)k),
			     eval->kind[k].marked, eval->kind[k].found,
			     eval->kind[k].right);
	printf("single\t%s\n", columns);
	for (size_t k = 0; k < DLP_NAME_KINDS; k++)
		print_counts(
			"single", dlp_name_kind_word((enum dlp_name_kind)k),
			eval->kind[k].word_marked, eval->kind[k].word_found,
			eval->kind[k].word_right);
	puts("told\tfrom\tright\twrong\tprecision\trecall\tf1\tkind");
	for (size_t k = 0; k < DLP_NAME_KINDS; k++)
		print_told(dlp_name_kind_word((enum dlp_name_kind)k),
			   &eval->kind[k]);
}

static void show_fault(void *arg, const struct dlp_name_fault *fault)
{
	const struct dlp_name *n = fault->name;

	(void)arg;
	printf("%s\t%s\t%.2f\t%.*s\t%.*s\n", fault->missed ? "missed" : "alarm",
	       dlp_name_kind_word(n->kind),
	       fault->missed ? 0.0 : (double)n->sure, (int)(n->end - n->start),
	       fault->sentence.ptr + n->start, (int)fault->sentence.len,
	       fault->sentence.ptr);
}

int learn_names_eval(const struct learn_opts *o, const struct dlp_model *model)
{
	const char *path = o->operands[0];
	struct dlp_error err = { 0 };
	struct dlp_names names;

	if (!o->operands[1])
		cli_die(0, "eval: marked sentences are to be named");
	if (dlp_model_match(model, DLP_NAME_FEATURES, &err) ||
	    dlp_names_use(&names, model, &err))
		cli_die(err.sys, "%s: %s", cli_escape(path), err.msg);
	for (size_t i = 1; o->operands[i]; i++) {
		struct dlp_name_eval eval = { 0 };
		struct dlp_buf file = load(o->operands[i]);

		if (dlp_name_eval_add(&eval, &names, dlp_buf_span(&file),
				      o->show_values ? show_fault : NULL, NULL))
			cli_die_memory();
		print_eval(o->operands[i], &eval);
		dlp_buf_release(&file);
	}
	return CLI_OK;
}
