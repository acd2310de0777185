# Pattern stanzas for benchmarks: `awk -v n=932 -f rules.awk`.  Rules as people
# write them for vendors, of vendors that there are not: of 20, eleven have a
# prefix of their own, seven want the vendor's name, an assignment and a value
# of a class, and two have a keyword that is short or a common word.  The same
# on every machine.
BEGIN {
	seed = 20240229
	many["syllable"] = split("ab al an ar ba be bi bo bra bri ca ce chi cla co cor cra cu da de di do dra du e el en er fa fi flo fo fra ga ge glo go gra ha he hi ho hu in ja jo ju ka ke ki klo ko ku la le li lo lu ma me mi mo mu na ne ni no nu o om on or pa pe phi pla po pra pri qua ra re ri ro ru sa se sha si sko sla so spa sta ste su ta te thi ti to tra tri tu u un va ve vi vo wa we wi xa xe ya yo za ze zi zo", syllable, " ")
	many["ending"] = split("ly base hub io flow pay cloud desk ware loop mail sync stack grid bit cast lab signal forge track", ending, " ")
	many["joint"] = split("_live_ _test_ -pat- _pat_ _sk_ _key_ _tok_ -api- _secret_ .v1. _at_ - _ _prod_ -t- _rt_ :", joint, " ")
	many["common"] = split("notion linear square segment heap beacon branch signal twist canvas figure anchor harbor monday asana cedar copper ledger mercury metric orbit pilot postal prism quartz ripple rocket salsa scout shift spark spring stack stream summit table tempo thread timber token tower travel vault vector vision wave window access account auth backup billing bucket build cache channel client cluster console credit deploy device domain event export gateway graph image index invoice label lambda layer legacy market master member message mobile model module network object order package partner payment plugin policy portal profile project public queue region remote report route sample schema script secure server service session source status storage store stripe sync system tenant ticket trace update upload user value webhook worker", common, " ")
	many["class"] = split("a-z0-9 A-Za-z0-9 0-9a-f A-Z2-7 A-Za-z0-9_- A-Za-z0-9+/ 0-9A-F", class, " ")
	many["size"] = split("32 40 64 32 43 40 36 48 32 56 40 64", size, " ")
	many["context"] = split("token, key, api|secret, authorization|access, account, key|password, login|client, app", context, "|")
	# What real services begin theirs with, and patterns.d has.
	split("sk rk pk gh gl xox shp dop npm hf sq sg ak as ac hv pul rub glp lin ey aws", taken, " ")
	for (i in taken)
		real[taken[i]] = 1
	for (i = 0; i < n; i++)
		rule(i, kind(i % 20))
}

# A generator that every awk's doubles hold exactly.
function r(m) {
	seed = (seed * 16807) % 2147483647
	return seed % m
}

function pick(list, count) {
	return list[1 + r(count)]
}

function kind(i) {
	return i % 2 == 0 || i == 19 ? "prefix" : i == 5 || i == 15 ? "short" : "named"
}

# A name that no other rule has, of `least` bytes or more.
function vendor(least, s) {
	do {
		for (s = ""; length(s) < least; )
			s = s pick(syllable, many["syllable"])
		if (r(3) == 0)
			s = s pick(ending, many["ending"])
	} while (s in used || substr(s, 1, 2) in real || substr(s, 1, 3) in real)
	used[s] = 1
	return s
}

function abbreviation(name, count, s) {
	s = substr(name, 1, count)
	return r(4) == 0 ? toupper(s) : s
}

# `count` bytes of a class; digits and letters, so that checks pass.
function body(of, count, s, set, i) {
	set = of
	sub(/a-z/, "abcdefghijklmnopqrstuvwxyz", set)
	sub(/A-Z/, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", set)
	sub(/a-f/, "abcdef", set)
	sub(/A-F/, "ABCDEF", set)
	sub(/0-9/, "0123456789", set)
	sub(/2-7/, "234567", set)
	for (i = 0; i < count; i++)
		s = s substr(set, 1 + r(length(set) - (set ~ /[-\/]$/ && i == count - 1 ? 2 : 0)), 1)
	return s
}

function escaped(s) {
	gsub(/[.]/, "\\.", s)
	return s
}

function stanza(id, keyword, regex, group, hint) {
	printf "[bench.%s]\nname        = Credential of %s\ncategory    = secret\n", id, id
	printf "severity    = %s\nconfidence  = medium\n", r(3) ? "high" : "critical"
	printf "keywords    = %s\nregex       = %s\n", keyword, regex
	if (group)
		printf "value       = 1\nvalidator   = entropy min=2.5\non-invalid  = drop\n"
	if (r(2))
		printf "context     = %s\n", hint
	printf "entropy     = high\nspecificity = %d\n", group ? 20 : 50
}

function tests(good, bad) {
	printf "example     = %s\nreject      = %s\n\n", good, bad
}

function rule(i, what, name, hint, prefix, of, count) {
	hint = pick(context, many["context"])
	of = pick(class, many["class"])
	count = pick(size, many["size"])
	name = vendor(5 + r(4))
	if (what == "prefix")
		prefixed(name, abbreviation(name, 3 + r(3)) pick(joint, many["joint"]), of, count, hint)
	else if (what == "named")
		named(name, name, of, count, hint)
	else if (r(2))
		named(name, unused_word(), of, count, hint)
	else
		prefixed(name, abbreviation(name, 2 + r(2)) r(10), of, count, hint)
}

# A common word; a name where they have all been had.
function unused_word(s, i) {
	for (i = 0; i < 8; i++) {
		s = pick(common, many["common"])
		if (!(s in used)) {
			used[s] = 1
			return s
		}
	}
	return vendor(4)
}

function prefixed(name, prefix, of, count, hint, behind) {
	while (tolower(prefix) in used || length(prefix) < 3)
		prefix = abbreviation(name, 3) r(10) prefix
	used[tolower(prefix)] = 1
	behind = of ~ /[-\/]$/ ? "(?![" of "])" : "\\b"
	stanza(name, prefix, "\\b" escaped(prefix) "[" of "]{" count "}" behind, 0, hint)
	tests(name ": " prefix body(of, count), prefix body(of, count - 1) ".")
}

# The form that most published sets of rules have for what has no prefix.
function named(id, keyword, of, count, hint, joins, value) {
	joins = "[\\w .-]{0,20}[\\s'\"]{0,3}(?:=>|:=|[:=]|,)[\\s'\"=]{0,5}"
	value = "(?-i:([" of "]{" count "}))(?![" of "])"
	stanza(id, keyword, "(?i)" keyword joins value, 1, hint)
	tests(keyword "_api_key = \"" body(of, count) "\"", keyword "_api_key = \"" body(of, count - 1) "\"")
}
