# dlp-scan --format=sarif: a log of SARIF 2.1.0, whole whatever happens.
status_of() {
	rc=0
	"$@" >out 2>err || rc=$?
	echo "$rc"
}
scan() {
	status_of dlp-scan --no-config --format=sarif "$@"
}
# $2 is true of run, result or whatever $1 selects, in what was written last.
holds() {
	jq -s "length == 1 and (.[0].runs[0] | [$1] | length > 0 and all($2))" <out >json
	grep -qx true json
}

card='4111 1111 1111 1111'
pass=Xk3vP9qLmwz7
mkdir 'a b'
printf '\303\244 card: %s\n' "$card" >'a b/c%.txt'
printf '[x] {0} password = "%s"\n' "$pass" >pass.txt

# What the standard requires of a log, a run, a result and a tool.
test "$(scan 'a b' pass.txt)" -eq 1
jq -e '.version == "2.1.0" and (."$schema" | endswith("sarif-schema-2.1.0.json"))' <out
holds . '.columnKind == "unicodeCodePoints"'
holds .tool.driver '.name == "dlp-scan" and (.semanticVersion | length > 0)'
holds '.invocations[]' '.executionSuccessful and .exitCode == 1'
holds '.invocations[].toolExecutionNotifications' '. == []'
test "$(jq '.runs[0].results | length' <out)" -eq 2
holds '.results[]' '.message.text | length > 0'
holds '.results[]' '.level == "error" and .rank >= 0 and .rank <= 100'
holds '.results[]' '.partialFingerprints."dlpFingerprint/v1" | test("^[0-9a-f]{32}-[0-9a-f]+$")'
# Each result names a rule of the tool, which explains it.
jq -e '.runs[0] | . as $r | all(.results[]; .ruleId == $r.tool.driver.rules[.ruleIndex].id)' <out
holds '.tool.driver.rules[]' '(.help.text | length > 0) and (.shortDescription.text | length > 0)'
holds '.tool.driver.rules[]' '.defaultConfiguration.level == "error"'
holds '.tool.driver.rules[]' '.properties."security-severity" | tonumber > 0'

# Places: the URI is escaped, columns are characters, offsets bytes.
holds '.results[0].locations[0].physicalLocation' '.artifactLocation.uri == "a%20b/c%25.txt"'
holds '.results[0].locations[0].physicalLocation.region' '. == {startLine: 1, startColumn: 9, byteOffset: 9, byteLength: 19}'
test "$(scan "$PWD/pass.txt")" -eq 1
holds '.results[].locations[].physicalLocation.artifactLocation.uri' 'startswith("file:///") and endswith("/pass.txt")'

# No value, in no place; not even with brackets that mean something.
test "$(grep -cF "$pass" out)" -eq 0
test "$(grep -cF P9qL out)" -eq 0
test "$(scan --show-values pass.txt)" -eq 1
holds '.results[].properties.value' ". == \"$pass\""

# A member has a logical location, and no offsets in the file around it.
zip -q box.zip pass.txt
test "$(scan box.zip)" -eq 1
holds '.results[].locations[]' '.logicalLocations == [{name: "pass.txt", fullyQualifiedName: "box.zip!/pass.txt", kind: "archiveMember"}]'
holds '.results[].locations[].physicalLocation.region' 'has("startLine") and (has("byteOffset") | not)'

# Texts of rules can't be taken for links and placeholders.
cat >odd.conf <<'END'
[odd.name]
name = Odd [one](2) {0}
category = secret
severity = low
keywords = oddity
regex = oddity\d
example = oddity1
reject = oddity
END
printf 'oddity7\n' >odd.txt
test "$(scan -p odd.conf odd.txt)" -eq 1
holds '.results[]' '.message.text == "Odd \\[one\\](2) {{0}}: ********" and .level == "note"'

# What could not be read is told, beside what was found, and status 2.
test "$(scan missing pass.txt)" -eq 2
holds '.results' 'length == 1'
holds '.invocations[]' '(.executionSuccessful | not) and .exitCode == 2'
holds '.invocations[].toolExecutionNotifications' 'length == 1'
holds '.invocations[].toolExecutionNotifications[]' '.level == "error" and .descriptor.id == "io" and (.message.text | startswith("missing: "))'
holds '.invocations[].toolExecutionNotifications[].locations[]' '.physicalLocation.artifactLocation.uri == "missing"'

# What is suppressed is among the results when it is asked for, and says so; all
# others say that they are not.
printf 'oddity7 dlp:allow odd.name why not\noddity8\n' >odd.txt
test "$(scan -p odd.conf --inline-allow odd.txt)" -eq 1
holds '.results' 'length == 1 and (.[0] | has("suppressions") | not)'
test "$(scan -p odd.conf --inline-allow --show-suppressed odd.txt)" -eq 1
holds '.results[0].suppressions' '. == [{kind: "inSource", justification: "inline"}]'
holds '.results[1].suppressions' '. == []'
test "$(scan -p odd.conf --allow odd.name --show-suppressed odd.txt)" -eq 0
holds '.results[].suppressions[]' '.kind == "external"'

# Without end they are counted, and the log stays small.
yes junk | head -n 20000 >junk.ndjson
test "$(scan <junk.ndjson)" -eq 2
test "$(wc -c <out)" -lt 1200000
holds '.properties' '.errors == 20000'
holds '.invocations[].toolExecutionNotifications[-1].message.text' 'test("^[0-9]+ more errors are not listed$")'

# Nothing found is a log too; records are the same as files, and threads too.
: >empty
test "$(scan empty)" -eq 0
holds .results '. == []'
dlp-extract 'a b' pass.txt box.zip >records
test "$(scan <records)" -eq 1
cp out of-records
test "$(scan -j1 'a b' pass.txt box.zip)" -eq 1
cmp out of-records
test "$(scan -j8 'a b' pass.txt box.zip)" -eq 1
cmp out of-records
