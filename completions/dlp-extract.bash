_dlp_extract()
{
	local cur=$2 prev=$3
	local options='--files-from --null --follow --one-file-system --include
		--exclude --gitignore --git-staged --git-history --git-all
		--git-timeout --max-size --chunk --jobs --timeout --memory
		--max-depth --max-entries --max-entry --max-total --max-parts
		--max-nesting --max-ratio
		--ocr --converters --no-sandbox --strict --summary --progress --schema
		--output --config
		--no-config --quiet
		--verbose --help --version'

	[[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD - 2]}
	[[ $cur == = ]] && cur=
	case $prev in
	--progress)
		mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$cur")
		return
		;;
	--files-from | --output | -o)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--include | --exclude | --max-size | --chunk | --jobs | -j | --timeout | --git-timeout | \
		--memory | --max-depth | --max-entries | --max-parts | --max-nesting | --max-entry | \
		--max-total | --max-ratio)
		return
		;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}
complete -o filenames -F _dlp_extract dlp-extract
