# bash completion for dlp-redact

_dlp_redact()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local words=()

	# bash hands over "--raw=json" as three words.
	if [[ $cur == = ]]; then
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	case $prev in
	--raw) words=(auto text json csv) ;;
	--mode) words=(redact log block) ;;
	--operator) words=(label mask hash remove) ;;
	--min-confidence) words=(low medium high) ;;
	--min-severity) words=(low medium high critical) ;;
	--category)
		words=(secret pii financial health credential-hash
			confidential identifier)
		;;
	esac
	if [[ $cur == -* ]]; then
		words=(--raw --mode --block-limit --findings --output
			--in-place --backup --no-backup --changed-only --force
			--max-findings --max-record --operator --keep
			--replacement --allow --patterns --rules --disable
			--min-confidence --min-severity --category --key-file
			--excerpts --exact --model --root --no-decode --decode-depth --decode-work
			--config --no-config --show-values --summary --exit-zero --quiet
			--help --version)
	fi
	mapfile -t COMPREPLY < <(compgen -W "${words[*]}" -- "$cur")
	[[ ${#COMPREPLY[@]} -gt 0 ]] ||
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}

complete -o filenames -F _dlp_redact dlp-redact
