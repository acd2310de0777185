#include "extract/cfb.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum {
	HEADER = 512,
	ENTRY = 128,
	HEADER_TABLES = 109, /* sectors of the table that the header names */
};

/* This and above: no sector, or the end of a chain (2.1). */
static const uint32_t no_sector = 0xfffffffa;

static uint32_t u32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static unsigned u16(const unsigned char *p)
{
	return p[0] | (unsigned)p[1] << 8;
}

/* Bytes of a sector that the file has; the last may be short. */
static size_t read_sector(const struct dlp_cfb *cfb, uint32_t sector,
			  unsigned char *buf)
{
	size_t size = (size_t)1 << cfb->shift;
	ssize_t n = dlp_view_read(cfb->view, buf, size,
				  ((uint64_t)sector + 1) << cfb->shift);

	return n > 0 ? (size_t)n : 0;
}

static uint32_t next_of(const struct dlp_cfb *cfb, uint32_t sector)
{
	return sector < cfb->sectors ? cfb->next[sector] : no_sector;
}

/* Take sector `at` as the next of the table that links the others. */
static bool add_table(struct dlp_cfb *cfb, uint32_t at)
{
	unsigned char buf[4096];
	size_t n = at < no_sector ? read_sector(cfb, at, buf) : 0;
	size_t room = (size_t)(cfb->view->size >> cfb->shift);

	for (size_t i = 0; i + 4 <= n && cfb->sectors < room; i += 4)
		cfb->next[cfb->sectors++] = u32(buf + i);
	return n == (size_t)1 << cfb->shift;
}

/* The table (2.3), whose own sectors the header and a chain of lists name
 * (2.5). */
static bool load_table(struct dlp_cfb *cfb, const unsigned char *header)
{
	size_t room = (size_t)(cfb->view->size >> cfb->shift);
	uint32_t tables = u32(header + 44), list = u32(header + 68);
	unsigned char buf[4096];
	size_t each = ((size_t)1 << cfb->shift) / 4 - 1;

	cfb->next = malloc((room + 1) * sizeof(*cfb->next));
	if (!cfb->next)
		return false;
	for (size_t i = 0; i < HEADER_TABLES && tables; i++, tables--)
		cfb->cut |= !add_table(cfb, u32(header + 76 + 4 * i));
	/* A list more than the file has sectors is a circle. */
	for (size_t lists = 0; tables && list < no_sector && lists < room;
	     lists++) {
		if (read_sector(cfb, list, buf) < ((size_t)1 << cfb->shift))
			break;
		for (size_t i = 0; i < each && tables; i++, tables--)
			cfb->cut |= !add_table(cfb, u32(buf + 4 * i));
		list = u32(buf + 4 * each);
	}
	cfb->cut |= tables > 0;
	return true;
}

/* Add the chain from `sector` on, `size` bytes of it at most; false when it
 * has fewer. */
static bool add_chain(const struct dlp_cfb *cfb, uint32_t sector, uint64_t size,
		      struct dlp_buf *out)
{
	unsigned char buf[4096];
	size_t left = cfb->sectors + 1;

	while (size && sector < no_sector && left-- && !out->status) {
		size_t n = read_sector(cfb, sector, buf);

		if (!n)
			break;
		if (n > size)
			n = (size_t)size;
		dlp_buf_add(out, (char *)buf, n);
		size -= n;
		sector = next_of(cfb, sector);
	}
	return !size;
}

static bool add_mini_chain(const struct dlp_cfb *cfb, uint32_t sector,
			   uint64_t size, struct dlp_buf *out)
{
	size_t each = (size_t)1 << cfb->mini_shift;
	size_t left = cfb->minis + 1;

	while (size && sector < no_sector && left-- && !out->status) {
		uint64_t at = (uint64_t)sector << cfb->mini_shift;
		size_t n = each < size ? each : (size_t)size;

		if (at >= cfb->mini.len)
			break;
		if (n > cfb->mini.len - at)
			n = cfb->mini.len - (size_t)at;
		dlp_buf_add(out, cfb->mini.ptr + at, n);
		size -= n;
		sector = sector < cfb->minis ? cfb->mini_next[sector]
					     : no_sector;
	}
	return !size;
}

/* A name is UTF-16, its length in bytes behind it, a NUL included. */
static void read_name(const unsigned char *raw, char name[DLP_CFB_NAME])
{
	size_t units = u16(raw + 64) / 2, n = 0;
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	for (size_t i = 0; i + 1 < units && i < 31; i++) {
		uint32_t c = u16(raw + 2 * i);

		dlp_utf8_add(&out,
			     c >= 0xd800 && c < 0xe000 ? DLP_UTF8_INSTEAD : c);
	}
	if (!out.status)
		n = out.len < DLP_CFB_NAME ? out.len : 0;
	if (n)
		memcpy(name, out.ptr, n);
	name[n] = '\0';
	dlp_buf_release(&out);
}

/* The three that an entry leads to. */
struct links {
	uint32_t left, right, child;
};

/*
 * Say of each entry what storage it is in, by the trees of siblings that hang
 * on their storages (2.6.4), without trust in their shape: each is visited
 * once.
 */
static bool resolve(struct dlp_cfb *cfb, const struct links *links)
{
	struct todo {
		uint32_t entry;
		int storage;
	} *todo = malloc(((size_t)cfb->entries + 1) * 3 * sizeof(*todo));
	size_t n = 0;

	if (!todo)
		return false;
	for (int i = 1; i < cfb->entries; i++)
		cfb->entry[i].lost = true;
	todo[n++] = (struct todo){ links[0].child, DLP_CFB_ROOT };
	while (n) {
		struct todo at = todo[--n];
		struct dlp_cfb_entry *entry;

		if (at.entry >= (uint32_t)cfb->entries ||
		    !cfb->entry[at.entry].lost)
			continue;
		entry = &cfb->entry[at.entry];
		entry->lost = false;
		entry->storage = at.storage;
		todo[n++] = (struct todo){ links[at.entry].left, at.storage };
		todo[n++] = (struct todo){ links[at.entry].right, at.storage };
		if (entry->type == DLP_CFB_STORAGE)
			todo[n++] = (struct todo){ links[at.entry].child,
						   (int)at.entry };
	}
	free(todo);
	for (int i = cfb->entries - 1; i > 0; i--) {
		struct dlp_cfb_entry *entry = &cfb->entry[i];

		if (entry->lost)
			continue;
		entry->next = cfb->entry[entry->storage].child;
		cfb->entry[entry->storage].child = i;
	}
	return true;
}

static bool load_directory(struct dlp_cfb *cfb, uint32_t start)
{
	struct links *links = NULL;
	struct dlp_buf raw;
	bool done = false;

	dlp_buf_init(&raw, DLP_CFB_ENTRIES * ENTRY);
	add_chain(cfb, start, UINT64_MAX, &raw);
	cfb->cut |= raw.status != DLP_OK;
	cfb->entries = (int)(raw.len / ENTRY);
	if (cfb->entries) {
		cfb->entry = calloc((size_t)cfb->entries, sizeof(*cfb->entry));
		links = calloc((size_t)cfb->entries, sizeof(*links));
	}
	for (int i = 0; i < cfb->entries && cfb->entry && links; i++) {
		const unsigned char *p =
			(const unsigned char *)raw.ptr + (size_t)i * ENTRY;
		struct dlp_cfb_entry *entry = &cfb->entry[i];

		read_name(p, entry->name);
		entry->type = p[66] == 1   ? DLP_CFB_STORAGE
			      : p[66] == 2 ? DLP_CFB_STREAM
			      : p[66] == 5 ? DLP_CFB_ROOT_STORAGE
					   : DLP_CFB_FREE;
		entry->storage = entry->child = entry->next = DLP_CFB_NONE;
		entry->start = u32(p + 116);
		/* With sectors of 512 bytes the upper half may be anything. */
		entry->size =
			u32(p + 120) |
			(cfb->shift > 9 ? (uint64_t)u32(p + 124) << 32 : 0);
		links[i] =
			(struct links){ u32(p + 68), u32(p + 72), u32(p + 76) };
	}
	if (cfb->entry && links)
		done = resolve(cfb, links);
	free(links);
	dlp_buf_release(&raw);
	return done;
}

/* What the small streams are in: a table of its own, and the root's stream. */
static bool load_mini(struct dlp_cfb *cfb, uint32_t start)
{
	struct dlp_buf raw;

	dlp_buf_init(&raw, 0);
	add_chain(cfb, start, UINT64_MAX, &raw);
	cfb->minis = raw.len / 4;
	cfb->mini_next = malloc((cfb->minis + 1) * sizeof(*cfb->mini_next));
	for (size_t i = 0; i < cfb->minis && cfb->mini_next; i++)
		cfb->mini_next[i] = u32((const unsigned char *)raw.ptr + 4 * i);
	dlp_buf_release(&raw);
	cfb->cut |= !add_chain(cfb, cfb->entry[0].start, cfb->entry[0].size,
			       &cfb->mini);
	return cfb->mini_next && !cfb->mini.status;
}

enum dlp_status dlp_cfb_open(struct dlp_cfb *cfb, const struct dlp_view *view,
			     struct dlp_error *err)
{
	static const unsigned char magic[] = { 0xd0, 0xcf, 0x11, 0xe0,
					       0xa1, 0xb1, 0x1a, 0xe1 };
	unsigned char header[HEADER];

	*cfb = (struct dlp_cfb){ .view = view };
	dlp_buf_init(&cfb->mini, 0);
	if (dlp_view_read(view, header, HEADER, 0) != HEADER ||
	    memcmp(header, magic, sizeof(magic)) != 0)
		return dlp_error_set(err, DLP_SKIP, 0, "no compound file");
	cfb->shift = u16(header + 30);
	cfb->mini_shift = u16(header + 32);
	cfb->small = u32(header + 56);
	if ((cfb->shift != 9 && cfb->shift != 12) || cfb->mini_shift != 6)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "sectors of a size that is none");
	if (!load_table(cfb, header) || !load_directory(cfb, u32(header + 48)))
		return dlp_error_set(err, DLP_SKIP, 0, "no directory");
	if (!load_mini(cfb, u32(header + 60)))
		return dlp_error_set(err, DLP_SKIP, 0, "out of memory");
	return DLP_OK;
}

void dlp_cfb_release(struct dlp_cfb *cfb)
{
	free(cfb->entry);
	free(cfb->next);
	free(cfb->mini_next);
	dlp_buf_release(&cfb->mini);
}

static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		char x = *a >= 'A' && *a <= 'Z' ? (char)(*a | 0x20) : *a;
		char y = *b >= 'A' && *b <= 'Z' ? (char)(*b | 0x20) : *b;

		if (x != y)
			return false;
	}
	return *a == *b;
}

bool dlp_cfb_is(const struct dlp_cfb *cfb, int entry, const char *name)
{
	return cfb->entry[entry].type != DLP_CFB_FREE &&
	       same_name(cfb->entry[entry].name, name);
}

int dlp_cfb_find(const struct dlp_cfb *cfb, int storage, const char *name)
{
	for (int i = cfb->entry[storage].child; i != DLP_CFB_NONE;
	     i = cfb->entry[i].next)
		if (dlp_cfb_is(cfb, i, name))
			return i;
	return DLP_CFB_NONE;
}

enum dlp_status dlp_cfb_load(const struct dlp_cfb *cfb, int entry, size_t max,
			     struct dlp_buf *out, struct dlp_error *err)
{
	const struct dlp_cfb_entry *e = &cfb->entry[entry];
	bool whole;

	dlp_buf_init(out, max);
	whole = e->size < cfb->small
			? add_mini_chain(cfb, e->start, e->size, out)
			: add_chain(cfb, e->start, e->size, out);
	if (out->status)
		return dlp_error_set(err, DLP_SKIP, 0, "a stream is too large");
	if (!whole)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "a stream lacks some of its sectors");
	return DLP_OK;
}
