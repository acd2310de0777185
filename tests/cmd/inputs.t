# Every input ends in one of three ways, and the summary's counts add up.
printf 'a text\n' >text.txt
mkdir tree tree/sub tree/deep
cp text.txt tree/whole.txt
: >tree/empty.txt
printf '<p>a page</p>' >tree/page.html
cp text.txt page.txt
zip -q tree/members.zip text.txt page.txt
zip -q -P secret tree/encrypted.zip text.txt
head -c 60 tree/members.zip >tree/damaged.zip
head -c 4000 /dev/urandom >tree/binary
printf 'caf\351 \377\376\n' >tree/bytes
head -c 300 /dev/zero >tree/zeros
seq 2000 >tree/large.txt
cp text.txt tree/secret.txt
ln tree/whole.txt tree/sub/again.txt
ln -s nowhere tree/dangling
ln -s whole.txt tree/link
mkfifo tree/fifo
mkdir tree/closed
cp text.txt tree/closed/a.txt

# Nobody is kept out but where one is not root.
unreadable=0
chmod 0 tree/secret.txt tree/closed
if ! cat tree/secret.txt; then
	unreadable=1
fi

# Files of a walk: no links, FIFOs and folders; of two names one.
files=$(find tree -type f | grep -vc tree/whole.txt)
if test $unreadable -eq 1; then
	files=$((files + 1)) # the folder that can't be read
fi
# By name: what is not there, and a link that leads nowhere.
inputs=$((files + 3))

for command in 'dlp-extract' 'dlp-scan --no-config' 'dlp-scan --no-config -j1' \
	'dlp-scan --no-config --state=state' 'dlp-scan --no-config --state=state'; do
	rc=0
	$command -q --summary --max-size=8000 tree missing tree/dangling text.txt >out || rc=$?
	test "$rc" -eq 2
	tail -n 2 out | jq -c 'select(.type == "summary")' >summary
	test "$(jq '.inputs | add' summary)" -eq $inputs
	# They are what the records say: an end, or an error of what has none.
	jq -c 'select(.member == null and .path != null) |
		select((.type == "end") or (.type == "error" and .doc == null)) |
		[.path, .status // "none"]' out >ends
	test "$(wc -l <ends)" -eq $inputs
	test "$(sort ends | uniq | wc -l)" -eq $inputs
	for status in whole part none; do
		test "$(grep -c "\"$status\"\]" ends)" -eq "$(jq ".inputs.$status" summary)"
	done
	# What is not whole says why.
	jq -c 'select(.type == "end" and .status != null and .status != "whole") |
		.reason // "" | length > 0' out | sort -u | grep -qx true
	grep -qF '["tree/large.txt","none"]' ends
	grep -qF '["missing","none"]' ends
	grep -qF '["tree/dangling","none"]' ends
	test "$(grep -c '"tree/damaged.zip","\(part\|none\)"' ends)" -eq 1
	grep -qF '["tree/sub/again.txt","whole"]' ends
	test "$(grep -c 'tree/\(fifo\|link\)"' ends)" -eq 0
	# Documents are those, and their members.
	documents=$(jq '.documents | add' summary)
	test "$documents" -eq "$(grep -c '"type":"end","doc"' out)"
	test "$documents" -eq "$(tail -n 2 out | jq 'select(.type == "end").documents')"
done
chmod 0700 tree/closed

# A file that is gone before its turn is one that was not read.
printf '%s\0' text.txt gone text.txt >names
dlp-extract -q --summary -0 --files-from=names >out || test $? -eq 2
tail -n 2 out | jq -c 'select(.type == "summary").inputs' | grep -qxF '{"whole":2,"part":0,"none":1}'
