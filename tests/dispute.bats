load helper
load data/loop/records

# Words of one reporter that wait for another's, decided at the desk.

question='How long is the warranty on a tent?'
right='The warranty on a tent is two years.'
other='The shop opens at nine.'

shop()
{
	fl-correct -s store --by tom --import - >/dev/null <<-END
	- {id: tent, questions: ["$question", "Is there a warranty on tents?", "How many years is a tent under warranty?"], say: $right}
	- {id: stove, questions: [Which gas does the stove burn?, What gas is the stove for?], say: The stove burns any camping gas.}
	- {id: open, questions: [When do you open?, What are your opening hours?, Are you open on Sundays?], say: $other}
	END
}

# denied ID BY: an agent says that a nearly sure answer on tents was wrong
denied()
{
	jq -cn --arg id "$1" --arg by "$2" --arg q "$question" --arg a "$right" --arg r "$other" '
		{type: "interaction", id: $id, time: "2026-11-20T10:00:00Z", question: $q, channel: "chat",
		 action: {kind: "answer", text: $a, rules: ["tent"], confidence: 0.97}},
		{type: "correction", id: "k-\($id)", interaction: $id, right: $r, by: $by, authority: "agent"}' |
		fl-record -q -s store
	fl-validate -q -s store
}

# review STATUS [OPTION...]: at the desk; the steps come on the standard input
review()
{
	run "$1" python3 "$FL_ROOT/tests/screen.py" fl-correct -s store --by lea --review "${@:2}"
}

said()
{
	fl-answer -s store "$question" | jq -r .text
}

waiting()
{
	fl-correct -s store --review --json | jq -r 'select(.kind == "disputed").id'
}

@test "a word that waits for another reporter is in the review, with what the bot had said" {
	shop
	denied m1 anna
	assert_equal "$(waiting)" k-m1
	review -0 <<-END
	wait 1 wait, 1 disputed
	wait 1/1 disputed k-m1
	wait asked $question
	wait context channel chat
	wait answered $right
	wait said then $other
	wait by anna, agent
	wait rule open, active
	wait is it so?
	send w
	wait first decide it
	send q
	END
	assert_equal "$(said)" "$right"
}

@test "a word that waited is believed with a key, and the key is undone with another" {
	shop
	denied m1 anna
	review -0 <<-'END'
	wait 1/1 disputed
	send y
	wait it is a question of open; u undoes it
	wait nothing waits
	send q
	END
	assert_equal "$(said)" "$other"
	assert_equal "$(waiting)" ''
	run -0 fl-correct -s store --export open
	assert_output --partial "$question"
	review -0 <<-'END'
	wait nothing waits
	send u
	wait Undo your last decision?
	send y
	wait 1/1 disputed k-m1
	send q
	END
	assert_equal "$(said)" "$right"
	fl-store -s store check
	before=$(fl-store -s store dump --all)
	fl-store -s store rebuild
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

@test "a word that is not so is dismissed, and changes nothing" {
	shop
	denied m1 anna
	review -0 <<-'END'
	wait 1/1 disputed
	send n
	wait reason
	send a slip of the mouse\r
	wait dismissed
	wait nothing waits
	send q
	END
	assert_equal "$(said)" "$right"
	assert_equal "$(waiting)" ''
}

@test "what somebody else decided meanwhile is not decided over" {
	local decision

	for decision in '--undo k-m1' '--dismiss k-m1' "--add open --not '$question'"; do
		rm -rf store
		shop
		denied m1 anna
		printf '#!/bin/sh\nfl-correct -s store --by max %s >/dev/null\n' "$decision" >pager
		chmod +x pager
		FL_PAGER=$PWD/pager review -0 <<-'END'
		wait 1/1 disputed k-m1
		send l
		wait 1/1 disputed k-m1
		send y
		wait somebody else has decided it meanwhile
		wait nothing waits
		send q
		END
		assert_equal "$(said)" "$right"
	done
}

@test "a word that another reporter settles is in the review no more" {
	shop
	denied m1 anna
	denied m2 ben
	assert_equal "$(waiting)" ''
	assert_equal "$(said)" "$other"
}

@test "who writes a rule anew takes nothing from what waits for it" {
	shop
	denied m1 anna
	fl-correct -s store --by tom --import - >/dev/null <<-END
	- {id: open, questions: [When do you open?, Are you open on Sundays?, When do you close?], say: $other}
	END
	assert_equal "$(waiting)" k-m1
	denied m2 ben
	assert_equal "$(said)" "$other"
}

@test "a word for a rule that is withdrawn does not wait" {
	shop
	denied m1 anna
	fl-correct -s store --retire open --by tom >/dev/null
	assert_equal "$(waiting)" ''
}

same_again()
{
	fl-store -s store dump --all >before
	fl-store -s store rebuild
	diff before <(fl-store -s store dump --all)
	rm -rf again
	fl-store -s store dump | fl-store -s again load
	diff before <(fl-store -s again dump --all)
}

@test "what is disputed counts among a rule's examples from when it is believed, once" {
	shop
	denied m1 anna
	assert_equal "$(counted open)" 3
	assert_equal "$(kept open)" "0W $question
1 When do you open?
2 What are your opening hours?
3 Are you open on Sundays?"
	same_again
	denied m2 ben
	assert_equal "$(counted open)" 4
	told 'When do you close?' cara lead "$other" | fl-correct -s store --by cara >/dev/null
	assert_equal "$(counted open)" 5
	assert_equal "$(kept open)" "1 When do you open?
2 What are your opening hours?
3 Are you open on Sundays?
4 $question
5 When do you close?"
	same_again
}
