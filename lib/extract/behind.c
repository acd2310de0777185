#include "extract/behind.h"

#include "extract/zipdir.h"

enum dlp_format dlp_behind_format(enum dlp_format format,
				  const struct dlp_view *view)
{
	if (dlp_format_info(format)->class != DLP_FORMAT_BINARY)
		return format;
	return dlp_zipdir_ends(view) ? DLP_IS_ZIP : format;
}
