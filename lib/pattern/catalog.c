#include "pattern/catalog.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/folder.h"
#include "base/io.h"
#include "pattern/glob.h"
#include "pattern/imprint.h"
#include "pattern/stanza.h"

enum { FILE_MAX = 16 << 20 }; /* bytes of a pattern file */

/* Where the rules of the build are unpacked, each when it is first asked for:
 * room for all of them, so that none can lack it. */
struct shelf {
	pthread_mutex_t lock;
	char *room, *next;
};

struct dlp_catalog {
	struct dlp_arena arena;
	/* By number; NULL for the build's own of that number, not yet unpacked.
	 */
	_Atomic(const struct dlp_rule *) *rule;
	size_t count, cap;
	size_t builtin; /* the first so many are the build's, as they were */
	size_t added;   /* by users */
	struct shelf *shelf;
	struct dlp_note *note;
	size_t notes, note_cap;
};

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, ENOMEM, "out of memory");
}

/* Room for `more` rules. */
static bool reserve(struct dlp_catalog *catalog, size_t more)
{
	size_t cap = catalog->cap * 2;
	_Atomic(const struct dlp_rule *) *grown;

	if (more <= catalog->cap - catalog->count)
		return true;
	if (cap < catalog->count + more)
		cap = catalog->count + more;
	grown = calloc(cap, sizeof(*grown));
	if (!grown)
		return false;
	for (size_t i = 0; i < catalog->count; i++)
		atomic_init(&grown[i],
			    atomic_load_explicit(&catalog->rule[i],
						 memory_order_relaxed));
	free(catalog->rule);
	catalog->rule = grown;
	catalog->cap = cap;
	return true;
}

static struct shelf *shelf_new(void)
{
	struct shelf *shelf = calloc(1, sizeof(*shelf));

	if (!shelf)
		return NULL;
	/* Pages that nothing is put on cost nothing. */
	shelf->room = calloc(1, dlp_builtin.room);
	shelf->next = shelf->room;
	if (!shelf->room) {
		free(shelf);
		return NULL;
	}
	pthread_mutex_init(&shelf->lock, NULL);
	return shelf;
}

static void shelf_free(struct shelf *shelf)
{
	if (!shelf)
		return;
	pthread_mutex_destroy(&shelf->lock);
	free(shelf->room);
	free(shelf);
}

struct dlp_catalog *dlp_catalog_new(bool builtin)
{
	struct dlp_catalog *catalog = calloc(1, sizeof(*catalog));

	if (!catalog || !builtin)
		return catalog;
	catalog->shelf = shelf_new();
	if (!catalog->shelf || !reserve(catalog, dlp_builtin.rules)) {
		dlp_catalog_free(catalog);
		return NULL;
	}
	catalog->count = catalog->builtin = dlp_builtin.rules;
	return catalog;
}

void dlp_catalog_free(struct dlp_catalog *catalog)
{
	if (!catalog)
		return;
	dlp_arena_release(&catalog->arena);
	shelf_free(catalog->shelf);
	free(catalog->rule);
	free(catalog->note);
	free(catalog);
}

size_t dlp_catalog_builtin(const struct dlp_catalog *catalog)
{
	return catalog->builtin;
}

bool dlp_catalog_is_builtin(const struct dlp_catalog *catalog)
{
	return catalog->builtin && catalog->builtin == catalog->count;
}

size_t dlp_catalog_count(const struct dlp_catalog *catalog)
{
	return catalog->count;
}

static const struct dlp_rule *unpack(const struct dlp_catalog *catalog,
				     size_t i)
{
	struct shelf *shelf = catalog->shelf;
	const struct dlp_rule *rule;

	pthread_mutex_lock(&shelf->lock);
	rule = atomic_load(&catalog->rule[i]);
	if (!rule) {
		rule = dlp_packed_take(&dlp_builtin, i, &shelf->next);
		atomic_store_explicit(&catalog->rule[i], rule,
				      memory_order_release);
	}
	pthread_mutex_unlock(&shelf->lock);
	return rule;
}

const struct dlp_rule *dlp_catalog_rule(const struct dlp_catalog *catalog,
					size_t i)
{
	const struct dlp_rule *rule =
		atomic_load_explicit(&catalog->rule[i], memory_order_acquire);

	return rule ? rule : unpack(catalog, i);
}

struct dlp_span dlp_catalog_id(const struct dlp_catalog *catalog, size_t i)
{
	return i < catalog->builtin ? dlp_packed_id(&dlp_builtin, i)
				    : dlp_catalog_rule(catalog, i)->id;
}

size_t dlp_catalog_notes(const struct dlp_catalog *catalog)
{
	return catalog->notes;
}

const struct dlp_note *dlp_catalog_note(const struct dlp_catalog *catalog,
					size_t i)
{
	return &catalog->note[i];
}

/* SIZE_MAX for none. */
static size_t find(const struct dlp_catalog *catalog, struct dlp_span id)
{
	if (catalog->builtin) {
		size_t i = dlp_packed_find(&dlp_builtin, id);

		if (i != SIZE_MAX)
			return i;
	}
	for (size_t i = catalog->builtin; i < catalog->count; i++)
		if (dlp_span_eq(dlp_catalog_id(catalog, i), id))
			return i;
	return SIZE_MAX;
}

const struct dlp_rule *dlp_catalog_find(const struct dlp_catalog *catalog,
					struct dlp_span id)
{
	size_t i = find(catalog, id);

	return i == SIZE_MAX ? NULL : dlp_catalog_rule(catalog, i);
}

static enum dlp_status check_globs(const struct dlp_catalog *catalog,
				   struct dlp_span globs, struct dlp_error *err)
{
	struct dlp_span glob;

	while (dlp_glob_next(&globs, &glob)) {
		size_t i = 0;

		while (i < catalog->count &&
		       !dlp_glob_matches(glob, dlp_catalog_id(catalog, i)))
			i++;
		if (i == catalog->count)
			return dlp_error_set(err, DLP_SKIP, 0,
					     "no rule matches %.*s",
					     (int)glob.len, glob.ptr);
	}
	return DLP_OK;
}

/* The build's rules are no longer what is in front: each has to be there. */
static void disturb(struct dlp_catalog *catalog)
{
	for (size_t i = 0; i < catalog->builtin; i++)
		dlp_catalog_rule(catalog, i);
	catalog->builtin = 0;
}

/* Keep the rules of which `globs` says `wanted`. */
static void keep(struct dlp_catalog *catalog, struct dlp_span globs,
		 bool wanted)
{
	size_t n = 0;

	for (size_t i = 0; i < catalog->count; i++)
		if (dlp_rule_matches(dlp_catalog_id(catalog, i), globs) ==
		    wanted)
			atomic_store(&catalog->rule[n++],
				     dlp_catalog_rule(catalog, i));
	if (n != catalog->count)
		catalog->builtin = 0;
	catalog->count = n;
}

enum dlp_status dlp_catalog_select(struct dlp_catalog *catalog,
				   const char *globs, struct dlp_error *err)
{
	struct dlp_span list = { globs, strlen(globs) };
	enum dlp_status status = check_globs(catalog, list, err);

	if (!status)
		keep(catalog, list, true);
	return status;
}

enum dlp_status dlp_catalog_disable(struct dlp_catalog *catalog,
				    const char *globs, struct dlp_error *err)
{
	struct dlp_span list = { globs, strlen(globs) };
	enum dlp_status status = check_globs(catalog, list, err);

	if (!status)
		keep(catalog, list, false);
	return status;
}

/* In the catalog's memory. */
static const struct dlp_rule *copy(struct dlp_catalog *catalog,
				   const struct dlp_rule *rule)
{
	struct dlp_rule *own =
		dlp_arena_alloc(&catalog->arena, 1, sizeof(*own));

	if (own)
		*own = *rule;
	return own;
}

static enum dlp_status add(struct dlp_catalog *catalog,
			   const struct dlp_rule *rule, struct dlp_error *err)
{
	const struct dlp_rule *own;

	if (catalog->added == DLP_RULES_MAX)
		return dlp_error_set(err, DLP_SKIP, 0, "over %d rules",
				     DLP_RULES_MAX);
	own = copy(catalog, rule);
	if (!own || !reserve(catalog, 1))
		return nomem(err);
	atomic_init(&catalog->rule[catalog->count++], own);
	catalog->added++;
	return DLP_OK;
}

enum dlp_status dlp_catalog_add(struct dlp_catalog *catalog,
				const struct dlp_rule *rule,
				struct dlp_error *err)
{
	if (find(catalog, rule->id) != SIZE_MAX)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "a rule %.*s is there already",
				     (int)rule->id.len, rule->id.ptr);
	return add(catalog, rule, err);
}

static enum dlp_status stanza_fail(const struct dlp_stanza *stanza,
				   struct dlp_error *err, const char *why)
{
	const struct dlp_rule *rule = &stanza->rule;

	return dlp_error_set(err, DLP_SKIP, 0, "%.*s:%u: [%.*s] %s",
			     (int)(rule->file.len > 60 ? 60 : rule->file.len),
			     rule->file.ptr, rule->line, (int)rule->id.len,
			     rule->id.ptr, why);
}

static enum dlp_status take(struct dlp_catalog *catalog,
			    const struct dlp_stanza *stanza,
			    enum dlp_trust trust, struct dlp_error *err)
{
	const size_t place = find(catalog, stanza->rule.id);
	const bool old = place != SIZE_MAX;
	struct dlp_rule changed = stanza->rule;
	const struct dlp_rule *own;
	enum dlp_status status = DLP_OK;

	if (trust == DLP_TRUST_ADD &&
	    (stanza->disable.len || stanza->mode != DLP_STANZA_NEW))
		return stanza_fail(stanza, err,
				   "the user's own rules can't change others");
	if (stanza->disable.len) {
		status = check_globs(catalog, stanza->disable, err);
		if (status)
			return stanza_fail(stanza, err,
					   "disables what is not there");
		keep(catalog, stanza->disable, false);
		return DLP_OK;
	}
	if (stanza->mode == DLP_STANZA_NEW && old)
		return stanza_fail(stanza, err,
				   "is there already: say override = yes or "
				   "extend = yes");
	if (stanza->mode != DLP_STANZA_NEW && !old)
		return stanza_fail(stanza, err, "is not there to be changed");
	if (stanza->mode == DLP_STANZA_EXTEND) {
		changed = *dlp_catalog_rule(catalog, place);
		status = dlp_stanza_extend(&changed, stanza, &catalog->arena,
					   err);
	}
	if (!status)
		status = dlp_rule_check(&changed, err);
	if (status)
		return status;
	if (!old)
		return add(catalog, &changed, err);
	own = copy(catalog, &changed);
	if (!own)
		return nomem(err);
	if (place < catalog->builtin)
		disturb(catalog);
	atomic_store(&catalog->rule[place], own);
	return DLP_OK;
}

static enum dlp_status take_foreign(void *arg, const struct dlp_rule *rule,
				    struct dlp_error *err)
{
	struct dlp_catalog *catalog = arg;
	const struct dlp_stanza stanza = { .rule = *rule };

	if (find(catalog, rule->id) != SIZE_MAX)
		return stanza_fail(&stanza, err, "is there already");
	return add(catalog, rule, err);
}

static enum dlp_status take_note(void *arg, const struct dlp_note *note,
				 struct dlp_error *err)
{
	struct dlp_catalog *catalog = arg;

	if (catalog->notes == catalog->note_cap) {
		size_t cap = catalog->note_cap ? catalog->note_cap * 2 : 64;
		struct dlp_note *grown =
			realloc(catalog->note, cap * sizeof(*grown));

		if (!grown)
			return nomem(err);
		catalog->note = grown;
		catalog->note_cap = cap;
	}
	catalog->note[catalog->notes++] = *note;
	return DLP_OK;
}

/* A file on its way, and who says so. */
struct loading {
	struct dlp_catalog *catalog;
	enum dlp_trust trust;
};

/* Name and text of a file, in the catalog's memory. */
static enum dlp_status slurp(struct dlp_catalog *catalog, const char *path,
			     struct dlp_span *name, struct dlp_span *text,
			     struct dlp_error *err)
{
	enum dlp_status status;
	struct dlp_buf buf;

	dlp_buf_init(&buf, 0);
	status = dlp_io_load(path, FILE_MAX, &buf, err);
	if (status) {
		const struct dlp_error why = *err;

		dlp_error_set(err, status, why.sys, "%.80s: %.60s", path,
			      why.msg);
	} else if (!dlp_arena_copy(&catalog->arena,
				   (struct dlp_span){ path, strlen(path) },
				   name) ||
		   !dlp_arena_copy(&catalog->arena, dlp_buf_span(&buf), text)) {
		status = nomem(err);
	}
	dlp_buf_release(&buf);
	return status;
}

static enum dlp_status load_stanzas(const struct loading *loading,
				    struct dlp_span name, struct dlp_span text,
				    struct dlp_error *err)
{
	struct dlp_catalog *catalog = loading->catalog;
	struct dlp_stanza_reader reader;
	struct dlp_stanza stanza = { .keys = 0 };
	enum dlp_status status;

	dlp_stanza_open(&reader, name, text);
	do {
		status =
			dlp_stanza_next(&reader, &catalog->arena, &stanza, err);
		if (!status)
			status = take(catalog, &stanza, loading->trust, err);
	} while (!status);
	return status == DLP_EOF ? DLP_OK : status;
}

static enum dlp_status load_file(void *arg, const char *path,
				 struct dlp_error *err)
{
	const struct loading *loading = arg;
	struct dlp_catalog *catalog = loading->catalog;
	const struct dlp_foreign_calls calls = { take_foreign, take_note,
						 catalog };
	struct dlp_span name = { 0 }, text = { 0 };
	enum dlp_status status = slurp(catalog, path, &name, &text, err);
	enum dlp_foreign kind;

	if (status)
		return status;
	kind = dlp_foreign_sniff(text);
	return kind == DLP_FOREIGN_NONE
		       ? load_stanzas(loading, name, text, err)
		       : dlp_foreign_read(kind, name, text, &catalog->arena,
					  &calls, err);
}

enum dlp_status dlp_catalog_load(struct dlp_catalog *catalog, const char *path,
				 enum dlp_trust trust, struct dlp_error *err)
{
	/* By their names, since a folder may hold others; not what they are. */
	static const char *const endings[] = { ".conf", ".toml", ".yml",
					       ".yaml", NULL };
	struct loading loading = { catalog, trust };

	return dlp_folder_or_file(path, endings, load_file, &loading, err);
}

void dlp_catalog_digest(const struct dlp_catalog *catalog,
			char out[DLP_DIGEST_SIZE + 1])
{
	struct dlp_digest *all = dlp_digest_new(), *one = dlp_digest_new();

	*out = '\0';
	if (all && one) {
		dlp_digest_add(all, dlp_builtin_imprint,
			       catalog->builtin * sizeof(struct dlp_imprint));
		for (size_t i = catalog->builtin; i < catalog->count; i++) {
			struct dlp_imprint imprint = dlp_imprint_of(
				dlp_catalog_rule(catalog, i), one);

			dlp_digest_add(all, &imprint, sizeof(imprint));
		}
		dlp_digest_text(all, out);
	}
	dlp_digest_free(all);
	dlp_digest_free(one);
}
