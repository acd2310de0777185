#include "extract/xml.h"
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
	/* One box in two forms is told once; what only the older has is told.
	 */
	{ W "<w:p>" R(
		  "a") "<mc:AlternateContent xmlns:mc=\"m\"><mc:Choice>"
		       "<w:r><w:txbxContent>" P(R("bo") R(
			       "x")) "</w:txbxContent></w:r>"
				     "</mc:Choice><mc:Fallback><w:r><w:txbxContent>" P(
					     R("box")) "</w:txbxContent></w:r></mc:Fallback></mc:AlternateContent></w:p>" END,
	  "a\nbox\n\n", NULL },
	{ W "<w:p><mc:AlternateContent xmlns:mc=\"m\"><mc:Choice>" R(
		  "new") "</mc:Choice><mc:Fallback>" R("old") "</mc:Fallback>"
							      "</mc:AlternateContent>" R(
								      "er") "</w:p>" END,
	  "newer\n{\"part\":\"hidden\",\"hidden\":true}old\n", NULL },
	/* Moved away, and who did it, once. */
	{ W "<w:p><w:moveFrom w:author=\"Jane\">" R(
		  "x") "</w:moveFrom>"
		       "<w:ins w:author=\"Jane\">" R(
			       "y") "</w:ins>"
				    "<w:del w:author=\"Joe\"/></w:p>" END,
	  "y\n{\"part\":\"deleted\",\"hidden\":true}x\n"
	  "{\"part\":\"property\"}Jane\nJoe\n",
	  NULL },
	/* Fields of forms and content controls. */
	{ W
	  "<w:sdt><w:sdtPr><w:alias w:val=\"al\"/><w:tag w:val=\"tg\"/>"
	  "<w:dropDownList><w:listItem w:displayText=\"d\" w:value=\"v\"/>"
	  "</w:dropDownList></w:sdtPr><w:sdtContent>" P(R(
		  "in")) "</w:sdtContent></w:sdt><w:ffData><w:default w:val=\"df\"/>"
			 "<w:helpText w:val=\"hp\"/><w:listEntry w:val=\"le\"/></w:ffData>"
			 "<w:smartTag><w:attr w:val=\"st\"/></w:smartTag>" END,
	  "in\n{\"part\":\"property\"}al\ntg\nd\nv\ndf\nhp\nle\nst\n", NULL },
	{ W "<w:p><m:oMath xmlns:m=\"m\"><m:r><m:t>x=1</m:t></m:r></m:oMath>"
	    "</w:p>" END,
	  "x=1\n", NULL },
	{ PART("settings", "<w:mailMerge><w:connectString w:val=\"cs\"/>"
			   "<w:query w:val=\"q\"/></w:mailMerge>"),
	  "{\"part\":\"property\"}cs\nq\n", NULL },
	{ "<c:chartSpace xmlns:c=\"c\"><c:tx><c:pt><c:v>name</c:v></c:pt></c:tx>"
	  "<c:f>Sheet1!A1</c:f><c:pt><c:v>7</c:v></c:pt></c:chartSpace>",
	  "{\"part\":\"chart\"}name\n7\n", NULL },
	{ "<d:dataModel xmlns:d=\"d\" xmlns:a=\"a\"><a:p><a:r><a:t>5</a:t></a:r>"
	  "<a:r><a:t>6</a:t></a:r></a:p></d:dataModel>",
	  "{\"part\":\"diagram\"}56\n", NULL },
	{ "<ThreadedComments xmlns=\"t\"><threadedComment><text>tc</text>"
	  "</threadedComment></ThreadedComments>",
	  "{\"part\":\"comment\"}tc\n", NULL },
	{ "<personList xmlns=\"t\"><person displayName=\"Jane\" "
	  "userId=\"j@x\"/></personList>",
	  "{\"part\":\"property\"}Jane\nj@x\n", NULL },
	{ "<p:cmLst xmlns:p=\"p\"><p:cm><p:text>old</p:text></p:cm></p:cmLst>",
	  "{\"part\":\"comment\"}old\n", NULL },
	{ "<connections xmlns=\"http://schemas.openxmlformats.org/x\">"
	  "<connection name=\"n\"><dbPr connection=\"PWD=x&amp;y\" "
	  "command=\"SELECT\"/></connection></connections>",
	  "{\"part\":\"property\"}n\nPWD=x&y\nSELECT\n", NULL },
	{ "<workbook xmlns=\"http://schemas.openxmlformats.org/x\">"
	  "<definedNames><definedName name=\"n\">\"v\"</definedName>"
	  "</definedNames></workbook>",
	  "{\"part\":\"xml\"}\"v\"\n{\"part\":\"property\"}n\n", NULL },
	{ "<table xmlns=\"http://schemas.openxmlformats.org/x\" "
	  "displayName=\"T\"><tableColumn name=\"c\"/></table>",
	  "{\"part\":\"property\"}T\nc\n", NULL },
	{ "<pivotCacheRecords xmlns=\"x\"><r><s v=\"cached\"/></r>"
	  "</pivotCacheRecords>",
	  "{\"part\":\"property\"}cached\n", NULL },
	{ "<externalLink xmlns=\"http://schemas.openxmlformats.org/x\">"
	  "<sheetName val=\"sn\"/><cell><v>ext</v></cell></externalLink>",
	  "{\"part\":\"xml\"}ext\n{\"part\":\"property\"}sn\n", NULL },
	{ "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"i\">"
	  "<X509IssuerName>CN=Jane</X509IssuerName></Signature>",
	  "{\"part\":\"signature\"}CN=Jane\n", NULL },
	{ PART("hdr", P(R("h"))), "{\"part\":\"header\"}h\n", NULL },
	{ PART("ftr", P(R("f"))), "{\"part\":\"footer\"}f\n", NULL },
	{ PART("footnotes", P(R("n"))), "{\"part\":\"footnote\"}n\n", NULL },
	{ PART("endnotes", P(R("n"))), "{\"part\":\"endnote\"}n\n", NULL },
	{ PART("comments",
	       "<w:comment w:author=\"Jane\">" P(R("c")) "</w:comment>"),
	  "{\"part\":\"comment\"}c\n{\"part\":\"property\"}Jane\n", NULL },
	{ PART("settings", "<w:docVars><w:docVar w:name=\"n\" w:val=\"v\"/>"
			   "</w:docVars>"),
	  "{\"part\":\"property\"}n\nv\n", NULL },
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
	{ W P(R("kept")) "</p>", "kept\n", "corrupt" },
	/* What stands behind the damage too. */
	{ W P(R("one")) P(R("&bad;")) P(R("two")) END, "one\n\ntwo\n",
	  "corrupt" },
	{ "", "", NULL },
	{ "not xml", "", "corrupt" },
	{ "<!DOCTYPE d [<!ENTITY a \"b\">]>" W P(R("&a;")) END, "", "corrupt" },
	{ "<!DOCTYPE d SYSTEM \"/etc/passwd\">" W P(R("x")) END, "",
	  "corrupt" },
};

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
#define FORMATTED(ref, s, n) "<c r=\"" ref "\" s=\"" #s "\"><v>" n "</v></c>"
#define INLINE(ref, text) \
	"<c r=\"" ref "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define SHEET_END "</sheetData></worksheet>"
#define ODF                                                             \
	"<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" " \
	"xmlns:table=\"b\" xmlns:dc=\"d\"><office:body>"
#define CELL_ODS(text)                                                 \
	"<table:table-cell office:value-type=\"string\"><text:p>" text \
	"</text:p></table:table-cell>"
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
	  "{\"sheet\":\"sheet1.xml\",\"row\":1,"
	  "\"columns\":[\"name\",\"\",\"card\"]}name\t\tcard\n"
	  "{\"sheet\":\"sheet1.xml\",\"row\":3}\t7\t4111000000000\tin line\n"
	  "{\"part\":\"shared-string\",\"hidden\":true}unseen\naloud\n",
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
	  "{\"sheet\":\"Pay\",\"row\":1}5\n"
	  "{\"part\":\"property\",\"sheet\":\"Pay\"}top\n",
	  "" },
	/* Numbers as they are shown and as they are stored. */
	{ "xlsx",
	  { "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml" },
	  { SHEET ROW(1,
		      FORMATTED("A1", 1, "30741") FORMATTED("B1", 2, "78051120")
			      FORMATTED("C1", 0, "4.111111111111111E15")
				      NUMBER("D1", "0.10000000000000001"))
		    ROW(2, FORMATTED("A2", 0, "4111111111111111")) SHEET_END,
	    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/x\"><numFmts><numFmt numFmtId=\"164\" "
	    "formatCode=\"000\\-00\\-0000\"/></numFmts><cellStyleXfs><xf "
	    "numFmtId=\"9\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf "
	    "numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>",
	    "<workbook xmlns=\"http://schemas.openxmlformats.org/\"/>" },
	  "{\"sheet\":\"sheet1.xml\",\"row\":1}2/29/1984\t078-05-1120\t"
	  "4111111111111111\t0.1\n"
	  "{\"sheet\":\"sheet1.xml\",\"row\":2}4111111111111111\n"
	  "{\"part\":\"stored\",\"sheet\":\"sheet1.xml\"}30741\n78051120\n",
	  "" },
	{ "xlsx",
	  { "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml" },
	  { SHEET ROW(1, FORMATTED("A1", 1, "29279")) SHEET_END,
	    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/x\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>"
	    "</cellXfs></styleSheet>",
	    "<workbook xmlns=\"http://schemas.openxmlformats.org/\">"
	    "<workbookPr date1904=\"1\"/></workbook>" },
	  "{\"sheet\":\"sheet1.xml\",\"row\":1}2/29/1984\n"
	  "{\"part\":\"stored\",\"sheet\":\"sheet1.xml\"}29279\n",
	  "" },
	/* Rows, columns and sheets that are hidden. */
	{ "xlsx",
	  { "xl/worksheets/sheet1.xml", "xl/workbook.xml",
	    "xl/_rels/workbook.xml.rels" },
	  { "<worksheet><cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols>"
	    "<sheetData>" ROW(1, INLINE("A1", "name") INLINE("B1", "ssn")
					 INLINE("C1", "city"))
		    ROW(2,
			INLINE("A2", "x") NUMBER("B2", "5") INLINE(
				"C2",
				"y")) "<row r=\"3\" hidden=\"1\">" INLINE("A3",
									  "gone") "</row>" SHEET_END,
	    "<workbook xmlns=\"http://schemas.openxmlformats.org/\"><sheets>"
	    "<sheet name=\"S\" state=\"visible\" id=\"r1\"/></sheets></workbook>",
	    "<Relationships><Relationship Id=\"r1\" "
	    "Target=\"/xl/worksheets/sheet1.xml\"/></Relationships>" },
	  "{\"sheet\":\"S\",\"row\":1,\"columns\":[\"name\",\"ssn\",\"city\"]}"
	  "name\t\tcity\n{\"sheet\":\"S\",\"row\":1,\"hidden\":true}\tssn\n"
	  "{\"sheet\":\"S\",\"row\":2}x\t\ty\n"
	  "{\"sheet\":\"S\",\"row\":2,\"hidden\":true}\t5\n"
	  "{\"sheet\":\"S\",\"row\":3,\"hidden\":true}gone\n",
	  "" },
	{ "xlsx",
	  { "xl/worksheets/sheet1.xml", "xl/workbook.xml",
	    "xl/_rels/workbook.xml.rels" },
	  { SHEET ROW(
		    1,
		    NUMBER("A1",
			   "5") "<c r=\"B1\" t=\"b\"><v>1</v></c>"
				"<c r=\"C1\" t=\"str\"><f>&quot;se&quot;&amp;A1</f><v>se5</v></c>") "</sheetData><dataValidations><dataValidation prompt=\"pr\">"
												    "<formula1>\"a,b\"</formula1></dataValidation></dataValidations>"
												    "<hyperlinks><hyperlink location=\"loc\" display=\"dis\"/></hyperlinks>"
												    "</worksheet>",
	    "<workbook xmlns=\"http://schemas.openxmlformats.org/\"><sheets>"
	    "<sheet name=\"S\" state=\"veryHidden\" id=\"r1\"/></sheets></workbook>",
	    "<Relationships><Relationship Id=\"r1\" "
	    "Target=\"worksheets/sheet1.xml\"/></Relationships>" },
	  "{\"sheet\":\"S\",\"row\":1,\"hidden\":true}5\tTRUE\tse5\n"
	  "{\"part\":\"field\",\"sheet\":\"S\"}\"se\"&A1\n\"a,b\"\n"
	  "{\"part\":\"property\",\"sheet\":\"S\"}pr\n"
	  "{\"part\":\"link\",\"sheet\":\"S\"}loc\ndis\n",
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
	/* Styles that hide; a macro, whose type is named; authors of changes.
	 */
	{ "odt",
	  { "mimetype", "content.xml", "Basic/Standard/Module1.xml" },
	  { "application/vnd.oasis.opendocument.text",
	    ODF "<style:style xmlns:style=\"s\" style:name=\"H\">"
		"<style:text-properties text:display=\"none\"/></style:style>"
		"<text:p>a<text:span text:style-name=\"H\">un<text:span>seen"
		"</text:span></text:span>b</text:p><text:p "
		"text:style-name=\"H\">too</text:p><text:p>c<draw:frame "
		"xmlns:draw=\"d\"><svg:title xmlns:svg=\"s\">alt</svg:title>"
		"<draw:text-box><text:p>box</text:p></draw:text-box>"
		"</draw:frame></text:p>" ODF_END,
	    "<!DOCTYPE script:module PUBLIC \"-//x\" \"module.dtd\">"
	    "<script:module xmlns:script=\"s\" script:name=\"M\">Sub x"
	    "</script:module>" },
	  "ab\nc\nbox\n\n{\"part\":\"hidden\",\"hidden\":true}unseen\ntoo\n"
	  "{\"part\":\"property\"}alt\n"
	  "{\"part\":\"macro\"}Sub x\n{\"part\":\"property\"}M\n",
	  "" },
	{ "odt",
	  { "mimetype", "content.xml", "settings.xml" },
	  { "application/vnd.oasis.opendocument.text",
	    "<!DOCTYPE d [<!ENTITY a \"b\">]>" ODF
	    "<text:p>&a;</text:p>" ODF_END,
	    "<o:document-settings xmlns:o=\"o\" xmlns:c=\"c\"><c:config-item "
	    "c:name=\"Show\" c:type=\"boolean\">true</c:config-item>"
	    "<c:config-item c:name=\"Printer\" c:type=\"string\">HP"
	    "</c:config-item></o:document-settings>" },
	  "{\"part\":\"property\"}Printer: HP\n",
	  "corrupt" },
	{ "odp",
	  { "mimetype", "content.xml", "meta.xml" },
	  { "application/vnd.oasis.opendocument.presentation",
	    ODF
	    "<style:style xmlns:style=\"s\" style:name=\"dp1\">"
	    "<style:drawing-page-properties presentation:visibility=\"hidden\" "
	    "xmlns:presentation=\"p\"/></style:style>"
	    "<draw:page xmlns:draw=\"d\"><text:p>one</text:p>"
	    "<presentation:notes xmlns:presentation=\"p\"><text:p>note</text:p>"
	    "</presentation:notes></draw:page><draw:page xmlns:draw=\"d\" "
	    "draw:style-name=\"dp1\"><text:p>two</text:p></draw:page>" ODF_END,
	    "<office:document-meta xmlns:office=\"o\"/>" },
	  "{\"slide\":1}one\n{\"slide\":1,\"part\":\"notes\"}note\n"
	  "{\"slide\":2,\"hidden\":true}two\n",
	  "" },
	{ "ods",
	  { "mimetype", "content.xml", "meta.xml" },
	  { "application/vnd.oasis.opendocument.spreadsheet",
	    ODF
	    "<style:style xmlns:style=\"s\" style:name=\"ta2\">"
	    "<style:table-properties table:display=\"false\"/></style:style>"
	    "<office:spreadsheet><table:table table:name=\"S\">"
	    "<table:table-column/><table:table-column "
	    "table:visibility=\"collapse\"/>"
	    "<table:table-row>" CELL_ODS("name") CELL_ODS(
		    "ssn") "</table:table-row><table:table-row "
			   "table:number-rows-repeated=\"3\"><table:table-cell "
			   "table:number-columns-repeated=\"2\"/></table:table-row>"
			   "<table:table-row table:visibility=\"filter\"><table:table-cell "
			   "office:value-type=\"date\" office:date-value=\"1984-02-29\">"
			   "<text:p>29.02.84<office:annotation><text:p>why</text:p>"
			   "</office:annotation></text:p></table:table-cell><table:table-cell "
			   "office:value-type=\"float\" office:value=\"4111111111111111\" "
			   "table:formula=\"of:=IF(&quot;se&quot;)\"><text:p>4.11E15</text:p>"
			   "</table:table-cell></table:table-row></table:table>"
			   "<table:table table:name=\"T\" table:style-name=\"ta2\">"
			   "<table:table-row><table:table-cell office:value-type=\"float\" "
			   "office:value=\"7\"/></table:table-row></table:table>"
			   "</office:spreadsheet>" ODF_END,
	    "<office:document-meta xmlns:office=\"o\"/>" },
	  "{\"sheet\":\"S\",\"row\":1,\"columns\":[\"name\",\"ssn\"]}name\n"
	  "{\"sheet\":\"S\",\"row\":1,\"hidden\":true}\tssn\n"
	  "{\"sheet\":\"S\",\"row\":5,\"hidden\":true}29.02.84\t4.11E15\n"
	  "{\"part\":\"stored\",\"sheet\":\"S\"}1984-02-29\n"
	  "4111111111111111\n"
	  "{\"sheet\":\"T\",\"row\":1,\"hidden\":true}7\n"
	  "{\"part\":\"field\"}of:=IF(\"se\")\n{\"part\":\"comment\"}why\n",
	  "" },
	{ "ods",
	  { "mimetype", "META-INF/manifest.xml", "content.xml" },
	  { "application/vnd.oasis.opendocument.spreadsheet",
	    "<manifest xmlns=\"urn:oasis:names:tc:opendocument:x\">"
	    "<encryption-data/></manifest>",
	    "\x8f\x01garbage" },
	  "",
	  "encrypted" },
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

/* Elements within one another, and attributes of one. */
START_TEST(markup_limits)
{
	struct zipmake zip = { .entries = 0 };
	struct told told = { .bytes = 0 };
	struct dlp_buf xml;

	dlp_buf_init(&xml, 0);
	dlp_buf_adds(&xml, W P(R("kept")));
	if (_i < 2) {
		for (int i = 0; i < DLP_XML_DEPTH - 2 + _i; i++)
			dlp_buf_adds(&xml, "<w:sdt>");
		for (int i = 0; i < DLP_XML_DEPTH - 2 + _i; i++)
			dlp_buf_adds(&xml, "</w:sdt>");
	} else {
		dlp_buf_adds(&xml, "<w:p");
		for (int i = 0; i < DLP_XML_ATTRIBUTES * (_i - 2) * 2; i++)
			dlp_buf_addf(&xml, " a%d=\"\"", i);
		dlp_buf_adds(&xml, "></w:p>");
	}
	dlp_buf_adds(&xml, END);
	zipmake_add(&zip, DLP_SPAN("word/document.xml"), dlp_buf_span(&xml),
		    true);
	zipmake_end(&zip);
	told_read(&told, DLP_IS_ZIP, dlp_buf_span(&zip.out), &told_limits);
	ck_assert_int_eq(strncmp(told.text.ptr, "kept\n", 5), 0);
	ck_assert_str_eq(told.codes.ptr, _i == 1   ? "too-deep"
					 : _i == 3 ? "too-many"
						   : "");
	dlp_buf_release(&xml);
	zipmake_release(&zip);
	told_release(&told);
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
	tcase_add_loop_test(tc, markup_limits, 0, 4);
	tcase_add_loop_test(tc, limited, 0, CASES(limit_case));
	return suite_run("office", tc);
}
