# What takes findings out: baselines, allowlists, comments; and what does not.
status_of() {
	rc=0
	"$@" >out 2>err || rc=$?
	echo "$rc"
}
# How many findings are told, and how many of those are suppressed by $1.
told() { grep -c '"type":"finding"' out || :; }
known() { grep -c "\"suppressed\":\"$1\"" out || :; }

mkdir tree
card='4111 1111 1111 1111'
token=$(printf 'ghp\137%s' DgLmOIYRLFXx1RtNYfF3Va7nuTfoy63ITBLg)
cat >tree/a.txt <<END
card: $card
token = $token
password = "hunter2-Kq9z"
END
echo 'an ssn: 541-22-1234' >tree/b.txt

# A baseline is made of what there is, and then there is nothing new.
test "$(status_of dlp-scan --baseline base tree)" -eq 2
grep -q '^dlp-scan: base: cannot open: ' err
test "$(status_of dlp-scan --baseline base --update-baseline tree)" -eq 0
test "$(told)" -eq 4
grep -q '^dlp-scan: base: 0 findings kept, 4 added, 0 removed$' err
test "$(status_of dlp-scan --baseline base tree)" -eq 0
test "$(told)" -eq 0
# It is sorted, has a line a finding, and says nothing of time or value.
grep -v '^#' base >lines
LC_ALL=C sort -c lines
test "$(grep -cE '^[0-9a-f]{32}-[0-9a-f]{1,16} [a-z.-]+ tree/[ab]\.txt$' lines)" -eq 4
test "$(wc -l <lines)" -eq 4
test "$(grep -cE '4111|1234|hunter|Kq9z' lines)" -eq 0
# To make it again changes nothing, byte for byte, with any number of threads.
cp base first
for jobs in 1 8; do
	dlp-scan -j$jobs -q --baseline base --update-baseline tree >out 2>err
	cmp base first
	test ! -s err
done

# A new value on a known line is new: of a card, of a token, of a password.
for change in '1,s/4111 1111 1111 1111/5500 0000 0000 0004/' \
	'2,s/ITBLg/ITBLh/' '3,s/hunter2/hunter3/'; do
	cp tree/a.txt kept
	sed "${change#*,}" kept >tree/a.txt
	test "$(status_of dlp-scan --baseline base tree)" -eq 1
	test "$(told)" -eq 1
	grep -q "\"line\":${change%%,*}," out
	mv kept tree/a.txt
done
# The same one in a new place, in another file or twice, is new too.
cp tree/a.txt kept
cat kept kept >tree/a.txt
test "$(status_of dlp-scan --baseline base tree)" -eq 1
test "$(told)" -eq 3
mv kept tree/a.txt
cp tree/b.txt tree/c.txt
test "$(status_of dlp-scan --baseline base tree)" -eq 1
test "$(told)" -eq 1
rm tree/c.txt
# Lines that come and go around it do not matter.
cp tree/a.txt kept
{ printf 'new\n\n'; cat kept; echo new; } >tree/a.txt
test "$(status_of dlp-scan --baseline base tree)" -eq 0
mv kept tree/a.txt

# Shown, it does not count.
test "$(status_of dlp-scan --baseline base --show-suppressed tree)" -eq 0
test "$(told)" -eq 4
test "$(known baseline)" -eq 4
test "$(status_of dlp-scan --baseline base --summary tree)" -eq 0
tail -n 1 out >last
jq -e '.suppressed.baseline == 4 and .findings.high == 0' <last >json
test "$(status_of dlp-scan --baseline base --format=text tree)" -eq 0
grep -qxF '0 findings in 2 documents; 4 suppressed (4 by baseline)' out
dlp-scan --baseline base --show-suppressed --format=text tree >out
test "$(grep -c 'suppressed by baseline$' out)" -eq 4

# Wherever the tree stands, and from wherever in it one looks.
mkdir work work/.git
cp -r tree work
(
	cd work || exit
	dlp-scan -q --baseline ../top --update-baseline . >../out
	dlp-scan --baseline ../top tree >../out
	dlp-scan --baseline ../top tree/a.txt ./tree//b.txt >../out
	cd tree || exit
	dlp-scan --baseline ../../top a.txt ../tree/b.txt >../../out
	dlp-scan --baseline ../../top "$PWD/a.txt" >../../out
)
dlp-scan --baseline top --root work work >out
dlp-extract work/tree/a.txt | dlp-scan --baseline top --root work >out
test "$(told)" -eq 0

# What is gone is forgotten, and what people wrote stays.
{ echo '# ours'; sed 's/ us\.ssn .*/ made up/' base; } >edited
echo nothing >tree/a.txt
dlp-scan --baseline edited --update-baseline tree >out 2>err
grep -q '1 findings kept, 0 added, 3 removed' err
grep -qx '# ours' edited
grep -q ' made up$' edited
test "$(wc -l <edited)" -eq 3
# Not when something could not be read, and not in vain.
cp base kept
test "$(status_of dlp-scan --baseline base --update-baseline tree missing)" -eq 2
grep -q 'base: not written' err
cmp base kept
test "$(status_of dlp-scan --baseline /nonexistent/b --update-baseline tree)" -eq 2
test "$(status_of dlp-scan --update-baseline tree)" -eq 2
grep -q 'names no file' err
ln -s edited link
dlp-scan -q --baseline link --update-baseline tree >out
test -L link
# What two people added merges: in any order, twice, and no half of a merge.
{ cat base; tail -n 1 base; } >merged
echo 'an ssn: 541-22-1234' >tree/b.txt
test "$(status_of dlp-scan --baseline merged tree)" -eq 0
{ echo '<<<<<<< ours'; cat base; } >merged
test "$(status_of dlp-scan --baseline merged tree)" -eq 2
grep -q 'merged: line 1 begins with no fingerprint' err
test ! -s out
head -c 1000 /bin/sh >merged
test "$(status_of dlp-scan --baseline merged tree)" -eq 2
mkfifo pipe
test "$(status_of dlp-scan --baseline pipe tree)" -eq 2
# With a key it is another one, which tells all changes.
head -c 32 /dev/zero >key
chmod 600 key
dlp-scan -q --key-file key --baseline keyed --update-baseline tree >out
test "$(grep -cE '^[0-9a-f]{32}-[0-9a-f]{16} us\.ssn' keyed)" -eq 1
test "$(status_of dlp-scan --key-file key --baseline keyed tree)" -eq 0
test "$(status_of dlp-scan --baseline keyed tree)" -eq 1

# Allowlists of the command line.
printf 'card: %s\nssn: 541-22-1234\n' "$card" >both.txt
test "$(status_of dlp-scan --allow 'card.*' both.txt)" -eq 1
test "$(told)" -eq 1
test "$(status_of dlp-scan --allow 'card.*,us.*' both.txt)" -eq 0
test "$(status_of dlp-scan --allow 'card.*' --allow 'us.*' both.txt)" -eq 0
dlp-scan --allow 'card.*,us.*' --show-suppressed both.txt >out
test "$(known allow:--allow)" -ge 2
test "$(status_of dlp-scan --allow 'no.such' both.txt)" -eq 2
grep -q 'no rule matches: no.such' err
test "$(status_of dlp-scan --allow '*' both.txt)" -eq 2
# And of files, and folders.
mkdir allow.d
cat >allow.d/a.conf <<'END'
# Ours.
[cards]
reason = Made up.
rules  = card.*
paths  = both*

[nothing]
reason = It was there once.
words  = 0000000000
END
test "$(status_of dlp-scan -v --allow-file allow.d --summary both.txt)" -eq 1
test "$(told)" -eq 1
grep -q 'allow:nothing (allow.d/a.conf:7) let nothing pass' err
test "$(grep -c 'allow:cards' err)" -eq 0
tail -n 1 out >last
jq -e '.suppressed."allow:cards" >= 1 and .suppressed."allow:nothing" == 0' <last >json
cp both.txt other.txt
test "$(status_of dlp-scan --allow-file allow.d --rules 'card.*' other.txt)" -eq 1
test "$(status_of dlp-scan --allow-file allow.d --rules 'card.*' both.txt)" -eq 0
# A file of options that is named has the rights of the system.
printf '[dlp-scan]\nallow-file = allow.d\n' >options.conf
test "$(status_of dlp-scan -c options.conf --rules 'card.*' both.txt)" -eq 0
# A finding by its fingerprint, and no other in its place.
print=$(dlp-scan --exit-zero other.txt | jq -r 'select(.rule == "us.ssn").fingerprint')
printf '[one]\nreason = a\nfingerprints = %s\n' "$print" >one.conf
test "$(status_of dlp-scan --allow-file one.conf --rules us.ssn other.txt)" -eq 0
sed 's/541-22-1234/541-22-1235/' other.txt >new.txt
mv new.txt other.txt
test "$(status_of dlp-scan --allow-file one.conf --rules us.ssn other.txt)" -eq 1
echo 'rule = x' >>one.conf
test "$(status_of dlp-scan --allow-file one.conf other.txt)" -eq 2
grep -q 'one.conf:4: unknown key: rule' err
test ! -s out
test "$(status_of dlp-scan --allow-file missing other.txt)" -eq 2

# What is a user's own takes nothing out.
mkdir -p "$XDG_CONFIG_HOME/dlp/allow.d"
cp allow.d/a.conf "$XDG_CONFIG_HOME/dlp/allow.d"
test "$(status_of dlp-scan --rules 'card.*' both.txt)" -eq 1
for line in 'allow = card.*' 'allow-file = allow.d' 'baseline = base' \
	'inline-allow = yes' 'show-suppressed = yes'; do
	printf '[dlp-scan]\n%s\n' "$line" >"$XDG_CONFIG_HOME/dlp/own.conf"
	test "$(status_of dlp-scan both.txt)" -eq 2
	grep -q "a user's own file may not set" err
done
rm -r "$XDG_CONFIG_HOME/dlp"

# Comments, where they are asked for, and never for what is critical.
cat >notes.txt <<END
card: $card # dlp:allow card.* sample of the vendor
# dlp:allow us.ssn made up
an ssn: 541-22-1234
token = $token # dlp:allow * github.* we mean it
token = $token # dlp:allow github.* we mean it
END
test "$(status_of dlp-scan notes.txt)" -eq 1
all=$(told)
test "$(status_of dlp-scan --inline-allow notes.txt)" -eq 1
test "$(told)" -eq $((all - 2))
test "$(grep -c '"severity":"critical"' out)" -eq 2
dlp-scan --inline-allow --exit-zero --show-suppressed notes.txt >out
test "$(known inline)" -ge 2
dlp-scan --inline-allow --exit-zero --format=sarif --show-suppressed notes.txt >out
jq -e '[.runs[0].results[].suppressions[]?.kind] | unique == ["inSource"]' <out >json

# Further down the pipe what is suppressed is no alert and is not replaced.
dlp-scan --rules 'card.*' --allow 'card.*' --show-suppressed both.txt >records
dlp-redact --output clean <records >out
test ! -e clean/both.txt || cmp both.txt clean/both.txt

# The hook of the page: what is known or allowed passes, what is new does not.
awk '/^#!\/bin\/sh$/ { on = 1 } /^```$/ { on = 0 } on' \
	"$TESTS/../man/dlp-scan.1.scd" | sed 's/\\\\/\\/' >hook
test "$(wc -l <hook)" -ge 3
mkdir repo
cd repo || exit
git init -q .
git config user.email a@b.example
git config user.name a
git config core.hooksPath .git/hooks
echo 'password = "hunter2-Kq9z"' >old.ini
dlp-scan --baseline=.dlp-baseline --update-baseline -q . >/dev/null
git add .
git commit -qm old
install -m 755 ../hook .git/hooks/pre-commit
echo 'timeout = 3' >>old.ini
git add .
git commit -qm 'known still'
echo 'password = "zomer4-Kq9z" # dlp:allow generic.password sample of the page' >new.ini
git add .
git commit -qm 'allowed'
echo 'password = "winter5-Kq9z"' >new.ini
git add .
rc=0
git commit -qm 'new' >../out 2>&1 || rc=$?
test "$rc" -ne 0
grep -q 'password' ../out
test "$(grep -c 'winter5' ../out)" -eq 0
