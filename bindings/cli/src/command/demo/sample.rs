//! The invented sample that is embedded in the program, and how it enters a vault.

use std::io::Cursor;

use dunlog_core::capture::chat_export::Answers;
use dunlog_core::capture::file::{Exhibit, exhibit};
use dunlog_core::capture::number;
use dunlog_core::capture::recorder::Facts;
use dunlog_core::capture::typed::{self, Contact, Entry, When};
use dunlog_core::chain::Hash;
use dunlog_core::event::Timeline;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{
    Channel, Direction, Draft, Evidence, Millis, Party, Relation, Role, Source,
};
use dunlog_core::vault::{Backup, Vault};

use crate::failure::{Failure, Outcome};
use crate::output;
use crate::zone::Zone;

/// The sample's clock: 2026-03-02, noon in Beijing.
pub(super) const NOW: Millis = Millis(1_772_424_000_000);

const MESSAGES: &[u8] = include_bytes!("../../../sample/messages.xml");
const CALLS: &[u8] = include_bytes!("../../../sample/calls.xml");
const RECORDING: &[u8] = include_bytes!("../../../sample/recording.wav");
const NOTICE: &[u8] = include_bytes!("../../../sample/notice.png");
const RECEIPT: &[u8] = include_bytes!("../../../sample/receipt.png");
const STATEMENT: &[u8] = include_bytes!("../../../sample/statement.txt");
const FOOTAGE: &[u8] = include_bytes!("../../../sample/footage.mov");

/// The case's short id.
const CASE: &str = "lishan_loan";

const LENDER: &str = "10690000000018";
const HOTLINE: &str = "4000000018";
const COLLECTORS: [&str; 3] = ["15400000021", "15400000022", "15400000023"];
const OFFICE: &str = "01000000024";
const SISTER: &str = "15400000091";

/// The fourth answered call of 2025-07-24.
const RECORDED_CALL: Millis = Millis(1_753_356_790_000);

/// The text and the picture that forge a court's notice, 2025-09-01.
const FORGED_TEXT: Millis = Millis(1_756_693_218_000);
const FORGED_PICTURE: Millis = Millis(1_756_693_490_000);

/// Two men at the door, 2025-08-16 19:10.
const VISIT: Millis = Millis(1_755_342_600_000);

/// The photo of the paper on the door, 2025-09-01 18:30.
const PAPER: Millis = Millis(1_756_722_600_000);

/// The police received the report, 2025-09-03 10:00.
const REPORTED: Millis = Millis(1_756_864_800_000);

/// The sister refused, 2026-01-08 15:00, and wrote it down, 2026-01-11 20:00.
const REFUSED: Millis = Millis(1_767_855_600_000);
const WITNESSED: Millis = Millis(1_768_132_800_000);

/// Fills a new vault with the sample.
pub(super) fn fill(vault: &mut Vault) -> Outcome<()> {
    for (name, content) in [("messages.xml", MESSAGES), ("calls.xml", CALLS)] {
        let zone = zone()?;
        let offset = move |time| zone.at(time);
        let proceed = &|| Ok(());
        let backup = Backup {
            name,
            offset: &offset,
            country: Some("CN"),
            answers: Answers::default(),
            proceed,
        };
        let intake = vault.import_file(&|| NOW, &mut Cursor::new(content), &backup)?;
        let rows = intake.imported.appended;
        output::line(format_args!("{name}: {rows} rows imported, none left out"))?;
    }
    let mut drafts = vec![typed::case(entry(&[
        ("creditor", "栗山消费金融有限公司（虚构）"),
        ("creditor_kind", "consumer_finance"),
        ("product", "consumer_loan"),
        ("contract", "LS-2025-0000"),
        ("amount", "1280.00"),
        ("currency", "CNY"),
        ("due_on", "2025-06-25"),
        ("debtor", "陈小川（化名）"),
    ]))?];
    for (number, who, basis) in [
        (LENDER, Role::Creditor, "短信署名【栗山消费金融】，与合同所载一致"),
        (HOTLINE, Role::Creditor, "合同所载客服电话"),
        (COLLECTORS[0], Role::Agency, "短信自称“栗山消金委外”，金额与账单一致"),
        (COLLECTORS[1], Role::Agency, "同一天接续催收同一笔欠款"),
        (COLLECTORS[2], Role::Agency, "同一天接续催收同一笔欠款"),
        (OFFICE, Role::Agency, "通话中自报栗山委外，见录音"),
    ] {
        let entry = Entry { party: Some(party(number)), ..entry(&[("basis", basis)]) };
        drafts.push(typed::role(who, entry)?);
    }
    let sister =
        Entry { party: Some(party(SISTER)), ..entry(&[("name", "陈小禾（化名）")]) };
    drafts.push(typed::role(Role::ThirdPerson, sister)?);
    vault.append_all(drafts, NOW)?;
    evidence(vault)?;
    third_person(vault)
}

/// The recording, the photo, the police receipt and the footage, each tied to its event.
fn evidence(vault: &mut Vault) -> Outcome<()> {
    let timeline = vault.timeline()?;
    let call = event(&timeline, Channel::Call, RECORDED_CALL)?;
    let forged = event(&timeline, Channel::Sms, FORGED_TEXT)?;
    let picture = event(&timeline, Channel::Mms, FORGED_PICTURE)?;
    let facts = Facts {
        time: Some(RECORDED_CALL),
        direction: Some(Direction::In),
        number: Some(OFFICE.to_owned()),
        duration: Some(2),
        ..Facts::default()
    };
    let detail = [("device", "借款人手机自带的通话录音")];
    let recording = file(vault, "录音.wav", RECORDING, Evidence::Recording, &facts, &detail)?;
    tie(vault, Relation::RecordingOf, recording, call)?;

    let facts = Facts { time: Some(PAPER), ..Facts::default() };
    let detail = [("title", "门上张贴的“法院传票”照片"), ("shows", "伪造的法院文书")];
    let photo = file(vault, "门上传票.png", NOTICE, Evidence::Document, &facts, &detail)?;
    tie(vault, Relation::Supports, photo, forged)?;
    let answer = [
        ("by", "12368"),
        ("asked_on", "2025-09-02"),
        ("answer", "none"),
        ("words", "经12368查询，无此案号，无此当事人的案件"),
    ];
    let about = vec![forged, picture];
    let answer = Entry { about, case: None, ..told(&answer, REPORTED)? };
    append(vault, typed::check_result(answer)?)?;

    let attached = vault.attach(&mut Cursor::new(RECEIPT), "image/png")?;
    let detail = [
        ("station", "示例市示例派出所"),
        ("receipt_number", "示公受案字〔2025〕0000号"),
        ("result", "已受案，告知不得再发送恐吓信息"),
    ];
    let files = vec![(attached, "受案回执.png".to_owned())];
    let about = vec![forged, picture];
    let receipt = Entry { files, about, ..told(&detail, REPORTED)? };
    append(vault, typed::statement(Evidence::PoliceRecord, receipt)?)?;

    let visit = Contact {
        channel: Channel::Visit,
        direction: Direction::In,
        outcome: None,
        duration: None,
        words: Some("开门，今天不还钱我们就住在这里。".to_owned()),
    };
    let men = Party::new("两名自称栗山委外的男子", None);
    let place = [("place", "借款人家门口"), ("people", "2")];
    let visit =
        typed::contact(visit, Entry { party: Some(men), case: None, ..told(&place, VISIT)? })?;
    let visit = append(vault, visit)?;
    append(vault, typed::tag(Entry { about: vec![visit], ..entry(&[]) })?)?;
    let facts = Facts { time: Some(VISIT), ..Facts::default() };
    let detail = [
        ("place", "楼道摄像头"),
        ("keeper", "小区物业"),
        ("overwritten_on", "2025-09-15"),
        ("original", "物业硬盘录像机"),
    ];
    let footage = file(vault, "楼道监控.mov", FOOTAGE, Evidence::Footage, &facts, &detail)?;
    tie(vault, Relation::Supports, footage, visit)
}

/// The sister's refusal, and what she witnessed afterwards.
fn third_person(vault: &mut Vault) -> Outcome<()> {
    let refusal = [
        ("who", "陈小禾（化名）"),
        ("relation", "借款人的姐姐，不是担保人"),
        ("words", "这事与我无关，不要再打给我"),
    ];
    let refusal = Entry { party: Some(party(SISTER)), ..told(&refusal, REFUSED)? };
    append(vault, typed::refusal(refusal)?)?;
    let attached = vault.attach(&mut Cursor::new(STATEMENT), "text/plain")?;
    let words = String::from_utf8_lossy(STATEMENT);
    let detail = [
        ("who", "陈小禾（化名）"),
        ("relation", "借款人的姐姐"),
        ("contact", SISTER),
        ("words", words.as_ref()),
    ];
    let files = vec![(attached, "证人证言.txt".to_owned())];
    let statement = Entry { files, ..told(&detail, WITNESSED)? };
    append(vault, typed::statement(Evidence::WitnessStatement, statement)?)?;
    Ok(())
}

/// An entry of the case with these details.
fn entry(detail: &[(&str, &str)]) -> Entry {
    let own = |(key, text): &(&str, &str)| ((*key).to_owned(), (*text).to_owned());
    let detail = detail.iter().map(own).collect();
    Entry { case: Some(CASE.to_owned()), detail, ..Entry::default() }
}

/// The same, said at a time.
fn told(detail: &[(&str, &str)], time: Millis) -> Outcome<Entry> {
    let when = When::At(time, zone()?.at(time));
    Ok(Entry { when: Some(when), ..entry(detail) })
}

fn zone() -> Outcome<Zone> {
    Zone::parse("Asia/Shanghai").map_err(|what| Failure::new(what, "Report this as a fault."))
}

fn party(shown: &str) -> Party {
    Party::new(shown, number::normalise(shown, Some("CN")).as_deref())
}

fn append(vault: &mut Vault, draft: Draft) -> Outcome<Hash> {
    Ok(vault.append(draft, NOW)?.leaf)
}

fn file(
    vault: &mut Vault,
    name: &str,
    content: &[u8],
    evidence: Evidence,
    facts: &Facts,
    detail: &[(&str, &str)],
) -> Outcome<Hash> {
    let member = |(key, text): &(&str, &str)| ((*key).to_owned(), Value::Text((*text).to_owned()));
    let detail = detail.iter().map(member).collect();
    let source = Source::Typed;
    let zone = zone()?;
    let offset = facts.time.and_then(|time| zone.at(time));
    let exhibit_of = Exhibit { name, evidence, source, facts, offset, country: Some("CN"), detail };
    let draft = exhibit(&mut Cursor::new(content), exhibit_of, vault)?;
    append(vault, draft)
}

fn tie(vault: &mut Vault, relation: Relation, first: Hash, second: Hash) -> Outcome<()> {
    append(vault, typed::link(relation, first, second, None)?)?;
    Ok(())
}

/// The event of a channel at a time.
fn event(timeline: &Timeline, channel: Channel, time: Millis) -> Outcome<Hash> {
    let found = timeline.events.iter().find(|event| {
        let record = timeline.strongest(event);
        record.fact().channel == Some(channel) && record.time() == Some(time)
    });
    found.map(|event| timeline.id(event)).ok_or_else(|| {
        Failure::new("The embedded sample is not whole.", "Install the program anew.")
    })
}
