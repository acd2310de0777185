#ifndef DLP_LOOK_H
#define DLP_LOOK_H

#include <stdbool.h>

#include "pattern/rule.h"

/*
 * What the look of a value says against it, whatever its rule checked: each of
 * these lowers its confidence by a step.
 */

/* Words that people write where a value is meant to go; one character over and
 * over, six times or more. */
bool dlp_look_placeholder(struct dlp_span value);

/*
 * Whether it was typed to stand there, not drawn and not chosen: words that
 * programmers write for any name, with digits or without (foo, bar123); or
 * characters of which three in four, and of at least four, are as the one
 * before or next to it in the alphabet or among the digits (abcd1234).
 */
bool dlp_look_typed(struct dlp_span value);

/* One of `known`, but for case and for what separates letters and digits: it
 * is published, and opens nothing. */
bool dlp_look_published(struct dlp_span value, struct dlp_list known);

/*
 * Whether the number at text [start, end) has blanks in it, and stands in a row
 * of numbers with blanks between them: where it begins and ends is chance then.
 */
bool dlp_look_row(struct dlp_span text, size_t start, size_t end);

/* Whether it has small letters: ids are printed in capitals, and hashes are
 * not. */
bool dlp_look_small(struct dlp_span value);

#endif
