#!/usr/bin/env python3
"""Writes whole backups of invented iPhones, as Finder and iTunes make them: a second implementation.

    ios_backup.py FOLDER --ios 12|15|17|18 [--passphrase TEXT] [--dpic N] [--iter N]

The folder has Info.plist, Manifest.plist, Status.plist, Manifest.db and the files under their hashed
names. With a passphrase the manifest and each file are encrypted: a keybag whose class keys are wrapped
(RFC 3394) under PBKDF2-SHA256 (`DPSL`, `DPIC`) and then PBKDF2-SHA1 (`SALT`, `ITER`) of the passphrase, a
key for each file wrapped under its class's, AES-CBC with an initialisation vector of zeros. Real phones
have 10,000,000 and 10,000 iterations; few are the default here so that tests are quick. Everything is
made from a seed: the same arguments give the same bytes.
"""

import argparse
import datetime
import hashlib
import plistlib
import sqlite3
import struct
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

BUILDS = {
    12: ("12.5.7", "16H81", "iPhone7,2"),
    15: ("15.8.3", "19H386", "iPhone9,3"),
    17: ("17.4.1", "21E237", "iPhone13,2"),
    18: ("18.3.2", "22D82", "iPhone16,1"),
}
MANIFEST = """
    CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB);
    CREATE INDEX FilesDomainIdx ON Files(domain);
    CREATE INDEX FilesRelativePathIdx ON Files(relativePath);
    CREATE INDEX FilesFlagsIdx ON Files(flags);
    CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB);
"""
FILE, FOLDER = 1, 2


def name(domain, path):
    """The hashed name of a file."""
    return hashlib.sha1(f"{domain}-{path}".encode()).hexdigest()


class Bytes:
    """Bytes that look random and are the same in each run."""

    def __init__(self, seed):
        self.seed, self.count = seed, 0

    def __call__(self, size):
        self.count += 1
        return hashlib.shake_256(f"{self.seed} {self.count}".encode()).digest(size)


def database(script, fill):
    """The bytes of a database: its tables made by a script, its rows by a function."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "database"
        with sqlite3.connect(path) as link:
            link.executescript(script)
            fill(link)
        link.close()
        return path.read_bytes()


def logged(content, fill):
    """A database with rows that stand in its write-ahead log only, and that log."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "database"
        path.write_bytes(content)
        link = sqlite3.connect(path)
        link.execute("PRAGMA journal_mode=WAL")
        link.execute("PRAGMA wal_autocheckpoint=0")
        fill(link)
        link.commit()
        pair = path.read_bytes(), Path(f"{path}-wal").read_bytes()
        link.close()
        return pair


class Keybag:
    """The class keys of an encrypted backup, wrapped under a passphrase."""

    CLASSES = {1: 2, 2: 2, 3: 2, 4: 2, 5: 2, 6: 2, 7: 2, 8: 2, 9: 3, 10: 3, 11: 3}  # class: WRAP

    def __init__(self, passphrase, dpic, rounds, random):
        self.random = random
        salt, first_salt = random(20), random(20)
        first = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), first_salt, dpic, 32)
        second = hashlib.pbkdf2_hmac("sha1", first, salt, rounds, 32)
        self.keys = {at: random(32) for at in self.CLASSES}
        fields = [
            ("VERS", 5),
            ("TYPE", 1),
            ("UUID", random(16)),
            ("HMCK", random(40)),
            ("WRAP", 1),
            ("SALT", salt),
            ("ITER", rounds),
            ("DPWT", 1),
            ("DPIC", dpic),
            ("DPSL", first_salt),
        ]
        for at, wrap in self.CLASSES.items():
            fields += [
                ("UUID", random(16)),
                ("CLAS", at),
                ("WRAP", wrap),
                ("KTYP", int(at == 2)),
                ("WPKY", aes_key_wrap(second, self.keys[at])),
            ]
            if at == 2:
                fields.append(("PBKY", random(32)))
        self.blob = b"".join(self.field(*field) for field in fields)

    @staticmethod
    def field(tag, value):
        """One entry: tag, length, value."""
        value = struct.pack(">I", value) if isinstance(value, int) else value
        return tag.encode() + struct.pack(">I", len(value)) + value

    def file_key(self, protection):
        """A new key for a file, and its wrapped form with the class before it."""
        key = self.random(32)
        return key, struct.pack("<I", protection) + aes_key_wrap(self.keys[protection], key)


def encrypt(key, content, pad=True):
    """AES-CBC, zero vector; padded as PKCS #7 says."""
    if pad:
        left = 16 - len(content) % 16
        content += bytes([left]) * left
    cipher = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    return cipher.update(content) + cipher.finalize()


class Backup:
    """A backup in the making."""

    def __init__(self, ios, passphrase=None, dpic=10, rounds=10, padded_manifest=False):
        self.ios, self.padded_manifest = ios, padded_manifest
        self.random = Bytes(f"backup {ios} {passphrase}")
        self.keybag = Keybag(passphrase or "not asked for", dpic, rounds, self.random)
        self.encrypted = passphrase is not None
        self.files = []

    def add(self, domain, path, content, protection=3, absent=False):
        """A file; an absent one is named in the manifest and is not in the folder."""
        self.files.append((domain, path, content, protection, absent))

    def describe(self, path, size, flags, protection, wrapped):
        """The archived description of a file in the manifest."""
        at = 1_700_000_000
        kind = {"$classname": "MBFile", "$classes": ["MBFile", "NSObject"]}
        root = {
            "LastModified": at,
            "Flags": 0,
            "GroupID": 501,
            "LastStatusChange": at,
            "Birth": at,
            "Size": size,
            "Mode": 0o100644 if flags == FILE else 0o40755,
            "UserID": 501,
            "InodeNumber": len(path) + 4_000_000,
            "ProtectionClass": protection if flags == FILE else 0,
            "RelativePath": plistlib.UID(2),
        }
        objects = ["$null", root, path]
        if wrapped:
            root["EncryptionKey"] = plistlib.UID(len(objects))
            objects.append({"NS.data": wrapped, "$class": plistlib.UID(len(objects) + 1)})
            objects.append({"$classname": "NSMutableData", "$classes": ["NSMutableData", "NSData", "NSObject"]})
        root["$class"] = plistlib.UID(len(objects))
        objects.append(kind)
        archive = {
            "$version": 100000,
            "$archiver": "NSKeyedArchiver",
            "$top": {"root": plistlib.UID(1)},
            "$objects": objects,
        }
        return plistlib.dumps(archive, fmt=plistlib.FMT_BINARY)

    def write(self, folder):
        """Writes the folder."""
        folder = Path(folder)
        folder.mkdir(parents=True)
        rows, folders = [], set()
        for domain, path, content, protection, absent in self.files:
            for up in list(Path(path).parents)[:-1]:
                folders.add((domain, str(up)))
            wrapped, stored = None, content
            if self.encrypted:
                key, wrapped = self.keybag.file_key(protection)
                stored = encrypt(key, content)
            hashed = name(domain, path)
            rows.append((hashed, domain, path, FILE, self.describe(path, len(content), FILE, protection, wrapped)))
            if not absent:
                (folder / hashed[:2]).mkdir(exist_ok=True)
                (folder / hashed[:2] / hashed).write_bytes(stored)
        for domain, path in sorted(folders):
            rows.append((name(domain, path), domain, path, FOLDER, self.describe(path, 0, FOLDER, 0, None)))
        rows.sort()
        manifest = database(MANIFEST, lambda link: link.executemany("INSERT INTO Files VALUES (?,?,?,?,?)", rows))
        lists = self.lists()
        if self.encrypted:
            key, wrapped = self.keybag.file_key(4)
            lists["Manifest"]["ManifestKey"] = wrapped
            manifest = encrypt(key, manifest, pad=self.padded_manifest)
        (folder / "Manifest.db").write_bytes(manifest)
        for title, values in lists.items():
            form = plistlib.FMT_XML if title == "Info" else plistlib.FMT_BINARY
            (folder / f"{title}.plist").write_bytes(plistlib.dumps(values, fmt=form))
        return folder

    def lists(self):
        """The three property lists."""
        version, build, product = BUILDS[self.ios]
        at = datetime.datetime(2026, 11, 2, 9, 41)
        serial = self.random(6).hex().upper()
        identifier = f"{self.random(4).hex().upper()}-{self.random(8).hex().upper()}"
        return {
            "Info": {
                "Build Version": build,
                "Device Name": "李雷的 iPhone",
                "Display Name": "李雷的 iPhone",
                "GUID": self.random(16).hex().upper(),
                "Installed Applications": ["net.whatsapp.WhatsApp"],
                "Last Backup Date": at,
                "Phone Number": "+86 136 0000 7777",
                "Product Type": product,
                "Product Version": version,
                "Serial Number": serial,
                "Target Identifier": identifier,
                "Target Type": "Device",
                "Unique Identifier": identifier,
                "iTunes Version": "12.13.4.4",
            },
            "Manifest": {
                "BackupKeyBag": self.keybag.blob,
                "Date": at,
                "IsEncrypted": self.encrypted,
                "Lockdown": {
                    "BuildVersion": build,
                    "DeviceName": "李雷的 iPhone",
                    "ProductType": product,
                    "ProductVersion": version,
                    "SerialNumber": serial,
                    "UniqueDeviceID": identifier,
                },
                "SystemDomainsVersion": "24.0",
                "Version": "10.0",
                "WasPasscodeSet": True,
                "Applications": {"net.whatsapp.WhatsApp": {"CFBundleVersion": "2.24.1"}},
            },
            "Status": {
                "BackupState": "new",
                "Date": at,
                "IsFullBackup": True,
                "SnapshotState": "finished",
                "UUID": self.random(16).hex().upper(),
                "Version": "3.3",
            },
        }


def main():
    """One backup with the invented content of ios_content.py."""
    import ios_content  # which needs this module

    options = argparse.ArgumentParser()
    options.add_argument("folder")
    options.add_argument("--ios", type=int, choices=sorted(BUILDS), required=True)
    options.add_argument("--passphrase")
    options.add_argument("--dpic", type=int, default=10)
    options.add_argument("--iter", type=int, default=10)
    chosen = options.parse_args()
    backup = Backup(chosen.ios, chosen.passphrase, chosen.dpic, chosen.iter)
    phone = ios_content.phone(chosen.ios)
    phone.into(backup)
    backup.write(chosen.folder)
    print(f"{len(phone.expected)} contacts: {chosen.folder}")


if __name__ == "__main__":
    main()
