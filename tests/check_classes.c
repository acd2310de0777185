/* Classes of documents: what a text is about, what is learned of it, and that a
 * damaged or forged model harms nobody. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/background.h"
#include "learn/class_train.h"
#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

static void take(struct dlp_topic *topic, const char *text)
{
	dlp_topic_clear(topic);
	dlp_topic_add(topic, span(text));
	dlp_topic_part(topic);
}

static bool has(const struct dlp_topic *topic, const char *word)
{
	return topic->times[dlp_topic_row(span(word))] > 0;
}

START_TEST(words)
{
	struct dlp_topic topic;

	ck_assert(!dlp_topic_init(&topic));
	take(&topic, "The Heron's 12 nests; the heron");
	ck_assert_uint_eq(topic.words, 7);
	ck_assert(has(&topic, "heron") && has(&topic, "nests"));
	/* The case of letters and the value of digits do not count. */
	ck_assert(has(&topic, "00") && !has(&topic, "owl"));
	ck_assert_uint_eq(topic.times[dlp_topic_row(span("the"))], 2);
	/* Five words, and five pairs of them. */
	ck_assert_uint_eq(topic.rows, 10);
	dlp_topic_release(&topic);
}
END_TEST

/* Cut anywhere it is the same, and parts are not joined. */
START_TEST(pieces)
{
	static const char text[] = "Owls are paid by the night, \xc3\xa9t\xc3"
				   "\xa9 comme hiver; no 1234 words";
	struct dlp_topic whole, cut;

	ck_assert(!dlp_topic_init(&whole) && !dlp_topic_init(&cut));
	take(&whole, text);
	for (size_t size = 1; size < 9; size++) {
		dlp_topic_clear(&cut);
		for (size_t i = 0; i < sizeof(text) - 1; i += size)
			dlp_topic_add(
				&cut,
				(struct dlp_span){
					text + i, sizeof(text) - 1 - i < size
							  ? sizeof(text) - 1 - i
							  : size });
		dlp_topic_part(&cut);
		ck_assert_uint_eq(cut.rows, whole.rows);
		ck_assert_uint_eq(cut.words, whole.words);
		ck_assert(!memcmp(cut.seen, whole.seen,
				  cut.rows * sizeof(*cut.seen)));
	}
	take(&whole, "blue heron");
	dlp_topic_clear(&cut);
	dlp_topic_add(&cut, span("blue"));
	dlp_topic_part(&cut);
	dlp_topic_add(&cut, span("heron"));
	dlp_topic_part(&cut);
	ck_assert_uint_eq(whole.rows, 3);
	ck_assert_uint_eq(cut.rows, 2);
	dlp_topic_release(&whole);
	dlp_topic_release(&cut);
}
END_TEST

/* In a long document a word that stands there once is chance. */
START_TEST(long_document)
{
	struct dlp_topic topic;
	size_t i;

	ck_assert(!dlp_topic_init(&topic));
	for (i = 0; i < DLP_TOPIC_SPAN - 1; i++)
		dlp_topic_add(&topic, span("owl "));
	ck_assert_uint_eq(dlp_topic_floor(&topic), 1);
	dlp_topic_add(&topic, span("heron "));
	ck_assert_uint_eq(dlp_topic_floor(&topic), 2);
	ck_assert_uint_eq(topic.times[dlp_topic_row(span("heron"))], 1);
	/* Every row there is: nothing is written behind the last. */
	dlp_topic_clear(&topic);
	srand(1);
	while (topic.rows < DLP_TOPIC_ROWS) {
		char word[32];

		snprintf(word, sizeof(word), "%c%c%c%c%c ", 'a' + rand() % 26,
			 'a' + rand() % 26, 'a' + rand() % 26,
			 'a' + rand() % 26, 'a' + rand() % 26);
		dlp_topic_add(&topic, span(word));
	}
	for (i = 0; i < 1000; i++)
		dlp_topic_add(&topic, span("one more word "));
	ck_assert_uint_eq(topic.rows, DLP_TOPIC_ROWS);
	dlp_topic_release(&topic);
}
END_TEST

START_TEST(root)
{
	ck_assert_double_eq(dlp_topic_root(0), 0);
	ck_assert_double_eq(dlp_topic_root(1), 1);
	ck_assert_double_eq(dlp_topic_root(256), 16);
	ck_assert_double_eq(dlp_topic_root(DLP_TOPIC_ROWS), 256);
	ck_assert_double_eq_tol(dlp_topic_root(2), 1.41421, 0.001);
}
END_TEST

static const struct {
	const char *name;
	bool ok;
} names[] = {
	{ "contract", true },
	{ "clinical-note", true },
	{ "7", true },
	{ "", false },
	{ "-x", false },
	{ "Contract", false },
	{ "a b", false },
	{ "a.b", false },
	{ "a_b", false },
	{ "\xc3\xa9", false },
	{ "../x", false },
	{ "abcdefghijklmnopqrstuvwxyz-01234", true },
	{ "abcdefghijklmnopqrstuvwxyz-012345", false },
};

START_TEST(name)
{
	ck_assert_int_eq(dlp_class_name_ok(span(names[_i].name)), names[_i].ok);
}
END_TEST

/* Documents of a few words by lot, most of them of one of two lists. */
static void make(char *to, size_t size, unsigned seed, bool is)
{
	static const char *const word[2][12] = {
		{ "river", "boat", "rain", "stone", "bread", "window", "green",
		  "seven", "walk", "table", "paper", "under" },
		{ "indemnify", "party", "clause", "hereby", "term", "breach",
		  "notice", "herein", "owl77", "law", "agree", "waive" },
	};
	size_t len = 0;

	for (unsigned i = 0; i < 60 && len + 20 < size; i++) {
		seed = seed * 1103515245U + 12345U;
		len += (size_t)snprintf(
			to + len, size - len, "%s ",
			word[is && seed >> 16 & 3][(seed >> 20) % 12]);
	}
	len += (size_t)snprintf(to + len, size - len, "secret%u", seed);
}

static void learn(struct dlp_class_trainer *trainer, unsigned ones,
		  unsigned others)
{
	char text[2048];

	for (unsigned i = 0; i < ones + others; i++) {
		make(text, sizeof(text), i * 7919 + 1, i < ones);
		dlp_class_trainer_begin(trainer, i < ones);
		dlp_class_trainer_text(trainer, span(text), true);
		ck_assert(!dlp_class_trainer_end(trainer));
	}
}

static struct dlp_class_plan plan = { .permille = DLP_CLASS_PERMILLE };

static void finish(struct dlp_class_trainer *trainer, struct dlp_buf *out)
{
	struct dlp_error err = { 0 };
	struct dlp_buf facts;

	dlp_buf_init(&facts, 0);
	plan.name = span("paper");
	ck_assert(!dlp_class_trainer_finish(trainer, &plan, out, &facts, &err));
	ck_assert_ptr_nonnull(facts.ptr);
	dlp_buf_addc(&facts, '\0');
	ck_assert_ptr_nonnull(strstr(facts.ptr, "class: paper\n"));
	ck_assert_ptr_nonnull(
		strstr(facts.ptr, "documents of the class: 20\n"));
	ck_assert_ptr_nonnull(strstr(facts.ptr, "\nothers: 200\n"));
	dlp_buf_release(&facts);
}

/* Aligned as a mapped one is. */
static char *copy_of(const struct dlp_buf *buf)
{
	char *copy = aligned_alloc(DLP_MODEL_ALIGN,
				   (buf->len / DLP_MODEL_ALIGN + 1) *
					   DLP_MODEL_ALIGN);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, buf->ptr, buf->len);
	return copy;
}

START_TEST(learned)
{
	struct dlp_class_trainer *trainer = dlp_class_trainer_new();
	struct dlp_span why[DLP_CLASS_WHYS];
	struct dlp_model model = { 0 };
	struct dlp_error err = { 0 };
	static struct dlp_class cls;
	struct dlp_topic topic;
	struct dlp_buf one, two;
	char text[2048], *bytes;
	size_t whys, found = 0, alarms = 0;

	ck_assert_ptr_nonnull(trainer);
	ck_assert(!dlp_topic_init(&topic));
	dlp_buf_init(&one, 0);
	dlp_buf_init(&two, 0);
	learn(trainer, 20, 200);
	finish(trainer, &one);
	finish(trainer, &two);
	/* Same documents, same bytes. */
	ck_assert(dlp_span_eq(dlp_buf_span(&one), dlp_buf_span(&two)));
	bytes = copy_of(&one);
	ck_assert(!dlp_model_use(&model, (struct dlp_span){ bytes, one.len },
				 DLP_MODEL_CLASS, DLP_CLASS_FEATURES, &err));
	ck_assert(!dlp_class_use(&cls, &model, DLP_SEVERITY_MEDIUM, &err));
	ck_assert(dlp_span_is(cls.rule.id, "confidential.paper"));
	for (unsigned i = 0; i < 200; i++) {
		struct dlp_class_odds odds;

		make(text, sizeof(text), i * 104729 + 5, i < 100);
		take(&topic, text);
		odds = dlp_class_weigh(&cls, &topic);
		ck_assert(odds.odds >= 0 && odds.odds <= 1);
		if (!odds.is || odds.confidence < DLP_CONFIDENCE_MEDIUM)
			continue;
		/* What is told is likelier than not. */
		ck_assert(i >= 100 || odds.odds > 0.5);
		(i < 100 ? found++ : alarms++);
		if (i >= 100)
			continue;
		whys = dlp_class_why(&cls, &topic, why);
		ck_assert(whys > 0 && whys <= DLP_CLASS_WHYS);
		for (size_t k = 0; k < whys; k++)
			ck_assert(!memchr(why[k].ptr, '7', why[k].len));
	}
	ck_assert_uint_ge(found, 95);
	ck_assert_uint_le(alarms, 5);
	/* Nothing is said of a few words, nor of none. */
	take(&topic, "indemnify party clause hereby");
	ck_assert(!dlp_class_weigh(&cls, &topic).is);
	take(&topic, "");
	ck_assert(!dlp_class_weigh(&cls, &topic).is);
	dlp_class_trainer_free(trainer);
	dlp_topic_release(&topic);
	dlp_buf_release(&one);
	dlp_buf_release(&two);
	free(bytes);
}
END_TEST

static bool holds(const struct dlp_buf *buf, const char *word)
{
	const size_t len = strlen(word);

	for (size_t i = 0; i + len <= buf->len; i++)
		if (!memcmp(buf->ptr + i, word, len))
			return true;
	return false;
}

/* What stands in one document of the class can't be read in the model. */
START_TEST(readable)
{
	struct dlp_class_trainer *trainer = dlp_class_trainer_new();
	char text[2100];
	struct dlp_buf out;
	static const char *const never[] = { "owl", "zanzibar", "quagga" };

	dlp_buf_init(&out, 0);
	learn(trainer, 18, 200);
	for (unsigned i = 0; i < 2; i++) {
		make(text, 2048, i + 1, true);
		strcat(text, i ? " zanzibar" : " zanzibar quagga");
		dlp_class_trainer_begin(trainer, true);
		dlp_class_trainer_text(trainer, span(text), true);
		ck_assert(!dlp_class_trainer_end(trainer));
	}
	finish(trainer, &out);
	ck_assert(holds(&out, "indemnify"));
	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
		ck_assert(!holds(&out, never[i]));
	dlp_class_trainer_free(trainer);
	dlp_buf_release(&out);
}
END_TEST

START_TEST(too_little)
{
	struct dlp_class_trainer *trainer = dlp_class_trainer_new();
	struct dlp_error err = { 0 };
	struct dlp_buf out, facts;

	dlp_buf_init(&out, 0);
	dlp_buf_init(&facts, 0);
	plan.name = span("paper");
	learn(trainer, DLP_CLASS_FEWEST - 1, 200);
	ck_assert_int_eq(
		dlp_class_trainer_finish(trainer, &plan, &out, &facts, &err),
		DLP_SKIP);
	ck_assert_str_eq(err.msg, "4 documents of the class have text enough: "
				  "5 are needed");
	/* One of a few words is not learned from. */
	dlp_class_trainer_begin(trainer, true);
	dlp_class_trainer_text(trainer, span("a few words"), true);
	ck_assert_int_eq(dlp_class_trainer_end(trainer), DLP_SKIP);
	ck_assert_uint_eq(dlp_class_trainer_count(trainer, true), 4);
	dlp_class_trainer_free(trainer);
	trainer = dlp_class_trainer_new();
	learn(trainer, 20, 0);
	ck_assert_int_eq(
		dlp_class_trainer_finish(trainer, &plan, &out, &facts, &err),
		DLP_SKIP);
	ck_assert_uint_eq(out.len, 0);
	dlp_class_trainer_free(trainer);
	dlp_buf_release(&facts);
}
END_TEST

/* Forged under a digest that is right. */
static const struct {
	const char *name;
	size_t weights, fits;
	struct dlp_class_word word;
	bool ok;
} forged[] = {
	{ "paper", DLP_TOPIC_ROWS, 1, { 1, 3, "owl" }, true },
	{ "Paper", DLP_TOPIC_ROWS, 1, { 1, 3, "owl" }, false },
	{ "", DLP_TOPIC_ROWS, 1, { 1, 3, "owl" }, false },
	{ "paper", DLP_TOPIC_ROWS - 1, 1, { 1, 3, "owl" }, false },
	{ "paper", DLP_TOPIC_ROWS, 0, { 1, 3, "owl" }, false },
	{ "paper", DLP_TOPIC_ROWS, 2, { 1, 3, "owl" }, false },
	{ "paper", DLP_TOPIC_ROWS, 1, { 1, 0, "owl" }, false },
	{ "paper", DLP_TOPIC_ROWS, 1, { 1, 200, "owl" }, false },
	{ "paper", DLP_TOPIC_ROWS, 1, { 1, 3, "o\033l" }, false },
};

START_TEST(forgery)
{
	static const int8_t weight[DLP_TOPIC_ROWS];
	const struct dlp_class_fit fit[2] = { { .scale = 1 }, { .scale = 1 } };
	struct dlp_model_draft draft = { .kind = DLP_MODEL_CLASS,
					 .features = DLP_CLASS_FEATURES };
	struct dlp_model model = { 0 };
	struct dlp_error err = { 0 };
	struct dlp_class cls;
	struct dlp_buf out;
	char *bytes;

	dlp_buf_init(&out, 0);
	dlp_model_add(&draft, "name", span(forged[_i].name));
	dlp_model_add(
		&draft, "weight",
		(struct dlp_span){ (const char *)weight, forged[_i].weights });
	dlp_model_add(&draft, "fit",
		      (struct dlp_span){ (const char *)fit,
					 forged[_i].fits * sizeof(*fit) });
	dlp_model_add(&draft, "words",
		      (struct dlp_span){ (const char *)&forged[_i].word,
					 sizeof(forged[_i].word) });
	ck_assert(!dlp_model_write(&draft, &out));
	bytes = copy_of(&out);
	ck_assert(!dlp_model_use(&model, (struct dlp_span){ bytes, out.len },
				 DLP_MODEL_CLASS, DLP_CLASS_FEATURES, &err));
	ck_assert_int_eq(!dlp_class_use(&cls, &model, DLP_SEVERITY_LOW, &err),
			 forged[_i].ok);
	dlp_buf_release(&out);
	free(bytes);
}
END_TEST

START_TEST(others)
{
	struct dlp_background_draft draft = { .count = 0 };
	struct dlp_background background;
	struct dlp_model model = { 0 };
	struct dlp_error err = { 0 };
	struct dlp_topic topic;
	struct dlp_buf out;
	char *bytes;

	ck_assert(!dlp_topic_init(&topic));
	dlp_buf_init(&out, 0);
	ck_assert(!dlp_background_begin(&draft, span("letters")));
	take(&topic, "dear aunt");
	ck_assert(!dlp_background_add(&draft, &topic));
	ck_assert(!dlp_background_begin(&draft, span("none")));
	ck_assert(!dlp_background_begin(&draft, span("papers")));
	take(&topic, "hereby");
	ck_assert(!dlp_background_add(&draft, &topic));
	ck_assert(!dlp_background_write(&draft, &out));
	bytes = copy_of(&out);
	ck_assert(!dlp_model_use(&model, (struct dlp_span){ bytes, out.len },
				 DLP_MODEL_BACKGROUND, DLP_BACKGROUND_FEATURES,
				 &err));
	ck_assert(!dlp_background_use(&background, &model, &err));
	ck_assert_uint_eq(background.documents, 2);
	ck_assert(dlp_span_is(dlp_background_group(&background, 0), "letters"));
	ck_assert(dlp_span_is(dlp_background_group(&background, 1), "papers"));
	ck_assert_uint_eq(background.begin[1], 3);
	ck_assert_uint_eq(background.row[3], dlp_topic_row(span("hereby")));
	dlp_background_release(&draft);
	dlp_topic_release(&topic);
	dlp_buf_release(&out);
	free(bytes);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("classes");

	tcase_add_test(tc, words);
	tcase_add_test(tc, pieces);
	tcase_add_test(tc, long_document);
	tcase_add_test(tc, root);
	tcase_add_loop_test(tc, name, 0, CASES(names));
	tcase_add_test(tc, learned);
	tcase_add_test(tc, readable);
	tcase_add_test(tc, too_little);
	tcase_add_loop_test(tc, forgery, 0, CASES(forged));
	tcase_add_test(tc, others);
	return suite_run("classes", tc);
}
