# dlp-alert: records pass, findings stay, new ones are told once.
host=$(uname -n)
umask 022

cat >sendmail <<'END'
#!/bin/sh
echo run >>runs
for a; do printf '%s\n' "$a"; done >argv
cat >mail
echo noise
exit $(cat ending)
END
chmod +x sendmail
echo 0 >ending

# stream LINE... on stdout, between `stream` and `end`.
stream() {
	printf '{"type":"stream","version":1,"tool":"t 1","host":"%s"}\n' "$host"
	for record; do printf '%s\n' "$record"; done
	printf '{"type":"end","documents":1}\n'
}
# document N PATH SEVERITY FINGERPRINT: three records, masked.
document() {
	printf '{"type":"document","doc":%s,"path":"%s"}\n' "$1" "$2"
	printf '{"type":"finding","doc":%s,"path":"%s","line":7,"column":1,"offset":1,"length":11,"rule":"us.ssn","name":"US SSN","category":"pii","severity":"%s","confidence":"high","score":0.90,"match":"********89","excerpt":"ssn: ********","fingerprint":"%s","value":"123-45-6789"}\n' "$1" "$2" "$3" "$4"
	printf '{"type":"end","doc":%s,"status":"whole","bytes":20}\n' "$1"
}
alert() {
	rc=0
	dlp-alert --db=t.db --spool=sp --sendmail=./sendmail --from=a@b.c "$@" >out 2>err || rc=$?
}
# run STATUS [OPTION]...: of dlp-alert on the file `in`.
run() {
	want=$1
	shift
	alert "$@" <in
	test "$rc" -eq "$want"
}
sql() {
	sqlite3 -cmd '.timeout 30000' t.db "$1"
}
is() {
	test "$1" = "$2"
}
# "! command" would pass unnoticed under "set -e".
not() {
	if "$@"; then return 1; fi
}
make_many() {
	stream | sed '$d'
	i=0
	while test $i -lt 400; do
		i=$((i + 1))
		document $i /$i high f
	done
	printf '{"type":"end","documents":1}\n'
}
fresh() {
	rm -rf t.db* sp runs argv mail
	echo 0 >ending
}

make_many >many

# Without --to: kept in the database, no mail, no spool.
stream "$(document 1 /a high f1)" >in
run 0
is "$(sql 'SELECT count(*) FROM finding')" 1
is "$(sql 'SELECT action FROM incident')" store
test ! -e sp
test ! -e runs

# Every record passes byte for byte; ours stand between.
grep -v '"tool":"dlp-alert\|"type":"alert"' out >passed
cmp in passed
is "$(sed -n 2p out | jq -r .tool | cut -d' ' -f1)" dlp-alert
is "$(jq -c 'select(.type=="alert")' out)" '{"type":"alert","policy":"default","action":"store","findings":1,"incident":1,"delivered":true}'
is "$(tail -n 1 out)" '{"type":"end","documents":1}'

# The files are nobody else's.
is "$(stat -c %a t.db)" 600

# One mail a run; the same job run twice tells once.
fresh
stream "$(document 1 /a high f1)" "$(document 2 /b critical f2)" >in
run 0 --to=x@y.z,u@v.w --to=p@q.r
is "$(cat runs)" run
is "$(tr '\n' ' ' <argv)" "-oi -f a@b.c -- x@y.z u@v.w p@q.r "
is "$(grep -c . runs)" 1
grep -q '^Subject: dlp: 2 findings on ' mail
grep -q '^Auto-Submitted: auto-generated$' mail
grep -q '^Content-Type: text/plain; charset=utf-8$' mail
grep -q '^Message-ID: <.*@.*>$' mail
grep -q ":/b$" mail
test ! -s err
is "$(find sp -type f | wc -l)" 0
run 0 --to=x@y.z
is "$(cat runs)" run
is "$(sql 'SELECT group_concat(count) FROM finding')" 2,2
is "$(jq -c 'select(.type=="alert")' out)" ""

# A raw value is in neither.
not grep -q '123-45-6789' mail
not grep -q '123-45-6789' t.db
grep -q '123-45-6789' out

# A new finding in a known file is news, and it alone.
stream "$(document 1 /a high f3)" >in
run 0 --to=x@y.z
is "$(grep -c run runs)" 2
grep -q '^Subject: dlp: 1 finding on ' mail

# Below the severity: kept, not told.  Told when the severity is asked for.
fresh
stream "$(document 1 /a low f1)" >in
run 0 --to=x@y.z
is "$(sql 'SELECT count(*) FROM finding')" 1
test ! -e runs
run 0 --to=x@y.z --min-severity=low
is "$(cat runs)" run

# Few findings wait.
fresh
stream "$(document 1 /a high f1)" >in
run 0 --to=x@y.z --min-count=2
test ! -e runs
stream "$(document 1 /a high f2)" >in
run 0 --to=x@y.z --min-count=2
is "$(cat runs)" run
grep -q '^Subject: dlp: 2 findings on ' mail

# A scan that could not read is an incident, and status 2.
fresh
stream '{"type":"error","path":"/z","code":"encrypted","message":"needs a password"}' >in
run 2 --to=x@y.z --min-severity=critical
grep -q '^Subject: dlp: 1 error on ' mail
grep -q '       1  encrypted$' mail
grep -q ':/z$' mail
is "$(sql 'SELECT code, path FROM error')" 'encrypted|/z'

# A stream that is cut is told, and never 0.
fresh
stream "$(document 1 /a high f1)" | sed '$d' >in
run 2 --to=x@y.z
is "$(tail -n 1 out | jq -r .code)" "null"
is "$(jq -r 'select(.type=="error").code' out)" truncated
grep -q '       1  truncated$' mail
is "$(sql 'SELECT count(*) FROM finding')" 1
# A document that is cut is not kept.
fresh
stream "$(document 1 /a high f1)" | sed '$d' | sed '$d' >in
run 2
is "$(sql 'SELECT count(*) FROM finding')" 0
is "$(sql 'SELECT code FROM error')" truncated
is "$(jq -r 'select(.type=="error").doc' out)" 1

# What is no record: an error with its line, and the next line is read.
fresh
{
	echo 'plain text'
	stream "$(document 1 /a high f1)"
} >in
run 2
is "$(jq -c 'select(.type=="error")|[.code,.line]' out)" '["bad-record",1]'
is "$(sql 'SELECT count(*) FROM finding')" 1

# A later version is refused.
echo '{"type":"stream","version":2}' >in
run 2
grep -q 'version 2' err

# sendmail fails: it stays in the spool, status 75; --flush sends it.
for ending in 75 69 1; do
	fresh
	echo $ending >ending
	stream "$(document 1 /a high f1)" >in
	run 75 --to=x@y.z
	grep -q "not delivered: sendmail ended with status $ending" err
	is "$(jq -r 'select(.type=="alert").delivered' out)" "sendmail ended with status $ending"
	is "$(find sp/new -type f | wc -l)" 1
	is "$(stat -c %a "$(find sp/new -type f)")" 600
	# Not yet due.
	alert --flush
	is $rc 75
	is "$(cat runs)" run
	sql 'UPDATE spool SET next_try = 0'
	echo 0 >ending
	alert --flush
	is $rc 0
	is "$(grep -c run runs)" 2
	is "$(find sp -type f | wc -l)" 0
	is "$(sql 'SELECT delivered IS NOT NULL FROM incident')" 1
	is "$(tr '\n' ' ' <argv)" "-oi -f a@b.c -- x@y.z "
done
# Bad usage, recipient or permission: kept, and not tried again.
fresh
echo 64 >ending
run 75 --to=x@y.z
is "$(sql 'SELECT next_try IS NULL FROM spool')" 1
is "$(find sp/new -type f | wc -l)" 1

# No sendmail at all.
fresh
run 75 --to=x@y.z --sendmail=./nonesuch
grep -q 'not delivered: cannot run sendmail' err
is "$(find sp/new -type f | wc -l)" 1

# One that hangs is killed.
fresh
printf '#!/bin/sh\nread x </dev/tty || while :; do :; done\n' >hang
chmod +x hang
run 75 --to=x@y.z --sendmail=./hang --timeout=1
grep -q 'killed after 1 seconds' err

# 2 wins over 75.
fresh
echo 75 >ending
stream '{"type":"error","code":"io","message":"m"}' >in
run 2 --to=x@y.z

# The hour has its mails; the rest waits and is told later.
fresh
stream "$(document 1 /a high f1)" >in
run 0 --to=x@y.z --max-mails=1
stream "$(document 1 /a high f2)" >in
run 75 --to=x@y.z --max-mails=1
is "$(cat runs)" run
run 0 --to=x@y.z --max-mails=2
is "$(grep -c run runs)" 2

# --dry-run prints the mail and writes nothing.
fresh
stream "$(document 1 /a high f1)" >in
run 0 --to=x@y.z --dry-run
grep -q '^To: x@y.z$' out
grep -q '^Subject: dlp: 1 finding on ' out
not grep -q '"type"' out
test ! -e t.db
test ! -e sp
test ! -e runs
run 0
before=$(cksum <t.db)
run 0 --to=x@y.z --dry-run
test ! -s out
is "$(cksum <t.db)" "$before"
is "$(ls t.db*)" t.db

# Names and texts make no header and no control sequence.
fresh
stream "$(document 1 '/x\nBcc: e@v.l\n\u001b[2J\u202e' high f1)" >in
run 0 --to=x@y.z --subject="$(printf 'Wichtig: gr\303\274n\r\nBcc: e@v.l')"
not grep -q '^Bcc' mail
not grep -q '[^ -~]' mail
grep -q 'x\\x0aBcc: e@v.l\\x0a\\x1b\[2J\\u{202e}$' mail
grep -q '^Subject: =?UTF-8?B?' mail
is "$(sql 'SELECT length(path) FROM document')" 19
for address in -oQ/tmp 'a b@c' '|sh' 'a@b
Bcc:x@y' ''; do
	run 2 --to="$address"
	test -s err
	run 2 --to=x@y.z --from="$address"
	test -s err
done

# A relative path is kept whole; two folders are two places.
fresh
stream "$(document 1 ./a high f1)" >in
run 0
is "$(sql 'SELECT path FROM document')" "$PWD/a"
is "$(jq -r 'select(.type=="document").path' out)" ./a
mkdir d
(cd d && dlp-alert --db=../t.db <../in >/dev/null)
is "$(sql 'SELECT count(*) FROM document')" 2
# One of another machine stays as it is.
stream "$(document 1 a high f9)" | sed 's/"host":"[^"]*"/"host":"else.where"/' >in
run 0
is "$(sql "SELECT path FROM document JOIN stream s ON s.id = stream WHERE host = 'else.where'")" a

# Policies are jobs of their own.
fresh
stream "$(document 1 /a high f1)" >in
run 0 --to=x@y.z
run 0 --to=u@v.w --policy=other
is "$(grep -c run runs)" 2
is "$(tail -n 1 argv)" u@v.w

# A locked database: a bounded wait, the records pass, status 2.
fresh
run 0
mkfifo lock
sqlite3 t.db <lock >locked &
locker=$!
exec 3>lock
echo 'BEGIN IMMEDIATE; SELECT 1;' >&3
while ! test -s locked; do :; done
run 2 --wait=0
kill $locker
exec 3>&-
grep -q 'cannot store: database is locked' err
is "$(jq -r 'select(.type=="error").code' out)" io
grep -q '"fingerprint":"f1"' out

# No database there: the same.
alert --db=/nonexistent/x.db <in
is $rc 2
grep -q '/nonexistent/x.db: cannot store: cannot open: No such file' err
grep -q '"fingerprint":"f1"' out
printf 'no database, no database, no database' >bad.db
alert --db=bad.db <in
is $rc 2
grep -q 'cannot store: file is not a database' err
grep -q '"fingerprint":"f1"' out

# A full disk under the database: the same, and what was stored before stays.
for blocks in 16 180; do
	fresh
	rc=0
	(
		trap '' XFSZ
		ulimit -f $blocks
		exec dlp-alert --db=t.db <many 2>err
	) | cat >out || true
	grep -q 'cannot store: ' err
	is "$(grep -c '"type":"finding"' out)" 400
	is "$(jq -r 'select(.type=="error").code' out | sort -u)" io
done
is "$(sql 'PRAGMA integrity_check')" ok

# A full disk of records: status 2, and what is whole is kept and told.
fresh
rc=0
dlp-alert --db=t.db --spool=sp --sendmail=./sendmail --from=a@b.c --to=x@y.z \
	<in >/dev/full 2>err || rc=$?
is $rc 2
is "$(cat err)" "dlp-alert: cannot write the output: No space left on device"
is "$(cat runs)" run

# Nobody reads the output: the same, quietly.
fresh
mkfifo gone
{
	rc=0
	dlp-alert --db=t.db --spool=sp --sendmail=./sendmail --from=a@b.c \
		--to=x@y.z <in >gone 2>err || rc=$?
	echo $rc >rc
} &
exec 3<gone
exec 3<&-
wait $!
case $(cat rc) in 141 | 0) ;; *) false ;; esac
test ! -s err
is "$(cat runs)" run

# SIGTERM keeps and tells what is whole.
fresh
mkfifo feed
dlp-alert --db=t.db --spool=sp --sendmail=./sendmail --from=a@b.c --to=x@y.z \
	<feed >out 2>err &
pid=$!
exec 3>feed
{
	stream "$(document 1 /a high f1)" | sed '$d'
	document 2 /b high f2 | sed '$d'
} >&3
# The end of a document comes out when it is in the database, not before.
while ! grep -q '"type":"end"' out; do :; done
is "$(sql 'SELECT count(*) FROM finding')" 1
kill -TERM $pid
rc=0
wait $pid || rc=$?
exec 3>&-
is $rc 143
is "$(cat runs)" run
is "$(sql 'SELECT count(*) FROM finding')" 1
grep -q '^Subject: dlp: 1 finding on ' mail

# An endless stream: mails as it goes, here for the thousandth finding.
fresh
rm -f feed
mkfifo feed
dlp-alert --db=t.db --spool=sp --sendmail=./sendmail --from=a@b.c --to=x@y.z \
	--every=1h <feed >out 2>err &
pid=$!
exec 3>feed
{
	stream | sed '$d'
	printf '{"type":"document","doc":1,"path":"/a"}\n'
	i=0
	while test $i -lt 1000; do
		printf '{"type":"finding","doc":1,"offset":%s,"length":1,"rule":"r","severity":"high","category":"pii","fingerprint":"f%s"}\n' $i $i
		i=$((i + 1))
	done
	printf '{"type":"end","doc":1,"status":"whole"}\n'
} >&3
while ! grep -q '"type":"alert"' out; do :; done
is "$(cat runs)" run
grep -q '^Subject: dlp: 1000 findings on ' mail
printf '{"type":"end","documents":1}\n' >&3
exec 3>&-
wait $pid
is "$(cat runs)" run

# Several files are read in turn.
fresh
stream "$(document 1 /a high f1)" >one
stream "$(document 1 /b high f1)" >two
alert --summary one two
is $rc 0
is "$(jq -r 'select(.type=="stream").tool' out | grep -c dlp-alert)" 2
is "$(tail -n 1 out | jq -c '[.type,.documents.whole,.findings.high,.alerts]')" '["summary",2,2,2]'

# Killed at any time: what came out is in the database.
for after in 1 50 250; do
	rm -f gone
	mkfifo gone
	dlp-alert --db=t.db <many >gone 2>/dev/null &
	pid=$!
	n=0
	while read -r line; do
		case $line in *'"type":"end","doc"'*) n=$((n + 1)) ;; esac
		if test $n -eq $after; then
			kill -KILL $pid || true
			break
		fi
	done <gone
	wait $pid || true
	test "$(sql 'SELECT count(*) FROM document')" -ge $after
	is "$(sql 'PRAGMA integrity_check')" ok
	rm -f t.db*
done

# Two at once lose nothing.
fresh
dlp-alert --db=t.db <many >/dev/null &
one=$!
sed 's,"/,"/other/,' many | dlp-alert --db=t.db >/dev/null
wait $one
is "$(sql 'SELECT count(*) FROM finding')" 800

# The records have the schema that the others print.
dlp-alert --schema >schema
jq -e . <schema >/dev/null
dlp-extract --schema | cmp - schema

# What was learned has reasons in place of an excerpt, masked as all is.
rm -f t.db
stream '{"type":"document","doc":1,"path":"l"}' \
	'{"type":"finding","doc":1,"path":"l","line":1,"column":1,"offset":1,"length":90,"rule":"confidential.excerpt","name":"Excerpt","category":"confidential","severity":"high","confidence":"high","score":0.90,"why":["document:docs/heron.txt","prints:7"],"match":"********","fingerprint":"a-1"}' \
	'{"type":"finding","doc":1,"path":"l","line":2,"column":1,"offset":99,"length":9,"rule":"confidential.row","name":"Row","category":"confidential","severity":"high","confidence":"high","score":0.90,"why":["row:4111 1111 1111 1111"],"match":"********","fingerprint":"a-2"}' \
	'{"type":"end","doc":1,"status":"whole","bytes":200}' >in
run 0
test "$(sql "SELECT excerpt FROM finding WHERE rule = 'confidential.excerpt'")" = 'document:docs/heron.txt, prints:7'
test "$(sql "SELECT count(*) FROM finding WHERE excerpt LIKE '%1111%'")" -eq 0
rm -f t.db
run 0 --dry-run --to=x@y.z
grep -q '^ *document:docs/heron.txt, prints:7$' out
