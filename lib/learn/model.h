#ifndef DLP_MODEL_H
#define DLP_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"

/*
 * A file of what was learned: the weights of a detector, or an index of
 * documents or cells.  One form for all of them, made to be mapped and used
 * where it lies.
 *
 * A header of 56 bytes, a table of sections, then the sections, each from a
 * multiple of 64 bytes on, with zeros between.  The header: 8 bytes that
 * neither text nor its conversions have; then numbers of 32 bits, which are
 * the byte order, the version of this form, the kind, the version of its
 * features and how many sections there are; 4 bytes of zero; how many bytes the
 * file has, in 64 bits; 16 bytes of digest (digest.h) of all that follows.
 * A row of the table: a name of up to 8 bytes, padded with NUL; where the
 * section begins and how long it is, in 64 bits each.
 *
 * Numbers are in the order of the machine that wrote them; another one refuses
 * the file.  What the detector measured of itself is in the section "facts",
 * as lines of "name: value" for people and programs.
 *
 * Same sections, same bytes.
 */

enum dlp_model_kind {
	DLP_MODEL_SECRET = 1, /* scorer of generic secrets */
	DLP_MODEL_NAMES,      /* persons, addresses, places, organizations */
	DLP_MODEL_CLASS,      /* a class of documents */
	DLP_MODEL_EXCERPTS,   /* passages of documents */
	DLP_MODEL_EXACT,      /* cells of a table */
	DLP_MODEL_BACKGROUND, /* documents to tell a class from */
	DLP_MODEL_KINDS,
};

enum {
	DLP_MODEL_SECTIONS = 32, /* of one file */
	DLP_MODEL_NAME = 8,
	DLP_MODEL_ALIGN = 64,
};

/* An open one; zero-initialise it. */
struct dlp_model {
	enum dlp_model_kind kind;
	uint32_t features; /* version of how its features are computed */
	struct dlp_span bytes;
	/* The rest is the module's. */
	bool mapped;
};

/* The name of a kind, as in messages and in dlp-learn(1). */
const char *dlp_model_kind_name(enum dlp_model_kind kind);

/*
 * Use a model at `bytes`, which are aligned to DLP_MODEL_ALIGN and stay with
 * their owner.  All is checked: form, bounds, digest.  DLP_SKIP when it is
 * none, of another `kind` (0: any) or of other features than `features` (0:
 * any).
 */
DLP_MUST_CHECK enum dlp_status dlp_model_use(struct dlp_model *model,
					     struct dlp_span bytes,
					     enum dlp_model_kind kind,
					     uint32_t features,
					     struct dlp_error *err);

/*
 * The same with a regular file, mapped until dlp_model_close().  A file that is
 * cut while it is mapped ends the process (SIGBUS): replace it by rename(2).
 * err->msg does not name it.
 */
DLP_MUST_CHECK enum dlp_status dlp_model_open(struct dlp_model *model,
					      const char *path,
					      enum dlp_model_kind kind,
					      uint32_t features,
					      struct dlp_error *err);
/* Whether an open one is of the version `features`, as above. */
DLP_MUST_CHECK enum dlp_status dlp_model_match(const struct dlp_model *model,
					       uint32_t features,
					       struct dlp_error *err);
void dlp_model_close(struct dlp_model *model);

/* A section, aligned to DLP_MODEL_ALIGN; empty where there is none. */
struct dlp_span dlp_model_section(const struct dlp_model *model,
				  const char *name);

/* The same as `*count` items of `size` bytes; NULL, and none, when it has not
 * a whole number of them. */
const void *dlp_model_array(const struct dlp_model *model, const char *name,
			    size_t size, size_t *count);

/* What "facts" says of `name`; empty when it does not. */
struct dlp_span dlp_model_fact(const struct dlp_model *model, const char *name);

/* What is to be written; set `kind` and `features`, the rest zero. */
struct dlp_model_draft {
	enum dlp_model_kind kind;
	uint32_t features;
	struct dlp_model_part {
		char name[DLP_MODEL_NAME];
		struct dlp_span data;
	} part[DLP_MODEL_SECTIONS];
	size_t parts;
};

/* `data` is borrowed until the draft is written; `name` has 1 to 8 bytes, and
 * there are at most DLP_MODEL_SECTIONS. */
void dlp_model_add(struct dlp_model_draft *draft, const char *name,
		   struct dlp_span data);
/* The bytes of the file, behind what `out` has, which is nothing or aligned. */
DLP_MUST_CHECK enum dlp_status
dlp_model_write(const struct dlp_model_draft *draft, struct dlp_buf *out);

#endif
