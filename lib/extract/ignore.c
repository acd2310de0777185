#include "extract/ignore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"

struct dlp_ignore_rule {
	const char *glob; /* terminated */
	bool take, dir_only, anywhere;
};

/* A bracket expression at `*glob`, which moves behind it; no slash is in one.
 * One that does not end is a plain bracket. */
static bool match_set(const char **glob, char c)
{
	const char *p = *glob + 1;
	bool invert = *p == '!' || *p == '^', found = false;
	const char *first;

	p += invert;
	first = p;
	while (*p && (*p != ']' || p == first)) {
		unsigned char from, to;

		if (*p == '\\' && p[1])
			p++;
		from = to = (unsigned char)*p++;
		if (*p == '-' && p[1] && p[1] != ']') {
			p++;
			if (*p == '\\' && p[1])
				p++;
			to = (unsigned char)*p++;
		}
		found = found ||
			((unsigned char)c >= from && (unsigned char)c <= to);
	}
	if (!*p) {
		bool same = **glob == c;

		++*glob;
		return same;
	}
	*glob = p + 1;
	return c != '/' && found != invert;
}

/* One element that is no star; both move on when it fits. */
static bool match_one(const char **glob, const char **path)
{
	const char *g = *glob;
	bool fits;

	if (!*g || !**path)
		return false;
	if (*g == '[') {
		fits = match_set(&g, **path);
	} else if (*g == '?') {
		fits = **path != '/';
		g++;
	} else {
		if (*g == '\\' && g[1])
			g++;
		fits = *g == **path;
		g++;
	}
	if (fits) {
		*glob = g;
		++*path;
	}
	return fits;
}

bool dlp_ignore_glob(const char *glob, const char *path)
{
	const char *start = glob;
	/* Where to go on, one byte later, when the rest does not fit. */
	const char *star = NULL, *star_path = NULL;
	const char *wide = NULL, *wide_path = NULL;

	while (*path || *glob) {
		if (glob[0] == '*' && glob[1] == '*' &&
		    (glob == start || glob[-1] == '/') &&
		    (!glob[2] || glob[2] == '/')) {
			if (!glob[2])
				return *path != '\0';
			/* `**` and its slash: no folder, or some. */
			wide = glob += 3;
			wide_path = path;
			star = NULL;
			continue;
		}
		if (*glob == '*') {
			star = ++glob;
			star_path = path;
			continue;
		}
		if (match_one(&glob, &path))
			continue;
		if (star && *star_path && *star_path != '/') {
			glob = star;
			path = ++star_path;
			continue;
		}
		if (!wide)
			return false;
		wide_path = strchr(wide_path, '/');
		if (!wide_path)
			return false;
		path = ++wide_path;
		glob = wide;
		star = NULL;
	}
	return true;
}

/* The rule in a line, terminated; false where there is none. */
static bool parse_rule(char *line, struct dlp_ignore_rule *rule)
{
	size_t n = strlen(line);

	if (n && line[n - 1] == '\r')
		line[--n] = '\0';
	while (n && line[n - 1] == ' ' && !(n > 1 && line[n - 2] == '\\'))
		line[--n] = '\0';
	if (!n || *line == '#')
		return false;
	*rule = (struct dlp_ignore_rule){ .take = *line == '!' };
	line += rule->take;
	n -= rule->take;
	rule->dir_only = n && line[n - 1] == '/';
	if (rule->dir_only)
		line[--n] = '\0';
	rule->anywhere = !strchr(line, '/');
	rule->glob = line + (*line == '/');
	return *rule->glob != '\0';
}

static bool parse(struct dlp_ignore *ignore)
{
	size_t lines = 1;
	char *next = ignore->text.ptr;

	for (size_t i = 0; i < ignore->text.len; i++)
		lines += next[i] == '\n';
	ignore->rule = calloc(lines, sizeof(*ignore->rule));
	if (!ignore->rule)
		return false;
	while (next) {
		char *line = next;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (parse_rule(line, &ignore->rule[ignore->rules]))
			ignore->rules++;
	}
	return true;
}

bool dlp_ignore_read(struct dlp_ignore *ignore, int dir, const char *name)
{
	struct dlp_buf *text = &ignore->text;
	struct stat st;
	ssize_t n = -1;
	int fd;

	*ignore = (struct dlp_ignore){ 0 };
	dlp_buf_init(text, DLP_IGNORE_MAX);
	fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || errno == ELOOP;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return true;
	}
	errno = EFBIG;
	while (!dlp_buf_reserve(text, 4096)) {
		n = dlp_io_read(fd, text->ptr + text->len, 4095);
		if (n <= 0)
			break;
		text->len += (size_t)n;
	}
	close(fd);
	if (n) {
		dlp_ignore_release(ignore);
		return false;
	}
	return !dlp_buf_addc(text, '\0') && parse(ignore);
}

void dlp_ignore_release(struct dlp_ignore *ignore)
{
	free(ignore->rule);
	dlp_buf_release(&ignore->text);
	*ignore = (struct dlp_ignore){ 0 };
}

int dlp_ignore_match(const struct dlp_ignore *ignore, const char *path,
		     bool is_dir)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	for (size_t i = ignore->rules; i-- > 0;) {
		const struct dlp_ignore_rule *rule = &ignore->rule[i];

		if (rule->dir_only && !is_dir)
			continue;
		if (dlp_ignore_glob(rule->glob, rule->anywhere ? name : path))
			return rule->take ? -1 : 1;
	}
	return 0;
}
