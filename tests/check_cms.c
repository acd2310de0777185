#include "extract/ber.h"
#include "extract/cms.h"
#include "told.h"

#define PKCS7 "\x2a\x86\x48\x86\xf7\x0d\1\7"
#define OID(last) "\6\11" PKCS7 last
#define MAIL "A: b\n\nhi"

static const struct {
	struct dlp_span bytes;
	const char *members, *inner, *code;
	enum dlp_end_status end;
} cms_case[] = {
#define BYTES(s)                 \
	{                        \
		s, sizeof(s) - 1 \
	}
	/* Lengths that are known, and that are not; a string in pieces. */
	{ BYTES("\x30\x2d" OID("\2") "\xa0\x20\x30\x1e\2\1\1\x31\0\x30\x17" OID(
		  "\1") "\xa0\x0a\4\x08" MAIL),
	  "content|", "A: b\nhi\n", "", DLP_END_WHOLE },
	{ BYTES("\x30\x80" OID("\2") "\xa0\x80\x30\x80\2\1\1\x31\0\x30\x80" OID(
		  "\1") "\xa0\x80\x24\x80\4\3A: \4\5b\n\nhi\0\0\0\0\0\0\x31\0"
			"\0\0\0\0\0\0"),
	  "content|", "A: b\nhi\n", "", DLP_END_WHOLE },
	{ BYTES("\x30\x17" OID("\1") "\xa0\x0a\4\x08" MAIL), "content|",
	  "A: b\nhi\n", "", DLP_END_WHOLE },
	{ BYTES("\x30\x0f" OID("\1") "\xa0\2\4\0"), "content|", "", "",
	  DLP_END_WHOLE },
	/* A signature that stands apart. */
	{ BYTES("\x30\x23" OID("\2") "\xa0\x16\x30\x14\2\1\1\x31\0\x30\x0b" OID(
		  "\1") "\x31\0"),
	  "", "", "", DLP_END_NONE },
	{ BYTES("\x30\x0f" OID("\3") "\xa0\2\x30\0"), "", "", "encrypted",
	  DLP_END_NONE },
	{ BYTES("\x30\x0f" OID("\5") "\xa0\2\x30\0"), "", "", "unsupported",
	  DLP_END_NONE },
	/* Cut, and none. */
	{ BYTES("\x30\x17" OID("\1") "\xa0\x0a\4\x08"
				     "A: b\n\nh"),
	  "content|", "A: b\nh\n", "corrupt", DLP_END_PART },
	{ BYTES("\x30\x0b" OID("\2")), "", "", "corrupt", DLP_END_NONE },
	{ BYTES("\x30\x80"), "", "", "corrupt", DLP_END_NONE },
	{ BYTES(""), "", "", "corrupt", DLP_END_NONE },
};

START_TEST(messages)
{
	struct told told = { .bytes = 0 };

	told_read(&told, DLP_IS_CMS, cms_case[_i].bytes, &told_limits);
	ck_assert_str_eq(told.format, "cms");
	ck_assert_str_eq(told.members.ptr, cms_case[_i].members);
	ck_assert_str_eq(told.inner.ptr, cms_case[_i].inner);
	ck_assert_str_eq(told.codes.ptr, cms_case[_i].code);
	ck_assert_int_eq(told.end, cms_case[_i].end);
	told_release(&told);
}
END_TEST

/* Open lengths within one another are walked once. */
START_TEST(open_lengths)
{
	struct dlp_buf bytes;
	struct dlp_span rest;
	struct dlp_ber value;

	dlp_buf_init(&bytes, 0);
	for (unsigned i = 0; i < 1 << 20; i++)
		dlp_buf_add(&bytes, "\x24\x80", 2);
	rest = dlp_buf_span(&bytes);
	ck_assert(dlp_ber_take(&rest, DLP_BER_OCTETS, &value));
	ck_assert_uint_eq(value.content.len, bytes.len - 2);
	ck_assert_uint_eq(rest.len, 0);
	ck_assert(!dlp_ber_next(&rest, &value));
	dlp_buf_release(&bytes);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("cms");

	tcase_add_loop_test(tc, messages, 0, CASES(cms_case));
	tcase_add_test(tc, open_lengths);
	return suite_run("cms", tc);
}
