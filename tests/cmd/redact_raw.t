# dlp-redact --raw: a filter for streams of data.
# shellcheck disable=SC3045 # every sh that matters has ulimit -v
fails_with() {
	want=$1 rc=0
	shift
	"$@" >out 2>err || rc=$?
	test "$rc" -eq "$want"
}
ssn=123-45-6789
card=4111111111111111
gone='[REDACTED:us.ssn]'

# The case that this began with: the hash, the number and the key go, and
# nothing else.
# shellcheck disable=SC2016
hash='$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'
key=sk-1234567890
key=${key}abcdef
cat >in <<END
{"id":5,"name":"John Doe","email":"john@company.com","password_hash":"$hash","ssn":"$ssn","internal_api_key":"$key"}
END
cat >want <<END
{"id":5,"name":"John Doe","email":"john@company.com","password_hash":"[REDACTED:hash.bcrypt]","ssn":"$gone","internal_api_key":"[REDACTED:generic.sk-key]"}
END
dlp-redact --raw --min-severity medium <in >out
cmp out want
sed 's/john@company.com/[REDACTED:email.address]/' want >want.all
dlp-redact --raw <in >out
cmp out want.all
dlp-redact --raw=json --min-severity=medium in >out
cmp out want

# Text: what is no value stays, whatever bytes it is.
printf 'a \377\200 b\r\nssn: %s\r\n\0end' $ssn >in
printf 'a \377\200 b\r\nssn: %s\r\n\0end' "$gone" >want
dlp-redact --raw=text <in >out
cmp out want

# JSON: escapes hide nothing, numbers become strings, the rest stays.
printf '[ {"card":%s , "x":1.50} ]\n{"ssn":"12\\u0033-45-6789\\n"}\n' $card >in
printf '[ {"card":"[REDACTED:card.number]" , "x":1.50} ]\n{"ssn":"%s\\n"}\n' \
	"$gone" >want
dlp-redact --raw <in >out 2>err
sed 's/card\.[a-z]*\]/card.number]/' out >out.named
cmp out.named want
jq -c . <out >/dev/null
# Keys too.
printf '{"ssn %s":1,"ssn %s":2}' $ssn $ssn >in
printf '{"ssn %s":1,"ssn %s#2":2}' "$gone" "$gone" >want
dlp-redact --raw <in >out
cmp out want
# After a syntax error the rest is text: redacted, and status 2.
printf '{"a":1,]\nssn: %s\n' $ssn >in
printf '{"a":1,]\nssn: %s\n' "$gone" >want
fails_with 2 dlp-redact --raw in
cmp out want
grep -q '^dlp-redact: in: byte 7: member without a name' err
# A log line that begins with a bracket never was JSON.
printf '[INFO] ssn: %s\n' $ssn >in
printf '[INFO] ssn: %s\n' "$gone" >want
fails_with 0 dlp-redact --raw in
cmp out want
test ! -s err
# Cut in the middle: the part is redacted, and it is told.
printf '{"ssn":"%s","b":[' $ssn >in
fails_with 2 dlp-redact --raw in
grep -q 'cut off' err
grep -qF "$gone" out

# CSV: the header is context, quoting stays right.
printf 'id;ssn\r\n7;"%s"\r\n"x;""y""";"a\nb"\r\n' $ssn >in
printf 'id;ssn\r\n7;"%s"\r\n"x;""y""";"a\nb"\r\n' "$gone" >want
dlp-redact --raw=csv <in >out
cmp out want
printf 'id,ssn\n7,%s\n' $ssn >in
printf 'id,ssn\n7,"<1, ""us.ssn"">"\n' >want
dlp-redact --raw=csv --replacement='<1, "{rule}">' <in >out
cmp out want

# Binary data passes untouched, and is not said to be clean.
printf 'ssn: %s \0\n' $ssn >in
fails_with 2 dlp-redact --raw in
cmp out in
grep -q 'binary data was not scanned' err
fails_with 2 dlp-redact --raw --mode=log --quiet --findings=log in
cmp out in
test ! -s err
grep -q '"type":"error".*"code":"unsupported"' log
fails_with 2 dlp-redact --raw --mode=block in
test ! -s out

# Log: nothing changes, records on stderr, 1.
printf 'ssn: %s\n' $ssn >in
fails_with 1 dlp-redact --raw --mode=log in
cmp out in
grep -q '"type":"finding".*"rule":"us.ssn"' err
test "$(grep -c "$ssn" err)" -eq 0
rm -f log
fails_with 1 dlp-redact --raw --mode=log --findings=log in
test ! -s err
grep -q '"type":"finding"' log
test "$(stat -c %a log)" = 600
rm -f log
fails_with 0 dlp-redact --raw --mode=log --exit-zero --summary --findings=log in in
dlp-scan --check-stream <log
tail -n 1 log | jq -e '.type == "summary" and .findings.high == 2' >/dev/null
echo clean | dlp-redact --raw --mode=log >out 2>err
echo clean | cmp - out

# Block: all or nothing.
fails_with 1 dlp-redact --raw --mode=block in
test ! -s out
grep -q '^dlp-redact: in: blocked: findings$' err
printf '{"ssn":"%s"}' $ssn >in.json
fails_with 1 dlp-redact --raw --mode=block in.json
echo '{"error":"blocked","reason":"findings","findings":1}' | cmp - out
echo clean | dlp-redact --raw --mode=block >out
echo clean | cmp - out
echo '["clean"]' | dlp-redact --raw --mode=block >out
echo '["clean"]' | cmp - out
head -c 1025 /dev/zero | tr '\0' x >long
fails_with 1 dlp-redact --raw --mode=block --block-limit=1K long
test ! -s out
head -c 1024 long >fits
fails_with 0 dlp-redact --raw --mode=block --block-limit=1K fits
cmp out fits
echo '{"a":]' >bad.json
fails_with 2 dlp-redact --raw --mode=block bad.json
echo '{"error":"blocked","reason":"trouble","findings":0}' | cmp - out

# Rules that are allowed are left alone, in every mode.
fails_with 0 dlp-redact --raw --allow='x.*,us.*' in
cmp out in
fails_with 0 dlp-redact --raw --mode=block --allow='us.ssn' in
cmp out in

b64() {
	base64 | tr -d '=\n' | tr '+/' '-_'
}
token=$(echo '{"alg":"HS256","typ":"JWT"}' | b64)
token=$token.$(echo '{"sub":"1234567890"}' | b64)
token=$token.$(echo 'a signature of some length' | b64)
printf '{"access_token":"%s","ssn":"%s"}' "$token" $ssn >login.json
dlp-redact --raw login.json >out
printf '{"access_token":"[REDACTED:jwt.token]","ssn":"%s"}' "$gone" | cmp - out
dlp-redact --raw --allow='jwt.*' login.json >out
printf '{"access_token":"%s","ssn":"%s"}' "$token" "$gone" | cmp - out

# A rule of the user's own, of which a part is redacted too: it stands far in
# front of the value.
cat >pair.conf <<'END'
[acme.pair]
name         = Acme pair
description  = An account of Acme and its key.
category     = secret
severity     = high
confidence   = medium
keywords     = acme_
window       = 8192
regex        = acme_([0-9]{6}) [ a-z]*key_([0-9a-f]{8})
value        = 2
part.account = 1
redact-parts = yes
example      = acme_123456 key_0011aabb
reject       = acme_12345x key_0011aabb
END
filler=$(head -c 4500 /dev/zero | tr '\0' x)
echo "acme_123456 $filler key_0011aabb" >pair
dlp-redact --raw --patterns=pair.conf pair >out
echo "acme_[REDACTED:acme.pair] $filler key_[REDACTED:acme.pair]" | cmp - out
dd bs=97 <pair 2>/dev/null | dlp-redact --raw --patterns=pair.conf >again
cmp out again

# Operators.
printf 'ssn: %s\n' "$ssn" >in
dlp-redact --raw --operator=mask in >out
echo 'ssn: ********6789' | cmp - out
dlp-redact --raw --operator=mask --keep=0 in >out
echo 'ssn: ********' | cmp - out
dlp-redact --raw --operator=remove in >out
echo 'ssn: ' | cmp - out
dlp-redact --raw --operator=mask --operator='us.*=label' in >out
echo "ssn: $gone" | cmp - out
fails_with 2 dlp-redact --raw --operator=hash in
grep -q 'needs a key' err
test ! -s out
fails_with 2 dlp-redact --raw --operator=us.ssn=hash in
(umask 077 && head -c 32 /dev/zero | tr '\0' k >key)
dlp-redact --raw --operator=hash --key-file=key in >out
grep -qxE 'ssn: \[HASH:us\.ssn:[0-9a-f]{32}\]' out
dlp-redact --raw --operator=hash --key-file=key in >again
cmp out again
fails_with 2 dlp-redact --raw --operator=shred in
fails_with 2 dlp-redact --raw --keep=17 in
fails_with 2 dlp-redact --raw --replacement="$(printf 'a\nb')" in

# Options that can't be meant together.
for o in '--raw --output=d' '--mode=log' '--findings=f' '--in-place' \
	'--in-place --root=.' '--in-place --root=. --backup=a/b' \
	'--in-place --root=. --backup=a --no-backup' \
	'--output=d --in-place --root=. --no-backup'; do
	# shellcheck disable=SC2086
	fails_with 2 dlp-redact $o
	test -s err
	test ! -e d
done

# Several files, one of which can't be read.
fails_with 2 dlp-redact --raw /nonexistent in
echo "ssn: $gone" | cmp - out
fails_with 2 dlp-redact --raw . in
grep -q '^dlp-redact: \.: cannot read: ' err
echo "ssn: $gone" | cmp - out
fails_with 2 dlp-redact --raw --mode=block .
test ! -s out

# A full disk.
rc=0
dlp-redact --raw in >/dev/full 2>err || rc=$?
test $rc -eq 2
grep -q 'cannot write' err
rc=0
dlp-redact --raw --findings=/dev/full in >out 2>err || rc=$?
test $rc -eq 2
# A reader that goes away.
yes "ssn: $ssn" | dlp-redact --raw=text | head -n 1 >out
echo "ssn: $gone" | cmp - out

# On an endless stream a line leaves when it is decided, not at the end.
mkfifo pipe
dlp-redact --raw=text <pipe >live &
pid=$!
exec 3>pipe
printf 'ssn: %s\n' $ssn >&3
yes 'nothing to see' | head -c 4096 >&3
until grep -qxF "ssn: $gone" live; do
	kill -0 $pid
done
exec 3>&-
wait $pid
test "$(wc -c <live)" -eq $((4096 + 5 + ${#gone} + 1))

# Constant memory: 100 MB of one string, and of many values.
# (A sanitizer takes more than this for itself.)
(ulimit -v 300000 && dlp-redact --version) >/dev/null 2>&1 && ulimit -v 300000
{
	printf '{"a":"'
	head -c 100000000 /dev/zero | tr '\0' x
	printf ' ssn: %s"}' $ssn
} | dlp-redact --raw | tail -c 25 >out
printf ' ssn: %s"}' "$gone" | cmp - out
yes "{\"ssn\":\"$ssn\",\"n\":[1,2,{}]}" | head -n 100000 |
	dlp-redact --raw=json | sort -u >out
echo "{\"ssn\":\"$gone\",\"n\":[1,2,{}]}" | cmp - out

# What is encoded is replaced where it stands, and nothing else.
printf 'GET /?m=john.doe%%40company.com&x=%%20y HTTP/1.1\n' >in
printf 'GET /?m=[REDACTED:email.address]&x=%%20y HTTP/1.1\n' >want
dlp-redact --raw=text <in >out
cmp out want
dlp-redact --raw=text --no-decode <in >out
cmp out in
secret=AKIAQYLPMN5H
secret=${secret}HHFPZAM2
printf 'x %s y\n' "$(printf 'the key is %s, keep it' "$secret" | base64)" >in
dlp-redact --raw=text <in >out
printf 'x dGhlIGtleSBpcy[REDACTED:aws.access-key-id]wga2VlcCBpdA== y\n' >want
cmp out want
