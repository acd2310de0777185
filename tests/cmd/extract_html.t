# dlp-extract and dlp-scan on pages: what is decoded, hidden or an attribute is
# found, and where the file has it.
status() {
	want=$1 rc=0
	shift
	"$@" >out 2>err || rc=$?
	test "$rc" -eq "$want"
}
pick() { jq -c "select($1)" out; }

cat >page.html <<'EOT'
<!doctype html>
<title>A page</title>
<p>SSN: 078-05-<b>1120</b>
<p>SSN: &#48;78-05-1120</p>
<!-- SSN: 078-05-1120 -->
<input type="hidden" name="SSN" value="078-05-1120">
EOT
status 0 dlp-extract page.html
test "$(pick '.type == "document"' | jq -r .media_type)" = text/html
test "$(pick '.type == "text" and .at == null' | jq -r .text)" = '
A page
SSN: 078-05-1120
SSN: 078-05-1120'
test "$(pick '.at.hidden' | jq -r .at.part | sort -u)" = hidden
status 1 dlp-scan --format=ndjson page.html
test "$(pick '.rule == "us.ssn-sample"' | jq -r .line | head -n 3 | tr '\n' ' ')" = '3 4 5 '
test "$(pick '.rule == "us.ssn-sample"' | wc -l)" -eq 4

# Each kind of text is told with the line that the file has it in.
cat >kinds.html <<'EOT'
<!doctype html>
<title>A page</title><p>SSN 078-05-1120<p>SSN
078-05-1120</p><p>SSN: &#48;78-05-1120
<!-- x
SSN 078-05-1120 -->
<table><tr><td>SSN</td>

<td>078-05-1120</td></tr></table><p>and</p><p>so</p><p>on</p>
<input
  type="hidden" name="SSN"
  value="078-05-1120"><a
  href="http://example.com/?ssn=078-05-1120">a

link</a>
<p title="SSN 078-05-1120">
<script>
var ssn = "078-05-1120";</script>
<div hidden><p>x
<p>SSN 078-05-1120</div><p>SSN 078-05-1120
EOT
status 1 dlp-scan --format=ndjson kinds.html
grep -no 78-05-1120 kinds.html | cut -d: -f1 >want
pick '.rule == "us.ssn-sample"' | jq .line | sort -n >lines
cmp want lines

# A page is told by its bytes.
cp page.html notes.txt
status 0 dlp-extract notes.txt
test "$(pick '.type == "document"' | jq -r .format)" = html

# Data in XML is read as it stands, and can be rewritten.
cat >conf.xml <<'EOT'
<?xml version="1.0"?>
<!DOCTYPE conf [<!ENTITY b "c">]>
<conf a="&b;">
  <user ssn="078-05-1120"/>
  <ssn>&#48;78-05-1120</ssn>
</conf>
EOT
status 0 dlp-extract conf.xml
test "$(pick '.type == "document"' | jq -r .format)" = xml
test "$(pick '.type == "text"' | jq -r .text)" = "$(cat conf.xml)"
status 1 dlp-scan --format=ndjson conf.xml
test "$(pick '.rule == "us.ssn-sample"' | jq -r .line | tr '\n' ' ')" = '4 5 '
cp out found
status 0 dlp-redact --output=clean found
grep -q '<conf a="&b;">' clean/conf.xml
test "$(grep -c 078-05-1120 clean/conf.xml)" -eq 0
test "$(grep -c '&#48;78' clean/conf.xml)" -eq 0

# A root shows what is a page or a drawing all the same.
printf '<?xml version="1.0"?>\n<html xmlns="x"><p>SSN: 078<b>-05-1120</b></p></html>' >a.xml
printf '<?xml version="1.0"?>\n<svg xmlns="x"><text>SSN: 078<tspan>-05-1120</tspan></text></svg>' >b.xml
for f in a.xml b.xml; do
	status 1 dlp-scan --format=ndjson "$f"
	test "$(pick '.rule == "us.ssn-sample"' | jq -r .line)" = 2
done
