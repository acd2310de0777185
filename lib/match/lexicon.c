#include "match/lexicon.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NONE = 0 }; /* of a slot: ids are stored with one added */

struct dlp_lexicon {
	struct dlp_span *word;
	size_t words;
	struct dlp_literals *literals;
	uint32_t *at; /* of each list in `id`; one more behind the last */
	uint32_t *id;
	uint64_t *bits; /* of each list */
	bool *odd;
	uint32_t *slot; /* ids by hash, as long as it is made */
	size_t slots;
};

static struct dlp_list list_of(const struct dlp_rule *rule, size_t kind)
{
	return kind == DLP_LEXICON_CONTEXT ? rule->context : rule->not_context;
}

/* FNV-1a over folded bytes. */
static uint64_t hash(struct dlp_span word)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < word.len; i++) {
		unsigned char c = (unsigned char)word.ptr[i];

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		h = (h ^ c) * UINT64_C(0x100000001b3);
	}
	return h;
}

static uint32_t id_of(struct dlp_lexicon *lexicon, struct dlp_span word)
{
	size_t i = hash(word) & (lexicon->slots - 1);

	if (word.len < DLP_RULE_KEYWORD_MIN || word.len > DLP_RULE_KEYWORD_MAX)
		return DLP_LEXICON_ODD;
	for (; lexicon->slot[i] != NONE; i = (i + 1) & (lexicon->slots - 1)) {
		uint32_t id = lexicon->slot[i] - 1;
		struct dlp_span have = lexicon->word[id];

		if (have.len == word.len &&
		    !strncasecmp(have.ptr, word.ptr, word.len))
			return id;
	}
	lexicon->word[lexicon->words++] = word;
	lexicon->slot[i] = (uint32_t)lexicon->words;
	return (uint32_t)lexicon->words - 1;
}

static void take_list(struct dlp_lexicon *lexicon, size_t n,
		      struct dlp_list list)
{
	uint32_t *id = lexicon->id + lexicon->at[n];

	for (size_t i = 0; i < list.count; i++) {
		id[i] = id_of(lexicon, list.item[i]);
		if (id[i] == DLP_LEXICON_ODD)
			lexicon->odd[n] = true;
		else
			lexicon->bits[n] |= UINT64_C(1) << id[i] % 64;
	}
	lexicon->at[n + 1] = lexicon->at[n] + (uint32_t)list.count;
}

static bool reserve(struct dlp_lexicon *lexicon, size_t lists, size_t words)
{
	lexicon->slots = 64;
	while (lexicon->slots < 2 * words)
		lexicon->slots *= 2;
	lexicon->word = calloc(words + 1, sizeof(*lexicon->word));
	lexicon->id = calloc(words + 1, sizeof(*lexicon->id));
	lexicon->at = calloc(lists + 1, sizeof(*lexicon->at));
	lexicon->bits = calloc(lists + 1, sizeof(*lexicon->bits));
	lexicon->odd = calloc(lists + 1, sizeof(*lexicon->odd));
	lexicon->slot = calloc(lexicon->slots, sizeof(*lexicon->slot));
	return lexicon->word && lexicon->id && lexicon->at && lexicon->bits &&
	       lexicon->odd && lexicon->slot;
}

struct dlp_lexicon *dlp_lexicon_new(const struct dlp_catalog *catalog)
{
	size_t rules = dlp_catalog_count(catalog), total = 0;
	struct dlp_lexicon *lexicon = calloc(1, sizeof(*lexicon));

	if (!lexicon)
		return NULL;
	for (size_t n = 0; n < rules * DLP_LEXICON_KINDS; n++)
		total += list_of(dlp_catalog_rule(catalog,
						  n / DLP_LEXICON_KINDS),
				 n % DLP_LEXICON_KINDS)
				 .count;
	if (!reserve(lexicon, rules * DLP_LEXICON_KINDS, total)) {
		dlp_lexicon_free(lexicon);
		return NULL;
	}
	for (size_t n = 0; n < rules * DLP_LEXICON_KINDS; n++)
		take_list(lexicon, n,
			  list_of(dlp_catalog_rule(catalog,
						   n / DLP_LEXICON_KINDS),
				  n % DLP_LEXICON_KINDS));
	free(lexicon->slot);
	lexicon->slot = NULL;
	lexicon->literals = dlp_literals_new(lexicon->word, lexicon->words);
	if (!lexicon->literals) {
		dlp_lexicon_free(lexicon);
		return NULL;
	}
	return lexicon;
}

void dlp_lexicon_free(struct dlp_lexicon *lexicon)
{
	if (!lexicon)
		return;
	dlp_literals_free(lexicon->literals);
	free(lexicon->word);
	free(lexicon->id);
	free(lexicon->at);
	free(lexicon->bits);
	free(lexicon->odd);
	free(lexicon->slot);
	free(lexicon);
}

const struct dlp_literals *
dlp_lexicon_literals(const struct dlp_lexicon *lexicon)
{
	return lexicon->literals;
}

size_t dlp_lexicon_length(const struct dlp_lexicon *lexicon, uint32_t id)
{
	return lexicon->word[id].len;
}

struct dlp_lexicon_list dlp_lexicon_list(const struct dlp_lexicon *lexicon,
					 size_t index,
					 enum dlp_lexicon_kind kind)
{
	size_t n = index * DLP_LEXICON_KINDS + kind;

	return (struct dlp_lexicon_list){
		.word = lexicon->id + lexicon->at[n],
		.count = lexicon->at[n + 1] - lexicon->at[n],
		.bits = lexicon->bits[n],
		.odd = lexicon->odd[n],
	};
}
