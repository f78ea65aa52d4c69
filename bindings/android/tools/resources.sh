#!/bin/sh
# Compiles res/ and the manifest without the Android SDK: resources.sh PROJECT TARGET FRAMEWORK.JAR
# gives TARGET/resources.apk, TARGET/AndroidManifest.xml (with the namespace that Gradle is told in
# build.gradle.kts) and TARGET/generated-sources/r/dunlog/android/R.java, whose numbers are no constants: an app gives its own.
set -eu
mkdir -p "$2"
sed 's/<manifest /<manifest package="dunlog.android" /' "$1/src/main/AndroidManifest.xml" >"$2/AndroidManifest.xml"
aapt2 compile --dir "$1/src/main/res" -o "$2/res.zip"
aapt2 link -I "$3" --manifest "$2/AndroidManifest.xml" --java "$2/generated-sources/r" \
  --min-sdk-version 26 --target-sdk-version 34 --auto-add-overlay --non-final-ids -o "$2/resources.apk" "$2/res.zip"
