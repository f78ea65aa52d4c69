//! The report: what it prints, that nobody's text becomes markup, and that it is the same twice.

mod sample;

use std::path::Path;

use dunlog_core::bundle::audit::{
    Audit, Completeness, Integrity, Issue, NOT_PROVED, Provenance, Signer, Time, Verdicts,
};
use dunlog_core::bundle::report::Language;
use dunlog_core::chain::Hash;
use dunlog_core::event::Timeline;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{
    Admission, Channel, Draft, Evidence, Fact, Field, Kind, Millis, Party, Relation, Seen, Source,
};
use dunlog_core::rule::Level;

use sample::{AGENCY, Sample, at, call, sms};

/// The page without its head, for the browser's own words in it are not ours.
fn body(page: &str) -> &str {
    page.split_once("<body>").expect("a body").1
}

/// The page's text without its markup.
fn text(page: &str) -> String {
    let parts = page.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.collect()
}

#[test]
fn equal_inputs_give_equal_bytes() {
    let sample = Sample::story();
    assert_eq!(sample.page(), sample.page());
    let first = sample.page();
    let mut sample = sample;
    sample.language = Language::ZhHant;
    let other = sample.page();
    assert!(other.contains("證據3-1") && !body(&other).contains("证据"));
    assert!(body(&first).contains("证据3-1"));
}

#[test]
fn the_page_has_no_script_no_link_and_a_policy_that_allows_its_own_style_only() {
    let page = Sample::story().page();
    assert!(page.contains("default-src 'none'; style-src 'sha256-"), "no policy");
    for forbidden in ["<script", "<a ", "href=", "src=\"", "http:", "https:", "style=\"", " on"] {
        assert!(
            !body(&page).contains(forbidden) || forbidden == " on" && !page.contains(" onc"),
            "{forbidden}"
        );
    }
}

#[test]
fn the_exact_words_are_marked_and_stand_whole_on_the_exhibit() {
    let page = Sample::story().page();
    assert!(page.contains("再不还钱，<mark>我们就去你单位</mark>，让同事都知道。"));
    assert!(page.contains("class=\"label\">证据3-1</p>"));
    assert!(page.contains("@page x3-1{@top-right{content:\"证据3-1\"}}"));
}

#[test]
fn every_exhibit_of_the_list_has_a_page_of_its_own_with_its_hash() {
    let page = Sample::story().page();
    let list = page.split_once("part.list").map_or(page.as_str(), |(_, rest)| rest);
    let labels: Vec<&str> = list
        .split("</td><td class=\"ref\">")
        .skip(1)
        .filter_map(|rest| rest.split_once("</td>").map(|(label, _)| label))
        .collect();
    assert!(labels.len() >= 8, "{labels:?}");
    for label in labels {
        let sheet = format!("<p class=\"label\">{label}</p>");
        assert_eq!(page.matches(&sheet).count(), 1, "{label}");
    }
}

#[test]
fn each_of_the_five_kinds_has_its_part_and_an_empty_one_says_none() {
    let page = Sample::story().page();
    for kind in [
        "（一）录音录像",
        "（二）报警记录",
        "（三）证人证言",
        "（四）监控资料",
        "（五）书面及电子凭证",
    ] {
        assert_eq!(page.matches(kind).count(), 1, "{kind}");
    }
    let footage = page.split_once("（四）监控资料").expect("a part").1;
    assert!(footage.trim_start().split_once("</h3>").expect("a heading").1.starts_with("\n<p>无"));
}

#[test]
fn what_was_told_and_what_was_answered_stand_under_their_kinds() {
    let mut sample = Sample::story();
    let mut visit = Fact::new(Kind::Event, Source::Typed);
    visit.channel = Some(Channel::Visit);
    visit.seen = Some(Seen { wall: at(15, 0), mono: None, boot: None });
    let party = Party::new("栗山委外", None);
    let visit = Draft::new(visit).with_party(&party).with_text(Field::Body, "三人到家门口");
    sample.append(visit.with(Field::Detail, &Value::Map(Vec::new())));
    let answer = Fact::new(Kind::CheckResult, Source::Typed);
    sample.append(Draft::new(answer).with(Field::Detail, &Value::Map(Vec::new())));
    let page = sample.finish().page();
    let part = |from: &str, to: &str| {
        let rest = page.split_once(from).expect("its heading").1;
        rest.split_once(to).expect("the next heading").0.to_owned()
    };
    // What the keeper states himself is no testimony, and no document without a paper.
    let witness = part("（三）证人证言", "（四）监控资料");
    assert!(!witness.contains("上门") && !witness.contains("拒绝"), "{witness}");
    let papers = part("（五）书面及电子凭证", "五类之外");
    assert!(!papers.contains("核实结果") && !papers.contains("上门"), "{papers}");
    let stated = part("五类之外", "<section");
    for name in ["上门", "拒绝", "核实结果"] {
        assert!(stated.contains(name), "{name}: {stated}");
    }
    // The column of the list says the same kind as the part.
    for name in ["上门", "拒绝再联系", "核实结果"] {
        assert!(row(&page, name).contains("当事人陈述"), "{name}");
        assert!(row(&page, name).contains("无（陈述）"), "{name}");
    }
}

/// The row of the evidence list that has some words.
fn row<'p>(page: &'p str, words: &str) -> &'p str {
    let list = page.split_once("<table class=\"grid list\"").expect("the list").1;
    let list = list.split_once("</table>").expect("its end").0;
    list.split("<tr>").skip(1).find(|row| row.contains(words)).expect("its row")
}

#[test]
fn an_answer_becomes_a_document_once_a_paper_goes_with_it() {
    let mut sample = Sample::empty();
    let answer = Fact::new(Kind::CheckResult, Source::Typed);
    let answer = sample.append(Draft::new(answer).with(Field::Detail, &sample::empty()));
    let paper = sample.append(sample::file(Evidence::Document, "复函.png", "image/png"));
    let mut link = Fact::new(Kind::Link, Source::Typed);
    link.relation = Some(Relation::Supports);
    link.targets = vec![paper, answer];
    sample.append(Draft::new(link).with(Field::Detail, &sample::empty()));
    let page = sample.finish().page();
    assert!(row(&page, "核实结果").contains("书证") && !page.contains("五类之外"));
    assert!(row(&page, "复函.png").contains("原始文件及拍摄设备"));
    assert!(page.contains("附件不印在本页"));
}

#[test]
fn a_finding_that_rests_on_a_typed_answer_says_so_and_names_it() {
    let mut sample = Sample::empty();
    let forged = sample.append(sms(Source::Imported, AGENCY, "法院传票", at(10, 0), None));
    sample.flag("false-filed", "false_legal_threat", Level::Sign, &[forged], None);
    sample.findings[0].remarks = vec!["checked-none".to_owned()];
    let none = Value::map(vec![("answer".to_owned(), Value::Text("none".to_owned()))]);
    let mut answer = Fact::new(Kind::CheckResult, Source::Typed);
    answer.targets = vec![forged];
    sample.append(Draft::new(answer).with(Field::Detail, &none));
    let page = text(&sample.finish().page());
    let said = "记录者填写：已向12368、法院或律协核实，答复为查无。";
    assert_eq!(page.matches(said).count(), 2, "in part 5 and on the exhibit");
    assert_eq!(page.matches("见证据6-1，未附书面答复").count(), 2);
}

#[test]
fn a_finding_after_a_typed_refusal_says_who_entered_it() {
    let mut sample = Sample::empty();
    let mut refusal = Fact::new(Kind::Refusal, Source::Typed);
    refusal.from = Some(at(9, 0));
    let refusal = Draft::new(refusal).with_party(&Party::new("+8613600136000", None));
    let refusal = sample.append(refusal.with(Field::Detail, &sample::empty()));
    let later = sample.append(call(AGENCY, at(10, 0), Some(20)));
    sample.flag("third-person-refused", "third_person", Level::Sign, &[refusal, later], None);
    let page = text(&sample.finish().page());
    assert!(page.contains("拒绝系记录者录入（见证据4-1，未附录音或书面材料）"), "{page}");
}

#[test]
fn calls_within_the_limit_only_count_and_one_day_is_one_finding() {
    let page = Sample::story().page();
    for time in ["13:07:00", "14:07:00", "15:07:00"] {
        let row = row(&page, time);
        assert!(row.contains("参与计数") && !row.contains("lv review"), "{row}");
    }
    assert!(row(&page, "16:07:00").contains("lv review"));
    let told = text(&page);
    assert!(told.contains("“建议复核”标记数 findings of level “review”1"), "one finding a day");
    assert!(told.contains("“违规迹象”标记数 findings of level “sign”2"));
}

#[test]
fn an_item_that_serves_two_groups_is_named_in_the_other() {
    let page = text(&Sample::story().page());
    let night = page.split_once("第二组 夜间催收").expect("the group").1;
    let night = night.split_once("第三组").expect("the next").0;
    assert!(
        night.contains("另见") && night.contains("证据3-1") && !night.contains('无'),
        "{night}"
    );
}

#[test]
fn several_words_of_one_message_are_one_row_with_every_mark() {
    let mut sample = Sample::empty();
    let words = "还钱，老赖，再不还钱骗子";
    let leaf = sample.append(sms(Source::Imported, AGENCY, words, at(9, 0), None));
    for word in ["老赖", "骗子"] {
        let start = words.find(word).expect("the word");
        let span = Some((start, start + word.len()));
        sample.flag("insult", "insult", Level::Sign, &[leaf], span);
    }
    let page = sample.finish().page();
    let part = page.split_once("<table class=\"grid finding\"").expect("the findings").1;
    let part = part.split_once("</table>").expect("its end").0;
    assert_eq!(part.matches("<tr><td>").count(), 1);
    assert!(part.contains("<mark>老赖</mark>，再不还钱<mark>骗子</mark>"), "{part}");
}

#[test]
fn a_measure_of_our_own_names_no_day_in_force() {
    let mut sample = Sample::empty();
    let calls: Vec<Hash> =
        (0..3).map(|minute| sample.append(call(AGENCY, at(9, minute), None))).collect();
    sample.flag("call-burst", "burst", Level::Review, &calls, None);
    let page = text(&sample.finish().page());
    assert!(page.contains("产品自定的经验尺度") && !page.contains("2000-01-01"));
}

/// What the specification of audits names as codes, and what a page says of each.
#[test]
fn every_code_of_an_audit_has_a_sentence() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/spec/audit.md");
    let spec = std::fs::read_to_string(spec).expect("the specification");
    let steps = spec.split_once("## 2. Steps").expect("the steps").1;
    let steps = steps.split_once("## 4.").expect("what follows").0;
    let codes = steps.split('`').skip(1).step_by(2).filter(|word| {
        word.contains('-')
            && word.bytes().all(|b| b.is_ascii_lowercase() || b"-0123456789".contains(&b))
    });
    let codes: std::collections::BTreeSet<&str> = codes.chain(["forked", "redacted"]).collect();
    assert!(codes.len() > 100, "{codes:?}");
    let mut sample = Sample::empty().finish();
    let mut audit = damaged();
    audit.issues = codes
        .iter()
        .map(|code| Issue { code: (*code).to_owned().leak(), place: "zip:".into() })
        .collect();
    sample.audit = Some(audit);
    let page = sample.page();
    for code in codes {
        let row = page.split_once(&format!("<code>{code}</code></td><td>")).expect(code).1;
        let row = row.split_once("</td>").expect("the cell").0;
        let (chinese, english) = row.split_once(" <span class=\"en\" lang=\"en\">").expect(code);
        assert!(!chinese.is_empty() && english.len() > "</span>".len(), "{code}: {row}");
    }
}

#[test]
fn a_masked_value_and_a_redacted_one_are_told_apart() {
    let mut sample = Sample::story();
    sample.masked = vec![Field::Own, Field::Names, Field::Pdu, Field::SourceRow];
    for record in &mut sample.timeline.records {
        for field in &sample.masked {
            record.openings.remove(*field);
        }
    }
    let page = sample.page();
    assert!(page.contains("已遮盖") && !body(&page).contains("13700137000"));
    assert!(!page.contains("已永久删除 <span"));
    sample.redact(1);
    assert!(sample.page().contains("已永久删除 <span class=\"en\" lang=\"en\">redacted"));
}

#[test]
fn a_log_of_imports_says_that_capture_covers_no_time() {
    let page = Sample::story().page();
    assert!(page.contains("没有任何时段由实时采集覆盖"));
    let mut sample = Sample::story();
    let mut gap = Fact::new(Kind::Gap, Source::Program);
    gap.channel = Some(Channel::Sms);
    gap.from = Some(at(10, 0));
    gap.to = Some(at(11, 0));
    sample.append(Draft::new(gap).with(Field::Detail, &sample::empty()));
    sample.append(sms(Source::Captured, AGENCY, "您好", at(12, 0), None));
    let page = sample.finish().page();
    assert!(page.contains("采集时段") && !page.contains("没有任何时段由实时采集覆盖"));
}

#[test]
fn above_two_thousand_events_only_flagged_ones_and_neighbours_are_printed() {
    let mut sample = Sample::story();
    for minute in 0..2_001 {
        let text = format!("提醒第{minute}号");
        let time = Millis(at(0, 0).0 + 86_400_000 * 40 + minute * 60_000);
        sample.append(sms(Source::Imported, "+8613500135000", &text, time, Some(time)));
    }
    let last = sample.timeline.records.last().expect("a record").leaf;
    let middle = sample.timeline.records.len() - 1_000;
    let middle = sample.timeline.records[middle].leaf;
    sample.flag("quiet-hours", "hours", Level::Sign, &[middle], None);
    let page = sample.finish().page();
    let line =
        page.split_once("四、时间线</").or_else(|| page.split_once("四、时间线")).expect("it").1;
    let line = line.split_once("五、规则标记").expect("the next part").0;
    assert!(line.contains("提醒第1001号") && line.contains("提醒第1000号"));
    assert!(line.contains("提醒第1002号") && !line.contains("提醒第1003号"));
    assert!(line.contains("每日计数") && line.contains("2026-04-11"));
    assert!(!line.contains(&last.to_hex()));
}

#[test]
fn a_bundle_that_did_not_pass_is_told_on_the_first_page() {
    let mut sample = Sample::story();
    let warning = "本证据包没有通过核验";
    assert!(!sample.page().contains(warning));
    sample.audit = Some(damaged());
    let page = sample.page();
    let first = page.split_once("一、案件与当事人").expect("the first part").0;
    assert!(first.contains(warning));
    let row = page.split_once("file-missing</code></td><td>").expect("the issue").1;
    let row = row.split_once("</tr>").expect("its end").0;
    assert!(row.contains("应有的文件不在证据包内") && row.contains("zip:&lt;b&gt;"), "{row}");
}

/// An audit with one issue.
fn damaged() -> Audit {
    Audit {
        verdicts: Verdicts {
            integrity: Integrity::Damaged,
            signer: Signer::Trusted,
            completeness: Completeness::Unanchored,
            time: Time::SelfDeclared,
            provenance: Provenance::SelfDeclared,
        },
        log: None,
        key: None,
        shown: 1,
        hidden: 0,
        redacted: 0,
        closed: 0,
        issues: vec![Issue { code: "file-missing", place: "zip:<b>".into() }],
        notes: Vec::new(),
        not_proved: &NOT_PROVED,
    }
}

#[test]
fn an_admitted_record_keeps_its_source_and_names_the_bundle_that_says_so() {
    let mut theirs = Sample::empty();
    theirs.append(sms(Source::Captured, AGENCY, "今天必须还款", at(9, 0), None));
    let original = theirs.finish().timeline.records.remove(1);
    let line = original.line.to_canonical().expect("a valid line");
    let admits = Admission {
        bundle: Hash::of(b"a bundle"),
        signer: [9; 32],
        origin: format!("dunlog/log/{}", "ab".repeat(16)),
        index: 1,
        leaf: original.leaf,
        forced: true,
    };
    let mut sample = Sample::empty();
    sample.append(Draft::admitting(admits, &original, &line, Some("对方未交出公钥")));
    sample.flag("insult", "insult", Level::Review, &[original.leaf], None);
    let page = text(&sample.finish().page());
    let sheet = page.rsplit_once("证据8-1").expect("an exhibit").1;
    for words in ["强制收入", "对方未交出公钥"] {
        assert!(sheet.contains(words), "{words}");
    }
    // In the list and on the exhibit, beside the source, where the record is used.
    let list = page.split_once("二、证据目录").expect("the list").1;
    let (list, rest) = list.split_once("三、五类证据").expect("the next part");
    let exhibit = rest.rsplit_once("证据3-1").expect("its page").1;
    for place in [list, exhibit] {
        assert!(place.contains("强制收入，未通过核验"), "{place}");
    }
    let says = format!("（依证据包 {}", &Hash::of(b"a bundle").to_hex()[..16]);
    let captured = page
        .split("到达时由系统直接交付")
        .skip(1)
        .any(|rest| rest.find(&says).is_some_and(|distance| distance < 80));
    assert!(captured && page.contains("今天必须还款"));
}

#[test]
fn a_time_is_given_in_its_own_zone_in_utc_and_in_beijing_where_that_differs() {
    let mut sample = Sample::story();
    let mut draft = call(AGENCY, at(9, 30), Some(20));
    if let Some(offset) = &mut draft.fact.offset {
        offset.minutes = -240;
        offset.zone = Some("America/New_York".into());
    }
    let leaf = sample.append(draft);
    sample.flag("quiet-hours", "hours", Level::Review, &[leaf], None);
    let page = text(&sample.finish().page());
    assert!(page.contains("2026-03-01 21:30:00 -04:00"));
    assert!(page.contains("UTC 2026-03-02 01:30:00"));
    assert!(page.contains("北京时间 2026-03-02 09:30:00 +08:00"));
}

#[test]
fn hostile_text_changes_no_markup() {
    let mut texts = vec![
        "</td></tr></table><h1>判决书</h1><script>alert(1)</script>".to_owned(),
        "\u{202e}txet drawkcab\u{2066}\u{0}\u{7}\u{1b}[31m".to_owned(),
        "=HYPERLINK(\"http://x\",\"点我\")".to_owned(),
        "<!-- --><style>*{display:none}</style><mark>假</mark>".to_owned(),
        "&lt;b&gt; &amp; {0} {1} {{}}".to_owned(),
        format!("a{}", "\u{300}".repeat(500)),
    ];
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures");
    texts.extend(sample::lines_of_folder(&shared.join("hostile-text")));
    for (number, text) in texts.iter_mut().enumerate() {
        *text = format!("{number:03} {text}");
    }
    let harmless = |text: &String| format!("{} {}", &text[..3], "x".repeat(text.len() - 4));
    let plain = hostile_page(&texts.iter().map(harmless).collect::<Vec<_>>());
    let hostile = hostile_page(&texts);
    assert_eq!(tags(&plain), tags(&hostile));
    for c in hostile.chars() {
        assert!(c == '\n' || !c.is_control() && !('\u{202a}'..='\u{202e}').contains(&c), "{c:?}");
    }
}

#[test]
fn a_long_name_is_cut_in_lists_and_whole_on_its_own_page() {
    let name = format!("{}尾", "长".repeat(300));
    let mut sample = Sample::empty();
    let leaf = sample.append(sms(Source::Imported, &name, "您好", at(9, 0), None));
    sample.flag("insult", "insult", Level::Sign, &[leaf], None);
    let page = sample.finish().page();
    let (lists, sheets) = page.split_once("<article").expect("a sheet");
    assert!(lists.contains("长</bdi>……") && !lists.contains("尾"));
    assert!(sheets.contains("尾"));
}

/// A page on one message of each text, with a flag on the words.
fn hostile_page(texts: &[String]) -> String {
    let mut sample = Sample::empty();
    for (minute, text) in (0..).zip(texts.iter().take(380)) {
        let leaf =
            sample.append(sms(Source::Imported, text, text, at(9, minute), Some(at(9, minute))));
        sample.flag("insult", "insult", Level::Sign, &[leaf], Some((0, text.len())));
    }
    sample.finish().page()
}

/// How often each tag occurs, the chips for characters that cannot be seen aside.
fn tags(page: &str) -> std::collections::BTreeMap<String, usize> {
    let mut tags = std::collections::BTreeMap::new();
    let page = page.replace("<span class=\"u\">", "");
    for tag in page.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        if !matches!(
            tag,
            "/span"
                | "span class=\"n\""
                | "span class=\"n z\""
                | "mark"
                | "/mark"
                | "bdi class=\"f\""
                | "/bdi"
        ) {
            *tags.entry(tag.to_owned()).or_default() += 1;
        }
    }
    tags
}

#[test]
fn an_operator_s_list_stands_beside_the_phone_s_calls() {
    let mut sample = Sample::empty();
    for (minute, duration) in [(0, 61), (10, 35), (20, 7), (30, 0)] {
        sample.append(call(AGENCY, at(10, minute), Some(duration)));
    }
    let mut hidden = Fact::new(Kind::Event, Source::Captured);
    hidden.channel = Some(Channel::Call);
    hidden.direction = Some(dunlog_core::record::Direction::In);
    hidden.duration = Some(99);
    hidden.seen = Some(Seen { wall: at(11, 0), mono: None, boot: None });
    sample.append(Draft::new(hidden).with_party(&Party::new("", None)));
    let listed =
        [(0, 61, AGENCY), (10, 35, AGENCY), (20, 7, AGENCY), (60, 99, "95000"), (70, 5, "95000")];
    for (minute, duration, number) in listed {
        let mut fact = Fact::new(Kind::Event, Source::Operator);
        fact.channel = Some(Channel::Call);
        fact.direction = Some(dunlog_core::record::Direction::In);
        fact.duration = Some(duration);
        fact.network = Some(Millis(at(10, minute).0 + 7_000));
        sample.append(Draft::new(fact).with_party(&Party::new(number, Some(number))));
    }
    let mut sample = sample.finish();
    let page = text(&sample.page());
    for words in [
        "list confirms 4 of 4 calls; 1 of them are from numbers shown as hidden.",
        "have a median of 7 s",
        "Only on the phone: 1",
        "not connected; lists hold connected calls",
        "Only on the list: 1",
        "no reason is known",
        "运营商清单证实了手机所记 4 次通话中的 4 次",
    ] {
        assert!(page.contains(words), "{words}");
    }
    sample.masked = vec![Field::Party];
    assert!(!text(&sample.page()).contains("list confirms"));
}

#[test]
fn what_was_chosen_stands_on_the_first_page() {
    let mut sample = Sample::story();
    let first = |sample: &Sample| {
        let page = text(&sample.page());
        page.split_once("二、证据目录").expect("the first part").0.to_owned()
    };
    assert_eq!(first(&sample).matches("全部，未作选择").count(), 3);
    sample.selection.parties = vec![AGENCY.to_owned(), "<b>某人".to_owned()];
    sample.selection.case = Some("loan_1".to_owned());
    sample.selection.from = Some(at(9, 0));
    let told = first(&sample);
    for words in [AGENCY, "&lt;b&gt;某人", "loan_1", "2026-03-02 09:00:00"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains("全部，未作选择"));
    sample.masked = vec![Field::Party];
    assert!(!first(&sample).contains("某人"));
}

#[test]
fn closed_lines_are_no_exhibits_and_no_events_and_are_listed_once() {
    let mut sample = Sample::empty();
    sample.append(sms(Source::Imported, AGENCY, "请还款", at(10, 0), None));
    let mut refusal = Fact::new(Kind::Refusal, Source::Typed);
    refusal.from = Some(at(11, 0));
    let refusal = Draft::new(refusal).with_party(&Party::new("+8613600136000", None));
    let refusal = sample.append(refusal.with(Field::Detail, &Value::Map(Vec::new())));
    let last = sample.append(sms(Source::Imported, "+8613500135000", "您好", at(12, 0), None));
    let mut sample = sample.finish();
    let open = text(&sample.page());
    assert!(open.contains("证据4-1") && !open.contains("每个证据包都带有的行"));
    let mut records = std::mem::take(&mut sample.timeline.records);
    for record in records.iter_mut().filter(|r| r.leaf == refusal || r.leaf == last) {
        record.openings = dunlog_core::record::Openings::default();
    }
    sample.timeline = Timeline::of_bundle(records, &[]);
    assert_eq!(sample.timeline.events.len(), 1);
    let page = text(&sample.page());
    assert!(!page.contains("证据4-1"), "a closed refusal is no exhibit");
    let (before, rest) = page.split_once("每个证据包都带有的行 ").expect("the list of lines");
    for leaf in [refusal, last] {
        assert!(!before.contains(&leaf.to_hex()));
        assert_eq!(rest.matches(&leaf.to_hex()).count(), 1);
    }
    // Where every field of it is masked, a record may well have been chosen.
    let records = std::mem::take(&mut sample.timeline.records);
    let timeline = Timeline::of_bundle(records, &[Field::Party, Field::Detail]);
    assert_eq!(timeline.closed.len(), 1);
}

#[test]
fn each_class_of_the_timeline_has_its_own_level() {
    let mut sample = Sample::empty();
    let leaf = sample.append(sms(Source::Imported, AGENCY, "再不还钱", at(22, 30), None));
    sample.flag("quiet-hours", "hours", Level::Sign, &[leaf], None);
    sample.flag("insult", "insult", Level::Review, &[leaf], None);
    let page = sample.finish().page();
    let line = page.split_once("四、时间线").expect("the timeline").1;
    let row = line.split("<tr").find(|row| row.contains("再不还钱")).expect("its row");
    let (sign, review) = (row.find("lv sign"), row.find("lv review"));
    assert!(sign.is_some() && sign < review, "{row}");
}

#[test]
fn a_time_that_a_person_names_is_as_stated_and_a_phone_s_is_not() {
    let mut visit = Fact::new(Kind::Event, Source::Typed);
    visit.channel = Some(Channel::Visit);
    visit.seen = Some(Seen { wall: at(15, 0), mono: None, boot: None });
    let party = Party::new("栗山委外", None);
    let visit = Draft::new(visit).with_party(&party).with(Field::Detail, &sample::empty());
    let mut stated = Sample::empty();
    stated.append(visit);
    let page = text(&stated.finish().page());
    assert!(page.contains("所述时间") && !page.contains("手机时间"));
    let page = text(&Sample::story().page());
    assert!(page.contains("手机时间"));
}

#[test]
fn a_paper_that_is_tied_to_a_contact_stands_with_it() {
    let mut sample = Sample::empty();
    let forged = sample.append(sms(Source::Imported, AGENCY, "法院传票", at(10, 0), None));
    sample.flag("insult", "insult", Level::Sign, &[forged], None);
    let paper = sample.append(sample::file(Evidence::Document, "传票.png", "image/png"));
    let mut link = Fact::new(Kind::Link, Source::Typed);
    link.relation = Some(Relation::Supports);
    link.targets = vec![paper, forged];
    sample.append(Draft::new(link).with(Field::Detail, &sample::empty()));
    let page = text(&sample.finish().page());
    assert!(page.contains("证据3-2") && !page.contains("证据1-1"));
}
