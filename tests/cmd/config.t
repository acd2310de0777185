# Options from files: who may say what, in which order, and what is refused.
fails_with() {
	want=$1 rc=0
	shift
	"$@" >out 2>err || rc=$?
	test "$rc" -eq "$want"
	test -s err
}

mkdir -p "$XDG_CONFIG_HOME/dlp"
own=$XDG_CONFIG_HOME/dlp/own.conf
ssn=541-22
echo "ssn $ssn-1234" >text
echo "write to john.doe@company.com" >mail

# A named file is used, a word on the command line overrules it.
printf '# comment\n\n[dlp-scan]\n  format = ndjson  \n' >f.conf
rc=0
dlp-scan --config f.conf --raw <text >out || rc=$?
test "$rc" -eq 1
grep -q '"type":"finding"' out
rc=0
dlp-scan -c f.conf --format=text --raw <text >out || rc=$?
test "$rc" -eq 1
rc=0
grep -q '"type"' out || rc=$?
test "$rc" -eq 1

# A section of another tool is not ours; switches take yes and no.
printf '[dlp-redact]\nmin-severity = critical\n[dlp-scan]\nexit-zero = yes\n' >f.conf
dlp-scan --config=f.conf --raw <text >out
grep -q finding out
printf '[dlp-scan]\nexit-zero = no\n' >f.conf
rc=0
dlp-scan --config=f.conf --raw <text >out || rc=$?
test "$rc" -eq 1

# Before a section stands what tools share, known to this one or not.
printf 'progress = never\ncolor = never\n' >f.conf
rc=0
dlp-scan --config=f.conf --raw <text >out || rc=$?
test "$rc" -eq 1

# What is not understood ends it, and says where.
refused() {
	printf '%b' "$1" >f.conf
	fails_with 2 dlp-scan --config f.conf --raw text
	grep -q "^dlp-scan: f.conf: line $2: " err
	test ! -s out
}
refused 'nonsense\n' 1
refused '\nmin-severity = high\n' 2
refused '[dlp-scan]\nno-such = 1\n' 2
refused '[dlp-scam]\n' 1
refused '[dlp-scan\n' 1
refused '[dlp-scan]\nexit-zero = maybe\n' 2
refused '[dlp-scan]\nno-config = yes\n' 2
refused '[dlp-scan]\nconfig = f.conf\n' 2
refused '[dlp-scan]\nformat = nd\0json\n' 2
printf '[dlp-scan]\nmin-severity = enormous\n' >f.conf
fails_with 2 dlp-scan --config f.conf --raw text
grep -q -e '--min-severity' err
fails_with 2 dlp-scan --config nonexistent --raw text
fails_with 2 dlp-scan --raw text --config
grep -q 'no file is named' err

# The user's own file is read without being named, but not against --no-config.
printf 'format = ndjson\n' >"$own"
rc=0
dlp-scan --format=text --no-config --raw text >plain || rc=$?
rc=0
dlp-scan --raw text >out || rc=$?
test "$rc" -eq 1
grep -q '"type":"finding"' out

# It may not hide anything ...
for line in 'min-severity = critical' 'disable = us.*' 'rules = x.*' \
	'exit-zero = yes' 'quiet = yes' 'min-confidence = high' \
	'exclude = *' 'max-size = 1'; do
	printf '[dlp-scan]\n%s\n' "$line" >"$own"
	fails_with 2 dlp-scan --raw text
	grep -q "own.conf: line 2: a user's own file may not set" err
done
dlp-scan --no-config --raw mail >out || test $? -eq 1

# ... nor by its rules: those of a folder that it names may add, not take away.
mkdir rules
cat >rules/own.conf <<'EOT'
[own.word]
name = A word of ours
description = It is not to leave the house.
category = confidential
severity = high
confidence = high
keywords = zanzibar
regex = \bzanzibar\b
example = the zanzibar file
reject = the zansibar file
EOT
printf '[dlp-scan]\npatterns = %s\n' "$PWD/rules" >"$own"
echo 'the zanzibar file' >word
rc=0
dlp-scan --format=ndjson --raw word >out || rc=$?
test "$rc" -eq 1
grep -q '"rule":"own.word"' out
printf 'disable = us.*\n' >rules/own.conf
fails_with 2 dlp-scan --raw text
rm "$own"

# Words of a file do not become operands, and operands stay what they are.
printf '[dlp-scan]\nformat = ndjson\n' >f.conf
rc=0
dlp-scan --config f.conf --raw -- text >out || rc=$?
test "$rc" -eq 1
: >-c
dlp-scan --no-config --raw -- -c >out

# The others read their own section.
printf '[dlp-redact]\nmode = log\n[dlp-alert]\npolicy = tested\n' >f.conf
rc=0
dlp-redact --config f.conf --raw=text <text >out 2>err || rc=$?
test "$rc" -eq 1
cmp text out
printf '[dlp-alert]\nno-such = 1\n' >f.conf
fails_with 2 dlp-alert --config f.conf --dry-run </dev/null
printf '[dlp-extract]\nno-such = 1\n' >f.conf
fails_with 2 dlp-extract --config f.conf text
grep -q '^dlp-extract: f.conf: line 2: no such option' err

# What dlp-scan hears of configuration, the dlp-extract that it runs hears too.
printf '[dlp-extract]\nno-such = 1\n' >"$own"
gzip -c text >text.gz
rc=0
dlp-scan --format=text text.gz >out 2>err || rc=$?
test "$rc" -eq 2
rc=0
dlp-scan --no-config --format=text text.gz >out 2>err || rc=$?
test "$rc" -eq 1
