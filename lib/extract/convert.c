/* The parent-death signal is Linux's own. */
#define _DEFAULT_SOURCE
#include "extract/convert.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"
#include "base/json.h"
#include "extract/confine.h"
#include "extract/litter.h"
#include "extract/text.h"

enum {
	PATH_SIZE = 4096,
	/* What the program ends with when it was not started. */
	NO_SANDBOX = 125,
	NO_PROGRAM = 126,
};

struct convert {
	const struct dlp_task *task;
	const struct dlp_converter *converter;
	char folder[PATH_SIZE];
	pid_t pid; /* of the program, and its group */
	int fd;    /* our end of its output */
	int64_t until;
	uint64_t bytes;
	struct dlp_source source;
	struct dlp_teller teller;
	bool told; /* what went wrong */
};

static int64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static enum dlp_status tell(void *arg, const struct dlp_record *record)
{
	struct dlp_error err;
	struct dlp_buf line;
	enum dlp_status status;

	(void)arg;
	dlp_buf_init(&line, 0);
	dlp_record_write(&line, record);
	status = line.status;
	if (!status)
		status = dlp_io_write(STDOUT_FILENO, line.ptr, line.len, &err);
	dlp_buf_release(&line);
	return status ? DLP_FATAL : DLP_OK;
}

static void fail(struct convert *c, enum dlp_code code, const char *message)
{
	if (!c->told)
		dlp_teller_error(&c->teller, code, message);
	c->told = true;
}

/* In the process of the program; does not return. */
static void run(const struct convert *c, int out)
{
	char home[PATH_SIZE + 8], tmp[PATH_SIZE + 8];
	char path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C.UTF-8";
	char *const env[] = { path, locale, home, tmp, NULL };
	const struct dlp_sandbox_limits limits = { c->task->limits.memory,
						   c->task->limits.seconds };
	char *const *argv = c->converter->argv;
	struct dlp_error err;
	enum dlp_status status;

	snprintf(home, sizeof(home), "HOME=%s", c->folder);
	snprintf(tmp, sizeof(tmp), "TMPDIR=%s", c->folder);
	if (setpgid(0, 0) || dup2(out, STDOUT_FILENO) < 0)
		_exit(NO_PROGRAM);
	close(out);
	close(c->fd);
	status = dlp_confine_enter(&limits, argv[0], c->folder, &err);
	if (status == DLP_FATAL || (status && !c->task->no_sandbox))
		_exit(NO_SANDBOX);
	/* To be somebody else has undone it. */
	if (chdir(c->folder) || prctl(PR_SET_PDEATHSIG, SIGKILL))
		_exit(NO_PROGRAM);
	execve(argv[0], argv, env);
	_exit(NO_PROGRAM);
}

static bool make_folder(struct convert *c)
{
	const char *dir = getenv("TMPDIR");
	int n = snprintf(c->folder, sizeof(c->folder), "%s/dlp-XXXXXX",
			 dir && *dir == '/' ? dir : "/tmp");

	if (n > 0 && (size_t)n < sizeof(c->folder) && mkdtemp(c->folder))
		return true;
	c->folder[0] = '\0';
	return false;
}

static bool start(struct convert *c)
{
	int fds[2];

	if (!make_folder(c) || pipe(fds)) {
		fail(c, DLP_CODE_IO, "cannot make a temporary folder");
		return false;
	}
	c->fd = fds[0];
	c->pid = fork();
	if (!c->pid)
		run(c, fds[1]);
	close(fds[1]);
	if (c->pid < 0) {
		fail(c, DLP_CODE_IO, "cannot start a process");
		return false;
	}
	/* It does the same: whoever comes first. */
	setpgid(c->pid, c->pid);
	return true;
}

/* What it says, as a source's bytes. */
static ssize_t read_output(void *arg, char *buf, size_t len,
			   struct dlp_error *err)
{
	struct convert *c = arg;
	struct pollfd in = { c->fd, POLLIN, 0 };
	int64_t left = c->until - now();
	ssize_t n;

	if (left <= 0 || !poll(&in, 1, (int)left)) {
		c->source.code = DLP_CODE_TIMEOUT;
		dlp_error_set(err, DLP_SKIP, 0, "the converter took too long");
	} else if (c->bytes > c->task->limits.total) {
		c->source.code = DLP_CODE_TOO_LARGE;
		dlp_error_set(err, DLP_SKIP, 0, "too much text");
	} else {
		n = dlp_io_read(c->fd, buf, len);
		if (n >= 0) {
			c->bytes += (uint64_t)n;
			return n;
		}
		dlp_error_set(err, DLP_SKIP, errno, "cannot read");
	}
	c->told = true;
	return -1;
}

static void take_record(struct convert *c, const struct dlp_record *record)
{
	const struct dlp_fault *error = &record->error;
	struct dlp_error err = { 0 };

	if (record->type == DLP_RECORD_TEXT_PIECE) {
		dlp_teller_at(&c->teller, record->text.at);
		dlp_teller_text(&c->teller, record->text.text);
	} else if (record->type == DLP_RECORD_ERROR) {
		dlp_error_set(&err, DLP_SKIP, 0, "%.*s",
			      (int)(error->message.len < sizeof(err.msg)
					    ? error->message.len
					    : sizeof(err.msg) - 1),
			      error->message.ptr ? error->message.ptr : "");
		dlp_teller_error_sys(&c->teller, error->code, &err);
	}
}

/* Lines that are records; what they say of the document is ours to say. */
static void take_records(struct convert *c)
{
	struct dlp_error err = { 0 };
	struct dlp_arena arena = { 0 };
	struct dlp_span bytes = { "", 0 };
	size_t want = 1;

	dlp_arena_init(&arena, (size_t)DLP_RECORD_MAX * 24);
	while (!c->teller.status) {
		struct dlp_record record;
		const char *end;

		if (dlp_source_peek(&c->source, want, &bytes, &err)) {
			dlp_teller_error_sys(&c->teller, c->source.code, &err);
			break;
		}
		if (!bytes.len)
			break;
		end = memchr(bytes.ptr, '\n', bytes.len);
		if (!end && bytes.len >= want && want <= DLP_RECORD_MAX) {
			want = bytes.len + 1;
			continue;
		}
		dlp_arena_reset(&arena);
		if (end)
			bytes.len = (size_t)(end - bytes.ptr);
		if (dlp_record_parse(bytes, &arena, &record, &err)) {
			fail(c, DLP_CODE_BAD_RECORD,
			     "the converter wrote what is no record");
			break;
		}
		take_record(c, &record);
		dlp_source_take(&c->source, bytes.len + (end != NULL));
		want = 1;
	}
	dlp_arena_release(&arena);
}

/* Whatever it has started ends with it. */
static void stop(struct convert *c)
{
	const struct timespec ms = { 0, 1000000 };
	int status = 0;
	pid_t got = 0;

	/* Its output has ended; it may take its time to do so itself. */
	while (!c->told && now() < c->until) {
		got = waitpid(c->pid, &status, WNOHANG);
		if (got)
			break;
		nanosleep(&ms, NULL);
	}
	kill(-c->pid, SIGKILL);
	while (!got || (got < 0 && errno == EINTR))
		got = waitpid(c->pid, &status, 0);
	if (c->told)
		return;
	if (now() >= c->until)
		fail(c, DLP_CODE_TIMEOUT, "the converter took too long");
	else if (WIFSIGNALED(status))
		fail(c,
		     WTERMSIG(status) == SIGXCPU ? DLP_CODE_TIMEOUT
						 : DLP_CODE_CONVERTER,
		     WTERMSIG(status) == SIGXCPU ? "the converter took too long"
						 : "the converter was killed");
	else if (WEXITSTATUS(status) == NO_SANDBOX)
		fail(c, DLP_CODE_SANDBOX, "the converter can't be confined");
	else if (WEXITSTATUS(status) == NO_PROGRAM)
		fail(c, DLP_CODE_CONVERTER, "the converter can't be run");
	else if (WEXITSTATUS(status))
		fail(c, DLP_CODE_CONVERTER, "the converter failed");
}

static void take_output(struct convert *c, const struct dlp_document *document)
{
	if (dlp_source_init(&c->source, read_output, c)) {
		fail(c, DLP_CODE_TOO_LARGE, "out of memory");
	} else if (c->converter->records) {
		dlp_teller_begin(&c->teller, document);
		take_records(c);
	} else {
		dlp_text_read(&c->source, c->task->charsets, document,
			      &c->teller);
	}
	dlp_source_release(&c->source);
}

int dlp_convert_run(const struct dlp_task *task,
		    const struct dlp_converter *converter)
{
	const struct dlp_format_info *info = dlp_format_info(task->format);
	const struct dlp_where where = { .doc = 1 };
	struct dlp_document document = {
		.format = { info->name, strlen(info->name) },
		.media_type = { info->media_type, strlen(info->media_type) },
	};
	struct convert c = { .task = task, .converter = converter, .fd = -1 };
	struct dlp_buf metadata;

	c.until = now() + (int64_t)task->limits.seconds * 1000 * DLP_TASK_CLOCK;
	dlp_buf_init(&metadata, 0);
	dlp_json_open(&metadata, '{');
	dlp_json_add_text(
		&metadata, "converter",
		(struct dlp_span){ converter->name, strlen(converter->name) });
	dlp_json_close(&metadata, '}');
	document.metadata = dlp_buf_span(&metadata);
	dlp_teller_init(&c.teller, tell, NULL, task->chunk, &where);
	if (start(&c)) {
		take_output(&c, &document);
		stop(&c);
	}
	if (c.folder[0])
		dlp_litter_remove(c.folder);
	dlp_teller_end(&c.teller, NULL);
	dlp_teller_release(&c.teller);
	dlp_buf_release(&metadata);
	return 0;
}
