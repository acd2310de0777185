# Whatever call fails, or is the last one before a kill: what has a name in the
# output is whole and clean, and the status says that something is missing.
command -v strace >/dev/null || {
	echo 'no strace: not tested'
	exit 0
}
if grep -q __asan_init "$(command -v dlp-redact)"; then
	echo 'a sanitizer makes calls of its own, and ends its own way: not tested'
	exit 0
fi
ssn=123-45-6789
mkdir docs
printf 'ssn: %s\n' $ssn >docs/a.txt
printf '{"ssn": "%s"}\n' $ssn >docs/b.json
dlp-scan docs >stream || test $? -eq 1
mkdir want
dlp-redact --output=want stream >/dev/null

# What is there is as it should be; all of it where the status is 0.
sound() {
	find "$1" -type f ! -name '.dlp-redact-*' >list
	while read -r f; do
		cmp "$f" "want/docs/${f##*/}"
	done <list
	test "$rc" -ne 0 || test "$(wc -l <list)" -eq 2
}

runs=0
# The first two opens and reads of documents come after those of the loader.
for call in openat open read pread64 write fsync linkat fchmod mkdirat \
	newfstatat unlinkat; do
	n=1
	while [ $n -le 60 ]; do
		rm -rf clean
		rc=0
		strace -f -qq -o trace -e trace=$call \
			-e inject=$call:error=EIO:when=$n \
			dlp-redact --no-config --output=clean stream \
			>out 2>err || rc=$?
		grep -q INJECTED trace || break
		test $rc -ne 1
		mkdir -p clean
		sound clean
		# The loader has no use for pread of a file of ours, and its
		# own failures it tells itself.
		case $call in
		openat | newfstatat | mkdirat | unlinkat) ;;
		*) test $rc -ne 0 ;;
		esac
		runs=$((runs + 1))
		n=$((n + 1))
	done
done
test $runs -gt 20

# Killed at each of these.
for call in write fsync linkat unlinkat fchmod; do
	n=1
	while :; do
		rm -rf clean
		rc=0
		strace -f -qq -o trace -e trace=$call \
			-e inject=$call:signal=KILL:when=$n \
			dlp-redact --no-config --output=clean stream \
			>out 2>err || rc=$?
		test $rc -ne 0 || break
		test $rc -ge 128
		mkdir -p clean
		sound clean
		n=$((n + 1))
	done
	test $n -gt 1
done

# In place: the old file or the new one, never half of one.
for call in write fsync renameat fchmod fchown linkat; do
	for what in error=EIO signal=KILL; do
		case $call,$what in
		fsync,error=EIO | *,signal=KILL) may_stay=1 ;;
		*) may_stay= ;;
		esac
		n=1
		while [ $n -le 10 ]; do
			rm -rf place
			cp -r docs place
			sed 's,"docs/,"place/,' stream >place.nd
			rc=0
			strace -f -qq -o trace -e trace=$call \
				-e inject=$call:$what:when=$n \
				dlp-redact --no-config --in-place --root=. \
				--backup=.orig place.nd >out 2>err || rc=$?
			for f in a.txt b.json; do
				cmp -s place/$f want/docs/$f ||
					cmp place/$f docs/$f
				test ! -e place/$f.orig ||
					cmp place/$f.orig docs/$f
				# A backup of what was not written is none.
				test -n "$may_stay" ||
					! cmp -s place/$f docs/$f ||
					test ! -e place/$f.orig
			done
			test $rc -ne 0 || break
			test $rc -ne 1
			n=$((n + 1))
		done
		test $n -gt 1
	done
done

# Data: a write that fails is told.
printf 'ssn: %s\n' $ssn >in
for mode in redact log block; do
	rc=0
	strace -f -qq -o trace -e trace=write -e inject=write:error=ENOSPC:when=1+ \
		dlp-redact --no-config --raw --mode=$mode --findings=f in \
		>out 2>err || rc=$?
	test $rc -eq 2
done
