#!/usr/bin/env bash
# Puts the app's APK together without native code and signs it with a key made for this run: a proof that resources, manifest and
# classes fit, not an app that runs.
#
#   apk.sh     after tests/tools/android.sh, which builds what is put together
#
# D8 turns the classes into Android's form, aapt2 linked the resources already, and Debian's zipalign and apksigner do the rest. Prints
# what it checked and then one line `test result: … N passed; N failed` for tests/run to count.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
built=$PWD/target/app
library=$PWD/target/android
out=$built/apk
r8=com.android.tools:r8:8.5.35
passed=0

for tool in java mvn zipalign apksigner aapt2 keytool; do
  type -P "$tool" >/dev/null && continue
  echo "missing: $tool (Debian packages openjdk-17-jdk-headless, maven, zipalign, apksigner, aapt)"
  exit 77
done
[ -e "$built/resources.apk" ] || { echo 'the app is not built: run tests/run android first'; exit 1; }

ok() { passed=$((passed + 1)); printf 'test %s ... ok%s\n' "$1" "${2:+: $2}"; }
fail() { printf 'test %s ... FAILED: %s\n' "$1" "$2"; printf 'test result: FAILED. %d passed; 1 failed\n' "$passed"; exit 1; }

maven=(mvn --batch-mode --no-transfer-progress --quiet)
repository=$(mvn --batch-mode --quiet help:evaluate -Dexpression=settings.localRepository -DforceStdout 2>/dev/null || true)
[ -d "$repository" ] || repository=$HOME/.m2/repository
d8=$repository/com/android/tools/r8/8.5.35/r8-8.5.35.jar
[ -e "$d8" ] || "${maven[@]}" dependency:get "-Dartifact=$r8" -Dtransitive=false || { echo "Maven cannot get $r8"; exit 77; }

rm -rf "$out"; mkdir -p "$out/dex"
# What an app carries of its libraries: the classes that tests run on are the platform's or the tests' own.
"${maven[@]}" --file android-demo/pom.xml "-Ddunlog.archives=$library" dependency:build-classpath \
  -DincludeScope=runtime "-Dmdep.outputFile=$out/classpath"
platform=$(find "$repository/org/robolectric/android-all" -name 'android-all-14-*.jar' | head -1)
mapfile -t jars < <(tr ':' '\n' <"$out/classpath" | grep -v -e '-tests.jar$' -e '/robolectric/' -e '^$' | sort -u)
(cd "$built/classes" && find . -name '*.class' >"$out/classes.list")
(cd "$built/classes" && jar --create --file "$out/app.jar" @"$out/classes.list")
java -Xmx1g -cp "$d8" com.android.tools.r8.D8 --release --min-api 26 --lib "$platform" --output "$out/dex" \
  "$out/app.jar" "$library/dunlog-android-0.1.0.jar" "${jars[@]}" >"$out/d8.log" 2>&1 || { tail -20 "$out/d8.log"; fail dex 'D8 failed'; }
ok dex "$(cat "$out"/dex/*.dex | wc -c) bytes in $(find "$out/dex" -name '*.dex' | wc -l) files"

cp "$built/resources.apk" "$out/unaligned.apk"
(cd "$out/dex" && jar --update --no-compress --file ../unaligned.apk ./*.dex)
zipalign -f -p 4 "$out/unaligned.apk" "$out/aligned.apk"
zipalign -c -p 4 "$out/aligned.apk" || fail align 'zipalign finds fault'
ok align

keytool -genkeypair -keystore "$out/test.p12" -storepass testing -alias test -keyalg EC -groupname secp256r1 -validity 2 \
  -dname 'CN=a test' >"$out/keytool.log" 2>&1 || fail key 'keytool failed'
apksigner sign --ks "$out/test.p12" --ks-pass pass:testing --min-sdk-version 26 --out "$out/app.apk" "$out/aligned.apk"
apksigner verify --verbose --min-sdk-version 26 "$out/app.apk" >"$out/verify.log" 2>&1 || { cat "$out/verify.log"; fail signature 'apksigner does not verify it'; }
grep -q 'v2 scheme (APK Signature Scheme v2): true' "$out/verify.log" || fail signature 'no signature of scheme 2'
ok signature

# Every class that the manifest names must be in the classes, or the system cannot start it.
badging=$(aapt2 dump badging "$out/app.apk" 2>/dev/null) || fail manifest 'aapt2 does not read it'
names=$(aapt2 dump xmltree --file AndroidManifest.xml "$out/app.apk" 2>/dev/null | grep -o 'name(0x01010003)="dunlog[^"]*"' | cut -d'"' -f2 | sort -u)
for name in $names; do
  case $name in dunlog.app.Plain | dunlog.app.Neutral) continue ;; esac
  grep -aq "L${name//./\/};" "$out"/dex/*.dex || fail manifest "$name is in no class file"
done
ok manifest "$(wc -w <<<"$names") components"
grep -q 'android.permission.INTERNET' <<<"$badging" && fail permissions 'it may open connections'
for level in "sdkVersion:'26'" "targetSdkVersion:'34'"; do
  grep -q "$level" <<<"$badging" || fail permissions "not $level"
done
ok permissions "$(grep -c '^uses-permission:' <<<"$badging") permissions, none for the network"
printf '%s bytes, without native code\n' "$(stat -c %s "$out/app.apk")"
printf 'test result: ok. %d passed; 0 failed\n' "$passed"
