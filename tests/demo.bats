# The demo: what a newcomer sees first.

load helper

@test "the demo tells the whole story on one screen" {
	no_sanitizer
	cd "$FL_ROOT"
	run -0 --separate-stderr sh scripts/demo
	assert_equal "$stderr" ''
	((${#lines[@]} > 30 && ${#lines[@]} <= 45))
	for line in "${lines[@]}"; do
		((${#line} <= 100))
	done
	assert_output --partial '443 interactions, 280 outcomes, 55 corrections'
	assert_output --partial 'new -> pending  by agent-anna'
	assert_output --partial 'pending -> active  by agent-ben'
	assert_line '  how fast is international shipping'
	assert_line '    before: Orders outside the US arrive within 3 days.'
	assert_line '    after:  International orders arrive in 7 to 10 days.'
	assert_line '    before: I have approved your refund of 112 USD.'
	assert_line --partial '(hands over: a rule says'
	refute_line --regexp '(before|after): *$'
	run -0 fl-store -s build/demo/store check
}
