# dlp-learn: what it takes, what it makes, and that it says what is missing.
fails_with() {
	want=$1 rc=0
	shift
	"$@" >out 2>err || rc=$?
	test "$rc" -eq "$want"
	test -s err
}

mkdir docs public
cat >docs/heron.txt <<'END'
The merger of the blue heron with the grey owl shall be told to nobody before
the ninth of May, and whoever tells of it pays for the feathers of both birds.
END
cat >docs/owl.txt <<'END'
Owls are paid by the night. A night that is shorter than a day is paid as if it
were none, unless the moon can be shown to have been full.
END
cp docs/owl.txt public
(cd docs && zip -q more.zip heron.txt)

# An index says what it is of, and is nobody else's to read.
dlp-learn excerpts docs -o idx
dlp-learn show idx >shown
grep -qx 'kind: excerpts' shown
grep -qx 'documents: 3' shown
test "$(stat -c %a idx)" -eq 600
test "$(grep -c 'heron with' idx)" -eq 0
# No other file is left behind.
test "$(find . -name 'idx*' | wc -l)" -eq 1

# Same documents, same bytes: from files, from records, once more.
dlp-learn excerpts docs >again
cmp idx again
dlp-extract docs | dlp-learn excerpts >again
cmp idx again
dlp-extract docs | dlp-learn excerpts - >again
cmp idx again

# What the background has is left out.
dlp-learn excerpts --background public docs >less
dlp-learn show less >shown
grep -qx 'documents of the background: 1' shown
test "$(sed -n 's/^left out, in the background: //p' shown)" -gt 3
test "$(wc -c <less)" -lt "$(wc -c <idx)"

# What can't be read is told and counted, and the rest is learned.
head -c 100 docs/more.zip >docs/cut.zip
fails_with 2 dlp-learn excerpts docs
grep -q '^dlp-learn: docs/cut.zip: ' err
cp out part
dlp-learn show part >shown
grep -q '^not read: [1-9]' shown
fails_with 2 dlp-learn excerpts --background docs/cut.zip docs/owl.txt
rm docs/cut.zip
fails_with 2 dlp-learn excerpts docs missing
grep -q '^dlp-learn: missing: cannot open: ' err
dlp-extract docs | sed '$d' >cut
fails_with 2 dlp-learn excerpts <cut
fails_with 2 dlp-learn excerpts </dev/null
test ! -s out

# An older index stays until the new one is whole.
cp idx before
fails_with 2 dlp-learn excerpts missing -o idx
cmp idx before
fails_with 2 dlp-learn excerpts docs -o missing/idx
fails_with 2 dlp-learn excerpts docs -o docs
# A pipe or a device stays what it is; of a link it is what that leads to.
mkfifo fifo
fails_with 2 dlp-learn excerpts docs -o fifo
grep -qx 'dlp-learn: fifo: not a regular file' err
test -p fifo
rm fifo
mkdir else
echo old >else/there
ln -s else/there link
dlp-learn excerpts docs -o link
test -h link
cmp idx else/there
test "$(find else | wc -l)" -eq 2
rm link

# Tables: of CSV with quotes, and of a sheet's rows, as records have them.
head -c 32 /dev/urandom >key
chmod 600 key
cat >t.csv <<'END'
name,number,"a note, long"
Ada Brook,8841-2271,"two
lines ""odd"""

Tom Reed,7719-0034,x
Ann Lee,5511-9040,
END
dlp-learn exact --key-file key t.csv >rows
dlp-learn show rows >shown
grep -qx 'kind: exact' shown
grep -qx 'rows: 3' shown
grep -qx 'cells: 7' shown
grep -qx 'left out, odd: 1' shown
grep -qx 'columns: name, number, a note, long' shown
test "$(grep -ci 'brook' rows)" -eq 0
DLP_KEY_FILE=key dlp-learn exact t.csv | cmp - rows
dlp-learn exact --key-file key --columns ' NUMBER,name' t.csv >two
dlp-learn show two >shown
grep -qx 'cells: 6' shown
grep -qx 'columns: name, number' shown

at='"at":{"sheet":"S","row":'
cat >sheet <<END
{"type":"stream","version":1}
{"type":"document","doc":1,"path":"s"}
{"type":"text","doc":1,"path":"s","offset":0,"line":1,"text":"name\tnumber\n",${at}1,"columns":["name","number"]}}
{"type":"text","doc":1,"path":"s","offset":12,"line":2,"text":"Ada Brook\t8841-2271\n",${at}2}}
{"type":"text","doc":1,"path":"s","offset":32,"line":3,"text":"Tom Reed\t7719-0034\n",${at}3}}
{"type":"text","doc":1,"path":"s","offset":51,"line":4,"text":"Ann Lee\t5511-9040\n",${at}4}}
{"type":"end","doc":1,"status":"whole","bytes":69}
{"type":"end","documents":1}
END
dlp-learn exact --key-file key <sheet >again
cmp again two

# Another key, other bytes; and no key, no index.
head -c 32 /dev/urandom >other
chmod 600 other
dlp-learn exact --key-file other t.csv >again
test "$(cmp rows again | wc -l)" -eq 1
fails_with 2 env -u DLP_KEY_FILE dlp-learn exact t.csv
test ! -s out
chmod 644 other
fails_with 2 dlp-learn exact --key-file other t.csv

# A column that is not there, and what is no table.
fails_with 2 dlp-learn exact --key-file key --columns name,nosuch t.csv
test ! -s out
fails_with 2 dlp-learn exact --key-file key docs/owl.txt t.csv
grep -q '^dlp-learn: docs/owl.txt: no table' err
test -s out

# Mistakes.
fails_with 2 dlp-learn
fails_with 2 dlp-learn nosuch
fails_with 2 dlp-learn --columns a excerpts docs
fails_with 2 dlp-learn --background docs exact t.csv
fails_with 2 dlp-learn show
fails_with 2 dlp-learn show idx rows
fails_with 2 dlp-learn show t.csv
head -c 300 idx >cut
fails_with 2 dlp-learn show cut
rc=0
dlp-learn excerpts docs >/dev/full 2>err || rc=$?
test "$rc" -eq 2
test -s err
test "$(script -qec 'dlp-learn excerpts docs' /dev/null | grep -c 'not for a terminal')" -eq 1

# Names: from marked sentences and lists; the same bytes each time.
mkdir lists
printf 'end\nthe\nmet\n' >lists/e_lower
printf 'ada\nbob\n' >lists/a_first
for list in b_last c_city d_country f_title g_orgsuf h_street i_date; do
	echo king >lists/$list
done
for name in Ada Bob Eve Zoe; do
	printf 'We\tO\nmet\tO\n%s\tB-PER\nKing\tI-PER\n.\tO\n\n' $name
	printf 'The\tO\nend\tO\n.\tO\n\n'
done >marked
dlp-learn names --lists lists marked -o names.model 2>rounds
grep -q '^round 6: ' rounds
dlp-learn names -q --lists=lists marked >again 2>rounds
cmp names.model again
test ! -s rounds
dlp-learn show names.model >shown
grep -qx 'kind: names' shown
# Of eight sentences one is learned in small letters too.
grep -qx 'sentences: 9' shown
dlp-learn eval names.model marked >shown
tab=$(printf '\t')
# As of all that is measured: a table has its columns' names in the first line.
printf 'file\tmarked\nsentences\t8\nwords\t32\n' >want
head -n 3 shown | cmp - want
awk -F '\t' '
	!($1 in fields) { fields[$1] = NF }
	NF != fields[$1] { exit 1 }
' shown
grep -qx "whole${tab}person${tab}4${tab}4${tab}0${tab}1.0000${tab}1.0000${tab}1.0000" shown
grep -qx "single${tab}person${tab}8${tab}8${tab}0${tab}1.0000${tab}1.0000${tab}1.0000" shown
grep -q "^told${tab}from${tab}right${tab}wrong${tab}precision${tab}recall${tab}f1" shown
grep -qx "told${tab}0.5${tab}4${tab}0${tab}1.0000${tab}1.0000${tab}1.0000${tab}person" shown
test "$(grep -c "^told${tab}.*${tab}address$" shown)" -eq 9
# No sentence is shown unless that is asked for.
printf 'We\tO\nmet\tO\nQuux\tO\nyesterday\tB-PER\n' >odd
dlp-learn eval names.model odd >shown
test "$(grep -c yesterday shown)" -eq 0
dlp-learn eval --show-values names.model odd >shown
grep -qx "missed${tab}person${tab}0.00${tab}yesterday${tab}We met Quux yesterday" shown
# Sentences of templates are learned beside them.
mkdir made
echo ada >made/given
echo king >made/family
printf '=who PER {given} {family}\nDear {who},\nNo more.\n' >made/templates
dlp-learn names -q --lists=lists --templates=made marked >with
dlp-learn show with >shown
grep -qx 'sentences: 26' shown
echo '{him}' >>made/templates
fails_with 2 dlp-learn names -q --lists=lists --templates=made marked
grep -qx 'dlp-learn: made/templates: line 4: no such field' err
fails_with 2 dlp-learn names -q --lists=lists --templates=lists marked
fails_with 2 dlp-learn excerpts --templates=made docs
fails_with 2 dlp-learn names marked
fails_with 2 dlp-learn names --lists lists
fails_with 2 dlp-learn names --lists lists missing
grep -q '^dlp-learn: missing: ' err
fails_with 2 dlp-learn names --lists docs marked
grep -q '^dlp-learn: docs/e_lower: ' err
fails_with 2 dlp-learn names --lists lists /dev/null
: >empty
fails_with 2 dlp-learn names --lists lists empty
grep -qx 'dlp-learn: names: no marked sentence' err
fails_with 2 dlp-learn eval names.model
fails_with 2 dlp-learn excerpts --lists lists docs
fails_with 2 dlp-learn names --show-values --lists lists marked
# Labels: the same ones, the same model, which says what it is worth.
i=0
while [ $i -lt 200 ]; do
	i=$((i + 1))
	echo "{\"repo\":\"r$((i % 20))\",\"scope\":\"a\",\"file\":\"b.c\",\"pre\":\"password = '\",\"val\":\"Xq$((i * 7919 % 997))vTz$i\",\"post\":\"'\",\"y\":1,\"cat\":\"Password\"}"
	echo "{\"repo\":\"r$((i % 20))\",\"scope\":\"a\",\"file\":\"b.c\",\"pre\":\"password = '\",\"val\":\"demo$i\",\"post\":\"'\",\"y\":0}"
done >labels
printf 'heron\nowls\nfeather\n' >words
dlp-learn secret --words=words labels >m
dlp-learn secret --words words -o again - <labels
cmp m again
dlp-learn show m >shown
grep -qx 'kind: secret' shown
grep -qx 'values: 400' shown
grep -qx 'secrets: 200' shown
grep -q '^medium-precision: 0.9' shown
dlp-learn secret labels >other
test "$(cmp m other | wc -l)" -eq 1
# Labels end at a blank; what is learned of is what a rule takes.
sed 's/demo\([0-9]*\)","post":"/demo","post":" \1/' labels >cut
sed 's/demo\([0-9]*\)","post":"/demo \1","post":"/' labels >uncut
dlp-learn secret cut >m.cut
dlp-learn secret uncut >m.uncut
cmp m.cut m.uncut
fails_with 2 dlp-learn secret --words=/nowhere labels
fails_with 2 dlp-learn secret --words=/dev/null labels
fails_with 2 dlp-learn secret /nowhere
fails_with 2 dlp-learn secret labels labels
fails_with 2 dlp-learn secret /dev/null
grep -q 'nothing to tell secrets from' err
fails_with 2 dlp-learn excerpts --words=words docs
# What is no label is said, not shown.
{ cat labels && echo '{"repo":"r","val":"hunter77","y":2}'; } >odd
fails_with 2 dlp-learn secret odd
grep -q 'odd: line 401: not a labelled value' err
test "$(grep -c hunter77 err)" -eq 0
fails_with 2 sh -c 'dlp-learn secret labels >/dev/full'
