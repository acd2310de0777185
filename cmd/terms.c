#include "terms.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/folder.h"
#include "base/sha256.h"
#include "cli.h"
#include "learn/shipped.h"

/* With its length, so that what stands beside it can't be taken for it. */
static void add(struct dlp_sha256 *sha, const void *p, size_t len)
{
	const uint64_t bytes = len;

	dlp_sha256_add(sha, &bytes, sizeof(bytes));
	dlp_sha256_add(sha, p, len);
}

static void add_number(struct dlp_sha256 *sha, uint64_t number)
{
	dlp_sha256_add(sha, &number, sizeof(number));
}

/* A file by what the system knows of it; it need not be there. */
static void add_file(struct dlp_sha256 *sha, const char *path)
{
	struct stat st;

	if (!path || stat(path, &st)) {
		add_number(sha, 0);
		return;
	}
	add(sha, path, strlen(path));
	add_number(sha, (uint64_t)st.st_size);
	add_number(sha, (uint64_t)st.st_ino);
	add_number(sha, (uint64_t)st.st_mtim.tv_sec);
	add_number(sha, (uint64_t)st.st_mtim.tv_nsec);
}

static enum dlp_status take_file(void *arg, const char *path,
				 struct dlp_error *err)
{
	(void)err;
	add_file(arg, path);
	return DLP_OK;
}

/* What reads the documents, and what its files say. */
static void add_readers(struct dlp_sha256 *sha, bool config)
{
	static const char *const program[] = { "dlp-scan", "dlp-extract",
					       "dlp-pdf", "dlp-ocr" };
	static const char *const folder[] = { DLP_SYSCONFDIR "/dlp",
					      DLP_SYSCONFDIR "/dlp/extract.d" };
	static const char *const endings[] = { ".conf", NULL };
	struct dlp_error err;

	for (size_t i = 0; i < sizeof(program) / sizeof(*program); i++) {
		char *path = cli_sibling(program[i]);

		add_file(sha, path);
		free(path);
	}
	for (size_t i = 0; config && i < sizeof(folder) / sizeof(*folder); i++)
		/* A folder that is not there has no files. */
		(void)!dlp_folder_each(folder[i], endings, take_file, sha,
				       &err);
}

/* Wherever they are configured, and what they run. */
static void add_converters(struct dlp_sha256 *sha,
			   const struct dlp_converter *list)
{
	for (; list; list = list->next) {
		add(sha, list->name, strlen(list->name));
		add(sha, list->types.ptr, list->types.len);
		add(sha, list->magic.ptr, list->magic.len);
		add_number(sha, list->records);
		for (char *const *word = list->argv; *word; word++)
			add(sha, *word, strlen(*word));
		add_file(sha, list->argv[0]);
	}
}

static void add_scanner(struct dlp_sha256 *sha,
			const struct dlp_scanner_opts *opts)
{
	const unsigned number[] = {
		(unsigned)opts->min_confidence,
		(unsigned)opts->min_severity,
		opts->categories,
		opts->decode_depth,
		opts->decode_work,
		opts->no_decode,
	};

	dlp_sha256_add(sha, number, sizeof(number));
	add(sha, opts->key.ptr, opts->key.len);
	add(sha, opts->root.ptr, opts->root.len);
	add(sha, opts->cwd.ptr, opts->cwd.len);
}

static void add_list(struct dlp_sha256 *sha, struct dlp_list list)
{
	add_number(sha, list.count);
	for (size_t i = 0; i < list.count; i++)
		add(sha, list.item[i].ptr, list.item[i].len);
}

static void add_suppress(struct dlp_sha256 *sha, const struct cli_suppress *s)
{
	const struct dlp_allow *allow;

	add_number(sha, s->opts.inline_allow);
	add_number(sha, s->opts.show);
	add(sha, s->baseline_digest, strlen(s->baseline_digest));
	for (allow = dlp_allowlist_first(s->opts.allow); allow;
	     allow = allow->next) {
		add(sha, allow->label.ptr, allow->label.len);
		add_list(sha, allow->rules);
		add_list(sha, allow->paths);
		add_list(sha, allow->words);
		add_list(sha, allow->fingerprints);
	}
}

/* Of a model the head, which has a digest of all of it. */
static void add_model(struct dlp_sha256 *sha, struct dlp_span bytes)
{
	const size_t head = 64;

	add(sha, bytes.ptr, bytes.len < head ? bytes.len : head);
}

static void add_learned(struct dlp_sha256 *sha,
			const struct cli_learned *learned)
{
	const struct dlp_span names = learned->names.bytes,
			      secret = learned->secret.bytes;

	add_model(sha, learned->excerpts_model.bytes);
	add_model(sha, learned->exact_model.bytes);
	for (size_t i = 0; i < learned->classes; i++)
		add_model(sha, learned->cls_model[i].bytes);
	add_model(sha, names.len ? names : dlp_shipped_names());
	add_model(sha, secret.len ? secret : dlp_shipped_secret());
}

void terms_digest(const struct cli_rules *rules,
		  const struct cli_suppress *suppress,
		  const struct cli_learned *learned, bool raw,
		  const char *languages, const struct dlp_converter *converters,
		  unsigned char out[DLP_JOURNAL_KEY])
{
	unsigned char digest[DLP_SHA256_SIZE];
	char catalog[DLP_DIGEST_SIZE + 1];
	struct dlp_sha256 sha;

	dlp_catalog_digest(rules->catalog, catalog);
	dlp_sha256_init(&sha);
	add(&sha, DLP_VERSION, strlen(DLP_VERSION));
	add(&sha, catalog, strlen(catalog));
	add_number(&sha, raw);
	add(&sha, languages ? languages : "",
	    languages ? strlen(languages) : 0);
	add_scanner(&sha, &rules->scanner);
	add_suppress(&sha, suppress);
	add_learned(&sha, learned);
	add_readers(&sha, !rules->no_config);
	add_converters(&sha, converters);
	dlp_sha256_final(&sha, digest);
	memcpy(out, digest, DLP_JOURNAL_KEY);
}
