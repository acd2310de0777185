_dlp_learn()
{
	local cur=$2 prev=$3
	local options='--background --holding --name --false-positives --no-builtin
		--key-file --columns --lists --templates --words
		--show-values --output --max-record --quiet --config --no-config --help --version'

	[[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD - 2]}
	[[ $cur == = ]] && cur=
	case $prev in
	--key-file | --words | --output | --config)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--background | --holding | --lists | --templates)
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return
		;;
	--columns | --name | --false-positives | --max-record)
		return
		;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
	elif ((COMP_CWORD == 1)); then
		mapfile -t COMPREPLY < <(compgen -W 'excerpts exact doc background names eval secret show' -- "$cur")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}
complete -o filenames -F _dlp_learn dlp-learn
