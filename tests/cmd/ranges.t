# One large input by several threads: the output is that of one thread, byte for
# byte, and nothing hangs when a pipe closes, a disk is full or somebody dies.
status_of() {
	rc=0
	"$@" >out 2>err || rc=$?
	echo "$rc"
}

# 4 MB: lines with findings and without, and one endless line.
awk 'BEGIN {
	for (i = 0; i < 20000; i++) {
		print i " nothing at all is to be found in what this line says"
		if (i % 10 == 0)
			printf "INFO user%d@company.com ssn 123-45-%04d\n", i, i % 10000
		if (i % 50 == 0)
			print "password = \"h" i "Zq8x" i "Vn2k\" card 4111 1111 1111 1111"
	}
	for (i = 0; i < 50000; i++)
		printf "a%d %s", i, i % 10 ? "no line ends in here at all, not in this text " : ",4319402881365775;"
	print ""
}' >large
test "$(wc -c <large)" -gt 3500000
dlp-scan -j1 --min-confidence low large >one || test $? -eq 1
test "$(grep -c '"type":"finding"' one)" -gt 8000
for jobs in 2 3 8; do
	test "$(status_of dlp-scan -j$jobs --min-confidence low large)" -eq 1
	cmp one out
	test ! -s err
done

# From a pipe, raw or as records, which come in pieces of any size.
dd if=large bs=3000 2>dd.err | dlp-scan -j1 --raw >one || test $? -eq 1
count=$(grep -c '"type":"finding"' one)
test "$count" -gt 8000
dd if=large bs=3000 2>dd.err | dlp-scan -j2 --raw >two || test $? -eq 1
cmp one two
dlp-extract large | dlp-scan -j1 >one || test $? -eq 1
dlp-extract large | dlp-scan -j2 >two || test $? -eq 1
cmp one two
dlp-extract --chunk 200K large | dlp-scan -j3 >two || test $? -eq 1
cmp one two

# Among other files, which stand in line behind it.
mkdir tree
cp large tree/a
cp large tree/c
printf 'ssn 123-45-6789\n' >tree/b
printf 'ssn 123-45-6789\n' >tree/d
dlp-scan -j1 tree missing >one 2>err || test $? -eq 2
for jobs in 2 5; do
	test "$(status_of dlp-scan -j$jobs tree missing)" -eq 2
	cmp one out
done
dlp-scan -j1 --format text tree >one || test $? -eq 1
dlp-scan -j4 --format text tree >two || test $? -eq 1
cmp one two

# What is known is told while the input is still open: all but the last piece
# of 256 KiB, as by one thread.
mkfifo in
dlp-scan -j2 --raw --format ndjson <in >live &
pid=$!
exec 3>in
cat large >&3
until test "$(grep -c '"type":"finding"' live)" -ge $((count - 700)); do
	kill -0 "$pid"
done
exec 3>&-
rc=0
wait "$pid" || rc=$?
test "$rc" -eq 1

# Who reads goes away; the disk is full; the writer or the scanner is killed.
for input in large tree; do
	{
		rc=0
		dlp-scan -j3 $input 2>err || rc=$?
		echo "$rc" >status
	} | head -c 1000 >out
	test "$(cat status)" -eq 141
	rc=0
	dlp-scan -j3 $input >/dev/full 2>err || rc=$?
	test "$rc" -eq 2
	grep -q '^dlp-scan: .*No space' err
done
cat large - <in | dlp-scan -j2 --raw >out &
pid=$!
exec 3>in
kill -9 "$pid"
exec 3>&-
rc=0
wait "$pid" || rc=$?
test "$rc" -eq 137
