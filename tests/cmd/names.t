# Names and addresses in prose, by the model that is built in.
cat >mail <<'END'
Dear Susan,

thank you for your call yesterday. I spoke with Dr. Peter Hoffmann and with
Maria Gonzalez about the contract; we will send it to 4321 Maple Street,
Springfield, IL 62704 by Friday.

Kind regards,
Anna Petersen
END
names() {
	dlp-scan --exit-zero --show-values --format=ndjson --rules='pii.*' "$@" |
		jq -r 'select(.type == "finding") | .rule + " " + .value'
}
names mail >got
grep -qx 'pii.person Susan' got
grep -qx 'pii.person Peter Hoffmann' got
grep -qx 'pii.person Maria Gonzalez' got
grep -qx 'pii.person Anna Petersen' got
grep -q '^pii.address 4321 Maple Street' got
# Places and firms are known, and not told.
test "$(grep -c -e '^pii.location' -e '^pii.organization' got)" -eq 0

# What it is sure of stands in the record, the name does not.
dlp-scan --exit-zero --format=ndjson --rules='pii.*' mail >got
test "$(grep -c -e Susan -e Hoffmann got)" -eq 0
jq 'select(.rule == "pii.person") | .why | any(startswith("model:0."))' got >out
test "$(sort -u out)" = true

# A rule of one's own may ask for places.
cat >own.conf <<'END'
[my.place]
name       = Place
category   = pii
severity   = low
confidence = medium
shape      = learned location
example    = She moved from Berlin to London last summer.
reject     = She moved from one place to another last summer.
END
echo 'She flew from Berlin to Paris last Friday, and liked it.' >trip
dlp-scan --exit-zero --show-values --format=ndjson -p own.conf trip |
	jq -r 'select(.rule == "my.place").value' >got
printf 'Berlin\nParis\n' >want
cmp want got
for bad in 'regex = x' 'validator = luhn' 'paths = *.txt'; do
	{ cat own.conf && echo "$bad"; } >bad.conf
	rc=0
	dlp-scan -p bad.conf trip >out 2>err || rc=$?
	test "$rc" -eq 2
	grep -q 'learned shape' err
done

# Programs are left alone, by their look and by their names.
cat >prog <<'END'
static int susan_init(struct susan *Susan, const char *Peter_Hoffmann)
{
	Susan->name = Peter_Hoffmann; /* Maria */
	return Susan->name ? 0 : -1;
}
END
cp mail mail.py
names prog mail.py >got
test ! -s got

# So are lines of logs, and what people wrote at a time is read.
cat >lines <<'END'
2026-10-04T09:47:42,924 INFO [worker-2] the order of Susan Clark is on its way
Oct  4 22:14:15 host sshd[712]: session opened for Peter Hoffmann by mistake
2026-10-04 22:14:15 John Miller: please tell Maria Gonzalez to call me back
END
names lines >got
test "$(grep -c -e Susan -e Hoffmann got)" -eq 0
grep -qx 'pii.person Maria Gonzalez' got

# However the text comes, the same is found.
for i in $(seq 300); do
	echo "On day $i we met John Miller and Susan Clark in a long and"
	echo "rather dull meeting about the budget of the next year."
	echo
	echo "Kind regards, Peter Hoffmann"
	test $((i % 50)) -ne 0 || seq -s ' ' 900
done >long
names long >want
test "$(grep -c 'pii.person' want)" -gt 300
names --jobs=1 long >got
cmp want got
names --raw <long >got
cmp want got
jq -Rsc '{type:"stream",version:1,tool:"test"},
	{type:"document",doc:1,path:"long",format:"text"},
	([range(0; length; 777)] as $at | $at[] as $i |
	 {type:"text",doc:1,path:"long",offset:$i,text:.[$i:$i + 777]}),
	{type:"end",doc:1,status:"whole",bytes:length},
	{type:"end",documents:1}' long >records
dlp-scan --exit-zero --show-values --format=ndjson --rules='pii.*' <records |
	jq -r 'select(.type == "finding") | .rule + " " + .value' >got
cmp want got

# They can be redacted, and nothing of them is left.
dlp-redact --raw <mail >clean || test $? -eq 1
test "$(grep -c -e Susan -e Hoffmann -e Petersen clean)" -eq 0
grep -q '^Kind regards,$' clean

# Sentences of mails, reviews and posts, each a document: of the names that are
# told with medium confidence, how many are whole and right (P), and how many of
# all that is (R); and what of the high ones is right.
as_records() {
	jq -Rnc '{type:"stream",version:1,tool:"test"},
		([inputs] | (to_entries[] | (.key + 1) as $n |
		 (.value | gsub("[{}]"; "") | gsub("\\\\n"; "\n")) |
		 {type:"document",doc:$n,path:"\($n).txt",format:"text"},
		 {type:"text",doc:$n,path:"\($n).txt",offset:0,text:.},
		 {type:"end",doc:$n,status:"whole",bytes:utf8bytelength}),
		 {type:"end",documents:length})' "$1"
}
as_records "$TESTS/letters" >records
dlp-scan --exit-zero --show-values --format=ndjson --min-confidence=medium \
	--rules='pii.person' <records >got
jq -Rnc '[inputs | [scan("[{]([^}]*)[}]")[0]]]' "$TESTS/letters" >marked
jq -sc --slurpfile marked marked 'map(select(.type == "finding")) |
	map(.value as $v | .right = ($marked[0][.doc - 1] | any(. == $v))) |
	(map(select(.right)) | length) as $right |
	map(select(.confidence == "high")) as $high |
	{found: length, marked: ($marked[0] | flatten | length), right: $right,
	 high: ($high | length), high_right: ($high | map(select(.right)) | length)}
	' got >counted
jq -e '.marked == 119' counted
jq -e '.right >= 0.85 * .found' counted
jq -e '.right >= 0.85 * .marked' counted
jq -e '.high_right >= 0.95 * .high' counted
jq -e '.high_right >= 0.50 * .marked' counted

# A name alone is told, and one of an address of Notes.
printf 'Susan\n' >alone
names alone >got
printf 'pii.person Susan\n' >want
cmp want got
echo 'To: Susan Clark/HOU/Firm@Firm' >notes
names notes >got
grep -qx 'pii.person Susan Clark' got

# Names in small letters, where a given name is among them, and in capitals; what
# is a word as well is none in its place.
cat >careless <<'END'
hi susan, thanks for your call
thanks, tom
I told susan about it when she came back from her trip to the lake.
DEAR MR. JOHN SMITH, YOUR ACCOUNT IS CLOSED
END
names careless >got
printf 'pii.person %s\n' susan tom susan 'JOHN SMITH' >want
cmp want got
cat >words <<'END'
will you mark the page in may and bill me later
the grant will frank the letter, said the mayor of the town
END
names words >got
test ! -s got

# Who made a commit is no finding in its message; who is named in it is one, and
# so is the author of any other text.
git init -q repo
git -C repo -c user.name='Susan Clark' -c user.email=susan@example.org \
	commit -q --allow-empty -m 'fix: the thing

It was broken, as John Miller found out.

Signed-off-by: Peter Hoffmann <peter.hoffmann@mail.example.org>
Co-authored-by: Maria Gonzalez <maria@example.org>'
dlp-scan --exit-zero --show-values --format=ndjson --rules='pii.person' \
	--git-history repo >history
jq -r 'select(.type == "finding").value' history >got
echo 'John Miller' >want
cmp want got
echo 'Author: Susan Clark <susan@example.org>' >letter
names letter >got
grep -qx 'pii.person Susan Clark' got

# Addresses of many lands, in one line and in rows: of the words of what is told
# how many are of an address, and of those of addresses how many are told.
sed 's/, /\\n/g' "$TESTS/addresses" >rows
for form in "$TESTS/addresses" rows; do
	as_records "$form" >records
	dlp-scan --exit-zero --show-values --format=ndjson \
		--min-confidence=medium --rules='pii.address' <records >got
	jq -Rnc 'def words: gsub("\\\\n"; " ") | [scan("[^ ,.()]+")];
		[inputs | [scan("[{]([^}]*)[}]")[0]] | join(" ") | words]' \
		"$form" >marked
	jq -sc --slurpfile marked marked 'def words: [scan("[^\n ,.()]+")];
		map(select(.type == "finding")) | . as $found |
		[$marked[0] | to_entries[] | (.key + 1) as $n | .value as $m |
		 ([$found[] | select(.doc == $n).value | words[]]) as $f |
		 {marked: ($m | length), found: ($f | length),
		  right: ($m - ($m - $f) | length),
		  wrong: ($f - $m | length)}] |
		{marked: (map(.marked) | add), right: (map(.right) | add),
		 found: (map(.found) | add), wrong: (map(.wrong) | add)}
		' got >counted
	jq -e '.marked > 150' counted
	jq -e '.wrong <= 0.05 * .found' counted
	case $form in
	rows) jq -e '.right >= 0.60 * .marked' counted ;;
	*) jq -e '.right >= 0.80 * .marked' counted ;;
	esac
done
