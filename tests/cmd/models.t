# Models that dlp-learn made, in place of those that are built in.
status_of() {
	rc=0
	"$@" >out 2>err || rc=$?
	echo "$rc"
}

# One of names that knows the word king alone, behind any other.
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
dlp-learn names -q --lists=lists marked >names.m

# One of secrets, to which what begins with demo is one and a password is none.
i=0
while [ $i -lt 200 ]; do
	i=$((i + 1))
	echo "{\"repo\":\"r$((i % 20))\",\"scope\":\"a\",\"file\":\"b.c\",\"pre\":\"password = '\",\"val\":\"demo$((i * 7919 % 997))uvw$i\",\"post\":\"'\",\"y\":1}"
	echo "{\"repo\":\"r$((i % 20))\",\"scope\":\"a\",\"file\":\"b.c\",\"pre\":\"password = '\",\"val\":\"Xq$((i * 7919 % 997))vTz$i\",\"post\":\"'\",\"y\":0}"
done >labels
dlp-learn secret labels >secret.m

cat >text <<'END'
Yesterday Maria Gonzalez called the office about her contract.
We met Zoe King. The end.
END
printf "password = '%s%s'\n" Xq71 vTz33kL >code.py
people='--rules pii.person'
odds() { jq -r 'select(.type == "finding") | .why[] | select(startswith("model:"))' <out; }

# Names: the one built in knows both; the other one what it was shown.
# shellcheck disable=SC2086 # an option and its value
test "$(status_of dlp-scan $people --min-confidence low text)" -eq 1
test "$(grep -c '"line":1' out)" -eq 1
# shellcheck disable=SC2086
test "$(status_of dlp-scan $people --min-confidence low --model names.m text)" -eq 1
test "$(grep -c '"type":"finding"' out)" -eq 1
grep -q '"line":2' out

# Secrets: the odds are those of the model, in files and in cells of tables.
test "$(status_of dlp-scan --min-confidence low --rules 'generic.*' code.py)" -eq 1
odds >built-in
test "$(status_of dlp-scan --min-confidence low --rules 'generic.*' --model=secret.m code.py)" -eq 1
odds >ours
test -s ours
test "$(cmp built-in ours | wc -l)" -eq 1
printf 'name,password\nann,%s%s\n' Xq71 vTz33kL >t.csv
for options in '' '--model=secret.m'; do
	# shellcheck disable=SC2086 # one option or none
	test "$(status_of dlp-scan --min-confidence low --rules 'generic.*' $options t.csv)" -eq 1
	odds >"cell$options"
	test -s "cell$options"
done
test "$(cmp cell cell--model=secret.m | wc -l)" -eq 1
# Both, and of two of a kind the last.
test "$(status_of dlp-scan --min-confidence low --rules 'generic.*' --model names.m --model secret.m code.py)" -eq 1
odds | cmp - ours
# As they were, in any number of threads.
i=0
while test $i -lt 3000; do
	echo "line $i: We met Zoe King. The end."
	test $((i % 500)) -ne 0 || cat code.py
	i=$((i + 1))
done >long.txt
dlp-scan -j1 --min-confidence low --model names.m --model secret.m long.txt >one || test $? -eq 1
dlp-scan -j4 --min-confidence low --model names.m --model secret.m long.txt >four || test $? -eq 1
cmp one four

# What an earlier model said is nothing to go by.
dlp-scan --state s --min-confidence low --rules 'generic.*' code.py >out || test $? -eq 1
odds | cmp - built-in
dlp-scan --state s --min-confidence low --rules 'generic.*' --model secret.m --summary code.py >out || test $? -eq 1
odds | cmp - ours
test "$(jq 'select(.type == "summary") | .unchanged' out)" -eq 0
dlp-scan --state s --min-confidence low --rules 'generic.*' --model secret.m --summary code.py >out || test $? -eq 1
odds | cmp - ours
test "$(jq 'select(.type == "summary") | .unchanged' out)" -eq 1

# A filter goes by it, too.
dlp-redact --raw=text --rules pii.person --model names.m <text >out
grep -q 'Maria Gonzalez' out
test "$(grep -c 'Zoe King' out)" -eq 0
dlp-redact --raw=text --rules pii.person <text >out
test "$(grep -c 'Maria Gonzalez' out)" -eq 0

# What can't be used is said, and nothing is scanned.
refused() {
	test "$(status_of dlp-scan --model "$1" text)" -eq 2
	test ! -s out
	grep -qx "dlp-scan: $1: $2" err
	test "$(status_of dlp-redact --raw --model "$1" text)" -eq 2
	test ! -s out
	grep -qx "dlp-redact: $1: $2" err
}
refused missing 'cannot open: .*'
refused text 'not a learned model'
: >empty
refused empty 'not a learned model'
head -c 3000 names.m >cut
refused cut 'a damaged model'
# A byte in the middle, and the version of the features: bytes 20 to 23.
{
	head -c 5000 secret.m
	printf 'x'
	tail -c +5002 secret.m
} >odd
refused odd 'a damaged model'
for model in names.m secret.m; do
	{
		head -c 20 "$model"
		printf '\144'
		tail -c +22 "$model"
	} >old
	refused old 'learned with features of version 100, [0-9]* is known: learn again'
done
dlp-learn excerpts text >idx
refused idx 'a model of kind excerpts, not names or secret'
set --
while test $# -lt 18; do
	set -- "$@" --model names.m
done
test "$(status_of dlp-scan "$@" text)" -eq 2
grep -qx 'dlp-scan: --model: over 8 of them' err
