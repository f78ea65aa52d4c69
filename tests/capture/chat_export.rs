//! Chats as messengers export them.

use std::io::Cursor;

use dunlog_core::Result;
use dunlog_core::capture::chat_export::{Answers, Chat, DateOrder};
use dunlog_core::capture::{self, Context, Item};
use dunlog_core::chain::Hash;
use dunlog_core::record::{Channel, Direction, Field, Millis, Offset, TAKEN_BACK};

use super::{Outcome, Shelf, fixture, zone};

/// Reads a chat in which `me` is the person.
pub(crate) fn read_as(me: &[&str], order: Option<DateOrder>, bytes: &[u8]) -> Result<Outcome> {
    let me: Vec<String> = me.iter().map(|name| (*name).to_owned()).collect();
    let answers = Answers { me: Some(&me), order, ..Answers::default() };
    read_with(answers, &|time| zone(time), bytes)
}

fn read_with(
    answers: Answers<'_>,
    offset: &dyn Fn(Millis) -> Option<Offset>,
    bytes: &[u8],
) -> Result<Outcome> {
    let context = Context { file: Hash([1; 32]), offset, country: Some("CN"), answers };
    let mut outcome = Outcome::default();
    let mut shelf = Shelf::default();
    capture::read(Cursor::new(bytes), &context, &mut shelf, &mut |item| {
        match item {
            Item::Draft(draft) => outcome.drafts.push(*draft),
            Item::Skip(skip) => outcome.skips.push(skip),
            Item::Cut { byte } => outcome.cut = Some(byte),
        }
        Ok(())
    })?;
    outcome.shelf = shelf;
    Ok(outcome.check())
}

fn code(result: Result<Outcome>) -> String {
    match result {
        Err(dunlog_core::Error::Malformed(malformed)) => malformed.code.to_owned(),
        Err(other) => panic!("{other}"),
        Ok(_) => "taken".to_owned(),
    }
}

/// The times of the drafts in Shanghai.
fn times(outcome: &Outcome) -> Vec<String> {
    let local = |draft: &dunlog_core::record::Draft| {
        let wall = draft.fact.seen.as_ref().unwrap().wall.0 + 480 * 60_000;
        let time = chrono::DateTime::from_timestamp_millis(wall).unwrap();
        time.format("%Y-%m-%d %H:%M:%S").to_string()
    };
    outcome.drafts.iter().map(local).collect()
}

#[test]
fn the_exports_of_other_programs_tests_give_what_their_list_says() {
    // File, the person, messages, lines of the program; the last line of each file has no break.
    let files = [
        ("ChatLab/_chat.txt", "Bob", 2, 1),
        ("ChatLab/与Alice的 WhatsApp 聊天.txt", "Bob", 3, 0),
        ("lucasrodes-whatstk/lorem-merge-part1.txt", "John", 300, 0),
        ("lucasrodes-whatstk/lorem-merge-part2.txt", "John", 300, 0),
        ("lucasrodes-whatstk/lorem.txt", "John", 500, 0),
        ("lucasrodes-whatstk/pokemon.txt", "Misty", 18, 2),
    ];
    for (file, me, messages, system) in files {
        let Some(bytes) = fixture(&format!("import-chat-text/{file}")) else { continue };
        let outcome = read_as(&[me], None, &bytes).unwrap();
        assert_eq!(outcome.drafts.len(), messages, "{file}");
        assert_eq!(outcome.reasons(), vec!["system-line"; system], "{file}");
        assert!(outcome.drafts.iter().all(|draft| draft.fact.channel == Some(Channel::Chat)));
    }
    if let Some(bytes) = fixture("import-chat-text/ChatLab/与Alice的 WhatsApp 聊天.txt") {
        let outcome = read_as(&["Bob"], None, &bytes).unwrap();
        let expected = ["2024-01-02 03:04:00", "2024-01-02 15:05:06", "2024-01-02 15:06:07"];
        assert_eq!(times(&outcome), expected);
    }
}

#[test]
fn every_header_format_of_the_known_list_is_read() {
    let list = "import-chat-text/lucasrodes-whatstk/header_format_support.json";
    let Some(bytes) = fixture(list) else { return };
    let list: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let mut read = 0;
    for format in list.as_array().unwrap().iter().filter_map(|entry| entry["format"].as_str()) {
        // Year, day, month stands in no locale's data: it is read as no order at all.
        if format.contains("%y-%d") || format.contains("%y/%d") || format.contains("%y.%d") {
            continue;
        }
        let mut text = String::new();
        for (day, name) in [(24, "Alice"), (25, "Bob"), (26, "Alice"), (27, "Bob")] {
            let line = format.replace("%name", name).replace("%y", "23").replace("%m", "05");
            let line = line.replace("%d", &day.to_string()).replace("%p", "PM");
            let hour = if format.contains("%I") { "03" } else { "15" };
            let line = line.replace("%I", hour).replace("%H", hour);
            let line = line.replace("%M", "04").replace("%S", "05");
            text += &format!("{line} hi\n");
        }
        let outcome = read_as(&["Bob"], None, text.as_bytes()).unwrap();
        let seconds = if format.contains("%S") { "05" } else { "00" };
        let expected = [24, 25, 26, 27].map(|day| format!("2023-05-{day} 15:04:{seconds}"));
        assert_eq!(times(&outcome), expected, "{format}");
        read += 1;
    }
    assert_eq!(read, 72);
}

const IPHONE: &str = concat!(
    "\u{200e}[25/03/2024, 15:04:05] 王经理: \u{200e}Messages and calls are end-to-end encrypted.\r\n",
    "[25/03/2024, 15:04:06] 王经理: 今天不还就去你单位\n还有你妈妈\r\n",
    "[25/03/2024, 15:04:06] Li: 好的\r\n",
    "\u{200e}[25/03/2024, 15:05:00] 王经理: \u{200e}<attached: 1-PHOTO.jpg>\r\n",
    "[25/03/2024, 15:05:01] 王经理: 今天不还就去你单位\n[25/03/2024, 14:00:00] Li: 我欠五万\r\n",
    "[25/03/2024, 15:06:01] 王经理: 明天\n25.03.24, 10:00 - Li: 认\r\n",
);

#[test]
fn a_message_has_all_its_lines_and_its_sides() {
    let outcome = read_as(&["Li"], None, IPHONE.as_bytes()).unwrap();
    assert_eq!(outcome.reasons(), ["system-line"]);
    assert_eq!(outcome.private(0, Field::Body), "\"今天不还就去你单位\\n还有你妈妈\"");
    assert_eq!(outcome.private(0, Field::Party), "{\"shown\":\"王经理\"}");
    assert_eq!(outcome.drafts[0].fact.direction, Some(Direction::In));
    assert_eq!(outcome.drafts[1].fact.direction, Some(Direction::Out));
    assert_eq!(outcome.private(1, Field::Party), "{\"shown\":\"王经理\"}");
    let fact = &outcome.drafts[1].fact;
    assert_eq!(fact.service.as_deref(), Some("whatsapp"));
    let feed = fact.feed.as_ref().unwrap();
    assert_eq!((feed.format.as_str(), feed.place), ("whatsapp_text", 4));
    let row = "{\"lines\":\"[25/03/2024, 15:04:06] Li: 好的\"}";
    assert_eq!(outcome.private(1, Field::SourceRow), row);
}

#[test]
fn a_line_that_looks_like_a_header_leaves_its_mark() {
    let outcome = read_as(&["Li"], None, IPHONE.as_bytes()).unwrap();
    let doubts: Vec<&str> =
        (0..outcome.drafts.len()).map(|at| outcome.private(at, Field::Detail)).collect();
    let none = "(absent)";
    // The forged confession is a record, and says what is odd about it.
    let forged = r#"{"doubt":["time-back","line-end"]}"#;
    let other = r#"{"doubt":["header-in-text"]}"#;
    assert_eq!(doubts, [none, none, none, none, forged, other]);
    assert_eq!(outcome.private(5, Field::Body), "\"明天\\n25.03.24, 10:00 - Li: 认\"");
}

#[test]
fn who_is_who_and_which_number_is_the_day_are_asked_and_never_guessed() {
    let open = b"01/02/2024, 10:00 - Bob: a\n02/02/2024, 10:00 - Li: b\n";
    let none = Answers::default();
    assert_eq!(code(read_with(none, &|_| None, IPHONE.as_bytes())), "me-unknown");
    assert_eq!(code(read_as(&["Nobody"], None, IPHONE.as_bytes())), "me-not-found");
    assert_eq!(code(read_as(&["Li"], None, open)), "date-order-open");
    let read = |order| times(&read_as(&["Li"], Some(order), open).unwrap()).remove(1);
    assert_eq!(read(DateOrder::DayFirst), "2024-02-02 10:00:00");
    assert_eq!(
        times(&read_as(&["Li"], Some(DateOrder::MonthFirst), open).unwrap())[0],
        "2024-01-02 10:00:00"
    );
    let year = read_as(&["Li"], Some(DateOrder::YearFirst), open);
    assert_eq!(code(year), "date-order-contradicted");
    // Where the file decides, an answer has no effect.
    let known = b"2024/01/25, 10:00 - Bob: a\n2024/01/26, 10:00 - Li: b\n";
    let [asked, told] = [None, Some(DateOrder::DayFirst)]
        .map(|order| times(&read_as(&["Li"], order, known).unwrap()));
    assert_eq!(asked, told);
    let mixed =
        b"13/02/2024, 10:00 - Bob: a\n02/13/2024, 10:00 - Li: b\n13/02/2024, 11:00 - Li: c\n";
    assert_eq!(code(read_as(&["Li"], None, mixed)), "date-order-mixed");
    let taken = read_as(&["Li"], Some(DateOrder::DayFirst), mixed).unwrap();
    assert_eq!((taken.drafts.len(), taken.reasons()), (2, vec!["time-invalid"]));
    // Nobody of the chat may be the person.
    let silent = read_as(&[], None, b"13/02/2024, 10:00 - Bob: a\n").unwrap();
    assert_eq!(silent.drafts[0].fact.direction, Some(Direction::In));
}

#[test]
fn without_a_zone_a_time_stays_a_clock_time() {
    let me = ["Li".to_owned()];
    let answers = Answers { me: Some(&me), ..Answers::default() };
    let outcome = read_with(answers, &|_| None, IPHONE.as_bytes()).unwrap();
    assert_eq!(outcome.drafts[0].fact.local.as_deref(), Some("2024-03-25T15:04:06"));
    assert!(outcome.drafts[0].fact.seen.is_none() && outcome.drafts[0].fact.offset.is_none());
}

#[test]
fn equal_messages_of_a_minute_are_told_apart() {
    let text = "13/02/2024, 10:00 - Bob: 还钱\n".repeat(3) + "13/02/2024, 10:01 - Li: 好";
    let outcome = read_as(&["Li"], None, text.as_bytes()).unwrap();
    let rows: Vec<&str> = (0..3).map(|at| outcome.private(at, Field::SourceRow)).collect();
    assert!(!rows[0].contains("again") && rows[1].starts_with("{\"again\":\"1\","));
    assert!(rows[2].starts_with("{\"again\":\"2\","));
}

#[test]
fn other_encodings_give_the_same_messages() {
    let text =
        "25/03/2024, 15:04 - 王经理: 今天不还款就去你单位找你领导\n25/03/2024, 15:05 - Li: 好的\n";
    let (gb, ..) = encoding_rs::GB18030.encode(text);
    let mut wide: Vec<u8> = vec![0xff, 0xfe];
    wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let mut big: Vec<u8> = vec![0xfe, 0xff];
    big.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    let marked = format!("\u{feff}{text}");
    for bytes in [text.as_bytes(), &gb, &wide, &big, marked.as_bytes()] {
        let outcome = read_as(&["Li"], None, bytes).unwrap();
        assert_eq!(outcome.drafts.len(), 2);
        assert_eq!(outcome.private(0, Field::Body), "\"今天不还款就去你单位找你领导\"");
    }
    let (big5, ..) =
        encoding_rs::BIG5.encode("25/03/2024, 15:04 - 王經理: 今天不還款就去你單位找你領導\n");
    assert_eq!(code(read_as(&["Li"], None, &big5)), "encoding-unknown");
    let bare: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let refused = code(read_as(&["Li"], None, &bare));
    assert!(matches!(refused.as_str(), "encoding-unknown" | "format-unknown"), "{refused}");
    // One broken byte in a long text is damage, and said so.
    let mut damaged = text.repeat(10).into_bytes();
    let at = damaged.iter().position(|byte| *byte == b'L').unwrap();
    damaged[at + 1] = 0xff;
    let outcome = read_as(&["Li"], None, &damaged).unwrap();
    assert_eq!(outcome.drafts[1].fact.repaired, [Field::Body, Field::SourceRow]);
}

/// A text of each program.
pub(crate) const SAMPLES: [&str; 5] = [IPHONE, QQ, LINE, MAILED, TELEGRAM];

/// A zip of stored files.
pub(crate) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in files {
        out.start_file(*name, options).unwrap();
        out.write_all(content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn a_zip_gives_the_files_that_its_messages_name() {
    let photo = b"\xff\xd8\xff photo";
    let bytes = zipped(&[
        ("chat/_chat.txt", IPHONE.as_bytes()),
        ("chat/1-PHOTO.jpg", photo),
        ("chat/notes.txt", b"25/03/2024, 15:04 - X: a document that was sent\n"),
        ("__MACOSX/chat/._chat.txt", b"\0\x05\x16\x07"),
    ]);
    let outcome = read_as(&["Li"], None, &bytes).unwrap();
    assert_eq!(outcome.drafts.len(), 6);
    let fact = &outcome.drafts[2].fact;
    assert_eq!(
        (fact.attachments.len(), fact.attachments[0].media_type.as_str()),
        (1, "image/jpeg")
    );
    assert_eq!(outcome.shelf.taken[0].1, photo);
    assert_eq!(outcome.private(2, Field::Names), "[\"1-PHOTO.jpg\"]");
    assert_eq!(outcome.private(2, Field::Body), "\"\u{200e}<attached: 1-PHOTO.jpg>\"");
    let two = zipped(&[("a.txt", IPHONE.as_bytes()), ("b.txt", IPHONE.as_bytes())]);
    assert_eq!(code(read_as(&["Li"], None, &two)), "chat-several");
}

const QQ: &str = concat!(
    "消息记录（此消息记录为文本格式，不支持重新导入）\r\n\r\n",
    "================================================================\r\n",
    "消息分组:我的好友\r\n",
    "================================================================\r\n",
    "消息对象:催收老王\r\n",
    "================================================================\r\n\r\n",
    "2024-01-01 9:00:00 催收老王(10001)\r\n不还钱\r\n\r\n就找你家人\r\n\r\n",
    "2024-01-01 9:01:00 小李(10002)\r\n好\r\n\r\n",
    "2024-01-01 9:02:00 系统消息(10000)\r\n对方已撤回\r\n\r\n",
);

#[test]
fn qq_has_the_words_behind_the_header() {
    let outcome = read_as(&["小李(10002)"], None, QQ.as_bytes()).unwrap();
    assert_eq!(outcome.reasons(), ["system-line"]);
    assert_eq!(times(&outcome), ["2024-01-01 09:00:00", "2024-01-01 09:01:00"]);
    assert_eq!(outcome.private(0, Field::Body), "\"不还钱\\r\\n\\r\\n就找你家人\"");
    assert_eq!(outcome.private(1, Field::Party), "{\"shown\":\"催收老王(10001)\"}");
    assert_eq!(outcome.drafts[0].fact.service.as_deref(), Some("qq"));
    // A second frame within a message takes nothing away unseen.
    let forged = QQ.replace("就找你家人", "消息对象:别人\r\n就找你家人");
    let outcome = read_as(&["小李(10002)"], None, forged.as_bytes()).unwrap();
    assert_eq!(outcome.reasons(), ["text-astray", "system-line"]);
}

#[test]
fn what_may_be_of_qq_or_of_wechat_is_asked() {
    let text = "2024-01-01 9:00:00 老王\n不还钱\n\n2024-01-01 9:01:00 小李\n好\n";
    assert_eq!(code(read_as(&["小李"], None, text.as_bytes())), "chat-app-open");
    let me = ["小李".to_owned()];
    let answers = Answers { me: Some(&me), app: Some(Chat::WeChat), ..Answers::default() };
    let outcome = read_with(answers, &|time| zone(time), text.as_bytes()).unwrap();
    let fact = &outcome.drafts[0].fact;
    assert_eq!(fact.service.as_deref(), Some("wechat"));
    assert_eq!(fact.feed.as_ref().unwrap().format, "wechat_text");
}

const LINE: &str = concat!(
    "[LINE] 花子とのトーク履歴\n保存日時：2026/08/21 11:59\n\n",
    "2025/04/18(金)\n12:08\t花子\t\"お疲れ様です！\nよろしく\"\n14:13\t太郎\t振り込み完了\n",
    "22:10\t花子がメッセージの送信を取り消しました\n\n2025/04/19(土)\n午後9:00\t花子\t[写真]\n",
    "21:30\t花子\t\"a\n2025/05/01(木)\n22:00\t太郎\t借りました\"\n",
);

#[test]
fn line_counts_its_days_and_quotes_texts_of_several_lines() {
    let text = LINE;
    let outcome = read_as(&["太郎"], None, text.as_bytes()).unwrap();
    assert_eq!(outcome.reasons(), ["system-line"]);
    assert_eq!(outcome.private(0, Field::Body), "\"お疲れ様です！\\nよろしく\"");
    assert_eq!(outcome.private(1, Field::Party), "{\"shown\":\"花子\"}");
    let row = "{\"day\":\"2025/04/18(金)\",\"lines\":\"14:13\\t太郎\\t振り込み完了\"}";
    assert_eq!(outcome.private(1, Field::SourceRow), row);
    let expected = [
        "2025-04-18 12:08:00",
        "2025-04-18 14:13:00",
        "2025-04-19 21:00:00",
        "2025-04-19 21:30:00",
        "2025-05-01 22:00:00",
    ];
    assert_eq!(times(&outcome), expected);
    // The forged day and message stood in quotes that were open.
    assert_eq!(outcome.private(4, Field::Detail), r#"{"doubt":["in-quotes"]}"#);
    assert_eq!(outcome.private(3, Field::Detail), "(absent)");
}

const MAILED: &str = concat!(
    "小李 和 老王 在微信上的聊天记录如下，请查收。\n\n—————  2024-01-01  —————\n\n\n",
    "老王  12:00\n\n不还钱\n就上门\n\n\n小李  12:01\n\n好\n",
);

#[test]
fn wechat_is_read_as_it_is_copied_and_mailed() {
    let copied = "老王 2024-01-01 12:00:00\n不还钱\n就上门\n\n小李 2024-01-01 12:01:00\n好\n";
    for text in [copied, MAILED] {
        let outcome = read_as(&["小李"], None, text.as_bytes()).unwrap();
        assert_eq!(outcome.reasons(), [""; 0]);
        assert_eq!(times(&outcome), ["2024-01-01 12:00:00", "2024-01-01 12:01:00"]);
        assert_eq!(outcome.private(0, Field::Body), "\"不还钱\\n就上门\"");
        assert_eq!(outcome.private(0, Field::Party), "{\"shown\":\"老王\"}");
        assert_eq!(outcome.drafts[1].fact.service.as_deref(), Some("wechat"));
    }
}

const TELEGRAM: &str = r#"{
 "name": "Wang",
 "type": "personal_chat",
 "id": 4242,
 "messages": [
  {"id": 1, "type": "service", "date": "2024-01-01T12:00:00", "date_unixtime": "1704081600",
   "actor": "Wang", "actor_id": "user1", "action": "phone_call", "discard_reason": "missed", "text": ""},
  {"id": 2, "type": "message", "date": "2024-01-01T12:00:01", "date_unixtime": "1704081601",
   "from": "Wang", "from_id": "user1", "text": ["Pay ", {"type": "bold", "text": "today"}], "photo": "photos/a.jpg", "width": 1.5},
  {"id": 3, "type": "message", "date": "2024-01-01T12:00:02", "date_unixtime": "1704081602",
   "from": "Li", "from_id": "user2", "text": "On Friday"},
  {"id": 4, "type": "service", "date": "2024-01-01T12:00:03", "action": "pin_message", "actor": "Wang", "text": ""}
 ]
}"#;

#[test]
fn telegram_gives_messages_and_calls() {
    let outcome = read_as(&["Li"], None, TELEGRAM.as_bytes()).unwrap();
    assert_eq!(outcome.reasons(), ["system-line"]);
    assert_eq!(outcome.cut, None);
    let fact = &outcome.drafts[0].fact;
    assert_eq!((fact.channel, fact.direction), (Some(Channel::Call), Some(Direction::In)));
    assert_eq!(fact.outcome, Some(dunlog_core::record::Outcome::Missed));
    assert_eq!(outcome.private(1, Field::Body), "\"Pay today\"");
    assert_eq!(outcome.private(1, Field::Party), "{\"shown\":\"Wang\"}");
    assert!(outcome.private(1, Field::SourceRow).contains("\"width\":\"1.5\""));
    assert_eq!(outcome.drafts[2].fact.direction, Some(Direction::Out));
    assert_eq!(outcome.drafts[2].fact.seen.as_ref().unwrap().wall.0, 1_704_081_602_000);
    assert_eq!(code(read_with(Answers::default(), &|_| None, TELEGRAM.as_bytes())), "me-unknown");
    // Cut short: what is whole is kept.
    let cut = read_as(&["Wang"], None, &TELEGRAM.as_bytes()[..TELEGRAM.len() - 250]).unwrap();
    assert_eq!(cut.drafts.len(), 2);
    assert!(cut.cut.is_some());
    let zip =
        zipped(&[("x/result.json", TELEGRAM.as_bytes()), ("x/photos/a.jpg", b"\xff\xd8\xff!")]);
    let outcome = read_as(&["Li"], None, &zip).unwrap();
    assert_eq!(outcome.private(1, Field::Names), "[\"a.jpg\"]");
}

#[test]
fn an_export_of_all_chats_says_whose_it_is() {
    let chat = TELEGRAM.replace("\"Li\"", "\"Wang\"");
    let whole = format!(
        "{{\"about\":\"x\",\"personal_information\":{{\"user_id\":2,\"first_name\":\"Li\"}},\
         \"contacts\":{{\"list\":[{{\"first_name\":\"messages\"}}]}},\
         \"chats\":{{\"about\":\"y\",\"list\":[{chat},{{\"type\":\"saved_messages\",\"id\":2,\
         \"messages\":[{{\"type\":\"message\",\"from\":\"Wang\",\"from_id\":\"user2\",\"text\":\"a\"}}]}}]}}}}"
    );
    let outcome = read_with(Answers::default(), &|time| zone(time), whole.as_bytes()).unwrap();
    assert_eq!(outcome.reasons(), ["system-line", "system-line"]);
    let directions: Vec<_> = outcome.drafts.iter().map(|draft| draft.fact.direction).collect();
    assert_eq!(directions, [Some(Direction::In), Some(Direction::In), Some(Direction::Out)]);
    // Two accounts of one name are told apart.
    let survey = capture::survey(Cursor::new(whole.as_bytes())).unwrap().unwrap();
    let senders: Vec<&str> = survey.senders.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(senders, ["Wang (user1)", "Wang (user2)"]);
    assert_eq!(survey.own.as_deref(), Some("user2"));
}

/// A file of `size` bytes that is made while it is read.
struct Made {
    line: Vec<u8>,
    size: u64,
    at: u64,
}

impl std::io::Read for Made {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let length = self.line.len() as u64;
        let mut filled = 0;
        while filled < out.len() && self.at < self.size {
            let from = (self.at % length) as usize;
            let count = (self.line.len() - from).min(out.len() - filled);
            out[filled..filled + count].copy_from_slice(&self.line[from..from + count]);
            filled += count;
            self.at += count as u64;
        }
        Ok(filled)
    }
}

impl std::io::Seek for Made {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.at = match to {
            std::io::SeekFrom::Start(at) => at,
            std::io::SeekFrom::End(_) => self.size,
            std::io::SeekFrom::Current(by) => self.at.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}

#[test]
fn a_message_that_never_ends_is_left_out_and_not_held() {
    let start = b"25/03/2024, 15:04 - Wang: a\n".to_vec();
    // Many lines, and one line alone.
    for rest in [&b"no header in this line\n"[..], b"no break at all "] {
        let size = 6 << 20;
        let mut bytes = start.clone();
        while bytes.len() < size {
            bytes.extend_from_slice(rest);
        }
        bytes.extend_from_slice(b"\n25/03/2024, 15:05 - Li: b\n");
        let outcome = read_as(&["Li"], None, &bytes).unwrap();
        assert_eq!(outcome.reasons(), ["row-too-large"]);
        assert_eq!(outcome.drafts.len(), 1);
    }
}

#[test]
fn a_long_message_is_an_attachment() {
    let long = "还钱 ".repeat(60_000);
    let text = format!("25/03/2024, 15:04 - Wang: {long}\n25/03/2024, 15:05 - Li: b\n");
    let outcome = read_as(&["Li"], None, text.as_bytes()).unwrap();
    let fact = &outcome.drafts[0].fact;
    assert_eq!(fact.body_attached, Some(fact.attachments[0].sha256));
    assert_eq!(outcome.private(0, Field::Names), "[\"body.txt\"]");
    assert_eq!(outcome.private(0, Field::Body), "(absent)");
    let row = outcome.private(0, Field::SourceRow);
    assert!(row.starts_with("{\"lines\":{\"sha256\":"), "{row}");
    assert!(outcome.shelf.taken.iter().any(|(_, bytes)| bytes == long.as_bytes()));
}

#[test]
fn a_chat_is_streamed() {
    let line = "25/03/2024, 15:04 - Wang: pay today\n".as_bytes().to_vec();
    let size = line.len() as u64 * 200_000;
    let made = Made { line, size, at: 0 };
    let me: [String; 0] = [];
    let answers = Answers { me: Some(&me), ..Answers::default() };
    let context = Context { file: Hash([1; 32]), offset: &|_| None, country: None, answers };
    let mut rows = 0_u64;
    capture::read(made, &context, &mut Shelf::default(), &mut |_| {
        rows += 1;
        Ok(())
    })
    .unwrap();
    assert_eq!(rows, 200_000);
}

#[test]
fn a_message_that_whatsapp_says_was_deleted_has_no_words() {
    let text = "[25/03/2024, 15:04:05] Bob: 今天不还款就去你单位\n\
        \u{200e}[25/03/2024, 15:05:05] Bob: \u{200e}This message was deleted.\n\
        [25/03/2024, 15:06:05] Ann: 您已删除此消息\n\
        [25/03/2024, 15:07:05] Bob: This message was deleted by whom?\n";
    let outcome = read_as(&["Ann"], None, text.as_bytes()).unwrap();
    let told: Vec<_> = outcome
        .drafts
        .iter()
        .map(|draft| (draft.private(Field::Body).is_some(), draft.fact.reason.as_deref()))
        .collect();
    let back = (false, Some(TAKEN_BACK));
    assert_eq!(told, [(true, None), back, back, (true, None)]);
    assert!(outcome.private(1, Field::SourceRow).contains("This message was deleted"));
}

#[test]
fn a_chat_of_many_is_one_conversation_whoever_speaks() {
    let line = |n: usize| format!("[25/03/2024, 15:04:{:02}] Member {n}: hi\n", n % 60);
    let text: String = (0..30).map(line).collect();
    let outcome = read_as(&["Member 0"], None, text.as_bytes()).unwrap();
    assert_eq!(outcome.drafts.len(), 30);
    assert!(outcome.drafts.iter().all(|draft| draft.conversation.as_deref() == Some("")));
    let two = "[25/03/2024, 15:04:05] Bob: a\n[25/03/2024, 15:05:05] Ann: b\n";
    let outcome = read_as(&["Ann"], None, two.as_bytes()).unwrap();
    assert!(outcome.drafts.iter().all(|draft| draft.conversation.is_none()));
}
