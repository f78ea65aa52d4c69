//! Notifications of other programs.

use dunlog_core::capture::android::{Arrival, MAX_TEXT};
use dunlog_core::record::{Channel, Direction, Field, Source};

use super::{Phone, after, detail, party, text};

fn notice(channel: Channel, title: Option<&str>, text: Option<String>) -> Arrival {
    Arrival::Notification {
        package: "com.example.messages".to_owned(),
        key: "0|com.example.messages|1".to_owned(),
        channel,
        title: title.map(str::to_owned),
        text,
        cut_from: None,
        posted: after(-100),
    }
}

#[test]
fn a_notification_is_relayed_and_no_more() {
    let mut phone = Phone::new();
    let arrival = notice(Channel::Sms, Some("139 0000 0001"), Some("请尽快还款".to_owned()));
    let drafts = phone.see(arrival.clone());
    let [draft] = drafts.as_slice() else { panic!("one") };
    let fact = &draft.fact;
    assert_eq!((fact.source, fact.channel), (Source::Relayed, Some(Channel::Sms)));
    assert_eq!(fact.direction, Some(Direction::In));
    let feed = fact.feed.as_ref().unwrap();
    assert_eq!(feed.format, "android_notification");
    assert_eq!((feed.package.as_deref(), feed.file), (Some("com.example.messages"), None));
    assert_eq!(party(draft).as_deref(), Some("+8613900000001"));
    assert_eq!(text(draft, Field::Body).as_deref(), Some("请尽快还款"));
    assert_eq!(detail(draft, "posted").unwrap(), after(-100).0.to_string());
    // Programs post the same again and again, and the system tells of all that is there again.
    assert!(phone.wait(86_400_000).see(arrival).is_empty());
    assert_eq!(phone.skipped[0].reason, "repeated");
    let other = notice(Channel::Sms, Some("139 0000 0001"), Some("[2条]请尽快还款".to_owned()));
    assert_eq!(phone.see(other).len(), 1);
}

#[test]
fn what_an_automation_of_an_iphone_hands_over_is_called_so() {
    let mut arrival = notice(Channel::Sms, Some("139 0000 0001"), Some("请尽快还款".to_owned()));
    let Arrival::Notification { package, .. } = &mut arrival else { panic!("a notification") };
    "com.apple.shortcuts".clone_into(package);
    let drafts = Phone::new().see(arrival);
    let fact = &drafts[0].fact;
    assert_eq!(fact.source, Source::Relayed);
    assert_eq!(fact.feed.as_ref().unwrap().format, "apple_shortcut");
}

fn posted(arrival: &Arrival, at: i64) -> Arrival {
    let mut arrival = arrival.clone();
    let Arrival::Notification { posted, .. } = &mut arrival else { panic!("a notification") };
    *posted = after(at);
    arrival
}

#[test]
fn the_same_words_posted_again_within_a_minute_are_one() {
    let mut phone = Phone::new();
    let first = notice(Channel::Chat, Some("催收"), Some("在吗".to_owned()));
    let mut see = |arrival: Arrival| phone.wait(10).see(arrival).len();
    assert_eq!(see(posted(&first, 0)), 1);
    assert_eq!(see(posted(&first, 700)), 0);
    assert_eq!(see(posted(&first, 60_000)), 0);
    // Counted from the one that was taken, so that whoever repeats himself is heard.
    assert_eq!(see(posted(&first, 60_001)), 1);
    assert_eq!(see(posted(&first, 120_001)), 0);
    assert_eq!(see(posted(&first, 120_002)), 1);
    // The listener is bound again: all that still stands there is told again.
    for at in [0, 60_001, 120_002] {
        assert_eq!(see(posted(&first, at)), 0);
    }
    let mut other = posted(&first, 500);
    let Arrival::Notification { key, .. } = &mut other else { panic!("a notification") };
    key.push('2');
    assert_eq!(see(other), 1);
}

#[test]
fn a_notification_without_words_is_a_record() {
    let drafts = Phone::new().see(notice(Channel::Chat, None, None));
    assert_eq!(drafts[0].private(Field::Party), None);
    assert_eq!(drafts[0].private(Field::Body), None);
}

#[test]
fn a_text_of_a_megabyte_is_an_attachment_and_a_longer_one_is_cut() {
    let mut phone = Phone::new();
    let body = "债".repeat(100_000);
    let drafts = phone.see(notice(Channel::Chat, Some("群"), Some(body.clone())));
    let fact = &drafts[0].fact;
    assert_eq!(fact.body_attached, Some(fact.attachments[0].sha256));
    assert_eq!(phone.shelf.taken[0].1, body.as_bytes());
    assert_eq!(drafts[0].private(Field::Names), Some("[\"body.txt\"]"));
    assert_eq!(detail(&drafts[0], "cut_from"), None);
    let drafts = phone.see(notice(Channel::Chat, Some("群"), Some("x".repeat(MAX_TEXT + 5))));
    assert_eq!(phone.shelf.taken.last().unwrap().1.len(), MAX_TEXT);
    assert_eq!(detail(&drafts[0], "cut_from"), Some((MAX_TEXT + 5).to_string()));
}
