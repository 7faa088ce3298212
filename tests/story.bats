# The story: a wrong answer in week one, what people say about it, and what the bot does after.

load helper
load data/loop/records

abroad=',"where":{"country":{"not":"US"}},"wrong":"three days","category":"fact"'
right='International orders take 7 to 10 days.'

# Week one: the bot says three days to everyone, and customers abroad find out.
setup()
{
	fresh
	{
		asked m1 u1 FR 'How long does shipping to France take?' 'Shipping takes three days.'
		asked m2 u2 JP 'How many days does delivery to Japan take?' 'Shipping takes three days.'
		asked m3 u3 DE 'When will my order arrive in Germany?' 'Shipping takes three days.'
		asked m4 u4 US 'How long does shipping to Ohio take?' 'Shipping takes three days.'
		ended m1 complained u1
		ended m2 complained u2
		ended m3 reopened u3
		ended m4 accepted u4
	} | fl-record -q -s store
	fl-validate -s store </dev/null
}

# correction INTERACTION AGENT [RIGHT]: an agent takes over and says what is right
correction()
{
	corrected "$1" "$2" agent "${3-$right}" "$abroad" | fl-record -q -s store
	fl-validate -s store </dev/null >verdict
}

learned()
{
	fl-correct -s store --list --json | jq -r 'select(.source == "learned").id'
}

# ask COUNTRY QUESTION [JQ]
ask()
{
	fl-answer -s store --context "country=$1" "$2" | jq -r "${3-.text}"
}

@test "complaints alone make no rule" {
	assert_equal "$(count rules)" 0
	assert_equal "$(ask FR 'How long does shipping to France take?' .action)" escalate
}

@test "the first agent's correction is kept and changes nothing" {
	before=$(ask FR 'How long does shipping to France take?')
	correction m1 anna
	assert_equal "$(jq -r .after verdict)" pending
	assert_equal "$(status "$(learned)")" pending
	assert_equal "$(ask FR 'How long does shipping to France take?')" "$before"
	assert_equal "$(ask FR 'How long does shipping to France take?' '.rules | length')" 0
}

@test "after the second agent's, the next international question gets seven to ten days" {
	correction m1 anna
	correction m2 ben
	assert_equal "$(jq -r '[.before, .after] | join(" ")' verdict)" 'pending active'
	for question in 'How long does shipping to France take?' \
		'how many days does delivery to france take?' \
		'How long will shipping to Brazil take?' 'how long is delivery to Tokyo'; do
		assert_equal "$(ask FR "$question")" "$right"
	done
	assert_equal "$(ask FR 'How long does shipping to France take?' '.rules[0]')" "$(learned)"
	assert_equal "$(count rules)" 1
}

@test "after the second agent's, a domestic question is untouched" {
	correction m1 anna
	correction m2 ben
	run -0 fl-answer -s store --context country=US 'How long does shipping to Ohio take?'
	refute_output --partial '7 to 10'
	assert_equal "$(jq -c .rules <<<"$output")" '[]'
}

@test "a domestic question gets the domestic rule's answer, before and after" {
	fl-correct -s store -Q 'How long does shipping take?' -Q 'How long does delivery take?' \
		-w country=US 'Domestic orders take three days.' >/dev/null
	question='How long does shipping to Ohio take?'
	assert_equal "$(ask US "$question")" 'Domestic orders take three days.'
	correction m1 anna
	correction m2 ben
	assert_equal "$(ask US "$question")" 'Domestic orders take three days.'
	assert_equal "$(ask FR 'How long does shipping to France take?')" "$right"
}

@test "without a country it asks, rather than guess" {
	correction m1 anna
	correction m2 ben
	run -0 fl-answer -s store 'How long does shipping take?'
	assert_equal "$(jq -c '[.action, .needs]' <<<"$output")" '["ask",["country"]]'
}

@test "the same agent twice is one voice" {
	correction m1 anna
	correction m2 anna
	assert_equal "$(status "$(learned)")" pending
	assert_equal "$(evidence "$(learned)" .voices)" 1
}

@test "after the third agent's, a question about the price abroad gets the longer time unasked" {
	fl-correct -s store -Q 'What does shipping to France cost?' -Q 'How much is shipping abroad?' \
		'Shipping abroad costs 12 dollars.' >/dev/null
	price='What is the price of shipping to France?'
	correction m1 anna
	correction m2 ben
	assert_equal "$(ask FR "$price")" 'Shipping abroad costs 12 dollars.'
	assert_equal "$(ask FR "$price" .proactive)" null
	correction m3 chidi
	assert_equal "$(evidence "$(learned)" .voices)" 3
	assert_equal "$(ask FR "$price")" "Shipping abroad costs 12 dollars. $right"
	assert_equal "$(ask FR "$price" '.proactive[]')" "$right"
}

@test "nobody is told unasked whose address or question it does not concern" {
	fl-correct -s store -Q 'What does shipping cost?' 'Shipping costs 12 dollars.' >/dev/null
	fl-correct -s store -Q 'Do you sell gift cards?' 'We sell gift cards of any amount.' >/dev/null
	correction m1 anna
	correction m2 ben
	correction m3 chidi
	assert_equal "$(ask US 'What does shipping cost?' .proactive)" null
	assert_equal "$(ask FR 'Do you sell gift cards?' .proactive)" null
	assert_equal "$(ask FR 'What does shipping cost?' '.proactive[]')" "$right"
}

@test "a second correction in other words is the same rule" {
	correction m1 anna
	correction m2 ben 'It takes seven to ten days outside the US'
	assert_equal "$(count rules)" 1
	assert_equal "$(status "$(learned)")" active
	assert_equal "$(evidence "$(learned)" .voices)" 2
}

@test "a correction that says another time is another rule" {
	correction m1 anna
	correction m2 ben 'International orders take 20 days.'
	assert_equal "$(count rules)" 2
	assert_equal "$(fl-correct -s store --list --json | jq -r .status | sort -u)" pending
}

@test "the same customer complaining ten times counts once" {
	for i in 1 2 3 4 5 6 7 8 9 10; do
		asked "x$i" loud FR 'How long does shipping to France take?' 'Shipping takes three days.'
		corrected "x$i" loud customer "$right" "$abroad"
	done | fl-record -q -s store
	fl-validate -s store </dev/null >/dev/null
	assert_equal "$(status "$(learned)")" pending
	assert_equal "$(evidence "$(learned)" .voices)" 1
	assert_equal "$(evidence "$(learned)" .support)" 0.25
}

@test "the same customer rejecting ten answers of a rule counts once" {
	fl-correct -s store --id ship -Q 'How long?' "$right" >/dev/null
	for i in 1 2 3 4 5 6 7 8 9 10; do
		used "x$i" loud ship 'How long?'
		ended "x$i" rejected loud
	done | fl-record -q -s store
	fl-validate -s store </dev/null >/dev/null
	assert_equal "$(evidence ship .bad)" 1
	assert_equal "$(status ship)" active
}

# refund [OPTION...]: a lead's word; it holds when the command returns
refund()
{
	fl-correct -s store --by maria "$@" --where 'amount>100' 'refunds over 100 need a manager' >rule
	assert_equal "$(jq -r .status rule)" active
	rule=$(jq -r .id rule)
}

handed_over_by_rule()
{
	run -0 fl-answer -s store "$@"
	assert_equal "$(jq -c '[.action, .rules[0]]' <<<"$output")" "[\"escalate\",\"$rule\"]"
}

passed()
{
	run -0 fl-answer -s store "$@"
	assert_equal "$(jq -c '.rules' <<<"$output")" '[]'
	refute_output --partial manager
}

holds_for_refunds_over_100()
{
	handed_over_by_rule 'I want a refund of 150'
	handed_over_by_rule 'can you give me a refund of $150 please?'
	handed_over_by_rule --context amount=150 'I would like a refund'
	passed 'I want a refund of 50'
	passed 'can you give me a refund of $50 please?'
	passed --context amount=50 'I would like a refund'
	passed --context amount=100 'I would like a refund'
}

@test "a lead's word holds at once: a refund of 150 is handed over, one of 50 passes" {
	refund
	holds_for_refunds_over_100
}

@test "a lead's word with an example question holds at once" {
	refund --question 'I want my money back'
	holds_for_refunds_over_100
	handed_over_by_rule --context amount=150 'give me my money back'
}

@test "a lead's word with a category holds at once" {
	refund --category escalation
	holds_for_refunds_over_100
}

@test "a refund of 50 is answered by the rule for refunds" {
	fl-correct -s store -Q 'I want a refund' -Q 'Can I get a refund?' 'We refund it within five days.' >/dev/null
	refund
	assert_equal "$(fl-answer -s store 'I want a refund of 50' | jq -r .text)" 'We refund it within five days.'
	handed_over_by_rule 'I want a refund of 150'
}

@test "what a lead says of refunds says nothing of other amounts" {
	refund
	passed 'Do you have a tent for 150 dollars?'
	passed --context amount=150 'How long is the warranty?'
}

@test "one bad outcome after twenty good ones does not withdraw a rule" {
	correction m1 anna
	correction m2 ben
	rule=$(learned)
	for i in {1..20}; do
		used "g$i" "c$i" "$rule" 'How long does shipping take?'
		ended "g$i" accepted "c$i"
	done | fl-record -q -s store
	{
		used b1 c21 "$rule" 'How long does shipping take?'
		ended b1 rejected c21
	} | fl-record -q -s store
	run -0 fl-validate -s store </dev/null
	assert_output ''
	assert_equal "$(status "$rule")" active
	assert_equal "$(evidence "$rule" '[.good, .bad]')" '[20,1]'
	assert_equal "$(ask FR 'How long does shipping to France take?')" "$right"
}

@test "a run of bad outcomes withdraws a learned rule, and it answers no more" {
	correction m1 anna
	correction m2 ben
	rule=$(learned)
	for i in {1..8}; do
		used "b$i" "c$i" "$rule" 'How long does shipping take?'
		ended "b$i" rejected "c$i"
	done | fl-record -q -s store
	run -0 fl-validate -s store </dev/null
	assert_equal "$(jq -c '[.rule, .before, .after]' <<<"$output")" "[\"$rule\",\"active\",\"retired\"]"
	run -0 fl-answer -s store --context country=FR 'How long does shipping to France take?'
	assert_equal "$(jq -c .rules <<<"$output")" '[]'
}

# The evidence of all rules of a store that was fed with these records in this order.
evidence_of()
{
	fl-record -q -s "$1"
	fl-validate -s "$1" </dev/null >/dev/null
	fl-correct -s "$1" --list --json | jq -cS '[.say, .status, .proactive, .evidence]' | sort
}

@test "outcomes and corrections before their interactions give the same evidence" {
	{
		asked m1 u1 FR 'How long does shipping to France take?' 'Three days.'
		asked m2 u2 JP 'How many days does delivery to Japan take?' 'Three days.'
		asked m3 u3 DE 'How long does shipping to Germany take?' 'Three days.'
	} >asked
	{
		ended m1 complained u1
		corrected m1 anna agent "$right" "$abroad"
		corrected m2 ben agent "$right" "$abroad"
		corrected m3 chidi agent "$right" "$abroad"
	} >told
	evidence_of one < <(cat asked told) >first
	evidence_of two < <(cat told asked) >second
	{ fl-record -q -s three told; fl-validate -s three </dev/null >/dev/null; }
	evidence_of three <asked >third
	assert_equal "$(wc -l <first)" 1
	grep -q '"voices":3' first
	diff first second
	diff first third
}

@test "outcomes before the answers they are about give the same evidence" {
	for store in one two three; do
		fl-correct -s $store --id ship -Q 'How long?' "$right" >/dev/null
	done
	for i in {1..6}; do used "m$i" "c$i" ship 'How long does it take?'; done >asked
	{
		for i in 1 2 3 4; do ended "m$i" accepted "c$i"; done
		for i in 5 6; do ended "m$i" complained "c$i"; done
	} >told
	evidence_of one < <(cat asked told) >first
	evidence_of two < <(cat told asked) >second
	fl-record -q -s three told
	evidence_of three <asked >third
	grep -q '"bad":2.*"good":4' first
	diff first second
	diff first third
}

@test "the same records twice give the same evidence" {
	{
		asked m1 u1 FR 'How long does shipping to France take?' 'Three days.'
		corrected m1 anna agent "$right" "$abroad"
		ended m1 complained u1
	} >in
	evidence_of one <in >first
	evidence_of one < <(cat in in) >second
	[[ -s first ]]
	diff first second
}
