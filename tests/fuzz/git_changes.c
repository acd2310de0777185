#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "extract/git_changes.h"
#include "extract/git_ids.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *data;
	size_t left, step;
};

/* In pieces of a few bytes, as a pipe may give them. */
static ssize_t read_input(void *arg, char *buf, size_t len,
			  struct dlp_error *err)
{
	struct input *in = arg;
	size_t n = in->left < in->step ? in->left : in->step;

	(void)err;
	if (n > len)
		n = len;
	memcpy(buf, in->data, n);
	in->data += n;
	in->left -= n;
	return (ssize_t)n;
}

/* Whatever git may say: a change has an id and a path, and there is an end. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size, size ? 1 + data[0] % 64 : 1 };
	struct dlp_git_changes changes;
	struct dlp_git_change change;
	struct dlp_git_ids ids = { 0 };
	struct dlp_source source;
	struct dlp_error err;
	size_t told = 0;

	if (dlp_source_init(&source, read_input, &in))
		abort();
	dlp_git_changes_init(&changes, &source);
	while (!dlp_git_changes_next(&changes, &change, &err)) {
		if (++told > size || (!change.path.len && !changes.commits))
			abort();
		if (change.path.len && (dlp_git_ids_add(&ids, change.id) < 0 ||
					!dlp_git_ids_has(&ids, change.id)))
			abort();
		if (changes.commits &&
		    dlp_git_ids_add(&ids, dlp_buf_span(&changes.commit)) < 0)
			abort();
	}
	dlp_git_ids_release(&ids);
	dlp_git_changes_release(&changes);
	dlp_source_release(&source);
	return 0;
}
