#ifndef DLP_STORE_IMPL_H
#define DLP_STORE_IMPL_H

#include "sink/db.h"
#include "sink/store.h"

/* What incident.c and spool.c share with store.c. */

enum { DLP_STORE_SELF = 16 };

struct dlp_store {
	sqlite3 *db;
	bool wal;
	char self[DLP_STORE_SELF + 1];
	struct dlp_buf policy, own_host;
	/* The run that records are taken for. */
	struct dlp_buf host, tool, rules;
	bool in_run, ended;
	int64_t documents; /* of the run so far: their keys in the stage */
	int64_t open[DLP_MEMBER_DEPTH + 1]; /* those begun, outermost first */
	size_t opens;
	int64_t started;
	int64_t stream, run; /* rows; 0 before the first commit of the run */
	size_t staged;       /* rows, of documents that are whole or not */
	size_t whole;        /* documents and errors that are */
	sqlite3_stmt *add_document, *add_finding, *add_error, *end_document;
};

#endif
