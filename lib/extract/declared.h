#ifndef DLP_DECLARED_H
#define DLP_DECLARED_H

#include "base/span.h"

/*
 * The encoding that a text says it is in, where ASCII stands for itself: the
 * declaration of XML 1.0 (4.3.3), or a comment in one of the first two lines of
 * source code, as Python (PEP 263) and Emacs (`-*- coding: x -*-`) have it.
 * Borrowed from `head`; empty where it says nothing.
 */
struct dlp_span dlp_declared_encoding(struct dlp_span head);

#endif
