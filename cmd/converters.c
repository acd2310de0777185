#include "converters.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/io.h"
#include "cli.h"
#include "config.h"

enum { FILE_MAX = 64 << 10 }; /* bytes */

struct list {
	struct dlp_arena *arena;
	struct dlp_converter *first, *last;
};

/* Whoever may write it may run programs as whoever runs us. */
static void check_owner(const char *path, const struct stat *st)
{
	if (st->st_uid && st->st_uid != geteuid())
		cli_die(0, "%s: not owned by root or by you", cli_escape(path));
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		cli_die(0, "%s: others may write it", cli_escape(path));
}

/* The name of the file, without .conf; terminated in the arena. */
static const char *name_of(struct dlp_arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct dlp_span name = { slash ? slash + 1 : path, 0 };
	char *own;

	name.len = strlen(name.ptr) - strlen(".conf");
	own = dlp_arena_alloc(arena, name.len + 1, 1);
	if (!own)
		cli_die_memory();
	memcpy(own, name.ptr, name.len);
	return own;
}

static struct dlp_span load(struct dlp_arena *arena, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	ssize_t n;
	char *text;

	if (fd < 0 || fstat(fd, &st))
		cli_die(errno, "%s: cannot open", cli_escape(path));
	check_owner(path, &st);
	if (!S_ISREG(st.st_mode) || st.st_size > FILE_MAX)
		cli_die(0, "%s: no file, or over 64K", cli_escape(path));
	text = dlp_arena_alloc(arena, (size_t)st.st_size + 1, 1);
	if (!text)
		cli_die_memory();
	n = dlp_io_read_full(fd, text, (size_t)st.st_size);
	if (n < 0)
		cli_die(errno, "%s: cannot read", cli_escape(path));
	close(fd);
	return (struct dlp_span){ text, (size_t)n };
}

static enum dlp_status take_file(void *arg, const char *path,
				 struct dlp_error *err)
{
	struct list *list = arg;
	struct dlp_converter *converter;
	enum dlp_status status = dlp_converter_parse(
		name_of(list->arena, path), load(list->arena, path),
		list->arena, &converter, err);

	if (status == DLP_FATAL)
		cli_die_memory();
	if (status)
		cli_die(0, "%s: %s", cli_escape(path), err->msg);
	if (access(converter->argv[0], X_OK))
		cli_die(errno, "%s: %s: cannot run", cli_escape(path),
			cli_escape(converter->argv[0]));
	if (list->last)
		list->last->next = converter;
	else
		list->first = converter;
	list->last = converter;
	return DLP_OK;
}

static void read_folder(struct list *list, const char *path, bool must)
{
	static const char *const endings[] = { ".conf", NULL };
	struct dlp_error err = { 0 };
	struct stat st;

	if (stat(path, &st)) {
		if (!must && (errno == ENOENT || errno == ENOTDIR))
			return;
		cli_die(errno, "%s: cannot open", cli_escape(path));
	}
	check_owner(path, &st);
	if (dlp_folder_each(path, endings, take_file, list, &err))
		cli_die(err.sys, "%s: cannot read", cli_escape(path));
}

static void read_own(struct list *list)
{
	const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	bool xdg = base && *base == '/';
	char path[4096];
	int n;

	if (!getuid() || !geteuid())
		return;
	if (!xdg && (!home || *home != '/'))
		return;
	n = snprintf(path, sizeof(path), "%s%s/dlp/extract.d",
		     xdg ? base : home, xdg ? "" : "/.config");
	if (n > 0 && (size_t)n < sizeof(path))
		read_folder(list, path, false);
}

const struct dlp_converter *converters_load(struct dlp_arena *arena,
					    const char *folder)
{
	struct list list = { .arena = arena };

	if (folder) {
		read_folder(&list, folder, true);
	} else if (cli_config_wanted()) {
		read_folder(&list, DLP_SYSCONFDIR "/dlp/extract.d", false);
		read_own(&list);
	}
	return list.first;
}
