#include "learn/name_eval.h"

#include "learn/conll.h"

static size_t step_of(float sure)
{
	size_t step = (size_t)(sure * DLP_NAME_STEPS);

	return step < DLP_NAME_STEPS ? step : DLP_NAME_STEPS - 1;
}

static bool touch(const struct dlp_name *a, const struct dlp_name *b)
{
	return a->kind == b->kind && a->start < b->end && b->start < a->end;
}

/* The one of `count` that is surest and touches `name`; NULL for none. */
static const struct dlp_name *touching(const struct dlp_name *name,
				       const struct dlp_name *in, size_t count)
{
	const struct dlp_name *best = NULL;

	for (size_t i = 0; i < count; i++)
		if (touch(name, &in[i]) && (!best || in[i].sure > best->sure))
			best = &in[i];
	return best;
}

static bool has(const struct dlp_name *name, const struct dlp_name *in,
		size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (in[i].kind == name->kind && in[i].start == name->start &&
		    in[i].end == name->end)
			return true;
	return false;
}

/* What people marked, to the borders of words as they are cut here. */
static void fit(struct dlp_name *mark, size_t marks,
		const struct dlp_word *word, size_t words)
{
	for (size_t m = 0; m < marks; m++)
		for (size_t i = 0; i < words; i++) {
			if (word[i].end <= mark[m].start ||
			    word[i].start >= mark[m].end)
				continue;
			if (word[i].start < mark[m].start)
				mark[m].start = word[i].start;
			if (word[i].end > mark[m].end)
				mark[m].end = word[i].end;
		}
}

static void count_words(struct dlp_name_eval *eval, const struct dlp_word *word,
			size_t words, const struct dlp_conll *marked,
			const struct dlp_name *name, size_t names)
{
	for (size_t i = 0; i < words; i++)
		for (size_t k = 0; k < DLP_NAME_KINDS; k++) {
			struct dlp_name at = { (enum dlp_name_kind)k,
					       word[i].start, word[i].end, 1 };
			bool m = touching(&at, marked->mark, marked->marks);
			bool f = touching(&at, name, names);

			eval->kind[k].word_marked += m;
			eval->kind[k].word_found += f;
			eval->kind[k].word_right += m && f;
		}
}

static void
count_names(struct dlp_name_eval *eval, const struct dlp_conll *marked,
	    const struct dlp_name *name, size_t names,
	    void (*tell)(void *arg, const struct dlp_name_fault *fault),
	    void *arg)
{
	struct dlp_name_fault fault = { dlp_buf_span(&marked->text), NULL,
					false };

	for (size_t i = 0; i < names; i++) {
		struct dlp_name_tally *tally = &eval->kind[name[i].kind];
		size_t step = step_of(name[i].sure);

		tally->found++;
		tally->right += has(&name[i], marked->mark, marked->marks);
		tally->sure[step]++;
		if (touching(&name[i], marked->mark, marked->marks)) {
			tally->sure_right[step]++;
			continue;
		}
		fault.name = &name[i];
		if (tell)
			tell(arg, &fault);
	}
	fault.missed = true;
	for (size_t i = 0; i < marked->marks; i++) {
		struct dlp_name_tally *tally =
			&eval->kind[marked->mark[i].kind];
		const struct dlp_name *met =
			touching(&marked->mark[i], name, names);

		tally->marked++;
		if (met) {
			tally->met[step_of(met->sure)]++;
			continue;
		}
		fault.name = &marked->mark[i];
		if (tell)
			tell(arg, &fault);
	}
}

enum dlp_status
dlp_name_eval_add(struct dlp_name_eval *eval, const struct dlp_names *names,
		  struct dlp_span file,
		  void (*tell)(void *arg, const struct dlp_name_fault *fault),
		  void *arg)
{
	struct dlp_namer *namer = dlp_namer_new(names);
	struct dlp_conll marked = { .rest = file };
	enum dlp_status status;

	if (!namer)
		return DLP_FATAL;
	while (dlp_conll_next(&marked)) {
		struct dlp_span text = dlp_buf_span(&marked.text);
		struct dlp_word word[DLP_WORDS_MAX];
		const struct dlp_name *name;
		size_t used, words = dlp_words_cut(text, word, &used);
		size_t found;

		text.len = used;
		found = dlp_namer_find(namer, text, &name);
		while (marked.marks && marked.mark[marked.marks - 1].end > used)
			marked.marks--;
		fit(marked.mark, marked.marks, word, words);
		eval->sentences++;
		eval->words += words;
		count_words(eval, word, words, &marked, name, found);
		count_names(eval, &marked, name, found, tell, arg);
	}
	status = marked.text.status ? DLP_FATAL : DLP_OK;
	dlp_conll_release(&marked);
	dlp_namer_free(namer);
	return status;
}
