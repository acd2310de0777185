#include "extract/git_changes.h"

#include <errno.h>
#include <string.h>

#include "extract/git_ids.h"

void dlp_git_changes_init(struct dlp_git_changes *changes,
			  struct dlp_source *source)
{
	*changes = (struct dlp_git_changes){ .source = source };
	dlp_buf_init(&changes->word, 0);
	dlp_buf_init(&changes->info, 0);
	dlp_buf_init(&changes->commit, 0);
	dlp_buf_init(&changes->author, 0);
	dlp_buf_init(&changes->date, 0);
	dlp_buf_init(&changes->committer, 0);
	dlp_buf_init(&changes->message, 0);
}

void dlp_git_changes_release(struct dlp_git_changes *changes)
{
	dlp_buf_release(&changes->word);
	dlp_buf_release(&changes->info);
	dlp_buf_release(&changes->commit);
	dlp_buf_release(&changes->author);
	dlp_buf_release(&changes->date);
	dlp_buf_release(&changes->committer);
	dlp_buf_release(&changes->message);
}

static enum dlp_status odd(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_SKIP, 0,
			     "git lists changes in a form not known");
}

/*
 * What stands before the next NUL, in `word`; `*cut` when that is more than
 * `most` bytes, which is odd where `cut` is NULL.
 */
static enum dlp_status take_bytes(struct dlp_git_changes *changes,
				  struct dlp_buf *word, size_t most, bool *cut,
				  struct dlp_error *err)
{
	struct dlp_span bytes;
	enum dlp_status status;

	dlp_buf_clear(word);
	for (;;) {
		const char *end;
		size_t n, keep;

		status = dlp_source_peek(changes->source, 1, &bytes, err);
		if (status)
			return status;
		if (!bytes.len)
			return odd(err);
		end = memchr(bytes.ptr, '\0', bytes.len);
		n = end ? (size_t)(end - bytes.ptr) : bytes.len;
		keep = n < most - word->len ? n : most - word->len;
		if (keep < n && !cut)
			return odd(err);
		if (keep < n)
			*cut = true;
		if (dlp_buf_add(word, bytes.ptr, keep))
			return dlp_error_set(err, DLP_FATAL, ENOMEM,
					     "out of memory");
		dlp_source_take(changes->source, end ? n + 1 : n);
		if (end)
			return DLP_OK;
	}
}

static enum dlp_status take_word(struct dlp_git_changes *changes,
				 struct dlp_buf *word, struct dlp_error *err)
{
	return take_bytes(changes, word, DLP_GIT_WORD, NULL, err);
}

static enum dlp_status take_message(struct dlp_git_changes *changes,
				    struct dlp_error *err)
{
	changes->cut = false;
	return take_bytes(changes, &changes->message, DLP_GIT_MESSAGE,
			  &changes->cut, err);
}

/* Between what there is, newlines and NULs; DLP_EOF when there is no more. */
static enum dlp_status skip_between(struct dlp_git_changes *changes, char *next,
				    struct dlp_error *err)
{
	struct dlp_span bytes;
	enum dlp_status status;

	for (;;) {
		status = dlp_source_peek(changes->source, 1, &bytes, err);
		if (status)
			return status;
		if (!bytes.len)
			return DLP_EOF;
		*next = bytes.ptr[0];
		if (*next != '\n' && *next != '\0')
			return DLP_OK;
		dlp_source_take(changes->source, 1);
	}
}

static enum dlp_status take_commit(struct dlp_git_changes *changes,
				   struct dlp_error *err)
{
	enum dlp_status status = take_word(changes, &changes->commit, err);

	if (!status && !dlp_git_id_valid(dlp_buf_span(&changes->commit)))
		return odd(err);
	if (!status)
		status = take_word(changes, &changes->author, err);
	if (!status)
		status = take_word(changes, &changes->date, err);
	if (!status)
		status = take_word(changes, &changes->committer, err);
	if (!status)
		status = take_message(changes, err);
	changes->commits++;
	return status;
}

/* The next of the fields of a line, which blanks part. */
static struct dlp_span field(struct dlp_span *line)
{
	const char *end = line->len ? memchr(line->ptr, ' ', line->len) : NULL;
	struct dlp_span out = *line;

	if (end)
		out.len = (size_t)(end - line->ptr);
	line->ptr += out.len + !!end;
	line->len -= out.len + !!end;
	return out;
}

/*
 * A colon for each parent, as many modes and one, as many ids and one, the
 * letters.
 */
static bool parse_info(struct dlp_span line, struct dlp_git_change *change)
{
	size_t parents = 0;

	while (parents < line.len && line.ptr[parents] == ':')
		parents++;
	line.ptr += parents;
	line.len -= parents;
	for (size_t i = 0; i <= parents; i++)
		change->mode = field(&line);
	for (size_t i = 0; i <= parents; i++)
		change->id = field(&line);
	change->status = line;
	return change->mode.len == 6 && dlp_git_id_valid(change->id) &&
	       line.len;
}

enum dlp_status dlp_git_changes_next(struct dlp_git_changes *changes,
				     struct dlp_git_change *change,
				     struct dlp_error *err)
{
	enum dlp_status status;
	char next;

	*change = (struct dlp_git_change){ .path = { 0 } };
	status = skip_between(changes, &next, err);
	if (!status && next != ':')
		return take_commit(changes, err);
	if (!status)
		status = take_word(changes, &changes->info, err);
	if (!status)
		status = take_word(changes, &changes->word, err);
	if (status)
		return status;
	if (!parse_info(dlp_buf_span(&changes->info), change) ||
	    !changes->word.len)
		return odd(err);
	change->path = dlp_buf_span(&changes->word);
	return DLP_OK;
}

enum dlp_status dlp_git_changes_tag(struct dlp_git_changes *changes,
				    struct dlp_error *err)
{
	enum dlp_status status;
	char next;

	/* One without a message is a name of something else. */
	do {
		status = skip_between(changes, &next, err);
		if (!status)
			status = take_word(changes, &changes->word, err);
		if (!status)
			status = take_word(changes, &changes->commit, err);
		if (!status)
			status = take_word(changes, &changes->author, err);
		if (!status)
			status = take_word(changes, &changes->date, err);
		if (!status)
			status = take_message(changes, err);
	} while (!status && !dlp_span_is(dlp_buf_span(&changes->word), "tag"));
	return status;
}
