#include "extract/git.h"

#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "extract/git_blobs.h"
#include "extract/git_changes.h"
#include "extract/git_ids.h"
#include "extract/git_message.h"
#include "extract/git_objects.h"
#include "extract/git_process.h"
#include "extract/source.h"

enum {
	RANGE_WORDS = 64,        /* in a range */
	SHALLOW_FILE = 64 << 20, /* bytes */
	LINE = 128,              /* bytes of an id and a type */
};

struct repository {
	struct dlp_extract *run;
	const struct dlp_git_opts *opts;
	struct dlp_git_place place;
	const char *name;      /* in messages */
	struct dlp_buf prefix; /* of paths */
	struct dlp_buf path, origin;
	struct dlp_git_messages messages;
	struct dlp_git_blobs blobs;
	struct dlp_git_ids seen;    /* blobs, and commits that brought some */
	struct dlp_git_ids shallow; /* commits whose parents are left out */
	bool gap;                   /* which was told */
	bool damaged;               /* git could not list all; so was this */
};

static enum dlp_status tell_error(struct repository *repo, enum dlp_code code,
				  const struct dlp_error *err)
{
	return dlp_extract_add_error(repo->run, repo->name, code, err);
}

static enum dlp_status tell_gap(struct repository *repo)
{
	struct dlp_error err = { 0 };

	if (repo->gap)
		return DLP_OK;
	repo->gap = true;
	dlp_error_set(&err, DLP_SKIP, 0,
		      "older history is not in this shallow clone");
	return tell_error(repo, DLP_CODE_GAP, &err);
}

/* Everything that a git of few words says; DLP_SKIP when it fails. */
static enum dlp_status ask(struct repository *repo, const char *const *words,
			   struct dlp_buf *answer, enum dlp_code *code,
			   struct dlp_error *err)
{
	struct dlp_git_process git;
	enum dlp_status status =
		dlp_git_process_start(&git, &repo->place, words, -1, err);
	ssize_t n = 1;

	if (status)
		return status;
	while (n > 0 && answer->len < DLP_GIT_WORD) {
		if (dlp_buf_reserve(answer, 4096))
			break;
		n = dlp_git_process_read(&git, answer->ptr + answer->len, 4096,
					 err);
		answer->len += n > 0 ? (size_t)n : 0;
	}
	status = dlp_git_process_finish(&git, err);
	*code = git.late ? DLP_CODE_TIMEOUT : DLP_CODE_IO;
	return status;
}

/* A line of an answer, which is moved on. */
static struct dlp_span take_line(struct dlp_span *text)
{
	const char *nl = text->len ? memchr(text->ptr, '\n', text->len) : NULL;
	struct dlp_span line = *text;

	if (nl)
		line.len = (size_t)(nl - text->ptr);
	text->ptr += line.len + !!nl;
	text->len -= line.len + !!nl;
	return line;
}

/* Where history ends in a shallow clone: its file, from the folder we asked in.
 */
static enum dlp_status load_shallow(struct repository *repo,
				    struct dlp_span name)
{
	struct dlp_error err = { 0 };
	struct dlp_buf path, file;
	struct dlp_span text;
	enum dlp_status status;

	dlp_buf_init(&path, 0);
	dlp_buf_init(&file, SHALLOW_FILE);
	if (repo->place.dir && name.len && name.ptr[0] != '/') {
		dlp_buf_adds(&path, repo->place.dir);
		dlp_buf_addc(&path, '/');
	}
	dlp_buf_addspan(&path, name);
	status = dlp_buf_addc(&path, '\0');
	if (!status)
		status = dlp_io_load(path.ptr, SHALLOW_FILE, &file, &err);
	if (status == DLP_SKIP)
		status = tell_gap(repo);
	text = dlp_buf_span(&file);
	while (!status && text.len) {
		struct dlp_span id = take_line(&text);

		if (dlp_git_id_valid(id) &&
		    dlp_git_ids_add(&repo->shallow, id) < 0)
			status = DLP_FATAL;
	}
	dlp_buf_release(&path);
	dlp_buf_release(&file);
	return status;
}

/* What comes before a path in the tree, so that it is one from here. */
static enum dlp_status make_prefix(struct repository *repo,
				   struct dlp_span to_top)
{
	if (repo->place.dir) {
		size_t len = strlen(repo->place.dir);

		while (len > 1 && repo->place.dir[len - 1] == '/')
			len--;
		dlp_buf_add(&repo->prefix, repo->place.dir, len);
		if (repo->place.dir[len - 1] != '/')
			dlp_buf_addc(&repo->prefix, '/');
	}
	dlp_buf_addspan(&repo->prefix, to_top);
	return repo->prefix.status;
}

/* DLP_SKIP: there is no repository, and this was told. */
static enum dlp_status open_repository(struct repository *repo)
{
	static const char *const words[] = {
		"rev-parse",   "--is-shallow-repository",
		"--git-path",  "shallow",
		"--show-cdup", NULL
	};
	struct dlp_error err = { 0 };
	struct dlp_buf answer;
	struct dlp_span text, shallow, file, to_top;
	enum dlp_code code = DLP_CODE_IO;
	enum dlp_status status;

	dlp_buf_init(&answer, 0);
	status = ask(repo, words, &answer, &code, &err);
	text = dlp_buf_span(&answer);
	shallow = take_line(&text);
	file = take_line(&text);
	to_top = take_line(&text);
	if (status)
		status = tell_error(repo, code, &err) ? DLP_FATAL : DLP_SKIP;
	else
		status = make_prefix(repo, to_top);
	if (!status && repo->opts->what != DLP_GIT_STAGED &&
	    dlp_span_eq(shallow, DLP_SPAN("true")))
		status = load_shallow(repo, file);
	dlp_buf_release(&answer);
	return status;
}

static enum dlp_status add_blob(struct repository *repo, struct dlp_span id,
				struct dlp_span path)
{
	dlp_buf_clear(&repo->path);
	dlp_buf_addspan(&repo->path, dlp_buf_span(&repo->prefix));
	if (dlp_buf_addspan(&repo->path, path))
		return DLP_FATAL;
	return dlp_git_blobs_add(&repo->blobs, id, dlp_buf_span(&repo->path),
				 dlp_buf_span(&repo->origin));
}

/* A commit begins: its message, and what its blobs' records will say of it. */
static enum dlp_status begin_commit(struct repository *repo,
				    const struct dlp_git_changes *changes)
{
	struct dlp_span commit = dlp_buf_span(&changes->commit);

	if (dlp_git_message_tell(&repo->messages, "commit", changes) ||
	    dlp_git_origin(&repo->origin, "commit", changes, false) ||
	    dlp_git_ids_add(&repo->seen, commit) < 0)
		return DLP_FATAL;
	return dlp_git_ids_has(&repo->shallow, commit) ? tell_gap(repo)
						       : DLP_OK;
}

static enum dlp_status take_change(struct repository *repo,
				   const struct dlp_git_change *change)
{
	const bool staged = repo->opts->what == DLP_GIT_STAGED;
	struct dlp_buf *path = &repo->path;
	struct dlp_error err = { 0 };
	int added;

	if (staged && dlp_span_eq(change->status, DLP_SPAN("U"))) {
		dlp_error_set(&err, DLP_SKIP, 0,
			      "a file is not merged in the index");
		return tell_error(repo, DLP_CODE_UNSUPPORTED, &err);
	}
	/* Gone, or a commit of another repository. */
	if (dlp_git_id_none(change->id) ||
	    dlp_span_eq(change->mode, DLP_SPAN("160000")))
		return DLP_OK;
	dlp_buf_clear(path);
	dlp_buf_addspan(path, change->path);
	if (dlp_buf_addc(path, '\0'))
		return DLP_FATAL;
	if (!dlp_walk_wants(repo->opts->walk, path->ptr))
		return DLP_OK;
	added = staged ? 1 : dlp_git_ids_add(&repo->seen, change->id);
	if (added <= 0)
		return added ? DLP_FATAL : DLP_OK;
	return add_blob(repo, change->id, change->path);
}

static enum dlp_status take_changes(struct repository *repo,
				    struct dlp_git_process *git,
				    struct dlp_error *err)
{
	struct dlp_git_changes changes;
	struct dlp_git_change change;
	struct dlp_source source;
	enum dlp_status status = dlp_git_process_source(git, &source);

	dlp_git_changes_init(&changes, &source);
	while (!status &&
	       !(status = dlp_git_changes_next(&changes, &change, err))) {
		status = change.path.len ? take_change(repo, &change)
					 : begin_commit(repo, &changes);
	}
	dlp_git_changes_release(&changes);
	dlp_source_release(&source);
	dlp_buf_clear(&repo->origin);
	return status == DLP_EOF ? DLP_OK : status;
}

/*
 * Take what `lister`, or -1, and then `words` say.  DLP_FATAL at the end of
 * the run; all else is told.
 */
static enum dlp_status take_output(struct repository *repo,
				   const char *const *words, int in,
				   struct dlp_git_process *lister)
{
	struct dlp_git_process git;
	struct dlp_error err = { 0 };
	enum dlp_status status, end, listed;
	bool late;

	status = dlp_git_process_start(&git, &repo->place, words, in, &err);
	if (!status) {
		status = take_changes(repo, &git, &err);
		if (status == DLP_FATAL)
			(void)!dlp_git_process_finish(&git, &err);
		else if ((end = dlp_git_process_finish(&git, &err)) && !status)
			status = end;
	}
	late = git.late;
	if (lister) {
		struct dlp_error why = { 0 };

		/* It may only have seen its reader go. */
		listed = dlp_git_process_finish(lister, &why);
		if (listed && !status) {
			status = listed;
			err = why;
			late = lister->late;
		}
	}
	/* It breaks off at the same object again. */
	if (status != DLP_SKIP || (repo->damaged && !late))
		return status == DLP_SKIP ? DLP_OK : status;
	repo->damaged = !late;
	return tell_error(repo, late ? DLP_CODE_TIMEOUT : DLP_CODE_IO, &err);
}

/* The commits that `words` list, with `in` as their input or -1. */
static enum dlp_status take_commits(struct repository *repo,
				    const char *const *words, int in)
{
	static const char format[] = "--format=" DLP_GIT_FORMAT;
	static const char *const diff[] = { "diff-tree",
					    "--stdin",
					    "--always",
					    "-r",
					    "-c",
					    "--root",
					    "--raw",
					    "-z",
					    "--no-renames",
					    "--no-abbrev",
					    "--no-ext-diff",
					    "--no-textconv",
					    "--ignore-submodules=all",
					    "--encoding=UTF-8",
					    format,
					    NULL };
	struct dlp_git_process lister;
	struct dlp_error err = { 0 };

	if (dlp_git_process_start(&lister, &repo->place, words, in, &err))
		return tell_error(repo, DLP_CODE_IO, &err);
	return take_output(repo, diff, lister.out, &lister);
}

static enum dlp_status take_history(struct repository *repo)
{
	const char *words[RANGE_WORDS + 8] = { "rev-list", "--topo-order",
					       "--reverse" };
	struct dlp_error err = { 0 };
	char *range = NULL, *rest, *word;
	enum dlp_status status;
	size_t n = 3;

	if (repo->opts->range) {
		rest = range = strdup(repo->opts->range);
		if (!range)
			return DLP_FATAL;
		/* What begins with a dash is no option. */
		words[n++] = "--end-of-options";
		while (n < RANGE_WORDS + 4 &&
		       (word = strtok_r(rest, " ", &rest)))
			words[n++] = word;
		words[n++] = "--";
	} else {
		words[n++] = "--all";
		if (repo->opts->what == DLP_GIT_ALL)
			words[n++] = "--reflog";
	}
	if (range && strtok_r(rest, " ", &rest)) {
		dlp_error_set(&err, DLP_SKIP, 0, "a range of over %d words",
			      RANGE_WORDS);
		status = tell_error(repo, DLP_CODE_TOO_MANY, &err);
	} else {
		status = take_commits(repo, words, -1);
	}
	free(range);
	return status;
}

/* Messages of tags. */
static enum dlp_status take_tags(struct repository *repo)
{
	static const char *const words[] = { "for-each-ref",
					     "--format=" DLP_GIT_TAG_FORMAT,
					     NULL };
	struct dlp_git_process git;
	struct dlp_git_changes tags;
	struct dlp_error err = { 0 };
	struct dlp_source source;
	enum dlp_status status, end;

	status = dlp_git_process_start(&git, &repo->place, words, -1, &err);
	if (status)
		return tell_error(repo, DLP_CODE_IO, &err);
	status = dlp_git_process_source(&git, &source);
	dlp_git_changes_init(&tags, &source);
	while (!status && !(status = dlp_git_changes_tag(&tags, &err)))
		status = dlp_git_message_tell(&repo->messages, "tag", &tags);
	dlp_git_changes_release(&tags);
	dlp_source_release(&source);
	dlp_buf_clear(&repo->origin);
	end = dlp_git_process_finish(&git, &err);
	if (status == DLP_FATAL)
		return status;
	if (status == DLP_EOF && !end)
		return DLP_OK;
	return tell_error(repo, git.late ? DLP_CODE_TIMEOUT : DLP_CODE_IO,
			  &err);
}

static enum dlp_status take_staged(struct repository *repo)
{
	static const char *const words[] = { "diff",
					     "--cached",
					     "--raw",
					     "-z",
					     "--no-renames",
					     "--no-abbrev",
					     "--no-ext-diff",
					     "--no-textconv",
					     "--no-color",
					     "--ignore-submodules=all",
					     NULL };

	return take_output(repo, words, -1, NULL);
}

/* Each id of a list that was not come across: a blob of no commit. */
static enum dlp_status take_blobs(struct repository *repo, int list)
{
	struct dlp_error err = { 0 };
	struct dlp_source source;
	struct dlp_span bytes;
	enum dlp_status status = dlp_source_init_fd(&source, list);

	while (!status &&
	       !(status = dlp_source_peek(&source, LINE, &bytes, &err)) &&
	       bytes.len) {
		struct dlp_span id = take_line(&bytes);
		int added = dlp_git_ids_add(&repo->seen, id);

		/* It has no name that a glob could be about. */
		status = added < 0 ? DLP_FATAL
			 : added   ? add_blob(repo, id, id)
				   : DLP_OK;
		dlp_source_take(&source, id.len + 1);
	}
	dlp_source_release(&source);
	return status == DLP_SKIP ? tell_error(repo, DLP_CODE_IO, &err)
				  : status;
}

/*
 * What no reference leads to, or no way that is whole: commits, oldest first,
 * then lone blobs.
 */
static enum dlp_status take_unreachable(struct repository *repo)
{
	static const char *const words[] = { "rev-list", "--no-walk",
					     "--reverse", "--stdin", NULL };
	struct dlp_git_objects objects;
	struct dlp_error err = { 0 };
	enum dlp_status status =
		dlp_git_objects_list(&objects, &repo->place, &repo->seen, &err);

	if (!status && objects.n_commits)
		status = take_commits(repo, words, objects.commits);
	if (!status)
		status = take_blobs(repo, objects.blobs);
	dlp_git_objects_release(&objects);
	return status == DLP_SKIP ? tell_error(repo, DLP_CODE_IO, &err)
				  : status;
}

enum dlp_status dlp_git_extract(struct dlp_extract *run,
				const struct dlp_git_opts *opts,
				const char *dir)
{
	struct repository repo = {
		.run = run,
		.opts = opts,
		.place = { dir, opts->seconds },
		.name = dir ? dir : ".",
		.messages = { .run = run,
			      .name = dir ? dir : ".",
			      .prefix = &repo.prefix },
	};
	enum dlp_status status;

	dlp_buf_init(&repo.prefix, 0);
	dlp_buf_init(&repo.path, 0);
	dlp_buf_init(&repo.origin, 0);
	status = dlp_git_blobs_init(&repo.blobs, run, &repo.place, repo.name,
				    opts->max_size);
	if (!status)
		status = open_repository(&repo);
	if (!status)
		status = opts->what == DLP_GIT_STAGED ? take_staged(&repo)
						      : take_history(&repo);
	if (!status && opts->what != DLP_GIT_STAGED && !opts->range)
		status = take_tags(&repo);
	if (!status &&
	    (opts->what == DLP_GIT_ALL ||
	     (opts->what == DLP_GIT_HISTORY && !opts->range && repo.damaged)))
		status = take_unreachable(&repo);
	if (!status)
		status = dlp_git_blobs_flush(&repo.blobs);
	dlp_git_blobs_release(&repo.blobs);
	dlp_git_ids_release(&repo.seen);
	dlp_git_messages_release(&repo.messages);
	dlp_git_ids_release(&repo.shallow);
	dlp_buf_release(&repo.prefix);
	dlp_buf_release(&repo.path);
	dlp_buf_release(&repo.origin);
	return status == DLP_FATAL ? DLP_FATAL : DLP_OK;
}
