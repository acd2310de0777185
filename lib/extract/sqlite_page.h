#ifndef DLP_SQLITE_PAGE_H
#define DLP_SQLITE_PAGE_H

#include <stdbool.h>

#include "base/buf.h"
#include "extract/charset.h"
#include "extract/view.h"

/*
 * The pages of an SQLite database (https://sqlite.org/fileformat2.html, 1 and
 * 2): B-trees of cells, each a payload, which is a record.  Nothing of a page
 * is believed: what lies outside is not there, and no page is taken twice, so
 * that all work is bounded by the size of the file.
 */

enum {
	DLP_SQLITE_HEAD = 100, /* bytes before the first page's own */
	DLP_SQLITE_DEPTH = 24, /* pages above one another in a tree */
};

/* What a page was found to be. */
enum dlp_sqlite_use {
	DLP_SQLITE_UNUSED, /* by nobody, so far */
	DLP_SQLITE_TREE,
	DLP_SQLITE_OVERFLOW,
};

struct dlp_sqlite_file {
	const struct dlp_view *view; /* borrowed */
	size_t page_size;
	size_t usable; /* bytes of a page, without those reserved at its end */
	uint32_t pages;
	bool cut; /* the file lacks some of them */
	bool vacuums;
	enum dlp_charset charset;
	unsigned char *use; /* of each page, from 0: enum dlp_sqlite_use */
	unsigned char *mem; /* for the page of an overflow chain */
	unsigned damaged;   /* pages that are not what leads to them says */
	size_t longest;     /* bytes of a payload that are loaded */
	bool cut_payload;   /* one was longer */
};

/*
 * Payloads are loaded up to `longest` bytes.  DLP_SKIP for what is no database,
 * or has more pages than there is memory for.
 */
DLP_MUST_CHECK enum dlp_status dlp_sqlite_open(struct dlp_sqlite_file *file,
					       const struct dlp_view *view,
					       size_t longest,
					       struct dlp_error *err);
void dlp_sqlite_close(struct dlp_sqlite_file *file);

/* Read page `number`, from 1, to `mem`, which has page_size bytes. */
bool dlp_sqlite_read(const struct dlp_sqlite_file *file, uint32_t number,
		     unsigned char *mem);

/* Whether it keeps track of the others, or is never used. */
bool dlp_sqlite_is_map(const struct dlp_sqlite_file *file, uint32_t number);

/* A page of a B-tree. */
struct dlp_sqlite_page {
	struct dlp_span bytes; /* of its usable part; borrowed */
	bool leaf, index;
	size_t head;    /* where its header is */
	size_t cells;   /* as many as it has room for */
	size_t array;   /* where their places are told */
	size_t body;    /* where their content may begin */
	uint32_t right; /* the page behind the last cell; 0 for a leaf */
};

/* False where the bytes, a page's, are none of a B-tree. */
bool dlp_sqlite_page_parse(struct dlp_span bytes, uint32_t number,
			   struct dlp_sqlite_page *page);

struct dlp_sqlite_cell {
	uint32_t left;         /* the page before it; 0 for a leaf */
	int64_t rowid;         /* of a table */
	uint64_t size;         /* bytes of the payload; 0 for none */
	struct dlp_span local; /* those on this page */
	uint32_t overflow;     /* the page with the next of them; 0 for none */
};

/* False where cell `i` is damaged. */
bool dlp_sqlite_cell_parse(const struct dlp_sqlite_page *page, size_t i,
			   struct dlp_sqlite_cell *cell);

/*
 * The payload: of the page, or put together in `mem`.  The pages that it runs
 * over are marked as used; one that is used already ends it, unless `again`:
 * it was loaded before.
 */
struct dlp_span dlp_sqlite_payload(struct dlp_sqlite_file *file,
				   const struct dlp_sqlite_cell *cell,
				   bool again, struct dlp_buf *mem);

enum dlp_sqlite_type {
	DLP_SQLITE_NULL,
	DLP_SQLITE_INTEGER,
	DLP_SQLITE_REAL,
	DLP_SQLITE_BLOB,
	DLP_SQLITE_TEXT, /* in the encoding of the file */
};

struct dlp_sqlite_value {
	enum dlp_sqlite_type type;
	int64_t integer;
	double real;
	struct dlp_span bytes; /* of a blob or text, as many as there are */
};

/* A record on its way. */
struct dlp_sqlite_record {
	struct dlp_span types, body;
};

/* False where the payload does not begin as a record does. */
bool dlp_sqlite_record_parse(struct dlp_span payload,
			     struct dlp_sqlite_record *record);
/* The next value; false behind the last, and where it is damaged. */
bool dlp_sqlite_record_next(struct dlp_sqlite_record *record,
			    struct dlp_sqlite_value *value);

#endif
