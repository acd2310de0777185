#include "pattern/required.h"

#include <string.h>
#include <strings.h>

enum {
	TEXTS = DLP_REQUIRED_TEXTS,
	LONGEST = DLP_RULE_KEYWORD_MAX,
	CHOICES = 10, /* bytes of a set, case ignored, that are told apart */
	POWER = 8,    /* times that a repetition is written out */
};

/* Some texts; `count` 0 is none at all, which is not one empty text. */
struct texts {
	struct dlp_span *item;
	size_t count;
};

struct known {
	struct texts whole; /* all that it can be; none: too much */
	struct texts head;  /* it begins with one of them; none: too many */
	struct texts best;  /* it holds one of them; none: nothing known */
	double score;       /* of `best` */
};

struct search {
	struct dlp_arena *arena;
	struct dlp_list hints;
	bool failed; /* no memory: nothing is known */
};

static struct texts new_texts(struct search *s, size_t count)
{
	struct texts texts = {
		dlp_arena_alloc(s->arena, count, sizeof(struct dlp_span)), count
	};

	if (texts.item)
		return texts;
	s->failed = true;
	return (struct texts){ 0 };
}

static struct texts empty_text(struct search *s)
{
	return new_texts(s, 1);
}

static bool holds(struct dlp_span text, struct dlp_span word)
{
	for (size_t i = 0; word.len <= text.len && i <= text.len - word.len;
	     i++)
		if (!strncasecmp(text.ptr + i, word.ptr, word.len))
			return true;
	return false;
}

/* Each of `a` followed by each of `b`; none where that is too much. */
static struct texts product(struct search *s, struct texts a, struct texts b)
{
	struct texts out;
	size_t n = 0;

	if (!a.count || !b.count || a.count * b.count > TEXTS)
		return (struct texts){ 0 };
	for (size_t i = 0; i < a.count; i++)
		for (size_t j = 0; j < b.count; j++)
			if (a.item[i].len + b.item[j].len > LONGEST)
				return (struct texts){ 0 };
	out = new_texts(s, a.count * b.count);
	for (size_t i = 0; i < a.count && !s->failed; i++)
		for (size_t j = 0; j < b.count; j++) {
			size_t len = a.item[i].len + b.item[j].len;
			char *p = dlp_arena_alloc(s->arena, 1, len + 1);

			if (!p) {
				s->failed = true;
				return (struct texts){ 0 };
			}
			if (a.item[i].len)
				memcpy(p, a.item[i].ptr, a.item[i].len);
			if (b.item[j].len)
				memcpy(p + a.item[i].len, b.item[j].ptr,
				       b.item[j].len);
			out.item[n++] = (struct dlp_span){ p, len };
		}
	if (s->failed)
		out.count = 0;
	return out;
}

static struct texts both(struct search *s, struct texts a, struct texts b)
{
	struct texts out;

	if (!a.count || !b.count || a.count + b.count > TEXTS)
		return (struct texts){ 0 };
	out = new_texts(s, a.count + b.count);
	if (s->failed)
		return out;
	memcpy(out.item, a.item, a.count * sizeof(*a.item));
	memcpy(out.item + a.count, b.item, b.count * sizeof(*b.item));
	return out;
}

/* Without those that hold another: one is there where the other is. */
static struct texts reduced(struct search *s, struct texts in)
{
	struct texts out = new_texts(s, in.count);
	size_t n = 0;

	for (size_t i = 0; i < in.count && !s->failed; i++) {
		bool needed = true;

		for (size_t j = 0; j < in.count && needed; j++) {
			bool same = dlp_span_eq(in.item[i], in.item[j]);

			needed =
				j == i ||
				(same ? j > i : !holds(in.item[i], in.item[j]));
		}
		if (needed)
			out.item[n++] = in.item[i];
	}
	out.count = s->failed ? 0 : n;
	return out;
}

/* The longer the rarer, but for words that are everywhere. */
static double rarity(struct dlp_span text)
{
	static const char *const common[] = {
		"key",   "token", "api",     "pass",   "secret", "auth",
		"http",  "user",  "name",    "value",  "client", "access",
		"https", "://",   "private", "public", "test",   "data",
	};
	size_t len = text.len < 12 ? text.len : 12;
	double score = 0;

	for (size_t i = 0; i < len; i++)
		score += text.ptr[i] >= 'a' && text.ptr[i] <= 'z' ? 1 : 1.25;
	for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++)
		if (dlp_span_is(text, common[i]))
			score -= 3;
	return score;
}

bool dlp_required_imply(struct dlp_list texts, struct dlp_list words)
{
	for (size_t i = 0; i < texts.count; i++) {
		struct dlp_span text = texts.item[i];
		bool found = false;

		for (size_t j = 0; j < words.count && !found; j++)
			found = holds(text, words.item[j]);
		if (!found)
			return false;
	}
	return true;
}

/* Take `texts`, which stand at most `before` bytes in, if they are better. */
static void offer(struct search *s, struct known *known, struct texts texts,
		  uint32_t before)
{
	double score = 1e9;

	if (!texts.count || before > DLP_RULE_WINDOW)
		return;
	for (size_t i = 0; i < texts.count; i++) {
		double r = rarity(texts.item[i]);

		if (texts.item[i].len < DLP_RULE_KEYWORD_MIN)
			return;
		score = r < score ? r : score;
	}
	score -= (double)texts.count / 4;
	if (s->hints.count &&
	    dlp_required_imply((struct dlp_list){ texts.item, texts.count },
			       s->hints))
		score += 100;
	if (known->best.count && score <= known->score)
		return;
	known->best = reduced(s, texts);
	known->score = score;
}

static uint32_t sum(uint32_t a, uint32_t b)
{
	return b > DLP_SYNTAX_ENDLESS - a ? DLP_SYNTAX_ENDLESS : a + b;
}

static struct known look(struct search *s, const struct dlp_syntax *node,
			 uint32_t before);

static struct known look_at_set(struct search *s, const uint8_t *set)
{
	struct known known = { 0 };
	char member[CHOICES];
	size_t n = 0;

	for (unsigned c = 0; c < 256; c++) {
		bool upper = c >= 'A' && c <= 'Z';
		unsigned lower = upper ? c + 32 : c;

		if (!(set[c / 8] >> c % 8 & 1) ||
		    (upper && set[lower / 8] >> lower % 8 & 1))
			continue;
		if (n == CHOICES)
			return known;
		member[n++] = (char)lower;
	}
	/* A set of nothing never matches: nothing is known of it. */
	if (!n)
		return known;
	known.whole = new_texts(s, n);
	for (size_t i = 0; i < n && !s->failed; i++) {
		char *p = dlp_arena_alloc(s->arena, 1, 1);

		if (!p) {
			s->failed = true;
			break;
		}
		*p = member[i];
		known.whole.item[i] = (struct dlp_span){ p, 1 };
	}
	known.head = known.whole;
	return known;
}

static struct known look_at_row(struct search *s, const struct dlp_syntax *row,
				uint32_t before)
{
	struct known known = { 0 };
	struct texts run = empty_text(s);
	uint32_t at = before; /* where the run begins, at most */
	bool whole = true;

	for (const struct dlp_syntax *c = row->child; c && !s->failed;
	     c = c->next) {
		struct known part = look(s, c, before);
		struct texts longer = product(s, run, part.whole);

		if (part.best.count &&
		    (!known.best.count || part.score > known.score)) {
			known.best = part.best;
			known.score = part.score;
		}
		/* Fewer may be better than longer. */
		if (longer.count > run.count)
			offer(s, &known, run, at);
		if (!longer.count) {
			struct texts headed = product(s, run, part.head);

			offer(s, &known, run, at);
			offer(s, &known, headed, at);
			/* A little longer, and not many more of them. */
			if (headed.count && headed.count <= run.count * 4)
				run = headed;
			if (whole)
				known.head = run;
			whole = false;
			at = before;
			longer = part.whole;
			if (!longer.count) {
				longer = empty_text(s);
				at = sum(before, dlp_syntax_longest(c));
			}
		}
		run = longer;
		before = sum(before, dlp_syntax_longest(c));
	}
	offer(s, &known, run, at);
	if (whole)
		known.whole = known.head = run;
	return known;
}

static struct known look_at_choice(struct search *s,
				   const struct dlp_syntax *choice,
				   uint32_t before)
{
	struct known known = { 0 };
	bool first = true;

	for (const struct dlp_syntax *c = choice->child; c && !s->failed;
	     c = c->next, first = false) {
		struct known part = look(s, c, before);

		offer(s, &part, part.whole, before);
		if (first) {
			known = part;
			continue;
		}
		known.whole = both(s, known.whole, part.whole);
		known.head = both(s, known.head, part.head);
		known.best = both(s, known.best, part.best);
		if (part.score < known.score)
			known.score = part.score;
	}
	return known;
}

static struct known look_at_repeat(struct search *s,
				   const struct dlp_syntax *repeat,
				   uint32_t before)
{
	struct known part = look(s, repeat->child, before), known = { 0 };
	struct texts power = part.whole;

	if (!repeat->least) {
		if (repeat->most == 1)
			known.whole = both(s, part.whole, empty_text(s));
		known.head = known.whole;
		return known;
	}
	known.head = part.head;
	known.best = part.best;
	known.score = part.score;
	if (!part.whole.count)
		return known;
	for (uint32_t i = 1; i < repeat->least && i < POWER; i++) {
		struct texts longer = product(s, power, part.whole);

		if (!longer.count) {
			longer = product(s, power, part.head);
			known.head = longer.count ? longer : power;
			offer(s, &known, known.head, before);
			return known;
		}
		power = longer;
	}
	offer(s, &known, power, before);
	if (power.count)
		known.head = power;
	if (repeat->least == repeat->most && repeat->least <= POWER)
		known.whole = power;
	return known;
}

static struct known look(struct search *s, const struct dlp_syntax *node,
			 uint32_t before)
{
	struct known known = { 0 };

	switch (node->kind) {
	case DLP_SYNTAX_EMPTY:
		known.whole = known.head = empty_text(s);
		return known;
	case DLP_SYNTAX_SET:
		return look_at_set(s, node->set);
	case DLP_SYNTAX_ROW:
		return look_at_row(s, node, before);
	case DLP_SYNTAX_CHOICE:
		return look_at_choice(s, node, before);
	case DLP_SYNTAX_REPEAT:
		return look_at_repeat(s, node, before);
	case DLP_SYNTAX_GROUP:
		return look(s, node->child, before);
	case DLP_SYNTAX_ANY:
		break;
	}
	return known;
}

bool dlp_required_texts(const struct dlp_syntax *root, struct dlp_list hints,
			struct dlp_arena *arena, struct dlp_list *out)
{
	struct dlp_arena work = { .limit = DLP_REQUIRED_WORK };
	struct search s = { &work, hints, false };
	struct known known = look(&s, root, 0);
	struct dlp_span *item = NULL;
	bool ok;

	if (!s.failed)
		offer(&s, &known, known.whole, 0);
	ok = !s.failed && known.best.count;
	if (ok)
		item = dlp_arena_alloc(arena, known.best.count, sizeof(*item));
	for (size_t i = 0; item && i < known.best.count; i++)
		if (!dlp_arena_copy(arena, known.best.item[i], &item[i]))
			item = NULL;
	if (item)
		*out = (struct dlp_list){ item, known.best.count };
	dlp_arena_release(&work);
	return item != NULL;
}
