# dlp-scan --state: what is unchanged is told again, not read.
status() {
	want=$1 rc=0
	shift
	"$@" >out 2>err || rc=$?
	test "$rc" -eq "$want"
}
scan() { dlp-scan --no-config "$@"; }
# How many files the last run did not read.
unchanged() { jq 'select(.type == "summary") | .unchanged' out; }
# All but the summary, which holds the time.
records() { grep -v '"type":"summary"' "$1"; }

card='4111 1111 1111 1111'
mkdir tree tree/sub
printf 'nothing to see\n' >tree/clean.txt
: >tree/empty
printf 'card: %s and more\n' "$card" >tree/card.txt
printf 'caf\351 card: %s\n' "$card" >tree/latin1.txt
printf '{"card": "%s"}\n' "$card" >tree/sub/card.json
printf 'id,card\n1,%s\n2,%s\n' "$card" "$card" >tree/sub/cards.csv
printf '<html><body><p>card: %s</p></body></html>' "$card" >tree/page.html
printf 'card: %s\n' "$card" >"tree/od
d \"name\".txt"
printf 'card: %s\n' "$card" >"$(printf 'tree/b\303\244d \377.txt')"
(cd tree && zip -q -r ../mix.zip card.txt page.html sub)
mv mix.zip tree
files=$(find tree -type f -printf x | wc -c)

# Fresh, again and without: the same bytes, the same status.
status 1 scan --summary tree
records out >without
cp out summary
status 1 scan --summary --state=state tree
records out | cmp - without
test "$(unchanged)" -eq 0
test ! -s err
for jobs in 1 4; do
	status 1 scan --summary -j $jobs --state=state tree
	records out | cmp - without
	test "$(unchanged)" -eq "$files"
	test ! -s err
done
# And so is what they come to.
jq 'select(.type == "summary") | del(.seconds, .unchanged)' out >sums
jq 'select(.type == "summary") | del(.seconds)' summary | cmp - sums
for format in text sarif; do
	status 1 scan --format=$format --state=state tree
	cp out told
	status 1 scan --format=$format tree
	cmp told out
done
printf '%s\0' tree/* >names
status 1 scan -0 --files-from=names
cp out told
status 1 scan --summary -0 --files-from=names --state=state
records out | cmp - told
test "$(unchanged)" -eq "$files"
find tree -type f -print0 >names
status 1 scan --summary -0 --files-from=names --state=state
test "$(unchanged)" -eq "$files"

# It is the user's alone, and holds neither values nor names.
test "$(find state -perm 0600)" = state
for value in '4111 1111' 4111111111111111 "$(printf %s "$card" | base64)" clean.txt; do
	rc=0
	grep -qaF "$value" state || rc=$?
	test "$rc" -eq 1
done
status 2 scan --show-values --state=state tree
grep -q 'show-values' err
test ! -s out

# Of what is changed, that alone is read: bytes, times, name, or all.
for file in tree/clean.txt tree/sub/card.json tree/mix.zip; do
	printf '\n' >>"$file"
	scan tree >without || test $? -le 2
	scan --summary --state=state tree >out || test $? -le 2
	records out | cmp - without
	test "$(unchanged)" -eq $((files - 1))
done
# A zip with a line behind it is read in part, and so it is read each time.
jq -r 'select(.type == "end" and .path == "tree/mix.zip" and .member == null).status' out | grep -qx part
rm tree/mix.zip
files=$((files - 1))
# Of the same size.
printf 'card: %s and more\n' '4012 8888 8888 1881' >tree/card.txt
scan tree >without || test $? -eq 1
scan --summary --state=state tree >out || test $? -eq 1
records out | cmp - without
test "$(unchanged)" -eq $((files - 1))
# Of the same size and time.
touch -r tree/card.txt stamp
printf 'card: %s and more\n' "$card" >tree/card.txt
touch -r stamp tree/card.txt
scan tree >without || test $? -eq 1
scan --summary --state=state tree >out || test $? -eq 1
records out | cmp - without
test "$(unchanged)" -eq $((files - 1))
# Another time and the same bytes: not scanned, but told with the time.
touch -d 2001-02-03T04:05:06Z tree/card.txt
cp -p tree/clean.txt copy
mv copy tree/clean.txt
scan tree >without || test $? -eq 1
grep -q 2001-02-03T04:05:06Z without
scan --summary --state=state tree >out || test $? -eq 1
records out | cmp - without
test "$(unchanged)" -eq "$files"
# A file more, one less, one with another's name.
printf 'card: %s\n' "$card" >tree/new.txt
mv tree/card.txt tree/moved.txt
rm tree/clean.txt
scan tree >without || test $? -eq 1
scan --summary --state=state tree >out || test $? -eq 1
records out | cmp - without
test "$(unchanged)" -eq $((files - 2))

# What is gone is forgotten, once it is much.
before=$(wc -c <state)
mkdir aside
mv tree/sub tree/page.html tree/latin1.txt tree/moved.txt aside
status 1 scan --state=state tree
test "$(wc -c <state)" -lt "$before"
test ! -e state.new
mv aside/* tree
status 1 scan --summary --state=state tree
test "$(unchanged)" -eq $((files - 5))
# But not because of what is away for a while.
mv tree gone
status 2 scan --state=state tree
mv gone tree
status 1 scan --summary --state=state tree
test "$(unchanged)" -eq "$files"

# What can't be read is told each time, and 2 wins.
(cd tree && zip -q ../broken.zip page.html)
head -c 100 broken.zip >tree/broken.zip
for _ in 1 2; do
	status 2 scan --summary --state=state tree
	grep -q '^dlp-scan: tree/broken.zip: ' err
	scan tree >without 2>err || test $? -eq 2
	records out | cmp - without
done
test "$(unchanged)" -eq "$files"
status 2 scan --exit-zero --state=state tree missing
rm tree/broken.zip

# Other rules, options, lists or baselines: everything is read, and said to be.
status 1 scan --state=state tree
told() {
	status 1 scan --summary --state=state "$@"
	test "$(unchanged)" -eq 0
	grep -q '^dlp-scan: state: .* read anew$' err
	records out >told
	status 1 scan "$@"
	cmp out told
	status 1 scan --summary --state=state "$@"
	test "$(unchanged)" -ge 1
	test ! -s err
	records out | cmp - told
}
told --min-confidence=low tree
told --disable='mrz.*' tree
told --no-decode tree
told --root=tree tree
told --raw tree
head -c 64 /dev/zero | tr '\0' k >key
chmod 0600 key
told --key-file=key tree
cat >allow.conf <<'END'
[pages]
reason = Made up.
rules = card.*
paths = *page.html
END
told --allow-file=allow.conf tree
told --allow-file=allow.conf --show-suppressed tree
sed 's/page/latin1/' allow.conf >more.conf
told --allow-file=more.conf --show-suppressed tree
jq -r 'select(.type == "finding" and .path == "tree/new.txt").fingerprint' out >baseline
told --baseline=baseline tree
jq -r 'select(.type == "finding").fingerprint' out | head -n 1 >>baseline
told --baseline=baseline tree
# Those that an allowlist took out are counted by stanza, each time.
status 1 scan -v --summary --allow-file=allow.conf --state=state tree
status 1 scan -v --summary --allow-file=allow.conf --state=state tree
rc=0
grep 'let nothing pass' err || rc=$?
test "$rc" -eq 1
test "$(jq 'select(.type == "summary").suppressed."allow:pages"' out)" -ge 1
jq -c 'select(.type == "summary").suppressed' out >told
status 1 scan --summary --allow-file=allow.conf tree
jq -c 'select(.type == "summary").suppressed' out | cmp - told
status 2 scan --baseline=baseline --update-baseline --state=state tree
grep -q 'update-baseline' err

# The units of the man page are those that we have, and systemd takes them.
awk '/^```$/ { fence = !fence; next } fence' "$TESTS/../man/dlp-scan.1.scd" >fenced
for unit in service timer; do
	file=$TESTS/../doc/dlp-scan.$unit
	line=$(grep -nxF "$(sed -n 2p "$file")" fenced | cut -d : -f 1)
	tail -n +$((line - 1)) fenced | head -n "$(wc -l <"$file")" | cmp - "$file"
	sed 's|^ExecStart=dlp-scan |ExecStart=/bin/true |' "$file" >dlp-scan.$unit
done
if command -v systemd-analyze; then
	systemd-analyze verify --man=no ./dlp-scan.service ./dlp-scan.timer
fi

# What it is not for.
status 2 scan --state=state
grep -q 'no files are named' err
status 2 scan --state=state -
status 2 scan --state=state --git-history .
status 2 scan --state=state --list-rules

# Not anything is a state.
for bad in tree/new.txt . /dev/null /nonexistent/state; do
	cp tree/new.txt before
	status 2 scan --state=$bad tree
	grep -q "^dlp-scan: $bad: " err
	test ! -s out
	cmp tree/new.txt before
done
cp state others
chmod 0640 others
status 2 scan --state=others tree
chmod 0600 others
ln -s others link
status 2 scan --state=link tree

# A full disk: all is told, and that it was not remembered.
limited() { (
	trap '' XFSZ
	ulimit -f 1
	dlp-scan --no-config --summary --state=full tree 2>&1 || echo "status $?"
); }
told=$(limited)
printf '%s\n' "$told" >out
grep -q '^dlp-scan: full: cannot write: ' out
grep -qx 'status 2' out
test "$(grep -c '^dlp-scan' out)" -eq 1
test "$(grep -c '"type":"end","doc"' out)" -eq "$files"
test "$(wc -c <full)" -le 1024
status 1 scan --summary --state=full tree
test "$(unchanged)" -eq 0

# Only what has left the standard output is remembered.
status 2 sh -c 'dlp-scan --no-config --state=lost tree >/dev/full'
status 1 scan --summary --state=lost tree
test "$(unchanged)" -eq 0

# A second run is told, and a killed one is taken up where it was.
rm -f state
mkfifo fifo records
dlp-scan --no-config -j 1 --state=state tree fifo >records &
pid=$!
cat records >first &
exec 3>fifo
# Much more than a pipe holds: it is reading, and has flushed what was before.
seq 100000 >&3
status 75 scan --state=state tree
grep -q '^dlp-scan: state: another run has it$' err
test ! -s out
kill -9 $pid
rc=0
wait $pid || rc=$?
test "$rc" -eq 137
exec 3>&-
wait
status 1 scan tree
grep -F '"type":"end"' out | grep -cF '"path"' >ends
grep -cF '"type":"end"' first | cmp - ends
status 1 scan --summary --state=state tree
test "$(unchanged)" -eq "$(find tree -type f -printf x | wc -c)"
# The last entry was cut: it alone is read.  (In the file of one run, since a
# later one may write an entry again, once the times of its file tell enough.)
rm state
status 1 scan --state=state tree
head -c $(($(wc -c <state) - 40)) state >cut
chmod 0600 cut
status 1 scan --summary --state=cut tree
test "$(unchanged)" -eq $(($(find tree -type f -printf x | wc -c) - 1))
status 1 scan --summary --state=cut tree
test "$(unchanged)" -eq "$(find tree -type f -printf x | wc -c)"
