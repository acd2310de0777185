# dlp-extract and dlp-scan on SQLite databases, live ones and what is beside.
status() {
	want=$1 rc=0
	shift
	"$@" >out 2>err || rc=$?
	test "$rc" -eq "$want"
}
pick() { jq -c "select($1)" out; }

# A password says nothing by itself: the name of its column does.
secret="Wq8zR2p""Lm4x"
sqlite3 logins.db "PRAGMA secure_delete=OFF;
CREATE TABLE moz_cookies(id INTEGER PRIMARY KEY, name TEXT, value TEXT);
CREATE TABLE entries(id INTEGER PRIMARY KEY, url TEXT, username TEXT, password TEXT);
INSERT INTO entries VALUES(7,'https://example.org/','jo','$secret');
INSERT INTO entries VALUES(9,'https://example.net/','ann','Gone$secret');
DELETE FROM entries WHERE id=9" >/dev/null
status 0 dlp-extract logins.db
test "$(pick '.type == "document"' | jq -r .format)" = sqlite
test "$(pick '.at.table' | jq -c '[.at.row, .at.columns[3]]')" = '[7,"password"]'
test "$(pick '.at.hidden' | jq -r .text)" = "https://example.net/	ann	Gone$secret"
test "$(pick '.type == "end" and .doc' | jq -r .status)" = whole
status 1 dlp-scan --format=ndjson logins.db
test "$(pick '.rule == "generic.password"' | jq -c '[.at.table, .at.row, .at.cell]')" = '["entries",7,3]'
! grep -q "$secret" out
status 1 dlp-scan --format=text logins.db
grep -q 'table entries row 7' out

# The same rows as the program itself has them.
sqlite3 rows.db "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c REAL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<20000)
INSERT INTO t SELECT i*3, 'text '||i, i/8.0+0.0625 FROM n"
sqlite3 -separator '	' rows.db 'SELECT * FROM t' >want
status 0 dlp-extract rows.db
pick '.at.table' | jq -j .text >have
cmp want have

# A log that was not taken over: rows that the database does not have yet.
{
	echo 'PRAGMA journal_mode=WAL; CREATE TABLE w(a);'
	echo "INSERT INTO w VALUES('SSN 078-05-""1120');"
	echo '.shell cp live.db-wal copy.db-wal'
} | sqlite3 live.db >/dev/null
status 0 dlp-extract copy.db-wal
test "$(pick '.type == "document"' | jq -r .format)" = sqlite-log
pick '.type == "text"' | jq -r .text | grep -q '^SSN 078-05-''1120$'
status 1 dlp-scan copy.db-wal

# As a stream and in an archive; cut; empty but for its head; full disks.
dlp-extract - <logins.db >out
test "$(pick '.at.table' | wc -l)" -eq 1
zip -q logins.zip logins.db
status 0 dlp-extract logins.zip
test "$(pick '.at.table' | wc -l)" -eq 1
head -c 100000 rows.db >cut.db
status 2 dlp-extract cut.db
test "$(pick '.type == "error"' | jq -r .code)" = corrupt
test "$(pick '.at.table' | wc -l)" -gt 100
printf 'SQLite format 3\0' >head.db
status 2 dlp-extract head.db
test "$(pick '.type == "error"' | jq -r .code)" = corrupt
status 2 sh -c 'dlp-extract rows.db >/dev/full'
