#include "learn/names.h"

#include <stdlib.h>
#include <string.h>

enum {
	L = DLP_CRF_LABELS,
	PLAIN = 12, /* the score of a word that is none of a name */
};

/* So probable that there is no name that no word can be of one: more than half,
 * by what sums of floats may be off. */
static const float nameless = 0.51F;

struct dlp_namer {
	const struct dlp_names *names;
	struct dlp_crf crf;
	struct dlp_word word[DLP_WORDS_MAX];
	struct dlp_name_sentence sentence;
	float score[DLP_WORDS_MAX][L], sure[DLP_WORDS_MAX][L];
	struct dlp_name name[DLP_WORDS_MAX];
	size_t found;
};
_Static_assert((int)DLP_WORDS_MAX == (int)DLP_CRF_LENGTH,
	       "a sentence is a sequence");

const char *dlp_name_kind_word(enum dlp_name_kind kind)
{
	static const char *const word[DLP_NAME_KINDS] = {
		[DLP_NAME_PERSON] = "person",
		[DLP_NAME_ADDRESS] = "address",
		[DLP_NAME_LOCATION] = "location",
		[DLP_NAME_ORGANIZATION] = "organization",
	};

	return word[kind];
}

enum dlp_name_kind dlp_name_kind_of(enum dlp_name_label label)
{
	static const enum dlp_name_kind kind[DLP_LABELS] = {
		[DLP_LABEL_PERSON_FIRST] = DLP_NAME_PERSON,
		[DLP_LABEL_PERSON] = DLP_NAME_PERSON,
		[DLP_LABEL_LOCATION] = DLP_NAME_LOCATION,
		[DLP_LABEL_ORGANIZATION] = DLP_NAME_ORGANIZATION,
		[DLP_LABEL_ADDRESS_FIRST] = DLP_NAME_ADDRESS,
		[DLP_LABEL_ADDRESS] = DLP_NAME_ADDRESS,
	};

	return kind[label];
}

enum dlp_status dlp_names_use(struct dlp_names *names,
			      const struct dlp_model *model,
			      struct dlp_error *err)
{
	const struct dlp_name_scale *scale;
	size_t count;

	if (dlp_gazetteer_use(&names->lists, model, err) ||
	    dlp_weights_use(&names->weights, model, err))
		return DLP_SKIP;
	scale = dlp_model_array(model, "steps", sizeof(*scale), &count);
	if (count != 1)
		return dlp_error_set(err, DLP_SKIP, 0, "a damaged model");
	names->scale = *scale;
	return DLP_OK;
}

struct dlp_namer *dlp_namer_new(const struct dlp_names *names)
{
	struct dlp_namer *namer = calloc(1, sizeof(*namer));

	if (!namer)
		return NULL;
	namer->names = names;
	dlp_crf_set(&namer->crf, &names->scale.steps);
	return namer;
}

void dlp_namer_free(struct dlp_namer *namer)
{
	free(namer);
}

static void score_words(struct dlp_namer *namer)
{
	uint64_t feature[DLP_NAME_FEATURES_MAX];

	for (size_t i = 0; i < namer->sentence.words; i++) {
		int32_t sum[DLP_CRF_SCORED] = { 0 };
		size_t general;

		if (dlp_name_is_plain(&namer->sentence, i)) {
			namer->score[i][0] = PLAIN;
			memset(&namer->score[i][1], 0,
			       sizeof(namer->score[i]) -
				       sizeof(namer->score[i][0]));
			continue;
		}
		dlp_weights_sum(&namer->names->weights, feature,
				dlp_name_features(&namer->sentence, i, feature,
						  &general),
				sum);
		namer->score[i][0] = 0;
		for (size_t a = 1; a < L; a++)
			namer->score[i][a] =
				(float)sum[a - 1] * namer->names->scale.unit;
	}
}

/* The kind of a word, the most probable of all, or DLP_NAME_KINDS for none. */
static enum dlp_name_kind kind_at(const struct dlp_namer *namer, size_t i,
				  float *sure)
{
	enum dlp_name_kind best = DLP_NAME_KINDS;
	float kind[DLP_NAME_KINDS] = { 0 };

	for (size_t a = 1; a < L; a++)
		kind[dlp_name_kind_of((enum dlp_name_label)a)] +=
			namer->sure[i][a];
	*sure = namer->sure[i][DLP_LABEL_NONE];
	for (size_t k = 0; k < DLP_NAME_KINDS; k++)
		if (kind[k] > *sure) {
			*sure = kind[k];
			best = (enum dlp_name_kind)k;
		}
	return best;
}

/* Whether a name goes on at a word of its kind. */
static bool goes_on(const struct dlp_namer *namer, size_t i,
		    enum dlp_name_kind kind)
{
	const float *sure = namer->sure[i];

	if (kind == DLP_NAME_PERSON)
		return sure[DLP_LABEL_PERSON] >= sure[DLP_LABEL_PERSON_FIRST];
	if (kind == DLP_NAME_ADDRESS)
		return sure[DLP_LABEL_ADDRESS] >= sure[DLP_LABEL_ADDRESS_FIRST];
	return true;
}

/*
 * How probable it is that words [from, to) are the name of a person, none more
 * and none less: the label of a first word, those of the others each behind the
 * one before, and none that goes on.
 */
static float sure_of_person(const struct dlp_namer *namer, size_t from,
			    size_t to)
{
	float sure = namer->sure[from][DLP_LABEL_PERSON_FIRST];
	size_t last = DLP_LABEL_PERSON_FIRST;

	for (size_t i = from + 1; i <= to && i < namer->sentence.words; i++) {
		const float before = namer->sure[i - 1][last];
		float pair[L][L], on = 0;

		dlp_crf_step(&namer->crf, i, pair);
		if (before > 0)
			on = pair[last][DLP_LABEL_PERSON] / before;
		if (on > 1) /* both were rounded */
			on = 1;
		sure *= i < to ? on : 1 - on;
		last = DLP_LABEL_PERSON;
	}
	return sure;
}

/* Add the name that begins at word `from`, of a sentence that begins at
 * `shift`; returns the word behind it. */
static size_t take_name(struct dlp_namer *namer, size_t shift, size_t from,
			enum dlp_name_kind kind, float sure)
{
	size_t to = from + 1;
	float next;

	for (; to < namer->sentence.words && goes_on(namer, to, kind) &&
	       kind_at(namer, to, &next) == kind;
	     to++)
		if (kind == DLP_NAME_ADDRESS ? next > sure : next < sure)
			sure = next;
	if (kind == DLP_NAME_PERSON)
		sure = sure_of_person(namer, from, to);
	namer->name[namer->found++] = (struct dlp_name){
		.kind = kind,
		.start = shift + namer->word[from].start,
		.end = shift + namer->word[to - 1].end,
		.sure = sure,
	};
	return to;
}

static void take_names(struct dlp_namer *namer, size_t shift)
{
	size_t i = 0;

	while (i < namer->sentence.words && namer->found < DLP_WORDS_MAX) {
		float sure;
		enum dlp_name_kind kind = kind_at(namer, i, &sure);

		i = kind == DLP_NAME_KINDS
			    ? i + 1
			    : take_name(namer, shift, i, kind, sure);
	}
}

static void find_in_words(struct dlp_namer *namer, size_t shift)
{
	const size_t words = namer->sentence.words;

	score_words(namer);
	if (dlp_crf_ahead(&namer->crf, (const float(*)[L])namer->score, words) >
	    nameless)
		return;
	dlp_crf_behind(&namer->crf, words, namer->sure);
	take_names(namer, shift);
}

size_t dlp_namer_find(struct dlp_namer *namer, struct dlp_span sentence,
		      const struct dlp_name **name)
{
	const struct dlp_gazetteer *lists = &namer->names->lists;
	size_t at = 0, used, words;

	namer->found = 0;
	while (at < sentence.len) {
		struct dlp_span part = { sentence.ptr + at, sentence.len - at };

		words = dlp_words_cut(part, namer->word, &used);
		if (dlp_name_hopes(lists, part, namer->word, words)) {
			dlp_name_read(&namer->sentence, lists, part,
				      namer->word, words);
			find_in_words(namer, at);
		}
		at += used;
	}
	*name = namer->name;
	return namer->found;
}
