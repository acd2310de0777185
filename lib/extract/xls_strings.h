#ifndef DLP_XLS_STRINGS_H
#define DLP_XLS_STRINGS_H

#include "extract/biff.h"

/*
 * The strings that the cells of a workbook share ([MS-XLS] 2.4.265), and which
 * of them a cell has shown.
 */

enum { DLP_XLS_STRINGS = 64 << 20 }; /* bytes of them in UTF-8 */

struct dlp_xls_strings {
	struct dlp_buf text;
	size_t *end; /* of each in `text` */
	bool *shown;
	size_t strings;
};

/* Zero-initialise. */
void dlp_xls_strings_release(struct dlp_xls_strings *strings);

/* Take the record SST that `biff` is at; false when it does not fit. */
bool dlp_xls_strings_load(struct dlp_xls_strings *strings,
			  struct dlp_biff_text *text,
			  const struct dlp_biff *biff);

/* The string of this number, shown from now on; empty where there is none. */
struct dlp_span dlp_xls_strings_show(struct dlp_xls_strings *strings, size_t i);

/* Tell those that no cell has shown. */
void dlp_xls_strings_rest(const struct dlp_xls_strings *strings,
			  struct dlp_teller *teller);

#endif
