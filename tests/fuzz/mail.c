#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "sink/mail.h"
#include "sink/remask.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Whatever the subject and the body are: nine headers in plain ASCII, an empty
 * line, and lines that any MTA passes.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const to[] = { "x@y.z" };
	struct dlp_span all = { (const char *)data, size };
	struct dlp_buf out = { 0 }, masked = { 0 };
	struct dlp_mail mail = {
		.from = "a@b.c",
		.to = to,
		.tos = 1,
		.subject = { all.ptr, size / 2 },
		.body = { all.ptr + size / 2, size - size / 2 },
		.id = "1",
		.host = "h",
	};
	size_t headers = 0, line = 0;
	bool head = true;

	dlp_mail_write(&out, &mail);
	for (size_t i = 0; i < out.len; i++) {
		unsigned char c = (unsigned char)out.ptr[i];

		if (c == '\n') {
			if (head && !line)
				head = false;
			line = 0;
			continue;
		}
		if (head && !line)
			headers += c != ' ';
		if (c < ' ' || c > '~' || ++line > 998)
			abort();
	}
	if (headers != 9 || head)
		abort();
	dlp_remask_excerpt(&masked, all);
	dlp_remask_text(&masked, all);
	dlp_remask_match(&masked, all);
	dlp_buf_release(&out);
	dlp_buf_release(&masked);
	return 0;
}
