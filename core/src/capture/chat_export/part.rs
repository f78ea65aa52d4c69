//! Words for parts of the day beside a time of twelve hours.
//!
//! docs/spec/chat-export.md, "Times".

/// Which part of the day a word names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Part {
    /// Midnight to noon.
    Am,
    /// Around noon: 11, 12 and 1.
    Noon,
    /// Noon to midnight.
    Pm,
}

/// The words that phones write, by the data of Unicode's locales.
pub(super) const PARTS: &[(&str, Part)] = &[
    ("am", Part::Am),
    ("pm", Part::Pm),
    ("上午", Part::Am),
    ("下午", Part::Pm),
    ("凌晨", Part::Am),
    ("清晨", Part::Am),
    ("早上", Part::Am),
    ("中午", Part::Noon),
    ("晚上", Part::Pm),
    ("午前", Part::Am),
    ("午後", Part::Pm),
    ("오전", Part::Am),
    ("오후", Part::Pm),
    ("ص", Part::Am),
    ("م", Part::Pm),
    ("قظ", Part::Am),
    ("بظ", Part::Pm),
    ("sa", Part::Am),
    ("ch", Part::Pm),
    ("πμ", Part::Am),
    ("μμ", Part::Pm),
    ("öö", Part::Am),
    ("ös", Part::Pm),
    ("fm", Part::Am),
    ("em", Part::Pm),
    ("de", Part::Am),
    ("du", Part::Pm),
    ("pg", Part::Am),
    ("ptg", Part::Pm),
    ("ap", Part::Am),
    ("ip", Part::Pm),
    ("पूर्वाह्न", Part::Am),
    ("अपराह्न", Part::Pm),
    ("ก่อนเที่ยง", Part::Am),
    ("หลังเที่ยง", Part::Pm),
];

/// The hour of 24, from one of 12 where a part of the day is named.
pub(super) fn half(hour: u8, part: Option<Part>) -> Option<u8> {
    Some(match part {
        None => hour,
        // Programs that write 15:06 PM mean 15:06.
        Some(Part::Pm) if (13..24).contains(&hour) => hour,
        Some(_) if hour > 12 => return None,
        Some(Part::Am) => hour % 12,
        Some(Part::Noon) if hour == 11 => 11,
        Some(Part::Noon | Part::Pm) => hour % 12 + 12,
    })
    .filter(|hour| *hour < 24)
}
