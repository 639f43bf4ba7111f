#!/usr/bin/env bash
# Records docs/terminal/*.txt: joinctl in a terminal of 80 and of 200 columns, as a person uses it, against a sandbox.
# Needs tmux and less. JOINCTL names the program; otherwise it is built.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v tmux >/dev/null 2>&1; then
  echo "tmux is missing: nothing is recorded. Install it, for example with: apt-get install tmux" >&2
  exit 1
fi
if [ -z "${JOINCTL:-}" ]; then
  cargo build --quiet --package joinctl
  JOINCTL=$PWD/target/debug/joinctl
fi
JOINCTL=$(realpath "$JOINCTL")
target=${1:-docs/terminal}
mkdir -p "$target"
target=$(realpath "$target")

work=$(mktemp -d)
socket=$work/tmux
sandbox=
finish() {
  tmux -S "$socket" kill-server 2>/dev/null || true
  [ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

# Waits until a command succeeds, ten seconds at most.
until_true() {
  for _ in $(seq 100); do
    if "$@"; then return 0; fi
    sleep 0.1
  done
  echo "the terminal does not show what was expected: $*" >&2
  tmux -S "$socket" capture-pane -p >&2 || true
  return 1
}

# What was shown since the last command, with what has scrolled away.
screen() { tmux -S "$socket" capture-pane -p -S - -t main; }
visible() { tmux -S "$socket" capture-pane -p -t main | grep -v '^$'; }
is_clean() { [ "$(visible)" = '$' ]; }
shows() { screen | grep -qF -- "$1"; }
at_prompt() { [ "$(screen | grep -v '^$' | tail -1)" = '$' ]; }

# Ports and times differ from run to run.
normal() {
  sed -E \
    -e 's#127\.0\.0\.1:[0-9]+#127.0.0.1:PORT#g' \
    -e 's#at risk for [0-9.]+ ms#at risk for N ms#g' \
    -e 's#[0-9]+ applications, [0-9]+ a second#N applications, N a second#g' \
    -e 's#inq_[0-9a-f]{8}\b#inq_xxxxxxxx#g' \
    -e "s#$home#~#g" \
    -e 's# +$##'
}

# Appends what the screen shows, up to the last line with text.
keep() {
  screen | normal | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >>"$file"
  printf '\n' >>"$file"
}

fresh() {
  tmux -S "$socket" send-keys -t main C-l
  until_true is_clean
  tmux -S "$socket" clear-history -t main
}
type_in() { tmux -S "$socket" send-keys -t main -l -- "$1"; }
enter() { tmux -S "$socket" send-keys -t main Enter; }

# Types a command, waits for the next prompt, and keeps the screen.
run() {
  fresh
  type_in "$1"
  enter
  until_true ended "$1"
  keep
}
ended() { shows "$1" && at_prompt; }

record() {
  local columns=$1 rows=$2
  file=$target/joinctl-$columns.txt
  : >"$file"
  home=$work/home-$columns
  mkdir -p "$home/config" "$home/bin"
  ln -sf "$JOINCTL" "$home/bin/joinctl"

  rm -f "$work/sandbox.json"
  "$JOINCTL" sandbox --token s4ndbox-token --applications 2000 >"$work/sandbox.json" &
  sandbox=$!
  until_true test -s "$work/sandbox.json"
  base_url=$(sed -E 's/.*"base_url":"([^"]*)".*/\1/' "$work/sandbox.json")

  # Nothing of the caller's environment, and no keyring.
  tmux -S "$socket" -f /dev/null new-session -d -s main -x "$columns" -y "$rows" -c "$home" \
    env -i HOME="$home" XDG_CONFIG_HOME="$home/config" PATH="$home/bin:$PATH" TERM=screen LANG=C.UTF-8 LC_ALL=C.UTF-8 \
    DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent PS1='$ ' bash --norc --noprofile
  until_true at_prompt

  # Login: the token is pasted, and not shown.
  fresh
  type_in "joinctl auth login --base-url $base_url"
  enter
  until_true shows 'it is not shown:'
  type_in s4ndbox-token
  enter
  until_true at_prompt
  keep
  if grep -q s4ndbox-token "$file"; then
    echo "the token is in the recording" >&2
    exit 1
  fi
  run 'joinctl auth status --verbose'

  # A list that fits, and a long one in the pager.
  run 'joinctl jobs list'
  fresh
  type_in 'joinctl applications list'
  enter
  until_true shows '50002000'
  until_true pager
  keep
  type_in q
  until_true at_prompt
  run "joinctl applications list --page-size 5 --fields id,first_name,job,state"
  run "joinctl applications list --jq '.[:3][] | \"\\(.id) \\(.job.title)\"' --raw-output"

  # Plan, apply with the question, look, undo.
  run 'joinctl applications get 50002000'
  run 'joinctl tags plan 50002000 --owner persona: --add persona:verified'
  fresh
  type_in 'joinctl tags apply 50002000 --owner persona: --add persona:verified --receipt r.json'
  enter
  until_true shows '[y/N]'
  type_in y
  enter
  until_true at_prompt
  keep
  run 'joinctl tags show 50002000'
  run 'joinctl tags undo --receipt r.json --yes'

  # Export: its progress on the way, then its end.
  fresh
  type_in 'joinctl applications export --to all.csv --format csv --restart'
  enter
  until_true shows 'a second'
  keep
  until_true ended 'applications export'
  keep

  run 'joinctl demo'

  tmux -S "$socket" kill-server
  kill "$sandbox"
  wait "$sandbox" 2>/dev/null || true
  sandbox=
  echo "recorded $file"
}
pager() { screen | grep -v '^$' | tail -1 | grep -qE '^(:|.*\(END\))'; }

record 80 24
record 200 50
