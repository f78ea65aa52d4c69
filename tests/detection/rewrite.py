"""Rewrites messages as senders do who evade filters, and says where each character went."""

import random
import re
from dataclasses import dataclass

import disguise
import opencc
from pypinyin import Style, lazy_pinyin

ZERO_WIDTH = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"]
BIDI_PAIRS = [("\u202a", "\u202c"), ("\u202d", "\u202c"), ("\u2066", "\u2069"), ("\u2067", "\u2069"), ("\u200e", "\u200f")]
SEPARATORS = [" ", ".", "·", "-", "*"]

_hant = opencc.OpenCC("s2t")


@dataclass
class Piece:
    """Characters `start` to `end` of the original and what stands for them: `body`, which a finding
    must show, between marks that it need not show."""

    start: int
    end: int
    body: str
    before: str = ""
    after: str = ""
    changed: bool = False

    @property
    def text(self):
        return self.before + self.body + self.after


class Message:
    """A text, the parts of it that may be disguised (`zones`, ranges of characters), and chance
    that depends on the transform and the row only."""

    def __init__(self, row, zones, name):
        self.text, self.lang, self.zones = row["text"], row["lang"], zones
        self.cantonese = row["kind"] == "cantonese"
        self.chance = random.Random(f"{name} {row['id']}")
        self.pieces = [Piece(i, i + 1, c) for i, c in enumerate(self.text)]

    def put(self, start, end, body):
        """`body` stands for the characters from start to end."""
        self.pieces = [p for p in self.pieces if p.end <= start or p.start >= end]
        self.pieces.append(Piece(start, end, body, changed=True))
        self.pieces.sort(key=lambda p: p.start)

    def piece(self, at):
        return next(p for p in self.pieces if p.start <= at < p.end)

    def found(self, words, most=2, zones=None):
        """Where words stand, the longest first, so many in each zone, none on another."""
        hits = []
        for low, high in zones or self.zones:
            text, here = self.text[low:high].lower(), []
            for word in words:
                at = text.find(word)
                while at >= 0:
                    if whole(self.text, low + at, low + at + len(word)):
                        here.append((low + at, low + at + len(word)))
                    at = text.find(word, at + 1)
            here.sort(key=lambda hit: (hit[0] - hit[1], hit[0]))
            taken = []
            for hit in here:
                if apart(hit, taken + hits):
                    taken.append(hit)
            hits += sorted(self.chance.sample(taken, min(most, len(taken))))
        return hits

    def targets(self):
        """Words to disguise in each zone: of the list, else two neighbouring characters or a word."""
        words = disguise.LATIN_WORDS if self.lang == "en" else WORDS
        hits = []
        for zone in self.zones:
            here = self.found(words, zones=[zone]) or self.anywhere(zone)
            hits += [hit for hit in here if apart(hit, hits)]
        return hits

    def anywhere(self, zone):
        low, high = zone
        if self.lang == "en":
            runs = [(low + m.start(), low + m.end()) for m in re.finditer("[A-Za-z]{4,}", self.text[low:high])]
        else:
            runs = [(i, i + 2) for i in range(low, high - 1) if chinese(self.text[i]) and chinese(self.text[i + 1])]
        return [self.chance.choice(runs)] if runs else []


def chinese(character):
    return "\u3400" <= character <= "\u9fff"


def apart(hit, others):
    return all(hit[1] <= other[0] or hit[0] >= other[1] for other in others)


def whole(text, start, end):
    """A word in Latin letters is one only as a whole."""
    latin = lambda i: 0 <= i < len(text) and text[i].isascii() and text[i].isalpha()  # noqa: E731
    return not ((latin(start) and latin(start - 1)) or (latin(end - 1) and latin(end)))


def both(table):
    """A table with its keys in Simplified and in Traditional characters."""
    return {form: value for key, value in table.items() for form in (key, _hant.convert(key))}


WORDS = list(both(dict.fromkeys(disguise.WORDS)))


def syllables(text):
    """The syllable of each character in its context, without tone; other characters as they are."""
    out = lazy_pinyin(text, style=Style.NORMAL, errors=list)
    assert len(out) == len(text)
    return out


def _some(message, start, end):
    """One character of a word of two, one or two of a longer one."""
    length = end - start
    count = message.chance.randint(1, 2) if length > 2 else 1
    return sorted(message.chance.sample(range(start, end), count))


def pinyin_in_words(message):
    """通xun录: one or two characters of a word in pinyin."""
    read = syllables(message.text)
    for start, end in message.targets():
        for at in _some(message, start, end):
            if chinese(message.text[at]):
                message.put(at, at + 1, read[at])


def pinyin_whole(message):
    """The whole sentence in pinyin, a space between syllables."""
    for at, (character, syllable) in enumerate(zip(message.text, syllables(message.text))):
        if chinese(character):
            message.put(at, at + 1, syllable)
            behind = message.text[at + 1 : at + 2].isalnum()
            before = at > 0 and message.text[at - 1].isalnum() and not chinese(message.text[at - 1])
            message.piece(at).before, message.piece(at).after = " " * before, " " * behind


def _level_one():
    """The 3,755 commonest characters (GB 2312, level 1) by syllable."""
    by = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                character = bytes([high, low]).decode("gb2312")
            except UnicodeDecodeError:
                continue
            by.setdefault(lazy_pinyin(character)[0], []).append(character)
    return by


_alike = _level_one()


def homophones(message):
    """通迅路: one or two characters of a word by common ones of the same sound."""
    read = syllables(message.text)
    for start, end in message.targets():
        for at in _some(message, start, end):
            if not chinese(message.text[at]):
                continue
            pool = [_hant.convert(c) if message.lang == "zh-Hant" else c for c in _alike.get(read[at], [])]
            pool = [c for c in pool if c != message.text[at]]
            if pool:
                message.put(at, at + 1, message.chance.choice(pool))


def _by(table, latin=None):
    """Words of a table, by what stands for them there."""

    def rewrite(message):
        words = latin if message.lang == "en" else table
        for start, end in message.found(words):
            message.put(start, end, words[message.text[start:end].lower()])

    return rewrite


initials = _by(both(disguise.INITIALS))
parts = _by(both(disguise.PARTS))
emoji_words = _by(both(disguise.EMOJI), disguise.LATIN_EMOJI)


_digits = both(disguise.DIGITS)


def digits(message):
    """砍4, 3天, ③: digits for characters."""
    for start, end in message.found(_digits):
        character = message.text[start]
        circled = character in disguise.NUMBERS and message.chance.random() < 0.5
        body = disguise.CIRCLED[disguise.NUMBERS.index(character)] if circled else _digits[character]
        message.put(start, end, body)


def _between(signs):
    """Puts signs between the characters of words."""

    def rewrite(message):
        for start, end in message.targets():
            sign = message.chance.choice(signs)
            for at in range(start, end):
                piece = message.piece(at)
                piece.changed = end - start > 1
                if at + 1 < end:
                    piece.after = sign

    return rewrite


emoji_between = _between(disguise.NOISE)
spaced = _between(SEPARATORS)
zero_width = _between(ZERO_WIDTH)


def bidi(message):
    """Marks of direction around a word and inside of it."""
    for start, end in message.targets():
        opening, closing = message.chance.choice(BIDI_PAIRS)
        for at in range(start, end):
            message.piece(at).changed = True
        message.piece(start).before = opening
        message.piece(end - 1).after = closing
        if end - start > 1:
            message.piece(start).after = "\u200e"


def repeated(message):
    """One character of a word four or five times. A span need not show all of them."""
    for start, end in message.targets():
        at = message.chance.randrange(start, end)
        message.put(at, at + 1, message.text[at])
        message.piece(at).after = message.text[at] * message.chance.randint(3, 4)


def traditional(message):
    """Simplified text in Traditional characters, phrase by phrase."""
    out = _hant.convert(message.text)
    if len(out) == len(message.text):
        for at, (old, new) in enumerate(zip(message.text, out)):
            if old != new:
                message.put(at, at + 1, new)


def full_width(message):
    """Letters and digits as wide as a Chinese character."""
    for at, character in enumerate(message.text):
        if character.isascii() and character.isalnum():
            message.put(at, at + 1, chr(ord(character) + 0xFEE0))


def case(message):
    """Capitals, all or here and there."""
    every = message.chance.random() < 0.5
    for at, character in enumerate(message.text):
        if character.isascii() and character.isalpha():
            other = character.upper() if every or message.chance.random() < 0.5 else character.lower()
            if other != character:
                message.put(at, at + 1, other)


CHINESE, ANY = ("zh-Hans", "zh-Hant"), ("zh-Hans", "zh-Hant", "en")
# Name, function, languages, and whether the sounds are those of Mandarin.
TRANSFORMS = {
    "pinyin inside words": (pinyin_in_words, CHINESE, True),
    "whole sentence in pinyin": (pinyin_whole, CHINESE, True),
    "initials": (initials, CHINESE, False),
    "homophones": (homophones, CHINESE, True),
    "digits for characters": (digits, CHINESE, False),
    "emoji between characters": (emoji_between, CHINESE, False),
    "emoji for words": (emoji_words, ANY, False),
    "Traditional": (traditional, ("zh-Hans",), False),
    "full width": (full_width, ANY, False),
    "spaced": (spaced, ANY, False),
    "zero-width": (zero_width, ANY, False),
    "bidi marks": (bidi, ANY, False),
    "repeated characters": (repeated, ANY, False),
    "characters in parts": (parts, CHINESE, False),
    "case": (case, ANY, False),
}


def rewrite(name, row, zones):
    """The pieces of a rewritten message, or None where the transform does not touch it."""
    function, languages, mandarin = TRANSFORMS[name]
    message = Message(row, zones, name)
    if row["lang"] not in languages or (mandarin and message.cantonese):
        return None
    function(message)
    return message.pieces if any(piece.changed for piece in message.pieces) else None
