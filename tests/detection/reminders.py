#!/usr/bin/env python3
"""Lawful reminders, put together from parts: none of them may be flagged.

    reminders.py PROGRAM [--pack FILE] [--show]

A reminder names a debt, asks for it, sets a day, and at most tells of a consequence that the law gives
(suit, credit record, interest, preservation of property) or of help. Every combination of the parts
below is lawful, whoever writes it. Ends with 1 if one of them has a finding of the 13 classes at
`sign` or `review`; --show prints the first ones.
"""

import argparse
import hashlib
import itertools
import sys

from rows import counted, scan_slots

PARTS = {
    "zh-Hans": (
        ("", "您好，", "【某银行】", "张先生，", "你好，", "【甲消费金融】尊敬的客户，", "老同学，"),
        (
            "您的借款已逾期3天",
            "您本期账单1,234.56元已到期",
            "你的欠款",
            "您的贷款今天到期",
            "您尾号1234的信用卡已逾期",
            "你欠我的三千块钱",
            "您的分期仍未还清",
            "您名下的贷款逾期未还",
        ),
        (
            "，请尽快还款",
            "今晚必须还款",
            "，请于今日18点前还清",
            "，今晚十二点前必须还清",
            "，请你今天务必处理",
            "，必须在三天内结清",
            "，请立即还款",
            "，麻烦今天转给我",
            "，最后期限是明天中午",
            "，我们多次致电您未接听，请回电",
        ),
        (
            "。",
            "，否则将产生罚息。",
            "，否则我司将依法向人民法院起诉。",
            "，逾期将如实报送征信。",
            "，不然我只能去法院起诉你。",
            "，有困难请联系我们协商分期。",
            "，否则将按合同收取违约金。",
            "，如已还款请忽略。",
            "，否则我们会申请财产保全。",
        ),
    ),
    "zh-Hant": (
        ("", "您好，", "【某銀行】", "陳小姐，"),
        ("台端借款已逾期", "您的信用卡帳款已逾期", "你欠我的三萬元", "閣下之貸款已到期", "你嘅欠款"),
        (
            "，請盡快還款",
            "，請於三日內繳清",
            "，今晚十二點前必須繳清",
            "，請你今天務必處理",
            "，唔該今日入數",
            "，最後期限是明天中午",
        ),
        (
            "。",
            "，逾期將依法訴追。",
            "，否則將加收違約金。",
            "，否則只好去法院提告。",
            "，如有困難請與我們聯絡協商。",
            "，逾期將通報聯徵中心。",
        ),
    ),
    "en": (
        ("", "Hello, ", "ACME Bank: ", "Dear customer, "),
        (
            "your loan payment of $200 is overdue",
            "your account is past due",
            "you still owe me 300",
            "your credit card bill is due today",
        ),
        (
            ". Please pay by 5pm",
            ". You must pay tonight",
            ". Please pay immediately",
            ". This is the final reminder to pay within 3 days",
            ". Please call us back",
        ),
        (
            ".",
            " or we will file suit.",
            " or late fees will apply.",
            ". It may be reported to the credit bureaus.",
            ". We can offer a payment plan.",
            ". If you have paid, ignore this message.",
        ),
    ),
}


def reminders():
    """Every reminder, as (language, text)."""
    for language, parts in PARTS.items():
        for pieces in itertools.product(*parts):
            yield language, "".join(pieces)


def share(of, nth=0):
    """One in `of` of the reminders, always the same ones."""
    return [
        text for _, text in reminders() if int(hashlib.sha256(text.encode()).hexdigest(), 16) % of == nth
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--pack")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    texts = [text for _, text in reminders()]
    told = scan_slots(options.program, texts, options.pack)
    flagged = [(text, found) for text, one in zip(texts, told) if (found := counted(one["findings"]))]
    print(f"Lawful reminders put together: {len(flagged)} of {len(texts)} flagged")
    for text, found in flagged[: 20 if options.show else 0]:
        print(f"  {text}  {[(one['rule'], one['level']) for one in found]}")
    return 1 if flagged else 0


if __name__ == "__main__":
    sys.exit(main())
