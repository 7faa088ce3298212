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

# mistaken ID BY QUESTION: the bot gave the stove's answer, and somebody says that it is the tent's
mistaken()
{
	printf '{"type":"interaction","id":"%s","question":"%s","action":{"kind":"answer",' "$1" "$3"
	printf '"text":"%s","rules":["stove"],"confidence":0.6}}\n' "$stove"
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
