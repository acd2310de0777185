#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "match/place.h"
#include "match/starts.h"
#include "pattern/rule.h"
#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* The ends of a shape at `pos`, as "end/digits" words; "" for none. */
static void put_ends(const struct dlp_place *place, bool found, bool digits,
		     char out[200])
{
	size_t n = 0;

	*out = '\0';
	for (size_t i = 0; found && i < place->ends; i++)
		n += (size_t)(digits ? snprintf(out + n, 200 - n, "%s%zu/%u",
						i ? " " : "", place->end[i],
						place->digits[i])
				     : snprintf(out + n, 200 - n, "%s%zu",
						i ? " " : "", place->end[i]));
}

static const struct {
	const char *text;
	size_t pos;
	const char *ends;
} digits_case[] = {
	{ "12345", 0, "5/5" },
	{ "12345 ", 0, "5/5" },
	{ "a12345", 1, "" },
	{ "_12345", 1, "" },
	{ "-12345", 1, "6/5" },
	{ "1-12345", 2, "" },
	{ "1.12345", 2, "" },
	{ "1/12345", 2, "" },
	{ "1 12345", 2, "7/5" },
	{ "a-12345", 2, "7/5" },
	{ "12345a", 0, "" },
	{ "12345_", 0, "" },
	{ "12345-a", 0, "5/5" },
	{ "12345-", 0, "5/5" },
	{ "12-34", 0, "5/4" },
	{ "12 34", 0, "2/2 5/4" },
	{ "12 34a", 0, "2/2" },
	{ "12-34a", 0, "" },
	{ "12  34", 0, "2/2" },
	{ "12--34", 0, "2/2" },
	{ "12.34/56", 0, "8/6" },
	{ "123-45-6789.", 0, "11/9" },
	{ "1 2 3", 0, "1/1 3/2 5/3" },
	{ "1111 2222 3333 4444 5555 6666", 0,
	  "4/4 9/8 14/12 19/16 24/20 29/24" },
	{ "1111 2222 3333 4444 5555 6666 7777", 0,
	  "4/4 14/12 19/16 24/20 29/24 34/28" },
	{ "12345678901234567890123456789012", 0, "32/32" },
	{ "123456789012345678901234567890123", 0, "" },
	{ "1234 56789012345678901234567890123", 0, "4/4" },
};

START_TEST(digits_end_where_they_may)
{
	struct dlp_place place;
	char ends[200];

	dlp_place_digits(span(digits_case[_i].text), digits_case[_i].pos,
			 &place);
	put_ends(&place, true, true, ends);
	ck_assert_str_eq(ends, digits_case[_i].ends);
	ck_assert_uint_eq(place.start, digits_case[_i].pos);
}
END_TEST

/* Whole shapes: what of the text they take, "" for none. */
static const struct {
	enum dlp_shape shape;
	const char *text;
	size_t pos;
	size_t start;
	const char *ends;
} whole_case[] = {
	{ DLP_SHAPE_PHONE, "+12125550187", 1, 0, "12" },
	{ DLP_SHAPE_PHONE, "12125550187", 0, 0, "11" },
	{ DLP_SHAPE_PHONE, "(212) 555-0187", 1, 0, "14" },
	{ DLP_SHAPE_PHONE, "+(212) 555-0187", 2, 0, "15" },
	{ DLP_SHAPE_PHONE, "++12125550187", 2, 0, "" },
	{ DLP_SHAPE_PHONE, "a12125550187", 1, 0, "" },
	{ DLP_SHAPE_PHONE, "a+12125550187", 2, 0, "" },
	{ DLP_SHAPE_PHONE, "1-12125550187", 2, 0, "" },
	{ DLP_SHAPE_PHONE, "1234567", 0, 0, "" },
	{ DLP_SHAPE_PHONE, "12345678", 0, 0, "8" },
	{ DLP_SHAPE_PHONE, "123456789012345", 0, 0, "15" },
	{ DLP_SHAPE_PHONE, "1234567890123456", 0, 0, "" },
	{ DLP_SHAPE_PHONE, "1234 - 5678", 0, 0, "11" },
	{ DLP_SHAPE_PHONE, "1234 -- 5678", 0, 0, "" },
	{ DLP_SHAPE_PHONE, "12345678 90", 0, 0, "8 11" },
	{ DLP_SHAPE_PHONE, "2026-11-28 02", 0, 0, "" },
	{ DLP_SHAPE_PHONE, "1999/01/02", 0, 0, "" },
	{ DLP_SHAPE_PHONE, "10.53.51.170", 0, 0, "" },
	{ DLP_SHAPE_PHONE, "10.53.51.170 12", 0, 0, "" },
	{ DLP_SHAPE_PHONE, "10.53.51.170.12", 0, 0, "15" },
	{ DLP_SHAPE_PHONE, "10.53.51.1700", 0, 0, "13" },
	{ DLP_SHAPE_PHONE, "(1999) 01-02", 1, 0, "12" },
	{ DLP_SHAPE_PHONE, "2026-11-289", 0, 0, "11" },
	{ DLP_SHAPE_PHONE, "2026-11.28", 0, 0, "10" },
	{ DLP_SHAPE_PHONE, "2126-11-28", 0, 0, "10" },
	{ DLP_SHAPE_TOKEN, "a1b2", 0, 0, "4" },
	{ DLP_SHAPE_TOKEN, "abcd", 0, 0, "" },
	{ DLP_SHAPE_TOKEN, "1234", 0, 0, "" },
	{ DLP_SHAPE_TOKEN, "a1_2", 0, 0, "2" },
	{ DLP_SHAPE_TOKEN, "a1\xc3\xa9", 0, 0, "2" },
	{ DLP_SHAPE_ID, "AB123456C", 0, 0, "9" },
	{ DLP_SHAPE_ID, "ab123456c", 0, 0, "9" },
	{ DLP_SHAPE_ID, "AB 12 34 56 C", 0, 0, "5 8 11 13" },
	{ DLP_SHAPE_ID, "ab 12 34 56 C", 0, 0, "" },
	{ DLP_SHAPE_ID, "AB 12 34 56 c", 0, 0, "5 8 11" },
	{ DLP_SHAPE_ID, "B-AB-1234", 0, 0, "9" },
	{ DLP_SHAPE_ID, "ABCD-1234", 0, 0, "" },
	{ DLP_SHAPE_ID, "ABCD1234", 0, 0, "8" },
	{ DLP_SHAPE_ID, "12-ABCD1", 0, 0, "" },
	{ DLP_SHAPE_ID, "756.1234.X", 0, 0, "10" },
	{ DLP_SHAPE_ID, "55555555-K.", 0, 0, "10" },
	{ DLP_SHAPE_ID, "55555555-K-1", 0, 0, "12" },
	{ DLP_SHAPE_ID, "55555555-KLMN", 0, 0, "" },
	{ DLP_SHAPE_ID, "A1_", 0, 0, "" },
	{ DLP_SHAPE_ID, "1234", 0, 0, "" },
	{ DLP_SHAPE_ID, "ABCD", 0, 0, "" },
	{ DLP_SHAPE_ID, "A1  B2", 0, 0, "2" },
	{ DLP_SHAPE_ID, "A1.b", 0, 0, "2 4" },
	{ DLP_SHAPE_ID, "A2345678901234567890123456789012", 0, 0, "32" },
	{ DLP_SHAPE_ID, "A23456789012345678901234567890123", 0, 0, "" },
	{ DLP_SHAPE_IBAN, "GB82WEST12345698765432", 0, 0, "22" },
	{ DLP_SHAPE_IBAN, "GB82 WEST 1234 5698 7654 32", 0, 0, "19 24 27" },
	{ DLP_SHAPE_IBAN, "_GB82WEST12345698765432", 1, 1, "" },
	{ DLP_SHAPE_IBAN, "GB82WEST123456", 0, 0, "" },
	{ DLP_SHAPE_IBAN, "NO9386011117947", 0, 0, "15" },
	{ DLP_SHAPE_IBAN, "NO93-8601-1117-947", 0, 0, "18" },
	{ DLP_SHAPE_IBAN, "NO93  86011117947", 0, 0, "" },
	{ DLP_SHAPE_EMAIL, "a@b.co", 1, 0, "6" },
	{ DLP_SHAPE_EMAIL, "<a.b+c@d-e.co.uk>,", 6, 1, "16" },
	{ DLP_SHAPE_EMAIL, "a@b.co.", 1, 0, "6" },
	{ DLP_SHAPE_EMAIL, "a@b.co-", 1, 0, "6" },
	{ DLP_SHAPE_EMAIL, "a@b.c", 1, 0, "" },
	{ DLP_SHAPE_EMAIL, "a@b", 1, 0, "" },
	{ DLP_SHAPE_EMAIL, "a@b.12", 1, 0, "" },
	{ DLP_SHAPE_EMAIL, "@b.co", 0, 0, "" },
	{ DLP_SHAPE_EMAIL, "a@.co", 1, 0, "" },
	{ DLP_SHAPE_EMAIL, "a.@b.co", 2, 0, "" },
	{ DLP_SHAPE_EMAIL, ".a@b.co", 2, 1, "7" },
	{ DLP_SHAPE_EMAIL, "mail='a@b.co'", 7, 6, "12" },
	{ DLP_SHAPE_EMAIL, "?to=a@b.co&x=1", 5, 4, "10" },
	{ DLP_SHAPE_EMAIL, "a@b.co_x", 1, 0, "6" },
	{ DLP_SHAPE_EMAIL, "a@b@c.co", 3, 2, "8" },
	{ DLP_SHAPE_EMAIL, "db://u:a@b.co", 8, 0, "" },
	{ DLP_SHAPE_EMAIL, "db://u:(a@b.co", 9, 0, "" },
	{ DLP_SHAPE_EMAIL, "db://a@b.co", 6, 5, "11" },
	{ DLP_SHAPE_EMAIL, "mailto:a@b.co", 8, 7, "13" },
	{ DLP_SHAPE_EMAIL, "//x y:a@b.co", 7, 6, "12" },
	{ DLP_SHAPE_ADDRESS, "2001:db8::1", 4, 0, "11" },
	{ DLP_SHAPE_ADDRESS, "2001:db8::1", 9, 0, "11" },
	{ DLP_SHAPE_ADDRESS, "[::1]:80", 1, 1, "4" },
	{ DLP_SHAPE_ADDRESS, "::ffff:10.0.0.1.", 0, 0, "15" },
	{ DLP_SHAPE_ADDRESS, "addr:fe80::1: x", 4, 5, "12" },
	{ DLP_SHAPE_ADDRESS, "fe80::1%eth0", 5, 0, "7" },
	{ DLP_SHAPE_ADDRESS, "00:1A:2b:3C:4D:5E", 2, 0, "17" },
	{ DLP_SHAPE_ADDRESS, "00:1A:2b:3C:4D", 2, 0, "" },
	{ DLP_SHAPE_ADDRESS, "12:34:56", 2, 0, "" },
	{ DLP_SHAPE_ADDRESS, "std::abc", 3, 0, "" },
	{ DLP_SHAPE_ADDRESS, "abc::std", 3, 0, "" },
	{ DLP_SHAPE_ADDRESS, "::", 0, 0, "" },
	{ DLP_SHAPE_ADDRESS, "a:", 1, 0, "" },
	{ DLP_SHAPE_ADDRESS,
	  "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000", 4, 0, "" },
};

static bool find_shape(enum dlp_shape shape, struct dlp_span text, size_t pos,
		       struct dlp_place *place)
{
	switch (shape) {
	case DLP_SHAPE_PHONE:
		return dlp_place_phone(text, pos, place);
	case DLP_SHAPE_TOKEN:
		return dlp_place_token(text, pos, place);
	case DLP_SHAPE_ID:
		dlp_place_id(text, pos, place);
		return place->ends != 0;
	case DLP_SHAPE_IBAN:
		return dlp_place_iban(text, pos, place);
	case DLP_SHAPE_ADDRESS:
		return dlp_place_address(text, pos, place);
	default:
		return dlp_place_email(text, pos, place);
	}
}

START_TEST(shapes_are_whole)
{
	struct dlp_span text = span(whole_case[_i].text);
	/* Exact, so that a sanitizer sees a look behind the end. */
	char *copy = malloc(text.len), ends[200];
	struct dlp_place place;
	bool found;

	memcpy(copy, text.ptr, text.len);
	found = find_shape(whole_case[_i].shape,
			   (struct dlp_span){ copy, text.len },
			   whole_case[_i].pos, &place);
	put_ends(&place, found, false, ends);
	ck_assert_msg(!strcmp(ends, whole_case[_i].ends), "%s: %s",
		      whole_case[_i].text, ends);
	if (*ends)
		ck_assert_uint_eq(place.start, whole_case[_i].start);
	free(copy);
}
END_TEST

START_TEST(tokens_have_a_limit)
{
	static char in[DLP_RULE_TOKEN_MAX + 2];
	struct dlp_place place;

	memset(in, 'a', sizeof(in) - 1);
	in[1] = '1';
	ck_assert(!dlp_place_token(span(in), 0, &place));
	in[DLP_RULE_TOKEN_MAX] = '\0';
	ck_assert(dlp_place_token(span(in), 0, &place));
}
END_TEST

static uint64_t seed = 88172645463325252u;

static size_t below(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed % n);
}

static bool in(char c, char low, char high)
{
	return c >= low && c <= high;
}

/* Masks are what the bytes are, at every length and place. */
START_TEST(masks_tell_bytes)
{
	const enum dlp_runs_path path = (enum dlp_runs_path)_i;
	static struct dlp_runs runs;
	static char text[DLP_RUN_BLOCK + 2 * DLP_RUN_AHEAD];

	for (size_t turn = 0; dlp_runs_path_works(path) && turn < 40; turn++) {
		size_t len = turn < 20 ? below(300) : sizeof(text) - turn;
		size_t from = below(len / 2 + 1);
		char *copy = malloc(len ? len : 1);

		for (size_t i = 0; i < len; i++)
			copy[i] =
				turn % 2 ? (char)below(256)
					 : "09/:azAZ@[`{_\x80 (),-."[below(20)];
		dlp_runs_mask_by(path, &runs, (struct dlp_span){ copy, len },
				 from);
		for (size_t i = 0; i < (runs.words + 1) * 64; i++) {
			char c = from + i < len && i < runs.words * 64
					 ? copy[from + i]
					 : '\0';
			bool digit = runs.digit[i / 64] >> i % 64 & 1;
			bool alpha = runs.alpha[i / 64] >> i % 64 & 1;
			bool join = runs.join[i / 64] >> i % 64 & 1;

			ck_assert_int_eq(digit, in(c, '0', '9'));
			ck_assert_int_eq(alpha,
					 in(c, 'a', 'z') || in(c, 'A', 'Z'));
			ck_assert_int_eq(join,
					 c && strchr(" -./()", c) != NULL);
		}
		ck_assert(runs.words == DLP_RUN_WORDS ||
			  from + runs.words * 64 >= len);
		free(copy);
	}
}
END_TEST

static bool is_kind(struct dlp_span text, size_t i, bool digits)
{
	return i < text.len && (in(text.ptr[i], '0', '9') ||
				(!digits && (in(text.ptr[i], 'a', 'z') ||
					     in(text.ptr[i], 'A', 'Z'))));
}

/* Where ids begin whose letters and digits first meet at `pos`, in order. */
static const struct {
	const char *text;
	size_t pos;
	const char *starts;
} meet_case[] = {
	{ "AB12", 2, "0" },
	{ "AB 12", 3, "0" },
	{ "AB12C3", 4, "" },
	{ "AB12C3", 5, "" },
	{ "12 34 A", 6, "3 0" },
	{ "12.34-A", 6, "0" },
	{ "1 2 3 4 5 A", 10, "8 6 4 2" },
	{ "HH AB 1234", 6, "3 0" },
	{ "ABCD 1234", 5, "" },
	{ "ABCD1234", 4, "0" },
	{ "x AB1", 4, "2 0" },
	{ "x-AB1", 4, "0" },
	{ "_AB1", 3, "" },
	{ "No.A1", 4, "3 0" },
	{ "1.A1", 3, "" },
	{ "AB 12", 4, "" },
	{ "AB", 1, "" },
	{ "A  1", 3, "" },
	{ "A", 0, "" },
	{ "2026-11-28T10:08", 10, "" },
	{ "2026-11-28T10.08", 10, "0" },
	{ "2026-11-28T10", 10, "0" },
	{ "2026-11-8T10:08", 9, "0" },
	{ "2026-11-28A10:08", 10, "0" },
};

START_TEST(ids_begin_before_they_meet)
{
	size_t start[DLP_PLACE_ID_STARTS], n;
	char starts[40] = "";

	n = dlp_place_id_starts(span(meet_case[_i].text), meet_case[_i].pos,
				start);
	for (size_t i = 0; i < n; i++)
		sprintf(starts + strlen(starts), "%s%zu", i ? " " : "",
			start[i]);
	ck_assert_msg(!strcmp(starts, meet_case[_i].starts), "%s: %s",
		      meet_case[_i].text, starts);
}
END_TEST

/* Whether `starts` has the ids whose letters and digits meet at `pos`, if
 * there is an end for one. */
static void look_for_ids(struct dlp_span text, size_t pos, size_t bit,
			 const struct dlp_starts *starts, size_t *found)
{
	enum { LEAST = 5 }; /* letters and digits that a rule may want */
	size_t start[DLP_PLACE_ID_STARTS], n = 0;
	struct dlp_place place;

	if (is_kind(text, pos, false))
		n = dlp_place_id_starts(text, pos, start);
	for (size_t i = 0; i < n; i++) {
		dlp_place_id(text, start[i], &place);
		if (!place.ends || place.digits[place.ends - 1] < LEAST)
			continue;
		ck_assert(starts->id[bit / 64] >> bit % 64 & 1);
		++*found;
	}
}

/* Whether `starts` has the places of all shapes at `pos`. */
static void look_for_places(struct dlp_span text, size_t pos, size_t bit,
			    const struct dlp_starts_wants *wants,
			    const struct dlp_starts *starts, size_t found[4])
{
	bool begins = !pos || !is_kind(text, pos - 1, false);
	struct dlp_place place;

	if (begins && is_kind(text, pos, true)) {
		dlp_place_digits(text, pos, &place);
		if (place.ends &&
		    place.digits[place.ends - 1] >= wants->digits) {
			ck_assert(starts->digits[bit / 64] >> bit % 64 & 1);
			found[0]++;
		}
		if (dlp_place_phone(text, pos, &place)) {
			ck_assert(starts->phone[bit / 64] >> bit % 64 & 1);
			found[1]++;
		}
	}
	if (begins && is_kind(text, pos, false) &&
	    dlp_place_token(text, pos, &place) &&
	    *place.end - pos >= wants->token) {
		ck_assert(starts->token[bit / 64] >> bit % 64 & 1);
		found[2]++;
	}
	if (begins && is_kind(text, pos, false) && !is_kind(text, pos, true) &&
	    is_kind(text, pos + 1, false) && !is_kind(text, pos + 1, true) &&
	    is_kind(text, pos + 2, true) && is_kind(text, pos + 3, true) &&
	    dlp_place_iban(text, pos, &place)) {
		ck_assert(starts->iban[bit / 64] >> bit % 64 & 1);
		found[3]++;
	}
}

/* The masks miss no place, whatever the digits that are wanted. */
START_TEST(no_place_is_missed)
{
	static struct dlp_starts starts;
	static struct dlp_runs runs;
	static char text[400];
	size_t found[4] = { 0 }, ids = 0;

	for (size_t turn = 0; turn < 2000; turn++) {
		const struct dlp_starts_wants wants = {
			.digits = 1 + (unsigned)below(32),
			.token = 1 + (unsigned)below(DLP_STARTS_WANTS),
			.phone = true,
			.id = true,
			.iban = true,
		};
		size_t len = 1 + below(sizeof(text)), from = below(len);
		struct dlp_span all = { text, len };

		for (size_t i = 0; i < len;) {
			size_t n = 1 + below(below(4) ? 12 : 200);
			const char *set = below(2)   ? "0123456789"
					  : below(2) ? "ab1"
					  : below(2) ? "abcdef"
						     : " -./()+_,";

			for (; n && i < len; n--)
				text[i++] = set[below(strlen(set))];
			if (i < len && below(2))
				text[i++] = " -./"[below(4)];
			if (len - i > 25 && !below(4))
				i += (size_t)sprintf(text + i,
						     "GB82 WEST1234569876543%u",
						     (unsigned)below(10));
		}
		dlp_runs_mask(&runs, all, from);
		dlp_starts_find(&runs, &wants, &starts);
		for (size_t i = from; i < len; i++) {
			look_for_places(all, i, i - from, &wants, &starts,
					found);
			look_for_ids(all, i, i - from, &starts, &ids);
		}
	}
	for (int i = 0; i < 4; i++)
		ck_assert_uint_gt(found[i], 100);
	ck_assert_uint_gt(ids, 100);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("shape");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, digits_end_where_they_may, 0,
			    CASES(digits_case));
	tcase_add_loop_test(tc, shapes_are_whole, 0, CASES(whole_case));
	tcase_add_loop_test(tc, ids_begin_before_they_meet, 0,
			    CASES(meet_case));
	tcase_add_test(tc, tokens_have_a_limit);
	tcase_add_loop_test(tc, masks_tell_bytes, 0, DLP_RUNS_PATHS);
	tcase_add_test(tc, no_place_is_missed);
	return suite_run("shape", tc);
}
