#ifndef DLP_RULE_H
#define DLP_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "record/level.h"

/*
 * What one stanza of a pattern file says, dlp-patterns(5).  A rule is plain
 * data: it is compiled when it first meets a candidate (match/engine.h).  The
 * built-in ones are const tables that the build writes from patterns.d.
 *
 * Spans point into the catalog's memory, or are literals.
 */

enum {
	DLP_RULE_WINDOW = 512, /* bytes, default */
	DLP_RULE_WINDOW_MAX = 32 << 10,
	DLP_RULE_REGEX_MAX = 16 << 10, /* bytes of one regex */
	DLP_RULE_LIST_MAX = 4096,      /* items of one list */
	DLP_RULES_MAX = 4096,          /* of users, in one run */
	DLP_RULE_KEYWORD_MIN = 3,      /* bytes */
	DLP_RULE_KEYWORD_MAX = 64,
	DLP_RULE_GLOB_MAX = 255,
	DLP_RULE_GROUPS = 17, /* of a regex, with the whole */
	DLP_RULE_PARTS = 8,
	DLP_RULE_DIGITS_MAX = 32, /* in a digit group */
	DLP_RULE_TOKEN_MAX = 256, /* bytes of a token run */
};

struct dlp_list {
	const struct dlp_span *item;
	size_t count;
};

/* What calls a rule up, where it is not a keyword. */
enum dlp_shape {
	DLP_SHAPE_NONE, /* keywords */
	/*
	 * Whole runs of digits joined by single separators (blank - . /),
	 * `least` to `most` digits in all.
	 */
	DLP_SHAPE_DIGITS,
	/* A run of `least` to `most` ASCII letters and digits, both in it. */
	DLP_SHAPE_TOKEN,
	/*
	 * `least` to `most` ASCII letters and digits, both among them, in one
	 * run or in several joined by single separators (blank - . /).
	 */
	DLP_SHAPE_ID,
	/*
	 * Digits with up to three of blank - . / ( ) between the runs, and a
	 * + or ( in front: 8 to 15 digits.
	 */
	DLP_SHAPE_PHONE,
	/* local@domain around an @. */
	DLP_SHAPE_EMAIL,
	/* Two letters and two digits at the start of a word, as in an IBAN. */
	DLP_SHAPE_IBAN,
	/* Hexadecimal digits joined by colons, as in IPv6 and MAC. */
	DLP_SHAPE_ADDRESS,
	/*
	 * What a model learned to know, detect/naming.h: `least` is an enum
	 * dlp_shape_learned.
	 */
	DLP_SHAPE_LEARNED,
	/* What an index knows again, detect/learned.h: `least` is an enum
	 * dlp_shape_index. */
	DLP_SHAPE_INDEX,
	/* Every byte: `keywords = none`. */
	DLP_SHAPE_ANY,
};

enum dlp_shape_learned {
	DLP_LEARNED_PERSON,
	DLP_LEARNED_ADDRESS,
	DLP_LEARNED_LOCATION,
	DLP_LEARNED_ORGANIZATION,
};

enum dlp_shape_index {
	DLP_INDEX_EXCERPT, /* a passage of a protected document */
	DLP_INDEX_ROW,     /* values of one row of a table */
	DLP_INDEX_CLASS,   /* a document of a class, whose rule it is */
};

/* A group of the regex that has a name of its own in findings. */
struct dlp_rule_part {
	struct dlp_span name;
	struct dlp_span group; /* number or name */
};

struct dlp_rule {
	struct dlp_span id; /* family.kind */
	struct dlp_span name, description, reference;
	enum dlp_category category;
	enum dlp_severity severity;
	enum dlp_confidence confidence; /* before any evidence */
	enum dlp_shape shape;
	unsigned least, most; /* of the shape */
	struct dlp_list keywords;
	struct dlp_list regex;
	struct dlp_list assigned; /* regexes of a value: match/assignment.h */
	bool utf;
	struct dlp_span value; /* group that is the sensitive part; empty: 0 */
	const struct dlp_rule_part *part;
	size_t parts;
	bool redact_parts;
	uint32_t window; /* bytes a match may reach from its keyword */
	struct dlp_list validators; /* name and arguments each */
	bool drop_invalid;          /* on-invalid = drop */
	struct dlp_list context, not_context;
	struct dlp_list columns, not_columns;
	struct dlp_span near; /* id that must stand nearby */
	uint32_t near_lines;
	bool near_raises; /* only for confidence */
	bool hidden;      /* visible = no */
	bool scored;      /* learn/secret.h says how sure it is */
	struct dlp_list paths, not_paths;
	struct dlp_list path_regex, not_path_regex;
	struct dlp_list allow_words, allow_regex;
	struct dlp_list allow_match, allow_line; /* of the whole, of lines */
	/* For allow_match so many word characters in front, - and . among them,
	 * belong to the match. */
	uint32_t lead;
	struct dlp_list test_values; /* published samples */
	int specificity;             /* -100 to 100 */
	bool entropy_high;
	struct dlp_list tags;
	struct dlp_list examples, rejects;
	struct dlp_span file; /* where it is from */
	uint32_t line;
	bool builtin;
	bool alone;     /* of one built in: dlp_prefix_alone(), by the build */
	uint32_t probe; /* likewise, its number; 0: none: match/probe.h */
	uint32_t onset; /* likewise: dlp_onset_of() */
	bool foreign;   /* of another scanner: pattern/foreign.h */
};

#endif
