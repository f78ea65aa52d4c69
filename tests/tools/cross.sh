#!/usr/bin/env bash
# Checks that the core compiles where no test here can run it: WebAssembly, 32 bits, Android.
#
# `cargo check` links nothing, so the C compiler of the Android target is replaced by
# empty-objects.sh, and no foreign tool chain is needed. It finds type and platform faults in the
# Rust code, and proves nothing about a phone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/tools/setup.sh
export CC_aarch64_linux_android=$PWD/tests/tools/empty-objects.sh AR_aarch64_linux_android=ar
export CC_i686_unknown_linux_gnu=$PWD/tests/tools/empty-objects.sh AR_i686_unknown_linux_gnu=ar
for target in wasm32-unknown-unknown i686-unknown-linux-gnu aarch64-linux-android; do
  need_target "$target"
  echo "check for $target"
  cargo check --locked -p dunlog-core --target "$target"
done
echo 'test result: ok. 3 passed; 0 failed'
