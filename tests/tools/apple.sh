#!/usr/bin/env bash
# Tests the Swift package: the part `apple` of tests/run.
#
#   1. `swift test` on Linux or a Mac, against the Rust library and a bundle of the command line;
#      a bundle made in Swift then goes to the command line. Then the tests of ios-demo/DunlogApp:
#      everything of the app that decides.
#   2. What only an iPhone or a Mac has is type-checked against stand-ins (bindings/apple/Stubs and
#      ios-demo/Stubs): the keystore, every screen, the intents and the share extension. Wrong calls
#      of ours must be refused, each of them.
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
  swift format lint --strict --recursive Package.swift Stubs Tests Sources/Dunlog/KeychainKeystore.swift \
    Sources/Dunlog/WorkProgress.swift
  swift test --build-path "$SWIFTPM_BUILD_DIR" --parallel --num-workers 2 --xunit-output "$DUNLOG_TARGET/apple/tests.xml"
'
# shellcheck disable=SC2016
tests/tools/swift.sh ios-demo bash -euo pipefail -c '
  swift format lint --strict --recursive App Intents Share DunlogApp
  # The variable stands before --build-path.
  export SWIFTPM_BUILD_DIR=$SWIFTPM_BUILD_DIR-app
  swift test --package-path DunlogApp --parallel --num-workers 2 --xunit-output "$DUNLOG_TARGET/apple/app.xml"

  stubs=$DUNLOG_TARGET/swift-stubs
  map=(-Xcc -fmodule-map-file=../bindings/apple/Sources/DunlogFFI/include/module.modulemap)
  module() {
    local name=$1 mode=$2
    shift 2
    swiftc -swift-version "$mode" -emit-module -parse-as-library -module-name "$name" -I "$stubs" "${map[@]}" \
      -o "$stubs/$name.swiftmodule" "$@"
  }
  for name in UniformTypeIdentifiers UIKit SwiftUI AppIntents LocalAuthentication AVFoundation CoreImage Darwin \
    UserNotifications; do
    module "$name" 5 "Stubs/$name.swift"
  done
  module Dunlog 5 ../bindings/apple/Sources/Dunlog/Generated/*.swift ../bindings/apple/Sources/Dunlog/*.swift
  # What the package manager writes for a package with resources.
  printf "import Foundation\nextension Bundle { static var module: Bundle { .main } }\n" >"$stubs/resources.swift"
  module DunlogApp 6 "$stubs/resources.swift" DunlogApp/Sources/DunlogApp/*/*.swift

  check() { swiftc -swift-version 5 -parse-as-library -typecheck -I "$stubs" "${map[@]}" "$@"; }
  check App/*.swift Intents/*.swift
  check Share/*.swift App/Phone.swift
  if check App/*.swift Intents/*.swift Stubs/Wrong.swift 2>"$stubs/wrong-app.log"; then
    echo "a wrong call was taken"
    exit 1
  fi
  [ "$(sed -nE "s/^Stubs\/Wrong.swift:([0-9]+):.* error:.*/\1/p" "$stubs/wrong-app.log" | sort -u | wc -l)" -eq 3 ] \
    || { cat "$stubs/wrong-app.log"; exit 1; }
'
"$program" verify "$bundles/out/evidence.zip" --trust "$bundles/out/key.txt"
all=0 bad=0
for suite in tests app; do
  read -r some failed < <(sed -nE 's/.*<testsuite [^>]*errors="([0-9]+)" tests="([0-9]+)" failures="([0-9]+)".*/\2 \3/p' "$bundles/$suite.xml")
  all=$((all + some)) bad=$((bad + failed))
done
# With what is type-checked (3), what is refused (2), and the bundle that went back.
printf 'test result: ok. %d passed; %d failed\n' "$((all - bad + 6))" "$bad"
