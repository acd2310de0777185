#include "told.h"
#include "zipmake.h"

#define P \
	"xmlns:p=\"http://schemas.openxmlformats.org/p\" xmlns:a=\"a\" xmlns:r=\"r\""
#define SLIDE(show, text)                                             \
	"<p:sld " P show "><a:p><a:r><a:t>" text "</a:t></a:r></a:p>" \
	"</p:sld>"
#define NOTES(text)                                                \
	"<p:notes " P "><a:p><a:r><a:t>" text "</a:t></a:r></a:p>" \
	"</p:notes>"
#define RELATIONS(all) "<Relationships>" all "</Relationships>"
#define RELATION(id, target)                                               \
	"<Relationship Id=\"" id "\" Type=\"http://schemas.openxmlformats" \
	".org/officeDocument/2006/relationships/slide\" Target=\"" target  \
	"\"/>"
#define ORDER(all)                               \
	"<p:presentation " P "><p:sldIdLst>" all \
	"</p:sldIdLst></p:presentation>"

struct part {
	const char *name, *xml;
};

static const struct part slides[] = {
	{ "ppt/slides/slide1.xml", SLIDE("", "one") },
	{ "ppt/slides/slide2.xml", SLIDE(" show=\"0\"", "two") },
	{ "ppt/slides/slide7.xml", SLIDE("", "seven") },
	{ "ppt/notesSlides/notesSlide1.xml", NOTES("why") },
	{ "ppt/notesSlides/_rels/notesSlide1.xml.rels",
	  RELATIONS(RELATION("r1", "../slides/slide2.xml")) },
};

/* What is said of the order, and the text told. */
static const struct {
	struct part part[2];
	const char *text;
} deck_case[] = {
	/* The order is what the presentation says, not the names. */
	{ { { "ppt/presentation.xml",
	      ORDER("<p:sldId id=\"256\" r:id=\"r3\"/>"
		    "<p:sldId id=\"258\" r:id=\"r2\"/>"
		    "<p:sldId id=\"257\" r:id=\"r1\"/>") },
	    { "ppt/_rels/presentation.xml.rels",
	      RELATIONS(RELATION("r1", "slides/slide1.xml") RELATION(
		      "r2", "/ppt/slides/slide2.xml")
				RELATION("r3", "slides/slide7.xml")) } },
	  "{\"slide\":3}one\n{\"slide\":2,\"hidden\":true}two\n"
	  "{\"slide\":1}seven\n{\"slide\":2,\"part\":\"notes\"}why\n" },
	/* Relations stand first; a slide is in no order, and not shown. */
	{ { { "ppt/_rels/presentation.xml.rels",
	      RELATIONS(RELATION("r1", "slides/slide1.xml")
				RELATION("r3", "slides/slide7.xml")) },
	    { "ppt/presentation.xml",
	      ORDER("<p:sldId id=\"257\" r:id=\"r3\"/>"
		    "<p:sldId id=\"256\" r:id=\"r1\"/>") } },
	  "{\"slide\":2}one\n{\"hidden\":true}two\n{\"slide\":1}seven\n"
	  "{\"part\":\"notes\",\"hidden\":true}why\n" },
	/* Nothing is known: the names say it. */
	{ { { "ppt/presentation.xml", ORDER("") },
	    { "ppt/presProps.xml", "<p:presentationPr " P "/>" } },
	  "{\"slide\":1}one\n{\"slide\":2,\"hidden\":true}two\n"
	  "{\"slide\":7}seven\n{\"slide\":1,\"part\":\"notes\"}why\n" },
};

static void add(struct zipmake *zip, const struct part *part, size_t n)
{
	for (size_t i = 0; i < n; i++)
		zipmake_add(zip, span_of(part[i].name), span_of(part[i].xml),
			    true);
}

/* Wherever in the zip the order stands. */
START_TEST(orders)
{
	for (int last = 0; last < 2; last++) {
		struct zipmake zip = { .entries = 0 };
		struct told told = { .bytes = 0 };

		if (!last)
			add(&zip, deck_case[_i].part, 2);
		add(&zip, slides, CASES(slides));
		if (last)
			add(&zip, deck_case[_i].part, 2);
		zipmake_end(&zip);
		told_read(&told, DLP_IS_ZIP, dlp_buf_span(&zip.out),
			  &told_limits);
		ck_assert_str_eq(told.format, "pptx");
		ck_assert_str_eq(told.text.ptr, deck_case[_i].text);
		ck_assert_str_eq(told.codes.ptr, "");
		zipmake_release(&zip);
		told_release(&told);
	}
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("deck");

	tcase_add_loop_test(tc, orders, 0, CASES(deck_case));
	return suite_run("deck", tc);
}
