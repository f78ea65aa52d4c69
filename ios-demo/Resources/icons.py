#!/usr/bin/env python3
"""Draws the two icons of the app into Resources/Assets.xcassets; the shapes are those of the Android app.

    python3 ios-demo/Resources/icons.py
"""

import json
import pathlib
import struct
import zlib

SIZE = 1024
CATALOGUE = pathlib.Path(__file__).parent / "Assets.xcassets"
WHITE = b"\xff\xff\xff"
# Colour of the ground, and white bars as left, top, right, bottom in 48ths; the system rounds the corners.
ICONS = {
    "AppIcon": (b"\x17\x52\x6b", [
        (13, 15, 18, 20), (21, 15, 35, 20), (13, 22.5, 18, 27.5), (21, 22.5, 35, 27.5), (13, 30, 18, 35),
        (21, 30, 30, 35)]),
    "Neutral": (b"\x6b\x6f\x73", [(13, 14, 35, 17), (13, 22, 35, 25), (13, 30, 27, 33)]),
}


def png(ground, bars):
    """A square picture without transparency, which the system asks for."""
    scale = SIZE / 48
    rows = []
    for y in range(SIZE):
        row = bytearray(ground * SIZE)
        for left, top, right, bottom in bars:
            if top * scale <= y < bottom * scale:
                begin, end = round(left * scale), round(right * scale)
                row[3 * begin:3 * end] = WHITE * (end - begin)
        rows.append(b"\0" + bytes(row))
    out = b"\x89PNG\r\n\x1a\n"
    head = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)
    for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b"")):
        out += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return out


def main():
    info = {"author": "xcode", "version": 1}
    (CATALOGUE / "Contents.json").write_text(json.dumps({"info": info}, indent=2) + "\n")
    for name, (ground, bars) in ICONS.items():
        folder = CATALOGUE / f"{name}.appiconset"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "icon.png").write_bytes(png(ground, bars))
        image = {"filename": "icon.png", "idiom": "universal", "platform": "ios", "size": "1024x1024"}
        (folder / "Contents.json").write_text(json.dumps({"images": [image], "info": info}, indent=2) + "\n")


main()
