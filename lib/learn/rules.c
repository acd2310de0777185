#include "learn/rules.h"

#include <stddef.h>

/* A span that is constant before the program runs. */
#define NAME(literal)                          \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}

static const struct dlp_rule_part cell[] = {
	{ NAME("cell1"), { NULL, 0 } }, { NAME("cell2"), { NULL, 0 } },
	{ NAME("cell3"), { NULL, 0 } }, { NAME("cell4"), { NULL, 0 } },
	{ NAME("cell5"), { NULL, 0 } }, { NAME("cell6"), { NULL, 0 } },
	{ NAME("cell7"), { NULL, 0 } }, { NAME("cell8"), { NULL, 0 } },
};

static const struct dlp_rule rules[DLP_LEARNED_RULES] = {
	[DLP_LEARNED_EXCERPT] = {
		.id = NAME("confidential.excerpt"),
		.name = NAME("Excerpt of a protected document"),
		.category = DLP_CATEGORY_CONFIDENTIAL,
		.severity = DLP_SEVERITY_HIGH,
		.confidence = DLP_CONFIDENCE_MEDIUM,
	},
	[DLP_LEARNED_ROW] = {
		.id = NAME("confidential.row"),
		.name = NAME("Row of a protected table"),
		.category = DLP_CATEGORY_CONFIDENTIAL,
		.severity = DLP_SEVERITY_HIGH,
		.confidence = DLP_CONFIDENCE_MEDIUM,
		.part = cell,
		.parts = sizeof(cell) / sizeof(*cell),
	},
};

const struct dlp_rule *dlp_learned_rule(enum dlp_learned_rules which)
{
	return &rules[which];
}

const struct dlp_rule *dlp_learned_find(struct dlp_span id)
{
	for (size_t i = 0; i < DLP_LEARNED_RULES; i++)
		if (dlp_span_eq(rules[i].id, id))
			return &rules[i];
	return NULL;
}
