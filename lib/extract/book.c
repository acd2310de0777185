#include "extract/book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "extract/numfmt.h"
#include "extract/xml.h"

/* A sheet in the workbook, and the part that it is in. */
struct known {
	char id[DLP_BOOK_NAME], target[DLP_BOOK_NAME];
	struct dlp_book_sheet sheet;
};

struct dlp_book {
	/* The shared strings, one behind the other. */
	struct dlp_buf text;
	struct shared {
		size_t end; /* in the text */
		bool shown;
	} * string;
	size_t strings, room;
	/* How they are read aloud, which no cell shows, and notes on them. */
	struct dlp_buf aside;
	struct known known[DLP_BOOK_SHEETS];
	size_t knowns;
	bool from_1904;
	/* The code of each format that is described: where it is in `codes`,
	 * and its bytes. */
	struct dlp_buf codes;
	struct {
		uint32_t at, len;
	} code[DLP_BOOK_IDS];
	/* The number of the format of each style. */
	uint16_t style[DLP_BOOK_IDS];
	size_t styles;
	/* Where in a part we are. */
	unsigned phonetic;
	bool in_text, in_styles, in_formats;
	bool full; /* there is no room for more */
};

struct dlp_book *dlp_book_new(void)
{
	struct dlp_book *book = calloc(1, sizeof(*book));

	if (!book)
		return NULL;
	dlp_buf_init(&book->text, DLP_BOOK_STRINGS);
	dlp_buf_init(&book->aside, DLP_BOOK_STRINGS);
	dlp_buf_init(&book->codes, DLP_BOOK_CODES);
	return book;
}

void dlp_book_free(struct dlp_book *book)
{
	if (!book)
		return;
	dlp_buf_release(&book->text);
	dlp_buf_release(&book->aside);
	dlp_buf_release(&book->codes);
	free(book->string);
	free(book);
}

static bool is(const char *s, const char *word)
{
	return *s == *word && !strcmp(s, word);
}

static bool ends(struct dlp_span name, const char *with)
{
	size_t n = strlen(with);

	return name.len >= n && !memcmp(name.ptr + name.len - n, with, n);
}

bool dlp_book_wants(struct dlp_span name)
{
	return ends(name, "xl/sharedStrings.xml") ||
	       ends(name, "xl/styles.xml") || ends(name, "xl/workbook.xml") ||
	       ends(name, "xl/_rels/workbook.xml.rels") ||
	       ends(name, "xl/_rels/workbook.bin.rels");
}

static void copy(char out[DLP_BOOK_NAME], struct dlp_span text)
{
	snprintf(out, DLP_BOOK_NAME, "%.*s",
		 (int)(text.len < DLP_BOOK_NAME - 1 ? text.len
						    : DLP_BOOK_NAME - 1),
		 text.ptr);
}

/* The sheet with this id of a relationship; a new one where there is none. */
static struct known *find_known(struct dlp_book *book, struct dlp_span id)
{
	char name[DLP_BOOK_NAME];
	size_t i = 0;

	copy(name, id);
	while (i < book->knowns && !is(book->known[i].id, name))
		i++;
	if (i == DLP_BOOK_SHEETS)
		return NULL;
	if (i == book->knowns)
		copy(book->known[book->knowns++].id, id);
	return &book->known[i];
}

void dlp_book_add_sheet(struct dlp_book *book, struct dlp_span id,
			struct dlp_span name, bool hidden)
{
	struct known *known = find_known(book, id);

	if (!known)
		return;
	copy(known->sheet.name, name);
	known->sheet.hidden = hidden;
}

static void learn_sheet(struct dlp_book *book, const struct dlp_xml *xml)
{
	struct dlp_span id, name, state;

	dlp_xml_attribute(xml, "id", &id);
	dlp_xml_attribute(xml, "name", &name);
	dlp_xml_attribute(xml, "state", &state);
	dlp_book_add_sheet(book, id, name,
			   dlp_span_eq(state, DLP_SPAN("hidden")) ||
				   dlp_span_eq(state, DLP_SPAN("veryHidden")));
}

static void learn_target(struct dlp_book *book, const struct dlp_xml *xml)
{
	struct dlp_span id, target;
	struct known *known;

	dlp_xml_attribute(xml, "Id", &id);
	dlp_xml_attribute(xml, "Target", &target);
	known = find_known(book, id);
	if (known)
		copy(known->target, target);
}

void dlp_book_add_code(struct dlp_book *book, uint64_t number,
		       struct dlp_span code)
{
	if (number >= DLP_BOOK_IDS || book->codes.len > DLP_BOOK_CODES / 2 ||
	    code.len > DLP_BOOK_CODES / 2)
		return;
	book->code[number].at = (uint32_t)book->codes.len;
	book->code[number].len = (uint32_t)code.len;
	dlp_buf_addspan(&book->codes, code);
}

static void learn_format(struct dlp_book *book, const struct dlp_xml *xml)
{
	struct dlp_span id, code;

	dlp_xml_attribute(xml, "numFmtId", &id);
	dlp_xml_attribute(xml, "formatCode", &code);
	dlp_book_add_code(book, dlp_xml_number(id), code);
}

void dlp_book_set_1904(struct dlp_book *book, bool from_1904)
{
	book->from_1904 = from_1904;
}

void dlp_book_add_style(struct dlp_book *book, uint64_t number)
{
	if (book->styles < DLP_BOOK_IDS)
		book->style[book->styles++] =
			number < DLP_BOOK_IDS ? (uint16_t)number : 0;
}

static void learn_style(struct dlp_book *book, const struct dlp_xml *xml)
{
	struct dlp_span id;

	dlp_xml_attribute(xml, "numFmtId", &id);
	dlp_book_add_style(book, dlp_xml_number(id));
}

static void take_open(void *arg, struct dlp_xml *xml, const char *name)
{
	struct dlp_book *book = arg;
	struct dlp_span value;

	if (is(name, "t")) {
		book->in_text = true;
	} else if (is(name, "rPh")) {
		book->phonetic++;
	} else if (is(name, "sheet")) {
		learn_sheet(book, xml);
	} else if (is(name, "Relationship")) {
		learn_target(book, xml);
	} else if (is(name, "workbookPr")) {
		dlp_xml_attribute(xml, "date1904", &value);
		book->from_1904 = dlp_xml_is_true(value);
	} else if (is(name, "numFmts")) {
		book->in_formats = true;
	} else if (is(name, "numFmt") && book->in_formats) {
		learn_format(book, xml);
	} else if (is(name, "cellXfs")) {
		book->in_styles = true;
	} else if (is(name, "xf") && book->in_styles) {
		learn_style(book, xml);
	}
}

/* False when there is no room for another string. */
static bool end_string(struct dlp_book *book)
{
	size_t room = book->room ? book->room * 2 : 1024;
	struct shared *grown;

	if (book->strings == book->room) {
		grown = realloc(book->string, room * sizeof(*grown));
		if (!grown)
			return false;
		book->string = grown;
		book->room = room;
	}
	book->string[book->strings++] =
		(struct shared){ book->text.len, false };
	return !book->text.status;
}

bool dlp_book_add_string(struct dlp_book *book, struct dlp_span text)
{
	dlp_buf_addspan(&book->text, text);
	return end_string(book);
}

void dlp_book_add_aside(struct dlp_book *book, struct dlp_span lines)
{
	dlp_buf_addspan(&book->aside, lines);
}

static void take_close(void *arg, struct dlp_xml *xml, const char *name)
{
	struct dlp_book *book = arg;

	book->in_text = false;
	if (is(name, "rPh")) {
		book->phonetic -= book->phonetic > 0;
		dlp_buf_addc(&book->aside, '\n');
	} else if (is(name, "si")) {
		book->full = !end_string(book);
		if (book->full)
			dlp_xml_stop(xml);
	} else if (is(name, "numFmts")) {
		book->in_formats = false;
	} else if (is(name, "cellXfs")) {
		book->in_styles = false;
	}
}

static void take_text(void *arg, struct dlp_xml *xml, struct dlp_span text)
{
	struct dlp_book *book = arg;

	(void)xml;
	if (book->in_text)
		dlp_buf_addspan(book->phonetic ? &book->aside : &book->text,
				text);
}

static void take_note(void *arg, struct dlp_xml *xml, struct dlp_span text)
{
	struct dlp_book *book = arg;

	(void)xml;
	dlp_buf_addspan(&book->aside, text);
	dlp_buf_addc(&book->aside, '\n');
}

const char *dlp_book_learn(struct dlp_book *book, struct dlp_source *source,
			   enum dlp_code *code)
{
	static const struct dlp_xml_events events = { take_open, take_close,
						      take_text, take_note };
	const char *failure;

	book->phonetic = 0;
	book->in_text = book->in_styles = book->in_formats = false;
	failure = dlp_xml_read(source, &events, book, false, code);
	if (!book->full && !book->aside.status)
		return failure;
	*code = DLP_CODE_TOO_LARGE;
	return "too many shared strings";
}

const struct dlp_book_sheet *dlp_book_sheet(const struct dlp_book *book,
					    struct dlp_span part)
{
	for (size_t i = 0; i < book->knowns; i++) {
		const struct known *known = &book->known[i];
		const char *target = known->target + (*known->target == '/');
		size_t n = strlen(target);

		/* Relative to the workbook's folder, or to the root. */
		if (n && *known->sheet.name && ends(part, target) &&
		    (n == part.len || part.ptr[part.len - n - 1] == '/'))
			return &known->sheet;
	}
	return NULL;
}

static struct dlp_span string_at(const struct dlp_book *book, size_t i)
{
	size_t from = i ? book->string[i - 1].end : 0;

	if (book->string[i].end == from)
		return DLP_SPAN("");
	return (struct dlp_span){ book->text.ptr + from,
				  book->string[i].end - from };
}

struct dlp_span dlp_book_string(struct dlp_book *book, uint64_t i)
{
	if (i >= book->strings)
		return DLP_SPAN("");
	book->string[i].shown = true;
	return string_at(book, (size_t)i);
}

struct dlp_span dlp_book_code(const struct dlp_book *book, uint64_t style)
{
	unsigned id;

	if (style >= book->styles)
		return DLP_SPAN("");
	id = book->style[style];
	if (!book->code[id].len)
		return dlp_numfmt_built_in(id);
	return (struct dlp_span){ book->codes.ptr + book->code[id].at,
				  book->code[id].len };
}

bool dlp_book_from_1904(const struct dlp_book *book)
{
	return book->from_1904;
}

void dlp_book_tell_rest(const struct dlp_book *book, struct dlp_teller *teller)
{
	dlp_teller_at(teller,
		      DLP_SPAN("{\"part\":\"shared-string\",\"hidden\":true}"));
	for (size_t i = 0; i < book->strings; i++) {
		if (book->string[i].shown || !string_at(book, i).len)
			continue;
		dlp_teller_text(teller, string_at(book, i));
		dlp_teller_text(teller, DLP_SPAN("\n"));
	}
	dlp_teller_text(teller, dlp_buf_span(&book->aside));
}
