#!/usr/bin/env bash
# Runs the fuzz targets: `fuzz.sh run TARGET [ARGUMENTS]`, or `fuzz.sh smoke` for all of them.
#
# A target gets DUNLOG_FUZZ_SECONDS (6) seconds in the smoke run, begins with the seeds that
# tests/fuzz/seeds.py writes, and fails on a panic, on 2 GB of memory or on an input that takes 20
# seconds. The nightly compiler is used where there is one; else the stable one with its own
# unstable flags allowed, which is the same compiler.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/tools/setup.sh
need_tool cargo-fuzz
if rustup toolchain list 2>/dev/null | grep -q '^nightly'; then
  export RUSTUP_TOOLCHAIN=nightly
else
  export RUSTC_BOOTSTRAP=1
fi
target=${CARGO_TARGET_DIR:-$PWD/target}/fuzz
corpus=$target/corpus
fuzz() { cargo fuzz "$1" --fuzz-dir tests/fuzz --target-dir "$target" "${@:2}"; }

case ${1:-} in
  run)
    name=${2:?name a target of tests/fuzz}
    python3 tests/fuzz/seeds.py "$corpus"
    fuzz run "$name" "$corpus/$name" -- "${@:3}"
    ;;
  smoke)
    python3 tests/fuzz/seeds.py "$corpus"
    # Optimised, with assertions: cargo-fuzz's own default. One build for all.
    fuzz build
    passed=0
    failed=0
    for name in $(cargo fuzz list --fuzz-dir tests/fuzz); do
      mkdir -p "$corpus/$name"
      limits=(-max_total_time="${DUNLOG_FUZZ_SECONDS:-6}" -rss_limit_mb=2048 -timeout=20)
      if fuzz run "$name" "$corpus/$name" -- "${limits[@]}" -print_final_stats=1; then
        passed=$((passed + 1))
      else
        failed=$((failed + 1))
        echo "the target $name failed"
      fi
    done
    echo "test result: $passed passed; $failed failed"
    [ "$failed" -eq 0 ]
    ;;
  *)
    echo 'usage: fuzz.sh run TARGET [ARGUMENTS] | fuzz.sh smoke' >&2
    exit 2
    ;;
esac
