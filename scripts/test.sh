#!/usr/bin/env bash
# Runs every test; arguments go to go test. The tests need the programs of a
# PostgreSQL server, a Chromium browser and a Chinese font. Where this may install
# packages (Debian, as root or by sudo without a password) it adds what is missing.
# Where it may not, the last line says which suites did not run; with CI=true
# something missing is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

has_postgresql() { command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb'; }
has_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_fonts_noto_cjk() { compgen -G '/usr/share/fonts/*/noto/NotoSansCJK*' || [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]; }

# lacking prints the Debian packages that are missing.
lacking() {
	for package in postgresql chromium fonts-noto-cjk; do
		"has_${package//-/_}" >/dev/null || echo "$package"
	done
}

# root runs a command as root, or fails where that is not allowed.
root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install() {
	[ -e /etc/debian_version ] && command -v apt-get >/dev/null && root true 2>/dev/null || return 0
	echo "installing for the tests: $*"
	if [ "$1" = postgresql ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
		# The tests start servers of their own; the machine needs none running.
		root mkdir -p /etc/postgresql-common
		echo 'create_main_cluster = false' | root tee /etc/postgresql-common/createcluster.conf >/dev/null
	fi
	local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold)
	root "${apt[@]}" update >/dev/null || true
	root "${apt[@]}" install -y --no-install-recommends "$@" >/dev/null || true
}

# suite says what cannot be tested without a package.
suite() {
	case $1 in
	postgresql) echo 'everything on PostgreSQL' ;;
	chromium) echo 'the pages in a browser' ;;
	fonts-noto-cjk) echo 'Chinese text in a browser (boxes instead of characters)' ;;
	esac
}

command -v go >/dev/null || { echo 'Go is missing: install it from https://go.dev/dl/'; exit 1; }
command -v "${CC:-cc}" >/dev/null || command -v gcc >/dev/null || { echo 'A C compiler is missing: on Debian, apt install gcc libc6-dev'; exit 1; }

mapfile -t missing < <(lacking)
if [ ${#missing[@]} -gt 0 ]; then
	install "${missing[@]}"
	mapfile -t missing < <(lacking)
fi

status=0
go test -timeout 40m "$@" ./... || status=$?

if [ ${#missing[@]} -eq 0 ]; then
	[ $status = 0 ] && echo 'Every suite ran and passed.' || echo 'Every suite ran; some tests failed, see above.'
	exit $status
fi
[ "${CI:-}" != true ] || status=1
list=
for package in "${missing[@]}"; do
	list+="${list:+; }$(suite "$package") (install $package)"
done
echo "NOT RUN: $list."
exit $status
