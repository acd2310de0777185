#include "extract/media.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

struct dlp_region dlp_region_cut(struct dlp_region region, uint64_t at,
				 uint64_t len)
{
	if (at > region.len)
		at = region.len;
	if (len > region.len - at)
		len = region.len - at;
	return (struct dlp_region){ region.view, region.at + at, len };
}

size_t dlp_media_read_at(struct dlp_media *media, struct dlp_region region,
			 uint64_t at, void *buf, size_t len)
{
	struct dlp_region some = dlp_region_cut(region, at, len);
	ssize_t n = dlp_view_read(some.view, buf, (size_t)some.len, some.at);

	if (n < 0) {
		if (!media->sys)
			media->sys = errno;
		n = 0;
	}
	memset((char *)buf + n, 0, len - (size_t)n);
	return (size_t)n;
}

uint64_t dlp_media_be(struct dlp_media *media, struct dlp_region region,
		      uint64_t at, unsigned bytes)
{
	unsigned char buf[8];
	uint64_t value = 0;

	dlp_media_read_at(media, region, at, buf, bytes);
	for (unsigned i = 0; i < bytes; i++)
		value = value << 8 | buf[i];
	return value;
}

uint64_t dlp_media_le(struct dlp_media *media, struct dlp_region region,
		      uint64_t at, unsigned bytes)
{
	unsigned char buf[8];
	uint64_t value = 0;

	dlp_media_read_at(media, region, at, buf, bytes);
	for (unsigned i = bytes; i-- > 0;)
		value = value << 8 | buf[i];
	return value;
}

bool dlp_media_is(struct dlp_media *media, struct dlp_region region,
		  uint64_t at, struct dlp_span bytes)
{
	char buf[64];

	return bytes.len <= sizeof(buf) &&
	       dlp_media_read_at(media, region, at, buf, bytes.len) ==
		       bytes.len &&
	       !memcmp(buf, bytes.ptr, bytes.len);
}

bool dlp_media_step(struct dlp_media *media)
{
	if (media->stop || media->input->teller->status)
		return false;
	if (++media->steps <= DLP_MEDIA_STEPS)
		return true;
	media->stop = true;
	dlp_teller_error(media->input->teller, DLP_CODE_TOO_MANY,
			 "too many blocks");
	return false;
}

static void too_large(struct dlp_media *media, const char *message)
{
	dlp_teller_error(media->input->teller, DLP_CODE_TOO_LARGE, message);
}

void dlp_media_load(struct dlp_media *media, struct dlp_region region,
		    struct dlp_buf *out)
{
	dlp_buf_init(out, 0);
	if (media->stop || !region.len)
		return;
	if (region.len > DLP_MEDIA_VALUE) {
		too_large(media, "a value is too large");
		region.len = DLP_MEDIA_VALUE;
	}
	media->loaded += region.len;
	if (media->loaded > DLP_MEDIA_VALUES) {
		media->stop = true;
		too_large(media, "too much describes it");
		return;
	}
	if (dlp_buf_reserve(out, (size_t)region.len)) {
		too_large(media, "out of memory");
		return;
	}
	out->len = dlp_media_read_at(media, region, 0, out->ptr,
				     (size_t)region.len);
}

/* Without what pads it. */
static struct dlp_span trim(struct dlp_span s, bool wide)
{
	while (!wide && s.len && (!s.ptr[s.len - 1] || s.ptr[s.len - 1] == ' '))
		s.len--;
	return s;
}

static bool is_wide(enum dlp_charset charset)
{
	return charset == DLP_CHARSET_UTF16LE || charset == DLP_CHARSET_UTF16BE;
}

/* Add a value as UTF-8, in lines, with blanks for other controls. */
static void add_value(struct dlp_media *media, struct dlp_span value,
		      enum dlp_charset charset)
{
	struct dlp_buf *out = &media->value;
	size_t from = out->len;
	uint64_t bad = 0;

	if (charset == DLP_CHARSET_NONE || charset == DLP_CHARSET_UTF8)
		charset = dlp_utf8_valid(value) == value.len
				  ? DLP_CHARSET_UTF8
				  : DLP_CHARSET_WINDOWS_1252;
	if (charset == DLP_CHARSET_UTF8)
		dlp_buf_addspan(out, value);
	else
		dlp_charset_convert(media->input->reading->task->charsets,
				    charset, value, true, out, &bad);
	for (size_t i = from; i < out->len; i++) {
		if (out->ptr[i] == '\r')
			out->ptr[i] = '\n';
		else if ((unsigned char)out->ptr[i] < ' ' &&
			 out->ptr[i] != '\n' && out->ptr[i] != '\t')
			out->ptr[i] = ' ';
	}
	while (out->len > from && (out->ptr[out->len - 1] == ' ' ||
				   out->ptr[out->len - 1] == '\n'))
		out->len--;
}

void dlp_media_tell(struct dlp_media *media, struct dlp_span name,
		    struct dlp_span value, enum dlp_charset charset)
{
	struct dlp_buf *line = &media->value;
	size_t start;

	value = trim(value, is_wide(charset));
	if (!value.len || media->stop)
		return;
	dlp_buf_clear(line);
	add_value(media, trim(name, false), DLP_CHARSET_NONE);
	dlp_buf_adds(line, ": ");
	start = line->len;
	add_value(media, value, charset);
	if (line->status)
		too_large(media, "out of memory");
	else if (line->len > start)
		dlp_flow_add_line(&media->flow, DLP_ASIDE_PROPERTY,
				  dlp_buf_span(line));
}

void dlp_media_tell_region(struct dlp_media *media, struct dlp_span name,
			   struct dlp_region value, enum dlp_charset charset)
{
	struct dlp_buf bytes;

	dlp_media_load(media, value, &bytes);
	dlp_media_tell(media, name, dlp_buf_span(&bytes), charset);
	dlp_buf_release(&bytes);
}

void dlp_media_tell_position(struct dlp_media *media, double latitude,
			     double longitude)
{
	char text[96];
	int n;

	if (!(latitude >= -90 && latitude <= 90 && longitude >= -180 &&
	      longitude <= 180))
		return;
	n = snprintf(text, sizeof(text), "latitude: %.6f, longitude: %.6f",
		     latitude, longitude);
	dlp_media_tell(media, DLP_SPAN("GPS position"),
		       (struct dlp_span){ text, n > 0 ? (size_t)n : 0 },
		       DLP_CHARSET_UTF8);
}

/* Blanks for what wraps a packet, `<?xpacket ... ?>`, which says nothing. */
static void unwrap(struct dlp_buf *bytes)
{
	static const char begin[] = "<?xpacket";
	const size_t n = sizeof(begin) - 1;

	for (size_t i = 0; i + n < bytes->len; i++) {
		if (bytes->ptr[i] != '<' ||
		    memcmp(bytes->ptr + i, begin, n) != 0)
			continue;
		while (i < bytes->len && bytes->ptr[i] != '>')
			bytes->ptr[i++] = ' ';
		if (i < bytes->len)
			bytes->ptr[i] = ' ';
	}
}

void dlp_media_xmp(struct dlp_media *media, struct dlp_region packet)
{
	struct dlp_buf bytes;

	dlp_media_load(media, packet, &bytes);
	unwrap(&bytes);
	dlp_buf_addspan(&media->xmp, dlp_buf_span(&bytes));
	/* Bytes that pad it would end the next one. */
	while (media->xmp.len && !media->xmp.ptr[media->xmp.len - 1])
		media->xmp.len--;
	dlp_buf_release(&bytes);
}

/* Whether there is more than blanks and one byte over and over. */
static bool has_content(struct dlp_media *media, struct dlp_region region)
{
	char buf[4096], pad = '\0';
	uint64_t at = 0;
	size_t n;

	while ((n = dlp_media_read_at(media, region, at, buf, sizeof(buf)))) {
		if (!at)
			pad = buf[0];
		for (size_t i = 0; i < n; i++)
			if (buf[i] != pad && !strchr(" \t\r\n", buf[i]))
				return true;
		at += n;
	}
	return false;
}

void dlp_media_file(struct dlp_media *media, const char *name,
		    struct dlp_region bytes)
{
	if (media->depth || !has_content(media, bytes))
		return;
	if (media->files == DLP_MEDIA_FILES) {
		dlp_teller_error(media->input->teller, DLP_CODE_TOO_MANY,
				 "too many documents in what describes it");
		media->stop = true;
		return;
	}
	media->file_name[media->files] = name;
	media->file[media->files++] = bytes;
}
