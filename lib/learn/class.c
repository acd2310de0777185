#include "learn/class.h"

#include <math.h>
#include <string.h>

#include "learn/odds.h"

_Static_assert(sizeof(struct dlp_class_word) == 24, "a word has no holes");

static const struct dlp_span prefix = { "confidential.", 13 };

bool dlp_class_name_ok(struct dlp_span name)
{
	if (!name.len || name.len > DLP_CLASS_NAME || *name.ptr == '-')
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-",
			    name.ptr[i]) ||
		    !name.ptr[i])
			return false;
	return true;
}

static bool words_ok(const struct dlp_class *cls)
{
	for (size_t i = 0; i < cls->words; i++) {
		const struct dlp_class_word *word = &cls->word[i];

		if (!word->len || word->len > DLP_CLASS_WORD ||
		    (i && word->row <= word[-1].row))
			return false;
		for (size_t k = 0; k < word->len; k++)
			if (word->text[k] < 'a' || word->text[k] > 'z')
				return false;
	}
	return true;
}

static bool fit_ok(const struct dlp_class_fit *fit)
{
	return isfinite(fit->scale) && isfinite(fit->bias) &&
	       isfinite(fit->slope) && isfinite(fit->offset) &&
	       fit->from[0] <= fit->from[1] && fit->from[1] <= fit->from[2];
}

static void make_rule(struct dlp_class *cls, enum dlp_severity severity)
{
	memcpy(cls->id, prefix.ptr, prefix.len);
	memcpy(cls->id + prefix.len, cls->name.ptr, cls->name.len);
	cls->rule = (struct dlp_rule){
		.id = { cls->id, prefix.len + cls->name.len },
		.name = DLP_SPAN("Document of a class that was learned"),
		.category = DLP_CATEGORY_CONFIDENTIAL,
		.severity = severity,
		.confidence = DLP_CONFIDENCE_MEDIUM,
		.shape = DLP_SHAPE_INDEX,
		.least = DLP_INDEX_CLASS,
	};
}

enum dlp_status dlp_class_use(struct dlp_class *cls,
			      const struct dlp_model *model,
			      enum dlp_severity severity, struct dlp_error *err)
{
	const struct dlp_class_fit *fit;
	size_t rows, fits;

	*cls = (struct dlp_class){ .name = dlp_model_section(model, "name") };
	cls->weight = dlp_model_array(model, "weight", 1, &rows);
	fit = dlp_model_array(model, "fit", sizeof(*fit), &fits);
	cls->word = dlp_model_array(model, "words", sizeof(*cls->word),
				    &cls->words);
	if (!dlp_class_name_ok(cls->name) || !cls->weight ||
	    rows != DLP_TOPIC_ROWS || !fit || fits != 1 || !fit_ok(fit) ||
	    !words_ok(cls))
		return dlp_error_set(err, DLP_SKIP, 0, "a damaged model");
	cls->fit = *fit;
	make_rule(cls, severity);
	return DLP_OK;
}

struct dlp_class_odds dlp_class_weigh(const struct dlp_class *cls,
				      const struct dlp_topic *topic)
{
	const struct dlp_class_fit *fit = &cls->fit;
	const uint32_t floor = dlp_topic_floor(topic);
	struct dlp_class_odds odds = { .is = false };
	int64_t sum = 0;
	size_t rows = 0;

	if (topic->words < DLP_TOPIC_LEAST)
		return odds;
	for (size_t i = 0; i < topic->rows; i++) {
		const uint16_t row = topic->seen[i];

		if (topic->times[row] < floor)
			continue;
		sum += cls->weight[row];
		rows++;
	}
	if (!rows)
		return odds;
	odds.sum = fit->bias + fit->scale * (double)sum / dlp_topic_root(rows);
	odds.odds = dlp_odds(fit->slope * odds.sum + fit->offset);
	for (unsigned level = 0; level < 3; level++) {
		if (odds.sum < fit->from[level])
			break;
		odds.is = true;
		odds.confidence = (enum dlp_confidence)level;
	}
	return odds;
}

void dlp_class_use_source(struct dlp_class *cls, enum dlp_severity severity)
{
	*cls = (struct dlp_class){ .name = DLP_SPAN("source-code") };
	make_rule(cls, severity);
	cls->rule.name = DLP_SPAN("Source code of a program");
}

struct dlp_class_odds dlp_class_weigh_source(const struct dlp_program *program,
					     uint64_t words)
{
	/* Of manuals and data that these were chosen with, 1 in 100 came to
	 * 0.4; of programs 19 in 20 to 0.55. */
	static const double from[DLP_CONFIDENCES] = { 0.4, 0.55, 0.75 };
	struct dlp_class_odds odds = { .is = false };

	if (words < DLP_TOPIC_LEAST)
		return odds;
	odds.sum = odds.odds = dlp_program_share(program);
	for (unsigned level = 0; level < DLP_CONFIDENCES; level++) {
		if (odds.sum < from[level])
			break;
		odds.is = true;
		odds.confidence = (enum dlp_confidence)level;
	}
	return odds;
}

static const struct dlp_class_word *find_word(const struct dlp_class *cls,
					      uint16_t row)
{
	size_t from = 0, to = cls->words;

	while (from < to) {
		const size_t mid = from + (to - from) / 2;

		if (cls->word[mid].row < row)
			from = mid + 1;
		else
			to = mid;
	}
	return from < cls->words && cls->word[from].row == row
		       ? &cls->word[from]
		       : NULL;
}

/* Whether the first of two words goes before the second. */
static bool weighs_more(const struct dlp_class *cls,
			const struct dlp_class_word *a,
			const struct dlp_class_word *b)
{
	const int8_t left = cls->weight[a->row], right = cls->weight[b->row];

	return left > right || (left == right && a->row < b->row);
}

size_t dlp_class_why(const struct dlp_class *cls, const struct dlp_topic *topic,
		     struct dlp_span why[DLP_CLASS_WHYS])
{
	const struct dlp_class_word *best[DLP_CLASS_WHYS + 1];
	const uint32_t floor = dlp_topic_floor(topic);
	size_t count = 0;

	for (size_t i = 0; i < topic->rows; i++) {
		const uint16_t row = topic->seen[i];
		const struct dlp_class_word *word;
		size_t at = count;

		if (cls->weight[row] <= 0 || topic->times[row] < floor)
			continue;
		word = find_word(cls, row);
		if (!word)
			continue;
		for (; at && weighs_more(cls, word, best[at - 1]); at--)
			best[at] = best[at - 1];
		best[at] = word;
		count += count < DLP_CLASS_WHYS;
	}
	for (size_t i = 0; i < count; i++)
		why[i] = (struct dlp_span){ best[i]->text, best[i]->len };
	return count;
}
