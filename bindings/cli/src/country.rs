//! The country that national numbers belong to, as a person types it.

/// Two letters, as ISO 3166-1 alpha-2 writes a country; given in upper case.
pub(crate) fn parse(text: &str) -> Result<String, String> {
    let two = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let country = text.to_ascii_uppercase();
    // ZZ stands for no country at all.
    if two && country != "ZZ" {
        return Ok(country);
    }
    Err("a country is its two letters, such as CN, HK, TW or US".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_letters() {
        assert_eq!(parse("hk").as_deref(), Ok("HK"));
        for wrong in ["", "C", "China", "中国", "86", "ZZ"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
