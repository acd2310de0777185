# dlp-scan: statuses, records in and out, operands, rules, and what it shows.
# shellcheck disable=SC3045 # every sh that matters has ulimit -v
status_of() {
	rc=0
	"$@" >out 2>err || rc=$?
	echo "$rc"
}
# A record of type $1 of which $2 is true, in what was written last.
has() {
	jq "select(.type == \"$1\") | $2" <out >json
	grep -qx true json
}
# A file of rules that is refused, with the line and what is wrong with it.
refused() {
	test "$(status_of dlp-scan --raw -p bad.conf clean.txt)" -eq 2
	test ! -s out
	grep -qF "dlp-scan: bad.conf:$1" err
}

card='4111 1111 1111 1111'
printf 'nothing to see\n' >clean.txt
printf 'card: %s and more\n' "$card" >card.txt

# The rules find their examples, and not their counter-examples.
dlp-scan --no-config --check-rules >out
grep -q ': 0 failed$' out
test "$(dlp-scan --list-rules | wc -l)" -ge 40

# A rule that is far over what one may cost is named, and one that is not isn't.
cat >cost.conf <<'END'
[cost.much]
name = Looked for everywhere, with a long lead
category = secret
keywords = none
regex = [\w .,()"=:]{0,400}[@#]
example = a@
reject = a

[cost.little]
name = Looked for where its keyword stands
category = secret
keywords = acme_
regex = \bacme_[a-z0-9]{20}\b
example = acme_0123456789abcdefghij
reject = acme_
END
dlp-scan --no-config -p cost.conf --rules 'cost.*' --check-rules >out 2>err
grep -qF 'cost.conf:1: [cost.much] costs ' err
test "$(wc -l <err)" -eq 1

# 0 is clean, 1 is found, 2 is trouble, and trouble wins.
test "$(status_of dlp-scan clean.txt)" -eq 0
test ! -s err
test "$(status_of dlp-scan card.txt)" -eq 1
test ! -s err
test "$(status_of dlp-scan --exit-zero card.txt)" -eq 0
test "$(status_of dlp-scan missing card.txt)" -eq 2
grep -q '"rule":"card.number"' out
test "$(grep -c '^dlp-scan: missing: cannot open: ' err)" -eq 1
test "$(status_of dlp-scan --exit-zero missing)" -eq 2
test "$(status_of dlp-scan --min-severity critical card.txt)" -eq 0
test "$(status_of dlp-scan --category pii card.txt)" -eq 0
test "$(status_of dlp-scan --category pii,financial card.txt)" -eq 1
test "$(status_of dlp-scan --format text card.txt)" -eq 1
test "$(status_of dlp-scan --format text clean.txt)" -eq 0
test "$(status_of dlp-scan --format text missing)" -eq 2
grep -q 'not complete' out

# No raw value, in whatever form it is shown; unless asked for.
for format in ndjson text; do
	dlp-scan --format $format --color=always card.txt >out || test $? -eq 1
	test "$(grep -c '1111 1111' out)" -eq 0
	grep -qF '4111 11** **** 1111' out
	dlp-scan --format $format --show-values card.txt >out || test $? -eq 1
	grep -qF "$card" out
done

# Operands are what dlp-extract makes of them, byte for byte.
mkdir tree tree/sub
cp clean.txt card.txt tree
printf '\377\376S\0S\0N\0 \0001\0002\0003\0-\0004\0005\0-\0006\0007\08\09\0\n\0' >tree/wide.txt
printf '{"ssn": "123-45-6789"}\n' >tree/sub/a.json
printf 'caf\351 123-45-6789 ssn\n' >tree/sub/latin.txt
: >tree/sub/empty
head -c 70000 /dev/zero | tr '\0' x >tree/sub/line.txt
printf 'x\n%s\n' "$card" >>tree/sub/line.txt
(cd tree && zip -qr ../whole.zip .)
zip -q in.zip whole.zip card.txt
mv whole.zip in.zip tree
printf 'a\nb' >"$(printf 'tree/new\nline.txt')"
gzip -c card.txt >tree/card.gz
for operand in card.txt tree/whole.zip tree/in.zip tree/wide.txt tree/card.gz tree; do
	dlp-extract "$operand" | dlp-scan >piped || test $? -le 1
	for jobs in 1 8; do
		rc=0
		dlp-scan -j$jobs "$operand" >direct || rc=$?
		test "$rc" -le 1
		cmp piped direct
	done
done
grep -q '"member":\["whole.zip","sub/a.json"\]' direct
dlp-scan --check-stream <direct >out
grep -q ', 0 faults$' out
dlp-scan -j1 --format text tree >one || test $? -eq 1
dlp-scan -j8 --format text tree >eight || test $? -eq 1
cmp one eight
cat tree/sub/a.json card.txt | dlp-scan --raw - >out || test $? -eq 1
test "$(grep -c '"type":"finding"' out)" -eq 2

# Names: from a file, with newlines in them, and what a terminal may see.
printf 'card.txt\0tree/new\nline.txt\0' >names
dlp-scan --files-from names -0 >out || test $? -eq 1
jq -e -n '[inputs | select(.type == "document").path] ==
	["card.txt", "tree/new\nline.txt"]' <out >json
printf 'card.txt\n' | dlp-scan --files-from - >out || test $? -eq 1
grep -q '"path":"card.txt"' out
cp card.txt "$(printf 'a\033[31mb')"
dlp-scan --format text "$(printf 'a\033[31mb')" >out || test $? -eq 1
test "$(grep -c "$(printf '\033')" out)" -eq 0
mkfifo pipe
cat card.txt >pipe &
test "$(status_of dlp-scan pipe)" -eq 1
grep -q '"rule":"card.number"' out

# Colour is for whom it is meant.
esc=$(printf '\033')
dlp-scan --format text card.txt >out || test $? -eq 1
test "$(grep -c "$esc" out)" -eq 0
dlp-scan --format text --color=always card.txt >out || test $? -eq 1
grep -q "$esc" out
NO_COLOR=1 dlp-scan --format text --color=always card.txt >out || test $? -eq 1
grep -q "$esc" out
dlp-scan --format ndjson --color=always card.txt >out || test $? -eq 1
test "$(grep -c "$esc" out)" -eq 0

# Records: what it does not know passes byte for byte, what is none is told.
printf '{"type":"x-y",  "a" : [1.50e1]}\n' >in
dlp-scan <in >out
grep -qxF "$(cat in)" out
dlp-extract card.txt >records
{
	cat records
	echo 'no record'
} >bad
test "$(status_of dlp-scan <bad)" -eq 2
has error '.code == "bad-record" and .line == 6'
grep -q '^dlp-scan: line 6: ' err
grep -q '"rule":"card.number"' out
sed '$d' records >shorter
test "$(status_of dlp-scan <shorter)" -eq 2
grep -q '"code":"truncated"' out
sed '/"end","doc"/,$d' records >shorter
test "$(status_of dlp-scan <shorter)" -eq 2
grep -q '"code":"truncated"' out
grep -q '"rule":"card.number"' out
sed 's/"version":1/"version":2/' records >later
test "$(status_of dlp-scan <later)" -eq 2
grep -q 'version' err
test "$(status_of dlp-scan <card.txt)" -eq 2
grep -q -e '--raw' err
# An error that somebody told before is trouble here too.
dlp-extract missing card.txt >errors 2>err || test $? -eq 2
test "$(status_of dlp-scan --exit-zero <errors)" -eq 2
# Two streams after one another.
cat records records >two
test "$(status_of dlp-scan <two)" -eq 1
test "$(grep -c '"tool":"dlp-scan' out)" -eq 2
test "$(grep -c '"type":"finding"' out)" -eq 2
# Text is consumed.
test "$(grep -c '"type":"text"' out)" -eq 0

# A match over pieces, and none over parts.
cat >pieces <<'RECORDS'
{"type":"stream","version":1,"tool":"t 1"}
{"type":"document","doc":1,"path":"p"}
{"type":"text","doc":1,"path":"p","offset":0,"line":1,"text":"SSN 123-4"}
{"type":"text","doc":1,"path":"p","offset":9,"line":1,"text":"5-6789\n"}
{"type":"text","doc":1,"path":"p","offset":16,"line":2,"text":"SSN 123-4","at":{"part":"a"}}
{"type":"text","doc":1,"path":"p","offset":25,"line":2,"text":"5-6789","at":{"part":"b"}}
{"type":"end","doc":1,"path":"p","status":"whole"}
{"type":"end","documents":1}
RECORDS
test "$(status_of dlp-scan <pieces)" -eq 1
test "$(grep -c '"rule":"us.ssn"' out)" -eq 1
has finding '.offset == 4 and .length == 11'

# A summary counts; a stream with it is whole still.
test "$(status_of dlp-scan --summary missing card.txt)" -eq 2
tail -n 1 out >last
jq -e '.type == "summary" and .tool == "dlp-scan" and .documents.whole == 1 and
	.findings.high == 1 and .errors.io == 1' <last >json

# Lists and texts about itself.
dlp-scan --explain card.number >out
grep -q '^\[card.number\]$' out
dlp-scan --explain gb.nino >out
grep -q '^shape *= id 9$' out
test "$(status_of dlp-scan --explain no.such)" -eq 2
dlp-scan --list-validators >out
grep -q '^luhn' out
dlp-scan --schema >out
jq -e .type <out >json

# Rules of users: added, chosen, left out.
cat >good.conf <<'RULES'
# a comment
[my.token]
name        = My token
description = Opens nothing.
category    = secret
severity    = critical
keywords    = mytok_
regex       = \bmytok_[a-z]{8}\b
example     = mytok_abcdefgh
reject      = mytok_abc
RULES
echo 'here: mytok_abcdefgh' >mine.txt
test "$(status_of dlp-scan mine.txt)" -eq 0
test "$(status_of dlp-scan -p good.conf mine.txt)" -eq 1
grep -q '"rule":"my.token"' out
mkdir rules.d
cp good.conf rules.d/good.conf
echo 'not read' >rules.d/README
test "$(status_of dlp-scan -p rules.d mine.txt)" -eq 1
dlp-scan -p good.conf --list-rules >out
grep -q '^my.token	critical	.*	good.conf:2$' out
test "$(status_of dlp-scan -p good.conf --rules 'my.*' card.txt)" -eq 0
test "$(status_of dlp-scan -p good.conf --rules 'my.*,card.*' card.txt)" -eq 1
test "$(status_of dlp-scan -p good.conf --disable 'my.*' mine.txt)" -eq 0
test "$(status_of dlp-scan --rules 'no.such' card.txt)" -eq 2
test "$(status_of dlp-scan --disable 'no.such' card.txt)" -eq 2
test "$(status_of dlp-scan -p missing.conf card.txt)" -eq 2

# The digest of the rules says what was in force.
digest() { dlp-scan "$@" clean.txt | jq -r 'select(.rules).rules'; }
test "$(digest)" = "$(digest)"
test "$(digest)" != "$(digest -p good.conf)"
test "$(digest)" = "$(digest -p good.conf --disable my.token)"

sed 's/^regex.*/regex = mytok_(/' good.conf >bad.conf
refused '2: [my.token] regex'
sed 's/^severity/severty/' good.conf >bad.conf
refused '6: unknown key: severty'
cat good.conf good.conf >bad.conf
refused '12: [my.token] is there already'
sed '/^example/d' good.conf >bad.conf
refused '2: [my.token] needs an example'
sed 's/^keywords.*/keywords = nowhere/' good.conf >bad.conf
refused '2: [my.token] no example has the keyword nowhere'
sed 's/^category.*/category = treasure/' good.conf >bad.conf
refused '5: bad value: category'
sed '/^category/d' good.conf >bad.conf
refused '2: [my.token] has no category'
echo 'validator = no-such' | cat good.conf - >bad.conf
refused '2: [my.token]'
echo 'near = my.other within 3 lines' | cat good.conf - >bad.conf
refused '2: [my.token] near'

# A rule that runs away is told of, and what it should have found is not clean.
cat >slow.conf <<'RULES'
[my.slow]
name     = Slow
category = secret
keywords = slow
regex    = slow(?:a+)+(?:a+)+$
example  = slowaa
reject   = slow
RULES
for _ in 1 2 3 4 5 6 7 8 9 10; do
	echo 'slowaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'
done >slow.txt
cat card.txt >>slow.txt
test "$(status_of dlp-scan -p slow.conf slow.txt)" -eq 2
test "$(grep -c '"code":"match-limit"' out)" -eq 1
grep -q '"rule":"card.number"' out

# Fingerprints are relative to the root, and a key makes ids.
mkdir -p r/s
cp card.txt r/s
prints() { jq -r 'select(.type == "finding").fingerprint'; }
test "$(dlp-scan --root r --exit-zero r/s/card.txt | prints)" = \
	"$(cd r && dlp-scan --exit-zero --root "" s/card.txt | prints)"
printf '0123456789abcdef0123456789abcdef' >key
chmod 600 key
dlp-scan --key-file key --exit-zero card.txt >out
has finding '.value_id | test("^[0-9a-f]{32}$")'
chmod 644 key
test "$(status_of dlp-scan --key-file key card.txt)" -eq 2

# Bounded memory on a line without an end.
# (A sanitizer takes more than this for itself.)
if (ulimit -v 200000 && dlp-scan --version) >out 2>&1; then
	head -c 64000000 /dev/zero | tr '\0' 'a' >long.txt
	printf ' card: %s\n' "$card" >>long.txt
	(
		ulimit -v 200000
		rc=0
		dlp-scan -j1 long.txt >out || rc=$?
		test "$rc" -eq 1
	)
	grep -q '"offset":64000007' out
	rm long.txt
fi

# A full disk is not a success.
rc=0
dlp-scan card.txt >/dev/full 2>err || rc=$?
test "$rc" -eq 2
test -s err
# An empty input of raw text is clean; an empty record stream was cut.
test "$(status_of dlp-scan --raw </dev/null)" -eq 0
test "$(status_of dlp-scan </dev/null)" -eq 2

# A rule of one's own that does not find its own example is not used.
mkdir liar
printf '%s\n' '[t.liar]' 'name = x' 'category = secret' 'keywords = abc' 'regex = abc\d' 'example = abcx' 'reject = q' >liar/a.conf
rc=0
echo 'abc1' | dlp-scan --raw -p liar >out 2>err || rc=$?
test "$rc" -eq 2
test ! -s out
grep -q 'liar/a.conf:1: \[t.liar\] example 1 is not found' err

# Values that are encoded: where they stand, by what, and not shown.
printf 'one\nmail=john.doe%%40company.com\n' >percent.txt
test "$(status_of dlp-scan --format=ndjson percent.txt)" -eq 1
has finding '.decoded == ["percent"] and .line == 2 and .column == 6'
has finding '.rule == "email.address" and .offset == 9 and .length == 22'
test "$(status_of grep -q company out)" -eq 1
test "$(status_of dlp-scan --no-decode percent.txt)" -eq 0
printf 'my card number is 4485 2753 1964 2082, thank you' | base64 -w0 | base64 -w0 >twice.txt
test "$(status_of dlp-scan --format=ndjson twice.txt)" -eq 1
has finding '.decoded == ["base64", "base64"]'
test "$(status_of dlp-scan --decode-depth=1 twice.txt)" -eq 0
test "$(status_of dlp-scan --decode-depth=2 twice.txt)" -eq 1
test "$(status_of dlp-scan --decode-depth=9 twice.txt)" -eq 2
# More than may be decoded is no clean text.
i=0
while test $i -lt 300; do
	printf '\\x7a\\u0071 %%6b%%6d &#122;&#113; '
	i=$((i + 1))
done >dense.txt
test "$(status_of dlp-scan dense.txt)" -eq 0
test "$(status_of dlp-scan --format=ndjson --decode-work=1 dense.txt)" -eq 2
has error '.code == "too-many"'

# Values with the name of a secret are told by what a model makes of them.
printf 'password = "%s%s"\n' Xq7vTz 2k9Lm >model.txt
test "$(status_of dlp-scan --format=ndjson --min-confidence=high model.txt)" -eq 1
has finding '.rule == "generic.password" and .score > 0.9'
has finding 'any(.why[]; startswith("model:"))'
printf 'password: %s\n' 'get_the_password_of()' >none.txt
test "$(status_of dlp-scan --format=ndjson none.txt)" -eq 0

# UUIDs are told at low, of credentials at medium, and of accounts beside a
# secret; a project's are not told at all.
uuid=8d3c3c8d-8c90-407b-8306-45435d5bdba7
printf '{"id": "%s"}\n' $uuid >uuid.json
test "$(status_of dlp-scan uuid.json)" -eq 0
test "$(status_of dlp-scan --format=ndjson --min-confidence=low uuid.json)" -eq 1
has finding '.rule == "generic.uuid" and .confidence == "low" and .severity == "low"'
for name in access-token sessionId; do
	printf '{"%s": "%s"}\n' $name $uuid >uuid.json
	test "$(status_of dlp-scan --format=ndjson uuid.json)" -eq 1
	has finding '.rule == "generic.uuid-secret" and .confidence == "medium"'
done
for name in tenantId client_id; do
	printf '{"%s": "%s"}\n' $name $uuid >uuid.json
	test "$(status_of dlp-scan uuid.json)" -eq 0
	printf '{"%s": "%s", "password": "%s"}\n' $name $uuid Xq7vTz >uuid.json
	test "$(status_of dlp-scan --format=ndjson uuid.json)" -eq 1
	has finding '.rule == "generic.uuid-account" and .confidence == "medium"'
done
printf 'Project("{%s}") = "app"\n' $uuid >app.sln
test "$(status_of dlp-scan --min-confidence=low app.sln)" -eq 0
# One in the name of a placeholder stays what it is.
printf 'forgot_password: "%s%s"\n' Xq7v Tz2 >label.txt
test "$(status_of dlp-scan --format=ndjson label.txt)" -eq 0
test "$(status_of dlp-scan --format=ndjson --min-confidence=low label.txt)" -eq 1
has finding '.confidence == "low"'
# Names that say they are none, lists of names, and what is handed to be hashed
# or checked.
cat >none.py <<'END'
fake_token = "epdyrw4tsi03xy3deu8g8ly6o"
words = ["password",
	"sesame", "words",
	"password",
	"sesame"]
HashPassword("password", "BpLnfgDsc2WD8F2q")
checkUserPassword("john", "password")
log_passwd: __u64,
EP_PASSWORD: u32 = 131072u32;
token: '94287082',
END
test "$(status_of dlp-scan none.py)" -eq 0
# All of a list.
printf '{"tokens":["%s","%s"]}\n' 75a785ff239ccf06 9d8b09298754c134 >list.json
test "$(status_of dlp-scan --format=ndjson list.json)" -eq 1
has finding '.rule == "generic.token-list" and .length == 35'
# Where the next page begins, and what names a token, are none.
cat >none.go <<'END'
expectedNextToken: "aaaaaa33-3350-4b4b-d185-0e1992ed43e9",
"next_token": "eyJ2IjoiMiIsImMiOiJLZ9d8b09298754c134",
"secret_id_accessor": "a50c9a7e-13b8-4d60-8e4a-c7f1029b6d35",
"nomad_policy_id": "c355d0ec-7aa1-2604-449d-4ec79c813d2c",
"__meta_scaleway_instance_id": "93c18a61-b681-49d0-a1cc-62b43883ae89",
username, db := "jo", &v5.ChangePassword{Password: &v5.Change2{}}
authorization = btoa(username + ':' + (password ? encodeUTF8$1(password) : ''))
Authorization: Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW
END
test "$(status_of dlp-scan none.go)" -eq 0
# Certificates in a manifest are public; what stands behind them is not.
printf '%s\n' 'kind: Secret' data: '  tls.crt: VEVTVENFUlRJRklDQVRF' \
	>secret.yml
test "$(status_of dlp-scan secret.yml)" -eq 0
printf '  password: %s\n' V3E4elIycExtNHh5 >>secret.yml
test "$(status_of dlp-scan --format=ndjson secret.yml)" -eq 1
has finding '.rule == "kubernetes.secret-manifest" and .line == 4'
# A nonce in a text in a text.
printf '"value": "Digest username=\\"jo\\", nonce=\\"%s%s\\", uri=\\""\n' \
	br2ZtF0C59LCLhkm UuUQsiJreAjZ4etx >nonce.json
test "$(status_of dlp-scan --format=ndjson --min-confidence=low nonce.json)" -eq 1
has finding '.rule == "generic.nonce" and .length == 32'
# Sums of files are no keys.
mkdir vendor
printf '{"files":{"src/key.rs":"%s"}}\n' \
	"$(printf key | sha256sum | cut -d' ' -f1)" >vendor/.cargo-checksum.json
test "$(status_of dlp-scan vendor/.cargo-checksum.json)" -eq 0
# Prefixes speak for themselves.
printf 'key = "%s%s"\n' 'ghp_' '16C7e42F292c6912E7710c838347Ae178B4a' >prefix.txt
dlp-scan --format=ndjson --min-confidence=low prefix.txt >out || :
test "$(grep -c '"why":\["model' out)" -eq 0
