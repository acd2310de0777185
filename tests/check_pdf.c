#include "suite.h"

#include <string.h>

#include "pdf/flatten.h"
#include "pdf/markup.h"
#include "pdf/salvage.h"
#include "pdf/tally.h"
#include "pdf/warning.h"

static const struct {
	uint32_t letter, accent, whole;
} compose_case[] = {
	{ 'e', 0xb4, 0xe9 },   { 'E', 0x60, 0xc8 },   { 'u', 0xa8, 0xfc },
	{ 'n', 0x2dc, 0xf1 },  { 's', 0x2c7, 0x161 }, { 0x131, 0xb4, 0xed },
	{ 'o', 0x2dd, 0x151 }, { '5', 0xb4, 0 },      { 'e', 'x', 0 },
	{ 'b', 0xa8, 0 },
};

START_TEST(compose)
{
	ck_assert_uint_eq(dlp_pdf_compose(compose_case[_i].letter,
					  compose_case[_i].accent),
			  compose_case[_i].whole);
}
END_TEST

static const struct {
	const char *xml, *text;
} markup_case[] = {
	{ "", "" },
	{ "plain", "plain\n" },
	{ "<a>one</a><b>two</b>", "one\ntwo\n" },
	{ "<a  b='v 1' c=\"2\"/>", "v 1\n2\n" },
	{ "<a xmlns:x='urn:x'>t</a>", "t\n" },
	{ "1 &lt; 2 &amp; &#51; &#x34;", "1 < 2 & 3 4\n" },
	{ "a & b &nosuch; &#; &#x;", "a & b &nosuch; &#; &#x;\n" },
	{ "<a t='x>y'>z</a>", "x>y\nz\n" },
	{ "cut <tag attr='val", "cut\n<tag attr='val\n" },
	{ "<a b='open>text", "<a b='open>text\n" },
	{ "  \n <p>  spaced  </p>\n", "spaced\n" },
};

START_TEST(markup)
{
	const char *xml = markup_case[_i].xml;
	struct dlp_buf out = { 0 };

	dlp_pdf_markup(&out, (struct dlp_span){ xml, strlen(xml) });
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, markup_case[_i].text);
	dlp_buf_release(&out);
}
END_TEST

static enum dlp_status keep(void *arg, const struct dlp_record *record)
{
	if (record->type == DLP_RECORD_TEXT_PIECE)
		dlp_buf_addspan(arg, record->text.text);
	return DLP_OK;
}

static const struct {
	const char *file, *text;
} salvage_case[] = {
	{ "", "" },
	{ "1 0 obj\n<< /Title (A title) >>\nendobj", "A title\n" },
	{ "(octal \\101, escaped \\( and (nested))",
	  "octal A, escaped ( and (nested)\n" },
	{ "<48656C6C6F>", "Hello\n" },
	{ "(no end", "no end\n" },
	{ "<4", "" },
	{ "stream\nBT (one) Tj 0 -14 Td (two) Tj ET\nendstream", "one\ntwo\n" },
	{ "stream\nBT [(w)-20(or)10(d)-300(next)] TJ ET\nendstream",
	  "word next\n" },
	{ "<< /Filter /DCTDecode >>\nstream\nnot text\nendstream", "" },
	{ "<< >>\nstream\nlines of\ntext\nendstream", "lines of\ntext\n" },
	{ "stream\nBT (cut off) Tj", "cut off\n" },
	{ "stream\nendstream stream\nBT (b) Tj\nendstream (c)", "b\nc\n" },
};

START_TEST(salvage)
{
	const char *file = salvage_case[_i].file;
	struct dlp_pdf_out out;
	struct dlp_buf text = { 0 };

	dlp_pdf_out_init(&out, 4096, 1 << 20, keep, &text);
	dlp_pdf_salvage(&out, (struct dlp_span){ file, strlen(file) });
	dlp_teller_flush(&out.teller);
	dlp_buf_addc(&text, '\0');
	ck_assert_str_eq(text.ptr, salvage_case[_i].text);
	dlp_pdf_out_release(&out);
	dlp_buf_release(&text);
}
END_TEST

/* UTF-16 with its mark, and half a pair of it. */
START_TEST(salvage_utf16)
{
	static const char file[] = "(\xfe\xff\0A\xd8\x3d\xde\x00\xd8\x3d)";
	struct dlp_pdf_out out;
	struct dlp_buf text = { 0 };

	dlp_pdf_out_init(&out, 4096, 1 << 20, keep, &text);
	dlp_pdf_salvage(&out, (struct dlp_span){ file, sizeof(file) - 1 });
	dlp_teller_flush(&out.teller);
	dlp_buf_addc(&text, '\0');
	ck_assert_str_eq(text.ptr, "A\xf0\x9f\x98\x80\xef\xbf\xbd\n");
	dlp_pdf_out_release(&out);
	dlp_buf_release(&text);
}
END_TEST

static enum dlp_status keep_message(void *arg, const struct dlp_record *record)
{
	if (record->type == DLP_RECORD_ERROR)
		dlp_buf_addspan(arg, record->error.message);
	return DLP_OK;
}

static const struct {
	unsigned page[8]; /* up to the first 0 */
	const char *message;
} tally_case[] = {
	{ { 0 }, "" },
	{ { 7 }, "1 of 9 pages are so: 7" },
	{ { 1, 2, 3, 5, 8, 9 }, "6 of 9 pages are so: 1-3, 5, 8-9" },
};

START_TEST(tally)
{
	struct dlp_pdf_tally t = { 0 };
	struct dlp_pdf_out out;
	struct dlp_buf text = { 0 };

	dlp_pdf_out_init(&out, 4096, 1 << 20, keep_message, &text);
	for (size_t i = 0; tally_case[_i].page[i]; i++)
		dlp_pdf_tally_add(&t, tally_case[_i].page[i]);
	dlp_pdf_tally_tell(&t, &out.teller, DLP_CODE_NO_TEXT, 9, "are so");
	dlp_buf_addc(&text, '\0');
	ck_assert_str_eq(text.ptr, tally_case[_i].message);
	dlp_pdf_out_release(&out);
	dlp_buf_release(&text);
}
END_TEST

/* More runs of pages than a message has room for: they are counted. */
START_TEST(tally_full)
{
	struct dlp_pdf_tally t = { 0 };
	struct dlp_pdf_out out;
	struct dlp_buf text = { 0 };

	dlp_pdf_out_init(&out, 4096, 1 << 20, keep_message, &text);
	for (unsigned i = 1; i < 2000; i += 2)
		dlp_pdf_tally_add(&t, i);
	dlp_pdf_tally_tell(&t, &out.teller, DLP_CODE_NO_TEXT, 2000, "are so");
	dlp_buf_addc(&text, '\0');
	ck_assert_ptr_nonnull(
		strstr(text.ptr, "1000 of 2000 pages are so: 1,"));
	ck_assert_ptr_nonnull(strstr(text.ptr, " and more"));
	dlp_pdf_out_release(&out);
	dlp_buf_release(&text);
}
END_TEST

static const struct {
	const char *message;
	bool loss;
} warning_case[] = {
	{ "ignoring zlib error: incorrect header check", true },
	{ "ignoring zlib error: incorrect data check", false },
	{ "premature end of data in flate filter", true },
	{ "premature", false },
	{ "cannot load content stream part 2/3", true },
	{ "PDF stream Length incorrect", false },
	{ "non-embedded font", false },
	{ "", false },
};

START_TEST(warning)
{
	ck_assert_int_eq(dlp_pdf_warns_of_loss(warning_case[_i].message),
			 warning_case[_i].loss);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("pdf");

	tcase_add_loop_test(tc, compose, 0, CASES(compose_case));
	tcase_add_loop_test(tc, markup, 0, CASES(markup_case));
	tcase_add_loop_test(tc, salvage, 0, CASES(salvage_case));
	tcase_add_test(tc, salvage_utf16);
	tcase_add_loop_test(tc, tally, 0, CASES(tally_case));
	tcase_add_test(tc, tally_full);
	tcase_add_loop_test(tc, warning, 0, CASES(warning_case));
	return suite_run("pdf", tc);
}
