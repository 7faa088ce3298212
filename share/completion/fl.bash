# shellcheck shell=bash
# Tab completion for the fl commands in bash.  It asks each command's own --help, so that it knows
# all options there are, and no other.  Source it, or install it under each command's name in
# share/bash-completion/completions.

# The options of a command: "-s --store DIR" a line, with "-" for a short one that is not there.
_fl_options()
{
	"$1" --help 2>/dev/null | sed -nE \
		-e 's/^  -(.), --([a-z-]+)=([^ ]+).*/-\1 --\2 \3/p; t' \
		-e 's/^  -(.), --([a-z-]+).*/-\1 --\2/p; t' \
		-e 's/^      --([a-z-]+)\[=([^] ]+).*/- --\1 [\2/p; t' \
		-e 's/^      --([a-z-]+)=([^ ]+).*/- --\1 \2/p; t' \
		-e 's/^      --([a-z-]+).*/- --\1/p'
}

# What an option takes: "DIR", "FILE"; nothing when it takes none, or may do without.
_fl_takes()
{
	_fl_options "$1" | while read -r short long arg; do
		[[ $2 != "$short" && $2 != "$long" ]] || printf '%s\n' "${arg##[*}"
	done
}

# A list of the store that is meant: one of its columns; only words that need no quotes.
_fl_column()
{
	local -a store=()
	local i

	for ((i = 1; i < COMP_CWORD - 1; i++)); do
		[[ ${COMP_WORDS[i]} != -s && ${COMP_WORDS[i]} != --store ]] || store=(-s "${COMP_WORDS[i + 1]}")
	done
	fl-correct "${store[@]}" "--$1" --tsv 2>/dev/null | sed 1d | cut -f "$2" |
		grep -x '[A-Za-z0-9.@_/-][A-Za-z0-9.@_/-]*' | sort -u
}

_fl_files()
{
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

_fl_words()
{
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

# The argument of an option, by its kind: $1 the command, $2 the option, $3 its kind.
_fl_argument()
{
	local word=$4

	case $3 in
	DIR) _fl_files -d "$word" ;;
	FILE) _fl_files -f "$word" ;;
	MAP)
		if [[ $word == */* || $word == .* ]]; then
			_fl_files -f "$word"
		else
			_fl_words "$(fl-import --list 2>/dev/null | sed -n 's/^\([A-Za-z0-9._-]*\) .*/\1/p')" "$word"
		fi
		;;
	RULE) _fl_words "$(_fl_column list 1)" "$word" ;;
	SIZE) _fl_words '64K 1M 16M' "$word" ;;
	TOPIC) _fl_words "$(_fl_column list 4)" "$word" ;;
	DATE | TIME) _fl_words 'today yesterday 7d' "$word" ;;
	NAME)
		case $2 in
		-c | --category) _fl_words 'fact tone context recommendation escalation' "$word" ;;
		--action) _fl_words 'answer escalate' "$word" ;;
		--authority) _fl_words 'lead agent source' "$word" ;;
		--status) _fl_words 'pending trial active held rejected retired' "$word" ;;
		--source) _fl_words "person learned $(_fl_column imports 1)" "$word" ;;
		--by | --reporter) _fl_words "$(_fl_column list 7)" "$word" ;;
		esac
		;;
	esac
}

# What is not an option: files, rules, or what fl-store can do.
_fl_operand()
{
	local line=" ${COMP_WORDS[*]:1:COMP_CWORD-1} "

	case $1 in
	fl-store)
		case $line in
		*' load '*) _fl_files -f "$2" ;;
		*' copy '*) _fl_files -d "$2" ;;
		*' stat '* | *' check '* | *' dump '* | *' rebuild '* | *' forget '* | *' embed '* | *' config '*) ;;
		*) _fl_words 'stat check dump load copy rebuild forget embed config' "$2" ;;
		esac
		;;
	fl-correct)
		case $line in
		*' --import '*) _fl_files -f "$2" ;;
		*' --snooze '* | *' --assign '* | *' --dismiss '* | *' --worked '*)
			_fl_words "$(_fl_column review 2)" "$2"
			;;
		*' --show '* | *' --history '* | *' --edit '* | *' --told '* | *' --undo '* | *' --add '* | *' --approve '* | *' --reject '* | *' --retire '* | *' --export '*)
			_fl_words "$(_fl_column list 1)" "$2"
			;;
		esac
		;;
	fl-validate) _fl_words "$(_fl_column list 1)" "$2" ;;
	fl-answer) ;;
	*) _fl_files -f "$2" ;;
	esac
}

_fl()
{
	local command=${1##*/} word=$2 before=$3 option kind

	COMPREPLY=()
	# "--store=di" comes as three words: --store, =, di
	if [[ $word == '=' ]]; then
		word='' option=$before
	elif [[ $before == '=' ]]; then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	else
		option=$before
	fi
	if [[ $option == -* && $option != -- ]]; then
		kind=$(_fl_takes "$1" "$option")
		if [[ $kind ]]; then
			_fl_argument "$command" "$option" "$kind" "$word"
			return
		fi
	fi
	if [[ $word == -* ]]; then
		_fl_words "$(_fl_options "$1" | cut -d ' ' -f 2)" "$word"
	else
		_fl_operand "$command" "$word"
	fi
}

complete -F _fl fl-answer fl-correct fl-import fl-patterns fl-record fl-store fl-validate
