#include "learn/class_words.h"

#include <stdlib.h>
#include <string.h>

/*
 * The majority of a row's words (Boyer and Moore, MJRTY, 1981): `votes` is how
 * many more documents have this one than have others, at least.
 */
struct candidate {
	char text[DLP_CLASS_WORD];
	unsigned char len;
	uint32_t votes;
	uint64_t last; /* the document that voted last */
};

struct dlp_class_words {
	struct candidate row[DLP_TOPIC_ROWS];
	uint64_t documents;
	char word[DLP_CLASS_WORD];
	size_t len; /* of the word at hand; more than there is room for */
	bool odd;   /* it has other than letters */
};

struct dlp_class_words *dlp_class_words_new(void)
{
	return calloc(1, sizeof(struct dlp_class_words));
}

void dlp_class_words_free(struct dlp_class_words *words)
{
	free(words);
}

static void vote(struct dlp_class_words *words)
{
	const struct dlp_span word = { words->word, words->len };
	struct candidate *row = &words->row[dlp_topic_row(word)];
	const bool same =
		row->len == word.len && !memcmp(row->text, word.ptr, word.len);

	if (same && row->last == words->documents + 1)
		return;
	if (same) {
		row->votes++;
	} else if (row->votes) {
		row->votes--;
		return;
	} else {
		memcpy(row->text, word.ptr, word.len);
		row->len = (unsigned char)word.len;
		row->votes = 1;
	}
	row->last = words->documents + 1;
}

static void end_word(struct dlp_class_words *words)
{
	if (words->len > 2 && words->len <= DLP_CLASS_WORD && !words->odd)
		vote(words);
	words->len = 0;
	words->odd = false;
}

void dlp_class_words_text(struct dlp_class_words *words, struct dlp_span text,
			  bool fresh)
{
	if (fresh)
		end_word(words);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];
		const bool digit = byte >= '0' && byte <= '9';

		if (byte >= 'A' && byte <= 'Z')
			byte = (unsigned char)(byte - 'A' + 'a');
		if (byte >= 'a' && byte <= 'z' && words->len < DLP_CLASS_WORD)
			words->word[words->len] = (char)byte;
		else if ((byte < 'a' || byte > 'z') && !digit && byte < 0x80) {
			end_word(words);
			continue;
		}
		words->odd |= digit || byte >= 0x80;
		words->len += words->len <= DLP_CLASS_WORD;
	}
}

void dlp_class_words_end(struct dlp_class_words *words)
{
	end_word(words);
	words->documents++;
}

/* Heaviest first, then by row. */
struct chosen {
	int weight;
	uint16_t row;
};

static int by_weight(const void *a, const void *b)
{
	const struct chosen *left = a, *right = b;

	if (left->weight != right->weight)
		return left->weight > right->weight ? -1 : 1;
	return (left->row > right->row) - (left->row < right->row);
}

static int by_row(const void *a, const void *b)
{
	const struct chosen *left = a, *right = b;

	return (left->row > right->row) - (left->row < right->row);
}

static bool is_name(const struct dlp_gazetteer *lists,
		    const struct candidate *word)
{
	const unsigned names = 1U << DLP_LIST_GIVEN | 1U << DLP_LIST_FAMILY |
			       1U << DLP_LIST_GIVEN_OFTEN |
			       1U << DLP_LIST_FAMILY_OFTEN;
	unsigned on;

	if (!lists)
		return false;
	on = dlp_gazetteer_find(lists,
				dlp_gazetteer_hash(word->text, word->len));
	return on & names && !(on & 1U << DLP_LIST_WORD);
}

enum dlp_status dlp_class_words_write(const struct dlp_class_words *words,
				      const int8_t weight[DLP_TOPIC_ROWS],
				      const struct dlp_gazetteer *lists,
				      struct dlp_buf *out)
{
	struct chosen *chosen = malloc(DLP_TOPIC_ROWS * sizeof(*chosen));
	uint64_t least = words->documents / DLP_CLASS_SHARE;
	size_t count = 0;

	if (!chosen)
		return DLP_FATAL;
	if (least < DLP_CLASS_SEVERAL)
		least = DLP_CLASS_SEVERAL;
	for (size_t i = 0; i < DLP_TOPIC_ROWS; i++)
		if (weight[i] > 0 && words->row[i].votes >= least &&
		    !is_name(lists, &words->row[i]))
			chosen[count++] =
				(struct chosen){ weight[i], (uint16_t)i };
	qsort(chosen, count, sizeof(*chosen), by_weight);
	if (count > DLP_CLASS_WORDS)
		count = DLP_CLASS_WORDS;
	qsort(chosen, count, sizeof(*chosen), by_row);
	for (size_t i = 0; i < count; i++) {
		const struct candidate *from = &words->row[chosen[i].row];
		struct dlp_class_word word = { .row = chosen[i].row,
					       .len = from->len };

		memcpy(word.text, from->text, from->len);
		dlp_buf_add(out, &word, sizeof(word));
	}
	free(chosen);
	return out->status ? DLP_FATAL : DLP_OK;
}
