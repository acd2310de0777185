#include "detect/allow.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/folder.h"
#include "base/io.h"
#include "detect/baseline.h"
#include "pattern/glob.h"
#include "pattern/key.h"

struct dlp_allowlist {
	struct dlp_arena arena;
	struct dlp_allow *first, **last;
	size_t count;
};

/* A file on its way. */
struct reader {
	struct dlp_allowlist *list;
	struct dlp_span file, text; /* name, and what is left of it */
	uint32_t line;
};

static const struct key {
	const char *name;
	size_t offset; /* of a list; 0 for the reason */
} keys[] = {
	{ "reason", 0 },
	{ "rules", offsetof(struct dlp_allow, rules) },
	{ "paths", offsetof(struct dlp_allow, paths) },
	{ "words", offsetof(struct dlp_allow, words) },
	{ "fingerprints", offsetof(struct dlp_allow, fingerprints) },
};

enum { KEYS = sizeof(keys) / sizeof(*keys) };

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, ENOMEM, "out of memory");
}

static enum dlp_status fail(struct dlp_span file, uint32_t line,
			    struct dlp_error *err, const char *what,
			    struct dlp_span name)
{
	return dlp_error_set(err, DLP_SKIP, 0, "%.*s:%u: %s%s%.*s",
			     (int)(file.len > 60 ? 60 : file.len), file.ptr,
			     line, what, name.len ? ": " : "",
			     (int)(name.len > 40 ? 40 : name.len), name.ptr);
}

struct dlp_allowlist *dlp_allowlist_new(void)
{
	struct dlp_allowlist *list = calloc(1, sizeof(*list));

	if (list)
		list->last = &list->first;
	return list;
}

void dlp_allowlist_free(struct dlp_allowlist *list)
{
	if (!list)
		return;
	dlp_arena_release(&list->arena);
	free(list);
}

struct dlp_allow *dlp_allowlist_first(const struct dlp_allowlist *list)
{
	return list ? list->first : NULL;
}

/* The next line that is neither blank nor comment; false at the end. */
static bool next_line(struct reader *r, struct dlp_span *line)
{
	while (r->text.len) {
		const char *nl = memchr(r->text.ptr, '\n', r->text.len);

		*line = r->text;
		if (nl)
			line->len = (size_t)(nl - r->text.ptr);
		r->text.ptr += line->len + (nl != NULL);
		r->text.len -= line->len + (nl != NULL);
		r->line++;
		*line = dlp_span_trim(*line);
		if (line->len && *line->ptr != '#')
			return true;
	}
	return false;
}

static bool good_id(struct dlp_span id)
{
	static const char known[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

	for (size_t i = 0; i < id.len; i++)
		if (!memchr(known, id.ptr[i], sizeof(known) - 1))
			return false;
	return id.len && id.len <= 64;
}

/* Whether one of the globs is nothing but stars. */
static bool takes_all(struct dlp_list globs)
{
	for (size_t i = 0; i < globs.count; i++) {
		size_t n = 0;

		while (n < globs.item[i].len && globs.item[i].ptr[n] == '*')
			n++;
		if (n == globs.item[i].len)
			return true;
	}
	return false;
}

/* What is wrong with a stanza that was read; NULL when nothing is. */
static const char *fault_of(const struct dlp_allow *a)
{
	bool rules = a->rules.count && !takes_all(a->rules);
	bool paths = a->paths.count && !takes_all(a->paths);

	if (!a->reason.len)
		return "needs a reason";
	for (size_t i = 0; i < a->words.count; i++)
		if (a->words.item[i].len < DLP_ALLOW_WORD_MIN)
			return "a word has 3 bytes or more";
	for (size_t i = 0; i < a->paths.count; i++)
		if (a->paths.item[i].len > DLP_RULE_GLOB_MAX)
			return "a glob has 255 bytes at most";
	for (size_t i = 0; i < a->fingerprints.count; i++)
		if (dlp_baseline_fingerprint(a->fingerprints.item[i]) !=
		    a->fingerprints.item[i].len)
			return "that is no fingerprint";
	if (a->fingerprints.count)
		return a->rules.count || a->paths.count || a->words.count
			       ? "fingerprints stand without rules, paths, words"
			       : NULL;
	return rules || paths || a->words.count ? NULL
						: "would let everything pass";
}

static enum dlp_status take_line(struct reader *r, struct dlp_span line,
				 struct dlp_allow *allow, struct dlp_error *err)
{
	const char *eq = memchr(line.ptr, '=', line.len);
	struct dlp_span name = line, value;
	size_t key = 0;

	if (!eq)
		return fail(r->file, r->line, err,
			    "neither [id] nor key = value", line);
	name.len = (size_t)(eq - line.ptr);
	value = dlp_span_trim(
		(struct dlp_span){ eq + 1, line.len - name.len - 1 });
	name = dlp_span_trim(name);
	while (key < KEYS && !dlp_span_is(name, keys[key].name))
		key++;
	if (key == KEYS)
		return fail(r->file, r->line, err, "unknown key", name);
	if (!value.len || (!key && allow->reason.len))
		return fail(r->file, r->line, err,
			    value.len ? "key given twice" : "bad value", name);
	if (!key)
		allow->reason = value;
	else if (!dlp_key_list(value,
			       (void *)((char *)allow + keys[key].offset),
			       &r->list->arena))
		return fail(r->file, r->line, err, "bad value", name);
	return DLP_OK;
}

static bool add_last(struct dlp_allowlist *list, struct dlp_allow *allow)
{
	static const char prefix[] = "allow:";
	const size_t n = sizeof(prefix) - 1;
	char *label = dlp_arena_alloc(&list->arena, 1, n + allow->id.len);

	if (!label)
		return false;
	memcpy(label, prefix, n);
	memcpy(label + n, allow->id.ptr, allow->id.len);
	allow->label = (struct dlp_span){ label, n + allow->id.len };
	*list->last = allow;
	list->last = &allow->next;
	return true;
}

static enum dlp_status add(struct dlp_allowlist *list, struct dlp_allow *allow,
			   struct dlp_error *err)
{
	const char *fault = fault_of(allow);

	if (fault)
		return fail(allow->file, allow->line, err, fault, allow->id);
	for (const struct dlp_allow *a = list->first; a; a = a->next)
		if (dlp_span_eq(a->id, allow->id))
			return fail(allow->file, allow->line, err,
				    "is there already", allow->id);
	if (list->count == DLP_ALLOW_MAX)
		return dlp_error_set(err, DLP_SKIP, 0, "over %d stanzas",
				     DLP_ALLOW_MAX);
	list->count++;
	return add_last(list, allow) ? DLP_OK : nomem(err);
}

/* The stanza that begins at `line`. */
static enum dlp_status take_stanza(struct reader *r, struct dlp_span line,
				   struct dlp_error *err)
{
	struct dlp_allow *allow =
		dlp_arena_alloc(&r->list->arena, 1, sizeof(*allow));

	if (!allow)
		return nomem(err);
	allow->file = r->file;
	allow->line = r->line;
	if (*line.ptr == '[' && line.ptr[line.len - 1] == ']' && line.len > 2)
		allow->id = dlp_span_trim(
			(struct dlp_span){ line.ptr + 1, line.len - 2 });
	if (!good_id(allow->id))
		return fail(r->file, r->line, err,
			    "a stanza begins with [id] in a-z 0-9 - _ .", line);
	for (;;) {
		struct reader before = *r;
		enum dlp_status status;

		if (!next_line(r, &line))
			break;
		if (*line.ptr == '[') {
			*r = before;
			break;
		}
		status = take_line(r, line, allow, err);
		if (status)
			return status;
	}
	return add(r->list, allow, err);
}

static enum dlp_status load_file(void *arg, const char *path,
				 struct dlp_error *err)
{
	struct dlp_allowlist *list = arg;
	struct dlp_span name = { path, strlen(path) }, line;
	struct reader r = { .list = list };
	enum dlp_status status;
	struct dlp_buf buf;

	dlp_buf_init(&buf, 0);
	status = dlp_io_load(path, DLP_ALLOW_FILE_MAX, &buf, err);
	if (status) {
		struct dlp_error why = *err;

		dlp_error_set(err, status, why.sys, "%.80s: %.60s", path,
			      why.msg);
	} else if (!dlp_arena_copy(&list->arena, name, &r.file) ||
		   !dlp_arena_copy(&list->arena, dlp_buf_span(&buf), &r.text)) {
		status = nomem(err);
	}
	dlp_buf_release(&buf);
	while (!status && next_line(&r, &line))
		status = take_stanza(&r, line, err);
	return status;
}

enum dlp_status dlp_allowlist_load(struct dlp_allowlist *list, const char *path,
				   struct dlp_error *err)
{
	static const char *const endings[] = { ".conf", NULL };

	return dlp_folder_or_file(path, endings, load_file, list, err);
}

/* What the command line allows; made when it is first wanted. */
static struct dlp_allow *own_stanza(struct dlp_allowlist *list)
{
	/* No file can have a stanza of that id. */
	const struct dlp_span id = DLP_SPAN("--allow");
	struct dlp_allow *allow = list->first;

	while (allow && !dlp_span_eq(allow->id, id))
		allow = allow->next;
	if (allow)
		return allow;
	allow = dlp_arena_alloc(&list->arena, 1, sizeof(*allow));
	if (!allow)
		return NULL;
	allow->id = allow->file = id;
	allow->reason = DLP_SPAN("the command line says so");
	return add_last(list, allow) ? allow : NULL;
}

enum dlp_status dlp_allowlist_rules(struct dlp_allowlist *list,
				    const char *globs, struct dlp_error *err)
{
	struct dlp_span given = { globs, strlen(globs) }, copy;
	struct dlp_allow *allow = own_stanza(list);

	if (!allow || !dlp_arena_copy(&list->arena, given, &copy))
		return nomem(err);
	if (!dlp_key_list(copy, &allow->rules, &list->arena) || fault_of(allow))
		return dlp_error_set(err, DLP_SKIP, 0,
				     "--allow: bad value: %.60s", globs);
	return DLP_OK;
}

enum dlp_status dlp_allowlist_check(const struct dlp_allowlist *list,
				    const struct dlp_catalog *catalog,
				    struct dlp_error *err)
{
	for (const struct dlp_allow *a = list->first; a; a = a->next)
		for (size_t i = 0; i < a->rules.count; i++) {
			size_t r = 0, rules = dlp_catalog_count(catalog);

			while (r < rules &&
			       !dlp_rule_matches(dlp_catalog_id(catalog, r),
						 a->rules.item[i]))
				r++;
			if (r == rules)
				return fail(a->file, a->line, err,
					    "no rule matches",
					    a->rules.item[i]);
		}
	return DLP_OK;
}

static bool fits_rule(struct dlp_list globs, struct dlp_span id)
{
	for (size_t i = 0; i < globs.count; i++)
		if (dlp_rule_matches(id, globs.item[i]))
			return true;
	return !globs.count;
}

static bool fits_path(struct dlp_list globs, const struct dlp_where *where,
		      struct dlp_span relative)
{
	char glob[DLP_RULE_GLOB_MAX + 1];

	for (size_t i = 0; i < globs.count; i++) {
		memcpy(glob, globs.item[i].ptr, globs.item[i].len);
		glob[globs.item[i].len] = '\0';
		if (!fnmatch(glob, where->path.ptr, 0) ||
		    !fnmatch(glob, relative.ptr, 0))
			return true;
		for (size_t m = 0; m < where->members; m++)
			if (!fnmatch(glob, where->member[m].ptr, 0))
				return true;
	}
	return !globs.count;
}

static bool fits_word(struct dlp_list words, struct dlp_span value)
{
	for (size_t i = 0; i < words.count; i++)
		for (size_t at = 0; at + words.item[i].len <= value.len; at++)
			if (!strncasecmp(value.ptr + at, words.item[i].ptr,
					 words.item[i].len))
				return true;
	return !words.count;
}

struct dlp_allow *dlp_allowlist_match(const struct dlp_allowlist *list,
				      const struct dlp_rule *rule,
				      const struct dlp_where *where,
				      struct dlp_span relative,
				      struct dlp_span value)
{
	struct dlp_allow *a = dlp_allowlist_first(list);

	while (a && (a->fingerprints.count || !fits_rule(a->rules, rule->id) ||
		     !fits_path(a->paths, where, relative) ||
		     !fits_word(a->words, value)))
		a = a->next;
	return a;
}

struct dlp_allow *dlp_allowlist_find(const struct dlp_allowlist *list,
				     struct dlp_span fingerprint)
{
	for (struct dlp_allow *a = dlp_allowlist_first(list); a; a = a->next)
		for (size_t i = 0; i < a->fingerprints.count; i++)
			if (dlp_span_eq(a->fingerprints.item[i], fingerprint))
				return a;
	return NULL;
}
