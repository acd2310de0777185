#include "documents.h"

#include <stdlib.h>
#include <unistd.h>

void cli_documents_init(struct cli_documents *documents)
{
	*documents = (struct cli_documents){ .operands.delim = '\n' };
}

static void add_glob(const char ***list, size_t *count, const char *glob)
{
	const char **grown = realloc(*list, (*count + 1) * sizeof(*grown));

	if (!grown)
		cli_die_memory();
	grown[(*count)++] = glob;
	*list = grown;
}

/* The last one given holds. */
static bool take_git(struct dlp_git_opts *git, int c, const char *arg)
{
	switch (c) {
	case CLI_DOCUMENTS_GIT_STAGED:
		git->what = DLP_GIT_STAGED;
		return true;
	case CLI_DOCUMENTS_GIT_HISTORY:
		git->what = DLP_GIT_HISTORY;
		git->range = arg;
		return true;
	case CLI_DOCUMENTS_GIT_ALL:
		git->what = DLP_GIT_ALL;
		git->range = NULL;
		return true;
	case CLI_DOCUMENTS_GIT_TIMEOUT:
		git->seconds =
			cli_parse_seconds("--git-timeout", arg, 1, 86400);
		return true;
	default:
		return false;
	}
}

bool cli_documents_option(struct cli_documents *documents, int c,
			  const char *arg)
{
	struct dlp_walk_opts *walk = &documents->walk;

	switch (c) {
	case CLI_DOCUMENTS_FROM:
		documents->operands.from = arg;
		return true;
	case '0':
		documents->operands.delim = '\0';
		return true;
	case 'L':
		walk->follow = true;
		return true;
	case CLI_DOCUMENTS_INCLUDE:
		add_glob(&documents->include, &walk->includes, arg);
		return true;
	case CLI_DOCUMENTS_EXCLUDE:
		add_glob(&documents->exclude, &walk->excludes, arg);
		return true;
	case CLI_DOCUMENTS_ONE_FILE_SYSTEM:
		walk->one_file_system = true;
		return true;
	case CLI_DOCUMENTS_MAX_SIZE:
		documents->max_size =
			cli_parse_size("--max-size", arg, 1, INT64_MAX);
		return true;
	case CLI_DOCUMENTS_OCR:
		documents->languages = cli_parse_languages("--ocr", arg);
		return true;
	case CLI_DOCUMENTS_CONVERTERS:
		documents->converters = arg;
		return true;
	default:
		return take_git(&documents->git, c, arg);
	}
}

void cli_documents_operands(struct cli_documents *documents, char **argv)
{
	documents->operands.argv = argv;
	documents->walk.include = documents->include;
	documents->walk.exclude = documents->exclude;
	documents->git.walk = &documents->walk;
	documents->git.max_size = documents->max_size;
}

void cli_documents_release(struct cli_documents *documents)
{
	free(documents->include);
	free(documents->exclude);
	cli_operands_release(&documents->operands);
}

unsigned cli_documents_jobs(unsigned most)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (processors < 1)
		return 1;
	return (unsigned long)processors < most ? (unsigned)processors : most;
}
