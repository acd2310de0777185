#include "extract/numfmt.h"
#include "suite.h"

static const struct {
	const char *code;
	double value;
	const char *shown; /* NULL: as it is stored */
} format_case[] = {
	{ "", 1.5, NULL },
	{ "General", 12, NULL },
	{ "0.00", 12, NULL },
	{ "#,##0", 1234567, NULL },
	{ "0%", 0.5, NULL },
	{ "0.00E+00", 12, NULL },
	{ "# ?/?", 0.5, NULL },
	{ "@", 12, NULL },
	/* Digits in groups, and with zeros before them. */
	{ "000\\-00\\-0000", 78051120, "078-05-1120" },
	{ "000-00-0000", 78051120, "078-05-1120" },
	{ "00000", 123, "00123" },
	{ "0000\\ 0000\\ 0000\\ 0000", 4111111111111111.0, NULL },
	{ "0000\\ 0000\\ 0000", 123456789012.0, "1234 5678 9012" },
	{ "00", 12345, "12345" },
	{ "00-0", -123, "-12-3" },
	{ "0_);(0)", -7, "(7)" },
	{ "\"ID \"0;;\"none\"", 0, NULL },
	{ "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", 5551234, "555-1234" },
	{ "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", 2025551234,
	  "(202) 555-1234" },
	{ "[Red]000", 5, "005" },
	{ "000", 1.5, NULL },
	/* Dates and times. */
	{ "m/d/yyyy", 25569, "1/1/1970" },
	{ "dd.mm.yy", 60, "29.02.00" },
	{ "yyyy-mm-dd", 59, "1900-02-28" },
	{ "yyyy-mm-dd", 61, "1900-03-01" },
	{ "yyyy\\-mm\\-dd\\ hh:mm:ss", 45123.75, "2023-07-16 18:00:00" },
	{ "[$-409]d\\-mmm\\-yy;@", 45123, "16-Jul-23" },
	{ "dddd, mmmm d", 45123, "Sunday, July 16" },
	{ "h:mm AM/PM", 0.5, "12:00 PM" },
	{ "h:mm A/P", 0.25, "6:00 A" },
	{ "[h]:mm:ss", 1.5, "36:00:00" },
	{ "mm:ss.0", 0.0005, "00:43.2" },
	{ "yyyy", -1, NULL },
	{ "yyyy", 1e9, NULL },
	/* Codes that end early. */
	{ "\\", 1, NULL },
	{ "\"0", 1, NULL },
	{ "[<", 1, NULL },
	{ "[<]0", 1, "1" },
	{ "0\\", 1, "1" },
};

START_TEST(formats)
{
	struct dlp_span code = { format_case[_i].code,
				 strlen(format_case[_i].code) };
	const char *shown = format_case[_i].shown;
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	ck_assert_int_eq(
		dlp_numfmt_add(code, format_case[_i].value, false, &out),
		shown != NULL);
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, shown ? shown : "");
	dlp_buf_release(&out);
}
END_TEST

static const struct {
	double value;
	const char *stored;
} stored_case[] = {
	{ 0, "0" },
	{ -0.0, "0" },
	{ 1.5, "1.5" },
	{ 0.1, "0.1" },
	{ 4111111111111111.0, "4111111111111111" },
	{ -12, "-12" },
	{ 1e300, "1e+300" },
};

START_TEST(stored)
{
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	dlp_numfmt_add_stored(stored_case[_i].value, &out);
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, stored_case[_i].stored);
	dlp_buf_release(&out);
}
END_TEST

START_TEST(the_calendar_of_1904)
{
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	ck_assert(dlp_numfmt_add(DLP_SPAN("yyyy-mm-dd"), 0, true, &out));
	ck_assert(dlp_span_eq(dlp_buf_span(&out), DLP_SPAN("1904-01-01")));
	dlp_buf_release(&out);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("numfmt");

	tcase_add_loop_test(tc, formats, 0, CASES(format_case));
	tcase_add_loop_test(tc, stored, 0, CASES(stored_case));
	tcase_add_test(tc, the_calendar_of_1904);
	return suite_run("numfmt", tc);
}
