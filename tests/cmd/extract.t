# dlp-extract: documents in, records out.
status() {
	want=$1 rc=0
	shift
	"$@" >out 2>err || rc=$?
	test "$rc" -eq "$want"
}
# The records of `out` that fit a jq filter, as JSON.
pick() { jq -c "select($1)" out; }
# What a stream tells in all: path, members, status, bytes.
ends() { jq -r 'select(.type == "end" and .path) |
	"\(.path)\(.member // [] | map("!/" + .) | add // "") \(.status) \(.bytes)"' out; }

# Plain text: stream, document, text, end, end.
printf 'hello\nworld\n' >a.txt
status 0 dlp-extract a.txt
test "$(jq -r .type out | tr '\n' ' ')" = 'stream document text end end '
test "$(pick '.type == "text"' | jq -r .text)" = "$(cat a.txt)"
test "$(ends)" = 'a.txt whole 12'
pick '.type == "end" and .path' | jq -e '.digest | test("^xxh3:[0-9a-f]{32}$")'
test "$(tail -n 1 out)" = '{"type":"end","documents":1}'
test ! -s err

# The same from a pipe, a FIFO, and however it comes.
status 0 dlp-extract <a.txt
test "$(ends)" = '- whole 12'
mkfifo fifo
cat a.txt >fifo &
status 0 dlp-extract fifo
test "$(ends)" = 'fifo whole 12'
seq 100000 >long.txt
dlp-extract - <long.txt >file
dd if=long.txt bs=1M 2>err | dlp-extract >whole
dd if=long.txt bs=999 2>err | dlp-extract >piped
cmp whole piped
(head -c 70000 long.txt; tail -c +70001 long.txt) | dlp-extract >slow
cmp whole slow
jq -j 'select(.type == "text") | .text' whole | cmp - long.txt
grep -v '"type":"document"' file >a
grep -v '"type":"document"' whole | cmp - a
dlp-extract --chunk 1K long.txt | jq -e 'select(.type == "text") |
	select((.text | length) > 1024)' >big || true
test ! -s big

# An empty document is one.
: >empty
status 0 dlp-extract empty
test "$(ends)" = 'empty whole 0'

# Bytes that are no UTF-8 stay what they are.
{ cat long.txt; printf 'b\377d\n'; } >bytes.txt
status 0 dlp-extract bytes.txt
pick '.type == "text" and .bytes' | jq -r .bytes | base64 -d | grep -aq "$(printf '^b\377d$')"
printf 'f\000u\000\174\000x\000' >wide.txt
status 0 dlp-extract wide.txt
test "$(pick '.type == "document"' | jq -r .encoding)" = utf-16le
test "$(pick '.type == "text"' | jq -r .text)" = 'fu|x'

# A folder: sorted, hidden too, odd names whole, and no FIFO is waited for.
mkdir -p d/sub d/.git
mkfifo d/fifo
echo 1 >d/z
echo 2 >d/.hidden
echo 3 >d/sub/x
echo 4 >d/.git/config
echo 5 >"d/new
line"
echo 6 >"d/$(printf 'bad\377name')"
ln -s ../a.txt d/link
status 0 dlp-extract d
test "$(pick '.type == "document"' | jq -r '.path | @json' | tr '\n' ' ')" = \
	'"d/.hidden" "d/bad�name" "d/new\nline" "d/sub/x" "d/z" '
pick .path_bytes | head -n 1 | jq -r .path_bytes | base64 -d |
	grep -aq "$(printf 'bad\377name')"
status 0 dlp-extract -L d
ends | grep -q '^d/link whole'
status 0 dlp-extract --include 'z' --include '.h*' d
test "$(ends | wc -l)" -eq 2
status 0 dlp-extract --exclude sub --exclude '*name*' --exclude 'new*' d
test "$(ends | wc -l)" -eq 2
status 0 dlp-extract --max-size 1 d
test "$(ends | grep -c ' none 0$')" -eq 5
status 2 dlp-extract --strict --max-size 1 d

# Names from a file, and from a pipe one by one: each is answered at once.
printf 'a.txt\nempty\n' >names
status 0 dlp-extract --files-from=names
test "$(ends | wc -l)" -eq 2
find d -type f -print0 | sort -z | dlp-extract -0 --files-from=- >out
test "$(ends | wc -l)" -eq 7
mkfifo ask answer
dlp-extract --files-from=- <ask >answer &
exec 3>ask 4<answer
for name in a.txt empty a.txt; do
	echo $name >&3
	while read -r line <&4; do
		case $line in *'"type":"end"'*) break ;; esac
	done
done
exec 3>&- 4<&-
wait

# What can't be opened is told, and the rest is read.
status 2 dlp-extract nonesuch a.txt
grep -q '^dlp-extract: nonesuch: cannot open: ' err
test "$(pick '.type == "error"' | jq -r .code)" = io
test "$(ends)" = 'a.txt whole 12'
status 2 dlp-extract -q nonesuch
test ! -s err

# Containers, and documents in them.
mkdir in
cp a.txt in/
(cd in && zip -q ../one.zip a.txt && tar cf ../two.tar a.txt)
cp one.zip in/one.zip
(cd in && zip -q ../deep.zip one.zip a.txt)
gzip -k two.tar
gzip -k a.txt
status 0 dlp-extract one.zip two.tar two.tar.gz a.txt.gz deep.zip
ends >got
cat >want <<'END'
one.zip!/a.txt whole 12
one.zip whole 0
two.tar!/a.txt whole 12
two.tar whole 0
two.tar.gz!/a.txt whole 12
two.tar.gz whole 0
a.txt.gz!/a.txt whole 12
a.txt.gz whole 0
deep.zip!/one.zip!/a.txt whole 12
deep.zip!/one.zip whole 0
deep.zip!/a.txt whole 12
deep.zip whole 0
END
diff want got
# Told by content: a name says nothing.
cp one.zip one.txt
status 0 dlp-extract one.txt
test "$(pick '.doc == 1 and .type == "document"' | jq -r .format)" = zip
# From a pipe it has to be copied first.
dd if=one.zip bs=100 2>err | dlp-extract >out
test "$(ends)" = '-!/a.txt whole 12
- whole 0'

# A PDF in a zip goes through dlp-pdf, and what is attached to it comes back:
# a zip, a text in it.
(cd in && zip -q - a.txt) >att.zip
{
	cat <<'END'
obj << /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(z) 6 0 R] >> >> >>
obj << /Type /Pages /Kids [3 0 R] /Count 1 >>
obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>
stream
BT /F 12 Tf 72 720 Td (on the page) Tj ET
endstream
obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>
obj << /Type /Filespec /F (att.zip) /EF << /F 7 0 R >> >>
stream /Type /EmbeddedFile /Filter /ASCIIHexDecode
END
	od -An -v -tx1 att.zip
	echo '>'
	echo endstream
} | "$TESTS"/mkpdf >in/page.pdf
(cd in && zip -q ../pdf.zip page.pdf)
tar cf pdf.tar pdf.zip
status 0 dlp-extract pdf.tar
test "$(ends)" = 'pdf.tar!/pdf.zip!/page.pdf!/att.zip!/a.txt whole 12
pdf.tar!/pdf.zip!/page.pdf!/att.zip whole 0
'"$(ends | grep page.pdf' ')"'
pdf.tar!/pdf.zip whole 0
pdf.tar whole 0'
pick '.at.page == 1' | jq -r .text | grep -q '^on the page$'
pick '.at.page == 1' | jq -e '.member == ["pdf.zip", "page.pdf"]'
ends | grep -q 'page.pdf whole'
test "$(pick '.type == "document"' | jq .doc | tr '\n' ' ')" = '1 2 3 4 5 '

# The digest is that of the file, for whoever compares.
cp a.txt copy.txt
status 0 dlp-extract a.txt copy.txt
test "$(pick .digest | jq -r .digest | sort -u | wc -l)" -eq 1

# Order is that of the input, whatever the number of processes.
mkdir many
for i in 1 2 3 4 5 6 7 8 9; do
	cp deep.zip many/$i.zip
	cp a.txt many/$i.txt
	cp two.tar.gz many/$i.tgz
done
dlp-extract -j1 many >one
dlp-extract -j8 many >eight
cmp one eight

# Limits: an error record each, and an end.
code() { pick '.type == "error"' | jq -r .code | sort -u | tr '\n' ' '; }
said() { test "$(pick '.type == "error"' | jq -r .message)" = "$*"; }
head -c 20000000 /dev/zero | tr '\0' a >as
(cd in && zip -q ../bomb.zip ../as && gzip -c ../as >../bomb.gz)
status 2 dlp-extract bomb.zip
test "$(code)" = 'too-large '
tail -n 1 out | grep -q '"type":"end"'
said 'the document unpacks to more than --max-ratio for its size'
status 2 dlp-extract bomb.gz
test "$(code)" = 'too-large '
status 0 dlp-extract --max-ratio 10000 bomb.zip
status 2 dlp-extract --max-ratio 10000 --max-entry 1M bomb.zip
test "$(code)" = 'too-large '
said 'a member is over --max-entry'
test "$(pick '.member and .type == "end"' | jq .bytes)" -le 1048576
status 2 dlp-extract --max-ratio 10000 --max-total 5M bomb.zip
test "$(code)" = 'too-large '
said 'the document unpacks to more than --max-total'
# In a part of a document of an office it is the same.
mkdir word
printf '<w:document xmlns:w="w"><w:p><w:t>' >word/document.xml
cat as >>word/document.xml
zip -q bomb.docx word/document.xml
status 2 dlp-extract --max-ratio 10000 --max-entry 1M bomb.docx
said 'a member is over --max-entry'
# A cut one is told to be broken once, not by all who look for its parts.
head -c 100000 /dev/urandom >noise
zip -q cut.docx word/document.xml noise
head -c 60000 cut.docx >half.docx
status 2 dlp-extract half.docx
test "$(pick '.type == "error" and .code == "corrupt" and (.member | not)' |
	jq -r .message)" = 'no directory at the end'
status 2 dlp-extract --max-entries 1 deep.zip
test "$(code)" = 'too-many '
status 2 dlp-extract --max-depth 1 deep.zip
test "$(code)" = 'too-deep '
cp a.txt nest
for i in 1 2 3 4 5 6 7 8 9; do
	rm -f nest.zip
	zip -q nest.zip nest
	mv nest.zip nest
done
status 2 dlp-extract nest
test "$(code)" = 'too-deep '
test "$(pick '.type == "document"' | wc -l)" -eq 9
tail -n 1 out | grep -q '"type":"end"'

# Broken and encrypted ones.
head -c 100 one.zip >cut.zip
status 2 dlp-extract cut.zip
code | grep -q corrupt
head -c 60 two.tar.gz >cut.tgz
status 2 dlp-extract cut.tgz
code | grep -q corrupt
(cd in && zip -q -P secret ../locked.zip a.txt)
status 2 dlp-extract locked.zip
test "$(code)" = 'encrypted '
{ cat one.zip; echo hidden behind; } >tail.zip
status 2 dlp-extract tail.zip
test "$(code)" = 'gap '

# What we don't claim to read is no trouble, unless it shall be.
printf '\211PNG\r\n\032\n\0\0\0\0IEND\256B`\202' >p.png
status 0 dlp-extract p.png
test "$(ends)" = 'p.png none 0'
status 2 dlp-extract --strict p.png

# A full disk, and a reader that goes away.
status 2 dlp-extract -o /dev/full a.txt
grep -q 'cannot write the output' err
dlp-extract long.txt | head -n 1 >out
grep -q '"type":"stream"' out
status 0 dlp-extract -o saved a.txt
test "$(stat -c %a saved)" = 600
test "$(ends <out | wc -l)" -eq 0
cp saved out
test "$(ends)" = 'a.txt whole 12'

# The summary counts what was told.
status 2 dlp-extract -q --summary nonesuch a.txt p.png
pick '.type == "summary"' | jq -e '.documents.whole == 1 and
	.documents.none == 1 and .errors.io == 1 and .bytes == 12'
dlp-extract --schema | jq -e . >schema
