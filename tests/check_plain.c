#include "extract/plain.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "suite.h"

static const int64_t times[] = {
	0,
	-1,
	1,
	59,
	86399,
	86400,
	-86400,
	-86401,
	951782399, /* before 29 February 2000 */
	951782400,
	951868800,
	1709164800, /* 29 February 2024 */
	4107456000, /* 28 February 2100 */
	4107542400, /* 1 March 2100 */
	1795302806,
	2147483647,
	2147483648,
	-2208988800,  /* 1900 */
	-11644473600, /* 1601 */
	253402300799, /* the last second of 9999 */
	253402300800,
	INT64_C(67767976233532799),
};

static struct stat regular_file(void)
{
	char path[] = "/tmp/dlp-plain-XXXXXX";
	int fd = mkstemp(path);
	struct stat st;

	ck_assert_int_ge(fd, 0);
	ck_assert(!unlink(path));
	ck_assert(!fstat(fd, &st));
	close(fd);
	return st;
}

/* As the C library has it. */
START_TEST(times_are_utc)
{
	struct stat st = regular_file();
	char mtime[DLP_MTIME_SIZE], want[80];
	struct dlp_document doc;
	struct tm tm;

	st.st_mtime = (time_t)times[_i];
	doc = dlp_plain_document(&st, mtime);
	ck_assert_ptr_nonnull(gmtime_r(&st.st_mtime, &tm));
	ck_assert(strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%SZ", &tm));
	ck_assert_uint_eq(doc.mtime.len, strlen(want));
	ck_assert_mem_eq(doc.mtime.ptr, want, doc.mtime.len);
}
END_TEST

/* Each day of 800 years, at another time of day. */
START_TEST(days)
{
	struct stat st = regular_file();

	for (int64_t day = -150000; day < 150000; day++) {
		char mtime[DLP_MTIME_SIZE], want[80];
		struct dlp_document doc;
		struct tm tm;

		st.st_mtime = (time_t)(day * 86400 + (day * 37 & 0xffff));
		doc = dlp_plain_document(&st, mtime);
		gmtime_r(&st.st_mtime, &tm);
		strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%SZ", &tm);
		ck_assert_msg(doc.mtime.len == strlen(want) &&
				      !memcmp(mtime, want, strlen(want)),
			      "%s is not %s", mtime, want);
	}
}
END_TEST

/* What has no year of its own, and what is no file. */
START_TEST(no_time)
{
	static const int64_t far[] = { INT64_MAX, INT64_MIN };
	struct stat st = regular_file();
	char mtime[DLP_MTIME_SIZE];

	for (int i = 0; i < CASES(far); i++) {
		st.st_mtime = (time_t)far[i];
		ck_assert_uint_eq(dlp_plain_document(&st, mtime).mtime.len, 0);
	}
	ck_assert(!stat("/dev/null", &st));
	ck_assert_uint_eq(dlp_plain_document(&st, mtime).mtime.len, 0);
	ck_assert(!dlp_plain_document(&st, mtime).has_size);
}
END_TEST

/* Reads that come one by one, as a file gives them. */
struct feed {
	const size_t *read; /* what each brings, 0 at the end */
	size_t calls;
	size_t most; /* asked for at a time */
};

static ssize_t read_feed(void *arg, char *buf, size_t len,
			 struct dlp_error *err)
{
	struct feed *feed = arg;
	size_t n = feed->read[feed->calls++];

	(void)err;
	ck_assert_uint_le(n, len);
	if (len > feed->most)
		feed->most = len;
	memset(buf, 'x', n);
	return (ssize_t)n;
}

static const struct {
	const char *name;
	uint64_t size; /* as told beforehand */
	size_t read[8];
	size_t calls; /* and no more */
	uint64_t whole;
} source_case[] = {
	{ "a small file is one read", 3000, { 3000 }, 1, 3000 },
	{ "unknown: the end is asked for", 0, { 3000, 0 }, 2, 3000 },
	{ "it has grown", 3000, { 3001, 500, 0 }, 3, 3501 },
	{ "it has shrunk", 3000, { 2000, 0 }, 2, 2000 },
	{ "it is gone", 3000, { 0 }, 1, 0 },
	{ "in pieces", 3000, { 1000, 1999, 1 }, 3, 3000 },
	{ "empty", 0, { 0 }, 1, 0 },
};

START_TEST(size_spares_a_read)
{
	struct feed feed = { .read = source_case[_i].read };
	struct dlp_source source;
	struct dlp_error err;

	ck_assert(!dlp_source_init(&source, read_feed, &feed));
	source.size = source_case[_i].size;
	ck_assert(!dlp_source_drain(&source, &err));
	ck_assert_msg(feed.calls == source_case[_i].calls, "%s: %zu reads",
		      source_case[_i].name, feed.calls);
	ck_assert_uint_eq(source.taken, source_case[_i].whole);
	dlp_source_release(&source);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("plain");

	tcase_add_loop_test(tc, times_are_utc, 0, CASES(times));
	tcase_add_test(tc, days);
	tcase_add_test(tc, no_time);
	tcase_add_loop_test(tc, size_spares_a_read, 0, CASES(source_case));
	return suite_run("plain", tc);
}
