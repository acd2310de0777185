#include "told.h"

/*
 * OpenDocument in one XML file.
 */
#define FLAT(type, body)                                                      \
	"<?xml version=\"1.0\"?>\n<office:document "                          \
	"xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "  \
	"xmlns:text=\"t\" xmlns:table=\"b\" xmlns:dc=\"d\" xmlns:meta=\"m\" " \
	"xmlns:draw=\"w\" office:mimetype=\"application/vnd.oasis."           \
	"opendocument." type "\">" body "</office:document>"

static const struct {
	const char *xml;
	enum dlp_format format;
	const char *text, *code;
} flat_case[] = {
	{ FLAT("text",
	       "<office:meta><dc:title>T</dc:title><dc:subject>S</dc:subject>"
	       "<meta:keyword>K</meta:keyword><meta:user-defined "
	       "meta:name=\"Case\">12</meta:user-defined></office:meta>"
	       "<office:body><office:text><text:p>one <text:subject>S"
	       "</text:subject> two</text:p><text:p>a<draw:frame><draw:image>"
	       "<office:binary-data>AAAA</office:binary-data></draw:image>"
	       "</draw:frame>b</text:p></office:text></office:body>"),
	  DLP_IS_ODT,
	  "one S two\nab\n{\"part\":\"property\"}T\nS\nK\nCase\n12\nAAAA\n",
	  "" },
	{ FLAT("spreadsheet",
	       "<office:body><office:spreadsheet><table:table "
	       "table:name=\"S\"><table:table-row><table:table-cell><text:p>x"
	       "</text:p></table:table-cell><table:table-cell><text:p>y"
	       "</text:p></table:table-cell></table:table-row></table:table>"
	       "</office:spreadsheet></office:body>"),
	  DLP_IS_ODS,
	  "{\"sheet\":\"S\",\"row\":1,\"columns\":[\"x\",\"y\"]}x\ty\n", "" },
	{ FLAT("presentation",
	       "<office:body><office:presentation><draw:page><text:p>p"
	       "</text:p></draw:page></office:presentation></office:body>"),
	  DLP_IS_ODP, "{\"slide\":1}p\n", "" },
	/* A drawing is told as a text; a cut one to where it is cut. */
	{ FLAT("graphics", "<office:body><office:drawing><text:p>g</text:p>"
			   "</office:drawing></office:body>"),
	  DLP_IS_ODT, "g\n", "" },
	{ "<?xml version=\"1.0\"?><office:document "
	  "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
	  "xmlns:text=\"t\" office:mimetype=\"application/vnd.oasis."
	  "opendocument.text\"><office:body><text:p>kept</text:p><text:p>",
	  DLP_IS_ODT, "kept\n", "corrupt" },
};

START_TEST(flat)
{
	struct dlp_span xml = span_of(flat_case[_i].xml);
	struct told told = { .bytes = 0 };
	enum dlp_format format = dlp_sniff(xml);

	ck_assert_int_eq(format, flat_case[_i].format);
	told_read(&told, format, xml, &told_limits);
	ck_assert_str_eq(told.format, dlp_format_info(format)->name);
	ck_assert_str_eq(told.text.ptr, flat_case[_i].text);
	ck_assert_str_eq(told.codes.ptr, flat_case[_i].code);
	told_release(&told);
}
END_TEST

/* Somebody's own of that name is theirs. */
START_TEST(foreign)
{
	ck_assert_int_eq(
		dlp_sniff(DLP_SPAN("<?xml version=\"1.0\"?><document/>")),
		DLP_IS_XML);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("flat");

	tcase_add_loop_test(tc, flat, 0, CASES(flat_case));
	tcase_add_test(tc, foreign);
	return suite_run("flat", tc);
}
