#ifndef DLP_FOREIGN_H
#define DLP_FOREIGN_H

#include "base/arena.h"
#include "base/error.h"
#include "pattern/rule.h"

/*
 * Rule files of other scanners, taken as they are: the TOML of gitleaks and
 * betterleaks, the YAML of Nosey Parker and Kingfisher.  What they say becomes
 * rules of ours; what can't be said here is a note, and never lost in silence.
 * The files are hostile input, read within the limits of pattern/tree.h.
 *
 * Ids: that of gitleaks' rule `github-pat` is gitleaks.github-pat; of the
 * others np.github.1 and kingfisher.aws.1 stay, and one without a dot gets
 * `noseyparker.` in front.  Characters that ids here don't have become dashes.
 */

enum dlp_foreign {
	DLP_FOREIGN_NONE, /* a pattern file of our own */
	DLP_FOREIGN_TOML,
	DLP_FOREIGN_YAML,
};

/* By what stands in it, whatever its name. */
enum dlp_foreign dlp_foreign_sniff(struct dlp_span text);

enum dlp_note_kind {
	DLP_NOTE_PART,  /* a rule that does not do all it says */
	DLP_NOTE_OUT,   /* a rule that is left out */
	DLP_NOTE_SLOW,  /* one that has to look at every byte */
	DLP_NOTE_ASIDE, /* what has no part in finding: live validation */
	DLP_NOTES,
};

/* What of a file was not taken as it stands there. */
struct dlp_note {
	enum dlp_note_kind kind;
	struct dlp_span file;
	uint32_t line;
	struct dlp_span rule; /* its id; empty for the file as a whole */
	struct dlp_span key;
	struct dlp_span text; /* what became of it */
};

/* Where rules and notes go, in order of the file; a status but DLP_OK ends
 * the reading. */
struct dlp_foreign_calls {
	enum dlp_status (*rule)(void *arg, const struct dlp_rule *rule,
				struct dlp_error *err);
	enum dlp_status (*note)(void *arg, const struct dlp_note *note,
				struct dlp_error *err);
	void *arg;
};

/*
 * Read `text`, the file `file`, both of which live as long as `arena`, where
 * the rules are.  Each regex that a rule has compiles.  DLP_SKIP with file and
 * line for a file that is not well formed.
 */
DLP_MUST_CHECK enum dlp_status
dlp_foreign_read(enum dlp_foreign kind, struct dlp_span file,
		 struct dlp_span text, struct dlp_arena *arena,
		 const struct dlp_foreign_calls *calls, struct dlp_error *err);

#endif
