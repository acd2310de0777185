#include "extract/tnef.h"
#include "told.h"

#define SIGNATURE "\x78\x9f\x3e\x22\1\0"
/* An attribute of `len` bytes, with a sum that nobody looks at. */
#define MESSAGE(id, len, data) "\1" id len "\0\0\0" data "\0\0"
#define ATTACHED(id, len, data) "\2" id len "\0\0\0" data "\0\0"
#define PROPERTY "{\"part\":\"property\"}"

static const struct {
	struct dlp_span bytes;
	const char *text, *members, *inner, *code;
} tnef_case[] = {
#define BYTES(s)                 \
	{                        \
		s, sizeof(s) - 1 \
	}
	/* Strings in the code page that is told, the body among them. */
	{ BYTES(SIGNATURE MESSAGE("\7\x90\6\0", "\4", "\xe3\4\0\0")
			MESSAGE("\4\x80\1\0", "\3", "\xcf\xd0\0")
				MESSAGE("\x0c\x80\2\0", "\5", "body\0")),
	  "body\n" PROPERTY "\u041f\u0420\n", "", "", "" },
	/* Properties: a number, a named one, a body, many strings. */
	{ BYTES(SIGNATURE MESSAGE(
		  "\3\x90\6\0", "\x64",
		  "\4\0\0\0"
		  "\3\0\x17\0\1\0\0\0"
		  "\x1e\0\1\x80GGGGGGGGGGGGGGGG\1\0\0\0\4\0\0\0n\0\0\0"
		  "\1\0\0\0\2\0\0\0x\0\0\0"
		  "\x1f\0\0\x10\1\0\0\0\6\0\0\0h\0i\0\0\0\0\0"
		  "\x1e\x10\1\x30\2\0\0\0\2\0\0\0a\0\0\0\2\0\0\0b\0\0\0")),
	  "hi\n" PROPERTY "x\na\nb\n", "", "", "" },
	/* Recipients, a body in HTML. */
	{ BYTES(SIGNATURE MESSAGE(
		  "\4\x90\6\0", "\x18",
		  "\1\0\0\0\1\0\0\0\x1e\0\1\x30\1\0\0\0\2\0\0\0r\0"
		  "\0\0") MESSAGE("\3\x90\6\0", "\x14",
				  "\1\0\0\0\2\1\x13\x10\1\0\0\0\4\0\0\0<p>h")),
	  PROPERTY "r\n", "body.html|", "h\n", "" },
	/* Attachments, with a title and with a longer name. */
	{ BYTES(SIGNATURE ATTACHED("\2\x90\6\0", "\1", "x") ATTACHED(
		  "\x10\x80\1\0", "\2",
		  "a\0") ATTACHED("\x0f\x80\6\0", "\3",
				  "one") ATTACHED("\2\x90\6\0", "\1", "x")
			ATTACHED("\x0f\x80\6\0", "\3", "two") ATTACHED(
				"\5\x90\6\0", "\x14",
				"\1\0\0\0\x1e\0\7\x37\1\0\0\0\4\0\0\0b.t\0")),
	  "", "a|b.t|", "onetwo", "" },
	{ BYTES(SIGNATURE ATTACHED("\2\x90\6\0", "\1", "x")
			ATTACHED("\5\x90\6\0", "\x24",
				 "\1\0\0\0\x0d\0\1\x37\1\0\0\0\x13\0\0\0"
				 "GGGGGGGGGGGGGGGGhey\0")),
	  "", "attachment|", "hey", "" },
	/* Cut. */
	{ BYTES(SIGNATURE "\1\x0c\x80\2\0\xff\xff\xff\xff"
			  "bo"),
	  "bo\n", "", "", "corrupt" },
	{ BYTES(SIGNATURE "\1\3\x90\6\0\4\0\0\0\xff\xff\xff\xff\0\0"), "", "",
	  "", "" },
	{ BYTES(SIGNATURE "\1\3"), "", "", "", "corrupt" },
	{ BYTES(""), "", "", "", "" },
};

START_TEST(wrappings)
{
	struct told told = { .bytes = 0 };

	told_read(&told, DLP_IS_TNEF, tnef_case[_i].bytes, &told_limits);
	ck_assert_str_eq(told.format, "tnef");
	ck_assert_str_eq(told.text.ptr, tnef_case[_i].text);
	ck_assert_str_eq(told.members.ptr, tnef_case[_i].members);
	ck_assert_str_eq(told.inner.ptr, tnef_case[_i].inner);
	ck_assert_str_eq(told.codes.ptr, tnef_case[_i].code);
	told_release(&told);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("tnef");

	tcase_add_loop_test(tc, wrappings, 0, CASES(tnef_case));
	return suite_run("tnef", tc);
}
