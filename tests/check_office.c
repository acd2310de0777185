#include "told.h"
#include "zipmake.h"

#define W                                                                  \
	"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordproc" \
	"essingml/2006/main\"><w:body>"
#define END "</w:body></w:document>"
#define P(runs) "<w:p>" runs "</w:p>"
#define R(text) "<w:r><w:t>" text "</w:t></w:r>"
#define CELL(text) "<w:tc>" P(R(text)) "</w:tc>"
#define PART(root, body)                                           \
	"<w:" root " xmlns:w=\"http://schemas.openxmlformats.org/" \
	"wordprocessingml/2006/main\">" body "</w:" root ">"

/* One part, and the text told: each piece behind its `at`. */
static const struct {
	const char *xml, *text;
	const char *code; /* of the error, if one is told */
} part_case[] = {
	{ W P(R("one") R("two")) P(R("three")) END, "onetwo\nthree\n", NULL },
	/* Words that runs cut in two, tracked insertions among them. */
	{ W "<w:p><w:r><w:t>123-</w:t></w:r><w:proofErr/><w:r><w:rPr><w:b/>"
	    "</w:rPr><w:t>45</w:t></w:r><w:ins><w:r><w:t>-6789</w:t></w:r>"
	    "</w:ins></w:p>" END,
	  "123-45-6789\n", NULL },
	/* Deleted in between: it does not cut the text. */
	{ W "<w:p>" R("be") "<w:del><w:r><w:delText>no</w:delText></w:r>"
			    "</w:del>" R("fore") "</w:p>" P(R("after")) END,
	  "before\nafter\n{\"part\":\"deleted\",\"hidden\":true}no\n", NULL },
	{ W "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r>"
	    "<w:r><w:t>seen</w:t></w:r></w:p>" END,
	  "seen\n{\"part\":\"hidden\",\"hidden\":true}unseen\n", NULL },
	{ W "<w:p><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>seen</w:t>"
	    "</w:r></w:p>" END,
	  "seen\n", NULL },
	{ W "<w:p><w:r><w:instrText>LINK a</w:instrText></w:r>" R(
		  "b") "<w:fldSimple w:instr=\"LINK c\"/></w:p>" END,
	  "b\n{\"part\":\"field\"}LINK a\nLINK c\n", NULL },
	{ W P("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t>"
	      "<w:noBreakHyphen/><w:t>d</w:t></w:r>") END,
	  "a\tb\nc-d\n", NULL },
	/* A tab stop is no tab. */
	{ W "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>" R("x") "</w:p>" END,
	  "x\n", NULL },
	/* Rows are lines; what would end a cell does not. */
	{ W "<w:tbl><w:tr>" CELL("a") CELL("b") "</w:tr><w:tr><w:tc>" P(R("c"))
		  P(R("d&#9;e&#10;f")) "</w:tc><w:tc/>" CELL(
			  "g") "</w:tr></w:tbl>" P(R("after")) END,
	  "a\tb\nc d e f\t\tg\nafter\n", NULL },
	{ W "<w:tbl><w:tr><w:tc>" P(R("a")) "<w:tbl><w:tr>" CELL("b") CELL(
		  "c") "</w:tr></w:tbl></w:tc>" CELL("d") "</w:tr></w:tbl>" END,
	  "a b c\td\n", NULL },
	{ W P("<w:r><w:t>&lt;&#x41;&amp;</w:t></w:r>") END, "<A&\n", NULL },
	{ W P("<w:r><w:drawing><wp:docPr xmlns:wp=\"x\" descr=\"a photo\"/>"
	      "</w:drawing></w:r>") END,
	  "\n{\"part\":\"property\"}a photo\n", NULL },
	{ PART("hdr", P(R("h"))), "{\"part\":\"header\"}h\n", NULL },
	{ PART("ftr", P(R("f"))), "{\"part\":\"footer\"}f\n", NULL },
	{ PART("footnotes", P(R("n"))), "{\"part\":\"footnote\"}n\n", NULL },
	{ PART("endnotes", P(R("n"))), "{\"part\":\"endnote\"}n\n", NULL },
	{ PART("comments",
	       "<w:comment w:author=\"Jane\">" P(R("c")) "</w:comment>"),
	  "{\"part\":\"comment\"}c\n{\"part\":\"property\"}Jane\n", NULL },
	{ PART("settings", "<w:docVars><w:docVar w:name=\"n\" w:val=\"v\"/>"
			   "</w:docVars>"),
	  "{\"part\":\"property\"}v\n", NULL },
	{ PART("styles", "<w:style w:val=\"noise\"/>"), "", NULL },
	{ "<Relationships><Relationship Target=\"mailto:a@b\" "
	  "TargetMode=\"External\"/><Relationship Target=\"styles.xml\"/>"
	  "</Relationships>",
	  "{\"part\":\"link\"}mailto:a@b\n", NULL },
	{ "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:creator>Jane"
	  "</dc:creator></cp:coreProperties>",
	  "{\"part\":\"property\"}creator: Jane\n", NULL },
	{ "<Properties xmlns=\"p\" xmlns:vt=\"v\"><property name=\"Case\">"
	  "<vt:lpwstr>12</vt:lpwstr></property></Properties>",
	  "{\"part\":\"property\"}Case: 12\n", NULL },
	/* Somebody's own: text and attributes. */
	{ "<own a=\"attr\"><b>text</b><!-- note --></own>",
	  "{\"part\":\"xml\"}text\n"
	  "{\"part\":\"hidden\",\"hidden\":true} note \n"
	  "{\"part\":\"property\"}attr\n",
	  NULL },
	/* Broken, cut, hostile: what came before it stays. */
	{ W P(R("kept")) "<w:p><w:r>", "kept\n", "corrupt" },
	{ W P(R("lost in the same block")) "</w:p>", "", "corrupt" },
	{ "", "", NULL },
	{ "not xml", "", "corrupt" },
	{ "<!DOCTYPE d [<!ENTITY a \"b\">]>" W P(R("&a;")) END, "", "corrupt" },
	{ "<!DOCTYPE d SYSTEM \"/etc/passwd\">" W P(R("x")) END, "",
	  "corrupt" },
};

static struct dlp_span span_of(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

START_TEST(parts)
{
	struct zipmake zip = { .entries = 0 };
	struct told told = { .bytes = 0 };
	const char *code = part_case[_i].code ? part_case[_i].code : "";

	zipmake_add(&zip, DLP_SPAN("word/any.xml"), span_of(part_case[_i].xml),
		    true);
	zipmake_add(&zip, DLP_SPAN("word/document.xml"), DLP_SPAN(W END), true);
	zipmake_end(&zip);
	told_read(&told, DLP_IS_ZIP, dlp_buf_span(&zip.out), &told_limits);
	ck_assert_str_eq(told.format, "docx");
	ck_assert_str_eq(told.text.ptr, part_case[_i].text);
	ck_assert_str_eq(told.codes.ptr, code);
	ck_assert_int_eq(told.end, !*code       ? DLP_END_WHOLE
				   : told.bytes ? DLP_END_PART
						: DLP_END_NONE);
	zipmake_release(&zip);
	told_release(&told);
}
END_TEST

#define SHEET                                                         \
	"<worksheet xmlns=\"http://schemas.openxmlformats.org/spread" \
	"sheetml/2006/main\"><sheetData>"
#define ROW(n, cells) "<row r=\"" #n "\">" cells "</row>"
#define STRING(ref, n) "<c r=\"" ref "\" t=\"s\"><v>" #n "</v></c>"
#define NUMBER(ref, n) "<c r=\"" ref "\"><v>" n "</v></c>"
#define ODF                                                             \
	"<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" " \
	"xmlns:table=\"b\" xmlns:dc=\"d\"><office:body>"
#define ODF_END "</office:body></office:document-content>"

/* Two parts of a document that is no DOCX, and its text. */
static const struct {
	const char *format, *name[3];
	const char *part[3];
	const char *text, *code;
} office_case[] = {
	{ "xlsx",
	  { "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml",
	    "xl/workbook.xml" },
	  { SHEET ROW(1, STRING("A1", 0) STRING("C1", 1)) ROW(
		    3,
		    NUMBER("B3", "7") NUMBER(
			    "C3",
			    "4.111E12") "<c r=\"D3\" t=\"inlineStr\"><is><t>in&#9;"
					"line</t></is></c>") "</sheetData></worksheet>",
	    "<sst><si><t>name</t></si><si><r><t>ca</t></r><r><t>rd</t></r>"
	    "<rPh><t>aloud</t></rPh></si><si><t>unseen</t></si></sst>",
	    "<workbook xmlns=\"http://schemas.openxmlformats.org/\"/>" },
	  "{\"sheet\":\"sheet1.xml\",\"row\":1}name\t\tcard\n"
	  "{\"sheet\":\"sheet1.xml\",\"row\":3}\t7\t4111000000000\tin line\n"
	  "{\"part\":\"shared-string\",\"hidden\":true}unseen\n",
	  "" },
	{ "xlsx",
	  { "xl/worksheets/sheet1.xml", "xl/workbook.xml",
	    "xl/_rels/workbook.xml.rels" },
	  { SHEET ROW(
		    1,
		    NUMBER("A1", "5") STRING(
			    "B1",
			    9)) "</sheetData>"
				"<headerFooter><oddHeader>top</oddHeader></headerFooter>"
				"</worksheet>",
	    "<workbook xmlns=\"http://schemas.openxmlformats.org/\"><sheets>"
	    "<sheet name=\"Pay\" id=\"rId7\"/></sheets></workbook>",
	    "<Relationships><Relationship Id=\"rId7\" Target=\"worksheets/"
	    "sheet1.xml\"/></Relationships>" },
	  "{\"sheet\":\"Pay\",\"row\":1}5\n{\"part\":\"property\"}top\n",
	  "" },
	{ "xlsx",
	  { "xl/workbook.bin", "a.txt", "b.txt" },
	  { "x", "y", "z" },
	  "",
	  "unsupported" },
	{ "pptx",
	  { "ppt/slides/slide12.xml", "ppt/notesSlides/notesSlide3.xml",
	    "ppt/slides/slide2.xml" },
	  { "<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><a:p><a:r><a:t>one</a:t></a:r>"
	    "<a:br/><a:r><a:t>two</a:t></a:r></a:p></p:sld>",
	    "<p:notes xmlns:p=\"p\" xmlns:a=\"a\"><a:p><a:r><a:t>note</a:t>"
	    "</a:r></a:p></p:notes>",
	    "<p:sld show=\"0\" xmlns:p=\"p\" xmlns:a=\"a\"><a:tbl><a:tr>"
	    "<a:tc><a:txBody><a:p><a:r><a:t>x</a:t></a:r></a:p></a:txBody>"
	    "</a:tc><a:tc><a:txBody><a:p><a:r><a:t>y</a:t></a:r></a:p>"
	    "</a:txBody></a:tc></a:tr></a:tbl></p:sld>" },
	  "{\"slide\":12}one\ntwo\n{\"slide\":3,\"part\":\"notes\"}note\n"
	  "{\"slide\":2,\"hidden\":true}x\ty\n",
	  "" },
	{ "odt",
	  { "mimetype", "content.xml", "meta.xml" },
	  { "application/vnd.oasis.opendocument.text",
	    ODF
	    "<text:p>a<text:span>b</text:span><text:s text:c=\"3\"/>c"
	    "<text:tab/>d<text:line-break/>e</text:p><text:h>head</text:h>"
	    "<table:table-row><table:table-cell><text:p>1</text:p>"
	    "</table:table-cell><table:table-cell/><table:table-cell>"
	    "<text:p>2</text:p><text:p>3</text:p></table:table-cell>"
	    "</table:table-row><text:p>x<office:annotation><dc:creator>Jane"
	    "</dc:creator><text:p>why</text:p></office:annotation>y</text:p>"
	    "<text:deletion><text:p>gone</text:p></text:deletion>" ODF_END,
	    "<office:document-meta xmlns:office=\"o\" xmlns:dc=\"d\" "
	    "xmlns:meta=\"m\"><dc:title>T</dc:title><meta:user-defined "
	    "meta:name=\"Case\">12</meta:user-defined>"
	    "</office:document-meta>" },
	  "ab   c\td\ne\nhead\n1\t\t2 3\nxy\n"
	  "{\"part\":\"deleted\",\"hidden\":true}gone\n"
	  "{\"part\":\"comment\"}Jane\nwhy\n"
	  "{\"part\":\"property\"}title: T\nCase: 12\n",
	  "" },
	{ "ods",
	  { "mimetype", "META-INF/manifest.xml", "content.xml" },
	  { "application/vnd.oasis.opendocument.spreadsheet",
	    "<manifest xmlns=\"urn:oasis:names:tc:opendocument:x\">"
	    "<encryption-data/></manifest>",
	    "\x8f\x01garbage" },
	  "",
	  "encryptedcorrupt" },
};

START_TEST(offices)
{
	struct zipmake zip = { .entries = 0 };
	struct told told = { .bytes = 0 };

	for (unsigned i = 0; i < 3; i++)
		zipmake_add(&zip, span_of(office_case[_i].name[i]),
			    span_of(office_case[_i].part[i]), true);
	zipmake_end(&zip);
	told_read(&told, DLP_IS_ZIP, dlp_buf_span(&zip.out), &told_limits);
	ck_assert_str_eq(told.format, office_case[_i].format);
	ck_assert_str_eq(told.text.ptr, office_case[_i].text);
	ck_assert_str_eq(told.codes.ptr, office_case[_i].code);
	zipmake_release(&zip);
	told_release(&told);
}
END_TEST

/* Text first, from all parts; then the members, in the order of the zip. */
START_TEST(members)
{
	struct zipmake zip = { .entries = 0 };
	struct told told = { .bytes = 0 };

	zipmake_add(&zip, DLP_SPAN("word/media/a.png"), DLP_SPAN("\x89PNG"),
		    true);
	zipmake_add(&zip, DLP_SPAN("word/document.xml"),
		    DLP_SPAN(W P(R("body")) END), true);
	zipmake_add(&zip, DLP_SPAN("word/embeddings/b.txt"), DLP_SPAN("text"),
		    true);
	zipmake_end(&zip);
	told_read(&told, DLP_IS_ZIP, dlp_buf_span(&zip.out), &told_limits);
	ck_assert_str_eq(told.text.ptr, "body\n");
	ck_assert_str_eq(told.members.ptr,
			 "word/media/a.png|word/embeddings/b.txt|");
	ck_assert_int_eq(told.end, DLP_END_WHOLE);
	zipmake_release(&zip);
	told_release(&told);
}
END_TEST

START_TEST(hidden_entry)
{
	struct zipmake zip = { .entries = 0 };
	struct told told = { .bytes = 0 };

	if (_i != 0)
		zipmake_add(&zip, DLP_SPAN("word/header1.xml"),
			    DLP_SPAN(PART("hdr", P(R("unlisted")))), false);
	zipmake_add(&zip, DLP_SPAN("word/document.xml"),
		    DLP_SPAN(W P(R("body")) END), true);
	if (_i == 2)
		zipmake_add(&zip, DLP_SPAN("x"), DLP_SPAN("y"), false);
	zipmake_end(&zip);
	if (_i == 3)
		dlp_buf_adds(&zip.out, "tail");
	told_read(&told, DLP_IS_ZIP, dlp_buf_span(&zip.out), &told_limits);
	ck_assert_str_eq(told.codes.ptr, _i ? "gap" : "");
	ck_assert_int_eq(told.end, _i ? DLP_END_PART : DLP_END_WHOLE);
	zipmake_release(&zip);
	told_release(&told);
}
END_TEST

/* Cut anywhere: an end, and never `whole`. */
START_TEST(truncated)
{
	struct zipmake zip = { .entries = 0 };

	zipmake_add(&zip, DLP_SPAN("word/document.xml"),
		    DLP_SPAN(W P(R("body")) END), true);
	zipmake_end(&zip);
	for (size_t n = 4; n < zip.out.len; n++) {
		struct told told = { .end = DLP_END_WHOLE };

		told_read(&told, DLP_IS_ZIP,
			  (struct dlp_span){ zip.out.ptr, n }, &told_limits);
		ck_assert_int_ne(told.end, DLP_END_WHOLE);
		ck_assert_uint_gt(told.codes.len, 1);
		told_release(&told);
	}
	zipmake_release(&zip);
}
END_TEST

static const struct {
	struct dlp_limits limits;
	const char *code;
} limit_case[] = {
	{ { .entry = 100,
	    .total = 4 << 20,
	    .ratio = 200,
	    .entries = 100,
	    .depth = 8 },
	  "too-large" },
	{ { .entry = 1 << 20,
	    .total = 100,
	    .ratio = 200,
	    .entries = 100,
	    .depth = 8 },
	  "too-large" },
	{ { .entry = 1 << 20,
	    .total = 4 << 20,
	    .ratio = 200,
	    .entries = 1,
	    .depth = 8 },
	  "too-many" },
};

START_TEST(limited)
{
	struct zipmake zip = { .entries = 0 };
	struct told told = { .bytes = 0 };

	zipmake_add(&zip, DLP_SPAN("word/document.xml"),
		    DLP_SPAN(W P(R("body")) END), true);
	zipmake_add(&zip, DLP_SPAN("word/header1.xml"),
		    DLP_SPAN(PART("hdr", P(R("head")))), true);
	zipmake_end(&zip);
	told_read(&told, DLP_IS_ZIP, dlp_buf_span(&zip.out),
		  &limit_case[_i].limits);
	ck_assert_str_eq(told.codes.ptr, limit_case[_i].code);
	ck_assert_int_ne(told.end, DLP_END_WHOLE);
	zipmake_release(&zip);
	told_release(&told);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("office");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, parts, 0, CASES(part_case));
	tcase_add_loop_test(tc, offices, 0, CASES(office_case));
	tcase_add_test(tc, members);
	tcase_add_loop_test(tc, hidden_entry, 0, 4);
	tcase_add_test(tc, truncated);
	tcase_add_loop_test(tc, limited, 0, CASES(limit_case));
	return suite_run("office", tc);
}
