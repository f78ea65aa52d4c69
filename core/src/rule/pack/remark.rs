//! What the program says with each remark's code, in three languages.

use std::sync::OnceLock;

use serde_json::Value;

use super::Wording;

/// The remarks by code, as they come with the program.
static REMARKS: OnceLock<Vec<(String, Wording)>> = OnceLock::new();

/// What a code means; a pack may say it in its own words.
pub(super) fn builtin(code: &str) -> Option<&'static Wording> {
    remarks().iter().find(|(known, _)| known == code).map(|(_, wording)| wording)
}

/// Every code.
pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    remarks().iter().map(|(code, _)| code.as_str())
}

fn remarks() -> &'static [(String, Wording)] {
    REMARKS.get_or_init(|| {
        let bytes = include_bytes!("../../../packs/remarks.json");
        let Ok(Value::Object(members)) = serde_json::from_slice(bytes) else { return Vec::new() };
        let text = |value: &Value, language| value[language].as_str().unwrap_or_default().into();
        let wording = |value: &Value| Wording {
            zh_hans: text(value, "zh-Hans"),
            zh_hant: text(value, "zh-Hant"),
            en: text(value, "en"),
        };
        members.iter().map(|(code, value)| (code.clone(), wording(value))).collect()
    })
}
