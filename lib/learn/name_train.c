#include "learn/name_train.h"

#include <stdlib.h>

#include "learn/conll.h"

enum {
	SHOUT_EVERY = 10, /* sentences, of which one is learned in capitals, */
	SMALL_EVERY = 20, /* and one in small letters, */
	SMALL_AT = 5,
	CARELESS_AT = 15, /* and one with its names in small letters */
	FORGET = 20, /* of 256 words of names, that are learned as on no list */
	FIRST_ROOM = 1 << 16,
};

struct dlp_name_lessons {
	struct dlp_gazetteer_draft lists;
	struct dlp_buf rows; /* the lists as a table, once sentences come */
	struct dlp_gazetteer gazetteer;
	/* Features by hash: open addressing; and how often each was seen. */
	uint64_t *hash;
	uint32_t *count;
	size_t known, room;
	/* Arrays of hashes, struct dlp_crf_word and where sequences begin. */
	struct dlp_buf feature, word, begin;
	uint32_t words, sentences;
	struct dlp_conll conll;
	struct dlp_buf other; /* the same sentence with other letters */
	struct dlp_name_sentence sentence;
	uint64_t random;
};

struct dlp_name_lessons *dlp_name_lessons_new(void)
{
	struct dlp_name_lessons *l = calloc(1, sizeof(*l));

	if (l)
		l->random = UINT64_C(88172645463325252);
	return l;
}

void dlp_name_lessons_free(struct dlp_name_lessons *l)
{
	if (!l)
		return;
	dlp_gazetteer_release(&l->lists);
	dlp_buf_release(&l->rows);
	free(l->hash);
	free(l->count);
	dlp_buf_release(&l->feature);
	dlp_buf_release(&l->word);
	dlp_buf_release(&l->begin);
	dlp_conll_release(&l->conll);
	dlp_buf_release(&l->other);
	free(l);
}

static bool is_on(const struct dlp_gazetteer_draft *lists, uint64_t hash,
		  enum dlp_list_of list)
{
	return dlp_gazetteer_drafted(lists, hash) >> list & 1;
}

/* Whether a word is worth to be on a list. */
static bool is_worth(const struct dlp_name_lessons *l, enum dlp_list_of list,
		     struct dlp_span word, uint64_t hash)
{
	if (list != DLP_LIST_CITY && list != DLP_LIST_COUNTRY)
		return word.len != 0;
	return word.len >= 3 &&
	       ((unsigned char)*word.ptr >= 0x80 ||
		(*word.ptr >= 'a' && *word.ptr <= 'z')) &&
	       !is_on(&l->lists, hash, DLP_LIST_WORD);
}

enum dlp_status dlp_name_lessons_list(struct dlp_name_lessons *l,
				      enum dlp_list_of list,
				      struct dlp_span words)
{
	while (words.len) {
		const char *end = memchr(words.ptr, '\n', words.len);
		size_t len = end ? (size_t)(end - words.ptr) : words.len;
		struct dlp_span word =
			dlp_span_trim((struct dlp_span){ words.ptr, len });
		uint64_t hash = dlp_gazetteer_hash(word.ptr, word.len);

		if (is_worth(l, list, word, hash) &&
		    dlp_gazetteer_add(&l->lists, hash, 1U << list))
			return DLP_FATAL;
		len += end != NULL;
		words.ptr += len, words.len -= len;
	}
	return DLP_OK;
}

static size_t slot_of(const uint64_t *hash, const uint32_t *count, size_t room,
		      uint64_t feature)
{
	size_t i = (size_t)(feature >> 16) & (room - 1);

	while (count[i] && hash[i] != feature)
		i = (i + 1) & (room - 1);
	return i;
}

static enum dlp_status grow(struct dlp_name_lessons *l)
{
	size_t room = l->room ? l->room * 2 : FIRST_ROOM;
	uint64_t *hash = calloc(room, sizeof(*hash));
	uint32_t *count = calloc(room, sizeof(*count));

	if (!hash || !count) {
		free(hash);
		free(count);
		return DLP_FATAL;
	}
	for (size_t i = 0; i < l->room; i++) {
		size_t to;

		if (!l->count[i])
			continue;
		to = slot_of(hash, count, room, l->hash[i]);
		hash[to] = l->hash[i];
		count[to] = l->count[i];
	}
	free(l->hash);
	free(l->count);
	l->hash = hash, l->count = count, l->room = room;
	return DLP_OK;
}

static enum dlp_status count_feature(struct dlp_name_lessons *l,
				     uint64_t feature)
{
	size_t i;

	if (l->known >= l->room / 2 && grow(l))
		return DLP_FATAL;
	i = slot_of(l->hash, l->count, l->room, feature);
	l->known += !l->count[i];
	l->hash[i] = feature;
	l->count[i]++;
	return DLP_OK;
}

/* The words at hand are a sequence. */
static enum dlp_status add_words(struct dlp_name_lessons *l,
				 const uint8_t *label)
{
	dlp_buf_add(&l->begin, &l->words, sizeof(l->words));
	for (size_t i = 0; i < l->sentence.words; i++) {
		uint64_t feature[DLP_NAME_FEATURES_MAX];
		size_t special, n = dlp_name_features(&l->sentence, i, feature,
						      &special);
		struct dlp_crf_word word = {
			.first = (uint32_t)(l->feature.len / sizeof(*feature)),
			.count = (uint8_t)n,
			.special = (uint8_t)special,
			.label = label[i],
		};

		for (size_t k = 0; k < n; k++)
			if (count_feature(l, feature[k]))
				return DLP_FATAL;
		dlp_buf_add(&l->feature, feature, n * sizeof(*feature));
		dlp_buf_add(&l->word, &word, sizeof(word));
		l->words++;
	}
	l->sentences++;
	return l->feature.status || l->word.status || l->begin.status
		       ? DLP_FATAL
		       : DLP_OK;
}

/* Now and then a name is on no list, as many are that will be met. */
static void forget_lists(struct dlp_name_lessons *l, const uint8_t *label)
{
	for (size_t i = 0; i < l->sentence.words; i++) {
		/* Xorshift (Marsaglia 2003). */
		l->random ^= l->random << 13;
		l->random ^= l->random >> 7;
		l->random ^= l->random << 17;
		if (label[i] && (l->random >> 24 & 255) < FORGET)
			l->sentence.word[i].lists &= 1 << DLP_LIST_WORD;
	}
}

static enum dlp_status add_text(struct dlp_name_lessons *l,
				struct dlp_span text,
				const struct dlp_name *mark, size_t marks)
{
	struct dlp_word word[DLP_WORDS_MAX];
	uint8_t label[DLP_WORDS_MAX];
	size_t used, words = dlp_words_cut(text, word, &used);

	if (!words)
		return DLP_OK;
	dlp_conll_labels(mark, marks, word, words, label);
	dlp_name_read(&l->sentence, &l->gazetteer, text, word, words);
	forget_lists(l, label);
	return add_words(l, label);
}

static char in_capitals(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 0x20) : c;
}

static char in_small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 0x20) : c;
}

/* The sentence at hand with its letters changed. */
static enum dlp_status add_changed(struct dlp_name_lessons *l,
				   char (*change)(char c))
{
	dlp_buf_clear(&l->other);
	for (size_t i = 0; i < l->conll.text.len; i++)
		dlp_buf_addc(&l->other, change(l->conll.text.ptr[i]));
	if (l->other.status)
		return DLP_FATAL;
	return add_text(l, dlp_buf_span(&l->other), l->conll.mark,
			l->conll.marks);
}

/* The same with those of its names in small letters. */
static enum dlp_status add_careless(struct dlp_name_lessons *l)
{
	dlp_buf_clear(&l->other);
	if (dlp_buf_addspan(&l->other, dlp_buf_span(&l->conll.text)))
		return DLP_FATAL;
	for (size_t m = 0; m < l->conll.marks; m++)
		for (size_t i = l->conll.mark[m].start;
		     i < l->conll.mark[m].end; i++)
			l->other.ptr[i] = in_small(l->other.ptr[i]);
	return add_text(l, dlp_buf_span(&l->other), l->conll.mark,
			l->conll.marks);
}

static enum dlp_status pack_lists(struct dlp_name_lessons *l)
{
	if (l->rows.len)
		return DLP_OK;
	if (dlp_gazetteer_write(&l->lists, &l->rows))
		return DLP_FATAL;
	l->gazetteer = (struct dlp_gazetteer){
		.row = (const uint32_t *)(const void *)l->rows.ptr,
		.rows = l->rows.len / sizeof(uint32_t)
	};
	return DLP_OK;
}

/* The sentence at hand, number `n`, and now and then a copy in capitals or in
 * small letters. */
static enum dlp_status add_sentence(struct dlp_name_lessons *l, size_t n)
{
	if (add_text(l, dlp_buf_span(&l->conll.text), l->conll.mark,
		     l->conll.marks) ||
	    (n % SHOUT_EVERY == 0 && add_changed(l, in_capitals)) ||
	    (n % SMALL_EVERY == SMALL_AT && add_changed(l, in_small)))
		return DLP_FATAL;
	return n % SMALL_EVERY == CARELESS_AT && l->conll.marks
		       ? add_careless(l)
		       : DLP_OK;
}

enum dlp_status dlp_name_lessons_read(struct dlp_name_lessons *l,
				      struct dlp_span file)
{
	size_t n = 0;

	if (pack_lists(l))
		return DLP_FATAL;
	l->conll.rest = file;
	while (dlp_conll_next(&l->conll))
		if (add_sentence(l, ++n))
			return DLP_FATAL;
	return l->conll.text.status ? DLP_FATAL : DLP_OK;
}

enum dlp_status dlp_name_lessons_make(struct dlp_name_lessons *l,
				      struct dlp_templates *templates,
				      struct dlp_error *err)
{
	enum dlp_status status;
	size_t n = 0;

	if (pack_lists(l))
		return DLP_FATAL;
	while (!(status = dlp_templates_next(templates, &l->conll, err)))
		if (add_sentence(l, ++n))
			return DLP_FATAL;
	return status == DLP_EOF ? DLP_OK : status;
}

void dlp_name_lessons_count(const struct dlp_name_lessons *l,
			    uint64_t *sentences, uint64_t *words)
{
	*sentences = l->sentences;
	*words = l->words;
}

/*
 * Features are numbered from here on, in the order of the table; `count`
 * becomes the number, from 1, and 0 for those that are left out.  `*number` is
 * the list by word, with each word's own shortened; `*kept` the hash of each.
 */
static enum dlp_status number_features(struct dlp_name_lessons *l,
				       unsigned least, uint32_t **number,
				       uint64_t **kept, uint32_t *features)
{
	const uint64_t *feature = (const uint64_t *)(void *)l->feature.ptr;
	struct dlp_crf_word *word = (struct dlp_crf_word *)(void *)l->word.ptr;
	uint32_t n = 0;

	*kept = calloc(l->known + 1, sizeof(**kept));
	*number =
		calloc(l->feature.len / sizeof(*feature) + 1, sizeof(**number));
	if (!*kept || !*number)
		return DLP_FATAL;
	for (size_t i = 0; i < l->room; i++)
		if (l->count[i] >= least) {
			(*kept)[n] = l->hash[i];
			/* Not 0 where the hash is: the slot is taken. */
			l->count[i] = ++n + 1;
		} else if (l->count[i]) {
			l->count[i] = 1;
		}
	*features = n;
	n = 0;
	for (size_t w = 0; w < l->words; w++) {
		uint32_t first = n, special = 0;

		for (uint32_t k = 0; k < word[w].count; k++) {
			uint32_t of =
				l->count[slot_of(l->hash, l->count, l->room,
						 feature[word[w].first + k])];

			if (of == 1)
				continue;
			(*number)[n++] = of - 2;
			special += k < word[w].special;
		}
		word[w].first = first;
		word[w].count = (uint8_t)(n - first);
		word[w].special = (uint8_t)special;
	}
	return DLP_OK;
}

/* A feature and how much its weights matter. */
struct heavy {
	uint64_t hash;
	uint32_t number;
	float weight;
};

static int by_weight(const void *a, const void *b)
{
	const struct heavy *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight < y->weight ? 1 : -1;
	return (x->hash > y->hash) - (x->hash < y->hash);
}

static void put_feature(struct dlp_weights_line *line, size_t lines,
			const struct heavy *heavy, const float *weight,
			float unit)
{
	struct dlp_weights_line *to =
		&line[dlp_weights_line(heavy->hash, lines)];
	uint16_t check = dlp_weights_check(heavy->hash);

	for (size_t k = 0; k < DLP_WEIGHTS_LINE; k++) {
		if (to->check[k] == check)
			return;
		if (to->check[k])
			continue;
		to->check[k] = check;
		for (size_t a = 0; a < DLP_CRF_SCORED; a++) {
			float x = weight[a] / unit;

			to->weight[k][a] = (int8_t)(x + (x < 0 ? -0.5F : 0.5F));
		}
		return;
	}
}

/* The heaviest features that there is room for; nothing is cut off, since the
 * heaviest weight of all sets the unit. */
static enum dlp_status pack_weights(const struct dlp_crf_weights *weights,
				    const uint64_t *kept, uint32_t features,
				    struct dlp_weights_line *line, size_t lines,
				    float *unit)
{
	struct heavy *heavy = calloc(features + 1U, sizeof(*heavy));

	if (!heavy)
		return DLP_FATAL;
	for (uint32_t f = 0; f < features; f++) {
		heavy[f].hash = kept[f];
		heavy[f].number = f;
		for (size_t a = 0; a < DLP_CRF_SCORED; a++) {
			float x = weights->weight[f][a];

			x = x < 0 ? -x : x;
			if (x > heavy[f].weight)
				heavy[f].weight = x;
		}
	}
	qsort(heavy, features, sizeof(*heavy), by_weight);
	*unit = features && heavy[0].weight > 0 ? heavy[0].weight / 127 : 1;
	for (uint32_t f = 0; f < features; f++)
		if (heavy[f].weight >= *unit / 2)
			put_feature(line, lines, &heavy[f],
				    weights->weight[heavy[f].number], *unit);
	free(heavy);
	return DLP_OK;
}

static enum dlp_status write_model(const struct dlp_name_lessons *l,
				   const struct dlp_name_scale *scale,
				   const struct dlp_weights_line *line,
				   size_t lines, struct dlp_span facts,
				   struct dlp_buf *out)
{
	struct dlp_model_draft draft = { .kind = DLP_MODEL_NAMES,
					 .features = DLP_NAME_FEATURES };

	dlp_model_add(&draft, "facts", facts);
	dlp_model_add(&draft, "steps",
		      (struct dlp_span){ (const char *)scale, sizeof(*scale) });
	dlp_model_add(&draft, "lists", dlp_buf_span(&l->rows));
	dlp_model_add(
		&draft, "weights",
		(struct dlp_span){ (const char *)line, lines * sizeof(*line) });
	return dlp_model_write(&draft, out);
}

enum dlp_status dlp_name_lessons_learn(struct dlp_name_lessons *l,
				       const struct dlp_name_plan *plan,
				       struct dlp_span facts,
				       struct dlp_buf *out)
{
	struct dlp_crf_weights weights = { 0 };
	struct dlp_crf_data data = { .sequences = l->sentences };
	struct dlp_name_scale scale = { .unit = 1 };
	struct dlp_weights_line *line = calloc(plan->lines, sizeof(*line));
	uint32_t *number = NULL;
	uint64_t *kept = NULL;
	enum dlp_status status = DLP_FATAL;

	if (!line || pack_lists(l) ||
	    dlp_buf_add(&l->begin, &l->words, sizeof(l->words)) ||
	    number_features(l, plan->least, &number, &kept, &data.features))
		goto done;
	data.feature = number;
	data.word = (const struct dlp_crf_word *)(const void *)l->word.ptr;
	data.begin = (const uint32_t *)(const void *)l->begin.ptr;
	if (dlp_crf_train(&data, &plan->crf, &weights, plan->tell, plan->arg) ||
	    pack_weights(&weights, kept, data.features, line, plan->lines,
			 &scale.unit))
		goto done;
	scale.steps = weights.steps;
	status = write_model(l, &scale, line, plan->lines, facts, out);
done:
	dlp_crf_weights_release(&weights);
	free(line);
	free(number);
	free(kept);
	return status;
}
