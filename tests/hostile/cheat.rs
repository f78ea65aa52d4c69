//! The borrower who cheats: holds the key, and signs whatever suits.

use dunlog_core::record::canonical::Value;

use super::*;

#[test]
fn a_log_level_record_cannot_be_left_out() {
    let room = Room::filled(1);
    let mut bag = room.whole();
    bag.lines(RECORDS, |lines| lines.retain(|line| !line.contains(r#""kind":"heartbeat""#)));
    let found = room.audit(&bag.list().sign(&room.vault).zip());
    meets(&found, "log-level-record-missing");
    assert_eq!(found.verdicts.signer, Signer::Trusted, "the signature is right");
}

#[test]
fn neither_the_first_nor_the_last_record_can_be_left_out() {
    let room = Room::filled(1);
    let mut bag = room.whole();
    bag.lines(RECORDS, |lines| drop(lines.remove(0)));
    meets(&room.audit(&bag.list().sign(&room.vault).zip()), "first-record-missing");
    let mut bag = room.whole();
    bag.lines(RECORDS, |lines| drop(lines.pop()));
    meets(&room.audit(&bag.list().sign(&room.vault).zip()), "last-record-missing");
}

#[test]
fn a_record_that_hurts_can_be_hidden_but_not_unseen() {
    let room = Room::filled(1);
    let mut bag = room.whole();
    // Hidden by hand, with right counts, it is what a selection does.
    let mut leaf = String::new();
    bag.lines(OPENINGS, |lines| {
        let line = lines.iter().find(|line| line.contains("他们给我打电话了")).expect("the text");
        leaf = line[r#"{"leaf":""#.len()..][..64].to_owned();
        lines.retain(|line| !line.contains(&leaf));
    });
    let mut place = 0;
    bag.lines("data/leaves.txt", |lines| {
        place = lines.iter().position(|line| *line == leaf).expect("its place");
    });
    bag.lines(RECORDS, |lines| drop(lines.remove(place)));
    bag.replace(
        "data/selection.json",
        r#""hidden":0,"redacted":0,"shown":7"#,
        r#""hidden":1,"redacted":0,"shown":6"#,
    );
    let found = room.audit(&bag.clone().list().sign(&room.vault).zip());
    assert!(found.passes(), "{:?}", found.issues);
    assert_eq!((found.shown, found.hidden), (6, 1));
    // Its leaf cannot go, and the count cannot lie.
    bag.lines("data/leaves.txt", |lines| drop(lines.remove(place)));
    meets(&room.audit(&bag.list().sign(&room.vault).zip()), "leaf-count-mismatch");
}

#[test]
fn reordered_records_are_seen() {
    let room = Room::filled(1);
    let mut bag = room.whole();
    bag.lines(RECORDS, |lines| lines.swap(2, 3));
    meets(&room.audit(&bag.clone().list().sign(&room.vault).zip()), "record-out-of-order");
    bag.lines("data/leaves.txt", |lines| lines.swap(2, 3));
    let found = room.audit(&bag.list().sign(&room.vault).zip());
    meets(&found, "root-mismatch");
    meets(&found, "prev-mismatch");
}

#[test]
fn records_spliced_in_from_another_vault_are_seen() {
    let (room, other) = (Room::filled(1), Room::filled(2));
    let mut foreign = String::new();
    other.whole().lines(RECORDS, |lines| foreign.clone_from(&lines[2]));
    let mut bag = room.whole();
    bag.lines(RECORDS, |lines| lines[2].clone_from(&foreign));
    meets(&room.audit(&bag.clone().list().sign(&room.vault).zip()), "record-not-in-log");
    // With its leaf in the list the tree is another one.
    let leaf = dunlog_core::chain::leaf_hash(foreign.as_bytes()).to_hex();
    bag.lines("data/leaves.txt", |lines| lines[2].clone_from(&leaf));
    let found = room.audit(&bag.list().sign(&room.vault).zip());
    meets(&found, "root-mismatch");
    meets(&found, "prev-mismatch");
}

/// Exchanges salt and value of the openings of two bodies.
fn exchange(bag: &mut Bag) {
    bag.lines(OPENINGS, |lines| {
        let bodies: Vec<_> =
            (0..lines.len()).filter(|i| lines[*i].contains(r#""field":"body""#)).collect();
        let cut = r#"{"leaf":""#.len() + 64;
        let (first, second) = (lines[bodies[0]].split_off(cut), lines[bodies[1]].split_off(cut));
        lines[bodies[0]] += &second;
        lines[bodies[1]] += &first;
    });
}

#[test]
fn openings_cannot_be_exchanged_doubled_or_made_up() {
    let room = Room::filled(1);
    let mut bag = room.whole();
    exchange(&mut bag);
    meets(&room.audit(&bag.list().sign(&room.vault).zip()), "opening-mismatch");

    let mut bag = room.whole();
    bag.lines(OPENINGS, |lines| lines.insert(3, lines[2].clone()));
    meets(&room.audit(&bag.list().sign(&room.vault).zip()), "opening-out-of-order");

    let mut bag = room.whole();
    bag.lines(OPENINGS, |lines| {
        let leaf = lines[1][..r#"{"leaf":""#.len() + 64].to_owned();
        let made_up =
            r#"","field":"location","salt":"00000000000000000000000000000000","value":{}}"#;
        lines.insert(3, leaf + made_up);
    });
    meets(&room.audit(&bag.list().sign(&room.vault).zip()), "opening-of-nothing");

    let mut bag = room.whole();
    bag.lines(OPENINGS, |lines| drop(lines.remove(2)));
    meets(&room.audit(&bag.list().sign(&room.vault).zip()), "opening-missing");
}

#[test]
fn a_doctored_page_is_never_called_checked() {
    let room = Room::filled(1);
    let mut bag = room.whole();
    *bag.file("data/report.html") = b"<h1>The collector threatened to kill</h1>\n".to_vec();
    *bag.file("data/findings.json") = b"[\"everything\"]\n".to_vec();
    let found = room.audit(&bag.list().sign(&room.vault).zip());
    // The signer may write what he likes there, so it is right, and said to be worth nothing.
    assert!(found.passes(), "{:?}", found.issues);
    assert!(found.not_proved.contains(&"report-and-findings-not-checked"));
}

#[test]
fn a_clock_that_was_put_back_stands_on_the_record_for_ever() {
    let mut room = Room::filled(1);
    room.append(message(COLLECTOR, "昨天晚上十一点", at(-600)), -599);
    let mut bag = room.whole();
    assert!(room.audit(&bag.zip()).passes(), "the vault itself said that the clock was moved");
    bag.lines(RECORDS, |lines| {
        let clock = lines.iter().filter(|line| line.contains(r#""kind":"clock""#));
        assert!(clock.clone().all(|line| line.contains(r#""delta":-"#)) && clock.count() == 1);
        lines.retain(|line| !line.contains(r#""kind":"clock""#));
    });
    let found = room.audit(&bag.list().sign(&room.vault).zip());
    meets(&found, "log-level-record-missing");
    meets(&found, "recorded-goes-back");
    assert_eq!(found.verdicts.time, Time::Contradictory);
}

#[test]
fn an_event_from_the_future_is_seen() {
    let mut room = Room::filled(1);
    room.append(message(COLLECTOR, "明天", at(60)), 7);
    let found = room.audit(&room.bundle(&Selection::all()));
    meets(&found, "event-after-recorded");
    assert_eq!(found.verdicts.time, Time::Contradictory);
}

#[test]
fn an_edited_backup_contradicts_what_was_captured() {
    let mut room = Room::filled(1);
    let backup = Hash::of(b"an edited backup");
    room.append(row(backup, 1, COLLECTOR, "今天不还就杀你全家", at(1)), 100);
    let found = room.audit(&room.bundle(&Selection::all()));
    meets(&found, "sightings-disagree");
    assert_eq!(found.verdicts.provenance, Provenance::Contradictory);
}

#[test]
fn what_was_redacted_cannot_be_opened_again_from_an_older_bundle() {
    let mut room = Room::filled(1);
    let older = room.whole();
    let leaf = room.vault.leaves().expect("leaves")[2];
    room.vault.redact(&leaf, "wish", &Value::Map(Vec::new()), at(10)).expect("a redaction");
    let mut bag = room.whole();
    let mut body = String::new();
    older.clone().lines(OPENINGS, |lines| {
        let line = lines
            .iter()
            .find(|line| line.contains(r#""field":"body""#) && line.contains(&leaf.to_hex()));
        line.expect("it was open once").clone_into(&mut body);
    });
    assert!(room.audit(&bag.zip()).passes());
    bag.lines(OPENINGS, |lines| {
        // Behind the openings of the record before.
        let before =
            lines.iter().position(|line| line.contains("今天不还就去你单位")).expect("a body");
        lines.insert(before + 1, body);
    });
    meets(&room.audit(&bag.list().sign(&room.vault).zip()), "redacted-but-opened");
}

#[test]
fn a_masked_field_cannot_be_guessed_nor_slipped_in() {
    let room = Room::filled(1);
    let masked = Selection { masks: vec![Field::Body], ..Selection::all() };
    let mut bag = Bag::open(&room.bundle(&masked));
    let mut body = String::new();
    room.whole().lines(OPENINGS, |lines| {
        lines
            .iter()
            .find(|l| l.contains("今天不还就去你单位"))
            .expect("a body")
            .clone_into(&mut body);
    });
    let leaf = body[r#"{"leaf":""#.len()..][..64].to_owned();
    bag.lines(OPENINGS, |lines| {
        let party = lines.iter().position(|line| line.contains(&leaf)).expect("its party");
        lines.insert(party + 1, body.clone());
    });
    meets(&room.audit(&bag.list().sign(&room.vault).zip()), "masked-field-opened");
}

/// Every way in which a text could stand in a file.
fn disguises(text: &str) -> Vec<Vec<u8>> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let wide = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex = dunlog_core::record::canonical::to_hex(text.as_bytes());
    // A national number without its country stands in the international one.
    let short = digits.strip_prefix("86").unwrap_or(&digits).to_owned();
    let mut all = vec![text.as_bytes().to_vec(), short.into_bytes(), wide, hex.into_bytes()];
    all.retain(|bytes| !bytes.is_empty());
    all
}

fn holds(bundle: &[u8], needle: &[u8]) -> bool {
    bundle.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn a_masked_number_and_a_hidden_persons_words_stand_nowhere_in_the_bundle() {
    let mut room = Room::filled(1);
    let party = Party::new(COLLECTOR, Some(COLLECTOR));
    let mut role = Fact::new(Kind::Role, Source::Typed);
    role.role = Some(dunlog_core::record::Role::Agency);
    room.append(Draft::new(role).with_party(&party), 7);
    let all = room.bundle(&Selection::all());
    assert!(holds(&all, COLLECTOR.as_bytes()) && holds(&all, "他们给我打电话了".as_bytes()));

    let selection = Selection {
        parties: vec![COLLECTOR.to_owned()],
        masks: vec![Field::Party],
        ..Selection::all()
    };
    let bundle = room.bundle(&selection);
    assert!(room.audit(&bundle).passes());
    for secret in [COLLECTOR, FRIEND, "他们给我打电话了"] {
        for disguise in disguises(secret) {
            assert!(
                !holds(&bundle, &disguise),
                "{secret} as {}",
                String::from_utf8_lossy(&disguise)
            );
        }
    }
    assert!(holds(&bundle, "最后一次通知".as_bytes()), "what was selected is there");
}

#[test]
fn an_attachment_cannot_be_exchanged_left_out_or_added() {
    let room = Room::filled(1);
    let bag = room.whole();
    let name = bag.names("data/attachments/").first().expect("the recording").clone();

    let mut other = bag.clone();
    *other.file(&name) = b"other sound".to_vec();
    meets(&room.audit(&other.list().sign(&room.vault).zip()), "content-name-mismatch");

    let mut without = bag.clone();
    without.remove(&name);
    meets(&room.audit(&without.list().sign(&room.vault).zip()), "attachment-missing");

    let mut more = bag;
    let extra = format!("data/attachments/{}.bin", Hash::of(b"more").to_hex());
    more.insert(&name, &extra, b"more");
    meets(&room.audit(&more.list().sign(&room.vault).zip()), "attachment-extra");
}

#[test]
fn a_file_that_the_format_does_not_know_is_seen_even_where_it_is_listed_and_signed() {
    let room = Room::filled(1);
    for name in ["data/judgment.pdf", "data/attachments/readme", "notes.txt", "fetch.txt"] {
        let mut bag = room.whole();
        bag.insert("bag-info.txt", name, b"x\n");
        meets(&room.audit(&bag.list().sign(&room.vault).zip()), "file-extra");
    }
}
