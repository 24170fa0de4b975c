#!/bin/sh
# Runs every measurement of README.md against one build of the bot and prints one line for each.
#
#   LOAD     the load program (required; README.md says what it must do)
#   GUICHET  the bot (default: target/release/guichet)
#   OUT      where the full reports and the talks of stuck candidates go (default: a new temporary folder)
#   PORT     a free port for the simulated Bot API (default: 8093)
#   ONLY     a pattern for the names of the runs wanted, such as ONLY='kill*' (default: all of them)
#
# Exit code: 0 when every run did what was expected of it, 1 otherwise.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
LOAD=${LOAD:?name the load program, see README.md}
GUICHET=${GUICHET:-$root/target/release/guichet}
OUT=${OUT:-$(mktemp -d)}
PORT=${PORT:-8093}
ONLY=${ONLY:-*}
export GUICHET KEEP=1
failed=0
mkdir -p "$OUT"

# One run: name, rules file, what is expected (see line.py), options of the load program.
run() {
    name=$1 rules=$2 expected=$3
    shift 3
    # shellcheck disable=SC2254  # ONLY is a pattern on purpose
    case $name in $ONLY) ;; *) return ;; esac
    WORK="$OUT/$name"
    export WORK
    rm -rf -- "$WORK"
    mkdir -p "$WORK/talks"
    "$LOAD" run --rules "$here/$rules" --port "$PORT" --transcripts "$WORK/talks" \
        --stuck-s 30 --spawn "$here/guichet.sh" "$@" >"$WORK/report.json" 2>"$WORK/errors.txt"
    rm -rf -- "$WORK/data"
    python3 "$here/line.py" "$name" "$expected" "$WORK/report.json" || failed=1
}

# The bot's own pace is set aside unless the run is about it: what is measured then is the bot, not its patience.
fast() {
    export GUICHET_TELEGRAM__PER_SECOND=100000 GUICHET_TELEGRAM__CHAT_EVERY_MS=0
}
paced() {
    unset GUICHET_TELEGRAM__PER_SECOND GUICHET_TELEGRAM__CHAT_EVERY_MS
}

echo "reports in $OUT"
fast
run kill9          m2.json         killed --n 100 --think-ms 100-400 --kill9-at 3,7
run kill9-repeat   m2.json         killed --n 100 --think-ms 100-400 --kill9-at 3,7 --nudge-s 3
run sigterm        m2.json         all --n 100 --think-ms 100-400 --term-at 3,7
run faults         m2.json         all --n 100 --think-ms 100-400 --fault 429=0.02,retry=1,500=0.01,drop=0.01
run twice          m2.json         all --n 100 --think-ms 100-400 --fault dup=0.05
run fidgety        m2.json         all --n 100 --think-ms 100-400 --double-press 0.3 --stale-press 0.1 --edit 0.1
run blocked        m2.json         unblocked --n 100 --think-ms 100-400 --fault 403=0.3
run bigfile        m2-bigfile.json all --n 100 --think-ms 100-400
run closed-200     m2.json         all --n 200
run closed-2000    m2.json         all --n 2000 --stuck-s 120 --max-s 900
paced
run published-60   m2.json         all --n 60 --think-ms 1000-3000 --enforce-limits --max-s 900
exit "$failed"
