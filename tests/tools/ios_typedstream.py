"""Writes archives of NSAttributedString as the Messages program of a phone stores them.

The form ("streamtyped", version 1000) keeps two tables, one of strings (types and names of
classes) and one of objects (objects, classes, C strings). What is named a second time is a
reference, counted from 0x92.
"""

NEW, NIL, END, FIRST = b"\x84", b"\x85", b"\x86", 0x92
PART = "__kIMMessagePartAttributeName"
FILE = "__kIMFileTransferGUIDAttributeName"


def number(value):
    """An integer in its shortest form."""
    if -110 <= value <= 127:
        return value.to_bytes(1, "little", signed=True)
    if -(1 << 15) <= value < 1 << 15:
        return b"\x81" + value.to_bytes(2, "little", signed=True)
    return b"\x82" + value.to_bytes(4, "little", signed=True)


class Writer:
    """One archive in the making."""

    def __init__(self):
        self.out = bytearray(b"\x04\x0bstreamtyped" + number(1000))
        self.strings, self.objects = [], []

    def shared(self, text):
        """A type or a name, or the reference to it."""
        if text in self.strings:
            self.out += number(FIRST + self.strings.index(text) - 256)
        else:
            self.strings.append(text)
            self.out += NEW + number(len(text)) + text.encode("ascii")

    def classes(self, chain):
        """A class with those above it, as (name, version)."""
        for at, (name, version) in enumerate(chain):
            if ("class", name) in self.objects:
                self.out += number(FIRST + self.objects.index(("class", name)) - 256)
                return
            self.objects.append(("class", name))
            self.out += NEW
            self.shared(name)
            self.out += number(version)
            if at + 1 == len(chain):
                self.out += NIL

    def begin(self, *chain):
        """A new object of type `@`, without its content."""
        self.shared("@")
        self.out += NEW
        self.objects.append(("object", len(self.objects)))
        self.classes(chain)

    def text(self, value, mutable=False):
        """A string object."""
        chain = [("NSMutableString", 1)] if mutable else []
        self.begin(*chain, ("NSString", 1), ("NSObject", 0))
        self.shared("+")
        raw = value.encode("utf-8")
        self.out += number(len(raw)) + raw + END

    def integer(self, value):
        """An NSNumber that holds an int."""
        self.begin(("NSNumber", 0), ("NSValue", 0), ("NSObject", 0))
        self.shared("*")
        if ("c", "i") in self.objects:
            self.out += number(FIRST + self.objects.index(("c", "i")) - 256)
        else:
            self.objects.append(("c", "i"))
            self.out += NEW
            self.shared("i")
        self.shared("i")
        self.out += number(value) + END


def attributed(text, files=(), mutable=False):
    """The archive of one message; `files` are the guids for each U+FFFC in the text, in order."""
    writer = Writer()
    chain = [("NSMutableAttributedString", 0)] if mutable else []
    writer.begin(*chain, ("NSAttributedString", 0), ("NSObject", 0))
    writer.text(text, mutable)
    left = list(files)
    runs = []
    for piece in split(text):
        values = {PART: len(runs)}
        if piece == "\ufffc" and left:
            values[FILE] = left.pop(0)
        runs.append((piece, values))
    for at, (piece, values) in enumerate(runs, 1):
        writer.shared("iI")
        writer.out += number(at) + number(len(piece.encode("utf-16-le")) // 2)
        writer.begin(("NSDictionary", 0), ("NSObject", 0))
        writer.shared("i")
        writer.out += number(len(values))
        for name, value in values.items():
            writer.text(name)
            writer.text(value) if isinstance(value, str) else writer.integer(value)
        writer.out += END
    return bytes(writer.out + END)


def split(text):
    """The parts of a message: every U+FFFC, and what stands between them."""
    part = ""
    for character in text:
        if character == "\ufffc":
            if part:
                yield part
            yield character
            part = ""
        else:
            part += character
    if part:
        yield part
