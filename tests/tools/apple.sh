#!/usr/bin/env bash
# Tests the Swift package: the part `apple` of tests/run.
#
#   1. `swift test` on Linux or a Mac, against the Rust library and a bundle of the command line;
#      a bundle made in Swift then goes to the command line. Then the tests of ios-demo/DunlogApp:
#      everything of the app that decides.
#   2. What only an iPhone or a Mac has is type-checked against stand-ins (bindings/apple/Stubs),
#      and a wrong call of ours must be refused.
#   3. `swift format lint --strict` of what is written by hand.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
program=$(realpath "${1:?the program}")
target=${CARGO_TARGET_DIR:-$PWD/target}
bundles=$target/apple
rm -rf "$bundles"
mkdir -p "$bundles/out"
cargo build --locked -p dunlog-ffi
"$program" demo "$bundles/demo" >/dev/null

# Everything that Swift does happens in one call: the inner shell has Swift's own paths.
# shellcheck disable=SC2016
tests/tools/swift.sh bindings/apple bash -euo pipefail -c '
  export DUNLOG_DEMO=$DUNLOG_TARGET/apple/demo DUNLOG_OUT=$DUNLOG_TARGET/apple/out
  stubs=$DUNLOG_TARGET/swift-stubs
  mkdir -p "$stubs"
  swiftc -emit-module -module-name Security -o "$stubs/Security.swiftmodule" Stubs/Security.swift
  check() {
    swiftc -swift-version 5 -typecheck -I "$stubs" \
      -Xcc -fmodule-map-file=Sources/DunlogFFI/include/module.modulemap "$@"
  }
  check Sources/Dunlog/Generated/*.swift Sources/Dunlog/*.swift
  if check Sources/Dunlog/Generated/*.swift Sources/Dunlog/*.swift Stubs/Wrong.swift 2>"$stubs/wrong.log"; then
    echo "a wrong call was taken"
    exit 1
  fi
  [ "$(grep -c "^Stubs/Wrong.swift.*: error:" "$stubs/wrong.log")" -eq 2 ] || { cat "$stubs/wrong.log"; exit 1; }
  swift format lint --strict --recursive Package.swift Stubs Tests Sources/Dunlog/KeychainKeystore.swift
  swift test --build-path "$SWIFTPM_BUILD_DIR" --parallel --num-workers 2 --xunit-output "$DUNLOG_TARGET/apple/tests.xml"
'
# shellcheck disable=SC2016
tests/tools/swift.sh ios-demo/DunlogApp bash -euo pipefail -c '
  swift format lint --strict --recursive .
  swift test --build-path "$SWIFTPM_BUILD_DIR-app" --parallel --num-workers 2 --xunit-output "$DUNLOG_TARGET/apple/app.xml"
'
"$program" verify "$bundles/out/evidence.zip" --trust "$bundles/out/key.txt"
all=0 bad=0
for suite in tests app; do
  read -r some failed < <(sed -nE 's/.*<testsuite [^>]*errors="([0-9]+)" tests="([0-9]+)" failures="([0-9]+)".*/\2 \3/p' "$bundles/$suite.xml")
  all=$((all + some)) bad=$((bad + failed))
done
# With what is type-checked, what is refused, and the bundle that went back.
printf 'test result: ok. %d passed; %d failed\n' "$((all - bad + 3))" "$bad"
