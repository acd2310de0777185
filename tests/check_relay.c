#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "extract/relay.h"
#include "suite.h"

/* What the process wrote, what came of it, and how it ended. */
#define DOC "{\"type\":\"document\",\"doc\":1,\"format\":\"docx\"}\n"
#define MEMBER(n, name) \
	"{\"type\":\"document\",\"doc\":" #n ",\"member\":[" name "]}\n"
#define TEXT(n, at, t)                                      \
	"{\"type\":\"text\",\"doc\":" #n ",\"offset\":" #at \
	",\"line\":1,\"text\":\"" t "\"}\n"
#define END(n, s, b)                                             \
	"{\"type\":\"end\",\"doc\":" #n ",\"status\":\"" s "\"," \
	"\"bytes\":" #b "}\n"
#define ERROR(n)                                                   \
	"{\"type\":\"error\",\"doc\":" #n ",\"code\":\"corrupt\"," \
	"\"message\":\"m\"}\n"
#define RAW(n, name)                                              \
	"{\"type\":\"document\",\"doc\":" #n ",\"member\":[" name \
	"],\"format\":\"raw\"}\n"

static const struct {
	const char *in;
	bool ended;      /* or refused, by a line */
	const char *out; /* types, numbers and members of what was told */
} stream_case[] = {
	{ DOC TEXT(1, 0, "ab") END(1, "whole", 2), true,
	  "document 8|text 8|end 8|" },
	/* The first document may be left out. */
	{ TEXT(1, 0, "ab") END(1, "whole", 2), true,
	  "document 8|text 8|end 8|" },
	{ END(1, "none", 0), true, "document 8|end 8|" },
	{ DOC ERROR(1) END(1, "part", 0), true, "document 8|error 8|end 8|" },
	{ DOC MEMBER(2, "\"m\"") TEXT(2, 0, "x") END(2, "whole", 1)
		  MEMBER(9, "\"n\"") END(9, "none", 0) END(1, "whole", 0),
	  true,
	  "document 8|document 9 m|text 9 m|end 9 m|document 10 n|end 10 n|"
	  "end 8|" },
	{ DOC MEMBER(2, "\"m\"") MEMBER(3, "\"m\",\"k\"") END(3, "none", 0)
		  END(2, "none", 0) END(1, "none", 0),
	  true,
	  "document 8|document 9 m|document 10 m k|end 10 m k|end 9 m|end 8|" },
	/* Handed over: the number is given when it is read. */
	{ DOC RAW(2, "\"m\"") TEXT(2, 0, "%PDF") TEXT(2, 4, "-1")
		  END(2, "part", 6) END(1, "whole", 0),
	  true, "document 8|hand m %PDF-1|end 8|" },

	{ "no record\n", false, "" },
	{ "\n", false, "" },
	{ "{\"type\":\"stream\",\"version\":1}\n", false, "document 8|" },
	{ "{\"type\":\"finding\",\"doc\":1,\"rule\":\"r\",\"offset\":0,"
	  "\"length\":1}\n",
	  false, "document 8|" },
	{ "{\"type\":\"x-other\"}\n", false, "document 8|" },
	{ "{\"type\":\"end\",\"documents\":1}\n", false, "document 8|" },
	/* Of another number, or of none. */
	{ TEXT(2, 0, "a"), false, "document 8|" },
	{ DOC TEXT(0, 0, "a"), false, "document 8|" },
	{ MEMBER(1, "\"m\""), false, "document 8|" },
	{ MEMBER(2, "\"m\"") END(2, "none", 0) END(1, "none", 0), true,
	  "document 8|document 9 m|end 9 m|end 8|" },
	{ DOC DOC, false, "document 8|" },
	{ DOC END(2, "whole", 0), false, "document 8|" },
	/* Behind the end. */
	{ DOC END(1, "whole", 0) DOC, false, "document 8|end 8|" },
	/* Text that does not follow. */
	{ DOC TEXT(1, 0, "a") TEXT(1, 0, "a"), false, "document 8|text 8|" },
	{ DOC TEXT(1, 5, "a"), false, "document 8|" },
	{ DOC TEXT(1, 18446744073709551615, "ab"), false, "document 8|" },
	{ DOC MEMBER(2, "\"m\"") END(2, "none", 0) TEXT(1, 0, "late"), false,
	  "document 8|document 9 m|end 9 m|" },
	/* An end that lies. */
	{ DOC TEXT(1, 0, "a") END(1, "whole", 2), false, "document 8|text 8|" },
	{ DOC ERROR(1) END(1, "whole", 0), false, "document 8|error 8|" },
	/* Members that are elsewhere, or too deep. */
	{ DOC MEMBER(2, "\"m\",\"k\""), false, "document 8|" },
	{ DOC MEMBER(2, "\"m\"") MEMBER(3, "\"k\",\"k\""), false,
	  "document 8|document 9 m|" },
	{ DOC MEMBER(2, "\"a\"") MEMBER(3, "\"a\",\"b\"") MEMBER(
		  4, "\"a\",\"b\",\"c\"") MEMBER(5, "\"a\",\"b\",\"c\",\"d\"")
		  MEMBER(6, "\"a\",\"b\",\"c\",\"d\",\"e\""),
	  false, "document 8|document 9 a|document 10 a b|document 11 a b c|" },
	/* Errors and documents within what is handed over. */
	{ DOC RAW(2, "\"m\"") ERROR(2), false, "document 8|" },
	{ DOC RAW(2, "\"m\"") MEMBER(3, "\"m\",\"k\""), false, "document 8|" },
	{ DOC RAW(2, "\"m\"") TEXT(2, 0, "0123456789abcdefg"), false,
	  "document 8|" },
};

static void add_where(struct dlp_buf *out, const struct dlp_where *where)
{
	/* Five are around the first document. */
	for (size_t i = 5; i < where->members; i++) {
		dlp_buf_addc(out, ' ');
		dlp_buf_addspan(out, where->member[i]);
	}
}

static enum dlp_status take(void *arg, const struct dlp_record *record)
{
	struct dlp_buf *out = arg;

	ck_assert(dlp_span_eq(record->where.path, DLP_SPAN("the/path")));
	ck_assert_uint_ge(record->where.members, 5);
	dlp_buf_addf(out, "%s %u", dlp_record_type_name(record->type),
		     (unsigned)record->where.doc);
	add_where(out, &record->where);
	dlp_buf_addc(out, '|');
	return DLP_OK;
}

static enum dlp_status hand(void *arg, int fd, const struct dlp_where *where)
{
	struct dlp_buf *out = arg;
	char buf[64];
	ssize_t n = read(fd, buf, sizeof(buf));

	ck_assert_int_ge(n, 0);
	dlp_buf_adds(out, "hand");
	add_where(out, where);
	dlp_buf_addf(out, " %.*s|", (int)n, buf);
	close(fd);
	return DLP_OK;
}

static struct dlp_relay *new_relay(struct dlp_buf *out, uint64_t *docs)
{
	struct dlp_relay_opts opts = {
		.fn = take,
		.arg = out,
		.docs = docs,
		.where = { .path = DLP_SPAN("the/path"), .members = 5 },
		.fd = open("/dev/null", O_RDONLY),
		.max_raw = 16,
		.hand = hand,
		.hand_arg = out,
	};
	struct dlp_relay *relay;

	for (size_t i = 0; i < 5; i++)
		opts.where.member[i] = DLP_SPAN("around");
	*docs = 7;
	relay = dlp_relay_new(&opts);
	ck_assert_ptr_nonnull(relay);
	return relay;
}

/* Until the end, or a line that is refused. */
static enum dlp_status feed(struct dlp_relay *relay, const char *in)
{
	struct dlp_error err = { 0 };
	enum dlp_status status = DLP_OK;

	while (!status && *in) {
		const char *end = strchr(in, '\n');
		struct dlp_span line = { in, (size_t)(end - in) };

		status = dlp_relay_line(relay, line, &err);
		in = end + 1;
	}
	if (status)
		ck_assert(err.msg[0]);
	return status;
}

START_TEST(streams)
{
	struct dlp_buf out;
	uint64_t docs;
	struct dlp_relay *relay;
	enum dlp_status status;

	dlp_buf_init(&out, 0);
	relay = new_relay(&out, &docs);
	status = feed(relay, stream_case[_i].in);
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, stream_case[_i].out);
	ck_assert_int_eq(status, stream_case[_i].ended ? DLP_OK : DLP_SKIP);
	if (stream_case[_i].ended)
		ck_assert(dlp_relay_ended(relay));
	dlp_relay_free(relay);
	dlp_buf_release(&out);
}
END_TEST

/* However it is cut off, every document that began has its end. */
START_TEST(failures)
{
	struct dlp_buf out;
	uint64_t docs;
	struct dlp_relay *relay;
	unsigned begun = 0, ended = 0;

	dlp_buf_init(&out, 0);
	relay = new_relay(&out, &docs);
	(void)!feed(relay, stream_case[_i].in);
	ck_assert_int_eq(dlp_relay_fail(relay, DLP_CODE_CRASH, "gone"), DLP_OK);
	ck_assert(dlp_relay_ended(relay));
	dlp_buf_addc(&out, '\0');
	for (const char *p = out.ptr; *p; p = strchr(p, '|') + 1) {
		begun += !strncmp(p, "document", 8);
		ended += !strncmp(p, "end", 3);
	}
	ck_assert_uint_ge(begun, 1);
	ck_assert_uint_eq(begun, ended);
	dlp_relay_free(relay);
	dlp_buf_release(&out);
}
END_TEST

START_TEST(too_much_to_say)
{
	static const char *const member[] = { "format", "media_type", "mtime",
					      "encoding" };
	struct dlp_error err = { 0 };
	struct dlp_buf out, line;
	uint64_t docs;
	struct dlp_relay *relay;

	dlp_buf_init(&out, 0);
	dlp_buf_init(&line, 0);
	relay = new_relay(&out, &docs);
	dlp_buf_addf(&line, "{\"type\":\"document\",\"doc\":1,\"%s\":\"",
		     member[_i]);
	for (unsigned i = 0; i <= DLP_RELAY_MESSAGE; i++)
		dlp_buf_addc(&line, 'x');
	dlp_buf_adds(&line, "\"}");
	ck_assert_int_eq(dlp_relay_line(relay, dlp_buf_span(&line), &err),
			 DLP_SKIP);
	dlp_relay_free(relay);
	dlp_buf_release(&out);
	dlp_buf_release(&line);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("relay");

	tcase_add_loop_test(tc, streams, 0, CASES(stream_case));
	tcase_add_loop_test(tc, failures, 0, CASES(stream_case));
	tcase_add_loop_test(tc, too_much_to_say, 0, 4);
	return suite_run("relay", tc);
}
