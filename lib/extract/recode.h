#ifndef DLP_RECODE_H
#define DLP_RECODE_H

#include "extract/charset.h"
#include "extract/source.h"

/*
 * A source of UTF-8 over one of another encoding, where something said which
 * encoding that is, and may be wrong.
 */
struct dlp_recode {
	struct dlp_source *from; /* borrowed */
	struct dlp_charsets *charsets;
	enum dlp_charset charset; /* that it is taken for */
	uint64_t bad;             /* bytes that did not convert */
	struct dlp_source source; /* UTF-8, well-formed */
	/* The rest is the module's. */
	struct dlp_buf out;
	size_t next;
	bool ended;
};

/*
 * The encoding of a text that begins with `head` and is called `label`, which
 * may be empty: what the label says, unless the bytes say that it lies.
 */
enum dlp_charset dlp_recode_choose(struct dlp_charsets *charsets,
				   struct dlp_span label, struct dlp_span head);

/*
 * Read `from`, whose text is called `label`.  A failure of `from` becomes one
 * of `source`.  DLP_FATAL without memory.  Release it in either case.
 */
DLP_MUST_CHECK enum dlp_status dlp_recode_init(struct dlp_recode *recode,
					       struct dlp_source *from,
					       struct dlp_charsets *charsets,
					       struct dlp_span label);
void dlp_recode_release(struct dlp_recode *recode);

#endif
