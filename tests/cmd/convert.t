# Converters: what they read, and what they can't.
# shellcheck shell=sh disable=SC2154,SC2016

status()
{
	want=$1
	shift
	got=0
	"$@" >out 2>err || got=$?
	test "$got" -eq "$want"
}

texts()
{
	jq -r 'select(.type == "text") | .text' out
}

codes()
{
	jq -r 'select(.type == "error") | .code' out
}

ends()
{
	jq -r 'select(.type == "end" and .doc) | .status' out
}

# converter SCRIPT [LINE]: the one for %!PS, with these lines in its file.
converter()
{
	rm -rf conf
	mkdir conf
	{
		echo '#!/bin/sh'
		echo "$1"
	} >script
	chmod 755 script
	printf 'type = postscript\ncommand = %s/script a b\n%s\n' \
		"$PWD" "${2-}" >conf/own.conf
}

# Who root becomes for a converter has to get here.
chmod 755 .
printf '%%!PS\n(hidden) show\n' >a.ps
echo plain >b.txt

# Text, with what it is told in the environment and nothing else.
converter 'tr a-z A-Z; echo "$# $1 $2 $SECRET"; env | sort | cut -d= -f1'
SECRET=1 status 0 dlp-extract --converters conf a.ps b.txt
texts | grep -q 'HIDDEN'
texts | grep -q '^2 a b $'
test "$(texts | grep -c '^\(HOME\|LC_ALL\|PATH\|TMPDIR\)$')" -eq 4
texts | grep -q '^plain$'
test "$(jq -r 'select(.metadata) | .metadata.converter' out)" = own
test "$(ends)" = "whole
whole"
dlp-scan --check-stream <out

# From a pipe, and within a container; the file's digest is the document's.
dlp-extract --converters conf <a.ps >out
texts | grep -q HIDDEN
tar cf in.tar a.ps
status 0 dlp-extract --converters conf in.tar
texts | grep -q HIDDEN
dlp-scan --check-stream <out

# Records: text and errors are taken, what else it says of itself is not.
converter 'cat <<.
{"type":"stream","version":1,"tool":"x","host":"y"}
{"type":"document","doc":7,"path":"/etc/passwd","format":"zip"}
{"type":"text","doc":7,"path":"/etc/passwd","member":["m"],"offset":99,"line":5,"text":"one","at":{"page":3}}
{"type":"error","doc":7,"path":"p","code":"encrypted","message":"page 4"}
{"type":"end","doc":7,"status":"whole","bytes":3}
.' 'output = records'
status 2 dlp-extract --converters conf a.ps
test "$(texts)" = one
test "$(jq -r 'select(.type == "text") | "\(.path) \(.at.page) \(.offset)"' out)" = 'a.ps 3 0'
test "$(codes)" = encrypted
test "$(ends)" = part
dlp-scan --check-stream <out
converter 'echo no record' 'output = records'
status 2 dlp-extract --converters conf a.ps
test "$(codes)" = bad-record

# fails CODE [TIME]: an error, and the batch goes on.
fails()
{
	status 2 dlp-extract --timeout "${2-60s}" --max-total 1M \
		--converters conf a.ps b.txt
	test "$(codes)" = "$1"
	texts | grep -q '^plain$'
}
converter 'echo some; exit 1'
fails converter
texts | grep -q some
converter 'exec sleep 30'
fails timeout 1s
converter 'exec >&-; sleep 30'
fails timeout 1s
converter 'sleep 30 & echo left'
fails timeout 1s
converter 'while :; do :; done'
fails timeout 1s
converter 'yes'
fails too-large
converter 'ulimit -c 0; cat /dev/zero >big'
fails converter
converter 'exec awk "BEGIN { s = 1; while (1) s = s s }"'
fails converter
rm script
echo '#!/nonesuch' >script
chmod 755 script
fails converter

# Processes without end are no more than a few, and end with it.
converter 'while :; do sleep 30.123 & done'
fails timeout 1s
test "$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' |
	grep -c 'sleep 30\.[1]23')" -eq 0

# It can read, write and reach nothing of ours.
echo secret >secret
cat >tries <<.
cat $PWD/secret /etc/passwd /proc/1/environ
ls $PWD /home /etc
echo x >$PWD/made
echo x >/tmp/made-by-a-converter
chmod 777 $PWD/secret
touch $PWD/secret
rm -f $PWD/secret
kill -9 $$
.
converter "$(cat tries); exec 2>&1; echo done"
status 0 dlp-extract --converters conf a.ps
test "$(texts)" = 'done'
test ! -e made
test ! -e /tmp/made-by-a-converter
test "$(cat secret)" = secret
test "$(stat -c %a secret)" = "$(stat -c %a b.txt)"
converter 'for i in 1 2; do echo x >"$TMPDIR/$i"; mkdir "$TMPDIR/d$i"; done; ls "$TMPDIR"; pwd'
status 0 dlp-extract --converters conf a.ps
texts | grep -q '^d2$'
test ! -e "$(texts | tail -n 1)"
if command -v perl >/dev/null; then
	converter 'exec perl -e "use Socket; print socket(S, PF_INET, SOCK_STREAM, 0) ? 1 : 0, socket(U, PF_UNIX, SOCK_DGRAM, 0) ? 1 : 0"'
	status 0 dlp-extract --converters conf a.ps
	test "$(texts)" = 00
fi

# What is wrong with a file, and who may write it.
converter 'cat' 'nonesuch = 1'
status 2 dlp-extract --converters conf b.txt
grep -q 'conf/own.conf: line 3: no such key' err
converter cat
chmod 666 conf/own.conf
status 2 dlp-extract --converters conf b.txt
grep -q 'conf/own.conf: others may write it' err
converter cat
chmod 777 conf
status 2 dlp-extract --converters conf b.txt
grep -q 'conf: others may write it' err
converter cat
rm script
status 2 dlp-extract --converters conf b.txt
grep -q 'cannot run' err
status 2 dlp-extract --converters nonesuch b.txt

# A user's own folder is for a user.
converter 'echo converted'
mkdir -p home/dlp
mv conf home/dlp/extract.d
status 2 env XDG_CONFIG_HOME="$PWD/home" dlp-extract --no-config a.ps
XDG_CONFIG_HOME=$PWD/home dlp-extract a.ps >out 2>err || true
if test "$(id -u)" -eq 0; then
	test "$(texts | grep -c converted)" -eq 0
else
	texts | grep -q converted
fi

# dlp-scan leaves such documents to dlp-extract.
if test "$(id -u)" -ne 0; then
	XDG_CONFIG_HOME=$PWD/home status 0 dlp-scan --format=ndjson a.ps
	grep -q '"converter":"own"' out
fi

# dlp-scan has them too, over files and over repositories.
token="AKIA""Z7VRSQ5TJN2XMPLQ"
hidden()
{
	jq -r 'select(.type == "finding") | .path' out | tr '\n' ' '
}
converter "cat >/dev/null; echo key $token"
status 1 dlp-scan --format=ndjson --converters=conf a.ps b.txt
test "$(hidden)" = 'a.ps '
test "$(jq -r 'select(.metadata) | .metadata.converter' out)" = own
status 2 dlp-scan --format=ndjson --no-config b.txt a.ps
test "$(hidden)" = ''
status 2 dlp-scan --format=ndjson --converters=nonesuch b.txt
grep -q '^dlp-scan: nonesuch: cannot open' err
git init -q repo
cp a.ps repo
git -C repo add a.ps
status 1 dlp-scan --format=ndjson --converters=conf --git-staged repo
test "$(hidden)" = 'repo/a.ps '

# What is remembered is forgotten when another file or program reads it.
unchanged()
{
	jq 'select(.type == "summary") | .unchanged' out
}
remember()
{
	status "$1" dlp-scan --format=ndjson --converters=conf --state=seen \
		--summary a.ps
}
remember 1
remember 1
test "$(unchanged)" -eq 1
test "$(hidden)" = 'a.ps '
converter 'cat >/dev/null; echo nothing'
remember 0
test "$(unchanged)" -eq 0
remember 0
test "$(unchanged)" -eq 1
sed 's/ a b$/ c/' conf/own.conf >own
cp own conf/own.conf
remember 0
test "$(unchanged)" -eq 0
