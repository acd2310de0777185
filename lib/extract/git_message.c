#include "extract/git_message.h"

#include <string.h>

#include "base/json.h"
#include "base/sha256.h"

enum dlp_status dlp_git_origin(struct dlp_buf *origin, const char *what,
			       const struct dlp_git_changes *from, bool message)
{
	dlp_buf_clear(origin);
	dlp_json_open(origin, '{');
	dlp_json_add_text(origin, what, dlp_buf_span(&from->commit));
	dlp_json_add_text(origin, "author", dlp_buf_span(&from->author));
	dlp_json_add_text(origin, "date", dlp_buf_span(&from->date));
	if (message)
		dlp_json_add_text(origin, "part", DLP_SPAN("message"));
	dlp_json_close(origin, '}');
	return origin->status;
}

/* Who wrote it, where that was not told before: most commits are by few. */
static enum dlp_status add_person(struct dlp_git_messages *messages,
				  struct dlp_buf *text, const char *label,
				  const struct dlp_buf *person)
{
	unsigned char hash[DLP_SHA256_SIZE];
	char hex[2 * DLP_SHA256_SIZE + 1];
	struct dlp_sha256 sha;
	int added;

	if (!person->len)
		return DLP_OK;
	dlp_sha256_init(&sha);
	dlp_sha256_add(&sha, person->ptr, person->len);
	dlp_sha256_final(&sha, hash);
	dlp_hex(hex, hash, sizeof(hash));
	added = dlp_git_ids_add(&messages->people,
				(struct dlp_span){ hex, 2 * sizeof(hash) });
	if (added > 0) {
		dlp_buf_addf(text, "%s: ", label);
		dlp_buf_addspan(text, dlp_buf_span(person));
		dlp_buf_addc(text, '\n');
	}
	return added < 0 ? DLP_FATAL : text->status;
}

static ssize_t read_text(void *arg, char *buf, size_t len,
			 struct dlp_error *err)
{
	struct dlp_span *left = arg;
	size_t n = left->len < len ? left->len : len;

	(void)err;
	if (n)
		memcpy(buf, left->ptr, n);
	left->ptr += n;
	left->len -= n;
	return (ssize_t)n;
}

enum dlp_status dlp_git_message_tell(struct dlp_git_messages *messages,
				     const char *what,
				     const struct dlp_git_changes *from)
{
	struct dlp_extract_bytes bytes = { .read = read_text };
	struct dlp_error err = { 0 };
	struct dlp_span left;
	struct dlp_buf text;
	enum dlp_status status;

	dlp_buf_init(&text, 0);
	status = add_person(messages, &text, "Author", &from->author);
	if (!status)
		status = add_person(messages, &text, "Committer",
				    &from->committer);
	dlp_buf_addspan(&text, dlp_buf_span(&from->message));
	if (!status)
		status = dlp_git_origin(&messages->origin, what, from, true);
	dlp_buf_clear(&messages->path);
	dlp_buf_addspan(&messages->path, dlp_buf_span(messages->prefix));
	dlp_buf_adds(&messages->path, ".git");
	if (text.status || dlp_buf_addc(&messages->path, '\0'))
		status = DLP_FATAL;
	left = dlp_buf_span(&text);
	bytes.arg = &left;
	bytes.size = left.len;
	bytes.origin = dlp_buf_span(&messages->origin);
	if (!status && left.len)
		status = dlp_extract_add_bytes(messages->run,
					       messages->path.ptr, &bytes);
	dlp_buf_release(&text);
	if (status || !from->cut)
		return status;
	dlp_error_set(&err, DLP_SKIP, 0, "a message is too long");
	return dlp_extract_add_error(messages->run, messages->name,
				     DLP_CODE_TOO_LARGE, &err);
}

void dlp_git_messages_release(struct dlp_git_messages *messages)
{
	dlp_git_ids_release(&messages->people);
	dlp_buf_release(&messages->path);
	dlp_buf_release(&messages->origin);
}
