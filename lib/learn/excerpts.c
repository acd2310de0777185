#include "learn/excerpts.h"

#include <stdlib.h>
#include <string.h>

enum dlp_status dlp_excerpts_begin(struct dlp_excerpts_draft *draft,
				   struct dlp_span name)
{
	memset(&draft->winnow, 0, sizeof(draft->winnow));
	draft->owner = (uint32_t)DLP_BUCKETS_BAR;
	if (!name.len)
		return DLP_OK;
	if (name.len > DLP_EXCERPTS_NAME || memchr(name.ptr, 0, name.len) ||
	    draft->documents >= DLP_EXCERPTS_DOCUMENTS)
		return DLP_SKIP;
	dlp_buf_addspan(&draft->names, name);
	if (dlp_buf_addc(&draft->names, 0))
		return DLP_FATAL;
	draft->owner = draft->documents++;
	return DLP_OK;
}

static enum dlp_status keep(struct dlp_excerpts_draft *draft,
			    const struct dlp_print *print, size_t count)
{
	enum dlp_status status = DLP_OK;

	for (size_t i = 0; i < count && !status; i++)
		status = dlp_buckets_add(&draft->prints, print[i].hash,
					 draft->owner);
	return status;
}

enum dlp_status dlp_excerpts_text(struct dlp_excerpts_draft *draft,
				  struct dlp_span text)
{
	struct dlp_print print[DLP_WINNOW_PRINTS];
	enum dlp_status status = DLP_OK;

	while (text.len && !status) {
		struct dlp_span piece = { text.ptr,
					  text.len < DLP_WINNOW_PIECE
						  ? text.len
						  : DLP_WINNOW_PIECE };
		size_t n = dlp_winnow_add(&draft->winnow, piece, print);

		status = keep(draft, print, n);
		text.ptr += piece.len, text.len -= piece.len;
	}
	return status;
}

enum dlp_status dlp_excerpts_end(struct dlp_excerpts_draft *draft)
{
	struct dlp_print print[DLP_WINNOW_PRINTS];
	size_t n = dlp_winnow_end(&draft->winnow, print);

	memset(&draft->winnow, 0, sizeof(draft->winnow));
	return keep(draft, print, n);
}

/* By print its owner; by document where its name begins, and its prints. */
static void lay_out(const struct dlp_excerpts_draft *draft, uint32_t *owner,
		    uint32_t *name, uint32_t *total)
{
	const char *names = draft->names.ptr;
	size_t at = 0;

	for (size_t i = 0; i < draft->prints.count; i++) {
		owner[i] = draft->prints.entry[i].owner;
		total[owner[i]]++;
	}
	for (uint32_t i = 0; i < draft->documents; i++) {
		name[i] = (uint32_t)at;
		at += strlen(names + at) + 1;
	}
}

enum dlp_status dlp_excerpts_write(struct dlp_excerpts_draft *draft,
				   struct dlp_span facts, struct dlp_buf *out)
{
	struct dlp_model_draft model = { .kind = DLP_MODEL_EXCERPTS,
					 .features = DLP_EXCERPTS_FEATURES };
	enum dlp_status status;
	uint32_t *owner, *name, *total;
	unsigned bits;
	uint64_t *sieve;
	struct dlp_buf all;

	dlp_buckets_settle(&draft->prints, DLP_EXCERPTS_OWNERS);
	bits = draft->prints.bits + DLP_EXCERPTS_SIEVE;
	sieve = calloc(dlp_sieve_words(bits), sizeof(*sieve));
	status = dlp_buckets_lay_out(&draft->prints, &draft->sections, &model);
	owner = calloc(draft->prints.count + 1, sizeof(*owner));
	name = calloc(draft->documents + 1, sizeof(*name));
	total = calloc(draft->documents + 1, sizeof(*total));
	dlp_buf_init(&all, 0);
	if (!status && owner && name && total && sieve) {
		lay_out(draft, owner, name, total);
		for (size_t i = 0; i < draft->prints.count; i++)
			dlp_sieve_put(sieve, bits,
				      dlp_buckets_hash(&draft->prints, i));
		dlp_buf_addf(&all,
			     "documents: %u\nprints: %zu\n"
			     "left out, in the background: %ju\n"
			     "left out, in many documents: %ju\n",
			     draft->documents, draft->prints.count,
			     (uintmax_t)draft->prints.barred,
			     (uintmax_t)draft->prints.shared);
		dlp_buf_addspan(&all, facts);
		dlp_model_add(&model, "facts", dlp_buf_span(&all));
		dlp_model_add(&model, "owner",
			      DLP_SECTION(owner, draft->prints.count));
		dlp_model_add(&model, "names", dlp_buf_span(&draft->names));
		dlp_model_add(&model, "name",
			      DLP_SECTION(name, draft->documents));
		dlp_model_add(&model, "total",
			      DLP_SECTION(total, draft->documents));
		dlp_model_add(&model, "sieve",
			      DLP_SECTION(sieve, dlp_sieve_words(bits)));
		status = all.status ? all.status : dlp_model_write(&model, out);
	} else {
		status = DLP_FATAL;
	}
	free(sieve);
	free(owner);
	free(name);
	free(total);
	dlp_buf_release(&all);
	return status;
}

void dlp_excerpts_draft_release(struct dlp_excerpts_draft *draft)
{
	dlp_buckets_release(&draft->prints, &draft->sections);
	dlp_buf_release(&draft->names);
	memset(draft, 0, sizeof(*draft));
}

enum dlp_status dlp_excerpts_use(struct dlp_excerpts *excerpts,
				 const struct dlp_model *model,
				 struct dlp_error *err)
{
	size_t owners, names, totals;
	bool whole;

	*excerpts = (struct dlp_excerpts){ .names = dlp_model_section(
						   model, "names") };
	excerpts->owner =
		dlp_model_array(model, "owner", sizeof(uint32_t), &owners);
	excerpts->name =
		dlp_model_array(model, "name", sizeof(uint32_t), &names);
	excerpts->total =
		dlp_model_array(model, "total", sizeof(uint32_t), &totals);
	excerpts->documents = names;
	whole = dlp_buckets_use(&excerpts->prints, model) &&
		dlp_sieve_use(&excerpts->sieve, model,
			      excerpts->prints.bits + DLP_EXCERPTS_SIEVE) &&
		owners == excerpts->prints.count && names == totals;
	for (size_t i = 0; whole && i < owners; i++)
		whole = excerpts->owner[i] < names;
	for (size_t i = 0; whole && i < names; i++)
		whole = excerpts->name[i] < excerpts->names.len;
	if (whole && names)
		whole = !excerpts->names.ptr[excerpts->names.len - 1];
	if (!whole)
		return dlp_error_set(err, DLP_SKIP, 0, "a damaged model");
	return DLP_OK;
}

size_t dlp_excerpts_find(const struct dlp_excerpts *excerpts, uint64_t hash,
			 const uint32_t **owner)
{
	size_t first, n;

	if (!dlp_sieve_may(&excerpts->sieve, hash))
		return 0;
	n = dlp_buckets_find(&excerpts->prints, hash, &first);
	*owner = n ? excerpts->owner + first : NULL;
	return n < DLP_EXCERPTS_OWNERS ? n : DLP_EXCERPTS_OWNERS;
}

struct dlp_span dlp_excerpts_name(const struct dlp_excerpts *excerpts,
				  uint32_t document)
{
	const char *name = excerpts->names.ptr + excerpts->name[document];

	return (struct dlp_span){ name, strlen(name) };
}

uint32_t dlp_excerpts_total(const struct dlp_excerpts *excerpts,
			    uint32_t document)
{
	return excerpts->total[document];
}
