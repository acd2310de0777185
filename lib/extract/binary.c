#include "extract/binary.h"

#include <stdio.h>
#include <string.h>

#include "extract/strings.h"

enum {
	WINDOW = 128 << 10, /* bytes looked at together */
	NEAR = 4,           /* strings so near belong together */
};

struct reader {
	struct dlp_teller *teller;
	struct dlp_buf text;
	uint64_t told; /* bytes of text since the last `at` */
	uint64_t end;  /* offset behind the last string */
	bool any;
	/* A string longer than the window goes on. */
	bool open;
	enum dlp_strings_kind kind;
};

static void set_at(struct reader *reader, uint64_t offset)
{
	char at[64];

	if (reader->any &&
	    (reader->told < DLP_BINARY_PASSAGE || offset - reader->end < NEAR))
		return;
	snprintf(at, sizeof(at), "{\"offset\":%llu}",
		 (unsigned long long)offset);
	dlp_teller_at(reader->teller, (struct dlp_span){ at, strlen(at) });
	reader->any = true;
	reader->told = 0;
}

/* A string, or the next piece of one; `base` is the offset of bytes.ptr[0]. */
static void tell(struct reader *reader, struct dlp_span bytes, uint64_t base,
		 const struct dlp_string *string, bool ends)
{
	dlp_buf_clear(&reader->text);
	dlp_strings_add_one(bytes, string, &reader->text);
	if (!reader->open && !reader->text.len)
		return;
	if (!reader->open)
		set_at(reader, base + string->start);
	if (ends)
		dlp_buf_addc(&reader->text, '\n');
	if (reader->text.status)
		reader->teller->status = DLP_FATAL;
	dlp_teller_text(reader->teller, dlp_buf_span(&reader->text));
	reader->told += reader->text.len;
	reader->end = base + string->end;
	reader->open = !ends;
	reader->kind = string->kind;
}

/* Tell the strings that are whole; returns the bytes done with. */
static size_t tell_window(struct reader *reader, struct dlp_span bytes,
			  uint64_t base, bool last)
{
	struct dlp_string string = { .kind = reader->kind };
	struct dlp_strings strings;
	size_t from = 0;

	if (reader->open) {
		string.end = dlp_strings_end(bytes, 0, reader->kind);
		from = string.end;
		tell(reader, bytes, base, &string,
		     last || bytes.len - from >= DLP_STRINGS_CUT);
		if (reader->open)
			return from;
	}
	bytes.ptr += from;
	bytes.len -= from;
	base += from;
	dlp_strings_begin(&strings, bytes);
	while (dlp_strings_next(&strings, &string)) {
		if (!last && bytes.len - string.end < DLP_STRINGS_CUT) {
			if (string.start)
				return from + string.start;
			tell(reader, bytes, base, &string, false);
			return from + string.end;
		}
		tell(reader, bytes, base, &string, true);
	}
	if (last || bytes.len < DLP_STRINGS_LEAST)
		return from + (last ? bytes.len : 0);
	/* One may begin in the last bytes, and not where one was. */
	if (strings.at < bytes.len - DLP_STRINGS_LEAST + 1)
		strings.at = bytes.len - DLP_STRINGS_LEAST + 1;
	return from + strings.at;
}

void dlp_binary_read(struct dlp_source *source, struct dlp_teller *teller)
{
	struct reader reader = { .teller = teller };
	struct dlp_error err = { 0 };
	enum dlp_status status;
	struct dlp_span bytes;
	bool last;

	dlp_buf_init(&reader.text, 0);
	do {
		status = dlp_source_peek(source, WINDOW, &bytes, &err);
		last = status || bytes.len < WINDOW;
		dlp_source_take(source, tell_window(&reader, bytes,
						    source->taken, last));
	} while (!last && !teller->status);
	dlp_buf_release(&reader.text);
	if (status == DLP_FATAL)
		teller->status = DLP_FATAL;
	else if (status)
		dlp_teller_error_sys(teller, source->code, &err);
}
