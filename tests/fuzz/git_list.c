#include <stdlib.h>
#include <string.h>

#include "extract/git_blobs.h"
#include "extract/git_objects.h"

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

/* Headers of one blob after the other: each takes bytes, or is the end. */
static void read_headers(struct dlp_source *source)
{
	const struct dlp_span id =
		DLP_SPAN("0123456789abcdef0123456789abcdef01234567");
	struct dlp_error err;
	enum dlp_status status;
	uint64_t size, before;

	do {
		before = source->taken;
		status = dlp_git_blobs_header(source, id, &size, &err);
		if (status != DLP_SKIP && source->taken <= before)
			abort();
		if (status == DLP_SKIP && source->taken != before)
			abort();
	} while (status != DLP_SKIP);
}

static void read_list(struct dlp_source *source, size_t size)
{
	const struct dlp_git_ids seen = { 0 };
	struct dlp_git_objects objects;
	struct dlp_error err;

	if (!dlp_git_objects_read(&objects, source, &seen, &err) &&
	    (objects.n_commits + objects.n_blobs) * 45 > size)
		abort();
	dlp_git_objects_release(&objects);
}

/* Whatever git may say of what it has: ids, and there is an end. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size, size ? 1 + data[0] % 64 : 1 };
	struct dlp_source source;

	if (!size)
		return 0;
	in.data++;
	in.left--;
	if (dlp_source_init(&source, read_input, &in))
		abort();
	if (data[0] & 0x80)
		read_list(&source, size);
	else
		read_headers(&source);
	dlp_source_release(&source);
	return 0;
}
