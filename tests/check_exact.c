#include "learn/exact_scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

static const struct dlp_span key = { "0123456789abcdef0123456789abcdef", 32 };

/* SipHash-2-4 of 00, 01 ... 0e under the key 00 ... 0f: appendix A of the
 * paper. */
START_TEST(siphash_is_as_published)
{
	const struct dlp_cell_key published = { UINT64_C(0x0706050403020100),
						UINT64_C(0x0f0e0d0c0b0a0908),
						1 };
	unsigned char in[15];

	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (unsigned char)i;
	ck_assert_uint_eq(dlp_cell_hash(&published, in, sizeof(in)),
			  UINT64_C(0xa129ca6149be45e5));
}
END_TEST

static const struct {
	const char *value, *letters; /* "": none */
} cell[] = {
	{ "4111 1111-1111.1111", "4111111111111111" },
	{ " Zo\xc3\xab  M\xc3\xbcller ", "zoemuller" },
	{ "a-1", "" },
	{ "", "" },
	{ "ab     cdef", "" },
	{ "a b c d e f g h i j", "abcdefghij" },
	{ "a b c d e f g h i j k", "" },
	{ "ann@shop.test", "annshoptest" },
};

START_TEST(letters_of_a_cell)
{
	unsigned char letter[DLP_CELL_LETTERS];
	size_t n = dlp_cell_letters(
		(struct dlp_span){ cell[_i].value, strlen(cell[_i].value) },
		letter);

	ck_assert_uint_eq(n, strlen(cell[_i].letters));
	ck_assert_mem_eq(letter, cell[_i].letters, n);
}
END_TEST

/* A model of `rows` rows of two cells, and one that all rows share. */
static struct dlp_span learn(uint32_t rows, bool backwards)
{
	struct dlp_exact_draft draft = { .key = dlp_cell_key(key),
					 .check = dlp_cell_key_check(key) };
	struct dlp_buf out;
	void *copy;
	size_t room;

	dlp_buf_init(&out, 0);
	for (uint32_t i = 0; i < rows; i++) {
		uint32_t row = backwards ? rows - 1 - i : i;
		char a[40], b[40];

		snprintf(a, sizeof(a), "customer %u", row);
		snprintf(b, sizeof(b), "%u-%u", 5000 + row / 2, row / 2 % 97);
		ck_assert_int_eq(
			dlp_exact_add(&draft, row,
				      (struct dlp_span){ a, strlen(a) }),
			DLP_OK);
		ck_assert_int_eq(
			dlp_exact_add(&draft, row,
				      (struct dlp_span){ b, strlen(b) }),
			DLP_OK);
		ck_assert_int_eq(dlp_exact_add(&draft, row, DLP_SPAN("London")),
				 DLP_OK);
		ck_assert_int_eq(dlp_exact_add(&draft, row, DLP_SPAN("-")),
				 DLP_SKIP);
	}
	ck_assert_int_eq(
		dlp_exact_write(&draft, DLP_SPAN("rows: some\n"), &out),
		DLP_OK);
	dlp_exact_draft_release(&draft);
	room = (out.len + DLP_MODEL_ALIGN) / DLP_MODEL_ALIGN * DLP_MODEL_ALIGN;
	copy = aligned_alloc(DLP_MODEL_ALIGN, room);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, out.ptr, out.len);
	room = out.len;
	dlp_buf_release(&out);
	return (struct dlp_span){ copy, room };
}

static void drop(struct dlp_span bytes)
{
	free((void *)(uintptr_t)bytes.ptr);
}

static size_t find(const struct dlp_exact *exact, const char *value,
		   size_t *first)
{
	unsigned char letter[DLP_CELL_LETTERS];
	size_t n = dlp_cell_letters((struct dlp_span){ value, strlen(value) },
				    letter);

	size_t digits = 0;
	uint64_t sum = 0;

	ck_assert_uint_gt(n, 0);
	for (size_t i = 0; i < n; i++) {
		digits += dlp_cell_is_digit(letter[i]);
		sum = dlp_cell_roll(&exact->key, sum, letter[i]);
	}
	if (!dlp_exact_length(exact, n, digits) ||
	    !dlp_sieve_may(&exact->sieve, sum))
		return 0;
	return dlp_buckets_find(&exact->cells,
				dlp_cell_hash(&exact->key, letter, n), first);
}

static const uint32_t sizes[] = { 1, 3, 64, 65, 1000, 40000 };

START_TEST(what_was_learned_is_found)
{
	uint32_t rows = sizes[_i];
	struct dlp_span bytes = learn(rows, false);
	struct dlp_model model = { 0 };
	struct dlp_exact exact;
	struct dlp_error err;
	size_t first, wrong = 0;
	char name[40];

	ck_assert_int_eq(dlp_model_use(&model, bytes, DLP_MODEL_EXACT,
				       DLP_EXACT_FEATURES, &err),
			 DLP_OK);
	ck_assert_int_eq(dlp_exact_use(&exact, &model, key, &err), DLP_OK);
	for (uint32_t row = 0; row < rows; row++) {
		snprintf(name, sizeof(name), "CUSTOMER-%u", row);
		ck_assert_uint_eq(find(&exact, name, &first), 1);
		ck_assert_uint_eq(dlp_exact_row(&exact, first), row);
		snprintf(name, sizeof(name), "costumer %u", row);
		wrong += find(&exact, name, &first);
	}
	ck_assert_uint_eq(wrong, 0);
	ck_assert_uint_eq(find(&exact, "5000 0", &first), rows > 1 ? 2 : 1);
	ck_assert_uint_eq(dlp_exact_row(&exact, first), 0);
	ck_assert_uint_eq(find(&exact, "london", &first),
			  rows > DLP_EXACT_SHARED ? 0 : rows);
	ck_assert(dlp_span_is(dlp_model_fact(&model, "rows"), "some"));
	drop(bytes);
}
END_TEST

START_TEST(order_does_not_matter)
{
	struct dlp_span a = learn(3000, false), b = learn(3000, true);

	ck_assert(dlp_span_eq(a, b));
	drop(a);
	drop(b);
}
END_TEST

START_TEST(another_key_is_told)
{
	struct dlp_span bytes = learn(3, false);
	struct dlp_model model = { 0 };
	struct dlp_exact exact;
	struct dlp_error err;

	ck_assert_int_eq(dlp_model_use(&model, bytes, 0, 0, &err), DLP_OK);
	ck_assert_int_eq(
		dlp_exact_use(&exact, &model,
			      DLP_SPAN("another key of 32 bytes or so"), &err),
		DLP_SKIP);
	ck_assert_str_eq(err.msg, "learned with another key");
	drop(bytes);
}
END_TEST

struct told {
	char text[1000];
};

static void tell(void *arg, const struct dlp_exact_hit *hit)
{
	struct told *told = arg;
	size_t len = strlen(told->text);

	len += (size_t)snprintf(told->text + len, sizeof(told->text) - len,
				"%u", hit->row);
	for (size_t i = 0; i < hit->parts; i++)
		len += (size_t)snprintf(told->text + len,
					sizeof(told->text) - len, " %ju-%ju",
					(uintmax_t)hit->part[i].start,
					(uintmax_t)hit->part[i].end);
	snprintf(told->text + len, sizeof(told->text) - len, ";");
}

static const struct {
	const char *text, *told;
} scanned[] = {
	{ "customer 7 has 5003-3", "7 0-10 15-21;" },
	{ "Customer-7\n has 5003 (3)", "7 0-10 16-23;" },
	{ "5003-3 is of customer 6, not of customer 7",
	  "6 0-6 13-23;7 0-6 32-42;" },
	{ "customer 8 has 5003-3", "" },
	{ "customer 7 and customer 7", "" },
	{ "customer 72 has 5036-36 xcustomer 7 5003-35", "72 0-11 16-23;" },
	{ "customer 7, whom we owe much, and whose number is 5003-3", "" },
	{ "5003-3 customer 7; 5004-4 customer 9", "7 0-6 7-17;9 19-25 26-36;" },
	{ "customer 7 5003-3 5003-3 5003-3", "7 0-10 11-17 18-24 25-31;" },
	{ "", "" },
};

/* The same whatever pieces the text comes in. */
START_TEST(rows_are_told)
{
	struct dlp_span bytes = learn(100, false);
	struct dlp_model model = { 0 };
	struct dlp_exact exact;
	struct dlp_error err;
	const char *text = scanned[_i].text;

	ck_assert_int_eq(dlp_model_use(&model, bytes, 0, 0, &err), DLP_OK);
	ck_assert_int_eq(dlp_exact_use(&exact, &model, key, &err), DLP_OK);
	for (size_t size = 1; size < 60; size++) {
		struct told told = { "" };
		struct dlp_exact_scan *scan =
			dlp_exact_scan_new(&exact, 30, 2, tell, &told);

		ck_assert_ptr_nonnull(scan);
		for (size_t at = 0, len = strlen(text); at < len; at += size)
			dlp_exact_scan_add(
				scan,
				(struct dlp_span){ text + at, len - at < size
								      ? len - at
								      : size });
		dlp_exact_scan_end(scan);
		ck_assert_str_eq(told.text, scanned[_i].told);
		dlp_exact_scan_free(scan);
	}
	drop(bytes);
}
END_TEST

/* Blanks are enough to know that a row is at its end. */
START_TEST(rows_do_not_wait_for_letters)
{
	struct dlp_span bytes = learn(100, false);
	struct told told = { "" };
	struct dlp_model model = { 0 };
	struct dlp_exact_scan *scan;
	struct dlp_exact exact;
	struct dlp_error err;

	ck_assert_int_eq(dlp_model_use(&model, bytes, 0, 0, &err), DLP_OK);
	ck_assert_int_eq(dlp_exact_use(&exact, &model, key, &err), DLP_OK);
	scan = dlp_exact_scan_new(&exact, 30, 2, tell, &told);
	ck_assert_ptr_nonnull(scan);
	dlp_exact_scan_add(scan, DLP_SPAN("customer 7 has 5003-3"));
	ck_assert_uint_eq(dlp_exact_scan_first(scan), 0);
	for (size_t i = 0; i < 30; i++) {
		ck_assert_str_eq(told.text, "");
		dlp_exact_scan_add(scan, DLP_SPAN(" "));
		ck_assert_uint_le(dlp_exact_scan_first(scan), 15);
	}
	dlp_exact_scan_add(scan, DLP_SPAN(" "));
	ck_assert_str_eq(told.text, "7 0-10 15-21;");
	ck_assert_uint_gt(dlp_exact_scan_first(scan), 21);
	dlp_exact_scan_free(scan);
	drop(bytes);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("exact");

	tcase_add_test(tc, siphash_is_as_published);
	tcase_add_loop_test(tc, letters_of_a_cell, 0, CASES(cell));
	tcase_add_loop_test(tc, what_was_learned_is_found, 0, CASES(sizes));
	tcase_add_test(tc, order_does_not_matter);
	tcase_add_test(tc, another_key_is_told);
	tcase_add_loop_test(tc, rows_are_told, 0, CASES(scanned));
	tcase_add_test(tc, rows_do_not_wait_for_letters);
	return suite_run("exact", tc);
}
