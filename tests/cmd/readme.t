# Each command of README whose output stands there gives that output.
"$TESTS"/samples share

# A command begins with "$ " where examples are indented to, and goes on behind
# a line that ends in "|".  What follows, as far as it is indented, it prints.
awk '
function finish() {
	if (open) {
		sub(/\n+$/, "\n", text)
		printf "%s", text >("want." n)
	}
	open = 0
}
/^    \$ / { finish(); n++; open = 1; text = ""; print substr($0, 7) >("cmd." n); more = /\|$/; next }
open && more { print >("cmd." n); more = /\|$/; next }
open && /^    / { text = text substr($0, 5) "\n"; next }
open && /^$/ { text = text "\n"; next }
{ finish() }
END { finish(); print n }
' "$TESTS/../README" >count

test "$(cat count)" -ge 5
for i in $(seq "$(cat count)"); do
	test -s "want.$i"
	# dlp-scan says 1 when it finds something.
	sh "cmd.$i" >got || test $? -eq 1
	diff -u "want.$i" got
done

# What it says of the number of rules, and how long it may be.
test "$(dlp-scan --list-rules | wc -l)" -ge 1700
test "$(wc -l <"$TESTS/../README")" -lt 150
