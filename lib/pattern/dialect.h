#ifndef DLP_DIALECT_H
#define DLP_DIALECT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

/*
 * Regexes of other tools, written in pcre2pattern(3): the syntax of Go
 * (RE2, regexp/syntax) and that of Rust (the crate regex, in bytes), which
 * Hyperscan's users write too.  What differs is written otherwise, so that it
 * means the same here: $ and \z without the flag m, \A, \v, \C, \Q…\E, \u,
 * octal numbers, lone braces, [ in a class, and the flag x, of which nothing is
 * left: neither blanks nor comments.
 *
 * One difference stays: \s takes the vertical tab too.
 */

enum dlp_dialect { DLP_DIALECT_GO, DLP_DIALECT_RUST };

enum { DLP_DIALECT_DEPTH = 64 }; /* groups within one another */

/*
 * Write `in` anew behind what stands in `out`.  `*utf` says whether it has
 * characters beyond ASCII, and so needs to see characters.  DLP_SKIP with the
 * reason for what can't be said here: sets made of sets, the flag R.
 */
DLP_MUST_CHECK enum dlp_status
dlp_dialect_translate(enum dlp_dialect dialect, struct dlp_span in,
		      struct dlp_buf *out, bool *utf, struct dlp_error *err);

#endif
