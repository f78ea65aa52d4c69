//! What the program says with each remark's code, in three languages.

use serde_json::Value;

use super::{Wording, builtin};

/// What remarks mean, by code.
pub(super) type Remarks = Vec<(String, Wording)>;

/// The remarks that come with the program; a pack may say them in its own words.
pub(super) fn builtin() -> Remarks {
    let Ok(Value::Object(members)) = serde_json::from_slice(&builtin::remarks()) else {
        return Vec::new();
    };
    let text = |value: &Value, language| value[language].as_str().unwrap_or_default().into();
    let wording = |value: &Value| Wording {
        zh_hans: text(value, "zh-Hans"),
        zh_hant: text(value, "zh-Hant"),
        en: text(value, "en"),
    };
    members.iter().map(|(code, value)| (code.clone(), wording(value))).collect()
}
