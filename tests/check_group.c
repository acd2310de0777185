#include "detect/group.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

/*
 * Findings that wait, a word each: rule, start-end, and of its letters s for
 * suppressed, w for one that waits for another nearby, r for one that reaches 3
 * bytes further.
 */
struct case_rule {
	const char *id;
	int specificity;
	enum dlp_severity severity;
	bool builtin;
};

static const struct case_rule rules[] = {
	{ "a", 0, DLP_SEVERITY_LOW, true },
	{ "b", 1, DLP_SEVERITY_LOW, true },
	{ "c", 0, DLP_SEVERITY_CRITICAL, true },
	{ "u", 9, DLP_SEVERITY_HIGH, false },
};

static void add(struct dlp_group *group, struct dlp_rule *rule,
		const char *word)
{
	struct dlp_pending *p = dlp_group_new(group);
	unsigned start, end;
	char letters[8] = "";
	size_t i = 0;

	ck_assert_ptr_nonnull(p);
	while (*rules[i].id != *word)
		i++;
	*rule = (struct dlp_rule){ .id = { rules[i].id, 1 },
				   .specificity = rules[i].specificity,
				   .severity = rules[i].severity,
				   .builtin = rules[i].builtin };
	ck_assert_int_ge(
		sscanf(word + 1, "%u-%u%7[swr]", &start, &end, letters), 2);
	p->rule = rule;
	p->start = start;
	p->end = end;
	p->reach = end + (strchr(letters, 'r') ? 3 : 0);
	p->sum = start * 100 + end;
	p->evidence =
		(struct dlp_evidence){ .confidence = DLP_CONFIDENCE_MEDIUM };
	p->waits = strchr(letters, 'w') != NULL;
	p->suppressed = (struct dlp_suppressed){ strchr(letters, 's')
							 ? DLP_SUPPRESS_INLINE
							 : DLP_SUPPRESS_NONE,
						 NULL };
	ck_assert_int_eq(dlp_group_add(group, p), DLP_OK);
}

/* What is taken out, in order: who names it, from where to where, the others,
 * ! for critical, + where others reach beyond it, s for suppressed. */
static const struct {
	const char *in, *want;
	unsigned settled;
} group_case[] = {
	{ "", "", 99 },
	{ "a1-5", "a1-5", 99 },
	{ "a4-5 a1-2", "a1-2 a4-5", 99 },
	{ "a1-3 a3-5", "a1-3 a3-5", 99 },
	{ "a1-5 b2-3", "b1-5a+", 99 },
	{ "b1-5 a2-3", "b1-5a", 99 },
	{ "a1-5 c2-6", "c1-6a!+", 99 },
	{ "b1-5 c2-4", "b1-5c!", 99 },
	{ "u1-5 a2-4", "a1-5u+", 99 },
	{ "a1-4 a3-8 a7-9", "a1-9+", 99 },
	/* Not before nothing can join it any more. */
	{ "a1-5", "", 4 },
	{ "a1-5", "a1-5", 5 },
	/* Nor before all is known of what is shown with it. */
	{ "a1-5r", "", 7 },
	{ "a1-5r", "a1-5", 8 },
	{ "a1-5 b2-4r", "", 6 },
	{ "a1-5 b2-4r", "b1-5a+", 7 },
	{ "a1-5 b2-4sr", "a1-5", 6 },
	{ "a1-2 a4-6", "a1-2", 5 },
	{ "a1-2w a4-6", "", 99 },
	{ "a1-5 b2-3w", "", 99 },
	/* One that is suppressed neither joins nor parts, nor is in the way. */
	{ "a1-5s", "a1-5s", 99 },
	{ "a1-5 c2-4s", "a1-5 c2-4s", 99 },
	{ "c1-5s a2-4", "c1-5s a2-4", 99 },
	{ "a1-4 c3-9s b8-11", "a1-4 c3-9s b8-11", 99 },
	{ "a1-8 c2-3s b4-9 c5-6s", "b1-9a+ c2-3s c5-6s", 99 },
	{ "a1-5s b1-5s", "a1-5s b1-5s", 99 },
	{ "a1-5 c2-4sw", "a1-5", 99 },
	{ "c1-5sw a2-4", "", 99 },
	{ "a1-5 c2-9s", "a1-5", 8 },
	{ "c1-9s a2-5", "", 8 },
};

START_TEST(groups_are_merged)
{
	struct dlp_group group = { 0 };
	struct dlp_rule rule[8];
	struct dlp_merged m;
	char in[100], got[200] = "";
	size_t n = 0, len = 0;

	snprintf(in, sizeof(in), "%s", group_case[_i].in);
	for (char *next = in, *word; (word = strtok_r(next, " ", &next));)
		add(&group, &rule[n++], word);
	while (dlp_group_take(&group, group_case[_i].settled, &m)) {
		len += (size_t)snprintf(got + len, sizeof(got) - len,
					"%s%.1s%u-%u", len ? " " : "",
					m.best->rule->id.ptr, (unsigned)m.start,
					(unsigned)m.end);
		for (size_t i = 0; i < m.alsos; i++)
			got[len++] = *m.also[i].ptr;
		if (m.severity == DLP_SEVERITY_CRITICAL && m.alsos)
			got[len++] = '!';
		if (m.beyond)
			got[len++] = '+';
		if (m.best->suppressed.by)
			got[len++] = 's';
		got[len] = '\0';
		dlp_group_done(&group, &m);
	}
	ck_assert_str_eq(got, group_case[_i].want);
	dlp_group_release(&group);
}
END_TEST

/* Order holds when some are taken, some wait, and more come. */
START_TEST(order_holds)
{
	struct dlp_group group = { 0 };
	struct dlp_rule rule[4];
	struct dlp_merged m;

	add(&group, &rule[0], "a1-8");
	add(&group, &rule[1], "c2-3s");
	ck_assert(!dlp_group_take(&group, 5, &m));
	add(&group, &rule[2], "b4-9");
	add(&group, &rule[3], "a2-6s");
	ck_assert(dlp_group_take(&group, 9, &m));
	ck_assert_uint_eq(m.end, 9);
	dlp_group_done(&group, &m);
	ck_assert_uint_eq(dlp_group_start(&group), 2);
	ck_assert_uint_eq(dlp_group_at(&group, 0)->end, 6);
	ck_assert_uint_eq(dlp_group_at(&group, 1)->end, 3);
	ck_assert_ptr_null(dlp_group_at(&group, 2));
	dlp_group_remove(&group, 0);
	ck_assert(dlp_group_take(&group, 9, &m));
	ck_assert_uint_eq(m.end, 3);
	dlp_group_done(&group, &m);
	ck_assert_uint_eq(dlp_group_start(&group), UINT64_MAX);
	dlp_group_release(&group);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("group");

	tcase_add_loop_test(tc, groups_are_merged, 0, CASES(group_case));
	tcase_add_test(tc, order_holds);
	return suite_run("group", tc);
}
