#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "validate/validator.h"

/*
 * Numbers that others labelled, where a file of them is at hand: objects with
 * `module`, `number` and `valid`, one a line.  Without it nothing is checked
 * here; check_validator.c has cases of its own for what is written by hand.
 * With DLP_NUMBERS set the agreement of each module is printed.
 */
static const char path[] = "../shared/cases/numbers.jsonl.gz";

/* Modules that have another name here. */
static const struct {
	const char *module, *name;
} alias[] = {
	{ "gb.nhs", "nhs" },
	{ "in_.aadhaar", "aadhaar" },
	{ "in_.epic", "in.epic" },
	{ "in_.gstin", "in.gstin" },
	{ "in_.pan", "in.pan" },
	{ "in_.vid", "in.vid" },
	{ "is_.kennitala", "is.kennitala" },
	{ "jp.in_", "jp.my_number" },
	{ "fi.alv", "fi.ytunnus" },
	{ "iso6346", "container" },
	{ "iso7064.mod_11_10", "mod11-10" },
	{ "iso7064.mod_11_2", "mod11-2" },
	{ "iso7064.mod_37_36", "mod37-36" },
	{ "iso7064.mod_97_10", "mod97" },
	{ "iso9362", "bic" },
	{ "us.rtn", "aba" },
	{ "gb.sedol", "sedol" },
	{ "us.ssn", "ssn" },
};

/* Where we disagree with some labels, how often, and why. */
static const struct {
	const char *module;
	unsigned wrong;
	const char *why;
} apart[] = {
	{ "at.tin", 1, "the list of tax offices is not ours" },
	{ "be.ogm_vcs", 1, "written between plus signs" },
	{ "bitcoin", 3, "witness versions before BIP-350" },
	{ "by.unp", 3, "Cyrillic letters" },
	{ "casrn", 2, "grouping is the rule's" },
	{ "co.nit", 3, "commas between the digits" },
	{ "dk.cpr", 1, "a birth in the future: there is no clock here" },
	{ "do.cedula", 60, "a list of exceptions that fail Luhn" },
	{ "do.rnc", 2, "the same" },
	{ "ec.ruc", 1, "a firm without a check digit" },
	{ "eu.ecnumber", 3, "grouping is the rule's, and one exception" },
	{ "eu.vat", 35, "other separators, short forms, one-stop shops" },
	{ "fi.hetu", 1, "temporary numbers are numbers" },
	{ "gb.upn", 1, "the list of local authorities is not ours" },
	{ "gb.sedol", 1, "a digit in front means digits alone" },
	{ "grid", 1, "a word in front" },
	{ "imei", 1, "without its check digit" },
	{ "isbn", 1, "of nine characters, before 1970" },
	{ "kr.brn", 3, "labelled by shape alone" },
	{ "kr.rrn", 5, "foreigners are kr.frn" },
	{ "mac", 1, "whose first half nobody was given" },
	{ "mk.edb", 9, "Cyrillic letters" },
	{ "mx.curp", 1, "the list of improper words is not ours" },
	{ "mx.rfc", 3, "without its last three characters; improper words" },
	{ "nl.btw", 1, "without its zeros" },
	{ "no.fodselsnummer", 1, "a birth in the future" },
	{ "nz.bankaccount", 5, "other dashes and blanks" },
	{ "sn.ninea", 7, "commas between the digits" },
	{ "tn.mf", 13, "without its zeros" },
	{ "us.atin", 1, "labelled by shape alone" },
	{ "us.ein", 1, "grouping is the rule's" },
	{ "us.itin", 1, "grouping is the rule's" },
	{ "us.ssn", 1, "grouping is the rule's" },
};

struct count {
	char module[40];
	const struct dlp_validator *validator;
	unsigned right, wrong;
};

enum { MODULES = 400 };

static struct count count[MODULES];
static size_t counts;

static struct count *count_of(struct dlp_span module)
{
	struct dlp_span name = module;
	size_t i = 0;

	while (i < counts && (strlen(count[i].module) != module.len ||
			      memcmp(count[i].module, module.ptr, module.len)))
		i++;
	if (i < counts)
		return &count[i];
	ck_assert_uint_lt(counts, MODULES);
	ck_assert_uint_lt(module.len, sizeof(count[i].module));
	memcpy(count[i].module, module.ptr, module.len);
	for (size_t k = 0; k < sizeof(alias) / sizeof(*alias); k++)
		if (!strcmp(alias[k].module, count[i].module))
			name = (struct dlp_span){ alias[k].name,
						  strlen(alias[k].name) };
	count[i].validator = dlp_validator_find(name);
	/* Those that need arguments can't be asked here. */
	if (count[i].validator && *count[i].validator->args)
		count[i].validator = NULL;
	return &count[counts++];
}

static void check_line(struct dlp_span line, bool tell)
{
	const struct dlp_validator_args args = { 0 };
	struct dlp_candidate cand = { 0 };
	struct dlp_arena arena = { 0 };
	struct dlp_json *json;
	struct dlp_error err;
	struct count *c;
	bool valid;

	ck_assert_int_eq(dlp_json_parse(line, &arena, &json, &err), DLP_OK);
	c = count_of(dlp_json_get(json, "module")->text);
	if (c->validator) {
		cand.value = dlp_json_get(json, "number")->text;
		valid = dlp_json_get(json, "valid")->type == DLP_JSON_TRUE;
		/* What can't be told is kept, as what is valid. */
		if (valid ==
		    (c->validator->check(&cand, &args) != DLP_INVALID)) {
			c->right++;
		} else {
			c->wrong++;
			if (tell)
				printf("%s: %.*s is %s\n", c->module,
				       (int)cand.value.len, cand.value.ptr,
				       valid ? "valid" : "invalid");
		}
	}
	dlp_arena_release(&arena);
}

START_TEST(labels_are_met)
{
	char command[sizeof(path) + 16], line[4096];
	bool tell = getenv("DLP_NUMBERS") != NULL;
	unsigned right = 0, wrong = 0, covered = 0;
	FILE *f;

	if (access(path, R_OK))
		return;
	snprintf(command, sizeof(command), "gzip -dc %s", path);
	f = popen(command, "r");
	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof(line), f))
		check_line((struct dlp_span){ line, strcspn(line, "\n") },
			   tell);
	ck_assert_int_eq(pclose(f), 0);
	for (size_t i = 0; i < counts; i++) {
		unsigned allowed = 0;

		if (!count[i].validator)
			continue;
		if (tell)
			printf("%-24s %5u of %5u\n", count[i].module,
			       count[i].right, count[i].right + count[i].wrong);
		right += count[i].right;
		wrong += count[i].wrong;
		covered++;
		for (size_t k = 0; k < sizeof(apart) / sizeof(*apart); k++)
			if (!strcmp(apart[k].module, count[i].module))
				allowed = apart[k].wrong;
		ck_assert_msg(tell || count[i].wrong == allowed,
			      "%s: %u disagree", count[i].module,
			      count[i].wrong);
	}
	if (tell)
		printf("%u of %zu modules, %u of %u numbers\n", covered, counts,
		       right, right + wrong);
	ck_assert_uint_gt(covered, 0);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("numbers");

	tcase_add_test(tc, labels_are_met);
	return suite_run("numbers", tc);
}
