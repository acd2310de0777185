#include "base/progress.h"

#include "base/escape.h"

void dlp_progress_start(struct dlp_progress *p, uint64_t now, uint64_t delay)
{
	p->start = now;
	p->next = now + delay;
}

/* "640", "3.4K", "12M": in powers of 1024, as the options take sizes. */
static void add_size(struct dlp_buf *out, uint64_t size)
{
	static const char unit[] = "KMGTPE";
	uint64_t tenths;
	size_t u = 0;

	if (size < 1024) {
		dlp_buf_addf(out, "%u", (unsigned)size);
		return;
	}
	for (; size >= 1024 * 1024; u++)
		size /= 1024;
	tenths = size * 10 / 1024;
	if (tenths < 100)
		dlp_buf_addf(out, "%u.%u%c", (unsigned)tenths / 10,
			     (unsigned)tenths % 10, unit[u]);
	else
		dlp_buf_addf(out, "%u%c", (unsigned)(tenths / 10), unit[u]);
}

static uint64_t per_second(uint64_t bytes, uint64_t ms)
{
	return bytes > UINT64_MAX / 1000 ? bytes / ms * 1000
					 : bytes * 1000 / ms;
}

static void add_count(struct dlp_buf *out, uint64_t n, const char *what)
{
	dlp_buf_addf(out, "%llu %s%s", (unsigned long long)n, what,
		     n == 1 ? "" : "s");
}

/* Columns that the character at `*p` takes, at most; moves behind it. */
static size_t columns(const char **p, const char *end)
{
	unsigned char c = (unsigned char)*(*p)++;

	if (c < 0x80)
		return 1;
	while (*p < end && ((unsigned char)**p & 0xc0) == 0x80)
		(*p)++;
	/* From U+1000 on there are wide ones. */
	return c < 0xe1 ? 1 : 2;
}

static size_t width_of(struct dlp_span text)
{
	const char *p = text.ptr, *end = p + text.len;
	size_t width = 0;

	while (p < end)
		width += columns(&p, end);
	return width;
}

/* The path, or "..." and as much of its end as `width` has room for. */
static void add_path(struct dlp_buf *out, struct dlp_span path, size_t width)
{
	static const char cut[] = "...";
	struct dlp_buf text;
	size_t need;
	const char *p, *end;

	dlp_buf_init(&text, 0);
	dlp_escape(&text, path);
	p = text.ptr;
	end = p + text.len;
	need = width_of(dlp_buf_span(&text));
	if (need > width && width > sizeof(cut)) {
		dlp_buf_adds(out, cut);
		width -= sizeof(cut) - 1;
		while (p < end && need > width)
			need -= columns(&p, end);
	}
	if (need <= width)
		dlp_buf_add(out, p, (size_t)(end - p));
	dlp_buf_release(&text);
}

bool dlp_progress_line(struct dlp_progress *p, uint64_t now,
		       struct dlp_span path, size_t width, struct dlp_buf *out)
{
	const size_t begin = out->len;
	uint64_t ms = now - p->start;

	if (now < p->next)
		return false;
	p->next = now + DLP_PROGRESS_EVERY;
	add_count(out, p->files, "file");
	dlp_buf_adds(out, ", ");
	add_size(out, p->bytes);
	if (ms) {
		dlp_buf_adds(out, ", ");
		add_size(out, per_second(p->bytes, ms));
		dlp_buf_adds(out, "/s");
	}
	if (p->finds) {
		dlp_buf_adds(out, ", ");
		add_count(out, p->findings, "finding");
	}
	if (path.len && !out->status && out->len - begin + 2 < width) {
		dlp_buf_adds(out, ": ");
		add_path(out, path, width - (out->len - begin));
	}
	if (!out->status && out->len - begin > width &&
	    width_of((struct dlp_span){ out->ptr + begin, out->len - begin }) >
		    width)
		out->len = begin + width;
	return !out->status;
}
