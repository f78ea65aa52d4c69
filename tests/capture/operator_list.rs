//! Lists of calls and texts that operators print.

use std::io::{Cursor, Write};

use dunlog_core::Result;
use dunlog_core::capture::chat_export::Answers;
use dunlog_core::capture::operator_list::{ColumnMap, Said};
use dunlog_core::capture::{self, Context, Item};
use dunlog_core::chain::Hash;
use dunlog_core::record::{Channel, Direction, Field, Outcome as Ended, Source};

use super::chat_export::zipped;
use super::{Outcome, Shelf, fixture};

fn read_said(said: Said<'_>, bytes: &[u8]) -> Result<Outcome> {
    let answers = Answers { list: said, ..Answers::default() };
    let context = Context { file: Hash([1; 32]), offset: &|_| None, country: Some("CN"), answers };
    let mut outcome = Outcome::default();
    capture::read(Cursor::new(bytes), &context, &mut Shelf::default(), &mut |item| {
        match item {
            Item::Draft(draft) => outcome.drafts.push(*draft),
            Item::Skip(skip) => outcome.skips.push(skip),
            Item::Cut { byte } => outcome.cut = Some(byte),
        }
        Ok(())
    })?;
    Ok(outcome.check())
}

fn read(text: &str) -> Outcome {
    read_said(Said::default(), text.as_bytes()).unwrap()
}

fn code(result: Result<Outcome>) -> String {
    match result {
        Err(dunlog_core::Error::Malformed(malformed)) => malformed.code.to_owned(),
        Err(other) => panic!("{other}"),
        Ok(_) => "taken".to_owned(),
    }
}

/// What each record says: the time in Beijing, way, number, duration.
fn table(outcome: &Outcome) -> Vec<(String, Option<Direction>, String, Option<i64>)> {
    let row = |(at, draft): (usize, &dunlog_core::record::Draft)| {
        let time = draft.fact.network.unwrap().0 + 480 * 60_000;
        let time = chrono::DateTime::from_timestamp_millis(time).unwrap();
        let party: serde_json::Value =
            serde_json::from_str(outcome.private(at, Field::Party)).unwrap();
        let number = party["number"].as_str().unwrap_or("hidden").to_owned();
        let time = time.format("%Y-%m-%d %H:%M:%S").to_string();
        (time, draft.fact.direction, number, draft.fact.duration)
    };
    outcome.drafts.iter().enumerate().map(row).collect()
}

const OUT: Option<Direction> = Some(Direction::Out);
const IN: Option<Direction> = Some(Direction::In);

#[test]
fn the_header_of_china_mobile_alone_is_a_list_of_nothing() {
    let file = "import-carrier-csv/10086-headers/10086-call-detail-header.csv";
    let Some(bytes) = fixture(file) else { return };
    let outcome = read_said(Said::default(), &bytes).unwrap();
    assert_eq!((outcome.drafts.len(), outcome.skips.len()), (0, 0));
    // With a row of its own form it is a list of one.
    let mut more = bytes.clone();
    more.extend_from_slice(
        "2024-01-02 10:05:06,北京,被叫,13800138000,1分2秒,国内,,0.00\n".as_bytes(),
    );
    let outcome = read_said(Said::default(), &more).unwrap();
    let expected = ("2024-01-02 10:05:06".to_owned(), IN, "+8613800138000".to_owned(), Some(62));
    assert_eq!(table(&outcome), [expected]);
}

const MOBILE: &str = concat!(
    "中国移动通信客户详单\n手机号码：13900139000,查询月份：2024年01月\n\n",
    "起始时间,通信地点,通信方式,对方号码,通信时长,通信类型,套餐优惠,实收通信费(元)\n",
    "01-02 10:05:06,北京,被叫,13800138000,1小时2分3秒,国内,,0.00\n",
    "12-31 23:59:59,北京,主叫,95588,00:00:07,国内,,0.00\n",
    "01-03 08:00:00,北京,呼转,13800138000,12,国内,,0.00\n",
    "01-04 08:00:00,北京,被叫,,9秒,国内,,0.00\n",
    "01-05 08:00:00,北京,被叫,13800138000,九秒,国内,,0.00\n",
    "合计,,,,,,,0.00\n",
);

#[test]
fn china_mobile_s_list_has_its_year_and_its_owner_in_the_frame() {
    for bytes in [MOBILE.as_bytes().to_vec(), encoding_rs::GBK.encode(MOBILE).0.into_owned()] {
        let outcome = read_said(Said::default(), &bytes).unwrap();
        assert_eq!(outcome.reasons(), ["duration-invalid", "summary-row"]);
        let number = "+8613800138000".to_owned();
        let expected = [
            ("2024-01-02 10:05:06".to_owned(), IN, number.clone(), Some(3723)),
            ("2023-12-31 23:59:59".to_owned(), OUT, "95588".to_owned(), Some(7)),
            ("2024-01-03 08:00:00".to_owned(), None, number, Some(12)),
            ("2024-01-04 08:00:00".to_owned(), IN, "hidden".to_owned(), Some(9)),
        ];
        assert_eq!(table(&outcome), expected);
        let fact = &outcome.drafts[0].fact;
        assert_eq!((fact.source, fact.channel), (Source::Operator, Some(Channel::Call)));
        assert_eq!(fact.outcome, Some(Ended::Connected));
        let offset = fact.offset.as_ref().unwrap();
        assert_eq!((offset.minutes, offset.zone.as_deref()), (480, Some("Asia/Shanghai")));
        assert_eq!(fact.feed.as_ref().unwrap().place, 5);
        let own = r#"{"number":"+8613900139000","shown":"13900139000"}"#;
        assert_eq!(outcome.private(0, Field::Own), own);
        assert_eq!(outcome.private(2, Field::Detail), r#"{"doubt":["forwarded"]}"#);
        assert!(outcome.private(0, Field::SourceRow).contains(r#""通信时长":"1小时2分3秒""#));
        assert_eq!(outcome.private(0, Field::Body), "(absent)");
    }
}

#[test]
fn columns_stand_in_any_order_and_some_lists_swap_two() {
    let text = concat!(
        "起始时间,通信地点,对方号码,通信方式,通信时长\n",
        "2024-01-02 10:05:06,北京,主叫,13800138000,62\n",
        "2024-01-02 10:06:06,北京,13800138000,被叫,62\n",
    );
    let outcome = read(text);
    assert_eq!(table(&outcome)[0].1, OUT);
    assert_eq!(table(&outcome)[0].2, "+8613800138000");
    assert_eq!(outcome.private(0, Field::Detail), r#"{"doubt":["columns-swapped"]}"#);
    assert_eq!(outcome.private(1, Field::Detail), "(absent)");
}

#[test]
fn days_stand_over_the_rows_of_a_grouped_list() {
    let text = concat!(
        "客户号码 18900189000\n",
        "通话时间\t呼叫类型\t对方号码\t通话时长(秒)\n",
        "2024-01-02\n10:05:06\t被叫\t13800138000\t62\n10:06:06\t主叫\t13800138000\t5\n",
        "2024-01-03 星期三\n00:00:01\t被叫\t13800138000\t1\n",
    );
    let outcome = read(text);
    let times: Vec<String> = table(&outcome).into_iter().map(|row| row.0).collect();
    let expected = ["2024-01-02 10:05:06", "2024-01-02 10:06:06", "2024-01-03 00:00:01"];
    assert_eq!(times, expected);
    assert!(outcome.private(2, Field::SourceRow).contains(r#""day":"2024-01-03 星期三""#));
    let lost = read("通话时间\t呼叫类型\t对方号码\n10:05:06\t被叫\t13800138000\n");
    assert_eq!(lost.reasons(), ["day-missing"]);
    let lost = read("通话时间,呼叫类型,对方号码\n01-02 10:05:06,被叫,13800138000\n");
    assert_eq!(lost.reasons(), ["year-missing"]);
}

#[test]
fn texts_and_pairs_of_numbers_are_read_too() {
    let text = concat!(
        "短信详单,本机号码:13900139000\n",
        "起始时间,通信地点,对方号码,通信方式,信息类型,业务名称\n",
        "2024-01-02 10:05:06,北京,106900001234,接收,短信,\n",
        "2024-01-02 10:06:06,北京,13800138000,发送,彩信,\n",
        "通话详单\n主叫号码,被叫号码,通话日期,开始时间,通话时长\n",
        "13900139000,13800138000,2024-01-03,09:00:00,5\n13800138000,13900139000,2024-01-03,09:01:00,6\n",
        "13800138001,13800138000,2024-01-03,09:02:00,6\n",
    );
    let outcome = read(text);
    let channels: Vec<_> =
        outcome.drafts.iter().map(|d| (d.fact.channel, d.fact.direction)).collect();
    let call = Some(Channel::Call);
    let sms = Some(Channel::Sms);
    assert_eq!(channels, [(sms, IN), (sms, OUT), (call, OUT), (call, IN)]);
    assert_eq!(outcome.reasons(), ["own-unknown"]);
}

#[test]
fn a_person_may_name_columns_and_the_owner() {
    let text = "x,13800138000,MO,2024-01-02 10:05:06,7\ny,13800138000,主叫,2024-01-02 10:06:06,7\n";
    assert_eq!(code(read_said(Said::default(), text.as_bytes())), "format-unknown");
    let map = ColumnMap::parse("number=2,way=3,time=4,duration=5").unwrap();
    let said = Said { columns: Some(&map), own: Some("13900139000"), text: false };
    let outcome = read_said(said, text.as_bytes()).unwrap();
    assert_eq!(outcome.drafts.len(), 2);
    assert_eq!(outcome.drafts[0].fact.direction, None);
    assert_eq!(outcome.drafts[1].fact.direction, OUT);
    // Whose clock an unknown list has is not known.
    assert_eq!(outcome.drafts[0].fact.local.as_deref(), Some("2024-01-02T10:05:06"));
    assert!(outcome.private(0, Field::Own).contains("+8613900139000"));
}

#[test]
fn text_of_a_pdf_is_read_where_it_is_said_to_be_one() {
    let text = concat!(
        "中国电信 语音详单\n   用户号码： 18900189000   账期：202401\n",
        " 序号  通话时间              类型   对方号码       时长\n",
        "  1    2024-01-02 10:05:06   被叫   13800138000    1分2秒   北京\n",
        "  2    2024-01-02 10:06:06   主叫   95588          7秒      北京\n 合计 2 次\n",
    );
    let outcome = read_said(Said { text: true, ..Said::default() }, text.as_bytes()).unwrap();
    let rows = table(&outcome);
    assert_eq!((rows.len(), rows[0].3, rows[1].3), (2, Some(62), Some(7)));
    assert!(outcome.private(0, Field::Own).contains("18900189000"));
    let none = read_said(Said { text: true, ..Said::default() }, b"nothing\nhere\n");
    assert_eq!(code(none), "list-columns-unknown");
}

/// A packed spreadsheet with one sheet of inline texts, numbers and a formula.
pub(crate) fn xlsx(rows: &[&[&str]]) -> Vec<u8> {
    let mut sheet = String::from(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    for (at, row) in rows.iter().enumerate() {
        sheet += &format!("<row r=\"{}\">", at + 1);
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let place = format!("{}{}", char::from(b'A' + column as u8), at + 1);
            sheet += &match cell.strip_prefix('=') {
                Some(value) => format!("<c r=\"{place}\"><f>SUM(A1:A9)</f><v>{value}</v></c>"),
                None if cell.parse::<f64>().is_ok() => {
                    format!("<c r=\"{place}\"><v>{cell}</v></c>")
                }
                None => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
            };
        }
        sheet += "</row>";
    }
    sheet +=
        "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A1:D1\"/></mergeCells></worksheet>";
    let types = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";
    let book = "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    let links = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    let root = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    zipped(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn a_spreadsheet_gives_what_its_cells_show_and_computes_nothing() {
    let bytes = xlsx(&[
        &["中国联通语音详单 用户号码：13000130000"],
        &["对方号码", "呼叫类型", "通话日期", "通话时长(秒)"],
        &["13800138000", "被叫", "2024-01-02 10:05:06", "=62"],
        &["", "被叫", "2024-01-02 10:06:06", "5"],
    ]);
    let outcome = read_said(Said::default(), &bytes).unwrap();
    let number = "+8613800138000".to_owned();
    let expected = [
        ("2024-01-02 10:05:06".to_owned(), IN, number, Some(62)),
        ("2024-01-02 10:06:06".to_owned(), IN, "hidden".to_owned(), Some(5)),
    ];
    assert_eq!(table(&outcome), expected);
    assert!(outcome.private(0, Field::Own).contains("13000130000"));
}

#[test]
fn bombs_and_endless_lists_are_refused_by_their_code() {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let deflated = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    out.start_file("xl/workbook.xml", deflated).unwrap();
    out.write_all(&vec![b' '; 64 << 20]).unwrap();
    let bomb = out.finish().unwrap().into_inner();
    assert_eq!(code(read_said(Said::default(), &bomb)), "zip-ratio");
    let large = zipped(&[("xl/workbook.xml", &vec![b' '; 17 << 20])]);
    assert_eq!(code(read_said(Said::default(), &large)), "list-sheet-too-large");
    let broken = zipped(&[("xl/workbook.xml", b"<a")]);
    assert_eq!(code(read_said(Said::default(), &broken)), "list-sheet-unreadable");
    let open = format!("起始时间,对方号码\n\"{}", "x".repeat(3 << 20));
    assert_eq!(code(read_said(Said::default(), open.as_bytes())), "list-row-too-long");
    let late = format!("{}起始时间,对方号码\n", "a\n".repeat(300));
    assert_eq!(code(read_said(Said::default(), late.as_bytes())), "format-unknown");
}

#[test]
fn an_operator_s_text_joins_no_other_and_its_call_does() {
    use dunlog_core::event::{Sighting, group};
    let text = concat!(
        "通话详单,本机号码:13900139000\n起始时间,通信方式,对方号码,通信时长\n",
        "2024-01-02 10:05:06,被叫,13800138000,62\n",
        "2024-01-02 10:06:06,短信接收,13800138000,\n",
    );
    let outcome = read(text);
    let place = |draft: dunlog_core::record::Draft, index: u64| {
        let salts = vec![7; draft.salt_bytes()];
        let now = dunlog_core::record::Millis(1_800_000_000_000);
        let (line, openings, text) = draft.place(Hash::ZERO, 1, now, &salts).unwrap();
        let leaf = Hash::of(text.as_bytes());
        dunlog_core::record::Record { index, leaf, line, openings }
    };
    let mut records = Vec::new();
    for (at, draft) in outcome.drafts.into_iter().enumerate() {
        let mut phone = draft.clone();
        phone.fact.source = Source::Captured;
        phone.fact.feed = None;
        phone.fact.seen = Some(dunlog_core::record::Seen {
            wall: phone.fact.network.take().unwrap(),
            mono: None,
            boot: None,
        });
        if at == 1 {
            phone = phone.with_text(Field::Body, "pay today");
        }
        records.push(place(phone, 2 * at as u64));
        records.push(place(draft, 2 * at as u64 + 1));
    }
    let sightings: Vec<_> = records.iter().filter_map(Sighting::of).collect();
    let events: Vec<_> =
        group(&sightings).events.into_iter().map(|e| (e.sightings, e.disagrees)).collect();
    assert_eq!(events, [(vec![0, 1], false), (vec![2], false), (vec![3], false)]);
}

#[test]
fn a_day_that_there_is_not_is_no_time_and_columns_that_give_nothing_are_said() {
    let list = "对方号码,起始时间,通信方式,通信时长\n\
        13800138000,2024-13-45 10:05:06,被叫,5秒\n\
        13800138000,20241345100506,被叫,5秒\n\
        13800138000,2024年2月30日 10:05,被叫,5秒\n\
        13800138000,很久以前,被叫,5秒\n\
        13800138000,2024-01-02 10:05:06,被叫,5秒\n";
    let outcome = read(list);
    let reasons = ["time-invalid", "time-invalid", "time-invalid", "row-unknown"];
    assert_eq!((outcome.reasons(), outcome.drafts.len()), (reasons.to_vec(), 1));
    let map = ColumnMap::parse("number=3,time=4").unwrap();
    let said = Said { columns: Some(&map), ..Said::default() };
    assert_eq!(code(read_said(said, list.as_bytes())), "list-columns-unknown");
}
