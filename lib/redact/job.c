#include "redact/job.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "redact/place.h"
#include "redact/proof.h"

/* A document on its way from `source` to `place`. */
struct work {
	const struct dlp_redact_job *job;
	struct dlp_buf path, below; /* path: terminated */
	struct dlp_redact_place place;
	int source;
	struct stat st;
	enum dlp_code code; /* why it was refused */
	struct dlp_error *err;
};

static enum dlp_status refuse(struct work *work, enum dlp_code code,
			      const char *message)
{
	work->code = code;
	return dlp_error_set(work->err, DLP_SKIP, 0, "%s", message);
}

/* A call failed, and err is set. */
static enum dlp_status fail(struct work *work, enum dlp_status status)
{
	switch (work->err->sys) {
	case EACCES:
	case EPERM:
	case EROFS:
	case EEXIST:
	case ELOOP:
	case ENOTDIR:
		work->code = DLP_CODE_DENIED;
		break;
	default:
		work->code = DLP_CODE_IO;
	}
	return status;
}

static enum dlp_status fail_sys(struct work *work, const char *message)
{
	dlp_error_set(work->err, DLP_SKIP, errno, "%s", message);
	return fail(work, DLP_SKIP);
}

static bool ends_in(struct dlp_span path, const char *suffix)
{
	const size_t len = strlen(suffix);

	return path.len > len &&
	       !strncasecmp(path.ptr + path.len - len, suffix, len);
}

/* JSON by its first byte, CSV by its name; NULL, with errno, unread. */
static const struct dlp_syntax *find_syntax(struct dlp_span path, int fd)
{
	static const char space[] = { ' ', '\t', '\r', '\n' };
	char head[4096];
	ssize_t n, i = 0;

	n = pread(fd, head, sizeof(head), 0);
	if (n < 0)
		return NULL;
	if (n >= 3 && !memcmp(head, "\xef\xbb\xbf", 3))
		i = 3;
	while (i < n && memchr(space, head[i], sizeof(space)))
		i++;
	if (i < n && (head[i] == '{' || head[i] == '['))
		return &dlp_syntax_json;
	if (ends_in(path, ".csv") || ends_in(path, ".tsv"))
		return &dlp_syntax_csv;
	return &dlp_syntax_text;
}

static enum dlp_status open_source(struct work *work)
{
	const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	const struct dlp_redact_job *job = work->job;
	const bool in_place = !job->opts->output;
	const char *root = job->opts->root;
	struct dlp_span base = { root, root ? strlen(root) : 0 };
	struct dlp_error *err = work->err;

	if (dlp_redact_place_below(base, job->where.path, &work->below, err)) {
		work->code = DLP_CODE_DENIED;
		return DLP_SKIP;
	}
	if (in_place) {
		if (dlp_redact_place_open(&work->place, job->folder,
					  dlp_buf_span(&work->below), false,
					  err))
			return fail(work, DLP_SKIP);
		work->source = openat(work->place.dir, work->place.name,
				      flags | O_NOFOLLOW);
	} else {
		/* Terminated: it has no NUL, as dlp_redact_place_below() saw.
		 */
		dlp_buf_addspan(&work->path, job->where.path);
		dlp_buf_addc(&work->path, '\0');
		if (work->path.status)
			return dlp_error_set(err, DLP_FATAL, 0,
					     "out of memory");
		work->source = open(work->path.ptr, flags);
	}
	if (work->source < 0)
		return fail_sys(work, "cannot open");
	if (fstat(work->source, &work->st))
		return fail_sys(work, "cannot open");
	if (!S_ISREG(work->st.st_mode))
		return refuse(work, DLP_CODE_UNSUPPORTED, "not a regular file");
	if (in_place && work->st.st_nlink != 1)
		return refuse(work, DLP_CODE_DENIED,
			      "the file has other names");
	return DLP_OK;
}

/* In place it is known already; else the name must be free. */
static enum dlp_status open_place(struct work *work)
{
	const struct dlp_redact_job *job = work->job;
	struct dlp_error *err = work->err;
	struct stat st;

	if (!job->opts->output)
		goto create;
	if (dlp_redact_place_open(&work->place, job->folder,
				  dlp_buf_span(&work->below), true, err))
		return fail(work, DLP_SKIP);
	if (!job->opts->force && !fstatat(work->place.dir, work->place.name,
					  &st, AT_SYMLINK_NOFOLLOW))
		return refuse(work, DLP_CODE_DENIED,
			      "the output exists already");
create:
	if (dlp_redact_place_create(&work->place, err))
		return fail(work, DLP_SKIP);
	return DLP_OK;
}

static enum dlp_status write_copy(struct work *work)
{
	const struct dlp_redact_job *job = work->job;
	struct dlp_copy *copy = job->copy;
	const struct dlp_syntax *syntax = &dlp_syntax_text;
	struct dlp_span digest;
	enum dlp_status status;

	if (copy->covers)
		syntax = find_syntax(job->where.path, work->source);
	if (!syntax)
		return fail_sys(work, "cannot read");
	status = dlp_copy_write(copy, syntax, job->opts->operators,
				work->source, work->place.fd,
				job->opts->max_findings, work->err);
	if (status)
		return fail(work, status);
	digest = (struct dlp_span){ copy->digest_in, DLP_DIGEST_SIZE };
	if (!dlp_span_eq(digest, job->digest))
		return refuse(work, DLP_CODE_CHANGED,
			      "not the bytes that were scanned");
	return DLP_OK;
}

static enum dlp_status prove(struct work *work)
{
	const struct dlp_redact_job *job = work->job;
	const struct dlp_copy *copy = job->copy;
	const struct dlp_proof proof = { .engine = job->opts->engine,
					 .learned = job->opts->learned,
					 .cover = copy->cover,
					 .covers = copy->covers,
					 .ids = &copy->ids,
					 .edit = copy->edit,
					 .edits = copy->edits,
					 .source = work->source,
					 .output = work->place.fd };
	enum dlp_status status;

	if (!copy->covers)
		return DLP_OK;
	status = dlp_proof_run(&proof, &job->where, work->err);
	work->code = DLP_CODE_CORRUPT;
	return status;
}

/* Whether the name still means the file that was read. */
static bool is_same_file(const struct work *work)
{
	struct stat now;

	return !fstatat(work->place.dir, work->place.name, &now,
			AT_SYMLINK_NOFOLLOW) &&
	       now.st_dev == work->st.st_dev && now.st_ino == work->st.st_ino &&
	       now.st_size == work->st.st_size &&
	       now.st_mtim.tv_sec == work->st.st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == work->st.st_mtim.tv_nsec;
}

static enum dlp_status commit(struct work *work)
{
	const struct dlp_cleaner_opts *opts = work->job->opts;
	struct dlp_error *err = work->err;
	const bool in_place = !opts->output;

	if (in_place &&
	    fchown(work->place.fd, work->st.st_uid, work->st.st_gid))
		return fail_sys(work, "cannot keep the owner");
	if (fchmod(work->place.fd,
		   work->st.st_mode & (mode_t)(in_place ? 07777 : 0777)))
		return fail_sys(work, "cannot keep the mode");
	if (in_place && !is_same_file(work))
		return refuse(work, DLP_CODE_CHANGED,
			      "changed while it was read");
	if (in_place && opts->backup &&
	    dlp_redact_place_backup(&work->place, opts->backup, err))
		return fail(work, DLP_SKIP);
	if (!dlp_redact_place_commit(&work->place, in_place || opts->force,
				     err))
		return DLP_OK;
	if (in_place && opts->backup)
		dlp_redact_place_unback(&work->place, opts->backup);
	return fail(work, DLP_SKIP);
}

/* The name of the output as people write it. */
static enum dlp_status tell_redaction(struct work *work)
{
	const struct dlp_cleaner_opts *opts = work->job->opts;
	const struct dlp_copy *copy = work->job->copy;
	struct dlp_record record = { .type = DLP_RECORD_REDACTION,
				     .where = work->job->where };
	struct dlp_count *count = NULL;
	enum dlp_status status = DLP_FATAL;
	struct dlp_buf output = { 0 };

	if (copy->ids.len)
		count = calloc(copy->ids.len, sizeof(*count));
	for (size_t i = 0; count && i < copy->ids.len; i++) {
		const struct dlp_id *e = dlp_ids_at(&copy->ids, i);

		count[i] = (struct dlp_count){ { e->rule, strlen(e->rule) },
					       e->count };
	}
	dlp_buf_addf(&output, "%s/", opts->output ? opts->output : opts->root);
	dlp_buf_addspan(&output, dlp_buf_span(&work->below));
	record.redaction = (struct dlp_redaction){
		.output = dlp_buf_span(&output),
		.counts = count,
		.n_counts = copy->ids.len,
		.digest_in = { copy->digest_in, DLP_DIGEST_SIZE },
		.digest_out = { copy->digest_out, DLP_DIGEST_SIZE },
		.proof = true,
	};
	if (!output.status && (count || !copy->ids.len))
		status = opts->tell(opts->arg, &record);
	dlp_buf_release(&output);
	free(count);
	return status;
}

static enum dlp_status run(struct work *work)
{
	const struct dlp_redact_job *job = work->job;
	enum dlp_status status = open_source(work);

	if (status)
		return status;
	if (job->has_size && job->size != (uint64_t)work->st.st_size)
		return refuse(work, DLP_CODE_CHANGED,
			      "not the bytes that were scanned");
	if (job->found &&
	    (!job->plain || job->bytes != (uint64_t)work->st.st_size))
		return refuse(work, DLP_CODE_UNSUPPORTED,
			      "a file of this format can't be rewritten yet");
	status = open_place(work);
	if (!status)
		status = write_copy(work);
	if (!status)
		status = prove(work);
	if (!status)
		status = commit(work);
	if (status)
		return status;
	if (tell_redaction(work))
		return dlp_error_set(work->err, DLP_FATAL, 0,
				     "cannot tell a redaction");
	return DLP_OK;
}

enum dlp_status dlp_redact_job_run(const struct dlp_redact_job *job,
				   enum dlp_code *code, struct dlp_error *err)
{
	struct work work = { .job = job,
			     .place = { .dir = -1, .fd = -1 },
			     .source = -1,
			     .code = DLP_CODE_IO,
			     .err = err };
	enum dlp_status status = run(&work);

	dlp_redact_place_close(&work.place);
	if (work.source >= 0)
		close(work.source);
	dlp_buf_release(&work.path);
	dlp_buf_release(&work.below);
	*code = work.code;
	return status;
}
