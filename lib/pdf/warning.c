#include "pdf/warning.h"

#include <stddef.h>
#include <string.h>

bool dlp_pdf_warns_of_loss(const char *message)
{
	/* How the messages begin, MuPDF 1.21. */
	static const char *const loss[] = {
		"ignoring zlib error: ",
		"premature end ",
		"bad data in a",
		"out of range code encountered in lzw",
		"read error; treating as end of file",
		"cannot load content stream part",
		"content stream is not a stream",
		"unknown filter name",
		"ignoring broken object",
		"cannot parse object",
		"too many syntax errors",
	};

	/* All of it was inflated; only the sum of its bytes is another. */
	if (strstr(message, "incorrect data check"))
		return false;
	for (size_t i = 0; i < sizeof(loss) / sizeof(loss[0]); i++)
		if (!strncmp(message, loss[i], strlen(loss[i])))
			return true;
	return false;
}
