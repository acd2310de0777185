#include "match/engine.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/pages.h"
#include "match/compile.h"
#include "match/index.h"
#include "match/shadows.h"

/* What is made of a rule when it is first wanted. */
struct slot {
	_Atomic(struct dlp_engine_rule *) compiled;
	_Atomic(struct dlp_shadows *) shadows;
};

struct dlp_engine {
	const struct dlp_catalog *catalog;
	const struct dlp_index *index;
	struct dlp_index *own; /* the same, if it is not the build's */
	pthread_mutex_t lock;
	struct slot *slot; /* by rule; behind them `used` */
	uint32_t *used;    /* rules of whose slot something was made */
	size_t uses;
	_Atomic(struct dlp_headings *) headings; /* like the lexicon */
	_Atomic(struct dlp_lexicon *) lexicon;   /* if it is not the build's */
};

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
}

static enum dlp_status in_rule(const struct dlp_rule *rule,
			       struct dlp_error *err)
{
	struct dlp_error why = *err;

	return dlp_error_set(err, DLP_SKIP, why.sys, "%.*s:%u: [%.*s] %s",
			     (int)(rule->file.len > 40 ? 40 : rule->file.len),
			     rule->file.ptr, rule->line, (int)rule->id.len,
			     rule->id.ptr, why.msg);
}

/*
 * What the build made is taken as it is, or as far as the rules are the same:
 * where most are, it costs less to look for a few literals in vain than to
 * weigh all of them anew.
 */
static enum dlp_status make_index(struct dlp_engine *engine,
				  struct dlp_error *err)
{
	const struct dlp_catalog *catalog = engine->catalog;
	const size_t known = dlp_catalog_builtin(catalog);
	struct dlp_index_rules rules = { .count = dlp_catalog_count(catalog) };
	const struct dlp_rule **rule;
	enum dlp_status status;
	size_t builtin = known, wrong = 0;
	bool near = false;

	engine->index = &dlp_builtin_index;
	if (dlp_catalog_is_builtin(catalog))
		return DLP_OK;
	rules.rule = rule = calloc(rules.count + 1, sizeof(*rule));
	if (!rule)
		return nomem(err);
	for (size_t r = known; r < rules.count; r++) {
		rule[r] = dlp_catalog_rule(catalog, r);
		builtin += rule[r]->builtin;
		near |= rule[r]->near.len != 0;
	}
	for (size_t r = 0; near && r < known; r++)
		rule[r] = dlp_catalog_rule(catalog, r);
	if (builtin * 2 >= dlp_builtin.rules)
		rules.base = &dlp_builtin_index;
	rules.known = known;
	status = dlp_index_new(&rules, 0, &engine->own, &wrong);
	engine->index = engine->own;
	if (status == DLP_SKIP) {
		dlp_error_set(err, DLP_SKIP, 0,
			      "near names no other rule in force: %.*s",
			      (int)rule[wrong]->near.len,
			      rule[wrong]->near.ptr);
		in_rule(rule[wrong], err);
	} else if (status) {
		nomem(err);
	}
	free(rule);
	return status;
}

static enum dlp_status compile_users(struct dlp_engine *engine,
				     struct dlp_error *err)
{
	const struct dlp_catalog *catalog = engine->catalog;

	for (size_t r = dlp_catalog_builtin(catalog);
	     r < dlp_catalog_count(catalog); r++) {
		const struct dlp_rule *rule = dlp_catalog_rule(catalog, r);

		/* Those of others were tried when they were read. */
		if (!rule->builtin && !rule->foreign &&
		    !dlp_engine_rule(engine, r, err))
			return DLP_SKIP;
	}
	return DLP_OK;
}

enum dlp_status dlp_engine_new(const struct dlp_catalog *catalog,
			       struct dlp_engine **out, struct dlp_error *err)
{
	struct dlp_engine *engine = calloc(1, sizeof(*engine));
	size_t rules = dlp_catalog_count(catalog);
	enum dlp_status status;

	if (!engine)
		return nomem(err);
	engine->catalog = catalog;
	pthread_mutex_init(&engine->lock, NULL);
	engine->slot = dlp_pages_new(rules + 1, sizeof(*engine->slot) +
							sizeof(*engine->used));
	engine->used = (void *)(engine->slot + rules + 1);
	status = engine->slot ? make_index(engine, err) : nomem(err);
	if (!status)
		status = compile_users(engine, err);
	if (status) {
		dlp_engine_free(engine);
		return status;
	}
	*out = engine;
	return DLP_OK;
}

void dlp_engine_free(struct dlp_engine *engine)
{
	if (!engine)
		return;
	for (size_t i = 0; i < engine->uses; i++) {
		struct slot *slot = &engine->slot[engine->used[i]];

		dlp_compiled_free(atomic_load(&slot->compiled));
		dlp_shadows_free(atomic_load(&slot->shadows));
	}
	dlp_lexicon_free(atomic_load(&engine->lexicon));
	dlp_headings_free(atomic_load(&engine->headings));
	dlp_index_free(engine->own);
	dlp_pages_free(engine->slot);
	pthread_mutex_destroy(&engine->lock);
	free(engine);
}

const struct dlp_catalog *dlp_engine_catalog(const struct dlp_engine *engine)
{
	return engine->catalog;
}

const struct dlp_literals *dlp_engine_literals(const struct dlp_engine *engine)
{
	return engine->index->literals;
}

static struct dlp_engine_rules list_of(const struct dlp_rows *lists, size_t i)
{
	return (struct dlp_engine_rules){ lists->rule + lists->at[i],
					  lists->at[i + 1] - lists->at[i] };
}

struct dlp_engine_rules dlp_engine_by_literal(const struct dlp_engine *engine,
					      uint32_t literal)
{
	return list_of(&engine->index->by_literal, literal);
}

struct dlp_engine_rules dlp_engine_by_shape(const struct dlp_engine *engine,
					    enum dlp_shape shape)
{
	return list_of(&engine->index->by_shape, shape);
}

struct dlp_engine_rules dlp_engine_by_digits(const struct dlp_engine *engine,
					     size_t digits)
{
	return list_of(&engine->index->by_digits, digits);
}

unsigned dlp_engine_least(const struct dlp_engine *engine, enum dlp_shape shape)
{
	return engine->index->least[shape];
}

const struct dlp_brief *dlp_engine_briefs(const struct dlp_engine *engine)
{
	return engine->index->brief;
}

size_t dlp_engine_near(const struct dlp_engine *engine, size_t rule)
{
	uint32_t near = engine->index->brief[rule].near;

	return near == DLP_INDEX_NONE ? SIZE_MAX : near;
}

bool dlp_engine_is_near(const struct dlp_engine *engine, size_t rule)
{
	return engine->index->brief[rule].is_near;
}

bool dlp_engine_has_near(const struct dlp_engine *engine)
{
	return engine->index->has_near;
}

size_t dlp_engine_any_window(const struct dlp_engine *engine)
{
	return engine->index->any_window;
}

/* Under the lock: a slot is about to hold something, for the free. */
static void use_slot(struct dlp_engine *engine, size_t index)
{
	struct slot *slot = &engine->slot[index];

	if (!atomic_load(&slot->compiled) && !atomic_load(&slot->shadows))
		engine->used[engine->uses++] = (uint32_t)index;
}

const struct dlp_engine_rule *
dlp_engine_rule(struct dlp_engine *engine, size_t index, struct dlp_error *err)
{
	struct slot *slot = &engine->slot[index];
	struct dlp_engine_rule *compiled =
		atomic_load_explicit(&slot->compiled, memory_order_acquire);

	if (compiled)
		return compiled;
	pthread_mutex_lock(&engine->lock);
	compiled = atomic_load(&slot->compiled);
	if (!compiled) {
		const struct dlp_rule *rule =
			dlp_catalog_rule(engine->catalog, index);

		compiled = dlp_compile(rule, err);
		if (compiled)
			use_slot(engine, index);
		else
			in_rule(rule, err);
		atomic_store_explicit(&slot->compiled, compiled,
				      memory_order_release);
	}
	pthread_mutex_unlock(&engine->lock);
	return compiled;
}

uint32_t dlp_engine_admits(struct dlp_engine *engine, size_t index,
			   struct dlp_span text, struct dlp_regex_space *space)
{
	struct slot *slot = &engine->slot[index];
	struct dlp_shadows *shadows =
		atomic_load_explicit(&slot->shadows, memory_order_acquire);

	if (shadows)
		return dlp_shadows_admit(shadows, text, space);
	pthread_mutex_lock(&engine->lock);
	shadows = atomic_load(&slot->shadows);
	if (!shadows) {
		shadows = dlp_shadows_new(
			dlp_catalog_rule(engine->catalog, index));
		if (shadows)
			use_slot(engine, index);
		atomic_store_explicit(&slot->shadows, shadows,
				      memory_order_release);
	}
	pthread_mutex_unlock(&engine->lock);
	return shadows ? dlp_shadows_admit(shadows, text, space) : UINT32_MAX;
}

/* All rules of the catalog; NULL without memory. */
static const struct dlp_rule **all_rules(const struct dlp_catalog *catalog)
{
	size_t rules = dlp_catalog_count(catalog);
	const struct dlp_rule **rule = calloc(rules + 1, sizeof(*rule));

	for (size_t r = 0; rule && r < rules; r++)
		rule[r] = dlp_catalog_rule(catalog, r);
	return rule;
}

const struct dlp_lexicon *dlp_engine_lexicon(struct dlp_engine *engine)
{
	const struct dlp_catalog *catalog = engine->catalog;
	struct dlp_lexicon *lexicon;

	if (dlp_catalog_is_builtin(catalog))
		return &dlp_builtin_lexicon;
	lexicon = atomic_load_explicit(&engine->lexicon, memory_order_acquire);
	if (lexicon)
		return lexicon;
	pthread_mutex_lock(&engine->lock);
	lexicon = atomic_load(&engine->lexicon);
	if (!lexicon) {
		const struct dlp_rule **rule = all_rules(catalog);

		if (rule)
			lexicon = dlp_lexicon_new(rule,
						  dlp_catalog_count(catalog),
						  &dlp_builtin_lexicon, 0);
		free(rule);
		atomic_store_explicit(&engine->lexicon, lexicon,
				      memory_order_release);
	}
	pthread_mutex_unlock(&engine->lock);
	return lexicon;
}

const struct dlp_headings *dlp_engine_headings(struct dlp_engine *engine)
{
	const struct dlp_catalog *catalog = engine->catalog;
	struct dlp_headings *headings;

	if (dlp_catalog_is_builtin(catalog))
		return &dlp_builtin_headings;
	headings =
		atomic_load_explicit(&engine->headings, memory_order_acquire);
	if (headings)
		return headings;
	pthread_mutex_lock(&engine->lock);
	headings = atomic_load(&engine->headings);
	if (!headings) {
		const struct dlp_rule **rule = all_rules(catalog);

		if (rule)
			headings = dlp_headings_new(rule,
						    dlp_catalog_count(catalog));
		free(rule);
		atomic_store_explicit(&engine->headings, headings,
				      memory_order_release);
	}
	pthread_mutex_unlock(&engine->lock);
	return headings;
}
