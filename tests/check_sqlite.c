#include <sqlite3.h>
#include <stdlib.h>

#include "extract/sqlite.h"
#include "extract/sqlite_schema.h"
#include "told.h"

#define AT(table, row) "{\"table\":\"" table "\",\"row\":" row "}"
#define FIRST(table, row, columns) \
	"{\"table\":\"" table "\",\"row\":" row ",\"columns\":[" columns "]}"
#define SCHEMA "{\"part\":\"schema\"}"
#define LEFT "{\"part\":\"left-over\",\"hidden\":true}"

/* A database that SQLite makes of these statements; to be freed by it. */
static struct dlp_span make(const char *sql)
{
	sqlite3 *db;
	sqlite3_int64 size;
	struct dlp_span out;
	char *message = NULL;

	ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
	sqlite3_exec(db, "PRAGMA secure_delete=OFF", NULL, NULL, NULL);
	ck_assert_msg(!sqlite3_exec(db, sql, NULL, NULL, &message), "%s",
		      message);
	out.ptr = (char *)sqlite3_serialize(db, "main", &size, 0);
	out.len = (size_t)size;
	ck_assert_ptr_nonnull(out.ptr);
	sqlite3_close(db);
	return out;
}

static void drop(struct dlp_span bytes)
{
	sqlite3_free((void *)(uintptr_t)bytes.ptr);
}

static const struct {
	const char *sql, *text, *members, *inner;
} row_case[] = {
	{ "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c);"
	  "INSERT INTO t VALUES(7,'x\ty'||char(10)||'z',NULL),(-2,'',-5)",
	  FIRST("t", "-2", "\"a\",\"b\",\"c\"") "-2\t\t-5\n" AT(
		  "t", "7") "7\tx y z\t\n" SCHEMA
			    "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c)"
			    "\n",
	  "", "" },
	/* Numbers as they are, whole ones with all their digits. */
	{ "CREATE TABLE n(a);INSERT INTO n VALUES(0),(1),(-1),(127),(-128),"
	  "(32767),(-8388608),(2147483647),(-140737488355328),"
	  "(9223372036854775807),(0.1),(4111111111111111.0),(1e300)",
	  FIRST("n", "1", "\"a\"") "0\n" AT("n", "2") "1\n" AT("n", "3") "-1\n" AT("n", "4") "127\n" AT("n", "5") "-128\n" AT("n", "6") "32767\n" AT("n", "7") "-8388608\n" AT(
		  "n",
		  "8") "2147483647\n" AT("n",
					 "9") "-140737488355328\n" AT("n",
								      "10") "9223372036854775807\n" AT("n",
												       "11") "0.1\n" AT("n",
															"12") "4111111111111111\n" AT("n",
																		      "13") "1e+300\n" SCHEMA
																			    "CREATE TABLE n(a)"
																			    "\n",
	  "", "" },
	/* Found by their key, in the order of it; computed ones not stored. */
	{ "CREATE TABLE k(a, b, c, PRIMARY KEY(c,a)) WITHOUT ROWID;"
	  "INSERT INTO k VALUES('a','b','c')",
	  FIRST("k", "1", "\"c\",\"a\",\"b\"") "c\ta\tb\n" SCHEMA
					       "CREATE TABLE k(a, b, c, "
					       "PRIMARY KEY(c,a)) WITHOUT "
					       "ROWID\n",
	  "", "" },
	{ "CREATE TABLE g(a, b AS (a||'!'), c AS (a||'?') STORED, d);"
	  "INSERT INTO g(a,d) VALUES('a','d')",
	  FIRST("g", "1", "\"a\",\"c\",\"d\"") "a\ta?\td\n" SCHEMA
					       "CREATE TABLE g(a, b AS "
					       "(a||'!'), c AS (a||'?') "
					       "STORED, d)\n",
	  "", "" },
	/* Other encodings. */
	{ "PRAGMA encoding='UTF-16le';CREATE TABLE u(a);"
	  "INSERT INTO u VALUES('caf\u00e9 \u3042')",
	  FIRST("u", "1", "\"a\"") "caf\u00e9 \u3042\n" SCHEMA
				   "CREATE TABLE u(a)\n",
	  "", "" },
	{ "PRAGMA encoding='UTF-16be';CREATE TABLE u(a);"
	  "INSERT INTO u VALUES('caf\u00e9 \u3042')",
	  FIRST("u", "1", "\"a\"") "caf\u00e9 \u3042\n" SCHEMA
				   "CREATE TABLE u(a)\n",
	  "", "" },
	/* Nothing is run: neither views nor triggers; indexes say it again. */
	{ "CREATE TABLE t(a);INSERT INTO t VALUES('one');"
	  "CREATE VIEW v AS SELECT a||a FROM t;CREATE INDEX i ON t(a)",
	  FIRST("t", "1", "\"a\"") "one\n" SCHEMA "CREATE TABLE t(a)\n"
				   "CREATE VIEW v AS SELECT a||a FROM t\n"
				   "CREATE INDEX i ON t(a)\n",
	  "", "" },
	/* Blobs: text, strings, and documents. */
	{ "CREATE TABLE b(a, c);INSERT INTO b VALUES(CAST('text' AS BLOB),"
	  "x'00016c6f6e6765722074686978000200776f726420746f6f0003')",
	  FIRST("b", "1", "\"a\",\"c\"") "text\tlonger thix word too\n" SCHEMA
					 "CREATE TABLE b(a, c)\n",
	  "", "" },
	{ "CREATE TABLE b(a, c);INSERT INTO b VALUES('n',"
	  "x'7b5c727466315c616e736920486920616c6c5c7061727d0000')",
	  FIRST("b", "1", "\"a\",\"c\"") "n\t\n" SCHEMA
					 "CREATE TABLE b(a, c)\n",
	  "b/1/c|", "Hi all\n" },
	/* What was deleted: in a block, at the start of the room, on a page. */
	{ "CREATE TABLE d(a INTEGER PRIMARY KEY, b, c);"
	  "INSERT INTO d VALUES(1,'first','alpha-value'),"
	  "(2,'second','beta-value'),(3,'third','gamma-value');"
	  "DELETE FROM d WHERE a=2",
	  FIRST("d", "1", "\"a\",\"b\",\"c\"") "1\tfirst\talpha-value\n" AT(
		  "d", "3") "3\tthird\tgamma-value\n" SCHEMA
			    "CREATE TABLE d(a INTEGER PRIMARY KEY, b, c)\n" LEFT
			    "second\tbeta-value\n",
	  "", "" },
	{ "CREATE TABLE d(a);INSERT INTO d VALUES('dropped long ago');"
	  "DROP TABLE d",
	  LEFT "/tabledd\nCREATE TABLE d(a)\n-dropped long ago\n", "", "" },
	{ "CREATE TABLE e(a)", SCHEMA "CREATE TABLE e(a)\n", "", "" },
};

START_TEST(rows)
{
	struct dlp_span bytes = make(row_case[_i].sql);
	struct told told = { .bytes = 0 };

	told_read(&told, DLP_IS_SQLITE, bytes, &told_limits);
	ck_assert_str_eq(told.format, "sqlite");
	ck_assert_str_eq(told.codes.ptr, "");
	ck_assert_str_eq(told.text.ptr, row_case[_i].text);
	ck_assert_str_eq(told.members.ptr, row_case[_i].members);
	ck_assert_str_eq(told.inner.ptr, row_case[_i].inner);
	ck_assert_int_eq(told.end, DLP_END_WHOLE);
	told_release(&told);
	drop(bytes);
}
END_TEST

/* Many pages above one another, and values that run over many. */
#define MANY                                                               \
	"PRAGMA page_size=512;CREATE TABLE m(a, b);WITH RECURSIVE n(i) AS" \
	"(SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<3000)"              \
	"INSERT INTO m SELECT 'row '||i||'.', "                            \
	"CASE WHEN i%100 THEN i ELSE printf('%.*c',9000,'y')||'end.' END " \
	"FROM n;CREATE INDEX i ON m(a)"

static size_t count(const char *text, const char *word)
{
	size_t n = 0;

	for (; (text = strstr(text, word)); text += strlen(word))
		n++;
	return n;
}

START_TEST(many_pages)
{
	struct dlp_span bytes = make(MANY);
	struct told told = { .bytes = 0 };

	told_read(&told, DLP_IS_SQLITE, bytes, &told_limits);
	ck_assert_str_eq(told.codes.ptr, "");
	ck_assert_uint_eq(count(told.text.ptr, "\"table\":\"m\""), 3000);
	ck_assert_uint_eq(count(told.text.ptr, "}row "), 3000);
	ck_assert_uint_eq(count(told.text.ptr, "yyyend.\n"), 30);
	ck_assert_ptr_nonnull(strstr(told.text.ptr, "}row 3000.\t"));
	told_release(&told);
	drop(bytes);
}
END_TEST

/* One that lacks its end: the rows that are there, and an error. */
START_TEST(cut_short)
{
	struct dlp_span bytes = make(MANY);
	struct told told = { .bytes = 0 };
	struct dlp_span half = { bytes.ptr, bytes.len / 2 + 100 };

	told_read(&told, DLP_IS_SQLITE, half, &told_limits);
	ck_assert_str_eq(told.codes.ptr, "corrupt");
	ck_assert_uint_gt(count(told.text.ptr, "row "), 100);
	ck_assert_int_eq(told.end, DLP_END_PART);
	told_release(&told);
	drop(bytes);
}
END_TEST

/* A page that leads to nowhere: what is below it is told as left over. */
START_TEST(damaged)
{
	struct dlp_span bytes = make(MANY);
	struct told told = { .bytes = 0 };
	char *p = (char *)(uintptr_t)bytes.ptr;

	/* The root of the table is page 2. */
	memset(p + 512, 0xff, 512);
	told_read(&told, DLP_IS_SQLITE, bytes, &told_limits);
	ck_assert_str_eq(told.codes.ptr, "corrupt");
	ck_assert_uint_eq(count(told.text.ptr, "\"table\""), 0);
	ck_assert_uint_ge(count(told.text.ptr, "\nrow "), 2900);
	told_release(&told);
	drop(bytes);
}
END_TEST

/* Cells that are all the same one: no more is told than the page holds. */
START_TEST(overlapping)
{
	struct dlp_span bytes = make("CREATE TABLE t(a);INSERT INTO t VALUES"
				     "(printf('%.*c',2000,'y')),('x'),('z')");
	struct told told = { .bytes = 0 };
	char *p = (char *)(uintptr_t)bytes.ptr + 4096;

	/* The places of cells stand behind the head of 8 bytes. */
	ck_assert_int_eq(p[4], 3);
	memcpy(p + 10, p + 8, 2);
	memcpy(p + 12, p + 8, 2);
	told_read(&told, DLP_IS_SQLITE, bytes, &told_limits);
	ck_assert_str_eq(told.codes.ptr, "corrupt");
	ck_assert_uint_eq(count(told.text.ptr, "\"table\""), 2);
	told_release(&told);
	drop(bytes);
}
END_TEST

START_TEST(no_database)
{
	static const char head[200] = "SQLite format 3\0\1\1 and then strings";
	struct told told = { .bytes = 0 };

	told_read(&told, DLP_IS_SQLITE, (struct dlp_span){ head, sizeof(head) },
		  &told_limits);
	ck_assert_str_eq(told.codes.ptr, "corrupt");
	ck_assert_ptr_nonnull(strstr(told.text.ptr, "and then strings"));
	told_release(&told);
}
END_TEST

/* A row over the limit is told as far as that goes. */
START_TEST(too_large)
{
	struct dlp_span bytes = make("CREATE TABLE t(a, b);INSERT INTO t VALUES"
				     "('one',printf('%.*c',3000000,'y'))");
	struct told told = { .bytes = 0 };

	told_read(&told, DLP_IS_SQLITE, bytes, &told_limits);
	ck_assert_str_eq(told.codes.ptr, "too-large");
	ck_assert_ptr_nonnull(strstr(told.text.ptr, "}one\tyyyy"));
	told_release(&told);
	drop(bytes);
}
END_TEST

/* Bytes changed one after another: always an end, and nothing else happens. */
START_TEST(mutations)
{
	struct dlp_span bytes = make(row_case[_i].sql);
	char *p = (char *)(uintptr_t)bytes.ptr;
	unsigned seed = 1;

	for (unsigned i = 0; i < 200; i++) {
		struct told told = { .bytes = 0 };
		size_t at[4];
		char was[4];

		for (unsigned j = 0; j < 4; j++) {
			seed = seed * 1103515245 + 12345;
			at[j] = (seed >> 8) % (j ? bytes.len : 200);
			was[j] = p[at[j]];
			p[at[j]] = (char)(seed >> 4);
		}
		told_read(&told, DLP_IS_SQLITE, bytes, &told_limits);
		ck_assert_str_eq(told.format, "sqlite");
		told_release(&told);
		for (unsigned j = 4; j-- > 0;)
			p[at[j]] = was[j];
	}
	drop(bytes);
}
END_TEST

/* `rowid` is -1 for none; names with a bar between them. */
static const struct {
	const char *statement, *names;
	int rowid;
	bool by_key;
} column_case[] = {
	{ "CREATE TABLE t(a, b)", "a|b|", -1, false },
	{ "CREATE TABLE \"t(\" (\"a,b\" INT, [c d] TEXT, `e` , 'f')",
	  "a,b|c d|e|f|", -1, false },
	{ "CREATE TABLE t(x, id INTEGER PRIMARY KEY AUTOINCREMENT)", "x|id|", 1,
	  false },
	{ "CREATE TABLE t(id INTEGER PRIMARY KEY DESC, x)", "id|x|", -1,
	  false },
	{ "CREATE TABLE t(id INT PRIMARY KEY, x)", "id|x|", -1, false },
	{ "CREATE TABLE t(id INTEGER, x, PRIMARY KEY(id ASC))", "id|x|", 0,
	  false },
	{ "CREATE TABLE t(id INTEGER, x, CONSTRAINT c PRIMARY KEY(id, x))",
	  "id|x|", -1, false },
	{ "CREATE TABLE t(a DECIMAL(10,2) DEFAULT (1+(2)) CHECK(a IN (1,2)), "
	  "b CHECK(b<'),('), UNIQUE(a,b), FOREIGN KEY(a) REFERENCES o(p))",
	  "a|b|", -1, false },
	{ "CREATE TABLE t(--a,\na /* b, */ TEXT,c)", "a|c|", -1, false },
	{ "CREATE TABLE t(a, b, c, PRIMARY KEY(C, \"a\", c)) WITHOUT ROWID",
	  "c|a|b|", -1, true },
	{ "CREATE TABLE t(a, b TEXT PRIMARY KEY)without rowid,STRICT", "b|a|",
	  -1, true },
	{ "CREATE TABLE t(a, b INT GENERATED ALWAYS AS (a) VIRTUAL, c)", "a|c|",
	  -1, false },
	{ "CREATE TABLE t(a, b INT AS (a) STORED, c)", "a|b|c|", -1, false },
	{ "CREATE TABLE t(a, b", "a|b|", -1, false },
	{ "CREATE TABLE t(\"a", "a|", -1, false },
	{ "CREATE VIEW v AS SELECT 1", "", -1, false },
	{ "", "", -1, false },
};

START_TEST(statements)
{
	struct dlp_sqlite_columns columns;
	const char *statement = column_case[_i].statement;
	int rowid = column_case[_i].rowid;
	struct dlp_buf names;

	dlp_buf_init(&names, 0);
	ck_assert(dlp_sqlite_columns_init(
		&columns, (struct dlp_span){ statement, strlen(statement) }));
	for (size_t i = 0; i < columns.count; i++) {
		dlp_buf_addspan(&names, columns.name[i]);
		dlp_buf_addc(&names, '|');
	}
	dlp_buf_addc(&names, '\0');
	ck_assert_str_eq(names.ptr, column_case[_i].names);
	ck_assert_uint_eq(columns.rowid,
			  rowid < 0 ? columns.count : (size_t)rowid);
	ck_assert_int_eq(columns.by_key, column_case[_i].by_key);
	dlp_buf_release(&names);
	dlp_sqlite_columns_release(&columns);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("sqlite");

	tcase_add_loop_test(tc, rows, 0, CASES(row_case));
	tcase_add_test(tc, many_pages);
	tcase_add_test(tc, cut_short);
	tcase_add_test(tc, damaged);
	tcase_add_test(tc, overlapping);
	tcase_add_test(tc, no_database);
	tcase_add_test(tc, too_large);
	tcase_add_loop_test(tc, mutations, 0, CASES(row_case));
	tcase_add_loop_test(tc, statements, 0, CASES(column_case));
	return suite_run("sqlite", tc);
}
