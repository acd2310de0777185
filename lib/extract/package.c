#include "extract/package.h"

#include <stdint.h>
#include <string.h>

/* Take a number of `size` bytes, the least first. */
static bool take_number(struct dlp_span *at, size_t size, uint32_t *value)
{
	*value = 0;
	if (at->len < size)
		return false;
	for (size_t i = size; i > 0; i--)
		*value = *value << 8 | (unsigned char)at->ptr[i - 1];
	at->ptr += size;
	at->len -= size;
	return true;
}

static bool take_bytes(struct dlp_span *at, size_t len, struct dlp_span *bytes)
{
	if (at->len < len)
		return false;
	*bytes = (struct dlp_span){ at->ptr, len };
	at->ptr += len;
	at->len -= len;
	return true;
}

/* A string behind its length, the NUL that ends it included (2.1.4). */
static bool take_string(struct dlp_span *at, struct dlp_span *string)
{
	uint32_t len;

	if (!take_number(at, 4, &len) || !take_bytes(at, len, string))
		return false;
	if (string->len && !string->ptr[string->len - 1])
		string->len--;
	return true;
}

/* A string that a NUL ends. */
static bool take_terminated(struct dlp_span *at, struct dlp_span *string)
{
	const char *end = at->len ? memchr(at->ptr, '\0', at->len) : NULL;

	return end && take_bytes(at, (size_t)(end - at->ptr), string) &&
	       take_bytes(at, 1, &(struct dlp_span){ "", 0 });
}

bool dlp_package_file(struct dlp_span bytes, struct dlp_package *package)
{
	struct dlp_span label, path, rest = bytes;
	uint32_t number;

	return take_number(&rest, 2, &number) && number == 2 &&
	       take_terminated(&rest, &label) &&
	       take_terminated(&rest, &path) &&
	       take_number(&rest, 4, &number) && number == 0x30000 &&
	       take_string(&rest, &path) && take_number(&rest, 4, &number) &&
	       take_bytes(&rest, number, &package->data) &&
	       (package->name = label, true);
}

bool dlp_package_object(struct dlp_span bytes, struct dlp_package *package)
{
	enum { EMBEDDED = 2 };
	struct dlp_span class, text, data, rest = bytes;
	uint32_t version, format, size;

	if (!take_number(&rest, 4, &version) ||
	    !take_number(&rest, 4, &format) || format != EMBEDDED ||
	    !take_string(&rest, &class) || !take_string(&rest, &text) ||
	    !take_string(&rest, &text) || !take_number(&rest, 4, &size) ||
	    !take_bytes(&rest, size, &data))
		return false;
	if (dlp_span_eq(class, DLP_SPAN("Package")) &&
	    dlp_package_file(data, package))
		return true;
	*package = (struct dlp_package){ .data = data };
	return true;
}
