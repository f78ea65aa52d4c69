#!/usr/bin/env bash
# Checks that the code compiles where no test here can run it: the core for WebAssembly, 32 bits and
# Android, the library for phones for both widths of Android.
#
# `cargo check` links nothing, so the C compiler of the foreign target is replaced by
# empty-objects.sh, and no foreign tool chain is needed. It finds type and platform faults in the
# Rust code, and proves nothing about a phone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/tools/setup.sh
for target in aarch64_linux_android armv7_linux_androideabi i686_unknown_linux_gnu; do
  export "CC_$target=$PWD/tests/tools/empty-objects.sh" "AR_$target=ar"
done
checked=0
while read -r package target; do
  need_target "$target"
  echo "check $package for $target"
  cargo check --locked -p "$package" --target "$target"
  checked=$((checked + 1))
done <<'PAIRS'
dunlog-core wasm32-unknown-unknown
dunlog-core i686-unknown-linux-gnu
dunlog-ffi aarch64-linux-android
dunlog-ffi armv7-linux-androideabi
PAIRS
echo "test result: ok. $checked passed; 0 failed"
