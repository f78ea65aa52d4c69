#!/usr/bin/env python3
"""Writes the scenarios: tests/scenario/*.json, of story.py and render.py. docs/spec/scenario.md.

    make.py         write them
    make.py check   fail where a file is not what would be written
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True

from phone import millis  # noqa: E402
from render import LANGUAGES, head, pieces, timeline  # noqa: E402
from story import STORIES  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


def instant(event):
    """Where it stands: its time, else its local time read as UTC."""
    return event["time"] if event["time"] is not None else millis(event["local"].replace("T", " ")) + 8 * 3_600_000


def scenario(story):
    """A story as one object."""
    order = sorted(enumerate(story.events), key=lambda pair: (instant(pair[1]), pair[0]), reverse=True)
    story.events = [event for _, event in order]
    place = {event["id"]: at for at, event in enumerate(story.events)}
    rows = [{key: value for key, value in event.items() if key not in ("id", "creditor") and value is not None}
            for event in story.events]
    findings = [{**found, "records": [place.get(name, name) for name in found["records"]]} for found in story.findings]
    texts = {language: timeline(language, story) for language in LANGUAGES}
    screens = [{"row": place[event["id"]], "pieces": pieces(story, event),
                "texts": {language: head(language, story, event) for language in LANGUAGES}}
               for event in story.events if event["id"] in story.screens]
    return {"scenario": 1, "id": story.name, "why": story.why, "pack": "cn", "country": "CN", "now": story.now,
            "steps": story.phone.steps, "rows": rows, "findings": findings, "timeline": texts, "screens": screens}


def main():
    wanted = {HERE / f"{story.name}.json": json.dumps(scenario(story), ensure_ascii=False, indent=1) + "\n"
              for story in (make() for make in STORIES)}
    if sys.argv[1:] == []:
        for path, text in wanted.items():
            path.write_text(text, "utf-8")
    elif sys.argv[1:] != ["check"]:
        sys.exit(__doc__)
    stray = set(HERE.glob("*.json")) - set(wanted)
    wrong = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in sorted(stray | set(wrong)):
        print(f"{path.name} is not what make.py writes")
    print(f"{len(wanted)} scenarios, {len(LANGUAGES)} languages")
    return 1 if stray or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
