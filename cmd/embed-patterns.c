/* embed-patterns: turn pattern files into const C tables; a tool of the build.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "pattern/stanza.h"

static void put_string(struct dlp_span s)
{
	printf("{ \"");
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		/* Three digits each: nothing that follows can join them. */
		if (c == '"' || c == '\\' || c == '?' || c < 0x20 || c >= 0x7f)
			printf("\\%03o", c);
		else
			putchar(c);
	}
	printf("\", %zu }", s.len);
}

static void put_list(size_t rule, const char *name, struct dlp_list list)
{
	if (!list.count)
		return;
	printf("static const struct dlp_span %s_%zu[] = {\n", name, rule);
	for (size_t i = 0; i < list.count; i++) {
		printf("\t");
		put_string(list.item[i]);
		printf(",\n");
	}
	printf("};\n");
}

struct member {
	const char *name;
	struct dlp_list list;
};

enum { LISTS = 14 };

static void lists_of(const struct dlp_rule *r, struct member out[LISTS])
{
	const struct member lists[LISTS] = {
		{ "keywords", r->keywords },
		{ "regex", r->regex },
		{ "validators", r->validators },
		{ "context", r->context },
		{ "not_context", r->not_context },
		{ "columns", r->columns },
		{ "not_columns", r->not_columns },
		{ "paths", r->paths },
		{ "not_paths", r->not_paths },
		{ "allow_words", r->allow_words },
		{ "allow_regex", r->allow_regex },
		{ "tags", r->tags },
		{ "examples", r->examples },
		{ "rejects", r->rejects },
	};

	memcpy(out, lists, sizeof(lists));
}

static void put_lists(size_t n, const struct dlp_rule *r)
{
	struct member list[LISTS];

	lists_of(r, list);
	for (size_t i = 0; i < LISTS; i++)
		put_list(n, list[i].name, list[i].list);
	if (!r->parts)
		return;
	printf("static const struct dlp_rule_part part_%zu[] = {\n", n);
	for (size_t i = 0; i < r->parts; i++) {
		printf("\t{ ");
		put_string(r->part[i].name);
		printf(", ");
		put_string(r->part[i].group);
		printf(" },\n");
	}
	printf("};\n");
}

static void put_text(const char *name, struct dlp_span text)
{
	if (!text.len)
		return;
	printf("\t\t.%s = ", name);
	put_string(text);
	printf(",\n");
}

static void put_rule(size_t n, const struct dlp_rule *r)
{
	struct member list[LISTS];

	printf("\t{\n");
	put_text("id", r->id);
	put_text("name", r->name);
	put_text("description", r->description);
	put_text("reference", r->reference);
	put_text("value", r->value);
	put_text("near", r->near);
	put_text("file", r->file);
	printf("\t\t.category = %d, .severity = %d, .confidence = %d,\n"
	       "\t\t.shape = %d, .least = %u, .most = %u, .utf = %d,\n"
	       "\t\t.redact_parts = %d, .window = %u, .drop_invalid = %d,\n"
	       "\t\t.near_lines = %u, .near_raises = %d, .hidden = %d,\n"
	       "\t\t.specificity = %d, .entropy_high = %d, .line = %u,\n"
	       "\t\t.builtin = true,\n",
	       r->category, r->severity, r->confidence, r->shape, r->least,
	       r->most, r->utf, r->redact_parts, r->window, r->drop_invalid,
	       r->near_lines, r->near_raises, r->hidden, r->specificity,
	       r->entropy_high, r->line);
	lists_of(r, list);
	for (size_t i = 0; i < LISTS; i++)
		if (list[i].list.count)
			printf("\t\t.%s = { %s_%zu, %zu },\n", list[i].name,
			       list[i].name, n, list[i].list.count);
	if (r->parts)
		printf("\t\t.part = part_%zu, .parts = %zu,\n", n, r->parts);
	printf("\t},\n");
}

static struct dlp_span slurp(const char *path, struct dlp_arena *arena)
{
	FILE *f = fopen(path, "r");
	struct dlp_span text = { 0 };
	long size;
	char *p;

	if (!f || fseek(f, 0, SEEK_END) || (size = ftell(f)) < 0 ||
	    fseek(f, 0, SEEK_SET))
		goto fail;
	p = dlp_arena_alloc(arena, 1, (size_t)size + 1);
	if (!p || fread(p, 1, (size_t)size, f) != (size_t)size)
		goto fail;
	fclose(f);
	text = (struct dlp_span){ p, (size_t)size };
	return text;
fail:
	fprintf(stderr, "embed-patterns: %s: cannot read: %s\n", path,
		strerror(errno));
	exit(2);
}

int main(int argc, char **argv)
{
	static struct dlp_rule rule[DLP_RULES_MAX];
	struct dlp_arena arena = { 0 };
	struct dlp_error err = { 0 };
	size_t n = 0;

	for (int i = 1; i < argc; i++) {
		struct dlp_span file = { argv[i], strlen(argv[i]) };
		struct dlp_stanza_reader reader;
		struct dlp_stanza stanza;
		enum dlp_status status;

		dlp_stanza_open(&reader, file, slurp(argv[i], &arena));
		while (!(status = dlp_stanza_next(&reader, &arena, &stanza,
						  &err))) {
			status = dlp_rule_check(&stanza.rule, &err);
			for (size_t j = 0; !status && j < n; j++)
				if (dlp_span_eq(rule[j].id, stanza.rule.id))
					status = dlp_error_set(
						&err, DLP_SKIP, 0,
						"%s:%u: id given twice",
						argv[i], stanza.rule.line);
			if (status)
				break;
			rule[n++] = stanza.rule;
		}
		if (status != DLP_EOF) {
			fprintf(stderr, "embed-patterns: %s\n", err.msg);
			return 2;
		}
	}
	printf("#include \"pattern/catalog.h\"\n\n");
	for (size_t i = 0; i < n; i++)
		put_lists(i, &rule[i]);
	printf("const struct dlp_rule dlp_builtin_rule[] = {\n");
	for (size_t i = 0; i < n; i++)
		put_rule(i, &rule[i]);
	printf("};\n\nconst size_t dlp_builtin_rules = %zu;\n", n);
	dlp_arena_release(&arena);
	return fclose(stdout) ? 2 : 0;
}
