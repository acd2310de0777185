#define _GNU_SOURCE /* memmem(3) */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "match/engine.h"
#include "redact/gate.h"

#define LENGTH(a) ((int)(sizeof(a) / sizeof((a)[0])))
#define SSN "123-45-6789"
#define GONE "[REDACTED:us.ssn]"

static const struct dlp_operator_opts label;
static struct dlp_catalog *catalog;
static struct dlp_engine *engine;

static void setup(void)
{
	struct dlp_error err;

	catalog = dlp_catalog_new(true);
	ck_assert_int_eq(dlp_engine_new(catalog, &engine, &err), DLP_OK);
}

static void teardown(void)
{
	dlp_engine_free(engine);
	dlp_catalog_free(catalog);
}

struct result {
	struct dlp_buf out, told;
	enum dlp_status status;
	uint64_t found;
	const char *blocked;
};

static enum dlp_status tell(void *arg, const struct dlp_record *record)
{
	dlp_record_write(arg, record);
	return DLP_OK;
}

static bool bare; /* findings are places only */

static void pass(struct result *r, enum dlp_gate_mode mode,
		 enum dlp_raw_kind kind, struct dlp_span in, size_t step,
		 size_t hold)
{
	const struct dlp_scanner_opts scanner = { .min_confidence =
							  DLP_CONFIDENCE_MEDIUM,
						  .bare = bare };
	const struct dlp_gate_opts opts = {
		.mode = mode,
		.hold = hold,
		.raw = { .kind = kind,
			 .operators = &label,
			 .engine = engine,
			 .scanner = &scanner,
			 .tell = tell,
			 .arg = &r->told },
	};
	const struct dlp_where where = { .doc = 1, .path = DLP_SPAN("-") };
	struct dlp_error err;
	struct dlp_gate *gate;

	memset(r, 0, sizeof(*r));
	gate = dlp_gate_new(&opts, &where, &err);
	ck_assert_ptr_nonnull(gate);
	while (in.len) {
		size_t n = in.len < step ? in.len : step;

		ck_assert_int_eq(dlp_gate_feed(gate,
					       (struct dlp_span){ in.ptr, n },
					       &r->out, &err),
				 DLP_OK);
		in.ptr += n;
		in.len -= n;
	}
	r->status = dlp_gate_end(gate, false, &r->out, &err);
	r->found = dlp_gate_found(gate);
	r->blocked = dlp_gate_blocked(gate);
	dlp_gate_free(gate);
}

static void release(struct result *r)
{
	dlp_buf_release(&r->out);
	dlp_buf_release(&r->told);
}

/* Data of each kind that is longer than any window of the scanner. */
static void make(struct dlp_buf *out, int kind)
{
	if (kind == 2)
		dlp_buf_adds(out, "id,note,ssn,password,\n");
	for (int i = 0; i < 300; i++) {
		if (kind == 0)
			dlp_buf_addf(out,
				     "%d: ssn=" SSN ", password=Wq8zR2pLm%d;\n",
				     i, i);
		else if (kind == 1)
			dlp_buf_addf(out,
				     "{\"id\":%d,\"ssn\":\"12\\u0033-45-6789\","
				     "\"password\":\"Wq8zR2p%d\","
				     "\"card\":4111111111111111}\n",
				     i, i);
		else
			dlp_buf_addf(out,
				     "%d,\"x \"\"y\"\"\n\",\"" SSN
				     "\",Wq8zR2pLm%d,\n",
				     i, i);
		for (int n = i % 40; n-- && kind == 0;)
			dlp_buf_adds(out, "nothing to see here \xc3\xa9\n");
	}
}

static const enum dlp_raw_kind kinds[] = { DLP_RAW_TEXT, DLP_RAW_JSON,
					   DLP_RAW_CSV };

/* With the real rules, too: cuts don't show, in what leaves and what is told.
 */
START_TEST(cuts_do_not_show)
{
	static const size_t steps[] = { 1, 7, 100, 511, 4096, 65536 };
	struct dlp_buf in = { 0 };
	struct result whole;

	make(&in, _i);
	pass(&whole, DLP_GATE_REDACT, kinds[_i], dlp_buf_span(&in), in.len, 0);
	ck_assert_int_eq(whole.status, DLP_OK);
	ck_assert_uint_ge(whole.found, 300);
	ck_assert_ptr_null(memmem(whole.out.ptr, whole.out.len, "45-6789", 7));
	if (kinds[_i] != DLP_RAW_CSV)
		ck_assert_ptr_null(
			memmem(whole.out.ptr, whole.out.len, "Wq8", 3));
	for (int s = 0; s < LENGTH(steps); s++) {
		struct result cut;

		pass(&cut, DLP_GATE_REDACT, kinds[_i], dlp_buf_span(&in),
		     steps[s], 0);
		ck_assert(dlp_span_eq(dlp_buf_span(&cut.out),
				      dlp_buf_span(&whole.out)));
		ck_assert(dlp_span_eq(dlp_buf_span(&cut.told),
				      dlp_buf_span(&whole.told)));
		release(&cut);
	}
	release(&whole);
	dlp_buf_release(&in);
}
END_TEST

/* What is not described is replaced all the same. */
START_TEST(bare_findings_are_replaced)
{
	struct dlp_buf in = { 0 };
	struct result full, plain;

	make(&in, _i);
	pass(&full, DLP_GATE_REDACT, kinds[_i], dlp_buf_span(&in), 511, 0);
	bare = true;
	pass(&plain, DLP_GATE_REDACT, kinds[_i], dlp_buf_span(&in), 511, 0);
	bare = false;
	ck_assert(
		dlp_span_eq(dlp_buf_span(&full.out), dlp_buf_span(&plain.out)));
	ck_assert_uint_eq(full.found, plain.found);
	ck_assert_ptr_nonnull(
		memmem(full.told.ptr, full.told.len, "\"excerpt\"", 9));
	ck_assert_ptr_null(
		memmem(plain.told.ptr, plain.told.len, "\"excerpt\"", 9));
	release(&full);
	release(&plain);
	dlp_buf_release(&in);
}
END_TEST

static const struct {
	const char *in;
	const char *out; /* NULL: as it came */
	enum dlp_status status;
} kind_case[] = {
	{ "{\"ssn\":\"12\\u0033-45-6789\"}", "{\"ssn\":\"" GONE "\"}", DLP_OK },
	{ "\xef\xbb\xbf \n[\"ssn 12\\u0033-45-6789\"]",
	  "\xef\xbb\xbf \n[\"ssn " GONE "\"]", DLP_OK },
	{ "ssn: 12\\u0033-45-6789", "ssn: " GONE, DLP_OK },
	{ "\xef\xbb", NULL, DLP_OK },
	{ " \n", NULL, DLP_OK },
	{ "", NULL, DLP_OK },
	{ "[error] ssn: " SSN, "[error] ssn: " GONE, DLP_OK },
	{ "{error} ssn: " SSN, "{error} ssn: " GONE, DLP_SKIP },
	{ "[{\"a\":[\"open", NULL, DLP_SKIP },
};

START_TEST(kinds_are_told_by_the_first_bytes)
{
	struct dlp_span in = { kind_case[_i].in, strlen(kind_case[_i].in) };
	const char *out =
		kind_case[_i].out ? kind_case[_i].out : kind_case[_i].in;

	for (size_t step = 1; step <= in.len + 1; step++) {
		struct result r;

		pass(&r, DLP_GATE_REDACT, DLP_RAW_AUTO, in, step, 0);
		dlp_buf_addc(&r.out, '\0');
		ck_assert_str_eq(r.out.ptr, out);
		ck_assert_int_eq(r.status, kind_case[_i].status);
		release(&r);
	}
}
END_TEST

/* One that is reset, after a stream that was left in its middle, is as new. */
START_TEST(reset_is_as_new)
{
	const struct dlp_where where = { .doc = 1, .path = DLP_SPAN("-") };
	const struct dlp_scanner_opts scanner = {
		.min_confidence = DLP_CONFIDENCE_MEDIUM
	};
	struct dlp_buf out = { 0 }, told = { 0 };
	const struct dlp_raw_opts opts = { .kind = DLP_RAW_AUTO,
					   .replace = true,
					   .operators = &label,
					   .engine = engine,
					   .scanner = &scanner,
					   .tell = tell,
					   .arg = &told };
	struct dlp_error err;
	struct dlp_raw *raw = dlp_raw_new(&opts, &where, &err);

	ck_assert_ptr_nonnull(raw);
	for (int before = 0; before < LENGTH(kind_case); before++) {
		const struct dlp_span in = { kind_case[_i].in,
					     strlen(kind_case[_i].in) };
		const char *first = kind_case[before].in;
		struct result fresh;

		ck_assert_int_eq(
			dlp_raw_feed(raw,
				     (struct dlp_span){ first, strlen(first) },
				     &out, &err),
			DLP_OK);
		dlp_buf_clear(&out);
		dlp_buf_clear(&told);
		ck_assert_int_eq(dlp_raw_reset(raw, &where, &err), DLP_OK);
		ck_assert_uint_eq(dlp_raw_found(raw), 0);
		ck_assert_int_eq(dlp_raw_feed(raw, in, &out, &err), DLP_OK);
		pass(&fresh, DLP_GATE_REDACT, DLP_RAW_AUTO, in, 1, 0);
		ck_assert_int_eq(dlp_raw_end(raw, &out, &err), fresh.status);
		ck_assert_uint_eq(dlp_raw_found(raw), fresh.found);
		ck_assert(dlp_span_eq(dlp_buf_span(&out),
				      dlp_buf_span(&fresh.out)));
		ck_assert(dlp_span_eq(dlp_buf_span(&told),
				      dlp_buf_span(&fresh.told)));
		release(&fresh);
		ck_assert_int_eq(dlp_raw_reset(raw, &where, &err), DLP_OK);
	}
	dlp_raw_free(raw);
	dlp_buf_release(&out);
	dlp_buf_release(&told);
}
END_TEST

/* A NUL at this offset: binary up to DLP_RAW_SNIFF, text behind it. */
static const struct {
	size_t at;
	enum dlp_status status;
} nul_case[] = {
	{ 0, DLP_SKIP },
	{ 100, DLP_SKIP },
	{ DLP_RAW_SNIFF - 1, DLP_SKIP },
	{ DLP_RAW_SNIFF, DLP_OK },
};

START_TEST(binary_data)
{
	static char in[DLP_RAW_SNIFF + 1000];
	const size_t len = sizeof(in);

	memset(in, ' ', len);
	memcpy(in + len - 20, "ssn: " SSN, 16);
	in[nul_case[_i].at] = '\0';
	for (size_t step = 1; step <= len; step = step * 5 + 2) {
		struct result r;
		bool same;

		pass(&r, DLP_GATE_REDACT, DLP_RAW_AUTO,
		     (struct dlp_span){ in, len }, step, 0);
		ck_assert_int_eq(r.status, nul_case[_i].status);
		same = dlp_span_eq(dlp_buf_span(&r.out),
				   (struct dlp_span){ in, len });
		ck_assert_int_eq(same, nul_case[_i].status == DLP_SKIP);
		release(&r);
		pass(&r, DLP_GATE_BLOCK, DLP_RAW_AUTO,
		     (struct dlp_span){ in, len }, step, len);
		ck_assert_uint_eq(r.out.len, 0);
		ck_assert_str_eq(r.blocked,
				 nul_case[_i].status ? "trouble" : "findings");
		release(&r);
	}
}
END_TEST

static const struct {
	const char *in, *out, *blocked;
	size_t hold;
	enum dlp_status status;
} block_case[] = {
	{ "clean\n", "clean\n", NULL, 6, DLP_OK },
	{ "clean\n", "", "too large", 5, DLP_OK },
	{ "ssn: " SSN, "", "findings", 100, DLP_OK },
	{ "{\"ok\":1}", "{\"ok\":1}", NULL, 100, DLP_OK },
	{ "{\"ssn\":\"" SSN "\"}",
	  "{\"error\":\"blocked\",\"reason\":\"findings\",\"findings\":1}\n",
	  "findings", 100, DLP_OK },
	{ "{\"ok\":1}",
	  "{\"error\":\"blocked\",\"reason\":\"too large\",\"findings\":0}\n",
	  "too large", 7, DLP_OK },
	{ "{\"ok\":1",
	  "{\"error\":\"blocked\",\"reason\":\"trouble\","
	  "\"findings\":0}\n",
	  "trouble", 100, DLP_SKIP },
	{ "", "", NULL, 1, DLP_OK },
};

START_TEST(blocking)
{
	struct dlp_span in = { block_case[_i].in, strlen(block_case[_i].in) };
	struct result r;

	for (size_t step = 1; step <= in.len + 1; step++) {
		pass(&r, DLP_GATE_BLOCK, DLP_RAW_AUTO, in, step,
		     block_case[_i].hold);
		dlp_buf_addc(&r.out, '\0');
		ck_assert_str_eq(r.out.ptr, block_case[_i].out);
		ck_assert_pstr_eq(r.blocked, block_case[_i].blocked);
		ck_assert_int_eq(r.status, block_case[_i].status);
		release(&r);
	}
}
END_TEST

/* Logging, the bytes leave at once. */
START_TEST(logging)
{
	struct result r;

	pass(&r, DLP_GATE_LOG, DLP_RAW_TEXT, DLP_SPAN("ssn: " SSN "\n"), 3, 0);
	ck_assert(
		dlp_span_eq(dlp_buf_span(&r.out), DLP_SPAN("ssn: " SSN "\n")));
	ck_assert_uint_eq(r.found, 1);
	ck_assert_int_eq(r.status, DLP_OK);
	release(&r);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("gate");
	TCase *tc = tcase_create("gate");
	SRunner *runner;
	int failed;

	tcase_add_unchecked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, cuts_do_not_show, 0, LENGTH(kinds));
	tcase_add_loop_test(tc, bare_findings_are_replaced, 0, LENGTH(kinds));
	tcase_add_loop_test(tc, kinds_are_told_by_the_first_bytes, 0,
			    LENGTH(kind_case));
	tcase_add_loop_test(tc, reset_is_as_new, 0, LENGTH(kind_case));
	tcase_add_loop_test(tc, binary_data, 0, LENGTH(nul_case));
	tcase_add_loop_test(tc, blocking, 0, LENGTH(block_case));
	tcase_add_test(tc, logging);
	tcase_set_timeout(tc, 120);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
