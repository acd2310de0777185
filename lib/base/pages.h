#ifndef DLP_PAGES_H
#define DLP_PAGES_H

#include <stddef.h>

/*
 * Zeroed memory straight from the system, whose pages are there once they are
 * written to.  For tables that live long and of which most runs use a part:
 * calloc(3) would clear all of it, and with that claim it.
 */

/* Aligned for any object; NULL without memory, or when `count * size`
 * overflows. */
void *dlp_pages_new(size_t count, size_t size);
/* Takes NULL. */
void dlp_pages_free(void *p);

#endif
