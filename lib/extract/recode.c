#include "extract/recode.h"

#include <string.h>

#include "base/io.h"
#include "base/utf8.h"

enum {
	WRONG = 8, /* a label lies when one of so many bytes does not convert */
};

/* Bytes of the start that no encoding needs whole. */
static struct dlp_span whole_characters(struct dlp_span head)
{
	size_t start = dlp_utf8_start(head, head.len);

	head.len = start;
	return head;
}

static uint64_t count_high(struct dlp_span text)
{
	uint64_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += (unsigned char)text.ptr[i] >> 7;
	return n;
}

static uint64_t count_bad(struct dlp_charsets *charsets,
			  enum dlp_charset charset, struct dlp_span head)
{
	struct dlp_buf out;
	uint64_t bad = 0;

	dlp_buf_init(&out, 0);
	dlp_charset_convert(charsets, charset, head, false, &out, &bad);
	dlp_charsets_reset(charsets);
	dlp_buf_release(&out);
	return bad;
}

enum dlp_charset dlp_recode_choose(struct dlp_charsets *charsets,
				   struct dlp_span label, struct dlp_span head)
{
	enum dlp_charset said = dlp_charset_by_label(label), found;
	struct dlp_span whole;

	if (head.len > DLP_CHARSET_HEAD)
		head.len = DLP_CHARSET_HEAD;
	whole = whole_characters(head);
	/* Nothing but UTF-8 looks like it by chance; UTF-16 has NUL. */
	if (dlp_utf8_valid(whole) == whole.len &&
	    (!whole.len || !memchr(whole.ptr, '\0', whole.len)) &&
	    (count_high(whole) || said == DLP_CHARSET_NONE))
		return DLP_CHARSET_UTF8;
	found = dlp_charset_detect(head);
	if (said != DLP_CHARSET_NONE && said != DLP_CHARSET_UTF8 &&
	    (found == said ||
	     count_bad(charsets, said, head) * WRONG <= count_high(head)))
		return said;
	return found == DLP_CHARSET_NONE ? DLP_CHARSET_WINDOWS_1252 : found;
}

/* A piece more in `out`. */
static enum dlp_status fill(struct dlp_recode *recode, struct dlp_error *err)
{
	struct dlp_span bytes;
	enum dlp_status status = DLP_OK;
	size_t want = 1, done = 0;
	bool last = false;

	dlp_buf_clear(&recode->out);
	recode->next = 0;
	while (!recode->out.len && !last) {
		status = dlp_source_peek(recode->from, want, &bytes, err);
		if (status)
			recode->source.code = recode->from->code;
		last = status || bytes.len < want;
		if (bytes.len > DLP_IO_CHUNK) {
			bytes.len = DLP_IO_CHUNK;
			last = false;
		}
		if (recode->charset == DLP_CHARSET_UTF8) {
			struct dlp_span whole =
				last ? bytes : whole_characters(bytes);

			recode->bad += dlp_utf8_mend(&recode->out, whole);
			done = whole.len;
		} else {
			done = dlp_charset_convert(recode->charsets,
						   recode->charset, bytes, last,
						   &recode->out, &recode->bad);
		}
		dlp_source_take(recode->from, done);
		want = bytes.len - done + 1;
		if (status && !recode->out.len)
			return status;
	}
	recode->ended = last && !status;
	return recode->out.status;
}

static ssize_t read_recoded(void *arg, char *buf, size_t len,
			    struct dlp_error *err)
{
	struct dlp_recode *recode = arg;
	size_t n;

	if (recode->next == recode->out.len && !recode->ended &&
	    fill(recode, err))
		return -1;
	n = recode->out.len - recode->next;
	if (n > len)
		n = len;
	if (n)
		memcpy(buf, recode->out.ptr + recode->next, n);
	recode->next += n;
	return (ssize_t)n;
}

enum dlp_status dlp_recode_init(struct dlp_recode *recode,
				struct dlp_source *from,
				struct dlp_charsets *charsets,
				struct dlp_span label)
{
	struct dlp_error err = { 0 };
	struct dlp_span head;

	*recode = (struct dlp_recode){ .from = from, .charsets = charsets };
	dlp_buf_init(&recode->out, 0);
	/* What can't be read shows again. */
	(void)!dlp_source_peek(from, DLP_CHARSET_HEAD, &head, &err);
	recode->charset = dlp_recode_choose(charsets, label, head);
	dlp_charsets_reset(charsets);
	return dlp_source_init(&recode->source, read_recoded, recode);
}

void dlp_recode_release(struct dlp_recode *recode)
{
	dlp_charsets_reset(recode->charsets);
	dlp_source_release(&recode->source);
	dlp_buf_release(&recode->out);
}
