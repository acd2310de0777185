#include "extract/sqlite_rest.h"

#include <stdlib.h>
#include <string.h>

#include "extract/sqlite.h"
#include "extract/strings.h"

#define LEFT_OVER DLP_SPAN("{\"part\":\"left-over\",\"hidden\":true}")

enum {
	BLOCK = 1 << 20,
	TYPES = 64,   /* bytes of the types of a row that is looked for */
	EFFORT = 12,  /* for each byte of a page, at most */
	COLUMNS = 32, /* of one that has lost how many it had */
};

static void tell_strings(struct dlp_sqlite_rows *rows, struct dlp_span bytes)
{
	dlp_buf_clear(&rows->strings);
	dlp_strings_add(bytes, &rows->strings);
	dlp_teller_text(rows->input->teller, dlp_buf_span(&rows->strings));
}

static void tell_record(struct dlp_sqlite_rows *rows,
			struct dlp_sqlite_record *record)
{
	struct dlp_sqlite_value value;

	dlp_sqlite_row_begin(rows);
	while (dlp_sqlite_record_next(record, &value))
		if (dlp_sqlite_row_add(rows, &value))
			tell_strings(rows, value.bytes);
	dlp_sqlite_row_end(rows);
}

/* The rows of a page of a table, as far as they are on it. */
static void tell_rows(struct dlp_sqlite_rows *rows,
		      const struct dlp_sqlite_page *page)
{
	struct dlp_sqlite_record record;
	struct dlp_sqlite_cell cell;
	size_t room = page->bytes.len;

	for (size_t i = 0; i < page->cells; i++) {
		if (!dlp_sqlite_cell_parse(page, i, &cell))
			continue;
		/* Cells that lie over one another are none. */
		if (cell.local.len > room)
			break;
		room -= cell.local.len;
		if (dlp_sqlite_record_parse(cell.local, &record))
			tell_record(rows, &record);
	}
}

static bool has_control(struct dlp_span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < ' ' &&
		    !strchr("\t\n\r", text.ptr[i]))
			return true;
	return memchr(text.ptr, '\0', text.len);
}

/*
 * Whether values of these types take all of the body, no more and no less, and
 * text is text: then it is a record, and not by chance.  `*effort` is what may
 * be spent on the page, in values and bytes looked at.
 */
static bool fits(const struct dlp_sqlite_record *record, size_t *effort)
{
	struct dlp_sqlite_record rest = *record;
	struct dlp_sqlite_value value;
	bool text = false;

	while (*effort && dlp_sqlite_record_next(&rest, &value)) {
		text = text || value.type == DLP_SQLITE_TEXT;
		--*effort;
	}
	if (!text || rest.types.len || rest.body.len ||
	    *effort < record->body.len)
		return false;
	*effort -= record->body.len;
	rest = *record;
	while (dlp_sqlite_record_next(&rest, &value))
		if (value.type == DLP_SQLITE_TEXT && has_control(value.bytes))
			return false;
	return true;
}

/*
 * A row that is left in a block, of which the first four bytes are gone: its
 * size and number, and perhaps where its types begin, and the first of them.
 * Where that had a size the values are told as a string.
 */
static bool find_record(struct dlp_span block, struct dlp_sqlite_record *record,
			size_t *effort)
{
	size_t size = (unsigned char)*block.ptr;

	if (size && size < TYPES && size < block.len) {
		record->types = (struct dlp_span){ block.ptr + 1, size - 1 };
		record->body =
			(struct dlp_span){ block.ptr + size, block.len - size };
		if (fits(record, effort))
			return true;
	}
	for (size_t n = 2; n < COLUMNS && n < block.len; n++) {
		record->types = (struct dlp_span){ block.ptr, n };
		record->body =
			(struct dlp_span){ block.ptr + n, block.len - n };
		if (fits(record, effort))
			return true;
	}
	return false;
}

static void tell_block(struct dlp_sqlite_rows *rows, struct dlp_span block,
		       size_t *effort)
{
	struct dlp_sqlite_record record;

	if (!block.len)
		return;
	if (find_record(block, &record, effort))
		tell_record(rows, &record);
	else
		tell_strings(rows, block);
}

/* A cell that is left as it was, at the start of `room`: its length, or 0. */
static size_t find_cell(struct dlp_span room, struct dlp_sqlite_record *record,
			size_t *effort)
{
	const unsigned char *p = (const unsigned char *)room.ptr;
	size_t size = p[0], at = 1;
	struct dlp_span payload;

	if (size & 0x80 && room.len > 2)
		size = (size & 0x7f) << 7 | (p[at++] & 0x7f);
	/* The number of the row. */
	while (at < room.len && at < 9 && p[at] & 0x80)
		at++;
	at++;
	if (size < 3 || at >= room.len || size > room.len - at ||
	    p[at] >= TYPES)
		return 0;
	payload = (struct dlp_span){ room.ptr + at, size };
	return dlp_sqlite_record_parse(payload, record) && fits(record, effort)
		       ? at + size
		       : 0;
}

/* Likewise a block that was free before all around it was: its length, or 0. */
static size_t find_block(struct dlp_span room, struct dlp_sqlite_record *record,
			 size_t *effort)
{
	const unsigned char *p = (const unsigned char *)room.ptr;
	size_t size = room.len < 4 ? 0 : (size_t)p[2] << 8 | p[3];

	if (size < 8 || size > room.len)
		return 0;
	return find_record((struct dlp_span){ room.ptr + 4, size - 4 }, record,
			   effort)
		       ? size
		       : 0;
}

/* Rows in room that is not used, and the strings between them. */
static void tell_gap(struct dlp_sqlite_rows *rows, struct dlp_span room,
		     size_t *effort)
{
	struct dlp_sqlite_record record;
	size_t from = 0, at = 0, n;

	while (at < room.len) {
		struct dlp_span rest = { room.ptr + at, room.len - at };

		n = find_cell(rest, &record, effort);
		if (!n)
			n = find_block(rest, &record, effort);
		if (!n) {
			at++;
			continue;
		}
		tell_strings(rows,
			     (struct dlp_span){ room.ptr + from, at - from });
		tell_record(rows, &record);
		from = at += n;
	}
	tell_strings(rows, (struct dlp_span){ room.ptr + from, at - from });
}

/* Room that cells have left: before the first, and in a list of blocks. */
static void tell_room(struct dlp_sqlite_rows *rows,
		      const struct dlp_sqlite_page *page)
{
	const unsigned char *p = (const unsigned char *)page->bytes.ptr;
	size_t effort = EFFORT * page->bytes.len;
	size_t from = page->array + 2 * page->cells, len = page->bytes.len;
	size_t at = (size_t)p[page->head + 1] << 8 | p[page->head + 2], size;

	/* Places of cells that it once had are no text, and look like it. */
	while (from + 2 <= page->body && p[from] && p[from] < ' ')
		from += 2;
	if (from < page->body)
		tell_gap(rows,
			 (struct dlp_span){ page->bytes.ptr + from,
					    page->body - from },
			 &effort);
	/* They stand in order. */
	for (from = 0; at > from && at + 4 <= len;
	     at = (size_t)p[at] << 8 | p[at + 1]) {
		size = (size_t)p[at + 2] << 8 | p[at + 3];
		if (size > len - at)
			size = len - at;
		if (size > 4)
			tell_block(rows,
				   (struct dlp_span){ page->bytes.ptr + at + 4,
						      size - 4 },
				   &effort);
		from = at + 3;
	}
}

static bool is_zero(struct dlp_span bytes)
{
	return !bytes.len || (!bytes.ptr[0] &&
			      !memcmp(bytes.ptr, bytes.ptr + 1, bytes.len - 1));
}

/* A page that is read by itself. */
static void tell_page(struct dlp_sqlite_rows *rows, struct dlp_span bytes,
		      uint32_t number)
{
	struct dlp_sqlite_page page;

	if (is_zero(bytes))
		return;
	if (!dlp_sqlite_page_parse(bytes, number, &page)) {
		tell_strings(rows, bytes);
		return;
	}
	if (page.leaf || page.index)
		tell_rows(rows, &page);
	tell_room(rows, &page);
}

void dlp_sqlite_rest_tell(const struct dlp_sqlite_file *file,
			  struct dlp_sqlite_rows *rows)
{
	unsigned char *mem = malloc(file->page_size);
	struct dlp_teller *teller = rows->input->teller;
	struct dlp_span bytes = { (char *)mem, file->usable };
	struct dlp_sqlite_page page;

	if (!mem) {
		dlp_teller_error(teller, DLP_CODE_TOO_LARGE, "out of memory");
		return;
	}
	dlp_teller_at(teller, LEFT_OVER);
	for (uint32_t i = 1; i <= file->pages && !teller->status; i++) {
		if (file->use[i] == DLP_SQLITE_OVERFLOW ||
		    (!file->use[i] && dlp_sqlite_is_map(file, i)))
			continue;
		if (!dlp_sqlite_read(file, i, mem))
			break;
		if (!file->use[i])
			tell_page(rows, bytes, i);
		else if (dlp_sqlite_page_parse(bytes, i, &page))
			tell_room(rows, &page);
	}
	free(mem);
}

void dlp_sqlite_rest_strings(struct dlp_input *input)
{
	struct dlp_buf lines;
	uint64_t at = 0;
	char *mem = malloc(BLOCK);
	ssize_t n;

	dlp_buf_init(&lines, 0);
	dlp_teller_at(input->teller, LEFT_OVER);
	while (mem && (n = dlp_view_read(input->view, mem, BLOCK, at)) > 0) {
		dlp_buf_clear(&lines);
		dlp_strings_add((struct dlp_span){ mem, (size_t)n }, &lines);
		dlp_teller_text(input->teller, dlp_buf_span(&lines));
		at += (uint64_t)n;
	}
	free(mem);
	dlp_buf_release(&lines);
}

/* Numbers of a log have their most byte first. */
static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* How the pages stand in a log. */
struct log {
	uint64_t first;        /* offset of the first */
	size_t size;           /* bytes of each */
	size_t before, behind; /* bytes around it, the first is its number */
};

/* https://sqlite.org/fileformat2.html, 3 and 4.1. */
static bool read_log_head(const struct dlp_view *view, struct log *log)
{
	static const unsigned char journal[] = { 0xd9, 0xd5, 0x05, 0xf9,
						 0x20, 0xa1, 0x63, 0xd7 };
	unsigned char head[32];

	if (dlp_view_read(view, head, sizeof(head), 0) != (ssize_t)sizeof(head))
		return false;
	if (!memcmp(head, journal, sizeof(journal)))
		*log = (struct log){ be32(head + 20), be32(head + 24), 4, 4 };
	else
		*log = (struct log){ sizeof(head), be32(head + 8), 24, 0 };
	return log->size >= 512 && log->size <= 65536 &&
	       !(log->size & (log->size - 1)) && log->first <= 65536;
}

static void tell_log(struct dlp_sqlite_rows *rows, const struct log *log,
		     unsigned char *mem)
{
	const size_t whole = log->before + log->size + log->behind;
	struct dlp_teller *teller = rows->input->teller;
	const struct dlp_view *view = rows->input->view;
	ssize_t n = 0;

	for (uint64_t at = log->first; at < view->size && !teller->status;
	     at += (uint64_t)n) {
		n = dlp_view_read(view, mem, whole, at);
		if (n <= 0)
			break;
		if ((size_t)n < log->before + log->size)
			tell_strings(rows, (struct dlp_span){ (char *)mem,
							      (size_t)n });
		else
			tell_page(rows,
				  (struct dlp_span){ (char *)mem + log->before,
						     log->size },
				  be32(mem));
	}
}

void dlp_sqlite_log_read(struct dlp_input *input)
{
	struct dlp_sqlite_rows rows;
	unsigned char *mem = NULL;
	struct log log;

	dlp_reading_begin(input, DLP_IS_SQLITE_LOG);
	dlp_sqlite_rows_init(&rows, input, DLP_CHARSET_UTF8);
	if (!read_log_head(input->view, &log)) {
		dlp_teller_error(input->teller, DLP_CODE_CORRUPT,
				 "the log has no page size");
		dlp_sqlite_rest_strings(input);
	} else {
		mem = malloc(log.before + log.size + log.behind);
		if (mem)
			tell_log(&rows, &log, mem);
		else
			dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
					 "out of memory");
	}
	free(mem);
	dlp_sqlite_rows_release(&rows);
	dlp_reading_end(input);
}
