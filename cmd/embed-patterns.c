/* embed-patterns: turn pattern files into const C tables, and what finds the
 * places of their rules; a tool of the build. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "match/headings.h"
#include "match/index.h"
#include "match/lexicon.h"
#include "match/literal_set.h"
#include "match/probe.h"
#include "pattern/imprint.h"
#include "pattern/stanza.h"

enum { PASSES = 3 }; /* over the choice of keys and buckets */

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

enum { LISTS = 20 };

static void lists_of(const struct dlp_rule *r, struct member out[LISTS])
{
	const struct member lists[LISTS] = {
		{ "keywords", r->keywords },
		{ "regex", r->regex },
		{ "assigned", r->assigned },
		{ "validators", r->validators },
		{ "context", r->context },
		{ "not_context", r->not_context },
		{ "columns", r->columns },
		{ "not_columns", r->not_columns },
		{ "paths", r->paths },
		{ "not_paths", r->not_paths },
		{ "allow_words", r->allow_words },
		{ "path_regex", r->path_regex },
		{ "not_path_regex", r->not_path_regex },
		{ "allow_regex", r->allow_regex },
		{ "allow_match", r->allow_match },
		{ "allow_line", r->allow_line },
		{ "test_values", r->test_values },
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

static void put_rule(size_t n, const struct dlp_rule *r, bool alone,
		     unsigned probe)
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
	       "\t\t.builtin = true, .alone = %d, .probe = %u,\n",
	       r->category, r->severity, r->confidence, r->shape, r->least,
	       r->most, r->utf, r->redact_parts, r->window, r->drop_invalid,
	       r->near_lines, r->near_raises, r->hidden, r->specificity,
	       r->entropy_high, r->line, alone, probe);
	lists_of(r, list);
	for (size_t i = 0; i < LISTS; i++)
		if (list[i].list.count)
			printf("\t\t.%s = { %s_%zu, %zu },\n", list[i].name,
			       list[i].name, n, list[i].list.count);
	if (r->parts)
		printf("\t\t.part = part_%zu, .parts = %zu,\n", n, r->parts);
	printf("\t},\n");
}

static void put_numbers(const uint32_t *number, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf("%s%u,", i % 16 ? "" : "\n\t", (unsigned)number[i]);
}

static void put_bytes(const void *bytes, size_t count)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < count; i++)
		printf("%s%u,", i % 16 ? "" : "\n\t", p[i]);
}

/* As characters, whose sign is the compiler's. */
static void put_chars(const char *c, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf("%s'\\x%02x',", i % 8 ? "" : "\n\t",
		       (unsigned char)c[i]);
}

/* An array of C may not be empty: one more than there are. */
static void put_array(const char *name, const uint32_t *number, size_t count)
{
	printf("static const uint32_t %s[%zu] = {", name, count + 1);
	put_numbers(number, count);
	printf("%s\n};\n", count ? "" : " 0,");
}

static void put_entry(const struct dlp_literal_entry *e)
{
	printf("\t{ %#llx, %#llx, %#llx, %#llx,\n"
	       "\t  %u, %u, %u, %u, %u, %u, %d },\n",
	       (unsigned long long)e->head, (unsigned long long)e->head_mask,
	       (unsigned long long)e->tail, (unsigned long long)e->tail_mask,
	       (unsigned)e->id, (unsigned)e->rest, e->slot, e->len, e->offset,
	       e->tail_at, e->last);
}

static void put_literals(const char *name, const struct dlp_literals *set)
{
	printf("static const struct dlp_literal_entry %s_entry[] = {\n", name);
	for (size_t i = 0; i < set->entries; i++)
		put_entry(&set->entry[i]);
	printf("};\nstatic const uint8_t %s_len[%zu] = {", name,
	       set->count + 1);
	put_bytes(set->len, set->count);
	printf("\n};\nstatic const char %s_rest[%zu] = {", name,
	       set->rests + 1);
	put_chars(set->rest, set->rests);
	printf("\n};\nstatic const struct dlp_literals %s = {\n"
	       "\t.pair = {",
	       name);
	put_numbers(set->pair, sizeof(set->pair) / sizeof(*set->pair));
	printf("\n\t},\n\t.column = {\n");
	for (size_t g = 0; g < DLP_LITERAL_COLUMN_BUCKETS / 8; g++) {
		printf("\t{");
		for (size_t j = 0; j < DLP_LITERAL_KEY; j++) {
			printf(" {");
			put_bytes(set->column[g][j], DLP_LITERAL_CODES);
			printf(" },");
		}
		printf("},\n");
	}
	printf("\t},\n\t.bit = {");
	put_numbers(set->bit, sizeof(set->bit) / sizeof(*set->bit));
	printf("\n\t},\n\t.bit3 = {");
	put_numbers(set->bit3, sizeof(set->bit3) / sizeof(*set->bit3));
	printf("\n\t},\n\t.slot = {");
	put_numbers(set->slot, DLP_LITERAL_SLOTS);
	printf("\n\t},\n\t.entry = %s_entry, .len = %s_len,\n"
	       "\t.rest = %s_rest, .count = %zu, .entries = %zu,\n"
	       "\t.rests = %zu, .reach = %zu,\n};\n",
	       name, name, name, set->count, set->entries, set->rests,
	       set->reach);
}

static void put_rows(const char *name, const struct dlp_rows *rows,
		     size_t count)
{
	char array[64];

	snprintf(array, sizeof(array), "%s_at", name);
	put_array(array, rows->at, count + 1);
	snprintf(array, sizeof(array), "%s_rule", name);
	put_array(array, rows->rule, rows->at[count]);
}

static void put_index(const struct dlp_index *index, size_t rules)
{
	put_literals("literals", index->literals);
	put_rows("by_literal", &index->by_literal, index->literals->count);
	put_rows("by_shape", &index->by_shape, DLP_SHAPE_ANY + 1);
	put_rows("by_digits", &index->by_digits, DLP_RULE_DIGITS_MAX + 1);
	put_array("near", index->near, rules);
	printf("static const bool is_near[%zu] = {", rules + 1);
	put_bytes(index->is_near, rules);
	printf("\n};\nstatic const bool alone[%zu] = {", rules + 1);
	put_bytes(index->alone, rules);
	printf("\n};\n\nconst struct dlp_index dlp_builtin_index = {\n"
	       "\t.literals = &literals,\n"
	       "\t.by_literal = { by_literal_rule, by_literal_at },\n"
	       "\t.by_shape = { by_shape_rule, by_shape_at },\n"
	       "\t.by_digits = { by_digits_rule, by_digits_at },\n"
	       "\t.near = near, .is_near = is_near, .alone = alone,\n"
	       "\t.has_near = %d,\n"
	       "\t.any_window = %u,\n\t.least = {",
	       index->has_near, (unsigned)index->any_window);
	put_numbers(index->least, sizeof(index->least) / sizeof(*index->least));
	printf("\n\t},\n};\n");
}

/* Sets of bytes, each once; the first is that of all. */
struct sets {
	struct dlp_probe_set *set;
	size_t count;
};

static uint16_t number_of(struct sets *sets, const struct dlp_probe_set *set)
{
	size_t i = 0;

	while (i < sets->count && memcmp(&sets->set[i], set, sizeof(*set)) != 0)
		i++;
	if (i == sets->count)
		sets->set[sets->count++] = *set;
	return (uint16_t)i;
}

static void put_probe(struct sets *sets, const struct dlp_probe *probe)
{
	uint16_t set = 1;

	printf("\t{ {");
	for (size_t i = 0; i < DLP_PROBE_BYTES && set; i++)
		printf(" %u,", set = number_of(sets, &probe->at[i]));
	printf(" } },\n");
}

static void put_sets(const struct sets *sets)
{
	printf("};\n\nconst struct dlp_probe_set dlp_builtin_probe_set[] = {\n");
	for (size_t i = 0; i < sets->count; i++) {
		printf("\t{ {");
		put_bytes(sets->set[i].bit, sizeof(sets->set[i].bit));
		printf(" } },\n");
	}
	printf("};\n\n");
}

/* The numbers of the probes, by rule; NULL without memory. */
static uint16_t *put_probes(const struct dlp_rule *rule, size_t rules)
{
	uint16_t *number = calloc(rules + 1, sizeof(*number)), count = 1;
	struct dlp_arena arena = { 0 };
	struct sets sets = { 0 };

	sets.set = calloc(rules * DLP_PROBE_BYTES + 1, sizeof(*sets.set));
	if (!number || !sets.set) {
		free(number);
		free(sets.set);
		return NULL;
	}
	memset(&sets.set[sets.count++], 0xff, sizeof(*sets.set));
	printf("const struct dlp_probe_row dlp_builtin_probe[] = {\n"
	       "\t{ { 0 } },\n");
	for (size_t i = 0; i < rules; i++) {
		struct dlp_probe probe;

		if (dlp_probe_of(&rule[i], &arena, &probe)) {
			number[i] = count++;
			put_probe(&sets, &probe);
		}
		dlp_arena_reset(&arena);
	}
	put_sets(&sets);
	free(sets.set);
	dlp_arena_release(&arena);
	return number;
}

static void put_lexicon(const struct dlp_lexicon *lexicon)
{
	size_t words = lexicon->literals->count + lexicon->pairs;
	size_t sets = words * lexicon->stride;

	put_literals("words", lexicon->literals);
	printf("static const uint16_t pairs[%zu] = {", lexicon->pairs + 1);
	for (size_t i = 0; i < lexicon->pairs; i++)
		printf("%s%u,", i % 16 ? "" : "\n\t", lexicon->pair[i]);
	printf("%s\n};\nstatic const uint64_t wanted[%zu] = {",
	       lexicon->pairs ? "" : " 0,", sets + 1);
	for (size_t i = 0; i < sets; i++)
		printf("%s%#llx,", i % 8 ? "" : "\n\t",
		       (unsigned long long)lexicon->wanted[i]);
	printf("%s\n};\n", sets ? "" : " 0,");
	put_rows("unwanted", &lexicon->unwanted, words);
	put_array("odd_context", lexicon->odd[0], lexicon->odds[0]);
	put_array("odd_not_context", lexicon->odd[1], lexicon->odds[1]);
	printf("\nconst struct dlp_lexicon dlp_builtin_lexicon = {\n"
	       "\t.literals = &words, .pair = pairs, .pairs = %zu,\n"
	       "\t.wanted = wanted, .stride = %zu,\n"
	       "\t.unwanted = { unwanted_rule, unwanted_at },\n"
	       "\t.odd = { odd_context, odd_not_context },\n"
	       "\t.odds = { %zu, %zu },\n};\n\n",
	       lexicon->pairs, lexicon->stride, lexicon->odds[0],
	       lexicon->odds[1]);
}

static void put_headings(const struct dlp_headings *headings)
{
	printf("static const struct dlp_span heading[%zu] = {\n",
	       headings->names + 1);
	for (size_t i = 0; i < headings->names; i++) {
		printf("\t");
		put_string(headings->name[i]);
		printf(",\n");
	}
	printf("\t{ 0 },\n};\n"
	       "static const struct dlp_letters heading_letters[%zu] = {\n",
	       headings->names + 1);
	for (size_t i = 0; i < headings->names; i++) {
		printf("\t{ {");
		for (size_t j = 0; j < DLP_LETTERS_PAIRS / 64; j++)
			printf(" %#llx,",
			       (unsigned long long)headings->letters[i].set[j]);
		printf(" } },\n");
	}
	printf("\t{ { 0 } },\n};\n");
	put_rows("heading_rules", &headings->rules, headings->names);
	put_rows("heading_grams", &headings->by_gram, DLP_HEADINGS_ROWS);
	printf("\nconst struct dlp_headings dlp_builtin_headings = {\n"
	       "\t.name = heading, .letters = heading_letters,\n"
	       "\t.names = %zu,\n"
	       "\t.rules = { heading_rules_rule, heading_rules_at },\n"
	       "\t.by_gram = { heading_grams_rule, heading_grams_at },\n"
	       "};\n",
	       headings->names);
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
	struct dlp_index *index;
	struct dlp_lexicon *lexicon;
	struct dlp_headings *headings;
	char imprint[DLP_DIGEST_SIZE + 1];
	uint16_t *probes;
	size_t n = 0, wrong = 0;

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
	lexicon = dlp_lexicon_new(rule, n, NULL, PASSES);
	headings = dlp_headings_new(rule, n);
	if (!lexicon || !headings ||
	    dlp_index_new(rule, n, NULL, PASSES, &index, &wrong)) {
		fprintf(stderr,
			"embed-patterns: rule %zu: bad near, or out of "
			"memory\n",
			wrong);
		return 2;
	}
	printf("#include \"match/index.h\"\n"
	       "#include \"match/headings.h\"\n"
	       "#include \"match/lexicon.h\"\n"
	       "#include \"match/literal_set.h\"\n"
	       "#include \"match/probe.h\"\n"
	       "#include \"pattern/catalog.h\"\n\n");
	for (size_t i = 0; i < n; i++)
		put_lists(i, &rule[i]);
	probes = put_probes(rule, n);
	if (!probes) {
		fprintf(stderr, "embed-patterns: out of memory\n");
		return 2;
	}
	printf("const struct dlp_rule dlp_builtin_rule[] = {\n");
	for (size_t i = 0; i < n; i++)
		put_rule(i, &rule[i], index->alone[i], probes[i]);
	free(probes);
	dlp_imprint(rule, n, imprint);
	printf("};\n\nconst size_t dlp_builtin_rules = %zu;\n"
	       "const char dlp_builtin_digest[DLP_DIGEST_SIZE + 1] = \"%s\";\n",
	       n, imprint);
	put_index(index, n);
	put_lexicon(lexicon);
	dlp_lexicon_free(lexicon);
	put_headings(headings);
	dlp_headings_free(headings);
	dlp_index_free(index);
	dlp_arena_release(&arena);
	return fclose(stdout) ? 2 : 0;
}
