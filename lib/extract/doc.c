#include "extract/doc.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "extract/blip.h"
#include "extract/doc_rest.h"
#include "extract/figure.h"
#include "extract/flow.h"
#include "extract/language.h"
#include "extract/le.h"

struct doc {
	struct dlp_compound *compound;
	struct dlp_doc_bytes bytes;
	struct dlp_flow flow;
	struct dlp_doc_runs chars, paragraphs;
	struct dlp_doc_piece *piece;
	size_t pieces;
	size_t next; /* the piece that we are in */
	/* Where we are. */
	enum dlp_aside into; /* what the part of the document goes to */
	unsigned flags;      /* of the characters */
	bool inside;         /* a paragraph has begun */
	unsigned paragraph;  /* its flags */
	unsigned depth;      /* fields that we are in */
	uint64_t codes;      /* those of them whose result has not begun */
	struct dlp_buf text;
};

static enum dlp_aside place(const struct doc *doc)
{
	if (doc->codes)
		return DLP_ASIDE_FIELD;
	if (doc->into != DLP_ASIDE_NONE)
		return doc->into;
	if (doc->flags & DLP_DOC_DELETED)
		return DLP_ASIDE_DELETED;
	return doc->flags & DLP_DOC_HIDDEN ? DLP_ASIDE_HIDDEN : DLP_ASIDE_NONE;
}

static void end_row(struct doc *doc)
{
	if (doc->flow.cells)
		dlp_flow_end_cell(&doc->flow);
	if (doc->flow.rows)
		dlp_flow_end_row(&doc->flow);
}

/* What a paragraph is in shows at any of its characters. */
static void begin_paragraph(struct doc *doc, uint32_t at)
{
	uint32_t until;

	if (doc->inside)
		return;
	doc->inside = true;
	doc->paragraph = dlp_doc_runs_at(&doc->paragraphs, at, &until);
	if (doc->into != DLP_ASIDE_NONE)
		return;
	if (!(doc->paragraph & DLP_DOC_IN_TABLE)) {
		end_row(doc);
	} else if (!(doc->paragraph & DLP_DOC_ROW_END)) {
		if (!doc->flow.rows)
			dlp_flow_begin_row(&doc->flow);
		if (!doc->flow.cells)
			dlp_flow_begin_cell(&doc->flow, false);
	}
}

static void add(struct doc *doc, struct dlp_span text)
{
	dlp_flow_text(&doc->flow, place(doc), text);
}

static void end_paragraph(struct doc *doc, uint32_t at)
{
	begin_paragraph(doc, at);
	doc->inside = false;
	if (doc->into == DLP_ASIDE_NONE)
		dlp_flow_end_paragraph(&doc->flow);
	else
		dlp_flow_end_line(&doc->flow, doc->into);
}

/* The end of a cell, or of a row. */
static void end_cell(struct doc *doc, uint32_t at)
{
	begin_paragraph(doc, at);
	doc->inside = false;
	if (doc->into != DLP_ASIDE_NONE || !doc->flow.rows)
		dlp_flow_add(&doc->flow, doc->into, DLP_SPAN("\t"));
	else if (doc->paragraph & DLP_DOC_ROW_END)
		end_row(doc);
	else
		dlp_flow_end_cell(&doc->flow);
}

static void take_field(struct doc *doc, unsigned mark)
{
	enum { FIELDS = 64, BEGIN = 0x13, RESULT = 0x14 };
	uint64_t bit;

	if (mark == BEGIN) {
		if (doc->depth < FIELDS)
			doc->codes |= (uint64_t)1 << doc->depth;
		doc->depth++;
		return;
	}
	if (!doc->depth)
		return;
	bit = doc->depth <= FIELDS ? (uint64_t)1 << (doc->depth - 1) : 0;
	if (doc->codes & bit) {
		doc->codes &= ~bit;
		if (!doc->codes)
			dlp_flow_end_line(&doc->flow, DLP_ASIDE_FIELD);
	}
	doc->depth -= mark != RESULT;
}

/* Characters that are none (2.4.1); `at` is their place. */
static void take_mark(struct doc *doc, unsigned mark, uint32_t at)
{
	switch (mark) {
	case 0x07:
		end_cell(doc, at);
		break;
	case 0x09:
		begin_paragraph(doc, at);
		add(doc, DLP_SPAN("\t"));
		break;
	case 0x0b:
	case 0x0e:
		begin_paragraph(doc, at);
		add(doc, DLP_SPAN("\n"));
		break;
	case 0x0c:
	case 0x0d:
		end_paragraph(doc, at);
		break;
	case 0x13:
	case 0x14:
	case 0x15:
		begin_paragraph(doc, at);
		take_field(doc, mark);
		break;
	case 0x1e:
		begin_paragraph(doc, at);
		add(doc, DLP_SPAN("\u2011"));
		break;
	default:
		break;
	}
}

static void take_text(struct doc *doc, struct dlp_span text, uint32_t at,
		      bool wide)
{
	if (!text.len)
		return;
	begin_paragraph(doc, at);
	dlp_buf_clear(&doc->text);
	dlp_compound_convert(doc->compound,
			     wide ? DLP_CHARSET_UTF16LE
				  : doc->compound->charset,
			     text, &doc->text);
	add(doc, dlp_buf_span(&doc->text));
}

/* Characters that have the same properties, from byte `at` to `end`. */
static void take_run(struct doc *doc, uint32_t at, uint32_t end, bool wide)
{
	struct dlp_span main = doc->bytes.main;
	uint32_t from = at, width = wide ? 2 : 1;

	for (; at < end; at += width) {
		unsigned c = wide ? dlp_le16(main, at) : dlp_le8(main, at);

		if (c >= 0x20)
			continue;
		take_text(doc, dlp_le_cut(main, from, at - from), from, wide);
		take_mark(doc, c, at);
		from = at + width;
	}
	take_text(doc, dlp_le_cut(main, from, end - from), from, wide);
}

/* Bytes from `at` to `end` of a piece. */
static void take_bytes(struct doc *doc, const struct dlp_doc_piece *piece,
		       uint64_t at, uint64_t end)
{
	uint32_t until;

	/* Less than 4 GB, as the stream is. */
	if (end > doc->bytes.main.len)
		end = doc->bytes.main.len;
	while (at < end) {
		doc->flags = piece->flags |
			     dlp_doc_runs_at(&doc->chars, (uint32_t)at, &until);
		if (until > end)
			until = (uint32_t)end;
		/* A run ends between two characters. */
		if (piece->wide && (until - at) % 2)
			until++;
		take_run(doc, (uint32_t)at, until, piece->wide);
		at = until;
	}
}

/* A part of the document, by its characters; parts come in order. */
static void take_part(struct doc *doc, uint64_t from, uint64_t to,
		      enum dlp_aside into)
{
	struct dlp_teller *teller = doc->compound->input->teller;

	doc->into = into;
	doc->inside = false;
	while (doc->next < doc->pieces && from < to && !teller->status) {
		const struct dlp_doc_piece *piece = &doc->piece[doc->next];
		uint64_t width = piece->wide ? 2 : 1;
		uint64_t end = to < piece->to ? to : piece->to;

		if (from < piece->from)
			from = piece->from;
		if (from < end) {
			take_bytes(doc, piece,
				   piece->at + (from - piece->from) * width,
				   piece->at + (end - piece->from) * width);
			from = end;
		}
		if (to < piece->to)
			break;
		doc->next++;
	}
	if (doc->depth)
		dlp_flow_end_line(&doc->flow, DLP_ASIDE_FIELD);
	doc->depth = 0;
	doc->codes = 0;
	end_row(doc);
	if (into != DLP_ASIDE_NONE || doc->flow.line)
		dlp_flow_end_line(&doc->flow, into);
}

/* Headers and footers: after six separators, six of each section, of which the
 * third, fourth and last are footers (2.3.3). */
static void take_headers(struct doc *doc, uint64_t from, uint64_t to)
{
	struct dlp_span ends = dlp_doc_field(&doc->bytes, 11, 0xb0);
	size_t n = ends.len / 4;
	uint64_t at = from;

	for (size_t i = 0; i + 1 < n && at < to; i++) {
		uint64_t end = from + dlp_le32(ends, 4 * i + 4);
		size_t kind = i % 6;

		if (end > to)
			end = to;
		if (end <= at)
			continue;
		take_part(doc, at, end,
			  i >= 6 && (kind == 2 || kind == 3 || kind == 5)
				  ? DLP_ASIDE_FOOTER
				  : DLP_ASIDE_HEADER);
		at = end;
	}
	take_part(doc, at, to, DLP_ASIDE_HEADER);
}

static void take_parts(struct doc *doc)
{
	static const enum dlp_aside part[] = {
		DLP_ASIDE_NONE,    DLP_ASIDE_FOOTNOTE,
		DLP_ASIDE_HEADER,  DLP_ASIDE_HIDDEN, /* macros, once */
		DLP_ASIDE_COMMENT, DLP_ASIDE_ENDNOTE,
		DLP_ASIDE_NONE, /* boxes */
		DLP_ASIDE_HEADER,
	};
	size_t lengths = doc->bytes.old ? 0x34 : 0x4c;
	uint64_t at = 0;

	for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
		uint64_t end = at + dlp_le32(doc->bytes.main, lengths + 4 * i);

		if (part[i] == DLP_ASIDE_HEADER && i == 2)
			take_headers(doc, at, end);
		else
			take_part(doc, at, end, part[i]);
		at = end;
	}
	/* What no part counts. */
	take_part(doc, at, UINT32_MAX, DLP_ASIDE_HIDDEN);
}

/* The bytes that all pieces have; many may be the same ones. */
static bool is_bounded(const struct doc *doc)
{
	uint64_t all = 0;

	for (size_t i = 0; i < doc->pieces; i++)
		all += (uint64_t)(doc->piece[i].to - doc->piece[i].from) *
		       (doc->piece[i].wide ? 2 : 1);
	return all / 4 <= doc->bytes.main.len;
}

static void read_text(struct doc *doc)
{
	struct dlp_teller *teller = doc->compound->input->teller;

	doc->piece = dlp_doc_pieces(&doc->bytes, &doc->pieces);
	if (doc->pieces && is_bounded(doc)) {
		dlp_doc_runs_load(&doc->chars, &doc->bytes,
				  dlp_doc_field(&doc->bytes, 12, 0xb8), false);
		dlp_doc_runs_load(&doc->paragraphs, &doc->bytes,
				  dlp_doc_field(&doc->bytes, 13, 0xc0), true);
		take_parts(doc);
		if (doc->chars.failed || doc->paragraphs.failed)
			dlp_teller_error(teller, DLP_CODE_TOO_LARGE,
					 "out of memory");
		if (doc->piece[doc->pieces - 1].at > doc->bytes.main.len)
			dlp_teller_error(teller, DLP_CODE_CORRUPT,
					 "text lies behind the end");
	} else {
		doc->pieces = 0;
		dlp_teller_error(teller, DLP_CODE_CORRUPT,
				 "no table of the text: its strings only");
	}
	free(doc->chars.run);
	free(doc->paragraphs.run);
}

static void read_rest(struct doc *doc)
{
	struct dlp_buf lines;

	dlp_buf_init(&lines, DLP_FLOW_ASIDE);
	dlp_doc_names_add(doc->compound, &doc->bytes, &lines);
	dlp_figure_add_all(doc->compound, dlp_doc_field(&doc->bytes, 50, 0),
			   &lines);
	dlp_compound_tell(doc->compound, DLP_SPAN("{\"part\":\"property\"}"),
			  &lines);
	dlp_buf_clear(&lines);
	if (!dlp_doc_left_add(&doc->bytes, doc->piece, doc->pieces, &lines))
		dlp_teller_error(doc->compound->input->teller,
				 DLP_CODE_TOO_LARGE, "out of memory");
	dlp_compound_tell(doc->compound,
			  DLP_SPAN("{\"part\":\"left-over\",\"hidden\":true}"),
			  &lines);
	dlp_buf_release(&lines);
}

static void read_document(struct doc *doc)
{
	dlp_flow_init(&doc->flow, doc->compound->input->teller);
	dlp_buf_init(&doc->text, 0);
	read_text(doc);
	dlp_flow_finish(&doc->flow);
	read_rest(doc);
	free(doc->piece);
	dlp_buf_release(&doc->text);
}

void dlp_doc_read(struct dlp_compound *compound, int entry)
{
	enum { ENCRYPTED = 0x100, TABLE_1 = 0x200, WORD_97 = 193 };
	struct doc doc = { .compound = compound };
	struct dlp_teller *teller = compound->input->teller;
	int storage = compound->cfb.entry[entry].storage;
	struct dlp_buf main, table, data;
	unsigned version, flags;

	dlp_compound_load(compound, entry, &main);
	doc.bytes.main = dlp_buf_span(&main);
	version = dlp_le16(doc.bytes.main, 2);
	flags = dlp_le16(doc.bytes.main, 10);
	doc.bytes.old = version < WORD_97;
	dlp_buf_init(&table, 0);
	dlp_buf_init(&data, 0);
	if (doc.bytes.main.len < 0x200) {
		dlp_teller_error(teller, DLP_CODE_CORRUPT, "no header");
	} else if (flags & ENCRYPTED) {
		dlp_teller_error(teller, DLP_CODE_ENCRYPTED,
				 "the document is encrypted");
	} else {
		doc.bytes.table = doc.bytes.main;
		if (doc.bytes.old) {
			compound->charset = dlp_language_charset(
				dlp_le16(doc.bytes.main, 6));
		} else {
			dlp_compound_load_named(
				compound, storage,
				flags & TABLE_1 ? "1Table" : "0Table", &table);
			dlp_compound_load_named(compound, storage, "Data",
						&data);
			doc.bytes.table = dlp_buf_span(&table);
			doc.bytes.data = dlp_buf_span(&data);
		}
		read_document(&doc);
	}
	dlp_buf_release(&main);
	dlp_buf_release(&table);
	dlp_buf_release(&data);
}

void dlp_doc_tell_members(struct dlp_compound *compound, int entry)
{
	int storage = compound->cfb.entry[entry].storage;
	unsigned number = 0;
	struct dlp_buf stream;

	/* Those in the text are in the one, those beside it in the other. */
	if (dlp_compound_load_named(compound, storage, "Data", &stream))
		dlp_blip_tell(compound, dlp_buf_span(&stream), &number);
	dlp_buf_release(&stream);
	if (dlp_compound_load(compound, entry, &stream))
		dlp_blip_tell(compound, dlp_buf_span(&stream), &number);
	dlp_buf_release(&stream);
}
