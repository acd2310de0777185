#include "learn/program_words.h"

#include <stddef.h>

bool dlp_program_is_one(struct dlp_span word, const char *const *list)
{
	for (; *list; list++)
		if (dlp_span_is(word, *list))
			return true;
	return false;
}

bool dlp_program_is_glue(struct dlp_span word)
{
	static const char *const glue[] = {
		"and",  "as",   "await", "else",   "except", "False",
		"for",  "from", "if",    "import", "in",     "is",
		"new",  "None", "not",   "or",     "raise",  "return",
		"self", "True", "while", "with",   "yield",  NULL,
	};

	return dlp_program_is_one(word, glue);
}

bool dlp_program_is_keyword(struct dlp_span word)
{
	static const char *const keywords[] = {
		"abstract",  "assert",    "async",        "await",
		"bool",      "break",     "case",         "catch",
		"char",      "class",     "const",        "constexpr",
		"continue",  "declare",   "def",          "default",
		"defer",     "del",       "delete",       "do",
		"done",      "double",    "echo",         "elif",
		"else",      "elsif",     "end",          "enum",
		"esac",      "except",    "exit",         "export",
		"extends",   "extern",    "fi",           "final",
		"finally",   "float",     "fn",           "for",
		"foreach",   "from",      "fun",          "func",
		"function",  "global",    "go",           "if",
		"impl",      "import",    "inline",       "int",
		"interface", "internal",  "let",          "local",
		"long",      "loop",      "match",        "mod",
		"module",    "mut",       "namespace",    "new",
		"nonlocal",  "override",  "package",      "pass",
		"private",   "protected", "pub",          "public",
		"raise",     "readonly",  "require",      "return",
		"sealed",    "self",      "set",          "shift",
		"signed",    "size_t",    "static",       "struct",
		"super",     "switch",    "synchronized", "template",
		"then",      "this",      "throw",        "trait",
		"try",       "type",      "typedef",      "typename",
		"union",     "unless",    "unsafe",       "unset",
		"unsigned",  "use",       "using",        "val",
		"var",       "virtual",   "void",         "volatile",
		"where",     "while",     "with",         "yield",
		NULL,
	};

	return dlp_program_is_one(word, keywords);
}

bool dlp_program_is_declaring(struct dlp_span word)
{
	static const char *const words[] = {
		"class", "const",     "def",     "enum",    "fn",
		"func",  "function",  "impl",    "import",  "interface",
		"let",   "namespace", "package", "private", "protected",
		"pub",   "public",    "static",  "struct",  "trait",
		"type",  "typedef",   "union",   "use",     "using",
		"var",   NULL,
	};

	return dlp_program_is_one(word, words);
}
