# shellcheck shell=bash
# What every file of tests loads: our commands first in PATH, assertions, and for each test an
# empty folder of its own with nothing of the user's in sight.

bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert

FL_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$FL_ROOT" || exit
FL_BUILD=$(cd "${FL_BUILD:-build}" && pwd) || exit
export FL_ROOT FL_BUILD FL_SHARE=$FL_ROOT/share
export PATH=$FL_BUILD:$PATH LC_ALL=C.UTF-8 TZ=UTC

# Status 99, so that a sanitizer's report never passes for our own 1 or 2.
[[ $FL_BUILD != */san ]] || export ASAN_OPTIONS=${ASAN_OPTIONS:-exitcode=99} \
	UBSAN_OPTIONS=${UBSAN_OPTIONS:-exitcode=99:print_stacktrace=1}

# A file with a setup of its own calls this first.
fresh()
{
	local name

	for name in "${!FL_@}" "${!XDG_@}"; do
		case $name in
		FL_ROOT | FL_BUILD | FL_SHARE | FL_DATA) ;;
		*) unset "$name" ;;
		esac
	done
	unset NO_COLOR COLUMNS
	umask 022
	cd "$BATS_TEST_TMPDIR" || return
	export HOME=$BATS_TEST_TMPDIR
}

setup()
{
	fresh
}

# Skip a test that limits memory, as a sanitizer's own map alone is larger, or one that would take
# minutes.
no_sanitizer()
{
	[[ $FL_BUILD != */san ]] || skip 'not under a sanitizer'
}

# Skip a test whose data is too large, or not ours to give away: need_data star
need_data()
{
	[[ -n ${FL_DATA-} && -e $FL_DATA/$1 ]] || skip "FL_DATA has no $1"
}
