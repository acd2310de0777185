#ifndef DLP_TESTS_CFBMAKE_H
#define DLP_TESTS_CFBMAKE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"

/*
 * Compound files for tests: sectors of 512 bytes, small streams among the small
 * ones, storages with a list of siblings.
 */

struct cfb_entry {
	const char *name; /* of ASCII */
	struct dlp_span bytes;
	int storage; /* the entry it is in, from 1 on; 0 for the root */
	bool is_storage;
	bool lost; /* nothing leads to it */
};

enum {
	CFBMAKE_SECTOR = 512,
	CFBMAKE_SMALL = 64,
	CFBMAKE_CUT = 4096, /* streams below are small */
	CFBMAKE_ENTRIES = 256,
};

static const uint32_t cfbmake_end = 0xfffffffe, cfbmake_none = 0xffffffff;

static inline void cfbmake_put(char *p, uint32_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		p[i] = (char)(value >> (8 * i) & 0xff);
}

static inline void cfbmake_add(struct dlp_buf *out, uint32_t value,
			       unsigned bytes)
{
	char raw[4];

	cfbmake_put(raw, value, bytes);
	dlp_buf_add(out, raw, bytes);
}

static inline void cfbmake_pad(struct dlp_buf *out, size_t to, char with)
{
	while (out->len % to)
		dlp_buf_addc(out, with);
}

/* Add bytes in units of `size` and chain these in `table`; the first. */
static inline uint32_t cfbmake_chain(struct dlp_buf *out, struct dlp_buf *table,
				     struct dlp_span bytes, size_t size)
{
	uint32_t first = (uint32_t)(table->len / 4), next = first;

	if (!bytes.len)
		return cfbmake_end;
	dlp_buf_addspan(out, bytes);
	cfbmake_pad(out, size, '\0');
	for (size_t done = size; done < bytes.len; done += size)
		cfbmake_add(table, ++next, 4);
	cfbmake_add(table, cfbmake_end, 4);
	return first;
}

static inline void cfbmake_directory(struct dlp_buf *out,
				     const struct cfb_entry *entry, int n,
				     const uint32_t *start, uint32_t mini_size)
{
	for (int i = 0; i <= n; i++) {
		const char *name = i ? entry[i - 1].name : "Root Entry";
		char raw[128] = { 0 };
		uint32_t child = cfbmake_none, next = cfbmake_none;

		for (int k = n; k > 0; k--)
			if (entry[k - 1].storage == i && !entry[k - 1].lost)
				child = (uint32_t)k;
		for (int k = n; k > i && i; k--)
			if (entry[k - 1].storage == entry[i - 1].storage &&
			    !entry[k - 1].lost)
				next = (uint32_t)k;
		for (size_t k = 0; name[k] && k < 31; k++)
			raw[2 * k] = name[k];
		raw[64] = (char)(2 * strlen(name) + 2);
		raw[66] = !i ? 5 : entry[i - 1].is_storage ? 1 : 2;
		cfbmake_put(raw + 68, cfbmake_none, 4);
		cfbmake_put(raw + 72, next, 4);
		cfbmake_put(raw + 76, child, 4);
		cfbmake_put(raw + 116, start[i], 4);
		cfbmake_put(raw + 120,
			    i ? (uint32_t)entry[i - 1].bytes.len : mini_size,
			    4);
		dlp_buf_add(out, raw, sizeof(raw));
	}
}

/* A compound file of `n` entries, added to `out`. */
static inline void cfb_make(struct dlp_buf *out, const struct cfb_entry *entry,
			    int n)
{
	uint32_t start[CFBMAKE_ENTRIES] = { 0 }, directory, mini_table, tables;
	struct dlp_buf data, table, mini, minis, raw;
	char header[CFBMAKE_SECTOR] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

	dlp_buf_init(&data, 0);
	dlp_buf_init(&table, 0);
	dlp_buf_init(&mini, 0);
	dlp_buf_init(&minis, 0);
	dlp_buf_init(&raw, 0);
	for (int i = 0; i < n; i++)
		start[i + 1] =
			entry[i].bytes.len < CFBMAKE_CUT
				? cfbmake_chain(&mini, &minis, entry[i].bytes,
						CFBMAKE_SMALL)
				: cfbmake_chain(&data, &table, entry[i].bytes,
						CFBMAKE_SECTOR);
	start[0] = cfbmake_chain(&data, &table, dlp_buf_span(&mini),
				 CFBMAKE_SECTOR);
	mini_table = cfbmake_chain(&data, &table, dlp_buf_span(&minis),
				   CFBMAKE_SECTOR);
	cfbmake_directory(&raw, entry, n, start, (uint32_t)mini.len);
	directory = cfbmake_chain(&data, &table, dlp_buf_span(&raw),
				  CFBMAKE_SECTOR);
	tables = (uint32_t)(table.len / CFBMAKE_SECTOR + 2);
	for (uint32_t i = 0; i < tables; i++)
		cfbmake_put(header + 76 + 4 * (size_t)i,
			    (uint32_t)(data.len / CFBMAKE_SECTOR) + i, 4);
	for (uint32_t i = 0; i < tables; i++)
		cfbmake_add(&table, 0xfffffffd, 4);
	while (table.len < tables * CFBMAKE_SECTOR)
		cfbmake_add(&table, cfbmake_none, 4);
	header[26] = 3;
	memcpy(header + 28, "\xfe\xff\x09\0\x06", 5);
	cfbmake_put(header + 44, tables, 4);
	cfbmake_put(header + 48, directory, 4);
	cfbmake_put(header + 56, CFBMAKE_CUT, 4);
	cfbmake_put(header + 60, minis.len ? mini_table : cfbmake_end, 4);
	cfbmake_put(header + 68, cfbmake_end, 4);
	dlp_buf_add(out, header, sizeof(header));
	dlp_buf_addspan(out, dlp_buf_span(&data));
	dlp_buf_addspan(out, dlp_buf_span(&table));
	dlp_buf_release(&data);
	dlp_buf_release(&table);
	dlp_buf_release(&mini);
	dlp_buf_release(&minis);
	dlp_buf_release(&raw);
}

#endif
