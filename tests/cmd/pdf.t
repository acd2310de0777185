# dlp-pdf: what it finds in a PDF, and what it says of one it cannot read.
# Its output has to be a pipe.
pdf() {
	rc=0
	f=$1
	shift
	{ dlp-pdf "$@" <"$f" 2>err || echo $? >rc; } | cat >out
	if test -s rc; then
		rc=$(cat rc)
		rm rc
	fi
}
texts() { jq -r 'select(.type == "text" and .doc == 1) | .text' out; }
part() { jq -r --arg p "$1" 'select(.at.part == $p) | .text' out; }
codes() { jq -r 'select(.type == "error") | .code' out; }
# Records that $1 selects: there are some, and $2 holds for each.
all() { jq -es "map($1) | length > 0 and all(.[]; $2)" out >all; }
ends() { jq -r 'select(.type == "end" and .doc == 1) | .status' out; }

ssn=541-22
head='obj << /Type /Catalog /Pages 2 0 R >>
obj << /Type /Pages /Kids [3 0 R] /Count 1 >>
obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>'
font='obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'

# Text drawn, hidden, white, off the paper, kerned, in cells, over two lines.
"$TESTS"/mkpdf >page.pdf <<EOT
$head
stream
BT /F 12 Tf 72 720 Td (Plain $ssn-0001) Tj ET
BT /F 12 Tf 72 700 Td [(4111)-300(1111 11)10(11)] TJ ET
BT /F 12 Tf 3 Tr 72 680 Td (Invisible $ssn-0002) Tj 0 Tr ET
BT /F 12 Tf 1 1 1 rg 72 660 Td (White $ssn-0003) Tj 0 g ET
BT /F 12 Tf 72 5000 Td (Outside $ssn-0004) Tj ET
BT /F 12 Tf 72 620 Td (Name) Tj 200 0 Td (SSN) Tj ET
BT /F 12 Tf 72 600 Td (split 4111-) Tj 0 -14 Td (1111) Tj ET
endstream
$font
EOT
pdf page.pdf
test "$rc" -eq 0
test ! -s err
test "$(ends)" = whole
texts >t
grep -qxF "Plain $ssn-0001" t
grep -qxF '4111 1111 1111' t
grep -qxF "Invisible $ssn-0002" t
grep -qxF "White $ssn-0003" t
grep -qxF "Outside $ssn-0004" t
grep -qx 'Name	SSN' t
grep -qxF 'split 4111-' t
all 'select(.type == "text")' '.at.page == 1'

# What is not seen is told as such; white on nothing but paper is not.
hidden() { jq -r 'select(.type == "text" and .at.hidden == true) | .text' out; }
seen() { jq -r 'select(.type == "text" and .at.hidden == null and .at.part == null) | .text' out; }
hidden >t2
grep -qx "Invisible $ssn-0002" t2
grep -qx "White $ssn-0003" t2
grep -qx "Outside $ssn-0004" t2
test "$(grep -c . t2)" -eq 3
seen | grep -qx "Plain $ssn-0001"

# Layers that are off, appearances that are hidden, opacity, size, half a line;
# and white on a bar, which is seen.
"$TESTS"/mkpdf >hidden.pdf <<EOT
obj << /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [9 0 R 10 0 R] /D << /OFF [9 0 R] >> >> >>
obj << /Type /Pages /Kids [3 0 R] /Count 1 >>
obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> /ExtGState << /G << /ca 0 >> >> /Properties << /Off 9 0 R /On 10 0 R /Both << /Type /OCMD /OCGs [9 0 R 10 0 R] >> >> >> /Annots [7 0 R] >>
stream
/OC /On BDC BT /F 12 Tf 72 720 Td (Layer on) Tj ET EMC
/OC /Off BDC /Span BMC BT /F 12 Tf 72 700 Td (Layer off) Tj ET EMC EMC
BT /F 12 Tf 72 680 Td (Between) Tj ET
/OC /Both BDC BT /F 12 Tf 72 660 Td (Layers both) Tj ET EMC
/X Do
BT /F 12 Tf 72 620 Td (Behind) Tj ET
q /G gs BT /F 12 Tf 72 600 Td (Transparent) Tj ET Q
BT /F 0.5 Tf 72 580 Td (Tiny) Tj ET
0 0 0 rg 60 550 300 20 re f BT 1 1 1 rg /F 12 Tf 72 560 Td (On a bar) Tj ET
BT 0 g /F 12 Tf 72 540 Td (4111 1111 ) Tj 3 Tr (1111 1111) Tj ET
endstream
$font
stream /Type /XObject /Subtype /Form /BBox [0 0 612 792] /OC 9 0 R /Resources << /Font << /F 5 0 R >> >>
BT /F 12 Tf 72 640 Td (Form off) Tj ET
endstream
obj << /Type /Annot /Subtype /Stamp /Rect [0 0 9 9] /F 2 /AP << /N 8 0 R >> >>
stream /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F 5 0 R >> >>
BT /F 12 Tf 72 480 Td (Hidden stamp) Tj ET
endstream
obj << /Type /OCG /Name (layer) >>
obj << /Type /OCG /Name (another) >>
EOT
pdf hidden.pdf
test "$(ends)" = whole
hidden | grep . >t2
printf 'Layer off\nForm off\nTransparent\nTiny\n1111 1111\nHidden stamp\n' | diff - t2
seen | grep . >t2
printf 'Layer on\nBetween\nLayers both\nBehind\nOn a bar\n4111 1111 \n' | diff - t2

# One text for all that: a number half of which is hidden is found.
dlp-scan --format=ndjson --min-confidence low hidden.pdf >out 2>err || test $? -eq 1
all 'select(.rule == "card.number")' '.at.page == 1'

# And so is one that a line end cut in two behind its hyphen.
"$TESTS"/mkpdf >split.pdf <<EOT
$head
stream
BT /F 12 Tf 72 600 Td (Paid by 4111-1111-) Tj 0 -14 Td (1111-1111 today) Tj ET
endstream
$font
EOT
dlp-scan --format=ndjson --min-confidence low split.pdf >out 2>err || test $? -eq 1
jq -es '[.[] | select(.rule == "card.number")] | length == 1' out >all

# A Type 3 font: drawings, whose names and scale say nothing.
"$TESTS"/mkpdf >type3.pdf <<EOT
$head
stream
BT /F 0.25 Tf 72 720 Td [(54)-2000(1-2)-2000(2)-10000(67)] TJ ET
endstream
obj << /Type /Font /Subtype /Type3 /FontBBox [0 -10 40 40] /FontMatrix [1 0 0 1 0 0] /FirstChar 45 /LastChar 55 /Widths [20 0 0 0 20 20 0 20 20 20 20] /Encoding << /Type /Encoding /Differences [45 /- 49 /1 /2 52 /4 /5 /6 /7] >> /CharProcs << /- 6 0 R /1 6 0 R /2 6 0 R /4 6 0 R /5 6 0 R /6 6 0 R /7 6 0 R >> /Resources << >> >>
stream
20 0 0 0 20 40 d1 0 0 20 40 re f
endstream
EOT
pdf type3.pdf
texts | grep . >t2
printf '541-22 67\n' | diff - t2

# Accents drawn over their letters, gaps without a space, lines that stand.
"$TESTS"/mkpdf >typeset.pdf <<EOT
$head
stream
BT /F 12 Tf 72 720 Td [(prot)(e)444(\\264)-111(g)(e)444(\\264)] TJ ET
BT /F 12 Tf 72 700 Td [(M)(\\250)388(u)(ller)] TJ ET
BT /F 12 Tf 72 680 Td (5\\264) Tj ET
BT /F 12 Tf 72 660 Td [(The)-120(role)-50(d)] TJ ET
BT 0 -1 1 0 300 600 Tm /F 12 Tf [(Turned)-150(down)] TJ ET
endstream
obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>
EOT
pdf typeset.pdf
texts | sed '/^$/d' >t2
printf 'protégé\nMüller\n5´\nThe roled\nTurned down\n' | diff - t2

# The record stream begins with a text and offsets follow on one another.
pdf page.pdf --chunk 16
test "$(texts | tr -d '\n')" = "$(tr -d '\n' <t)"
jq -es 'reduce (.[] | select(.type == "text")) as $t (0; if $t.offset == . then . + ($t.text | utf8bytelength) else -1 end) == 119' out >/dev/null
all 'select(.type == "text")' '.text | utf8bytelength <= 16'

# Whatever is not on the page.
"$TESTS"/mkpdf >rich.pdf <<EOT
obj << /Type /Catalog /Pages 2 0 R /Outlines 14 0 R /OCProperties << /OCGs [11 0 R] /D << /OFF [11 0 R] >> >> /Names << /EmbeddedFiles << /Names [(a) 9 0 R] >> /JavaScript << /Names [(j) 12 0 R] >> >> /AcroForm << /Fields [7 0 R] >> /Metadata 16 0 R >>
obj << /Type /Pages /Kids [3 0 R] /Count 1 >>
obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /XObject << /X 13 0 R >> /Properties << /OC1 11 0 R >> >> /Annots [6 0 R 7 0 R 8 0 R] >>
stream
/Span << /ActualText (Actual $ssn-0005) >> BDC BT /F 12 Tf 72 620 Td (xxx) Tj ET EMC
/OC /OC1 BDC BT /F 12 Tf 72 560 Td (Layer $ssn-0006) Tj ET EMC
/X Do
endstream
$font
obj << /Type /Annot /Subtype /Text /Rect [0 0 9 9] /F 2 /Contents (Note $ssn-0007) /RC (<p>Rich &#53;41-22-0008</p>) >>
obj << /Type /Annot /Subtype /Widget /FT /Tx /T (ssn) /TU (Social Security) /V ($ssn-0009) /Rect [0 0 9 9] /P 3 0 R >>
obj << /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (mailto:a@example.com?ssn=$ssn-0010) >> >>
obj << /Type /Filespec /F (leak.txt) /EF << /F 10 0 R >> >>
stream /Type /EmbeddedFile
attached $ssn-0011
endstream
obj << /Type /OCG /Name (layer) >>
obj << /S /JavaScript /JS (var s = '$ssn-0012') >>
stream /Type /XObject /Subtype /Form /BBox [0 0 9 9] /OC 11 0 R /Resources << /Font << /F 5 0 R >> >>
BT /F 12 Tf 0 0 Td (Form $ssn-0013) Tj ET
endstream
obj << /Type /Outlines /First 15 0 R /Last 15 0 R /Count 1 >>
obj << /Title (Bookmark $ssn-0014) /Parent 14 0 R /Dest [3 0 R /Fit] >>
stream /Type /Metadata /Subtype /XML
<x:xmpmeta xmlns:x='adobe:ns:meta/'><title a="Attribute $ssn-0015">XMP $ssn-0016</title></x:xmpmeta>
endstream
obj << /Title (Property $ssn-0017) /Mine (Own $ssn-0018) >>
trailer /Info 17 0 R
EOT
pdf rich.pdf
test "$rc" -eq 0
test "$(ends)" = whole
part actual-text | grep -qxF "Actual $ssn-0005"
texts | grep -qxF "Layer $ssn-0006"
texts | grep -qxF "Form $ssn-0013"
part annotation | grep -qxF "Note $ssn-0007"
part annotation | grep -qxF "Rich $ssn-0008"
part field | grep -qxF "Social Security ssn: $ssn-0009"
part link | grep -qxF "mailto:a@example.com?ssn=$ssn-0010"
part script | grep -qxF "var s = '$ssn-0012'"
part bookmark | grep -qxF "Bookmark $ssn-0014"
all 'select(.at.part == "bookmark")' '.at.page == 1'
part property | grep -qxF "Attribute $ssn-0015"
part property | grep -qxF "XMP $ssn-0016"
part property | grep -qxF "Title: Property $ssn-0017"
part property | grep -qxF "Mine: Own $ssn-0018"
part attachment-name | grep -qxF leak.txt
# An attachment is handed over as it is, for dlp-extract to read.
all 'select(.type == "document")' '.doc == 2 and .member == ["leak.txt"] and .format == "raw"'
jq -r 'select(.type == "text" and .doc == 2).text' out | grep -qxF "attached $ssn-0011"
all 'select(.at.part == "field")' '.at.key == "ssn" and .at.page == 1'

# What no page draws: a form, a pattern, a page that was taken out.
"$TESTS"/mkpdf >leftover.pdf <<EOT
$head
stream
BT /F 12 Tf 72 720 Td (Page) Tj ET
endstream
$font
stream /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F 5 0 R >> >>
BT /F 12 Tf 72 640 Td (Form $ssn-0050) Tj ET
endstream
stream /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 612 792] /XStep 612 /YStep 792 /Resources << /Font << /F 5 0 R >> >>
BT /F 12 Tf 72 640 Td (Pattern $ssn-0051) Tj ET
endstream
obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 9 0 R /Resources << /Font << /F 5 0 R >> >> >>
stream
BT /F 12 Tf 72 640 Td (Taken out $ssn-0052) Tj ET
endstream
EOT
pdf leftover.pdf
test "$(ends)" = whole
part left-over | grep -qx "Form $ssn-0050"
part left-over | grep -qx "Taken out $ssn-0052"
part pattern | grep -qx "Pattern $ssn-0051"
all 'select(.at.part == "left-over" or .at.part == "pattern")' '.at.hidden'

# A name without measure does not fill the records.
long=$(printf '%5000s' '' | tr ' ' n)
"$TESTS"/mkpdf >names.pdf <<EOT
$head
stream
endstream
$font
obj << /FT /Tx /T ($long) /V (value $ssn-0019) >>
obj << /Type /Filespec /F ($long) /EF << /F 8 0 R >> >>
stream /Type /EmbeddedFile
attached
endstream
EOT
pdf names.pdf
test "$rc" -eq 0
part field | grep -qF "value $ssn-0019"
all 'select(.at.key)' '.at.key | length == 1024'
all 'select(.type == "document")' '.member[0] | length == 1024'

# What an older revision said.
"$TESTS"/mkpdf >old.pdf <<EOT
$head
stream
BT /F 12 Tf 72 720 Td (Before $ssn-0020) Tj ET
endstream
$font
update
stream
BT /F 12 Tf 72 720 Td (After) Tj ET
endstream
again 3 << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 6 0 R /Resources << /Font << /F 5 0 R >> >> >>
EOT
pdf old.pdf
test "$(ends)" = whole
jq -r 'select(.at.part == null and .type == "text").text' out | grep -qxF After
part revision | grep -qxF "Before $ssn-0020"
all 'select(.at.part == "revision")' '.at.revision == 1'

# What its notes, fields and properties said, where they are others now.
"$TESTS"/mkpdf >forms.pdf <<EOT
obj << /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>
obj << /Type /Pages /Kids [3 0 R] /Count 1 >>
obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [6 0 R 7 0 R 8 0 R] >>
stream
BT /F 12 Tf 72 720 Td (Page) Tj ET
endstream
$font
obj << /Type /Annot /Subtype /Widget /FT /Tx /T (ssn) /V ($ssn-0030) /Rect [0 0 9 9] >>
obj << /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (Note $ssn-0031) >>
obj << /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (Stays) >>
update
again 6 << /Type /Annot /Subtype /Widget /FT /Tx /T (ssn) /V (gone) /Rect [0 0 9 9] >>
again 7 << /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (gone) >>
EOT
pdf forms.pdf
test "$(ends)" = whole
jq -r 'select(.at.revision == 1) | .text' out | grep . >t2
printf 'ssn: %s\nNote %s\n' "$ssn-0030" "$ssn-0031" | diff - t2
all 'select(.at.part == "field" and .at.revision == 1)' '.at.page == 1 and .at.key == "ssn"'
test "$(part annotation | grep -cx Stays)" -eq 1

# Of very many only the last ones are read, and that is said.
{
	printf '%s\nstream\nBT /F 12 Tf 9 9 Td (State 0) Tj ET\nendstream\n%s\n' "$head" "$font"
	for i in $(seq 10); do
		printf 'update\nstream\nBT /F 12 Tf 9 9 Td (State %d) Tj ET\nendstream\n' "$i"
		echo "again 3 << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents $((i + 5)) 0 R /Resources << /Font << /F 5 0 R >> >> >>"
	done
} | "$TESTS"/mkpdf >often.pdf
pdf often.pdf
test "$rc" -eq 2
test "$(ends)" = part
test "$(codes)" = too-many
test "$(part revision | grep -c State)" -eq 8
part revision | grep -qx 'State 9'

# Images and no words: not read, and not clean.
"$TESTS"/mkpdf >scan.pdf <<EOT
obj << /Type /Catalog /Pages 2 0 R >>
obj << /Type /Pages /Kids [3 0 R] /Count 1 >>
obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>
stream
/I Do
endstream
stream /Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray
abcd
endstream
EOT
pdf scan.pdf
test "$rc" -eq 2
test "$(ends)" = none
test "$(codes)" = no-text
all 'select(.type == "error")' '.message == "1 of 1 pages have images and no text: 1"'

# A picture as large as the page, or strips of one, with a stamp on it.  A logo is
# none, a text is no stamp, and what is not seen has been read off the picture.
scan() {
	text=$1
	"$TESTS"/mkpdf <<-EOT
	obj << /Type /Catalog /Pages 2 0 R >>
	obj << /Type /Pages /Kids [3 0 R] /Count 1 >>
	obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /XObject << /I 6 0 R /J 7 0 R >> >> >>
	stream
	q 612 0 0 792 0 0 cm /I Do /J Do Q BT /F 9 Tf 20 20 Td $text ET
	endstream
	obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>
	stream /Type /XObject /Subtype /Image /Width $2 /Height $3 /BitsPerComponent 1 /ColorSpace /DeviceGray
	abcd
	endstream
	stream /Type /XObject /Subtype /Image /Width $2 /Height $4 /BitsPerComponent 1 /ColorSpace /DeviceGray
	abcd
	endstream
	EOT
}
stamp='(CONFIDENTIAL - ACME 000123) Tj'
for size in '1700 2200 1' '2200 1700 1' '1700 1200 1000'; do
	# shellcheck disable=SC2086 # three words
	scan "$stamp" $size >stamped.pdf
	pdf stamped.pdf
	test "$rc" -eq 2
	test "$(ends)" = part
	test "$(codes)" = no-text
	all 'select(.type == "error")' '.message == "1 of 1 pages are a picture with a stamp on it: 1"'
	texts | grep -q 'ACME 000123'
done
for size in '400 400 1' '612 300 1' '5000 300 1'; do
	# shellcheck disable=SC2086
	scan "$stamp" $size >logo.pdf
	pdf logo.pdf
	test "$rc" -eq 0
done
scan "$stamp $stamp $stamp" 1700 2200 1 >worded.pdf
pdf worded.pdf
test "$rc" -eq 0
scan "3 Tr $stamp" 1700 2200 1 >read.pdf
pdf read.pdf
test "$rc" -eq 0

# Damage: no cross-reference table is mended, a cut file is read in part.
sed '/^xref/,/^startxref/d' page.pdf >mended.pdf
pdf mended.pdf
test "$rc" -eq 0
test "$(ends)" = whole
texts | grep -qxF "Plain $ssn-0001"

head -c 600 page.pdf >cut.pdf
pdf cut.pdf
test "$rc" -eq 2
test "$(ends)" = part
codes | grep -qx corrupt
texts | grep -qF "Plain $ssn-0001"

printf '%%PDF-1.4\nnothing\n%%%%EOF\n' >empty.pdf
pdf empty.pdf
test "$rc" -eq 2
test "$(ends)" = none
codes | grep -qx corrupt

# What could be salvaged comes before what is attached.
"$TESTS"/mkpdf >pageless.pdf <<EOT
obj << /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a) 3 0 R] >> >> >>
obj << /Type /Pages /Kids [] /Count 0 >>
obj << /Type /Filespec /F (a.txt) /EF << /F 4 0 R >> >>
stream /Type /EmbeddedFile
attached $ssn-0040
endstream
stream
BT /F 12 Tf 72 720 Td (Stray $ssn-0041) Tj ET
endstream
EOT
rc=0
dlp-extract pageless.pdf >out 2>err || rc=$?
test "$rc" -eq 2
test "$(codes)" = corrupt
part salvage | grep -qx "Stray $ssn-0041"
jq -r 'select(.member) | .text' out | grep -qx "attached $ssn-0040"

# An object that cannot be read is an error, though nothing needs it.
"$TESTS"/mkpdf >object.pdf <<EOT
$head
stream
BT /F 12 Tf 72 720 Td (Page) Tj ET
endstream
$font
obj << /A $(printf '%2000s' '' | sed 's, ,<< /A ,g') (deep) $(printf '%2000s' '' | sed 's/ />>/g') >>
EOT
pdf object.pdf
test "$(codes)" = corrupt
test "$(ends)" = part
texts | grep -qx Page

# Deeper than is read, longer than is read: what there is, and an error.
deep=$(printf '%40s' '' | sed 's, ,<< /A ,g')
"$TESTS"/mkpdf >deep.pdf <<EOT
$head
stream
BT /F 12 Tf 72 720 Td (Page) Tj ET
endstream
$font
obj << /B (shallow) /A $deep (deep) $(printf '%40s' '' | sed 's/ />>/g') >>
EOT
pdf deep.pdf
test "$(codes)" = too-deep
test "$(ends)" = part
part string | grep -qx shallow

head -c $((65 << 20)) /dev/zero | tr '\0' z | gzip -c >z.gz
{
	printf '%%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n'
	printf '2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n'
	printf '3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n'
	printf '4 0 obj\n<< /Type /EmbeddedFile /Filter /FlateDecode /Length %d >>\nstream\n' "$(($(wc -c <z.gz) - 16))"
	# The zlib header that deflate goes by in a PDF; its sum is not looked at.
	printf '\170\234'
	tail -c +11 z.gz | head -c -8
	printf '\nendstream\nendobj\ntrailer\n<< /Root 1 0 R /Size 5 >>\n%%%%EOF\n'
} >long.pdf
pdf long.pdf
codes | grep -qx too-large
test "$(jq -rs 'map(select(.type == "end" and .doc == 2))[0].bytes' out)" -eq $((64 << 20))

# A stream whose filter gives nothing: what it said is not "not there".
"$TESTS"/mkpdf >filter.pdf <<EOT
$head
stream /Filter /FlateDecode
BT /F 12 Tf 72 720 Td (Not deflated) Tj ET
endstream
$font
EOT
pdf filter.pdf
test "$rc" -eq 2
codes | grep -qx corrupt
test "$(ends)" != whole

: >nil.pdf
pdf nil.pdf
test "$rc" -eq 2
test "$(ends)" = none

# Limits end in an error, and what came before counts.
pdf page.pdf --max-text 20
test "$rc" -eq 2
test "$(ends)" = part
codes | grep -qx too-large
test "$(texts | tr -d '\n' | wc -c)" -le 20
"$TESTS"/mkpdf >two.pdf <<EOT
obj << /Type /Catalog /Pages 2 0 R >>
obj << /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>
obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>
stream
BT /F 12 Tf 72 720 Td (A page) Tj ET
endstream
$font
EOT
pdf two.pdf --max-pages 1
test "$rc" -eq 2
codes | grep -qx too-many
pdf two.pdf
test "$rc" -eq 0
jq -es 'map(select(.type == "text").at.page) | unique == [1, 2]' out >all

# A form that draws itself twice, thirty deep: it ends by the limit.
{
	echo 'obj << /Type /Catalog /Pages 2 0 R >>'
	echo 'obj << /Type /Pages /Kids [3 0 R] /Count 1 >>'
	echo 'obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>'
	printf 'stream\n/X Do\nendstream\n'
	for i in $(seq 6 36); do
		printf 'stream /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>\n/X Do /X Do\nendstream\n' "$i"
	done
} | "$TESTS"/mkpdf >bomb.pdf
pdf bomb.pdf --cpu 1
test "$rc" -ne 0
test "$(ends)" != whole

# A page that shows more than is read is told as far as it goes; so is one
# of an older revision.
# (MuPDF's list of glyphs grows in steps that cost a sanitizer a minute.)
if ! grep -q __asan_init "$(command -v dlp-pdf)"; then
	{
		printf '%s\nstream\nBT /F 12 Tf 72 720 Td (First) Tj (' "$head"
		head -c 4000000 /dev/zero | tr '\0' x
		printf ') Tj [(after)] TJ ET\nendstream\n%s\n' "$font"
	} >long
	"$TESTS"/mkpdf <long >long.pdf
	pdf long.pdf
	test "$(codes)" = too-large
	test "$(ends)" = part
	texts | tr -d '\n' >t
	grep -q '^Firstxxx' t
	test "$(tr -dc x <t | wc -c)" -eq $(((3 << 20) - 5))
	{
		cat long
		echo update
		echo 'again 3 << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 6 0 R /Resources << /Font << /F 5 0 R >> >> >>'
		printf 'stream\nBT /F 12 Tf 72 720 Td (Now) Tj ET\nendstream\n'
	} | "$TESTS"/mkpdf >older.pdf
	pdf older.pdf
	test "$(codes)" = too-large
	texts | grep -qx Now
fi

# XFA as an array and as a stream, labels of pages, destinations with names.
"$TESTS"/mkpdf >names.pdf <<EOT
obj << /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] /XFA [(template) 6 0 R (datasets) 7 0 R] >> /PageLabels << /Nums [0 << /S /D /P (Label $ssn-0050 ) >>] >> /Names << /Dests 8 0 R >> /Dests << /Old#20dest [3 0 R /Fit] >> >>
obj << /Type /Pages /Kids [3 0 R] /Count 1 >>
obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>
stream
BT /F 12 Tf 72 720 Td (Page) Tj ET
endstream
$font
stream
<template><field name="iban"><caption>Account</caption></field></template>
endstream
stream
<xfa:datasets><ssn>$ssn-0051</ssn></xfa:datasets>
endstream
obj << /Names [(dest $ssn-0052) [3 0 R /Fit]] >>
EOT
pdf names.pdf
test "$(ends)" = whole
part field | grep -q "$ssn-0051"
part field | grep -q Account
part string | grep -qx "Label $ssn-0050 "
part string | grep -qx "dest $ssn-0052"
sed 's,/XFA \[[^]]*\],/XFA 7 0 R,' names.pdf >stream.pdf
grep -q "XFA 7 0 R" stream.pdf
pdf stream.pdf
part field | grep -q "$ssn-0051"

# Misuse.
rc=0
dlp-pdf <page.pdf >file 2>err || rc=$?
test "$rc" -eq 2
grep -q '^dlp-pdf: the output is a file' err
rc=0
head -c 9999 page.pdf | dlp-pdf 2>err | cat >/dev/null
grep -q '^dlp-pdf: the input is no file' err
rc=0
dlp-pdf operand <page.pdf 2>err | cat >/dev/null
grep -q -e '--help' err
dlp-pdf --help >help
grep -q -e '--max-pages' help
dlp-pdf --version | grep -q '^dlp-pdf (dlp) [0-9]'

# The page names the options that there are.
longs() { grep -oE -- '(^|[^-a-z0-9])--[a-z][a-z0-9-]+' | grep -oE -- '--[a-z0-9-]+' | sort -u; }
dlp-pdf --help | longs >help
test -s help
sed -n '/^# OPTIONS/,/^# S/p' "$TESTS/../man/dlp-pdf.8.scd" | grep '^\*-' | longs | diff help -
