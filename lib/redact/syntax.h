#ifndef DLP_REDACT_SYNTAX_H
#define DLP_REDACT_SYNTAX_H

#include "record/record.h"
#include "redact/layout.h"

/* What is against a syntax; `why` is NULL where nothing is. */
struct dlp_syntax_error {
	enum dlp_code code;
	const char *why;
};

/*
 * What a format's reader and writer know: how bytes become a view, and how a
 * replacement is put into them.
 */
struct dlp_syntax {
	size_t state; /* bytes of it, all 0 at the beginning */

	/*
	 * Lay out what of `in` can be understood without more, and return how
	 * many bytes that was; all of it when it is the `last`.  The result
	 * depends on the bytes alone, never on where `in` was cut.
	 *
	 * `bad` is set, and the parse over, at the first byte that is against
	 * the syntax (or at the end of an input that lacks its end): what comes
	 * from there on is plain text.
	 */
	size_t (*parse)(void *state, struct dlp_layout *layout,
			struct dlp_span in, bool last,
			struct dlp_syntax_error *bad);

	/*
	 * Whether the view ends at a border that no finding crosses.  When not
	 * NULL, parse() stops behind each.
	 */
	bool (*at_border)(const void *state);

	/*
	 * The `at` of the view that was laid out and not yet taken; false to
	 * wait for more of it.
	 */
	bool (*at)(void *state, const struct dlp_layout *layout, bool last,
		   struct dlp_buf *at);

	/* A replacement for within a string of the source. */
	void (*escape)(struct dlp_buf *out, struct dlp_span text);

	/* A scalar that has changed. */
	void (*quote)(const void *state, struct dlp_buf *out,
		      struct dlp_span text);

	/*
	 * After an error: whether so little was understood that the input may
	 * never have been of this syntax.
	 */
	bool (*doubtful)(const void *state);
};

extern const struct dlp_syntax dlp_syntax_text;
extern const struct dlp_syntax dlp_syntax_json;
extern const struct dlp_syntax dlp_syntax_csv;

#endif
