//! The words of the page, kept as data in `text.json` and `code.json`: simplified Chinese,
//! traditional, English.

use std::collections::HashMap;

use crate::packed::{packed, unpack};

/// The words: key, then simplified Chinese, traditional Chinese, English; those of the page, and
/// what each code of an audit means.
const TEXTS: [&[u8]; 2] = [packed!("src/bundle/report/text"), packed!("src/bundle/report/code")];

/// The language that comes first; English stands beside it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    ZhHans,
    /// Traditional Chinese.
    ZhHant,
}

impl Language {
    /// The word before an exhibit's number.
    pub(super) const fn exhibit(self) -> &'static str {
        match self {
            Self::ZhHans => "证据",
            Self::ZhHant => "證據",
        }
    }

    /// The language tag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
        }
    }
}

/// The words in two languages.
pub(super) struct Texts {
    words: HashMap<String, [String; 3]>,
    language: Language,
}

impl Texts {
    pub(super) fn new(language: Language) -> Self {
        let mut words: HashMap<String, [String; 3]> = HashMap::new();
        for texts in TEXTS {
            let texts: HashMap<String, [String; 3]> =
                serde_json::from_slice(&unpack(texts)).expect("an object of triples");
            words.extend(texts);
        }
        Self { words, language }
    }

    pub(super) const fn language(&self) -> Language {
        self.language
    }

    /// The first language and English; a key without words names itself.
    pub(super) fn pair(&self, key: &str) -> [&str; 2] {
        match self.words.get(key) {
            Some([hans, hant, english]) => {
                let first = if self.language == Language::ZhHant { hant } else { hans };
                [first, english]
            }
            None => ["", ""],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_three_languages_and_the_same_places_in_each() {
        let texts = Texts::new(Language::ZhHans);
        for (key, [hans, hant, english]) in &texts.words {
            for place in ["{0}", "{1}", "{2}", "{3}", "{4}", "{5}"] {
                let count = |text: &str| text.matches(place).count().min(1);
                assert_eq!(count(hans), count(english), "{key} {place}");
                assert_eq!(count(hans), count(hant), "{key} {place}");
            }
            assert!(!hans.is_empty() && !hant.is_empty() && !english.is_empty(), "{key}");
        }
    }

    #[test]
    fn nothing_claims_more_than_the_law_lets_it() {
        let texts = TEXTS.map(|texts| String::from_utf8(unpack(texts)).unwrap()).concat();
        for forbidden in
            ["防篡改", "存证平台", "电子签名", "犯罪", "tamper-proof", "electronic signature"]
        {
            assert!(!texts.contains(forbidden), "{forbidden}");
        }
    }
}
