"""Canonical JSON (record.md, 2): one way to write each value."""

SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def text(value: str) -> str:
    """A string with its quotes."""
    return '"' + "".join(
        SHORT.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in value
    ) + '"'


def write(value, key=lambda member: member[0].encode()) -> str:
    """Any value; the keys of objects ascend by bytes unless `key` says otherwise."""
    if value is None:
        return "null"
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, int):
        assert abs(value) <= 2**53
        return str(value)
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return "[" + ",".join(write(item, key) for item in value) + "]"
    members = sorted(value.items(), key=key) if key else value.items()
    return "{" + ",".join(f"{text(k)}:{write(v, key)}" for k, v in members) + "}"


def as_given(value) -> str:
    """A value whose members stand in the order in which they were given."""
    return write(value, None)
