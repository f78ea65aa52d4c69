#!/usr/bin/env bash
# Measures the app for iOS on Linux, with the release library, on tmpfs:
#
#   - one logged message from Swift (into the spool and into the log) against the same two steps in Rust; bar: 3 x
#   - the first page of 50 of 100,000 events against that of 1,000; bar: 1.5 x
#   - the first screen of the timeline, with groups, counters and texts, of both
#
# A handset was not measured.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
count=${1:-500}
# Only what a release build makes may be compared.
cargo build --release --locked -p dunlog-ffi --lib
probe=$(tests/tools/probe.sh)
folder=$(mktemp -d /dev/shm/dunlog-bench.XXXXXX)
trap 'rm -rf "$folder"' EXIT
rust=$("$probe" hand-over "$folder/rust" "$count")
# The inner /dev/shm is a tmpfs too.
# shellcheck disable=SC2016
swift=$(tests/tools/swift.sh ios-demo/DunlogApp bash -euo pipefail -c '
  export DUNLOG_PROFILE=release
  export SWIFTPM_BUILD_DIR=$SWIFTPM_BUILD_DIR-bench
  swift build -c release --product DunlogBench >&2
  "$SWIFTPM_BUILD_DIR/release/DunlogBench" /dev/shm/bench "$1"' bench "$count" | tail -1)
python3 - "$rust" "$swift" <<'PY'
import json, sys
rust, swift = map(json.loads, sys.argv[1:])
ms = 1e6
print(f"one message: Swift {swift['message_ns'] / ms:.3f} ms, Rust {rust['median_ns'] / ms:.3f} ms, "
      f"ratio {swift['message_ns'] / rust['median_ns']:.2f} (bar 3)")
for what, bar in [("page", " (bar 1.5)"), ("screen", "")]:
    short, long = swift[f"short_{what}_ns"], swift[f"long_{what}_ns"]
    print(f"first {what}: 1,000 events {short / ms:.3f} ms, 100,000 events {long / ms:.3f} ms, "
          f"ratio {long / short:.2f}{bar}")
PY
