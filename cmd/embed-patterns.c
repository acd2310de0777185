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
#include "match/onset.h"
#include "match/prefix.h"
#include "match/probe.h"
#include "pattern/imprint.h"
#include "pattern/packed.h"
#include "pattern/stanza.h"

enum { PASSES = 3 }; /* over the choice of keys and buckets */

static _Noreturn void fail(const char *why)
{
	fprintf(stderr, "embed-patterns: %s\n", why);
	exit(2);
}

/* Three digits each where a character is written so: nothing that follows can
 * join them. */
static void put_string(const char *p, size_t len)
{
	putchar('"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c == '"' || c == '\\' || c == '?' || c < 0x20 || c >= 0x7f)
			printf("\\%03o", c);
		else
			putchar(c);
	}
	putchar('"');
}

/* A text of any length, in rows: C promises strings of 4,095 characters. */
static void put_text(const char *name, struct dlp_buf text)
{
	enum { ROW = 4000 };

	printf("static const char %s[][%d] = {\n", name, ROW);
	for (size_t at = 0; at < text.len || !at; at += ROW) {
		size_t left = text.len - at;

		put_string(text.ptr + at, left < ROW ? left : ROW);
		printf(",\n");
	}
	printf("};\n");
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
	printf("\t},\n\t.beside = {");
	for (size_t i = 0; i < 1 << DLP_LITERAL_SLOT_BITS; i++)
		printf("%s%u,", i % 16 ? " " : "\n\t\t", set->beside[i]);
	printf("\n\t},\n\t.bit = {");
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

static void put_packed(const struct dlp_packer *packer)
{
	const struct dlp_packed packed = dlp_packer_packed(packer);

	put_text("text", packer->text);
	put_text("prose", packer->prose);
	put_array("number", packed.number,
		  packer->number.len / sizeof(*packed.number));
	put_array("at", packed.at, packed.rules);
	put_array("by_id", packed.by_id, packed.rules);
	printf("const struct dlp_packed dlp_builtin = {\n"
	       "\t.text = text[0], .prose = prose[0],\n"
	       "\t.number = number, .at = at, .by_id = by_id,\n"
	       "\t.rules = %zu, .room = %zu,\n};\n",
	       packed.rules, packed.room);
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
	printf("static const struct dlp_brief brief[%zu] = {\n", rules + 1);
	for (size_t r = 0; r < rules; r++) {
		const struct dlp_brief *b = &index->brief[r];

		printf("\t{ %u, %u, %u, %u, %u, %u, %d, %d, %d, %d, %d, %d, "
		       "%d, %d },\n",
		       (unsigned)b->near, (unsigned)b->window, b->least,
		       b->most, b->probe, b->confidence, b->is_near, b->alone,
		       b->assigned, b->grouped, b->words, b->columns, b->scoped,
		       b->scored);
	}
	printf("\t{ 0 },\n};\n\nconst struct dlp_index dlp_builtin_index = {\n"
	       "\t.literals = &literals,\n"
	       "\t.by_literal = { by_literal_rule, by_literal_at },\n"
	       "\t.by_shape = { by_shape_rule, by_shape_at },\n"
	       "\t.by_digits = { by_digits_rule, by_digits_at },\n"
	       "\t.brief = brief, .has_near = %d,\n"
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
	printf(" }, %#x },\n", (unsigned)probe->lengths);
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

static void find_onsets(struct dlp_rule *rule, size_t rules)
{
	struct dlp_arena arena = { 0 };

	for (size_t i = 0; i < rules; i++) {
		rule[i].onset = dlp_onset_of(&rule[i], &arena);
		dlp_arena_reset(&arena);
	}
	dlp_arena_release(&arena);
}

/* The rules learn the numbers of theirs. */
static void put_probes(struct dlp_rule *rule, size_t rules)
{
	uint32_t count = 1;
	struct dlp_arena arena = { 0 };
	struct sets sets = { 0 };

	sets.set = calloc(rules * DLP_PROBE_BYTES + 1, sizeof(*sets.set));
	if (!sets.set)
		fail("out of memory");
	memset(&sets.set[sets.count++], 0xff, sizeof(*sets.set));
	printf("const struct dlp_probe_row dlp_builtin_probe[] = {\n"
	       "\t{ { 0 }, 0 },\n");
	for (size_t i = 0; i < rules; i++) {
		struct dlp_probe probe;

		if (dlp_probe_of(&rule[i], &arena, &probe)) {
			rule[i].probe = count++;
			put_probe(&sets, &probe);
		}
		dlp_arena_reset(&arena);
	}
	put_sets(&sets);
	free(sets.set);
	dlp_arena_release(&arena);
}

static void put_lexicon(const struct dlp_lexicon *lexicon)
{
	size_t words = lexicon->literals->count + lexicon->pairs;

	put_literals("words", lexicon->literals);
	printf("static const uint16_t pairs[%zu] = {", lexicon->pairs + 1);
	for (size_t i = 0; i < lexicon->pairs; i++)
		printf("%s%u,", i % 16 ? "" : "\n\t", lexicon->pair[i]);
	printf("%s\n};\n", lexicon->pairs ? "" : " 0,");
	put_rows("wanted", &lexicon->rows[DLP_LEXICON_CONTEXT], words);
	put_rows("unwanted", &lexicon->rows[DLP_LEXICON_NOT_CONTEXT], words);
	put_array("odd_context", lexicon->odd[0], lexicon->odds[0]);
	put_array("odd_not_context", lexicon->odd[1], lexicon->odds[1]);
	printf("\nconst struct dlp_lexicon dlp_builtin_lexicon = {\n"
	       "\t.literals = &words, .pair = pairs, .pairs = %zu,\n"
	       "\t.rows = { { wanted_rule, wanted_at },\n"
	       "\t\t  { unwanted_rule, unwanted_at } },\n"
	       "\t.odd = { odd_context, odd_not_context },\n"
	       "\t.odds = { %zu, %zu },\n};\n\n",
	       lexicon->pairs, lexicon->odds[0], lexicon->odds[1]);
}

static void put_headings(const struct dlp_headings *headings)
{
	printf("static const struct dlp_span heading[%zu] = {\n",
	       headings->names + 1);
	for (size_t i = 0; i < headings->names; i++) {
		printf("\t{ ");
		put_string(headings->name[i].ptr, headings->name[i].len);
		printf(", %zu },\n", headings->name[i].len);
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

/* The rules of all files, in order; how many there are. */
static size_t read_rules(char **file, int files, struct dlp_arena *arena,
			 struct dlp_rule rule[DLP_RULES_MAX])
{
	struct dlp_error err = { 0 };
	size_t n = 0;

	for (int i = 0; i < files; i++) {
		struct dlp_span name = { file[i], strlen(file[i]) };
		struct dlp_stanza_reader reader;
		struct dlp_stanza stanza;
		enum dlp_status status;

		dlp_stanza_open(&reader, name, slurp(file[i], arena));
		while (!(status = dlp_stanza_next(&reader, arena, &stanza,
						  &err))) {
			status = dlp_rule_check(&stanza.rule, &err);
			for (size_t j = 0; !status && j < n; j++)
				if (dlp_span_eq(rule[j].id, stanza.rule.id))
					status = dlp_error_set(
						&err, DLP_SKIP, 0,
						"%s:%u: id given twice",
						file[i], stanza.rule.line);
			if (!status && n == DLP_RULES_MAX)
				fail("too many rules");
			if (status)
				break;
			rule[n] = stanza.rule;
			rule[n].builtin = true;
			rule[n].alone = dlp_prefix_alone(&rule[n]);
			n++;
		}
		if (status != DLP_EOF)
			fail(err.msg);
	}
	return n;
}

static void put_imprints(const struct dlp_rule *const *rule, size_t rules)
{
	struct dlp_digest *digest = dlp_digest_new();

	if (!digest)
		fail("out of memory");
	printf("const struct dlp_imprint dlp_builtin_imprint[%zu] = {\n",
	       rules + 1);
	for (size_t r = 0; r < rules; r++) {
		struct dlp_imprint imprint = dlp_imprint_of(rule[r], digest);

		printf("\t{ {");
		put_bytes(imprint.byte, sizeof(imprint.byte));
		printf(" } },\n");
	}
	printf("\t{ { 0 } },\n};\n");
	dlp_digest_free(digest);
}

int main(int argc, char **argv)
{
	static struct dlp_rule rule[DLP_RULES_MAX];
	static const struct dlp_rule *each[DLP_RULES_MAX];
	struct dlp_packer packer = { 0 };
	struct dlp_arena arena = { 0 };
	struct dlp_index *index;
	struct dlp_lexicon *lexicon;
	struct dlp_headings *headings;
	const size_t n = read_rules(argv + 1, argc - 1, &arena, rule);
	const struct dlp_index_rules rules = { .rule = each, .count = n };
	size_t wrong = 0;

	printf("#include \"match/headings.h\"\n"
	       "#include \"match/index.h\"\n"
	       "#include \"match/lexicon.h\"\n"
	       "#include \"match/literal_set.h\"\n"
	       "#include \"match/probe.h\"\n"
	       "#include \"pattern/catalog.h\"\n\n");
	put_probes(rule, n);
	find_onsets(rule, n);
	for (size_t i = 0; i < n; i++) {
		each[i] = &rule[i];
		if (!dlp_packer_add(&packer, &rule[i]))
			fail("out of memory");
	}
	lexicon = dlp_lexicon_new(each, n, NULL, PASSES);
	headings = dlp_headings_new(each, n);
	if (!lexicon || !headings)
		fail("out of memory");
	if (dlp_index_new(&rules, PASSES, &index, &wrong)) {
		fprintf(stderr,
			"embed-patterns: rule %zu: bad near, or out of "
			"memory\n",
			wrong);
		return 2;
	}
	put_packed(&packer);
	put_imprints(each, n);
	put_index(index, n);
	put_lexicon(lexicon);
	put_headings(headings);
	dlp_packer_release(&packer);
	dlp_lexicon_free(lexicon);
	dlp_headings_free(headings);
	dlp_index_free(index);
	dlp_arena_release(&arena);
	return fclose(stdout) ? 2 : 0;
}
