#include "match/regex.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
	STACK_MIN = 32 << 10, /* bytes of the JIT's stack */
	STACK_MAX = 1 << 20,
	/* Searches after which the JIT's work pays, as measured. */
	JIT_AFTER = 16,
};

struct dlp_regex {
	pcre2_code *code;
	/* The same by the JIT, a copy: `code` may be in use meanwhile. */
	_Atomic(pcre2_code *) fast;
	atomic_uint searches; /* as far as it is counted */
	bool anchored;
	bool once;               /* never by the JIT */
	unsigned char first[32]; /* bit set of bytes that matches begin with */
};

struct dlp_regex_space {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

#define TEXT_OF(x) #x
#define VERSION_OF(major, minor) "PCRE2 " TEXT_OF(major) "." TEXT_OF(minor) "\n"

const char *dlp_regex_version(void)
{
	return VERSION_OF(PCRE2_MAJOR, PCRE2_MINOR);
}

/* Options in front and callouts are the program's business, not a rule's. */
static bool forbidden(struct dlp_span pattern)
{
	if (pattern.len >= 2 && !memcmp(pattern.ptr, "(*", 2))
		return true;
	for (size_t i = 0; i + 2 < pattern.len; i++) {
		if (pattern.ptr[i] == '\\')
			i++;
		else if (!memcmp(pattern.ptr + i, "(?C", 3))
			return true;
	}
	return false;
}

/* An empty match begins with any byte. */
static void find_first(struct dlp_regex *regex)
{
	const unsigned char *set = NULL;
	uint32_t type = 0, byte = 0, empty = 1;

	pcre2_pattern_info(regex->code, PCRE2_INFO_MATCHEMPTY, &empty);
	pcre2_pattern_info(regex->code, PCRE2_INFO_FIRSTBITMAP, &set);
	pcre2_pattern_info(regex->code, PCRE2_INFO_FIRSTCODETYPE, &type);
	pcre2_pattern_info(regex->code, PCRE2_INFO_FIRSTCODEUNIT, &byte);
	if (empty || (!set && type != 1)) {
		memset(regex->first, 0xff, sizeof(regex->first));
	} else if (set) {
		memcpy(regex->first, set, sizeof(regex->first));
	} else {
		/* It does not say whether the other case will do too. */
		regex->first[byte / 8] |= (unsigned char)(1u << byte % 8);
		byte ^= 0x20;
		regex->first[byte / 8] |= (unsigned char)(1u << byte % 8);
	}
}

/* NULL where there is no JIT: the interpreter does the same, slower. */
static pcre2_code *make_fast(struct dlp_regex *regex)
{
	pcre2_code *code = pcre2_code_copy(regex->code), *other = NULL;

	if (code && pcre2_jit_compile(code, PCRE2_JIT_COMPLETE)) {
		pcre2_code_free(code);
		code = NULL;
	}
	if (!code || atomic_compare_exchange_strong(&regex->fast, &other, code))
		return code;
	/* Another thread was here first. */
	pcre2_code_free(code);
	return other;
}

enum dlp_status dlp_regex_compile(struct dlp_span pattern, unsigned flags,
				  struct dlp_regex **out, struct dlp_error *err)
{
	uint32_t options = PCRE2_NEVER_BACKSLASH_C;
	struct dlp_regex *regex;
	PCRE2_SIZE offset;
	int code;

	if (pattern.len > DLP_RULE_REGEX_MAX || forbidden(pattern))
		return dlp_error_set(err, DLP_SKIP, 0,
				     "regex too long, or with (*…) or (?C)");
	/* Bytes that are no UTF-8 match nothing and hide nothing. */
	options |= flags & DLP_REGEX_UTF
			   ? PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF
			   : PCRE2_NEVER_UTF | PCRE2_NEVER_UCP;
	/* At match time either option would mean the interpreter. */
	options |= flags & DLP_REGEX_ANCHORED ? PCRE2_ANCHORED
					      : PCRE2_USE_OFFSET_LIMIT;
	if (flags & DLP_REGEX_WHOLE)
		options |= PCRE2_ENDANCHORED;
	regex = calloc(1, sizeof(*regex));
	if (!regex)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	regex->anchored = flags & DLP_REGEX_ANCHORED;
	regex->code = pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len,
				    options, &code, &offset, NULL);
	if (!regex->code) {
		unsigned char why[120];

		pcre2_get_error_message(code, why, sizeof(why));
		dlp_error_set(err, DLP_SKIP, 0, "regex, at %zu: %s",
			      (size_t)offset, (char *)why);
		err->offset = offset;
		free(regex);
		return DLP_SKIP;
	}
	find_first(regex);
	regex->once = flags & DLP_REGEX_ONCE;
	/* The interpreter sees bytes that are no UTF-8 with other eyes. */
	if (flags & DLP_REGEX_UTF && !regex->once)
		make_fast(regex);
	*out = regex;
	return DLP_OK;
}

bool dlp_regex_begins(const struct dlp_regex *regex, char c)
{
	unsigned char u = (unsigned char)c;

	return regex->first[u / 8] >> u % 8 & 1;
}

void dlp_regex_free(struct dlp_regex *regex)
{
	if (!regex)
		return;
	pcre2_code_free(atomic_load(&regex->fast));
	pcre2_code_free(regex->code);
	free(regex);
}

int dlp_regex_group(const struct dlp_regex *regex, struct dlp_span name)
{
	char text[33];
	uint32_t count;
	int n = 0;
	size_t i = 0;

	for (;
	     i < name.len && name.ptr[i] >= '0' && name.ptr[i] <= '9' && i < 4;
	     i++)
		n = n * 10 + (name.ptr[i] - '0');
	if (i < name.len) {
		if (name.len >= sizeof(text))
			return -1;
		memcpy(text, name.ptr, name.len);
		text[name.len] = '\0';
		n = pcre2_substring_number_from_name(regex->code,
						     (PCRE2_SPTR)text);
	}
	pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &count);
	return n >= 0 && n < DLP_RULE_GROUPS && (uint32_t)n <= count ? n : -1;
}

struct dlp_regex_space *dlp_regex_space_new(void)
{
	struct dlp_regex_space *space = calloc(1, sizeof(*space));

	if (!space)
		return NULL;
	space->data = pcre2_match_data_create(DLP_RULE_GROUPS, NULL);
	space->context = pcre2_match_context_create(NULL);
	if (!space->data || !space->context) {
		dlp_regex_space_free(space);
		return NULL;
	}
	pcre2_set_match_limit(space->context, DLP_REGEX_MATCH_LIMIT);
	pcre2_set_heap_limit(space->context, DLP_REGEX_HEAP_LIMIT);
	return space;
}

void dlp_regex_space_free(struct dlp_regex_space *space)
{
	if (!space)
		return;
	pcre2_match_data_free(space->data);
	pcre2_match_context_free(space->context);
	pcre2_jit_stack_free(space->stack);
	free(space);
}

/* The code to search with at this search: the JIT's as soon as it pays. */
static pcre2_code *fast_of(struct dlp_regex *regex)
{
	pcre2_code *fast =
		atomic_load_explicit(&regex->fast, memory_order_acquire);

	if (fast || regex->once ||
	    atomic_load_explicit(&regex->searches, memory_order_relaxed) >
		    JIT_AFTER)
		return fast;
	if (atomic_fetch_add_explicit(&regex->searches, 1,
				      memory_order_relaxed) == JIT_AFTER)
		fast = make_fast(regex);
	return fast;
}

static int match_fast(const pcre2_code *fast, struct dlp_regex_space *space,
		      struct dlp_span subject, size_t from, uint32_t options)
{
	/* Made when it is first needed: it is a megabyte to map. */
	if (!space->stack) {
		space->stack =
			pcre2_jit_stack_create(STACK_MIN, STACK_MAX, NULL);
		if (space->stack)
			pcre2_jit_stack_assign(space->context, NULL,
					       space->stack);
	}
	return pcre2_jit_match(fast, (PCRE2_SPTR)subject.ptr, subject.len, from,
			       options, space->data, space->context);
}

static bool gave_up(int n)
{
	return n < 0 && n != PCRE2_ERROR_NOMATCH && n != PCRE2_ERROR_NOMEMORY;
}

enum dlp_regex_result
dlp_regex_find(struct dlp_regex *regex, struct dlp_regex_space *space,
	       struct dlp_span subject, size_t from, size_t last,
	       bool open_left, bool open_right, struct dlp_regex_match *match)
{
	uint32_t options = (open_left ? PCRE2_NOTBOL : 0u) |
			   (open_right ? PCRE2_NOTEOL : 0u);
	PCRE2_SPTR text = (PCRE2_SPTR)subject.ptr;
	pcre2_code *fast = fast_of(regex);
	const PCRE2_SIZE *at;
	int n;

	pcre2_set_offset_limit(space->context,
			       regex->anchored ? PCRE2_UNSET : last);
	if (fast)
		n = match_fast(fast, space, subject, from, options);
	else
		n = pcre2_match(regex->code, text, subject.len, from, options,
				space->data, space->context);
	/*
	 * The two count differently.  Only what both give up is given up: then
	 * it does not matter when the JIT came.
	 */
	if (gave_up(n) && fast)
		n = pcre2_match(regex->code, text, subject.len, from, options,
				space->data, space->context);
	else if (gave_up(n) && !regex->once && (fast = make_fast(regex)))
		n = match_fast(fast, space, subject, from, options);
	if (n == PCRE2_ERROR_NOMATCH)
		return DLP_REGEX_NONE;
	if (n == PCRE2_ERROR_NOMEMORY)
		return DLP_REGEX_NOMEM;
	if (n < 0)
		return DLP_REGEX_LIMIT;
	at = pcre2_get_ovector_pointer(space->data);
	match->groups = n ? (size_t)n : DLP_RULE_GROUPS;
	for (size_t i = 0; i < match->groups; i++) {
		match->group[i].start = at[2 * i];
		match->group[i].end = at[2 * i + 1];
	}
	/* \K in a lookahead may set the start behind the end. */
	if (match->group[0].start > match->group[0].end)
		return DLP_REGEX_NONE;
	return DLP_REGEX_FOUND;
}
