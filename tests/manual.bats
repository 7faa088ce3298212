load helper

# Run the examples of a page, one after the other, in an empty folder and a store of their own.
examples()
{
	export FL_STORE=$PWD/work/store FL_USER=maria
	mkdir work
	cd work || return
	run python3 "$FL_ROOT/tests/manual.py" examples "$FL_ROOT/man/$1"
	assert_success
}

# The options of a command as its --help prints them, and as its page describes them, sorted.
help_options()
{
	"$1" --help | sed -nE 's/^  (-(.), |    )--([a-z-]+)[=[ ].*/\2\n\3/p' | sed '/^$/d' | sort
}

page_options()
{
	python3 "$FL_ROOT/tests/manual.py" options "$FL_ROOT/man/$1.1" | sort
}

@test "the examples of fl(7) do what the page says" {
	examples fl.7
}

@test "the examples of fl-import(1) do what the page says" {
	examples fl-import.1
}

@test "the examples of fl-record(1) do what the page says" {
	examples fl-record.1
}

@test "the examples of fl-correct(1) do what the page says" {
	examples fl-correct.1
}

@test "the examples of fl-validate(1) do what the page says" {
	examples fl-validate.1
}

@test "the examples of fl-patterns(1) do what the page says" {
	examples fl-patterns.1
}

@test "the examples of fl-answer(1) do what the page says" {
	examples fl-answer.1
}

@test "the examples of fl-store(1) do what the page says" {
	examples fl-store.1
}

@test "the examples of fl-records(5) do what the page says" {
	examples fl-records.5
}

@test "the examples of fl-rules(5) do what the page says" {
	examples fl-rules.5
}

@test "the examples of fl-config(5) do what the page says" {
	examples fl-config.5
}

@test "the examples of every page are run above" {
	for page in "$FL_ROOT"/man/*; do
		run -0 grep -c "examples ${page##*/}\$" "$BATS_TEST_FILENAME"
	done
}

@test "an example that does not do what its page says is found" {
	printf '.Bd -literal\n$ %s\n%s\n.Ed\n' 'echo one' two >page
	run -1 python3 "$FL_ROOT/tests/manual.py" examples page
	assert_line --index 0 'page:2: $ echo one'
	printf '.Bd -literal\n$ %s\n%s\n.Ed\n' 'echo one; echo two' 'o...' >page
	run -1 python3 "$FL_ROOT/tests/manual.py" examples page
}

@test "every command has a page with all of its options, and no page has others" {
	for command in "$FL_ROOT"/cmd/fl-*.c; do
		name=${command##*/}
		name=${name%.c}
		[[ $(help_options "$name") == *help* ]]
		run -0 diff <(help_options "$name") <(page_options "$name")
	done
}

@test "every page of a command has the same sections in the same order" {
	for page in "$FL_ROOT"/man/*.1; do
		run -0 sed -n 's/^\.Sh //p' "$page"
		[[ $output == $'NAME\nSYNOPSIS\nDESCRIPTION\n'*$'ENVIRONMENT\nFILES\nEXIT STATUS\nEXAMPLES\nSEE ALSO'* ]]
	done
}

@test "every page tells its exit status and has an example" {
	for page in "$FL_ROOT"/man/*; do
		grep -q '^\.Sh EXIT STATUS' "$page"
		grep -q '^\.Sh EXAMPLES' "$page"
	done
}

@test "every page that a page names is there" {
	for name in $(sed -n 's/^\.Xr \(fl[a-z-]*\) \([1-8]\).*/\1.\2/p' "$FL_ROOT"/man/* | sort -u); do
		[[ -e $FL_ROOT/man/$name ]] || fail "$name is named, and is not there"
	done
}

@test "fl-config(5) has every setting with its default, and no other" {
	run -0 diff <(fl-store -s store config | jq -r '"\(.name) \(.value // "none")"' | sort) \
		<(sed -n 's/^\.It Cm \([a-z_.]*\) Pq \(.*\)/\1 \2/p' "$FL_ROOT/man/fl-config.5" | sort)
}

@test "fl(7) names every command" {
	for command in "$FL_ROOT"/cmd/fl-*.c; do
		name=${command##*/}
		grep -qx "\.It Xr ${name%.c} 1" "$FL_ROOT/man/fl.7"
	done
}

@test "the README names every command" {
	for command in "$FL_ROOT"/cmd/fl-*.c; do
		name=${command##*/}
		grep -q "^| \`${name%.c}\`" "$FL_ROOT/README.md"
	done
}

@test "what the README says to try can be tried" {
	ln -s "$FL_SHARE" share
	sed -n '/^## Try it/,/^[A-Z].*first agent/s/^    //p' "$FL_ROOT/README.md" | grep -v '^export PATH' >try
	export FL_STORE=$PWD/store
	run -0 bash -e try
	assert_output --partial 'Our store in Portland is open'
	assert_output --partial 'We gift wrap for 5 USD.'
}
