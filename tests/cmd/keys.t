# The key that a finding stands under: in records, for people, in SARIF; and
# the column of a table.
token="AKIA""Z7VRSQ5TJN2XMPLQ"
keys() {
	dlp-scan --exit-zero --format=ndjson "$@" >out
	jq -r 'select(.type == "finding") | .at.key' out | tr '\n' ' '
}

mkdir conf
printf '{"db":{"users":[{"n":1},{"odd key":"%s"}]}}\n' "$token" >conf/a.json
printf '{"ts":1,"m":{"k":"%s"}}\n{"ts":2,"m":["%s"]}\n' "$token" "$token" >conf/b.log
printf 'db:\n  - name: a\n    key: %s\n' "$token" >conf/c.yaml
printf '[remote]\nuser = x\nkey = %s\n' "$token" >conf/d.ini
test "$(keys conf/a.json)" = '.db.users[1]."odd key" '
test "$(keys conf/b.log)" = '.m.k .m[0] '
test "$(keys conf/c.yaml)" = '.db[0].key '
test "$(keys conf/d.ini)" = 'remote.key '

# However it comes: through the extractor, from stdin, out of an archive.
dlp-extract conf | keys | tr ' ' '\n' | sort >piped
printf '.db[0].key\n.db.users[1]."odd\n.m.k\n.m[0]\nkey"\nremote.key\n' | LC_ALL=C sort >want
LC_ALL=C sort -u piped | grep . >got
cmp want got
test "$(keys --raw <conf/a.json)" = '.db.users[1]."odd key" '
(cd conf && zip -q ../conf.zip a.json)
test "$(keys conf.zip)" = '.db.users[1]."odd key" '

# jq finds the value where it says.
test "$(jq -r "$(keys conf/a.json)" conf/a.json)" = "$token"

# A key that may be a value is not shown, nor the name of a column.
printf '{"a@b.example":{"k":"%s"},"078-05-1120":["%s"]}' "$token" "$token" >who.json
test "$(keys who.json)" = '."********".k ."********"[0] '
test "$(grep -c b.example out)" -eq 0
printf 'name,password\nann,%s\n' 'w7Kq-Zt2mVx9' >t.csv
dlp-scan --exit-zero --format=ndjson t.csv >out
test "$(jq -c 'select(.type == "finding") | .at' out)" = '{"cell":1,"column":"password"}'

# For people and for machines.
dlp-scan --exit-zero --format=text conf/a.json >out
grep -q 'key .db.users\[1\]."odd key"' out
dlp-scan --exit-zero --format=text t.csv >out
grep -q 'column password' out
dlp-scan --exit-zero --format=sarif conf/c.yaml >out
jq -e '.runs[0].results[0].locations[0].logicalLocations[0] ==
	{name: ".db[0].key", fullyQualifiedName: "conf/c.yaml#/key=.db[0].key", kind: "key"}' out

# What is told of it is no border, and does not change what is replaced.
dlp-scan --exit-zero --format=ndjson conf/a.json conf/c.yaml t.csv >records
dlp-redact --output=clean records >redacted
test "$(jq -r 'select(.type == "redaction").proof' redacted | tr '\n' ' ')" = 'true true true '
test "$(grep -rc "$token" clean | grep -cv ':0$' || :)" -eq 0
