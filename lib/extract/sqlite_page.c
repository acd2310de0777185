#include "extract/sqlite_page.h"

#include <stdlib.h>
#include <string.h>

enum {
	INTERIOR_INDEX = 2,
	INTERIOR_TABLE = 5,
	LEAF_INDEX = 10,
	LEAF_TABLE = 13,
	LOCK_BYTE = 0x40000000, /* the page with it is never used */
};

/* Numbers with their most byte first; 0 where they are not all there. */
static uint64_t be(struct dlp_span s, size_t at, size_t n)
{
	uint64_t v = 0;

	if (s.len < n || at > s.len - n)
		return 0;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | (unsigned char)s.ptr[at + i];
	return v;
}

/* A number of 1 to 9 bytes at `*at`, which moves behind it. */
static bool take_varint(struct dlp_span s, size_t *at, uint64_t *out)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < 9 && *at < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[(*at)++];

		if (i == 8) {
			*out = v << 8 | c;
			return true;
		}
		v = v << 7 | (c & 0x7f);
		if (!(c & 0x80)) {
			*out = v;
			return true;
		}
	}
	return false;
}

static enum dlp_status read_head(struct dlp_sqlite_file *file,
				 struct dlp_error *err)
{
	static const enum dlp_charset charset[] = { DLP_CHARSET_UTF8,
						    DLP_CHARSET_UTF8,
						    DLP_CHARSET_UTF16LE,
						    DLP_CHARSET_UTF16BE };
	char bytes[DLP_SQLITE_HEAD];
	struct dlp_span head = { bytes, sizeof(bytes) };
	uint64_t pages, told, encoding;

	if (dlp_view_read(file->view, bytes, sizeof(bytes), 0) !=
	    (ssize_t)sizeof(bytes))
		return dlp_error_set(err, DLP_SKIP, 0, "the database is cut");
	file->page_size = (size_t)be(head, 16, 2);
	if (file->page_size == 1)
		file->page_size = 65536;
	if (file->page_size < 512 || (file->page_size & (file->page_size - 1)))
		return dlp_error_set(err, DLP_SKIP, 0,
				     "the database has no page size");
	file->usable = file->page_size - (size_t)be(head, 20, 1);
	if (file->usable < 480)
		file->usable = file->page_size;
	pages = file->view->size / file->page_size;
	told = be(head, 28, 4);
	file->cut = file->view->size % file->page_size ||
		    (told > pages && be(head, 24, 4) == be(head, 92, 4));
	if (file->view->size % file->page_size)
		pages++;
	file->pages = pages > UINT32_MAX - 1 ? UINT32_MAX - 1 : (uint32_t)pages;
	file->vacuums = be(head, 52, 4);
	encoding = be(head, 56, 4);
	file->charset = charset[encoding < 4 ? encoding : 0];
	return DLP_OK;
}

enum dlp_status dlp_sqlite_open(struct dlp_sqlite_file *file,
				const struct dlp_view *view, size_t longest,
				struct dlp_error *err)
{
	*file = (struct dlp_sqlite_file){ .view = view, .longest = longest };
	if (read_head(file, err))
		return DLP_SKIP;
	file->use = calloc((size_t)file->pages + 1, 1);
	file->mem = malloc(file->page_size);
	if (file->use && file->mem)
		return DLP_OK;
	dlp_sqlite_close(file);
	return dlp_error_set(err, DLP_SKIP, 0,
			     "the database has too many pages");
}

void dlp_sqlite_close(struct dlp_sqlite_file *file)
{
	free(file->use);
	free(file->mem);
	file->use = file->mem = NULL;
}

bool dlp_sqlite_read(const struct dlp_sqlite_file *file, uint32_t number,
		     unsigned char *mem)
{
	ssize_t n;

	if (!number || number > file->pages)
		return false;
	n = dlp_view_read(file->view, mem, file->page_size,
			  (uint64_t)(number - 1) * file->page_size);
	if (n < 0)
		return false;
	/* The last page of a file that is cut. */
	memset(mem + n, 0, file->page_size - (size_t)n);
	return true;
}

bool dlp_sqlite_is_map(const struct dlp_sqlite_file *file, uint32_t number)
{
	size_t each = file->usable / 5 + 1;

	if (number == LOCK_BYTE / file->page_size + 1)
		return true;
	return file->vacuums && number >= 2 && (number - 2) % each == 0;
}

bool dlp_sqlite_page_parse(struct dlp_span bytes, uint32_t number,
			   struct dlp_sqlite_page *page)
{
	size_t head = number == 1 ? DLP_SQLITE_HEAD : 0;
	unsigned type = (unsigned)be(bytes, head, 1);

	if (type != INTERIOR_INDEX && type != INTERIOR_TABLE &&
	    type != LEAF_INDEX && type != LEAF_TABLE)
		return false;
	*page = (struct dlp_sqlite_page){
		.bytes = bytes,
		.leaf = type & 8,
		.index = type == INTERIOR_INDEX || type == LEAF_INDEX,
		.head = head,
		.cells = (size_t)be(bytes, head + 3, 2),
		.body = (size_t)be(bytes, head + 5, 2),
	};
	page->array = head + (page->leaf ? 8 : 12);
	if (!page->leaf)
		page->right = (uint32_t)be(bytes, head + 8, 4);
	if (!page->body)
		page->body = 65536;
	if (page->body > bytes.len || page->cells * 2 > bytes.len ||
	    page->array + page->cells * 2 > page->body)
		return false;
	return true;
}

/* How much of a payload is on its page (2.3.4 of the description: U, X, M). */
static size_t local_size(const struct dlp_sqlite_page *page, uint64_t size)
{
	size_t u = page->bytes.len, least = (u - 12) * 32 / 255 - 23;
	size_t most = page->index ? (u - 12) * 64 / 255 - 23 : u - 35;
	size_t some;

	if (size <= most)
		return (size_t)size;
	some = least + (size_t)((size - least) % (u - 4));
	return some <= most ? some : least;
}

bool dlp_sqlite_cell_parse(const struct dlp_sqlite_page *page, size_t i,
			   struct dlp_sqlite_cell *cell)
{
	struct dlp_span bytes = page->bytes;
	size_t at = (size_t)be(bytes, page->array + 2 * i, 2);
	uint64_t rowid = 0;

	*cell = (struct dlp_sqlite_cell){ 0 };
	if (at < page->array + 2 * page->cells || at >= bytes.len)
		return false;
	if (!page->leaf) {
		cell->left = (uint32_t)be(bytes, at, 4);
		at += 4;
	}
	if (!page->leaf && !page->index)
		return cell->left != 0;
	if (!take_varint(bytes, &at, &cell->size) ||
	    (!page->index && !take_varint(bytes, &at, &rowid)))
		return false;
	memcpy(&cell->rowid, &rowid, sizeof(rowid));
	cell->local.ptr = bytes.ptr + at;
	cell->local.len = local_size(page, cell->size);
	if (cell->local.len > bytes.len - at)
		return false;
	if (cell->local.len < cell->size) {
		cell->overflow = (uint32_t)be(bytes, at + cell->local.len, 4);
		return cell->overflow != 0;
	}
	return true;
}

/* Mark a page of an overflow chain and read it; false where it ends early. */
static bool take_overflow(struct dlp_sqlite_file *file, uint32_t number,
			  bool again)
{
	if (!number || number > file->pages)
		return false;
	if (!again && file->use[number])
		return false;
	file->use[number] = DLP_SQLITE_OVERFLOW;
	return dlp_sqlite_read(file, number, file->mem);
}

struct dlp_span dlp_sqlite_payload(struct dlp_sqlite_file *file,
				   const struct dlp_sqlite_cell *cell,
				   bool again, struct dlp_buf *mem)
{
	const struct dlp_span page = { (const char *)file->mem, file->usable };
	uint64_t left = cell->size - cell->local.len;
	uint32_t next = cell->overflow;

	if (!left)
		return cell->local;
	dlp_buf_clear(mem);
	dlp_buf_addspan(mem, cell->local);
	while (left) {
		size_t n = file->usable - 4;

		if (again && mem->len >= file->longest)
			break;
		if (!take_overflow(file, next, again)) {
			file->damaged++;
			break;
		}
		if (n > left)
			n = (size_t)left;
		left -= n;
		next = (uint32_t)be(page, 0, 4);
		/* The rest of a chain is marked all the same. */
		if (mem->len < file->longest)
			dlp_buf_add(mem, page.ptr + 4, n);
		else
			file->cut_payload = true;
	}
	return mem->status ? cell->local : dlp_buf_span(mem);
}

bool dlp_sqlite_record_parse(struct dlp_span payload,
			     struct dlp_sqlite_record *record)
{
	size_t at = 0;
	uint64_t head;

	if (!take_varint(payload, &at, &head) || head < at ||
	    head > payload.len)
		return false;
	record->types =
		(struct dlp_span){ payload.ptr + at, (size_t)head - at };
	record->body = (struct dlp_span){ payload.ptr + head,
					  payload.len - (size_t)head };
	return true;
}

/* The sign is that of the first byte. */
static int64_t integer_of(struct dlp_span bytes)
{
	uint64_t v = be(bytes, 0, bytes.len);
	int64_t out;

	if (bytes.len && bytes.len < 8 && (bytes.ptr[0] & 0x80))
		v |= UINT64_MAX << 8 * bytes.len;
	memcpy(&out, &v, sizeof(out));
	return out;
}

bool dlp_sqlite_record_next(struct dlp_sqlite_record *record,
			    struct dlp_sqlite_value *value)
{
	static const unsigned char size[] = { 0, 1, 2, 3, 4, 6, 8, 8 };
	uint64_t type, n = 0, bits;
	size_t at = 0;

	if (!take_varint(record->types, &at, &type))
		return false;
	record->types.ptr += at;
	record->types.len -= at;
	*value = (struct dlp_sqlite_value){ .type = DLP_SQLITE_INTEGER };
	if (type < sizeof(size))
		n = size[type];
	else if (type >= 12)
		n = (type - 12) / 2;
	value->bytes = record->body;
	/* A damaged number is none; text is told as far as it goes. */
	if (n < record->body.len)
		value->bytes.len = (size_t)n;
	record->body.ptr += value->bytes.len;
	record->body.len -= value->bytes.len;
	if (type == 0 || type == 10 || type == 11) {
		value->type = DLP_SQLITE_NULL;
	} else if (type == 7) {
		value->type = DLP_SQLITE_REAL;
		bits = be(value->bytes, 0, 8);
		memcpy(&value->real, &bits, sizeof(bits));
	} else if (type < 7) {
		value->integer = integer_of(value->bytes);
	} else if (type < 10) {
		value->integer = (int64_t)type - 8;
	} else {
		value->type = type & 1 ? DLP_SQLITE_TEXT : DLP_SQLITE_BLOB;
	}
	return type < 12 ? value->bytes.len == n
			 : n == value->bytes.len || value->bytes.len;
}
