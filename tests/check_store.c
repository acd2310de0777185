#include "sink.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "suite.h"

START_TEST(seen_again_is_counted_and_told_once)
{
	const struct dlp_incident_opts opts = { .min_count = 1 };
	struct dlp_store *store = sink_open("p");
	struct dlp_incident incident;
	struct dlp_error err;
	bool full;

	sink_run(store, "/a", "high", "f1", 100);
	ck_assert_int_eq(
		dlp_incident_begin(store, &opts, 101, &incident, &full, &err),
		DLP_OK);
	ck_assert_int_eq(dlp_incident_keep(store, &err), DLP_OK);
	ck_assert_uint_eq(incident.findings, 1);
	ck_assert_uint_eq(incident.severity[DLP_SEVERITY_HIGH], 1);
	dlp_store_close(store);

	store = sink_open("p");
	sink_run(store, "/a", "high", "f1", 200);
	ck_assert_int_eq(
		dlp_incident_begin(store, &opts, 201, &incident, &full, &err),
		DLP_EOF);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding"), 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count FROM finding"), 2);
	ck_assert_int_eq(sink_ask(store, "SELECT first_seen FROM finding"),
			 100);
	ck_assert_int_eq(sink_ask(store, "SELECT last_seen FROM finding"), 200);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM run"), 2);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM stream"), 1);
	ck_assert_int_eq(sink_ask(store, "SELECT min(ended) FROM run"), 100);
	dlp_store_close(store);
}
END_TEST

/* What makes two findings two. */
START_TEST(path_member_policy_and_fingerprint_tell_apart)
{
	struct dlp_store *store = sink_open("p");

	sink_run(store, "/a", "high", "f1", 1);
	sink_run(store, "/b", "high", "f1", 2);
	sink_run(store, "/a", "high", "f2", 3);
	sink_begin(store, 4);
	sink_take(store,
		  "{\"type\":\"document\",\"doc\":1,\"path\":\"/a\","
		  "\"member\":[\"x\",\"y\"]}",
		  4);
	sink_finding(store, "high", "f1", 4);
	sink_end(store, 4);
	sink_begin(store, 4); /* the same part: no document of it has ended */
	sink_take(store,
		  "{\"type\":\"document\",\"doc\":2,\"path\":\"/a\","
		  "\"member\":[\"x!/y\"]}",
		  4);
	sink_take(store,
		  "{\"type\":\"finding\",\"doc\":2,\"offset\":1,\"length\":2,"
		  "\"rule\":\"r\",\"fingerprint\":\"f1\"}",
		  4);
	sink_take(store, "{\"type\":\"end\",\"doc\":2,\"status\":\"whole\"}",
		  4);
	sink_commit(store, 4);
	dlp_store_close(store);
	store = sink_open("q");
	sink_run(store, "/a", "high", "f1", 5);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding"), 6);
	ck_assert_int_eq(sink_ask(store, "SELECT max(count) FROM finding"), 1);
	dlp_store_close(store);
}
END_TEST

START_TEST(a_document_without_end_is_not_stored)
{
	struct dlp_store *store = sink_open("p");

	sink_begin(store, 1);
	sink_document(store, "/whole", 1);
	sink_finding(store, "high", "f1", 1);
	sink_end(store, 1);
	sink_document(store, "/cut", 1);
	sink_finding(store, "high", "f2", 1);
	ck_assert_uint_gt(dlp_store_ready(store), 0);
	sink_commit(store, 1);
	ck_assert_uint_eq(dlp_store_ready(store), 0);
	dlp_store_close(store);

	store = sink_open("p");
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM document"), 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding"), 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM run"
					 " WHERE ended IS NULL"),
			 1);
	dlp_store_close(store);
}
END_TEST

START_TEST(a_member_is_stored_before_its_container_ends)
{
	struct dlp_store *store = sink_open("p");

	sink_begin(store, 1);
	sink_document(store, "/a.zip", 1);
	sink_finding(store, "high", "outer", 1);
	sink_take(store,
		  "{\"type\":\"document\",\"doc\":2,\"path\":\"/a.zip\","
		  "\"member\":[\"b\"]}",
		  1);
	sink_take(store,
		  "{\"type\":\"finding\",\"doc\":2,\"offset\":1,\"length\":2,"
		  "\"rule\":\"r\",\"fingerprint\":\"inner\"}",
		  1);
	sink_take(store,
		  "{\"type\":\"end\",\"doc\":2,\"status\":\"part\","
		  "\"reason\":\"corrupt\"}",
		  1);
	sink_commit(store, 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding WHERE"
					 " fingerprint = 'inner'"),
			 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM document WHERE"
					 " status = 'part' AND"
					 " reason = 'corrupt'"),
			 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding"), 1);
	sink_end(store, 1);
	sink_commit(store, 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding"), 2);
	dlp_store_close(store);
}
END_TEST

/* Neither from a `value` nor in a mask that masks nothing. */
START_TEST(no_raw_value_is_written)
{
	static const char raw[][40] = { "123-45-6789",
					"AKIAIOSFODNN7EXAMPLEKEY" };
	struct dlp_store *store = sink_open("p");
	char line[1024], file[200000];
	size_t n;
	FILE *f;

	sink_begin(store, 1);
	sink_document(store, "/a", 1);
	snprintf(line, sizeof(line),
		 "{\"type\":\"finding\",\"doc\":1,\"offset\":1,\"length\":2,"
		 "\"rule\":\"r\",\"fingerprint\":\"f\",\"match\":\"%s\","
		 "\"excerpt\":\"id %s %s\",\"value\":\"%s\","
		 "\"at\":{\"key\":\"%s\"}}",
		 raw[0], raw[0], raw[1], raw[0], raw[1]);
	sink_take(store, line, 1);
	sink_end(store, 1);
	snprintf(line, sizeof(line),
		 "{\"type\":\"error\",\"code\":\"io\",\"message\":\"%s\"}",
		 raw[1]);
	sink_take(store, line, 1);
	sink_commit(store, 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding"), 1);
	dlp_store_close(store);
	f = fopen("t.db", "r");
	ck_assert_ptr_nonnull(f);
	n = fread(file, 1, sizeof(file), f);
	fclose(f);
	ck_assert_uint_lt(n, sizeof(file));
	ck_assert_uint_gt(n, 4096);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < 2 && i + strlen(raw[k]) <= n; k++)
			ck_assert(memcmp(file + i, raw[k], strlen(raw[k])));
}
END_TEST

START_TEST(an_error_without_a_path_is_news_in_each_run)
{
	static const char line[] =
		"{\"type\":\"error\",\"code\":\"truncated\",\"message\":\"m\"}";
	static const char named[] =
		"{\"type\":\"error\",\"code\":\"io\",\"message\":\"m\","
		"\"path\":\"/a\"}";
	struct dlp_store *store = sink_open("p");

	for (int run = 1; run <= 2; run++) {
		sink_begin(store, run);
		sink_take(store, line, run);
		sink_take(store, named, run);
		sink_take(store, "{\"type\":\"end\",\"documents\":0}", run);
		sink_commit(store, run);
	}
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM error WHERE"
					 " code = 'truncated'"),
			 2);
	ck_assert_int_eq(sink_ask(store, "SELECT count FROM error WHERE"
					 " code = 'io'"),
			 2);
	dlp_store_close(store);
}
END_TEST

START_TEST(an_error_before_any_stream_is_of_this_host)
{
	struct dlp_store *store = sink_open("p");

	sink_take(store,
		  "{\"type\":\"error\",\"code\":\"io\",\"message\":\"m\"}", 1);
	sink_commit(store, 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM error JOIN"
					 " stream s ON s.id = stream"
					 " WHERE host = 'own'"),
			 1);
	dlp_store_close(store);
}
END_TEST

/* Names that are no UTF-8, look alike once mended, or hold anything. */
START_TEST(odd_names_stay_apart)
{
	static const char *const line[] = {
		"{\"type\":\"document\",\"doc\":1,\"path\":\"a\xef\xbf\xbd\","
		"\"path_bytes\":\"Yf8=\"}",
		"{\"type\":\"document\",\"doc\":1,\"path\":\"a\xef\xbf\xbd\","
		"\"path_bytes\":\"Yf4=\"}",
		"{\"type\":\"document\",\"doc\":1,\"path\":\"a\xef\xbf\xbd\"}",
		"{\"type\":\"document\",\"doc\":1,\"path\":\"\"}",
		"{\"type\":\"document\",\"doc\":1,\"path\":\"'; --\\n\"}",
		"{\"type\":\"document\",\"doc\":1,\"path\":\"a\","
		"\"member\":[\"\\u0000\"]}",
		"{\"type\":\"document\",\"doc\":1,\"path\":\"a\","
		"\"member\":[\"\\u0000b\"]}",
	};
	struct dlp_store *store = sink_open("p");

	for (int run = 1; run <= 2; run++) {
		sink_begin(store, run);
		for (size_t i = 0; i < sizeof(line) / sizeof(*line); i++) {
			sink_take(store, line[i], run);
			sink_finding(store, "high", "f", run);
			sink_end(store, run);
		}
		sink_commit(store, run);
	}
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM document"), 7);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding"), 7);
	/* Both runs are one: no document stood between the two streams... */
	ck_assert_int_eq(sink_ask(store, "SELECT min(count) FROM finding"), 2);
	dlp_store_close(store);
}
END_TEST

START_TEST(version_1_is_migrated_and_kept)
{
	struct dlp_store *store;
	struct dlp_error err;
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open("t.db", &db), SQLITE_OK);
	ck_assert_int_eq(dlp_db_exec(db, dlp_db_step_sql(1), &err), DLP_OK);
	ck_assert_int_eq(
		dlp_db_exec(
			db,
			"PRAGMA user_version = 1;"
			"INSERT INTO stream VALUES (1, 'h', 'p', 1, 1);"
			"INSERT INTO run VALUES (1, 1, 't', '', 1, 1, 1, 1, 0);"
			"INSERT INTO document VALUES (1, 1, '/a', x'', '[]',"
			" '', NULL, '', 'whole', '', 1, 1, 1);"
			"INSERT INTO finding VALUES (1, 1, 'f1', 'us.ssn', '',"
			" 'pii', 'high', 'high', '', '', '', '', 1, 1, 1, 1,"
			" '', 1, 1, 1, 1);",
			&err),
		DLP_OK);
	sqlite3_close(db);
	store = sink_open("p");
	ck_assert_int_eq(sink_ask(store, "PRAGMA user_version"),
			 dlp_db_version());
	sink_run(store, "/a", "high", "f1", 2);
	ck_assert_int_eq(sink_ask(store, "SELECT count FROM finding"), 2);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding"
					 " WHERE incident IS NULL"),
			 1);
	dlp_store_close(store);
}
END_TEST

START_TEST(a_later_version_is_refused)
{
	const struct dlp_store_opts opts = { "t.db", "p", "h", 0, 0, 0 };
	struct dlp_error err = { 0 };
	struct dlp_store *store;
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open("t.db", &db), SQLITE_OK);
	ck_assert_int_eq(dlp_db_exec(db, "PRAGMA user_version = 99", &err),
			 DLP_OK);
	sqlite3_close(db);
	ck_assert_int_eq(dlp_store_open(&opts, &store, &err), DLP_FATAL);
	ck_assert_ptr_nonnull(strstr(err.msg, "version 99"));
}
END_TEST

START_TEST(the_file_is_private_and_no_link)
{
	const struct dlp_store_opts opts = { "t.db", "p", "h", 0, 0, 0 };
	static const char *const file[] = { "t.db", "t.db-wal", "t.db-shm" };
	struct dlp_store *store;
	struct dlp_error err;
	struct stat st;

	umask(022);
	store = sink_open("p");
	sink_run(store, "/a", "high", "f1", 1);
	ck_assert(dlp_store_has_wal(store));
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(stat(file[i], &st), 0);
		ck_assert_int_eq(st.st_mode & 0777, 0600);
	}
	dlp_store_close(store);
	ck_assert_int_eq(rename("t.db", "real.db"), 0);
	ck_assert_int_eq(symlink("real.db", "t.db"), 0);
	ck_assert_int_eq(dlp_store_open(&opts, &store, &err), DLP_FATAL);
	ck_assert_int_eq(mkdir("d", 0700), 0);
	ck_assert_int_eq(symlink("d", "link"), 0);
	ck_assert_int_eq(
		dlp_store_open(&(struct dlp_store_opts){ "link/t.db", "p", "h",
							 0, 0, 0 },
			       &store, &err),
		DLP_OK);
	dlp_store_close(store);
}
END_TEST

START_TEST(durable_waits_for_the_disk)
{
	struct dlp_store_opts opts = { "t.db", "p", "h", 0, 0, 0 };
	struct dlp_store *store;
	struct dlp_error err;

	for (int i = 0; i < 2; i++) {
		opts.durable = i;
		ck_assert_int_eq(dlp_store_open(&opts, &store, &err), DLP_OK);
		/* 1 is NORMAL, 2 is FULL. */
		ck_assert_int_eq(sink_ask(store, "PRAGMA synchronous"), i + 1);
		dlp_store_close(store);
	}
}
END_TEST

START_TEST(what_is_no_database_is_refused)
{
	const struct dlp_store_opts opts = { "t.db", "p", "h", 0, 0, 0 };
	struct dlp_store *store;
	struct dlp_error err;
	FILE *f = fopen("t.db", "w");

	for (int i = 0; i < 1000; i++)
		fputs("no database ", f);
	fclose(f);
	ck_assert_int_eq(dlp_store_open(&opts, &store, &err), DLP_FATAL);
	ck_assert_ptr_null(store);
}
END_TEST

static const struct {
	unsigned long type;
	bool fits;
} fs_case[] = {
	{ 0xef53, true },      /* ext4 */
	{ 0x58465342, true },  /* xfs */
	{ 0x01021994, true },  /* tmpfs */
	{ 0x6969, false },     /* nfs */
	{ 0xff534d42, false }, /* cifs */
	{ 0xfe534d42, false }, /* smb2 */
	{ 0xfffffffffe534d42, false },
	{ 0x65735546, false }, /* fuse */
	{ 0x01021997, false }, /* 9p */
};

START_TEST(file_systems_without_wal)
{
	ck_assert_int_eq(dlp_db_wal_fits(fs_case[_i].type), fs_case[_i].fits);
}
END_TEST

START_TEST(a_locked_database_loses_nothing)
{
	struct dlp_store *store = sink_open("p");
	struct dlp_error err;
	sqlite3 *other;

	sink_begin(store, 1);
	sink_document(store, "/a", 1);
	sink_finding(store, "high", "f1", 1);
	sink_end(store, 1);
	ck_assert_int_eq(sqlite3_open("t.db", &other), SQLITE_OK);
	ck_assert_int_eq(dlp_db_exec(other, "BEGIN IMMEDIATE", &err), DLP_OK);
	ck_assert_int_eq(dlp_store_commit(store, 1, &err), DLP_SKIP);
	ck_assert_uint_gt(dlp_store_ready(store), 0);
	ck_assert_int_eq(dlp_db_exec(other, "COMMIT", &err), DLP_OK);
	sink_commit(store, 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding"), 1);
	sqlite3_close(other);
	dlp_store_close(store);
}
END_TEST

/* In a child: `docs` documents of `findings` each, an ack after each commit. */
static _Noreturn void write_many(int docs, int findings, int who, int ack)
{
	const struct dlp_store_opts opts = { "t.db", "p", "h", 0, 0, 30000 };
	struct dlp_store *store;
	struct dlp_error err;
	char text[64];

	if (dlp_store_open(&opts, &store, &err))
		_exit(1);
	sink_begin(store, 1);
	for (int d = 0; d < docs; d++) {
		snprintf(text, sizeof(text), "/%d/%d", who, d);
		sink_document(store, text, 1);
		for (int i = 0; i < findings; i++) {
			snprintf(text, sizeof(text), "f%d", i);
			sink_finding(store, "high", text, 1);
		}
		sink_end(store, 1);
		if (dlp_store_commit(store, 1, &err))
			_exit(1);
		if (ack >= 0 && write(ack, "+", 1) != 1)
			_exit(1);
	}
	dlp_store_close(store);
	_exit(0);
}

START_TEST(writers_at_once_on_a_fresh_file)
{
	struct dlp_store *store;
	pid_t pid[6];

	for (int i = 0; i < 6; i++) {
		pid[i] = fork();
		ck_assert_int_ge(pid[i], 0);
		if (!pid[i])
			write_many(20, 10, i, -1);
	}
	for (int i = 0; i < 6; i++) {
		int status;

		ck_assert_int_eq(waitpid(pid[i], &status, 0), pid[i]);
		ck_assert_int_eq(status, 0);
	}
	store = sink_open("p");
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding"),
			 6 * 20 * 10);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM document"),
			 6 * 20);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM stream"), 1);
	dlp_store_close(store);
}
END_TEST

/* Killed after some acks, at a moment of its own choosing. */
START_TEST(no_acked_row_is_lost)
{
	int64_t acked = 0, rows = 0;
	struct dlp_store *store;

	for (int round = 0; round < 12; round++) {
		int fd[2], status;
		char c[4096];
		ssize_t n;
		pid_t pid;

		ck_assert_int_eq(pipe(fd), 0);
		pid = fork();
		ck_assert_int_ge(pid, 0);
		if (!pid) {
			close(fd[0]);
			write_many(100000, 10, round, fd[1]);
		}
		close(fd[1]);
		for (int i = 0; i <= round * 3; i++)
			ck_assert_int_eq(read(fd[0], c, 1), 1);
		acked += round * 3 + 1;
		kill(pid, SIGKILL);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		while ((n = read(fd[0], c, sizeof(c))) > 0)
			acked += n;
		close(fd[0]);
		store = sink_open("p");
		rows = sink_ask(store, "SELECT count(*) FROM document");
		ck_assert_int_ge(rows, acked);
		ck_assert_int_eq(
			sink_ask(store, "SELECT count(*) FROM finding"),
			rows * 10);
		ck_assert_int_eq(sink_ask(store,
					  "SELECT integrity_check = 'ok' FROM"
					  " pragma_integrity_check"),
				 1);
		dlp_store_close(store);
		/* At most the one that was committed and not yet acked. */
		ck_assert_int_le(rows, acked + 1);
		acked = rows;
	}
}
END_TEST

static const struct {
	const char *severity;
	struct dlp_incident_opts opts;
	enum dlp_status want;
} tell_case[] = {
	{ "low", { DLP_SEVERITY_LOW, 1, 1, false }, DLP_OK },
	{ "low", { DLP_SEVERITY_MEDIUM, 1, 1, false }, DLP_EOF },
	{ "medium", { DLP_SEVERITY_MEDIUM, 1, 1, true }, DLP_OK },
	{ "critical", { DLP_SEVERITY_CRITICAL, 1, 1, true }, DLP_OK },
	{ "high", { DLP_SEVERITY_CRITICAL, 1, 1, true }, DLP_EOF },
	{ "high", { DLP_SEVERITY_LOW, 2, 1, true }, DLP_EOF },
};

START_TEST(thresholds)
{
	struct dlp_store *store = sink_open("p");
	struct dlp_incident incident;
	struct dlp_error err;
	bool full;

	sink_run(store, "/a", tell_case[_i].severity, "f1", 1);
	ck_assert_int_eq(dlp_incident_begin(store, &tell_case[_i].opts, 2,
					    &incident, &full, &err),
			 tell_case[_i].want);
	ck_assert(!full);
	dlp_incident_drop(store);
	dlp_store_close(store);
}
END_TEST

START_TEST(few_findings_wait_for_more)
{
	const struct dlp_incident_opts opts = { DLP_SEVERITY_LOW, 2, 1, false };
	struct dlp_store *store = sink_open("p");
	struct dlp_incident incident;
	struct dlp_error err;
	bool full;

	sink_run(store, "/a", "low", "f1", 1);
	ck_assert_int_eq(
		dlp_incident_begin(store, &opts, 2, &incident, &full, &err),
		DLP_EOF);
	sink_run(store, "/a", "low", "f2", 3);
	ck_assert_int_eq(
		dlp_incident_begin(store, &opts, 4, &incident, &full, &err),
		DLP_OK);
	ck_assert_uint_eq(incident.findings, 2);
	dlp_incident_drop(store);
	dlp_store_close(store);
}
END_TEST

START_TEST(an_hour_has_so_many_mails)
{
	const struct dlp_incident_opts opts = { DLP_SEVERITY_LOW, 1, 2, true };
	static const enum dlp_status want[] = { DLP_OK, DLP_OK, DLP_SKIP };
	struct dlp_store *store = sink_open("p");
	struct dlp_incident incident;
	struct dlp_error err;
	bool full;

	for (int i = 0; i < 3; i++) {
		char path[16];

		snprintf(path, sizeof(path), "/%d", i);
		sink_run(store, path, "low", "f1", 10000 + i);
		ck_assert_int_eq(dlp_incident_begin(store, &opts, 10000 + i,
						    &incident, &full, &err),
				 want[i]);
		ck_assert_int_eq(full, want[i] == DLP_SKIP);
		if (!want[i])
			ck_assert_int_eq(dlp_incident_keep(store, &err),
					 DLP_OK);
	}
	/* What waited is told when the hour is over. */
	ck_assert_int_eq(dlp_incident_begin(store, &opts, 10000 + 3600,
					    &incident, &full, &err),
			 DLP_OK);
	ck_assert_uint_eq(incident.findings, 1);
	dlp_incident_drop(store);
	dlp_store_close(store);
}
END_TEST

START_TEST(suppressed_findings_are_stored_and_not_told)
{
	const struct dlp_incident_opts opts = { .min_count = 1 };
	struct dlp_store *store = sink_open("p");
	struct dlp_incident incident;
	struct dlp_error err;
	bool full;

	sink_begin(store, 1);
	sink_document(store, "/a", 1);
	sink_take(store,
		  "{\"type\":\"finding\",\"doc\":1,\"offset\":1,\"length\":2,"
		  "\"rule\":\"r\",\"fingerprint\":\"f\",\"severity\":\"high\","
		  "\"suppressed\":\"baseline\"}",
		  1);
	sink_end(store, 1);
	sink_commit(store, 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding"), 1);
	ck_assert_int_eq(
		dlp_incident_begin(store, &opts, 2, &incident, &full, &err),
		DLP_EOF);
	dlp_store_close(store);
}
END_TEST

/* A job of another policy, or another host's, is none of ours. */
START_TEST(only_what_this_process_saw_is_told)
{
	const struct dlp_incident_opts opts = { .min_count = 1 };
	struct dlp_store *store = sink_open("p");
	struct dlp_incident incident;
	struct dlp_error err;
	bool full;

	sink_run(store, "/a", "high", "f1", 1);
	dlp_store_close(store);
	store = sink_open("q");
	sink_run(store, "/b", "high", "f1", 1);
	ck_assert_int_eq(
		dlp_incident_begin(store, &opts, 2, &incident, &full, &err),
		DLP_OK);
	ck_assert_uint_eq(incident.findings, 1);
	ck_assert_int_eq(dlp_incident_keep(store, &err), DLP_OK);
	dlp_store_close(store);
	/* A run that was killed before it told: the next one of it does. */
	store = sink_open("p");
	sink_run(store, "/c", "high", "f1", 3);
	ck_assert_int_eq(
		dlp_incident_begin(store, &opts, 4, &incident, &full, &err),
		DLP_OK);
	ck_assert_uint_eq(incident.findings, 2);
	dlp_incident_drop(store);
	dlp_store_close(store);
}
END_TEST

START_TEST(a_report_escapes_and_ends)
{
	const struct dlp_incident_opts opts = { .min_count = 1 };
	struct dlp_store *store = sink_open("p");
	struct dlp_incident incident;
	struct dlp_buf out = { 0 };
	struct dlp_error err;
	bool full;
	char text[64];

	sink_begin(store, 1);
	sink_take(store,
		  "{\"type\":\"document\",\"doc\":1,"
		  "\"path\":\"/x\\u001b[2J\\nSubject: y\","
		  "\"member\":[\"\\u202e\"]}",
		  1);
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "f%d", i);
		sink_finding(store, "high", text, 1);
	}
	sink_end(store, 1);
	sink_take(store,
		  "{\"type\":\"error\",\"code\":\"io\",\"message\":\"a\\nb\"}",
		  1);
	sink_commit(store, 1);
	ck_assert_int_eq(
		dlp_incident_begin(store, &opts, 2, &incident, &full, &err),
		DLP_OK);
	ck_assert_int_eq(
		dlp_incident_report(store, &incident, "/d\nb", &out, &err),
		DLP_OK);
	dlp_incident_drop(store);
	dlp_buf_addc(&out, '\0');
	ck_assert_ptr_null(strchr(out.ptr, '\x1b'));
	ck_assert_ptr_null(strstr(out.ptr, "\nSubject"));
	ck_assert_ptr_nonnull(
		strstr(out.ptr, "h:/x\\x1b[2J\\x0aSubject: y!/\\u{202e}\n"));
	ck_assert_ptr_nonnull(strstr(out.ptr, "io: a\\x0ab\n"));
	ck_assert_ptr_nonnull(strstr(out.ptr, "1000 findings, 1 error"));
	ck_assert_ptr_nonnull(strstr(out.ptr, "\nin /d\\x0ab\n"));
	ck_assert_uint_lt(out.len, 32768);
	dlp_buf_release(&out);
	dlp_store_close(store);
}
END_TEST

START_TEST(a_dry_store_leaves_the_file_alone)
{
	struct dlp_store_opts opts = { "t.db", "p", "h", 0, 0, 0 };
	struct dlp_store *store = sink_open("p");
	struct dlp_error err = { 0 };

	sink_run(store, "/a", "high", "f1", 1);
	dlp_store_close(store);
	opts.dry = true;
	ck_assert_msg(dlp_store_open(&opts, &store, &err) == DLP_OK, "%s",
		      err.msg);
	sink_run(store, "/b", "high", "f1", 1);
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding"), 2);
	dlp_store_close(store);
	store = sink_open("p");
	ck_assert_int_eq(sink_ask(store, "SELECT count(*) FROM finding"), 1);
	dlp_store_close(store);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("store");

	tcase_add_checked_fixture(tc, sink_setup, sink_teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, seen_again_is_counted_and_told_once);
	tcase_add_test(tc, path_member_policy_and_fingerprint_tell_apart);
	tcase_add_test(tc, a_document_without_end_is_not_stored);
	tcase_add_test(tc, a_member_is_stored_before_its_container_ends);
	tcase_add_test(tc, no_raw_value_is_written);
	tcase_add_test(tc, an_error_without_a_path_is_news_in_each_run);
	tcase_add_test(tc, an_error_before_any_stream_is_of_this_host);
	tcase_add_test(tc, odd_names_stay_apart);
	tcase_add_test(tc, version_1_is_migrated_and_kept);
	tcase_add_test(tc, a_later_version_is_refused);
	tcase_add_test(tc, the_file_is_private_and_no_link);
	tcase_add_test(tc, durable_waits_for_the_disk);
	tcase_add_test(tc, what_is_no_database_is_refused);
	tcase_add_loop_test(tc, file_systems_without_wal, 0, CASES(fs_case));
	tcase_add_test(tc, a_locked_database_loses_nothing);
	tcase_add_test(tc, writers_at_once_on_a_fresh_file);
	tcase_add_test(tc, no_acked_row_is_lost);
	tcase_add_loop_test(tc, thresholds, 0, CASES(tell_case));
	tcase_add_test(tc, few_findings_wait_for_more);
	tcase_add_test(tc, an_hour_has_so_many_mails);
	tcase_add_test(tc, suppressed_findings_are_stored_and_not_told);
	tcase_add_test(tc, only_what_this_process_saw_is_told);
	tcase_add_test(tc, a_report_escapes_and_ends);
	tcase_add_test(tc, a_dry_store_leaves_the_file_alone);
	return suite_run("store", tc);
}
