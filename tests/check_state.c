#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "state/state.h"
#include "state/table.h"
#include "suite.h"

enum { NOW = 1000000 };

static char folder[64], path[96];
static const unsigned char key[DLP_JOURNAL_KEY] = "rules of today";
static const unsigned char other_key[DLP_JOURNAL_KEY] = "rules of then";

static void setup(void)
{
	strcpy(folder, "/tmp/dlp-state-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/state", folder);
}

static void teardown(void)
{
	unlink(path);
	rmdir(folder);
}

static enum dlp_status open_as(struct dlp_state **state, bool *anew,
			       const unsigned char *with)
{
	const struct timespec now = { .tv_sec = NOW };
	struct dlp_error err = { 0 };

	return dlp_state_open(path, with, &now, state, anew, &err);
}

static struct dlp_state *open_state(void)
{
	struct dlp_state *state;
	bool anew;

	ck_assert_int_eq(open_as(&state, &anew, key), DLP_OK);
	ck_assert(!anew);
	return state;
}

static void finish(struct dlp_state *state, bool forget)
{
	struct dlp_error err;

	ck_assert_int_eq(dlp_state_finish(state, forget, &err), DLP_OK);
	dlp_state_free(state);
}

/* The file `number` as it was written `age` seconds before the run. */
static struct dlp_unit unit_of(const struct dlp_state *state, unsigned number,
			       int age)
{
	struct dlp_unit unit = { .sure = 0 };
	struct stat st = { .st_size = 100 };

	st.st_ino = number;
	st.st_mtim.tv_sec = NOW - age;
	st.st_ctim.tv_sec = NOW - age;
	/* Spread, as those of names are. */
	for (size_t i = 0; i < sizeof(number); i++)
		unit.id[7 - i] = unit.id[8 + i] =
			(unsigned char)(number * 2654435761U >> 8 * i);
	unit.id[15] = (unsigned char)number;
	dlp_state_stamp(state, &unit, &st);
	return unit;
}

static void put(struct dlp_state *state, unsigned number, const char *body)
{
	const struct dlp_unit unit = unit_of(state, number, 100);
	struct dlp_error err;

	dlp_state_put(state, &unit, (struct dlp_span){ body, strlen(body) });
	ck_assert_uint_gt(dlp_state_pending(state), 0);
	ck_assert_int_eq(dlp_state_write(state, &err), DLP_OK);
	ck_assert_uint_eq(dlp_state_pending(state), 0);
}

/* `want` is NULL for one that is not known. */
static void expect(struct dlp_state *state, unsigned number, const char *want)
{
	const struct dlp_unit unit = unit_of(state, number, 100);
	struct dlp_state_place place;
	struct dlp_buf body;

	dlp_buf_init(&body, 0);
	ck_assert_int_eq(dlp_state_find(state, &unit, &body, &place),
			 want ? DLP_STATE_SAME : DLP_STATE_UNKNOWN);
	if (want) {
		ck_assert_uint_eq(body.len, strlen(want));
		ck_assert_mem_eq(body.ptr, want, body.len);
	}
	dlp_buf_release(&body);
}

static off_t size_of(void)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return st.st_size;
}

START_TEST(what_was_put_is_known_to_the_next_run)
{
	struct dlp_state *state = open_state();

	expect(state, 1, NULL);
	put(state, 1, "one");
	put(state, 2, "two");
	expect(state, 1, "one");
	put(state, 1, "one anew");
	expect(state, 1, "one anew");
	finish(state, true);
	state = open_state();
	expect(state, 1, "one anew");
	expect(state, 2, "two");
	expect(state, 3, NULL);
	dlp_state_free(state);
}
END_TEST

/* What stat(2) may say of a file that is known, and what is made of it. */
static const struct {
	int age; /* seconds before the run, when it was put */
	int ino, size, mtime, ctime;
	enum dlp_state_known known;
} change[] = {
	{ 100, 0, 0, 0, 0, DLP_STATE_SAME },
	{ 100, 1, 0, 0, 0, DLP_STATE_SIMILAR },
	{ 100, 0, 1, 0, 0, DLP_STATE_UNKNOWN },
	{ 100, 0, 0, 1, 0, DLP_STATE_SIMILAR },
	{ 100, 0, 0, 0, 1, DLP_STATE_SIMILAR },
	{ 100, 0, 1, 1, 1, DLP_STATE_UNKNOWN },
	{ DLP_STATE_GRAIN + 1, 0, 0, 0, 0, DLP_STATE_SAME },
	{ DLP_STATE_GRAIN, 0, 0, 0, 0, DLP_STATE_SIMILAR },
	{ 0, 0, 0, 0, 0, DLP_STATE_SIMILAR },
	{ -100, 0, 0, 0, 0, DLP_STATE_SIMILAR },
};

START_TEST(times_tell_of_a_change_unless_they_are_new)
{
	struct dlp_state *state = open_state();
	struct dlp_unit unit = unit_of(state, 7, change[_i].age);
	struct dlp_state_place place;
	struct dlp_error err;
	struct dlp_buf body;

	dlp_buf_init(&body, 0);
	dlp_state_put(state, &unit, DLP_SPAN("seven"));
	ck_assert_int_eq(dlp_state_write(state, &err), DLP_OK);
	unit.ino += (uint64_t)change[_i].ino;
	unit.size += (uint64_t)change[_i].size;
	unit.mtime += change[_i].mtime;
	unit.ctime += change[_i].ctime;
	ck_assert_int_eq(dlp_state_find(state, &unit, &body, &place),
			 change[_i].known);
	dlp_buf_release(&body);
	dlp_state_free(state);
}
END_TEST

START_TEST(a_file_cut_anywhere_keeps_what_is_before)
{
	static const char *const body[] = { "first", "second one", "third" };
	off_t end[4];
	struct dlp_state *state = open_state();
	char whole[4096];
	ssize_t len;
	int fd;

	end[0] = size_of();
	for (unsigned i = 0; i < 3; i++) {
		put(state, i + 1, body[i]);
		end[i + 1] = size_of();
	}
	dlp_state_free(state);
	fd = open(path, O_RDONLY);
	len = read(fd, whole, sizeof(whole));
	close(fd);
	ck_assert_int_eq(len, end[3]);
	for (off_t cut = 0; cut <= end[3]; cut++) {
		fd = open(path, O_WRONLY | O_TRUNC);
		ck_assert_int_eq(write(fd, whole, (size_t)cut), cut);
		close(fd);
		state = open_state();
		for (unsigned i = 0; i < 3; i++)
			expect(state, i + 1,
			       cut >= end[i + 1] ? body[i] : NULL);
		/* What comes next follows on what is whole. */
		put(state, 9, "ninth");
		dlp_state_free(state);
		state = open_state();
		expect(state, 9, "ninth");
		expect(state, 1, cut >= end[1] ? body[0] : NULL);
		dlp_state_free(state);
	}
}
END_TEST

START_TEST(a_flipped_bit_is_not_believed)
{
	struct dlp_state *state = open_state();
	off_t end;

	put(state, 1, "first");
	end = size_of();
	dlp_state_free(state);
	for (off_t at = DLP_JOURNAL_HEAD; at < end; at++) {
		int fd = open(path, O_RDWR);
		char was, is;

		ck_assert_int_eq(pread(fd, &was, 1, at), 1);
		is = (char)(was ^ 4);
		ck_assert_int_eq(pwrite(fd, &is, 1, at), 1);
		close(fd);
		state = open_state();
		/* Behind the body nothing is read. */
		if (size_of() == DLP_JOURNAL_HEAD)
			expect(state, 1, NULL);
		else
			ck_assert_int_ge(at, end - DLP_JOURNAL_ALIGN);
		put(state, 1, "first");
		dlp_state_free(state);
		fd = open(path, O_RDWR);
		ck_assert_int_eq(ftruncate(fd, DLP_JOURNAL_HEAD), 0);
		close(fd);
		state = open_state();
		put(state, 1, "first");
		dlp_state_free(state);
	}
}
END_TEST

START_TEST(another_key_begins_anew)
{
	struct dlp_state *state = open_state();
	bool anew;

	put(state, 1, "one");
	dlp_state_free(state);
	ck_assert_int_eq(open_as(&state, &anew, other_key), DLP_OK);
	ck_assert(anew);
	expect(state, 1, NULL);
	ck_assert_int_eq(size_of(), DLP_JOURNAL_HEAD);
	dlp_state_free(state);
}
END_TEST

START_TEST(a_second_run_is_told_of_the_first)
{
	struct dlp_state *state = open_state(), *second;
	bool anew;

	ck_assert_int_eq(open_as(&second, &anew, key), DLP_EOF);
	put(state, 1, "one");
	put(state, 1, "two");
	/* Nor is there a moment between the old file and the new. */
	finish(state, true);
	ck_assert_int_eq(open_as(&second, &anew, key), DLP_OK);
	expect(second, 1, "two");
	dlp_state_free(second);
}
END_TEST

static void make_file(mode_t mode, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
}

static void make_theirs(void)
{
	make_file(0600, "my thesis, of which there is no copy\n");
}

static void make_short(void)
{
	make_file(0600, "x");
}

static void make_open(void)
{
	make_file(0640, "");
}

static void make_link(void)
{
	ck_assert_int_eq(symlink("elsewhere", path), 0);
}

static void make_fifo(void)
{
	ck_assert_int_eq(mkfifo(path, 0600), 0);
}

static void make_folder(void)
{
	ck_assert_int_eq(symlink("/", path), 0);
}

static void (*const unfit[])(void) = { make_theirs, make_short, make_open,
				       make_link,   make_fifo,  make_folder };

START_TEST(what_is_no_state_is_left_alone)
{
	struct dlp_state *state;
	struct stat before, after;
	bool anew;

	unfit[_i]();
	ck_assert_int_eq(lstat(path, &before), 0);
	ck_assert_int_eq(open_as(&state, &anew, key), DLP_SKIP);
	ck_assert_int_eq(lstat(path, &after), 0);
	ck_assert_int_eq(before.st_size, after.st_size);
	ck_assert_uint_eq(before.st_ino, after.st_ino);
}
END_TEST

START_TEST(what_was_not_met_is_forgotten)
{
	enum { UNITS = 3000 };
	struct dlp_state *state = open_state();
	struct dlp_state_place place;
	struct dlp_buf body;
	off_t full;

	dlp_buf_init(&body, 0);
	for (unsigned i = 1; i <= UNITS; i++)
		put(state, i, "a body");
	finish(state, true);
	full = size_of();
	/* Not by a run that did not come to its end. */
	state = open_state();
	finish(state, false);
	ck_assert_int_eq(size_of(), full);
	state = open_state();
	for (unsigned i = 1; i <= UNITS; i += 3) {
		const struct dlp_unit unit = unit_of(state, i, 100);

		ck_assert_int_eq(dlp_state_find(state, &unit, &body, &place),
				 DLP_STATE_SAME);
		dlp_state_keep(state, &unit, &place);
	}
	finish(state, true);
	ck_assert_int_lt(size_of(), full / 2);
	state = open_state();
	for (unsigned i = 1; i <= UNITS; i++)
		expect(state, i, i % 3 == 1 ? "a body" : NULL);
	dlp_state_free(state);
	dlp_buf_release(&body);
}
END_TEST

START_TEST(what_was_replaced_takes_no_room_for_long)
{
	struct dlp_state *state = open_state();
	off_t once;

	put(state, 1, "a body");
	put(state, 2, "a body");
	finish(state, false);
	once = size_of();
	for (unsigned i = 0; i < 20; i++) {
		state = open_state();
		put(state, 1, "a body");
		finish(state, false);
		ck_assert_int_le(size_of(), once * 2);
	}
	state = open_state();
	expect(state, 1, "a body");
	expect(state, 2, "a body");
	dlp_state_free(state);
}
END_TEST

START_TEST(a_long_body_is_not_remembered)
{
	static char body[DLP_STATE_BODY_MAX + 1];
	struct dlp_state *state = open_state();
	const struct dlp_unit unit = unit_of(state, 1, 100);

	dlp_state_put(state, &unit, (struct dlp_span){ body, sizeof(body) });
	ck_assert_uint_eq(dlp_state_pending(state), 0);
	dlp_state_put(state, &unit,
		      (struct dlp_span){ body, sizeof(body) - 1 });
	ck_assert_uint_gt(dlp_state_pending(state), 0);
	dlp_state_free(state);
}
END_TEST

/* The entries of the table's test are where their hashes say. */
static bool is_at(void *arg, uint64_t at)
{
	return *(const uint64_t *)arg == at;
}

START_TEST(a_table_finds_what_is_set)
{
	enum { N = 4000 };
	struct dlp_state_table table = { 0 };

	for (uint64_t i = 1; i <= N; i++) {
		/* Pairs of the same hash, and all in one corner. */
		uint64_t hash = i / 2 << (_i ? 33 : 44);

		ck_assert(dlp_state_table_set(&table, hash, 0, i * 16));
		if (i % 5 == 0)
			ck_assert(dlp_state_table_mark(&table, hash, i * 16));
	}
	ck_assert_uint_eq(table.used, N);
	ck_assert_uint_le(table.used * 4, table.size * 3);
	for (uint64_t i = 1; i <= N; i++) {
		uint64_t hash = i / 2 << (_i ? 33 : 44), at = i * 16, none = 8;

		ck_assert_uint_eq(
			dlp_state_table_find(&table, hash, is_at, &at), at);
		ck_assert_uint_eq(
			dlp_state_table_find(&table, hash, is_at, &none), 0);
		ck_assert_int_eq(dlp_state_table_marked(&table, hash, at),
				 i % 5 == 0);
	}
	ck_assert(dlp_state_table_set(&table, 0, 16, N * 32));
	ck_assert_uint_eq(table.used, N);
	ck_assert(!dlp_state_table_marked(&table, 0, N * 32));
	dlp_state_table_release(&table);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("state");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, what_was_put_is_known_to_the_next_run);
	tcase_add_loop_test(tc, times_tell_of_a_change_unless_they_are_new, 0,
			    CASES(change));
	tcase_add_test(tc, a_file_cut_anywhere_keeps_what_is_before);
	tcase_add_test(tc, a_flipped_bit_is_not_believed);
	tcase_add_test(tc, another_key_begins_anew);
	tcase_add_test(tc, a_second_run_is_told_of_the_first);
	tcase_add_loop_test(tc, what_is_no_state_is_left_alone, 0,
			    CASES(unfit));
	tcase_add_test(tc, what_was_not_met_is_forgotten);
	tcase_add_test(tc, what_was_replaced_takes_no_room_for_long);
	tcase_add_test(tc, a_long_body_is_not_remembered);
	tcase_add_loop_test(tc, a_table_finds_what_is_set, 0, 2);
	return suite_run("state", tc);
}
