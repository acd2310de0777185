#ifndef DLP_TESTS_TOLD_H
#define DLP_TESTS_TOLD_H

#include <stdio.h>
#include <string.h>

#include "extract/readers.h"
#include "extract/reading.h"
#include "extract/view.h"
#include "suite.h"

static inline struct dlp_span span_of(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/*
 * What a reader tells of a document, for comparing: zero-initialise it.  The
 * strings are terminated once it was read.
 */
struct told {
	struct dlp_buf text;    /* its own, each piece behind its `at` */
	struct dlp_buf codes;   /* of its errors */
	struct dlp_buf members; /* their names, each with a bar behind it */
	struct dlp_buf inner;   /* their text */
	unsigned inner_errors;  /* told of them */
	char format[16];
	enum dlp_end_status end;
	uint64_t bytes;
};

static const struct dlp_limits told_limits = {
	.entry = 1 << 20,
	.total = 4 << 20,
	.ratio = DLP_LIMIT_RATIO,
	.entries = 100,
	.depth = DLP_MEMBER_DEPTH,
};

static inline void told_take_member(struct told *told,
				    const struct dlp_record *record)
{
	const struct dlp_where *where = &record->where;

	if (record->type == DLP_RECORD_DOCUMENT) {
		dlp_buf_addspan(&told->members,
				where->member[where->members - 1]);
		dlp_buf_addc(&told->members, '|');
	} else if (record->type == DLP_RECORD_TEXT_PIECE) {
		dlp_buf_addspan(&told->inner, record->text.text);
	} else if (record->type == DLP_RECORD_ERROR) {
		told->inner_errors++;
	}
}

static inline enum dlp_status told_take(void *arg,
					const struct dlp_record *record)
{
	struct told *told = arg;

	if (record->where.members) {
		told_take_member(told, record);
		return DLP_OK;
	}
	switch (record->type) {
	case DLP_RECORD_DOCUMENT:
		snprintf(told->format, sizeof(told->format), "%.*s",
			 (int)record->document.format.len,
			 record->document.format.ptr);
		break;
	case DLP_RECORD_TEXT_PIECE:
		ck_assert_uint_eq(record->text.offset, told->bytes);
		ck_assert_uint_eq(told->members.len, 0);
		told->bytes += record->text.text.len;
		dlp_buf_addspan(&told->text, record->text.at);
		dlp_buf_addspan(&told->text, record->text.text);
		break;
	case DLP_RECORD_ERROR:
		dlp_buf_adds(&told->codes, dlp_code_name(record->error.code));
		break;
	case DLP_RECORD_END:
		told->end = record->end.status;
		break;
	default:
		ck_abort();
	}
	return DLP_OK;
}

/* Read the bytes in this process: no sandbox, and the sanitizers see it. */
static inline void told_read(struct told *told, enum dlp_format format,
			     struct dlp_span bytes,
			     const struct dlp_limits *limits)
{
	struct dlp_charsets charsets = { .open = { false } };
	struct dlp_task task = { .limits = *limits,
				 .chunk = DLP_RECORD_TEXT,
				 .size = bytes.len,
				 .format = format,
				 .charsets = &charsets };
	struct dlp_reading reading = { .task = &task,
				       .fn = told_take,
				       .arg = told };
	struct dlp_source source;
	struct dlp_view view;

	dlp_readers_load();
	dlp_view_init_memory(&view, bytes);
	ck_assert_int_eq(dlp_source_init_view(&source, &view), DLP_OK);
	ck_assert_int_eq(dlp_reading_first(&reading, &source, &view), DLP_OK);
	dlp_source_release(&source);
	dlp_charsets_release(&charsets);
	dlp_buf_addc(&told->text, '\0');
	dlp_buf_addc(&told->codes, '\0');
	dlp_buf_addc(&told->members, '\0');
	dlp_buf_addc(&told->inner, '\0');
}

static inline void told_release(struct told *told)
{
	dlp_buf_release(&told->text);
	dlp_buf_release(&told->codes);
	dlp_buf_release(&told->members);
	dlp_buf_release(&told->inner);
}

#endif
