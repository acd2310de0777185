#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "match/engine.h"
#include "redact/proof.h"

#define LENGTH(a) ((int)(sizeof(a) / sizeof((a)[0])))
#define SSN "123-45-6789"
#define GONE "[REDACTED:us.ssn]"

/* One value that was to be removed, and what was done about it. */
static const struct {
	const char *source, *output;
	const char *rule;
	struct dlp_cover cover;
	struct dlp_edit edit; /* empty for none */
	int proven;
} proof_case[] = {
	{ "ssn: " SSN "\n",
	  "ssn: " GONE "\n",
	  "us.ssn",
	  { 5, 16, 0 },
	  { 5, 16, 5, 22 },
	  1 },
	/* Nothing was done. */
	{ "ssn: " SSN "\n",
	  "ssn: " SSN "\n",
	  "us.ssn",
	  { 5, 16, 0 },
	  { 0, 0, 0, 0 },
	  0 },
	/* It is said to be done, but the value stands there. */
	{ "ssn: " SSN "\n",
	  "ssn: " SSN "\n",
	  "us.ssn",
	  { 5, 16, 0 },
	  { 5, 16, 5, 16 },
	  0 },
	{ "ssn: " SSN "\n",
	  "ssn: <" SSN ">\n",
	  "us.ssn",
	  { 5, 16, 0 },
	  { 5, 16, 5, 18 },
	  0 },
	/* Another place was replaced. */
	{ "ssn: " SSN " xxxxxxxxxxx\n",
	  "ssn: " SSN " " GONE "\n",
	  "us.ssn",
	  { 5, 16, 0 },
	  { 17, 28, 17, 34 },
	  0 },
	/* The same value elsewhere was not asked for. */
	{ "ssn: " SSN " ssn: " SSN "\n",
	  "ssn: " GONE " ssn: " SSN "\n",
	  "us.ssn",
	  { 5, 16, 0 },
	  { 5, 16, 5, 22 },
	  1 },
	{ "ssn: " SSN " ssn: " SSN "\n",
	  "ssn: " SSN " ssn: " GONE "\n",
	  "us.ssn",
	  { 22, 33, 0 },
	  { 22, 33, 22, 39 },
	  1 },
	/* What another rule finds there is not asked for either. */
	{ "ssn: " SSN "\n",
	  "ssn: " SSN "\n",
	  "card.number",
	  { 5, 16, 0 },
	  { 0, 0, 0, 0 },
	  1 },
	/* A replacement that looks like a value, and goes on behind it. */
	{ "password=Wq8zR2pLm4;\n",
	  "password=Xk7vT9qNb3\\n;\n",
	  "generic.password",
	  { 9, 19, 0 },
	  { 9, 19, 9, 19 },
	  1 },
};

static int spool(const char *text)
{
	struct dlp_error err;
	int fd = dlp_io_open_spool();

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dlp_io_write(fd, text, strlen(text), &err), DLP_OK);
	return fd;
}

START_TEST(proofs)
{
	struct dlp_catalog *catalog = dlp_catalog_new(true);
	const char *rule = proof_case[_i].rule;
	struct dlp_ids ids = { 0 };
	struct dlp_where where = { .path = DLP_SPAN("x") };
	struct dlp_engine *engine;
	struct dlp_proof proof = {
		.cover = &proof_case[_i].cover,
		.covers = 1,
		.ids = &ids,
		.edit = &proof_case[_i].edit,
		.edits = proof_case[_i].edit.to != 0,
		.source = spool(proof_case[_i].source),
		.output = spool(proof_case[_i].output),
	};
	struct dlp_error err;
	uint32_t number;

	ck_assert_int_eq(dlp_ids_number(&ids,
					(struct dlp_span){ rule, strlen(rule) },
					&number),
			 DLP_OK);
	ck_assert_int_eq(dlp_engine_new(catalog, &engine, &err), DLP_OK);
	proof.engine = engine;
	ck_assert_int_eq(dlp_proof_run(&proof, &where, &err),
			 proof_case[_i].proven ? DLP_OK : DLP_SKIP);
	close(proof.source);
	close(proof.output);
	dlp_engine_free(engine);
	dlp_catalog_free(catalog);
	dlp_ids_release(&ids);
}
END_TEST

/* An output that can't be read proves nothing. */
START_TEST(unreadable)
{
	struct dlp_catalog *catalog = dlp_catalog_new(true);
	struct dlp_where where = { .path = DLP_SPAN("x") };
	struct dlp_ids ids = { 0 };
	struct dlp_engine *engine;
	struct dlp_proof proof = { .ids = &ids, .source = -1, .output = -1 };
	struct dlp_error err;

	ck_assert_int_eq(dlp_engine_new(catalog, &engine, &err), DLP_OK);
	proof.engine = engine;
	ck_assert_int_eq(dlp_proof_run(&proof, &where, &err), DLP_SKIP);
	dlp_engine_free(engine);
	dlp_catalog_free(catalog);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("proof");
	TCase *tc = tcase_create("proof");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, proofs, 0, LENGTH(proof_case));
	tcase_add_test(tc, unreadable);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
