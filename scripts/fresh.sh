#!/usr/bin/env bash
# Fails where a generated file differs from the committed one; run after make generate.
set -euo pipefail
cd "$(dirname "$0")/.."
stale=$(git status --porcelain -- '*_templ.go' docs/lifecycle.md)
if [ -n "$stale" ]; then
	printf 'generated files are not committed as they are made now:\n%s\n' "$stale"
	exit 1
fi
