//! Canonical JSON: one way to write each value, and a reader that refuses every other.
//!
//! Integers within ±2^53, fixed escapes, no spaces, object keys ascending by bytes and unique,
//! no floats. docs/spec/record.md, "Canonical JSON".

use std::borrow::Cow;

use crate::error::{Malformed, Result};

/// The largest magnitude an integer may have: 2^53, so that every JSON reader keeps it exact.
pub const MAX_INTEGER: i64 = 1 << 53;

/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 32;

/// A canonical JSON value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer within ±2^53.
    Int(i64),
    /// A string of Unicode scalar values.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object; keys ascending by bytes, unique.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// Makes an object of `members`, sorting them; of equal keys the first one stays.
    pub fn map(mut members: Vec<(String, Value)>) -> Self {
        members.sort_by(|a, b| a.0.cmp(&b.0));
        members.dedup_by(|later, first| later.0 == first.0);
        Self::Map(members)
    }

    /// Looks a member of an object up.
    pub fn member(&self, key: &str) -> Option<&Value> {
        match self {
            Self::Map(members) => {
                members.binary_search_by(|(k, _)| k.as_str().cmp(key)).ok().map(|i| &members[i].1)
            }
            _ => None,
        }
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The integer, where it is one.
    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            _ => None,
        }
    }

    /// Appends the canonical form to `out`.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Int(n) => write_int(out, *n),
            Self::Text(text) => write_text(out, text),
            Self::List(values) => {
                out.push('[');
                for (i, value) in values.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    value.write(out);
                }
                out.push(']');
            }
            Self::Map(members) => {
                out.push('{');
                for (i, (key, value)) in members.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    write_text(out, key);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }

    /// The canonical form.
    pub fn to_canonical(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// Reads a value that is canonical from the first byte to the last.
    ///
    /// # Errors
    /// `Malformed` with the byte offset where the text stops being canonical.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let mut cursor = Cursor::new(bytes);
        let value = cursor.value(MAX_DEPTH)?;
        cursor.end()?;
        Ok(value)
    }
}

/// Appends an integer.
pub fn write_int(out: &mut String, n: i64) {
    out.push_str(itoa::Buffer::new().format(n));
}

/// Appends a string with its quotes; only `"`, `\` and U+0000–U+001F are escaped.
pub fn write_text(out: &mut String, text: &str) {
    out.reserve(text.len() + 2);
    out.push('"');
    let mut rest = text;
    while let Some(place) = first_escaped(rest.as_bytes()) {
        out.push_str(&rest[..place]);
        let byte = rest.as_bytes()[place];
        rest = &rest[place + 1..];
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            0x08 => out.push_str("\\b"),
            0x0c => out.push_str("\\f"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            other => {
                out.push_str("\\u00");
                out.push(char::from(HEX[usize::from(other >> 4)]));
                out.push(char::from(HEX[usize::from(other & 15)]));
            }
        }
    }
    out.push_str(rest);
    out.push('"');
}

/// The place of the first byte that must be escaped. Whole pieces are looked at without leaving
/// early, which compiles to vector instructions.
fn first_escaped(bytes: &[u8]) -> Option<usize> {
    let is_escaped = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
    let (pieces, _) = bytes.as_chunks::<32>();
    let plain = |piece: &&[u8; 32]| !piece.iter().fold(false, |any, byte| any | is_escaped(byte));
    let start = pieces.iter().take_while(plain).count() * 32;
    bytes[start..].iter().position(is_escaped).map(|place| start + place)
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Reads canonical JSON from left to right, refusing whatever is not canonical.
pub struct Cursor<'a> {
    bytes: &'a [u8],
    /// As much of the bytes as is UTF-8.
    valid: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// Starts at the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        let valid = match std::str::from_utf8(bytes) {
            Ok(valid) => valid,
            Err(fault) => {
                let (valid, _) = bytes.split_at(fault.valid_up_to());
                std::str::from_utf8(valid).unwrap_or_default()
            }
        };
        Self { bytes, valid, at: 0 }
    }

    /// The offset of the next byte.
    pub const fn offset(&self) -> usize {
        self.at
    }

    /// Goes back to an offset that was passed.
    pub const fn rewind(&mut self, offset: usize) {
        self.at = offset;
    }

    /// The next byte, without taking it.
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Takes `literal` if it stands next.
    pub fn take(&mut self, literal: &[u8]) -> bool {
        let rest = &self.bytes[self.at..];
        // Members that may be absent mostly differ from what stands there in their first letter.
        let found = rest.get(2) == literal.get(2) && rest.starts_with(literal)
            || literal.len() < 3 && rest.starts_with(literal);
        if found {
            self.at += literal.len();
        }
        found
    }

    /// Takes `literal`, which must stand next.
    ///
    /// # Errors
    /// `Malformed`, code `not-canonical`.
    pub fn expect(&mut self, literal: &[u8]) -> Result<()> {
        if self.take(literal) { Ok(()) } else { Err(self.fault("not-canonical")) }
    }

    /// Requires that every byte was taken.
    ///
    /// # Errors
    /// `Malformed`, code `trailing-bytes`.
    pub fn end(&self) -> Result<()> {
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.fault("trailing-bytes")) }
    }

    /// A canonical integer.
    ///
    /// # Errors
    /// `Malformed` for a leading zero or plus, `-0`, a fraction, an exponent or 2^53 exceeded.
    pub fn int(&mut self) -> Result<i64> {
        let negative = self.take(b"-");
        let start = self.at;
        let mut n: i64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            n = n * 10 + i64::from(digit - b'0');
            if n > MAX_INTEGER {
                return Err(self.fault("integer-out-of-range"));
            }
            self.at += 1;
        }
        let digits = &self.bytes[start..self.at];
        let canonical = match digits {
            [] => false,
            [b'0'] => !negative,
            [b'0', ..] => false,
            _ => true,
        };
        if !canonical || matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            return Err(self.fault("not-canonical"));
        }
        Ok(if negative { -n } else { n })
    }

    /// A canonical string; borrowed where it holds no escape.
    ///
    /// # Errors
    /// `Malformed` for broken UTF-8, a raw control character or an escape that is not canonical.
    pub fn text(&mut self) -> Result<Cow<'a, str>> {
        self.expect(b"\"")?;
        let first = self.run()?;
        if self.take(b"\"") {
            return Ok(Cow::Borrowed(first));
        }
        let mut owned = first.to_owned();
        while !self.take(b"\"") {
            self.expect(b"\\")?;
            owned.push(self.escape()?);
            owned.push_str(self.run()?);
        }
        Ok(Cow::Owned(owned))
    }

    /// The characters up to the next quote or backslash.
    fn run(&mut self) -> Result<&'a str> {
        let rest = &self.bytes[self.at..];
        let end = memchr::memchr2(b'"', b'\\', rest).ok_or_else(|| self.fault("not-canonical"))?;
        let run = &rest[..end];
        if run.iter().fold(false, |found, byte| found | (*byte < 0x20)) {
            return Err(self.fault("not-canonical"));
        }
        let text = self.valid.get(self.at..self.at + end).ok_or_else(|| self.fault("not-utf8"))?;
        self.at += end;
        Ok(text)
    }

    /// Passes over any canonical value, at most `depth` levels deep, and gives its text.
    ///
    /// # Errors
    /// Those of [`Self::value`].
    pub fn skip(&mut self, depth: usize) -> Result<&'a str> {
        let start = self.at;
        if depth == 0 {
            return Err(self.fault("too-deep"));
        }
        match self.peek() {
            Some(b'"') => drop(self.text()?),
            Some(b'[') => {
                self.at += 1;
                if !self.take(b"]") {
                    self.skip(depth - 1)?;
                    while !self.take(b"]") {
                        self.expect(b",")?;
                        self.skip(depth - 1)?;
                    }
                }
            }
            Some(b'{') => {
                self.at += 1;
                let mut last: Option<Cow<'_, str>> = None;
                while !self.take(b"}") {
                    if last.is_some() {
                        self.expect(b",")?;
                    }
                    let key = self.text()?;
                    if last.is_some_and(|last| last >= key) {
                        return Err(self.fault("keys-out-of-order"));
                    }
                    last = Some(key);
                    self.expect(b":")?;
                    self.skip(depth - 1)?;
                }
            }
            _ => drop(self.value(depth)?),
        }
        self.valid.get(start..self.at).ok_or_else(|| self.fault("not-utf8"))
    }

    /// Exactly `N` bytes as lower-case hex in quotes.
    ///
    /// # Errors
    /// `Malformed`, code `not-canonical`.
    pub fn hex<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.expect(b"\"")?;
        let digits =
            self.bytes.get(self.at..self.at + 2 * N).ok_or_else(|| self.fault("not-canonical"))?;
        let mut out = [0; N];
        if !unhex(digits, &mut out) {
            return Err(self.fault("not-canonical"));
        }
        self.at += 2 * N;
        self.expect(b"\"")?;
        Ok(out)
    }

    /// Any canonical value, at most `depth` levels deep.
    ///
    /// # Errors
    /// `Malformed` where it is not canonical or too deep.
    pub fn value(&mut self, depth: usize) -> Result<Value> {
        if depth == 0 {
            return Err(self.fault("too-deep"));
        }
        match self.peek() {
            Some(b'"') => Ok(Value::Text(self.text()?.into_owned())),
            Some(b'[') => {
                self.at += 1;
                let mut values = Vec::new();
                if self.take(b"]") {
                    return Ok(Value::List(values));
                }
                loop {
                    values.push(self.value(depth - 1)?);
                    if self.take(b"]") {
                        return Ok(Value::List(values));
                    }
                    self.expect(b",")?;
                }
            }
            Some(b'{') => self.map(depth),
            Some(b'n') => self.expect(b"null").map(|()| Value::Null),
            Some(b't') => self.expect(b"true").map(|()| Value::Bool(true)),
            Some(b'f') => self.expect(b"false").map(|()| Value::Bool(false)),
            _ => Ok(Value::Int(self.int()?)),
        }
    }

    /// The error `code` at this place.
    pub fn fault(&self, code: &'static str) -> crate::Error {
        Malformed::new("record", self.at as u64, code).into()
    }

    fn map(&mut self, depth: usize) -> Result<Value> {
        self.expect(b"{")?;
        let mut members: Vec<(String, Value)> = Vec::new();
        if self.take(b"}") {
            return Ok(Value::Map(members));
        }
        loop {
            let key = self.text()?.into_owned();
            if members.last().is_some_and(|(last, _)| *last >= key) {
                return Err(self.fault("keys-out-of-order"));
            }
            self.expect(b":")?;
            members.push((key, self.value(depth - 1)?));
            if self.take(b"}") {
                return Ok(Value::Map(members));
            }
            self.expect(b",")?;
        }
    }

    fn escape(&mut self) -> Result<char> {
        let byte = self.peek().ok_or_else(|| self.fault("not-canonical"))?;
        self.at += 1;
        Ok(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = [0; 1];
                self.expect(b"00")?;
                let digits = self.bytes.get(self.at..self.at + 2).unwrap_or_default();
                let short = matches!(digits, b"08" | b"0c" | b"0a" | b"0d" | b"09");
                if digits.len() != 2 || !unhex(digits, &mut code) || code[0] >= 0x20 || short {
                    return Err(self.fault("not-canonical"));
                }
                self.at += 2;
                char::from(code[0])
            }
            _ => return Err(self.fault("not-canonical")),
        })
    }
}

/// Appends `bytes` as lower-case hex.
pub fn write_hex(out: &mut String, bytes: &[u8]) {
    out.reserve(bytes.len() * 2);
    for byte in bytes {
        out.push(char::from(HEX[usize::from(byte >> 4)]));
        out.push(char::from(HEX[usize::from(byte & 15)]));
    }
}

/// `bytes` as lower-case hex.
pub fn to_hex(bytes: &[u8]) -> String {
    let mut out = String::new();
    write_hex(&mut out, bytes);
    out
}

/// Reads lower-case hex into `out`; false where the digits or their number do not fit.
pub fn unhex(digits: &[u8], out: &mut [u8]) -> bool {
    if digits.len() != out.len() * 2 {
        return false;
    }
    for (pair, byte) in digits.chunks_exact(2).zip(out) {
        let (high, low) = (NIBBLE[usize::from(pair[0])], NIBBLE[usize::from(pair[1])]);
        if (high | low) > 15 {
            return false;
        }
        *byte = high << 4 | low;
    }
    true
}

const NIBBLE: [u8; 256] = {
    let mut table: [u8; 256] = [0xff; 256];
    let mut value = 0;
    while value < 16 {
        table[HEX[value as usize] as usize] = value;
        value += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_the_same() {
        let text = "a\"\\\u{8}\u{c}\n\r\t\u{1f}\u{0}催收🔪\u{7f}";
        let value = Value::map(vec![
            (
                "z".into(),
                Value::List(vec![Value::Int(-MAX_INTEGER), Value::Null, Value::Bool(true)]),
            ),
            ("a".into(), Value::Text(text.into())),
        ]);
        let written = value.to_canonical();
        assert!(written.starts_with(r#"{"a":"a\"\\\b\f\n\r\t\u001f\u0000催收"#));
        assert_eq!(Value::parse(written.as_bytes()).ok(), Some(value));
    }

    #[test]
    fn other_spellings_are_refused() {
        for bad in [
            &b"{,}"[..],
            b"{\"a\":1,}",
            b" 1",
            b"1 ",
            b"+1",
            b"-0",
            b"01",
            b"1.0",
            b"1e3",
            b"9007199254740993",
            b"\"\\/\"",
            b"\"\\u0041\"",
            b"\"\\u000A\"",
            b"\"\\u000a\"",
            b"\"\\u001F\"",
            b"\"\n\"",
            b"\"\xff\"",
            b"{\"b\":1,\"a\":1}",
            b"{\"a\":1,\"a\":1}",
            b"[1,]",
            b"[1 ,2]",
            b"",
            b"\"a",
            b"-",
        ] {
            assert!(Value::parse(bad).is_err(), "{}", String::from_utf8_lossy(bad));
            let mut cursor = Cursor::new(bad);
            let passed = cursor.skip(MAX_DEPTH).is_ok() && cursor.end().is_ok();
            assert!(!passed, "skip: {}", String::from_utf8_lossy(bad));
        }
        assert!(Value::parse("[".repeat(40).as_bytes()).is_err());
    }
}
