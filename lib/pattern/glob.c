#include "pattern/glob.h"

#include <fnmatch.h>
#include <string.h>

/* fnmatch(3) wants strings; ids and globs are short. */
bool dlp_glob_matches(struct dlp_span glob, struct dlp_span id)
{
	char pattern[DLP_GLOB_MAX + 1], name[DLP_GLOB_MAX + 1];

	if (glob.len >= sizeof(pattern) || id.len >= sizeof(name))
		return false;
	memcpy(pattern, glob.ptr, glob.len);
	pattern[glob.len] = '\0';
	memcpy(name, id.ptr, id.len);
	name[id.len] = '\0';
	return !fnmatch(pattern, name, 0);
}

bool dlp_glob_next(struct dlp_span *globs, struct dlp_span *glob)
{
	while (globs->len) {
		const char *comma = memchr(globs->ptr, ',', globs->len);

		*glob = *globs;
		if (comma)
			glob->len = (size_t)(comma - globs->ptr);
		globs->ptr += glob->len + (comma != NULL);
		globs->len -= glob->len + (comma != NULL);
		while (glob->len && *glob->ptr == ' ')
			glob->ptr++, glob->len--;
		while (glob->len && glob->ptr[glob->len - 1] == ' ')
			glob->len--;
		if (glob->len)
			return true;
	}
	return false;
}

bool dlp_rule_matches(struct dlp_span id, struct dlp_span globs)
{
	struct dlp_span glob;

	while (dlp_glob_next(&globs, &glob))
		if (dlp_glob_matches(glob, id))
			return true;
	return false;
}
