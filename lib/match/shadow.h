#ifndef DLP_SHADOW_H
#define DLP_SHADOW_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"

/*
 * The layout of a number or id: how many digits, capitals and small letters
 * stand between which separators, whatever they are.  Logs hold few layouts
 * and many numbers, so which regexes may match one of a layout is worth
 * remembering.
 *
 * That is answered by the regex's shadow: another regex, that matches the
 * layout, written with 0, A and a, whenever the regex matches the number.
 */

/* What stands for `c` in a layout: 0, A, a, or itself. */
char dlp_shadow_char(char c);

/*
 * Append the shadow of `regex` to `out`.  False where there is none: it holds
 * what this does not follow, and may match any layout.
 *
 * A digit becomes 0, a letter A or a, as does a class that holds one; what
 * looks around and word borders go, and nothing stays possessive or atomic, for
 * those could refuse what the regex takes.
 */
bool dlp_shadow_of(struct dlp_span regex, struct dlp_buf *out);

#endif
