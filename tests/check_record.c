#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "record/reader.h"
#include "suite.h"

/* Lines that read and write back byte for byte. */
static const char *const same_case[] = {
	"{\"type\":\"stream\",\"version\":1,\"tool\":\"t\",\"rules\":\"r\"}",
	"{\"type\":\"document\",\"doc\":1,\"path\":\"a\",\"member\":[\"b\","
	"\"c\"],\"format\":\"pdf\",\"size\":0,\"mtime\":\"2026-01-01T00:00:"
	"00Z\",\"encoding\":\"UTF-16LE\",\"metadata\":{\"k\":\"v\"}}",
	"{\"type\":\"document\",\"doc\":1,\"path\":\"a\xef\xbf\xbd\","
	"\"path_bytes\":\"Yf8=\"}",
	"{\"type\":\"text\",\"doc\":1,\"path\":\"a\",\"offset\":3,\"line\":2,"
	"\"text\":\"x\\ty\",\"at\":{\"page\":4}}",
	"{\"type\":\"text\",\"doc\":1,\"offset\":3,\"line\":2,\"bytes\":"
	"\"eP8=\"}",
	"{\"type\":\"text\",\"doc\":1,\"offset\":3,\"line\":2,\"text\":"
	"\"xy\",\"lines\":[[0,3],[1,9]],\"at\":{\"part\":\"link\"}}",
	"{\"type\":\"finding\",\"doc\":1,\"path\":\"a\",\"at\":{\"row\":1},"
	"\"line\":1,\"column\":2,\"offset\":3,\"length\":4,\"parts\":{\"id\":["
	"5,6]},\"rule\":\"us.ssn\",\"name\":\"n\",\"category\":\"pii\","
	"\"severity\":\"high\",\"confidence\":\"medium\",\"score\":0.85,"
	"\"why\":[\"checksum\",\"context:ssn\"],\"match\":\"********\","
	"\"excerpt\":\"e\",\"fingerprint\":\"f\",\"value_id\":\"i\","
	"\"decoded\":[\"base64\"],\"also\":[\"x.y\"],\"suppressed\":\"s\","
	"\"value\":\"v\"}",
	"{\"type\":\"end\",\"doc\":1,\"path\":\"a\",\"status\":\"part\","
	"\"reason\":\"r\",\"bytes\":9,\"digest\":\"xxh3:00\"}",
	"{\"type\":\"end\",\"documents\":3}",
	"{\"type\":\"error\",\"doc\":1,\"line\":7,\"code\":\"no-text\","
	"\"message\":\"m\"}",
	"{\"type\":\"redaction\",\"doc\":1,\"path\":\"a\",\"output\":\"o\","
	"\"counts\":{\"us.ssn\":2},\"digest\":[\"d\",\"e\"],\"proof\":true}",
	"{\"type\":\"alert\",\"policy\":\"p\",\"action\":\"mail\","
	"\"findings\":2,\"incident\":5,\"delivered\":\"spooled\"}",
	"{\"type\":\"alert\",\"findings\":2,\"delivered\":true}",
	"{\"type\":\"summary\",\"anything\":[1]}",
	"{\"type\":\"x-mine\",\"doc\":\"not a number\"}",
};

static enum dlp_status parse(const char *line, struct dlp_arena *arena,
			     struct dlp_record *record)
{
	struct dlp_error err = { 0 };
	enum dlp_status status = dlp_record_parse(
		(struct dlp_span){ line, strlen(line) }, arena, record, &err);

	ck_assert(status == DLP_OK || err.msg[0]);
	return status;
}

START_TEST(round_trips)
{
	struct dlp_arena arena = { 0 };
	struct dlp_record record;
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	ck_assert_int_eq(parse(same_case[_i], &arena, &record), DLP_OK);
	dlp_record_write(&out, &record);
	ck_assert_int_eq(out.ptr[out.len - 1], '\n');
	out.ptr[out.len - 1] = '\0';
	ck_assert_str_eq(out.ptr, same_case[_i]);
	dlp_buf_release(&out);
	dlp_arena_release(&arena);
}
END_TEST

#define TEXT_OF_2                                                    \
	"{\"type\":\"text\",\"doc\":1,\"offset\":0,\"text\":\"ab\"," \
	"\"lines\":"

static const char *const bad_case[] = {
	"",
	"[]",
	"plain text",
	"{\"doc\":1,\"type\":\"text\"}",
	"{\"type\":1}",
	"{\"type\":\"stream\"}",
	"{\"type\":\"document\"}",
	"{\"type\":\"document\",\"doc\":-1}",
	"{\"type\":\"document\",\"doc\":1,\"path\":1}",
	"{\"type\":\"document\",\"doc\":1,\"path_bytes\":\"?\"}",
	"{\"type\":\"document\",\"doc\":1,\"member\":[1]}",
	"{\"type\":\"document\",\"doc\":1,\"member\":[\"1\",\"2\",\"3\",\"4\","
	"\"5\",\"6\",\"7\",\"8\",\"9\"]}",
	"{\"type\":\"document\",\"doc\":1,\"metadata\":[]}",
	"{\"type\":\"text\",\"doc\":1,\"offset\":0}",
	"{\"type\":\"text\",\"doc\":1,\"text\":\"\"}",
	"{\"type\":\"text\",\"doc\":1,\"offset\":18446744073709551615,"
	"\"text\":\"a\"}",
	"{\"type\":\"text\",\"doc\":1,\"offset\":0,\"text\":\"a\",\"bytes\":"
	"\"YQ==\"}",
	TEXT_OF_2 "{}}",
	TEXT_OF_2 "[1]}",
	TEXT_OF_2 "[[1]]}",
	TEXT_OF_2 "[[1,2,3]]}",
	TEXT_OF_2 "[[1,0]]}",
	TEXT_OF_2 "[[1,\"2\"]]}",
	TEXT_OF_2 "[[2,2]]}",
	TEXT_OF_2 "[[1,2],[1,3]]}",
	"{\"type\":\"finding\",\"doc\":1,\"rule\":\"r\",\"offset\":1}",
	"{\"type\":\"finding\",\"doc\":1,\"rule\":\"r\",\"offset\":1,"
	"\"length\":18446744073709551615}",
	"{\"type\":\"finding\",\"doc\":1,\"rule\":\"r\",\"offset\":1,"
	"\"length\":1,\"severity\":\"huge\"}",
	"{\"type\":\"finding\",\"doc\":1,\"rule\":\"r\",\"offset\":1,"
	"\"length\":1,\"score\":1.01}",
	"{\"type\":\"finding\",\"doc\":1,\"rule\":\"r\",\"offset\":1,"
	"\"length\":1,\"score\":1e9}",
	"{\"type\":\"finding\",\"doc\":1,\"rule\":\"r\",\"offset\":1,"
	"\"length\":1,\"parts\":{\"a\":[1]}}",
	"{\"type\":\"end\",\"doc\":1}",
	"{\"type\":\"end\",\"doc\":1,\"status\":\"fine\"}",
	"{\"type\":\"end\"}",
	"{\"type\":\"error\",\"code\":\"no-such\",\"message\":\"m\"}",
	"{\"type\":\"error\",\"code\":\"io\"}",
};

START_TEST(refuses)
{
	struct dlp_arena arena = { 0 };
	struct dlp_record record;

	ck_assert_int_eq(parse(bad_case[_i], &arena, &record), DLP_SKIP);
	dlp_arena_release(&arena);
}
END_TEST

#define STREAM "{\"type\":\"stream\",\"version\":1}\n"
#define DOC(n) "{\"type\":\"document\",\"doc\":" #n "}\n"
#define TEXT(n) \
	"{\"type\":\"text\",\"doc\":" #n ",\"offset\":0,\"text\":\"\"}\n"
#define END(n) "{\"type\":\"end\",\"doc\":" #n ",\"status\":\"whole\"}\n"
#define LAST "{\"type\":\"end\",\"documents\":1}\n"

/* One letter a call: o(k), s(kip), e(of), f(atal), t(runcated). */
static const struct {
	const char *in, *want;
} order_case[] = {
	{ "", "t" },
	{ STREAM LAST, "ooe" },
	{ STREAM DOC(1) TEXT(1) END(1) LAST, "oooooe" },
	{ STREAM STREAM DOC(1) END(1) LAST STREAM LAST, "oooooooe" },
	{ STREAM DOC(1) DOC(2) TEXT(2) END(2) END(1) LAST, "ooooooo"
							   "e" },
	{ STREAM DOC(1) END(1) "{\"type\":\"end\",\"documents\":1}", "oooo"
								     "e" },
	{ STREAM, "ot" },
	{ STREAM DOC(1), "oot" },
	{ STREAM DOC(1) TEXT(2) END(1) LAST, "oosooe" },
	{ STREAM DOC(1) DOC(2) TEXT(1) END(2) END(1) LAST, "ooosoooe" },
	{ STREAM DOC(1) LAST END(1) LAST, "oosooe" },
	{ STREAM END(1) LAST, "osoe" },
	{ TEXT(1), "se" },
	{ LAST, "se" },
	{ DOC(1), "se" },
	{ STREAM DOC(0) LAST, "osoe" },
	{ STREAM DOC(1) STREAM DOC(1) END(1) LAST, "oosoooe" },
	{ STREAM DOC(1) END(1) STREAM LAST, "ooosoe" },
	{ "{\"type\":\"stream\",\"version\":2}\n", "f" },
	{ STREAM "\n" LAST, "osoe" },
	{ STREAM "{\"type\":\"tex", "ost" },
};

static struct dlp_reader *reader_on(const char *in, size_t len, size_t max)
{
	int fd = dlp_io_open_spool();

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, in, len), (ssize_t)len);
	lseek(fd, 0, SEEK_SET);
	return dlp_reader_new(fd, max, NULL, NULL);
}

START_TEST(keeps_order)
{
	const char *in = order_case[_i].in;
	struct dlp_reader *reader = reader_on(in, strlen(in), DLP_RECORD_MAX);
	const struct dlp_record *record;
	struct dlp_error err;
	enum dlp_status status;
	char got[32] = { 0 };
	size_t n = 0;

	do {
		status = dlp_reader_next(reader, &record, &err);
		got[n++] = status == DLP_OK               ? 'o'
			   : status == DLP_SKIP           ? 's'
			   : status == DLP_EOF            ? 'e'
			   : dlp_reader_truncated(reader) ? 't'
							  : 'f';
	} while (status == DLP_OK || status == DLP_SKIP);
	ck_assert_str_eq(got, order_case[_i].want);
	dlp_reader_free(reader);
}
END_TEST

START_TEST(skips_a_line_over_the_limit)
{
	enum { HUGE_LINE = 3 << 20 };
	const char *tail = "\n" STREAM LAST;
	char *in = malloc(HUGE_LINE + strlen(tail));
	const struct dlp_record *record;
	struct dlp_reader *reader;
	struct dlp_error err;

	memset(in, 'x', HUGE_LINE);
	memcpy(in + HUGE_LINE, tail, strlen(tail));
	reader = reader_on(in, HUGE_LINE + strlen(tail), 100);
	ck_assert_int_eq(dlp_reader_next(reader, &record, &err), DLP_SKIP);
	ck_assert_int_eq(dlp_reader_next(reader, &record, &err), DLP_OK);
	ck_assert_uint_eq(dlp_reader_line(reader), 2);
	ck_assert_int_eq(dlp_reader_next(reader, &record, &err), DLP_OK);
	ck_assert_int_eq(dlp_reader_next(reader, &record, &err), DLP_EOF);
	dlp_reader_free(reader);
	free(in);
}
END_TEST

START_TEST(names_what_was_open)
{
	const char *in = STREAM DOC(1) DOC(7);
	struct dlp_reader *reader = reader_on(in, strlen(in), 1000);
	const struct dlp_record *record;
	struct dlp_error err;
	uint64_t doc;

	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(dlp_reader_next(reader, &record, &err),
				 DLP_OK);
	ck_assert_int_eq(dlp_reader_next(reader, &record, &err), DLP_FATAL);
	ck_assert(dlp_reader_open(reader, &doc));
	ck_assert_uint_eq(doc, 7);
	ck_assert(dlp_reader_open(reader, &doc));
	ck_assert_uint_eq(doc, 1);
	ck_assert(!dlp_reader_open(reader, &doc));
	dlp_reader_free(reader);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("record");

	tcase_add_loop_test(tc, round_trips, 0, CASES(same_case));
	tcase_add_loop_test(tc, refuses, 0, CASES(bad_case));
	tcase_add_loop_test(tc, keeps_order, 0, CASES(order_case));
	tcase_add_test(tc, skips_a_line_over_the_limit);
	tcase_add_test(tc, names_what_was_open);
	return suite_run("record", tc);
}
