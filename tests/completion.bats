load helper

# What Tab offers behind these words; the last one is being typed: tab fl-record --st
tab()
{
	bash -c '
		source "$FL_ROOT/share/completion/fl.bash"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_fl "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
		((${#COMPREPLY[@]} == 0)) || printf "%s\n" "${COMPREPLY[@]}"
	' bash "$@"
}

offers()
{
	local expected=$1
	shift
	run -0 tab "$@"
	assert_output "$expected"
}

# What the store has to offer: a rule of a topic, an import, a case that waits.
filled()
{
	echo '{"conversation":"c1","id":"c1","from":"customer","text":"open?"}' | fl-import --import night-1 | fl-record -q -s store
	fl-correct -s store --by lea --id tent -t shop/tents -Q 'a tent?' 'A tent.' >/dev/null
	fl-correct -s store --by lea --id stove --status held 'A stove.' >/dev/null
	mkdir dire
	touch file
}

@test "options are completed as --help has them" {
	offers --store fl-record --sto
	offers $'--must\n--must-not' fl-correct --must
	for command in "$FL_ROOT"/cmd/fl-*.c; do
		name=${command##*/}
		name=${name%.c}
		run -0 diff <(tab "$name" - | sort) <("$name" --help | grep -oE '^  (-., |    )--[a-z-]+' |
			grep -oE -- '--[a-z-]+' | sort)
	done
}

@test "every command has its completion" {
	for command in "$FL_ROOT"/cmd/fl-*.c; do
		name=${command##*/}
		run -0 bash -c "source '$FL_ROOT/share/completion/fl.bash'; complete -p ${name%.c}"
	done
}

@test "an option's argument is completed by its kind" {
	filled
	offers dire fl-record -s d
	offers dire fl-record --store di
	offers dire fl-record --store = di
	offers $'dire\nstore' fl-record --store =
	offers file fl-record --rejects f
	offers escalation fl-correct -c e
	offers pending fl-correct --status p
	offers agent fl-correct --authority a
	offers zendesk-chat fl-import -f z
	offers shop/tents fl-correct -s store -t s
	offers night-1 fl-correct -s store --undo --source n
	offers lea fl-correct -s store --list --by l
	offers stove fl-correct -s store --snooze ''
	offers yesterday fl-patterns --since y
}

@test "an option without an argument does not take one" {
	touch file
	offers file fl-record -q f
	offers file fl-import --explain f
}

@test "the ids of rules are completed from the store that is meant" {
	fl-correct -s one --id tent 'A tent.' >/dev/null
	FL_STORE=two fl-correct --id stove 'A stove.' >/dev/null
	offers tent fl-correct -s one --show ''
	FL_STORE=two offers stove fl-validate ''
	offers '' fl-correct -s none --show ''
	[[ ! -e none ]]
}

@test "an id that a shell would not take as it stands is not offered" {
	fl-correct -s store --id 'a; rm -rf b' 'Hello.' >/dev/null
	offers '' fl-validate -s store ''
}

@test "what fl-store can do is completed, and what it does it with" {
	mkdir dire
	touch dump
	offers $'rebuild' fl-store r
	offers $'copy\nconfig' fl-store -s dire co
	offers dump fl-store load du
	offers dire fl-store copy di
	offers '' fl-store stat ''
}

# What zsh would offer behind these words: the file's own functions, with zsh's part of it played.
# Under zsh the leak search of a sanitizer may wait for its own helper for ever.
zsh_tab()
{
	ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0 zsh -fc '
		_describe() { print -rl -- ${(P)${@[-1]}} }
		_files() { print files $@ }
		compset() { : }
		words=("$@") CURRENT=$#
		source "$FL_ROOT/share/completion/_fl"
	' zsh "$@"
}

@test "fish completes options as --help has them, and the ids of rules" {
	[[ $(command -v fish) ]] || skip 'there is no fish'
	fl-correct -s store --id tent 'A tent.' >/dev/null
	for command in "$FL_ROOT"/cmd/fl-*.c; do
		name=${command##*/}
		name=${name%.c}
		run -0 diff <(fish -c "source $FL_ROOT/share/completion/fl.fish; complete -C '$name -'" | grep -o -- '^--[a-z-]*' | sort) \
			<("$name" --help | grep -oE '^  (-., |    )--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort)
	done
	run -0 fish -c "source $FL_ROOT/share/completion/fl.fish; complete -C 'fl-correct -s store --show t'"
	assert_output $'tent\tA tent.'
	run -0 fish -c "source $FL_ROOT/share/completion/fl.fish; complete -C 'fl-store fo'"
	assert_output forget
}

@test "fish completes the argument of an option by its kind" {
	[[ $(command -v fish) ]] || skip 'there is no fish'
	filled
	gives()
	{
		run -0 fish -c "source $FL_ROOT/share/completion/fl.fish; complete -C '$2'"
		assert_equal "$(cut -f 1 <<<"$output")" "$1"
	}
	gives dire/ 'fl-record -s di'
	gives dire/ 'fl-record --store di'
	gives file 'fl-record --rejects fi'
	gives '--status=pending' 'fl-correct --status=p'
	gives pending 'fl-correct --status p'
	gives escalation 'fl-correct -c e'
	gives zendesk-chat 'fl-import -f z'
	gives stove 'fl-correct -s store --id s'
	gives shop/tents 'fl-correct -s store -t s'
	gives night-1 'fl-correct -s store --undo --source n'
	gives lea 'fl-correct -s store --list --by l'
	gives stove 'fl-correct -s store --snooze '
	gives yesterday 'fl-patterns --since y'
	gives '' 'fl-correct --reason fi'
}

@test "zsh completes the argument of an option by its kind" {
	[[ $(command -v zsh) ]] || skip 'there is no zsh'
	filled
	gives()
	{
		run -0 zsh_tab "${@:2}"
		assert_line "$1"
	}
	gives 'files -/' fl-record -s di
	gives 'files -/' fl-record --store di
	gives files fl-record --rejects fi
	gives pending fl-correct --status=p
	gives pending fl-correct --status p
	gives escalation fl-correct -c e
	gives zendesk-chat:'Zendesk Chat, chats with their history' fl-import -f z
	gives stove:'A stove.' fl-correct -s store --id s
	gives shop/tents fl-correct -s store -t s
	gives "night-1:$(date -u +%F)" fl-correct -s store --undo --source n
	gives lea fl-correct -s store --list --by l
	gives stove:'A stove.' fl-correct -s store --snooze ''
	gives yesterday fl-patterns --since y
	run -0 zsh_tab fl-correct --reason fi
	assert_output ''
}

@test "zsh completes options as --help has them, and the ids of rules" {
	[[ $(command -v zsh) ]] || skip 'there is no zsh'
	fl-correct -s store --id tent 'A tent.' >/dev/null
	for command in "$FL_ROOT"/cmd/fl-*.c; do
		name=${command##*/}
		name=${name%.c}
		run -0 diff <(zsh_tab "$name" - | grep -o -- '^--[a-z-]*' | sort) \
			<("$name" --help | grep -oE '^  (-., |    )--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort)
	done
	run -0 zsh_tab fl-correct -s store --show t
	assert_output 'tent:A tent.'
	run -0 zsh_tab fl-store ''
	assert_line forget
	run -0 zsh_tab fl-store load ''
	assert_output files
}
