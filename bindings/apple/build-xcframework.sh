#!/usr/bin/env bash
# Builds DunlogFFI.xcframework for iPhone, simulator and Mac. Needs a Mac with Xcode; it was
# never run, because no Mac was at hand.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
out=${CARGO_TARGET_DIR:-target}
device=aarch64-apple-ios
simulators=(aarch64-apple-ios-sim x86_64-apple-ios)
macs=(aarch64-apple-darwin x86_64-apple-darwin)
headers=bindings/apple/Sources/DunlogFFI/include

export IPHONEOS_DEPLOYMENT_TARGET=16.0 MACOSX_DEPLOYMENT_TARGET=13.0
for triple in "$device" "${simulators[@]}" "${macs[@]}"; do
  rustup target add "$triple"
  CRATE=staticlib bindings/ffi/mobile.sh --target "$triple"
done

# One library for each platform: slices of both processors side by side.
join() {
  local name=$1 triple parts=()
  shift
  for triple in "$@"; do parts+=("$out/$triple/mobile/libdunlog_ffi.a"); done
  mkdir -p "$out/apple/$name"
  lipo -create "${parts[@]}" -output "$out/apple/$name/libdunlog_ffi.a"
}
join device "$device"
join simulator "${simulators[@]}"
join mac "${macs[@]}"

rm -rf "$out/apple/DunlogFFI.xcframework"
xcodebuild -create-xcframework \
  -library "$out/apple/device/libdunlog_ffi.a" -headers "$headers" \
  -library "$out/apple/simulator/libdunlog_ffi.a" -headers "$headers" \
  -library "$out/apple/mac/libdunlog_ffi.a" -headers "$headers" \
  -output "$out/apple/DunlogFFI.xcframework"
