# dlp-extract --ocr and dlp-ocr, where it was built and has its data.
# shellcheck shell=sh disable=SC2154

status()
{
	want=$1
	shift
	got=0
	"$@" >out 2>err || got=$?
	test "$got" -eq "$want"
}

# A bitmap of text: 5 by 7 dots a letter, 8 pixels a dot, black on white.
bitmap()
{
	awk -v text="$1" 'BEGIN {
		glyph["S"] = "01111100001000001110000010000111110"
		glyph["A"] = "01110100011000111111100011000110001"
		glyph["F"] = "11111100001000011110100001000010000"
		glyph["E"] = "11111100001000011110100001000011111"
		glyph["T"] = "11111001000010000100001000010000100"
		n = length(text); D = 8
		w = (6 * n + 4) * D; h = 15 * D
		printf "P1\n%d %d\n", w, h
		for (y = 0; y < h; y++) {
			line = ""
			for (x = 0; x < w; x++) {
				r = int(y / D) - 4; c = int(x / D) - 2
				i = int(c / 6); k = c % 6; on = 0
				if (r >= 0 && r < 7 && c >= 0 && i < n && k < 5)
					on = substr(glyph[substr(text, i + 1, 1)],
						r * 5 + k + 1, 1)
				line = line on " "
			}
			print line
		}
	}'
}

# The same as BMP, one bit a pixel, which needs no other program.
bmp()
{
	bitmap "$1" | awk '
	function le(v, n) {
		while (n--) { printf "%c", v % 256; v = int(v / 256) }
	}
	NR == 2 { w = $1; h = $2 }
	NR > 2 { gsub(/ /, ""); rows[NR - 3] = $0 }
	END {
		stride = int((w + 31) / 32) * 4
		printf "BM"
		le(62 + stride * h, 4); le(0, 4); le(62, 4)
		le(40, 4); le(w, 4); le(h, 4); le(1, 2); le(1, 2); le(0, 4)
		le(stride * h, 4); le(11811, 4); le(11811, 4); le(2, 4); le(0, 4)
		le(16777215, 4); le(0, 4)
		for (y = h - 1; y >= 0; y--)
			for (b = 0; b < stride; b++) {
				v = 0
				for (i = 1; i <= 8; i++)
					v = v * 2 + substr(rows[y], b * 8 + i, 1)
				le(v, 1)
			}
	}'
}

texts()
{
	jq -r 'select(.type == "text") | .text' out
}

bmp SAFE >safe.bmp
status 0 dlp-extract safe.bmp
test "$(jq -r 'select(.type == "end" and .doc) | .status + .reason' out)" = \
	'nonepicture: no OCR'

# Bad names of languages are no paths.
status 2 dlp-extract --ocr=../x safe.bmp
grep -q -- '--ocr' err

# Where it was not built, that is an error and no silence.
extract=$(command -v dlp-extract)
if test ! -e "${extract%/*}/dlp-ocr"; then
	status 2 dlp-extract --ocr safe.bmp
	grep -q '"code":"converter"' out
	exit 0
fi
ocr=${extract%/*}/dlp-ocr

# Without data for a language it says so.
status 2 dlp-extract --ocr=xyz safe.bmp
test "$(jq -r 'select(.type == "error") | .code' out)" = converter

if "$ocr" <safe.bmp | grep -q '"code":"converter"'; then
	exit 0
fi

status 0 dlp-extract --ocr safe.bmp
test "$(texts | tr -d '\n ')" = SAFE
test "$(jq -r 'select(.type == "end" and .doc) | .status' out)" = whole
test "$(jq -r 'select(.at) | .at.part' out)" = ocr
test "$(jq -r 'select(.at) | .at.page' out)" -eq 1
test "$(jq -r 'select(.at) | .at.confidence' out)" -gt 50

# A picture in a document, and the same through dlp-scan.
mkdir scan
mkdir scan/media
cp safe.bmp scan/media/image1.bmp
zip -q -r in.zip scan
status 0 dlp-extract --ocr in.zip
test "$(texts | tr -d '\n ')" = SAFE
dlp-scan --check-stream <out
printf '[x.safe]\nname = x\nregex = SAFE\nkeywords = SAFE\ncategory = secret\nseverity = high\nexample = SAFE\nreject = safe\n' >x.conf
status 1 dlp-scan --ocr --patterns x.conf --rules x.safe --format=ndjson in.zip
test "$(jq -r 'select(.type == "finding") | .at.page' out)" = 1
status 0 dlp-scan --patterns x.conf --rules x.safe in.zip

# A page of a PDF that is a picture: an error without OCR, text with it.
{
	printf '%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n'
	printf '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n'
	printf '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 224 120]'
	printf '/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj\n'
	printf '4 0 obj<</Length 26>>stream\n224 0 0 120 0 0 cm /I Do  \n'
	printf 'endstream endobj\n5 0 obj<</Type/XObject/Subtype/Image'
	printf '/Width 224/Height 120/BitsPerComponent 1/Decode[1 0]'
	printf '/ColorSpace/DeviceGray/Length 6722/Filter/ASCIIHexDecode>>'
	printf 'stream\n'
	bitmap SAFE | awk 'NR > 2 {
		gsub(/ /, "")
		for (i = 1; i <= length($0); i += 4) {
			v = substr($0, i, 1) * 8 + substr($0, i + 1, 1) * 4
			v += substr($0, i + 2, 1) * 2 + substr($0, i + 3, 1)
			printf "%x", v
		}
	}'
	printf '>\nendstream endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%%%EOF\n'
} >scan.pdf
status 2 dlp-extract scan.pdf
jq -r 'select(.type == "error") | .code' out | grep -q no-text
dlp-extract --ocr scan.pdf >out 2>err || true
test "$(texts | tr -d '\n ')" = SAFE
test "$(jq -r 'select(.type == "error") | .code' out | grep -c no-text)" -eq 0
dlp-scan --check-stream <out

# A cut one is an error, one of too many pixels is not decoded.
head -c 40 safe.bmp >cut.bmp
status 2 dlp-extract --ocr cut.bmp
test "$(jq -r 'select(.type == "error") | .code' out)" = corrupt
{
	printf '\211PNG\r\n\032\n\0\0\0\015IHDR\0\0\100\0\0\0\100\0'
	printf '\1\0\0\0\0sum.\0\0\0\0IEND\256B`\202'
} >huge.png
status 2 dlp-extract --ocr huge.png
test "$(jq -r 'select(.type == "error") | .code' out)" = too-large
