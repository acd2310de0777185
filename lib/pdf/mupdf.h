#ifndef DLP_PDF_MUPDF_H
#define DLP_PDF_MUPDF_H

#include <mupdf/fitz.h>
#include <mupdf/pdf.h>

/*
 * The one place that names MuPDF's headers; only dlp-pdf's own code includes
 * it, because MuPDF is AGPL-3.0 (see COPYING).  Its C interface changes from
 * one minor release to the next, and its pkg-config file states another
 * version than its headers do: ask the headers.
 *
 * What holds wherever fz_try() stands: nothing leaves a try by return, break
 * or goto; a variable that is changed inside and read after it goes through
 * fz_var(); every catch is a failure, whatever fz_caught() says, which may be
 * 0 after a failing cleanup.
 */
#if defined(FZ_VERSION_MINOR) && \
	(FZ_VERSION_MAJOR != 1 || FZ_VERSION_MINOR != 21)
#error "dlp-pdf is written for MuPDF 1.21"
#endif

#endif
