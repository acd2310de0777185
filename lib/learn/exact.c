#include "learn/exact.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A bucket holds 8 to 16 cells, as one line of cache does of `rest`. */
enum { BUCKET_BITS = 3, LEAST_BITS = 4, MOST_BITS = 26 };

/* `count` items of an array as the bytes of a section. */
#define SPAN_OF(array, count) \
	((struct dlp_span){ (const char *)(array), (count) * sizeof(*(array)) })

enum dlp_status dlp_exact_add(struct dlp_exact_draft *draft, uint32_t row,
			      struct dlp_span value)
{
	unsigned char letter[DLP_CELL_LETTERS];
	size_t count = dlp_cell_letters(value, letter);

	if (!count) {
		draft->odd++;
		return DLP_SKIP;
	}
	if (draft->cells == draft->cap) {
		size_t cap = draft->cap ? 2 * draft->cap : 1024;
		void *p = realloc(draft->cell, cap * sizeof(*draft->cell));

		if (!p)
			return DLP_FATAL;
		draft->cell = p;
		draft->cap = cap;
	}
	draft->cell[draft->cells++] = (struct dlp_exact_cell){
		dlp_cell_hash(&draft->key, letter, count), row
	};
	draft->lengths[count / 64] |= UINT64_C(1) << count % 64;
	return DLP_OK;
}

static int compare(const void *a, const void *b)
{
	const struct dlp_exact_cell *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static unsigned bits_for(size_t cells)
{
	unsigned bits = LEAST_BITS;

	while (bits < MOST_BITS && cells >> (bits + BUCKET_BITS + 1))
		bits++;
	return bits;
}

/* What is kept of a hash: the bits that choose a bucket, and 32 more. */
static uint64_t kept(uint64_t hash, unsigned bits)
{
	return hash >> (32 - bits);
}

/* Cut to what is kept, sorted, each once, without those in too many rows. */
static void settle(struct dlp_exact_draft *draft, unsigned bits)
{
	struct dlp_exact_cell *cell = draft->cell;
	size_t n = 0, end;

	for (size_t i = 0; i < draft->cells; i++)
		cell[i].hash = kept(cell[i].hash, bits);
	if (draft->cells)
		qsort(cell, draft->cells, sizeof(*cell), compare);
	for (size_t i = 0; i < draft->cells; i = end) {
		struct dlp_exact_cell one = cell[i];
		size_t start = n;

		for (end = i; end < draft->cells && cell[end].hash == one.hash;
		     end++)
			if (n == start || cell[n - 1].row != cell[end].row)
				cell[n++] = cell[end];
		if (n - start > DLP_EXACT_SHARED) {
			draft->shared += n - start;
			n = start;
		}
	}
	draft->cells = n;
}

/* The three arrays of an index, of cells that are settled. */
static void lay_out(const struct dlp_exact_draft *draft, unsigned bits,
		    uint32_t *bucket, uint32_t *rest, unsigned char *row)
{
	size_t next = 0;

	for (size_t i = 0; i < draft->cells; i++) {
		const struct dlp_exact_cell *cell = &draft->cell[i];
		size_t at = (size_t)(cell->hash >> 32);

		while (next <= at)
			bucket[next++] = (uint32_t)i;
		rest[i] = (uint32_t)cell->hash;
		row[3 * i] = (unsigned char)cell->row;
		row[3 * i + 1] = (unsigned char)(cell->row >> 8);
		row[3 * i + 2] = (unsigned char)(cell->row >> 16);
	}
	while (next <= (size_t)1 << bits)
		bucket[next++] = (uint32_t)draft->cells;
}

enum dlp_status dlp_exact_write(struct dlp_exact_draft *draft,
				struct dlp_span facts, struct dlp_buf *out)
{
	struct dlp_model_draft model = { .kind = DLP_MODEL_EXACT,
					 .features = DLP_EXACT_FEATURES };
	unsigned bits = bits_for(draft->cells);
	size_t buckets = ((size_t)1 << bits) + 1;
	enum dlp_status status = DLP_FATAL;
	uint32_t *bucket, *rest;
	unsigned char *row;
	struct dlp_buf all;

	settle(draft, bits);
	dlp_buf_init(&all, 0);
	bucket = malloc(buckets * sizeof(*bucket));
	rest = malloc((draft->cells + 1) * sizeof(*rest));
	row = malloc(3 * draft->cells + 1);
	if (bucket && rest && row) {
		lay_out(draft, bits, bucket, rest, row);
		dlp_buf_addf(&all,
			     "cells: %zu\nleft out, odd: %ju\n"
			     "left out, in many rows: %ju\n",
			     draft->cells, (uintmax_t)draft->odd,
			     (uintmax_t)draft->shared);
		dlp_buf_addspan(&all, facts);
		dlp_model_add(&model, "facts", dlp_buf_span(&all));
		dlp_model_add(&model, "check", SPAN_OF(&draft->check, 1));
		dlp_model_add(&model, "lengths", SPAN_OF(draft->lengths, 2));
		dlp_model_add(&model, "bucket", SPAN_OF(bucket, buckets));
		dlp_model_add(&model, "rest", SPAN_OF(rest, draft->cells));
		dlp_model_add(&model, "row", SPAN_OF(row, 3 * draft->cells));
		status = all.status ? all.status : dlp_model_write(&model, out);
	}
	free(bucket);
	free(rest);
	free(row);
	dlp_buf_release(&all);
	return status;
}

void dlp_exact_draft_release(struct dlp_exact_draft *draft)
{
	free(draft->cell);
	*draft = (struct dlp_exact_draft){ .key = { 0, 0 } };
}

/* Whether buckets go up and end with the last cell. */
static bool buckets_fit(const uint32_t *bucket, size_t count, size_t cells)
{
	for (size_t i = 1; i < count; i++)
		if (bucket[i] < bucket[i - 1])
			return false;
	return bucket[0] == 0 && bucket[count - 1] == cells;
}

enum dlp_status dlp_exact_use(struct dlp_exact *exact,
			      const struct dlp_model *model,
			      struct dlp_span key, struct dlp_error *err)
{
	size_t checks, lengths, buckets, rest, rows;
	const uint64_t *check, *length;

	check = dlp_model_array(model, "check", sizeof(*check), &checks);
	length = dlp_model_array(model, "lengths", sizeof(*length), &lengths);
	*exact = (struct dlp_exact){
		.key = dlp_cell_key(key),
		.bucket = dlp_model_array(model, "bucket", sizeof(uint32_t),
					  &buckets),
		.rest = dlp_model_array(model, "rest", sizeof(uint32_t), &rest),
		.row = dlp_model_array(model, "row", 1, &rows),
		.cells = rest,
	};
	while (exact->bits < MOST_BITS && (size_t)1 << exact->bits < buckets)
		exact->bits++;
	exact->bits -= exact->bits > 0;
	if (checks != 1 || lengths != 2 || exact->bits < LEAST_BITS ||
	    buckets != ((size_t)1 << exact->bits) + 1 || rows != 3 * rest ||
	    !buckets_fit(exact->bucket, buckets, rest))
		return dlp_error_set(err, DLP_SKIP, 0, "a damaged model");
	memcpy(exact->lengths, length, sizeof(exact->lengths));
	if (*check != dlp_cell_key_check(key))
		return dlp_error_set(err, DLP_SKIP, 0,
				     "learned with another key");
	return DLP_OK;
}

size_t dlp_exact_find(const struct dlp_exact *exact, uint64_t hash,
		      size_t *first)
{
	uint64_t at = kept(hash, exact->bits);
	size_t i = exact->bucket[at >> 32], end = exact->bucket[(at >> 32) + 1];
	uint32_t rest = (uint32_t)at;
	size_t count = 0;

	while (i < end && exact->rest[i] < rest)
		i++;
	*first = i;
	while (i + count < end && exact->rest[i + count] == rest &&
	       count < DLP_EXACT_SHARED)
		count++;
	return count;
}
