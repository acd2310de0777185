#include <string.h>

#include "extract/media_walk.h"

enum {
	HEAD = 10,
	UNSYNC = 0x80, /* of the tag's flags */
	EXTENDED = 0x40,
	FRAME_PACKED = 0x08, /* of a frame's, as 2.4 has them */
	FRAME_ENCRYPTED = 0x04,
	FRAME_UNSYNC = 0x02,
	FRAME_LENGTH = 0x01,
};

struct id3 {
	struct dlp_media *media;
	unsigned version; /* 2 to 4 */
};

/* Numbers whose bytes have seven bits. */
static uint64_t sync_safe(uint64_t n)
{
	return (n & 0x7f) | (n >> 1 & 0x3f80) | (n >> 2 & 0x1fc000) |
	       (n >> 3 & 0xfe00000);
}

static enum dlp_charset charset_of(unsigned char code)
{
	switch (code) {
	case 1:
		return DLP_CHARSET_UTF16LE; /* unless its mark says so */
	case 2:
		return DLP_CHARSET_UTF16BE;
	case 3:
		return DLP_CHARSET_UTF8;
	default:
		return DLP_CHARSET_NONE;
	}
}

/* A text without its byte order mark, which says what it is in. */
static enum dlp_charset take_mark(struct dlp_span *text, enum dlp_charset set)
{
	if (set != DLP_CHARSET_UTF16LE || text->len < 2)
		return set;
	if (!memcmp(text->ptr, "\xfe\xff", 2))
		set = DLP_CHARSET_UTF16BE;
	else if (memcmp(text->ptr, "\xff\xfe", 2) != 0)
		return set;
	text->ptr += 2;
	text->len -= 2;
	return set;
}

/* The string that ends in NUL at the start of `rest`, taken off it. */
static struct dlp_span take_string(struct dlp_span *rest,
				   enum dlp_charset charset)
{
	size_t unit =
		charset == DLP_CHARSET_UTF16LE || charset == DLP_CHARSET_UTF16BE
			? 2
			: 1;
	struct dlp_span string = *rest;
	size_t n = 0;

	while (n + unit <= rest->len &&
	       (rest->ptr[n] || (unit == 2 && rest->ptr[n + 1])))
		n += unit;
	string.len = n;
	n = n + unit <= rest->len ? n + unit : rest->len;
	rest->ptr += n;
	rest->len -= n;
	return string;
}

static void tell_strings(struct id3 *id3, struct dlp_span name,
			 struct dlp_span rest, enum dlp_charset charset)
{
	while (rest.len && dlp_media_step(id3->media)) {
		struct dlp_span text = take_string(&rest, charset);
		enum dlp_charset set = take_mark(&text, charset);

		dlp_media_tell(id3->media, name, text, set);
	}
}

static void skip(struct dlp_span *rest, size_t n)
{
	n = n < rest->len ? n : rest->len;
	rest->ptr += n;
	rest->len -= n;
}

/* A picture or a file behind words on it. */
static void tell_object(struct id3 *id3, struct dlp_span body, bool picture,
			enum dlp_charset charset)
{
	struct dlp_view view;

	if (picture && id3->version == 2)
		skip(&body, 3);
	else
		take_string(&body, DLP_CHARSET_NONE);
	if (picture)
		skip(&body, 1);
	else
		tell_strings(id3, DLP_SPAN("file"), take_string(&body, charset),
			     charset);
	tell_strings(id3, picture ? DLP_SPAN("picture") : DLP_SPAN("file"),
		     take_string(&body, charset), charset);
	dlp_view_init_memory(&view, body);
	if (picture)
		dlp_media_picture(id3->media,
				  (struct dlp_region){ &view, 0, body.len });
	else
		dlp_media_tell(id3->media, DLP_SPAN("file"), body,
			       DLP_CHARSET_NONE);
}

static void tell_private(struct id3 *id3, struct dlp_span body)
{
	struct dlp_span owner = take_string(&body, DLP_CHARSET_NONE);
	struct dlp_view view;

	dlp_view_init_memory(&view, body);
	if (dlp_span_eq(owner, DLP_SPAN("XMP")))
		dlp_media_xmp(id3->media,
			      (struct dlp_region){ &view, 0, body.len });
	else
		dlp_media_tell(id3->media, DLP_SPAN("owner"), owner,
			       DLP_CHARSET_NONE);
}

static void tell_frame(struct id3 *id3, struct dlp_span name,
		       struct dlp_span body)
{
	bool comment = dlp_span_eq(name, DLP_SPAN("COMM")) ||
		       dlp_span_eq(name, DLP_SPAN("COM")) ||
		       dlp_span_eq(name, DLP_SPAN("USLT")) ||
		       dlp_span_eq(name, DLP_SPAN("ULT")) ||
		       dlp_span_eq(name, DLP_SPAN("USER"));
	bool picture = dlp_span_eq(name, DLP_SPAN("APIC")) ||
		       dlp_span_eq(name, DLP_SPAN("PIC"));
	enum dlp_charset charset;

	if (!body.len)
		return;
	if (dlp_span_eq(name, DLP_SPAN("PRIV")) ||
	    dlp_span_eq(name, DLP_SPAN("UFID"))) {
		tell_private(id3, body);
		return;
	}
	if (name.ptr[0] == 'W' && name.ptr[1] != 'X') {
		tell_strings(id3, name, body, DLP_CHARSET_NONE);
		return;
	}
	charset = charset_of((unsigned char)body.ptr[0]);
	skip(&body, 1);
	if (comment)
		skip(&body, 3); /* the language */
	if (comment || name.ptr[0] == 'T' || name.ptr[0] == 'W')
		tell_strings(id3, name, body, charset);
	else if (picture || dlp_span_eq(name, DLP_SPAN("GEOB")))
		tell_object(id3, body, picture, charset);
}

/* Take out what keeps a tag from looking like sound. */
static void resync(struct dlp_buf *bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes->len; i++)
		if (!i || bytes->ptr[i] || bytes->ptr[i - 1] != '\xff')
			bytes->ptr[n++] = bytes->ptr[i];
	bytes->len = n;
}

static void load_frame(struct id3 *id3, struct dlp_span name,
		       struct dlp_region data, unsigned flags)
{
	struct dlp_buf body;

	/* The flags of 2.3 stand higher. */
	if (id3->version == 3)
		flags = (flags & 0xc0) >> 4;
	if (flags & FRAME_LENGTH && id3->version == 4)
		data = dlp_region_cut(data, 4, data.len);
	if (flags & (FRAME_PACKED | FRAME_ENCRYPTED)) {
		dlp_teller_error(id3->media->input->teller,
				 flags & FRAME_ENCRYPTED ? DLP_CODE_ENCRYPTED
							 : DLP_CODE_UNSUPPORTED,
				 "a part of what describes it is packed or "
				 "encrypted");
		return;
	}
	dlp_media_load(id3->media, data, &body);
	if (flags & FRAME_UNSYNC && id3->version == 4)
		resync(&body);
	tell_frame(id3, name, dlp_buf_span(&body));
	dlp_buf_release(&body);
}

static void walk_frames(struct id3 *id3, struct dlp_region tag)
{
	unsigned word = id3->version == 2 ? 3 : 4;
	uint64_t head = id3->version == 2 ? 6 : 10, at = 0;

	while (at + head <= tag.len && dlp_media_step(id3->media)) {
		uint64_t len = dlp_media_be(id3->media, tag, at + word, word);
		unsigned flags = id3->version == 2
					 ? 0
					 : (unsigned)dlp_media_be(
						   id3->media, tag, at + 9, 1);
		char name[4];

		dlp_media_read_at(id3->media, tag, at, name, word);
		if (name[0] < 'A' || name[0] > 'Z')
			break;
		if (id3->version == 4)
			len = sync_safe(len);
		load_frame(id3, (struct dlp_span){ name, word },
			   dlp_region_cut(tag, at + head, len), flags);
		at += head + len;
	}
}

/* The last 128 bytes of a file, in the first version. */
static void tell_old(struct dlp_media *media, struct dlp_region file)
{
	enum { OLD = 128 };
	static const struct {
		const char *name;
		unsigned at, len;
	} field[] = { { "title", 3, 30 },
		      { "artist", 33, 30 },
		      { "album", 63, 30 },
		      { "comment", 97, 30 } };
	struct dlp_region tag;

	if (file.len < OLD)
		return;
	tag = dlp_region_cut(file, file.len - OLD, OLD);
	if (!dlp_media_is(media, tag, 0, DLP_SPAN("TAG")))
		return;
	for (size_t i = 0; i < sizeof(field) / sizeof(field[0]); i++)
		dlp_media_tell_region(
			media,
			(struct dlp_span){ field[i].name,
					   strlen(field[i].name) },
			dlp_region_cut(tag, field[i].at, field[i].len),
			DLP_CHARSET_NONE);
}

void dlp_id3_walk(struct dlp_media *media, struct dlp_region file)
{
	struct id3 id3 = { .media = media };
	uint64_t flags = dlp_media_be(media, file, 5, 1);
	uint64_t len = sync_safe(dlp_media_be(media, file, 6, 4));
	struct dlp_region tag = dlp_region_cut(file, HEAD, len);
	struct dlp_buf bytes;
	struct dlp_view view;

	id3.version = (unsigned)dlp_media_be(media, file, 3, 1);
	if (tag.len < len)
		media->cut = true;
	if (id3.version < 2 || id3.version > 4)
		return;
	dlp_buf_init(&bytes, 0);
	if (flags & UNSYNC && id3.version < 4) {
		dlp_media_load(media, tag, &bytes);
		resync(&bytes);
		dlp_view_init_memory(&view, dlp_buf_span(&bytes));
		tag = (struct dlp_region){ &view, 0, bytes.len };
	}
	if (flags & EXTENDED && id3.version > 2) {
		uint64_t more = dlp_media_be(media, tag, 0, 4);

		/* Its own length counts in 2.4 alone. */
		tag = dlp_region_cut(
			tag, id3.version == 4 ? sync_safe(more) : more + 4,
			tag.len);
	}
	walk_frames(&id3, tag);
	dlp_buf_release(&bytes);
	tell_old(media, file);
}
