#!/usr/bin/env bash
# Measures joinctl as it is handed out: its size, and the medians of 20 starts and of 20 lists against a sandbox.
# JOINCTL names the program; otherwise it is built.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ -z "${JOINCTL:-}" ]; then
  cargo build --quiet --profile dist --package joinctl
  JOINCTL=$PWD/target/dist/joinctl
fi

work=$(mktemp -d)
sandbox=
finish() {
  [ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

# The median of 20 runs in milliseconds.
median() {
  local begun ended
  for _ in $(seq 20); do
    begun=$(date +%s%N)
    "$@" >/dev/null
    ended=$(date +%s%N)
    echo $(((ended - begun) / 10000))
  done | sort -n | sed -n 10p | sed -E 's/(..)$/.\1/'
}

cp "$JOINCTL" "$work/joinctl"
strip "$work/joinctl"
echo "stripped: $(($(stat -c %s "$work/joinctl") / 1024)) KiB (at most 20480)"
echo "joinctl --help: $(median "$work/joinctl" --help) ms (at most 20)"

"$work/joinctl" sandbox --token s4ndbox-token >"$work/sandbox.json" &
sandbox=$!
for _ in $(seq 100); do
  [ -s "$work/sandbox.json" ] && break
  sleep 0.05
done
JOIN_BASE_URL=$(sed -E 's/.*"base_url":"([^"]*)".*/\1/' "$work/sandbox.json")
export JOIN_BASE_URL JOIN_API_TOKEN=s4ndbox-token
echo "joinctl jobs list: $(median "$work/joinctl" jobs list) ms (at most 60)"
echo "joinctl jobs list --jq length: $(median "$work/joinctl" jobs list --jq length) ms"
