#!/bin/sh
# Compiles and links the resources of app and library without the Android SDK: resources.sh APP LIBRARY TARGET FRAMEWORK.JAR
# The old aapt2 of Debian does not know the element queries (level 30) and takes it with a warning.
# gives TARGET/resources.apk, TARGET/AndroidManifest.xml (both manifests in one) and R.java of both below TARGET/generated-sources/r.
set -eu
mkdir -p "$3"
python3 "$1/tools/manifest.py" "$2/src/main/AndroidManifest.xml" "$1/src/main/AndroidManifest.xml" "$3/AndroidManifest.xml"
aapt2 compile --dir "$2/src/main/res" -o "$3/library.zip"
aapt2 compile --dir "$1/src/main/res" -o "$3/app.zip"
aapt2 link -I "$4" --manifest "$3/AndroidManifest.xml" --java "$3/generated-sources/r" --extra-packages dunlog.android \
  --warn-manifest-validation --min-sdk-version 26 --target-sdk-version 34 --version-code 1 --version-name 0.1.0 \
  --auto-add-overlay -o "$3/resources.apk" "$3/library.zip" -R "$3/app.zip"
