#include <string.h>

#include "base/buf.h"
#include "match/regex.h"
#include "match/route.h"
#include "match/shadow.h"
#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

static const struct {
	const char *regex, *shadow; /* NULL for none */
} shadow_case[] = {
	{ "\\d{3}-\\d{2}", "\\d{3}-\\d{2}" },
	{ "9\\d{2}([- ]?)\\1", "0\\d{2}((?:[- ])?)(?:\\1)" },
	{ "[2-9]\\d", "(?:0|[2-9])\\d" },
	{ "[a-z]", "(?:a|[a-z])" },
	{ "[!-~]", "(?:0|A|a|[!-~])" },
	{ "[A-FK]x[^-]", "(?:A|[A-FK])a(?:[^-])" },
	{ "[^IOQ]", NULL },
	{ "(?i)B[CD]", "(?i)A(?:A|[CD])" },
	{ "[\\d-]", "(?:[\\d-])" },
	{ "[-5]", "(?:0|[-5])" },
	{ "[^,]", "(?:[^,])" },
	{ "[^5]", NULL },
	{ "[]5]", NULL },
	{ "[[:digit:]]", NULL },
	{ "(?!(?:19|20)\\d\\d[)])\\d+", "\\d+" },
	{ "(?<=a|(?:b))1(?=2)", "0" },
	{ "(?!(1))2", NULL },
	{ "(?=1)?2", NULL },
	{ "\\b1\\b", "0" },
	{ "\\d++\\d*+\\d?+\\d{2}+x", "\\d+\\d*\\d?\\d{2}a" },
	{ "\\d+?", "\\d+?" },
	{ "(?>1|12)3", NULL },
	{ "(?i)a(?i:b)(?:c)", "(?i)a(?i:a)(?:a)" },
	{ "(?x)1 2", NULL },
	{ "(?#1)2", NULL },
	{ "(*COMMIT)1", NULL },
	{ "(1)\\12", NULL },
	{ "\\x31", NULL },
	{ "\\Q1\\E", NULL },
	{ "1{x}", NULL },
	{ "\\.\\+\\(\\{", "\\.\\+\\(\\{" },
	{ "[1", NULL },
	{ "\\", NULL },
	{ "(?=1", NULL },
};

START_TEST(shadows)
{
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	if (!shadow_case[_i].shadow) {
		ck_assert(!dlp_shadow_of(span(shadow_case[_i].regex), &out));
	} else {
		ck_assert(dlp_shadow_of(span(shadow_case[_i].regex), &out));
		dlp_buf_addc(&out, '\0');
		ck_assert_str_eq(out.ptr, shadow_case[_i].shadow);
	}
	dlp_buf_release(&out);
}
END_TEST

static uint64_t seed;

static size_t below(size_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

static struct dlp_regex *compile(struct dlp_span regex)
{
	struct dlp_regex *out;
	struct dlp_error err;

	if (dlp_regex_compile(regex,
			      DLP_REGEX_ANCHORED | DLP_REGEX_WHOLE |
				      DLP_REGEX_ONCE,
			      &out, &err))
		return NULL;
	return out;
}

static bool matches(struct dlp_regex *regex, struct dlp_regex_space *space,
		    struct dlp_span text)
{
	struct dlp_regex_match match;

	return dlp_regex_find(regex, space, text, 0, 0, false, false, &match) ==
	       DLP_REGEX_FOUND;
}

/* Whatever a regex matches, its shadow matches with zeros. */
START_TEST(no_match_is_refused)
{
	static const char *const atom[] = {
		"\\d",   "[2-9]",   "1",      "(?:19|20)",  "[- ]?", "([ .])",
		"\\1",   "-",       "\\d{2}", "\\d{1,3}+",  "\\b",   "(?!12)",
		"[^ ]?", "(?=\\d)", "\\(?",   "(?:\\d|-)*", ".",
	};
	struct dlp_regex_space *space = dlp_regex_space_new();
	size_t matched = 0;

	seed = (uint64_t)_i + 1;
	for (int turn = 0; turn < 400; turn++) {
		struct dlp_regex *regex, *shadow;
		struct dlp_buf text, out;

		dlp_buf_init(&text, 0);
		dlp_buf_init(&out, 0);
		dlp_buf_adds(&text, "()");
		for (size_t i = 1 + below(8); i; i--)
			dlp_buf_adds(&text, atom[below(CASES(atom))]);
		/* \1 and a digit behind it are another number. */
		if (!dlp_shadow_of(dlp_buf_span(&text), &out))
			dlp_buf_clear(&out);
		regex = compile(dlp_buf_span(&text));
		shadow = compile(dlp_buf_span(&out));
		for (int n = 0; regex && out.len && n < 100; n++) {
			char number[12], zeros[12];
			size_t len = 1 + below(sizeof(number));

			for (size_t i = 0; i < len; i++) {
				number[i] = "0123456789129 -.("[below(17)];
				zeros[i] = number[i] >= '0' && number[i] <= '9'
						   ? '0'
						   : number[i];
			}
			if (!matches(regex, space,
				     (struct dlp_span){ number, len }))
				continue;
			matched++;
			ck_assert(matches(shadow, space,
					  (struct dlp_span){ zeros, len }));
		}
		dlp_regex_free(regex);
		dlp_regex_free(shadow);
		dlp_buf_release(&text);
		dlp_buf_release(&out);
	}
	ck_assert_uint_gt(matched, 50);
	dlp_regex_space_free(space);
}
END_TEST

/* Routes lead where the rules' own regexes do. */
START_TEST(routes_miss_no_rule)
{
	struct dlp_catalog *catalog = dlp_catalog_new(true);
	struct dlp_regex_space *space = dlp_regex_space_new();
	struct dlp_engine *engine;
	struct dlp_routes *routes;
	struct dlp_error err;
	size_t led = 0;

	seed = (uint64_t)_i + 1;
	ck_assert_int_eq(dlp_engine_new(catalog, &engine, &err), DLP_OK);
	routes = dlp_routes_new(engine);
	for (int turn = 0; turn < 20000; turn++) {
		enum dlp_shape shape =
			below(2) ? DLP_SHAPE_DIGITS : DLP_SHAPE_PHONE;
		struct dlp_place place;
		char text[64];
		size_t len = 8 + below(40);

		for (size_t i = 0; i < len; i++)
			text[i] = "012345678901234567890 -"
				  "./()"[below(below(3) ? 20 : 27)];
		if (shape == DLP_SHAPE_DIGITS)
			dlp_place_digits((struct dlp_span){ text, len }, 0,
					 &place);
		else if (!dlp_place_phone((struct dlp_span){ text, len }, 0,
					  &place))
			continue;
		for (size_t e = 0; e < place.ends; e++) {
			const struct dlp_route *route = dlp_routes_find(
				routes, shape, (struct dlp_span){ text, len },
				&place, e, space);
			struct dlp_engine_rules rules =
				shape == DLP_SHAPE_PHONE
					? dlp_engine_by_shape(engine, shape)
					: dlp_engine_by_digits(engine,
							       place.digits[e]);

			for (size_t r = 0; route && r < rules.count; r++) {
				const struct dlp_engine_rule *rule =
					dlp_engine_rule(engine, rules.rule[r],
							&err);
				uint32_t admitted = 0;

				for (size_t i = 0; i < route->count; i++)
					if (route->to[i].rule == rules.rule[r])
						admitted = route->to[i].regexes;
				for (size_t i = 0; i < rule->regexes; i++) {
					if (!matches(rule->regex[i].regex,
						     space,
						     (struct dlp_span){
							     text,
							     place.end[e] }))
						continue;
					led++;
					ck_assert(admitted >> i & 1);
				}
			}
		}
	}
	ck_assert_uint_gt(led, 100);
	dlp_routes_free(routes);
	dlp_engine_free(engine);
	dlp_regex_space_free(space);
	dlp_catalog_free(catalog);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("route");

	tcase_add_loop_test(tc, shadows, 0, CASES(shadow_case));
	tcase_add_loop_test(tc, no_match_is_refused, 0, 8);
	tcase_add_loop_test(tc, routes_miss_no_rule, 0, 4);
	return suite_run("route", tc);
}
