#include "extract/zipdir.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	LOCAL = 0x04034b50,
	CENTRAL = 0x02014b50,
	END = 0x06054b50,
	END64 = 0x06064b50,
	LOCATOR64 = 0x07064b50,
	DESCRIPTOR = 0x08074b50,

	LOCAL_SIZE = 30,
	CENTRAL_SIZE = 46,
	END_SIZE = 22,
	LOCATOR_SIZE = 20,
	END64_SIZE = 56,
	COMMENT_MAX = 65535,
};

static unsigned u16(const unsigned char *p)
{
	return p[0] | (unsigned)p[1] << 8;
}

static uint32_t u32(const unsigned char *p)
{
	return u16(p) | (uint32_t)u16(p + 2) << 16;
}

static uint64_t u64(const unsigned char *p)
{
	return u32(p) | (uint64_t)u32(p + 4) << 32;
}

static bool read_all(const struct dlp_view *view, void *buf, size_t len,
		     uint64_t at)
{
	return dlp_view_read(view, buf, len, at) == (ssize_t)len;
}

static enum dlp_status broken(struct dlp_error *err, const char *what)
{
	return dlp_error_set(err, DLP_SKIP, 0, "%s", what);
}

/* Where the record that ends the archive is; its bytes go to `end`. */
static bool find_end(const struct dlp_view *view, unsigned char end[END_SIZE],
		     uint64_t *at)
{
	size_t len = view->size < COMMENT_MAX + END_SIZE
			     ? (size_t)view->size
			     : COMMENT_MAX + END_SIZE;
	unsigned char *tail = malloc(len + 1);
	bool found = false;

	if (tail && len >= END_SIZE &&
	    read_all(view, tail, len, view->size - len)) {
		for (size_t i = len - END_SIZE + 1; i-- > 0 && !found;) {
			found = u32(tail + i) == END &&
				u16(tail + i + 20) <= len - i - END_SIZE;
			if (!found)
				continue;
			memcpy(end, tail + i, END_SIZE);
			*at = view->size - len + i;
		}
	}
	free(tail);
	return found;
}

struct extent {
	uint64_t entries, size, offset;
};

/* What the 64-bit end record says, where there is one. */
static void read_end64(const struct dlp_view *view, uint64_t end,
		       struct extent *dir)
{
	unsigned char b[END64_SIZE];
	uint64_t at;

	if (end < LOCATOR_SIZE ||
	    !read_all(view, b, LOCATOR_SIZE, end - LOCATOR_SIZE) ||
	    u32(b) != LOCATOR64)
		return;
	at = u64(b + 8);
	if (!read_all(view, b, END64_SIZE, at) || u32(b) != END64)
		return;
	dir->entries = u64(b + 32);
	dir->size = u64(b + 40);
	dir->offset = u64(b + 48);
}

/* Sizes and offset that did not fit stand in extra field 1, in this order. */
static void read_extra64(const unsigned char *p, size_t len, bool unpacked,
			 struct dlp_zipdir_entry *entry)
{
	while (len >= 4) {
		unsigned id = u16(p), size = u16(p + 2);

		p += 4;
		len -= 4;
		if (size > len)
			return;
		if (id != 1) {
			p += size;
			len -= size;
			continue;
		}
		if (unpacked && size >= 8) {
			p += 8;
			size -= 8;
		}
		if (entry->size == 0xffffffff && size >= 8) {
			entry->size = u64(p);
			p += 8;
			size -= 8;
		}
		if (entry->offset == 0xffffffff && size >= 8)
			entry->offset = u64(p);
		return;
	}
}

static int by_offset(const void *a, const void *b)
{
	const struct dlp_zipdir_entry *x = a, *y = b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

/* Nobody shows them, and one can write in them. */
static void add_comment(struct dlp_zipdir *dir, const unsigned char *p,
			size_t len)
{
	if (!len)
		return;
	dlp_buf_add(&dir->comments, p, len);
	dlp_buf_addc(&dir->comments, '\n');
}

static enum dlp_status parse(struct dlp_zipdir *dir, const unsigned char *p,
			     size_t len, struct dlp_error *err)
{
	for (size_t i = 0; i < dir->entries; i++) {
		struct dlp_zipdir_entry *entry = &dir->entry[i];
		size_t name, extra, comment;

		if (len < CENTRAL_SIZE || u32(p) != CENTRAL)
			return broken(err, "the directory is cut");
		name = u16(p + 28);
		extra = u16(p + 30);
		comment = u16(p + 32);
		if (name + extra + comment > len - CENTRAL_SIZE)
			return broken(err, "the directory is cut");
		entry->flags = u16(p + 8);
		entry->method = u16(p + 10);
		entry->size = u32(p + 20);
		entry->offset = u32(p + 42);
		read_extra64(p + CENTRAL_SIZE + name, extra,
			     u32(p + 24) == 0xffffffff, entry);
		entry->name = dir->names.len;
		entry->len = name;
		if (dlp_buf_add(&dir->names, p + CENTRAL_SIZE, name))
			return dlp_error_set(err, DLP_FATAL, ENOMEM,
					     "out of memory");
		entry->offset += dir->shift;
		add_comment(dir, p + CENTRAL_SIZE + name + extra, comment);
		p += CENTRAL_SIZE + name + extra + comment;
		len -= CENTRAL_SIZE + name + extra + comment;
	}
	if (len)
		return broken(err, "the directory has bytes left over");
	qsort(dir->entry, dir->entries, sizeof(*dir->entry), by_offset);
	return DLP_OK;
}

static bool is_central(const struct dlp_view *view, uint64_t at)
{
	unsigned char b[4];

	return read_all(view, b, sizeof(b), at) && u32(b) == CENTRAL;
}

bool dlp_zipdir_ends(const struct dlp_view *view)
{
	unsigned char end[END_SIZE];
	uint64_t at = 0, size;

	if (!find_end(view, end, &at))
		return false;
	size = u32(end + 12);
	return size && size <= at &&
	       (is_central(view, at - size) || is_central(view, u32(end + 16)));
}

/* What comes before the first entry, where the archive is not all there is. */
static uint64_t front_of(const struct dlp_zipdir *dir,
			 const struct dlp_view *view)
{
	char head[2];

	if (!dir->entry || !dir->entries ||
	    (read_all(view, head, 2, 0) && !memcmp(head, "PK", 2)))
		return 0;
	return dir->entry[0].offset < dir->start ? dir->entry[0].offset : 0;
}

/* That of the archive, which is behind all else. */
static void read_comment(struct dlp_zipdir *dir, const struct dlp_view *view,
			 uint64_t at, size_t len)
{
	unsigned char *comment = malloc(len + 1);

	if (comment && read_all(view, comment, len, at))
		add_comment(dir, comment, len);
	free(comment);
}

enum dlp_status dlp_zipdir_read(struct dlp_zipdir *dir,
				const struct dlp_view *view,
				uint64_t max_entries, struct dlp_error *err)
{
	unsigned char end[END_SIZE], *bytes;
	struct extent extent;
	enum dlp_status status;
	uint64_t at = 0;

	*dir = (struct dlp_zipdir){ 0 };
	dlp_buf_init(&dir->names, 0);
	dlp_buf_init(&dir->comments, 0);
	if (!find_end(view, end, &at))
		return broken(err, "no directory at the end");
	extent = (struct extent){ u16(end + 10), u32(end + 12), u32(end + 16) };
	read_end64(view, at, &extent);
	if (extent.size > at || extent.offset > at - extent.size)
		return broken(err, "the directory is elsewhere");
	if (extent.entries > max_entries || extent.size > DLP_ZIPDIR_MAX)
		return broken(err, "too many entries");
	/* What stands before an archive moves all that it says. */
	if (!is_central(view, extent.offset) &&
	    is_central(view, at - extent.size)) {
		dir->shift = at - extent.size - extent.offset;
		extent.offset += dir->shift;
	}
	dir->start = extent.offset;
	dir->stop = extent.offset + extent.size;
	dir->last = at;
	dir->end = at + END_SIZE + u16(end + 20);
	dir->entries = (size_t)extent.entries;
	dir->entry = calloc(dir->entries + 1, sizeof(*dir->entry));
	bytes = malloc((size_t)extent.size + 1);
	if (!dir->entry || !bytes)
		status = dlp_error_set(err, DLP_FATAL, ENOMEM, "out of memory");
	else if (!read_all(view, bytes, (size_t)extent.size, extent.offset))
		status = broken(err, "the directory can't be read");
	else
		status = parse(dir, bytes, (size_t)extent.size, err);
	if (!status)
		dir->front = front_of(dir, view);
	free(bytes);
	read_comment(dir, view, at + END_SIZE, u16(end + 20));
	return status;
}

void dlp_zipdir_release(struct dlp_zipdir *dir)
{
	free(dir->entry);
	dlp_buf_release(&dir->names);
	dlp_buf_release(&dir->comments);
	*dir = (struct dlp_zipdir){ 0 };
}

static bool has_prefix(const struct dlp_zipdir *dir, const char *prefix)
{
	size_t n = strlen(prefix);

	for (size_t i = 0; i < dir->entries; i++)
		if (dir->entry[i].len >= n &&
		    !memcmp(dir->names.ptr + dir->entry[i].name, prefix, n))
			return true;
	return false;
}

/* OpenDocument and EPUB say what they are in their first entry, stored. */
static enum dlp_format by_mimetype(const struct dlp_zipdir *dir,
				   const struct dlp_view *view)
{
	const struct dlp_zipdir_entry *first = dir->entry;
	unsigned char local[LOCAL_SIZE];
	char type[128];
	size_t len;

	if (!dir->entries || first->method || first->len != 8 ||
	    memcmp(dir->names.ptr + first->name, "mimetype", 8) ||
	    first->size > sizeof(type) ||
	    !read_all(view, local, LOCAL_SIZE, first->offset) ||
	    !read_all(view, type, (size_t)first->size,
		      first->offset + LOCAL_SIZE + u16(local + 26) +
			      u16(local + 28)))
		return DLP_IS_ZIP;
	len = (size_t)first->size;
	for (enum dlp_format f = DLP_IS_ODT; f <= DLP_IS_EPUB; f++) {
		const char *known = dlp_format_info(f)->media_type;

		/* Templates and master documents have the name and more. */
		if (len >= strlen(known) && !memcmp(type, known, strlen(known)))
			return f;
	}
	return DLP_IS_ZIP;
}

enum dlp_format dlp_zipdir_format(const struct dlp_zipdir *dir,
				  const struct dlp_view *view)
{
	if (has_prefix(dir, "word/"))
		return DLP_IS_DOCX;
	if (has_prefix(dir, "xl/"))
		return DLP_IS_XLSX;
	if (has_prefix(dir, "ppt/"))
		return DLP_IS_PPTX;
	if (has_prefix(dir, "META-INF/MANIFEST.MF"))
		return DLP_IS_JAR;
	return by_mimetype(dir, view);
}

/* Whether there is a byte other than NUL from `at` to `end`. */
static bool has_bytes(const struct dlp_view *view, uint64_t at, uint64_t end)
{
	static const unsigned char signing[] = "APK Sig Block 42";
	unsigned char buf[4096];

	if (end - at >= 16 && end <= view->size &&
	    read_all(view, buf, 16, end - 16) && !memcmp(buf, signing, 16))
		return false;
	while (at < end) {
		size_t want = end - at < sizeof(buf) ? (size_t)(end - at)
						     : sizeof(buf);
		ssize_t n = dlp_view_read(view, buf, want, at);

		if (n <= 0)
			return false;
		for (ssize_t i = 0; i < n; i++)
			if (buf[i])
				return true;
		at += (uint64_t)n;
	}
	return false;
}

/* Where an entry ends, its descriptor included; 0 when it has no beginning. */
static uint64_t end_of(const struct dlp_zipdir_entry *entry,
		       const struct dlp_view *view)
{
	unsigned char b[LOCAL_SIZE];
	uint64_t end;

	if (!read_all(view, b, LOCAL_SIZE, entry->offset) || u32(b) != LOCAL ||
	    entry->size > view->size)
		return 0;
	end = entry->offset + LOCAL_SIZE + u16(b + 26) + u16(b + 28) +
	      entry->size;
	if (!(entry->flags & 8) || !read_all(view, b, 24, end))
		return end;
	/* With or without signature, with sizes of 32 or 64 bits. */
	if (u32(b) == DESCRIPTOR)
		return end + (u32(b + 8) == (uint32_t)entry->size ? 16 : 24);
	return end + (u32(b + 4) == (uint32_t)entry->size ? 12 : 20);
}

static bool is_end64(const struct dlp_view *view, uint64_t at)
{
	unsigned char b[4];

	return read_all(view, b, sizeof(b), at) && u32(b) == END64;
}

/* What lies between one thing that is known and the next: between entries, and
 * before, behind and after the directory; then nothing. */
static bool next_stretch(const struct dlp_zipdir *dir,
			 const struct dlp_view *view,
			 struct dlp_zipdir_gap *gap)
{
	size_t i = gap->next++;

	gap->from = gap->at;
	if (i < dir->entries) {
		gap->to = dir->entry[i].offset;
	} else if (i == dir->entries) {
		gap->to = dir->start;
	} else if (i == dir->entries + 1) {
		gap->from = dir->stop;
		gap->to = is_end64(view, dir->stop) ? dir->stop : dir->last;
	} else {
		gap->from = dir->end;
		gap->to = view->size;
	}
	return i <= dir->entries + 2;
}

bool dlp_zipdir_next_gap(const struct dlp_zipdir *dir,
			 const struct dlp_view *view,
			 struct dlp_zipdir_gap *gap)
{
	if (!gap->next)
		gap->at = dir->front;
	while (next_stretch(dir, view, gap)) {
		const size_t i = gap->next - 1;
		uint64_t end = i < dir->entries ? end_of(&dir->entry[i], view)
						: view->size;

		if (i < dir->entries && end > gap->at)
			gap->at = end;
		if (gap->to > gap->from && has_bytes(view, gap->from, gap->to))
			return true;
		gap->to = gap->from;
		if (!end)
			return true;
	}
	return false;
}

/* Where the four bytes that begin an entry are; `to` where they are not. */
static uint64_t find_local(const struct dlp_view *view, uint64_t from,
			   uint64_t to)
{
	unsigned char buf[4096];

	while (from + LOCAL_SIZE <= to) {
		size_t want = to - from < sizeof(buf) ? (size_t)(to - from)
						      : sizeof(buf);
		ssize_t n = dlp_view_read(view, buf, want, from);

		if (n < 4)
			break;
		for (size_t i = 0; i + 4 <= (size_t)n; i++)
			if (buf[i] == 'P' && u32(buf + i) == LOCAL)
				return from + i;
		from += (uint64_t)n - 3;
	}
	return to;
}

bool dlp_zipdir_find_entry(const struct dlp_view *view, uint64_t from,
			   uint64_t to, uint64_t *at, uint64_t *end)
{
	enum { DESCRIBED = 8 };
	unsigned char b[LOCAL_SIZE];

	*at = find_local(view, from, to);
	if (*at >= to || !read_all(view, b, LOCAL_SIZE, *at))
		return false;
	*end = *at + LOCAL_SIZE + u16(b + 26) + u16(b + 28);
	if (!(u16(b + 6) & DESCRIBED) && u32(b + 18) != 0xffffffff)
		*end += u32(b + 18);
	return true;
}

/* One more entry, which begins there. */
static bool recover(struct dlp_zipdir *dir, const struct dlp_view *view,
		    uint64_t at)
{
	struct dlp_zipdir_entry *entry = &dir->entry[dir->entries];
	unsigned char b[LOCAL_SIZE], name[DLP_ZIPDIR_NAME];

	if (!read_all(view, b, LOCAL_SIZE, at))
		return false;
	*entry = (struct dlp_zipdir_entry){ .offset = at,
					    .size = u32(b + 18),
					    .name = dir->names.len,
					    .len = u16(b + 26),
					    .flags = u16(b + 6),
					    .method = u16(b + 8) };
	if (entry->len > sizeof(name) ||
	    !read_all(view, name, entry->len, at + LOCAL_SIZE) ||
	    dlp_buf_add(&dir->names, name, entry->len))
		return false;
	dir->entries++;
	return true;
}

enum dlp_status dlp_zipdir_recover(struct dlp_zipdir *dir,
				   const struct dlp_view *view,
				   uint64_t max_entries)
{
	uint64_t at = 0, end = 0;
	const size_t most = max_entries < DLP_ZIPDIR_RECOVERED
				    ? (size_t)max_entries
				    : DLP_ZIPDIR_RECOVERED;

	*dir = (struct dlp_zipdir){ 0 };
	dlp_buf_init(&dir->names, 0);
	dlp_buf_init(&dir->comments, 0);
	dir->entry = calloc(most + 1, sizeof(*dir->entry));
	if (!dir->entry)
		return DLP_FATAL;
	while (dir->entries < most &&
	       dlp_zipdir_find_entry(view, end, view->size, &at, &end))
		recover(dir, view, at);
	return DLP_OK;
}
