#include "detect/unit.h"
#include "extract/html.h"
#include "extract/html_entity.h"
#include "extract/html_token.h"
#include "told.h"

#define PART(s) "{\"part\":\"" s "\"}"
#define UNSEEN "{\"part\":\"hidden\",\"hidden\":true}"
#define PAGE(body) "<!doctype html><html><body>" body "</body></html>"

static const struct {
	const char *html, *text, *code;
} html_case[] = {
	/* Blocks and words. */
	{ PAGE("<p>one\n  two</p><p>three"), "one two\nthree\n", "" },
	{ PAGE("a<b>b</b>c<wbr>d&shy;e <i> f</i>"), "abcde f\n", "" },
	{ PAGE("a<br>b<hr>c<DIV>d</Div>e"), "a\nb\nc\nd\ne\n", "" },
	{ PAGE("<ul><li>a<li>b</ul><dl><dt>c<dd>d</dl>"), "a\nb\nc\nd\n", "" },
	{ PAGE("<pre>a\n  b</pre>c"), "a\n  b\nc\n", "" },
	{ "<title>a &amp; <b></title>x", "a & <b>\nx\n", "" },
	/* References. */
	{ PAGE("&lt;&#64;&#x40;&eacute;&nvlt;&euro;"),
	  "<@@\u00e9<\u20d2\u20ac\n", "" },
	{ PAGE("&copy 1&notit;&amp&;&#;&#x;&nope;&"),
	  "\u00a9 1\u00acit;&&;&#;&#x;&nope;&\n", "" },
	{ PAGE("&#128;&#0;&#xd800;&#99999999999;&#10;x"),
	  "\u20ac\ufffd\ufffd\ufffd x\n", "" },
	/* Tables. */
	{ PAGE("<table><tr><th>a<th>b<tr><td>1<td><p>2<p>3</table>x"),
	  "a\tb\n1\t2 3\nx\n", "" },
	{ PAGE("<table><thead><tr><td>a</td><td></td></tr></thead><tbody>"
	       "<td>b</tbody></table>"),
	  "a\t\nb\n", "" },
	{ PAGE("<table><tr><td>x<table><tr><td>a<td>b</table>y<td>z</table>"),
	  "x\na\tb\ny\nz\n", "" },
	{ PAGE("</td></tr></table><td>a<tr>b"), "a\nb\n", "" },
	/* What a page does not show. */
	{ PAGE("a<!-- b -->c"), "ac\n" UNSEEN "b\n", "" },
	{ PAGE("a<p><!-- b --><p>c"), "a\n" UNSEEN "b\nc\n", "" },
	{ PAGE("a<!--[if mso]><p>b &lt; <i>c</i><![endif]-->"),
	  "a\n" UNSEEN "b < c\n", "" },
	{ PAGE("<![if !mso]>a<![endif]>"), "a\n", "" },
	{ PAGE("a<!-->b<!--->c<!-- d --!>e"), "abce\n" UNSEEN "d\n", "" },
	{ PAGE("a<span style='x:y; Display : none'>b<span>c</span>d</span>e"),
	  "ae\n" UNSEEN "bcd\n", "" },
	{ PAGE("<p hidden>a<p>b"), "b\n" UNSEEN "a\n", "" },
	{ PAGE("<template>a</template><noscript>b</noscript>c"),
	  "c\n" UNSEEN "a\nb\n", "" },
	{ PAGE("<table><tr hidden><td>a<td>b<tr><td>c</table>"),
	  "\nc\n" UNSEEN "a\nb\n", "" },
	{ PAGE("<script>var a = \"</b>\";</script><style>b{}</style>c"),
	  PART("script") "var a = \"</b>\";\n" PART("script") "b{}\nc\n", "" },
	{ PAGE("a<script>b</SCRIPT >c"), "a\n" PART("script") "b\nc\n", "" },
	/* Attributes. */
	{ PAGE("<a href='/x?a=1&amp;b=2' title=t class=c>d</a>"),
	  "d\n" PART("property") "t\n" PART("link") "/x?a=1&b=2\n", "" },
	{ PAGE("a <input name=ssn value=\"1&quot;2\"> b"), "a 1\"2 b\n", "" },
	{ PAGE("<input type=hidden name=k value=v>"), UNSEEN "k: v\n", "" },
	{ PAGE("<img alt=a src='data:image/png;base64,AA' data-b=c ng-key=d>"),
	  PART("property") "a\ndata-b: c\nng-key: d\n" PART(
		  "link") "data:image/png;base64\n",
	  "" },
	{ "<meta name=author content=A><meta property=b content=c>",
	  PART("property") "author: A\nb: c\n", "" },
	{ PAGE("<a ng-a = y ng-b=1/2 = \"q>t"),
	  "t\n" PART("property") "ng-a: y\nng-b: 1/2\n", "" },
	{ PAGE("a<! b>c<!x[d]>"), "ac\n" UNSEEN "b\nx[d]\n", "" },
	/* What no rule foresees. */
	{ PAGE("3 < 4 <5 </ 6><>"), "3 < 4 <5 <>\n" UNSEEN "6\n", "" },
	{ "a<b title='c", "a<b title='c\n", "" },
	{ "a<!-- b", "a\n" UNSEEN "b\n", "" },
	{ "a<script>b", "a\n" PART("script") "b\n", "" },
	{ "<", "<\n", "" },
	{ "</", "</\n", "" },
	{ "<!", "", "" },
	{ "", "", "" },
	{ "\xef\xbb\xbfx", "x\n", "" },
	/* Lines are the document's, as far as they can be. */
	{ "<p\nclass=a>a\nb</p>\n\n<p>c</p>d", "\na b\n\nc\nd\n", "" },
	/* XHTML and SVG have tags of XML. */
	{ "<?xml version='1.0'?><html><title/><script/><p>a<![CDATA[<b>&amp;]]>"
	  "</p></html>",
	  "a<b>&amp;\n", "" },
	{ "<?xml version='1.0'?><svg d='M 1'><text x='1'>a</text><text>b"
	  "</text></svg>",
	  "a\nb\n", "" },
};

START_TEST(pages)
{
	struct told told = { .bytes = 0 };
	const char *html = html_case[_i].html;

	told_read(&told, DLP_IS_HTML, (struct dlp_span){ html, strlen(html) },
		  &told_limits);
	ck_assert_str_eq(told.format, "html");
	ck_assert_str_eq(told.text.ptr, html_case[_i].text);
	ck_assert_str_eq(told.codes.ptr, html_case[_i].code);
	told_release(&told);
}
END_TEST

#define XML "<?xml version='1.0'?>"

static const struct {
	const char *xml, *text, *code;
} xml_case[] = {
	{ XML "<a><b>one</b><c>two <d>and</d> three</c></a>",
	  "b: one\nc: two and three\n", "" },
	{ XML "<a><add key='k' value=\"v &amp; w\"/></a>",
	  "add key=\"k\" value=\"v & w\"\n", "" },
	{ XML "<a xmlns:x='urn:y'>t <b c='d'/>u</a>",
	  "a: t u\n" PART("property") "b c=\"d\"\n", "" },
	{ XML "<a><![CDATA[<b> & c]]></a>", "a: <b> & c\n", "" },
	{ XML "<a>\n  <b>x\n  y\n</b>\n</a>", "\nb: x\n  y\n", "" },
	{ XML "<a><!-- n --><?p q?>b</a>", UNSEEN " n \n" UNSEEN "p q\na: b\n",
	  "" },
	/* Entities are told, not expanded. */
	{ XML "<!DOCTYPE a [<!ENTITY b 'c>d'><!-- ]> -->]><a>&b;&lt;</a>",
	  UNSEEN "DOCTYPE a [<!ENTITY b 'c>d'><!-- ]> -->]\na: &b;<\n",
	  "unsupported" },
	{ XML "<!DOCTYPE a SYSTEM 'x.dtd'><a>b</a>", "a: b\n", "" },
	/* Not well-formed. */
	{ XML "</x></x><a>b</c>d<e", "a: b\nd<e\n", "" },
	{ XML "<a>b<![CDATA[c", "a: bc\n", "" },
	{ XML "<!DOCTYPE a [<!ENTITY 'x", UNSEEN "DOCTYPE a [<!ENTITY 'x\n",
	  "" },
};

START_TEST(data)
{
	struct told told = { .bytes = 0 };
	const char *xml = xml_case[_i].xml;

	told_read(&told, DLP_IS_XHTML, (struct dlp_span){ xml, strlen(xml) },
		  &told_limits);
	ck_assert_str_eq(told.text.ptr, xml_case[_i].text);
	ck_assert_str_eq(told.codes.ptr, xml_case[_i].code);
	told_release(&told);
}
END_TEST

static const struct {
	struct dlp_span bytes;
	const char *text;
	enum dlp_end_status end;
} charset_case[] = {
#define BYTES(s)                 \
	{                        \
		s, sizeof(s) - 1 \
	}
	{ BYTES("<meta charset=koi8-r>\xf0\xf2"), "\u041f\u0420\n",
	  DLP_END_WHOLE },
	{ BYTES("<meta http-equiv=content-type "
		"content='text/html; charset=\"windows-1251\"'><p>\xcf\xd0"),
	  "\u041f\u0420\n", DLP_END_WHOLE },
	{ BYTES("<?xml version='1.0' encoding='iso-8859-2'?><html>\xb1"),
	  "\u0105\n", DLP_END_WHOLE },
	/* A label that lies. */
	{ BYTES("<meta charset=iso-8859-1>\xc3\xa9"), "\u00e9\n",
	  DLP_END_WHOLE },
	{ BYTES("<\0p\0>\0a\0b\0c\0d\0e\0f\0g\0h\0"), "abcdefgh\n",
	  DLP_END_WHOLE },
	/* A bad byte is one bad byte. */
	{ BYTES("<p>caf\xc3\xa9 caf\xc3\xa9 caf\xc3\xa9 caf\xc3\xa9 \xff<p>x"),
	  "caf\u00e9 caf\u00e9 caf\u00e9 caf\u00e9 \ufffd\nx\n", DLP_END_PART },
};

START_TEST(charsets)
{
	struct told told = { .bytes = 0 };
	const char *text;

	told_read(&told, DLP_IS_HTML, charset_case[_i].bytes, &told_limits);
	text = strchr(told.text.ptr, '{');
	if (text)
		told.text.len = (size_t)(text - told.text.ptr);
	else
		told.text.len = strlen(told.text.ptr);
	ck_assert_uint_eq(told.text.len, strlen(charset_case[_i].text));
	ck_assert_mem_eq(told.text.ptr, charset_case[_i].text, told.text.len);
	ck_assert_int_eq(told.end, charset_case[_i].end);
	told_release(&told);
}
END_TEST

/* The tokens of a document are all of it, in order. */
START_TEST(tokens_are_the_document)
{
	static const char html[] = "\n<!doctype x [ > ]><a b='>' c>&amp;<d/>"
				   "<!-- e --><?f?><script><g></script h>"
				   "<![CDATA[i]]></ j>< k <l m";

	for (int xml = 0; xml < 2; xml++) {
		struct dlp_html_tokens tokens = {
			.document = { html, sizeof(html) - 1 }, .xml = xml
		};
		struct dlp_html_token token;
		const char *at = html;

		while ((token = dlp_html_next(&tokens)).kind) {
			ck_assert_ptr_eq(token.all.ptr, at);
			ck_assert_uint_gt(token.all.len, 0);
			at += token.all.len;
		}
		ck_assert_ptr_eq(at, html + sizeof(html) - 1);
		ck_assert_int_eq(dlp_html_next(&tokens).kind, DLP_HTML_END);
	}
}
END_TEST

/* The table can be searched, and each name finds its own text. */
START_TEST(every_name_is_found)
{
	char out[DLP_HTML_REFERENCE], name[40];
	size_t len;

	for (size_t i = 0; i < DLP_HTML_ENTITIES; i++) {
		const struct dlp_html_entity *entity = &dlp_html_entities[i];
		int n = snprintf(name, sizeof(name), "&%s", entity->name);

		if (i)
			ck_assert_int_gt(strcmp(entity->name, entity[-1].name),
					 0);
		ck_assert_uint_eq(
			dlp_html_reference((struct dlp_span){ name, (size_t)n },
					   DLP_HTML_IN_TEXT, out, &len),
			(size_t)n);
		if (!len)
			continue; /* shows nothing */
		ck_assert_uint_eq(len, strlen(entity->text));
		ck_assert_mem_eq(out, entity->text, len);
	}
}
END_TEST

/* Attributes and raw text that look for their end look once. */
START_TEST(no_work_is_done_twice)
{
	static const char *const unit[] = {
		"<!--", "<a b='", "<script>",  "<table><td>", "<p hidden>",
		"&am",  "</",     "<![CDATA[", "<!d [\""
	};

	for (size_t i = 0; i < sizeof(unit) / sizeof(unit[0]); i++) {
		struct told told = { .bytes = 0 };
		struct dlp_limits limits = told_limits;
		struct dlp_buf html;

		dlp_buf_init(&html, 0);
		while (html.len < 1 << 20)
			dlp_buf_adds(&html, unit[i]);
		limits.entry = 4 << 20;
		told_read(&told, DLP_IS_HTML, dlp_buf_span(&html), &limits);
		ck_assert_str_eq(told.codes.ptr, "");
		told_release(&told);
		dlp_buf_release(&html);
	}
}
END_TEST

START_TEST(too_large)
{
	struct told told = { .bytes = 0 };
	struct dlp_limits limits = told_limits;

	limits.entry = 4;
	told_read(&told, DLP_IS_HTML, DLP_SPAN("abcdef"), &limits);
	ck_assert_str_eq(told.text.ptr, "abcd\n");
	ck_assert_str_eq(told.codes.ptr, "too-large");
	ck_assert_int_eq(told.end, DLP_END_PART);
	told_release(&told);
}
END_TEST

/* Each word names the line that it stands in. */
static const char *const line_case[] = {
	"<p>@1@<p>@1@<br>@1@\n@2@<p>@2@\n\n@4@ <b>@4@</b>\n<i>@5@",
	"<!-- @1@ --><p>@1@<!-- @1@\n@2@ -->@2@<!--@2@--><p>@2@",
	"\n\n<a href=@3@>@3@</a><a\nhref=@4@\ntitle=@5@>@5@</a><p>@5@",
	"<table>\n<tr><td>@2@<td>@2@\n<td>@3@\n<p>@4@\n<tr>\n<td title=@6@>@6@"
	"<table><tr>\n<td>@7@</table></table>@7@\n@8@",
	"<input name=a value=@1@ title=@1@>\n\n<input type=hidden name=@3@ "
	"value=@3@>\n<input\ntitle=@5@ value='@5@'\nalt=@6@>@6@",
	"<p hidden>@1@\n@2@<p>@2@\n<p>@3@<p hidden>@3@",
	"<pre>\n@2@\n\n@4@</pre>@4@<pre>@4@\n@5@</pre>\n@6@",
	"<script>\n@2@\n@3@</script><script>@3@</script>@3@<p>x<script>\n@4@\n"
	"@5@</script>\n@6@",
	"a<!--[if mso]>\n<p>@2@\n@3@<b title=@3@>\n@4@<![endif]-->@4@\n@5@",
	"<p>&lt;@1@&#10;@1@&amp;\n&copy;@2@",
	"<?xml version='1.0'?>\n<a b='@2@'>@2@<c d='@2@'/>\n@3@<!--@3@--></a>"
	"<e>@3@</e>\n<f>@4@</f>",
};

static enum dlp_status take_lines(void *arg, const struct dlp_record *record)
{
	struct dlp_unit unit;
	const struct dlp_span text = record->text.text;
	size_t *words = arg;

	if (record->type != DLP_RECORD_TEXT_PIECE)
		return DLP_OK;
	dlp_unit_init(&unit);
	ck_assert_int_eq(dlp_unit_begin(&unit, &record->text), DLP_OK);
	for (size_t i = 0; i + 3 <= text.len; i++) {
		uint64_t line, column;

		if (text.ptr[i] != '@' || text.ptr[i + 2] != '@')
			continue;
		dlp_unit_position(&unit, i, &line, &column);
		ck_assert_uint_eq(line, (uint64_t)(text.ptr[i + 1] - '0'));
		i += 2;
		++*words;
	}
	dlp_unit_release(&unit);
	return DLP_OK;
}

START_TEST(lines)
{
	const char *html = line_case[_i];
	struct dlp_charsets tables = { .open = { false } };
	static const size_t chunk[] = { 24, 64, DLP_RECORD_TEXT };
	size_t want = 0;

	for (const char *p = html; (p = strchr(p, '@')); p++)
		want++;
	for (size_t i = 0; i < CASES(chunk); i++) {
		const struct dlp_span bytes = { html, strlen(html) };
		struct dlp_task task = { .limits = told_limits,
					 .chunk = chunk[i],
					 .size = bytes.len,
					 .format = DLP_IS_HTML,
					 .charsets = &tables };
		size_t words = 0;
		struct dlp_reading reading = { .task = &task,
					       .fn = take_lines,
					       .arg = &words };
		struct dlp_source source;
		struct dlp_view view;

		dlp_view_init_memory(&view, bytes);
		ck_assert_int_eq(dlp_source_init_view(&source, &view), DLP_OK);
		ck_assert_int_eq(dlp_reading_first(&reading, &source, &view),
				 DLP_OK);
		if (i > 0)
			ck_assert_uint_eq(words, want / 2);
		dlp_source_release(&source);
	}
	dlp_charsets_release(&tables);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("html");

	tcase_add_loop_test(tc, pages, 0, CASES(html_case));
	tcase_add_loop_test(tc, data, 0, CASES(xml_case));
	tcase_add_loop_test(tc, lines, 0, CASES(line_case));
	tcase_add_loop_test(tc, charsets, 0, CASES(charset_case));
	tcase_add_test(tc, tokens_are_the_document);
	tcase_add_test(tc, every_name_is_found);
	tcase_add_test(tc, no_work_is_done_twice);
	tcase_add_test(tc, too_large);
	return suite_run("html", tc);
}
