# Real documents, where they are: how each ends, what is not read in it, and
# words that a second tool or a person has read there, hidden ones among them.
samples=$TESTS/../../shared/samples
test -d "$samples" || exit 0

# sample NAME END ERRORS WORDS...: ERRORS are codes with commas, "-" is none.
sample() {
	name=$1 end=$2 errors=$3 rc=0
	shift 3
	dlp-extract -q "$samples/$name" >out || rc=$?
	test "$rc" -eq "$(test "$errors" = - && echo 0 || echo 2)"
	test "$end" = "$(jq -r 'select(.type == "end" and .doc == 1) | .status' out)"
	test "$errors" = "$(jq -rn '[inputs | select(.type == "error") | .code] |
		unique | join(",") | if . == "" then "-" else . end' out)"
	jq -r 'select(.type == "text") | .text' out >text
	for words; do
		grep -qF -e "$words" text || {
			echo "$name: no '$words'"
			return 1
		}
	done
}

sample be_base64.eml whole - 'filename=random' FL4GEoU7CHH2KuXFBgGV31qRv8jJDdoQ
sample be_beth.odt whole - beth Test
sample be_jpegs.rar whole -
sample be_m0011.eml whole - Tortoise 'her assertion to' 'saw the Tortoise'
sample be_m1005.eml whole - 'über ihre mißliche' 'so sehr, daß' '"Halt", rief nun'
sample be_m2001.eml whole - 'Die Hasen und' 'aller Raubtiere! Unsere'
sample be_m3001.eml whole - '2000 09:55:48 -0400' 'message from PINE'
sample be_utf8.rtf whole - 'IDNA in the' Arabic 'http://בײַשפּיל.טעסט/'
sample be_vin.odt whole - 1/23/2024 1FA9E8VK9SM011548 1J41ZET65FF647808
sample be_words1.pdf whole - 'qwertyuiop asdfghjkl zxcvbnm'
sample cl_enc.doc part encrypted 'revision: 2' 'created: 2024-05-17T14:55:44Z'
sample cl_enc.docx none encrypted
sample cl_enc.xls part encrypted 'modified: 2024-06-03T17:26:39Z'
sample cl_images.xls whole - 'xls image extraction' 'only tests png' 'bmp, gif all'
sample cs_pem_key.zip whole corrupt 'BEGIN RSA PRIVATE KEY' wmJG8wVQZKjeGcjDOL5
sample cs_sample.docx whole - bace4d11-a002-be1a-c3fe-9829474b5d84 \
	'New page first' b5c6471d-a2b2-b4ef-ca5e-9121476bc881
sample cs_sample.ods whole - login '192.168.0.1' 'password:  □ 문의'
sample cs_sample.pdf whole - bace4d31-fa7e-beef-cafe-912947cbe28
sample cs_sample.pptx whole - 'Follow the white'
sample cs_sample.rtf whole - '1: 비밀번호:' "3: -H 'postman-token:"
sample cs_sample.xls whole - login FNAT-CC0TG_old '※ Error Stack'
sample cs_sample.xlsx whole - 127.0.0.1 홍길동전 '※ Error Stack'
# cs_sample.sqlite
sample cs_sample_bad_empty.docx none unsupported
sample cs_test.eml part truncated 'PW: H1ddEn#ema1l' 'you are looking'
sample gen_billion_laughs.odt whole - '<!ENTITY lol3'
sample gen_exp_xobject.pdf part corrupt
sample gen_flate_bomb.pdf part corrupt TUUUUUUUUUUUUUUUUUUUUUUUUU
sample gen_hidden_entry.docx part gap visible
sample gen_latin1.txt whole - 'Name: Zoë Müller,' 'IBAN DE89 3704'
sample gen_nested_docx_targz_mbox.zip whole - 'DB_SSL=true' 'Microsoft Outlook'
sample gen_rich_hiding_places.pdf whole - 'Plain SSN 078-05-1120' \
	'Kerned PAN 4111 1111 1111 1111' 'HIDDEN-TR3 541-22-0001' \
	'WHITE 541-22-0002' 'OUTSIDE 541-22-0003' 'TINY 541-22-0004' \
	'ACTUAL 541-22-0005' 'TYPE3 541-22-0006' 'OCGOFF 541-22-0007' \
	'ROTATED 541-22-0008' 'John Q Public	541-22-0009' 'XOBJ 541-22-0010' \
	'NOTE 541-22-0011' 'RC 541-22-0012' 'FREETEXT 541-22-0013' \
	541-22-0014 541-22-0015 'leak@example.com?ssn=541-22-0016' \
	'XMP 541-22-0017' 'ATTACH 541-22-0018' "JS 541-22-0019" \
	'PIECE 541-22-0020' 'FILEATT 541-22-0021' 'OUTLINE 541-22-0022' \
	'ALT 541-22-0023' 'INFO 541-22-0024' 'CUST 541-22-0025' \
	'OLDREV 541-22-0099' '4111-1111-'
sample gen_sjis.txt whole - '氏名: 山田太郎' 'カード番号 4111 1111'
sample gen_split_runs.docx whole - 'SSN: 078-05-1120 &' 'Zoë 日本 keep' \
	'deleted 4111111111111111'
for name in bz2 gz xz zst; do
	sample "gen_text.txt.$name" whole - 'Name: Zoë Müller' 'カード 4111 1111'
done
sample gen_three.mbox whole - 'ridiculed the short' '2010 12:09:46 -0000'
sample gen_utf16be_nobom.txt whole - 'Name: Zoë Müller' 'カード 4111 1111'
sample gen_utf16le_bom.txt whole - 'Name: Zoë Müller' 'カード 4111 1111'
sample gen_zip_bomb.docx part too-large
sample gl_files.7z whole - DB_SSL=true 'var d =' 'fmt.Println(e)'
sample gl_files.zip whole - DB_SSL=true 'import "fmt"' 'fmt.Println(e)'
sample gl_nested.tar.gz whole - 'a secret at' 'var b, c'
sample kf_zip_inside.zip whole - 'Just a normal' correcthorsebatterystaple
sample om_charset.msg whole - 'not signed)' 'AuthMechanism: 04'
sample om_plain_jpeg_attached.msg whole - '[80.126.4.68])' 'To: matijs@xxxxxx.nl'
sample pm_2b.pdf whole - interest 01/14/2016 1,406,164.00
sample pm_acroform.pdf whole - CHECKBOX DROPDOWN 'COMBO LIST'
sample pm_cjk_simple3.pdf whole - Hello World
sample pm_corrupt.pdf whole - 'Complex is better' 'Although never is'
sample pm_enc_aes256r6.pdf none encrypted
sample pm_enc_noid.pdf part no-text 'European Patent' 'Search Report'
sample pm_enc_rc4_40.pdf none encrypted
sample pm_excel.pdf whole - '7	8	9' 'Title: Book1'
sample pm_identity_cmap.pdf whole - 'Kwota VAT' 'ul. Żwirki i' 'Wartość brutto'
sample pm_jbig2.pdf part no-text 'Creator: Xerox WorkCentre'
sample pm_jo_vertical.pdf whole - 因果交流電燈の けだしわれわれがわれわれの感官や
sample pm_vertical.pdf whole - Test Vertical Layout
sample py_msg_07.eml whole - 'dingus fish' '2001 19:35:02 -0400' 'This is the'
sample py_msg_16.eml whole - '23 Sep 2001' cougar.noc.ucla.edu 'SoCal Raves'
sample py_msg_35.eml whole - 'counter to RFC' "there's no separating"
sample py_msg_43.eml whole - 'mail was of' '- BANNED: auto__mail.python.bat'
sample ta_raw.csv whole - 14-01424212 'Patched,4,34 S STATE' -87.63017455348202
sample ta_raw.doc whole - 'kitsch fixie Cosby' 'fingerstache selfies, direct'
sample ta_raw.eml whole - 1NvUrP-0002O1-C7 'MimeOLE V6.1.7600.16385'
sample ta_raw.epub whole - 'valley of darkness,' 'anger those who'
sample ta_raw.ods whole - 'Returns the tangent' HP10062568
sample ta_raw.odt whole - Sample 'tabs and'
sample ta_raw.pptx whole - 'irony ugh salvia' 'single-origin coffee bicycle'
sample ta_raw.ps part unsupported 'How exciting!' 'Narrow Text'
sample ta_raw.rtf whole - 'Pork belly 3' 'fingerstache selfies, direct'
sample ta_raw.xls whole - 'of a complex' 'text string, starting'
sample ta_raw.xlsx whole - 'Converts a hexadecimal' 'match conditions you'
# ta_raw.tiff, ta_scan.jpg
sample ta_std.epub whole - 'the quick brown'
sample ta_std.msg whole - DCLSVR0315.directcontrol.local 'jumps over the'
sample ta_tables.docx whole - 'before the table.' 'Row 1, Column' 'after the table.'
sample ur_Turkish.rtf whole - abcçdefgğhıijklmnoöprsştuüvyz 'Turkish Alphabet'
sample ur_cp1251-russian-alphabet.rtf whole - абвгдеёжзийклмнопрстуфхцчшщъыьэюя
sample ur_lists.rtf whole - 'Here is a' 'First item' 'Third item'
sample ur_unicode4.rtf whole - 'in the OpenSymbol' Euro
