#![no_main]
//! An operator's list: the first byte says how it is to be read.
use dunlog_core::capture::chat_export::Answers;
use dunlog_core::capture::operator_list::{ColumnMap, Said};
use dunlog_core::capture::{self, Context};
use std::io::Cursor;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let map = ColumnMap::parse("number=2,way=3,time=4,duration=5").expect("it is well formed");
    let columns = (first % 3 == 2).then_some(&map);
    let list = Said { columns, own: (first & 4 > 0).then_some("13900139000"), text: first % 3 == 1 };
    dunlog_fuzz::capture(|context, sink, emit| {
        let answers = Answers { list, ..Answers::default() };
        let Context { file, offset, country, .. } = *context;
        let context = Context { file, offset, country, answers };
        capture::read(Cursor::new(bytes), &context, sink, emit)
    });
});
