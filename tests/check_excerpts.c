#include "learn/excerpts.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

/* A text of `words` words that depend on the seed. */
static void make_text(char *out, size_t words, uint32_t seed)
{
	for (size_t i = 0; i < words; i++) {
		seed = seed * 1664525 + 1013904223;
		out += sprintf(out, "w%xq%s", seed >> 12, i % 9 ? " " : ".\n");
	}
}

enum { WORDS = 400, ROOM = 20 * WORDS, DOCUMENTS = DLP_EXCERPTS_OWNERS + 3 };

static enum dlp_status add(struct dlp_excerpts_draft *draft, const char *name,
			   struct dlp_span text)
{
	enum dlp_status status = dlp_excerpts_begin(
		draft, (struct dlp_span){ name, strlen(name) });

	if (!status)
		status = dlp_excerpts_text(draft, text);
	return status ? status : dlp_excerpts_end(draft);
}

/*
 * Two documents with a page in common, all but two with a foreword, and a page
 * of the background in the first.
 */
static struct dlp_span learn(char text[4][ROOM])
{
	struct dlp_excerpts_draft *draft = calloc(1, sizeof(*draft));
	struct dlp_buf all, out;
	void *copy;
	size_t room;

	ck_assert_ptr_nonnull(draft);
	dlp_buf_init(&all, 0);
	for (uint32_t i = 0; i < 4; i++)
		make_text(text[i], WORDS, i);
	for (uint32_t i = 0; i < DOCUMENTS; i++) {
		char name[16], own[ROOM];

		snprintf(name, sizeof(name), "doc %u", i);
		make_text(own, 40, 1000 + i);
		dlp_buf_clear(&all);
		dlp_buf_adds(&all, own);
		dlp_buf_adds(&all, i < DOCUMENTS - 2 ? text[2] : "");
		dlp_buf_adds(&all, i == 0 ? text[0] : "");
		dlp_buf_adds(&all, i == 0 || i == 5 ? text[1] : "");
		dlp_buf_adds(&all, i == 0 ? text[3] : "");
		ck_assert_int_eq(add(draft, name, dlp_buf_span(&all)), DLP_OK);
	}
	ck_assert_int_eq(
		add(draft, "", (struct dlp_span){ text[3], strlen(text[3]) }),
		DLP_OK);
	dlp_buf_release(&all);
	dlp_buf_init(&out, 0);
	ck_assert_int_eq(dlp_excerpts_write(draft, DLP_SPAN(""), &out), DLP_OK);
	dlp_excerpts_draft_release(draft);
	free(draft);
	room = (out.len + DLP_MODEL_ALIGN) / DLP_MODEL_ALIGN * DLP_MODEL_ALIGN;
	copy = aligned_alloc(DLP_MODEL_ALIGN, room);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, out.ptr, out.len);
	room = out.len;
	dlp_buf_release(&out);
	return (struct dlp_span){ copy, room };
}

/* How many prints of `text` each document has. */
static size_t count(const struct dlp_excerpts *excerpts, const char *text,
		    size_t by[DOCUMENTS])
{
	struct dlp_winnow winnow = { 0 };
	struct dlp_print print[DLP_WINNOW_PRINTS];
	size_t all = 0;

	memset(by, 0, DOCUMENTS * sizeof(*by));
	for (size_t at = 0, len = strlen(text); at < len; at += 1000) {
		size_t n = dlp_winnow_add(
			&winnow,
			(struct dlp_span){ text + at,
					   len - at < 1000 ? len - at : 1000 },
			print);

		all += n;
		for (size_t i = 0; i < n; i++) {
			const uint32_t *owner;
			size_t owners = dlp_excerpts_find(
				excerpts, print[i].hash, &owner);

			while (owners--)
				by[owner[owners]]++;
		}
	}
	return all;
}

START_TEST(passages_have_owners)
{
	static char text[4][ROOM];
	struct dlp_span bytes = learn(text);
	struct dlp_model model = { 0 };
	struct dlp_excerpts excerpts;
	struct dlp_error err;
	size_t by[DOCUMENTS], all;

	ck_assert_int_eq(dlp_model_use(&model, bytes, DLP_MODEL_EXCERPTS,
				       DLP_EXCERPTS_FEATURES, &err),
			 DLP_OK);
	ck_assert_int_eq(dlp_excerpts_use(&excerpts, &model, &err), DLP_OK);
	ck_assert_uint_eq(excerpts.documents, DOCUMENTS);
	ck_assert(dlp_span_is(dlp_excerpts_name(&excerpts, 11), "doc 11"));

	all = count(&excerpts, text[0], by);
	ck_assert_uint_eq(by[0], all);
	ck_assert_uint_eq(by[5], 0);
	all = count(&excerpts, text[1], by);
	ck_assert_uint_eq(by[0], all);
	ck_assert_uint_eq(by[5], all);
	/* Where a page meets what is different in each, prints may be own. */
	count(&excerpts, text[2], by);
	for (size_t i = 0; i < DOCUMENTS; i++)
		ck_assert_uint_le(by[i], 2);
	count(&excerpts, text[3], by);
	ck_assert_uint_le(by[0], 2);
	ck_assert_uint_gt(dlp_excerpts_total(&excerpts, 0),
			  dlp_excerpts_total(&excerpts, 5));
	free((void *)(uintptr_t)bytes.ptr);
}
END_TEST

START_TEST(bad_names)
{
	struct dlp_excerpts_draft *draft = calloc(1, sizeof(*draft));
	char name[DLP_EXCERPTS_NAME + 1];

	ck_assert_ptr_nonnull(draft);
	memset(name, 'n', sizeof(name));
	ck_assert_int_eq(
		dlp_excerpts_begin(draft,
				   (struct dlp_span){ name, sizeof(name) }),
		DLP_SKIP);
	ck_assert_int_eq(
		dlp_excerpts_begin(draft, (struct dlp_span){ "a\0b", 3 }),
		DLP_SKIP);
	ck_assert_uint_eq(draft->documents, 0);
	dlp_excerpts_draft_release(draft);
	free(draft);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("excerpts");

	tcase_add_test(tc, passages_have_owners);
	tcase_add_test(tc, bad_names);
	return suite_run("excerpts", tc);
}
