#include "learn/class_train.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "learn/class_facts.h"
#include "learn/class_words.h"
#include "learn/logistic.h"

struct dlp_class_trainer {
	struct dlp_topic topic; /* of the document at hand */
	bool is;
	struct dlp_class_words *words;
	struct dlp_buf rows;  /* of all documents, uint16_t */
	struct dlp_buf begin; /* size_t, where those of each begin */
	struct dlp_buf side;  /* bool, of each */
	size_t count[2];      /* of what is none, and what is one */
};

static const struct dlp_logistic_opts opts = {
	.rounds = 20, .mean = 10, .rate = 0.3, .decay = 0.3
};

/* The root of how many rows a document has whose rows count 1 each. */
static const double usual = 16;

struct dlp_class_trainer *dlp_class_trainer_new(void)
{
	struct dlp_class_trainer *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	dlp_buf_init(&t->rows, 0);
	dlp_buf_init(&t->begin, 0);
	dlp_buf_init(&t->side, 0);
	t->words = dlp_class_words_new();
	if (!t->words || dlp_topic_init(&t->topic)) {
		dlp_class_trainer_free(t);
		return NULL;
	}
	return t;
}

void dlp_class_trainer_free(struct dlp_class_trainer *t)
{
	if (!t)
		return;
	dlp_class_words_free(t->words);
	dlp_topic_release(&t->topic);
	dlp_buf_release(&t->rows);
	dlp_buf_release(&t->begin);
	dlp_buf_release(&t->side);
	free(t);
}

void dlp_class_trainer_begin(struct dlp_class_trainer *t, bool is)
{
	dlp_topic_clear(&t->topic);
	t->is = is;
}

void dlp_class_trainer_text(struct dlp_class_trainer *t, struct dlp_span text,
			    bool fresh)
{
	if (fresh)
		dlp_topic_part(&t->topic);
	dlp_topic_add(&t->topic, text);
	if (t->is)
		dlp_class_words_text(t->words, text, fresh);
}

const struct dlp_topic *
dlp_class_trainer_topic(const struct dlp_class_trainer *t)
{
	return &t->topic;
}

size_t dlp_class_trainer_count(const struct dlp_class_trainer *t, bool is)
{
	return t->count[is];
}

/* Those of the one at hand are behind `begin`. */
static enum dlp_status add(struct dlp_class_trainer *t, size_t begin, bool is)
{
	dlp_buf_add(&t->begin, &begin, sizeof(begin));
	dlp_buf_add(&t->side, &is, sizeof(is));
	if (t->rows.status || t->begin.status || t->side.status)
		return DLP_FATAL;
	t->count[is]++;
	return DLP_OK;
}

static bool is_full(const struct dlp_class_trainer *t)
{
	return t->count[0] + t->count[1] == DLP_CLASS_DOCUMENTS;
}

enum dlp_status dlp_class_trainer_end(struct dlp_class_trainer *t)
{
	struct dlp_topic *topic = &t->topic;
	const size_t begin = t->rows.len / sizeof(uint16_t);
	uint32_t floor;

	dlp_topic_part(topic);
	if (t->is)
		dlp_class_words_end(t->words);
	if (topic->words < DLP_TOPIC_LEAST || is_full(t))
		return DLP_SKIP;
	floor = dlp_topic_floor(topic);
	for (size_t i = 0; i < topic->rows; i++)
		if (topic->times[topic->seen[i]] >= floor)
			dlp_buf_add(&t->rows, &topic->seen[i],
				    sizeof(*topic->seen));
	return add(t, begin, t->is);
}

enum dlp_status dlp_class_trainer_rows(struct dlp_class_trainer *t,
				       const uint16_t *row, size_t rows)
{
	const size_t begin = t->rows.len / sizeof(uint16_t);

	if (is_full(t))
		return DLP_SKIP;
	dlp_buf_add(&t->rows, row, rows * sizeof(*row));
	return add(t, begin, false);
}

/*
 * Others are left out in blocks of such as came after one another: those of one
 * source, mostly, since a new document is of a source that nobody learned from.
 */
static const unsigned blocks = 5;

/* What learning works on. */
struct work {
	struct dlp_logistic_data data;
	struct dlp_logistic model;
	const size_t *count; /* of either side */
	unsigned folds;      /* of the class */
	unsigned char *fold;
	float *weight, *scale;
	struct dlp_class_point *point;
};

static void release(struct work *work)
{
	dlp_logistic_release(&work->model);
	free(work->fold);
	free(work->weight);
	free(work->scale);
	free(work->point);
}

static bool make_work(struct work *work, const struct dlp_class_trainer *t)
{
	const size_t count = t->count[0] + t->count[1];
	size_t nth[2] = { 0, 0 };

	work->fold = calloc(count + 1, sizeof(*work->fold));
	work->weight = calloc(count + 1, sizeof(*work->weight));
	work->scale = calloc(count + 1, sizeof(*work->scale));
	work->point = calloc(count + 1, sizeof(*work->point));
	if (!work->fold || !work->weight || !work->scale || !work->point)
		return false;
	work->folds = t->count[1] < DLP_CLASS_FOLDS ? (unsigned)t->count[1]
						    : DLP_CLASS_FOLDS;
	work->data = (struct dlp_logistic_data){
		.row = (const void *)t->rows.ptr,
		.begin = (const void *)t->begin.ptr,
		.is = (const void *)t->side.ptr,
		.weight = work->weight,
		.scale = work->scale,
		.count = count,
	};
	for (size_t i = 0; i < count; i++) {
		const size_t *begin = work->data.begin + i;
		const bool is = work->data.is[i];

		work->scale[i] =
			(float)(usual / dlp_topic_root(begin[1] - begin[0]));
		work->fold[i] =
			(unsigned char)(is ? nth[1]++ % work->folds
					   : nth[0]++ * blocks / t->count[0]);
	}
	return true;
}

/* Learn from all documents but those of a fold, each side as much as the other.
 */
static enum dlp_status learn(struct work *work, unsigned without)
{
	const size_t all = work->count[0] + work->count[1];
	float side[2];

	for (unsigned is = 0; is < 2; is++)
		side[is] = (float)((double)all / 2 / (double)work->count[is]);
	dlp_logistic_release(&work->model);
	if (dlp_logistic_init(&work->model, DLP_TOPIC_ROWS))
		return DLP_FATAL;
	for (size_t i = 0; i < work->data.count; i++)
		work->weight[i] =
			work->fold[i] == without ? 0 : side[work->data.is[i]];
	return dlp_logistic_learn(&work->model, DLP_TOPIC_ROWS, &work->data,
				  &opts);
}

/* Score each document by what was learned from others. */
static enum dlp_status cross(struct work *work)
{
	const size_t *begin = work->data.begin;

	for (unsigned fold = 0; fold < work->folds; fold++) {
		const struct dlp_logistic *model = &work->model;

		if (learn(work, fold))
			return DLP_FATAL;
		for (size_t i = 0; i < work->data.count; i++) {
			double sum;

			if (work->fold[i] != fold)
				continue;
			sum = dlp_logistic_sum(model, work->data.row + begin[i],
					       begin[i + 1] - begin[i]) -
			      model->bias;
			work->point[i].sum = model->bias + sum * work->scale[i];
			work->point[i].is = work->data.is[i];
		}
	}
	return DLP_OK;
}

/* In steps of the largest weight: none is cut off. */
static void quantize(const struct work *work, struct dlp_class_fit *fit,
		     int8_t table[DLP_TOPIC_ROWS])
{
	const double *weight = work->model.weight;
	double most = 1e-9;

	assert(weight); /* what failed does not come here */
	for (size_t i = 0; i < DLP_TOPIC_ROWS; i++)
		most = fabs(weight[i]) > most ? fabs(weight[i]) : most;
	fit->scale = usual * most / INT8_MAX;
	for (size_t i = 0; i < DLP_TOPIC_ROWS; i++) {
		const double w = weight[i] / most * INT8_MAX;

		table[i] = (int8_t)(w < 0 ? w - 0.5 : w + 0.5);
	}
}

static enum dlp_status write_model(const struct dlp_class_trainer *t,
				   const struct work *work,
				   const struct dlp_class_plan *plan,
				   struct dlp_class_fit *fit,
				   struct dlp_span facts, struct dlp_buf *out)
{
	struct dlp_model_draft draft = { .kind = DLP_MODEL_CLASS,
					 .features = DLP_CLASS_FEATURES };
	int8_t *table = malloc(DLP_TOPIC_ROWS);
	enum dlp_status status = DLP_FATAL;
	struct dlp_buf words;

	dlp_buf_init(&words, 0);
	if (table) {
		quantize(work, fit, table);
		status = dlp_class_words_write(t->words, table, plan->lists,
					       &words);
	}
	if (!status) {
		dlp_model_add(&draft, "facts", facts);
		dlp_model_add(&draft, "name", plan->name);
		dlp_model_add(
			&draft, "fit",
			(struct dlp_span){ (const char *)fit, sizeof(*fit) });
		dlp_model_add(&draft, "weight",
			      (struct dlp_span){ (const char *)table,
						 DLP_TOPIC_ROWS });
		dlp_model_add(&draft, "words", dlp_buf_span(&words));
		status = dlp_model_write(&draft, out);
	}
	dlp_buf_release(&words);
	free(table);
	return status;
}

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
}

enum dlp_status dlp_class_trainer_finish(struct dlp_class_trainer *t,
					 const struct dlp_class_plan *plan,
					 struct dlp_buf *out,
					 struct dlp_buf *facts,
					 struct dlp_error *err)
{
	const size_t end = t->rows.len / sizeof(uint16_t);
	struct dlp_class_fit fit = { 0 };
	enum dlp_status status = DLP_FATAL;
	struct work work = { .count = t->count };

	if (t->count[1] < DLP_CLASS_FEWEST)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "%zu documents of the class have text "
				     "enough: %d are needed",
				     t->count[1], DLP_CLASS_FEWEST);
	if (t->count[0] < DLP_CLASS_FEWEST)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "no documents to tell the class from");
	if (dlp_buf_add(&t->begin, &end, sizeof(end)))
		return nomem(err);
	dlp_buf_addf(facts, "class: %.*s\n", (int)plan->name.len,
		     plan->name.ptr);
	if (make_work(&work, t))
		status = cross(&work);
	if (!status)
		status = learn(&work, work.folds);
	if (!status)
		fit.bias = work.model.bias;
	if (!status)
		status = dlp_class_facts(work.point, work.data.count,
					 plan->permille, &fit, facts);
	dlp_buf_addspan(facts, plan->facts);
	if (!status)
		status = facts->status;
	if (!status)
		status = write_model(t, &work, plan, &fit, dlp_buf_span(facts),
				     out);
	t->begin.len -= sizeof(end);
	release(&work);
	return status ? nomem(err) : DLP_OK;
}
