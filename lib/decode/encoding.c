#include "decode/encoding.h"

struct dlp_span dlp_encoding_name(enum dlp_encoding encoding)
{
	static const struct dlp_span name[DLP_ENCODINGS] = {
		[DLP_ENCODING_BASE64] = { "base64", 6 },
		[DLP_ENCODING_BASE64URL] = { "base64url", 9 },
		[DLP_ENCODING_HEX] = { "hex", 3 },
		[DLP_ENCODING_PERCENT] = { "percent", 7 },
		[DLP_ENCODING_ESCAPE] = { "escape", 6 },
		[DLP_ENCODING_HTML] = { "html", 4 },
		[DLP_ENCODING_QUOTED] = { "quoted-printable", 16 },
		[DLP_ENCODING_UTF16] = { "utf-16", 6 },
		[DLP_ENCODING_FOLDED] = { "folded", 6 },
	};

	return name[encoding];
}
