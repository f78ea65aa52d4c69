#!/usr/bin/env python3
"""Writes backups of invented messages, the same bytes at every run.

    sample.py messages FILE COUNT         so many texts, 200 numbers
    sample.py parts FILE BYTES PART       messages with a picture of PART bytes each, up to BYTES
"""

import base64
import hashlib
import random
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


def main():
    """Writes one file and prints its SHA-256."""
    kind, path, *numbers = sys.argv[1:]
    with open(path, "wb") as out:
        {"messages": messages, "parts": parts}[kind](out, *map(int, numbers))
    with open(path, "rb") as done:
        print(hashlib.file_digest(done, "sha256").hexdigest())


if __name__ == "__main__":
    main()
