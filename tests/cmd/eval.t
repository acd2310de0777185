# dlp-learn eval: what a model gets right, in columns.
fails_with() {
	want=$1 rc=0
	shift
	"$@" >out 2>err || rc=$?
	test "$rc" -eq "$want"
	test -s err
	test ! -s out
}
# The fields of a line behind its first ones.
field() { awk -F '\t' -v name="$1" -v from="${2-}" -v n="${3-2}" \
	'$1 == name && (from == "" || $2 == from) { print $n }' out; }

# Secrets: what tells them apart is easy; two are no candidates for any rule.
i=0
while [ $i -lt 200 ]; do
	i=$((i + 1))
	echo "{\"repo\":\"r$((i % 20))\",\"scope\":\"a\",\"file\":\"b.c\",\"pre\":\"password = '\",\"val\":\"Xq$((i * 7919 % 997))vTz$i\",\"post\":\"'\",\"y\":1}"
	echo "{\"repo\":\"r$((i % 20))\",\"scope\":\"a\",\"file\":\"b.c\",\"pre\":\"password = '\",\"val\":\"demo$i\",\"post\":\"'\",\"y\":0}"
done >labels
dlp-learn secret labels >m
cat >more <<'END'
{"repo":"s","scope":"a","file":"b.c","pre":"password = '","val":"Xq44vTz1987","post":"'","y":1}
{"repo":"s","scope":"a","file":"b.c","pre":"password = '","val":"Xq51vTz1311","post":"'","y":1}
{"repo":"s","scope":"a","file":"b.c","pre":"password = '","val":"Xq77vTz1711","post":"'","y":0}
{"repo":"s","scope":"a","file":"b.c","pre":"password = '","val":"demo1987","post":"'","y":0}
{"repo":"s","scope":"a","file":"b.c","pre":"the heron ","val":"flies","post":" away","y":1}
{"repo":"s","scope":"a","file":"b.c","pre":"the owl ","val":"sits","post":" there","y":0}
END
dlp-learn eval m more >out 2>err
grep -q 'what the model learned from tells little' err
test "$(field values)" -eq 6
test "$(field secrets)" -eq 3
test "$(field proposed-secrets)" -eq 2
# Two right, one wrong, one missed, told from a half on.
test "$(field told 0.5 3)" -eq 2
test "$(field told 0.5 4)" -eq 1
test "$(field told 0.5 5)" = 0.6667
test "$(field told 0.5 6)" = 0.6667
test "$(field told 0.5 7)" = 0.6667
test "$(field told from 5)" = precision
test "$(grep -c '^told	0\.[1-9]	' out)" -eq 9
test "$(grep -c '^odds	0\.[0-9]	' out)" -eq 10
test "$(awk -F '\t' '$1 == "odds" && $2 != "from" { n += $3 } END { print n }' out)" -eq "$(field proposed)"
# From a pipe, without notes, the same.
dlp-learn -q eval m <more 2>err | cmp - out
test ! -s err
dlp-learn -q eval m - <more | cmp - out
# Nothing of a value, but where that is asked for.
test "$(grep -c vTz out)" -eq 0
dlp-learn -q eval --show-values m more >out
grep -q "^alarm	1.00	a/b.c	password = 'Xq77vTz1711'$" out
grep -q '^missed	0.00	a/b.c	the heron flies away$' out
test "$(grep -c 'Xq44vTz1987\|owl' out)" -eq 0
# None that is one, or nothing at all: no division by it.
grep '"y":0' more >none
dlp-learn -q eval m none >out
test "$(field area)" = 0.0000
test "$(field told low 6)" = 0.0000
dlp-learn -q eval m /dev/null >out
test "$(field values)" -eq 0
fails_with 2 dlp-learn eval m missing
fails_with 2 dlp-learn eval m more more
echo 'hunter77' >odd
fails_with 2 dlp-learn eval m odd
test "$(grep -c hunter77 err)" -eq 0
fails_with 2 dlp-learn eval --holding . m more
rc=0
dlp-learn -q eval m more >/dev/full 2>err || rc=$?
test "$rc" -eq 2

# Passages: a quotation, a short one, and letters that have nothing of them.
mkdir docs quote other
cat >docs/heron.txt <<'END'
The merger of the blue heron with the grey owl shall be told to nobody before
the ninth of May, and whoever tells of it pays for the feathers of both birds.
The owl brings forty nests into the marriage, of which twelve are mortgaged.
END
dlp-learn excerpts docs >idx
printf 'I hear that the grey owl shall be told to nobody before the ninth of May, so hush.\n' >quote/a
printf 'an owl brings forty nests into the marriage of whom\n' >quote/b
printf 'Nothing of it is in this one.\n' >quote/c
printf 'Dear aunt, the weather holds, and so do we.\n' >other/a
printf 'Of herons and owls I know nothing at all.\n' >other/b
dlp-learn eval --holding quote idx other >out 2>err
test ! -s err
test "$(field documents)" -eq 5
test "$(field holding)" -eq 3
test "$(field holding-found)" -eq 2
test "$(field others-found)" -eq 0
test "$(field others-findings)" -eq 0
test "$(field others-bytes)" -eq "$(cat other/* | wc -c)"
test "$(field told low 3)" -eq 2
test "$(field told medium 3)" -eq 1
test "$(field told medium 6)" = 0.3333
test "$(grep -c '^odds' out)" -eq 0
# As records; documents that hold nothing alone; the wrong way around.
dlp-extract other | dlp-learn eval idx - >out
test "$(field documents)" -eq 2
dlp-learn eval idx quote >out
test "$(field others-found)" -eq 2
test "$(field told low 4)" -eq 2
# What can't be read is told; what was read is measured.
head -c 20 /dev/zero >other/c.zip
cp docs/heron.txt member
zip -q whole.zip member
head -c 100 whole.zip >other/c.zip
rc=0
dlp-learn eval idx other >out 2>err || rc=$?
test "$rc" -eq 2
grep -q 'other/c.zip' err
test "$(field others-found)" -eq 0
rm other/c.zip
fails_with 2 dlp-learn eval idx
fails_with 2 dlp-learn eval --show-values idx other
fails_with 2 dlp-learn eval idx /dev/null
fails_with 2 dlp-learn excerpts --holding quote docs

# Rows, by their key.
head -c 32 /dev/urandom >key
chmod 600 key
cat >t.csv <<'END'
name,number,town
Ada Brook,8841-2271-XK,Harrogate
Tom Reed,7719-0034-PQ,Whitby
END
dlp-learn exact --key-file key t.csv >rows
printf 'Ada Brook has 8841 2271 xk\n' >quote/a
printf 'Tom Reed has 8841 2271 xk\n' >quote/b
dlp-learn eval --key-file key --holding quote/a rows quote/b other >out
test "$(field holding-found)" -eq 1
test "$(field others-found)" -eq 0
fails_with 2 env -u DLP_KEY_FILE dlp-learn eval rows other
head -c 32 /dev/urandom >key
fails_with 2 dlp-learn eval --key-file key rows other

# No model, none of these.
fails_with 2 dlp-learn eval
fails_with 2 dlp-learn eval missing other
fails_with 2 dlp-learn eval t.csv other
head -c 300 idx >cut
fails_with 2 dlp-learn eval cut other
