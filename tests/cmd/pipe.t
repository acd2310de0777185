# Whoever in the pipe dies, and whenever: the last status is neither "clean" nor
# "found".  What a killed writer leaves behind is a prefix of its output, so
# every prefix is tried: at each line border, and within the lines.

# The status of a command, kept apart from sh -e.
status_of() {
	rc=0
	"$@" >out 2>err || rc=$?
	echo "$rc"
}

mkdir in
printf 'SSN 123-45-6789 in a line\n' >in/a.txt
printf 'nothing to see\n' >in/b.txt
dlp-extract in >extracted
dlp-scan <extracted >scanned || test $? -eq 1
grep -q '"rule":"us.ssn"' scanned
dlp-redact --output copies <scanned >redacted
dlp-alert --db whole.db <redacted >alerted

# Offsets at which a stream is cut: 0, each line border and its neighbours, and
# every 41st byte.  The last byte is left to be whole.
cuts() {
	awk '{ n += length($0) + 1; print n - 1; print n; print n + 1 } END { for (i = 0; i < n; i += 41) print i }' "$1" |
		sort -nu | awk -v size="$(wc -c <"$1")" '$1 < size - 1'
}

n=0
for cut in $(cuts extracted); do
	head -c "$cut" extracted >part
	test "$(status_of dlp-scan <part)" -eq 2
	# And it does not become whole further down.
	cp out broken
	test "$(status_of dlp-alert --db cut.db <broken)" -eq 2
	n=$((n + 1))
done
test "$n" -gt 20

n=0
for cut in $(cuts scanned); do
	head -c "$cut" scanned >part
	rm -rf cut
	test "$(status_of dlp-redact --output cut <part)" -eq 2
	# Only documents that were ended are written.
	ended=$(grep -c '"type":"end","doc"' part || true)
	written=$(find cut -type f 2>/dev/null | wc -l)
	test "$written" -le "$ended"
	n=$((n + 1))
done
test "$n" -gt 20

n=0
for cut in $(cuts redacted); do
	head -c "$cut" redacted >part
	test "$(status_of dlp-alert --db cut.db <part)" -eq 2
	n=$((n + 1))
done
test "$n" -gt 20

# A killed process, for real: its reader does not take what came for the whole.
mkfifo fifo
dlp-extract fifo >from-killed &
pid=$!
exec 3>fifo
printf 'SSN 123-45-6789\n' >&3
kill -9 "$pid"
wait "$pid" || test $? -eq 137
exec 3>&-
test "$(status_of dlp-scan <from-killed)" -eq 2
