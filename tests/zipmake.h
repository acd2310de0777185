#ifndef DLP_TESTS_ZIPMAKE_H
#define DLP_TESTS_ZIPMAKE_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * A zip of stored entries, made by hand so that a test can also make a broken
 * one.  Sizes, names and offsets are right; checksums too.
 */
struct zipmake {
	struct dlp_buf out, directory;
	unsigned entries;
};

static inline void zipmake_put(struct dlp_buf *out, unsigned value,
			       unsigned bytes)
{
	for (; bytes; bytes--, value >>= 8)
		dlp_buf_addc(out, (char)(value & 0xff));
}

static inline unsigned zipmake_crc(struct dlp_span data)
{
	unsigned crc = 0xffffffff;

	for (size_t i = 0; i < data.len; i++) {
		crc ^= (unsigned char)data.ptr[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/* What both headers of an entry have in common, from the flags on. */
static inline void zipmake_common(struct dlp_buf *out, struct dlp_span name,
				  struct dlp_span data)
{
	zipmake_put(out, 0, 4);          /* flags, method: stored */
	zipmake_put(out, 0x21 << 16, 4); /* 1980-01-01 */
	zipmake_put(out, zipmake_crc(data), 4);
	zipmake_put(out, (unsigned)data.len, 4);
	zipmake_put(out, (unsigned)data.len, 4);
	zipmake_put(out, (unsigned)name.len, 2);
	zipmake_put(out, 0, 2);
}

/* An entry; without `listed` it is not in the directory. */
static inline void zipmake_add(struct zipmake *zip, struct dlp_span name,
			       struct dlp_span data, bool listed)
{
	unsigned offset = (unsigned)zip->out.len;

	zipmake_put(&zip->out, 0x04034b50, 4);
	zipmake_put(&zip->out, 20, 2);
	zipmake_common(&zip->out, name, data);
	dlp_buf_addspan(&zip->out, name);
	dlp_buf_addspan(&zip->out, data);
	if (!listed)
		return;
	zip->entries++;
	zipmake_put(&zip->directory, 0x02014b50, 4);
	zipmake_put(&zip->directory, 20 | 20 << 16, 4);
	zipmake_common(&zip->directory, name, data);
	zipmake_put(&zip->directory, 0, 4); /* comment, disk */
	zipmake_put(&zip->directory, 0, 2);
	zipmake_put(&zip->directory, 0, 4);
	zipmake_put(&zip->directory, offset, 4);
	dlp_buf_addspan(&zip->directory, name);
}

/* The directory and its end; zip->out is the zip. */
static inline void zipmake_end(struct zipmake *zip)
{
	unsigned at = (unsigned)zip->out.len;

	dlp_buf_addspan(&zip->out, dlp_buf_span(&zip->directory));
	zipmake_put(&zip->out, 0x06054b50, 4);
	zipmake_put(&zip->out, 0, 4);
	zipmake_put(&zip->out, zip->entries | zip->entries << 16, 4);
	zipmake_put(&zip->out, (unsigned)zip->directory.len, 4);
	zipmake_put(&zip->out, at, 4);
	zipmake_put(&zip->out, 0, 2);
}

static inline void zipmake_release(struct zipmake *zip)
{
	dlp_buf_release(&zip->out);
	dlp_buf_release(&zip->directory);
}

#endif
