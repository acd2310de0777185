# The examples of the pages that are no single tool's run as they stand.
"$TESTS"/samples share
for page in dlp.7 dlp-records.5; do
	awk '
	/^# / { examples = $2 == "EXAMPLES" }
	examples && /^```/ { open = !open; if (open) n++; next }
	open { print >(page "." n) }
	END { print n }' page="$page" "$TESTS/../man/$page.scd" >count
	test "$(cat count)" -ge 2
	for i in $(seq "$(cat count)"); do
		# Not what never ends or needs another machine; and no mail.
		sed "/^tail -F/d; /^ssh /d; s|--to |--sendmail $(command -v true) &|" \
			"$page.$i" >example
		rc=0
		sh example >out 2>err || rc=$?
		case $rc in
		0 | 1 | 2 | 75) ;;
		*) false ;;
		esac
		# Status 2 is what a format that cannot be rewritten gives, and
		# what a wrong option gives: tell them apart.
		sed "/^Try '/q1" err >/dev/null
	done
done
test -s text.ndjson
test -s findings.ndjson
grep -q REDACTED clean/share/customers.csv
grep -q REDACTED severe/share/response.json
