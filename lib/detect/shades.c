#include "detect/shades.h"

#include <stdlib.h>
#include <string.h>

static struct dlp_shade *all_of(const struct dlp_shades *shades)
{
	return shades->count ? shades->shade + shades->first : NULL;
}

/* The first that ends at `offset` or behind; `count` for none. */
static size_t find(const struct dlp_shades *shades, uint64_t offset)
{
	const struct dlp_shade *shade = all_of(shades);
	size_t low = 0, high = shades->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (shade[middle].end < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Room for one more behind the last. */
static bool make_room(struct dlp_shades *shades)
{
	size_t cap = shades->cap ? shades->cap * 2 : 64;
	struct dlp_shade *grown;

	if (shades->first + shades->count < shades->cap)
		return true;
	if (shades->first) {
		memmove(shades->shade, all_of(shades),
			shades->count * sizeof(*shades->shade));
		shades->first = 0;
		return true;
	}
	grown = realloc(shades->shade, cap * sizeof(*grown));
	if (!grown)
		return false;
	shades->shade = grown;
	shades->cap = cap;
	return true;
}

bool dlp_shades_add(struct dlp_shades *shades, uint64_t start, uint64_t end)
{
	const size_t at = find(shades, start);
	struct dlp_shade *shade;
	size_t n = 0;

	if (!make_room(shades))
		return false;
	shade = shades->shade + shades->first + at;
	/* Those that it touches become one with it. */
	for (; at + n < shades->count && shade[n].start <= end; n++) {
		if (shade[n].start < start)
			start = shade[n].start;
		if (shade[n].end > end)
			end = shade[n].end;
	}
	memmove(shade + 1, shade + n,
		(shades->count - at - n) * sizeof(*shade));
	*shade = (struct dlp_shade){ start, end };
	shades->count = shades->count + 1 - n;
	return true;
}

bool dlp_shades_any(const struct dlp_shades *shades, uint64_t start,
		    uint64_t end)
{
	const size_t at = find(shades, start + 1);

	return at < shades->count && all_of(shades)[at].start < end;
}

/* Add the text of a run, word by word. */
static void add_run(const struct dlp_shades *shades,
		    const struct dlp_mask_run *run, const char *text,
		    uint64_t start, struct dlp_buf *out)
{
	const uint64_t from = start + (uint64_t)run->from;
	size_t i = 0;

	while (i < run->len) {
		size_t word = i;
		bool hide;

		if (dlp_mask_separates(text[i])) {
			dlp_buf_addc(out, text[i++]);
			continue;
		}
		while (i < run->len && !dlp_mask_separates(text[i]))
			i++;
		hide = run->span
			       ? dlp_shades_any(shades, from, from + run->span)
			       : dlp_shades_any(shades, from + word, from + i);
		if (hide)
			dlp_buf_adds(out, "********");
		else
			dlp_buf_add(out, text + word, i - word);
	}
}

void dlp_shades_excerpt(const struct dlp_shades *shades,
			const struct dlp_excerpt *excerpt, uint64_t start,
			struct dlp_buf *out)
{
	const size_t begin = out->len;
	const char *p = excerpt->text.ptr;
	size_t done = 0, value = 0;

	if (!excerpt->text.len)
		return;
	for (size_t i = 0; i <= excerpt->runs; i++) {
		const bool last = i == excerpt->runs;
		const size_t to = last ? excerpt->text.len : excerpt->run[i].at;

		if (done <= excerpt->value && excerpt->value <= to)
			value = out->len + (excerpt->value - done);
		dlp_buf_add(out, p + done, to - done);
		if (last)
			break;
		add_run(shades, excerpt->run + i, p + to, start, out);
		done = to + excerpt->run[i].len;
	}
	if (!out->status)
		dlp_mask_fit(out, begin, value);
}

void dlp_shades_forget(struct dlp_shades *shades, uint64_t offset)
{
	const size_t n = find(shades, offset);

	shades->count -= n;
	shades->first = shades->count ? shades->first + n : 0;
}

void dlp_shades_clear(struct dlp_shades *shades)
{
	shades->first = shades->count = 0;
}

void dlp_shades_release(struct dlp_shades *shades)
{
	free(shades->shade);
	*shades = (struct dlp_shades){ 0 };
}
