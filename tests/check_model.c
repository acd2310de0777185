#include "learn/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"

/* A model of three sections, one of them empty, in aligned memory. */
static struct dlp_span draft(void)
{
	static const uint32_t weight[3] = { 1, 2, 0xffffffff };
	struct dlp_model_draft draft = { .kind = DLP_MODEL_EXCERPTS,
					 .features = 7 };
	struct dlp_buf out;
	void *copy;
	size_t room;

	dlp_buf_init(&out, 0);
	dlp_model_add(
		&draft, "weights",
		(struct dlp_span){ (const char *)weight, sizeof(weight) });
	dlp_model_add(&draft, "facts",
		      DLP_SPAN("precision: 0.93\nof: two words \nrecall: 1"));
	dlp_model_add(&draft, "nothing!", DLP_SPAN(""));
	ck_assert_int_eq(dlp_model_write(&draft, &out), DLP_OK);
	room = (out.len + DLP_MODEL_ALIGN - 1) / DLP_MODEL_ALIGN *
	       DLP_MODEL_ALIGN;
	copy = aligned_alloc(DLP_MODEL_ALIGN, room);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, out.ptr, out.len);
	dlp_buf_release(&out);
	return (struct dlp_span){ copy, out.len ? out.len : room };
}

static void drop(struct dlp_span bytes)
{
	free((void *)(uintptr_t)bytes.ptr);
}

START_TEST(what_is_written_is_read)
{
	struct dlp_span bytes = draft();
	struct dlp_model model = { 0 };
	const uint32_t *weight;
	struct dlp_error err;
	size_t count;

	ck_assert_int_eq(
		dlp_model_use(&model, bytes, DLP_MODEL_EXCERPTS, 7, &err),
		DLP_OK);
	weight = dlp_model_array(&model, "weights", sizeof(*weight), &count);
	ck_assert_uint_eq(count, 3);
	ck_assert_uint_eq(weight[2], 0xffffffff);
	ck_assert_uint_eq((uintptr_t)weight % DLP_MODEL_ALIGN, 0);
	ck_assert_ptr_null(dlp_model_array(&model, "weights", 5, &count));
	ck_assert_uint_eq(count, 0);
	ck_assert(dlp_span_is(dlp_model_fact(&model, "precision"), "0.93"));
	ck_assert(dlp_span_is(dlp_model_fact(&model, "of"), "two words"));
	ck_assert(dlp_span_is(dlp_model_fact(&model, "recall"), "1"));
	ck_assert_uint_eq(dlp_model_fact(&model, "preci").len, 0);
	ck_assert_uint_eq(dlp_model_section(&model, "nothing!").len, 0);
	ck_assert_uint_eq(dlp_model_section(&model, "absent").len, 0);
	dlp_model_close(&model);
	drop(bytes);
}
END_TEST

START_TEST(same_sections_same_bytes)
{
	struct dlp_span a = draft(), b = draft();

	ck_assert(dlp_span_eq(a, b));
	drop(a);
	drop(b);
}
END_TEST

START_TEST(another_one_is_refused)
{
	struct dlp_span bytes = draft();
	struct dlp_model model = { 0 };
	struct dlp_error err;

	ck_assert_int_eq(dlp_model_use(&model, bytes, DLP_MODEL_EXACT, 7, &err),
			 DLP_SKIP);
	ck_assert_str_eq(err.msg, "a model of kind excerpts, not exact");
	ck_assert_int_eq(
		dlp_model_use(&model, bytes, DLP_MODEL_EXCERPTS, 8, &err),
		DLP_SKIP);
	ck_assert_ptr_nonnull(strstr(err.msg, "learn again"));
	ck_assert_int_eq(dlp_model_use(&model, bytes, 0, 0, &err), DLP_OK);
	drop(bytes);
}
END_TEST

/* Every byte that is changed, and every length that is cut, is seen. */
START_TEST(damage_is_seen)
{
	struct dlp_span bytes = draft();
	char *byte = (char *)(uintptr_t)bytes.ptr;
	struct dlp_model model = { 0 };
	struct dlp_error err;

	for (size_t i = 0; i < bytes.len; i++) {
		byte[i] ^= 0x10;
		/* Kind and features are the caller's to ask for. */
		if (i < 16 || i >= 24)
			ck_assert_int_eq(dlp_model_use(&model, bytes,
						       DLP_MODEL_EXCERPTS, 7,
						       &err),
					 DLP_SKIP);
		byte[i] ^= 0x10;
	}
	for (size_t i = 0; i < bytes.len; i++)
		ck_assert_int_eq(
			dlp_model_use(&model, (struct dlp_span){ bytes.ptr, i },
				      DLP_MODEL_EXCERPTS, 7, &err),
			DLP_SKIP);
	drop(bytes);
}
END_TEST

START_TEST(a_file_is_mapped)
{
	struct dlp_span bytes = draft();
	char path[] = "/tmp/dlp-model-XXXXXX";
	struct dlp_model model = { 0 };
	int fd = mkstemp(path);
	struct dlp_error err;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dlp_model_open(&model, path, 0, 0, &err), DLP_SKIP);
	ck_assert_int_eq(write(fd, bytes.ptr, bytes.len), (ssize_t)bytes.len);
	close(fd);
	ck_assert_int_eq(
		dlp_model_open(&model, path, DLP_MODEL_EXCERPTS, 7, &err),
		DLP_OK);
	ck_assert(dlp_span_eq(model.bytes, bytes));
	dlp_model_close(&model);
	ck_assert_int_eq(dlp_model_open(&model, "/dev/null", 0, 0, &err),
			 DLP_SKIP);
	ck_assert_int_eq(dlp_model_open(&model, "/nonexistent", 0, 0, &err),
			 DLP_SKIP);
	ck_assert_int_ne(err.sys, 0);
	unlink(path);
	drop(bytes);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("model");

	tcase_add_test(tc, what_is_written_is_read);
	tcase_add_test(tc, same_sections_same_bytes);
	tcase_add_test(tc, another_one_is_refused);
	tcase_add_test(tc, damage_is_seen);
	tcase_add_test(tc, a_file_is_mapped);
	return suite_run("model", tc);
}
