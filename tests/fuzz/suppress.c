#include <fcntl.h>
#include <stdint.h>

#include "base/io.h"
#include "scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as a file: a descriptor without a name has one in /proc. */
static const char *make_file(const uint8_t *data, size_t size)
{
	static char path[64];
	static int fd = -1;

	if (fd < 0) {
		fd = dlp_io_open_spool();
		SCAN_CHECK(fd >= 0);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	SCAN_CHECK(!ftruncate(fd, 0));
	SCAN_CHECK(pwrite(fd, data, size, 0) == (ssize_t)size);
	return path;
}

static void read_allowlist(const char *path)
{
	const struct dlp_where where = { .path = DLP_SPAN("a/b"),
					 .members = 1,
					 .member = { DLP_SPAN("c") } };
	const struct dlp_rule rule = { .id = DLP_SPAN("t.r") };
	struct dlp_allowlist *list = dlp_allowlist_new();
	struct dlp_error err = { 0 };

	SCAN_CHECK(list);
	if (dlp_allowlist_load(list, path, &err))
		SCAN_CHECK(*err.msg);
	else
		dlp_allowlist_match(list, &rule, &where, where.path,
				    DLP_SPAN("example"));
	for (struct dlp_allow *a = dlp_allowlist_first(list); a; a = a->next)
		for (size_t i = 0; i < a->fingerprints.count; i++)
			SCAN_CHECK(dlp_allowlist_find(list,
						      a->fingerprints.item[i]));
	dlp_allowlist_free(list);
}

/* What is known of a baseline is each of its lines. */
static void read_baseline(const char *path, struct dlp_span text)
{
	struct dlp_baseline *b = dlp_baseline_new();
	struct dlp_error err = { 0 };
	enum dlp_status status;

	SCAN_CHECK(b);
	status = dlp_baseline_load(b, path, &err);
	while (text.len) {
		const char *nl = memchr(text.ptr, '\n', text.len);
		struct dlp_span line = text, print;

		if (nl)
			line.len = (size_t)(nl - text.ptr);
		text.ptr += line.len + (nl != NULL);
		text.len -= line.len + (nl != NULL);
		line = dlp_span_trim(line);
		print = line;
		print.len = dlp_baseline_fingerprint(line);
		if (!line.len || *line.ptr == '#')
			continue;
		SCAN_CHECK(status || (print.len && dlp_baseline_has(b, print)));
	}
	dlp_baseline_free(b);
}

/* A comment anywhere in a text, whichever bytes of it are the value. */
static void read_comments(struct dlp_span text)
{
	const struct dlp_rule rule = { .id = DLP_SPAN("t.r") };
	size_t step = text.len / 16 + 1;

	for (size_t from = 0; from < text.len; from += step)
		for (size_t to = from + 1; to <= text.len; to += step)
			dlp_suppress_inline(text, from, to, &rule);
}

/*
 * Files of allowlists and baselines are read or refused with a reason; comments
 * are found or not.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct dlp_span text = { (const char *)data, size };
	const char *path = make_file(data, size);

	read_allowlist(path);
	read_baseline(path, text);
	read_comments(text);
	return 0;
}
