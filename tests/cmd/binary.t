# dlp-extract and dlp-scan on what is no document: the strings in it.
# shellcheck disable=SC3045 # every sh that matters has ulimit -v
status() {
	want=$1 rc=0
	shift
	"$@" >out 2>err || rc=$?
	test "$rc" -eq "$want"
}
pick() { jq -c "select($1)" out; }

# A program: told without an error, and counted as not read.
ssn='078-05-''1120'
{
	printf '\177ELF\2\1\1\0'
	head -c 5000 /dev/zero
	printf 'usage: %%s\nSSN: %s\0\1\2' "$ssn"
	head -c 100000 /dev/zero
	printf 'p\0a\0s\0s\0w\0o\0r\0d\0'
} >a.out
status 0 dlp-extract a.out
test "$(pick '.type == "document"' | jq -r .format)" = executable
test "$(pick '.type == "text"' | jq -r .text)" = "usage: %s
SSN: $ssn
password"
test "$(pick '.at' | jq .at.offset)" = 5008
test "$(pick '.type == "end" and .doc' | jq -c '[.status, .reason]')" = '["none","not a format with text: its strings only"]'
status 0 dlp-extract --summary a.out
test "$(pick '.type == "summary"' | jq -c .documents)" = '{"whole":0,"part":0,"none":1}'
status 2 dlp-extract --strict a.out
status 1 dlp-scan --format=ndjson a.out
test "$(pick '.type == "finding"' | jq -c '[.rule, .at.offset]')" = '["us.ssn-sample",5008]'
! grep -q "$ssn" out
status 1 dlp-scan --format=text a.out
grep -q 'offset 5008' out

# The same from a pipe, in an archive, and through both tools.
dlp-extract - <a.out >piped
status 1 dlp-scan --format=ndjson <piped
test "$(pick '.type == "finding"' | jq -c '.at.offset')" = 5008
zip -q a.zip a.out
status 1 dlp-scan --format=ndjson a.zip
test "$(pick '.type == "finding"' | jq -c '[.member[0], .at.offset]')" = '["a.out",5008]'
dlp-extract a.out >records
status 0 dlp-scan --check-stream <records
status 1 dlp-scan --format=ndjson <records

# A zip behind a program: its members too, and the strings of the program.
printf 'SSN: %s\n' "$ssn" >note.txt
zip -q note.zip note.txt
cat a.out note.zip >setup.exe
cp setup.exe setup.adjusted
zip -qA setup.adjusted
for f in setup.exe setup.adjusted; do
	status 0 dlp-extract "$f"
	test "$(pick '.type == "document"' | jq -r .format | tr '\n' ' ')" = 'zip text '
	test "$(pick '.type == "end" and .doc' | jq -r .status | tr '\n' ' ')" = 'whole whole '
	status 1 dlp-scan --format=ndjson "$f"
	test "$(pick '.type == "finding" and .member' | jq -c '.member')" = '["note.txt"]'
	test "$(pick '.type == "finding" and (.member | not)' | jq -c '.at.offset')" = 5008
	dlp-extract "$f" | dlp-scan >piped || test "$?" -eq 1
	test "$(grep -c '"finding"' piped)" -eq 2
done
# The signature alone is no zip.
{ cat a.out; printf 'PK\5\6'; head -c 18 /dev/zero; } >fake
status 0 dlp-extract fake
test "$(pick '.type == "document"' | jq -r .format)" = executable

# No copy of it is made without what was found.
dlp-extract a.out | dlp-scan | dlp-redact --output clean >out 2>err || rc=$?
test ! -e clean/a.out

# No limit of size, little memory, nothing unknown: 200 MB of it.
{
	printf '\177ELF\2\1\1\0'
	head -c 200000000 /dev/zero
	printf 'SSN: %s\0' "$ssn"
} >big
# (A sanitizer takes more than this for itself.)
(
	(ulimit -v 100000 && dlp-scan --version) >out 2>&1 && ulimit -v 100000
	status 1 dlp-scan -j1 --format=ndjson big
)
test "$(pick '.type == "finding"' | jq -c '.at.offset')" = 200000008

# A private key in the midst of something.
key="-----BEGIN PRIVATE KEY""-----"
{
	printf '\0\1\2\3\4\5\6\7\0\1\2\3%s\n' "$key"
	printf 'MIIE89HlR8wNshek7AVrHH0dxDrMLTunEWguxmRhGBeQUyQGscUcBIhhEEmTAjSz\n'
	printf 'gmwYcMHmFpt8T6x9EoS05nXT3lrXmhzS/Zt++Ua494BKKdCsVr0Rpcl+GXK7qM==\n'
	printf -- '-----END PRIVATE KEY-----\n\0\1\2'
} >firmware
status 1 dlp-scan --format=ndjson firmware
test "$(pick '.type == "finding"' | jq -r .rule)" = key.pkcs8

# Formats with text that no reader knows say so.
for magic in 'PAR1' 'Obj\001' 'ORC\012' 'ARROW1\0\0' '\211HDF\r\n\032\n'; do
	{
		# shellcheck disable=SC2059
		printf "$magic"
		printf '\0\1\2\3SSN: %s\0' "$ssn"
	} >data
	status 2 dlp-extract data
	test "$(pick '.type == "error"' | jq -r .code)" = unsupported
	test "$(pick '.type == "end" and .doc' | jq -r .status)" = part
	status 2 dlp-scan --format=ndjson data
	test "$(pick '.type == "finding"' | jq -r .rule)" = us.ssn-sample
done
