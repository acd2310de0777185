#include "detect/relative.h"

#include <string.h>

/* Take the last name off, unless it is "..": false when there is none. */
static bool drop_name(const char *path, size_t *len)
{
	size_t start = *len;

	while (start && path[start - 1] != '/')
		start--;
	if (start == *len ||
	    (*len - start == 2 && path[start] == '.' && path[start + 1] == '.'))
		return false;
	*len = start > 1 ? start - 1 : start;
	return true;
}

/* Append the names of `in` to what is in `path`, which has room. */
static size_t add_names(char *path, size_t len, struct dlp_span in)
{
	if (in.len && *in.ptr == '/' && !len)
		path[len++] = '/';
	while (in.len) {
		const char *slash = memchr(in.ptr, '/', in.len);
		struct dlp_span name = in;

		if (slash)
			name.len = (size_t)(slash - in.ptr);
		in.ptr += name.len + (slash != NULL);
		in.len -= name.len + (slash != NULL);
		if (!name.len || dlp_span_is(name, "."))
			continue;
		if (dlp_span_is(name, "..")) {
			if (drop_name(path, &len))
				continue;
			if (len == 1 && *path == '/')
				continue;
		}
		if (len && path[len - 1] != '/')
			path[len++] = '/';
		memcpy(path + len, name.ptr, name.len);
		len += name.len;
	}
	path[len] = '\0';
	return len;
}

bool dlp_relative_path(struct dlp_arena *arena, struct dlp_span path,
		       struct dlp_span root, struct dlp_span cwd,
		       struct dlp_span *out)
{
	size_t size = path.len + cwd.len + 3, len = 0;
	char *whole = dlp_arena_alloc(arena, 1, size);
	char *plain = dlp_arena_alloc(arena, 1, size);
	char *top = dlp_arena_alloc(arena, 1, root.len + 3);
	bool absolute = path.len && *path.ptr == '/';

	if (!whole || !plain || !top)
		return false;
	*out = (struct dlp_span){ plain, add_names(plain, 0, path) };
	if (!root.len)
		return true;
	if (!absolute)
		len = add_names(whole, 0, cwd);
	len = add_names(whole, len, path);
	root = (struct dlp_span){ top, add_names(top, 0, root) };
	if (root.len == 1 && *top == '/')
		root.len = 0;
	if (len > root.len + 1 && whole[root.len] == '/' &&
	    !memcmp(whole, root.ptr, root.len))
		*out = (struct dlp_span){ whole + root.len + 1,
					  len - root.len - 1 };
	return true;
}
