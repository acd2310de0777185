# dlp-scan with what dlp-learn made: passages and rows are findings as others.
status_of() {
	rc=0
	"$@" >out 2>err || rc=$?
	echo "$rc"
}
has() {
	jq -c 'select(.type == "finding")' <out >found
	jq "select($1) | true" <found >json
	grep -qx true json
}

# What a model says of names is another matter.
plain() { dlp-scan --disable 'pii.person*,pii.address*' "$@"; }

mkdir docs
cat >docs/heron.txt <<'END'
The merger of the blue heron with the grey owl shall be told to nobody before
the ninth of May, and whoever tells of it pays for the feathers of both birds.
The owl brings forty nests into the marriage, of which twelve are mortgaged.
END
dlp-learn excerpts docs >idx
head -c 32 /dev/urandom >key
chmod 600 key
cat >t.csv <<'END'
name,number,town
Ada Brook,8841-2271-XK,Harrogate
Tom Reed,7719-0034-PQ,Harrogate
Ann Lee,5511-9040-ZT,Whitby
END
dlp-learn exact --key-file key t.csv >rows

# A passage, set anew, is found in the letter that quotes it, and where.
cat >letter.txt <<'END'
Dear aunt, the weather holds. As I hear, the Merger of the
  "blue heron" with the grey owl shall be told  to nobody
before the ninth of May. Card 4003 6000 0000 0014, as ever. Yours!
END
test "$(status_of plain --excerpts idx letter.txt)" -eq 1
has '.rule == "confidential.excerpt" and .category == "confidential"'
has '.rule == "confidential.excerpt" and .line == 1'
has '.rule == "confidential.excerpt" and .why[0] == "document:docs/heron.txt"'
has '.rule == "confidential.excerpt" and .match == "********"'
has '.rule == "card.number"'
test "$(grep -c 'heron with' out)" -eq 0
jq -r 'select(.rule == "confidential.excerpt") | "\(.offset) \(.length)"' out >place
read -r offset length <place
tail -c +$((offset + 1)) letter.txt | head -c "$length" >passage
grep -q 'blue heron' passage
test "$(grep -c 'aunt' passage)" -eq 0
test "$(status_of plain letter.txt)" -eq 1
test "$(grep -c 'confidential.excerpt' out)" -eq 0
plain --excerpts idx --show-values letter.txt >out || test $? -eq 1
has '.value | . != null and test("blue heron")'

# People see why.
test "$(status_of plain --format text --excerpts idx letter.txt)" -eq 1
grep -q 'document:docs/heron.txt, prints:' out

# A row, wherever its values stand; one value alone is none.
cat >mail.txt <<'END'
Please call (ada) BROOK
about 8841 2271 xk tomorrow. Ann Lee is in Leeds, Tom is not.
END
test "$(status_of plain --exact rows --key-file key mail.txt)" -eq 1
test "$(grep -c '"rule":"confidential.row"' out)" -eq 1
has '.rule == "confidential.row" and .why == ["row:1", "cells:2"]'
has '.rule == "confidential.row" and .parts.cell2[1] == 12'
test "$(grep -ci 'brook\|8841' out)" -eq 0
printf 'Ada Brook lives in Whitby\n' >none.txt
test "$(status_of plain --exact rows --key-file key none.txt)" -eq 0

# However the text is cut, and however many look at it: the same bytes.
i=0
while test $i -lt 400; do
	echo "line $i of nothing in particular, to have some text before it"
	test $((i % 57)) -ne 0 || cat letter.txt mail.txt
	i=$((i + 1))
done >long.txt
scan() { plain --excerpts idx --exact rows --key-file key "$@"; }
scan -j1 long.txt >one || test $? -eq 1
test "$(grep -c 'confidential.row' one)" -eq 8
scan -j4 long.txt >four || test $? -eq 1
cmp one four
for chunk in 1K 3000 256K; do
	for jobs in 1 4; do
		dlp-extract --chunk=$chunk long.txt >in
		scan -j$jobs <in >cut || test $? -eq 1
		grep '"type":"finding"' one >a
		grep '"type":"finding"' cut >b
		cmp a b
	done
done
# In order: by offset, longest first.
jq -r 'select(.type == "finding") | "\(.offset) \(-.length)"' one >order
sort -n -k1,1 -k2,2 order | cmp - order
dlp-scan --check-stream <one >out

# The line of a finding shows nothing of what others tell of it: not the cells of
# a row, nor a passage that ends long behind it, wherever the text is cut.
printf 'on 4003 6000 0000 0014 is with Ada Brook; 8841-2271-XK\n' >near.txt
test "$(status_of scan near.txt)" -eq 1
has '.rule == "card.number" and (.excerpt | test("Ada|Brook") | not)'
has '.rule == "card.number" and (.excerpt | test("is with"))'
i=0
while test $i -lt 400; do
	printf 'the %s of the %s ' "$(printf %03d $i | tr 0-9 a-j)" \
		"$(printf %03d $((i * 7 % 500)) | tr 0-9 k-t)"
	i=$((i + 1))
done >docs/long.txt
dlp-learn excerpts docs >idx
{
	printf 'his card 4003 6000 0000 0014 and what he told me, %s '  \
		'as far as I can say it here in full, or nearly so:'
	cat docs/long.txt
} >near.txt
for chunk in 1K 1500 2K 3K 256K; do
	dlp-extract --chunk=$chunk near.txt >in
	scan -j1 <in >out || test $? -eq 1
	grep '"rule":"card.number"' out | jq -r .excerpt >line
	grep -q 'his card 400360\*\|his card 4003 60' line
	test "$(grep -c 'the aaa' line)" -eq 0
done
rm docs/long.txt
dlp-learn excerpts docs >idx

# In mails what is encoded is decoded when they are read; in other text an
# encoding hides a passage and a row: dlp-scan(1) says so.
{
	printf 'From: a@b.c\nSubject: x\nMIME-Version: 1.0\n'
	printf 'Content-Type: multipart/mixed; boundary=b\n\n--b\n'
	printf 'Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n'
	base64 letter.txt
	printf '\n--b\nContent-Type: text/plain\n'
	printf 'Content-Transfer-Encoding: quoted-printable\n\n'
	sed 's/BROOK/BR=4FOK/; s/$/=0A=/' mail.txt
	printf '\n--b--\n'
} >in.eml
test "$(status_of scan in.eml)" -eq 1
has '.rule == "confidential.excerpt"'
has '.rule == "confidential.row"'
base64 -w0 letter.txt >hidden.txt
test "$(status_of scan --category confidential hidden.txt)" -eq 0

# What lets others pass lets these pass.
test "$(status_of plain --excerpts idx --allow 'confidential.excerpt,card.*' letter.txt)" -eq 0
test "$(status_of plain --excerpts idx --category financial letter.txt)" -eq 1
test "$(grep -c 'confidential' out)" -eq 0
test "$(status_of plain --excerpts idx --min-severity critical letter.txt)" -eq 0
scan --baseline known --update-baseline letter.txt mail.txt >out
test "$(status_of scan --baseline known letter.txt mail.txt)" -eq 0
printf '# dlp:allow confidential.* a test\n' | cat - mail.txt >allowed.txt
test "$(status_of scan --category confidential --inline-allow allowed.txt)" -eq 0
# A short one is weak.
printf 'an owl brings forty nests into the marriage of whom\n' >short.txt
test "$(status_of plain --excerpts idx short.txt)" -eq 0
test "$(status_of plain --excerpts idx --min-confidence low short.txt)" -eq 1

# A link to the same page is no copy; what stands around it may be one.
mkdir linked
link=https://www.example.org/en/manuals/latest/administration/of-large-nests/building
printf 'Of nests: %s says all that there is to be said of them.\n' $link >linked/a
dlp-learn excerpts linked >links
linked() { dlp-scan --excerpts links --rules confidential.excerpt "$@"; }
printf 'see <%s> or not\n' $link >short.txt
test "$(status_of linked short.txt)" -eq 0
test "$(status_of linked --min-confidence low short.txt)" -eq 1
has '.confidence == "low"'
{
	head -c 65490 /dev/zero | tr '\0' ' '
	cat short.txt
} >far.txt
test "$(status_of linked far.txt)" -eq 0
printf '%s says all that there is to be said of them, says he\n' $link >short.txt
test "$(status_of linked short.txt)" -eq 0
echo 'all that there is to be said of them: of nests, of eggs and of owls it says nothing more' >>linked/a
dlp-learn excerpts linked >links
test "$(status_of linked linked/a)" -eq 1
has '.confidence == "high"'

# Their rules are rules as others, but that they find nothing by themselves.
dlp-scan --list-rules >out
grep -q '^confidential.excerpt	high	medium	confidential	' out
grep -q '^confidential.row	high	medium	confidential	' out
dlp-scan --explain confidential.row >out
grep -qx 'shape          = learned row' out
dlp-scan --explain pii.person >out
grep -qx 'shape          = learned person' out
known() { dlp-scan --excerpts idx --exact rows --key-file key "$@"; }
test "$(status_of known --rules 'confidential.r*' letter.txt mail.txt)" -eq 1
jq -r 'select(.type == "finding") | .rule' out | sort -u >ids
test "$(cat ids)" = confidential.row
grep -qx 'dlp-scan: --excerpts: its rule is not in force: nothing is looked for' err
test "$(status_of known -q --disable 'confidential.*,pii.*' letter.txt mail.txt)" -eq 1
test "$(grep -c 'confidential' out)" -eq 0
test ! -s err
test "$(status_of known --disable confidential.row --rules 'confidential.*' letter.txt mail.txt)" -eq 1
jq -r 'select(.type == "finding") | .rule' out | sort -u >ids
test "$(cat ids)" = confidential.excerpt
cat >own.conf <<'END'
[confidential.excerpt]
extend = yes
severity = critical
END
test "$(status_of known -p own.conf --min-severity critical --category confidential letter.txt)" -eq 1
has '.rule == "confidential.excerpt" and .severity == "critical"'
cat >own.conf <<'END'
[house.row]
name = Row
category = pii
severity = low
confidence = high
shape = learned row
END
test "$(status_of known -p own.conf --disable confidential.row --rules '*.row' mail.txt)" -eq 1
has '.rule == "house.row" and .category == "pii"'
# SARIF knows them.
test "$(status_of known --format sarif letter.txt mail.txt)" -eq 1
jq -r '.runs[0].tool.driver.rules[].id' out >ids
grep -qx confidential.excerpt ids
grep -qx confidential.row ids

# It is redacted, and the copy is clean.
scan letter.txt mail.txt >in || test $? -eq 1
dlp-redact --output clean <in >out
test "$(grep -c '\[REDACTED:confidential.excerpt\]' clean/letter.txt)" -eq 1
test "$(grep -o '\[REDACTED:confidential.row\]' clean/mail.txt | wc -l)" -eq 2
grep -q '^about \[REDACTED:confidential.row\] tomorrow. Ann Lee' clean/mail.txt
test "$(status_of scan clean/letter.txt clean/mail.txt)" -eq 0

# With the index the proof looks for what is left of them, too.
known letter.txt mail.txt >in || test $? -eq 1
dlp-redact --excerpts idx --exact rows --key-file key --output proven <in >out
cmp clean/letter.txt proven/letter.txt
test "$(jq -c 'select(.type == "redaction") | .proof' out | sort -u)" = true
# What can't be rewritten is refused aloud, and has no copy.
mkdir member
cp letter.txt member
(cd member && zip -q ../letter.zip letter.txt)
known letter.zip >in || test $? -eq 1
grep -q confidential.excerpt in
test "$(status_of dlp-redact --output refused <in)" -eq 2
grep -q '"type":"error".*"code":"unsupported"' out
test ! -e refused/letter.zip

# A filter takes them out, wherever its reads end, in each of its forms.
raw() { dlp-redact --raw="$1" --excerpts idx --exact rows --key-file key; }
gone='\[REDACTED:confidential.excerpt\]'
row='\[REDACTED:confidential.row\]'
i=0
while test $i -lt 1200; do
	echo "line $i of nothing in particular, to have some text before it"
	i=$((i + 1))
done >before
size=$(wc -c <before)
for at in 30 80 130 180 230 280; do
	{
		tail -c +$((size - 65536 + at)) before
		cat letter.txt mail.txt before
	} >in
	raw text <in >out
	test "$(grep -c "$gone" out)" -eq 1
	test "$(grep -c "$row" out)" -eq 2
	grep -q "^about $row tomorrow\." out
	test "$(grep -ci 'brook\|blue heron' out)" -eq 0
	grep -c 'of nothing in particular' <in >lines
	grep -c 'of nothing in particular' <out | cmp - lines
done
jq -Rs '{ letter: ., of: "x" }' letter.txt >in
printf '{"a":"Ada Brook","b":["8841-\\u0032271-XK"]}' >>in
raw json <in >out
grep -q "\"letter\": *\"Dear aunt, .*the $gone.*Yours" out
grep -q "{\"a\":\"$row\",\"b\":\[\"$row\"\]}" out
jq . out >json
# Of a row its values are cut, and nothing that stands between them.
printf '{"a":"Ada Brook","note":"is fine","b":[true,1,"the Harrogate one"]}' >in
raw json <in >out
grep -q "^{\"a\":\"$row\",\"note\":\"is fine\",\"b\":\[true,1,\"the $row one\"\]}$" out
printf 'Ada Brook, who has blue eyes, lives in Harrogate.\n' >in
raw text <in >out
grep -q "^$row, who has blue eyes, lives in $row\.$" out
printf 'a,b,c\nx,"the merger of the blue ""heron"" with the\ngrey owl shall be told",y\nAda Brook,0,8841-2271-xk\n' >in
raw csv <in >out
grep -q "^x,\".*$gone.*\",y$" out
grep -q "^$row,0,$row$" out
# An index that is none lets nothing through.
test "$(status_of dlp-redact --raw --excerpts rows letter.txt)" -eq 2
test ! -s out
test "$(status_of env -u DLP_KEY_FILE dlp-redact --raw --exact rows letter.txt)" -eq 2
test ! -s out

# An earlier state knows nothing of an index.
test "$(status_of plain --state s short.txt)" -eq 0
test "$(status_of plain --state s --excerpts idx --min-confidence low short.txt)" -eq 1
test "$(status_of plain --state s letter.txt)" -eq 1
test "$(status_of plain --state s --excerpts idx letter.txt)" -eq 1
has '.rule == "confidential.excerpt"'

# Why it is one.
test "$(status_of plain --excerpts idx --explain-at "$((offset + 5))" letter.txt)" -eq 0
grep -q 'confidential.excerpt' out
grep -q 'called up *by the index' out
grep -q 'document *docs/heron.txt' out
grep -qE '^  value +\*{8} at ' out
# What a rule finds in it is not a part of it.
test "$(status_of plain --excerpts idx --explain-text 'The merger of the blue heron with the grey owl: card 4003 6000 0000 0014 shall be told to nobody before the ninth of May')" -eq 0
grep -q '^confidential.excerpt: a finding' out
grep -q '^card.number: a finding' out
test "$(grep -c 'part of the finding of confidential' out)" -eq 0

# An index that is none, of another kind, of another key: nothing is scanned.
head -c 32 /dev/urandom >other
chmod 600 other
head -c 200 idx >cut
for wrong in "--excerpts missing" "--excerpts letter.txt" "--excerpts cut" \
	"--excerpts rows" "--exact rows" "--exact idx --key-file key" \
	"--exact rows --key-file other"; do
	# shellcheck disable=SC2086 # options and their values
	test "$(status_of env -u DLP_KEY_FILE dlp-scan $wrong letter.txt)" -eq 2
	test -s err
	test ! -s out
done
