#!/usr/bin/env bash
# How large the library is that a phone carries: built for this machine with the profile `mobile`,
# stripped. bindings/ffi/size.txt has the figure of the last change.
#
#   tests/tools/size.sh          fails where it grew by more than 5 %
#   tests/tools/size.sh write    writes the figure down
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
goal=4000000
record=bindings/ffi/size.txt
bindings/ffi/mobile.sh
library=${CARGO_TARGET_DIR:-$PWD/target}/mobile/libdunlog_ffi.so
python3 -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$library"
size=$(stat -c %s "$library")
echo "$library: $size bytes"
if [ "$size" -gt "$goal" ]; then
  # docs/bindings.md says what takes the space.
  echo "above the goal of $goal bytes by $((size - goal))"
fi
if [ "${1:-}" = write ]; then
  echo "$size" >"$record"
else
  known=$(cat "$record")
  if [ $((size * 100)) -gt $((known * 105)) ]; then
    echo "more than 5 % above $known bytes"
    exit 1
  fi
fi
echo 'test result: ok. 1 passed; 0 failed'
