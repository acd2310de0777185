#include "learn/name_features.h"

#include <string.h>

#include "base/utf8.h"

enum {
	NEAR = 2,   /* words to either side */
	SHAPE = 20, /* characters of a word whose kind counts */
	/* A given name in small letters has so many bytes at most; beside a
	 * capital, what is a word too counts in so many words. */
	CARELESS_MAX = 12,
	CARELESS_WORDS = 6,
};

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

/* The same of ASCII. */
static char small_plain(char c)
{
	return (char)(c | ((unsigned)(c - 'A') < 26) << 5);
}

/* What a character is: a capital X, a small letter x, a digit d, a character
 * beyond ASCII that is none ~, or itself. */
static char kind_of(uint32_t cp, uint32_t low, unsigned char byte)
{
	if (low != cp)
		return 'X';
	if ((cp >= 'a' && cp <= 'z') || cp >= 0xc0)
		return 'x';
	if (cp >= '0' && cp <= '9')
		return 'd';
	return (char)(byte < 0x80 ? byte : '~');
}

/* The character at the start of a word: its bytes, itself in lower case. */
static size_t first_of(struct dlp_span word, uint32_t *low, char *kind)
{
	const unsigned char c = (unsigned char)*word.ptr;
	uint32_t cp = c;
	size_t n = 1;

	if (c >= 0x80)
		n = dlp_utf8_decode(word, &cp);
	*low = small_of(cp);
	*kind = kind_of(cp, *low, c);
	return n ? n : 1;
}

/* A word in lower case, and what each of its characters is. */
struct form {
	char low[DLP_WORD_MAX + DLP_UTF8_MAX];
	size_t len;
	char kind[DLP_WORD_MAX];
	size_t kinds;
};

/* The same for the characters of ASCII that it begins with; how many. */
static size_t read_plain(struct form *form, struct dlp_span word)
{
	const size_t most = word.len < DLP_WORD_MAX ? word.len : DLP_WORD_MAX;
	size_t i = 0;

	for (; i < most && (unsigned char)word.ptr[i] < 0x80; i++) {
		const char c = word.ptr[i];
		char kind = c;

		kind = (unsigned)(c - '0') < 10 ? 'd' : kind;
		kind = (unsigned)(c - 'a') < 26 ? 'x' : kind;
		form->low[i] = small_plain(c);
		form->kind[i] = form->low[i] != c ? 'X' : kind;
	}
	return i;
}

static void read_form(struct form *form, struct dlp_span word)
{
	size_t plain;

	form->kind[0] = '\0';
	plain = read_plain(form, word);
	form->len = form->kinds = plain;
	word.ptr += plain, word.len -= plain;
	while (word.len && form->len < DLP_WORD_MAX) {
		uint32_t low;
		size_t n = first_of(word, &low, &form->kind[form->kinds++]);

		if (low < 0x80)
			form->low[form->len++] = (char)low;
		else
			form->len +=
				dlp_utf8_encode(low, form->low + form->len);
		word.ptr += n, word.len -= n;
	}
}

/* A word in lower case: its hash, and that of what is before its first hyphen,
 * or 0. */
struct hashes {
	uint64_t all, before;
};

static struct hashes hash_form(struct dlp_span low)
{
	const char *hyphen = low.len ? memchr(low.ptr, '-', low.len) : NULL;

	return (struct hashes){
		dlp_gazetteer_hash(low.ptr, low.len),
		hyphen && hyphen > low.ptr
			? dlp_gazetteer_hash(low.ptr,
					     (size_t)(hyphen - low.ptr))
			: 0,
	};
}

static struct hashes hash_word(struct dlp_span word)
{
	const size_t most = word.len < DLP_WORD_MAX ? word.len : DLP_WORD_MAX;
	uint64_t state = DLP_GAZETTEER_FIRST;
	struct hashes hashes = { 0 };
	bool hyphen = false;
	struct form form;

	for (size_t i = 0; i < most; i++) {
		const char c = word.ptr[i];

		if ((unsigned char)c >= 0x80) {
			read_form(&form, word);
			return hash_form(
				(struct dlp_span){ form.low, form.len });
		}
		if (c == '-' && !hyphen) {
			hyphen = true;
			hashes.before = i ? dlp_gazetteer_mixed(state) : 0;
		}
		state = dlp_gazetteer_next(state, small_plain(c));
	}
	hashes.all = dlp_gazetteer_mixed(state);
	return hashes;
}

/* Of a word that is on none, the lists of what is before its first hyphen. */
static unsigned look_up(const struct dlp_gazetteer *gazetteer,
			const struct hashes *hashes)
{
	unsigned lists = dlp_gazetteer_find(gazetteer, hashes->all);

	return lists || !hashes->before
		       ? lists
		       : dlp_gazetteer_find(gazetteer, hashes->before);
}

static struct dlp_span span_of(struct dlp_span text,
			       const struct dlp_word *word)
{
	return (struct dlp_span){ text.ptr + word->start,
				  word->end - word->start };
}

static unsigned lists_of(const struct dlp_gazetteer *gazetteer,
			 struct dlp_span word)
{
	const struct hashes hashes = hash_word(word);

	return look_up(gazetteer, &hashes);
}

/* A word in small letters that is a given name, and no word of the language
 * unless that `may` be. */
static bool is_careless(const struct dlp_gazetteer *gazetteer,
			struct dlp_span word, bool may)
{
	unsigned lists;

	if (word.len < 3 || word.len > CARELESS_MAX)
		return false;
	lists = lists_of(gazetteer, word);
	return lists >> DLP_LIST_GIVEN_OFTEN & 1 &&
	       (may || !(lists >> DLP_LIST_WORD & 1));
}

/* As few words as can be are looked up: most sentences have no hope. */
bool dlp_name_hopes(const struct dlp_gazetteer *gazetteer, struct dlp_span text,
		    const struct dlp_word *word, size_t words)
{
	const unsigned name = 1 << DLP_LIST_GIVEN | 1 << DLP_LIST_FAMILY |
			      1 << DLP_LIST_TITLE;
	bool number = false, capital = false;

	for (size_t i = 0; i < words; i++) {
		const struct dlp_span w = span_of(text, &word[i]);
		unsigned lists;
		uint32_t low;
		char kind;

		first_of(w, &low, &kind);
		number |= kind == 'd';
		if (kind != 'X')
			continue;
		capital = true;
		lists = lists_of(gazetteer, w);
		if (lists & name || !(lists >> DLP_LIST_WORD & 1))
			return true;
	}
	for (size_t i = 0; i < words; i++) {
		const struct dlp_span w = span_of(text, &word[i]);

		if (is_careless(gazetteer, w,
				!capital || words <= CARELESS_WORDS) ||
		    (number && lists_of(gazetteer, w) >> DLP_LIST_STREET & 1))
			return true;
	}
	return false;
}

/* Whether a word that begins with a capital has no small letter, and more than
 * one byte. */
static bool is_shouted(struct dlp_span word)
{
	struct form form;

	read_form(&form, word);
	return form.len > 1 && !memchr(form.kind, 'x', form.kinds);
}

static void read_word(struct dlp_name_word *word,
		      const struct dlp_gazetteer *gazetteer,
		      struct dlp_span text)
{
	const struct hashes hashes = hash_word(text);
	uint32_t low;
	char kind;

	first_of(text, &low, &kind);
	word->text = text;
	word->low = hashes.all;
	word->lists = look_up(gazetteer, &hashes);
	word->spelled = false;
	word->longer = text.len > 1 || (unsigned char)*text.ptr >= 0x80;
	word->capital = kind == 'X';
	word->digit = kind == 'd';
	word->letter = kind == 'x';
	word->shouts = word->capital && is_shouted(text);
}

/* What only words need that are looked at closely, and their neighbours. */
static void spell(struct dlp_name_word *word)
{
	uint64_t rough = DLP_GAZETTEER_FIRST, begin = DLP_GAZETTEER_FIRST;
	struct form form;

	if (word->spelled)
		return;
	word->spelled = true;
	read_form(&form, word->text);
	word->shape = dlp_gazetteer_hash(
		form.kind, form.kinds < SHAPE ? form.kinds : SHAPE);
	word->exact = mix(word->low, word->shape);
	for (size_t i = 0; i < form.kinds; i++)
		if (!i || form.kind[i] != form.kind[i - 1])
			rough = dlp_gazetteer_next(rough, form.kind[i]);
	word->rough = dlp_gazetteer_mixed(rough);
	memset(word->begin, 0, sizeof(word->begin));
	memset(word->end, 0, sizeof(word->end));
	for (size_t k = 0; k < DLP_NAME_AFFIX && k < form.len; k++) {
		begin = dlp_gazetteer_next(begin, form.low[k]);
		word->begin[k] = dlp_gazetteer_mixed(begin);
		word->end[k] =
			dlp_gazetteer_hash(form.low + form.len - k - 1, k + 1);
	}
}

void dlp_name_read(struct dlp_name_sentence *sentence,
		   const struct dlp_gazetteer *gazetteer, struct dlp_span text,
		   const struct dlp_word *word, size_t words)
{
	size_t letters = 0, shouting = 0, capitals = 0;

	sentence->words = words;
	for (size_t i = 0; i < words; i++) {
		struct dlp_name_word *w = &sentence->word[i];

		read_word(w, gazetteer, span_of(text, &word[i]));
		letters += !w->digit && w->longer;
		shouting += w->shouts;
		capitals += w->capital;
	}
	sentence->style = DLP_STYLE_PLAIN;
	if (shouting > 2 && shouting * 10 >= letters * 6)
		sentence->style = DLP_STYLE_SHOUTS;
	else if (!capitals)
		sentence->style = DLP_STYLE_SMALL;
	else if (capitals > 2 && capitals * 10 >= letters * 7)
		sentence->style = DLP_STYLE_TITLE;
	sentence->size = words < 4 ? words : words < 8 ? 4 : 5;
}

static bool is_small(const struct dlp_name_sentence *s, size_t i)
{
	const struct dlp_name_word *word = &s->word[i];

	if (word->capital || word->digit)
		return false;
	if (!word->letter)
		return true;
	return word->lists >> DLP_LIST_WORD & 1 &&
	       (s->style != DLP_STYLE_SMALL ||
		!(word->lists >> DLP_LIST_GIVEN_OFTEN & 1));
}

bool dlp_name_is_plain(const struct dlp_name_sentence *s, size_t i)
{
	return is_small(s, i) && (!i || is_small(s, i - 1)) &&
	       (i + 1 == s->words || is_small(s, i + 1));
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

size_t dlp_name_features(struct dlp_name_sentence *s, size_t i,
			 uint64_t out[DLP_NAME_FEATURES_MAX], size_t *general)
{
	const struct dlp_name_word *w[2 * NEAR + 1];
	const struct dlp_name_word *t = &s->word[i];
	struct list list = { .feature = out };

	for (size_t d = 0; d < 2 * NEAR + 1; d++)
		w[d] = i + d >= NEAR && i + d - NEAR < s->words
			       ? &s->word[i + d - NEAR]
			       : &nothing;
	for (size_t k = i ? i - 1 : 0; k < s->words && k <= i + 1; k++)
		spell(&s->word[k]);
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
	add2(&list, s->style, t->rough);
	add3(&list, s->style, t->lists, t->capital);
	add3(&list, s->size << 1 | (i == 0), t->lists, t->capital);
	add_lists(&list, w);
	return list.count;
}
