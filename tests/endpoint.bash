# shellcheck shell=bash
# An endpoint of ours, on this machine, for tests of what calls one.  The file that loads this has a
# settings PORT that leads to it.

needs_curl()
{
	run fl-answer -s store --llm x
	# shellcheck disable=SC2154	# bats sets it
	[[ $output != *'built without libcurl'* ]] || skip 'built without libcurl'
}

teardown()
{
	local pid=${SERVER_PID-}

	[[ -z $pid ]] || { kill "$pid" && wait "$pid"; } 2>/dev/null || :
}

# serve [--tls PEM] BEHAVIOUR...: an endpoint that is ready, and settings that lead to it
serve()
{
	teardown
	rm -rf srv
	coproc SERVER { exec python3 "$FL_ROOT/tests/endpoint.py" srv "$@" 3>&-; } 2>/dev/null
	read -r <&"${SERVER[0]}"
	port=$(<srv/port)
	settings "$port"
}
