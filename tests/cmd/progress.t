# --progress: a line on the standard error that goes away again.
esc=$(printf '\033')
# What a terminal is sent by a command line.
on_terminal() { script -qec "$1" typescript >/dev/null </dev/null; }
# Whether no line is left there: after the last one it was erased.
is_erased() {
	tr '\r' '\n' <"$1" >lines
	last=$(grep -n ' file.*/s\|^0 files' lines | tail -n 1 | cut -d : -f 1)
	tail -n +$((last + 1)) lines | grep -q "^$esc\[K"
}

mkdir tree
printf 'nothing to see\n' >tree/clean.txt
printf 'nothing here\n' >"$(printf 'tree/odd\rname')"
printf 'PK\003\004' >zip
for command in 'dlp-scan --no-config' 'dlp-extract'; do
	# The output is the same with it, and holds nothing of it.
	$command tree missing >want 2>wanterr || test $? -eq 2
	$command --progress=always tree missing >got 2>err || test $? -eq 2
	cmp want got
	grep -q '^.0 files, 0' err
	is_erased err
	# Nothing of it stands on the line of a message.
	tr '\r' '\n' <err | sed "s/^$esc\[K//" | grep -Fxf wanterr | cmp - wanterr
	# No pipe gets it unasked, nor who asked for quiet.
	$command tree >want 2>err
	test ! -s err
	$command --progress=auto tree >want 2>err
	test ! -s err
	$command --progress=never tree >want 2>err
	test ! -s err
	$command --quiet --progress=always tree >want 2>err
	test ! -s err
	rc=0
	$command --progress=often tree 2>err || rc=$?
	test "$rc" -eq 2
	grep -q -- '--progress: bad value: often' err
done

command -v script >/dev/null || exit 0
for command in 'dlp-scan --no-config' 'dlp-extract'; do
	# On a terminal it is there, and gone before what else is said.
	on_terminal "$command --progress=always tree >out"
	grep -q ' files, ' typescript
	is_erased typescript
	on_terminal "$command --progress=always tree"
	is_erased typescript
	on_terminal "$command -q --progress=always tree >out"
	rc=0
	grep -q ' files, ' typescript || rc=$?
	test "$rc" -eq 1
done
