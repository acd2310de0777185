# dlp-redact on a record stream: clean copies of files.
runs_with() {
	want=$1 rc=0
	shift
	"$@" >out 2>err || rc=$?
	test "$rc" -eq "$want"
}
# One `error` with this code and words in its message.
says() {
	jq -e --arg c "$1" --arg m "$2" -s \
		'any(.[]; .type == "error" and .code == $c and
			(.message | contains($m)))' out >/dev/null
}
told() {
	jq -r 'select(.type == "redaction").path' out | sort | tr '\n' ' '
}
ssn=123-45-6789
gone='[REDACTED:us.ssn]'

fresh() {
	rm -rf docs clean
	mkdir -p docs/sub
	printf 'ssn: %s\r\n\303\251 %s.\n' $ssn $ssn >docs/a.txt
	printf '{"ssn": "%s", "n": 1.50}\n' $ssn >docs/sub/b.json
	printf 'id,ssn\n"x, ""y""",%s\n' $ssn >docs/c.csv
	printf 'nothing\n' >docs/d.txt
	dlp-scan docs >stream || test $? -eq 1
}

# Copies of all, mirrored; findings are gone and nothing else has changed.
fresh
chmod 640 docs/a.txt
runs_with 0 dlp-redact --output=clean stream
printf 'ssn: %s\r\n\303\251 %s.\n' "$gone" "$gone" | cmp - clean/docs/a.txt
printf '{"ssn": "%s", "n": 1.50}\n' "$gone" | cmp - clean/docs/sub/b.json
printf 'id,ssn\n"x, ""y""",%s\n' "$gone" | cmp - clean/docs/c.csv
cmp docs/d.txt clean/docs/d.txt
test "$(find clean -type f | wc -l)" -eq 4
test "$(stat -c %a clean/docs/a.txt)" = 640
test "$(told)" = 'docs/a.txt docs/c.csv docs/d.txt docs/sub/b.json '
jq -e -s 'any(.[]; .type == "redaction" and .path == "docs/a.txt" and
	.proof == true and .counts == {"us.ssn": 2} and
	.output == "clean/docs/a.txt" and (.digest | length == 2))' out >/dev/null
dlp-scan --check-stream <out
# The stream passes as it was, with our own lines in it.
grep -vxFf stream out | grep -vc '"type":"redaction"\|"tool":"dlp-redact' >n || :
test "$(cat n)" -eq 0
grep -xFf out stream | cmp - stream
runs_with 0 dlp-scan clean

rm -rf clean
runs_with 0 dlp-redact --output=clean --summary stream
tail -n 1 out | jq -e '.type == "summary" and .tool == "dlp-redact" and
	.documents.whole == 4' >/dev/null
dlp-scan --check-stream <out

# What is there already is not written over, unless it is said.
echo mine >clean/docs/d.txt
runs_with 2 dlp-redact --output=clean stream
says denied 'exists already'
grep -qx mine clean/docs/d.txt
runs_with 0 dlp-redact --output=clean --force stream
cmp docs/d.txt clean/docs/d.txt

# Without those that have no findings; below another root; in pieces.
rm -rf clean
runs_with 0 dlp-redact --output=clean --changed-only --root=docs stream
test "$(cd clean && find . -type f | sort | tr '\n' ' ')" = \
	'./a.txt ./c.csv ./sub/b.json '
rm -rf clean
runs_with 2 dlp-redact --output=clean --root=docs/sub stream
says denied 'not below the root'
test -e clean/b.json

# Users filter the stream: only what is in it is applied.
rm -rf clean
jq -c 'select(.type != "finding" or .line == 2)' stream >some
runs_with 0 dlp-redact --output=clean some
printf 'ssn: %s\r\n\303\251 %s.\n' "$ssn" "$gone" | cmp - clean/docs/a.txt
# And so does --allow.
rm -rf clean
runs_with 0 dlp-redact --output=clean --allow='us.*' stream
cmp docs/a.txt clean/docs/a.txt

# And so do thresholds.
for o in --min-severity=critical --category=secret --allow=us.ssn; do
	rm -rf clean
	runs_with 0 dlp-redact --output=clean $o stream
	cmp docs/a.txt clean/docs/a.txt
done
sed 's/"confidence":"[a-z]*"/"confidence":"low"/' stream >low.nd
rm -rf clean
runs_with 0 dlp-redact --output=clean --min-severity=high low.nd
printf '{"ssn": "%s", "n": 1.50}\n' "$gone" | cmp - clean/docs/sub/b.json
rm -rf clean
runs_with 0 dlp-redact --output=clean --min-confidence=high low.nd
cmp docs/a.txt clean/docs/a.txt

# Operators, here too.
rm -rf clean
runs_with 0 dlp-redact --output=clean --operator=mask --replacement=x stream
printf '{"ssn": "********6789", "n": 1.50}\n' | cmp - clean/docs/sub/b.json
rm -rf clean
runs_with 0 dlp-redact --output=clean --replacement='"{rule}"' stream
printf '{"ssn": "\\"us.ssn\\"", "n": 1.50}\n' | cmp - clean/docs/sub/b.json
printf 'id,ssn\n"x, ""y""","""us.ssn"""\n' | cmp - clean/docs/c.csv

# A file that has changed since has no output.
fresh
printf 'ssn: %s!\n' $ssn >docs/a.txt
printf '{"ssn": "%s", "n": 1.51}\n' $ssn >docs/sub/b.json
rm docs/c.csv
runs_with 2 dlp-redact --output=clean stream
says changed 'not the bytes that were scanned'
says io 'cannot open: No such file'
test "$(told)" = 'docs/d.txt '
test "$(find clean -type f)" = clean/docs/d.txt

# A document that is cut, not whole, of which a record was lost, or that an
# error was told of, has none either.
fresh
sed '/"type":"end","doc":1,/,$d' stream >cut.nd
runs_with 2 dlp-redact --output=clean cut.nd
says truncated 'cut'
test -z "$(told)"
sed '/"type":"end","doc":1,/s/"whole"/"part","reason":"x"/' stream >part
runs_with 2 dlp-redact --output=clean part
says unsupported 'not read whole'
test "$(told)" = 'docs/c.csv docs/d.txt docs/sub/b.json '
rm -rf clean
sed '/"type":"finding","doc":1,/s/^{/[/' stream >lost
runs_with 2 dlp-redact --output=clean lost
says bad-record ''
test ! -e clean/docs/a.txt
rm -rf clean
sed '/"type":"finding","doc":1,/i{"type":"error","doc":1,"code":"match-limit","message":"m"}' \
	stream >limited
runs_with 2 dlp-redact --output=clean limited
test ! -e clean/docs/a.txt
# Two streams behind one another, the first one cut.
rm -rf clean
cat cut.nd stream >two
runs_with 2 dlp-redact --output=clean two
test "$(find clean -type f | wc -l)" -eq 4
printf 'ssn: %s\r\n\303\251 %s.\n' "$gone" "$gone" | cmp - clean/docs/a.txt

# A stream that ends anywhere before its end is never a success.
fresh
size=$(wc -c <stream)
n=1
while [ $n -lt $((size - 1)) ]; do
	rm -rf clean
	head -c $n stream >head.nd
	runs_with 2 dlp-redact --output=clean head.nd
	n=$((n + 97))
done

# Formats that can't be rewritten yet, rules that are not in force here, and
# findings over the limit.
fresh
sed 's/"format":"text"/"format":"docx"/' stream >other
runs_with 2 dlp-redact --output=clean other
says unsupported "can't be rewritten"
test "$(told)" = 'docs/d.txt '
rm -rf clean
sed '/"type":"end","doc":1,/s/"bytes":[0-9]*/"bytes":7/' stream >other
runs_with 2 dlp-redact --output=clean other
test ! -e clean/docs/a.txt
rm -rf clean
sed 's/"rule":"us.ssn"/"rule":"no.such"/' stream >other
runs_with 2 dlp-redact --output=clean other
says unsupported "not in force"
test "$(told)" = 'docs/d.txt '
rm -rf clean
runs_with 2 dlp-redact --output=clean --max-findings=1 stream
says too-many 'more findings'
test ! -e clean/docs/a.txt
test -e clean/docs/c.csv

# Names are not trusted.
fresh
for p in ../docs/d.txt docs/../../x /../x .. docs/sub/../d.txt; do
	rm -rf clean
	jq -c --arg p "$p" 'if .path == "docs/d.txt" then .path = $p else . end' \
		stream >odd
	runs_with 2 dlp-redact --output=clean odd
	says denied ''
	test "$(find . -name x | wc -l)" -eq 0
done
rm -rf clean out.d
mkdir clean out.d
ln -s ../out.d clean/docs
runs_with 2 dlp-redact --output=clean stream
says denied 'cannot open the folder'
test "$(find out.d -type f | wc -l)" -eq 0
# But any name of a file will do.
fresh
name=$(printf 'docs/\n \377"*\\x')
printf 'ssn: %s\n' $ssn >"$name"
dlp-scan docs >stream || :
runs_with 0 dlp-redact --output=clean stream
echo "ssn: $gone" | cmp - "clean/$name"
# A FIFO or a folder of that name is no file.
fresh
rm docs/d.txt
mkfifo docs/d.txt
runs_with 2 dlp-redact --output=clean stream
says unsupported 'not a regular file'

# In place: with a backup or without, owner and mode kept.
fresh
chmod 604 docs/a.txt
cp -r docs old
runs_with 0 dlp-redact --in-place --root=. --backup=.orig stream
printf 'ssn: %s\r\n\303\251 %s.\n' "$gone" "$gone" | cmp - docs/a.txt
cmp docs/a.txt.orig old/a.txt
test "$(stat -c %a docs/a.txt)" = 604
test "$(told)" = 'docs/a.txt docs/c.csv docs/sub/b.json '
test ! -e docs/d.txt.orig
# Again: now the files are others.
runs_with 2 dlp-redact --in-place --root=. --no-backup stream
says changed ''
fresh
echo taken >docs/a.txt.orig
runs_with 2 dlp-redact --in-place --root=. --backup=.orig stream
says denied 'cannot make the backup'
cmp docs/a.txt old/a.txt
grep -qx taken docs/a.txt.orig
fresh
runs_with 0 dlp-redact --in-place --root=docs --no-backup stream
test "$(find docs -type f | wc -l)" -eq 4
printf 'ssn: %s\r\n\303\251 %s.\n' "$gone" "$gone" | cmp - docs/a.txt
# Not through another name, nor a link.
fresh
ln docs/a.txt other.txt
mv docs/sub real
ln -s ../real docs/sub
runs_with 2 dlp-redact --in-place --root=. --no-backup stream
says denied 'other names'
says denied 'cannot open the folder'
cmp docs/a.txt old/a.txt
cmp real/b.json old/sub/b.json
test "$(told)" = 'docs/c.csv '
rm -rf real other.txt
fresh
mv docs/a.txt a.real
ln -s ../a.real docs/a.txt
runs_with 2 dlp-redact --in-place --root=. --no-backup stream
cmp a.real old/a.txt
test -L docs/a.txt

# Without a place to write to there is nothing to do, and that is said.
fresh
runs_with 2 dlp-redact stream
grep -q 'no --output and no --in-place' err
cmp out stream >/dev/null || grep -vq '"tool":"dlp-redact' out
runs_with 2 dlp-redact --output=/nonexistent/x stream
grep -q '^dlp-redact: /nonexistent/x: cannot open the folder: ' err
runs_with 2 dlp-redact --output=clean docs/a.txt
says bad-record 'for raw text say --raw'
test "$(id -u)" -eq 0 || {
	mkdir -p clean
	chmod 500 clean
	runs_with 2 dlp-redact --output=clean stream
	says denied ''
	chmod 700 clean
}

# Killed in the middle of a file: no half file has its name.
rm -rf docs clean
mkdir docs
yes "ssn: $ssn and some more of it" | head -n 200000 >docs/big.txt
dlp-scan docs >stream || test $? -eq 1
for n in 1 2 3; do
	dlp-redact --output=clean stream >/dev/null &
	pid=$!
	until find clean -name '.dlp-redact-*' -size "+${n}00k" 2>/dev/null |
		grep -q . || ! kill -0 $pid 2>/dev/null; do
		:
	done
	kill -9 $pid 2>/dev/null || :
	wait $pid || :
	test ! -e clean/docs/big.txt ||
		test "$(grep -c REDACTED clean/docs/big.txt)" -eq 200000
	rm -rf clean
done
runs_with 0 dlp-redact --output=clean stream
test "$(grep -c REDACTED clean/docs/big.txt)" -eq 200000

# The example of the manual.
rm -rf docs clean
mkdir docs
printf 'card 4111 1111 1111 1111, ssn: %s\n' $ssn >docs/a.txt
dlp-extract docs | dlp-scan |
	jq -c 'select(.type != "finding" or (.rule | startswith("card.")))' |
	dlp-redact --output=clean >out
echo "card [REDACTED:card.number], ssn: $ssn" | cmp - clean/docs/a.txt
