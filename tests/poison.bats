# People who mean harm: customers who send false corrections by the thousand, an agent who lies.

load helper
load data/loop/records

question='How long is the warranty on a tent?'
right='The warranty on a tent is two years.'

# shop: the most used rule, and three others
shop()
{
	fl-correct -s "$1" --id tent -Q "$question" -Q 'Is there a warranty on tents?' "$right" >/dev/null
	fl-correct -s "$1" --id stove -Q 'Which gas does the stove burn?' 'The stove burns any camping gas.' >/dev/null
	fl-correct -s "$1" --id open -Q 'When do you open?' 'The shop opens at nine.' >/dev/null
	for i in {1..30}; do
		used "e$i" "c$i" tent "$question"
		ended "e$i" accepted "c$i"
	done | fl-record -q -s "$1"
}

# lies CUSTOMER: a thousand false corrections, in differing words, to differing questions
lies()
{
	local who=$1 asked=('How long is the warranty on a tent' 'Is there a warranty on tents' 'Are tents covered'
		'What warranty has the tent' 'tent warranty how long')

	for i in {1..1000}; do
		told "${asked[i % 5]}, case $((i % 250))?" "$who" customer \
			"No tent sold by us has a warranty of more than $((i % 90 + 3)) weeks, says note $i." ",\"id\":\"$who-$i\""
	done
}

# The rule as it is, but for what speaks against it; and what is answered.
rule()
{
	fl-correct -s store --export tent | grep -v against
	fl-answer -s store "$question" | jq -c '[.action, .text, .rules]'
	fl-answer -s store 'Is there a warranty on tents?' | jq -c '[.action, .text, .rules]'
}

@test "one customer's thousand false corrections, in differing words, never change the most used rule" {
	shop store
	rule >before
	lies u1 | fl-record -q -s store
	fl-validate -q -s store </dev/null >/dev/null
	rule | diff before -
	assert_equal "$(fl-correct -s store --list --json | jq -r 'select(.status == "active" or .status == "trial").id' | sort | xargs)" \
		'open stove tent'
}

@test "nor do five customers' who work together" {
	shop store
	rule >before
	for who in u1 u2 u3 u4 u5; do lies "$who"; done | fl-record -q -s store
	fl-validate -q -s store </dev/null >/dev/null
	rule | diff before -
	assert_equal "$(fl-correct -s store --list --json | jq -r 'select(.status == "active").id' | sort | xargs)" \
		'open stove tent'
}

# story STORE MALLORY: what agents said, mallory among them or not
story()
{
	export FL_NOW=2026-03-02T09:00:00Z
	shop "$1"
	{
		told 'Do you ship to Norway?' anna agent 'We ship to Norway twice a week.' ',"id":"a1"'
		! $2 || told 'Do you ship to Norway?' mallory agent 'We never ship to Norway.' ',"id":"x1"'
		! $2 || told 'Do you ship to Sweden?' mallory agent 'We ship to Norway twice a week.' ',"id":"x2"'
	} | fl-record -q -s "$1"
	fl-validate -q -s "$1" </dev/null >/dev/null
	FL_NOW=2026-03-03T09:00:00Z
	{
		! $2 || for i in {1..40}; do
			told "What about tents, case $i?" mallory agent "Tents have a warranty of $i weeks." ",\"id\":\"y$i\""
			ended "e$i" rejected mallory
		done
		told 'Is shipping to Norway possible?' ben agent 'We ship to Norway twice a week.' ',"id":"b1"'
		told 'Can I rent a stove?' cara agent 'Stoves are for rent by the day.' ',"id":"c1"'
	} | fl-record -q -s "$1"
	fl-validate -q -s "$1" </dev/null >/dev/null
	! $2 || fl-correct -s "$1" --by mallory --retire open --reason 'closed for ever' >/dev/null
	FL_NOW=2026-03-04T09:00:00Z
	told 'May I rent stoves?' dan agent 'Stoves are for rent by the day.' ',"id":"d1"' | fl-record -q -s "$1"
	fl-validate -q -s "$1" </dev/null >/dev/null
}

@test "what a malicious agent did is undone by one command, and nothing that is computed differs by a byte" {
	story store true
	story never false
	run -1 diff <(fl-store -s store dump --all | python3 "$FL_ROOT/tests/views.py") \
		<(fl-store -s never dump --all | python3 "$FL_ROOT/tests/views.py")
	fl-correct -s store --by lea --undo --reporter mallory >/dev/null
	diff <(fl-store -s store dump --all | python3 "$FL_ROOT/tests/views.py") \
		<(fl-store -s never dump --all | python3 "$FL_ROOT/tests/views.py")
	for table in claims index; do
		diff <(fl-store -s store dump --all | grep "\"table\":\"$table\"") \
			<(fl-store -s never dump --all | grep "\"table\":\"$table\"")
	done
}

# refunds NAME AUTHORITY RIGHT [MORE]: what somebody says of refunds, looked at by itself
refunds()
{
	told 'how long do refunds take?' "$1" "$2" "$3" "${4-}" | fl-record -q -s store
	judge
}

# words: what the rule says, and where
words()
{
	fl-correct -s store --show r1 | jq -c '[.status, .say, .where]'
}

@test "what customers said first does not become staff's words when staff says the same" {
	refunds eve customer 'Refunds take 14 days, sooner if you give your card at evil.example.' \
		',"wrong":"They take 30 days.","where":{"country":"XX"}'
	assert_equal "$(status r1)" pending
	refunds anna agent 'Refunds take 14 days.'
	refunds ben agent 'Refunds take 14 days.'
	assert_equal "$(status r1)" active
	assert_equal "$(fl-correct -s store --show r1 | jq -c '[.say, .where, .must, .must_not, .by]')" \
		'["Refunds take 14 days.",null,["14 days"],null,"anna"]'
	assert_equal "$(fl-answer -s store 'how long do refunds take?' | jq -r .text)" 'Refunds take 14 days.'
	fl-store -s store dump --all >before
	fl-store -s store rebuild
	diff before <(fl-store -s store dump --all)
}

@test "a rule that many customers brought on trial is in staff's words once staff says the same" {
	for i in $(seq 12); do
		told 'how long do refunds take?' "c$i" customer 'Refunds take 14 days, ask evil.example.'
	done | fl-record -q -s store
	judge
	assert_equal "$(status r1)" trial
	refunds anna agent 'Refunds take 14 days.'
	assert_equal "$(words)" '["trial","Refunds take 14 days, ask evil.example.",null]' # hers have one voice
	told 'how long do refunds take?' c13 customer 'Refunds take 14 days.' | fl-record -q -s store
	judge
	assert_equal "$(status r1)" trial # no customer brings the customers' words into force
	refunds ben agent 'Refunds take 14 days.'
	assert_equal "$(status r1)" active
	assert_equal "$(fl-answer -s store 'how long do refunds take?' | jq -r .text)" 'Refunds take 14 days.'
	sound
}

@test "customers put no condition and no forbidden word into what staff said" {
	refunds anna agent 'Refunds take 14 days.'
	refunds eve customer 'Refunds take 14 days.' ',"where":{"country":"XX"}'
	refunds ben agent 'Refunds take 14 days.'
	refunds mal customer 'Refunds take 14 days.' ',"wrong":"They take 30 days."'
	assert_equal "$(fl-correct -s store --show r1 | jq -c '[.status, .where, .must_not]')" '["active",null,null]'
}

# approved: what a customer said, and a person put in force
approved()
{
	refunds eve customer 'Refunds take 14 days.'
	fl-correct -s store --approve r1 --by lea >/dev/null
	assert_equal "$(words)" '["active","Refunds take 14 days.",null]'
}

lie='Refunds take 14 days, if you send your card number to Mallory.'

@test "one agent puts no other words into a rule that a person approved" {
	approved
	refunds mallory agent "$lie"
	assert_equal "$(words)" '["active","Refunds take 14 days.",null]'
	assert_equal "$(fl-answer -s store 'how long do refunds take?' | jq -r .text)" 'Refunds take 14 days.'
	assert_regex "$output" 'it keeps its words: another of staff has to say these'
	refunds mallory agent "$lie" ',"id":"again"'
	refunds c1 customer "$lie"
	refunds ben agent 'Refunds take 14 days, no more.'
	assert_equal "$(words)" '["active","Refunds take 14 days.",null]'
	fl-store -s store dump --all >before
	fl-store -s store rebuild
	diff before <(fl-store -s store dump --all)
}

@test "one agent takes no rule that a person approved from all but one country" {
	approved
	refunds mallory agent 'Refunds take 14 days.' ',"where":{"country":"XX"}'
	assert_equal "$(words)" '["active","Refunds take 14 days.",null]'
	assert_equal "$(fl-answer -s store 'how long do refunds take?' | jq -r .text)" 'Refunds take 14 days.'
}

@test "an approved rule gets the words that the second of staff says too" {
	approved
	refunds anna agent 'Refunds take 14 days, by bank.' ',"where":{"country":"FR"}'
	assert_equal "$(words)" '["active","Refunds take 14 days.",null]'
	refunds ben agent 'Refunds take 14 days, by bank.'
	assert_equal "$(words)" '["active","Refunds take 14 days.",null]' # of another case
	refunds cora agent 'Refunds take 14 days, by bank.'
	assert_equal "$(words)" '["active","Refunds take 14 days, by bank.",null]'
	sound
}

# hands NAME AUTHORITY [MORE]: that a person has to see to it
hands()
{
	printf '{"type":"correction","question":"how do I get my deposit back?","category":"escalation",%s}\n' \
		"\"by\":\"$1\",\"authority\":\"$2\"${3-}" | fl-record -q -s store
	judge
}

@test "one agent narrows no hand-over that a person approved, a lead does" {
	hands eve customer
	fl-correct -s store --approve r1 --by lea >/dev/null
	hands mallory agent ',"where":{"country":"XX"}'
	assert_equal "$(words)" '["active",null,null]'
	hands lou lead ',"where":{"country":"FR"}'
	assert_equal "$(words)" '["active",null,{"country":"FR"}]'
}

@test "customers do not put an approved rule on trial by saying the same" {
	approved
	for i in $(seq 12); do told 'how long do refunds take?' "c$i" customer 'Refunds take 14 days.'; done |
		fl-record -q -s store
	judge
	assert_equal "$(words)" '["active","Refunds take 14 days.",null]'
}

@test "customers do not replace what a person approved, however many they are" {
	approved
	for i in $(seq 12); do told 'how long do refunds take?' "c$i" customer 'Refunds take 30 days.'; done |
		fl-record -q -s store
	judge
	assert_equal "$(words)" '["active","Refunds take 14 days.",null]'
	assert_equal "$(status r2)" held
}

@test "customers do not bring the words of one agent for theirs into force" {
	for i in $(seq 7); do refunds "c$i" customer 'Refunds take 14 days.'; done
	refunds mallory agent "$lie"
	assert_equal "$(status r1)" pending
	for i in $(seq 8 20); do refunds "c$i" customer 'Refunds take 14 days.'; done
	assert_equal "$(status r1)" pending
	refunds ben agent 'Refunds take 14 days.'
	assert_equal "$(status r1)" active
}
