#include "extract/epub.h"
#include "extract/epub_package.h"
#include "told.h"
#include "zipmake.h"

#define AT(name) "{\"section\":\"" name "\"}"
#define PROPERTY(name) "{\"part\":\"property\",\"section\":\"" name "\"}"
#define ENCRYPTED(method, uri)                                    \
	"<e:EncryptedData><e:EncryptionMethod Algorithm='" method \
	"'/><e:CipherData><e:CipherReference URI='" uri           \
	"'/></e:CipherData></e:EncryptedData>"
#define FONT "http://www.idpf.org/2008/embedding"
#define AES "http://www.w3.org/2001/04/xmlenc#aes128-cbc"

struct entry {
	const char *name, *bytes;
};

static const struct {
	struct entry entry[5];
	const char *text, *members, *codes;
} book_case[] = {
	/* The order is the spine's; what that lacks comes behind. */
	{ { { "a.opf",
	      "<package><dc:title>T</dc:title><item id='x' href='c.xhtml"
	      "'/><item id='y' href='b.xhtml'/><itemref idref='x'/>"
	      "<itemref idref='z'/><itemref idref='y'/></package>" },
	    { "b.xhtml", "<html><p>b" },
	    { "c.xhtml",
	      "<?xml version='1.0'?><html><title/><p>c</p><!--d-->" },
	    { "e.html", "<html><p hidden>e" },
	    { "f.css", "g" } },
	  PROPERTY(
		  "a.opf") "dc:title: T\nitem id=\"x\" href=\"c.xhtml\"\n"
			   "item id=\"y\" href=\"b.xhtml\"\nitemref idref=\"x\"\n"
			   "itemref idref=\"z\"\nitemref idref=\"y\"\n" AT(
				   "c.xhtml") "c\n"
					      "{\"part\":\"hidden\",\"hidden\":true,\"section\":\"c.xhtml\"}"
					      "d\n" AT(
						      "b.xhtml") "b\n"
								 "{\"part\":\"hidden\",\"hidden\":true,\"section\":\"e.html\"}"
								 "e\n",
	  "f.css|",
	  "" },
	/* Names relative to the package document's. */
	{ { { "o/p/a.opf",
	      "<item id='x' href='../q/./%62.htm#f'/><itemref idref='x'/>" },
	    { "o/c.htm", "<html>c" },
	    { "o/q/b.htm", "<html>b" } },
	  PROPERTY("o/p/a.opf") "item id=\"x\" href=\"../q/./%62.htm#f\"\n"
				"itemref idref=\"x\"\n" AT(
					"o/q/b.htm") "b\n" AT("o/c.htm") "c\n",
	  "",
	  "" },
	/* A font may be, a page is told. */
	{ { { "META-INF/encryption.xml",
	      "<encryption>" ENCRYPTED(FONT, "a.xhtml")
		      ENCRYPTED(AES, "b.xhtml") "</encryption>" },
	    { "a.xhtml", "<html>a" },
	    { "b.xhtml", "\x01\x02\x03" },
	    { "c.xhtml", "<html>c" } },
	  AT("META-INF/encryption.xml") "e:EncryptionMethod Algorithm=\"" FONT
					"\"\ne:CipherReference URI=\"a.xhtml\"\n"
					"e:EncryptionMethod Algorithm=\"" AES
					"\"\ne:CipherReference URI=\"b.xhtml\"\n" AT(
						"a.xhtml") "a\n" AT("c.xhtml") "c\n",
	  "",
	  "encrypted" },
	{ { { "a.opf", "<item id='x' href=''/><itemref idref='x'/>" } },
	  PROPERTY("a.opf") "item id=\"x\" href=\"\"\nitemref idref=\"x\"\n",
	  "",
	  "" },
};

static void read_book(struct told *told, const struct entry *entry,
		      size_t entries, const struct dlp_limits *limits)
{
	struct zipmake zip = { .entries = 0 };

	zipmake_add(&zip, DLP_SPAN("mimetype"),
		    DLP_SPAN("application/epub+zip"), true);
	for (size_t i = 0; i < entries && entry[i].name; i++)
		zipmake_add(&zip, span_of(entry[i].name),
			    span_of(entry[i].bytes), true);
	zipmake_end(&zip);
	told_read(told, DLP_IS_ZIP, dlp_buf_span(&zip.out), limits);
	zipmake_release(&zip);
}

START_TEST(books)
{
	struct told told = { .bytes = 0 };

	read_book(&told, book_case[_i].entry, 5, &told_limits);
	ck_assert_str_eq(told.format, "epub");
	ck_assert_str_eq(told.text.ptr, book_case[_i].text);
	ck_assert_str_eq(told.members.ptr, book_case[_i].members);
	ck_assert_str_eq(told.codes.ptr, book_case[_i].codes);
	told_release(&told);
}
END_TEST

/* Pages that do not fit into memory are documents within it. */
START_TEST(pages_over_the_memory)
{
	static const struct entry entry[] = { { "a.xhtml", "<html>aaa" },
					      { "b.xhtml", "<html>bbb" },
					      { "c.xhtml", "<html>c" } };
	struct told told = { .bytes = 0 };
	struct dlp_limits limits = told_limits;

	limits.entry = 10;
	read_book(&told, entry, 3, &limits);
	ck_assert_str_eq(told.text.ptr,
			 AT("a.xhtml") "aaa\n" AT("b.xhtml") "bbb\n");
	ck_assert_str_eq(told.members.ptr, "c.xhtml|");
	ck_assert_str_eq(told.inner.ptr, "c\n");
	ck_assert_int_eq(told.end, DLP_END_WHOLE);
	told_release(&told);
}
END_TEST

START_TEST(too_many)
{
	static const struct entry entry[] = { { "a.xhtml", "<html>a" },
					      { "b.xhtml", "<html>b" } };
	struct told told = { .bytes = 0 };
	struct dlp_limits limits = told_limits;

	limits.entries = 1;
	read_book(&told, entry, 2, &limits);
	ck_assert_str_eq(told.text.ptr, AT("a.xhtml") "a\n");
	ck_assert_str_eq(told.codes.ptr, "too-many");
	told_release(&told);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("epub");

	tcase_add_loop_test(tc, books, 0, CASES(book_case));
	tcase_add_test(tc, pages_over_the_memory);
	tcase_add_test(tc, too_many);
	return suite_run("epub", tc);
}
