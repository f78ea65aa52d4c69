"""What the invented iPhones hold: calls, voicemail and WhatsApp beside the messages."""

import hashlib

import ios_backup
import ios_schema
from ios_messages import add_to_log, fill_messages
from ios_phone import APPLE, BASE, CALLS, OWN, SMS, VOICEMAIL, WHATSAPP, Phone, insert, picture


def fill_calls(phone, link):
    """CallHistory.storedata."""
    calls, handles = ios_schema.PARTICIPANTS[phone.ios]
    known = {"Z_PK", "ZADDRESS"} | {text.split()[0] for since, text in ios_schema.CALL if since <= phone.ios}

    def call(address, answered, out=False, seconds=0.0, people=(), expect=None, more_time=0.0, **more):
        at = phone.tick(milliseconds=250)
        values = {
            "Z_ENT": 2,
            "Z_OPT": 1,
            "ZANSWERED": int(answered),
            "ZCALLTYPE": 1,
            "ZCALL_CATEGORY": 1,
            "ZORIGINATED": int(out),
            "ZREAD": 1,
            "ZDATE": at / 1000 + more_time,
            "ZDURATION": seconds,
            "ZISO_COUNTRY_CODE": "cn",
            "ZHANDLE_TYPE": 2,
            "ZADDRESS": address.encode() if phone.ios < 14 and address else address,
            "ZLOCATION": "广东深圳",
            "ZSERVICE_PROVIDER": "com.apple.Telephony",
            "ZUNIQUE_ID": f"{0x6B000000 + phone.clock:08X}-CA11",
        } | more
        place = insert(link, "ZCALLRECORD", {key: value for key, value in values.items() if key in known})
        for person in people or ([address] if address else []):
            handle = insert(
                link, "ZHANDLE", {"Z_ENT": 4, "Z_OPT": 1, "ZTYPE": 2, "ZVALUE": person, "ZNORMALIZEDVALUE": person}
            )
            insert(
                link,
                f"Z_{calls}REMOTEPARTICIPANTHANDLES",
                {f"Z_{calls}REMOTEPARTICIPANTCALLS": place, f"Z_{handles}REMOTEPARTICIPANTHANDLES": handle},
            )
        expect = {"duration": int(seconds), "direction": "out" if out else "in", "channel": "call"} | expect
        expect = {key: value for key, value in expect.items() if value is not None}
        # A real number is rounded to the microsecond, and then down to the millisecond.
        phone.expect("ios_calls", place, at + int(round(more_time, 6) * 1000), **expect)

    agent = {"number": "+8613900005521", "shown": "+8613900005521"}
    call("+8613900005521", True, seconds=75.4, expect={"party": agent, "outcome": "connected"})
    call("+8613900005521", False, expect={"party": agent, "outcome": "missed"})
    call("13900005521", False, expect={"party": agent | {"shown": "13900005521"}, "outcome": "missed"})
    call(
        "075512345678",
        True,
        seconds=3.99,
        expect={"party": {"number": "+8675512345678", "shown": "075512345678"}, "outcome": "connected"},
    )
    call("+8613900005521", False, out=True, seconds=31.0, expect={"party": agent, "outcome": "connected"})
    call("+8613900005521", False, out=True, expect={"party": agent})
    call(
        "95588", True, seconds=12.0, expect={"party": {"number": "95588", "shown": "95588"}, "outcome": "connected"}
    )
    call(
        "91234567",
        True,
        seconds=8.0,
        ZISO_COUNTRY_CODE="hk",
        expect={"party": {"number": "+85291234567", "shown": "91234567"}, "outcome": "connected"},
    )
    call(None, False, ZNUMBER_AVAILABILITY=1, expect={"party": {"shown": ""}, "outcome": "missed"})
    call(
        "+8613700001234",
        True,
        seconds=600.0,
        ZNAME="韩梅梅",
        expect={
            "party": {"number": "+8613700001234", "shown": "+8613700001234"},
            "contact": "韩梅梅",
            "outcome": "connected",
        },
    )
    cousin = {"shown": "min.zhao@example.com"}
    call(
        "min.zhao@example.com",
        True,
        seconds=44.0,
        ZCALLTYPE=8,
        ZSERVICE_PROVIDER="com.apple.FaceTime",
        ZFACE_TIME_DATA=90_000,
        ZHANDLE_TYPE=3,
        expect={"party": cousin, "service": "facetime", "outcome": "connected"},
    )
    call(
        "+8613700001234",
        False,
        ZCALLTYPE=16,
        ZSERVICE_PROVIDER="com.apple.FaceTime",
        expect={
            "party": {"number": "+8613700001234", "shown": "+8613700001234"},
            "service": "facetime",
            "outcome": "missed",
        },
    )
    call(
        "+8613700001234",
        True,
        seconds=5.0,
        ZSERVICE_PROVIDER="net.whatsapp.WhatsApp",
        expect={
            "party": {"number": "+8613700001234", "shown": "+8613700001234"},
            "service": "whatsapp",
            "outcome": "connected",
        },
    )
    # No duration was written; the answer is in the text of the row alone.
    call("+8613900005521", False, ZDURATION=None, expect={"party": agent, "outcome": "missed", "duration": None})
    call(
        "106575257001",
        False,
        expect={"party": {"number": "106575257001", "shown": "106575257001"}, "outcome": "missed"},
    )
    # A FaceTime call that stands under the name of the telephone, as in older versions.
    call(
        "+8613700001234",
        False,
        ZCALLTYPE=8,
        expect={
            "party": {"number": "+8613700001234", "shown": "+8613700001234"},
            "service": "facetime",
            "outcome": "missed",
        },
    )
    # A tenth of a microsecond below a whole millisecond: a double cannot say it better.
    call("+8613900005521", False, more_time=0.000_999_9, expect={"party": agent, "outcome": "missed"})
    if phone.ios >= 15:
        call(
            "+8613900008888",
            False,
            ZFILTERED_OUT_REASON=2,
            expect={"party": {"number": "+8613900008888", "shown": "+8613900008888"}, "outcome": "blocked"},
        )
        call(
            None,
            True,
            seconds=20.0,
            ZCALLTYPE=8,
            ZSERVICE_PROVIDER="com.apple.FaceTime",
            people=["+8613700001234", "min.zhao@example.com"],
            expect={
                "party": {"number": "+8613700001234", "shown": "+8613700001234", "group": [cousin]},
                "service": "facetime",
                "outcome": "connected",
            },
        )
    if phone.ios >= 16:
        call(
            "+8613900009999",
            False,
            ZBLOCKEDBYEXTENSION="com.example.blocker",
            expect={"party": {"number": "+8613900009999", "shown": "+8613900009999"}, "outcome": "blocked"},
        )


def fill_voicemail(phone, link):
    """voicemail.db, whose dates count from 1970."""
    hidden, agent = None, "+8613900005521"
    for sender, number, sound, trashed in [
        (agent, agent, True, 0),
        ("95588", "95588", False, 0),
        (hidden, None, False, 0),
        (agent, agent, False, BASE[phone.ios] + 90_000),  # in the list of deleted ones
    ]:
        at = phone.tick()
        rowid = insert(
            link,
            "voicemail",
            {
                "remote_uid": 7,
                "date": at // 1000 + APPLE,
                "token": "Complete",
                "sender": sender,
                "callback_num": sender,
                "duration": 17,
                "expiration": 0,
                "trashed_date": trashed,
                "flags": 3,
                "receiver": "+8613600007777",
                "uuid": f"{0x7C000000 + phone.clock:08X}-0E11",
            },
        )
        more = {}
        if sound:
            content = b"#!AMR\n" + hashlib.shake_256(f"{phone.ios}".encode()).digest(900)
            phone.files.append(("HomeDomain", f"Library/Voicemail/{rowid}.amr", content, False))
            more = {
                "attachments": [
                    {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "type": "audio/amr"}
                ],
                "names": [f"{rowid}.amr"],
            }
        phone.expect(
            "ios_voicemail",
            rowid,
            at,
            channel="call",
            direction="in",
            outcome="voicemail",
            duration=17,
            party={"number": number, "shown": sender} if sender else {"shown": ""},
            own=OWN,
            **more,
        )


def fill_whatsapp(phone, link):
    """ChatStorage.sqlite: a chat with one person, and a group."""
    one, two = "8613900006666@s.whatsapp.net", "85261112222@s.whatsapp.net"
    group = "8613900006666-1650000000@g.us"
    agent = {"number": "+8613900006666", "shown": "+8613900006666"}
    helper = {"number": "+85261112222", "shown": "+85261112222"}
    direct = insert(
        link, "ZWACHATSESSION", {"Z_ENT": 4, "ZSESSIONTYPE": 0, "ZCONTACTJID": one, "ZPARTNERNAME": "贷后专员小齐"}
    )
    many = insert(
        link, "ZWACHATSESSION", {"Z_ENT": 4, "ZSESSIONTYPE": 1, "ZCONTACTJID": group, "ZPARTNERNAME": "还款群"}
    )
    first = insert(
        link, "ZWAGROUPMEMBER", {"Z_ENT": 6, "ZCHATSESSION": many, "ZMEMBERJID": one, "ZCONTACTNAME": "小齐"}
    )
    second = insert(
        link, "ZWAGROUPMEMBER", {"Z_ENT": 6, "ZCHATSESSION": many, "ZMEMBERJID": two, "ZCONTACTNAME": "阿辉"}
    )

    def message(text, session, kind=0, out=False, member=None, expect=None, **more):
        at = phone.tick(milliseconds=500)
        jid = one if session == direct else group
        place = insert(
            link,
            "ZWAMESSAGE",
            {
                "Z_ENT": 9,
                "ZISFROMME": int(out),
                "ZMESSAGETYPE": kind,
                "ZSORT": phone.clock,
                "ZCHATSESSION": session,
                "ZGROUPMEMBER": member,
                "ZMESSAGEDATE": at / 1000,
                "ZSENTDATE": at / 1000 if out else None,
                "ZTEXT": text,
                "ZFROMJID": None if out else jid,
                "ZTOJID": jid if out else None,
                "ZGROUPEVENTTYPE": 0,
                "ZSTANZAID": f"3A{phone.clock:018X}",
            }
            | more,
        )
        if expect is None:
            phone.skip("system-row")
        else:
            body = {} if text is None else {"body": text}
            phone.expect(
                "ios_whatsapp",
                place,
                at,
                channel="chat",
                service="whatsapp",
                **body,
                direction="out" if out else "in",
                **expect,
            )
        return place

    with_agent = {"party": agent, "contact": "贷后专员小齐"}
    message("哥 在吗 账单该处理了", direct, expect=with_agent)
    message("周五还", direct, out=True, expect=with_agent)
    message(None, direct, kind=14, expect=with_agent)
    message("群里都是你亲戚", many, member=first, expect={"party": agent | {"group": [helper]}, "contact": "小齐"})
    message("我也在", many, member=second, expect={"party": helper | {"group": [agent]}, "contact": "阿辉"})
    message(None, many, kind=6, ZGROUPEVENTTYPE=2)
    message(None, direct, kind=10)
    content = picture(f"whatsapp {phone.ios}")
    path = f"Media/{one}/3/f/9c1d.jpg"
    item = insert(
        link, "ZWAMEDIAITEM", {"Z_ENT": 8, "ZMEDIALOCALPATH": path, "ZFILESIZE": len(content), "ZTITLE": "你家门口"}
    )
    message(
        None,
        direct,
        kind=1,
        ZMEDIAITEM=item,
        expect=with_agent
        | {
            "body": "你家门口",
            "names": ["9c1d.jpg"],
            "attachments": [
                {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "type": "image/jpeg"}
            ],
        },
    )
    phone.files.append((WHATSAPP[0], f"Message/{path}", content, False))
    message("别再发了", many, out=True, expect={"party": agent | {"group": [helper]}})
    lost = insert(
        link, "ZWAMEDIAITEM", {"Z_ENT": 8, "ZMEDIALOCALPATH": f"Media/{one}/0/0/gone.mp4", "ZFILESIZE": 9}
    )
    message(None, direct, kind=2, ZMEDIAITEM=lost, expect=with_agent)
    climb = insert(
        link, "ZWAMEDIAITEM", {"Z_ENT": 8, "ZMEDIALOCALPATH": "../../Library/SMS/sms.db", "ZFILESIZE": 9}
    )
    message("看", direct, kind=8, ZMEDIAITEM=climb, expect=with_agent)
    # From another device of the same person; a person who is known by a hidden id only.
    message("换个设备", direct, ZFROMJID="8613900006666:7@s.whatsapp.net", expect=with_agent)
    if phone.ios >= 17:
        third = insert(
            link,
            "ZWAGROUPMEMBER",
            {"Z_ENT": 6, "ZCHATSESSION": direct, "ZMEMBERJID": "90071992547@lid", "ZCONTACTNAME": None},
        )
        message(
            "匿名的一条",
            direct,
            member=third,
            expect={"party": {"shown": "90071992547@lid"}, "contact": "贷后专员小齐"},
        )


def phone(ios):
    """The invented phone of a version of iOS."""
    made = Phone(ios)
    sms = ios_backup.database(ios_schema.messages(ios), lambda link: fill_messages(made, link))
    made.stores[SMS] = sms
    if ios == 17:
        made.stores[SMS], log = ios_backup.logged(sms, lambda link: add_to_log(made, link))
        made.stores[SMS[0], f"{SMS[1]}-wal"] = log
    made.stores[CALLS] = ios_backup.database(ios_schema.calls(ios), lambda link: fill_calls(made, link))
    made.stores[VOICEMAIL] = ios_backup.database(ios_schema.VOICEMAIL, lambda link: fill_voicemail(made, link))
    made.stores[WHATSAPP] = ios_backup.database(ios_schema.WHATSAPP, lambda link: fill_whatsapp(made, link))
    return made
