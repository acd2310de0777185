#ifndef DLP_TASK_H
#define DLP_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extract/charset.h"
#include "extract/sniff.h"

/* What a document may cost before we stop reading it and say so. */
struct dlp_limits {
	uint64_t entry;   /* bytes of one member, unpacked */
	uint64_t total;   /* bytes unpacked of one document, in all depths */
	uint64_t ratio;   /* of those to its size, above DLP_LIMIT_RATIO_FROM */
	uint64_t entries; /* members of one document, in all depths */
	uint64_t depth;   /* containers within one another */
	uint64_t parts;   /* of one mail; 0: DLP_LIMIT_PARTS */
	uint64_t nesting; /* multiparts within one another; 0: likewise */
	uint64_t memory;  /* bytes of address space of its process */
	uint64_t seconds; /* of the processor that its process may take */
};

enum {
	DLP_LIMIT_ENTRY = 64 << 20,
	DLP_LIMIT_TOTAL = 512 << 20,
	DLP_LIMIT_RATIO = 200,
	DLP_LIMIT_RATIO_FROM = 10 << 20,
	DLP_LIMIT_ENTRIES = 10000,
	DLP_LIMIT_SECONDS = 60,
	/* Times its seconds, a process may take of the clock. */
	DLP_TASK_CLOCK = 4,
	DLP_LIMIT_PARTS = 1000,
	DLP_LIMIT_PARTS_MAX = 10000,
	DLP_LIMIT_NESTING = 16,
	DLP_LIMIT_NESTING_MAX = 64,
};

struct dlp_converter;
struct dlp_input;

/*
 * One document for a process of its own, which has it as descriptor 0, a
 * seekable file, and tells it on descriptor 1 as relay.h has it.
 */
struct dlp_task {
	struct dlp_limits limits;
	size_t chunk; /* bytes of text in a piece */
	bool no_sandbox;
	size_t depth;         /* containers around this document */
	uint64_t size;        /* bytes of it */
	struct dlp_span name; /* of its file or member, without folders */
	enum dlp_format format;
	struct dlp_charsets *charsets; /* loaded */
	/* What others read: their documents are handed over.  Or NULL. */
	const struct dlp_converter *converters;
	bool ocr; /* another process can read the text in pictures; */
	/* or this one, which tells it into input->teller; `orientation` is
	 * that of Exif, 0 where it is unknown. */
	void (*see)(void *arg, struct dlp_input *input, unsigned orientation);
	void *see_arg;
};

/* A reader of such documents; what it returns is the exit status. */
typedef int dlp_task_fn(const struct dlp_task *task);

#endif
