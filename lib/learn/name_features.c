#include "learn/name_features.h"

#include <string.h>

#include "base/utf8.h"

enum { NEAR = 2 }; /* words to either side */

static uint64_t mix(uint64_t a, uint64_t b)
{
	uint64_t h = (a ^ (b << 23 | b >> 41)) * UINT64_C(0x9e3779b97f4a7c15);

	return h ^ h >> 29;
}

/* Capitals of the scripts that the lists have, as small letters. */
static uint32_t small_of(uint32_t cp)
{
	if ((cp >= 'A' && cp <= 'Z') ||
	    (cp >= 0xc0 && cp <= 0xde && cp != 0xd7) ||
	    (cp >= 0x391 && cp <= 0x3a9) || (cp >= 0x410 && cp <= 0x42f))
		return cp + 0x20;
	if (cp >= 0x400 && cp <= 0x40f)
		return cp + 0x50;
	if (cp == 0x178)
		return 0xff;
	/* Latin Extended-A: pairs, the capital first; after a few of them with
	 * an odd number. */
	if ((cp >= 0x100 && cp <= 0x137) || (cp >= 0x14a && cp <= 0x177))
		return cp | 1;
	if ((cp >= 0x139 && cp <= 0x148) || (cp >= 0x179 && cp <= 0x17e))
		return cp + (cp & 1);
	return cp;
}

/* A word in lower case, and how it is written. */
struct form {
	char low[DLP_WORD_MAX + DLP_UTF8_MAX];
	size_t len;
	char shape[DLP_WORD_MAX + 1], rough[DLP_WORD_MAX + 1];
	size_t shapes, roughs;
};

static void read_form(struct form *form, struct dlp_span word)
{
	size_t i = 0;

	*form = (struct form){ .len = 0 };
	while (i < word.len && form->len < DLP_WORD_MAX) {
		unsigned char c = (unsigned char)word.ptr[i];
		uint32_t cp = c, low;
		size_t n = 1;
		char kind;

		if (c >= 0x80)
			n = dlp_utf8_decode(
				(struct dlp_span){ word.ptr + i, word.len - i },
				&cp);
		low = small_of(cp);
		if (low != cp)
			kind = 'X';
		else if ((cp >= 'a' && cp <= 'z') || cp >= 0xc0)
			kind = 'x';
		else if (cp >= '0' && cp <= '9')
			kind = 'd';
		else
			kind = (char)(c < 0x80 ? c : '~');
		if (form->shapes < 20)
			form->shape[form->shapes++] = kind;
		if (!form->roughs || form->rough[form->roughs - 1] != kind)
			form->rough[form->roughs++] = kind;
		if (low < 0x80)
			form->low[form->len++] = (char)low;
		else
			form->len +=
				dlp_utf8_encode(low, form->low + form->len);
		i += n ? n : 1;
	}
}

/* Of a word that is on none, those of what is before its first hyphen. */
static unsigned lists_of(const struct dlp_gazetteer *gazetteer,
			 const struct form *form, uint64_t low)
{
	unsigned lists = dlp_gazetteer_find(gazetteer, low);
	const char *hyphen = memchr(form->low, '-', form->len);

	if (lists || !hyphen || hyphen == form->low)
		return lists;
	return dlp_gazetteer_find(
		gazetteer,
		dlp_gazetteer_hash(form->low, (size_t)(hyphen - form->low)));
}

static void read_word(struct dlp_name_word *word,
		      const struct dlp_gazetteer *gazetteer,
		      struct dlp_span text)
{
	struct form form;

	read_form(&form, text);
	*word = (struct dlp_name_word){ .bytes = form.len };
	word->low = dlp_gazetteer_hash(form.low, form.len);
	word->lists = lists_of(gazetteer, &form, word->low);
	word->capital = form.shape[0] == 'X';
	word->digit = form.shape[0] == 'd';
	word->letter = form.shape[0] == 'x';
	word->shouts = word->capital && form.len > 1 &&
		       !memchr(form.rough, 'x', form.roughs);
	word->exact =
		mix(word->low, dlp_gazetteer_hash(form.shape, form.shapes));
	word->shape = dlp_gazetteer_hash(form.shape, form.shapes);
	word->rough = dlp_gazetteer_hash(form.rough, form.roughs);
	for (size_t k = 0; k < DLP_NAME_AFFIX && k < form.len; k++) {
		word->begin[k] = dlp_gazetteer_hash(form.low, k + 1);
		word->end[k] =
			dlp_gazetteer_hash(form.low + form.len - k - 1, k + 1);
	}
}

void dlp_name_read(struct dlp_name_sentence *sentence,
		   const struct dlp_gazetteer *gazetteer, struct dlp_span text,
		   const struct dlp_word *word, size_t words)
{
	size_t capitals = 0, shouting = 0;

	sentence->words = words;
	for (size_t i = 0; i < words; i++) {
		struct dlp_name_word *w = &sentence->word[i];

		read_word(w, gazetteer,
			  (struct dlp_span){ text.ptr + word[i].start,
					     word[i].end - word[i].start });
		capitals += !w->digit && w->bytes > 1 && w->begin[1];
		shouting += w->shouts;
	}
	sentence->shouts = shouting > 2 && shouting * 10 >= capitals * 6;
}

bool dlp_name_hopes(const struct dlp_name_sentence *sentence)
{
	const uint64_t name = 1 << DLP_LIST_GIVEN | 1 << DLP_LIST_FAMILY |
			      1 << DLP_LIST_TITLE;
	bool number = false, street = false;

	for (size_t i = 0; i < sentence->words; i++) {
		const struct dlp_name_word *w = &sentence->word[i];

		if (w->capital &&
		    (w->lists & name || !(w->lists >> DLP_LIST_WORD & 1)))
			return true;
		number |= w->digit;
		street |= (w->lists >> DLP_LIST_STREET & 1) != 0;
	}
	return number && street;
}

static bool is_small(const struct dlp_name_word *word)
{
	return !word->capital && !word->digit &&
	       (!word->letter || (word->lists >> DLP_LIST_WORD & 1) != 0);
}

bool dlp_name_is_plain(const struct dlp_name_sentence *s, size_t i)
{
	return is_small(&s->word[i]) && (!i || is_small(&s->word[i - 1])) &&
	       (i + 1 == s->words || is_small(&s->word[i + 1]));
}

/* What stands where the sentence has no more words. */
static const struct dlp_name_word nothing = { .low = 1, .rough = 1 };

struct list {
	uint64_t *feature;
	size_t count;
	uint64_t kind;
};

/* Each call is a kind of feature of its own. */
static void add(struct list *list, uint64_t a)
{
	list->feature[list->count++] = mix(a, ++list->kind * 0x10001);
}

static void add2(struct list *list, uint64_t a, uint64_t b)
{
	add(list, mix(a, b));
}

static void add3(struct list *list, uint64_t a, uint64_t b, uint64_t c)
{
	add(list, mix(mix(a, b), c));
}

static void add_words(struct list *list, const struct dlp_name_word *const *w)
{
	const struct dlp_name_word *t = w[NEAR];

	for (size_t d = 0; d < 2 * NEAR + 1; d++)
		add(list, w[d]->low);
	add(list, t->exact);
	add2(list, w[1]->low, t->low);
	add2(list, t->low, w[3]->low);
	for (size_t k = 0; k < DLP_NAME_AFFIX; k++) {
		add(list, t->begin[k]);
		add(list, t->end[k]);
	}
}

static void add_lists(struct list *list, const struct dlp_name_word *const *w)
{
	const struct dlp_name_word *t = w[NEAR];
	const uint64_t capital = t->capital;

	for (size_t d = 1; d < 4; d++) {
		const uint64_t kind = list->kind;

		for (uint64_t q = 0; q < DLP_LISTS; q++) {
			if (!(w[d]->lists >> q & 1))
				continue;
			list->kind = kind + q;
			add2(list, capital, w[d]->capital);
		}
		list->kind = kind + DLP_LISTS;
	}
	add2(list, t->lists, t->rough);
	add3(list, w[1]->lists << 2 | w[1]->capital, t->lists, capital);
	add3(list, w[3]->lists << 2 | w[3]->capital, t->lists, capital);
	add3(list, w[1]->lists << 2 | w[1]->capital, t->lists << 1 | capital,
	     w[3]->lists << 2 | w[3]->capital);
	add3(list, w[1]->low, t->lists, capital);
	add3(list, w[3]->low, t->lists, capital);
}

size_t dlp_name_features(const struct dlp_name_sentence *s, size_t i,
			 uint64_t out[DLP_NAME_FEATURES_MAX], size_t *general)
{
	const struct dlp_name_word *w[2 * NEAR + 1];
	const struct dlp_name_word *t = &s->word[i];
	struct list list = { .feature = out };

	for (size_t d = 0; d < 2 * NEAR + 1; d++)
		w[d] = i + d >= NEAR && i + d - NEAR < s->words
			       ? &s->word[i + d - NEAR]
			       : &nothing;
	add_words(&list, w);
	*general = list.count;
	add(&list, 0);
	add(&list, t->shape);
	add(&list, t->rough);
	add(&list, w[1]->rough);
	add(&list, w[3]->rough);
	add3(&list, w[1]->rough, t->rough, w[3]->rough);
	add2(&list, w[1]->low, t->rough);
	add2(&list, t->rough, w[3]->low);
	add3(&list, w[0]->low, w[1]->low, t->capital);
	add3(&list, w[3]->low, w[4]->low, t->capital);
	add2(&list, i == 0, t->rough);
	add2(&list, s->shouts, t->rough);
	add_lists(&list, w);
	return list.count;
}
