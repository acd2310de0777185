#ifndef DLP_TESTS_SINK_H
#define DLP_TESTS_SINK_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sink/incident.h"
#include "sink/store_impl.h"

/* What the tests of the store, the incidents and the spool share. */

static char sink_dir[64];

/* A directory of its own for each test, current from now on. */
static inline void sink_setup(void)
{
	strcpy(sink_dir, "/tmp/dlp-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(sink_dir));
	ck_assert_int_eq(chdir(sink_dir), 0);
}

static inline void sink_teardown(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", sink_dir);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(system(command), 0);
}

static inline struct dlp_span sink_span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

static inline struct dlp_store *sink_open(const char *policy)
{
	const struct dlp_store_opts opts = {
		.path = "t.db",
		.policy = policy,
		.host = "own",
	};
	struct dlp_error err = { 0 };
	struct dlp_store *store;

	ck_assert_msg(dlp_store_open(&opts, &store, &err) == DLP_OK, "%s",
		      err.msg);
	return store;
}

/* Take one record, written as it travels. */
static inline void sink_take(struct dlp_store *store, const char *line,
			     int64_t now)
{
	struct dlp_arena arena = { 0 };
	struct dlp_record record;
	struct dlp_error err = { 0 };

	ck_assert_msg(dlp_record_parse(sink_span(line), &arena, &record,
				       &err) == DLP_OK,
		      "%s: %s", err.msg, line);
	ck_assert_msg(dlp_store_take(store, &record, now, &err) == DLP_OK, "%s",
		      err.msg);
	dlp_arena_release(&arena);
}

static inline void sink_begin(struct dlp_store *store, int64_t now)
{
	sink_take(store,
		  "{\"type\":\"stream\",\"version\":1,\"tool\":\"t\","
		  "\"host\":\"h\"}",
		  now);
}

static inline void sink_document(struct dlp_store *store, const char *path,
				 int64_t now)
{
	char line[256];

	snprintf(line, sizeof(line),
		 "{\"type\":\"document\",\"doc\":1,\"path\":\"%s\"}", path);
	sink_take(store, line, now);
}

static inline void sink_finding(struct dlp_store *store, const char *severity,
				const char *fingerprint, int64_t now)
{
	char line[512];

	snprintf(line, sizeof(line),
		 "{\"type\":\"finding\",\"doc\":1,\"offset\":1,\"length\":2,"
		 "\"rule\":\"us.ssn\",\"severity\":\"%s\",\"category\":\"pii\","
		 "\"fingerprint\":\"%s\"}",
		 severity, fingerprint);
	sink_take(store, line, now);
}

static inline void sink_end(struct dlp_store *store, int64_t now)
{
	sink_take(store, "{\"type\":\"end\",\"doc\":1,\"status\":\"whole\"}",
		  now);
}

static inline void sink_commit(struct dlp_store *store, int64_t now)
{
	struct dlp_error err = { 0 };

	ck_assert_msg(dlp_store_commit(store, now, &err) == DLP_OK, "%s",
		      err.msg);
}

/* A whole run of one document with one finding. */
static inline void sink_run(struct dlp_store *store, const char *path,
			    const char *severity, const char *fingerprint,
			    int64_t now)
{
	sink_begin(store, now);
	sink_document(store, path, now);
	sink_finding(store, severity, fingerprint, now);
	sink_end(store, now);
	sink_take(store, "{\"type\":\"end\",\"documents\":1}", now);
	sink_commit(store, now);
}

/* The number that a query answers. */
static inline int64_t sink_ask(struct dlp_store *store, const char *sql)
{
	struct dlp_error err = { 0 };
	int64_t n = -1;

	ck_assert_msg(dlp_db_number(store->db, sql, NULL, 0, &n, &err) ==
			      DLP_OK,
		      "%s", err.msg);
	return n;
}

#endif
