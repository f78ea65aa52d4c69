#!/usr/bin/env python3
"""Writes backups of invented messages, the same bytes at every run.

    sample.py messages FILE COUNT         so many texts, 200 numbers
    sample.py parts FILE BYTES PART       messages with a picture of PART bytes each, up to BYTES
    sample.py phone FILE COUNT            an iPhone's sms.db of so many messages
    sample.py encrypted FOLDER BYTES      an encrypted iPhone backup with an sms.db of some BYTES
"""

import base64
import hashlib
import os
import plistlib
import random
import sqlite3
import subprocess
import sys

WORDS = "您好 提醒 本期 借款 已逾期 请 尽快 还款 否则 我们 将 联系 您的 家人 单位 协商 分期 方案 欠款 处理 今天 之前 转账 账户".split()


def texts(count):
    """Rows of received and sent texts, one every seven minutes."""
    chance = random.Random(7)
    for i in range(count):
        number = f"1069{chance.randrange(199):08d}" if i % 50 else "95000"
        body = "".join(chance.choices(WORDS, k=chance.randint(8, 40))) + f"（{i}）"
        date = 1_600_000_000_000 + i * 420_000 + chance.randrange(60_000)
        yield (
            f'  <sms protocol="0" address="{number}" date="{date}" type="{1 + (i % 9 == 0)}" subject="null" '
            f'body="{body}" toa="null" sc_toa="null" service_center="null" read="1" status="-1" locked="0" '
            f'date_sent="{date - 2000}" sub_id="1" readable_date="2020" contact_name="(Unknown)" />\n'
        )


def messages(out, count):
    """A backup of texts only."""
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<smses count="{count}">\n'.encode())
    out.writelines(row.encode() for row in texts(count))
    out.write(b"</smses>\n")


def noise(size, seed):
    """Bytes that do not compress."""
    return random.Random(seed).randbytes(size)


def parts(out, size, part):
    """A backup of messages with one large picture each."""
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<smses count="1">\n')
    i = 0
    while out.tell() < size:
        date = 1_600_000_000_000 + i * 420_000
        content = base64.b64encode(noise(part, i))
        out.write(
            f'  <mms date="{date}" msg_box="1" address="10690000" ct_t="application/vnd.wap.multipart.related" '
            f'm_type="132" sub_id="1"><parts><part seq="0" ct="image/jpeg" name="null" cl="p{i}.jpg" data="'.encode()
        )
        out.write(content)
        out.write(b'" /></parts><addrs><addr address="10690000" type="137" charset="106" /></addrs></mms>\n')
        i += 1
    out.write(b"</smses>\n")


SCHEMA = """
CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, text TEXT, handle_id INTEGER,
  service TEXT, account TEXT, date INTEGER, date_read INTEGER, is_from_me INTEGER, is_sent INTEGER, is_finished INTEGER,
  is_read INTEGER, destination_caller_id TEXT, ck_record_id TEXT, item_type INTEGER, associated_message_type INTEGER);
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT, country TEXT, service TEXT);
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, guid TEXT, style INTEGER, chat_identifier TEXT, service_name TEXT);
CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, PRIMARY KEY (chat_id, message_id));
CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER);
"""


def phone(path, count):
    """An iPhone's database of messages, one every seven minutes, with 200 numbers."""
    made = sqlite3.connect(path)
    made.executescript(SCHEMA)
    chance = random.Random(7)
    numbers = [(i + 1, f"+86138{chance.randrange(10**8):08d}", "cn", "SMS") for i in range(200)]
    made.executemany("INSERT INTO handle VALUES (?, ?, ?, ?)", numbers)
    made.executemany("INSERT INTO chat VALUES (?, ?, 45, ?, 'SMS')", [(i, f"SMS;-;{n}", n) for i, n, *_ in numbers])
    made.executemany("INSERT INTO chat_handle_join VALUES (?, ?)", [(i, i) for i, *_ in numbers])
    for i in range(1, count + 1):
        guid, who = "%08X-0000-4000-8000-%012X" % (chance.getrandbits(32), i), chance.randrange(200) + 1
        body = "".join(chance.choices(WORDS, k=chance.randint(8, 40))) + f"（{i}）"
        date = (600_000_000 + i * 420) * 1_000_000_000
        row = (i, guid, body, who, "SMS", "P:+8613900000009", date, date, i % 9 == 0, 1, 1, 1, "+8613900000009", None, 0, 0)
        made.execute(f"INSERT INTO message VALUES ({','.join('?' * 16)})", row)
        made.execute("INSERT INTO chat_message_join VALUES (?, ?)", (who, i))
    made.commit()
    made.close()


def aes(mode, key, data, *more):
    """AES-256 by openssl."""
    words = ["openssl", "enc", f"-aes-256-{mode}", "-K", key.hex(), *more]
    return subprocess.run(words, input=data, capture_output=True, check=True).stdout


def wrap(under, key):
    """RFC 3394."""
    head, parts = b"\xa6" * 8, [key[i : i + 8] for i in range(0, len(key), 8)]
    for step in range(6 * len(parts)):
        i = step % len(parts)
        block = aes("ecb", under, head + parts[i], "-nopad")
        head, parts[i] = (int.from_bytes(block[:8], "big") ^ (step + 1)).to_bytes(8, "big"), block[8:]
    return head + b"".join(parts)


def encrypted(folder, size):
    """An encrypted backup with one database; its passphrase is `words`. Gives the file and its key in hex."""
    number = lambda n: n.to_bytes(4, "big")  # noqa: E731
    two = hashlib.pbkdf2_hmac("sha1", hashlib.pbkdf2_hmac("sha256", b"words", b"a", 9), b"b", 9, 32)
    fields = [("TYPE", number(1)), ("UUID", b"1"), ("SALT", b"b"), ("ITER", number(9)), ("DPSL", b"a"), ("DPIC", number(9))]
    fields += [("UUID", b"2"), ("CLAS", number(3)), ("WRAP", number(2)), ("WPKY", wrap(two, b"c" * 32))]
    bag = b"".join(tag.encode() + number(len(value)) + value for tag, value in fields)
    key = lambda it: (3).to_bytes(4, "little") + wrap(b"c" * 32, it)  # noqa: E731
    os.makedirs(f"{folder}/3d")
    name = hashlib.sha1(b"HomeDomain-Library/SMS/sms.db").hexdigest()
    phone(f"{folder}/plain", 1000)
    made = sqlite3.connect(f"{folder}/plain")
    made.execute("CREATE TABLE filler (content)")
    for i in range(size // 10_000_000):
        made.execute("INSERT INTO filler VALUES (?)", (noise(10_000_000, i),))
    made.commit()
    made.close()
    whole = os.path.getsize(f"{folder}/plain")
    command = ["openssl", "enc", "-aes-256-cbc", "-K", (b"d" * 32).hex(), "-iv", "0" * 32]
    subprocess.run([*command, "-in", f"{folder}/plain", "-out", f"{folder}/3d/{name}"], check=True)
    os.remove(f"{folder}/plain")
    objects = ["$null", {"Size": whole, "ProtectionClass": 3, "EncryptionKey": plistlib.UID(2)}, {"NS.data": key(b"d" * 32)}]
    blob = {"$archiver": "NSKeyedArchiver", "$top": {"root": plistlib.UID(1)}, "$objects": objects}
    manifest = sqlite3.connect(f"{folder}/plain")
    manifest.execute("CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB)")
    row = (name, "HomeDomain", "Library/SMS/sms.db", 1, plistlib.dumps(blob, fmt=plistlib.FMT_BINARY))
    manifest.execute("INSERT INTO Files VALUES (?, ?, ?, ?, ?)", row)
    manifest.commit()
    manifest.close()
    with open(f"{folder}/plain", "rb") as plain, open(f"{folder}/Manifest.db", "wb") as out:
        out.write(aes("cbc", b"e" * 32, plain.read(), "-iv", "0" * 32))
    os.remove(f"{folder}/plain")
    with open(f"{folder}/Manifest.plist", "wb") as out:
        plistlib.dump({"IsEncrypted": True, "BackupKeyBag": bag, "ManifestKey": key(b"e" * 32)}, out, fmt=plistlib.FMT_BINARY)
    return f"{folder}/3d/{name}", (b"d" * 32).hex()


def main():
    """Writes one file and prints its SHA-256."""
    kind, path, *numbers = sys.argv[1:]
    if kind in ("phone", "encrypted"):
        print({"phone": phone, "encrypted": encrypted}[kind](path, *map(int, numbers)))
        return
    with open(path, "wb") as out:
        {"messages": messages, "parts": parts}[kind](out, *map(int, numbers))
    with open(path, "rb") as done:
        print(hashlib.file_digest(done, "sha256").hexdigest())


if __name__ == "__main__":
    main()


def chat(path, size):
    """An invented WhatsApp chat of about so many bytes, two people, a message a minute."""
    words = "今天不还款就去你单位找你领导 pay today or we will call your family".split()
    with open(path, "w", encoding="utf-8", newline="") as out:
        written, i = 0, 0
        while written < size:
            day, minute = divmod(i, 1440)
            month, day = divmod(day, 28)
            year, month = divmod(month, 12)
            text = " ".join(words[(i + j) % len(words)] for j in range(4 + i % 12))
            head = f"[{day + 1:02}/{month + 1:02}/{2000 + year}, {minute // 60:02}:{minute % 60:02}:{i % 60:02}]"
            written += len(out_line := f"{head} {'王经理' if i % 3 else 'Li'}: {text}\r\n".encode())
            out.write(out_line.decode())
            i += 1
