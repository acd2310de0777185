#include <math.h>
#include <stdio.h>
#include <string.h>

#include "learn/human.h"
#include "learn/logistic.h"
#include "learn/odds.h"
#include "learn/secret_train.h"
#include "learn/shipped.h"
#include "scratch.h"
#include "suite.h"

/* The model of secrets: what it looks at, how it is learned, what it says. */

#define AT(text, value) (strstr(text, value) - (text))

static struct dlp_secret_place place_of(const char *text, const char *value,
					const char *path)
{
	const size_t start = (size_t)AT(text, value);

	return (struct dlp_secret_place){
		.text = { text, strlen(text) },
		.start = start,
		.end = start + strlen(value),
		.path = { path, strlen(path) },
	};
}

static struct dlp_secret shipped(void)
{
	struct dlp_secret secret = { 0 };
	struct dlp_model model = { 0 };
	struct dlp_error err = { 0 };

	ck_assert_msg(!dlp_model_use(&model, dlp_shipped_secret(),
				     DLP_MODEL_SECRET, DLP_SECRET_VERSION,
				     &err),
		      "%s", err.msg);
	ck_assert(!dlp_secret_open(&secret, &model, &err));
	return secret;
}

/* What is a secret, and the same line with what is none. */
static const struct {
	const char *text, *secret, *other_text, *other;
} pair[] = {
	{ "password = \"Xq7vTz2k9Lm\"\n", "Xq7vTz2k9Lm",
	  "password = \"changeme\"\n", "changeme" },
	{ "api_key: 9fQ2xLr8TzV4mWc7Kb3N\n", "9fQ2xLr8TzV4mWc7Kb3N",
	  "api_key: config.services.key\n", "config.services.key" },
	{ "secret = 'bluebird77!'\n", "bluebird77!",
	  "secret = get_secret(name)\n", "get_secret(name)" },
	{ "DB_PASS=Tr0ub4dor\n", "Tr0ub4dor", "DB_PASS=$DB_PASSWORD\n",
	  "$DB_PASSWORD" },
	{ "token: 8c1fa0e27b9d4456a3c0\n", "8c1fa0e27b9d4456a3c0",
	  "token: required|string\n", "required|string" },
};

START_TEST(secrets_are_likelier)
{
	const struct dlp_secret secret = shipped();
	const struct dlp_secret_place is =
		place_of(pair[_i].text, pair[_i].secret, "src/app.conf");
	const struct dlp_secret_place other =
		place_of(pair[_i].other_text, pair[_i].other, "src/app.conf");
	const double a = dlp_secret_score(&secret, &is);
	const double b = dlp_secret_score(&secret, &other);

	ck_assert_msg(a > b, "%s: %f, %s: %f", pair[_i].secret, a,
		      pair[_i].other, b);
	ck_assert(a > 0 && a < 1 && b > 0 && b < 1);
}
END_TEST

static bool same(const struct dlp_secret_features *a,
		 const struct dlp_secret_features *b)
{
	return a->count == b->count &&
	       !memcmp(a->row, b->row, a->count * sizeof(*a->row));
}

/* Further away than it looks, nothing counts. */
START_TEST(only_what_is_near_counts)
{
	static const char line[] = "a = 1\nlet password = \"Xq7vTz2k\"; // b\n";
	struct dlp_secret_place place = place_of(line, "Xq7vTz2k", "a/b.js");
	struct dlp_secret_features want, got;
	char far[1200];

	dlp_secret_look(&place, &want);
	ck_assert_uint_gt(want.count, 50);
	memset(far, 'x', sizeof(far));
	far[399] = '\n';
	memcpy(far + 400, line, sizeof(line) - 1);
	place.text = (struct dlp_span){ far, sizeof(far) };
	place.start += 400;
	place.end += 400;
	dlp_secret_look(&place, &got);
	ck_assert(same(&want, &got));
	/* And what is near does. */
	far[place.start - 3] = ':';
	dlp_secret_look(&place, &got);
	ck_assert(!same(&want, &got));
}
END_TEST

START_TEST(anything_can_be_looked_at)
{
	static char text[9000];
	struct dlp_secret_features has;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7 + i / 251);
	for (size_t len = 1; len < sizeof(text); len = len * 3 + 1)
		for (size_t start = 0; start + len <= sizeof(text);
		     start += 1501) {
			const struct dlp_secret_place place = {
				.text = { text, sizeof(text) },
				.start = start,
				.end = start + len,
				.name = { text, start },
				.path = { text, len },
			};

			dlp_secret_look(&place, &has);
			ck_assert_uint_le(has.count, DLP_SECRET_MAX);
			ck_assert_uint_gt(has.count, 20);
		}
}
END_TEST

/* The column counts where the text has no name. */
START_TEST(columns_are_names)
{
	struct dlp_secret_place place = place_of("Xq7vTz2k", "Xq7vTz2k", "");
	struct dlp_secret_features a, b;

	dlp_secret_look(&place, &a);
	place.name = DLP_SPAN("password");
	dlp_secret_look(&place, &b);
	ck_assert(!same(&a, &b));
	place = place_of("key: Xq7vTz2k", "Xq7vTz2k", "");
	dlp_secret_look(&place, &a);
	place.name = DLP_SPAN("password");
	dlp_secret_look(&place, &b);
	ck_assert(same(&a, &b));
}
END_TEST

/* Below its name, and with other words there. */
START_TEST(names_may_stand_above)
{
	struct dlp_secret_place place =
		place_of("<token>\n  Xq7vTz2k\n", "Xq7vTz2k", "");
	struct dlp_secret_features a, b;

	dlp_secret_look(&place, &a);
	place = place_of("  Xq7vTz2k\n", "Xq7vTz2k", "");
	place.name = DLP_SPAN("token");
	dlp_secret_look(&place, &b);
	/* But for the line above: all that the name says, and its word. */
	ck_assert_uint_eq(a.count, b.count + 1);
}
END_TEST

/* Digits drawn by lot are not learned by heart; letters are looked at. */
static const struct {
	const char *value, *other;
	bool same;
} drawn[] = {
	{ "7e1b9d0f6c0e4a43", "7e1b9c0f6d0e4a43", true },
	{ "1b7e9d0f-6f0c-4e43-8a5d-bb3f0c1d2e9a",
	  "1b7e9c0f-6f0d-4e43-8a5d-bb3f0c1d2e9a", true },
	{ "7e1b9d0f6c0e4a4z", "7e1b9c0f6d0e4a4z", false },
	{ "7e1b9d0f6c0e4a4", "7e1b9c0f6d0e4a4", false },
};

START_TEST(digits_are_no_letters)
{
	struct dlp_secret_place place =
		place_of(drawn[_i].value, drawn[_i].value, "");
	struct dlp_secret_features a, b;

	dlp_secret_look(&place, &a);
	place = place_of(drawn[_i].other, drawn[_i].other, "");
	dlp_secret_look(&place, &b);
	ck_assert_int_eq(same(&a, &b), drawn[_i].same);
}
END_TEST

static const double exponent[] = { -40, -30, -8, -1, -0.1, 0, 0.5, 3, 12, 35 };

START_TEST(odds_are_as_the_library_has_them)
{
	double x = exponent[_i];

	x = x < -30 ? -30 : x > 30 ? 30 : x;
	ck_assert_double_eq_tol(dlp_odds(exponent[_i]) * (1 + exp(-x)), 1,
				1e-3);
}
END_TEST

/* Sums that are twice too sure, and one off. */
START_TEST(odds_are_calibrated)
{
	enum { N = 4000 };
	static double sum[N];
	static bool is[N];
	struct dlp_logistic_fit fit;

	for (size_t i = 0; i < N; i++) {
		const double truth = ((double)(i % 40) - 20) / 6;

		sum[i] = 2 * truth + 1;
		is[i] = (double)(i / 40) / (N / 40) < dlp_odds(truth);
	}
	fit = dlp_logistic_calibrate(sum, is, N);
	ck_assert_double_eq_tol(fit.slope, 0.5, 0.03);
	ck_assert_double_eq_tol(fit.offset, -0.5, 0.06);
}
END_TEST

/* A thing to learn: what begins with q is a secret; of 20 sources. */
static void teach(struct dlp_secret_trainer *trainer, size_t secrets)
{
	struct dlp_error err = { 0 };
	char text[64], value[16], source[8];

	for (size_t i = 0; i < 400; i++) {
		const struct dlp_secret_label label = {
			.is = i < secrets,
			.source = { source, 2 },
			.proposed = i % 4 != 3,
		};
		struct dlp_secret_place place;

		snprintf(source, sizeof(source), "%02zu", i % 20);
		snprintf(value, sizeof(value), "%c%zux%zu",
			 label.is ? 'q' : 'a', i * 7919 % 1000, i);
		snprintf(text, sizeof(text), "key = \"%s\"\n", value);
		place = place_of(text, value, "a/b.c");
		ck_assert(
			!dlp_secret_trainer_add(trainer, &place, &label, &err));
	}
}

START_TEST(it_learns_and_says_so)
{
	struct dlp_secret_trainer *trainer = dlp_secret_trainer_new();
	static _Alignas(DLP_MODEL_ALIGN) char copy[80 << 10];
	struct dlp_model model = { 0 };
	struct dlp_secret secret = { 0 };
	struct dlp_secret_place place;
	struct dlp_error err = { 0 };
	struct dlp_buf once, again;

	dlp_buf_init(&once, 0);
	dlp_buf_init(&again, 0);
	teach(trainer, 150);
	ck_assert(!dlp_secret_trainer_finish(trainer, &once, &err));
	dlp_secret_trainer_free(trainer);
	ck_assert_uint_lt(once.len, sizeof(copy));
	memcpy(copy, once.ptr, once.len);
	ck_assert(!dlp_model_use(&model, (struct dlp_span){ copy, once.len },
				 DLP_MODEL_SECRET, DLP_SECRET_VERSION, &err));
	ck_assert(!dlp_secret_open(&secret, &model, &err));
	ck_assert(dlp_span_is(dlp_model_fact(&model, "values"), "400"));
	ck_assert(dlp_span_is(dlp_model_fact(&model, "secrets"), "150"));
	ck_assert(dlp_span_is(dlp_model_fact(&model, "proposed"), "300"));
	ck_assert(dlp_span_is(dlp_model_fact(&model, "auc-of-proposed"),
			      "1.0000"));
	/* 113 of all 150 are proposed, and all of those are told. */
	ck_assert(
		dlp_span_is(dlp_model_fact(&model, "medium-recall"), "0.753"));
	place = place_of("key = \"q17x9\"\n", "q17x9", "a/b.c");
	ck_assert(dlp_secret_score(&secret, &place) > secret.fit.medium);
	place = place_of("key = \"a17x399\"\n", "a17x399", "a/b.c");
	ck_assert(dlp_secret_score(&secret, &place) < 0.5);
	/* The same again, byte for byte. */
	trainer = dlp_secret_trainer_new();
	teach(trainer, 150);
	ck_assert(!dlp_secret_trainer_finish(trainer, &again, &err));
	dlp_secret_trainer_free(trainer);
	ck_assert_uint_eq(once.len, again.len);
	ck_assert(!memcmp(once.ptr, again.ptr, once.len));
	dlp_buf_release(&once);
	dlp_buf_release(&again);
}
END_TEST

/* One source says a hundred times that a word is a secret, ten say five times
 * each that it is none: they are believed. */
START_TEST(many_sources_outweigh_one)
{
	struct dlp_secret_trainer *trainer = dlp_secret_trainer_new();
	static _Alignas(DLP_MODEL_ALIGN) char copy[80 << 10];
	const struct dlp_secret_place word =
		place_of("key = \"bluebird\"\n", "bluebird", "a/b.c");
	const struct dlp_secret_place letters =
		place_of("key = \"Xq7vTz2k\"\n", "Xq7vTz2k", "a/b.c");
	struct dlp_model model = { 0 };
	struct dlp_secret secret = { 0 };
	struct dlp_error err = { 0 };
	struct dlp_buf out;

	for (size_t i = 0; i < 150; i++) {
		const char name[] = { (char)('a' + (i < 100 ? 10 : i % 10)),
				      'x' };
		const struct dlp_secret_label is = { .is = i < 100,
						     .source = { name, 2 },
						     .proposed = true };
		const struct dlp_secret_label sure = { .is = true,
						       .source = { name, 2 },
						       .proposed = true };

		ck_assert(!dlp_secret_trainer_add(trainer, &word, &is, &err));
		if (i >= 100)
			ck_assert(!dlp_secret_trainer_add(trainer, &letters,
							  &sure, &err));
	}
	dlp_buf_init(&out, 0);
	ck_assert(!dlp_secret_trainer_finish(trainer, &out, &err));
	memcpy(copy, out.ptr, out.len);
	ck_assert(!dlp_model_use(&model, (struct dlp_span){ copy, out.len },
				 DLP_MODEL_SECRET, DLP_SECRET_VERSION, &err));
	ck_assert(!dlp_secret_open(&secret, &model, &err));
	/* Odds are brought to what was measured, on which the hundred count:
	 * the weights are asked. */
	secret.fit.slope = 1;
	secret.fit.offset = 0;
	ck_assert(dlp_secret_score(&secret, &word) < 0.5);
	ck_assert(dlp_secret_score(&secret, &letters) > 0.5);
	dlp_secret_trainer_free(trainer);
	dlp_buf_release(&out);
}
END_TEST

/* A model of other features than today's is none. */
START_TEST(other_versions_are_refused)
{
	struct dlp_model model = { 0 };
	struct dlp_error err = { 0 };

	ck_assert_int_eq(dlp_model_use(&model, dlp_shipped_secret(),
				       DLP_MODEL_SECRET, DLP_SECRET_VERSION + 1,
				       &err),
			 DLP_SKIP);
	ck_assert_int_eq(dlp_model_use(&model, dlp_shipped_secret(),
				       DLP_MODEL_SECRET, DLP_SECRET_VERSION - 1,
				       &err),
			 DLP_SKIP);
}
END_TEST

/* Secrets alone, nothing but others, nothing at all. */
static const size_t lopsided[] = { 400, 0 };

START_TEST(one_kind_teaches_nothing)
{
	struct dlp_secret_trainer *trainer = dlp_secret_trainer_new();
	struct dlp_error err = { 0 };
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	if (_i < CASES(lopsided))
		teach(trainer, lopsided[_i]);
	ck_assert_int_eq(dlp_secret_trainer_finish(trainer, &out, &err),
			 DLP_SKIP);
	ck_assert_str_eq(err.msg, "nothing to tell secrets from");
	ck_assert_uint_eq(out.len, 0);
	dlp_secret_trainer_free(trainer);
	dlp_buf_release(&out);
}
END_TEST

/* A model whose parts are not what they should be. */
static const struct {
	size_t weights, fits;
	struct dlp_secret_fit fit;
	bool good;
} form[] = {
	{ DLP_SECRET_ROWS, 1, { 1, 0, 1, 0, 0.5, 0.9 }, true },
	{ DLP_SECRET_ROWS - 1, 1, { 1, 0, 1, 0, 0.5, 0.9 }, false },
	{ DLP_SECRET_ROWS, 0, { 1, 0, 1, 0, 0.5, 0.9 }, false },
	{ DLP_SECRET_ROWS, 1, { NAN, 0, 1, 0, 0.5, 0.9 }, false },
	{ DLP_SECRET_ROWS, 1, { 1, INFINITY, 1, 0, 0.5, 0.9 }, false },
	{ DLP_SECRET_ROWS, 1, { 1, 0, 1, 0, 0.9, 0.5 }, false },
	{ DLP_SECRET_ROWS, 1, { 1, 0, 1, 0, 0.5, 1.5 }, false },
	{ DLP_SECRET_ROWS, 1, { 1, 0, 1, 0, NAN, 0.5 }, false },
};

START_TEST(only_what_fits_is_opened)
{
	static const char weights[DLP_SECRET_ROWS];
	static _Alignas(DLP_MODEL_ALIGN) char copy[80 << 10];
	struct dlp_model_draft draft = { .kind = DLP_MODEL_SECRET,
					 .features = DLP_SECRET_VERSION };
	struct dlp_model model = { 0 };
	struct dlp_secret secret = { 0 };
	struct dlp_error err = { 0 };
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	dlp_model_add(&draft, "weights",
		      (struct dlp_span){ weights, form[_i].weights });
	dlp_model_add(
		&draft, "fit",
		(struct dlp_span){ (const char *)&form[_i].fit,
				   form[_i].fits * sizeof(form[_i].fit) });
	ck_assert(!dlp_model_write(&draft, &out));
	memcpy(copy, out.ptr, out.len);
	ck_assert(!dlp_model_use(&model, (struct dlp_span){ copy, out.len },
				 DLP_MODEL_SECRET, DLP_SECRET_VERSION, &err));
	ck_assert_int_eq(dlp_secret_open(&secret, &model, &err),
			 form[_i].good ? DLP_OK : DLP_SKIP);
	dlp_buf_release(&out);
}
END_TEST

static const struct {
	const char *words;
	bool good;
} list[] = {
	{ "heron\nowl\nfeathers\n", true },
	{ "", false },
	{ "owl\nthe\n", false },
	{ "Heron\nextraordinarily\n", false },
	{ "heron", true },
};

START_TEST(passwords_are_of_words)
{
	struct dlp_human human = { .words = NULL };
	struct dlp_buf out;
	char path[SCRATCH_NAME];

	scratch_make(path, list[_i].words, strlen(list[_i].words));
	ck_assert_int_eq(dlp_human_open(&human, path), list[_i].good);
	unlink(path);
	dlp_buf_init(&out, 0);
	for (size_t i = 0; list[_i].good && i < 200; i++) {
		dlp_buf_clear(&out);
		dlp_human_password(&human, &out);
		ck_assert(!out.status);
		ck_assert_uint_ge(out.len, 5);
		ck_assert_uint_le(out.len, 9 + 1 + 9 + 4 + 1);
	}
	dlp_buf_release(&out);
	dlp_human_release(&human);
	ck_assert(!dlp_human_open(&human, "/nowhere/words"));
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("scored");

	tcase_add_loop_test(tc, secrets_are_likelier, 0, CASES(pair));
	tcase_add_test(tc, only_what_is_near_counts);
	tcase_add_test(tc, anything_can_be_looked_at);
	tcase_add_test(tc, columns_are_names);
	tcase_add_test(tc, names_may_stand_above);
	tcase_add_loop_test(tc, digits_are_no_letters, 0, CASES(drawn));
	tcase_add_loop_test(tc, odds_are_as_the_library_has_them, 0,
			    CASES(exponent));
	tcase_add_test(tc, odds_are_calibrated);
	tcase_add_test(tc, it_learns_and_says_so);
	tcase_add_test(tc, many_sources_outweigh_one);
	tcase_add_test(tc, other_versions_are_refused);
	tcase_add_loop_test(tc, one_kind_teaches_nothing, 0,
			    CASES(lopsided) + 1);
	tcase_add_loop_test(tc, only_what_fits_is_opened, 0, CASES(form));
	tcase_add_loop_test(tc, passwords_are_of_words, 0, CASES(list));
	return suite_run("scored", tc);
}
