#include "extract/sqlite_schema.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct token {
	enum { END, WORD, QUOTED, SIGN } kind;
	struct dlp_span text; /* of one in quotes what is between them */
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

static void skip(struct dlp_span *rest, size_t n)
{
	if (n > rest->len)
		n = rest->len;
	rest->ptr += n;
	rest->len -= n;
}

/* Blanks and comments. */
static void skip_blanks(struct dlp_span *rest)
{
	while (rest->len) {
		bool line = rest->len > 1 && !memcmp(rest->ptr, "--", 2);
		bool block = rest->len > 1 && !memcmp(rest->ptr, "/*", 2);
		size_t n = 1;

		if (line) {
			while (n < rest->len && rest->ptr[n] != '\n')
				n++;
		} else if (block) {
			n = 3;
			while (n < rest->len && !(rest->ptr[n - 1] == '*' &&
						  rest->ptr[n] == '/'))
				n++;
			n++;
		} else if ((unsigned char)*rest->ptr > ' ') {
			return;
		}
		skip(rest, n);
	}
}

static struct token next(struct dlp_span *rest)
{
	struct token token = { .kind = SIGN };
	char close;
	size_t n = 1;

	skip_blanks(rest);
	if (!rest->len)
		return (struct token){ .kind = END };
	token.text = (struct dlp_span){ rest->ptr, 1 };
	close = *rest->ptr == '[' ? ']' : *rest->ptr;
	if (strchr("\"'`[", *rest->ptr) && *rest->ptr) {
		/* A quote that is doubled stays so in a name. */
		while (n < rest->len &&
		       (rest->ptr[n] != close ||
			(n + 1 < rest->len && rest->ptr[n + 1] == close &&
			 close != ']')))
			n += rest->ptr[n] == close ? 2 : 1;
		if (n > rest->len)
			n = rest->len;
		token.kind = QUOTED;
		token.text = (struct dlp_span){ rest->ptr + 1, n - 1 };
		n++;
	} else if (is_word(*rest->ptr)) {
		while (n < rest->len && is_word(rest->ptr[n]))
			n++;
		token.kind = WORD;
		token.text.len = n;
	}
	skip(rest, n);
	return token;
}

static bool is(const struct token *token, const char *word)
{
	return token->kind == WORD && token->text.len == strlen(word) &&
	       !strncasecmp(token->text.ptr, word, token->text.len);
}

static bool is_sign(const struct token *token, char c)
{
	return token->kind == SIGN && *token->text.ptr == c;
}

/* What is between a bracket that was taken and its end. */
static struct dlp_span take_group(struct dlp_span *rest)
{
	struct dlp_span group = *rest;
	size_t depth = 1;
	struct token token;

	do {
		token = next(rest);
		depth += is_sign(&token, '(');
		depth -= is_sign(&token, ')');
	} while (depth && token.kind != END);
	group.len -= rest->len;
	if (token.kind != END)
		group.len--;
	return group;
}

/* Up to the comma behind a definition. */
static struct dlp_span take_definition(struct dlp_span *rest)
{
	struct dlp_span definition = *rest;
	struct token token;

	do {
		token = next(rest);
		if (is_sign(&token, '('))
			take_group(rest);
	} while (token.kind != END && !is_sign(&token, ','));
	definition.len -= rest->len;
	if (token.kind != END)
		definition.len--;
	return definition;
}

struct column {
	struct dlp_span name;
	bool integer;  /* its type is that word */
	bool computed; /* when it is read: it is not stored */
	bool taken;
};

struct table {
	struct column *column;
	size_t count;
	struct dlp_span key; /* the names in it */
};

static struct column *find(struct table *table, struct dlp_span name)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->column[i].name.len == name.len &&
		    !strncasecmp(table->column[i].name.ptr, name.ptr, name.len))
			return &table->column[i];
	return NULL;
}

/* Behind a column's name: type and constraints. */
static void read_column(struct table *table, struct column *column,
			struct dlp_span rest, struct dlp_span own)
{
	struct token token = next(&rest), before = token;

	column->integer = is(&token, "INTEGER");
	for (bool first = true; token.kind != END; first = false) {
		if (is(&token, "KEY") && is(&before, "PRIMARY")) {
			table->key = own;
			before = token;
			token = next(&rest);
			/* An old oddity: then it is a column as any other. */
			if (is(&token, "DESC"))
				column->integer = false;
			continue;
		}
		if (is(&token, "AS"))
			column->computed = true;
		else if (is(&token, "STORED"))
			column->computed = false;
		else if (is_sign(&token, '('))
			take_group(&rest);
		if (is_sign(&token, '(') && is(&before, "INTEGER"))
			column->integer = false;
		/* More words of the type. */
		if (!first && before.kind == WORD && token.kind == WORD &&
		    is(&before, "INTEGER") && !is(&token, "PRIMARY") &&
		    !is(&token, "NOT") && !is(&token, "CONSTRAINT") &&
		    !is(&token, "UNIQUE") && !is(&token, "DEFAULT") &&
		    !is(&token, "CHECK") && !is(&token, "COLLATE") &&
		    !is(&token, "REFERENCES"))
			column->integer = false;
		before = token;
		token = next(&rest);
	}
}

/* One that is of the table, and no column. */
static bool read_constraint(struct table *table, struct dlp_span rest)
{
	static const char *const word[] = { "CONSTRAINT", "PRIMARY", "UNIQUE",
					    "CHECK", "FOREIGN" };
	struct token token = next(&rest);
	bool any = false;

	for (size_t i = 0; i < sizeof(word) / sizeof(word[0]); i++)
		any = any || is(&token, word[i]);
	if (is(&token, "CONSTRAINT")) {
		next(&rest);
		token = next(&rest);
	}
	if (any && is(&token, "PRIMARY")) {
		next(&rest);
		token = next(&rest);
		if (is_sign(&token, '('))
			table->key = take_group(&rest);
	}
	return any;
}

static void read_definitions(struct table *table, struct dlp_span rest)
{
	while (rest.len && table->count < DLP_SQLITE_COLUMNS) {
		struct dlp_span definition = take_definition(&rest);
		struct dlp_span own = definition;
		struct column *column = &table->column[table->count];
		struct token name;

		if (read_constraint(table, definition))
			continue;
		name = next(&definition);
		if (name.kind == END)
			continue;
		*column = (struct column){ .name = name.text };
		own.len -= definition.len;
		table->count++;
		read_column(table, column, definition, own);
	}
}

static void add(struct dlp_sqlite_columns *columns, struct column *column)
{
	if (column->taken || column->computed)
		return;
	column->taken = true;
	columns->name[columns->count++] = column->name;
}

/* The column that the key begins with, which is then behind it. */
static struct column *take_key(struct table *table, struct dlp_span *key)
{
	struct dlp_span definition = take_definition(key);
	struct token name = next(&definition);

	return name.kind == END ? NULL : find(table, name.text);
}

/* Columns of the key stand first where that is what rows are found by. */
static void arrange(struct table *table, struct dlp_sqlite_columns *columns)
{
	struct dlp_span key = table->key;
	struct column *column;
	bool alias = false;

	if (!columns->by_key) {
		column = take_key(table, &key);
		alias = column && column->integer && !key.len;
		for (size_t i = 0; i < table->count; i++) {
			if (alias && column == &table->column[i])
				columns->rowid = columns->count;
			add(columns, &table->column[i]);
		}
	} else {
		for (size_t i = 0; key.len && i < DLP_SQLITE_COLUMNS; i++) {
			column = take_key(table, &key);
			if (column)
				add(columns, column);
		}
		for (size_t i = 0; i < table->count; i++)
			add(columns, &table->column[i]);
	}
	if (!alias)
		columns->rowid = columns->count;
}

bool dlp_sqlite_columns_init(struct dlp_sqlite_columns *columns,
			     struct dlp_span statement)
{
	struct table table = { .key = DLP_SPAN("") };
	struct dlp_span rest = statement, definitions;
	struct token token;

	*columns = (struct dlp_sqlite_columns){ 0 };
	do
		token = next(&rest);
	while (token.kind != END && !is_sign(&token, '('));
	definitions = take_group(&rest);
	for (token = next(&rest); token.kind != END; token = next(&rest))
		if (is(&token, "WITHOUT"))
			columns->by_key = true;
	table.column = calloc(DLP_SQLITE_COLUMNS, sizeof(*table.column));
	columns->name = calloc(DLP_SQLITE_COLUMNS, sizeof(*columns->name));
	if (table.column && columns->name) {
		read_definitions(&table, definitions);
		arrange(&table, columns);
	}
	free(table.column);
	return columns->name;
}

void dlp_sqlite_columns_release(struct dlp_sqlite_columns *columns)
{
	free(columns->name);
	*columns = (struct dlp_sqlite_columns){ 0 };
}
