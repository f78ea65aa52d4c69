#![no_main]
//! A chat: the first byte answers what the file leaves open.
use dunlog_core::capture::chat_export::{Answers, Chat, DateOrder};
use dunlog_core::capture::{self, Context};
use std::io::Cursor;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let Ok(Some(survey)) = capture::survey(Cursor::new(bytes)) else { return };
    let me: Vec<String> = survey.senders.iter().take(1).map(|(name, _)| name.clone()).collect();
    let order = match first % 4 {
        0 => Some(DateOrder::DayFirst),
        1 => Some(DateOrder::MonthFirst),
        2 => Some(DateOrder::YearFirst),
        _ => None,
    };
    let app = (first & 4 > 0).then_some(Chat::WeChat);
    dunlog_fuzz::capture(|context, sink, emit| {
        let answers = Answers { me: Some(&me), order, app, ..Answers::default() };
        let Context { file, offset, country, .. } = *context;
        let context = Context { file, offset, country, answers };
        capture::read(Cursor::new(bytes), &context, sink, emit)
    });
});
