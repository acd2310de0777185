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

# A page is told by its bytes.
cp page.html notes.txt
status 0 dlp-extract notes.txt
test "$(pick '.type == "document"' | jq -r .format)" = html

cat >conf.xml <<'EOT'
<?xml version="1.0"?>
<conf>
  <user ssn="078-05-1120"/>
  <ssn>078-05-1120</ssn>
</conf>
EOT
status 1 dlp-scan --format=ndjson conf.xml
test "$(pick '.rule == "us.ssn-sample"' | jq -r .line | tr '\n' ' ')" = '3 4 '

printf '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' >entity.xml
status 2 dlp-extract entity.xml
test "$(pick '.type == "error"' | jq -r .code)" = unsupported
