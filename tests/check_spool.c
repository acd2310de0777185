#include "sink.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "sink/notify.h"
#include "suite.h"

enum { T0 = 1000000 };

static const char *const to[] = { "x@y.z", "u@v.w" };

/* A sendmail that writes down what it gets and ends as it is told. */
static void fake_sendmail(const char *ending)
{
	FILE *f = fopen("sendmail", "w");

	ck_assert_ptr_nonnull(f);
	fprintf(f,
		"#!/bin/sh\n"
		"echo run >>runs\n"
		"for a; do echo \"$a\"; done >argv\n"
		"cat >mail\n"
		"echo noise\n"
		"%s\n",
		ending);
	fclose(f);
	ck_assert_int_eq(chmod("sendmail", 0700), 0);
}

static const struct dlp_sendmail how = { "./sendmail", 60, "a@b.c", to, 2 };

/* Lines in a file; 0 where there is none. */
static int lines(const char *name)
{
	FILE *f = fopen(name, "r");
	int c, n = 0;

	while (f && (c = getc(f)) != EOF)
		n += c == '\n';
	if (f)
		fclose(f);
	return n;
}

/* Files in a folder of the spool. */
static int files(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int n = 0;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)))
		n += entry->d_name[0] != '.';
	closedir(dir);
	return n;
}

static struct dlp_spool *open_spool(struct dlp_store *store)
{
	struct dlp_error err = { 0 };
	struct dlp_spool *spool;

	ck_assert_msg(dlp_spool_open("sp", store, &spool, &err) == DLP_OK, "%s",
		      err.msg);
	return spool;
}

static enum dlp_notify_result tell(struct dlp_store *store,
				   struct dlp_spool *spool, int64_t now)
{
	const struct dlp_notify notify = {
		.store = store,
		.spool = spool,
		.incident = { DLP_SEVERITY_LOW, 1, 100, true },
		.envelope = how,
		.host = "h",
		.database = "t.db",
	};
	struct dlp_notified told;
	struct dlp_error err = { 0 };

	ck_assert_msg(dlp_notify_tell(&notify, now, &told, &err) == DLP_OK,
		      "%s", err.msg);
	return told.result;
}

static uint64_t recover(struct dlp_spool *spool)
{
	struct dlp_error err = { 0 };
	uint64_t lost = 99;

	ck_assert_msg(dlp_spool_recover(spool, &lost, &err) == DLP_OK, "%s",
		      err.msg);
	return lost;
}

START_TEST(delivered_and_gone)
{
	struct dlp_store *store = sink_open("p");
	struct dlp_spool *spool = open_spool(store);
	char argv[256];
	FILE *f;
	size_t n;

	fake_sendmail("exit 0");
	sink_run(store, "/a", "high", "f1", T0);
	ck_assert_int_eq(tell(store, spool, T0), DLP_NOTIFY_SENT);
	ck_assert_int_eq(tell(store, spool, T0), DLP_NOTIFY_NOTHING);
	ck_assert_int_eq(lines("runs"), 1);
	ck_assert_int_gt(lines("mail"), 10);
	ck_assert_int_eq(files("sp/new") + files("sp/tmp"), 0);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM spool"), 0);
	ck_assert_int_eq(sink_ask(store, "SELECT delivered FROM incident"), T0);
	f = fopen("argv", "r");
	n = fread(argv, 1, sizeof(argv) - 1, f);
	argv[n] = '\0';
	fclose(f);
	ck_assert_str_eq(argv, "-oi\n-f\na@b.c\n--\nx@y.z\nu@v.w\n");
	dlp_spool_close(spool);
	dlp_store_close(store);
}
END_TEST

/* How sendmail ends, and what becomes of the mail. */
static const struct {
	const char *ending;
	enum dlp_spool_result want;
} ending_case[] = {
	{ "exit 75", DLP_SPOOL_KEPT }, { "exit 69", DLP_SPOOL_KEPT },
	{ "exit 1", DLP_SPOOL_KEPT },  { "exit 127", DLP_SPOOL_KEPT },
	{ "exit 78", DLP_SPOOL_KEPT }, { "kill -9 $$", DLP_SPOOL_KEPT },
	{ "exit 64", DLP_SPOOL_HELD }, { "exit 65", DLP_SPOOL_HELD },
	{ "exit 67", DLP_SPOOL_HELD }, { "exit 77", DLP_SPOOL_HELD },
};

START_TEST(kept_on_every_failure)
{
	struct dlp_store *store = sink_open("p");
	struct dlp_spool *spool = open_spool(store);
	char name[DLP_SPOOL_NAME] = "", reason[160] = "";
	enum dlp_spool_result result;
	struct dlp_error err;
	struct stat st;
	uint64_t left;

	fake_sendmail(ending_case[_i].ending);
	sink_run(store, "/a", "high", "f1", T0);
	ck_assert_int_eq(tell(store, spool, T0), DLP_NOTIFY_SPOOLED);
	ck_assert_int_eq(files("sp/new"), 1);
	ck_assert_int_eq(stat("sp/new", &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0700);
	ck_assert_int_eq(dlp_spool_count(spool, &left, &err), DLP_OK);
	ck_assert_uint_eq(left, 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM incident WHERE"
					 " delivered IS NULL AND reason <> ''"),
			 1);
	/* Not before its time; a held one never. */
	ck_assert_int_eq(
		dlp_spool_due(spool, T0 + DLP_SPOOL_FIRST - 1, "", name, &err),
		DLP_EOF);
	if (ending_case[_i].want == DLP_SPOOL_HELD) {
		ck_assert_int_eq(
			dlp_spool_due(spool, INT64_MAX, "", name, &err),
			DLP_EOF);
	} else {
		ck_assert_int_eq(dlp_spool_due(spool, T0 + DLP_SPOOL_FIRST, "",
					       name, &err),
				 DLP_OK);
		fake_sendmail("exit 0");
		ck_assert_int_eq(dlp_spool_send(spool, name, &how, T0 + 60,
						&result, reason, sizeof(reason),
						&err),
				 DLP_OK);
		ck_assert_int_eq(result, DLP_SPOOL_SENT);
		ck_assert_int_eq(files("sp/new"), 0);
	}
	dlp_spool_close(spool);
	dlp_store_close(store);
}
END_TEST

START_TEST(a_missing_sendmail_is_a_reason)
{
	struct dlp_store *store = sink_open("p");
	struct dlp_spool *spool = open_spool(store);

	sink_run(store, "/a", "high", "f1", T0);
	ck_assert_int_eq(tell(store, spool, T0), DLP_NOTIFY_SPOOLED);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM spool WHERE"
					 " reason LIKE 'cannot run%'"),
			 1);
	dlp_spool_close(spool);
	dlp_store_close(store);
}
END_TEST

/* The deadline kills all of its group, and is all that is waited for. */
START_TEST(a_hanging_sendmail_is_killed)
{
	struct dlp_sendmail hanging = how;
	char reason[160];
	int fd;

	fake_sendmail("trap '' TERM; while :; do read x </dev/zero; done");
	hanging.timeout = 1;
	fd = open("sendmail", O_RDONLY);
	ck_assert_int_eq(dlp_sendmail_run(&hanging, fd, reason, sizeof(reason)),
			 DLP_SENDMAIL_LATER);
	ck_assert_str_eq(reason, "sendmail was killed after 1 seconds");
	close(fd);
}
END_TEST

static const struct {
	unsigned tries;
	int64_t delay;
} delay_case[] = {
	{ 1, 60 },    { 2, 120 },    { 3, 240 },    { 8, 7680 },
	{ 9, 14400 }, { 10, 14400 }, { 64, 14400 }, { 4000000, 14400 },
};

START_TEST(delays)
{
	ck_assert_int_eq(dlp_spool_delay(delay_case[_i].tries),
			 delay_case[_i].delay);
}
END_TEST

/* By the clock that is given: it backs off, and after five days gives up. */
START_TEST(retries_back_off_and_end)
{
	struct dlp_store *store = sink_open("p");
	struct dlp_spool *spool = open_spool(store);
	char name[DLP_SPOOL_NAME], reason[160];
	enum dlp_spool_result result = DLP_SPOOL_KEPT;
	int64_t now = T0, last = T0, gap = 0;
	struct dlp_error err;
	int tries = 1;

	fake_sendmail("exit 75");
	sink_run(store, "/a", "high", "f1", T0);
	ck_assert_int_eq(tell(store, spool, T0), DLP_NOTIFY_SPOOLED);
	while (result == DLP_SPOOL_KEPT) {
		now = sink_ask(store, "SELECT next_try FROM spool");
		ck_assert_int_ge(now - last, gap);
		gap = now - last;
		last = now;
		ck_assert_int_eq(dlp_spool_due(spool, now, "", name, &err),
				 DLP_OK);
		ck_assert_int_eq(dlp_spool_send(spool, name, &how, now, &result,
						reason, sizeof(reason), &err),
				 DLP_OK);
		tries++;
	}
	ck_assert_int_eq(result, DLP_SPOOL_HELD);
	ck_assert_int_ge(now, T0 + DLP_SPOOL_GIVE_UP);
	ck_assert_int_le(now, T0 + DLP_SPOOL_GIVE_UP + DLP_SPOOL_LONGEST);
	ck_assert_int_eq(lines("runs"), tries);
	ck_assert_int_eq(files("sp/new"), 1);
	dlp_spool_close(spool);
	dlp_store_close(store);
}
END_TEST

/*
 * A crash at each step, made by doing the steps before it; then recovery and
 * the next run.  In the end one mail went out and nothing is left.
 */
START_TEST(crashes)
{
	const struct dlp_incident_opts opts = { DLP_SEVERITY_LOW, 1, 9, true };
	struct dlp_store *store = sink_open("p");
	struct dlp_spool *spool = open_spool(store);
	char name[DLP_SPOOL_NAME], reason[160];
	enum dlp_spool_result result;
	struct dlp_incident incident;
	struct dlp_error err;
	bool full;

	fake_sendmail("exit 0");
	sink_run(store, "/a", "high", "f1", T0);
	ck_assert_int_eq(
		dlp_incident_begin(store, &opts, T0, &incident, &full, &err),
		DLP_OK);
	ck_assert_int_eq(dlp_spool_name(spool, T0, name, &err), DLP_OK);
	ck_assert_int_eq(dlp_spool_put(spool, name, sink_span("mail\n"),
				       incident.id, &how, T0, &err),
			 DLP_OK);
	if (_i == 0) {
		dlp_incident_drop(store); /* the commit never came */
	} else {
		ck_assert_int_eq(dlp_incident_keep(store, &err), DLP_OK);
		if (_i >= 2)
			ck_assert_int_eq(dlp_spool_publish(spool, name, &err),
					 DLP_OK);
	}
	dlp_spool_close(spool);
	dlp_store_close(store);

	store = sink_open("p");
	spool = open_spool(store);
	ck_assert_uint_eq(recover(spool), 0);
	ck_assert_int_eq(files("sp/tmp"), 0);
	ck_assert_int_eq(files("sp/new"), _i == 0 ? 0 : 1);
	sink_run(store, "/a", "high", "f1", T0 + 1);
	ck_assert_int_eq(tell(store, spool, T0 + 1),
			 _i == 0 ? DLP_NOTIFY_SENT : DLP_NOTIFY_NOTHING);
	if (_i > 0) {
		ck_assert_int_eq(dlp_spool_due(spool, T0 + 1, "", name, &err),
				 DLP_OK);
		ck_assert_int_eq(dlp_spool_send(spool, name, &how, T0 + 1,
						&result, reason, sizeof(reason),
						&err),
				 DLP_OK);
		ck_assert_int_eq(result, DLP_SPOOL_SENT);
	}
	ck_assert_int_eq(lines("runs"), 1);
	ck_assert_int_eq(files("sp/new"), 0);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM spool"), 0);
	dlp_spool_close(spool);
	dlp_store_close(store);
}
END_TEST

/* After it was sent and before its file was removed. */
START_TEST(a_sent_mail_is_not_sent_again)
{
	struct dlp_store *store = sink_open("p");
	struct dlp_spool *spool = open_spool(store);
	char path[256];
	FILE *f;

	fake_sendmail("cp mail sent; exit 0");
	sink_run(store, "/a", "high", "f1", T0);
	ck_assert_int_eq(tell(store, spool, T0), DLP_NOTIFY_SENT);
	snprintf(path, sizeof(path), "sp/new/1.2.%s", dlp_store_self(store));
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fclose(f);
	ck_assert_uint_eq(recover(spool), 0);
	ck_assert_int_eq(files("sp/new"), 0);
	ck_assert_int_eq(lines("runs"), 1);
	dlp_spool_close(spool);
	dlp_store_close(store);
}
END_TEST

START_TEST(a_row_without_file_is_told_again)
{
	struct dlp_store *store = sink_open("p");
	struct dlp_spool *spool = open_spool(store);

	fake_sendmail("exit 75");
	sink_run(store, "/a", "high", "f1", T0);
	ck_assert_int_eq(tell(store, spool, T0), DLP_NOTIFY_SPOOLED);
	ck_assert_int_eq(system("rm sp/new/*"), 0);
	ck_assert_uint_eq(recover(spool), 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM spool"), 0);
	fake_sendmail("exit 0");
	ck_assert_int_eq(tell(store, spool, T0 + 1), DLP_NOTIFY_SENT);
	dlp_spool_close(spool);
	dlp_store_close(store);
}
END_TEST

START_TEST(files_of_others_are_left_alone)
{
	struct dlp_store *store = sink_open("p");
	struct dlp_spool *spool = open_spool(store);

	ck_assert_int_eq(system("touch sp/new/note sp/tmp/1.2.0123456789abcdef"
				" sp/new/1.2.0123456789abcdef"),
			 0);
	ck_assert_uint_eq(recover(spool), 0);
	ck_assert_int_eq(files("sp/new"), 2);
	ck_assert_int_eq(files("sp/tmp"), 1);
	dlp_spool_close(spool);
	dlp_store_close(store);
}
END_TEST

START_TEST(a_mail_that_another_process_has_is_not_touched)
{
	struct dlp_store *store = sink_open("p");
	struct dlp_spool *spool = open_spool(store);
	char name[DLP_SPOOL_NAME], path[256], reason[160];
	enum dlp_spool_result result;
	struct dlp_error err;
	int fd;

	fake_sendmail("exit 75");
	sink_run(store, "/a", "high", "f1", T0);
	ck_assert_int_eq(tell(store, spool, T0), DLP_NOTIFY_SPOOLED);
	ck_assert_int_eq(dlp_spool_due(spool, T0 + 60, "", name, &err), DLP_OK);
	snprintf(path, sizeof(path), "sp/new/%s", name);
	fd = open(path, O_RDONLY);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	ck_assert_int_eq(dlp_spool_send(spool, name, &how, T0 + 60, &result,
					reason, sizeof(reason), &err),
			 DLP_OK);
	ck_assert_int_eq(result, DLP_SPOOL_BUSY);
	ck_assert_int_eq(lines("runs"), 1);
	close(fd);
	dlp_spool_close(spool);
	dlp_store_close(store);
}
END_TEST

START_TEST(a_spool_that_others_write_is_refused)
{
	struct dlp_store *store = sink_open("p");
	struct dlp_spool *spool;
	struct dlp_error err;

	ck_assert_int_eq(mkdir("sp", 0700), 0);
	ck_assert_int_eq(chmod("sp", 0777), 0);
	ck_assert_int_eq(dlp_spool_open("sp", store, &spool, &err), DLP_FATAL);
	ck_assert_int_eq(rmdir("sp"), 0);
	ck_assert_int_eq(mkdir("other", 0700), 0);
	ck_assert_int_eq(symlink("other", "sp"), 0);
	ck_assert_int_eq(dlp_spool_open("sp", store, &spool, &err), DLP_FATAL);
	dlp_store_close(store);
}
END_TEST

/* Nothing is marked as told when the mail could not be written. */
START_TEST(a_spool_that_is_full_tells_later)
{
	const struct dlp_notify notify = {
		.incident = { DLP_SEVERITY_LOW, 1, 100, true },
		.envelope = how,
		.host = "h",
		.database = "t.db",
	};
	struct dlp_store *store = sink_open("p");
	struct dlp_spool *spool = open_spool(store);
	struct dlp_notify n = notify;
	struct dlp_notified told;
	struct dlp_error err;

	sink_run(store, "/a", "high", "f1", T0);
	ck_assert_int_eq(system("rmdir sp/tmp"), 0);
	n.store = store;
	n.spool = spool;
	ck_assert_int_eq(dlp_notify_tell(&n, T0, &told, &err), DLP_FATAL);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding WHERE"
					 " incident IS NULL"),
			 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM incident"), 0);
	dlp_spool_close(spool);
	dlp_store_close(store);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("spool");

	tcase_add_checked_fixture(tc, sink_setup, sink_teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, delivered_and_gone);
	tcase_add_loop_test(tc, kept_on_every_failure, 0, CASES(ending_case));
	tcase_add_test(tc, a_missing_sendmail_is_a_reason);
	tcase_add_test(tc, a_hanging_sendmail_is_killed);
	tcase_add_loop_test(tc, delays, 0, CASES(delay_case));
	tcase_add_test(tc, retries_back_off_and_end);
	tcase_add_loop_test(tc, crashes, 0, 3);
	tcase_add_test(tc, a_sent_mail_is_not_sent_again);
	tcase_add_test(tc, a_row_without_file_is_told_again);
	tcase_add_test(tc, files_of_others_are_left_alone);
	tcase_add_test(tc, a_mail_that_another_process_has_is_not_touched);
	tcase_add_test(tc, a_spool_that_others_write_is_refused);
	tcase_add_test(tc, a_spool_that_is_full_tells_later);
	return suite_run("spool", tc);
}
