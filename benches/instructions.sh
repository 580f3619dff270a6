#!/usr/bin/env bash
# Counts the instructions of fixed small runs and compares them with benches/instructions.txt: a measure of speed that
# a busy machine cannot move.
#
#   benches/instructions.sh             says by how much each count has moved; fails if one has grown by over 3 %
#   benches/instructions.sh --refresh   writes the counts down anew, on purpose only
#
# Takes some two minutes, and needs valgrind. Counts are exact for one machine and toolchain; another processor may
# take other branches in the C library, hence the tolerance.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
record=benches/instructions.txt
command -v valgrind >/dev/null || { echo 'skipped: valgrind is not installed'; exit 0; }

cargo build --release --locked --quiet
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT

# Instructions of one run: its scenario, then its overrides.
count() {
    local words=("$1") value
    shift
    for value in "$@"; do words+=(--set "$value"); done
    valgrind --tool=callgrind --callgrind-out-file="$room/callgrind" \
        target/release/tress run "${words[@]}" --threads 1 --quiet --no-plots --force --out "$room/out" \
        >/dev/null 2>"$room/said" || { cat "$room/said" >&2; exit 1; }
    sed -n 's/^.*Collected : \([0-9]*\).*$/\1/p' "$room/said"
}

{
    echo "w1 $(count benches/scenarios/w1.toml population.size=20000)"
    echo "w2 $(count benches/scenarios/w2.toml population.size=20000)"
    echo "full $(count benches/scenarios/full.toml population.size=4000 'time.horizon=2 years' 'output.checkpoints=["1 year"]')"
    echo "choice $(count benches/scenarios/choice.toml population.size=4000 'time.horizon=1 year' 'output.checkpoints=["1 year"]')"
} >"$room/counts"

if [[ ${1:-} == --refresh ]]; then
    cp "$room/counts" "$record"
    cat "$record"
    exit 0
fi
status=0
while read -r name now && read -r known then <&3; do
    [[ $name == "$known" ]] || { echo "$record does not list $name where it should: refresh it" >&2; exit 1; }
    permille=$(((now - then) * 1000 / then))
    printf '%-8s %15d instructions, %+d per mille\n' "$name" "$now" "$permille"
    ((permille <= 30)) || status=1
done <"$room/counts" 3<"$record"
((status == 0)) || echo "more than 3 % up: make it cheaper, or say why in the commit and refresh $record" >&2
exit "$status"
