# A second look: what two later reporters contradict is taken out again.

load helper
load data/loop/records

tent='The warranty on a tent is two years.'
stove='The stove burns any camping gas.'

# shop: two rules, and mallory's false word that a broken pole is about the stove
shop()
{
	fl-correct -s store --id tent -Q 'How long is the warranty on a tent?' -Q 'Is there a warranty on tents?' \
		-Q 'How many years is a tent under warranty?' "$tent" >/dev/null
	fl-correct -s store --id stove -Q 'Which gas does the stove burn?' -Q 'What gas is the stove for?' \
		-Q 'Does the stove burn camping gas?' "$stove" >/dev/null
	told 'who pays when a pole snaps?' mallory agent "$stove" | fl-record -q -s store
	judge
}

# mistaken ID BY QUESTION [AUTHORITY [CONFIDENCE]]: the bot gave the stove's answer, and somebody says
# that it is the tent's
mistaken()
{
	printf '{"type":"interaction","id":"%s","question":"%s","action":{"kind":"answer",' "$1" "$3"
	printf '"text":"%s","rules":["stove"],"confidence":%s}}\n' "$stove" "${5:-0.6}"
	corrected "$1" "$2" "${4:-agent}" "$tent"
}

taught()
{
	fl-correct -s store --show "$1" | jq -r '.questions[]' | grep -c 'who pays when a pole snaps?'
}

@test "a false word is taken out when two later ones contradict it, not when one does" {
	shop
	assert_equal "$(taught stove)" 1
	mistaken m1 anna 'who pays when my pole snaps?' | fl-record -q -s store
	judge
	assert_equal "$(taught stove)" 1
	mistaken m2 ben 'a pole snaps, who pays?' | fl-record -q -s store
	judge
	assert_equal "$(taught stove)" 0
	assert_equal "$(jq -c .change.doubted <<<"$output")" \
		'[{"rule":"stove","text":"who pays when a pole snaps?","by":"mallory"}]'
	assert_equal "$(fl-answer -s store 'who pays when a pole snaps?' | jq -c .rules)" '["tent"]'
}

@test "the same reporter twice is one contradiction" {
	shop
	mistaken m1 anna 'who pays when my pole snaps?' | fl-record -q -s store
	mistaken m2 anna 'a pole snaps, who pays?' | fl-record -q -s store
	judge
	assert_equal "$(taught stove)" 1
}

@test "what a lead taught is not taken out by agents" {
	shop
	fl-correct -s store --by lea --to stove -Q 'who pays when a pole snaps?' 2>/dev/null ||
		told 'who pays when a pole snaps?' lea lead "$stove" | fl-correct -s store >/dev/null
	mistaken m1 anna 'who pays when my pole snaps?' | fl-record -q -s store
	mistaken m2 ben 'a pole snaps, who pays?' | fl-record -q -s store
	judge
	assert_equal "$(fl-answer -s store 'Which gas does the stove burn?' | jq -c .rules)" '["stove"]'
	assert_equal "$(fl-correct -s store --show stove | jq '.questions | length >= 3')" true
}

@test "a store with a word taken out is rebuilt, and loaded from its dump, to the byte" {
	shop
	mistaken m1 anna 'who pays when my pole snaps?' | fl-record -q -s store
	mistaken m2 ben 'a pole snaps, who pays?' | fl-record -q -s store
	judge
	assert_equal "$(taught stove)" 0
	fl-store -s store dump --all >before
	fl-store -s store rebuild
	diff before <(fl-store -s store dump --all)
	fl-store -s store dump | fl-store -s again load
	diff before <(fl-store -s again dump --all)
	sound
}

@test "undoing one of the two words brings the doubted one back" {
	shop
	mistaken m1 anna 'who pays when my pole snaps?' | fl-record -q -s store
	mistaken m2 ben 'a pole snaps, who pays?' | fl-record -q -s store
	judge
	assert_equal "$(taught stove)" 0
	fl-correct -s store --by lea --undo --reporter ben >/dev/null
	assert_equal "$(taught stove)" 1
}

@test "customers take nothing out, however many they are" {
	shop
	mistaken m1 cara 'who pays when my pole snaps?' customer | fl-record -q -s store
	judge
	mistaken m2 carl 'a pole snaps, who pays?' customer | fl-record -q -s store
	mistaken m3 cleo 'who pays when a pole snaps?' customer | fl-record -q -s store
	judge
	assert_equal "$(taught stove)" 1
}

@test "what a false word made nearly sure is given up when two contradict it, and both are believed" {
	shop
	mistaken m1 anna 'my pole snaps, what now?' agent 0.97 | fl-record -q -s store
	judge
	assert_equal "$(jq -r '.checks[] | select(.check == "conflict").result' <<<"$output")" held
	mistaken m2 ben 'and who pays?' agent 0.97 | fl-record -q -s store
	judge
	assert_equal "$(taught stove)" 0
	assert_equal "$(jq -r '.checks[] | select(.check == "conflict").result' <<<"$output")" passed
	assert_equal "$(fl-correct -s store --show tent | jq -c '.questions[-2:] | sort')" \
		'["and who pays?","my pole snaps, what now?"]'
}

@test "a rule that comes into force by the second word takes the false one out with it" {
	shop
	fl-correct -s store --retire tent >/dev/null
	tent='Tents have a warranty of two years, poles too.'
	mistaken m1 anna 'who pays when my pole snaps?' | fl-record -q -s store
	mistaken m2 ben 'a pole snaps, who pays?' | fl-record -q -s store
	judge
	assert_equal "$(taught stove)" 0
}

@test "a true word is not taken out because two questions near its rule were another's" {
	local put='I have put it on your list.' read='Here is your list.'

	fl-correct -s store --id put -Q 'put milk on my list' -Q 'add eggs to my list' "$put" >/dev/null
	fl-correct -s store --id read -Q 'read me my list' -Q 'what does my list say' "$read" >/dev/null
	told 'please put bread on my list' carl agent "$put" | fl-record -q -s store
	judge
	for one in anna:jam ben:tea; do
		printf '{"type":"interaction","id":"%s","question":"is %s on my list","action":{"kind":"answer",' \
			"${one%:*}" "${one#*:}"
		printf '"text":"%s","rules":["put"],"confidence":0.6}}\n' "$put"
		corrected "${one%:*}" "${one%:*}" agent "$read"
	done | fl-record -q -s store
	judge
	assert_equal "$(fl-correct -s store --show put | jq -c '.questions[-1]')" '"please put bread on my list"'
}

@test "a word that waits is not believed for small words that it shares with another" {
	fl-correct -s store --id gas -Q 'what gas does the car need' -Q 'which gas do i fill the car up with' \
		-Q 'the car is empty, what gas do i buy' -Q 'fill the car with which gas' 'Unleaded.' >/dev/null
	fl-correct -s store --id knife -Q 'does the knife cut bread' -Q 'is the knife sharp' \
		-Q 'how sharp is that knife' -Q 'what does the knife cut' 'It cuts anything.' >/dev/null
	told 'i need to know the gas that i have to fill this car up with' mallory agent 'It cuts anything.' |
		fl-record -q -s store
	judge
	assert_equal "$(jq -r '.checks[] | select(.check == "conflict").result' <<<"$output")" held
	told 'i need to know what i have to do to cut with this' anna agent 'It cuts anything.' |
		fl-record -q -s store
	judge
	assert_equal "$(fl-correct -s store --show knife | jq -c '.questions[-1]')" \
		'"i need to know what i have to do to cut with this"'
	run fl-correct -s store --export knife
	refute_output --partial 'the gas'
}

@test "a word taken out and believed again counts once, in a place of its own" {
	shop
	mistaken m1 anna 'who pays when my pole snaps?' | fl-record -q -s store
	mistaken m2 ben 'a pole snaps, who pays?' | fl-record -q -s store
	judge
	assert_equal "$(counted stove)" 4
	fl-correct -s store --export stove | sed 's/^  questions:/&\n    - Which fuel does it burn?/' >rule.yaml
	fl-correct -s store --by lea --import rule.yaml >/dev/null
	assert_equal "$(counted stove)" 5
	told 'who pays when a pole snaps?' lea lead "$stove" | fl-correct -s store --by lea >/dev/null
	assert_equal "$(counted stove)" 5
	told 'what does it burn?' lea lead "$stove" | fl-correct -s store --by lea >/dev/null
	assert_equal "$(counted stove)" 6
	assert_equal "$(kept stove)" '1 Which fuel does it burn?
2 Which gas does the stove burn?
3 What gas is the stove for?
4 Does the stove burn camping gas?
5 who pays when a pole snaps?
6 what does it burn?'
	fl-store -s store dump --all >before
	fl-store -s store rebuild
	diff before <(fl-store -s store dump --all)
}
