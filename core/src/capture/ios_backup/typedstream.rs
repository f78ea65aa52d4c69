//! The text of an archived attributed string (`attributedBody`).
//!
//! The archive is of the old typedstream kind. Only what leads to the text is read; attributes,
//! which stand behind it, are not. docs/spec/ios-backup.md, 6.

/// The longest text, in bytes.
const MAX_TEXT: usize = 16 * 1024 * 1024;

/// The most classes of a chain.
const MAX_CHAIN: usize = 32;

/// The most names that are remembered.
const MAX_NAMES: usize = 1_000;

/// How the archive begins, its number left out.
const MAGIC: &[u8] = b"\x04\x0bstreamtyped";

/// A byte that begins something that was not there before.
const NEW: u8 = 0x84;
/// A byte that stands for nothing.
const NIL: u8 = 0x85;
/// The first byte that refers to something that was there before.
const FIRST_REFERENCE: u8 = 0x92;

/// The text of an archived attributed string; none where the archive is broken.
pub(crate) fn text(bytes: &[u8]) -> Option<&str> {
    let mut reader = Reader { rest: bytes.strip_prefix(MAGIC)?, ..Reader::default() };
    reader.number()?;
    reader.expect_type(b"@")?;
    let chain = reader.object()?;
    if !reader.is_a(&chain, b"NSString") {
        if !reader.is_a(&chain, b"NSAttributedString") {
            return None;
        }
        reader.expect_type(b"@")?;
        let chain = reader.object()?;
        if !reader.is_a(&chain, b"NSString") {
            return None;
        }
    }
    reader.expect_type(b"+")?;
    let length = usize::try_from(reader.number()?).ok().filter(|length| *length <= MAX_TEXT)?;
    std::str::from_utf8(reader.take(length)?).ok()
}

/// What was named so far.
#[derive(Default)]
struct Reader<'a> {
    rest: &'a [u8],
    /// Types and the names of classes.
    names: Vec<&'a [u8]>,
    /// Objects and classes: a class by the place of its name and of the class above it.
    shared: Vec<Option<Class>>,
}

/// A class: its name, and the class above, as places.
#[derive(Clone, Copy)]
struct Class {
    name: usize,
    above: Option<usize>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    /// A number: one byte, or two or four behind their mark.
    fn number(&mut self) -> Option<i64> {
        Some(match self.byte()? {
            0x81 => i64::from(u16::from_le_bytes(self.take(2)?.try_into().ok()?)),
            0x82 => i64::from(u32::from_le_bytes(self.take(4)?.try_into().ok()?)),
            byte @ (0..=0x7f | FIRST_REFERENCE..) => i64::from(byte.cast_signed()),
            _ => return None,
        })
    }

    /// A type or the name of a class, as its place among the names.
    fn name(&mut self) -> Option<usize> {
        match self.byte()? {
            NEW => {
                let length = usize::try_from(self.number()?).ok()?;
                let name = self.take(length)?;
                self.names.push(name);
                (self.names.len() <= MAX_NAMES).then_some(self.names.len() - 1)
            }
            byte => reference(byte).filter(|place| *place < self.names.len()),
        }
    }

    fn expect_type(&mut self, expected: &[u8]) -> Option<()> {
        let place = self.name()?;
        (self.names[place] == expected).then_some(())
    }

    /// Goes into a new object; gives its class.
    fn object(&mut self) -> Option<Class> {
        if self.byte()? != NEW {
            return None;
        }
        self.shared.push(None);
        let mut new: Vec<usize> = Vec::new();
        let mut above = None;
        loop {
            match self.byte()? {
                NIL => break,
                NEW => {
                    if new.len() == MAX_CHAIN {
                        return None;
                    }
                    let name = self.name()?;
                    self.number()?;
                    new.push(self.shared.len());
                    self.shared.push(Some(Class { name, above: None }));
                }
                byte => {
                    let place = reference(byte).filter(|place| *place < self.shared.len())?;
                    // A class above itself would lead round.
                    if new.contains(&place) {
                        return None;
                    }
                    self.shared[place]?;
                    above = Some(place);
                    break;
                }
            }
        }
        for place in new.into_iter().rev() {
            if let Some(Some(class)) = self.shared.get_mut(place) {
                class.above = above;
            }
            above = Some(place);
        }
        self.shared[above?]
    }

    /// Whether a class or one above it has this name.
    fn is_a(&self, class: &Class, name: &[u8]) -> bool {
        let mut class = Some(*class);
        for _ in 0..MAX_CHAIN * 2 {
            let Some(known) = class else { return false };
            if self.names[known.name] == name {
                return true;
            }
            class = known.above.and_then(|place| self.shared[place]);
        }
        false
    }
}

fn reference(byte: u8) -> Option<usize> {
    byte.checked_sub(FIRST_REFERENCE).map(usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An attributed string as Messages archives it, without its attributes.
    fn archive(length: &[u8], text: &[u8]) -> Vec<u8> {
        let mut out = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\
            \x00\x84\x84\x08NSObject\x00\x85\x92\x84\x84\x84\x08NSString\x01\x94\x84\x01+"
            .to_vec();
        out.extend_from_slice(length);
        out.extend_from_slice(text);
        out.extend_from_slice(b"\x86\x86");
        out
    }

    #[test]
    fn texts_of_every_length_are_read() {
        assert_eq!(text(&archive(&[0], b"")), Some(""));
        assert_eq!(text(&archive(&[6], "还钱".as_bytes())), Some("还钱"));
        let long = vec![b'x'; 70_000];
        assert_eq!(text(&archive(b"\x82\x70\x11\x01\x00", &long)).map(str::len), Some(70_000));
        assert_eq!(text(&archive(b"\x81\x2c\x01", &long[..300])).map(str::len), Some(300));
    }

    #[test]
    fn archives_that_lie_or_lead_round_or_end_early_are_broken() {
        for length in [&[0x7f][..], b"\x82\xff\xff\xff\x7f", b"\x82\xff\xff\xff\xff", &[0xff]] {
            assert_eq!(text(&archive(length, b"abc")), None);
        }
        assert_eq!(text(&archive(&[1], b"\xff")), None);
        let whole = archive(&[3], b"abc");
        for cut in 0..whole.len() - 2 {
            assert_eq!(text(&whole[..cut]), None, "cut at {cut}");
        }
        let head = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84";
        // A class above itself, and classes without an end.
        assert_eq!(text(&[&head[..], b"\x84\x84\x01A\x00\x93"].concat()), None);
        let endless = [&head[..], &b"\x84\x84\x01A\x00".repeat(100)].concat();
        assert_eq!(text(&endless), None);
        // An object where a class should be.
        assert_eq!(text(&[&head[..], b"\x92"].concat()), None);
    }
}
