# Each error code of dlp-records(5), provoked by something real: what could not
# be read is a record and status 2.
codes() { jq -r 'select(.type == "error").code' "$1" | sort -u | tr '\n' ' '; }

# code CODE COMMAND...: the command ends in 2 and tells this code and no other.
code() {
	want=$1 rc=0
	shift
	"$@" >out 2>err </dev/null || rc=$?
	test "$rc" -eq 2
	test "$(codes out)" = "$want "
}
# The same of a filter, on a file.
code_on() {
	want=$1 in=$2 rc=0
	shift 2
	"$@" <"$in" >out 2>err || rc=$?
	test "$rc" -eq 2
	test "$(codes out)" = "$want "
}

echo 'SSN 123-45-6789' >a.txt

zip -qP secret encrypted.zip a.txt
code encrypted dlp-extract encrypted.zip

zip -q whole.zip a.txt
head -c 60 whole.zip >corrupt.zip
code corrupt dlp-extract corrupt.zip

{
	printf 'PAR1'
	head -c 4096 /dev/zero
} >a.parquet
code unsupported dlp-extract a.parquet

head -c 3000000 /dev/zero | tr '\0' x >big.txt
zip -q big.zip big.txt
code too-large dlp-extract --max-entry 1M big.zip

cp whole.zip nest.zip
for _ in 1 2 3; do
	zip -q next.zip nest.zip
	mv next.zip nest.zip
done
code too-deep dlp-extract --max-depth 2 nest.zip

zip -q many.zip a.txt big.txt whole.zip
code too-many dlp-extract --max-entries 2 many.zip

{
	echo 'obj << /Type /Catalog /Pages 2 0 R >>'
	echo 'obj << /Type /Pages /Kids [3 0 R] /Count 1 >>'
	echo 'obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>'
	echo 'stream'
	echo 'q Q'
	echo 'endstream'
} | "$TESTS/mkpdf" >small.pdf
# A copy of dlp-extract that finds another dlp-pdf beside itself: one that dies.
mkdir crash
cp "$(command -v dlp-extract)" crash
printf '#!/bin/sh\nkill -9 $$\n' >crash/dlp-pdf
chmod +x crash/dlp-pdf
code crash crash/dlp-extract small.pdf
# One that never answers.
printf '#!/bin/sh\nexec sleep 60\n' >crash/dlp-pdf
code timeout crash/dlp-extract --timeout 1s small.pdf
# And none at all.
rm crash/dlp-pdf
test -e "$(dirname "$(command -v dlp-extract)")/../libexec/dlp/dlp-pdf" ||
	code converter crash/dlp-extract small.pdf

if test "$(id -u)" -ne 0; then
	mkdir closed
	chmod 0 closed
	code denied dlp-extract closed
	chmod 700 closed
fi
code io dlp-extract /nonexistent

dlp-extract a.txt >records
{ cat records; echo 'plain text'; } >bad
code_on bad-record bad dlp-scan
head -n 3 records >cut
code_on truncated cut dlp-scan

# An entry that the directory at the end of the zip does not name.
{ printf 'PK\003\004\024\0\0\0\0\0\0\0\0\0\0\0\0\0\004\0\0\0\004\0\0\0\001\0\0\0zhide'; cat whole.zip; } >gap.zip
dlp-extract gap.zip >out 2>err || test $? -eq 2
codes out | grep -qE '(^| )(gap|corrupt) '

dlp-scan <records >scanned || test $? -eq 1
echo more >>a.txt
code_on changed scanned dlp-redact --output clean

mkdir rules
cat >rules/slow.conf <<'EOT'
[slow.nested]
name     = Nested
category = identifier
keywords = slow
regex    = slow(?:(?:a+)+)+[bc]
example  = slowaab
reject   = slow
EOT
printf 'slow%s\n' "$(head -c 40 /dev/zero | tr '\0' a)" >slow.txt
code match-limit dlp-scan --patterns rules slow.txt

{
	echo 'obj << /Type /Catalog /Pages 2 0 R >>'
	echo 'obj << /Type /Pages /Kids [3 0 R] /Count 1 >>'
	echo 'obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>'
	echo 'stream'
	echo '9 0 0 9 0 0 cm /I Do'
	echo 'endstream'
	echo 'stream /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8'
	echo 'x'
	echo 'endstream'
} | "$TESTS/mkpdf" >image.pdf
code no-text dlp-extract image.pdf
