#!/usr/bin/env bash
# The Kotlin and Swift sources that UniFFI writes from bindings/ffi, and their C header.
#
#   tests/tools/bindings.sh          writes them beside and fails on any difference
#   tests/tools/bindings.sh write    writes them into the tree
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
target=${CARGO_TARGET_DIR:-$PWD/target}
kotlin=bindings/android/src/generated/kotlin/dunlog/dunlog_ffi.kt
swift=bindings/apple/Sources/Dunlog/Generated/Dunlog.swift
header=bindings/apple/Sources/DunlogFFI/include/DunlogFFI.h
map=bindings/apple/Sources/DunlogFFI/include/module.modulemap

cargo build --locked -p dunlog-ffi --features bindgen
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
library=$(find "$target/debug" -maxdepth 1 -name 'libdunlog_ffi.so' -o -maxdepth 1 -name 'libdunlog_ffi.dylib')
(cd bindings/ffi && "$target/debug/uniffi-bindgen" generate --library "$library" \
  --language kotlin --language swift --no-format --out-dir "$out")
# The names that Swift Package Manager and a Kotlin source set want.
pairs=("$out/dunlog/dunlog_ffi.kt:$kotlin" "$out/Dunlog.swift:$swift"
  "$out/DunlogFFI.h:$header" "$out/DunlogFFI.modulemap:$map")
changed=0
for pair in "${pairs[@]}"; do
  new=${pair%%:*} old=${pair#*:}
  # Blanks at the ends of lines and notes to itself are the generator's, and no difference.
  sed -i -e 's/[ \t]*$//' -e 's|// TODO: |// |' "$new"
  if [ "${1:-}" = write ]; then
    mkdir -p "$(dirname "$old")"
    cp "$new" "$old"
  elif ! diff -u "$old" "$new"; then
    changed=1
  fi
done
if [ "$changed" = 1 ]; then
  echo 'The generated sources differ; run tests/tools/bindings.sh write and commit them.'
  exit 1
fi
echo 'test result: ok. 4 passed; 0 failed'
