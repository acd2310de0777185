#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/io.h"
#include "extract/extract.h"
#include "extract/reading.h"
#include "extract/sandbox.h"
#include "suite.h"
#include "takeaway.h"
#include "zipmake.h"

/* Readers as a hostile document would have them; each is a process. */

static void say(const char *s)
{
	struct dlp_error err;

	if (dlp_io_write(STDOUT_FILENO, s, strlen(s), &err))
		_exit(9);
}

#define TEXT(n, at, t)                                      \
	"{\"type\":\"text\",\"doc\":" #n ",\"offset\":" #at \
	",\"line\":1,\"text\":\"" t "\"}\n"
#define END(n, s, b)                                                          \
	"{\"type\":\"end\",\"doc\":" #n ",\"status\":\"" s "\",\"bytes\":" #b \
	"}\n"
#define RAW(n, name)                                              \
	"{\"type\":\"document\",\"doc\":" #n ",\"member\":[" name \
	"],\"format\":\"raw\"}\n"

static int read_well(const struct dlp_task *task)
{
	(void)task;
	say(TEXT(1, 0, "ab") END(1, "whole", 2));
	return 0;
}

static int read_crash(const struct dlp_task *task)
{
	(void)task;
	signal(SIGSEGV, SIG_DFL);
	say(TEXT(1, 0, "ab"));
	raise(SIGSEGV);
	return 0;
}

static int read_killed(const struct dlp_task *task)
{
	(void)task;
	raise(SIGKILL);
	return 0;
}

static int read_nothing(const struct dlp_task *task)
{
	(void)task;
	return 0;
}

static int read_failing(const struct dlp_task *task)
{
	(void)task;
	return 3;
}

static int read_forever(const struct dlp_task *task)
{
	say(TEXT(1, 0, "ab"));
	while (task)
		pause();
	return 0;
}

static int read_processor(const struct dlp_task *task)
{
	(void)task;
	raise(SIGXCPU);
	return 0;
}

static int read_silently(const struct dlp_task *task)
{
	close(STDOUT_FILENO);
	while (task)
		pause();
	return 0;
}

static int read_garbage(const struct dlp_task *task)
{
	say("\x1b[2J not a record\n");
	while (task)
		pause();
	return 0;
}

static int read_half_a_line(const struct dlp_task *task)
{
	(void)task;
	say(TEXT(1, 0, "ab") "{\"type\":\"te");
	return 0;
}

static int read_long_line(const struct dlp_task *task)
{
	char block[1025];

	memset(block, 'x', 1024);
	block[1024] = '\0';
	while (task)
		say(block);
	return 0;
}

static int read_endless(const struct dlp_task *task)
{
	char text[4096 + 1], line[5000];

	memset(text, 'x', 4096);
	text[4096] = '\0';
	for (unsigned at = 0; at + 4096 > at; at += 4096) {
		snprintf(line, sizeof(line),
			 "{\"type\":\"text\",\"doc\":1,\"offset\":%u,"
			 "\"line\":1,\"text\":\"%s\"}\n",
			 at, text);
		say(line);
	}
	return task->size == 0;
}

/* Every descriptor but the three would be a way out. */
static int read_descriptors(const struct dlp_task *task)
{
	(void)task;
	for (int fd = 3; fd < 256; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			return 1;
	if (!DLP_SANITIZED && isatty(STDERR_FILENO))
		return 1;
	return read_well(task);
}

static int read_hand_over(const struct dlp_task *task)
{
	(void)task;
	say(RAW(2, "\"m\"") TEXT(2, 0, "plain") END(2, "whole", 5)
		    END(1, "whole", 0));
	return 0;
}

/* A zip that holds itself. */
static int read_itself(const struct dlp_task *task)
{
	(void)task;
	say(RAW(2, "\"m\"") TEXT(2, 0, "PK\\u0003\\u0004\\u0000")
		    END(2, "whole", 5) END(1, "whole", 0));
	return 0;
}

/* A PDF, handed over. */
static int read_pdf(const struct dlp_task *task)
{
	(void)task;
	say(RAW(2, "\"m\"") TEXT(2, 0, "%PDF-1.4") END(2, "whole", 8)
		    END(1, "whole", 0));
	return 0;
}

struct told {
	struct dlp_buf all; /* in short */
	unsigned documents, ends;
	enum dlp_code code;
	bool failed;
	unsigned fatal_after;
};

static enum dlp_status take(void *arg, const struct dlp_record *record)
{
	struct told *told = arg;

	dlp_buf_addf(&told->all, "%u:%s", (unsigned)record->where.doc,
		     dlp_record_type_name(record->type));
	switch (record->type) {
	case DLP_RECORD_DOCUMENT:
		told->documents++;
		break;
	case DLP_RECORD_TEXT_PIECE:
		if (record->text.text.len < 64)
			dlp_buf_addf(&told->all, "=%.*s",
				     (int)record->text.text.len,
				     record->text.text.ptr);
		break;
	case DLP_RECORD_ERROR:
		told->failed = true;
		told->code = record->error.code;
		dlp_buf_addf(&told->all, "=%s",
			     dlp_code_name(record->error.code));
		break;
	case DLP_RECORD_END:
		told->ends++;
		dlp_buf_addf(&told->all, "=%d", (int)record->end.status);
		break;
	default:
		ck_abort();
	}
	dlp_buf_addc(&told->all, ' ');
	return told->fatal_after && !--told->fatal_after ? DLP_FATAL : DLP_OK;
}

static struct dlp_extract *new_run(struct told *told, dlp_task_fn *reader,
				   const char *pdf, unsigned jobs,
				   bool no_sandbox)
{
	struct dlp_extract_opts opts = {
		.chunk = DLP_RECORD_TEXT,
		.jobs = jobs,
		.limits = { .entry = 1 << 20,
			    .total = 1 << 20,
			    .ratio = DLP_LIMIT_RATIO,
			    .entries = DLP_LIMIT_ENTRIES,
			    .depth = DLP_MEMBER_DEPTH,
			    .memory = DLP_SANDBOX_MEMORY,
			    .seconds = 1 },
		.no_sandbox = no_sandbox,
		.reader = reader,
		.pdf = pdf,
		.fn = take,
		.arg = told,
	};
	struct dlp_extract *run = dlp_extract_new(&opts);

	ck_assert_ptr_nonnull(run);
	return run;
}

static void add(struct dlp_extract *run, const char *head, size_t len,
		enum dlp_status want)
{
	struct stat st;
	int fd = dlp_io_open_spool();

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, head, len), (ssize_t)len);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_int_eq(dlp_extract_add(run, fd, "name", &st), want);
}

static const char zip[] = "PK\3\4\0\0\0";

static const struct {
	const char *what;
	dlp_task_fn *reader;
	const char *told; /* all of it; or NULL, and */
	enum dlp_code code;
} reader_case[] = {
	{ "well", read_well, "1:document 1:text=ab 1:end=0 ", 0 },
	{ "crash", read_crash, "1:document 1:text=ab 1:error=crash 1:end=1 ",
	  0 },
	{ "killed", read_killed, "1:document 1:error=crash 1:end=2 ", 0 },
	{ "nothing", read_nothing, "1:document 1:error=crash 1:end=2 ", 0 },
	{ "failing", read_failing, "1:document 1:error=crash 1:end=2 ", 0 },
	{ "forever", read_forever,
	  "1:document 1:text=ab 1:error=timeout 1:end=1 ", 0 },
	{ "processor", read_processor, "1:document 1:error=timeout 1:end=2 ",
	  0 },
	{ "silently", read_silently, "1:document 1:error=crash 1:end=2 ", 0 },
	{ "garbage", read_garbage, "1:document 1:error=bad-record 1:end=2 ",
	  0 },
	{ "half", read_half_a_line,
	  "1:document 1:text=ab 1:error=crash 1:end=1 ", 0 },
	{ "long", read_long_line, "1:document 1:error=bad-record 1:end=2 ", 0 },
	{ "endless", read_endless, NULL, DLP_CODE_TOO_LARGE },
	{ "descriptors", read_descriptors, "1:document 1:text=ab 1:end=0 ", 0 },
	{ "hand over", read_hand_over,
	  "1:document 2:document 2:text=plain 2:end=0 1:end=0 ", 0 },
	{ "itself", read_itself, NULL, DLP_CODE_BAD_RECORD },
	{ "pdf", read_pdf,
	  "1:document 2:document 2:error=converter 2:end=2 1:end=0 ", 0 },
};

START_TEST(readers)
{
	struct told told = { .documents = 0 };
	struct dlp_extract *run;

	run = new_run(&told, reader_case[_i].reader, NULL, 1, false);
	add(run, zip, sizeof(zip), DLP_OK);
	/* And what comes next is read. */
	add(run, "next", 4, DLP_OK);
	ck_assert_int_eq(dlp_extract_finish(run), DLP_OK);
	ck_assert_uint_eq(told.documents, told.ends);
	ck_assert_uint_eq(dlp_extract_documents(run), told.documents);
	dlp_buf_addc(&told.all, '\0');
	if (reader_case[_i].told) {
		ck_assert_msg(!strncmp(told.all.ptr, reader_case[_i].told,
				       strlen(reader_case[_i].told)),
			      "%s: %s", reader_case[_i].what, told.all.ptr);
	} else {
		ck_assert(told.failed);
		ck_assert_str_eq(dlp_code_name(told.code),
				 dlp_code_name(reader_case[_i].code));
	}
	ck_assert_ptr_nonnull(strstr(told.all.ptr, ":text=next "));
	dlp_extract_free(run);
	dlp_buf_release(&told.all);
}
END_TEST

/* Which of the documents it is, shows in its size. */
static int read_by_size(const struct dlp_task *task)
{
	char line[256];

	/* The later ones are done first, and hold more than a pipe does. */
	for (volatile unsigned long i = task->size * 100000; i < 2000000;)
		i++;
	for (unsigned i = 0; i < 20000; i++) {
		snprintf(line, sizeof(line),
			 "{\"type\":\"text\",\"doc\":1,\"offset\":%u,"
			 "\"line\":1,\"text\":\"%08u\"}\n",
			 8 * i, (unsigned)task->size);
		say(line);
	}
	say(END(1, "whole", 160000));
	return 0;
}

START_TEST(order)
{
	static const unsigned jobs[] = { 1, 2, 8, 64 };
	struct dlp_buf first;

	dlp_buf_init(&first, 0);
	for (unsigned j = 0; j < 4; j++) {
		struct told told = { .documents = 0 };
		struct dlp_extract *run;

		run = new_run(&told, read_by_size, NULL, jobs[j], false);
		for (unsigned i = 0; i < 12; i++) {
			char file[32] = "PK\3\4";

			add(run, file, 8 + i, DLP_OK);
			add(run, "plain", 5, DLP_OK);
		}
		ck_assert_int_eq(dlp_extract_finish(run), DLP_OK);
		ck_assert_uint_eq(told.documents, 24);
		ck_assert(!told.failed);
		if (!j)
			dlp_buf_addspan(&first, dlp_buf_span(&told.all));
		ck_assert(dlp_span_eq(dlp_buf_span(&first),
				      dlp_buf_span(&told.all)));
		dlp_extract_free(run);
		dlp_buf_release(&told.all);
	}
	dlp_buf_release(&first);
}
END_TEST

/* A receiver that wants no more is asked no more; all processes are gone. */
START_TEST(fatal)
{
	struct told told = { .fatal_after = (unsigned)_i };
	struct dlp_extract *run =
		new_run(&told, read_hand_over, NULL, 4, false);
	unsigned before;

	for (unsigned i = 0; i < 3; i++)
		add(run, zip, sizeof(zip), DLP_OK);
	ck_assert_int_eq(dlp_extract_finish(run), DLP_FATAL);
	before = told.documents;
	dlp_extract_free(run);
	ck_assert_uint_eq(told.documents, before);
	dlp_buf_release(&told.all);
}
END_TEST

/* dlp-pdf stood in for by a script. */
static const struct {
	const char *script, *told;
} pdf_case[] = {
	{ "printf '%s\\n' '{\"type\":\"text\",\"doc\":1,\"offset\":0,"
	  "\"line\":1,\"text\":\"page\",\"at\":{\"page\":1}}' "
	  "'{\"type\":\"end\",\"doc\":1,\"status\":\"whole\",\"bytes\":4}'",
	  "1:document 1:text=page 1:end=0 " },
	{ "exit 2", "1:document 1:error=crash 1:end=2 " },
	{ "kill -9 $$", "1:document 1:error=crash 1:end=2 " },
	{ "echo nonsense; exit 2", "1:document 1:error=bad-record 1:end=2 " },
	{ "while :; do :; done", "1:document 1:error=timeout 1:end=2 " },
	/* Its time of the clock is longer than that of the processor. */
	{ "sleep 2; echo '{\"type\":\"end\",\"doc\":1,\"status\":\"none\","
	  "\"bytes\":0}'",
	  "1:document 1:end=2 " },
	/* It has the file, and numbers for its limits. */
	{ "read -r head; test \"$head\" = %PDF-1.4 && test \"$*\" = "
	  "'--chunk 32768 --max-text 1048576 --memory 536870912 --cpu 1' && "
	  "echo '{\"type\":\"end\",\"doc\":1,\"status\":\"none\",\"bytes\":0}'",
	  "1:document 1:end=2 " },
};

START_TEST(pdf)
{
	struct told told = { .documents = 0 };
	char path[] = "/tmp/check-extract-XXXXXX";
	struct dlp_extract *run;
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_gt(dprintf(fd, "#!/bin/sh\n%s\n", pdf_case[_i].script),
			 0);
	ck_assert_int_eq(fchmod(fd, 0700), 0);
	close(fd);
	run = new_run(&told, NULL, path, 1, false);
	add(run, "%PDF-1.4\n", 9, DLP_OK);
	dlp_buf_addc(&told.all, '\0');
	ck_assert_str_eq(told.all.ptr, pdf_case[_i].told);
	unlink(path);
	dlp_extract_free(run);
	dlp_buf_release(&told.all);
}
END_TEST

START_TEST(no_pdf)
{
	struct told told = { .documents = 0 };
	struct dlp_extract *run =
		new_run(&told, NULL, "/nonexistent", 1, false);

	add(run, "%PDF-1.4\n", 9, DLP_OK);
	dlp_buf_addc(&told.all, '\0');
	ck_assert_str_eq(told.all.ptr, "1:document 1:error=crash 1:end=2 ");
	dlp_extract_free(run);
	dlp_buf_release(&told.all);
}
END_TEST

/*
 * The real reader in the real sandbox; and where the kernel has none, nothing
 * is read unless that was asked for.
 */
static const struct {
	unsigned missing; /* call; 0 for none */
	bool no_sandbox;
	const char *told;
} sandbox_case[] = {
	{ 0, false, "1:document 2:document 2:text=inside 2:end=0 1:end=0 " },
	{ SYS_landlock_create_ruleset, false,
	  "1:document 1:error=sandbox 1:end=2 " },
	{ SYS_seccomp, false, "1:document 1:error=sandbox 1:end=2 " },
	{ SYS_landlock_create_ruleset, true,
	  "1:document 2:document 2:text=inside 2:end=0 1:end=0 " },
	{ SYS_seccomp, true,
	  "1:document 2:document 2:text=inside 2:end=0 1:end=0 " },
};

START_TEST(sandbox)
{
	struct told told = { .documents = 0 };
	struct zipmake zip_made = { .entries = 0 };
	struct dlp_extract *run;

	if (sandbox_case[_i].missing)
		ck_assert(take_away(sandbox_case[_i].missing));
	zipmake_add(&zip_made, DLP_SPAN("a.txt"), DLP_SPAN("inside"), true);
	zipmake_end(&zip_made);
	run = new_run(&told, dlp_reading_run, NULL, 1,
		      sandbox_case[_i].no_sandbox);
	add(run, zip_made.out.ptr, zip_made.out.len, DLP_OK);
	dlp_buf_addc(&told.all, '\0');
	ck_assert_str_eq(told.all.ptr, sandbox_case[_i].told);
	zipmake_release(&zip_made);
	dlp_extract_free(run);
	dlp_buf_release(&told.all);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("extract");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, readers, 0, CASES(reader_case));
	tcase_add_test(tc, order);
	tcase_add_loop_test(tc, fatal, 1, 8);
	tcase_add_loop_test(tc, pdf, 0, CASES(pdf_case));
	tcase_add_test(tc, no_pdf);
	tcase_add_loop_test(tc, sandbox, 0, CASES(sandbox_case));
	return suite_run("extract", tc);
}
