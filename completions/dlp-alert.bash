_dlp_alert()
{
	local cur=$2 prev=$3
	local options='--db --durable --wait --policy --min-severity --min-count
		--to --from --subject --every --max-mails --sendmail --timeout
		--spool --flush --dry-run --max-record --summary --schema --config --no-config --quiet
		--verbose --help --version'

	[[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD - 2]}
	[[ $cur == = ]] && cur=
	case $prev in
	--min-severity)
		mapfile -t COMPREPLY < <(compgen -W 'low medium high critical' -- "$cur")
		return
		;;
	--db | --sendmail | --config)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--spool)
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return
		;;
	--wait | --policy | --min-count | --to | --from | --subject | --every | \
		--max-mails | --timeout | --max-record)
		return
		;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}
complete -o filenames -F _dlp_alert dlp-alert
