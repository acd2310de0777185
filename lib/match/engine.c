#include "match/engine.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "match/index.h"
#include "match/prefix.h"
#include "match/shadow.h"

/* The shadows of a rule's regexes: match/shadow.h; NULL for none. */
struct shadows {
	size_t count;
	struct dlp_regex *regex[];
};

struct dlp_engine {
	const struct dlp_catalog *catalog;
	const struct dlp_index *index;
	struct dlp_index *own; /* the same, if it is not the build's */
	pthread_mutex_t lock;
	_Atomic(struct dlp_engine_rule *) *compiled;
	_Atomic(struct shadows *) *shadows;      /* by rule */
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
	const struct dlp_rule *rule = dlp_catalog_rule(catalog, 0);
	size_t rules = dlp_catalog_count(catalog), builtin = 0, wrong = 0;
	enum dlp_status status;

	engine->index = &dlp_builtin_index;
	if (dlp_catalog_is_builtin(catalog))
		return DLP_OK;
	for (size_t r = 0; r < rules; r++)
		builtin += rule[r].builtin;
	status = dlp_index_new(rule, rules,
			       builtin * 2 >= dlp_builtin_rules ? engine->index
								: NULL,
			       0, &engine->own, &wrong);
	engine->index = engine->own;
	if (status != DLP_SKIP)
		return status ? nomem(err) : DLP_OK;
	dlp_error_set(err, DLP_SKIP, 0,
		      "near names no other rule in force: %.*s",
		      (int)rule[wrong].near.len, rule[wrong].near.ptr);
	return in_rule(&rule[wrong], err);
}

static enum dlp_status compile_users(struct dlp_engine *engine,
				     struct dlp_error *err)
{
	if (dlp_catalog_is_builtin(engine->catalog))
		return DLP_OK;
	for (size_t r = 0; r < dlp_catalog_count(engine->catalog); r++) {
		const struct dlp_rule *rule =
			dlp_catalog_rule(engine->catalog, r);

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
	enum dlp_status status;

	if (!engine)
		return nomem(err);
	engine->catalog = catalog;
	pthread_mutex_init(&engine->lock, NULL);
	engine->compiled = calloc(dlp_catalog_count(catalog) + 1,
				  sizeof(*engine->compiled));
	engine->shadows = calloc(dlp_catalog_count(catalog) + 1,
				 sizeof(*engine->shadows));
	status = engine->compiled && engine->shadows ? make_index(engine, err)
						     : nomem(err);
	if (!status)
		status = compile_users(engine, err);
	if (status) {
		dlp_engine_free(engine);
		return status;
	}
	*out = engine;
	return DLP_OK;
}

static void rule_free(struct dlp_engine_rule *rule)
{
	if (!rule)
		return;
	for (size_t i = 0; i < rule->regexes; i++)
		dlp_regex_free(rule->regex[i].regex);
	for (size_t i = 0; i < DLP_ENGINE_ALLOWS; i++)
		dlp_regex_free(rule->allow[i]);
	free(rule->regex);
	free(rule->column_letters);
	free(rule);
}

static void shadows_free(struct shadows *shadows)
{
	for (size_t i = 0; shadows && i < shadows->count; i++)
		dlp_regex_free(shadows->regex[i]);
	free(shadows);
}

void dlp_engine_free(struct dlp_engine *engine)
{
	if (!engine)
		return;
	for (size_t r = 0;
	     engine->compiled && r < dlp_catalog_count(engine->catalog); r++)
		rule_free(atomic_load(&engine->compiled[r]));
	for (size_t r = 0;
	     engine->shadows && r < dlp_catalog_count(engine->catalog); r++)
		shadows_free(atomic_load(&engine->shadows[r]));
	dlp_lexicon_free(atomic_load(&engine->lexicon));
	dlp_headings_free(atomic_load(&engine->headings));
	dlp_index_free(engine->own);
	free(engine->compiled);
	free(engine->shadows);
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

size_t dlp_engine_near(const struct dlp_engine *engine, size_t rule)
{
	uint32_t near = engine->index->near[rule];

	return near == DLP_INDEX_NONE ? SIZE_MAX : near;
}

bool dlp_engine_is_near(const struct dlp_engine *engine, size_t rule)
{
	return engine->index->is_near[rule];
}

bool dlp_engine_is_alone(const struct dlp_engine *engine, size_t rule)
{
	return engine->index->alone[rule];
}

bool dlp_engine_has_near(const struct dlp_engine *engine)
{
	return engine->index->has_near;
}

size_t dlp_engine_any_window(const struct dlp_engine *engine)
{
	return engine->index->any_window;
}

/* The groups that a rule names. */
static enum dlp_status find_groups(const struct dlp_rule *rule,
				   struct dlp_engine_regex *out,
				   struct dlp_error *err)
{
	out->value =
		rule->value.len ? dlp_regex_group(out->regex, rule->value) : 0;
	if (out->value < 0)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "value names no group of the regex");
	for (size_t i = 0; i < rule->parts; i++) {
		out->part[i] = dlp_regex_group(out->regex, rule->part[i].group);
		if (out->part[i] < 0)
			return dlp_error_set(err, DLP_SKIP, 0,
					     "a part names no group");
	}
	return DLP_OK;
}

static enum dlp_status compile_regex(const struct dlp_rule *rule,
				     struct dlp_span text,
				     struct dlp_engine_regex *out,
				     struct dlp_error *err)
{
	unsigned flags = rule->utf ? DLP_REGEX_UTF : 0;

	out->at_keyword =
		rule->keywords.count && dlp_prefix_begins(text, rule->keywords);
	if (out->at_keyword ||
	    (rule->shape != DLP_SHAPE_NONE && rule->shape != DLP_SHAPE_ANY))
		flags |= DLP_REGEX_ANCHORED;
	if (rule->shape == DLP_SHAPE_DIGITS || rule->shape == DLP_SHAPE_PHONE ||
	    rule->shape == DLP_SHAPE_ID)
		flags |= DLP_REGEX_WHOLE;
	if (dlp_regex_compile(text, flags, &out->regex, err))
		return DLP_SKIP;
	return find_groups(rule, out, err);
}

/* The value is whole: it does not go on behind the match. */
static enum dlp_status compile_assigned(const struct dlp_rule *rule,
					struct dlp_span text,
					struct dlp_engine_regex *out,
					struct dlp_error *err)
{
	unsigned flags = rule->utf ? DLP_REGEX_UTF : 0;
	enum dlp_status status = DLP_FATAL;
	struct dlp_buf whole;

	dlp_buf_init(&whole, 0);
	dlp_buf_adds(&whole, "(?:");
	dlp_buf_add(&whole, text.ptr, text.len);
	dlp_buf_adds(&whole, ")(?![A-Za-z0-9_+/=-]|\\.[A-Za-z0-9])");
	if (whole.status)
		nomem(err);
	else
		status = dlp_regex_compile(dlp_buf_span(&whole),
					   flags | DLP_REGEX_ANCHORED,
					   &out->regex, err);
	dlp_buf_release(&whole);
	if (status)
		return status;
	out->assigned = true;
	return find_groups(rule, out, err);
}

/* Whether the validators look at nothing but the whole text of a match. */
static bool is_early(const struct dlp_rule *rule,
		     const struct dlp_engine_rule *compiled)
{
	/* Of phones most pass: there the regex is what refuses. */
	if (!rule->drop_invalid || rule->shape != DLP_SHAPE_DIGITS)
		return false;
	for (size_t i = 0; i < compiled->regexes; i++)
		if (compiled->regex[i].value)
			return false;
	for (size_t i = 0; i < compiled->validators; i++)
		if (compiled->validator[i].args.payload ||
		    compiled->validator[i].args.check)
			return false;
	return compiled->validators != 0;
}

static void fill_letters(struct dlp_list list, struct dlp_letters *out)
{
	for (size_t i = 0; i < list.count; i++)
		out[i] = dlp_letters_of(list.item[i]);
}

/* One piece of memory for the three lists. */
static bool find_letters(const struct dlp_rule *rule,
			 struct dlp_engine_rule *out)
{
	size_t columns = rule->columns.count, nots = rule->not_columns.count;
	struct dlp_letters *letters = calloc(
		columns + nots + rule->allow_words.count + 1, sizeof(*letters));

	if (!letters)
		return false;
	out->column_letters = letters;
	out->not_column_letters = letters + columns;
	out->allow_letters = letters + columns + nots;
	fill_letters(rule->columns, out->column_letters);
	fill_letters(rule->not_columns, out->not_column_letters);
	fill_letters(rule->allow_words, out->allow_letters);
	return true;
}

static enum dlp_status compile_list(struct dlp_list list,
				    struct dlp_regex **out,
				    struct dlp_error *err)
{
	for (size_t i = 0; i < list.count; i++)
		if (dlp_regex_compile(list.item[i], 0, &out[i], err))
			return DLP_SKIP;
	return DLP_OK;
}

static enum dlp_status compile_allows(const struct dlp_rule *rule,
				      struct dlp_engine_rule *out,
				      struct dlp_error *err)
{
	out->allows = rule->allow_regex.count;
	out->match_allows = out->allows + rule->allow_match.count;
	out->line_allows = out->match_allows + rule->allow_line.count;
	if (compile_list(rule->allow_regex, out->allow, err) ||
	    compile_list(rule->allow_match, out->allow + out->allows, err) ||
	    compile_list(rule->allow_line, out->allow + out->match_allows, err))
		return DLP_SKIP;
	return DLP_OK;
}

/* Those of paths are the scope's, which can't say what is wrong with them. */
static enum dlp_status check_paths(struct dlp_list list, struct dlp_error *err)
{
	struct dlp_regex *regex;

	for (size_t i = 0; i < list.count; i++) {
		if (dlp_regex_compile(list.item[i], 0, &regex, err))
			return DLP_SKIP;
		dlp_regex_free(regex);
	}
	return DLP_OK;
}

static enum dlp_status compile(const struct dlp_rule *rule,
			       struct dlp_engine_rule *out,
			       struct dlp_error *err)
{
	out->regex = calloc(rule->regex.count + rule->assigned.count + 1,
			    sizeof(*out->regex));
	if (!out->regex || !find_letters(rule, out))
		return nomem(err);
	for (size_t i = 0; i < rule->regex.count; i++) {
		/* Counted before, so that a failure frees it. */
		out->regexes++;
		if (compile_regex(rule, rule->regex.item[i], &out->regex[i],
				  err))
			return DLP_SKIP;
	}
	for (size_t i = 0; i < rule->assigned.count; i++) {
		struct dlp_engine_regex *regex = &out->regex[out->regexes++];

		if (compile_assigned(rule, rule->assigned.item[i], regex, err))
			return DLP_SKIP;
	}
	if (rule->validators.count > DLP_ENGINE_VALIDATORS ||
	    rule->allow_regex.count + rule->allow_match.count +
			    rule->allow_line.count >
		    DLP_ENGINE_ALLOWS)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "over %d validators or %d allow regexes",
				     DLP_ENGINE_VALIDATORS, DLP_ENGINE_ALLOWS);
	for (; out->validators < rule->validators.count; out->validators++)
		if (dlp_validator_parse(rule->validators.item[out->validators],
					&out->validator[out->validators], err))
			return DLP_SKIP;
	out->early = is_early(rule, out);
	if (compile_allows(rule, out, err) ||
	    (!rule->foreign && (check_paths(rule->path_regex, err) ||
				check_paths(rule->not_path_regex, err))))
		return DLP_SKIP;
	return DLP_OK;
}

const struct dlp_engine_rule *
dlp_engine_rule(struct dlp_engine *engine, size_t index, struct dlp_error *err)
{
	const struct dlp_rule *rule = dlp_catalog_rule(engine->catalog, index);
	struct dlp_engine_rule *compiled = atomic_load_explicit(
		&engine->compiled[index], memory_order_acquire);

	if (compiled)
		return compiled;
	pthread_mutex_lock(&engine->lock);
	compiled = atomic_load(&engine->compiled[index]);
	if (!compiled) {
		compiled = calloc(1, sizeof(*compiled));
		if (!compiled) {
			nomem(err);
		} else if (compile(rule, compiled, err)) {
			in_rule(rule, err);
			rule_free(compiled);
			compiled = NULL;
		}
		atomic_store_explicit(&engine->compiled[index], compiled,
				      memory_order_release);
	}
	pthread_mutex_unlock(&engine->lock);
	return compiled;
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
		lexicon = dlp_lexicon_new(dlp_catalog_rule(catalog, 0),
					  dlp_catalog_count(catalog),
					  &dlp_builtin_lexicon, 0);
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
		headings = dlp_headings_new(dlp_catalog_rule(catalog, 0),
					    dlp_catalog_count(catalog));
		atomic_store_explicit(&engine->headings, headings,
				      memory_order_release);
	}
	pthread_mutex_unlock(&engine->lock);
	return headings;
}

static struct shadows *make_shadows(const struct dlp_rule *rule)
{
	size_t count = rule->regex.count;
	struct shadows *shadows =
		calloc(1, sizeof(*shadows) + count * sizeof(*shadows->regex));
	struct dlp_buf text;

	if (!shadows)
		return NULL;
	shadows->count = count;
	dlp_buf_init(&text, 0);
	for (size_t i = 0; i < count; i++) {
		struct dlp_error err;

		dlp_buf_clear(&text);
		/* Where it fails any layout may match. */
		if (dlp_shadow_of(rule->regex.item[i], &text) &&
		    dlp_regex_compile(dlp_buf_span(&text),
				      DLP_REGEX_ANCHORED | DLP_REGEX_WHOLE |
					      DLP_REGEX_ONCE |
					      (rule->utf ? DLP_REGEX_UTF : 0u),
				      &shadows->regex[i], &err))
			shadows->regex[i] = NULL;
	}
	dlp_buf_release(&text);
	return shadows;
}

static const struct shadows *shadows_of(struct dlp_engine *engine, size_t index)
{
	struct shadows *shadows = atomic_load_explicit(&engine->shadows[index],
						       memory_order_acquire);

	if (shadows)
		return shadows;
	pthread_mutex_lock(&engine->lock);
	shadows = atomic_load(&engine->shadows[index]);
	if (!shadows) {
		shadows =
			make_shadows(dlp_catalog_rule(engine->catalog, index));
		atomic_store_explicit(&engine->shadows[index], shadows,
				      memory_order_release);
	}
	pthread_mutex_unlock(&engine->lock);
	return shadows;
}

uint32_t dlp_engine_admits(struct dlp_engine *engine, size_t index,
			   struct dlp_span text, struct dlp_regex_space *space)
{
	const struct dlp_rule *rule = dlp_catalog_rule(engine->catalog, index);
	const struct shadows *shadows;
	uint32_t set = 0;

	if (!rule->regex.count)
		return 1;
	if (rule->regex.count > 32)
		return UINT32_MAX;
	shadows = shadows_of(engine, index);
	if (!shadows)
		return UINT32_MAX;
	for (size_t i = 0; i < shadows->count; i++) {
		struct dlp_regex_match match;

		/* A search that is given up says nothing. */
		if (!shadows->regex[i] ||
		    dlp_regex_find(shadows->regex[i], space, text, 0, 0, false,
				   false, &match) != DLP_REGEX_NONE)
			set |= UINT32_C(1) << i;
	}
	return set;
}
