#!/usr/bin/env python3
"""The texts that a borrower reads: one catalogue, from which each app's own form is made.

    texts.py check            the catalogue is whole, what was made of it is up to date, and apps and
                              catalogue name the same texts
    texts.py write [--first]  make those files; with --first also for an app that has none yet

The catalogue is bindings/texts/SCREEN.json, one object, each key beginning with its file's name:

    "timeline.title": {"zh-Hans": "时间线", "zh-Hant": "時間線", "en": "Timeline"}
    "timeline.count": {"zh-Hans": "{count} 项", "zh-Hant": "{count} 項",
                       "en": {"one": "{count} item", "other": "{count} items"}}

Placeholders are {name}, numbered by where they first stand in zh-Hans; {count} is an integer, every
other one is text. A plural has {count} and no other placeholder. A key of the file dunlog.json belongs to the
Android library. A text that stands in bindings/texts/waiting.txt is not used by any app yet;
`write` takes out of that list what an app uses.
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEXTS = ROOT / "bindings/texts"
WAITING = TEXTS / "waiting.txt"
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
FOLDERS = {"en": "values", "zh-Hans": "values-b+zh+Hans", "zh-Hant": "values-b+zh+Hant"}
LIBRARY = ROOT / "bindings/android"
ANDROID = ROOT / "android-demo"
APPLE = ROOT / "ios-demo"
CATALOGUE = APPLE / "DunlogApp/Sources/DunlogApp/Resources/Localizable.xcstrings"
HOLE = re.compile(r"\{([a-z_]+)\}")
# What must stand nowhere: claims that nothing here can keep.
NEVER = ("防篡改", "存证平台", "存證平台", "tamper-proof")
# What people in Taiwan and Hong Kong say otherwise; a text with one of these was only converted.
MAINLAND = ("短信", "彩信", "信息", "程序", "軟件", "硬件", "網絡", "默認", "視頻", "屏幕", "導出", "導入",
            "截屏", "用戶", "運營商", "數據庫", "文件夾", "打印", "賬號", "字段", "字節", "設置")
# Signs that the old character sets lack; else a text of one script with a letter of the other fails.
SIGNS = str.maketrans("", "", "·›…“”「」【】—–")

faults = []


def fault(where, what):
    faults.append(f"{where}: {what}")


def pairs_once(where):
    """Reads an object and tells of keys that stand twice."""
    def take(pairs):
        for key in {key for key, _ in pairs if sum(other == key for other, _ in pairs) > 1}:
            fault(where, f"{key} stands twice")
        return dict(pairs)
    return take


def forms(text):
    """A text's forms by plural category; of a plain text, `other` alone."""
    return text if isinstance(text, dict) else {"other": text}


def holes(text):
    return list(dict.fromkeys(HOLE.findall(text)))


def load():
    """The catalogue: key to its texts by language, files and keys in their order."""
    catalogue, names = {}, {}
    for path in sorted(TEXTS.glob("*.json")):
        entries = json.loads(path.read_text("utf-8"), object_pairs_hook=pairs_once(path.name))
        for key, texts in entries.items():
            if not re.fullmatch(rf"{path.stem}(\.[a-z0-9_]+)+", key):
                fault(path.name, f"{key} is not {path.stem}. and a name of a-z, 0-9, _ and .")
            name = key.replace(".", "_")
            if name in names:
                fault(path.name, f"{key} and {names[name]} are one on Android")
            names[name] = key
            catalogue[key] = texts
            entry(key, texts)
    return catalogue


def entry(key, texts):
    """Checks one entry's form."""
    if tuple(texts) != LANGUAGES:
        fault(key, f"needs {', '.join(LANGUAGES)}, in this order")
        return
    wanted = set(holes(forms(texts["zh-Hans"])["other"]))
    plural = any(isinstance(text, dict) for text in texts.values())
    if plural and wanted != {"count"}:
        fault(key, "is a plural and needs {count} alone")
    if any(isinstance(texts[language], dict) for language in LANGUAGES[:2]):
        fault(key, "Chinese has no plural")
    for language, text in texts.items():
        if isinstance(text, dict) and set(text) != {"one", "other"}:
            fault(key, f"{language}: a plural has one and other")
        for form in forms(text).values():
            if set(holes(form)) != wanted:
                fault(key, f"{language}: other placeholders than in zh-Hans")
            words(key, language, form)


def words(key, language, text):
    """Checks one text's characters and words."""
    rest = HOLE.sub("", text)
    if not text or text != text.strip() or "  " in text:
        fault(key, f"{language}: empty, or blanks at an end or doubled")
    if re.search(r"[{}%\\\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", rest):
        fault(key, f"{language}: a brace, %, backslash or unseen character")
    for word in NEVER:
        if word in text.lower():
            fault(key, f"{language}: never say {word}")
    if language == "zh-Hant":
        for word in MAINLAND:
            if word in text:
                fault(key, f"zh-Hant: {word} is said otherwise there")
    letters = {"zh-Hans": "gb2312", "zh-Hant": "big5", "en": "utf-8"}[language]
    odd = [c for c in text.translate(SIGNS) if not c.encode(letters, "ignore")]
    if odd:
        fault(key, f"{language}: {''.join(odd)} is of another script")


def filled(text, order, integer, string):
    """`text` with its placeholders in a platform's form."""
    return HOLE.sub(
        lambda hole: f"%{order.index(hole[1]) + 1}${integer if hole[1] == 'count' else string}", text)


def order_of(texts):
    return holes(forms(texts["zh-Hans"])["other"])


def android(catalogue, language):
    """Android's strings.xml for one language."""
    def value(text, order):
        text = filled(text, order, "d", "s").replace("&", "&amp;").replace("<", "&lt;")
        text = text.replace("'", "\\'").replace('"', '\\"')
        return "\\" + text if text[0] in "@?" else text

    out = ['<?xml version="1.0" encoding="utf-8"?>',
           "<!-- Made by tests/tools/texts.py of bindings/texts; change it there. -->", "<resources>"]
    for key, texts in catalogue.items():
        name, order, text = key.replace(".", "_"), order_of(texts), texts[language]
        if any(isinstance(other, dict) for other in texts.values()):
            out.append(f'    <plurals name="{name}">')
            out += [f'        <item quantity="{category}">{value(form, order)}</item>'
                    for category, form in forms(text).items()]
            out.append("    </plurals>")
        else:
            out.append(f'    <string name="{name}">{value(text, order)}</string>')
    return "\n".join(out + ["</resources>", ""])


def apple(catalogue):
    """Apple's string catalogue."""
    def unit(text, order):
        return {"stringUnit": {"state": "translated", "value": filled(text, order, "lld", "@")}}

    strings = {}
    for key, texts in sorted(catalogue.items()):
        order, localizations = order_of(texts), {}
        plural = any(isinstance(text, dict) for text in texts.values())
        for language in sorted(texts):
            made = {category: unit(form, order) for category, form in forms(texts[language]).items()}
            localizations[language] = (
                {"variations": {"plural": made}} if plural else made["other"])
        strings[key] = {"extractionState": "manual", "localizations": localizations}
    whole = {"sourceLanguage": "en", "strings": strings, "version": "1.0"}
    return json.dumps(whole, ensure_ascii=False, indent=2, separators=(",", " : ")) + "\n"


def products(catalogue, first):
    """Each file that is made, with its content."""
    library = {key: texts for key, texts in catalogue.items() if key.startswith("dunlog.")}
    rest = {key: texts for key, texts in catalogue.items() if key not in library}
    out = {}
    for root, part in ((LIBRARY, library), (ANDROID, rest)):
        if root.exists() or first:
            for language, folder in FOLDERS.items():
                out[root / "src/main/res" / folder / "strings.xml"] = android(part, language)
    if (APPLE / "DunlogApp").exists() or first:
        out[CATALOGUE] = apple(rest)
    return out


def sources(root, endings):
    """An app's own sources, without tests and without what is built."""
    skipped = {"build", ".build", "target", "Tests", "test"}
    for path in sorted(root.rglob("*")) if root.exists() else ():
        if path.suffix in endings and not skipped & set(path.relative_to(root).parts):
            yield path, path.read_text("utf-8")


def uses(catalogue):
    """The keys that apps use; tells of those that are not there."""
    keys = {key.replace(".", "_"): key for key in catalogue}
    used = set()

    def take(path, key, found):
        if key not in found:
            fault(path.relative_to(ROOT), f"{key} is not in the catalogue")
        else:
            used.add(found[key])

    def family(path, prefix, found):
        members = {found[key] for key in found if key.startswith(prefix)}
        if not members:
            fault(path.relative_to(ROOT), f"{prefix}… is not in the catalogue")
        used.update(members)

    for root in (LIBRARY, ANDROID):
        for path, text in sources(root / "src/main", {".kt", ".java", ".xml"}):
            if path.name == "strings.xml":
                continue
            for name in re.findall(r"(?<!android\.)\bR\.(?:string|plurals)\.(\w+)|@(?:string|plurals)/(\w+)", text):
                take(path, "".join(name), keys)
            for prefix in re.findall(r'"([a-z0-9]+(?:_[a-z0-9]+)*_)\$', text):
                family(path, prefix, keys)
            for string in re.findall(r"<string [^>]*>", text):
                if 'translatable="false"' not in string:
                    fault(path.relative_to(ROOT), "a text for people outside of the catalogue")
    first = "|".join(sorted({key.split(".")[0] for key in catalogue}))
    for path, text in sources(APPLE, {".swift"}):
        text = re.sub(r'\b(?:systemName|systemImage):\s*"[^"]*"', "", text)
        for key in re.findall(rf'"((?:{first})(?:\.[a-z0-9_]+)+)"', text):
            take(path, key, {key: key for key in catalogue})
        for prefix in re.findall(rf'"((?:{first})(?:\.[a-z0-9_]+)*\.)\\\(', text):
            family(path, prefix, {key: key for key in catalogue})
    return used


def waiting():
    return WAITING.read_text("utf-8").split() if WAITING.exists() else []


def write(catalogue, used, first):
    for path, content in products(catalogue, first).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    left = [key for key in dict.fromkeys(waiting()) if key in catalogue and key not in used]
    if left:
        WAITING.write_text("\n".join(left) + "\n", "utf-8")
    else:
        WAITING.unlink(missing_ok=True)


def check(catalogue, used):
    for path, content in products(catalogue, False).items():
        there = path.read_text("utf-8") if path.exists() else ""
        if there != content:
            fault(path.relative_to(ROOT), "is not what the catalogue gives: tests/tools/texts.py write")
    wait = set(waiting())
    for key in sorted(wait - set(catalogue)):
        fault("waiting.txt", f"{key} is not in the catalogue")
    for key in catalogue:
        if key not in used and key not in wait:
            fault(key, "no app uses it")
    print(f"{len(catalogue)} texts, {len(used)} used, {len(wait - used)} wait for an app")


def main():
    if sys.argv[1:] not in (["check"], ["write"], ["write", "--first"]):
        sys.exit(__doc__)
    catalogue = load()
    # Nothing is made of a catalogue that is not whole.
    if not faults:
        used = uses(catalogue)
        if sys.argv[1] == "check":
            check(catalogue, used)
        else:
            write(catalogue, used, "--first" in sys.argv)
    for line in faults:
        print(line)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
