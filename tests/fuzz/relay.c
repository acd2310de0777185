#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "extract/relay.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum dlp_status take(void *arg, const struct dlp_record *record)
{
	int *open = arg;

	if (record->type == DLP_RECORD_DOCUMENT)
		++*open;
	if (record->type == DLP_RECORD_END)
		--*open;
	if (*open < 0 || !record->where.doc ||
	    record->where.members > DLP_MEMBER_DEPTH)
		abort();
	return DLP_OK;
}

static enum dlp_status hand(void *arg, int fd, const struct dlp_where *where)
{
	(void)arg;
	(void)where;
	close(fd);
	return DLP_OK;
}

/* Whatever comes, what began has its end. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t docs = 0;
	int open_docs = 0;
	struct dlp_relay_opts opts = {
		.fn = take,
		.arg = &open_docs,
		.docs = &docs,
		.fd = -1,
		.max_raw = 1 << 10,
		.hand = hand,
	};
	struct dlp_relay *relay = dlp_relay_new(&opts);
	struct dlp_error err = { 0 };
	const char *p = (const char *)data, *last = p + size;
	enum dlp_status status = DLP_OK;

	if (!relay)
		abort();
	while (!status && p < last) {
		const char *end = memchr(p, '\n', (size_t)(last - p));
		struct dlp_span line = { p, (size_t)((end ? end : last) - p) };

		status = dlp_relay_line(relay, line, &err);
		p += line.len + 1;
	}
	if (dlp_relay_fail(relay, DLP_CODE_CRASH, "at its end") || open_docs)
		abort();
	dlp_relay_free(relay);
	return 0;
}
