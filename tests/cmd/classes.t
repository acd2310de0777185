# Classes of documents: dlp-learn doc makes them, dlp-scan --classes tells them.
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
# Only what is told of classes.
scan() { dlp-scan --rules 'confidential.*' "$@"; }

# Papers of a club of herons, each of words by lot; and what is none of it.
papers() {
	awk -v seed="$3" -v count="$2" -v dir="$1" -v is="$4" '
	function word(list) { return list[1 + int(rand() * 12)] }
	BEGIN {
		srand(seed)
		split("heron nest feather pond reed wading colony perch egg " \
		      "moult brood fledgling", club, " ")
		split("river boat rain stone bread window green seven walk " \
		      "table paper under", plain, " ")
		for (n = 1; n <= count; n++) {
			file = dir "/" n ".txt"
			for (i = 0; i < 90; i++)
				printf "%s%s", is && rand() < .4 ? word(club) : \
					word(plain), i % 9 ? " " : "\n" >file
			printf "Member ada%d\n", n >file
			close(file)
		}
	}'
}
mkdir club other new strange classes
papers club 20 1 1
papers other 60 2 0
papers new 10 3 1
papers strange 40 4 0

# What is learned is told, and stands in the model.
dlp-learn --no-builtin doc club other >classes/club.model 2>told
grep -qx 'class: club' told
grep -qx 'documents of the class: 20' told
grep -qx 'others: 60' told
grep -q '^area-under-curve: 1.0000$' told
grep -q '^medium-recall: ' told
grep -q '^medium-false-positives: 0.0' told
dlp-learn show classes/club.model >shown
grep -qx 'kind: class' shown
sed '1,3d' shown | cmp - told

# The same documents, the same bytes: from files, from records, once more.
dlp-learn -q --no-builtin doc club other >again 2>told
cmp again classes/club.model
test ! -s told
dlp-extract club | dlp-learn --no-builtin --name club doc - other >again 2>told
cmp again classes/club.model
(cd club && mkdir more && mv 1*.txt more && zip -qr all.zip . && rm -r more ./*.txt)
dlp-learn --no-builtin doc club other >again 2>told
grep -qx 'documents of the class: 20' told

# A new one is told, at its end, once, and why; others are not.
test "$(status_of scan --classes classes new)" -eq 1
test "$(grep -c '"rule":"confidential.club"' out)" -eq 10
test "$(status_of scan --classes classes strange)" -eq 0
test "$(status_of scan --classes classes/club.model new/1.txt)" -eq 1
has '.rule == "confidential.club" and .category == "confidential"'
has '.severity == "medium" and .length == 0 and .match == "********"'
test "$(jq 'select(.type == "finding") | .offset' out)" -eq "$(wc -c <new/1.txt)"
has '.score > 0.5 and .score <= 1'
has '(.why | length) == 5'
test "$(jq -r 'select(.type == "finding") | .why[]' out | grep -c '^word:[a-z]*$')" -eq 5
jq -r 'select(.type == "finding") | .why[]' out >why
grep -qE 'word:(heron|nest|feather|pond|reed|wading|colony|perch|egg|moult|brood|fledgling)$' why
# What one document has is nobody's to read.
test "$(grep -c 'ada' classes/club.model)" -eq 0
# Nor is who signs all of them; a name that is a word of English is.
mkdir signed
papers signed 20 5 1
for f in signed/*.txt; do echo 'Agnieszka Kowalczyk and Smith, keeper of herons' >>"$f"; done
dlp-learn -q --name signed doc signed other >signed.model
test "$(grep -ciE 'kowalczyk|agnieszka' signed.model)" -eq 0
grep -q smith signed.model
grep -q keeper signed.model
dlp-scan --check-stream <out >checked
dlp-scan --format text --classes classes new/1.txt >shown || test $? -eq 1
grep -q 'confidential.club' shown
grep -q 'word:' shown
dlp-scan --format sarif --classes classes new/1.txt >log || test $? -eq 1
jq -e '.runs[0].results[] | select(.ruleId == "confidential.club")' log >json
test -s json

# However it is cut and however many look: the same bytes.
scan -j1 --classes classes new strange >one || test $? -eq 1
scan -j4 --classes classes new strange >four || test $? -eq 1
cmp one four
cat new/*.txt >long.txt
scan --classes classes long.txt >whole || test $? -eq 1
grep '"type":"finding"' whole >a
test "$(wc -l <a)" -eq 1
for chunk in 1K 1500 256K; do
	for jobs in 1 4; do
		dlp-extract --chunk=$chunk long.txt >in
		scan -j$jobs --classes classes <in >cut || test $? -eq 1
		grep '"type":"finding"' cut >b
		cmp a b
	done
done

# A member is a document of its own.
(cd new && zip -q ../both.zip 1.txt ../strange/1.txt)
test "$(status_of scan --classes classes both.zip)" -eq 1
test "$(grep -c '"rule":"confidential.club"' out)" -eq 1
has '.member == ["1.txt"]'

# An empty one, a short one, one of other bytes: nothing is said.
: >empty
echo 'heron nest feather pond reed' >short.txt
head -c 5000 /dev/urandom >odd
test "$(status_of scan --classes classes empty short.txt)" -eq 0
scan --classes classes --raw odd >out || test $? -eq 1
test "$(grep -c 'confidential.club' out)" -eq 0

# Options of rules and of findings know it.
dlp-scan --classes classes --list-rules >list
grep -q '^confidential.club	medium' list
test "$(status_of dlp-scan --classes classes --rules confidential.club new/1.txt)" -eq 1
test "$(status_of scan --classes classes --disable confidential.club new)" -eq 0
test "$(status_of scan --classes classes --allow confidential.club new)" -eq 0
test "$(status_of scan --classes classes --category secret new)" -eq 0
test "$(status_of scan --classes classes --min-severity high new)" -eq 0
printf '[confidential.club]\nextend = yes\nseverity = critical\n' >rules.conf
test "$(status_of scan -p rules.conf --classes classes --min-severity high new)" -eq 1
scan --classes classes --baseline known --update-baseline new >out
test "$(status_of scan --classes classes --baseline known new)" -eq 0
test "$(status_of scan --baseline known --classes classes new long.txt)" -eq 1
# A document that changes is known as long as it is of the class.
papers new 10 9 1
test "$(status_of scan --classes classes --baseline known new)" -eq 0

# An earlier state knows nothing of a class.
test "$(status_of scan --state s new)" -eq 0
test "$(status_of scan --state s --classes classes new)" -eq 1
test "$(status_of scan --state s --classes classes new)" -eq 1
test "$(grep -c '"rule":"confidential.club"' out)" -eq 10

# There is nothing to cut: what else is found is.
cp new/1.txt letter.txt
echo 'Card 4003 6000 0000 0014, as ever.' >>letter.txt
dlp-scan --classes classes --rules 'confidential.*,card.*' letter.txt >in || test $? -eq 1
grep -q 'confidential.club' in
dlp-redact --output clean <in >out
test "$(grep -c 4003 clean/letter.txt)" -eq 0
test "$(head -n 5 letter.txt | cmp - new/1.txt 2>&1 | grep -c differ)" -eq 0
scan --classes classes new/1.txt >in || test $? -eq 1
test "$(status_of dlp-redact --output clean2 <in)" -eq 0

# Those that are built in are off unless asked for, and are of low severity.
test "$(status_of scan --classes builtin strange)" -eq 0
dlp-scan --classes builtin --list-rules >list
grep -q '^confidential.contract	low' list
grep -q '^confidential.clinical-note	low' list
grep -q '^confidential.source-code	low' list
dlp-scan --list-rules >list
test "$(grep -c 'confidential.contract' list)" -eq 0
cat >agreement.txt <<'ENDS'
SERVICES AGREEMENT. This Agreement is entered into as of the Effective Date by
and between the Company and the Contractor. 1. Term and Termination. Either
party may terminate this Agreement upon thirty days written notice to the other
party. 2. Confidentiality. The Contractor shall not disclose Confidential
Information to any third party without the prior written consent of the Company.
3. Indemnification. The Contractor shall indemnify and hold harmless the Company
from any claims, damages and liabilities arising out of a breach of this
Agreement. 4. Governing Law. This Agreement shall be governed by the laws of the
State of Delaware, without regard to its conflict of laws provisions. IN WITNESS
WHEREOF, the parties have executed this Agreement.
ENDS
test "$(status_of scan --classes builtin agreement.txt)" -eq 1
has '.rule == "confidential.contract" and .severity == "low"'
# Source code is told by its lines, wherever it stands; a manual with some is
# none, nor are data.
cat >nest.py <<'ENDS'
import os
from birds import heron, owl

class Nest(heron.Home):
    """Where herons live, and owls at night when no heron is at home."""

    def __init__(self, tree, eggs=3):
        self.tree = tree
        self.eggs = [owl.egg(n) for n in range(eggs)]

    def brood(self, days):
        os.stat(self.tree)
        for egg in self.eggs:
            if egg.age + days > 25 and not egg.cold:
                yield egg.hatch()
        return os.path.join(self.tree, "nest")
ENDS
cp nest.py nest
{
	printf '# Nests\n\nHere is how a nest is made, and how long it lasts:\n\n```\n'
	cat nest.py
	printf '```\n'
} >nest.md
printf '{\n' >nest.json
for i in 1 2 3 4 5 6 7 8 9; do
	printf '\t"nest%s": { "tree": "the old one", "eggs": [1, 2], "owl()": "heron();" },\n' $i >>nest.json
done
printf '\t"last": { }\n}\n' >>nest.json
test "$(status_of scan --classes builtin nest nest.py)" -eq 1
test "$(grep -c '"rule":"confidential.source-code"' out)" -eq 2
has '.name == "Source code of a program"'
has '.severity == "low" and .length == 0 and .confidence == "high" and .score > 0.75'
jq -r 'select(.type == "finding") | .why[]' out >why
grep -qE '^statements:[1-9]' why
grep -qE '^calls:[1-9]' why
grep -qE '^declarations:[1-9]' why
test "$(status_of scan --classes builtin nest.md nest.json)" -eq 0
test "$(status_of scan --classes builtin --min-confidence low nest.md nest.json)" -eq 0
zip -q nests.zip nest.py nest.md
test "$(status_of scan --classes builtin nests.zip)" -eq 1
has '.rule == "confidential.source-code" and .member == ["nest.py"]'
head -n 4 nest.py >short.py
test "$(status_of scan --classes builtin short.py)" -eq 0
test "$(status_of scan --classes builtin --disable confidential.source-code nest.py)" -eq 0
for chunk in 1K 1500; do
	for i in 1 2 3 4 5 6 7 8 9; do cat nest.py; done >nests.py
	scan -j1 --classes builtin nests.py >whole || test $? -eq 1
	dlp-extract --chunk=$chunk nests.py >in
	scan -j4 --classes builtin <in >cut || test $? -eq 1
	grep '"type":"finding"' whole >a
	grep '"type":"finding"' cut >b
	cmp a b
done
# With the documents that are built in nobody needs others.
dlp-learn doc club >alone.model 2>told
grep -q '^others that are built in: [0-9]' told
test "$(status_of scan --classes alone.model new)" -eq 1
test "$(grep -c '"rule":"confidential.club"' out)" -ge 9

# What it gets right of others, by documents that hold what is looked for.
dlp-learn eval classes/club.model --holding new strange >shown
grep -qx 'documents	50' shown
grep -qx 'holding-found	10' shown
grep -qx 'others-found	0' shown
fails_with() {
	want=$1
	shift
	test "$(status_of "$@")" -eq "$want"
	test -s err
	test ! -s out
}
fails_with 2 dlp-learn eval classes/club.model
fails_with 2 dlp-learn eval --show-values classes/club.model new

# More alarms allowed, more told: here of papers that are called others.
mkdir mixed
papers mixed 6 11 1
dlp-learn --no-builtin --false-positives=0.5 doc club other mixed >few 2>told
grep -q '^medium-false-positives: 0.0000' told
dlp-learn --no-builtin --false-positives=20% doc club other mixed >many 2>told
grep -q '^medium-false-positives: 0.[01]' told
test "$(grep -c '^medium-false-positives: 0.0000' told)" -eq 0
rm few

# What is missing is said, and nothing is scanned or written.
fails_with 2 dlp-scan --classes=nowhere new
grep -qx 'dlp-scan: nowhere: cannot open: No such file or directory' err
test ! -s out
mkdir few none
cp new/[1-4].txt few
fails_with 2 dlp-learn doc few
grep -qx 'dlp-learn: doc: 4 documents of the class have text enough: 5 are needed' err
fails_with 2 dlp-learn doc
fails_with 2 dlp-learn --no-builtin doc club
fails_with 2 dlp-learn --name Club doc club
fails_with 2 dlp-learn --false-positives=0 doc club
fails_with 2 dlp-learn --false-positives=51 doc club
fails_with 2 dlp-learn --false-positives=1x doc club
fails_with 2 dlp-learn --name x excerpts club
fails_with 2 dlp-learn --no-builtin excerpts club
fails_with 2 dlp-learn background
fails_with 2 dlp-learn doc /nowhere
test "$(status_of sh -c 'dlp-learn doc club >/dev/full')" -eq 2
head -c 200 classes/club.model >cut
for wrong in /nowhere none letter.txt cut; do
	fails_with 2 dlp-scan --classes "$wrong" new
done
args=
for i in 1 2 3 4 5 6 7 8 9 0 a b c; do args="$args --classes a --classes b --classes c --classes d --classes $i"; done
# shellcheck disable=SC2086 # options and their values
fails_with 2 dlp-scan $args new
grep -q 'over 64 of them' err
mkdir twice
cp classes/club.model twice/a.model
cp classes/club.model twice/b.model
fails_with 2 dlp-scan --classes twice new
grep -q 'confidential.club is there already' err
# More documents than can be learned from: nothing is left out in silence.
awk 'BEGIN {
	print "{\"type\":\"stream\",\"version\":1,\"tool\":\"t 1\",\"host\":\"h\"}"
	for (i = 0; i < 32; i++)
		text = text "owl "
	for (i = 1; i < 50002; i++) {
		printf "{\"type\":\"document\",\"doc\":%d,\"path\":\"a\"}\n", i
		printf "{\"type\":\"text\",\"doc\":%d,\"path\":\"a\",\"offset\":0,\"line\":1,\"text\":\"%s\"}\n", i, text
		printf "{\"type\":\"end\",\"doc\":%d,\"path\":\"a\",\"status\":\"whole\"}\n", i
	}
}' >over
test "$(dlp-learn --name owl doc - <over 2>&1)" = 'dlp-learn: doc: 50000 documents or more'
rm over
# What can't be read is told, and the rest is learned.
head -c 100 both.zip >few/cut.zip
cp new/5.txt few
test "$(status_of dlp-learn -q doc few)" -eq 2
grep -q 'few/cut.zip: ' err
dlp-learn show out >shown
grep -q '^not read: [1-9]' shown

# Documents to tell classes from.
dlp-learn background club other >ground
dlp-learn show ground >shown
grep -qx 'kind: background' shown
grep -qx 'documents: 80' shown
grep -qx 'groups: 2' shown

# Of all places of a document it is explained which class that is of.
dlp-scan --classes classes/club.model --rules confidential.club --explain-at 1 new/5.txt >out
grep -q '^confidential.club in new/5.txt: a finding' out
grep -qE '^  called up +by the text of the document at ' out
dlp-scan --classes classes/club.model --rules confidential.club --explain-text hello >out
grep -qx 'confidential.club: not called up: the text of the document is not that of the class' out
