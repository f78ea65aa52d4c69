//! Another person's record inside a case vault: the original line and the openings beside it.
//!
//! docs/spec/record.md, section 5: the line is what `line` commits to, its leaf hash is
//! `admits.leaf`, and `detail.openings` opens its commitments.

use super::canonical::{Value, to_hex, unhex};
use super::{Admission, Draft, Fact, Field, Kind, Line, Opening, Record, Source};
use crate::chain::leaf_hash;
use crate::error::{Malformed, Result};

impl Draft {
    /// A draft that admits `original`, whose canonical line is `line`.
    pub fn admitting(
        admits: Admission,
        original: &Record,
        line: &str,
        reason: Option<&str>,
    ) -> Self {
        let opening = |(field, opening): (Field, &Opening)| {
            let value = Value::parse(opening.value.as_bytes()).unwrap_or(Value::Null);
            let salt = Value::Text(to_hex(&opening.salt));
            let pair = Value::map(vec![("salt".into(), salt), ("value".into(), value)]);
            (field.word().to_owned(), pair)
        };
        let openings = Value::map(original.openings.iter().map(opening).collect());
        let mut detail = vec![("openings".to_owned(), openings)];
        detail.extend(reason.map(|text| ("reason".to_owned(), Value::Text(text.to_owned()))));
        let mut fact = Fact::new(Kind::Admitted, Source::Imported);
        fact.admits = Some(admits);
        Self::new(fact).with_text(Field::Line, line).with(Field::Detail, &Value::map(detail))
    }
}

impl Record {
    /// The original of an admitted record, checked against what this record commits to; none for
    /// other kinds and where the line is withheld.
    ///
    /// # Errors
    /// `Malformed`, code `admitted-line-mismatch` or `admitted-opening-mismatch`.
    pub fn original(&self) -> Result<Option<Self>> {
        let fault = |code| crate::Error::from(Malformed::new("record", 0, code));
        let (Some(admits), Some(text)) = (&self.fact().admits, self.openings.text(Field::Line))
        else {
            return Ok(None);
        };
        if leaf_hash(text.as_bytes()) != admits.leaf {
            return Err(fault("admitted-line-mismatch"));
        }
        let line = Line::parse(text.as_bytes()).map_err(|_| fault("admitted-line-mismatch"))?;
        let index = u64::try_from(admits.index).map_err(|_| fault("admitted-line-mismatch"))?;
        let mut original =
            Self { index, leaf: admits.leaf, line, openings: super::Openings::default() };
        let detail = self.detail();
        let Some(Value::Map(openings)) = detail.as_ref().and_then(|d| d.member("openings")) else {
            return Ok(Some(original));
        };
        for (word, pair) in openings {
            let opening = opening(pair);
            let field = Field::parse(word);
            let committed = field.and_then(|field| original.line.commitment(field));
            match (field, opening) {
                (Some(field), Some(opening)) if committed == Some(opening.commitment()) => {
                    original.openings.insert(field, opening);
                }
                _ => return Err(fault("admitted-opening-mismatch")),
            }
        }
        Ok(Some(original))
    }
}

impl Record {
    /// Whether the detail of an admitted record holds an opening of `field`.
    pub(crate) fn opens_in_detail(&self, field: Field) -> bool {
        self.fact().kind == Kind::Admitted
            && self
                .detail()
                .as_ref()
                .and_then(|detail| detail.member("openings"))
                .is_some_and(|openings| openings.member(field.word()).is_some())
    }
}

fn opening(pair: &Value) -> Option<Opening> {
    let mut salt = [0; 16];
    let whole = unhex(pair.member("salt")?.text()?.as_bytes(), &mut salt);
    let value = pair.member("value")?.to_canonical();
    whole.then_some(Opening { salt, value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Hash;
    use crate::record::{Channel, Millis, Seen};

    #[test]
    fn an_admitted_record_gives_back_its_original_and_refuses_another() {
        let mut fact = Fact::new(Kind::Event, Source::Captured);
        fact.channel = Some(Channel::Sms);
        fact.seen = Some(Seen { wall: Millis(1_750_000_000_000), mono: None, boot: None });
        let draft = Draft::new(fact).with_text(Field::Body, "请还款");
        let placed = draft.place(Hash::ZERO, 1, Millis(1_750_000_000_001), &[7; 16]);
        let (line, openings, text) = placed.expect("a valid draft");
        let leaf = leaf_hash(text.as_bytes());
        let original = Record { index: 4, leaf, line, openings };
        let admits = Admission {
            bundle: Hash::of(b"bundle"),
            signer: [1; 32],
            origin: "dunlog/log/00000000000000000000000000000000".into(),
            index: 4,
            leaf,
            forced: false,
        };
        let admit = |text: &str| {
            let draft = Draft::admitting(admits.clone(), &original, text, None);
            let placed = draft.place(Hash::ZERO, 1, Millis(1_750_000_000_002), &[9; 32]);
            let (line, openings, text) = placed.expect("a valid draft");
            Record { index: 9, leaf: leaf_hash(text.as_bytes()), line, openings }
        };
        assert_eq!(admit(&text).original().ok().flatten(), Some(original.clone()));
        assert!(admit(&text.replace("1750000000001", "1750000000003")).original().is_err());
    }
}
