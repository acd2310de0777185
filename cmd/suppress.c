#include "suppress.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static void add(const char **list, size_t *count, const char *option,
		const char *arg)
{
	if (*count == CLI_SUPPRESS_FILES)
		cli_die(0, "%s: over %d of them", option, CLI_SUPPRESS_FILES);
	list[(*count)++] = arg;
}

bool cli_suppress_option(struct cli_suppress *s, int c, char *arg)
{
	switch (c) {
	case CLI_SUPPRESS_ALLOW:
		add(s->allow, &s->allows, "--allow", arg);
		return true;
	case CLI_SUPPRESS_FILE:
		add(s->file, &s->files, "--allow-file", arg);
		return true;
	case CLI_SUPPRESS_INLINE:
		s->opts.inline_allow = true;
		return true;
	case CLI_SUPPRESS_BASELINE:
		s->baseline = arg;
		return true;
	case CLI_SUPPRESS_UPDATE:
		s->update = true;
		return true;
	case CLI_SUPPRESS_SHOW:
		s->opts.show = true;
		return true;
	default:
		return false;
	}
}

/* The folder of a work tree of git that `path` is in, in place. */
static bool find_top(char *path)
{
	char name[4096];

	for (;;) {
		char *slash = strrchr(path, '/');
		int n = snprintf(name, sizeof(name), "%s/.git", path);

		if (n < 0 || (size_t)n >= sizeof(name))
			return false;
		if (!access(name, F_OK))
			return true;
		if (!slash || slash == path)
			return false;
		*slash = '\0';
	}
}

void cli_suppress_place(struct cli_suppress *s, struct dlp_scanner_opts *opts)
{
	if (!getcwd(s->cwd, sizeof(s->cwd)))
		return;
	opts->cwd = (struct dlp_span){ s->cwd, strlen(s->cwd) };
	memcpy(s->root, s->cwd, sizeof(s->root));
	if (opts->root.ptr) {
		int n = snprintf(s->root, sizeof(s->root), "%s/%s",
				 *opts->root.ptr == '/' ? "" : s->cwd,
				 opts->root.ptr);

		if (!opts->root.len || n < 0 || (size_t)n >= sizeof(s->root))
			return;
	} else if (!find_top(s->root)) {
		return;
	}
	opts->root = (struct dlp_span){ s->root, strlen(s->root) };
}

static void must(enum dlp_status status, const struct dlp_error *err)
{
	if (status)
		cli_die(err->sys, "%s", cli_escape(err->msg));
}

/* Before it is read: should it change just then, the next run finds another. */
static void digest_baseline(struct cli_suppress *s)
{
	int fd = open(s->baseline, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return;
	(void)!dlp_digest_file(fd, s->baseline_digest);
	close(fd);
}

static void load_baseline(struct cli_suppress *s)
{
	struct dlp_error err = { 0 };
	enum dlp_status status;

	digest_baseline(s);
	s->opts.baseline = dlp_baseline_new();
	if (!s->opts.baseline)
		cli_die_memory();
	status = dlp_baseline_load(s->opts.baseline, s->baseline, &err);
	if (!s->update || err.sys != ENOENT)
		must(status, &err);
	if (s->update)
		dlp_baseline_record(s->opts.baseline);
}

void cli_suppress_load(struct cli_suppress *s, const struct cli_rules *rules)
{
	static const char system[] = DLP_SYSCONFDIR "/dlp/allow.d";
	struct dlp_allowlist *list = dlp_allowlist_new();
	struct dlp_error err = { 0 };

	if (!list)
		cli_die_memory();
	s->opts.allow = list;
	if (!rules->no_config && !access(system, F_OK))
		must(dlp_allowlist_load(list, system, &err), &err);
	for (size_t i = 0; i < s->files; i++)
		must(dlp_allowlist_load(list, s->file[i], &err), &err);
	for (size_t i = 0; i < s->allows; i++)
		must(dlp_allowlist_rules(list, s->allow[i], &err), &err);
	/* One that names a rule which was left out names one nevertheless. */
	if (!rules->select && !rules->disable)
		must(dlp_allowlist_check(list, rules->catalog, &err), &err);
	if (s->update && !s->baseline)
		cli_die(0, "--update-baseline: --baseline names no file");
	if (s->baseline)
		load_baseline(s);
}

int cli_suppress_finish(struct cli_suppress *s, bool whole, bool quiet)
{
	struct dlp_baseline_change change;
	struct dlp_error err = { 0 };

	if (!s->update)
		return CLI_OK;
	if (!whole) {
		cli_warn(0,
			 "%s: not written: what could not be read would be "
			 "forgotten",
			 cli_escape(s->baseline));
		return CLI_TROUBLE;
	}
	if (dlp_baseline_write(s->opts.baseline, s->baseline, &change, &err)) {
		cli_warn(err.sys, "%s", cli_escape(err.msg));
		return CLI_TROUBLE;
	}
	if (!quiet)
		cli_warn(0, "%s: %zu findings kept, %zu added, %zu removed",
			 cli_escape(s->baseline), change.kept, change.added,
			 change.removed);
	return CLI_OK;
}

void cli_suppress_count(struct cli_suppress *s,
			const struct dlp_scanner_counts *counts)
{
	static const enum dlp_suppressor plain[] = { DLP_SUPPRESS_RULE,
						     DLP_SUPPRESS_INLINE,
						     DLP_SUPPRESS_BASELINE };
	enum { PLAIN = sizeof(plain) / sizeof(*plain) };
	const struct dlp_allow *allow;
	size_t n = CLI_SUPPRESS_UNTOLD + PLAIN;

	for (allow = dlp_allowlist_first(s->opts.allow); allow;
	     allow = allow->next)
		n++;
	s->count = calloc(n, sizeof(*s->count));
	if (!s->count)
		cli_die_memory();
	s->count[0] = (struct dlp_count){ DLP_SPAN("low"), counts->low };
	s->count[1] =
		(struct dlp_count){ DLP_SPAN("filtered"), counts->filtered };
	n = CLI_SUPPRESS_UNTOLD;
	for (size_t i = 0; i < PLAIN; i++) {
		const struct dlp_suppressed by = { plain[i], NULL };

		s->count[n++] =
			(struct dlp_count){ dlp_suppressed_label(&by),
					    counts->suppressed[plain[i]] };
	}
	for (allow = dlp_allowlist_first(s->opts.allow); allow;
	     allow = allow->next)
		s->count[n++] =
			(struct dlp_count){ allow->label, allow->count };
	s->counts = n;
}

void cli_suppress_unused(const struct cli_suppress *s)
{
	const struct dlp_allow *allow;

	for (allow = dlp_allowlist_first(s->opts.allow); allow;
	     allow = allow->next)
		if (!allow->count)
			cli_warn(0, "%.*s (%s:%u) let nothing pass",
				 (int)allow->label.len, allow->label.ptr,
				 cli_escape(allow->file.ptr), allow->line);
}

void cli_suppress_release(struct cli_suppress *s)
{
	dlp_allowlist_free(s->opts.allow);
	dlp_baseline_free(s->opts.baseline);
	free(s->count);
}
