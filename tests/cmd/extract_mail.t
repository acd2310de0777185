# dlp-extract and dlp-scan on mail: what is encoded in it is found.
status() {
	want=$1 rc=0
	shift
	"$@" >out 2>err || rc=$?
	test "$rc" -eq "$want"
}
pick() { jq -c "select($1)" out; }

ssn='078-05-1120'
mkdir in
printf 'SSN: %s\n' "$ssn" >in/a.txt
(cd in && zip -q ../a.zip a.txt)
{
	printf 'From: a@x.example\nTo: b@x.example\nSubject: one\n'
	printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n'
	printf -- '--b\nContent-Transfer-Encoding: quoted-printable\n\n'
	printf 'SSN: 078-=\n05-1120\n'
	printf -- '--b\nContent-Type: application/zip; name="a.zip"\n'
	printf 'Content-Transfer-Encoding: base64\n\n'
	base64 a.zip
	printf -- '--b--\n'
} >mail.eml
status 0 dlp-extract mail.eml
test "$(pick '.type == "document"' | jq -r .format | tr '\n' ' ')" = 'eml zip text '
test "$(pick '.at.part == "text"' | jq -r '.text + .at.section')" = "SSN: $ssn
1"
test "$(pick '.type == "text" and .member' | jq -r '.member | join("!/")')" = 'a.zip!/a.txt'
status 1 dlp-scan --format=ndjson mail.eml
test "$(pick '.rule == "us.ssn-sample"' | wc -l)" -eq 2

# An mbox, as a file and as a stream; each message is a document.
for i in 1 2 3; do
	printf 'From a@x.example Sat Nov 21 18:00:0%s 2026\n' "$i"
	cat mail.eml
	echo
done >all.mbox
status 0 dlp-extract all.mbox
test "$(pick '.type == "document" and .format == "eml"' | jq -r '.member[0]' | tail -n 1)" = 'message 3'
grep -v '"type":"document","doc":1,' out | jq -c 'del(.path)' >file
status 0 dlp-extract <all.mbox
grep -v '"type":"document","doc":1,' out | jq -c 'del(.path)' | cmp - file
status 1 dlp-scan --format=ndjson all.mbox
test "$(pick '.rule == "us.ssn-sample"' | wc -l)" -eq 6

# What can't be read is told.
sed 's/multipart\/mixed/multipart\/encrypted/' mail.eml >secret.eml
status 2 dlp-extract secret.eml
test "$(pick '.type == "error"' | jq -r .code)" = encrypted
printf 'From: a\nTo: b\nSubject: c\nContent-Transfer-Encoding: base64\n\nSSN: %s\n' \
	"$ssn" >wrong.eml
status 2 dlp-extract wrong.eml
test "$(pick '.type == "error"' | jq -r .code)" = corrupt
status 2 dlp-scan --format=ndjson wrong.eml
test "$(pick '.rule == "us.ssn-sample"' | wc -l)" -eq 1

# A mail that is cut says so, once, and what is there is found.
head -c 210 mail.eml >cut.eml
status 2 dlp-extract cut.eml
test "$(pick '.type == "error"' | jq -r .code)" = truncated
test "$(pick '.type == "end" and .doc == 1' | jq -r .status)" = part
status 2 dlp-scan --format=ndjson cut.eml
test "$(pick '.rule == "us.ssn-sample"' | wc -l)" -eq 1
head -c 205 all.mbox >cut.mbox
status 2 dlp-extract cut.mbox
test "$(pick '.type == "error" and (.member | not)' | jq -r .code)" = truncated

# Limits that a user sets.
status 2 dlp-extract --max-parts=1 mail.eml
test "$(pick '.type == "error"' | jq -r .code)" = too-many
status 0 dlp-extract --max-parts=2 --max-nesting=1 mail.eml
status 2 dlp-extract --max-parts=0 mail.eml
grep -q 'max-parts' err
sed 's/^Content-Type: application.*/Content-Type: multipart\/x; boundary=c/' mail.eml >deep.eml
status 2 dlp-extract --max-nesting=1 deep.eml
test "$(pick '.code == "too-deep"' | wc -l)" -eq 1
