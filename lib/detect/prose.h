#ifndef DLP_PROSE_H
#define DLP_PROSE_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Whether a text may be what people write to people: letters, mails, minutes.
 * Program text, data and logs are told by the signs in them, at a glance.
 */

enum { DLP_PROSE_GLANCE = 192 }; /* bytes that are looked at */

bool dlp_prose_may_be(struct dlp_span text);

#endif
