"""Messages that their sender took back between two backups: what they said stays, and nobody is blamed."""

import json
import plistlib

import ios_backup
import ios_schema
from bad_backups import messages, row
from ios_phone import BASE, SMS, WHATSAPP, insert
from ios_typedstream import attributed

WORDS = "弄死你"
ONE = "8613900006666@s.whatsapp.net"


def backup(folder, text, summary=None, kind=0):
    """A backup with one message in Messages and one in WhatsApp, both of these words or of none."""

    def fill(link):
        session = {"ZSESSIONTYPE": 0, "ZCONTACTJID": ONE, "ZPARTNERNAME": "小齐"}
        session = insert(link, "ZWACHATSESSION", session)
        message = {"ZISFROMME": 0, "ZMESSAGETYPE": kind, "ZCHATSESSION": session, "ZMESSAGEDATE": BASE[17] + 0.5}
        insert(link, "ZWAMESSAGE", message | {"ZTEXT": text, "ZFROMJID": ONE, "ZSTANZAID": "3AAA"})

    def more(link):
        body = attributed(text) if text else None
        row(link, "taken-back", service="iMessage", attributedBody=body, message_summary_info=summary)

    made = ios_backup.Backup(17)
    made.add(*SMS, messages(after=more))
    made.add(*WHATSAPP, ios_backup.database(ios_schema.WHATSAPP, fill))
    return made.write(folder)


def taken_back(run):
    """In both orders, and a backup from which the words were only removed."""
    place = run.folder / "back"
    place.mkdir()
    unsent = plistlib.dumps({"ust": True, "rp": [0]}, fmt=plistlib.FMT_BINARY)
    before = backup(place / "before", WORDS)
    after = backup(place / "after", None, unsent, 14)
    removed = backup(place / "removed", None)
    edited = backup(place / "edited", "还款", unsent)
    for name, folders, honest in [
        ("taken back", [before, after], True),
        ("taken back, the newer backup first", [after, before], True),
        ("removed", [before, removed], False),
        ("edited", [before, edited], False),
    ]:
        vault = run.vault(f"vault-{name.replace(' ', '-').replace(',', '')}")
        for folder in folders:
            code, _, told = run.dunlog("import", vault, folder, "--all", "--json")
            assert code == 0, told
        events, _ = run.records(vault)
        bodies = [event.get("body") for event, _, _ in events]
        run.check(f"{name}: the words stay", bodies.count(WORDS) == 2, bodies)
        _, out, _ = run.dunlog("verify", run.folder / f"{vault}.zip", "--json")
        audit = json.loads(out)
        codes = [issue["code"] for issue in audit["issues"]]
        wanted = [] if honest else ["sightings-disagree"] * 2
        run.check(f"{name}: what the audit says", codes == wanted, audit["verdicts"], audit["issues"])
