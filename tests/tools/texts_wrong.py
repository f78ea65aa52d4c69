#!/usr/bin/env python3
"""Shows that tests/tools/texts.py finds what is wrong: each change to a small catalogue and two small apps must be told."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

TOOL = pathlib.Path(__file__).with_name("texts.py")
TEXTS = {
    "dunlog": {"dunlog.listener": {"zh-Hans": "消息", "zh-Hant": "訊息", "en": "Messages"}},
    "day": {
        "day.title": {"zh-Hans": "时间线", "zh-Hant": "時間線", "en": "Timeline & more"},
        "day.of": {"zh-Hans": "{name}，{date}", "zh-Hant": "{name}，{date}", "en": "{date}, {name}'s"},
        "day.count": {"zh-Hans": "{count} 项", "zh-Hant": "{count} 項", "en": {"one": "{count} item", "other": "{count} items"}},
        "day.kind.call": {"zh-Hans": "通话", "zh-Hant": "通話", "en": "call"},
    },
}
KOTLIN = 'val a = R.string.day_title; val b = R.plurals.day_count; val c = texts("day_kind_$kind"); android.R.string.ok'
SWIFT = 'Text("day.of"); Image(systemName: "day.fill"); Text("day.kind.\\(word)")'
MANIFEST = '<service android:label="@string/dunlog_listener" />'
# What is changed in which file, and what must be told then.
WRONG = [
    ("bindings/texts/day.json", ', "en": "call"', "", "needs zh-Hans, zh-Hant, en"),
    ("bindings/texts/day.json", "{date}, {name}'s", "{date}", "other placeholders"),
    ("bindings/texts/day.json", "{count} items", "items", "other placeholders"),
    ("bindings/texts/day.json", '"day.of"', '"day.title"', "stands twice"),
    ("bindings/texts/day.json", '"day.of"', '"day.kind_call"', "are one on Android"),
    ("bindings/texts/day.json", '"day.of"', '"week.of"', "is not day."),
    ("bindings/texts/day.json", "時間線", "时間線", "of another script"),
    ("bindings/texts/day.json", "通話", "短信", "said otherwise"),
    ("bindings/texts/day.json", "通话", "防篡改", "never say"),
    ("bindings/texts/day.json", "Timeline &", "Timeline \\u202e", "unseen character"),
    ("android-demo/src/main/res/values/strings.xml", "Timeline &amp;", "Timeline", "is not what the catalogue gives"),
    ("bindings/android/src/main/res/values/strings.xml", "Messages", "Texts", "is not what the catalogue gives"),
    ("ios-demo/DunlogApp/Sources/DunlogApp/Resources/Localizable.xcstrings", "时间线", "时间", "is not what the catalogue gives"),
    ("android-demo/src/main/kotlin/A.kt", "day_title", "day_tilte", "day_tilte is not in the catalogue"),
    ("android-demo/src/main/kotlin/A.kt", "R.string.day_title", "1", "day.title: no app uses it"),
    ("android-demo/src/main/kotlin/A.kt", "day_kind_$", "day_sort_$", "day_sort_… is not in the catalogue"),
    ("ios-demo/App/A.swift", "day.of", "day.off", "day.off is not in the catalogue"),
    ("android-demo/src/main/res/values/more.xml", "</resources>", '<string name="a">b</string></resources>', "outside of the catalogue"),
]


def run(root, word):
    done = subprocess.run([sys.executable, "-B", root / "tests/tools/texts.py", word], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        files = {f"bindings/texts/{name}.json": json.dumps(texts, ensure_ascii=False) for name, texts in TEXTS.items()}
        files |= {"android-demo/src/main/kotlin/A.kt": KOTLIN, "ios-demo/App/A.swift": SWIFT, "ios-demo/DunlogApp/Package.swift": "",
                  "bindings/android/src/main/AndroidManifest.xml": MANIFEST, "android-demo/src/main/res/values/more.xml": "<resources></resources>",
                  "bindings/texts/waiting.txt": "day.title\n"}
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, "utf-8")
        (root / "tests/tools").mkdir(parents=True)
        shutil.copy(TOOL, root / "tests/tools")
        first = run(root, "write")
        right = run(root, "check")
        strings = (root / "android-demo/src/main/res/values/strings.xml").read_text("utf-8")
        for wanted in ("Timeline &amp; more", "%2$s, %1$s\\'s", '<item quantity="one">%1$d item</item>'):
            if wanted not in strings:
                failed += 1
                print(f"strings.xml lacks {wanted}")
        if first[0] or right[0] or (root / "bindings/texts/waiting.txt").exists():
            failed += 1
            print("a catalogue without fault is not taken:", first, right)
        for name, old, new, told in WRONG:
            path = root / name
            before = path.read_text("utf-8")
            assert before.count(old) >= 1, (name, old)
            path.write_text(before.replace(old, new, 1), "utf-8")
            code, said = run(root, "check")
            path.write_text(before, "utf-8")
            if code != 1 or told not in said or "Traceback" in said:
                failed += 1
                print(f"{name}: {old!r} to {new!r} is not told as {told!r}: {said}")
    print(f"{len(WRONG)} faults, {len(WRONG) - failed} told")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
