//! The XML form: nested elements, through the reader that backups of messages are read with.

use base64::Engine as _;

use super::super::super::row::{BASE64, Fault};
use super::super::super::xml::{Event, Reader};
use super::{MAX_DEPTH, MAX_SIZE, MAX_VALUES, Value, fault};

/// The moment that dates count from, in seconds since 1970.
const EPOCH: i64 = 978_307_200;

pub(super) fn parse(bytes: &[u8]) -> crate::Result<Value> {
    // The document type that every list begins with says nothing that is needed.
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = memchr::memmem::find(text, b"<plist").ok_or_else(|| fault("plist-malformed"))?;
    let mut lists = Lists { reader: Reader::new(&text[start..]), left: MAX_VALUES };
    lists.document().map_err(|error| match error {
        Fault::Stop(crate::Error::Malformed(malformed)) if malformed.format == "plist" => {
            malformed.into()
        }
        _ => fault("plist-malformed"),
    })
}

struct Lists<'a> {
    reader: Reader<&'a [u8]>,
    left: usize,
}

impl Lists<'_> {
    fn document(&mut self) -> Result<Value, Fault> {
        self.expect_open()?;
        match self.value(0)? {
            Some(value) => Ok(value),
            None => Err(Fault::Row("plist-malformed")),
        }
    }

    /// Goes into the next element.
    fn expect_open(&mut self) -> Result<(), Fault> {
        match self.reader.event()? {
            Event::Open => self.reader.skip_attributes(),
            Event::Close | Event::End => Err(Fault::Row("plist-malformed")),
        }
    }

    /// The next value; none at an end tag.
    fn value(&mut self, depth: usize) -> Result<Option<Value>, Fault> {
        match self.reader.event()? {
            Event::Close => return Ok(None),
            Event::End => return Err(Fault::Cut),
            Event::Open => {}
        }
        if depth > MAX_DEPTH {
            return Err(Fault::Stop(fault("plist-too-deep")));
        }
        self.left =
            self.left.checked_sub(1).ok_or_else(|| Fault::Stop(fault("plist-too-large")))?;
        let name = self.reader.name().to_owned();
        self.reader.skip_attributes()?;
        let empty = self.reader.is_empty_element();
        Ok(Some(match name.as_str() {
            "true" | "false" => {
                self.close(empty)?;
                Value::Bool(name == "true")
            }
            "array" => {
                let mut items = Vec::new();
                while !empty && let Some(item) = self.value(depth + 1)? {
                    items.push(item);
                }
                Value::List(items)
            }
            "dict" => self.dict(empty, depth)?,
            "string" => Value::Text(self.text(empty)?),
            "integer" => Value::Int(self.text(empty)?.trim().parse().map_err(|_| MALFORMED)?),
            "real" => Value::Real(self.text(empty)?.trim().parse().map_err(|_| MALFORMED)?),
            "date" => Value::Real(date(self.text(empty)?.trim()).ok_or(MALFORMED)?),
            "data" => {
                let mut text = self.text(empty)?;
                text.retain(|c| !c.is_ascii_whitespace());
                Value::Data(BASE64.decode(text).map_err(|_| MALFORMED)?)
            }
            _ => return Err(MALFORMED),
        }))
    }

    fn dict(&mut self, empty: bool, depth: usize) -> Result<Value, Fault> {
        let mut members = Vec::new();
        loop {
            if empty || self.reader.event()? == Event::Close {
                break;
            }
            if self.reader.name() != "key" {
                return Err(MALFORMED);
            }
            self.reader.skip_attributes()?;
            let bare = self.reader.is_empty_element();
            let key = self.text(bare)?;
            members.push((key, self.value(depth + 1)?.ok_or(MALFORMED)?));
        }
        if let [(name, Value::Int(number))] = members.as_slice()
            && name == "CF$UID"
        {
            return Ok(Value::Uid(u64::try_from(*number).map_err(|_| MALFORMED)?));
        }
        Ok(Value::Map(members))
    }

    fn text(&mut self, empty: bool) -> Result<String, Fault> {
        let mut bytes = Vec::new();
        if !empty {
            self.reader.text(&mut bytes, MAX_SIZE)?;
        }
        self.close(empty)?;
        String::from_utf8(bytes).map_err(|_| MALFORMED)
    }

    fn close(&mut self, empty: bool) -> Result<(), Fault> {
        if empty || self.reader.event()? == Event::Close { Ok(()) } else { Err(MALFORMED) }
    }
}

const MALFORMED: Fault = Fault::Row("plist-malformed");

/// A date such as `2024-05-01T08:00:00Z`, in seconds since 2001.
fn date(text: &str) -> Option<f64> {
    let time = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    i32::try_from(time.timestamp() - EPOCH).ok().map(f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \
        \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n";

    #[test]
    fn every_kind_of_element_is_read() {
        let text = format!(
            "{HEAD}<plist version=\"1.0\">\n<dict>\n<key>a</key>\n<string>&lt;x&gt; 请</string>\n\
             <key>b</key><integer>-7</integer><key>c</key><true/><key>d</key><data>\nAQI=\n</data>\
             <key>e</key><array><real>1.5</real><dict/><string></string></array>\
             <key>f</key><dict><key>CF$UID</key><integer>3</integer></dict>\
             <key>g</key><date>2001-01-01T00:01:00Z</date></dict>\n</plist>\n"
        );
        let value = parse(text.as_bytes()).unwrap();
        assert_eq!(value.member("a").and_then(Value::text), Some("<x> 请"));
        assert_eq!(value.member("b"), Some(&Value::Int(-7)));
        assert_eq!(value.member("c"), Some(&Value::Bool(true)));
        assert_eq!(value.member("d").and_then(Value::data), Some(&[1, 2][..]));
        assert_eq!(value.member("e").unwrap().items().len(), 3);
        assert_eq!(value.member("f"), Some(&Value::Uid(3)));
        assert_eq!(value.member("g"), Some(&Value::Real(60.0)));
    }

    #[test]
    fn what_is_cut_or_too_deep_is_refused() {
        let deep = format!("<plist>{}{}</plist>", "<array>".repeat(40), "</array>".repeat(40));
        for text in ["", "<plist>", "<plist><dict><key>a</key></dict></plist>", deep.as_str()] {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}
