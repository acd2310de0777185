#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "state/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(cond)                        \
	do {                              \
		if (!(cond))              \
			__builtin_trap(); \
	} while (0)

static const unsigned char key[DLP_JOURNAL_KEY];

static struct dlp_state *open_state(const char *path)
{
	const struct timespec now = { .tv_sec = 1000 };
	struct dlp_state *state;
	struct dlp_error err;
	bool anew;

	MUST(dlp_state_open(path, key, &now, &state, &anew, &err) == DLP_OK);
	MUST(!anew);
	return state;
}

/* Bytes as the rest of a file: frames that are what they say, or are not. */
static void make_rest(const char *path, const uint8_t *data, size_t size)
{
	struct dlp_journal *journal;
	struct dlp_error err;
	struct dlp_buf rest;
	uint64_t at;
	bool anew;

	dlp_buf_init(&rest, 0);
	while (size > 1) {
		size_t len = (size_t)data[0] % size;

		if (len % 4 == 3)
			dlp_buf_add(&rest, data + 1, len);
		else if (len)
			dlp_journal_frame(
				&rest, (struct dlp_span){
					       (const char *)data + 1, len });
		data += len + 1;
		size -= len + 1;
	}
	MUST(dlp_journal_open(path, key, &journal, &anew, &err) == DLP_OK);
	MUST(dlp_journal_write(journal, dlp_buf_span(&rest), &at, &err) ==
	     DLP_OK);
	dlp_journal_free(journal);
	dlp_buf_release(&rest);
}

/* What is put is found, whatever stands before it, and is there for good. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char path[32];
	struct dlp_unit unit = { .size = 1, .sure = 1 };
	struct dlp_state_place place;
	struct dlp_state *state;
	struct dlp_error err;
	struct dlp_buf body;
	int fd;

	strcpy(path, "/tmp/dlp-fuzz-XXXXXX");
	fd = mkstemp(path);
	MUST(fd >= 0);
	close(fd);
	dlp_buf_init(&body, 0);
	make_rest(path, data, size);
	state = open_state(path);
	memcpy(unit.id, data, size < sizeof(unit.id) ? size : sizeof(unit.id));
	(void)dlp_state_find(state, &unit, &body, &place);
	dlp_state_put(state, &unit, DLP_SPAN("body"));
	MUST(dlp_state_finish(state, size & 1, &err) == DLP_OK);
	dlp_state_free(state);
	state = open_state(path);
	MUST(dlp_state_find(state, &unit, &body, &place) == DLP_STATE_SAME);
	MUST(body.len == 4 && !memcmp(body.ptr, "body", 4));
	dlp_state_free(state);
	dlp_buf_release(&body);
	unlink(path);
	return 0;
}
