# Why something is a finding, or is none.
status_of() {
	rc=0
	"$@" >out 2>err || rc=$?
	echo "$rc"
}
card='4319 4028 8136 5775'

# A finding: who was called up by what, and what each stage said.
test "$(status_of dlp-scan --explain-text "my card: $card")" -eq 0
grep -qx 'card.number: a finding of high confidence' out
grep -qE '^  called up +by the shape digits at 9, 19 bytes$' out
grep -qE '^  card-brand +passes$' out
grep -qE '^  confidence +begins at medium, is high$' out
test ! -s err
# No value unless asked for.
test "$(grep -c '4028 8136' out)" -eq 0
grep -qF '4319 40** **** 5775' out
dlp-scan --explain-text "my card: $card" --show-values >out
grep -qF "$card" out

# None: by a check, by the threshold, or since nothing called it up.
dlp-scan --explain-text 'my card: 4319 4028 8136 5776' >out
grep -qx 'card.number: no match: a check failed: card-brand, at 9' out
dlp-scan --explain-text 'password = "example1234"' >out
grep -qx 'generic.password: below --min-confidence' out
dlp-scan --explain-text 'password = "example1234"' --min-confidence low >out
grep -qx 'generic.password: a finding of low confidence' out
dlp-scan --explain-text hello --rules 'github.token,us.ssn' >out
grep -qx 'no rule looked at it' out
grep -q '^github.token: not called up: no keyword of it is there: ghp_' out
grep -qx 'us.ssn: not called up: no digits of its length is there' out
dlp-scan --explain-text "my card: $card" --min-severity critical >out
grep -q '^card.number: left out by --min-severity' out
dlp-scan --explain-text "my card: $card" --allow 'card.*' >out
grep -qx 'card.labelled: suppressed by allow:--allow' out

# As records.
dlp-scan --explain-text "my card: $card" --format=ndjson >out
jq -en '[inputs | select(.rule == "card.number" and .result == "finding")][0] |
	.type == "explanation" and .offset == 9 and .length == 19 and
	([.steps[].step] | index("called up") != null)' <out >json
test "$(grep -c '4028 8136' out)" -eq 0
test "$(status_of dlp-scan --explain-text x --format=sarif)" -eq 2

# A place in a file, in a member, and in what comes down a pipe.
{
	head -c 5000 /dev/zero | tr '\0' '\n'
	echo "my card: $card"
	echo 'an ssn: 541-22-1234'
} >a.txt
zip -q a.zip a.txt
for file in a.txt a.zip; do
	test "$(status_of dlp-scan --explain-at 5012 $file)" -eq 0
	grep -q '^card.number in a\..*txt: a finding of high confidence$' out
	grep -qE 'digits at 5009, 19 bytes$' out
	test "$(status_of dlp-scan --explain-at 100 $file)" -eq 0
	grep -qx 'no rule looked at it' out
done
dlp-extract a.txt | dlp-scan --explain-at 5012 >out
grep -q '^card.number in a.txt: a finding' out
dlp-scan --raw --explain-at 5012 <a.txt >out
grep -q '^card.number: a finding' out
test "$(status_of dlp-scan --explain-at 5012 missing)" -eq 2
grep -q '^dlp-scan: missing: cannot open' err
test "$(status_of dlp-scan --explain-at x a.txt)" -eq 2

# Under which key, in which column: in words and as in the finding.
printf '{"pay": {"card": "%s"}}\n' "$card" >pay.json
dlp-scan --explain-at 20 pay.json >out
grep -qE '^  stands in +key \.pay\.card$' out
dlp-scan --explain-at 20 --format=ndjson pay.json >out
jq -en '[inputs | select(.result == "finding")][0].at.key == ".pay.card"' <out >json
printf 'name,card_no\nann,%s\nbob,%s\n' "$card" "$card" >cards.csv
dlp-scan --explain-at 20 cards.csv >out
grep -qE '^  stands in +column card_no$' out
dlp-scan --explain-text "my card: $card" >out
test "$(grep -c 'stands in' out)" -eq 0
# What is none of the findings stands nowhere.
dlp-scan --explain-at 20 --min-severity critical pay.json >out
test "$(grep -c 'stands in' out)" -eq 0

# What is encoded: what it was decoded by, and where it stands.
encoded=$(printf 'my card: %s' "$card" | base64)
dlp-scan --explain-text "x $encoded" --format=ndjson >out
jq -en '[inputs | select(.rule == "card.number" and .result == "finding")][0] |
	.decoded == ["base64"] and .offset >= 2' <out >json
dlp-scan --explain-text "x $encoded" >out
grep -qE '^  decoded +base64$' out
dlp-scan --explain-text "x $encoded" --no-decode >out
test "$(grep -c 'decoded' out)" -eq 0

# What models say: how sure they are, from where on that is how much, and why
# they were not asked.
person='Yesterday Maria Gonzalez called the office about her contract.'
dlp-scan --rules pii.person --explain-text "$person" >out
grep -qx 'pii.person: a finding of high confidence' out
grep -qE '^  called up +by the model of names at 10, 14 bytes$' out
grep -qE '^  model +0\.9[0-9]; by itself it is medium from 0\.50, high from 0\.94$' out
test "$(grep -c 'Maria' out)" -eq 0
dlp-scan --rules pii.person --explain-text 'Yesterday somebody called the office.' >out
grep -qx 'pii.person: not called up: the model sees none there' out
dlp-scan --rules pii.person --explain-text 'x = { Maria Gonzalez }; y[1] = z[2];' >out
grep -qx 'pii.person: not called up: at a glance the text is no prose' out
{
	printf '%s\n' "$person" "$person" "$person" "$person"
	echo 'Such is var[1]; {Maria Gonzalez} = #x; y[2] = *z; and so on.'
} >code.txt
dlp-scan --rules pii.person --explain-at 300 code.txt >out
grep -qx 'pii.person: not called up: the sentence has the signs of a program' out
echo "$person" >a.py
dlp-scan --rules pii.person --explain-at 12 a.py >out
grep -qx 'pii.person: not called up: by its name the file is a program or data' out
printf 'last_name,note\nGonzalez,"%s"\nSmith,none\n' "$person" >t.csv
dlp-scan --rules 'pii.person,person.*' --explain-at 35 t.csv >out
grep -qx 'pii.person: not called up: in a table the names of columns tell names' out
dlp-scan --rules 'confidential.row' --explain-at 35 t.csv >out
grep -qx 'confidential.row: not called up: no index knows anything there' out
secret="password = '$(printf '%s%s' Xq71 vTz33kL)'"
dlp-scan --rules generic.password --explain-text "$secret" >out
grep -qE '^  model +(0\.[0-9]{2}|1\.00); by itself it is medium from 0\.[0-9]{2}, high from 0\.[0-9]{2}$' out
dlp-scan --rules generic.password --explain-text "$secret" --format=ndjson >out
jq -en '[inputs | .steps[]? | select(.step == "model")] | length == 1' <out >json
