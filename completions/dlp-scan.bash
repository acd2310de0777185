_dlp_scan()
{
	local cur=$2 prev=$3
	local options='--raw --files-from --null --follow --include --exclude
		--git-staged --git-history --git-all --git-timeout
		--max-size --one-file-system --ocr --converters --max-record --state --jobs
		--patterns
		--rules --disable --min-confidence --min-severity --category
		--key-file --excerpts --exact --classes --model --root --no-decode --decode-depth
		--decode-work --config --no-config --allow --allow-file
		--inline-allow --baseline --update-baseline --show-suppressed --format
		--show-values --color --exit-zero --summary --progress --output --quiet
		--verbose --list-rules --explain --explain-text --explain-at
		--check-rules
		--list-validators --check-stream --schema --help --version'

	[[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD - 2]}
	[[ $cur == = ]] && cur=
	case $prev in
	--min-confidence)
		mapfile -t COMPREPLY < <(compgen -W "low medium high" -- "$cur")
		return
		;;
	--min-severity)
		mapfile -t COMPREPLY < <(compgen -W "low medium high critical" -- "$cur")
		return
		;;
	--category)
		mapfile -t COMPREPLY < <(compgen -W "secret pii financial health credential-hash confidential identifier" -- "$cur")
		return
		;;
	--format)
		mapfile -t COMPREPLY < <(compgen -W "text ndjson sarif" -- "$cur")
		return
		;;
	--color | --progress)
		mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$cur")
		return
		;;
	--files-from | --converters | --state | --patterns | --key-file | \
		--excerpts | --exact | --classes | --model | --root | --config | --allow-file | --baseline | \
		--output | -p | -c | -o)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--include | --exclude | --max-size | --max-record | --jobs | \
		--rules | --disable | --decode-depth | --decode-work | --allow | --explain | --explain-text | --explain-at | -j)
		return
		;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}
complete -o filenames -F _dlp_scan dlp-scan
