#include "learned.h"

#include <string.h>

#include "base/folder.h"
#include "cli.h"
#include "detect/learned.h"
#include "learn/names.h"
#include "learn/secret.h"
#include "learn/shipped.h"

bool cli_learned_option(struct cli_learned *l, int c, const char *arg)
{
	switch (c) {
	case CLI_LEARNED_EXCERPTS:
		l->excerpts_file = arg;
		return true;
	case CLI_LEARNED_EXACT:
		l->exact_file = arg;
		return true;
	case CLI_LEARNED_MODEL:
		if (l->model_files == CLI_LEARNED_MODELS)
			cli_die(0, "--model: over %d of them",
				CLI_LEARNED_MODELS);
		l->model_file[l->model_files++] = arg;
		return true;
	default:
		return false;
	}
}

static void check(enum dlp_status status, const char *path,
		  const struct dlp_error *err)
{
	if (status)
		cli_die(err->sys, "%s: %s", cli_escape(path), err->msg);
}

/* An index that nothing is told of is nothing to rely on. */
static void note_idle(const struct cli_rules *rules, const char *option,
		      enum dlp_shape_index kind)
{
	if (!rules->quiet && !dlp_learned_rule(rules->engine, kind))
		cli_warn(0,
			 "%s: its rule is not in force: nothing is looked "
			 "for",
			 option);
}

/* Of what kind it is, the file says itself. */
static void load_model(struct cli_learned *l, const char *path)
{
	struct dlp_model model = { .mapped = false };
	struct dlp_error err = { 0 };
	struct dlp_secret secret;
	struct dlp_names names;

	check(dlp_model_open(&model, path, 0, 0, &err), path, &err);
	if (model.kind == DLP_MODEL_NAMES) {
		check(dlp_model_match(&model, DLP_NAME_FEATURES, &err), path,
		      &err);
		check(dlp_names_use(&names, &model, &err), path, &err);
		dlp_model_close(&l->names);
		l->names = model;
	} else if (model.kind == DLP_MODEL_SECRET) {
		check(dlp_model_match(&model, DLP_SECRET_VERSION, &err), path,
		      &err);
		check(dlp_secret_open(&secret, &model, &err), path, &err);
		dlp_model_close(&l->secret);
		l->secret = model;
	} else {
		cli_die(0, "%s: a model of kind %s, not names or secret",
			cli_escape(path), dlp_model_kind_name(model.kind));
	}
}

void cli_learned_classes(struct cli_learned *l, const char *arg)
{
	if (l->class_files == DLP_CLASSES)
		cli_die(0, "--classes: over %d of them", DLP_CLASSES);
	l->class_file[l->class_files++] = arg;
}

/* Classes on their way among the rules. */
struct classes {
	struct cli_learned *learned;
	struct cli_rules *rules;
	const char *from; /* the value of --classes at hand */
};

/* What it finds is told by its rule. */
static void add_rule(const struct classes *c, struct dlp_class *cls)
{
	cls->rule.file = (struct dlp_span){ c->from, strlen(c->from) };
	c->rules->more[c->rules->mores++] = &cls->rule;
	c->learned->classes++;
}

/* The model at hand, which is open, has a class. */
static void add_class(const struct classes *c, const char *path,
		      enum dlp_severity severity)
{
	struct cli_learned *l = c->learned;
	struct dlp_class *cls = &l->cls[l->classes];
	struct dlp_error err = { 0 };

	check(dlp_class_use(cls, &l->cls_model[l->classes], severity, &err),
	      path, &err);
	add_rule(c, cls);
}

static void check_room(const struct cli_learned *l)
{
	if (l->classes == DLP_CLASSES)
		cli_die(0, "--classes: over %d classes", DLP_CLASSES);
}

static enum dlp_status open_class(void *arg, const char *path,
				  struct dlp_error *err)
{
	const struct classes *c = arg;
	struct cli_learned *l = c->learned;

	check_room(l);
	check(dlp_model_open(&l->cls_model[l->classes], path, DLP_MODEL_CLASS,
			     DLP_CLASS_FEATURES, err),
	      path, err);
	add_class(c, path, DLP_SEVERITY_MEDIUM);
	return DLP_OK;
}

static void open_builtin(const struct classes *c)
{
	struct cli_learned *l = c->learned;
	struct dlp_error err = { 0 };

	for (size_t i = 0; i < DLP_SHIPPED_CLASSES; i++) {
		const struct dlp_span bytes = dlp_shipped_class(i);

		if (!bytes.len)
			cli_die(0, "--classes: none is built in");
		check_room(l);
		check(dlp_model_use(&l->cls_model[l->classes], bytes,
				    DLP_MODEL_CLASS, DLP_CLASS_FEATURES, &err),
		      "builtin", &err);
		add_class(c, "builtin", DLP_SEVERITY_LOW);
	}
	check_room(l);
	dlp_class_use_source(&l->cls[l->classes], DLP_SEVERITY_LOW);
	add_rule(c, &l->cls[l->classes]);
}

void cli_learned_classes_load(struct cli_learned *l, struct cli_rules *rules)
{
	static const char *const endings[] = { ".model", NULL };
	struct classes c = { l, rules, NULL };

	for (size_t i = 0; i < l->class_files; i++) {
		const char *path = l->class_file[i];
		const size_t before = l->classes;
		struct dlp_error err = { 0 };

		c.from = path;
		if (!strcmp(path, "builtin")) {
			open_builtin(&c);
			continue;
		}
		if (dlp_folder_or_file(path, endings, open_class, &c, &err))
			cli_die(err.sys, "%s", cli_escape(err.msg));
		if (l->classes == before)
			cli_die(0, "%s: no file with the ending .model",
				cli_escape(path));
	}
}

void cli_learned_load(struct cli_learned *l, struct cli_rules *rules)
{
	struct dlp_scanner_opts *scanner = &rules->scanner;
	struct dlp_error err = { 0 };

	scanner->learned.cls = l->cls;
	scanner->learned.classes = l->classes;
	for (size_t i = 0; i < l->model_files; i++)
		load_model(l, l->model_file[i]);
	scanner->learned.names = l->names.bytes.len ? &l->names : NULL;
	scanner->learned.secret = l->secret.bytes.len ? &l->secret : NULL;
	if (l->excerpts_file) {
		check(dlp_model_open(&l->excerpts_model, l->excerpts_file,
				     DLP_MODEL_EXCERPTS, DLP_EXCERPTS_FEATURES,
				     &err),
		      l->excerpts_file, &err);
		check(dlp_excerpts_use(&l->excerpts, &l->excerpts_model, &err),
		      l->excerpts_file, &err);
		scanner->learned.excerpts = &l->excerpts;
		note_idle(rules, "--excerpts", DLP_INDEX_EXCERPT);
	}
	if (!l->exact_file)
		return;
	if (!scanner->key.len)
		cli_die(0, "--exact: --key-file is missing, the one that the "
			   "index was learned with");
	check(dlp_model_open(&l->exact_model, l->exact_file, DLP_MODEL_EXACT,
			     DLP_EXACT_FEATURES, &err),
	      l->exact_file, &err);
	check(dlp_exact_use(&l->exact, &l->exact_model, scanner->key, &err),
	      l->exact_file, &err);
	scanner->learned.exact = &l->exact;
	note_idle(rules, "--exact", DLP_INDEX_ROW);
}

void cli_learned_release(struct cli_learned *l)
{
	dlp_model_close(&l->excerpts_model);
	dlp_model_close(&l->exact_model);
	dlp_model_close(&l->names);
	dlp_model_close(&l->secret);
	for (size_t i = 0; i < l->classes; i++)
		dlp_model_close(&l->cls_model[i]);
	/* The key in it. */
	*l = (struct cli_learned){ 0 };
}
