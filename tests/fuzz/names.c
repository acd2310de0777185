#include <stdlib.h>
#include <string.h>

#include "learn/conll.h"
#include "learn/names.h"
#include "learn/shipped.h"
#include "learn/templates.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whether names are in order, in the sentence, and as probable as can be. */
static void find(struct dlp_namer *namer, struct dlp_span sentence)
{
	const struct dlp_name *name;
	size_t n = dlp_namer_find(namer, sentence, &name), at = 0;

	for (size_t i = 0; i < n; i++) {
		if (name[i].start < at || name[i].end <= name[i].start ||
		    name[i].end > sentence.len || !(name[i].sure >= 0) ||
		    name[i].sure > 1.01F)
			abort();
		at = name[i].end;
	}
}

/* A text, sentence by sentence; what is cut off it changes none before. */
static void read_text(struct dlp_namer *namer, struct dlp_span text)
{
	while (text.len) {
		size_t n = dlp_sentence_length(text, true);
		size_t part = dlp_sentence_length(
			(struct dlp_span){ text.ptr, text.len / 2 }, false);

		if (!n || n > text.len || n > DLP_SENTENCE_MAX ||
		    (part && part != n))
			abort();
		find(namer, (struct dlp_span){ text.ptr, n });
		text.ptr += n, text.len -= n;
	}
}

/* Marked sentences: their marks are in order, in the text. */
static void read_marked(struct dlp_span file)
{
	struct dlp_conll conll = { .rest = file };

	while (dlp_conll_next(&conll)) {
		struct dlp_word word[DLP_WORDS_MAX];
		uint8_t label[DLP_WORDS_MAX];
		size_t used, at = 0;
		size_t n =
			dlp_words_cut(dlp_buf_span(&conll.text), word, &used);

		for (size_t i = 0; i < conll.marks; i++) {
			if (conll.mark[i].start < at ||
			    conll.mark[i].end > conll.text.len)
				abort();
			at = conll.mark[i].end;
		}
		dlp_conll_labels(conll.mark, conll.marks, word, n, label);
		for (size_t i = 0; i < n; i++)
			if (label[i] >= DLP_LABELS)
				abort();
	}
	dlp_conll_release(&conll);
}

/* Sentences of templates: likewise. */
static void read_templates(struct dlp_span text)
{
	struct dlp_templates templates = { .rest = text,
					   .given = DLP_SPAN("ada\nbo"),
					   .family = DLP_SPAN("king\n") };
	struct dlp_conll out = { .marks = 0 };
	struct dlp_error err;

	while (!dlp_templates_next(&templates, &out, &err)) {
		size_t at = 0;

		for (size_t i = 0; i < out.marks; i++) {
			if (out.mark[i].start < at ||
			    out.mark[i].end <= out.mark[i].start ||
			    out.mark[i].end > out.text.len)
				abort();
			at = out.mark[i].end;
		}
	}
	dlp_conll_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dlp_names names;
	static struct dlp_namer *namer;
	struct dlp_model model = { .mapped = false };
	struct dlp_span in = { (const char *)data + 1, size - 1 };
	struct dlp_error err;

	if (!size)
		return 0;
	if (!namer) {
		if (dlp_model_use(&model, dlp_shipped_names(), DLP_MODEL_NAMES,
				  DLP_NAME_FEATURES, &err) ||
		    dlp_names_use(&names, &model, &err))
			abort();
		namer = dlp_namer_new(&names);
		if (!namer)
			abort();
	}
	if (*data & 1)
		read_marked(in);
	else if (*data & 2)
		read_templates(in);
	else
		read_text(namer, in);
	return 0;
}
