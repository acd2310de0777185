#include "pattern/syntax.h"

#include <string.h>

#include "pattern/class.h"

enum { SET = DLP_CLASS_SIZE };

/* The flags that a group may change. */
struct flags {
	bool caseless, dotall;
};

struct parser {
	struct dlp_span text;
	size_t at;
	struct dlp_arena *arena;
	size_t nodes;
	uint32_t groups;
	unsigned depth;
	const char *why; /* it failed */
};

static struct dlp_syntax *fail(struct parser *p, const char *why)
{
	if (!p->why)
		p->why = why;
	return NULL;
}

static struct dlp_syntax *new_node(struct parser *p, enum dlp_syntax_kind kind,
				   size_t start)
{
	struct dlp_syntax *node;

	if (p->nodes++ == DLP_SYNTAX_NODES)
		return fail(p, "too long");
	node = dlp_arena_alloc(p->arena, 1, sizeof(*node));
	if (!node)
		return fail(p, "out of memory");
	node->kind = kind;
	node->start = start;
	node->end = p->at;
	return node;
}

static bool more(const struct parser *p)
{
	return p->at < p->text.len;
}

static char peek(const struct parser *p, size_t ahead)
{
	return p->text.len - p->at > ahead ? p->text.ptr[p->at + ahead] : '\0';
}

static bool is_at(const struct parser *p, const char *word)
{
	size_t n = strlen(word);

	return p->text.len - p->at >= n &&
	       !memcmp(p->text.ptr + p->at, word, n);
}

static struct dlp_syntax *set_node(struct parser *p, const uint8_t set[SET],
				   size_t start)
{
	struct dlp_syntax *node = new_node(p, DLP_SYNTAX_SET, start);
	uint8_t *own = dlp_arena_alloc(p->arena, 1, SET);

	if (!node || !own)
		return fail(p, "out of memory");
	memcpy(own, set, SET);
	node->set = own;
	return node;
}

static struct dlp_syntax *read_set(struct parser *p, const struct flags *flags)
{
	struct dlp_class_reader reader = { p->text, p->at };
	uint8_t set[SET] = { 0 };
	size_t start = p->at;

	if (!dlp_class_read(&reader, flags->caseless, set))
		return fail(p, "a class that is not known");
	p->at = reader.at;
	return set_node(p, set, start);
}

static struct dlp_syntax *byte_node(struct parser *p, const struct flags *flags,
				    size_t c, size_t start)
{
	uint8_t set[SET] = { 0 };

	dlp_class_put(set, (unsigned char)c);
	if (flags->caseless)
		dlp_class_fold(set);
	return set_node(p, set, start);
}

/* Outside of a class, at the backslash. */
static struct dlp_syntax *read_escape(struct parser *p,
				      const struct flags *flags)
{
	struct dlp_class_reader reader = { p->text, p->at + 1 };
	size_t start = p->at, c = dlp_class_byte(&reader);
	uint8_t set[SET] = { 0 };
	struct dlp_syntax *node;
	char letter;

	p->at = reader.at;
	letter = peek(p, 0);

	if (c < 256)
		return byte_node(p, flags, c, start);
	if (c == SIZE_MAX)
		return new_node(p, DLP_SYNTAX_ANY, start);
	p->at++;
	if (dlp_class_letter(set, letter))
		return set_node(p, set, start);
	if (letter && strchr("bBAzZGK", letter)) {
		node = new_node(p, DLP_SYNTAX_EMPTY, start);
		if (node)
			node->edge = true;
		return node;
	}
	if (letter == 'Q' || letter == 'E' || !letter)
		return fail(p, "an escape that is not known");
	/* \p{L}, \X, \R, and references: what is in braces goes along. */
	if (peek(p, 0) == '{')
		while (more(p) && p->text.ptr[p->at++] != '}')
			;
	else if (letter == 'p' || letter == 'P')
		p->at++;
	if (p->at > p->text.len)
		p->at = p->text.len;
	return new_node(p, DLP_SYNTAX_ANY, start);
}

static struct dlp_syntax *read_choice(struct parser *p, struct flags flags);

/* (?flags) and (?flags: up to what ends them; false for others. */
static bool read_flags(struct parser *p, struct flags *flags)
{
	struct flags now = *flags;
	bool on = true;

	for (; more(p); p->at++) {
		char c = peek(p, 0);

		if (c == ')' || c == ':') {
			*flags = now;
			return true;
		}
		if (c == '-')
			on = false;
		else if (c == 'i')
			now.caseless = on;
		else if (c == 's')
			now.dotall = on;
		else if (c == '^')
			now = (struct flags){ 0 };
		else if ((c == 'x' && on) || !strchr("mxUJn", c))
			return false;
	}
	return false;
}

/* What stands between (? and the text of a group; false where it failed. */
struct opening {
	bool captures, around, any, done;
	struct dlp_span name;
};

static bool read_name(struct parser *p, char end, struct dlp_span *name)
{
	*name = (struct dlp_span){ p->text.ptr + p->at, 0 };
	while (more(p) && peek(p, 0) != end)
		p->at++, name->len++;
	if (!more(p))
		return false;
	p->at++;
	return true;
}

static bool read_opening(struct parser *p, struct flags *flags,
			 struct opening *o)
{
	static const char *const around[] = { "(?=", "(?!", "(?<=", "(?<!" };

	for (size_t i = 0; i < 4; i++)
		if (is_at(p, around[i])) {
			p->at += strlen(around[i]);
			o->around = true;
			return true;
		}
	if (is_at(p, "(?P<") || is_at(p, "(?<") || is_at(p, "(?'")) {
		p->at += is_at(p, "(?P<") ? 4 : 3;
		o->captures = true;
		return read_name(p, p->text.ptr[p->at - 1] == '\'' ? '\'' : '>',
				 &o->name);
	}
	if (is_at(p, "(?|") || is_at(p, "(?>")) {
		/* Groups of one number: which of them there is can't be told.
		 */
		p->at += 3;
		return true;
	}
	if (!is_at(p, "(?")) {
		p->at++;
		o->captures = true;
		return !is_at(p, "*");
	}
	p->at += 2;
	if (!read_flags(p, flags))
		return false;
	o->done = p->text.ptr[p->at++] == ')';
	return true;
}

/* At the bracket; `flags` changes where the group is one of flags alone. */
static struct dlp_syntax *read_group(struct parser *p, struct flags *flags)
{
	size_t start = p->at;
	struct flags inner = *flags;
	struct opening o = { 0 };
	struct dlp_syntax *body, *node;
	uint32_t number = 0;

	if (!read_opening(p, &inner, &o))
		return fail(p, "a group that is not known");
	if (o.done) {
		*flags = inner;
		return new_node(p, DLP_SYNTAX_EMPTY, start);
	}
	if (o.captures)
		number = ++p->groups;
	if (p->depth++ == DLP_SYNTAX_DEPTH)
		return fail(p, "groups too deep");
	body = read_choice(p, inner);
	p->depth--;
	if (!body || !more(p))
		return fail(p, "a group without an end");
	p->at++;
	node = new_node(p, o.around ? DLP_SYNTAX_EMPTY : DLP_SYNTAX_GROUP,
			start);
	if (!node || o.around)
		return node;
	node->group = number;
	node->name = o.name;
	node->child = body;
	return node;
}

static struct dlp_syntax *read_atom(struct parser *p, struct flags *flags)
{
	size_t start = p->at;
	struct dlp_syntax *node;
	uint8_t set[SET] = { 0 };
	char c = peek(p, 0);

	switch (c) {
	case '(':
		return read_group(p, flags);
	case '[':
		return read_set(p, flags);
	case '\\':
		return read_escape(p, flags);
	case '^':
	case '$':
		p->at++;
		node = new_node(p, DLP_SYNTAX_EMPTY, start);
		if (node)
			node->edge = true;
		return node;
	case '.':
		p->at++;
		dlp_class_range(set, 0, 255);
		if (!flags->dotall)
			set['\n' / 8] &= (uint8_t) ~(1u << '\n' % 8);
		return set_node(p, set, start);
	default:
		p->at++;
		return byte_node(p, flags, (unsigned char)c, start);
	}
}

/* {n}, {n,}, {n,m}; false where the brace stands for itself. */
static bool read_braces(struct parser *p, uint32_t *least, uint32_t *most)
{
	size_t at = p->at + 1;
	uint32_t v[2] = { 0, DLP_SYNTAX_ENDLESS };
	bool any = false, comma = false;

	for (; at < p->text.len; at++) {
		char c = p->text.ptr[at];

		if (c == '}')
			break;
		if (c == ',' && !comma) {
			comma = true;
			continue;
		}
		if (c < '0' || c > '9' || v[comma] == 99999)
			return false;
		if (comma && v[1] == DLP_SYNTAX_ENDLESS)
			v[1] = 0;
		v[comma] = v[comma] * 10 + (uint32_t)(c - '0');
		if (v[comma] > 65535)
			return false;
		any |= !comma;
	}
	if (at == p->text.len || !any)
		return false;
	*least = v[0];
	*most = comma ? v[1] : v[0];
	p->at = at + 1;
	return *least <= *most;
}

/* They are nothing: what follows may belong to what stands before. */
static void skip_comments(struct parser *p)
{
	while (is_at(p, "(?#"))
		while (more(p) && p->text.ptr[p->at++] != ')')
			;
}

/* An atom with what says how often. */
static struct dlp_syntax *read_piece(struct parser *p, struct flags *flags)
{
	size_t start = p->at;
	struct dlp_syntax *node = read_atom(p, flags);

	for (unsigned n = 0; node; n++) {
		uint32_t least = 0, most = DLP_SYNTAX_ENDLESS;
		struct dlp_syntax *repeat;
		char c;

		skip_comments(p);
		if (!more(p))
			break;
		c = peek(p, 0);

		if (c == '*' || c == '+' || c == '?') {
			least = c == '+';
			most = c == '?' ? 1 : DLP_SYNTAX_ENDLESS;
			p->at++;
		} else if (c != '{' || !read_braces(p, &least, &most)) {
			break;
		}
		if (peek(p, 0) == '?' || peek(p, 0) == '+')
			p->at++;
		if (n == DLP_SYNTAX_DEPTH)
			return fail(p, "repeated too often");
		repeat = new_node(p, DLP_SYNTAX_REPEAT, start);
		if (!repeat)
			return NULL;
		repeat->least = least;
		repeat->most = most;
		repeat->child = node;
		node = repeat;
	}
	return node;
}

static struct dlp_syntax *read_row(struct parser *p, struct flags *flags)
{
	struct dlp_syntax *row = new_node(p, DLP_SYNTAX_ROW, p->at);
	struct dlp_syntax **last = row ? &row->child : NULL;

	skip_comments(p);
	while (row && more(p) && peek(p, 0) != '|' && peek(p, 0) != ')') {
		*last = read_piece(p, flags);
		if (!*last)
			return NULL;
		last = &(*last)->next;
	}
	if (row)
		row->end = p->at;
	return row;
}

static struct dlp_syntax *read_choice(struct parser *p, struct flags flags)
{
	size_t start = p->at;
	struct dlp_syntax *row = read_row(p, &flags), *choice, **last;

	if (!row || peek(p, 0) != '|' || !more(p))
		return row;
	choice = new_node(p, DLP_SYNTAX_CHOICE, start);
	if (!choice)
		return NULL;
	choice->child = row;
	last = &row->next;
	while (more(p) && peek(p, 0) == '|') {
		p->at++;
		*last = read_row(p, &flags);
		if (!*last)
			return NULL;
		last = &(*last)->next;
	}
	choice->end = p->at;
	return choice;
}

enum dlp_status dlp_syntax_parse(struct dlp_span regex, struct dlp_arena *arena,
				 struct dlp_syntax **root,
				 struct dlp_error *err)
{
	struct parser p = { .text = regex, .arena = arena };

	*root = read_choice(&p, (struct flags){ 0 });
	if (*root && more(&p))
		*root = fail(&p, "a bracket too many");
	if (*root && !p.why)
		return DLP_OK;
	dlp_error_set(err, DLP_SKIP, 0, "regex, at %zu: %s", p.at,
		      p.why ? p.why : "can't be understood");
	err->offset = p.at;
	return DLP_SKIP;
}

static uint32_t times(uint32_t a, uint32_t b)
{
	if (!a || !b)
		return 0;
	return a > (DLP_SYNTAX_ENDLESS - 1) / b ? DLP_SYNTAX_ENDLESS : a * b;
}

uint32_t dlp_syntax_longest(const struct dlp_syntax *node)
{
	uint32_t longest = 0;

	switch (node->kind) {
	case DLP_SYNTAX_EMPTY:
		return 0;
	case DLP_SYNTAX_SET:
		return 1;
	case DLP_SYNTAX_ANY:
		return DLP_SYNTAX_ENDLESS;
	case DLP_SYNTAX_GROUP:
		return dlp_syntax_longest(node->child);
	case DLP_SYNTAX_REPEAT:
		return times(dlp_syntax_longest(node->child), node->most);
	case DLP_SYNTAX_ROW:
	case DLP_SYNTAX_CHOICE:
		break;
	}
	for (const struct dlp_syntax *c = node->child; c; c = c->next) {
		uint32_t n = dlp_syntax_longest(c);

		if (node->kind == DLP_SYNTAX_CHOICE)
			longest = n > longest ? n : longest;
		else if (n > DLP_SYNTAX_ENDLESS - longest)
			longest = DLP_SYNTAX_ENDLESS;
		else
			longest += n;
	}
	return longest;
}

const struct dlp_syntax *dlp_syntax_group(const struct dlp_syntax *node,
					  uint32_t group)
{
	const struct dlp_syntax *found = NULL;

	if (node->kind == DLP_SYNTAX_GROUP && node->group == group)
		return node;
	for (const struct dlp_syntax *c = node->child; c && !found; c = c->next)
		found = dlp_syntax_group(c, group);
	return found;
}

bool dlp_syntax_sure(const struct dlp_syntax *node, uint32_t group)
{
	bool every = true, any = false;

	if (node->kind == DLP_SYNTAX_GROUP && node->group == group)
		return true;
	if (node->kind == DLP_SYNTAX_REPEAT && !node->least)
		return false;
	for (const struct dlp_syntax *c = node->child; c; c = c->next) {
		bool sure = dlp_syntax_sure(c, group);

		any |= sure;
		every &= sure;
	}
	return node->kind == DLP_SYNTAX_CHOICE ? every : any;
}
