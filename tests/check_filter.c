#include "detect/filter.h"
#include "scan.h"
#include "suite.h"

/* Records in, records out, as text: a letter a record. */
struct run {
	struct scan scan; /* for its engine */
	struct dlp_filter *filter;
	char out[200];
	size_t n, limit;
};

static enum dlp_status take(void *arg, const struct dlp_record *record)
{
	static const char letter[] = "?SDTFEXRA-";
	struct run *run = arg;

	ck_assert_int_ne(record->type, DLP_RECORD_TEXT_PIECE);
	run->out[run->n++] = letter[record->type];
	run->out[run->n] = '\0';
	return run->n == run->limit ? DLP_FATAL : DLP_OK;
}

/*
 * S stream, D/M document and member, t/u their text with a hit, v text without,
 * E/N their ends, Z the stream's, ? another record, C the input breaks off.
 */
static enum dlp_status put(struct run *run, char c)
{
	struct dlp_record record = { .where.path = DLP_SPAN("p") };
	struct dlp_error err = { 0 };
	bool member = strchr("MuN", c) != NULL;

	record.where.doc = member ? 2 : 1;
	record.where.members = member;
	record.where.member[0] = DLP_SPAN("m");
	switch (c) {
	case 'S':
		record.type = DLP_RECORD_STREAM;
		break;
	case 'D':
	case 'M':
		record.type = DLP_RECORD_DOCUMENT;
		break;
	case 't':
	case 'u':
	case 'v':
		record.type = DLP_RECORD_TEXT_PIECE;
		record.text.text =
			c == 'v' ? DLP_SPAN("nothing ") : DLP_SPAN("hit1 ....");
		break;
	case 'E':
	case 'N':
		record.type = DLP_RECORD_END;
		record.end.status = DLP_END_WHOLE;
		break;
	case 'Z':
		record.type = DLP_RECORD_END;
		record.where.doc = 0;
		break;
	case 'C':
		return dlp_filter_cut(run->filter, &err);
	default:
		record.type = DLP_RECORD_OTHER;
	}
	return dlp_filter_take(run->filter, &record, &err);
}

static const struct {
	const char *in, *out;
} order_case[] = {
	{ "SZ", "SE" },
	{ "SDvEZ", "SDEE" },
	{ "SDtEZ", "SDFEE" },
	{ "SD?tE?Z", "SD?FE?E" },
	/* A container's own text, then its member's. */
	{ "SDtMuNEZ", "SDFDFEEE" },
	/* Text behind a member is a text of its own. */
	{ "SDtMuNtEZ", "SDFDFEFEE" },
	{ "SDMNtEZ", "SDDEFEE" },
	/* What was found before the input broke off is told. */
	{ "SDtC", "SDF" },
	{ "SDC", "SD" },
};

START_TEST(findings_stand_where_they_belong)
{
	const struct dlp_scanner_opts opts = { 0 };
	struct run run = { 0 };

	scan_open(&run.scan, false,
		  "[t.hit]\nname = Hit\nkeywords = hit\nregex = hit\\d\n"
		  "category = pii\nexample = hit1\nreject = a\n",
		  NULL);
	run.filter = dlp_filter_new(run.scan.engine, &opts, take, &run);
	for (const char *c = order_case[_i].in; *c; c++)
		ck_assert_int_eq(put(&run, *c), DLP_OK);
	ck_assert_str_eq(run.out, order_case[_i].out);
	dlp_filter_free(run.filter);
	scan_close(&run.scan);
}
END_TEST

/* Whoever takes the records may end it at any of them. */
START_TEST(stops_when_told)
{
	static const char in[] = "SDtMuNtEZ";
	const struct dlp_scanner_opts opts = { 0 };

	for (size_t limit = 1; limit <= 9; limit++) {
		struct run run = { .limit = limit };
		enum dlp_status status = DLP_OK;

		scan_open(&run.scan, false,
			  "[t.hit]\nname = Hit\nkeywords = hit\n"
			  "regex = hit\\d\ncategory = pii\nexample = hit1\n"
			  "reject = a\n",
			  NULL);
		run.filter = dlp_filter_new(run.scan.engine, &opts, take, &run);
		for (const char *c = in; *c && !status; c++)
			status = put(&run, *c);
		ck_assert_int_eq(status, DLP_FATAL);
		ck_assert_uint_eq(run.n, limit);
		dlp_filter_free(run.filter);
		scan_close(&run.scan);
	}
}
END_TEST

START_TEST(faults_are_counted)
{
	const struct dlp_scanner_opts opts = { 0 };
	struct dlp_error err = { 0 };
	struct run run = { 0 };

	scan_open(&run.scan, false, NULL, NULL);
	run.filter = dlp_filter_new(run.scan.engine, &opts, take, &run);
	put(&run, 'S');
	ck_assert_int_eq(
		dlp_filter_fault(run.filter, DLP_CODE_BAD_RECORD, "x", 7, &err),
		DLP_OK);
	put(&run, 'D');
	put(&run, 'v');
	put(&run, 'E');
	ck_assert_str_eq(run.out, "SXDE");
	ck_assert_uint_eq(dlp_filter_tally(run.filter)->faults, 1);
	ck_assert_uint_eq(
		dlp_filter_tally(run.filter)->errors[DLP_CODE_BAD_RECORD], 1);
	ck_assert_uint_eq(dlp_filter_tally(run.filter)->documents, 1);
	dlp_filter_free(run.filter);
	scan_close(&run.scan);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("filter");

	tcase_add_loop_test(tc, findings_stand_where_they_belong, 0,
			    CASES(order_case));
	tcase_add_test(tc, stops_when_told);
	tcase_add_test(tc, faults_are_counted);
	return suite_run("filter", tc);
}
