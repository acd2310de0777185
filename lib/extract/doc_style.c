#include "extract/doc_style.h"

#include <stdlib.h>
#include <string.h>

#include "extract/le.h"

static unsigned set(unsigned flags, unsigned flag, bool on)
{
	return on ? flags | flag : flags & ~flag;
}

unsigned dlp_doc_modify_one(unsigned number, unsigned value, unsigned flags)
{
	/* 0x81 is the contrary of what the style has. */
	bool on = value == 1 || value == 0x81;

	switch (number) {
	case 24:
		return set(flags, DLP_DOC_IN_TABLE, on);
	case 25:
		return set(flags, DLP_DOC_ROW_END, on);
	case 65:
		return set(flags, DLP_DOC_DELETED, on);
	case 92:
		return set(flags, DLP_DOC_HIDDEN, on);
	default:
		return flags;
	}
}

/* Bytes of the operand of a modifier of Word 6 at the start of `rest`. */
static size_t old_operand(unsigned number, struct dlp_span rest)
{
	static const unsigned char two[] = {
		2,   16,  17,  18,  19,  21,  22,  26,  27,  28,  30,  31,  32,
		33,  34,  35,  36,  38,  39,  40,  41,  42,  43,  45,  46,  47,
		48,  49,  69,  72,  80,  93,  96,  97,  99,  101, 107, 109, 110,
		121, 122, 123, 124, 182, 183, 184, 189, 195, 197, 198,
	};
	static const unsigned char counted[] = { 3,   12,  15,  23,  52,  68,
						 74,  81,  82,  103, 105, 106,
						 108, 120, 188, 191 };

	if (memchr(two, (int)number, sizeof(two)))
		return 2;
	if (memchr(counted, (int)number, sizeof(counted)))
		return (size_t)dlp_le8(rest, 0) + 1;
	switch (number) {
	case 0:
	case 83:
		return 0;
	case 73:
	case 95:
		return 3;
	case 20:
	case 70:
	case 192:
	case 194:
	case 196:
	case 200:
		return 4;
	case 187:
		return 12;
	case 190: /* the cells of a table */
		return (size_t)dlp_le16(rest, 0) + 1;
	case 193:
	case 199:
		return 5;
	default:
		return 1;
	}
}

static size_t operand(unsigned modifier, struct dlp_span rest)
{
	enum { CHANGE_TABS = 0xc615, DEFINE_TABLE = 0xd608 };
	size_t deleted;

	switch (modifier >> 13) {
	case 0:
	case 1:
		return 1;
	case 3:
		return 4;
	case 7:
		return 3;
	case 6:
		break;
	default:
		return 2;
	}
	if (modifier == DEFINE_TABLE)
		return (size_t)dlp_le16(rest, 0) + 1;
	if (modifier != CHANGE_TABS || dlp_le8(rest, 0) < 255)
		return (size_t)dlp_le8(rest, 0) + 1;
	deleted = dlp_le8(rest, 1);
	return 3 + 4 * deleted + (size_t)3 * dlp_le8(rest, 2 + 4 * deleted);
}

static unsigned modify_old(struct dlp_span list, unsigned flags)
{
	for (size_t at = 0, size; at < list.len; at += 1 + size) {
		unsigned number = dlp_le8(list, at);

		size = old_operand(number, dlp_le_cut(list, at + 1, list.len));
		flags = dlp_doc_modify_one(number, dlp_le8(list, at + 1),
					   flags);
	}
	return flags;
}

/* `huge` is a list that another one has sent us to: it is the last. */
static unsigned modify(const struct dlp_doc_bytes *bytes, struct dlp_span list,
		       unsigned flags, struct dlp_span *huge)
{
	for (size_t at = 0; list.len - at >= 3;) {
		unsigned modifier = dlp_le16(list, at), value;
		struct dlp_span rest = dlp_le_cut(list, at + 2, list.len);
		size_t size = operand(modifier, rest);
		uint32_t place = dlp_le32(rest, 0);

		value = dlp_le8(rest, 0);
		switch (modifier) {
		case 0x0800:
			flags = dlp_doc_modify_one(65, value, flags);
			break;
		case 0x083c:
			flags = dlp_doc_modify_one(92, value, flags);
			break;
		case 0x2416:
			flags = dlp_doc_modify_one(24, value, flags);
			break;
		case 0x2417:
			flags = dlp_doc_modify_one(25, value, flags);
			break;
		case 0x6646:
			*huge = dlp_le_cut(bytes->data, place + (uint64_t)2,
					   dlp_le16(bytes->data, place));
			break;
		default:
			break;
		}
		if (size > rest.len)
			break;
		at += 2 + size;
	}
	return flags;
}

unsigned dlp_doc_modify(const struct dlp_doc_bytes *bytes, struct dlp_span list,
			unsigned flags)
{
	struct dlp_span huge = { "", 0 }, none;

	if (bytes->old)
		return modify_old(list, flags);
	flags = modify(bytes, list, flags, &huge);
	/* That may be large, and many may lead to it: its start will do. */
	return modify(bytes, dlp_le_cut(huge, 0, 1024), flags, &none);
}

size_t dlp_doc_pages(const struct dlp_doc_bytes *bytes, struct dlp_span plc)
{
	size_t n = plc.len < 4 ? 0 : (plc.len - 4) / (bytes->old ? 6 : 8);
	size_t room = bytes->main.len / DLP_DOC_PAGE;

	return n < room ? n : room;
}

uint32_t dlp_doc_page(const struct dlp_doc_bytes *bytes, struct dlp_span plc,
		      size_t n)
{
	/* Behind the places, one more than there are pages. */
	size_t pages = (plc.len - 4) / (bytes->old ? 6 : 8);
	size_t at = 4 * (pages + 1);

	return bytes->old ? dlp_le16(plc, at + 2 * n)
			  : dlp_le32(plc, at + 4 * n) & 0x3fffff;
}

static void add_run(struct dlp_doc_runs *runs, struct dlp_doc_run run)
{
	struct dlp_doc_run *last =
		runs->runs ? &runs->run[runs->runs - 1] : NULL;
	size_t room = runs->room ? runs->room * 2 : 64;
	struct dlp_doc_run *grown;

	/* Out of order is out of reach. */
	if (!run.flags || run.from >= run.to || (last && run.from < last->to))
		return;
	if (last && last->to == run.from && last->flags == run.flags) {
		last->to = run.to;
		return;
	}
	if (!runs->run || runs->runs == runs->room) {
		grown = realloc(runs->run, room * sizeof(*grown));
		if (!grown) {
			runs->failed = true;
			return;
		}
		runs->run = grown;
		runs->room = room;
	}
	runs->run[runs->runs++] = run;
}

/* The list of modifiers of the nth run of a page. */
static struct dlp_span list_of(const struct dlp_doc_bytes *bytes,
			       struct dlp_span page, size_t n, bool paragraph)
{
	size_t count = dlp_le8(page, DLP_DOC_PAGE - 1);
	size_t each = !paragraph ? 1 : bytes->old ? 7 : 13;
	size_t at = 2 * (size_t)dlp_le8(page, 4 * (count + 1) + each * n);
	size_t size = dlp_le8(page, at);

	if (!at)
		return DLP_SPAN("");
	if (!paragraph)
		return dlp_le_cut(page, at + 1, size);
	/* A count of words, of which the first byte is not there; with 0 it is
	 * in the next byte.  Before the list is the number of a style. */
	if (size || bytes->old)
		return dlp_le_cut(page, at + 3, size > 1 ? 2 * size - 3 : 0);
	size = dlp_le8(page, at + 1);
	return dlp_le_cut(page, at + 4, size ? 2 * size - 2 : 0);
}

void dlp_doc_runs_load(struct dlp_doc_runs *runs,
		       const struct dlp_doc_bytes *bytes, struct dlp_span plc,
		       bool paragraphs)
{
	size_t pages = dlp_doc_pages(bytes, plc);

	for (size_t i = 0; i < pages; i++) {
		struct dlp_span page = dlp_le_cut(
			bytes->main,
			(uint64_t)dlp_doc_page(bytes, plc, i) * DLP_DOC_PAGE,
			DLP_DOC_PAGE);
		size_t count = dlp_le8(page, DLP_DOC_PAGE - 1);

		for (size_t n = 0; n < count; n++)
			add_run(runs,
				(struct dlp_doc_run){
					dlp_le32(page, 4 * n),
					dlp_le32(page, 4 * n + 4),
					dlp_doc_modify(bytes,
						       list_of(bytes, page, n,
							       paragraphs),
						       0) });
	}
}

unsigned dlp_doc_runs_at(const struct dlp_doc_runs *runs, uint32_t fc,
			 uint32_t *until)
{
	size_t low = 0, high = runs->runs;

	/* The first run that ends behind it. */
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (runs->run[mid].to > fc)
			high = mid;
		else
			low = mid + 1;
	}
	if (low == runs->runs) {
		*until = UINT32_MAX;
		return 0;
	}
	if (runs->run[low].from > fc) {
		*until = runs->run[low].from;
		return 0;
	}
	*until = runs->run[low].to;
	return runs->run[low].flags;
}
