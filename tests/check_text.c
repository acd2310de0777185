#include <check.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/plain.h"
#include "extract/text.h"
#include "suite.h"

/* Bytes that come `step` at a time, then end or fail. */
struct bytes {
	struct dlp_span left;
	size_t step;
	bool fails;
};

static ssize_t read_bytes(void *arg, char *buf, size_t len,
			  struct dlp_error *err)
{
	struct bytes *b = arg;

	if (!b->left.len && b->fails) {
		dlp_error_set(err, DLP_SKIP, EIO, "cannot read");
		return -1;
	}
	if (len > b->step)
		len = b->step;
	if (len > b->left.len)
		len = b->left.len;
	memcpy(buf, b->left.ptr, len);
	b->left.ptr += len;
	b->left.len -= len;
	return (ssize_t)len;
}

/* What was told, with its promises checked on the way. */
struct told {
	struct dlp_buf text, pieces; /* `pieces` has the length of each */
	char encoding[32], format[32], reason[64];
	enum dlp_end_status end;
	enum dlp_code code;
	unsigned documents, ends, errors, fatal_after;
	size_t chunk;
	uint64_t line;
};

static void take_piece(struct told *told, const struct dlp_text *text)
{
	ck_assert_uint_eq(text->offset, told->text.len);
	ck_assert_uint_le(text->text.len, told->chunk);
	ck_assert_uint_gt(text->text.len, 0);
	ck_assert_uint_eq(text->line, told->line);
	for (size_t i = 0; i < text->text.len; i++)
		told->line += text->text.ptr[i] == '\n';
	dlp_buf_addspan(&told->text, text->text);
	dlp_buf_addf(&told->pieces, "%zu ", text->text.len);
}

static void keep(char *out, struct dlp_span text)
{
	for (size_t i = 0; i < text.len; i++)
		out[i] = text.ptr[i];
}

static enum dlp_status take(void *arg, const struct dlp_record *record)
{
	struct told *told = arg;

	switch (record->type) {
	case DLP_RECORD_DOCUMENT:
		told->documents++;
		keep(told->encoding, record->document.encoding);
		keep(told->format, record->document.format);
		break;
	case DLP_RECORD_TEXT_PIECE:
		ck_assert_uint_eq(told->ends, 0);
		take_piece(told, &record->text);
		break;
	case DLP_RECORD_ERROR:
		told->errors++;
		told->code = record->error.code;
		break;
	case DLP_RECORD_END:
		told->ends++;
		told->end = record->end.status;
		ck_assert_uint_eq(record->end.bytes, told->text.len);
		break;
	default:
		ck_abort();
	}
	if (told->fatal_after && !--told->fatal_after)
		return DLP_FATAL;
	return DLP_OK;
}

static enum dlp_format run(struct told *told, struct bytes bytes, size_t chunk)
{
	static const struct dlp_where where = { .doc = 1 };
	static const struct dlp_document nothing = { .has_size = false };
	struct dlp_charsets charsets = { .open = { false } };
	struct dlp_source source;
	struct dlp_teller teller;
	enum dlp_format format;

	told->chunk = chunk;
	told->line = 1;
	ck_assert_int_eq(dlp_source_init(&source, read_bytes, &bytes), DLP_OK);
	dlp_teller_init(&teller, take, told, chunk, &where);
	format = dlp_plain_read(&source, &charsets, &nothing, &teller);
	dlp_teller_release(&teller);
	dlp_source_release(&source);
	dlp_charsets_release(&charsets);
	return format;
}

static void told_release(struct told *told)
{
	dlp_buf_release(&told->text);
	dlp_buf_release(&told->pieces);
}

#define FRENCH "Le num\u00e9ro de s\u00e9curit\u00e9 sociale est \u00e0 jour"
#define GERMAN \
	"Stra\u00dfe gr\u00f6\u00dfer \u00dcbung f\u00fcr die Pr\u00fcfung"
#define RUSSIAN                                                                \
	"\u0421\u044a\u0435\u0448\u044c \u0435\u0449\u0451 \u044d\u0442\u0438" \
	"\u0445 \u043c\u044f\u0433\u043a\u0438\u0445 \u0431\u0443\u043b\u043e" \
	"\u043a \u0434\u0430 \u0432\u044b\u043f\u0435\u0439 \u0447\u0430\u044e"
#define JAPANESE                                                             \
	"\u6c0f\u540d\u3068\u96fb\u8a71\u756a\u53f7\u3092\u5165\u529b\u3057" \
	"\u3066\u304f\u3060\u3055\u3044\u3002\u30ab\u30fc\u30c9\u756a\u53f7"
#define KOREAN                                                                 \
	"\uc774\ub984\uacfc \uc804\ud654\ubc88\ud638\ub97c \uc785\ub825\ud558" \
	"\uc138\uc694. \uac1c\uc778\uc815\ubcf4 \ucc98\ub9ac"
#define CHINESE                                                              \
	"\u8bf7\u8f93\u5165\u60a8\u7684\u59d3\u540d\u548c\u7535\u8bdd\u53f7" \
	"\u7801\u3002\u5173\u4e8e\u4e2a\u4eba\u4fe1\u606f\u7684\u5904\u7406"
#define TAIWANESE                                                            \
	"\u8acb\u8f38\u5165\u60a8\u7684\u59d3\u540d\u548c\u96fb\u8a71\u865f" \
	"\u78bc\u3002\u95dc\u65bc\u500b\u4eba\u8cc7\u6599\u7684\u8655\u7406"

/* A text, what it is written in, and the name it shall get. */
static const struct {
	const char *text, *iconv, *name;
} charset_case[] = {
	{ "plain", "ASCII", "" },
	{ FRENCH, "UTF-8", "" },
	{ FRENCH, "CP1252", "windows-1252" },
	{ GERMAN, "CP1252", "windows-1252" },
	{ "\u20ac 5, \u201cquoted\u201d", "CP1252", "windows-1252" },
	{ RUSSIAN, "CP1251", "windows-1251" },
	{ RUSSIAN, "KOI8-R", "koi8-r" },
	{ JAPANESE, "CP932", "shift_jis" },
	{ JAPANESE, "EUC-JP", "euc-jp" },
	{ KOREAN, "CP949", "euc-kr" },
	{ CHINESE, "GB18030", "gb18030" },
	{ TAIWANESE, "CP950", "big5" },
	{ "\ufeff" FRENCH, "UTF-8", "" },
	{ "\ufeff" FRENCH, "UTF-16LE", "utf-16le" },
	{ "\ufeff" FRENCH, "UTF-16BE", "utf-16be" },
	{ "\ufeff" FRENCH "\U0001f600", "UTF-32LE", "utf-32le" },
	{ "\ufeff" FRENCH "\U0001f600", "UTF-32BE", "utf-32be" },
	{ FRENCH "\U0001f600", "UTF-16LE", "utf-16le" },
	{ FRENCH "\U0001f600", "UTF-16BE", "utf-16be" },
	{ "card 4111 " RUSSIAN, "UTF-16LE", "utf-16le" },
};

/* `text` in another encoding, twenty lines of it. */
static void encode(struct dlp_buf *out, const char *text, const char *to)
{
	struct dlp_buf in;
	iconv_t cd = iconv_open(to, "UTF-8");
	size_t left, room = 1 << 16, had = room;
	char *from, *dst;

	ck_assert_msg(cd != (iconv_t)-1, "no %s", to);
	dlp_buf_init(&in, 0);
	dlp_buf_adds(&in, text);
	for (unsigned i = 0; i < 20; i++) {
		dlp_buf_adds(&in, "\r\n");
		dlp_buf_adds(&in, *text == '\xef' ? text + 3 : text);
	}
	dlp_buf_reserve(out, room);
	from = in.ptr;
	left = in.len;
	dst = out->ptr;
	ck_assert_uint_ne(iconv(cd, &from, &left, &dst, &room), (size_t)-1);
	out->len = had - room;
	iconv_close(cd);
	dlp_buf_release(&in);
}

/* What a text says of itself, and what it is then. */
static const struct {
	const char *bytes, *encoding, *text;
	enum dlp_code code; /* where `end` is part */
	enum dlp_end_status end;
} declared_case[] = {
#define XML(label) "<?xml version=\"1.0\" encoding=\"" label "\"?>\n<a>"
	/* Too few bytes to be guessed from. */
	{ XML("windows-1251") "\xcf\xf0</a>", "windows-1251",
	  XML("windows-1251") "\u041f\u0440</a>", 0, 0 },
	{ XML("ISO-8859-5") "\xbf\xe0</a>", "iso-8859-5",
	  XML("ISO-8859-5") "\u041f\u0440</a>", 0, 0 },
	{ XML("Shift_JIS") "\x93\x64</a>", "shift_jis",
	  XML("Shift_JIS") "\u96fb</a>", 0, 0 },
	{ "<?xml version='1.0'\nencoding = 'koi8-r' ?><a>\xf0</a>", "koi8-r",
	  "<?xml version='1.0'\nencoding = 'koi8-r' ?><a>\u041f</a>", 0, 0 },
	{ "# -*- coding: cp1251 -*-\nx = '\xcf'\n", "windows-1251",
	  "# -*- coding: cp1251 -*-\nx = '\u041f'\n", 0, 0 },
	{ "#!/x\n# vim: set fileencoding=koi8-r :\n'\xf0'\n", "koi8-r",
	  "#!/x\n# vim: set fileencoding=koi8-r :\n'\u041f'\n", 0, 0 },
	{ "/* -*- mode: c; coding: iso-8859-5-unix -*- */\n\xbf\n",
	  "iso-8859-5",
	  "/* -*- mode: c; coding: iso-8859-5-unix -*- */\n\u041f\n", 0, 0 },
	/* In a third line, or in prose, it means nothing. */
	{ "\n\n# coding: koi8-r\n\xe9t\xe9\n", "windows-1252",
	  "\n\n# coding: koi8-r\n\u00e9t\u00e9\n", 0, 0 },
	{ "of coding: koi8-r\n\xe9t\xe9\n", "windows-1252",
	  "of coding: koi8-r\n\u00e9t\u00e9\n", 0, 0 },
	/* It lies: the bytes are UTF-8, or say no more than ASCII. */
	{ XML("windows-1251") "\u041f\u0440</a>", "",
	  XML("windows-1251") "\u041f\u0440</a>", 0, 0 },
	{ XML("UTF-16") "a</a>", "", XML("UTF-16") "a</a>", 0, 0 },
	{ XML("koi8-r") "a</a>", "", XML("koi8-r") "a</a>", 0, 0 },
	{ XML("UTF-7") "+AGE-</a>", "", XML("UTF-7") "+AGE-</a>", 0, 0 },
	{ "<?xml encoding=\"koi8-r\"", "", "<?xml encoding=\"koi8-r\"", 0, 0 },
	/* Nobody knows it: a guess, and it is told. */
	{ XML("x-mine") "\xe9t\xe9</a>", "windows-1252",
	  XML("x-mine") "\u00e9t\u00e9</a>", DLP_CODE_UNSUPPORTED,
	  DLP_END_PART },
	{ XML("x-mine") "\u00e9</a>", "", XML("x-mine") "\u00e9</a>", 0, 0 },
};

START_TEST(declared_encodings)
{
	const char *bytes = declared_case[_i].bytes;
	struct told told = { .fatal_after = 0 };

	run(&told, (struct bytes){ { bytes, strlen(bytes) }, 1 << 20, false },
	    4096);
	dlp_buf_addc(&told.text, '\0');
	ck_assert_str_eq(told.encoding, declared_case[_i].encoding);
	ck_assert_str_eq(told.text.ptr, declared_case[_i].text);
	ck_assert_int_eq(told.end, declared_case[_i].end);
	ck_assert_uint_eq(told.errors, declared_case[_i].end != DLP_END_WHOLE);
	if (told.errors)
		ck_assert_int_eq(told.code, declared_case[_i].code);
	told_release(&told);
}
END_TEST

START_TEST(encodings)
{
	static const size_t step[] = { 1, 3, 1 << 20 };
	struct dlp_buf in;

	dlp_buf_init(&in, 0);
	encode(&in, charset_case[_i].text, charset_case[_i].iconv);
	for (unsigned s = 0; s < 3; s++) {
		struct told told = { .documents = 0 };
		struct bytes bytes = { dlp_buf_span(&in), step[s], false };

		ck_assert_int_eq(run(&told, bytes, 64), DLP_IS_TEXT);
		ck_assert_str_eq(told.encoding, charset_case[_i].name);
		ck_assert_uint_eq(told.documents, 1);
		ck_assert_uint_eq(told.ends, 1);
		ck_assert_int_eq(told.end, DLP_END_WHOLE);
		ck_assert_uint_gt(told.text.len, 20 * 4);
		ck_assert(!memcmp(told.text.ptr, charset_case[_i].text,
				  strlen(charset_case[_i].text)));
		told_release(&told);
	}
	dlp_buf_release(&in);
}
END_TEST

/* Pieces depend on the text alone, whatever the reads. */
static const struct {
	struct dlp_span in;
	const char *pieces; /* with 16 bytes each at most */
} piece_case[] = {
	{ { "", 0 }, "" },
	{ { "short", 5 }, "5 " },
	{ { "0123456789abcdef", 16 }, "16 " },
	{ { "0123456789abcdef0", 17 }, "16 1 " },
	{ { "line\nline\nline\nline\n", 20 }, "15 5 " },
	{ { "0123456789abcde\xc3\xa9"
	    "f",
	    18 },
	  "15 3 " },
	{ { "0123456789abc\xf0\x9f\x98\x80"
	    "f",
	    18 },
	  "13 5 " },
	{ { "0123456789abcde\xc3", 16 }, "16 " },
	{ { "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n", 18 }, "16 2 " },
};

START_TEST(pieces)
{
	for (size_t step = 1; step < 20; step++) {
		struct told told = { .documents = 0 };
		struct bytes bytes = { piece_case[_i].in, step, false };

		run(&told, bytes, 16);
		dlp_buf_addc(&told.pieces, '\0');
		ck_assert_str_eq(told.pieces.ptr, piece_case[_i].pieces);
		ck_assert(dlp_span_eq(dlp_buf_span(&told.text),
				      piece_case[_i].in));
		ck_assert_int_eq(told.end, DLP_END_WHOLE);
		told_release(&told);
	}
}
END_TEST

START_TEST(bad_bytes_stay_in_utf8)
{
	struct told told = { .documents = 0 };
	struct dlp_buf in;

	dlp_buf_init(&in, 0);
	for (unsigned i = 0; i < 100; i++)
		dlp_buf_adds(&in, FRENCH "\n");
	dlp_buf_adds(&in, "bad \xff byte\n");
	run(&told, (struct bytes){ dlp_buf_span(&in), 99, false }, 4096);
	ck_assert_str_eq(told.encoding, "");
	ck_assert(dlp_span_eq(dlp_buf_span(&told.text), dlp_buf_span(&in)));
	ck_assert_int_eq(told.end, DLP_END_WHOLE);
	told_release(&told);
	dlp_buf_release(&in);
}
END_TEST

/* Bytes that do not convert: U+FFFD, and the rest is not lost. */
static const struct {
	struct dlp_span in;
	const char *text;
} broken_case[] = {
	{ { "\xff\xfe"
	    "a\0\x00\xd8"
	    "b\0",
	    8 },
	  "\ufeffa\ufffdb" },
	{ { "\xff\xfe"
	    "a\0\x00\xdc"
	    "b\0",
	    8 },
	  "\ufeffa\ufffdb" },
	{ { "\xff\xfe"
	    "a\0b",
	    5 },
	  "\ufeffa\ufffd" },
	{ { "\xfe\xff\0a\xd8\x3d", 6 }, "\ufeffa\ufffd" },
	{ { "\xff\xfe\0\0a\0\0\0\0\0\x11\0b\0\0\0", 16 }, "\ufeffa\ufffdb" },
};

START_TEST(broken)
{
	for (size_t step = 1; step < 20; step++) {
		struct told told = { .documents = 0 };

		run(&told, (struct bytes){ broken_case[_i].in, step, false },
		    64);
		dlp_buf_addc(&told.text, '\0');
		ck_assert_str_eq(told.text.ptr, broken_case[_i].text);
		ck_assert_int_eq(told.end, DLP_END_PART);
		told_release(&told);
	}
}
END_TEST

START_TEST(bad_byte_in_shift_jis)
{
	struct dlp_buf in, out;
	struct dlp_charsets charsets = { .open = { false } };
	uint64_t bad = 0;

	dlp_buf_init(&in, 0);
	dlp_buf_init(&out, 0);
	dlp_buf_adds(&in, "a\x82\xa0\xff"
			  "b\x82\xa0");
	ck_assert_uint_eq(dlp_charset_convert(&charsets, DLP_CHARSET_SHIFT_JIS,
					      dlp_buf_span(&in), true, &out,
					      &bad),
			  in.len);
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, "a\u3042\ufffdb\u3042");
	ck_assert_uint_eq(bad, 1);
	dlp_charsets_release(&charsets);
	dlp_buf_release(&in);
	dlp_buf_release(&out);
}
END_TEST

START_TEST(failing_read_is_told)
{
	struct told told = { .documents = 0 };

	run(&told, (struct bytes){ DLP_SPAN("half of it"), 4, true }, 64);
	ck_assert_uint_eq(told.text.len, 10);
	ck_assert_uint_eq(told.errors, 1);
	ck_assert_int_eq(told.code, DLP_CODE_IO);
	ck_assert_int_eq(told.end, DLP_END_PART);
	told_release(&told);
	told = (struct told){ .documents = 0 };
	run(&told, (struct bytes){ DLP_SPAN(""), 4, true }, 64);
	ck_assert_int_eq(told.end, DLP_END_NONE);
	ck_assert_uint_eq(told.errors, 1);
	told_release(&told);
}
END_TEST

START_TEST(fatal_stops)
{
	for (unsigned n = 1; n < 4; n++) {
		struct told told = { .fatal_after = n };

		run(&told,
		    (struct bytes){ DLP_SPAN("0123456789abcdef0123456789abcdef"
					     "0123456789abcdef"),
				    5, false },
		    16);
		ck_assert_uint_eq(told.ends, 0);
		ck_assert_uint_eq(told.documents, 1);
		ck_assert_uint_eq(told.text.len, (n - 1) * 16);
		told_release(&told);
	}
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("text");

	tcase_add_loop_test(tc, declared_encodings, 0, CASES(declared_case));
	tcase_add_loop_test(tc, encodings, 0, CASES(charset_case));
	tcase_add_loop_test(tc, pieces, 0, CASES(piece_case));
	tcase_add_loop_test(tc, broken, 0, CASES(broken_case));
	tcase_add_test(tc, bad_bytes_stay_in_utf8);
	tcase_add_test(tc, bad_byte_in_shift_jis);
	tcase_add_test(tc, failing_read_is_told);
	tcase_add_test(tc, fatal_stops);
	return suite_run("text", tc);
}
