#include "learn/passages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

enum { WORDS = 4000, ROOM = 10 * WORDS };

/* Words of six letters that no other seed has in that order. */
static void make_text(char *out, size_t words, uint32_t seed)
{
	seed = seed * 2654435761u + 1;
	for (size_t i = 0; i < words; i++) {
		for (size_t j = 0; j < 6; j++) {
			seed = seed * 1664525u + 1013904223u;
			*out++ = (char)('a' + (seed >> 24) % 26);
		}
		*out++ = i % 10 == 9 ? '\n' : ' ';
	}
	*out = '\0';
}

static char text[3][ROOM]; /* two documents, and one that is none */

/* An index at work, of the first two. */
static struct dlp_excerpts excerpts;
static struct dlp_model model;
static char *memory;

static void setup(void)
{
	struct dlp_excerpts_draft *draft = calloc(1, sizeof(*draft));
	struct dlp_error err;
	struct dlp_buf out;

	ck_assert_ptr_nonnull(draft);
	dlp_buf_init(&out, 0);
	for (uint32_t i = 0; i < 3; i++)
		make_text(text[i], WORDS, i);
	for (size_t i = 0; i < 2; i++) {
		struct dlp_span all = { text[i], strlen(text[i]) };

		ck_assert_int_eq(
			dlp_excerpts_begin(draft, i ? DLP_SPAN("second")
						    : DLP_SPAN("first")),
			DLP_OK);
		ck_assert_int_eq(dlp_excerpts_text(draft, all), DLP_OK);
		ck_assert_int_eq(dlp_excerpts_end(draft), DLP_OK);
	}
	ck_assert_int_eq(dlp_excerpts_write(draft, DLP_SPAN(""), &out), DLP_OK);
	dlp_excerpts_draft_release(draft);
	free(draft);
	memory = aligned_alloc(DLP_MODEL_ALIGN, (out.len / DLP_MODEL_ALIGN +
						 1) * DLP_MODEL_ALIGN);
	ck_assert_ptr_nonnull(memory);
	memcpy(memory, out.ptr, out.len);
	ck_assert_int_eq(
		dlp_model_use(&model, (struct dlp_span){ memory, out.len },
			      DLP_MODEL_EXCERPTS, DLP_EXCERPTS_FEATURES, &err),
		DLP_OK);
	ck_assert_int_eq(dlp_excerpts_use(&excerpts, &model, &err), DLP_OK);
	dlp_buf_release(&out);
}

static void teardown(void)
{
	free(memory);
}

struct told {
	struct dlp_passages *by;
	struct dlp_passage passage[64];
	size_t count;
	uint64_t first; /* as it was promised */
};

static void take(void *arg, const struct dlp_passage *passage)
{
	struct told *told = arg;

	ck_assert_uint_lt(told->count, 64);
	ck_assert_uint_ge(passage->start, told->first);
	ck_assert_uint_lt(passage->start, passage->end);
	told->passage[told->count++] = *passage;
}

/* What is told of a text that comes in pieces. */
static void look(const char *in, size_t piece, struct told *told)
{
	size_t len = strlen(in);

	memset(told, 0, sizeof(*told));
	told->by = dlp_passages_new(&excerpts, take, told);
	ck_assert_ptr_nonnull(told->by);
	for (size_t at = 0; at < len; at += piece) {
		dlp_passages_add(told->by,
				 (struct dlp_span){ in + at, len - at < piece
								     ? len - at
								     : piece });
		told->first = dlp_passages_first(told->by);
		ck_assert_uint_le(told->first, at + piece);
	}
	dlp_passages_end(told->by);
	dlp_passages_free(told->by);
}

static const size_t piece[] = { 1, 7, 100, 4096, ROOM };

/* 15 words of a document, set otherwise, in a text of somebody else's. */
START_TEST(some_words_are_known)
{
	static char in[ROOM];
	struct told told;
	size_t n = (size_t)snprintf(in, sizeof(in), "%.700s", text[2]);
	size_t start = n, end;

	for (const char *p = text[1] + 7000; p < text[1] + 7000 + 15 * 7; p++)
		n += (size_t)snprintf(in + n, sizeof(in) - n,
				      *p == ' ' || *p == '\n' ? ",\r\n  "
				      : p[1] == ' '           ? "%c\xcc\x81"
							      : "%c",
				      *p & 0xdf);
	end = n;
	snprintf(in + n, sizeof(in) - n, "%.700s", text[2] + 700);
	look(in, piece[_i], &told);
	ck_assert_uint_eq(told.count, 1);
	ck_assert_uint_eq(told.passage[0].document, 1);
	ck_assert_uint_ge(told.passage[0].start, start);
	ck_assert_uint_le(told.passage[0].end, end);
	ck_assert_uint_ge(told.passage[0].prints, 2);
	ck_assert_uint_ge(told.passage[0].letters, 50);
	ck_assert_uint_le(told.passage[0].letters, 90);
	ck_assert_uint_eq(told.passage[0].others, 0);
}
END_TEST

START_TEST(nothing_of_others)
{
	struct told told;

	look(text[2], piece[_i], &told);
	ck_assert_uint_eq(told.count, 0);
}
END_TEST

/* Near ones are one; far ones, and those of a long text, are several. */
START_TEST(passages_end)
{
	static char in[ROOM];
	struct told told;

	snprintf(in, sizeof(in), "%.140s%.35s%.140s", text[0], text[2],
		 text[0] + 140);
	look(in, piece[_i], &told);
	ck_assert_uint_eq(told.count, 1);
	snprintf(in, sizeof(in), "%.140s%.700s%.140s", text[0], text[2],
		 text[0] + 140);
	look(in, piece[_i], &told);
	ck_assert_uint_eq(told.count, 2);
	ck_assert_uint_lt(told.passage[0].end, 141);
	ck_assert_uint_gt(told.passage[1].start, 139 + 700);

	/* So are those with much between them that is no letter. */
	snprintf(in, sizeof(in), "%.140s%9000s%.140s", text[0], "",
		 text[0] + 140);
	look(in, piece[_i], &told);
	ck_assert_uint_eq(told.count, 2);
	ck_assert_uint_lt(told.passage[0].end, 141);

	look(text[0], piece[_i], &told);
	ck_assert_uint_eq(told.count, 2);
	for (size_t i = 0; i < told.count; i++)
		ck_assert_uint_le(told.passage[i].end - told.passage[i].start,
				  DLP_PASSAGES_MOST);
	/* No hole between them but of what no print covers. */
	ck_assert_uint_lt(told.passage[0].start, 30);
	ck_assert_uint_lt(told.passage[1].start, told.passage[0].end + 60);
	ck_assert_uint_gt(told.passage[1].end, strlen(text[0]) - 60);
}
END_TEST

int main(void)
{
	static const char name[] = "passages";
	TCase *tc = tcase_create(name);
	const int pieces = CASES(piece);

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, some_words_are_known, 0, pieces);
	tcase_add_loop_test(tc, nothing_of_others, 0, pieces);
	tcase_add_loop_test(tc, passages_end, 0, pieces);
	return suite_run(name, tc);
}
