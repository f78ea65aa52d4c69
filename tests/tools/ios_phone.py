"""An invented iPhone: its stores and files, and the contacts that a reader should make of them.

Every row is written beside the contact that it is (`expected`, in the words of docs/spec/record.md), or
beside the code under which it is left out (`skipped`). The meaning is stated by hand for each row, not
computed by the rules that a reader follows. All numbers, names and messages are invented.
"""

import hashlib
import plistlib

APPLE = 978_307_200  # 2001-01-01T00:00:00Z
BASE = {12: 573_001_200, 15: 667_001_200, 17: 737_001_200, 18: 766_001_200}
SMS = ("HomeDomain", "Library/SMS/sms.db")
CALLS = ("HomeDomain", "Library/CallHistoryDB/CallHistory.storedata")
VOICEMAIL = ("HomeDomain", "Library/Voicemail/voicemail.db")
WHATSAPP = ("AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "ChatStorage.sqlite")
OWN = {"number": "+8613600007777", "shown": "+8613600007777"}


def insert(link, table, values):
    """Inserts a row that is a dictionary."""
    marks = ", ".join("?" * len(values))
    return link.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values())
    ).lastrowid


def picture(seed):
    """Bytes that begin as a JPEG does."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + hashlib.shake_256(seed.encode()).digest(1500) + b"\xff\xd9"


class Phone:
    """The stores of one phone, its files, and what is expected of them."""

    def __init__(self, ios):
        self.ios, self.clock = ios, 0
        self.expected, self.skipped, self.stores = [], {}, {}
        self.files = []

    def into(self, backup):
        """Puts everything into a backup; only encrypted ones hold the list of calls."""
        for place, content in self.stores.items():
            if place != CALLS or backup.encrypted:
                backup.add(*place, content)
        for domain, path, content, absent in self.files:
            backup.add(domain, path, content, absent=absent)
        backup.add("HomeDomain", "Library/Preferences/com.apple.mobilephone.plist", plistlib.dumps({"a": 1}))
        backup.add("CameraRollDomain", "Media/DCIM/100APPLE/IMG_0099.JPG", picture("of nobody"), protection=2)

    def tick(self, seconds=61, milliseconds=0):
        """The next time, in whole milliseconds since 2001."""
        self.clock += seconds
        return (BASE[self.ios] + self.clock) * 1000 + milliseconds

    def expect(self, form, place, at, **more):
        """One contact, `at` in milliseconds since 2001; members without a value are left out."""
        self.expected.append({"format": form, "place": place, "seen": APPLE * 1000 + at} | more)

    def skip(self, code):
        """One row that is left out."""
        self.skipped[code] = self.skipped.get(code, 0) + 1
