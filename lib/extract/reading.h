#ifndef DLP_READING_H
#define DLP_READING_H

#include <stdbool.h>

#include "extract/sniff.h"
#include "extract/source.h"
#include "extract/task.h"
#include "extract/teller.h"
#include "extract/view.h"

/*
 * A task under way, in its process: what was read so far, against its limits.
 * A document can hold documents; each is read by the reader of its format, by
 * dlp_reading_member().  Zero-initialise all but the first three.
 */
struct dlp_reading {
	const struct dlp_task *task;
	dlp_record_fn *fn; /* gets the records */
	void *arg;
	uint64_t docs;
	uint64_t unpacked; /* bytes */
	uint64_t entries;
	bool stop; /* a limit of all was passed, or nobody gets the records */
	/* What is said of that limit, a constant; NULL: it was none of bytes.
	 */
	const char *passed;
};

/* A document, as its reader gets it. */
struct dlp_input {
	struct dlp_reading *reading;
	struct dlp_source *source;   /* at its start */
	const struct dlp_view *view; /* the same; NULL when it can't be had */
	enum dlp_format format;
	struct dlp_document document; /* to tell, as far as it is known */
	struct dlp_span name;         /* of the file or member; may be empty */
	bool broken; /* it was told that it is broken as a container */
	/* Where it is to be told; members add their name to teller->where. */
	struct dlp_teller *teller;
};

/* Reads a document and tells it, `document` to `end`. */
typedef void dlp_reader_fn(struct dlp_input *input);

/*
 * Read the task's document from descriptor 0 and tell it on descriptor 1, in
 * the sandbox: a dlp_task_fn.
 */
int dlp_reading_run(const struct dlp_task *task);

/*
 * Read the task's document from `source` and, the same bytes, `view`.
 * DLP_FATAL when its records are not wanted any more.
 */
DLP_MUST_CHECK enum dlp_status dlp_reading_first(struct dlp_reading *reading,
						 struct dlp_source *source,
						 const struct dlp_view *view);

/*
 * A document within `around`: its bytes, its name and what is known of it.
 * The source's `code` and error, where it fails, are told with it.
 */
void dlp_reading_member(struct dlp_input *around, struct dlp_source *source,
			struct dlp_span name,
			const struct dlp_document *document);

/*
 * Likewise a document that its container knows better than its bytes do: if
 * it looks like text, markup or mail at all, it is of `format`.
 */
void dlp_reading_member_as(struct dlp_input *around, struct dlp_source *source,
			   struct dlp_span name,
			   const struct dlp_document *document,
			   enum dlp_format format);

/*
 * One more entry of `around`: false, and it is told, when there are too many.
 * To enter it as a document of its own it may also be too deep.
 */
bool dlp_reading_may_read(struct dlp_input *around);
bool dlp_reading_may_enter(struct dlp_input *around);

/*
 * `n` bytes more were unpacked.  False, with `err` and `*code`, when that is
 * more than the whole document may have: then `stop` is set.
 */
bool dlp_reading_count(struct dlp_reading *reading, uint64_t n,
		       enum dlp_code *code, struct dlp_error *err);

/* Begin telling with the format found. */
void dlp_reading_begin(struct dlp_input *input, enum dlp_format format);

/* Bytes that a reader may hold of a document at once. */
uint64_t dlp_reading_memory(const struct dlp_input *input);

/*
 * All bytes of `source` for a reader that needs them at once; `mem` is
 * initialised here, and the caller's to release.  What is too large for that,
 * or can't be read, is told, and `mem` has what is before it.
 */
void dlp_reading_load(struct dlp_input *input, struct dlp_source *source,
		      struct dlp_buf *mem);

/* The end, with the digest of all bytes; what is left of them is read. */
void dlp_reading_end(struct dlp_input *input);

#endif
