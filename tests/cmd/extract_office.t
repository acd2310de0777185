# dlp-extract: the formats of Office, through the sandbox.
status() {
	want=$1 rc=0
	shift
	"$@" >out 2>err || rc=$?
	test "$rc" -eq "$want"
}
# Text whose `at` fits a jq filter.
told() { jq -r "select(.type == \"text\" and (.at // {} | $1)) | .text" out; }
lacks() { ! "$@"; }

# A letter, as LibreOffice writes one for Word 97: a footnote, a hidden word, a
# link, a table, a comment.
base64 -d <<'EOT' | gunzip >letter.doc
H4sIAAAAAAACA+2af2wURRTH3+zeHXeFlmtpSykgRzkLFCillFoUpdeWcrSUllJ+CRSvv2iB3tW2
KCT+0SAa/sAEMVGjRqNBokgUlb+MUf7RqFFEE5rwj8GYGCHEAGmIJNLzO2/n2uVayt5BNMR7zedm
Zndn3uzM2zfzdnv2x9QLb3+c/StFySOk02DYRQ7TMQHckQIymjo2GA6HI4fDCbmv5KZK5RzaMH92
IOd8HHACF0gC48EEkAxSwEQ176kqTcj9KfUUwl8veWgFBZF20z6KRTJhMeb2rNQZtHidVUnoj19/
xH/H8/zLtUA+/2lgEkgHGWwTRJNBFpgCssFUMA1MBw+AGcADZir9s5B6VT4X6WyVn4s0D8wD88EC
kA8WggKwCBSCxaAILAHF4CFQApaCh3k9I1oGHgWPgeWgFPhAGSgHFWAFqAQrgR+sAlWgGqwGNWAN
qAV1YC2oB+tAA1gPNoCNYBPYDB4HW8BWsA00gu3gCXWPTf+hDxXQrCcZNuRwaWwTpw3TqJTzV9PR
3B3qCbX1ejaGulsWVIR27elsDfayTdSsk8cqQs1sCTKfjwKfzy+hgaWfPHlnWxTGNiJuSYNlJaGV
LWyRhmB83VfDGo+zA7MVglfrpADtVna8yEt5XuHzSqspy6PaKp3WgvKqLOr0u2w9oNqvUV2VjYJ+
m7MXNCIfwPnt/qW2MftTTOvd18JX2QaTYT3Sp7ZCfxC/0suupg7kd/HTVJbn6mon6qPH8kQxDc64
FhaimJ+lSuWVg/zbinrl1I476AbNqsUe1ldIudCXKgr5mRxZz4d8M+rKMSDs6fx5As9NHurMFAX8
LEu/33KHGkXcu0WiiEc8usbt+laJWoLqRSX7Ez/OBFBP3v8OHp10mnT0CqUf3UsOr4C3qK2yYyLs
mIhpPPjGoE+D9jK3bKeI/VED2tnLY1mGHrTweuWG30lrSRcCLcIPHT3E3mahe61oEtLr2Hjce1BL
mlsm+4IctNktlnHfytGzLpztQItB7ttktLSX+zYBfUth4yh2CmkD25wih+9sP1LpMVfxeMheyVIW
15AapkPDEdbgHDEz0nNOocYDDWLbAXiCAycGZS0n9KTjntOpmDW8w/aQgnsOUBPs1xjtkLIq+dvD
rWdLm2a10hfvUX592FvraCGEZ2CktKjrx15dyLQKSOnjMeWmjfNYKgadxuoRWTbkKjJXeU3pHduk
ZW9KD2f0RVqQorlNTdYZlbnqyszDwooDaMCkdWIwejA0a5A+jbSebzbAU7kE7VjxMOtgSJ0Y5BC7
icW51rT7YOwdyrX4oMlKpQr0cifqbMDAe6C3lduQw7PcEV8L8k6lISzPvbv6OZhU4XwBfv8rDFm7
GMVZq23AEi7Z2QyePWwfcdSuaszWeZVna0nIXSxzBfe+zainwmNxkmLuSd9YJ19X+667krPfXtp3
47MzqYf203Gqfn+8xi6P6ELUcbmRbIfT7IWz78G2cCH+pNsO4MnvYveaz8veDt5eWpLBsDR5bbR9
DV147q1rN2rb3R+86KR5sz89L0fuGeXehNqfutQ+NEl5yvFq3zhB+WbpwbvUZF28aeydNTULpSZ9
VvKjyeV3hajxuDDzV9K+NE+w8uJY+QKh3YFgySjT7rJl0sKU4XKbWm0iMn7ESjKRHYNQeYcpHy0H
jZdMOg2lEjlK2boxOqVIZaTQpsrduhGBWJXnVb0jKo3IOZT3oltv6kYkE6+c0uOrV4MhajIZ1Gnd
iKqiJVdXq2VC7ms5FWV//5ZodH7M8/m6sZu8X0UjS3uhhCTkfyw+7Pt287sJI3L3YBXv5vDJQ9V0
HeeCeJI8CKs6cEU752S0L+NvGcs2qRjcgw1VK4dhk5D302YEcysQiK1GdLwGLXkQXFjdeuVgV4Ao
mHtmvC3JwD4oyNe2Ilr3QWMA6Tj8tql+23GFhg1LgO/g1lg7GX92PtONUie/q9jFR5MTBoAthBfk
gkJQDxrAy+BV8Bo4Bt4D34DvwPfgDPgDXAJ/q+if/qLrA3R54OIADdAvNPBTYnTvgWRV+4k6/WG9
BwRBL9gOKEPfKS9Y7xQFVe6h15i2gipspyca5xxOgdOaU+hI9GVOkWyqkyoXeMzbcXAKfA6+UPP7
u5rfoblFLHDD3K0/zYXfzIUD5sItdZ4yF3rNhZC50HnbBmISYbx28HlpidcoJU8h3UsBb/R7N/kq
uBG7fa+Y7BWr2uSlzv4CGWf9nHbsQav60q9rBye5+jmITuuXoUhYMZTriulwUb8DexhdZbRIxhbJ
OJFpKyK9iAOjzEjXjVuU9zTqUcctVyygZQVUWkdUVqfRjJP78z0nv/bNPBm05YBZh4M2L1iM83MK
KaXAevwrj2jnfjj3Rv5U90uvIP6df+NDGefbo45tVd+JBA3/f0Ek1r3d8YTcO7mX33/lPEV/Qxqt
jgyMT2dFHtJy3m10US32EjtjfzEGq9DUC8dwDN9Vdw45iVrefcQrSdAu9eox6Jf9jbypWGR6tx+P
pKA1Gw1/A7ZSR/b1o3FGvoL3coG7vv9Y9Oeo937E87aO9mD+jV3ZPv6W0jb0xW74i8ztZA70R75X
W9UvPfoJld/IulowDiFq5p4Y31WsSnYc9z8HRN6b2Udojm08SuLQHzCtvv8AzIF75QAmAAA=
EOT
status 0 dlp-extract letter.doc
test "$(jq -r 'select(.type == "document").format' out)" = doc
test "$(told '.part == null')" = "$(printf 'A letter from Köln with a link\nname\tAda\nafter')"
test "$(told '.part == "hidden" and .hidden')" = 'what nobody sees'
told '.part == "field"' | grep -F 'https://example.org/'
told '.part == "footnote"' | grep 'a footnote'
test "$(told '.part == "comment"')" = 'a remark'
test "$(jq -r 'select(.type == "end" and .doc).status' out)" = whole

# A workbook, likewise: a date, a number with dashes, a hidden row and sheet.
base64 -d <<'EOT' | gunzip >book.xls
H4sIAAAAAAACA+1Ya2xURRQ+c/fucvtku7SCPMq1Slvog9LyqAi2tAVERRoLSLQGt93b53aXbJcA
iY9SbIwGjIYfJko0mEoCGh9R0fgIhV8aX4hBUflRNP5ASVyMLxLo+s25s3StbWmLMRE6m29m9szc
mXPnPOce/Sytd+9rU0/RgHITOagvmkCuOJoAkmJ/3ESaovVFo9EYOTpe/lflgmqlDHXIzwlImU8A
DCABSFQyTlbteLlyyp0UxC9MJi2nANoQbaPRlGugMfHrjeSZvhHOG2kZ33/s+0v/Lf24AxjO/qXf
l/afAqQCE+0QQGmAB5gEpAMZrBNEk4EpwLXAVGAaMB2YAWQCMwETuA7IAq4HbgBmAdlADpALzAbm
AHlAPlAAFAJzgSL1LsWqlViA/kL1v3TcX12yJBiQostJ76Z8LEXOsj8FjXhVP8x68R1QS5ukblR6
/fXmf1UqmAevkDz0QEmXCh26qtEeIJVeYfp7XC9l/UMpJ7NU6fQGrZy538V1FtepqAW9xc98w5R5
0LQPpP089IQygyRRRRa1kJfW02boZw16AWrHzKnxM6WdiGXwlc0Y91/mqM1DMl2ah1yK9K8DJP9j
psXrNlCmnkzd0oZXWgEr5PVn6mn0grRfn6+2sK2ttnAbSqbuoX3SoIuKimoLbBQV9bIZd9NvUTPO
ZfSYki73ZfqvI6Nro6TTVUfvxtkNds559vzIQPrsIej5Q9DnDEFPGJROUBLmRx9I3zco3Rnj3+in
79YwqYOisnV3OLhN63Bx6+nQuZ3UMYHb9A5n9D4hzbILAeUNGXugtCuaQ+1h82QXLLY4USq6i2qs
+pAV3knSBwg6LAyAaO0uQT9RnYxFkbt5e1eED9Ow45mD+u8oWly/hJIi0mccwkSDtgvEOKNHlKMu
p8yzbjvKGbAWA1HM+AOB7jxt5MjotKNkwNtmeUichF3+TPX0O/noNI5hpl6ul+rF+gK9QjfpByu/
8dnHsHZTs89nBULBLfCt/uZAq+VD0AwGTK9pj5jtTZYVjiLMGlTstMNsvZEB9OtFhmo1GYttn+3+
m89Oxtv5cBLyMNP4Td1Y7vz+s8dW11WXbWR6R7+caJbGshTbMXJYn8NP5HHdyXPTEaURs7Mrs7Oq
rBbv+s1mjRVqbsivCAZbs7LnFWcvy0DMNoeZUe1ttMzs6h286MNcZ4OBEi6ny3Li+rno7yg40Vlw
IlI2O66/F647Aa8l+NdJ+SJfxJ6JtYLWYW2DHuBzI5GROFEdVSo3DoodkaG5Y33bEYuJTFPelGmm
omlxNDnvAidBdtpD6p/APznhfQ5AGmS0vlcg+Tly8hmPgxy8v445j3//+a1pCwsqXZzIONUaMm2z
23Sa7KJ21vDJOm0JhnwVWrWYoKXIXWy6JMpNBbOgKRY0zrPkC54hN5jUIm7Bco8YMW3X5XxH5E9+
To/kMtsJEfcgWaFGifycVHCnmt+D9vlkmy7XkhzViKTIgyRtXJYu3ucR5sy2pw18aB1cbxfRaA/t
QL+MDgk3eOsR861utl5BR8RHT99DR4WceozrL7j+kmP0V1xHxRTkkdylMg3HSoccGh+/O2IfuyC3
sPkvwXiVzEnZrd1L8yESDzJQMeBNUyCk8Jt7WhavXFF74Nu69HV3FD7aP3qGrSSF1zgoPLHsgjMI
+9yWSBF6zfpgW5sVCJtNVshaQu64aXaZrkQlXxVCWubz0s2ahw667GRFruPj4RlSRv3puCyNcD2N
RrxwRCy7f1tsxV974aMf/rjt3Dufpu3spAN02/4kTWXe0i34kQkEqBU5gdyld8BMmTM34b4XRm7X
TouRT8/FzK3IJdpA8aNfiHthiBpB3wRqGLPtm8BV6n20MXkfcbGOeZ/BvYrOilctjzByC1+NbCMW
KpxJIy4ajREbthGzwtHlKVzicHdJgRuWI9G+g7oNWyt77KEV8s63urk+FGwPNoTN5VvrLb9546KC
td46y++3WHEqmhsaSi/n7itImcIYS1+UWLiDrEu9Xc/9cm5Nk/vFJw3Ky3n9aymA+5XGy/FSdT8u
V4d0u7onb1B3ZZ+6L29S3vj0Bfvuq6m7a3ncfiPpj4Z/zneOf3J8T+E09+6nwH/+uZelb3QOoNWq
e7oKguzGYrwORR8vV075N7//sZ4M8AGDPSNdT7mKkndxlGlFFi/5aB01/x4VC3X1HWykz+Ukx+y8
EvvKmLcGPLSMaX9H3De4kTwzD1h10c+s4Wg71iKzwNF+/ytR3+r4WwTV0Ga8fxtivJT9KmhBA8uk
jaN+M/qBYdbKVfs7R3H+84GXLu5fhR3qmQeLNXB0/JSO4f0XAeHx779c/gJMxLW/ABwAAA==
EOT
status 0 dlp-extract book.xls
test "$(jq -r 'select(.type == "document").format' out)" = xls
told '.sheet == "First Ü" and .row == 1' | grep -F "$(printf '29.02.1984\t078-05-1120\t4111111111111111')"
test "$(told '.part == "stored"')" = "$(printf '30741\n78051120')"
test "$(told '.row == 2 and .hidden')" = hiddenrow
test "$(told '.sheet == "Secret" and .hidden')" = 'on a hidden sheet'
test "$(told '.part == "comment"')" = 'a comment here'

# What is cut is told, and so is that it is cut.
head -c 4000 book.xls >cut.xls
status 2 dlp-extract cut.xls
grep '"code":"corrupt"' out
lacks grep '"status":"whole"' out
told '.part == "left-over"' | grep hiddenrow

# In a zip, by what it is and not by its name.
cp letter.doc x.bin
zip -q -X all.zip x.bin
status 0 dlp-extract all.zip
test "$(jq -r 'select(.type == "document" and .member).format' out)" = doc

# A letter of today: cut, it is read as far as it goes, and told to be cut.
mkdir word
{
	echo '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
	i=0
	while test "$((i += 1))" -le 500; do
		echo "<w:p><w:r><w:t>line $i $((i * 7919 % 1000))</w:t></w:r></w:p>"
	done
	echo '</w:body></w:document>'
} >word/document.xml
zip -q -X letter.docx word/document.xml
status 0 dlp-extract letter.docx
told '.part == null' | grep -x 'line 500 500'
head -c "$(($(wc -c <letter.docx) / 2))" letter.docx >half.docx
status 2 dlp-extract half.docx
test "$(jq -r 'select(.type == "document").format' out)" = docx
told '.part == null' | grep -x 'line 1 919'
grep '"code":"corrupt"' out
lacks grep '"status":"whole"' out

# Of a table the first row names the columns, also for what looks in them.
mkdir -p xl/worksheets
ssn=$((541 * 1000000 + 221095))
echo '<workbook xmlns="http://schemas.openxmlformats.org/x"/>' >xl/workbook.xml
echo '<styleSheet xmlns="http://schemas.openxmlformats.org/x"><numFmts><numFmt
	numFmtId="164" formatCode="000\-00\-0000"/></numFmts><cellXfs><xf
	numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>' >xl/styles.xml
echo '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c>
	<c r="B1" t="inlineStr"><is><t>ssn</t></is></c></row><row r="2"><c r="A2"
	t="inlineStr"><is><t>Ada</t></is></c><c r="B2" s="1"><v>'$ssn'</v></c></row>
	</sheetData></worksheet>' >xl/worksheets/sheet1.xml
zip -q -X -r table.xlsx xl
status 0 dlp-extract table.xlsx
test "$(told '.part == "stored"')" = "$ssn"
test "$(jq -c 'select(.at.row == 1).at.columns' out)" = '["name","ssn"]'
dlp-scan --no-config <out >found || :
test "$(jq -r 'select(.type == "finding" and .at.row == 2).at.cell' found | head -n 1)" = 1

# Real files, where they are: words that are in them, or why there are none.
real=$TESTS/../../shared/samples
test -d "$real" || exit 0
while read -r name word; do
	status 0 dlp-extract "$real/$name"
	told . | grep -qF "$word"
done <<'EOT'
ta_raw.doc Semiotics church-key
ta_raw.xls AVERAGEIF
cs_sample.xls 192.168.101.9
cl_images.xls png & jpg
ta_std.msg jumps over the lazy dog
om_charset.msg PST Export - Embedded Email Test
om_plain_jpeg_attached.msg matijs@xxxxxx.nl
EOT
for name in cl_enc.doc cl_enc.xls cl_enc.docx; do
	status 2 dlp-extract "$real/$name"
	grep '"code":"encrypted"' out
	lacks grep '"status":"whole"' out
done
