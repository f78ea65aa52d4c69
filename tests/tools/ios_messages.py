"""The rows of an invented iPhone's sms.db, and what each of them means."""

import hashlib
import plistlib

from ios_odd import odd_edits, odd_messages
from ios_phone import BASE, OWN, insert, picture
from ios_typedstream import attributed

# Name: id, country, service, uncanonicalized_id; what is shown of it, and the number.
HANDLES = {
    "agency": ("106980095188", "cn", "SMS", None, "106980095188", "106980095188"),
    "collector": ("+8613900005521", "cn", "SMS", "139 0000 5521", "+8613900005521", "+8613900005521"),
    "wife": ("+8613700001234", "cn", "iMessage", None, "+8613700001234", "+8613700001234"),
    "cousin": ("min.zhao@example.com", "cn", "iMessage", None, "min.zhao@example.com", None),
    "uncle": ("+85291234567", "hk", "iMessage", None, "+85291234567", "+85291234567"),
    "sender": ("anxing", "cn", "SMS", "AnXing", "AnXing", None),
    "national": ("13800002222", "cn", "SMS", None, "13800002222", "+8613800002222"),
    "bank": ("95588", "cn", "SMS", None, "95588", "95588"),
    "firm": ("+8613500003333", "cn", "RCS", None, "+8613500003333", "+8613500003333"),
    "clerk": ("+8613500004444", "cn", "RCS", None, "+8613500004444", "+8613500004444"),
}
# Name: service, members, identifier of a group.
CHATS = {
    "agency": ("SMS", ["agency"], None),
    "collector": ("SMS", ["collector"], None),
    "wife": ("iMessage", ["wife"], None),
    "family": ("iMessage", ["wife", "cousin", "uncle"], "chat642801337"),
    "sender": ("SMS", ["sender"], None),
    "national": ("SMS", ["national"], None),
    "bank": ("SMS", ["bank"], None),
    "firm": ("RCS", ["firm"], None),
    "firms": ("RCS", ["firm", "clerk"], "chat77120034"),
}


def side(name):
    """Number and text as shown of a handle."""
    shown, number = HANDLES[name][4:]
    return {"shown": shown} if number is None else {"number": number, "shown": shown}


class Messages:
    """The rows of sms.db."""

    def __init__(self, phone, link):
        self.phone, self.link, self.count = phone, link, 0
        self.modern = phone.ios >= 16  # text stands in attributedBody alone
        rcs = {"firm", "clerk", "firms"}
        names = [name for name in HANDLES if phone.ios >= 18 or name not in rcs]
        self.handles = {}
        for name in names:
            number, country, service, raw = HANDLES[name][:4]
            self.handles[name] = insert(
                link, "handle", {"id": number, "country": country, "service": service, "uncanonicalized_id": raw}
            )
        self.chats = {}
        for name, (service, members, group) in CHATS.items():
            if phone.ios < 18 and name in rcs:
                continue
            identifier = group or HANDLES[members[0]][0]
            self.chats[name] = insert(
                link,
                "chat",
                {
                    "guid": f"{service};{'+' if group else '-'};{identifier}",
                    "style": 43 if group else 45,
                    "state": 3,
                    "chat_identifier": identifier,
                    "service_name": service,
                    "room_name": group,
                    "display_name": "家里人" if name == "family" else "",
                    "account_login": "P:+8613600007777",
                },
            )
            for member in members:
                link.execute("INSERT INTO chat_handle_join VALUES (?, ?)", (self.chats[name], self.handles[member]))

    def row(self, text, chat, who=None, out=False, at=None, date=None, files=(), join=True, **more):
        """Inserts a message; gives its ROWID and its time in milliseconds since 2001."""
        self.count += 1
        at = self.phone.tick() if at is None else at
        service = CHATS[chat][0] if chat else HANDLES[who][2]
        guid = f"{0x5A000000 + self.count:08X}-1D2E-4F3A-8B4C-{self.phone.ios:012X}"
        values = {
            "guid": guid,
            "text": text,
            "handle_id": self.handles[who] if who else 0,
            "service": service,
            "account": "P:+8613600007777" if service == "SMS" else "E:li.lei@example.com",
            "date": at * 1_000_000 + 123_456 if date is None else date,
            "is_from_me": int(out),
            "is_finished": 1,
            "is_sent": int(out),
            "is_delivered": int(out),
            "is_read": int(not out),
            "cache_has_attachments": int(bool(files)),
            "destination_caller_id": "+8613600007777",
        } | more
        if text is not None and "attributedBody" not in more:
            guids = [f"at_{i}_{guid}" for i in range(len(files))]
            values["attributedBody"] = attributed(text, guids, mutable=self.count % 2 == 0)
            if self.modern:
                values["text"] = None
        rowid = insert(self.link, "message", values)
        if chat and join:
            self.link.execute(
                "INSERT INTO chat_message_join VALUES (?, ?, ?)", (self.chats[chat], rowid, values["date"])
            )
        for i, file in enumerate(files):
            self.attach(rowid, f"at_{i}_{guid}", **file)
        return rowid, at

    def attach(self, message, guid, name, content, kind, absent=False, hide=0):
        """A file of a message."""
        path = f"Library/SMS/Attachments/{message % 256:02x}/{message % 16:02d}/{guid}/{name}"
        rowid = insert(
            self.link,
            "attachment",
            {
                "guid": guid,
                "created_date": BASE[self.phone.ios],
                "filename": f"~/{path}",
                "mime_type": kind,
                "transfer_state": 5,
                "transfer_name": name,
                "total_bytes": len(content),
                "hide_attachment": hide,
            },
        )
        self.link.execute("INSERT INTO message_attachment_join VALUES (?, ?)", (message, rowid))
        self.phone.files.append(("MediaDomain", path, content, absent))

    def said(self, text, chat, who=None, out=False, body="same", service=None, kept=(), subject=None, **more):
        """A message that counts, and the contact that it is."""
        more |= {key: value for key, value in [("subject", subject), ("service", service)] if value}
        rowid, at = self.row(text, chat, who, out, **more)
        self.expect(rowid, at, chat, who, out, text if body == "same" else body, service, kept, subject)
        return rowid, at

    def expect(self, rowid, at, chat, who, out, body, service=None, kept=(), subject=None):
        """The contact that a row is."""
        kind = service or (CHATS[chat][0] if chat else HANDLES[who][2])
        members = CHATS[chat][1] if chat else [who]
        first = who or members[0]
        party = side(first)
        if len(members) > 1:
            party["group"] = [side(name) for name in members if name != first]
        more = {
            "channel": "sms" if kind in ("SMS", "SatelliteSMS") else "chat",
            "direction": "out" if out else "in",
            "party": party,
            "own": OWN,
        }
        more |= {
            "SMS": {},
            "iMessage": {"service": "imessage"},
            "RCS": {"service": "rcs"},
            "SatelliteSMS": {"service": "satellite_sms"},
        }[kind]
        if body is not None:
            more["body"] = body
        if subject:
            more["subject"] = subject
        if kept:
            more["attachments"] = [
                {
                    "sha256": hashlib.sha256(file["content"]).hexdigest(),
                    "size": len(file["content"]),
                    "type": file["kind"],
                }
                for file in kept
            ]
            more["names"] = [file["name"] for file in kept]
        self.phone.expect("ios_sms", rowid, at, **more)

    def left_out(self, code, *words, **more):
        """A row that is no contact."""
        self.row(*words, **more)
        self.phone.skip(code)


def fill_messages(phone, link):
    """All that is common to the four versions, then what each of them adds."""
    on = Messages(phone, link)
    on.said("【安行分期】您的借款已逾期,请于今日18:00前处理。", "agency", "agency")
    on.said("再不还钱就去你单位找你领导谈,别怪我没提醒", "collector", "collector")
    on.said("我下周发工资就还,请不要打我家人电话。", "collector", "collector", out=True)
    on.said("Second line\nthird line\ttab, 🙂👨‍👩‍👧 and “quotes”", "collector", "collector")
    for size in (126, 127, 128, 129):  # where the form of a length changes
        on.said("x" * size, "collector", "collector")
    on.said("还" * 11_000, "collector", "collector")  # 33,000 bytes: a length of four bytes
    twice = phone.tick()
    for _ in range(2):
        on.said("接电话", "collector", "collector", at=twice)
    # The text is in the archive alone, in each version.
    only = "只在 attributedBody 里的文字 only in the archive"
    rowid, at = on.row(None, "collector", "collector", attributedBody=attributed(only))
    on.expect(rowid, at, "collector", "collector", False, only)
    on.said("AnXing: pay today", "sender", "sender")
    on.said("你是李雷的朋友吗", "national", "national")
    on.said("您的信用卡账单已出", "bank", "bank")
    on.said("没有会话的短信", None, "collector")  # no chat holds it
    on.said("他们又打电话到家里了", "wife", None)  # no handle: the chat's only member
    image = {"name": "IMG_0007.jpg", "content": picture(f"flyer {phone.ios}"), "kind": "image/jpeg"}
    on.said("\ufffc这是他们贴的", "wife", "wife", files=[image], body="这是他们贴的", kept=[image])
    sound = {"name": "录音.amr", "content": b"#!AMR\n" + bytes(range(200)), "kind": "audio/amr"}
    on.said("\ufffc", "wife", "wife", files=[sound], body=None, kept=[sound], is_audio_message=1)
    lost = {"name": "IMG_0008.jpg", "content": picture("lost"), "kind": "image/jpeg", "absent": True}
    on.said("\ufffc看不到了", "wife", "wife", files=[lost], body="看不到了")
    on.said("照片在后面", "wife", "wife", out=True, subject="证据")
    other = {"name": "IMG_0009.jpg", "content": picture(f"door {phone.ios}"), "kind": "image/jpeg"}
    on.said("\ufffc\ufffc两张", "family", "uncle", files=[image, other], body="两张", kept=[image, other])
    on.said("大家别接陌生电话", "family", None, out=True)
    on.said("收到", "family", "cousin")
    card = {"name": "7F.pluginPayloadAttachment", "content": b"layout", "kind": None, "hide": 1}
    link_text = "https://example.com/notice"
    payload = plistlib.dumps(
        {
            "$version": 100000,
            "$archiver": "NSKeyedArchiver",
            "$top": {"root": plistlib.UID(1)},
            "$objects": [
                "$null",
                {"$class": plistlib.UID(2)},
                {"$classname": "RichLink", "$classes": ["RichLink", "NSObject"]},
            ],
        },
        fmt=plistlib.FMT_BINARY,
    )
    on.said(
        link_text,
        "wife",
        "wife",
        files=[card],
        balloon_bundle_id="com.apple.messages.URLBalloonProvider",
        payload_data=payload,
    )
    target = "p:0/5A000001-1D2E-4F3A-8B4C-000000000000"
    for kind, words in [(2001, "Liked “收到”"), (3001, "Removed a like from “收到”"), (2005, "Questioned “收到”")]:
        on.left_out(
            "tapback", words, "family", "wife", associated_message_type=kind, associated_message_guid=target
        )
    for kind, title in [(1, None), (2, "家里人"), (3, None)]:
        on.left_out("system-row", None, "family", "wife", item_type=kind, group_title=title)
    on.left_out("not-sent", "发不出去", "collector", "collector", out=True, is_sent=0, error=22)
    odd_messages(on)
    if phone.ios == 12:
        old_messages(on)
    if phone.ios >= 16:
        edited_messages(on)
        recoverable(on)
        odd_edits(on)
    if phone.ios >= 18:
        newest_messages(on)


def old_messages(on):
    """Rows from before iOS 11, whose dates are whole seconds."""
    for text in ("旧短信一", "旧短信二"):
        at = on.phone.tick()
        on.said(text, "collector", "collector", at=at, date=at // 1000)


def edited_messages(on):
    """Edited and unsent messages, as iOS 16 and later keep them."""

    def summary(at, versions, part="0", **more):
        entries = [
            {"d": at / 1000 + 60.0 * i, "t": attributed(text), "bcg": f"B{i}"} for i, text in enumerate(versions)
        ]
        return plistlib.dumps(
            {"amc": 1, "ust": True, "ep": [int(part)], "ec": {part: entries}} | more, fmt=plistlib.FMT_BINARY
        )

    versions = ["明天不还就去你家", "明天不还就上门", "请尽快还款"]
    at = on.phone.tick(200)
    rowid, at = on.row(
        versions[-1],
        "family",
        "cousin",
        at=at,
        date_edited=(at + 120_000) * 1_000_000,
        message_summary_info=summary(at, versions),
    )
    for i, text in enumerate(versions):
        on.expect(rowid, at + 60_000 * i, "family", "cousin", False, text)
    # Edited by the owner, with a picture as the other part.
    image = {"name": "IMG_0010.jpg", "content": picture("edited"), "kind": "image/jpeg"}
    at = on.phone.tick(300)
    rowid, at = on.row(
        "\ufffc改过的话",
        "wife",
        "wife",
        out=True,
        at=at,
        files=[image],
        date_edited=(at + 60_000) * 1_000_000,
        message_summary_info=summary(at, ["原来的话", "改过的话"], part="1"),
    )
    on.expect(rowid, at, "wife", "wife", True, "原来的话", kept=[image])
    on.expect(rowid, at + 60_000, "wife", "wife", True, "改过的话")
    # Unsent as a whole: nothing of its text is kept.
    at = on.phone.tick()
    rowid, at = on.row(
        None,
        "wife",
        "wife",
        at=at,
        date_edited=(at + 5000) * 1_000_000,
        message_summary_info=plistlib.dumps({"amc": 1, "ust": True, "rp": [0]}, fmt=plistlib.FMT_BINARY),
    )
    on.expect(rowid, at, "wife", "wife", False, None)


def recoverable(on):
    """A message in "Recently Deleted": no chat holds it but the one from which it can be got back."""
    rowid, at = on.said("删了也还在", "collector", "collector", join=False)
    on.link.execute(
        "INSERT INTO chat_recoverable_message_join VALUES (?, ?, ?, 0)",
        (on.chats["collector"], rowid, at * 1_000_000),
    )


def newest_messages(on):
    """RCS, and what iOS 18 adds to reactions."""
    on.said("【诚联】RCS 催款通知", "firm", "firm")
    on.said("请通过法院解决", "firm", "firm", out=True)
    image = {"name": "notice.jpg", "content": picture("notice"), "kind": "image/jpeg"}
    on.said("\ufffc", "firms", "clerk", files=[image], body=None, kept=[image])
    on.said("群里说吧", "firms", None, out=True)
    on.said("卫星短信", "collector", "collector", service="SatelliteSMS")
    for kind in (2006, 2007, 1000):
        on.left_out(
            "tapback",
            "Reacted 🙄 to “收到”",
            "family",
            "wife",
            associated_message_type=kind,
            associated_message_emoji="🙄" if kind == 2006 else None,
            associated_message_guid="p:0/5A000001-1D2E-4F3A-8B4C-000000000012",
        )


def add_to_log(phone, link):
    """Messages that stand in the write-ahead log only."""
    on = Messages.__new__(Messages)
    on.phone, on.link, on.count, on.modern = phone, link, 900, phone.ios >= 16
    on.handles = {
        name: link.execute(
            "SELECT ROWID FROM handle WHERE id = ? AND service = ?", (HANDLES[name][0], HANDLES[name][2])
        ).fetchone()[0]
        for name in ("collector", "wife")
    }
    on.chats = {
        name: link.execute("SELECT ROWID FROM chat WHERE chat_identifier = ?", (HANDLES[name][0],)).fetchone()[0]
        for name in ("collector", "wife")
    }
    on.said("写在日志里的一条", "collector", "collector")
    on.said("日志里的第二条", "wife", "wife", out=True)
