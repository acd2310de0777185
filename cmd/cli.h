#ifndef DLP_CLI_H
#define DLP_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * What every command shares and the library must not do: print and exit.
 */

/* Exit statuses, the same in every command; part of the interface. */
enum {
	CLI_OK = 0,
	CLI_FOUND = 1,
	CLI_TROUBLE = 2,
	CLI_TEMPFAIL = 75,
};

/*
 * Call first: program name, SIGPIPE as the shell expects it, descriptors 0-2
 * open, no core dumps and no debugger (what we read is not to be left about).
 */
void cli_init(const char *name);
const char *cli_name(void);

/*
 * "name: message" on stderr, with ": strerror(sys)" unless sys is 0.  What
 * comes from outside (file names) goes through cli_escape().
 */
void cli_warn(int sys, const char *fmt, ...) DLP_PRINTF(2, 3);
_Noreturn void cli_die(int sys, const char *fmt, ...) DLP_PRINTF(2, 3);
_Noreturn void cli_die_memory(void);

/* `name` through dlp_escape(); valid until the second call after this. */
const char *cli_escape(const char *name);

/*
 * `fn` is called with true before anything is said on the terminal, here or
 * on stdout, and with false behind it; NULL for nobody.
 */
void cli_hush(void (*fn)(bool begin));

/* For a bad command line: points at --help, exits CLI_TROUBLE. */
_Noreturn void cli_try_help(void);

/*
 * Option values, parsed whole and range-checked; a bad one is a message that
 * names `option`, and the end.  Sizes take K, M, G (1024 and its powers),
 * times s, m, h and are in seconds without a unit.
 */
uint64_t cli_parse_number(const char *option, const char *arg, uint64_t min,
			  uint64_t max);
uint64_t cli_parse_size(const char *option, const char *arg, uint64_t min,
			uint64_t max);
uint64_t cli_parse_seconds(const char *option, const char *arg, uint64_t min,
			   uint64_t max);
/* Languages for OCR, as in "eng+deu"; "eng" where `arg` is NULL. */
const char *cli_parse_languages(const char *option, const char *arg);
/* The index of `arg` in a NULL-terminated list of words. */
int cli_parse_word(const char *option, const char *arg,
		   const char *const *words);

/*
 * The operands of a command, then the names in --files-from: `delim` ends a
 * name there.  "-" as FILE is stdin.
 */
struct cli_operands {
	char **argv;      /* the rest of them, NULL at the end */
	const char *from; /* --files-from, or NULL */
	char delim;
	void *file; /* FILE of `from`, opened at first use */
	char *name;
	size_t cap;
	bool failed; /* `from` could not be read; it was said */
};

/* The next one, valid until the next call, or NULL. */
const char *cli_operand(struct cli_operands *operands);
void cli_operands_release(struct cli_operands *operands);

/*
 * Write to stdout what is in `buf`, whatever its size, and clear it.  A
 * buffer whose status says failure, and an output that can't be written, are
 * told on stderr once and end the process with CLI_TROUBLE.
 */
void cli_write(struct dlp_buf *buf);
void cli_flush(void);

/*
 * The path of a program of the family: beside the running one, else in
 * $(libexecdir)/dlp; never through PATH.  NULL where there is none.  Freed by
 * the caller.
 */
char *cli_sibling(const char *program);

/* "name (dlp) version" and `more` (lines, may be NULL) on stdout, and out. */
_Noreturn void cli_version(const char *more);

/* The JSON Schema of the records on stdout, and out. */
_Noreturn void cli_schema(void);

/*
 * Flush and close stdout, so that a full disk is not a success.  Returns
 * `status`, or CLI_TROUBLE after a warning when the output was lost.
 */
DLP_MUST_CHECK int cli_finish(int status);

#endif
