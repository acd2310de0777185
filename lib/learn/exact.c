#include "learn/exact.h"

#include <stdlib.h>
#include <string.h>

static bool add_sum(struct dlp_exact_draft *draft, const unsigned char *letter,
		    size_t count)
{
	uint64_t sum = 0;

	if (draft->sums == draft->cap) {
		size_t cap = draft->cap ? 2 * draft->cap : 1024;
		uint32_t *grown = realloc(draft->sum, cap * sizeof(*grown));

		if (!grown)
			return false;
		draft->sum = grown;
		draft->cap = cap;
	}
	for (size_t i = 0; i < count; i++)
		sum = dlp_cell_roll(&draft->key, sum, letter[i]);
	draft->sum[draft->sums++] = (uint32_t)(sum >> 32);
	return true;
}

enum dlp_status dlp_exact_add(struct dlp_exact_draft *draft, uint32_t row,
			      struct dlp_span value)
{
	unsigned char letter[DLP_CELL_LETTERS];
	size_t count = dlp_cell_letters(value, letter), digits = 0;
	uint64_t *lengths;

	if (!count) {
		draft->odd++;
		return DLP_SKIP;
	}
	if (!add_sum(draft, letter, count))
		return DLP_FATAL;
	for (size_t i = 0; i < count; i++)
		digits += dlp_cell_is_digit(letter[i]);
	lengths = draft->lengths[dlp_cell_kind(count, digits)];
	lengths[count / 64] |= UINT64_C(1) << count % 64;
	return dlp_buckets_add(&draft->cells,
			       dlp_cell_hash(&draft->key, letter, count), row);
}

enum dlp_status dlp_exact_write(struct dlp_exact_draft *draft,
				struct dlp_span facts, struct dlp_buf *out)
{
	struct dlp_model_draft model = { .kind = DLP_MODEL_EXACT,
					 .features = DLP_EXACT_FEATURES };
	struct dlp_bucket_draft *cells = &draft->cells;
	enum dlp_status status;
	unsigned char *row;
	unsigned bits;
	uint64_t *sieve;
	struct dlp_buf all;

	dlp_buckets_settle(cells, DLP_EXACT_SHARED);
	status = dlp_buckets_lay_out(cells, &draft->sections, &model);
	row = malloc(3 * cells->count + 1);
	bits = cells->bits + DLP_EXACT_SIEVE;
	sieve = calloc(dlp_sieve_words(bits), sizeof(*sieve));
	if (status || !row || !sieve) {
		free(sieve);
		free(row);
		return DLP_FATAL;
	}
	for (size_t i = 0; i < draft->sums; i++)
		dlp_sieve_put(sieve, bits, (uint64_t)draft->sum[i] << 32);
	for (size_t i = 0; i < cells->count; i++) {
		row[3 * i] = (unsigned char)cells->entry[i].owner;
		row[3 * i + 1] = (unsigned char)(cells->entry[i].owner >> 8);
		row[3 * i + 2] = (unsigned char)(cells->entry[i].owner >> 16);
	}
	dlp_buf_init(&all, 0);
	dlp_buf_addf(&all,
		     "cells: %zu\nleft out, odd: %ju\n"
		     "left out, in many rows: %ju\n",
		     cells->count, (uintmax_t)draft->odd,
		     (uintmax_t)cells->shared);
	dlp_buf_addspan(&all, facts);
	dlp_model_add(&model, "facts", dlp_buf_span(&all));
	dlp_model_add(&model, "check", DLP_SECTION(&draft->check, 1));
	dlp_model_add(&model, "lengths",
		      DLP_SECTION(draft->lengths, DLP_CELL_KINDS));
	dlp_model_add(&model, "row", DLP_SECTION(row, 3 * cells->count));
	dlp_model_add(&model, "sieve",
		      DLP_SECTION(sieve, dlp_sieve_words(bits)));
	status = all.status ? all.status : dlp_model_write(&model, out);
	free(sieve);
	free(row);
	dlp_buf_release(&all);
	return status;
}

void dlp_exact_draft_release(struct dlp_exact_draft *draft)
{
	dlp_buckets_release(&draft->cells, &draft->sections);
	free(draft->sum);
	*draft = (struct dlp_exact_draft){ .odd = 0 };
}

enum dlp_status dlp_exact_use(struct dlp_exact *exact,
			      const struct dlp_model *model,
			      struct dlp_span key, struct dlp_error *err)
{
	size_t checks, lengths, rows;
	const uint64_t *check, *length;

	check = dlp_model_array(model, "check", sizeof(*check), &checks);
	length = dlp_model_array(model, "lengths", sizeof(*length), &lengths);
	*exact = (struct dlp_exact){ .key = dlp_cell_key(key) };
	exact->row = dlp_model_array(model, "row", 1, &rows);
	if (!dlp_buckets_use(&exact->cells, model) ||
	    !dlp_sieve_use(&exact->sieve, model,
			   exact->cells.bits + DLP_EXACT_SIEVE) ||
	    checks != 1 || lengths != 2 * DLP_CELL_KINDS ||
	    rows != 3 * exact->cells.count)
		return dlp_error_set(err, DLP_SKIP, 0, "a damaged model");
	memcpy(exact->lengths, length, sizeof(exact->lengths));
	if (*check != dlp_cell_key_check(key))
		return dlp_error_set(err, DLP_SKIP, 0,
				     "learned with another key");
	return DLP_OK;
}
