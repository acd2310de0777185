#include "learn/secret_train.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/logistic.h"
#include "learn/odds.h"
#include "learn/secret_facts.h"

struct dlp_secret_trainer {
	struct dlp_buf rows;  /* of all values, uint16_t */
	struct dlp_buf begin; /* size_t, where those of each begin */
	struct dlp_buf value; /* struct value */
};

struct value {
	float weight;    /* in learning */
	uint16_t source; /* by its hash */
	unsigned char fold;
	bool is, proposed, made;
};

/* What a value counts: made up ones, and those that no rule proposes, less. */
static const float made_weight = 0.1F, other_weight = 0.5F;

/*
 * A source counts for so many secrets, and as many that are none, however many
 * more it has: what holds in one repository a hundred times holds in one
 * repository.
 */
enum { SOURCE_MOST = 20, SOURCES = UINT16_MAX + 1 };

static const struct dlp_logistic_opts opts = { .rounds = 3,
					       .rate = 0.1,
					       .decay = 1e-4 };

struct dlp_secret_trainer *dlp_secret_trainer_new(void)
{
	struct dlp_secret_trainer *trainer = calloc(1, sizeof(*trainer));

	if (!trainer)
		return NULL;
	dlp_buf_init(&trainer->rows, 0);
	dlp_buf_init(&trainer->begin, 0);
	dlp_buf_init(&trainer->value, 0);
	return trainer;
}

void dlp_secret_trainer_free(struct dlp_secret_trainer *trainer)
{
	if (!trainer)
		return;
	dlp_buf_release(&trainer->rows);
	dlp_buf_release(&trainer->begin);
	dlp_buf_release(&trainer->value);
	free(trainer);
}

static size_t count_of(const struct dlp_secret_trainer *trainer)
{
	return trainer->value.len / sizeof(struct value);
}

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, 0, "no memory");
}

/* FNV-1a, 32 bits (Fowler, Noll, Vo). */
static uint32_t hash(struct dlp_span source)
{
	uint32_t h = 2166136261U;

	for (size_t i = 0; i < source.len; i++)
		h = (h ^ (unsigned char)source.ptr[i]) * 16777619U;
	return h;
}

enum dlp_status dlp_secret_trainer_add(struct dlp_secret_trainer *trainer,
				       const struct dlp_secret_place *place,
				       const struct dlp_secret_label *label,
				       struct dlp_error *err)
{
	const size_t begin = trainer->rows.len / sizeof(uint16_t);
	const uint32_t source = hash(label->source);
	struct dlp_secret_features has;
	struct value value = {
		.weight = label->made       ? made_weight
			  : label->proposed ? 1
					    : other_weight,
		.source = (uint16_t)(source ^ source >> 16),
		.fold = (unsigned char)((source >> 8) % DLP_SECRET_FOLDS),
		.is = label->is,
		.proposed = label->proposed,
		.made = label->made,
	};

	if (label->held)
		value.weight = 0;
	if (count_of(trainer) == DLP_SECRET_VALUES)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "more than %d values to learn from",
				     DLP_SECRET_VALUES);
	dlp_secret_look(place, &has);
	dlp_buf_add(&trainer->begin, &begin, sizeof(begin));
	dlp_buf_add(&trainer->rows, has.row, has.count * sizeof(*has.row));
	dlp_buf_add(&trainer->value, &value, sizeof(value));
	if (trainer->rows.status || trainer->begin.status ||
	    trainer->value.status)
		return nomem(err);
	return DLP_OK;
}

/* What learning works on. */
struct work {
	struct dlp_logistic_data data;
	struct dlp_logistic model;
	const struct value *value;
	bool *is;
	float *weight, *share; /* in learning: now, and of the whole */
	double *sum; /* of each value, where it was not learned from */
	struct dlp_secret_point *point;
	size_t points;
};

static void release(struct work *work)
{
	dlp_logistic_release(&work->model);
	free(work->is);
	free(work->weight);
	free(work->share);
	free(work->sum);
	free(work->point);
}

/* Of the values that rules propose. */
static enum dlp_status balance(struct work *work)
{
	uint32_t(*of)[2] = calloc(SOURCES, sizeof(*of));

	if (!of)
		return DLP_FATAL;
	for (size_t i = 0; i < work->data.count; i++) {
		const struct value *value = &work->value[i];

		of[value->source][value->is] += value->proposed && !value->made;
	}
	for (size_t i = 0; i < work->data.count; i++) {
		const struct value *value = &work->value[i];
		const uint32_t n = of[value->source][value->is];

		work->share[i] =
			n > SOURCE_MOST ? value->weight * SOURCE_MOST / (float)n
					: value->weight;
	}
	free(of);
	return DLP_OK;
}

/* Learn from all values but those of a fold. */
static enum dlp_status learn(struct work *work, unsigned without)
{
	dlp_logistic_release(&work->model);
	if (dlp_logistic_init(&work->model, DLP_SECRET_ROWS))
		return DLP_FATAL;
	for (size_t i = 0; i < work->data.count; i++)
		work->weight[i] =
			work->value[i].fold == without ? 0 : work->share[i];
	return dlp_logistic_learn(&work->model, DLP_SECRET_ROWS, &work->data,
				  &opts);
}

static double sum_of(const struct work *work, size_t i)
{
	const size_t *begin = work->data.begin;

	return dlp_logistic_sum(&work->model, work->data.row + begin[i],
				begin[i + 1] - begin[i]);
}

/* Score each value by what was learned from other sources. */
static enum dlp_status cross(struct work *work)
{
	for (unsigned fold = 0; fold < DLP_SECRET_FOLDS; fold++) {
		if (learn(work, fold))
			return DLP_FATAL;
		for (size_t i = 0; i < work->data.count; i++)
			if (work->value[i].fold == fold)
				work->sum[i] = sum_of(work, i);
	}
	return DLP_OK;
}

/* What is measured: odds for the sums of what was proposed. */
static enum dlp_status measure(struct work *work, struct dlp_secret_fit *fit,
			       struct dlp_buf *facts, struct dlp_error *err)
{
	struct dlp_secret_tally tally = { 0 };
	struct dlp_logistic_fit odds;
	size_t n = 0;

	for (size_t i = 0; i < work->data.count; i++) {
		const struct value *value = &work->value[i];

		if (value->made)
			continue;
		tally.values++;
		tally.secrets += value->is;
		if (!value->proposed)
			continue;
		work->point[n].is = work->is[n] = value->is;
		work->sum[n] = work->sum[i];
		tally.found += value->is;
		n++;
	}
	if (!tally.found || tally.found == n)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "nothing to tell secrets from");
	odds = dlp_logistic_calibrate(work->sum, work->is, n);
	fit->slope = odds.slope;
	fit->offset = odds.offset;
	for (size_t i = 0; i < n; i++)
		work->point[i].odds =
			dlp_odds(odds.slope * work->sum[i] + odds.offset);
	dlp_secret_facts(work->point, n, &tally, fit, facts);
	return facts->status ? nomem(err) : DLP_OK;
}

/* In steps of the largest weight: none is cut off. */
static enum dlp_status write_model(const struct work *work,
				   struct dlp_secret_fit *fit,
				   struct dlp_span facts, struct dlp_buf *out,
				   struct dlp_error *err)
{
	struct dlp_model_draft draft = { .kind = DLP_MODEL_SECRET,
					 .features = DLP_SECRET_VERSION };
	const double *weight = work->model.weight;
	double most = 1e-9;
	struct dlp_buf table;
	enum dlp_status status;

	assert(weight); /* what failed does not come here */
	dlp_buf_init(&table, 0);
	for (size_t i = 0; i < DLP_SECRET_ROWS; i++)
		most = fabs(weight[i]) > most ? fabs(weight[i]) : most;
	fit->scale = most / INT8_MAX;
	fit->bias = work->model.bias;
	for (size_t i = 0; i < DLP_SECRET_ROWS && !table.status; i++) {
		const double w = weight[i] / fit->scale;
		const int8_t step = (int8_t)(w < 0 ? w - 0.5 : w + 0.5);

		dlp_buf_add(&table, &step, 1);
	}
	dlp_model_add(&draft, "facts", facts);
	dlp_model_add(&draft, "fit",
		      (struct dlp_span){ (const char *)fit, sizeof(*fit) });
	dlp_model_add(&draft, "weights", dlp_buf_span(&table));
	status = table.status ? DLP_FATAL : dlp_model_write(&draft, out);
	dlp_buf_release(&table);
	return status ? nomem(err) : DLP_OK;
}

enum dlp_status dlp_secret_trainer_finish(struct dlp_secret_trainer *trainer,
					  struct dlp_buf *out,
					  struct dlp_error *err)
{
	const size_t count = count_of(trainer);
	const size_t end = trainer->rows.len / sizeof(uint16_t);
	struct dlp_secret_fit fit = { 0 };
	enum dlp_status status = DLP_FATAL;
	struct dlp_buf facts;
	struct work work = {
		.value = (const void *)trainer->value.ptr,
		.is = calloc(count + 1, sizeof(*work.is)),
		.weight = calloc(count + 1, sizeof(*work.weight)),
		.share = calloc(count + 1, sizeof(*work.share)),
		.sum = calloc(count + 1, sizeof(*work.sum)),
		.point = calloc(count + 1, sizeof(*work.point)),
	};

	dlp_buf_init(&facts, 0);
	dlp_buf_add(&trainer->begin, &end, sizeof(end));
	if (!trainer->begin.status && work.is && work.weight && work.share &&
	    work.sum && work.point) {
		work.data = (struct dlp_logistic_data){
			.row = (const void *)trainer->rows.ptr,
			.begin = (const void *)trainer->begin.ptr,
			.is = work.is,
			.weight = work.weight,
			.count = count,
		};
		for (size_t i = 0; i < count; i++)
			work.is[i] = work.value[i].is;
		/* Measuring reorders what is, so that learning comes first. */
		status = balance(&work);
		if (!status)
			status = cross(&work);
		if (!status)
			status = learn(&work, DLP_SECRET_FOLDS);
	}
	status = status ? nomem(err) : measure(&work, &fit, &facts, err);
	if (!status)
		status = write_model(&work, &fit, dlp_buf_span(&facts), out,
				     err);
	trainer->begin.len -= sizeof(end);
	dlp_buf_release(&facts);
	release(&work);
	return status;
}
