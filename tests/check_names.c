#include <stdio.h>

#include "learn/conll.h"
#include "learn/name_eval.h"
#include "learn/name_marks.h"
#include "learn/name_train.h"
#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* The words of a sentence, between bars. */
static const struct {
	const char *text, *words;
} cut[] = {
	{ "", "" },
	{ " \t\n", "" },
	{ "Ada Lovelace wrote.", "Ada|Lovelace|wrote|." },
	{ "J. R. O'Brien's U.S. visit", "J.|R.|O'Brien|'s|U.S.|visit" },
	{ "Mary King-Noel, MD", "Mary|King-Noel|,|MD" },
	{ "it\xe2\x80\x99s we'll D\xe2\x80\x99"
	  "Arcy",
	  "it|\xe2\x80\x99s|we|'ll|D\xe2\x80\x99"
	  "Arcy" },
	{ "mail ada@example.org, now", "mail|ada@example.org|,|now" },
	{ "(see https://example.org/a?b.)",
	  "(|see|https://example.org/a?b|.|)" },
	{ "at 12/5/1999, 1,000.50 or 10:30",
	  "at|12/5/1999|,|1,000.50|or|10:30" },
	{ "RT @ada_l: #dlp ---", "RT|@ada_l|:|#dlp|---" },
	{ "Zo\xc3\xab M\xc3\xbcller\xe2\x80\x94right",
	  "Zo\xc3\xab|M\xc3\xbcller|\xe2\x80\x94|right" },
	{ "\xff\xfe x", "\xff|\xfe|x" },
	{ "a_b @ #", "a_b|@|#" },
	{ "Ada King/LON/Firm@Firm, x/y",
	  "Ada|King|/|LON|/|Firm|@|Firm|,|x|/|y" },
};

START_TEST(words_are_cut)
{
	struct dlp_word word[DLP_WORDS_MAX];
	struct dlp_span text = span(cut[_i].text);
	char said[256] = "";
	size_t used, n = dlp_words_cut(text, word, &used), at = 0;

	for (size_t i = 0; i < n; i++)
		at += (size_t)snprintf(said + at, sizeof(said) - at, "%s%.*s",
				       i ? "|" : "",
				       (int)(word[i].end - word[i].start),
				       text.ptr + word[i].start);
	ck_assert_str_eq(said, cut[_i].words);
	ck_assert_uint_eq(used, text.len);
}
END_TEST

START_TEST(many_words_are_cut_in_parts)
{
	struct dlp_word word[DLP_WORDS_MAX];
	char text[2 * (DLP_WORDS_MAX + 3)];
	struct dlp_span all = { text, sizeof(text) };
	size_t used;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i & 1 ? ' ' : 'x';
	ck_assert_uint_eq(dlp_words_cut(all, word, &used), DLP_WORDS_MAX);
	all.ptr += used, all.len -= used;
	ck_assert_uint_eq(dlp_words_cut(all, word, &used), 3);
}
END_TEST

#define LONG "This is a line of some length that goes on and on"
static const struct {
	const char *text;
	size_t first; /* bytes of the first sentence */
} sentences[] = {
	{ "One. Two.", 4 },
	{ "Mr. Smith came. He left.", 15 },
	{ "A. B. Clark came! Yes", 17 },
	{ "version 1. 5 apples", 19 },
	{ "Dear Ada,\nthank you", 10 },
	{ LONG "\nand on", sizeof(LONG "\nand on") - 1 },
	{ LONG "\n\nNext", sizeof(LONG "\n") - 1 },
	{ LONG "\n 12 more", sizeof(LONG "\n") - 1 },
	{ LONG "\n- more", sizeof(LONG "\n") - 1 },
	{ "no end", 6 },
	{ "12 Elm Street\nOak Town\nEngland\n\nNo", 31 },
	{ "12 Elm Street\nTel: 555", 14 },
	{ "12 Elm Street.\nNo", 14 },
	{ "12 Elm Street\nno", 14 },
	{ "Ada King\n12 Elm Street", 9 },
	{ "1\n2\n3\n4\n5\n6\n7\n", 10 },
};

START_TEST(sentences_end)
{
	ck_assert_uint_eq(dlp_sentence_length(span(sentences[_i].text), true),
			  sentences[_i].first);
}
END_TEST

/* With less of the text it is the same, or nothing yet. */
START_TEST(sentences_end_wherever_text_is_cut)
{
	struct dlp_span text = span(sentences[_i].text);
	size_t whole = dlp_sentence_length(text, true);

	for (text.len = 0; text.len < strlen(sentences[_i].text); text.len++) {
		size_t part = dlp_sentence_length(text, false);

		ck_assert(!part || part == whole);
	}
}
END_TEST

START_TEST(long_sentences_are_cut)
{
	static char text[3 * DLP_SENTENCE_MAX];
	struct dlp_span all = { text, sizeof(text) };
	size_t n;

	memset(text, 'x', sizeof(text));
	ck_assert_uint_eq(dlp_sentence_length(all, false), DLP_SENTENCE_MAX);
	text[DLP_SENTENCE_MAX - 10] = ' ';
	n = dlp_sentence_length(all, false);
	ck_assert_uint_eq(n, DLP_SENTENCE_MAX - 9);
	all.len = DLP_SENTENCE_MAX + 4;
	ck_assert_uint_eq(dlp_sentence_length(all, false), 0);
	ck_assert_uint_eq(dlp_sentence_length(all, true), n);
}
END_TEST

START_TEST(lists_are_found_again)
{
	struct dlp_gazetteer_draft draft = { 0 };
	struct dlp_gazetteer gazetteer;
	struct dlp_buf rows;
	size_t others = 0;

	dlp_buf_init(&rows, 0);
	for (uint64_t i = 0; i < 5000; i++)
		ck_assert_int_eq(
			dlp_gazetteer_add(&draft,
					  dlp_gazetteer_hash((char *)&i, 8),
					  1U << i % DLP_LISTS),
			DLP_OK);
	ck_assert_int_eq(dlp_gazetteer_write(&draft, &rows), DLP_OK);
	gazetteer.row = (const uint32_t *)(const void *)rows.ptr;
	gazetteer.rows = rows.len / sizeof(uint32_t);
	for (uint64_t i = 0; i < 5000; i++)
		ck_assert_uint_eq(
			dlp_gazetteer_find(&gazetteer,
					   dlp_gazetteer_hash((char *)&i, 8)),
			1U << i % DLP_LISTS);
	for (uint64_t i = 5000; i < 105000; i++)
		others += dlp_gazetteer_find(
				  &gazetteer,
				  dlp_gazetteer_hash((char *)&i, 8)) != 0;
	ck_assert_uint_le(others, 2);
	dlp_gazetteer_release(&draft);
	dlp_buf_release(&rows);
}
END_TEST

/* Made-up people at a made-up place: enough for a small model. */
static const char marked[] =
	"We\tO\nmet\tO\nAda\tB-PER\nKing\tI-PER\nin\tO\nSpringfield\tB-LOC\n"
	".\tO\n\n"
	"Ask\tO\nBob\tB-PER\nfor\tO\nit\tO\n.\tO\n\n"
	"He\tO\nlives\tO\nat\tO\n12\tB-ADDR\nElm\tI-ADDR\nStreet\tI-ADDR\n"
	".\tO\n\n"
	"The\tO\nend\tO\nof\tO\nMay\tO\n.\tO\n\n"
	"Hello\tO\n@\tO\nada\tB-PER\n!\tO\n";

START_TEST(marks_are_read)
{
	struct dlp_conll conll = { .rest = span(marked) };

	ck_assert(dlp_conll_next(&conll));
	ck_assert_uint_eq(conll.text.len, strlen("We met Ada King in "
						 "Springfield ."));
	ck_assert_uint_eq(conll.marks, 2);
	ck_assert_int_eq(conll.mark[0].kind, DLP_NAME_PERSON);
	ck_assert_uint_eq(conll.mark[0].start, 7);
	ck_assert_uint_eq(conll.mark[0].end, 15);
	ck_assert_int_eq(conll.mark[1].kind, DLP_NAME_LOCATION);
	for (size_t i = 0; i < 4; i++)
		ck_assert(dlp_conll_next(&conll));
	/* A handle is one word, and no name. */
	ck_assert_uint_eq(conll.marks, 0);
	ck_assert_uint_eq(conll.text.len, strlen("Hello @ada !"));
	ck_assert(!dlp_conll_next(&conll));
	dlp_conll_release(&conll);
}
END_TEST

/* A mark of a person, and what is left of it: NULL for nothing. */
static const struct {
	const char *marked, *left;
} tidied[] = {
	{ "Ada King", "Ada King" },
	{ "Dr. Ada King", "Ada King" },
	{ "Lt . Gen. ada king", "ada king" },
	{ "Colonel Ada King 's", "Ada King" },
	{ "Ada King\xe2\x80\x99s", "Ada King" },
	{ "\xe2\x80\x9c Ada \"", "Ada" },
	{ "-Ada King .", "Ada King" },
	{ "Ada K .", "Ada K ." },
	{ "Ada K.", "Ada K." },
	{ "Ada King Jr.", "Ada King Jr." },
	{ "Lady Ada", "Lady Ada" },
	{ "Senator", "Senator" },
	{ "Major-King", "Major-King" },
	{ "Dr.", "Dr" },
	{ "Zo\xc3\xab", "Zo\xc3\xab" },
	{ "@ada", NULL },
	{ "#ada", "ada" },
	{ "200", NULL },
	{ "'s", NULL },
	{ ". , !", NULL },
};

START_TEST(marks_are_tidied)
{
	const char *text = tidied[_i].marked;
	struct dlp_name mark[] = {
		{ DLP_NAME_ORGANIZATION, 0, strlen(text), 1 },
		{ DLP_NAME_PERSON, 0, strlen(text), 1 },
	};
	size_t n = dlp_name_marks_tidy(span(text), mark, 2);

	/* What is no person stays. */
	ck_assert_uint_eq(mark[0].end - mark[0].start, strlen(text));
	ck_assert_uint_eq(n, tidied[_i].left ? 2 : 1);
	if (tidied[_i].left) {
		ck_assert_uint_eq(mark[1].end - mark[1].start,
				  strlen(tidied[_i].left));
		ck_assert_mem_eq(text + mark[1].start, tidied[_i].left,
				 strlen(tidied[_i].left));
	}
}
END_TEST

/* A model of those sentences, in aligned memory. */
static void *learn(struct dlp_span *bytes)
{
	const struct dlp_name_plan plan = {
		.crf = { .rounds = 40, .rate = 0.1F }, .least = 1, .lines = 256
	};
	struct dlp_name_lessons *lessons = dlp_name_lessons_new();
	struct dlp_buf out;
	void *memory;

	dlp_buf_init(&out, 0);
	ck_assert_ptr_nonnull(lessons);
	ck_assert_int_eq(dlp_name_lessons_list(lessons, DLP_LIST_WORD,
					       span("end\nthe\nhello\n")),
			 DLP_OK);
	ck_assert_int_eq(dlp_name_lessons_list(lessons, DLP_LIST_GIVEN,
					       span("ada\nbob\neve")),
			 DLP_OK);
	ck_assert_int_eq(dlp_name_lessons_list(lessons, DLP_LIST_STREET,
					       span("street\n")),
			 DLP_OK);
	ck_assert_int_eq(dlp_name_lessons_read(lessons, span(marked)), DLP_OK);
	ck_assert_int_eq(dlp_name_lessons_learn(lessons, &plan,
						DLP_SPAN("a: 1\n"), &out),
			 DLP_OK);
	dlp_name_lessons_free(lessons);
	ck_assert_int_eq(posix_memalign(&memory, DLP_MODEL_ALIGN, out.len), 0);
	memcpy(memory, out.ptr, out.len);
	*bytes = (struct dlp_span){ memory, out.len };
	dlp_buf_release(&out);
	return memory;
}

static void use(struct dlp_span bytes, struct dlp_names *names)
{
	struct dlp_model model = { .mapped = false };
	struct dlp_error err;

	ck_assert_int_eq(dlp_model_use(&model, bytes, DLP_MODEL_NAMES,
				       DLP_NAME_FEATURES, &err),
			 DLP_OK);
	ck_assert_int_eq(dlp_names_use(names, &model, &err), DLP_OK);
}

static const struct {
	const char *text, *name; /* NULL: none */
	enum dlp_name_kind kind;
} found[] = {
	{ "We met Ada King in Springfield .", "Ada King", DLP_NAME_PERSON },
	{ "Ask Eve for it.", "Eve", DLP_NAME_PERSON },
	{ "He lives at 12 Elm Street .", "12 Elm Street", DLP_NAME_ADDRESS },
	{ "The end of the .", NULL, 0 },
	{ "ask nobody for it .", NULL, 0 },
};

START_TEST(what_was_learned_is_found)
{
	struct dlp_span bytes, text = span(found[_i].text);
	void *memory = learn(&bytes);
	struct dlp_names names;
	struct dlp_namer *namer;
	const struct dlp_name *name;
	size_t n;

	use(bytes, &names);
	namer = dlp_namer_new(&names);
	ck_assert_ptr_nonnull(namer);
	n = dlp_namer_find(namer, text, &name);
	ck_assert_int_eq(n != 0, found[_i].name != NULL);
	if (n) {
		ck_assert_int_eq(name->kind, found[_i].kind);
		ck_assert_uint_eq(name->end - name->start,
				  strlen(found[_i].name));
		ck_assert_mem_eq(text.ptr + name->start, found[_i].name,
				 strlen(found[_i].name));
		ck_assert(name->sure > 0.3F);
		ck_assert(name->sure <= 1.001F);
	}
	dlp_namer_free(namer);
	free(memory);
}
END_TEST

START_TEST(same_lessons_same_bytes)
{
	struct dlp_span a, b;
	void *one = learn(&a), *other = learn(&b);

	ck_assert_uint_eq(a.len, b.len);
	ck_assert_mem_eq(a.ptr, b.ptr, a.len);
	free(one);
	free(other);
}
END_TEST

/* A section that is missing, or is not as long as it must be. */
START_TEST(a_model_without_its_parts_is_refused)
{
	static const char *const part[] = { "steps", "lists", "weights" };
	static const char zero[256];
	struct dlp_model_draft draft = { .kind = DLP_MODEL_NAMES,
					 .features = DLP_NAME_FEATURES };
	struct dlp_model model = { .mapped = false };
	struct dlp_names names;
	struct dlp_error err = { 0 };
	struct dlp_buf out;
	void *memory;

	dlp_buf_init(&out, 0);
	for (int i = 0; i < 3; i++) {
		size_t size = i == 0 ? sizeof(struct dlp_name_scale) : 64;

		if (_i == i)
			continue;
		dlp_model_add(&draft, part[i], (struct dlp_span){ zero, size });
	}
	if (_i > 2)
		draft.part[_i - 3].data.len--;
	ck_assert_int_eq(dlp_model_write(&draft, &out), DLP_OK);
	ck_assert_int_eq(posix_memalign(&memory, DLP_MODEL_ALIGN, out.len), 0);
	memcpy(memory, out.ptr, out.len);
	ck_assert_int_eq(
		dlp_model_use(&model, (struct dlp_span){ memory, out.len },
			      DLP_MODEL_NAMES, DLP_NAME_FEATURES, &err),
		DLP_OK);
	ck_assert_int_eq(dlp_names_use(&names, &model, &err), DLP_SKIP);
	ck_assert_str_eq(err.msg, "a damaged model");
	dlp_buf_release(&out);
	free(memory);
}
END_TEST

START_TEST(an_evaluation_counts)
{
	static const char other[] = "Ask\tO\nEve\tB-PER\nfor\tO\nit\tO\n\n"
				    "The\tO\nend\tO\nof\tO\nBob\tO\n\n"
				    "He\tB-PER\nwent\tO\n";
	struct dlp_name_eval eval = { 0 };
	struct dlp_span bytes;
	void *memory = learn(&bytes);
	struct dlp_names names;
	const struct dlp_name_tally *t = &eval.kind[DLP_NAME_PERSON];

	use(bytes, &names);
	ck_assert_int_eq(
		dlp_name_eval_add(&eval, &names, span(other), NULL, NULL),
		DLP_OK);
	ck_assert_uint_eq(eval.sentences, 3);
	ck_assert_uint_eq(eval.words, 10);
	ck_assert_uint_eq(t->marked, 2);
	ck_assert_uint_eq(t->right, 1);
	ck_assert_uint_eq(t->word_marked, 2);
	ck_assert_uint_eq(t->word_right, 1);
	ck_assert_uint_eq(t->found - t->right, t->word_found - 1);
	free(memory);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("names");

	tcase_add_loop_test(tc, words_are_cut, 0, CASES(cut));
	tcase_add_test(tc, many_words_are_cut_in_parts);
	tcase_add_loop_test(tc, sentences_end, 0, CASES(sentences));
	tcase_add_loop_test(tc, sentences_end_wherever_text_is_cut, 0,
			    CASES(sentences));
	tcase_add_test(tc, long_sentences_are_cut);
	tcase_add_test(tc, lists_are_found_again);
	tcase_add_test(tc, marks_are_read);
	tcase_add_loop_test(tc, marks_are_tidied, 0, CASES(tidied));
	tcase_add_loop_test(tc, what_was_learned_is_found, 0, CASES(found));
	tcase_add_test(tc, same_lessons_same_bytes);
	tcase_add_loop_test(tc, a_model_without_its_parts_is_refused, 0, 6);
	tcase_add_test(tc, an_evaluation_counts);
	return suite_run("names", tc);
}
