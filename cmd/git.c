#include "git.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "extractor.h"

/* The words of a command line that grows. */
struct words {
	char **word;
	size_t n;
};

static void add(struct words *words, const char *option, const char *value)
{
	size_t len = strlen(option) + strlen(value) + 1;
	char *word = malloc(len);
	char **more =
		realloc(words->word, (words->n + 2) * sizeof(*words->word));

	if (!word || !more)
		cli_die_memory();
	snprintf(word, len, "%s%s", option, value);
	words->word = more;
	words->word[words->n++] = word;
	words->word[words->n] = NULL;
}

static void add_options(struct words *words,
			const struct cli_documents *documents, bool quiet)
{
	const struct cli_operands *operands = &documents->operands;
	const struct dlp_git_opts *git = &documents->git;
	char size[32], seconds[32];

	add(words, "dlp-extract", "");
	if (!cli_config_wanted())
		add(words, "--no-config", "");
	if (documents->languages)
		add(words, "--ocr=", documents->languages);
	if (documents->converters)
		add(words, "--converters=", documents->converters);
	if (quiet)
		add(words, "--quiet", "");
	if (git->what == DLP_GIT_STAGED)
		add(words, "--git-staged", "");
	else if (git->what == DLP_GIT_ALL)
		add(words, "--git-all", "");
	else if (git->range)
		add(words, "--git-history=", git->range);
	else
		add(words, "--git-history", "");
	snprintf(size, sizeof(size), "%llu", (unsigned long long)git->max_size);
	if (git->max_size)
		add(words, "--max-size=", size);
	snprintf(seconds, sizeof(seconds), "%llus",
		 (unsigned long long)git->seconds);
	if (git->seconds)
		add(words, "--git-timeout=", seconds);
	for (size_t i = 0; i < git->walk->includes; i++)
		add(words, "--include=", git->walk->include[i]);
	for (size_t i = 0; i < git->walk->excludes; i++)
		add(words, "--exclude=", git->walk->exclude[i]);
	if (operands->from)
		add(words, "--files-from=", operands->from);
	if (operands->from && !operands->delim)
		add(words, "--null", "");
	add(words, "--", "");
	for (size_t i = 0; operands->argv[i]; i++)
		add(words, operands->argv[i], "");
}

pid_t cli_git_records(const struct cli_documents *documents, bool quiet)
{
	struct words words = { 0 };
	pid_t pid;
	int fd;

	add_options(&words, documents, quiet);
	fd = extractor_run(words.word, "repositories", &pid);
	if (dup2(fd, STDIN_FILENO) < 0)
		cli_die(errno, "cannot read from dlp-extract");
	close(fd);
	for (size_t i = 0; i < words.n; i++)
		free(words.word[i]);
	free(words.word);
	return pid;
}
