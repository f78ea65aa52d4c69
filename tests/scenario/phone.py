"""What an invented phone hands over, in the form of docs/spec/phone.md, and what a person enters."""

import base64
import datetime
import json

BEIJING = datetime.timezone(datetime.timedelta(hours=8))
# When the phone was started, by its wall clock.
BOOT = datetime.datetime(2026, 3, 1, 6, 0, tzinfo=BEIJING)
SIM = {"slot": 0, "subscription": 1}
# A picture of one pixel, made for these tests.
PIXEL = base64.b64encode(bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6360000000020001e221bc330000000049454e44ae426082")).decode()


def millis(text):
    """The milliseconds of a clock time in Beijing, `2026-03-02 22:31:05`."""
    when = datetime.datetime.fromisoformat(text).replace(tzinfo=BEIJING)
    return round(when.timestamp() * 1000)


def clock(wall, zone):
    minutes, name = zone
    monotonic = wall - round(BOOT.timestamp() * 1000)
    return {"boot": "boot-1", "monotonic": monotonic, "offset_minutes": minutes, "wall": wall, "zone": name}


class Phone:
    """Collects steps: entries for the spool, and what a person enters."""

    def __init__(self):
        self.steps = []
        self.zone = (480, "Asia/Shanghai")

    def entry(self, wall, arrival):
        entry = {"arrival": arrival, "clock": clock(wall, self.zone), "entry": 1}
        self.steps.append({"now": wall + 500, "entry": entry})

    def text(self, at, number, body):
        """A text that arrives; the network's time is two seconds earlier."""
        pdu = deliver(number, body, millis(at) - 2000)
        self.entry(millis(at), {"format": "3gpp", "kind": "sms", "pdus": [pdu.hex()], "sim": SIM})

    def call(self, at, number, rings, lasted=None):
        """A call that rings for so many seconds and, where it is answered, lasts so many.

        Android says each change twice, with and without the number.
        """
        def state(wall, word, **told):
            self.entry(wall, {"kind": "call_state", "sim": SIM, "state": word, **told})

        wall = millis(at)
        state(wall, "ringing")
        state(wall + 20, "ringing", number=number)
        wall += rings * 1000
        if lasted is not None:
            state(wall, "offhook", number=number)
            wall += lasted * 1000
        state(wall, "idle", number=number)

    def dialled(self, at, number, lasted):
        """A call that the borrower makes."""
        for wall, state in ((millis(at), "offhook"), (millis(at) + lasted * 1000, "idle")):
            self.entry(wall, {"kind": "call_state", "number": number, "sim": SIM, "state": state})

    def rows(self, at, store, *rows):
        texts = [json.dumps(row, ensure_ascii=False) for row in rows]
        self.entry(millis(at), {"kind": "rows", "rows": texts, "store": store})

    def notice(self, at, title, body, package="com.android.mms", channel="sms"):
        """A notification of another program: without a package, the phone's own for texts."""
        arrival = {"channel": channel, "key": f"0|{package}|1", "kind": "notification",
                   "package": package, "posted": millis(at), "text": body, "title": title}
        self.entry(millis(at), arrival)

    def gap(self, at, way, begin, end, reason):
        arrival = {"from": millis(begin), "kind": "gap", "reason": reason, "to": millis(end), "way": way}
        self.entry(millis(at), arrival)

    def enter(self, at, what, name=None, /, **members):
        step = {"now": millis(at), "enter": {"what": what, **members}}
        self.steps.append(step if name is None else {"id": name, **step})

    def backup(self, at, name, *rows):
        """A file of SMS Backup & Restore: `sms` and `call` elements, each a dict of its attributes."""
        whole = "calls" if name.startswith("calls") else "smses"
        lines = [f"  <{whole.removesuffix('s').removesuffix('e')} " + " ".join(f'{key}="{value}"' for key, value in row.items()) + " />"
                 for row in rows]
        text = "\n".join(["<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>", f'<{whole} count="{len(rows)}">', *lines, f"</{whole}>", ""])
        self.steps.append({"now": millis(at), "import": {"name": name, "text": text}})

    def borrower(self, numbers, kind="consumer_finance", creditor="乙消费金融"):
        """Case c2, and its agency's numbers, as the borrower enters them first."""
        self.enter("2026-03-01 09:00:00", "case", case="c2", detail={"creditor": creditor, "creditor_kind": kind})
        for number in numbers:
            self.enter("2026-03-01 09:01:00", "role", role="agency", number=number, case="c2", detail={"basis": "短信签名"})


def text_row(at, number, body, row, name=None):
    """A row of the store of texts."""
    columns = {"_id": str(row), "address": number, "body": body, "creator": "com.android.mms",
               "date": str(millis(at)), "date_sent": str(millis(at) - 2000), "read": "0", "type": "1"}
    return columns if name is None else {**columns, "contact_name": name}


def picture_row(at, sender, receivers, body, row, picture=True):
    """A row of the store of multimedia messages, with its parts."""
    parts = [{"_id": 1, "ct": "text/plain", "text": body}]
    if picture:
        parts.append({"_id": 2, "binary_data": PIXEL, "ct": "image/png", "name": "notice.png"})
    return {"_id": row, "__parts": parts, "__recipient_addresses": [{"address": a, "type": "151"} for a in receivers],
            "__sender_address": {"address": sender, "type": "137"}, "ct_t": "application/vnd.wap.multipart.related",
            "date": millis(at) // 1000, "m_id": f"m{row}@example", "m_type": 132, "msg_box": "1"}


def deliver(number, body, network):
    """An SMS-DELIVER in UCS-2 (3GPP TS 23.040, 9.2.2.1) behind an empty centre address."""
    content = body.encode("utf-16-be")
    assert len(content) <= 140, body
    stamp = datetime.datetime.fromtimestamp(network / 1000, BEIJING).strftime("%y%m%d%H%M%S") + "32"
    digits = number.removeprefix("+")
    kind = 0x91 if number.startswith("+") else 0x81
    return (bytes([0, 4, len(digits), kind]) + swapped(digits) + bytes([0, 8]) + swapped(stamp)
            + bytes([len(content)]) + content)


def swapped(digits):
    """Two digits a byte, the first one low; `f` fills the last."""
    digits += "f" * (len(digits) % 2)
    return bytes(int(digits[at + 1] + digits[at], 16) for at in range(0, len(digits), 2))
