#include "base/utf8.h"
#include "extract/binary.h"
#include "extract/strings.h"
#include "told.h"

#define BYTES(s)                 \
	{                        \
		s, sizeof(s) - 1 \
	}

static const struct {
	struct dlp_span bytes;
	const char *text;
} string_case[] = {
	{ BYTES(""), "" },
	{ BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), "" },
	{ BYTES("\1\2short\0\3sixsix\0"), "sixsix\n" },
	{ BYTES("sevens1\0sevens2"), "sevens1\nsevens2\n" },
	{ BYTES("\0\0\0ends at the end"), "ends at the end\n" },
	/* Lines of a text stay together, however short. */
	{ BYTES("\0a\nb\r\n\tc=1\n\0"), "a\nb\r\n\tc=1\n" },
	{ BYTES("\0\n\n\n\n\n\n\n\0"), "" },
	{ BYTES("\0 padded, too \n\0"), "padded, too\n" },
	/* Other letters, and what looks like them. */
	{ BYTES("\0\xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c\0"),
	  "\u041f\u0430\u0440\u043e\u043b\u044c\n" },
	{ BYTES("\xff\xe5\xaf\x86\xe7\xa0\x81: abc\x80"),
	  "\u5bc6\u7801: abc\n" },
	{ BYTES("abcde\xc3\0xabcde\xe2\x82\0"), "xabcde\n" },
	{ BYTES("\xc0\x80\xc0\x80\xed\xa0\x80\xed\xa0\x80\xed\xa0\x80"), "" },
	{ BYTES("\xc2\x80\xc2\x81\xc2\x82\xc2\x83\xc2\x84\xc2\x85"), "" },
	/* Two bytes each, of either order, at even and odd places. */
	{ BYTES("s\0e\0c\0r\0e\0t\0"), "secret\n" },
	{ BYTES("\x7fs\0e\0c\0r\0e\0t\0\0"), "secret\n" },
	{ BYTES("\0s\0e\0c\0r\0e\0t"), "secret\n" },
	{ BYTES("\x7f\x7f\x7f\0s\0e\0c\0r\0e\0t\1"), "secret\n" },
	{ BYTES("s\0h\0o\0r\0t\0"), "" },
	{ BYTES("\x1f\4\x30\4\x40\4\x3e\4\x3b\4\x4c\4\x20\0\x31\0\0\0"),
	  "\u041f\u0430\u0440\u043e\u043b\u044c 1\n" },
	{ BYTES("P\0a\0s\0s\0\0\1r\0\0\0"), "Pass\u0100r\n" },
	/* Both scripts in turn: numbers. */
	{ BYTES("\x9f\3\x30\4\x40\3\x3e\4\x3b\3\x4c\4\x9f\3\x30\4"), "" },
	/* One kind behind the other. */
	{ BYTES("narrow1\0w\0i\0d\0e\0w\0i\0\0\0narrow2"),
	  "narrow1\nwidewi\nnarrow2\n" },
	{ BYTES("-----BEGIN X-----\nMIIB\n-----END X-----\n\0\1\2"),
	  "-----BEGIN X-----\nMIIB\n-----END X-----\n" },
};

START_TEST(found)
{
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	dlp_strings_add(string_case[_i].bytes, &out);
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, string_case[_i].text);
	dlp_buf_release(&out);
}
END_TEST

/* Everything that a simple search finds; here each place is asked. */
static size_t narrow_at(struct dlp_span bytes, size_t at)
{
	size_t end = dlp_strings_end(bytes, at, DLP_STRINGS_NARROW);

	return dlp_utf8_count((struct dlp_span){ bytes.ptr + at, end - at }) >=
			       DLP_STRINGS_MIN
		       ? end
		       : at;
}

static size_t wide_at(struct dlp_span bytes, size_t at,
		      enum dlp_strings_kind kind)
{
	size_t end = dlp_strings_end(bytes, at, kind);

	return end - at >= DLP_STRINGS_LEAST ? end : at;
}

START_TEST(as_a_simple_search)
{
	static const unsigned char common[] = { 0,    0,    1,    4,
						'a',  'b',  ' ',  '\n',
						0xc3, 0xa9, 0x20, 0x80,
						0xff, 0xe2, 0x82, 0xac };
	char mem[400];
	struct dlp_span bytes = { mem, sizeof(mem) };
	struct dlp_strings strings;
	struct dlp_string string;
	unsigned seed = (unsigned)_i;
	size_t at = 0, end;

	for (size_t i = 0; i < sizeof(mem); i++) {
		seed = seed * 1103515245 + 12345;
		mem[i] = (char)common[(seed >> 16) % sizeof(common)];
	}
	dlp_strings_begin(&strings, bytes);
	while (dlp_strings_next(&strings, &string)) {
		for (; at < string.start; at++) {
			ck_assert_uint_eq(narrow_at(bytes, at), at);
			ck_assert_uint_eq(
				wide_at(bytes, at, DLP_STRINGS_WIDE_LE), at);
			ck_assert_uint_eq(
				wide_at(bytes, at, DLP_STRINGS_WIDE_BE), at);
		}
		end = string.kind == DLP_STRINGS_NARROW
			      ? narrow_at(bytes, at)
			      : wide_at(bytes, at, string.kind);
		ck_assert_uint_eq(string.start, at);
		ck_assert_uint_eq(string.end, end);
		ck_assert_uint_gt(end, at);
		at = end;
	}
	for (; at < bytes.len; at++)
		ck_assert_uint_eq(narrow_at(bytes, at), at);
}
END_TEST

/* Text of a document, and the last offset that an `at` told. */
struct heard {
	struct dlp_buf text;
	char at[64];
	size_t ats;
};

static enum dlp_status hear(void *arg, const struct dlp_record *record)
{
	struct heard *heard = arg;

	if (record->type != DLP_RECORD_TEXT_PIECE)
		return DLP_OK;
	dlp_buf_addspan(&heard->text, record->text.text);
	if (record->text.at.len != strlen(heard->at) ||
	    memcmp(record->text.at.ptr, heard->at, record->text.at.len)) {
		snprintf(heard->at, sizeof(heard->at), "%.*s",
			 (int)record->text.at.len, record->text.at.ptr);
		heard->ats++;
	}
	return DLP_OK;
}

/* Reads of `arg` bytes at a time. */
struct slow {
	struct dlp_span bytes;
	size_t step;
};

static ssize_t read_slow(void *arg, char *buf, size_t len,
			 struct dlp_error *err)
{
	struct slow *slow = arg;
	size_t n = slow->bytes.len < slow->step ? slow->bytes.len : slow->step;

	(void)err;
	if (n > len)
		n = len;
	if (n)
		memcpy(buf, slow->bytes.ptr, n);
	slow->bytes.ptr += n;
	slow->bytes.len -= n;
	return (ssize_t)n;
}

static void read_binary(struct heard *heard, struct dlp_span bytes, size_t step)
{
	const struct dlp_where where = { .doc = 1 };
	struct slow slow = { bytes, step };
	struct dlp_source source;
	struct dlp_teller teller;

	dlp_buf_init(&heard->text, 0);
	dlp_teller_init(&teller, hear, heard, DLP_RECORD_TEXT, &where);
	ck_assert_int_eq(dlp_source_init(&source, read_slow, &slow), DLP_OK);
	dlp_binary_read(&source, &teller);
	dlp_teller_end(&teller, &source);
	dlp_source_release(&source);
	dlp_teller_release(&teller);
}

/* Strings over the borders of windows, and one longer than any. */
START_TEST(windows)
{
	static char mem[1 << 20];
	static const size_t step[] = { 1000, 4097, 65536, 1 << 20 };
	struct dlp_span bytes = { mem, sizeof(mem) };
	struct heard heard = { .ats = 0 };
	struct dlp_buf want;
	unsigned seed = 7;

	dlp_buf_init(&want, 0);
	memset(mem, 1, sizeof(mem));
	for (size_t i = 0; i < sizeof(mem) - 4000; i += 50) {
		seed = seed * 1103515245 + 12345;
		memcpy(mem + i, "caf\xc3\xa9 and more", 14);
		i += (seed >> 16) % 1000;
	}
	for (size_t i = 300000; i < 700000; i += 2)
		memcpy(mem + i, "\xc3\xa9", 2);
	for (size_t i = 800000; i < 990000; i += 2)
		memcpy(mem + i, "w", 2);
	dlp_strings_add(bytes, &want);
	read_binary(&heard, bytes, step[_i]);
	ck_assert_uint_eq(heard.text.len, want.len);
	ck_assert_mem_eq(heard.text.ptr, want.ptr, want.len);
	dlp_buf_release(&heard.text);
	dlp_buf_release(&want);
}
END_TEST

START_TEST(places)
{
	static char mem[100000];
	struct dlp_span bytes = { mem, sizeof(mem) };
	struct heard heard = { .ats = 0 };

	memset(mem + 1000, 'x', DLP_BINARY_PASSAGE);
	/* Near to it, and so of the same passage. */
	memcpy(mem + 1000 + DLP_BINARY_PASSAGE + 2, "closely", 7);
	memcpy(mem + 77777, "far away", 8);
	read_binary(&heard, bytes, 5000);
	ck_assert_uint_eq(heard.ats, 2);
	ck_assert_str_eq(heard.at, "{\"offset\":77777}");
	dlp_buf_release(&heard.text);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("strings");

	tcase_add_loop_test(tc, found, 0, CASES(string_case));
	tcase_add_loop_test(tc, as_a_simple_search, 0, 200);
	tcase_add_loop_test(tc, windows, 0, 4);
	tcase_add_test(tc, places);
	return suite_run("strings", tc);
}
