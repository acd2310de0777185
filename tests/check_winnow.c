#include "learn/winnow.h"

#include <string.h>

#include "suite.h"

static const char text[] =
	"The Supplier shall deliver the Goods, in full, no later than thirty "
	"(30) days after the Order. Zo\xc3\xab M\xc3\xbcller signs for the "
	"Buyer; \xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd \xd0\x9f\xd0\xb5\xd1\x82"
	"\xd1\x80\xd0\xbe\xd0\xb2 for the Supplier. \xe5\xb1\xb1\xe7\x94\xb0"
	"\xe5\xa4\xaa\xe9\x83\x8e witnesses it, of which no more is said here.";

static struct dlp_span whole(void)
{
	return (struct dlp_span){ text, sizeof(text) - 1 };
}

/* The prints of `in` in pieces of `size`; how many. */
static size_t prints_of(struct dlp_span in, size_t size, struct dlp_print *out)
{
	struct dlp_winnow winnow = { 0 };
	size_t n = 0;

	while (in.len) {
		struct dlp_span piece = { in.ptr,
					  in.len < size ? in.len : size };

		n += dlp_winnow_add(&winnow, piece, out + n);
		in.ptr += piece.len, in.len -= piece.len;
	}
	return n + dlp_winnow_end(&winnow, out + n);
}

START_TEST(pieces_change_nothing)
{
	struct dlp_print a[DLP_WINNOW_PRINTS], b[DLP_WINNOW_PRINTS];
	size_t n = prints_of(whole(), DLP_WINNOW_PIECE, a);

	ck_assert_uint_gt(n, 8);
	memset(a + n, 0, sizeof(*a));
	ck_assert_uint_eq(prints_of(whole(), (size_t)_i, b), n);
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_eq(a[i].hash, b[i].hash);
		ck_assert_uint_eq(a[i].start, b[i].start);
		ck_assert_uint_eq(a[i].end, b[i].end);
		ck_assert_uint_eq(a[i].nth, b[i].nth);
	}
}
END_TEST

static const struct {
	const char *a, *b;
} same[] = {
	{ "Thirty days after the Order was given to us",
	  "thirty\ndays -- AFTER the\tor-\nder, was \"given\" to us" },
	{ "the office of the final waffle, first of all",
	  "the o\xef\xac\x83"
	  "ce of the \xef\xac\x81nal wa\xef\xac\x84"
	  "e, "
	  "first of all" },
	{ "caf\xc3\xa9 cr\xc3\xa8me na\xc3\xafve \xc3\x89"
	  "clair pour tous les",
	  "cafe\xcc\x81 creme nai\xcc\x88ve e\xcc\x81"
	  "clair pour tous les" },
	{ "abcdefghijklmnopqrstuvwxyz0123456789",
	  "\xef\xbd\x81"
	  "bcdefghij\xe2\x80\x8bklmnopqrstuvwxyz0123456789" },
	{ "\xd0\x98\xd0\x92\xd0\x90\xd0\x9d \xd0\x98\xd0\x92\xd0\x90\xd0\x9d "
	  "\xd0\x98\xd0\x92\xd0\x90\xd0\x9d \xd0\x98\xd0\x92\xd0\x90\xd0\x9d ",
	  "\xd0\xb8\xd0\xb2\xd0\xb0\xd0\xbd\xd0\xb8\xd0\xb2\xd0\xb0\xd0\xbd"
	  "\xd0\xb8\xd0\xb2\xd0\xb0\xd0\xbd\xd0\xb8\xd0\xb2\xd0\xb0\xd0\xbd" },
	{ "bad \xff\xc3 bytes \xe2\x82 are not there at all, are they",
	  "bad bytes are not there at all, are they" },
};

START_TEST(what_does_not_count)
{
	struct dlp_print a[DLP_WINNOW_PRINTS], b[DLP_WINNOW_PRINTS];
	size_t n = prints_of(
		(struct dlp_span){ same[_i].a, strlen(same[_i].a) }, 3, a);

	ck_assert_uint_gt(n, 0);
	ck_assert_uint_eq(
		prints_of((struct dlp_span){ same[_i].b, strlen(same[_i].b) },
			  3, b),
		n);
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(a[i].hash, b[i].hash);
}
END_TEST

/* A passage as short as is promised has a print that the whole has. */
START_TEST(a_passage_is_known)
{
	static const char letters[] = "in the beginning there was a very long "
				      "text about nothing that went on and on "
				      "until nobody could tell where it began";
	struct dlp_print all[DLP_WINNOW_PRINTS], some[DLP_WINNOW_PRINTS];
	char bare[sizeof(letters)];
	size_t len = 0, n, m, found = 0;

	for (size_t i = 0; letters[i]; i++)
		if (letters[i] != ' ')
			bare[len++] = letters[i];
	n = prints_of((struct dlp_span){ bare, len }, DLP_WINNOW_PIECE, all);
	for (size_t from = 0; from + DLP_WINNOW_SURE <= len; from++) {
		m = prints_of((struct dlp_span){ bare + from, DLP_WINNOW_SURE },
			      DLP_WINNOW_PIECE, some);
		for (size_t i = 0; i < n; i++)
			if (some[0].hash == all[i].hash &&
			    some[0].nth + from == all[i].nth)
				found++;
		ck_assert_uint_eq(m, 1);
		ck_assert_uint_eq(found, from + 1);
	}
}
END_TEST

START_TEST(prints_say_where_they_are)
{
	static const char gap[] = "...a b c d e f g h i j k l m n o p q r s t "
				  "u v w x y z 0 1 2 \xc3\xa9...";
	struct dlp_print out[DLP_WINNOW_PRINTS];

	ck_assert_uint_eq(
		prints_of((struct dlp_span){ gap, sizeof(gap) - 1 }, 7, out),
		1);
	ck_assert_uint_eq(out[0].start, 3);
	ck_assert_uint_eq(out[0].end, sizeof(gap) - 1 - 3);
	ck_assert_uint_eq(
		prints_of(DLP_SPAN("too short for any of it"), 7, out), 0);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("winnow");

	tcase_add_loop_test(tc, pieces_change_nothing, 1, 40);
	tcase_add_loop_test(tc, what_does_not_count, 0, CASES(same));
	tcase_add_test(tc, a_passage_is_known);
	tcase_add_test(tc, prints_say_where_they_are);
	return suite_run("winnow", tc);
}
