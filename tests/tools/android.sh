#!/usr/bin/env bash
# Builds and tests bindings/android and android-demo on the JVM and under Robolectric, against the real Rust library.
#
#   android.sh CLI [TEST]   CLI is the command line's program, which verifies what the phone exports;
#                           TEST is what surefire's -Dtest takes
#
# The app stands on the library's two archives; its contact sheets, a picture for each screen, are then in target/app/pictures.
#
# DUNLOG_LIBRARY is a folder that has libdunlog_ffi.so already; without it the debug one is built. What stands in a
# folder `mobile` or `release` is taken for an optimised library: the long import then has 100,000 rows, else 10,000.
# Maven keeps its downloads in ~/.m2, outside of the tree; what it builds is built anew each time, for classes of an older
# state link against a newer one. Prints a line for each class and then one line
# `test result: … N passed; N failed` for tests/run to count.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cli=$(realpath "${1:?the program of the command line}")
library=$(realpath -m "${DUNLOG_LIBRARY:-${CARGO_TARGET_DIR:-target}/debug}")
project=bindings/android
built=$PWD/target/android
app=$PWD/target/app

for tool in java mvn aapt2; do
  type -P "$tool" >/dev/null && continue
  echo "missing: $tool (Debian packages openjdk-17-jdk-headless, maven, aapt)"
  exit 77
done

[ -n "${DUNLOG_LIBRARY:-}" ] || cargo build --locked --package dunlog-ffi --lib

rows=10000
case $(basename "$library") in mobile | release) rows=100000 ;; esac
[ $rows -eq 100000 ] || echo "the long import has $rows rows: 100000 only with an optimised library"

maven() {
  mvn --batch-mode --no-transfer-progress --file "$project/pom.xml" \
    "-Ddunlog.target=$built" "-Ddunlog.ffi=$library" "-Ddunlog.cli=$cli" "-Ddunlog.import.rows=$rows" "$@"
}

rm -rf "$built"
status=0
maven verify -Dmaven.test.failure.ignore=true ${2:+"-Dtest=$2"} || status=$?

# The check of public interfaces is itself checked: each of these classes must be found out.
for level in 26 34; do
  found=0
  for class in "$built"/test-classes/dunlog/beyond"$level"/*.class; do
    [ -e "$class" ] || continue
    rm -rf "$built/beyond"; mkdir -p "$built/beyond" && cp "$class" "$built/beyond/"
    if maven --quiet "animal-sniffer:check@public-$level" "-Ddunlog.checked=$built/beyond" >"$built/beyond.log" 2>&1; then
      echo "test beyond_level_$level ... FAILED: $(basename "$class") passed the check"
      status=1
    elif grep -q 'Undefined reference' "$built/beyond.log"; then
      echo "test beyond_level_$level ... ok: $(grep -m 1 -o 'Undefined reference.*' "$built/beyond.log")"
      found=1
    else
      cat "$built/beyond.log"
      status=1
    fi
  done
  [ "$found" -eq 1 ] || status=1
done

rm -rf "$app"
if [ -e "$built/dunlog-android-0.1.0.jar" ]; then
  mvn --batch-mode --no-transfer-progress --file android-demo/pom.xml "-Ddunlog.target=$app" "-Ddunlog.archives=$built" \
    "-Ddunlog.ffi=$library" "-Ddunlog.cli=$cli" verify -Dmaven.test.failure.ignore=true ${2:+"-Dtest=$2"} || status=$?
else
  echo 'the library was not built, and so the app is not'
  status=1
fi

python3 - "$status" "$built/surefire-reports" "$app/surefire-reports" <<'PY'
import pathlib
import sys
import xml.etree.ElementTree as tree

passed = failed = skipped = 0
# A folder of reports for the JVM and for each level, and the app's.
for report in (report for folder in sys.argv[2:] for report in sorted(pathlib.Path(folder).rglob("TEST-*.xml"))):
    suite = tree.parse(report).getroot()
    bad = int(suite.get("failures")) + int(suite.get("errors"))
    out = int(suite.get("skipped"))
    good = int(suite.get("tests")) - bad - out
    failed += bad
    skipped += out
    passed += good
    if good + bad + out > 0:
        print(f"{report.parent.name} {suite.get('name')}: {good} passed; {bad} failed; {out} passed over; {float(suite.get('time')):.1f} s")
    for case in suite.iter("testcase"):
        for fault in (*case.iter("failure"), *case.iter("error")):
            print(f"FAILED: {report.parent.name} {case.get('classname')}.{case.get('name')}: {fault.get('message')}")
        if case.find("skipped") is not None:
            print(f"passed over: {case.get('classname')}.{case.get('name')}: {case.find('skipped').get('message')}")
if passed + failed == 0:
    failed = 1
word = "ok" if failed == 0 and sys.argv[1] == "0" else "FAILED"
print(f"test result: {word}. {passed} passed; {failed} failed; {skipped} passed over")
sys.exit(word != "ok")
PY
