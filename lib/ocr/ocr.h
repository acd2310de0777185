#ifndef DLP_OCR_H
#define DLP_OCR_H

#include "extract/reading.h"

/*
 * The text in pictures, by Tesseract; Leptonica decodes them.  A page is told
 * as soon as it is read, its lines as lines, `at` says which page it is and
 * how sure Tesseract was of it (confidence, 0 to 100, of its words).
 *
 * Of JPEG, PNG, TIFF with all its pages, GIF, WebP and BMP.  What is damaged,
 * too large or of another format is told as such.
 */

enum {
	DLP_OCR_PIXELS = 100 * 1000 * 1000, /* of a page, at most */
	DLP_OCR_PAGES = 1000,               /* of a file */
	DLP_OCR_LANGUAGES = 200,            /* bytes of their names */
};

struct dlp_ocr;

/*
 * For text in these languages, as Tesseract names them, `+` between them.  All
 * files are read here, before the sandbox.  NULL with `err`: there is no such
 * language, or no memory.
 */
struct dlp_ocr *dlp_ocr_new(const char *languages, struct dlp_error *err);
void dlp_ocr_free(struct dlp_ocr *ocr);

/* Tell the text in a picture: a dlp_task's `see`, with a dlp_ocr. */
void dlp_ocr_see(void *arg, struct dlp_input *input, unsigned orientation);

/* The libraries behind it, a line each, for --version. */
void dlp_ocr_describe(struct dlp_buf *out);

#endif
