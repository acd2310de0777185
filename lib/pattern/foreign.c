#include "pattern/foreign.h"

#include <string.h>

#include "pattern/import.h"

/* The next line that is neither blank nor comment. */
static bool next_line(struct dlp_span *rest, struct dlp_span *line)
{
	while (rest->len) {
		const char *nl = memchr(rest->ptr, '\n', rest->len);
		size_t n = nl ? (size_t)(nl - rest->ptr) : rest->len;

		*line = dlp_span_trim((struct dlp_span){ rest->ptr, n });
		rest->ptr += n + (nl != NULL);
		rest->len -= n + (nl != NULL);
		if (line->len && *line->ptr != '#')
			return true;
	}
	return false;
}

static bool begins(struct dlp_span line, const char *word)
{
	size_t n = strlen(word);

	return line.len >= n && !memcmp(line.ptr, word, n);
}

/* A word and a colon, or what else a YAML document begins with. */
static bool is_yaml(struct dlp_span line)
{
	size_t i = 0;

	if (begins(line, "---") || begins(line, "%YAML") ||
	    begins(line, "- ") || begins(line, "{"))
		return true;
	while (i < line.len &&
	       (line.ptr[i] == '_' ||
		((line.ptr[i] | 0x20) >= 'a' && (line.ptr[i] | 0x20) <= 'z')))
		i++;
	return i && i < line.len && line.ptr[i] == ':';
}

enum dlp_foreign dlp_foreign_sniff(struct dlp_span text)
{
	struct dlp_span line;
	bool first = true;

	if (begins(text, "\xef\xbb\xbf"))
		text.ptr += 3, text.len -= 3;
	for (; next_line(&text, &line); first = false) {
		if (first && is_yaml(line))
			return DLP_FOREIGN_YAML;
		/* Our headers have a dot and one bracket. */
		if (begins(line, "[[") ||
		    (*line.ptr == '[' && line.ptr[line.len - 1] == ']' &&
		     (dlp_span_is(line, "[extend]") ||
		      dlp_span_is(line, "[allowlist]"))))
			return DLP_FOREIGN_TOML;
		if (*line.ptr == '[')
			return DLP_FOREIGN_NONE;
	}
	return DLP_FOREIGN_NONE;
}

enum dlp_status dlp_foreign_read(enum dlp_foreign kind, struct dlp_span file,
				 struct dlp_span text, struct dlp_arena *arena,
				 const struct dlp_foreign_calls *calls,
				 struct dlp_error *err)
{
	struct dlp_tree_maker maker = { arena, file, 0, err };
	struct dlp_import im = {
		.arena = arena, .file = file, .calls = calls, .err = err
	};
	struct dlp_tree *root;
	enum dlp_status status;

	status = kind == DLP_FOREIGN_YAML ? dlp_yaml_read(&maker, text, &root)
					  : dlp_toml_read(&maker, text, &root);
	if (status)
		return status;
	if (kind == DLP_FOREIGN_YAML)
		dlp_import_noseyparker(&im, root);
	else
		dlp_import_gitleaks(&im, root);
	return im.status;
}
