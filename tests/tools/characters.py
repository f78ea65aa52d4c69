#!/usr/bin/env python3
"""Writes the word lists `characters` and `sounds` from the Python packages opencc-python-reimplemented
(Apache-2.0, the table TSCharacters of OpenCC) and pypinyin (MIT): characters.py FOLDER, once.

Syllables are those of the 6,763 characters of GB 2312; SECOND has the characters with another common
reading, FIRST those whose reading among words of debts is not the commonest one.
"""

import json
import sys
from pathlib import Path

import opencc
from pypinyin import Style, pinyin

FIRST = {"还": "huan", "重": "zhong", "单": "dan", "调": "diao", "都": "dou", "血": "xue", "卡": "ka", "仔": "zai"}
SECOND = (
    "还hai 行hang 长zhang 重chong 会kuai 得dei 着zhao 地de 车ju 调tiao 传zhuan 藏zang 朝zhao 差chai 给ji 和huo 乐yue "
    "率lv 落la 强jiang 什shi 说shui 血xie 弹dan 薄bo 便pian 都du 恶wu 觉jiao 卡qia 露lou 模mu 塞se 熟shou 校jiao 折she "
    "粘nian 仔zi 盛cheng 识zhi 似shi 系ji 削xue 曾zeng 数shuo 单shan 尽jing 咋za 吓he 剥bo 核hu 壳qiao 绿lu 泊po 宿xiu"
)
LATIN_WORDS = (
    "a an ban bang bi can chang dan den die fan fen gang han hang he hen lan lang lei lie long lu ma man mang me men mi ming "
    "mu na nan ne nu o pa pan pang pen pi pie ping qi ran rang run sang sha shan shang she song su sui sun ta tan tang tie "
    "tong tu wan wang wen wo wu xi yang ye yin you ha hai hei bu da de di ge guo la li lai le de ai ao bao bei ben chin china "
    "hi oh ah woo bye due fee gem time home game base date made make male name same take tape wage line dine fine mine nine wine "
    "banana shanghai hong kong beijing singapore women human"
)

COMMON = (
    "的一是不了在人有我他她它这那个们中来上下大为和你您妳地到说时要就出会可也得过以后前里去好都没能天年月日子起头么吧吗呢啊多少小与把被让给"
    "对从向很再又才只自己等着做做用看想走开点些所及其于之而但如果因当已经将"
)


def syllables():
    """By syllable: its characters, and those that have it as their second reading."""
    table = {}
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                c = bytes([high, low]).decode("gb2312")
            except UnicodeDecodeError:
                continue
            reading = FIRST.get(c) or pinyin(c, style=Style.NORMAL, v_to_u=False)[0][0]
            table.setdefault(reading.replace("ü", "v"), ["", ""])[0] += c
    for item in SECOND.split():
        table.setdefault(item[1:], ["", ""])[1] += item[0]
    return {key: main + ("/" + other if other else "") for key, (main, other) in sorted(table.items()) if key.isascii() and key.isalpha() and set(key) & set("aeiouv")}


def pairs():
    """Traditional characters, each followed by its Simplified one."""
    path = Path(opencc.__file__).parent / "dictionary/TSCharacters.txt"
    rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    kept = [(a, b) for a, b, *_ in rows if a != b and all("\u4e00" <= c <= "\u9fff" for c in (a, b))]
    flat = "".join(a + b for a, b in sorted(kept))
    return [flat[at : at + 80] for at in range(0, len(flat), 80)]


def write(folder, name, languages, about, **parts):
    """Writes one word list."""
    head = {"dunlog_words": 1, "id": name, "version": "2026.1", "languages": languages, "about": about}
    text = json.dumps(head | parts, ensure_ascii=False, indent=1)
    (Path(folder) / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(
        sys.argv[1], "characters", ["zh-Hans", "zh-Hant"],
        "Traditional characters, each followed by its Simplified one: TSCharacters of OpenCC (Apache-2.0).", simplified=pairs(),
    )
    write(
        sys.argv[1], "sounds", ["zh-Hans", "zh-Hant"],
        "The syllable of each character of GB 2312, without tone: pypinyin (MIT). Behind the slash: another common reading.",
        sounds=syllables(), latin_words=["、".join(sorted(set(LATIN_WORDS.split())))], common=[COMMON],
    )
