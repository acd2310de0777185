# What git keeps: staged, in history, and what nothing leads to.
# What stands in single quotes is for jq.
# shellcheck disable=SC2016,SC2103
status() {
	want=$1 rc=0
	shift
	"$@" >out 2>err || rc=$?
	test "$rc" -eq "$want"
}
# Path and text of each document, and how it ended.
texts() { jq -r 'select(.type == "text" and .at.part == null) | "\(.path)=\(.text | rtrimstr("\n"))"' out; }
ends() { jq -r 'select(.type == "end" and .path) | select(.path | test("(^|/)[.]git$") | not) | "\(.path) \(.status)"' out; }
# Whether a record is as a filter says.
has() {
	filter=$1
	shift
	jq -ne "$@" "[inputs | $filter] | any" out >/dev/null
}
messages() { jq -r 'select(.type == "text" and .at.part) | "\(.at.commit // .at.tag | .[:7])=\(.text | rtrimstr("\n"))"' out; }
codes() { jq -r 'select(.type == "error") | "\(.path) \(.code)"' out; }
finds() { jq -r 'select(.rule == "aws.access-key-id") | "\(.path):\(.line) \(.at.commit // "-")"' out; }

HOME=$PWD GIT_CONFIG_NOSYSTEM=1
export HOME GIT_CONFIG_NOSYSTEM
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
git config --global init.defaultBranch main
git config --global user.name 'A "U" Thor'
git config --global user.email author@example.com
git config --global protocol.file.allow always
git config --global core.excludesFile "$PWD/ignore"
printf 'out\nerr\n' >ignore
# Dates that differ, so that order is not of chance.
at() {
	GIT_AUTHOR_DATE="2024-01-0$1T10:00:00+02:00" GIT_COMMITTER_DATE="2024-01-0$1T10:00:00+02:00"
	export GIT_AUTHOR_DATE GIT_COMMITTER_DATE
}
key=AKIA
key=${key}Z7QRTNXWPLM2KDFG

# Not a repository, no git, a folder that is not there.
mkdir plain
status 2 dlp-extract --git-history plain
test "$(codes)" = 'plain io'
grep -q '^dlp-extract: plain: git: not a git repository' err
status 2 dlp-scan --git-history plain
test "$(codes)" = 'plain io'
status 2 dlp-scan --git-staged --format=text plain
grep -q 'not read  io' out
status 2 dlp-extract --git-all nowhere
test "$(codes)" = 'nowhere io'
extract=$(command -v dlp-extract)
status 2 env PATH="$PWD/plain" "$extract" --git-history plain
grep -q 'cannot run git' err

# No commit yet: nothing in history, and all of the index is new.
git init -q repo
cd repo || exit
status 0 dlp-extract --git-history
test "$(tail -n 1 out)" = '{"type":"end","documents":0}'
printf 'one\n' >a
git add a
status 0 dlp-extract --git-staged
test "$(texts)" = 'a=one'
at 1
git commit -qm 1
first=$(git rev-parse HEAD)
status 0 dlp-extract --git-staged
test "$(tail -n 1 out)" = '{"type":"end","documents":0}'

# Each blob once, by its oldest commit, with who and when.
at 2
printf 'two\n' >a
git commit -qam 2
at 3
git mv a renamed
cp renamed copy
printf 'one\n' >again
git add .
git commit -qm 3
status 0 dlp-extract --git-history
test "$(texts)" = "$(printf 'a=one\na=two')"
has 'select(.type == "text" and .text == "one\n").at ==
	{commit: $c, author: "A \"U\" Thor <author@example.com>", date: "2024-01-01T10:00:00+02:00"}' --arg c "$first"
has 'select(.type == "document" and .path == "a") | .metadata.commit == $c and .size == 4' --arg c "$first"
dlp-extract --git-history | dlp-scan --check-stream

# A range: what its commits brought in, and nothing that is no range.
status 0 dlp-extract --git-history=HEAD~1
test "$(texts)" = "$(printf 'a=one\na=two')"
status 0 dlp-extract --git-history="$first..HEAD"
test "$(texts)" = "$(printf 'a=two\nagain=one')"
status 0 dlp-extract --git-history="HEAD ^HEAD~1"
test "$(texts)" = "$(printf 'again=one\ncopy=two')"
status 2 dlp-extract --git-history=--output=hit
test ! -e hit
status 2 dlp-extract --git-history=nothing..like
test "$(codes)" = '. io'
grep -q 'bad revision' err

# Names with newlines and bytes that are no text; links; a file that went.
at 4
odd=$(printf 'odd\nname')
printf 'x\n' >"$odd"
bytes=$(printf 'b\377')
printf 'y\n' >"$bytes"
ln -s /else/where link
git add .
git commit -qm 4
git rm -q "$odd"
at 5
git commit -qm 5
status 0 dlp-extract --git-history=HEAD~2..HEAD
has 'select(.type == "text" and .text == "x\n").path == "odd\nname"'
has 'select(.type == "document" and .path_bytes).path_bytes == "Yv8="'
test "$(texts | grep '^link')" = 'link=/else/where'

# Globs and sizes as for folders.
mkdir -p sub/deep
printf 'deep\n' >sub/deep/d.txt
printf 'long text\n' >sub/e
git add sub
at 6
git commit -qm 6
status 0 dlp-extract --git-history=HEAD~1..HEAD --include='*.txt'
test "$(texts)" = 'sub/deep/d.txt=deep'
status 0 dlp-extract --git-history=HEAD~1..HEAD --exclude=deep
test "$(texts)" = 'sub/e=long text'
status 0 dlp-extract --git-history=HEAD~1..HEAD --exclude=sub/deep
test "$(texts)" = 'sub/e=long text'
status 0 dlp-extract --git-history=HEAD~1..HEAD --max-size=5 --summary
test "$(ends)" = "$(printf 'sub/deep/d.txt whole\nsub/e none')"
has 'select(.type == "summary").documents == {"whole":2,"part":0,"none":1}'
has 'select(.type == "end" and .path == "sub/e").reason == "over --max-size"'

# From below the top, and from elsewhere: paths as they are from there.
cd sub || exit
status 0 dlp-extract --git-history=HEAD~1..HEAD
test "$(texts | head -n 1)" = '../sub/deep/d.txt=deep'
cd ../..
status 0 dlp-extract --git-history=HEAD~1..HEAD repo
test "$(texts | head -n 1)" = 'repo/sub/deep/d.txt=deep'
cd repo || exit

# What a merge itself brings in, and its branches.
at 7
git checkout -qb side HEAD~1
printf 'side\n' >s
git add s
git commit -qm side
at 8
git checkout -q main
git merge -q --no-commit --no-ff side
printf 'evil\n' >evil
git add evil
git commit -qm merge
status 0 dlp-extract --git-history=HEAD~1..HEAD
test "$(texts)" = "$(printf 's=side\nevil=evil')"
has 'select(.type == "text" and .path == "evil").at.commit == $c' --arg c "$(git rev-parse HEAD)"

# Staged is the index: its text and its lines, not those of the work tree.
printf 'a\nb\nkey = %s\n' "$key" >staged
git add staged
printf 'harmless\n' >staged
printf 'key = %s\n' "$key" >unstaged
status 1 dlp-scan --git-staged
test "$(finds)" = 'staged:3 -'
status 1 dlp-scan --git-staged --format=text
grep -q '^staged$' out
grep -q '^  3:7  high' out
cp staged unstaged
git reset -q staged
git add -N staged
status 0 dlp-scan --git-staged
rm staged unstaged
git reset -q

# As a hook: git says where the index is, and it is not the usual one.
printf 'key = %s\n' "$key" >part
printf 'other\n' >other
git add part other
printf '#!/bin/sh\ndlp-scan --git-staged --exit-zero >"%s/hook.out"\n' "$PWD" >.git/hooks/pre-commit
chmod +x .git/hooks/pre-commit
at 9
git commit -qm partial part
cp hook.out out
test "$(finds)" = 'part:1 -'
git commit -qm rest
cp hook.out out
test "$(jq -r 'select(.type == "document").path' out)" = 'other'
rm .git/hooks/pre-commit hook.out
# What the environment says of a repository is not about one that is named.
git init -q ../empty
(cd ../empty && GIT_DIR=$OLDPWD/.git && export GIT_DIR && dlp-extract --git-history . >../none)
test "$(tail -n 1 ../none)" = '{"type":"end","documents":0}'

# History with commit and author in findings, for people too.
status 1 dlp-scan --git-history
has 'select(.type == "finding") |
	.path == "part" and .line == 1 and .at.commit == $c and .at.date == "2024-01-09T10:00:00+02:00"' --arg c "$(git rev-parse HEAD~1)"
status 1 dlp-scan --git-history --format=text
grep -q "commit $(git rev-parse HEAD~1) author A \"U\" Thor" out
dlp-extract --git-history | dlp-scan >piped || true
dlp-scan --git-history >alone || true
cmp piped alone
rm piped alone

# Unreachable: a commit that was dropped, a blob that was never committed.
git checkout -q --detach
printf 'dropped %s\n' "$key" >dropped
git add dropped
git commit -qm dropped
drop=$(git rev-parse HEAD)
git checkout -q main
git reflog expire --expire=all --all
blob=$(printf 'lone\n' | git hash-object -w --stdin)
status 1 dlp-scan --git-history
test "$(finds | wc -l)" -eq 1
status 1 dlp-scan --git-all
finds | grep -qx "dropped:1 $drop"
status 0 dlp-extract --git-all
texts | grep -qx "$blob=lone"
has 'select(.type == "text" and .path == $b).at == null' --arg b "$blob"
# All that git has is told once, whether packed or not.
git cat-file --batch-all-objects --batch-check='%(objecttype)' | grep -cE 'blob|commit' >want
has 'select(.type == "end" and .documents).documents == $n' --argjson n "$(cat want)"
git repack -adkq
status 0 dlp-extract --git-all
has 'select(.type == "end" and .documents).documents == $n' --argjson n "$(cat want)"
rm want

# Messages: of commits, empty ones and merges, of tags and notes; once who wrote
# them.  What is in them is found.
git init -q ../said
(
	cd ../said || exit
	printf 'x\n' >f
	git add f
	git commit -qm "uses $key"
	git commit -qm empty --allow-empty
	git checkout -qb side HEAD~1
	git -c user.name=Other commit -qm side --allow-empty
	git checkout -q main
	git merge -q --no-ff side -m "merged $key" 2>/dev/null
	git tag -am "tagged $key" v1.0-final
	git tag light
	git notes add -qm "noted $key" 2>/dev/null || git notes add -m "noted $key"
)
status 1 dlp-scan --git-history ../said
test "$(jq -r 'select(.rule == "aws.access-key-id") | "\(.at.part) \(.at.tag // "-")"' out | sort | uniq -c | tr -s ' ' | tr '\n' ';')" = \
	' 2 message -; 1 message v1.0-final; 1 null -;'
status 0 dlp-extract --git-history ../said
test "$(messages | grep -c 'Author: A "U" Thor <author@example.com>')" -eq 1
test "$(messages | grep -c 'Author: Other')" -eq 1
test "$(jq -r 'select(.at.part).path' out | sort -u)" = ../said/.git
status 0 dlp-extract --git-history=main ../said
test "$(jq -r 'select(.at.tag)' out)" = ''
status 0 dlp-extract --git-all ../said
test "$(messages | grep -c '=tagged\|v1.0-fi=')" -eq 1

# A git that says nothing is not waited for.
mkdir ../slow
printf '#!/bin/sh\nexec sleep 1000\n' >../slow/git
chmod +x ../slow/git
status 2 env PATH="$PWD/../slow:$PATH" "$extract" --git-timeout=1s --git-history
test "$(codes)" = '. timeout'
# It may hang in the middle, too.
cat >../slow/git <<'END'
#!/bin/sh
PATH=${PATH#*:}
case " $* " in
*" cat-file "*) exec sleep 1000 ;;
esac
exec git "$@"
END
status 2 env PATH="$PWD/../slow:$PATH" "$extract" --git-timeout=1s --git-history
test "$(codes)" = '. timeout'
rm -r ../slow

# A document in history is read as one.
printf 'in a zip\n' >m.txt
zip -q box.zip m.txt
rm m.txt
git add box.zip
git commit -qm zip
status 0 dlp-extract --git-history=HEAD~1..HEAD
has 'select(.type == "text" and .member == ["m.txt"]).at.commit == $c' --arg c "$(git rev-parse HEAD)"
test "$(jq -r 'select(.type == "document") | .format' out | tr '\n' ' ')" = 'text zip text '

# A submodule is a repository of its own.
git init -q ../module
git -C ../module commit -q --allow-empty -m m
git submodule --quiet add ../module module
status 0 dlp-extract --git-staged
test "$(ends)" = '.gitmodules whole'
git commit -qm module
status 0 dlp-extract --git-history=HEAD~1..HEAD
test "$(ends)" = '.gitmodules whole'

# A file in conflict is not in the index: that is told.
git checkout -qb left
printf 'left\n' >c
git add c
git commit -qm left
git checkout -qb right HEAD~1
printf 'right\n' >c
git add c
git commit -qm right
git merge -q left >/dev/null || true
status 2 dlp-extract --git-staged
test "$(codes)" = '. unsupported'
git merge --abort
git checkout -q main
cd ..

# A shallow clone has no older history, which is an error unless not asked for.
git clone -q --depth 2 "file://$PWD/repo" shallow
status 2 dlp-extract --git-history shallow
test "$(codes)" = 'shallow gap'
ends | grep -q '^shallow/copy whole'
status 0 dlp-extract --git-history=HEAD~1..HEAD shallow
test "$(ends)" = 'shallow/.gitmodules whole'

# A partial clone: nothing is fetched.
git -C repo config uploadpack.allowFilter true
git clone -q --no-checkout --filter=blob:none "file://$PWD/repo" partial
objects() { find partial/.git/objects -type f | wc -l; }
before=$(objects)
status 2 dlp-extract --git-history=HEAD~1..HEAD partial
test "$(codes)" = 'partial/.gitmodules io'
test "$(objects)" -eq "$before"

# A blob that is damaged; what is around it is read.
git init -q hurt
cd hurt || exit
printf 'one\n' >./1
printf 'two\n' >./2
printf 'three\n' >./3
git add .
git commit -qm hurt
object=.git/objects/$(git rev-parse HEAD:2 | sed 's,..,&/,')
chmod u+w "$object"
printf 'not deflate' >"$object"
status 2 dlp-extract --git-history
test "$(codes)" = '2 io'
test "$(texts)" = "$(printf '1=one\n3=three')"
rm -f "$object"
status 2 dlp-scan --git-history
test "$(codes)" = '2 io'
# And a tree: what it hides can still be found.
tree=.git/objects/$(git rev-parse 'HEAD^{tree}' | sed 's,..,&/,')
rm -f "$tree"
status 2 dlp-extract --git-history
test "$(codes)" = '. io'
texts | grep -q '=three$'
status 2 dlp-extract --git-all
test "$(codes)" = '. io'
texts | grep -q '=three$'
status 2 dlp-extract --git-history=HEAD
test "$(codes)" = '. io'
test "$(texts)" = ''
cd ..

# Likewise a commit, with another behind it.
git init -q broken
cd broken || exit
printf 'three\n' >./3
git add .
git commit -qm one
printf 'four\n' >./4
git add .
git commit -qm two
object=.git/objects/$(git rev-parse HEAD~1 | sed 's,..,&/,')
chmod u+w "$object"
printf 'not deflate' >"$object"
status 2 dlp-extract --git-history
test "$(codes)" = '. io'
texts | grep -q '=three$'
texts | grep -q '=four$'
cd ..

# A repository that would like to run programs, hide history and objects.
git init -q hostile
cd hostile || exit
printf 'first\n' >f
git add f
git commit -qm 1
printf 'second\n' >f
printf 'key = %s\n' "$key" >k
printf '* diff=evil filter=evil\n' >.gitattributes
git add .
git commit -qm 2
git replace "$(git rev-parse HEAD:k)" "$(printf 'clean\n' | git hash-object -w --stdin)"
git rev-parse HEAD >.git/info/grafts
printf 'staged %s\n' "$key" >s
git add s
printf '#!/bin/sh\ntouch %s/ran\n' "$PWD" >evil
chmod +x evil
mkdir hooks
for hook in fsmonitor-watchman post-index-change reference-transaction pre-commit; do
	cp evil "hooks/$hook"
done
for name in core.fsmonitor core.pager pager.log pager.diff diff.external core.editor \
	core.sshCommand gpg.program diff.evil.textconv diff.evil.command \
	filter.evil.clean filter.evil.smudge core.alternateRefsCommand core.askPass; do
	git config "$name" "$PWD/evil"
done
git config core.hooksPath "$PWD/hooks"
git config log.showSignature true
git config diff.relative true
status 1 dlp-scan --git-history
finds | grep -q '^k:1 '
status 1 dlp-scan --git-all
status 0 dlp-extract --git-history
texts | grep -qx 'f=first'
status 1 dlp-scan --git-staged
test "$(finds)" = 's:1 -'
(cd hooks && dlp-scan --git-staged >../out) || test $? -eq 1
test "$(finds)" = '../s:1 -'
test ! -e ran
cd ..

# Somebody else's, as git sees it.
if test "$(id -u)" -eq 0; then
	cp -r empty theirs
	chown -R 12345 theirs
	status 2 dlp-extract --git-history theirs
	grep -q 'dubious ownership' err
fi

# Without an extractor, or with options that are about something else.
mkdir bin
cp "$(command -v dlp-scan)" bin/
status 2 bin/dlp-scan --git-history repo
grep -q 'no dlp-extract' err
status 2 dlp-scan --git-history --raw repo
status 2 dlp-scan --git-history --files-from=missing
