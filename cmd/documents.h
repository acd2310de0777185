#ifndef DLP_CMD_DOCUMENTS_H
#define DLP_CMD_DOCUMENTS_H

#include "cli.h"
#include "extract/git.h"

/*
 * Which documents a command reads and with whose help, as the options say that
 * dlp-scan and dlp-extract share.
 */
struct cli_documents {
	struct cli_operands operands;
	struct dlp_walk_opts walk;
	const char **include, **exclude; /* of `walk` */
	struct dlp_git_opts git;
	uint64_t max_size; /* bytes; larger ones in folders are left; 0: none */
	const char *languages;  /* for OCR of pictures, or NULL */
	const char *converters; /* folder of theirs; NULL: the usual ones */
};

enum {
	CLI_DOCUMENTS_FROM = 900,
	CLI_DOCUMENTS_INCLUDE,
	CLI_DOCUMENTS_EXCLUDE,
	CLI_DOCUMENTS_ONE_FILE_SYSTEM,
	CLI_DOCUMENTS_MAX_SIZE,
	CLI_DOCUMENTS_OCR,
	CLI_DOCUMENTS_CONVERTERS,
	CLI_DOCUMENTS_GIT_STAGED,
	CLI_DOCUMENTS_GIT_HISTORY,
	CLI_DOCUMENTS_GIT_ALL,
	CLI_DOCUMENTS_GIT_TIMEOUT,
};

/* For getopt_long(3), with the letters "0L". */
/* clang-format off */
#define CLI_DOCUMENTS_OPTIONS                                                 \
	{ "files-from", required_argument, NULL, CLI_DOCUMENTS_FROM },        \
	{ "null", no_argument, NULL, '0' },                                   \
	{ "follow", no_argument, NULL, 'L' },                                 \
	{ "include", required_argument, NULL, CLI_DOCUMENTS_INCLUDE },        \
	{ "exclude", required_argument, NULL, CLI_DOCUMENTS_EXCLUDE },        \
	{ "one-file-system", no_argument, NULL,                               \
	  CLI_DOCUMENTS_ONE_FILE_SYSTEM },                                    \
	{ "max-size", required_argument, NULL, CLI_DOCUMENTS_MAX_SIZE },      \
	{ "ocr", optional_argument, NULL, CLI_DOCUMENTS_OCR },                \
	{ "converters", required_argument, NULL, CLI_DOCUMENTS_CONVERTERS },  \
	{ "git-staged", no_argument, NULL, CLI_DOCUMENTS_GIT_STAGED },        \
	{ "git-history", optional_argument, NULL,                             \
	  CLI_DOCUMENTS_GIT_HISTORY },                                        \
	{ "git-all", no_argument, NULL, CLI_DOCUMENTS_GIT_ALL },              \
	{ "git-timeout", required_argument, NULL, CLI_DOCUMENTS_GIT_TIMEOUT }
/* clang-format on */

#define CLI_DOCUMENTS_HELP                                                \
	"      --files-from=FILE       names of files, - for stdin\n"     \
	"  -0, --null                  those names end in NUL\n"          \
	"  -L, --follow                follow links in folders\n"         \
	"      --include=GLOB          only files whose name fits\n"      \
	"      --exclude=GLOB          not files and folders that fit\n"  \
	"      --one-file-system       not into other file systems\n"     \
	"      --max-size=SIZE         do not read larger files\n"        \
	"      --ocr[=LANGS]           read the text in pictures too\n"   \
	"      --converters=FOLDER     files of converters, not /etc's\n" \
	"      --git-staged            what is staged in repositories\n"  \
	"      --git-history[=RANGE]   what their commits brought in\n"   \
	"      --git-all               also what no commit leads to\n"    \
	"      --git-timeout=TIME      that git may say nothing (10m)\n"

void cli_documents_init(struct cli_documents *documents);

/* True when `c` is one of the options; a bad value ends the process. */
bool cli_documents_option(struct cli_documents *documents, int c,
			  const char *arg);

/* Behind the last option: the words that are none. */
void cli_documents_operands(struct cli_documents *documents, char **argv);

void cli_documents_release(struct cli_documents *documents);

/* As many as there are processors, and at most `most`. */
unsigned cli_documents_jobs(unsigned most);

#endif
