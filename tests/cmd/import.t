# dlp-scan with rule files of other scanners: gitleaks' TOML, Nosey Parker's and
# Kingfisher's YAML.
status_of() {
	rc=0
	"$@" >out 2>err || rc=$?
	echo "$rc"
}
scan() {
	status_of dlp-scan --no-config "$@"
}
rules_of() {
	jq -r 'select(.type == "finding").rule' <out | sort | tr '\n' ' '
}

cat >team.toml <<'END'
title = "rules of a team"
[allowlist]
stopwords = ["sample"]
paths = ['''(?i)(?:^|/)vendor/''']
[[rules]]
id = "acme-token"
description = "A token of Acme."
regex = '''(?i)[\w.-]{0,50}?acme(?:[ \t\w.-]{0,20})=([a-z0-9]{16})(?:[\s;]|$)'''
entropy = 2.5
keywords = ["acme"]
[[rules.allowlists]]
regexTarget = "line"
regexes = ['''no-secret''']
[[rules.allowlists]]
regexTarget = "match"
regexes = ['''public_acme''']
[[rules]]
id = "php-only"
regex = '''phpkey-[0-9]{9}'''
path = '''\.php$'''
keywords = ["phpkey-"]
[[rules]]
id = "either"
regex = '''one:([a-z]{9})|two:([0-9]{9})'''
END
cat >team.yml <<'END'
rules:
- name: Pair of Acme
  id: np.acme.7
  pattern: |
    (?x)
    \b acmeuser \s* = \s* ( [a-z]{4,9} )     # who
    \s+ acmepass \s* = \s* ( [a-z0-9]{9} ) \b
  examples:
  - |
    acmeuser = somebody
    acmepass = abc123def
  negative_examples: ['acmeuser = somebody']
END

# Both are taken by what stands in them, whatever their names.
cp team.toml a.conf
cp team.yml b.rules
printf 'acme_key=q8w7e6r5t4y3u2i1\n' >key.txt
test "$(scan -p a.conf -p b.rules --rules 'gitleaks.*,np.*' key.txt)" -eq 1
test ! -s err
test "$(rules_of)" = 'gitleaks.acme-token '
# The value is what the group holds, whichever branch it is in.
printf 'one:abcdefghi two:123456789\n' >either.txt
test "$(scan -p team.toml --rules gitleaks.either --show-values either.txt)" -eq 1
test "$(jq -r 'select(.value).value' <out | tr '\n' ' ')" = 'abcdefghi 123456789 '

# What the file lets pass: words, lines, matches, paths; and too little chance.
printf 'acme=samplesample1234\nacme=aaaaaaaaaaaaaaaa\nacme=q8w7e6r5t4y3u2i1 # no-secret\nmy_public_acme=q8w7e6r5t4y3u2i1\n' >pass.txt
test "$(scan -p team.toml --rules 'gitleaks.*' pass.txt)" -eq 0
mkdir -p src/vendor
cp key.txt src/vendor/key.txt
test "$(scan -p team.toml --rules 'gitleaks.*' src)" -eq 0
cp key.txt src/key.txt
test "$(scan -p team.toml --rules 'gitleaks.*' src)" -eq 1
test "$(jq -r 'select(.rule).path' <out)" = src/key.txt
printf 'phpkey-123456789\n' >key.php
cp key.php key.py
test "$(scan -p team.toml --rules 'gitleaks.*' key.py key.php)" -eq 1
test "$(jq -r 'select(.rule).path' <out)" = key.php

# A pair is one finding, and both halves go when it is redacted.
printf 'acmeuser = somebody\nacmepass = abc123def\n' >pair.txt
test "$(scan -p team.yml --rules 'np.*' --show-values pair.txt)" -eq 1
test "$(jq -r 'select(.value).value' <out)" = abc123def
dlp-redact --no-config --raw=text -p team.yml --rules 'np.*' <pair.txt >clean
test "$(grep -c -e somebody -e abc123def clean)" -eq 0

# In a folder they stand beside our own.
mkdir rules
cp team.toml team.yml rules
cat >rules/own.conf <<'END'
[own.rule]
name = Own
category = secret
keywords = ownkey
regex = ownkey\d{4}
path-regex = \.(txt|md)$
not-path-regex = ^b
allow-match = 99
allow-line = ^# (sample|test)
example = ownkey1234
reject = ownkey
END
printf 'ownkey1234\n# sample ownkey1234\nownkey1299\n' >a.txt
cp a.txt b.txt
cp a.txt a.log
test "$(scan -p rules/own.conf --rules own.rule a.txt b.txt a.log)" -eq 1
test "$(jq -r 'select(.rule) | "\(.path) \(.line)"' <out)" = 'a.txt 1'
dlp-scan --no-config -p rules --list-rules >list
test "$(grep -c -e '^own\.rule' -e '^gitleaks\.' -e '^np\.acme' list)" -eq 5
dlp-scan --no-config -p rules --explain gitleaks.acme-token >explained
grep -qF 'not-path-regex = ' explained
grep -qF 'allow-line     = (?:no-secret)' explained
dlp-scan --no-config -p rules --rules 'np.*,gitleaks.*' --check-rules >out
grep -qF 'rules/team.toml: 3 rules, 0 of them in part, 0 slow; 0 left out' out
grep -q '^4 rules, 1 examples, 1 rejects: 0 failed$' out

# What can't be said is told, rule by rule, and the rest is in force.
cat >odd.toml <<'END'
[extend]
useDefault = true
[[rules]]
id = "whole"
regex = '''whole-[a-z]{9}'''
[[rules]]
id = "broken"
regex = '''broken-[a-z'''
[[rules]]
id = "novel"
regex = '''novel-[a-z]{9}'''
magic = 1
[[rules]]
id = "slow"
regex = '''[a-z]{9}[0-9]{9}'''
END
printf 'whole-abcdefghi novel-abcdefghi\n' >odd.txt
test "$(scan -p odd.toml --rules 'gitleaks.*' odd.txt)" -eq 1
test "$(rules_of)" = 'gitleaks.novel gitleaks.whole '
grep -qF 'odd.toml:1: extend: ' err
grep -qF 'odd.toml:8: [gitleaks.broken] regex: left out: ' err
grep -qF 'odd.toml:12: [gitleaks.novel] magic: is not known: ignored' err
grep -qF 'odd.toml:15: [gitleaks.slow] regex: no keywords, ' err
test "$(wc -l <err)" -eq 4
# -q leaves what is left out.
test "$(scan -q -p odd.toml --rules 'gitleaks.*' odd.txt)" -eq 1
test "$(wc -l <err)" -eq 1
grep -qF 'left out' err
dlp-scan --no-config -p odd.toml --rules 'gitleaks.*' --check-rules >out 2>err
grep -qF 'odd.toml: 3 rules, 1 of them in part, 1 slow; 1 left out' out

# An example of theirs that is not found is told, and fails the check alone.
sed 's/abc123def/abc1/' team.yml >bad.yml
test "$(scan -p bad.yml --rules 'np.*' pair.txt)" -eq 1
grep -qF 'bad.yml:2: [np.acme.7] example 1 is not found' err
test "$(scan -p bad.yml --rules 'np.*' --check-rules)" -eq 2

# Live checks are never made: one line, and each of them when rules are checked.
cat >live.yml <<'END'
rules:
- name: Live
  id: kingfisher.live.1
  pattern: live-([a-z]{9})
  validation: {type: Http}
  revocation: {type: Http}
END
test "$(scan -p live.yml key.php)" -eq 0
test "$(wc -l <err)" -eq 1
grep -qF '2 keys of rules that ask a service' err
dlp-scan --no-config -p live.yml --rules 'kingfisher.*' --check-rules >out 2>err
grep -qF 'live.yml:5: [kingfisher.live.1] validation: ' err
grep -qF 'live.yml:6: [kingfisher.live.1] revocation: ' err

# A rule that is to stand nearby is one of the file that is in force.
cat >near.toml <<'END'
[[rules]]
id = "pair"
regex = '''pair-[a-z]{9}'''
[[rules.required]]
id = "key"
withinLines = 2
[[rules]]
id = "key"
regex = '''key-[a-z]{9}'''
[[rules]]
id = "lost"
regex = '''lost-[a-z]{9}'''
[[rules.required]]
id = "nowhere"
END
printf 'pair-abcdefghi\n\n\n\nlost-abcdefghi\n' >lone.txt
test "$(scan -p near.toml --rules 'gitleaks.*' lone.txt)" -eq 1
test "$(rules_of)" = 'gitleaks.lost '
grep -qF 'near.toml:13: [gitleaks.lost] required: other than one rule' err
printf 'pair-abcdefghi\nkey-abcdefghi\n' >both.txt
test "$(scan -p near.toml --rules 'gitleaks.*' both.txt)" -eq 1
test "$(rules_of)" = 'gitleaks.key gitleaks.pair '

# A file that is not well formed, and an id that is there, are no rules at all.
printf '[[rules]]\nid = "x\n' >bad.toml
test "$(scan -p bad.toml key.txt)" -eq 2
grep -qF 'bad.toml:2: a string without an end' err
printf 'rules:\n- id: a\n  id: b\n' >bad.yml
test "$(scan -p bad.yml key.txt)" -eq 2
grep -qF 'bad.yml:3: key given twice: id' err
test "$(scan -p team.yml -p b.rules key.txt)" -eq 2
grep -qF '[np.acme.7] is there already' err
