#include "decode/derived.h"

void dlp_derived_init(struct dlp_derived *out)
{
	*out = (struct dlp_derived){ 0 };
	dlp_buf_init(&out->text, 0);
	dlp_buf_init(&out->map, 0);
}

void dlp_derived_release(struct dlp_derived *out)
{
	dlp_buf_release(&out->text);
	dlp_buf_release(&out->map);
}

void dlp_derived_clear(struct dlp_derived *out)
{
	dlp_buf_clear(&out->text);
	dlp_buf_clear(&out->map);
	out->cut_left = out->cut_right = false;
}

static size_t pieces_of(const struct dlp_derived *out)
{
	return out->map.len / sizeof(struct dlp_derived_piece);
}

static struct dlp_derived_piece piece_at(const struct dlp_derived *out,
					 size_t i)
{
	struct dlp_derived_piece piece;

	memcpy(&piece, out->map.ptr + i * sizeof(piece), sizeof(piece));
	return piece;
}

/* Where the i-th piece ends in the view. */
static size_t end_of(const struct dlp_derived *out, size_t i)
{
	return i + 1 < pieces_of(out) ? piece_at(out, i + 1).at : out->text.len;
}

/* Whether `piece` is what the last one would be if it went on. */
static bool goes_on(const struct dlp_derived *out,
		    const struct dlp_derived_piece *piece)
{
	size_t n = pieces_of(out), len;
	struct dlp_derived_piece last;

	if (!n || !piece->to)
		return false;
	last = piece_at(out, n - 1);
	if (last.to != piece->to || last.from != piece->from ||
	    last.decoded != piece->decoded || last.shared != piece->shared)
		return false;
	len = piece->at - last.at;
	return len % last.to == 0 &&
	       last.source + len / last.to * last.from == piece->source;
}

static void add(struct dlp_derived *out, struct dlp_derived_piece piece,
		const char *bytes, size_t len)
{
	if (!goes_on(out, &piece))
		dlp_buf_add(&out->map, &piece, sizeof(piece));
	dlp_buf_add(&out->text, bytes, len);
}

void dlp_derived_copy(struct dlp_derived *out, struct dlp_span source,
		      size_t from, size_t to)
{
	const struct dlp_derived_piece piece = { .at = (uint32_t)out->text.len,
						 .source = (uint32_t)from,
						 .to = 1,
						 .from = 1 };

	if (to > from)
		add(out, piece, source.ptr + from, to - from);
}

void dlp_derived_add(struct dlp_derived *out, const char *bytes, size_t len,
		     size_t source, size_t width, bool shared)
{
	const struct dlp_derived_piece piece = { .at = (uint32_t)out->text.len,
						 .source = (uint32_t)source,
						 .to = (unsigned char)len,
						 .from = (unsigned char)width,
						 .decoded = 1,
						 .shared = shared };

	add(out, piece, bytes, len);
}

enum dlp_status dlp_derived_status(const struct dlp_derived *out)
{
	return out->text.status ? out->text.status : out->map.status;
}

/* The last piece that begins at `at` or before. */
static size_t find(const struct dlp_derived *out, size_t at)
{
	size_t low = 0, high = pieces_of(out);

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (piece_at(out, middle).at <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

bool dlp_derived_touches(const struct dlp_derived *out, size_t start,
			 size_t end)
{
	size_t n = pieces_of(out), i;

	if (!n)
		return false;
	i = find(out, start);
	/* What vanished at `start`, and what ends there. */
	while (i && end_of(out, i - 1) >= start)
		i--;
	for (; i < n && piece_at(out, i).at <= end; i++)
		if (piece_at(out, i).decoded && end_of(out, i) >= start)
			return true;
	return false;
}

void dlp_derived_source(const struct dlp_derived *out, size_t start, size_t end,
			size_t *from, size_t *to)
{
	size_t i = find(out, start);
	struct dlp_derived_piece piece = piece_at(out, i);
	size_t n = start - piece.at;

	*from = piece.source + (piece.shared
					? n * piece.from / piece.to
					: n / piece.to * (size_t)piece.from);
	i = find(out, end - 1);
	piece = piece_at(out, i);
	n = end - piece.at;
	if (piece.shared)
		n = (n * piece.from + piece.to - 1) / piece.to;
	else
		n = (n + piece.to - 1) / piece.to * piece.from;
	*to = piece.source + n;
}
