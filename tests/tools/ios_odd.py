"""Rows of sms.db that real phones hold and that readers get wrong; each with what it means."""

import hashlib
import plistlib

from ios_phone import insert, picture
from ios_typedstream import attributed

UID = plistlib.UID


def archive(*objects):
    """An archive of NSKeyedArchiver; the first object is its root."""
    whole = {
        "$version": 100000,
        "$archiver": "NSKeyedArchiver",
        "$top": {"root": UID(1)},
        "$objects": ["$null", *objects],
    }
    return plistlib.dumps(whole, fmt=plistlib.FMT_BINARY)


def odd_messages(on):
    """Those that every version may hold."""
    files(on)
    payloads(on)
    parties(on)
    # A text with a NUL inside.
    on.said("前\0后", "collector", "collector", attributedBody=None)
    # Marked neither as sent nor as failed: it is on its way, and counts.
    on.said("已发出", "collector", "collector", out=True, is_sent=0, is_delivered=0)
    on.left_out("not-sent", "没写完", "collector", "collector", out=True, is_sent=0, is_finished=0)
    on.left_out("time-missing", "没有时间", "collector", "collector", date=0)
    on.left_out("time-out-of-range", "时间太远", "collector", "collector", date=9_000_000_000_000_000_000)
    # The last nanosecond of a millisecond.
    at = on.phone.tick(milliseconds=7)
    on.said("刚好", "collector", "collector", at=at, date=at * 1_000_000 + 999_999)


def files(on):
    """Attachments whose rows say little, that are empty, or that end where a block ends."""
    sizes = [0, 1, 15, 16, 65_536, 65_537, 200_000]
    for size in sizes:
        content = hashlib.shake_256(f"file {size}".encode()).digest(size)
        file = {"name": f"文件 #{size} 100%.bin", "content": content, "kind": "application/octet-stream"}
        on.said(f"\ufffc{size}", "wife", "wife", files=[file], body=str(size), kept=[file])
    # No type and no name for display: told by content and path.
    guid, name, content = "at_0_bare", "IMG_0042.HEIC.JPG", picture("bare")
    rowid, at = on.row("看照片", "wife", "wife")
    path = f"Library/SMS/Attachments/0a/10/{guid}/{name}"
    bare = insert(
        on.link, "attachment", {"guid": guid, "filename": f"/var/mobile/{path}", "total_bytes": len(content)}
    )
    on.link.execute("INSERT INTO message_attachment_join VALUES (?, ?)", (rowid, bare))
    on.phone.files.append(("MediaDomain", path, content, False))
    on.expect(
        rowid, at, "wife", "wife", False, "看照片", kept=[{"name": name, "content": content, "kind": "image/jpeg"}]
    )
    # A path that climbs out of the folder is no path in the backup.
    rowid, at = on.row("看附件", "wife", "wife")
    climb = insert(
        on.link, "attachment", {"guid": "at_0_climb", "filename": "~/Library/SMS/../../../../etc/passwd"}
    )
    on.link.execute("INSERT INTO message_attachment_join VALUES (?, ?)", (rowid, climb))
    on.expect(rowid, at, "wife", "wife", False, "看附件")


def payloads(on):
    """Messages of programs inside of Messages: the words stand in an archive."""
    balloon = {"balloon_bundle_id": "com.apple.messages.URLBalloonProvider"}
    url = "https://pay.example.cn/x?id=1&k=二"
    link = archive(
        {"richLinkMetadata": UID(2), "richLinkIsPlaceholder": False, "$class": UID(6)},
        {"originalURL": UID(3), "URL": UID(3), "title": UID(5), "$class": UID(6)},
        {"NS.base": UID(0), "NS.relative": UID(4), "$class": UID(7)},
        url,
        "还款入口",
        {"$classname": "RichLink", "$classes": ["RichLink", "NSObject"]},
        {"$classname": "NSURL", "$classes": ["NSURL", "NSObject"]},
    )
    rowid, at = on.row(None, "collector", "collector", payload_data=link, **balloon)
    on.expect(rowid, at, "collector", "collector", False, url)
    # A dictionary, as the archiver writes it: keys and values in lists of their own.
    text = "转账 ¥2,000 到这个账户"
    keys = ["ldtext", "layoutClass", "an"]
    values = [text, "MSMessageTemplateLayout", "收款"]
    dictionary = archive(
        {
            "NS.keys": [UID(2 + i) for i in range(3)],
            "NS.objects": [UID(5 + i) for i in range(3)],
            "$class": UID(8),
        },
        *keys,
        *values,
        {"$classname": "NSDictionary", "$classes": ["NSDictionary", "NSObject"]},
    )
    rowid, at = on.row(
        None,
        "wife",
        "wife",
        payload_data=dictionary,
        balloon_bundle_id="com.apple.messages.MSMessageExtensionBalloonPlugin:0000000000:com.example.pay",
    )
    on.expect(rowid, at, "wife", "wife", False, text)
    # What is no archive at all says nothing, and the message stays.
    rowid, at = on.row(None, "wife", "wife", payload_data=b"\x1f\x8b broken", **balloon)
    on.expect(rowid, at, "wife", "wife", False, None)
    rowid, at = on.row(None, "wife", "wife", attributedBody=attributed("断了的存档")[:40])
    on.expect(rowid, at, "wife", "wife", False, None)


def parties(on):
    """One message in two chats; the owner as a member of a group."""
    rowid, at = on.row("两个会话里的一条", "family", "wife")
    on.link.execute("INSERT INTO chat_message_join VALUES (?, ?, ?)", (on.chats["wife"], rowid, at * 1_000_000))
    on.expect(rowid, at, "wife", "wife", False, "两个会话里的一条")  # whose number is the lower
    me = insert(on.link, "handle", {"id": "+8613600007777", "country": "cn", "service": "iMessage"})
    insert(
        on.link,
        "chat",
        {"guid": "iMessage;+;chat99", "style": 43, "chat_identifier": "chat99", "service_name": "iMessage"},
    )
    [(chat,)] = on.link.execute("SELECT ROWID FROM chat WHERE guid = 'iMessage;+;chat99'")
    for handle in (on.handles["wife"], on.handles["uncle"], me):
        on.link.execute("INSERT INTO chat_handle_join VALUES (?, ?)", (chat, handle))
    rowid, at = on.row("我也在群里", None, "wife")
    on.link.execute("INSERT INTO chat_message_join VALUES (?, ?, ?)", (chat, rowid, at * 1_000_000))
    on.expect(rowid, at, None, "wife", False, "我也在群里")
    on.phone.expected[-1]["party"]["group"] = [{"number": "+85291234567", "shown": "+85291234567"}]


def odd_edits(on):
    """Two parts edited beside a picture; one part of two unsent; an edit whose list is broken."""
    image = {"name": "IMG_0011.jpg", "content": picture("between"), "kind": "image/jpeg"}
    at = on.phone.tick(400)

    def version(text, seconds):
        return {"d": at / 1000 + seconds, "t": attributed(text)}

    history = {
        "0": [version("甲一", 0), version("甲二", 60)],
        "2": [version("乙一", 0), version("乙二", 30), version("乙三", 90)],
    }
    rowid, at = on.row(
        "甲二\ufffc乙三",
        "wife",
        "wife",
        at=at,
        files=[image],
        date_edited=(at + 90_000) * 1_000_000,
        message_summary_info=plistlib.dumps({"ust": True, "ep": [0, 2], "ec": history}, fmt=plistlib.FMT_BINARY),
    )
    seen = [("甲一", 0), ("乙一", 0), ("乙二", 30), ("甲二", 60), ("乙三", 90), ("甲二乙三", 90)]
    for i, (text, seconds) in enumerate(seen):
        on.expect(rowid, at + seconds * 1000, "wife", "wife", False, text, kept=[image] if i == 0 else [])
    at = on.phone.tick(200)
    # Unsent in part: what was sent is gone, and what is left of it stands so since then.
    rowid, at = on.row(
        "留下的一半",
        "wife",
        "wife",
        at=at,
        date_edited=(at + 5000) * 1_000_000,
        message_summary_info=plistlib.dumps({"ust": True, "rp": [1]}, fmt=plistlib.FMT_BINARY),
    )
    on.expect(rowid, at, "wife", "wife", False, None)
    on.expect(rowid, at + 5000, "wife", "wife", False, "留下的一半")
    on.said("坏了的历史", "wife", "wife", message_summary_info=b"bplist00\xff\xff broken")
    # A clock that was set back between two versions.
    at = on.phone.tick(200)
    rowid, at = on.row(
        "晚的",
        "wife",
        "wife",
        at=at,
        date_edited=at * 1_000_000,
        message_summary_info=plistlib.dumps(
            {"ec": {"0": [version("早的", 0), version("晚的", -500)]}}, fmt=plistlib.FMT_BINARY
        ),
    )
    on.expect(rowid, at, "wife", "wife", False, "早的")
    on.expect(rowid, at, "wife", "wife", False, "晚的")
