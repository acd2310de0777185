#include "extract/inflate.h"

#include <limits.h>

/* What zlib only reads is const to it. */
#define ZLIB_CONST
#include <zlib.h>

bool dlp_inflate(struct dlp_span packed, struct dlp_buf *out)
{
	unsigned char some[16 << 10];
	z_stream stream = { .next_in = Z_NULL };
	int status;

	if (packed.len > UINT_MAX || inflateInit(&stream) != Z_OK)
		return false;
	stream.next_in = (const Bytef *)packed.ptr;
	stream.avail_in = (uInt)packed.len;
	do {
		stream.next_out = some;
		stream.avail_out = sizeof(some);
		status = inflate(&stream, Z_NO_FLUSH);
		dlp_buf_add(out, some, sizeof(some) - stream.avail_out);
	} while (status == Z_OK && !out->status);
	inflateEnd(&stream);
	return status == Z_STREAM_END && !out->status;
}
