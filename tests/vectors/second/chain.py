"""Trees, proofs, signed notes, keys and statements (chain.md)."""

from base64 import b64encode
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

# The order of the group of Ed25519 (RFC 8032, 5.1).
ORDER = 2**252 + 27742317777372353535851937790883648493
PEM_PREFIX = bytes.fromhex("302a300506032b6570032100")


def node(left: bytes, right: bytes) -> bytes:
    """A node of the tree."""
    return sha256(b"\1" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def root(leaves: list[bytes]) -> bytes:
    """The root (RFC 6962, 2.1)."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node(root(leaves[:k]), root(leaves[k:]))


def inclusion(leaves: list[bytes], index: int) -> list[bytes]:
    """PATH(m, D[n]) of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return inclusion(leaves[:k], index) + [root(leaves[k:])]
    return inclusion(leaves[k:], index - k) + [root(leaves[:k])]


def consistency(leaves: list[bytes], size: int, whole: bool = True) -> list[bytes]:
    """PROOF(m, D[n]) of RFC 6962, 2.1.2."""
    if size == len(leaves):
        return [] if whole else [root(leaves)]
    k = split(len(leaves))
    if size <= k:
        return consistency(leaves[:k], size, whole) + [root(leaves[k:])]
    return consistency(leaves[k:], size - k, False) + [root(leaves[:k])]


def base64(data: bytes) -> str:
    """RFC 4648 with padding."""
    return b64encode(data).decode()


class Key:
    """A key from a seed."""

    def __init__(self, seed: str):
        self.seed = sha256(b"seed " + seed.encode()).digest()
        self.private = Ed25519PrivateKey.from_private_bytes(self.seed)
        self.public = self.private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """64 raw bytes."""
        return self.private.sign(message)

    def note_hash(self, name: str, kind: int = 1) -> bytes:
        """The key hash of a signed note."""
        return note_hash(name, bytes([kind]) + self.public)

    def note_key(self, name: str) -> str:
        """The verifier key line, without LF."""
        return note_key(name, b"\1" + self.public)

    def pem(self) -> str:
        """`key.pem`."""
        body = base64(PEM_PREFIX + self.public)
        return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"

    def fingerprint(self) -> str:
        """16 groups of 4 hex."""
        digits = sha256(self.public).hexdigest()
        return " ".join(digits[i : i + 4] for i in range(0, 64, 4))

    def note(self, name: str, text: str) -> str:
        """A note that this key signed alone."""
        return f"{text}\n{self.note_line(name, text)}"

    def note_line(self, name: str, text: str) -> str:
        """A signature line, with LF."""
        return signature_line(name, self.note_hash(name) + self.sign(text.encode()))


def note_hash(name: str, typed_key: bytes) -> bytes:
    """The start of SHA-256(name ‖ LF ‖ type and key)."""
    return sha256(name.encode() + b"\n" + typed_key).digest()[:4]


def note_key(name: str, typed_key: bytes) -> str:
    """`<name>+<hash>+<base64>`."""
    return f"{name}+{note_hash(name, typed_key).hex()}+{base64(typed_key)}"


def signature_line(name: str, data: bytes) -> str:
    """`— <name> <base64>` and LF."""
    return f"— {name} {base64(data)}\n"


def checkpoint_text(origin: str, leaves: list[str]) -> str:
    """The three lines of a checkpoint over hexadecimal leaves."""
    top = root([bytes.fromhex(leaf) for leaf in leaves])
    return f"{origin}\n{len(leaves)}\n{base64(top)}\n"


def key_change(origin: str, index: int, prev: str, new: bytes) -> bytes:
    """What the key before signs to hand the log over."""
    return f"dunlog/key-change@v1\n{origin}\n{index}\n{prev}\n{new.hex()}\n".encode()


def bundle_statement(tagmanifest: bytes, checkpoint: bytes) -> bytes:
    """What `bundle.sig` signs."""
    sums = [sha256(data).hexdigest() for data in (tagmanifest, checkpoint)]
    return "".join(f"{line}\n" for line in ["dunlog/bundle@v1", *sums]).encode()
