//! JSON with places: a reader that remembers where each value stands, so that a fault in a pack
//! can be shown as a compiler shows it.

/// How deep arrays and objects may nest.
const MAX_DEPTH: usize = 16;

/// A value and the bytes at which it begins and ends.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) value: Json,
}

/// A JSON value; packs have no fractions.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Node>),
    /// Key, the byte at which the key begins, value.
    Map(Vec<(String, usize, Node)>),
}

impl Json {
    /// What the value is, in words.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Int(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "an object",
        }
    }
}

/// Why a text is no JSON: the byte, a code and a sentence.
pub(super) type Broken = (usize, &'static str, String);

/// Reads a whole text.
pub(super) fn parse(bytes: &[u8]) -> Result<Node, Broken> {
    let text = std::str::from_utf8(bytes)
        .map_err(|e| (e.valid_up_to(), "not-utf8", "the file is not UTF-8 here".to_owned()))?;
    let mut reader = Reader { text, at: 0 };
    let node = reader.node(0)?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.broken("the file goes on after its value"));
    }
    Ok(node)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn broken(&self, why: &str) -> Broken {
        (self.at, "not-json", why.to_owned())
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, literal: &str) -> bool {
        let found = self.text[self.at..].starts_with(literal);
        if found {
            self.at += literal.len();
        }
        found
    }

    fn node(&mut self, depth: usize) -> Result<Node, Broken> {
        if depth > MAX_DEPTH {
            return Err((self.at, "too-deep", "lists and objects nest too deep".to_owned()));
        }
        self.space();
        let at = self.at;
        let value = match self.peek() {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Json::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ if self.take("true") => Json::Bool(true),
            _ if self.take("false") => Json::Bool(false),
            _ if self.take("null") => Json::Null,
            _ => return Err(self.broken("a value is expected here")),
        };
        Ok(Node { at, end: self.at, value })
    }

    fn map(&mut self, depth: usize) -> Result<Json, Broken> {
        self.at += 1;
        let mut members: Vec<(String, usize, Node)> = Vec::new();
        self.space();
        if self.take("}") {
            return Ok(Json::Map(members));
        }
        let mut keys = std::collections::HashSet::new();
        loop {
            self.space();
            let at = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.broken("a name in quotes is expected here"));
            }
            let key = self.string()?;
            if !keys.insert(key.clone()) {
                return Err((at, "duplicate-field", format!("`{key}` stands here twice")));
            }
            self.space();
            if !self.take(":") {
                return Err(self.broken("`:` is expected after a name"));
            }
            let node = self.node(depth + 1)?;
            members.push((key, at, node));
            self.space();
            if self.take("}") {
                return Ok(Json::Map(members));
            }
            if !self.take(",") {
                return Err(self.broken("`,` or `}` is expected here"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json, Broken> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.take("]") {
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.node(depth + 1)?);
            self.space();
            if self.take("]") {
                return Ok(Json::List(items));
            }
            if !self.take(",") {
                return Err(self.broken("`,` or `]` is expected here"));
            }
        }
    }

    fn number(&mut self) -> Result<Json, Broken> {
        let start = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        let digits = &self.text[start..self.at];
        let plain = digits.strip_prefix('-').unwrap_or(digits);
        let one_way = plain == "0" || !plain.starts_with('0');
        digits.parse().ok().filter(|_| one_way).map(Json::Int).ok_or((
            start,
            "not-json",
            "a whole number is expected here".to_owned(),
        ))
    }

    fn string(&mut self) -> Result<String, Broken> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let run = self.text[self.at..]
                .find(['"', '\\'])
                .ok_or_else(|| self.broken("this text has no closing quote"))?;
            let plain = &self.text[self.at..self.at + run];
            if let Some(control) = plain.find(|c: char| c < ' ') {
                self.at += control;
                return Err(self.broken("a text may hold no line break or control character"));
            }
            out.push_str(plain);
            self.at += run;
            if self.take("\"") {
                return Ok(out);
            }
            self.at += 1;
            out.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Result<char, Broken> {
        let letter = self.peek().ok_or_else(|| self.broken("this text has no closing quote"))?;
        let plain = match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at += 1;
                let high = self.unit()?;
                let low = if (0xd800..0xdc00).contains(&high) && self.take("\\u") {
                    Some(self.unit()?)
                } else {
                    None
                };
                let units = [Some(high), low].into_iter().flatten();
                return match char::decode_utf16(units).collect::<Result<Vec<_>, _>>().as_deref() {
                    Ok([one]) => Ok(*one),
                    _ => Err(self.broken("a lone surrogate is no character")),
                };
            }
            _ => return Err(self.broken("this escape is not known")),
        };
        self.at += 1;
        Ok(plain)
    }

    fn unit(&mut self) -> Result<u16, Broken> {
        let digits = self.text.get(self.at..self.at + 4).unwrap_or_default();
        let unit = u16::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'));
        self.at += 4;
        unit.ok_or((self.at - 4, "not-json", "four hex digits are expected here".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_text_names_its_byte() {
        for (text, at) in [
            ("{\"a\":1,}", 7),
            ("[1 2]", 3),
            ("\"a", 1),
            ("1.5", 0),
            ("[01]", 1),
            ("{\"a\":1,\"a\":2}", 7),
            ("\"\\ud800\"", 7),
            ("[] []", 3),
            ("\"\\u00", 3),
        ] {
            assert_eq!(parse(text.as_bytes()).map_err(|broken| broken.0), Err(at), "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(parse(deep.as_bytes()).map_err(|broken| broken.1), Err("too-deep"));
    }

    #[test]
    fn values_and_places_are_read() {
        let node = parse(br#" {"a": [true, null, -3, "\u00e9\ud83d\ude00"]}"#).expect("good");
        let Json::Map(members) = node.value else { panic!("no object") };
        let (key, at, list) = &members[0];
        assert_eq!((node.at, key.as_str(), *at, list.at), (1, "a", 2, 7));
        let Json::List(items) = &list.value else { panic!("no list") };
        let values: Vec<_> = items.iter().map(|item| item.value.clone()).collect();
        let text = Json::Text("\u{e9}\u{1f600}".into());
        assert_eq!(values, [Json::Bool(true), Json::Null, Json::Int(-3), text]);
    }
}
