#include "extract/cfb_copy.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum {
	SECTOR = 4096,
	ENTRY = 128,
	HEADER_TABLES = 109,
	IN_TABLE = SECTOR / 4, /* numbers in a sector */
};

static const uint32_t table_sector = 0xfffffffd, chain_end = 0xfffffffe,
		      no_one = 0xffffffff;

/* An entry that is copied, and where to. */
struct copied {
	int from;
	size_t child, next; /* 0 for none: that is the root */
	uint32_t start;
	uint64_t size;
};

struct copy {
	const struct dlp_cfb *cfb;
	struct copied *entry;
	size_t entries;
	struct dlp_buf table; /* the numbers that follow, of all sectors */
	struct dlp_buf *out;
};

static void add32(struct dlp_buf *out, uint32_t value)
{
	const char bytes[4] = { (char)(value & 0xff), (char)(value >> 8 & 0xff),
				(char)(value >> 16 & 0xff),
				(char)(value >> 24) };

	dlp_buf_add(out, bytes, 4);
}

static void put32(char *p, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		p[i] = (char)(value >> (8 * i) & 0xff);
}

static void pad(struct dlp_buf *out, size_t to, char with)
{
	while (out->len % to && !out->status)
		dlp_buf_addc(out, with);
}

/* Fill up what was written behind `from` and chain its sectors. */
static uint32_t chain(struct copy *copy, size_t from)
{
	uint32_t first = (uint32_t)(from / SECTOR) - 1;
	uint32_t last;

	pad(copy->out, SECTOR, '\0');
	last = (uint32_t)(copy->out->len / SECTOR) - 1;
	if (copy->out->len == from)
		return chain_end;
	for (uint32_t i = first; i < last; i++)
		add32(&copy->table, i + 1 < last ? i + 1 : chain_end);
	return first;
}

/* The entries within storage `into`, as a list of siblings. */
static void list(struct copy *copy, size_t into)
{
	const struct dlp_cfb *cfb = copy->cfb;
	size_t last = 0;

	for (int i = cfb->entry[copy->entry[into].from].child;
	     i != DLP_CFB_NONE; i = cfb->entry[i].next) {
		if (cfb->entry[i].type == DLP_CFB_FREE)
			continue;
		copy->entry[copy->entries] = (struct copied){ .from = i };
		if (last)
			copy->entry[last].next = copy->entries;
		else
			copy->entry[into].child = copy->entries;
		last = copy->entries++;
	}
}

static void add_stream(struct copy *copy, struct copied *entry)
{
	size_t from = copy->out->len;
	struct dlp_error err;
	struct dlp_buf bytes;

	(void)!dlp_cfb_load(copy->cfb, entry->from, copy->out->limit, &bytes,
			    &err);
	entry->size = bytes.len;
	dlp_buf_addspan(copy->out, dlp_buf_span(&bytes));
	entry->start = chain(copy, from);
	dlp_buf_release(&bytes);
}

static void add_entry(struct copy *copy, const struct copied *entry)
{
	const struct dlp_cfb_entry *of = &copy->cfb->entry[entry->from];
	struct dlp_span name = { of->name, strlen(of->name) };
	char raw[ENTRY] = { 0 };
	size_t units = 0;
	uint32_t cp;

	for (size_t n; name.len && units < 31; name.ptr += n, name.len -= n) {
		n = dlp_utf8_decode(name, &cp);
		n += !n;
		raw[2 * units] = (char)(cp & 0xff);
		raw[2 * units++ + 1] = (char)(cp >> 8 & 0xff);
	}
	raw[64] = (char)(2 * units + 2);
	raw[66] =
		(char)(entry == copy->entry ? DLP_CFB_ROOT_STORAGE : of->type);
	raw[67] = 1;
	put32(raw + 68, no_one);
	put32(raw + 72, entry->next ? (uint32_t)entry->next : no_one);
	put32(raw + 76, entry->child ? (uint32_t)entry->child : no_one);
	put32(raw + 116, entry->start);
	put32(raw + 120, (uint32_t)entry->size);
	dlp_buf_add(copy->out, raw, ENTRY);
}

/* The table, which counts the sectors that it takes itself. */
static uint32_t add_table(struct copy *copy)
{
	uint32_t sectors = (uint32_t)(copy->table.len / 4), tables = 0;

	while (tables * IN_TABLE < sectors + tables)
		tables++;
	for (uint32_t i = 0; i < tables; i++)
		add32(&copy->table, table_sector);
	pad(&copy->table, SECTOR, '\xff');
	dlp_buf_addspan(copy->out, dlp_buf_span(&copy->table));
	return tables;
}

static void write_header(struct copy *copy, uint32_t directory, uint32_t tables)
{
	static const char magic[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
	char *p = copy->out->ptr;
	uint32_t first = (uint32_t)(copy->out->len / SECTOR) - 1 - tables;

	memcpy(p, magic, 8);
	p[24] = 0x3e;
	p[26] = 4;
	memcpy(p + 28, "\xfe\xff\x0c\0\x06", 5);
	put32(p + 44, tables);
	put32(p + 48, directory);
	put32(p + 60, chain_end);
	put32(p + 68, chain_end);
	for (uint32_t i = 0; i < HEADER_TABLES; i++)
		put32(p + 76 + (size_t)4 * i, i < tables ? first + i : no_one);
}

static enum dlp_status write_copy(struct copy *copy, struct dlp_error *err)
{
	uint32_t directory, tables;
	size_t from;

	for (size_t i = 0; i < copy->entries; i++) {
		int of = copy->entry[i].from;
		bool stream = i && copy->cfb->entry[of].type == DLP_CFB_STREAM;

		copy->entry[i].start = chain_end;
		if (stream)
			add_stream(copy, &copy->entry[i]);
		else
			list(copy, i);
	}
	from = copy->out->len;
	for (size_t i = 0; i < copy->entries; i++)
		add_entry(copy, &copy->entry[i]);
	directory = chain(copy, from);
	tables = add_table(copy);
	if (copy->out->status || copy->table.status || tables > HEADER_TABLES)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "an embedded document is too large");
	write_header(copy, directory, tables);
	return DLP_OK;
}

enum dlp_status dlp_cfb_copy(const struct dlp_cfb *cfb, int storage, size_t max,
			     struct dlp_buf *out, struct dlp_error *err)
{
	struct copied *entry = calloc((size_t)cfb->entries + 1, sizeof(*entry));
	struct copy copy = { .cfb = cfb, .entry = entry, .out = out };
	enum dlp_status status;

	dlp_buf_init(out, max);
	dlp_buf_init(&copy.table, 0);
	if (!entry)
		return dlp_error_set(err, DLP_SKIP, 0, "out of memory");
	entry[0].from = storage;
	copy.entries = 1;
	/* The header's own sector. */
	dlp_buf_addc(out, '\0');
	pad(out, SECTOR, '\0');
	status = write_copy(&copy, err);
	free(entry);
	dlp_buf_release(&copy.table);
	return status;
}
