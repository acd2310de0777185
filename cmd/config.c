#include "config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "cli.h"

enum { FILE_MAX = 1 << 20 }; /* bytes of one file */

static bool no_config;

struct words {
	char **word;
	size_t n, cap;
};

/* One file on its way. */
struct file {
	const char *path;
	unsigned line;
	bool own; /* the user's */
	const struct option *longs;
	struct words *words;
};

static void add_word(struct words *words, char *word)
{
	char **grown;

	if (words->n == words->cap) {
		words->cap = words->cap ? 2 * words->cap : 16;
		grown = realloc(words->word, words->cap * sizeof(*grown));
		if (!grown)
			cli_die_memory();
		words->word = grown;
	}
	words->word[words->n++] = word;
}

static char *join(const char *a, const char *b, const char *c, const char *d)
{
	size_t size = strlen(a) + strlen(b) + strlen(c) + strlen(d) + 1;
	char *s = malloc(size);

	if (!s)
		cli_die_memory();
	snprintf(s, size, "%s%s%s%s", a, b, c, d);
	return s;
}

static _Noreturn void bad_line(const struct file *file, const char *why)
{
	cli_die(0, "%s: line %u: %s", cli_escape(file->path), file->line, why);
}

static bool is_one_of(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (!strcmp(*list, name))
			return true;
	return false;
}

static const struct option *find_option(const struct option *longs,
					const char *name)
{
	for (; longs->name; longs++)
		if (!strcmp(longs->name, name))
			return longs;
	return NULL;
}

/* One setting that is for this tool, or, before any section, for all. */
static void take_setting(const struct file *file, const char *name,
			 const char *value, bool shared)
{
	static const char *const common[] = { "color",    "format", "jobs",
					      "progress", "quiet",  "verbose",
					      "patterns", NULL };
	static const char *const harmless[] = { "color",    "format",   "jobs",
						"progress", "patterns", NULL };
	static const char *const never[] = { "config", "no-config", "help",
					     "version", NULL };
	const struct option *option;
	bool on;

	if (shared && !is_one_of(name, common))
		bad_line(file, "this option belongs below a [tool] line");
	if (is_one_of(name, never))
		bad_line(file, "this option has no place in a file");
	if (file->own && !is_one_of(name, harmless))
		bad_line(file, "a user's own file may not set this option");
	if (file->own && !strcmp(name, "patterns"))
		name = "user-patterns";
	option = find_option(file->longs, name);
	if (!option) {
		if (shared)
			return;
		bad_line(file, "no such option");
	}
	if (option->has_arg != no_argument) {
		add_word(file->words, join("--", name, "=", value));
		return;
	}
	on = !strcmp(value, "yes");
	if (!on && strcmp(value, "no") != 0)
		bad_line(file, "this option is switched by yes or no");
	if (on)
		add_word(file->words, join("--", name, "", ""));
}

static char *trim(char *s)
{
	char *end;

	s += strspn(s, " \t\r");
	end = s + strlen(s);
	while (end > s && strchr(" \t\r", end[-1]))
		end--;
	*end = '\0';
	return s;
}

/* A `[tool]` line; whether it names this one. */
static bool is_for_me(const struct file *file, const char *section)
{
	static const char *const tools[] = { "dlp-extract", "dlp-scan",
					     "dlp-redact",  "dlp-alert",
					     "dlp-learn",   NULL };

	if (!is_one_of(section, tools))
		bad_line(file, "no such tool");
	return !strcmp(section, cli_name());
}

static void read_lines(struct file *file, FILE *in)
{
	char *line = NULL, *s, *equals;
	size_t cap = 0, total = 0;
	bool shared = true, mine = true;
	ssize_t n;

	while ((n = getline(&line, &cap, in)) > 0) {
		file->line++;
		total += (size_t)n;
		if (total > FILE_MAX)
			bad_line(file, "the file is over 1M");
		if (strlen(line) != (size_t)n)
			bad_line(file, "NUL in a line");
		line[strcspn(line, "\n")] = '\0';
		s = trim(line);
		if (!*s || *s == '#')
			continue;
		if (*s == '[') {
			if (s[strlen(s) - 1] != ']')
				bad_line(file, "] is missing");
			s[strlen(s) - 1] = '\0';
			mine = is_for_me(file, trim(s + 1));
			shared = false;
			continue;
		}
		equals = strchr(s, '=');
		if (!equals)
			bad_line(file, "neither option = value nor [tool]");
		*equals = '\0';
		if (mine)
			take_setting(file, trim(s), trim(equals + 1), shared);
	}
	free(line);
	if (ferror(in))
		cli_die(errno, "%s: cannot read", cli_escape(file->path));
}

/* `must`: the file was named, and has to be there. */
static void read_file(const char *path, bool own, bool must,
		      const struct option *longs, struct words *words)
{
	struct file file = {
		.path = path, .own = own, .longs = longs, .words = words
	};
	FILE *in = fopen(path, "re");

	if (!in) {
		if (!must && errno == ENOENT)
			return;
		cli_die(errno, "%s: cannot open", cli_escape(path));
	}
	read_lines(&file, in);
	fclose(in);
}

/* Whose files are read, and what of them. */
struct folder {
	bool own;
	const struct option *longs;
	struct words *words;
};

static enum dlp_status take_file(void *arg, const char *path,
				 struct dlp_error *err)
{
	const struct folder *folder = arg;

	(void)err;
	read_file(path, folder->own, false, folder->longs, folder->words);
	return DLP_OK;
}

/* The files of a folder, which need not exist, by name. */
static void read_folder(const char *path, bool own, const struct option *longs,
			struct words *words)
{
	static const char *const endings[] = { ".conf", NULL };
	struct folder folder = { own, longs, words };
	struct dlp_error err;

	if (dlp_folder_each(path, endings, take_file, &folder, &err) &&
	    err.sys != ENOENT && err.sys != ENOTDIR)
		cli_die(err.sys, "%s", cli_escape(err.msg));
}

/* What the command line says of configuration, taken out of it. */
static void take_config(int *argc, char **argv, const struct option *longs,
			const char **file)
{
	bool keep = find_option(longs, "no-config") != NULL;
	int to = 1, from = 1;

	for (; from < *argc && strcmp(argv[from], "--") != 0; from++) {
		const char *arg = argv[from];

		if (!strcmp(arg, "--no-config"))
			no_config = true;
		if (!strcmp(arg, "--no-config") && !keep)
			continue;
		if (!strncmp(arg, "--config=", 9)) {
			*file = arg + 9;
			continue;
		}
		if (!strcmp(arg, "--config") || !strcmp(arg, "-c")) {
			if (from + 1 == *argc) {
				cli_warn(0, "%s: no file is named", arg);
				cli_try_help();
			}
			*file = argv[++from];
			continue;
		}
		argv[to++] = argv[from];
	}
	while (from < *argc)
		argv[to++] = argv[from++];
	argv[to] = NULL;
	*argc = to;
}

static void read_folders(const struct option *longs, struct words *words)
{
	const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char *own = NULL;

	read_folder(DLP_SYSCONFDIR "/dlp", false, longs, words);
	if (base && *base == '/')
		own = join(base, "/dlp", "", "");
	else if (home && *home == '/')
		own = join(home, "/.config/dlp", "", "");
	if (own)
		read_folder(own, true, longs, words);
	free(own);
}

void cli_config(int *argc, char ***argv, const struct option *longs)
{
	/* For as long as the process: what is in argv[] is of this. */
	static struct words words;
	const char *file = NULL;

	if (*argc < 1)
		return;
	take_config(argc, *argv, longs, &file);
	if (no_config)
		return;
	add_word(&words, **argv);
	if (file)
		read_file(file, false, true, longs, &words);
	else
		read_folders(longs, &words);
	for (char **arg = *argv + 1; *arg; arg++)
		add_word(&words, *arg);
	*argc = (int)words.n;
	add_word(&words, NULL);
	*argv = words.word;
}

bool cli_config_wanted(void)
{
	return !no_config;
}
