#include "extract/mbox.h"

#include <stdio.h>
#include <string.h>

#include "extract/mime.h"

enum {
	STEP = 64 << 10, /* bytes that are looked at first */
	AHEAD = 1024,    /* of a line, and the one behind it, that decide */
};

struct mbox {
	struct dlp_input *input;
	uint64_t max; /* bytes of a message */
	uint64_t number;
	uint64_t promised; /* bytes, by the field of the message at hand */
	bool astray;       /* such a field was wrong before */
	struct dlp_error err;
	enum dlp_status status; /* of the source */
};

/* Whether a line has what dates have: `12:34` and a year. */
static bool has_date(struct dlp_span line)
{
	bool time = false, year = false;

	for (size_t i = 5; i + 4 <= line.len; i++) {
		const char *p = line.ptr + i;
		bool digit = p[0] >= '0' && p[0] <= '9' && p[1] >= '0' &&
			     p[1] <= '9';

		if (p[2] == ':' && p[3] >= '0' && p[3] <= '9' && digit)
			time = true;
		if (((p[0] == '1' && p[1] == '9') ||
		     (p[0] == '2' && p[1] == '0')) &&
		    p[2] >= '0' && p[2] <= '9' && p[3] >= '0' && p[3] <= '9')
			year = true;
	}
	return time && year;
}

/* Whether a message begins here, in the text at the start of a line. */
static bool begins(struct dlp_span text, bool behind_empty_line)
{
	const char *end;
	struct dlp_span line, next;
	struct dlp_mime_field field;

	if (text.len < 6 || memcmp(text.ptr, "From ", 5) != 0)
		return false;
	if (text.len > AHEAD)
		text.len = AHEAD;
	end = memchr(text.ptr, '\n', text.len);
	if (!end)
		return false;
	line = (struct dlp_span){ text.ptr, (size_t)(end - text.ptr) };
	next = (struct dlp_span){ end + 1, text.len - line.len - 1 };
	if (!behind_empty_line && !has_date(line))
		return false;
	if (next.len > 6 && !memcmp(next.ptr, ">From ", 6))
		return true;
	return dlp_mime_next(&next, &field);
}

static struct dlp_span peek(struct mbox *mbox, size_t want)
{
	struct dlp_span bytes;

	mbox->status =
		dlp_source_peek(mbox->input->source, want, &bytes, &mbox->err);
	return bytes;
}

/*
 * The length of the message that the source is at, by its Content-Length; 0
 * where that leads nowhere.
 */
static size_t length_by_field(struct mbox *mbox)
{
	struct dlp_span bytes = peek(mbox, STEP), rest = bytes;
	struct dlp_mime_field field;
	const char *end = rest.len ? memchr(rest.ptr, '\n', rest.len) : NULL;
	uint64_t length = 0;
	size_t header, stop;

	mbox->promised = 0;
	if (!end)
		return 0;
	rest = (struct dlp_span){ end + 1,
				  rest.len - (size_t)(end + 1 - rest.ptr) };
	while (dlp_mime_next(&rest, &field)) {
		if (!dlp_mime_is(&field, "content-length"))
			continue;
		length = 0;
		for (size_t i = 0;
		     i < field.value.len && length < mbox->max &&
		     field.value.ptr[i] >= '0' && field.value.ptr[i] <= '9';
		     i++)
			length = length * 10 +
				 (uint64_t)(field.value.ptr[i] - '0');
	}
	header = (size_t)(rest.ptr - bytes.ptr);
	if (!length || length > mbox->max - header)
		return 0;
	stop = header + (size_t)length;
	mbox->promised = stop;
	bytes = peek(mbox, stop + AHEAD);
	if (stop > bytes.len)
		return 0;
	/* The line end behind it is counted by some and not by others. */
	for (unsigned i = 0; i < 4 && stop < bytes.len; i++, stop++) {
		if (begins((struct dlp_span){ bytes.ptr + stop,
					      bytes.len - stop },
			   true))
			return stop;
		if (bytes.ptr[stop] != '\r' && bytes.ptr[stop] != '\n')
			return 0;
	}
	return stop == bytes.len ? stop : 0;
}

static size_t too_large(struct mbox *mbox)
{
	dlp_teller_error(mbox->input->teller, DLP_CODE_TOO_LARGE,
			 "a message is too large");
	return (size_t)mbox->max;
}

/* Likewise by the line that begins the next. */
static size_t length_by_line(struct mbox *mbox)
{
	struct dlp_span bytes = peek(mbox, STEP);
	size_t want = STEP, at = 0;

	for (;;) {
		bool all = bytes.len < want;
		size_t stop = all ? bytes.len : bytes.len - AHEAD;

		while (at < stop && at <= mbox->max) {
			const char *p = bytes.ptr + at;
			const char *end = memchr(p, '\n', bytes.len - at);
			size_t next =
				end ? (size_t)(end - bytes.ptr) + 1 : bytes.len;
			bool empty = next - at < 2 ||
				     (next - at == 2 && p[0] == '\r');

			if (next > stop)
				break;
			at = next;
			if (at <= mbox->max &&
			    begins((struct dlp_span){ bytes.ptr + at,
						      bytes.len - at },
				   empty))
				return at;
		}
		if (all && bytes.len <= mbox->max)
			return bytes.len;
		if (all || at > mbox->max || bytes.len > mbox->max + AHEAD)
			return too_large(mbox);
		want = bytes.len * 2;
		bytes = peek(mbox, want);
	}
}

/*
 * Whether the message, which is the last, ends too early: without a line end,
 * that each has, or before its Content-Length where those are to be believed.
 */
static bool is_cut(const struct mbox *mbox, struct dlp_span message)
{
	return message.ptr[message.len - 1] != '\n' ||
	       (mbox->promised > message.len && !mbox->astray);
}

static void tell_message(struct mbox *mbox, struct dlp_span message)
{
	struct dlp_document document = { .has_size = true,
					 .size = message.len };
	struct dlp_input *input = mbox->input;
	struct dlp_source source;
	struct dlp_view view;
	char name[32];

	snprintf(name, sizeof(name), "message %llu",
		 (unsigned long long)mbox->number);
	dlp_view_init_memory(&view, message);
	if (dlp_source_init_view(&source, &view))
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	else
		dlp_reading_member_as(input, &source,
				      (struct dlp_span){ name, strlen(name) },
				      &document, DLP_IS_EML);
	dlp_source_release(&source);
}

/* False at the end of all. */
static bool read_message(struct mbox *mbox)
{
	struct dlp_input *input = mbox->input;
	struct dlp_reading *reading = input->reading;
	uint64_t entries = reading->entries, unpacked = reading->unpacked;
	struct dlp_span bytes = peek(mbox, 1);
	bool by_line, last;
	size_t len;

	if (!bytes.len || input->teller->status)
		return false;
	len = length_by_field(mbox);
	by_line = !len;
	if (by_line)
		len = length_by_line(mbox);
	bytes = peek(mbox, len + 1);
	last = bytes.len <= len;
	if (!last)
		bytes.len = len;
	mbox->number++;
	if (last && is_cut(mbox, bytes))
		dlp_teller_error(input->teller, DLP_CODE_TRUNCATED,
				 "the last message is cut");
	mbox->astray = mbox->astray || (by_line && mbox->promised);
	if (!dlp_reading_may_enter(input))
		return false;
	tell_message(mbox, bytes);
	dlp_source_take(input->source, bytes.len);
	reading->entries = entries;
	reading->unpacked = unpacked;
	return !reading->stop;
}

void dlp_mbox_read(struct dlp_input *input)
{
	const struct dlp_limits *limits = &input->reading->task->limits;
	struct mbox mbox = { .input = input, .max = limits->entry };

	dlp_reading_begin(input, DLP_IS_MBOX);
	while (read_message(&mbox))
		;
	if (mbox.status)
		dlp_teller_error_sys(input->teller, input->source->code,
				     &mbox.err);
	else if (input->reading->stop)
		dlp_teller_lacks(input->teller, DLP_END_PART,
				 "a limit was passed");
	dlp_reading_end(input);
}
