"""Second mind of docs/app.md, part 2: what an app must write of events that are known."""

import datetime
import json
import pathlib
import unicodedata

from phone import BEIJING, millis

ROOT = pathlib.Path(__file__).resolve().parents[2]
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
CATALOGUE = {}
for path in (ROOT / "bindings/texts").glob("*.json"):
    CATALOGUE |= json.loads(path.read_text("utf-8"))
TITLES = {rule["id"]: rule["title"] for rule in json.loads((ROOT / "core/packs/cn.json").read_text("utf-8"))["rules"]}
CLASSES = {"quiet-hours": "hours"}
LEVELS = ["context", "undecided", "borderline", "review", "sign"]
UNSEEN = [(0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
          (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164),
          (0xE000, 0xF8FF), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0xFDD0, 0xFDEF),
          (0xFFFE, 0xFFFF), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0x10FFFF)]


def say(language, key, **values):
    text = CATALOGUE[key][language]
    if isinstance(text, dict):
        text = text["one" if values["count"] == 1 else "other"]
    return text.format(**values)


def visible(text, breaks=False):
    """The text with what cannot be seen written as code points (2.6)."""
    out, marks = [], 0
    for c in text:
        marks = marks + 1 if unicodedata.category(c).startswith("M") else 0
        unseen = unicodedata.category(c) == "Cc" or any(a <= ord(c) <= b for a, b in UNSEEN)
        hidden = not (c == "\n" and breaks) and (unseen or marks > 4)
        out.append(f"⟨U+{ord(c):04X}⟩" if hidden else c)
    return "".join(out)


def offset(minutes):
    sign, rest = ("-" if minutes < 0 else "+"), abs(minutes)
    return f"UTC{sign}{rest // 60}" + (f":{rest % 60:02}" if rest % 60 else "")


def civil(time, minutes, form):
    zone = datetime.timezone(datetime.timedelta(minutes=minutes))
    return datetime.datetime.fromtimestamp(time // 1000, zone).strftime(form)


def when(language, event, whole=False):
    """The time of an event, in a list or whole (2.1)."""
    form = "%Y-%m-%d %H:%M:%S" if whole else "%H:%M"
    time, minutes, local = event["time"], event["offset"], event.get("local")
    if time is None:
        clock = local.replace("T", " ") if whole else local[11:16]
        return say(language, "line.time_zone_unknown", time=clock)
    beijing = civil(time, 480, form)
    if minutes is None:
        return say(language, "line.time_zone_not_recorded", time=beijing)
    own = civil(time, minutes, form)
    if not whole and civil(time, minutes, "%m-%d") != civil(time, 480, "%m-%d"):
        own = civil(time, minutes, "%m-%d ") + own
    own = f"{own} {offset(minutes)}"
    return own if minutes == 480 else say(language, "line.time_beijing", own=own, beijing=beijing)


def day_of(event):
    return event["local"][:10] if event["time"] is None else civil(event["time"], 480, "%Y-%m-%d")


def number_text(event):
    return (event["number"] or event["shown"]).removeprefix("+86")


def party(language, event, story):
    """The other side (2.3)."""
    if event["shown"] is None:
        return say(language, "line.party_none")
    if event["shown"] == "" and event["number"] is None:
        return say(language, "line.party_hidden")
    named = story.names.get(event["number"])
    if event["members"] > 1:
        return say(language, "line.party_group", name=visible(number_text(event)), number=event["members"])
    if event["contact"] and event["number"]:
        return say(language, "line.party_contact", name=visible(event["contact"]), number=number_text(event))
    if event["number"] is None:
        return say(language, "line.party_name_only", name=visible(event["shown"]))
    if named:
        return say(language, "line.party_named", name=visible(named), number=number_text(event))
    return visible(number_text(event))


def length(language, seconds):
    if seconds is None:
        return say(language, "line.length_unknown")
    if seconds < 60:
        return say(language, "line.seconds", count=seconds)
    if seconds < 3600:
        return say(language, "line.minutes", minutes=seconds // 60, seconds=seconds % 60)
    return say(language, "line.hours", hours=seconds // 3600, minutes=seconds % 3600 // 60)


def what(language, event):
    """What it was (2.5)."""
    channel, direction = event["channel"], event["direction"]
    if channel != "call":
        if channel == "other" and direction is None:
            return say(language, "line.note")
        return say(language, f"line.{channel}" if channel in ("visit", "letter", "other") else f"line.{channel}_{direction}")
    outcome, seconds = event["outcome"], event["seconds"]
    if direction == "in" and outcome in ("connected", None) and seconds == 0:
        return say(language, "line.call_in.unanswered")
    word = outcome or "unknown"
    if direction == "out" and word not in ("connected", "unknown"):
        word = "other"
    values = {"length": length(language, seconds)} if word == "connected" else {}
    return say(language, f"line.call_{direction}.{word}", **values)


def connected(event):
    """Whether a call in was answered; none where it is not known (2.4)."""
    outcome, seconds = event["outcome"], event["seconds"]
    if outcome == "connected":
        return None if seconds is None else seconds >= 1
    return None if outcome is None and seconds != 0 else False


def flags(story, event):
    """The rules that flag an event, each by its highest level (2.5)."""
    best = {}
    for found in story.findings:
        if event["id"] in found["records"] and found["level"] != "context":
            level = LEVELS.index(found["level"])
            best[found["rule"]] = max(level, best.get(found["rule"], 0))
    return sorted(best.items(), key=lambda flag: (-flag[1], flag[0]))


def counters(story, events, today):
    """Counters of a group on a day: pairs of key and number, in their order (2.4)."""
    calls = [e for e in events if e["channel"] == "call" and e["direction"] == "in"]
    states = [connected(call) for call in calls]
    barred = [e for e in events if any(CLASSES.get(rule) == "hours" and level >= 2 for rule, level in flags(story, e))]
    texts = [e for e in events if e["channel"] in ("sms", "mms", "chat") and e["direction"] == "in"]
    found = [("timeline.connected_today" if today else "timeline.connected_day", states.count(True)),
             ("timeline.attempts_day", states.count(False)), ("timeline.unknown_day", states.count(None)),
             ("timeline.messages_day", len(texts)), ("timeline.outside_hours", len(barred)),
             ("timeline.flagged", sum(bool(flags(story, e)) for e in events))]
    always = {0, 4} if today and events[0]["creditor"] else set()
    return [pair for at, pair in enumerate(found) if pair[1] or at in always]


def row_lines(language, story, event, alone):
    """The lines of an event in the timeline (2.5)."""
    first = [when(language, event)] + ([] if alone else [party(language, event, story)]) + [what(language, event)]
    if event["files"]:
        first.append(say(language, "line.files", count=event["files"]))
    out = [" · ".join(first)]
    if event["body"] is not None:
        short = event["body"][:80] + ("…" if len(event["body"]) > 80 else "")
        for ends in ("\r\n", "\r", "\n"):
            short = short.replace(ends, "\n")
        while "\n\n" in short:
            short = short.replace("\n\n", "\n")
        out.append(visible(short.replace("\n", " ")))
    for rule, level in flags(story, event):
        word = say(language, f"word.level.{LEVELS[level]}")
        out.append(say(language, "line.flag", level=word, title=TITLES[rule][language]))
    if event["disagrees"]:
        out.append(say(language, "event.disagree"))
    return out


def groups(events):
    """The groups of a day, newest event first."""
    found = {}
    for event in events:
        key = ("creditor", event["creditor"]) if event["creditor"] else ("party", event["number"] or event["shown"])
        found.setdefault(key, []).append(event)
    return list(found.items())


def timeline(language, story):
    """Every line of the timeline (2.2 to 2.5)."""
    now = civil(story.now, 480, "%Y-%m-%d")
    before = civil(story.now - 86_400_000, 480, "%Y-%m-%d")
    begun = [(civil(a, 480, "%Y-%m-%d"), a, b, way, reason) for a, b, way, reason in story.gaps]
    days = {day_of(event) for event in story.events} | {gap[0] for gap in begun}
    out = []
    for day in [now] + sorted(days - {now}, reverse=True):
        key = {now: "timeline.today", before: "timeline.yesterday"}.get(day)
        out.append(say(language, key, date=day) if key else day)
        for _, a, b, way, reason in sorted(gap for gap in begun if gap[0] == day):
            out.append(say(language, "timeline.gap", way=say(language, f"word.way.{way}"), reason=say(language, f"word.gap.{reason}"),
                           **{"from": civil(a, 480, "%m-%d %H:%M"), "to": civil(b, 480, "%m-%d %H:%M")}))
        start = millis(f"{day} 00:00:00")
        if any(a < start + 86_400_000 and b > start for a, b, _, _ in story.gaps):
            out.append(say(language, "timeline.gap_day"))
        events = [event for event in story.events if day_of(event) == day]
        if day == now and not events:
            out.append(say(language, "timeline.today_none"))
        for (kind, name), members in groups(events):
            role = story.roles.get(name)
            heading = visible(name) if kind == "creditor" else party(language, members[0], story)
            if kind == "party" and role:
                heading += " · " + say(language, f"word.role.{role}")
            out.append(heading)
            counts = counters(story, members, day == now)
            if counts:
                out.append(" · ".join(say(language, key, count=count) for key, count in counts))
            for event in members:
                out += row_lines(language, story, event, kind == "party")
    return out


def pieces(story, event):
    """The words of an event, marked and unmarked (2.7); each piece is made visible."""
    body, spans = event["body"] or "", []
    for found in story.findings:
        if found["records"][:1] == [event["id"]] and found.get("words") and found["level"] != "context":
            at = body.index(found["words"])
            spans.append((at, at + len(found["words"])))
    out, at = [], 0
    for a, b in sorted(spans):
        if out and a <= at:
            out[-1][0], at = body[out[-1][2]:max(b, at)], max(b, at)
            continue
        if a > at:
            out.append([body[at:a], False, at])
        out.append([body[a:b], True, a])
        at = b
    if at < len(body):
        out.append([body[at:], False, at])
    return [[visible(text, True), marked] for text, marked, _ in out]


def head(language, story, event):
    """The first lines of the event's screen (2.8)."""
    count = len(event["sources"])
    out = [what(language, event), when(language, event, True), party(language, event, story),
           say(language, "event.sightings", count=count)]
    for source in event["sources"]:
        out.append(say(language, f"word.source.{source}") + " · " + say(language, f"word.weight.{source}"))
    last = "event.disagree" if event["disagrees"] else "event.sightings_note" if count > 1 else "event.one_sighting"
    out.append(say(language, last))
    return out
