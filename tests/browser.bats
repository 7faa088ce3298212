load helper
load report

need=${FL_BROWSER-}

# Open a page and ask it things (browser.py); FL_BROWSER=needed where there has to be a browser.
browser()
{
	[[ ${need-} ]] || command -v chromium >/dev/null || skip 'no chromium; scripts/bootstrap browser installs it'
	run -0 python3 "$FL_ROOT/tests/browser.py" "$@"
	seen=$output
}

@test "a browser shows what the data say, without a word on its console and without a request" {
	month >log
	fl-patterns --report report.html log
	browser report.html 'document.querySelector("article h3").textContent' \
		'document.querySelector("article .facts strong").textContent' \
		'[...document.querySelectorAll("article .chip")].map(e => e.textContent)' \
		'[...document.querySelectorAll("#curve ~ details tbody tr")].map(r => [...r.cells].slice(1).map(c => c.textContent))' \
		'[...document.querySelectorAll(".talk li")].map(e => e.textContent)' \
		'document.querySelectorAll("details[open]").length' \
		'[...document.querySelectorAll("rect.bad title")].map(e => e.textContent)'
	assert_equal "$(jq -c '[.console, .requests]' <<< "$seen")" '[[],[]]'
	assert_equal "$(jq -r '.values[0]' <<< "$seen")" "$(fl-patterns log | jq -r .phrase)"
	assert_equal "$(jq -r '.values[1]' <<< "$seen")" '5 of 5 customers'
	assert_equal "$(jq -c '.values[2][0]' <<< "$seen")" '"new"'
	assert_equal "$(jq -c '.values[3][4]' <<< "$seen")" $'["9","2","222.2","2","10.0\u00a0%","0","0"]'
	assert_equal "$(jq -r '.values[4][] | select(startswith("A person"))' <<< "$seen")" 'A person, insteadYes, for 5 USD.'
	assert_equal "$(jq -r '.values[5]' <<< "$seen")" 0
	assert_equal "$(jq -r '.values[6] | last' <<< "$seen")" 'week of 23 Mar: 2'
}

@test "a screen reader gets headings, names of the plots and heads of the tables" {
	{ month && decided 2026-03-30T01:00:00Z r2 '' active lea two; } >log
	FL_NOW=2026-03-30T06:00:00Z fl-patterns --report report.html log
	browser report.html 'document.querySelectorAll("details").forEach(d => d.open = true)' \
		'[...document.querySelectorAll("h1,h2,h3,h4")].map(e => e.tagName[1])' \
		'[...document.querySelectorAll("svg")].map(e => [e.getAttribute("role"), e.querySelector("desc").textContent])' \
		'document.documentElement.lang'
	run -0 jq -r '.tree.image | sort[]' <<< "$seen"
	assert_equal "${#lines[@]}" 5
	assert_line --index 0 --partial 'Customers it failed, week by week First 2 in the week of 9 Mar 2026'
	assert_line --index 1 --partial 'Handed over to a person First'
	assert_line --index 2 --partial 'Mistakes made before First'
	assert_line --index 3 --partial 'Rules learned and withdrawn 1 learned and 0 withdrawn in 6 weeks.'
	assert_line --index 4 --partial 'Wrong answers per 1,000 First'
	assert_equal "$(jq -c '.tree.columnheader | length' <<< "$seen")" 12
	assert_equal "$(jq -c '.tree.rowheader | sort' <<< "$seen")" \
		'["16 Mar 2026","2 Mar 2026","23 Feb 2026","23 Mar 2026","30 Mar 2026 (so far)","9 Mar 2026","r2"]'
	# No level is left out on the way down.
	assert_equal "$(jq '.values[1] | map(tonumber) | [., .[1:]] | transpose | map(select(.[1] != null and .[1] > .[0] + 1)) | length' <<< "$seen")" 0
	assert_equal "$(jq -r '.values[2][1][1]' <<< "$seen")" \
		'First 0 in the week of 23 Feb 2026, last 0 in the week of 30 Mar 2026, most 222.2 in the week of 9 Mar 2026. The last week is not over.'
	assert_equal "$(jq -r '.values[3]' <<< "$seen")" en
}

@test "on a phone and in the dark it can be read" {
	{ hostile_log && month; } >log
	fl-patterns --report report.html log
	# Contrast of every text with what is behind it, by the formula of WCAG 2.1.
	local contrast='(() => {
		const part = c => { c /= 255; return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4 };
		const light = c => { const [r, g, b] = c.match(/[\d.]+/g).map(Number); return .2126 * part(r) + .7152 * part(g) + .0722 * part(b) };
		const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\)$/.test(c)) return c } };
		let worst = 99;
		for (const e of document.querySelectorAll("body *")) {
			if (![...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()) || e.closest("title,desc")) continue;
			const a = light(e.closest("svg") ? getComputedStyle(e).fill : getComputedStyle(e).color), b = light(behind(e));
			worst = Math.min(worst, (Math.max(a, b) + .05) / (Math.min(a, b) + .05));
		}
		return worst })()'
	for way in '' --dark; do
		# shellcheck disable=SC2086	# none or one
		browser report.html $way --width 360 'document.querySelectorAll("details").forEach(d => d.open = true)' \
			'document.documentElement.scrollWidth' "$contrast" 'getComputedStyle(document.body).backgroundColor'
		assert_equal "$(jq '.values[1]' <<< "$seen")" 360
		assert_equal "$(jq '.values[2] >= 4.5' <<< "$seen")" true
		jq -r '.values[3]' <<< "$seen" >>colours
	done
	assert_equal "$(sort -u colours | wc -l)" 2
}

@test "what anybody wrote does nothing in a browser" {
	hostile_log >log
	fl-patterns --report report.html log
	browser report.html 'document.querySelectorAll("details").forEach(d => d.open = true)' \
		'[...new Set([...document.querySelectorAll("*")].map(e => e.localName))].sort()' \
		'[...document.querySelectorAll("*")].flatMap(e => [...e.attributes].map(a => a.name)).filter(n => /^on|src|^style$|action/.test(n))' \
		'[...document.querySelectorAll("[href]")].map(e => e.getAttribute("href")).filter(h => h[0] != "#")' \
		'typeof window.pwned' '/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(document.body.textContent)' \
		'document.querySelectorAll("article,details.card").length' 'document.querySelectorAll("h1").length' \
		'document.body.textContent.includes("</script><script>window.pwned=1</script>")'
	assert_equal "$(jq -c '[.console, .requests]' <<< "$seen")" '[[],[]]'
	run -0 jq -r '.values[1] - ["html","head","meta","title","style","body","header","main","footer","nav","section","article","div","h1","h2",
		"h3","h4","p","ul","ol","li","a","span","bdi","strong","small","code","pre","br","details","summary","table","caption","thead",
		"tbody","tr","th","td","svg","desc","line","text","rect","path","circle"] | join(" ")' <<< "$seen"
	assert_output ''
	assert_equal "$(jq -c '.values[2:6]' <<< "$seen")" '[[],[],"undefined",false]'
	assert_equal "$(jq '.values[6] > 20' <<< "$seen")" true
	assert_equal "$(jq -c '.values[7:]' <<< "$seen")" '[1,true]'
}
