#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#include "extract/git_changes.h"
#include "extract/git_ids.h"
#include "extract/walk.h"
#include "suite.h"

#define ID_A "0123456789abcdef0123456789abcdef01234567"
#define ID_B "fedcba9876543210fedcba9876543210fedcba98"
#define ID_C "00000000000000000000000000000000000000c1"
#define NONE "0000000000000000000000000000000000000000"
#define LONG ID_A "0123456789abcdef01234567"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

START_TEST(ids)
{
	struct dlp_git_ids set = { 0 };
	char id[DLP_GIT_ID_HEX + 1];

	ck_assert(!dlp_git_ids_has(&set, span(ID_A)));
	ck_assert_int_eq(dlp_git_ids_add(&set, span(ID_A)), 1);
	ck_assert_int_eq(dlp_git_ids_add(&set, span(ID_A)), 0);
	ck_assert(dlp_git_ids_has(&set, span(ID_A)));
	/* One that begins alike is another. */
	ck_assert_int_eq(dlp_git_ids_add(&set, span(LONG)), 1);
	ck_assert(!dlp_git_ids_has(&set, span(NONE)));
	ck_assert_int_eq(dlp_git_ids_add(&set, span(NONE)), 1);
	ck_assert_int_eq(dlp_git_ids_add(&set, span(NONE)), 0);
	ck_assert(dlp_git_ids_has(&set, span(NONE)));
	/* Through several sizes of the table. */
	for (unsigned i = 1; i <= 5000; i++) {
		snprintf(id, sizeof(id), "%08x%032x", i * 2654435761u, i);
		ck_assert_int_eq(dlp_git_ids_add(&set, span(id)), 1);
	}
	for (unsigned i = 1; i <= 5000; i++) {
		snprintf(id, sizeof(id), "%08x%032x", i * 2654435761u, i);
		ck_assert(dlp_git_ids_has(&set, span(id)));
		ck_assert_int_eq(dlp_git_ids_add(&set, span(id)), 0);
	}
	ck_assert(dlp_git_ids_has(&set, span(ID_A)));
	ck_assert(!dlp_git_ids_has(&set, span(ID_B)));
	dlp_git_ids_release(&set);
	ck_assert(!dlp_git_ids_has(&set, span(ID_A)));
}
END_TEST

static const char *const no_ids[] = {
	"",
	"0123",
	"HEAD",
	ID_A "0",
	"0123456789ABCDEF0123456789abcdef01234567",
	"0123456789abcdef0123456789abcdef0123456 "
};

START_TEST(not_an_id)
{
	struct dlp_git_ids set = { 0 };

	ck_assert(!dlp_git_id_valid(span(no_ids[_i])));
	ck_assert_int_eq(dlp_git_ids_add(&set, span(no_ids[_i])), -1);
	ck_assert(!dlp_git_ids_has(&set, span(no_ids[_i])));
	dlp_git_ids_release(&set);
}
END_TEST

/* NULs are part of it. */
#define SAID(text)                       \
	{                                \
		(text), sizeof(text) - 1 \
	}

/* What git says, and what is made of it: "COMMIT AUTHOR DATE|MODE ID ST PATH".
 */
static const struct {
	struct dlp_span said;
	const char *told;
	enum dlp_status end;
} outputs[] = {
	{ SAID(""), "", DLP_EOF },
	{ SAID("\n\0\n"), "", DLP_EOF },
	/* Staged: no commits. */
	{ SAID(":000000 100644 " NONE " " ID_A " A\0a b\0"
	       ":100644 000000 " ID_A " " NONE " D\0gone\0"),
	  "|100644 " ID_A " A a b;|000000 " NONE " D gone;", DLP_EOF },
	/* Two commits, the second with two changes and a name with newlines. */
	{ SAID(ID_B "\0A <a@b>\0002024\0C <c@d>\0one\n\ntwo\n\0\n"
		    ":000000 120000 " NONE " " ID_A " A\0l\0" ID_C
		    "\0 <>\0002025\0 <>\0\0\n"
		    ":100644 100755 " ID_A " " ID_B " M\0a\n:b\0"
		    ":160000 160000 " ID_A " " ID_B " M\0s\0"),
	  ID_B " A <a@b> 2024 C <c@d> one\n\ntwo\n;" ID_B
	       " A <a@b> 2024|120000 " ID_A " A l;" ID_C "  <> 2025  <> ;" ID_C
	       "  <> 2025|100755 " ID_B " M a\n:b;" ID_C
	       "  <> 2025|160000 " ID_B " M s;",
	  DLP_EOF },
	/* Merges, of two and of three. */
	{ SAID(ID_B "\0A\0D\0C\0M\0\0"
		    "::100644 000000 100644 " ID_A " " NONE " " ID_C
		    " MA\0m\0"),
	  ID_B " A D C M;" ID_B " A D|100644 " ID_C " MA m;", DLP_EOF },
	{ SAID(ID_B "\0A\0D\0C\0M\0\0"
		    ":::100644 100644 100644 100755 " ID_A " " ID_A " " ID_A
		    " " ID_C " MMM\0m\0"),
	  ID_B " A D C M;" ID_B " A D|100755 " ID_C " MMM m;", DLP_EOF },
	/* One that changes nothing. */
	{ SAID(ID_B "\0A\0D\0C\0M\0\n\0" ID_C "\0A\0D\0C\0N\0\n"),
	  ID_B " A D C M;" ID_C " A D C N;", DLP_EOF },
	/* SHA-256. */
	{ SAID(":000000 100644 " NONE " " LONG " A\0a\0"),
	  "|100644 " LONG " A a;", DLP_EOF },
	/* Cut, and other than it should be; what came before stays. */
	{ SAID(":000000 100644 " NONE " " ID_A " A\0a\0:000000"),
	  "|100644 " ID_A " A a;", DLP_SKIP },
	{ SAID(":000000 100644 " NONE " " ID_A " A\0a"), "", DLP_SKIP },
	{ SAID(":000000 100644 " NONE " " ID_A " A\0\0"), "", DLP_SKIP },
	{ SAID(":000000 100644 " NONE " " ID_A "\0a\0"), "", DLP_SKIP },
	{ SAID(":000000 100644 " NONE " 0123 A\0a\0"), "", DLP_SKIP },
	{ SAID(":000000 10064 " NONE " " ID_A " A\0a\0"), "", DLP_SKIP },
	{ SAID("::100644 100644 " ID_A " " ID_A " MM\0a\0"), "", DLP_SKIP },
	{ SAID("fatal: what is this\n"), "", DLP_SKIP },
	{ SAID("commit\0A\0D\0\n"), "", DLP_SKIP },
	{ SAID(ID_B "\0A"), "", DLP_SKIP },
	{ SAID(ID_B "\0A\0D\0C\0M"), "", DLP_SKIP },
};

struct input {
	struct dlp_span left;
	size_t step;
};

static ssize_t read_input(void *arg, char *buf, size_t len,
			  struct dlp_error *err)
{
	struct input *in = arg;
	size_t n = in->left.len < in->step ? in->left.len : in->step;

	(void)err;
	if (n > len)
		n = len;
	if (n)
		memcpy(buf, in->left.ptr, n);
	in->left.ptr += n;
	in->left.len -= n;
	return (ssize_t)n;
}

/* However it comes. */
START_TEST(changes)
{
	static const size_t steps[] = { 1, 7, 4096 };

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		struct input in = { outputs[_i].said, steps[i] };
		struct dlp_git_changes read;
		struct dlp_git_change c;
		struct dlp_error err;
		struct dlp_source source;
		struct dlp_buf told;
		enum dlp_status status;

		dlp_buf_init(&told, 0);
		ck_assert_int_eq(dlp_source_init(&source, read_input, &in), 0);
		dlp_git_changes_init(&read, &source);
		while (!(status = dlp_git_changes_next(&read, &c, &err))) {
			dlp_buf_addspan(&told, dlp_buf_span(&read.commit));
			if (read.commits) {
				dlp_buf_addc(&told, ' ');
				dlp_buf_addspan(&told,
						dlp_buf_span(&read.author));
				dlp_buf_addc(&told, ' ');
				dlp_buf_addspan(&told,
						dlp_buf_span(&read.date));
			}
			if (!c.path.len) {
				dlp_buf_addc(&told, ' ');
				dlp_buf_addspan(&told,
						dlp_buf_span(&read.committer));
				dlp_buf_addc(&told, ' ');
				dlp_buf_addspan(&told,
						dlp_buf_span(&read.message));
				dlp_buf_addc(&told, ';');
				continue;
			}
			dlp_buf_addf(&told, "|%.*s %.*s %.*s %.*s;",
				     (int)c.mode.len, c.mode.ptr, (int)c.id.len,
				     c.id.ptr, (int)c.status.len, c.status.ptr,
				     (int)c.path.len, c.path.ptr);
		}
		dlp_buf_addc(&told, '\0');
		ck_assert_int_eq(status, outputs[_i].end);
		ck_assert_str_eq(told.ptr, outputs[_i].told);
		dlp_git_changes_release(&read);
		dlp_source_release(&source);
		dlp_buf_release(&told);
	}
}
END_TEST

/* Tags that have a message, of all references. */
static const struct {
	struct dlp_span said;
	const char *told;
	enum dlp_status end;
} tags[] = {
	{ SAID(""), "", DLP_EOF },
	{ SAID("commit\0main\0 \0\0one\n\0\n"
	       "tag\0v1\0A <a@b>\0002024\0two\n\0\n"
	       "tree\0t\0 \0\0\0\n"),
	  "v1 A <a@b> 2024 two\n;", DLP_EOF },
	{ SAID("tag\0v1\0A\0D\0M\0\ntag\0v2\0A"), "v1 A D M;", DLP_SKIP },
};

START_TEST(tags_are_read)
{
	struct input in = { tags[_i].said, 3 };
	struct dlp_git_changes read;
	struct dlp_error err;
	struct dlp_source source;
	struct dlp_buf told;
	enum dlp_status status;

	dlp_buf_init(&told, 0);
	ck_assert_int_eq(dlp_source_init(&source, read_input, &in), 0);
	dlp_git_changes_init(&read, &source);
	while (!(status = dlp_git_changes_tag(&read, &err)))
		dlp_buf_addf(&told, "%.*s %.*s %.*s %.*s;",
			     (int)read.commit.len, read.commit.ptr,
			     (int)read.author.len, read.author.ptr,
			     (int)read.date.len, read.date.ptr,
			     (int)read.message.len, read.message.ptr);
	dlp_buf_addc(&told, '\0');
	ck_assert_int_eq(status, tags[_i].end);
	ck_assert_str_eq(told.ptr, tags[_i].told);
	dlp_git_changes_release(&read);
	dlp_source_release(&source);
	dlp_buf_release(&told);
}
END_TEST

/* A message over the limit is cut, and what is behind it is read. */
START_TEST(long_messages_are_cut)
{
	struct dlp_git_changes read;
	struct dlp_git_change c;
	struct dlp_error err;
	struct dlp_source source;
	struct dlp_buf said;
	struct input in = { .step = SIZE_MAX };

	dlp_buf_init(&said, 0);
	dlp_buf_addspan(&said, (struct dlp_span)SAID(ID_B "\0A\0D\0C\0"));
	for (size_t i = 0; i <= DLP_GIT_MESSAGE; i++)
		dlp_buf_addc(&said, 'm');
	dlp_buf_addspan(&said,
			(struct dlp_span)SAID("\0\n" ID_C "\0A\0D\0C\0M\0"));
	in.left = dlp_buf_span(&said);
	ck_assert_int_eq(dlp_source_init(&source, read_input, &in), 0);
	dlp_git_changes_init(&read, &source);
	ck_assert_int_eq(dlp_git_changes_next(&read, &c, &err), DLP_OK);
	ck_assert_uint_eq(read.message.len, DLP_GIT_MESSAGE);
	ck_assert(read.cut);
	ck_assert_int_eq(dlp_git_changes_next(&read, &c, &err), DLP_OK);
	ck_assert(dlp_span_is(dlp_buf_span(&read.message), "M"));
	ck_assert(!read.cut);
	dlp_git_changes_release(&read);
	dlp_source_release(&source);
	dlp_buf_release(&said);
}
END_TEST

/* A name that never ends takes no memory that it should not. */
static ssize_t read_endless(void *arg, char *buf, size_t len,
			    struct dlp_error *err)
{
	(void)arg;
	(void)err;
	memset(buf, 'a', len);
	return (ssize_t)len;
}

START_TEST(endless)
{
	struct dlp_git_changes read;
	struct dlp_git_change change;
	struct dlp_error err;
	struct dlp_source source;

	ck_assert_int_eq(dlp_source_init(&source, read_endless, NULL), 0);
	dlp_git_changes_init(&read, &source);
	ck_assert_int_eq(dlp_git_changes_next(&read, &change, &err), DLP_SKIP);
	dlp_git_changes_release(&read);
	dlp_source_release(&source);
}
END_TEST

static const struct {
	const char *include, *exclude, *path;
	bool wanted;
} globs[] = {
	{ NULL, NULL, "a/b.c", true },       { "*.c", NULL, "a/b.c", true },
	{ "*.c", NULL, "a/b.h", false },     { "a/*.c", NULL, "a/b.c", true },
	{ "a/*.c", NULL, "a/b/c.c", false }, { NULL, "*.c", "a/b.c", false },
	{ NULL, "a", "a/b.c", false },       { NULL, "b", "a/b/c", false },
	{ NULL, "a/b", "a/b/c", false },     { NULL, "b/c", "a/b/c", true },
	{ NULL, "a", "b/aa/c", true },       { "c", "d", "a/b/c", true },
};

START_TEST(wanted)
{
	const struct dlp_walk_opts opts = {
		.include = &globs[_i].include,
		.includes = globs[_i].include != NULL,
		.exclude = &globs[_i].exclude,
		.excludes = globs[_i].exclude != NULL,
	};

	ck_assert_int_eq(dlp_walk_wants(&opts, globs[_i].path),
			 globs[_i].wanted);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("git");

	tcase_add_test(tc, ids);
	tcase_add_loop_test(tc, not_an_id, 0, CASES(no_ids));
	tcase_add_loop_test(tc, tags_are_read, 0, CASES(tags));
	tcase_add_test(tc, long_messages_are_cut);
	tcase_add_loop_test(tc, changes, 0, CASES(outputs));
	tcase_add_test(tc, endless);
	tcase_add_loop_test(tc, wanted, 0, CASES(globs));
	return suite_run("git", tc);
}
