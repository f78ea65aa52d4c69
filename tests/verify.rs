//! What `verify` says of honest bundles, and of heads, keys and clocks.

use std::collections::BTreeSet;
use std::io::Cursor;

use dunlog_core::bundle::Policy;
use dunlog_core::bundle::audit::{Completeness, Integrity, Provenance, Signer, Time};
use dunlog_core::bundle::verify::known_head;
use dunlog_core::chain::{Hash, checkpoint};
use dunlog_core::key::SigningKey;
use dunlog_core::record::{Fact, Field, Kind, Purpose, Source};

use crate::verify_builder::{Log, audit, codes, empty, sms};

fn notes(audit: &dunlog_core::bundle::Audit) -> Vec<(&'static str, &str)> {
    audit.notes.iter().map(|note| (note.code, note.place.as_str())).collect()
}

#[test]
fn an_honest_bundle_passes() {
    let log = Log::sample();
    let audit = log.audit();
    assert_eq!((&audit.issues, &audit.notes), (&vec![], &vec![]));
    assert!(audit.passes());
    assert_eq!((audit.shown, audit.hidden, audit.redacted), (6, 1, 0));
    assert_eq!(audit.log, Some(log.head()));
    assert_eq!(audit.verdicts.time, Time::SelfDeclared);
    assert_eq!(audit.verdicts.provenance, Provenance::SelfDeclared);
    assert_eq!(audit.verdicts.completeness, Completeness::Unanchored);
    assert_eq!(audit.not_proved.len(), 6);
    assert!(audit.verified().is_ok());
}

#[test]
fn the_signer_is_judged_by_the_policy_only() {
    let log = Log::sample();
    let bytes = log.bundle();
    let other = SigningKey::from_seed(&[9; 32]).public();
    for (policy, word) in [
        (Policy::default(), Signer::Unknown),
        (Policy::trusting(other), Signer::Mismatch),
        (Policy::trusting(log.key().public()), Signer::Trusted),
    ] {
        let audit = audit(&bytes, &policy);
        assert_eq!(audit.verdicts.signer, word);
        assert!(audit.issues.is_empty());
        assert_eq!(audit.passes(), word == Signer::Trusted);
    }
}

#[test]
fn trust_passes_on_only_through_signed_key_changes() {
    let mut log = Log::sample();
    let first = log.key().public();
    log.change_key([8; 32], true);
    let middle = log.key().public();
    let bytes = log.bundle();
    assert!(audit(&bytes, &Policy::trusting(first)).passes());
    log.change_key([9; 32], false);
    log.change_key([10; 32], true);
    let bytes = log.bundle();
    for (key, word) in [
        (first, Signer::Mismatch),
        (middle, Signer::Mismatch),
        (SigningKey::from_seed(&[9; 32]).public(), Signer::Trusted),
        (log.key().public(), Signer::Trusted),
    ] {
        let audit = audit(&bytes, &Policy::trusting(key));
        assert_eq!(audit.verdicts.signer, word);
        assert_eq!(notes(&audit), [("key-change-unsigned", "log:8")]);
        assert!(audit.issues.is_empty());
    }
}

#[test]
fn a_key_that_is_not_the_logs_is_told() {
    let mut log = Log::sample();
    log.seed = [9; 32];
    let audit = log.audit();
    assert_eq!(codes(&audit), BTreeSet::from(["key-not-of-log"]));
    assert_eq!(audit.verdicts.signer, Signer::Invalid);
}

#[test]
fn known_heads_decide_the_completeness() {
    let mut log = Log::sample();
    let early = log.head();
    let bundle = log.bundle();
    log.push(sms(5, "later", Source::Captured));
    let late = log.head();
    let check = |log: &Log, heads: &[&dunlog_core::chain::Head]| {
        let mut policy = Policy::trusting(log.key().public());
        for head in heads {
            policy.know((*head).clone());
        }
        audit(&log.bundle(), &policy)
    };
    let now = check(&log, &[&early, &late]);
    assert_eq!(now.verdicts.completeness, Completeness::ExtendsKnownHead);
    assert!(now.passes());
    let cut = check(&Log::sample(), &[&early, &late]);
    assert_eq!(cut.verdicts.completeness, Completeness::ShorterThanKnownHead);
    assert_eq!(codes(&cut), BTreeSet::from(["shorter-than-known-head"]));
    assert_eq!(cut.verdicts.integrity, Integrity::Intact);
    let mut fork = Log::new();
    for minute in 1..9 {
        fork.push(sms(minute, "another history", Source::Captured));
    }
    let forked = check(&fork, &[&early, &late]);
    assert_eq!(forked.verdicts.completeness, Completeness::Forked);
    assert!(!forked.passes());
    let mut foreign = early.clone();
    foreign.origin = "dunlog/log/ffffffffffffffffffffffffffffffff".into();
    let unanchored = check(&log, &[&foreign]);
    assert_eq!(unanchored.verdicts.completeness, Completeness::Unanchored);
    assert_eq!(notes(&unanchored), [("known-head-of-another-log", "zip:")]);

    assert_eq!(known_head(Cursor::new(bundle)).ok(), Some(early.clone()));
    let note = checkpoint::sign(&early, &log.key());
    assert_eq!(known_head(Cursor::new(note)).ok(), Some(early));
    assert!(known_head(Cursor::new("no note")).is_err());
}

#[test]
fn any_choice_of_records_verifies_as_long_as_log_level_ones_stay() {
    let mut log = Log::sample();
    for choice in 0..8_u8 {
        let chosen = [1, 2, 5].into_iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1);
        log.hidden = chosen.map(|(_, place)| place).collect();
        let audit = log.audit();
        assert!(audit.passes(), "{:?}: {:?}", log.hidden, audit.issues);
        assert_eq!(audit.hidden, u64::from(choice.count_ones()));
    }
    for place in [0, 3, 6] {
        log.hidden = BTreeSet::from([place]);
        assert!(!log.audit().passes(), "{place}");
    }
}

#[test]
fn masks_withhold_openings_and_nothing_else() {
    let mut log = Log::sample();
    log.masks = vec![Field::Party];
    assert!(log.audit().passes());
    log.masks = vec![];
    log.change = |name, text| {
        if name.ends_with("selection.json") {
            text.replace("\"masks\":[]", "\"masks\":[\"body\"]")
        } else {
            text
        }
    };
    assert_eq!(codes(&log.audit()), BTreeSet::from(["masked-field-opened"]));
    log.masks = vec![Field::Body];
    log.change = |name, text| {
        if name.ends_with("selection.json") {
            text.replace("\"masks\":[\"body\"]", "\"masks\":[]")
        } else {
            text
        }
    };
    assert_eq!(codes(&log.audit()), BTreeSet::from(["opening-missing"]));
}

#[test]
fn a_redaction_explains_what_is_missing_and_is_listed() {
    let mut log = Log::sample();
    let target = log.records[2].leaf;
    let file = log.records[4].attachments[0].sha256;
    let mut fact = Fact::new(Kind::Redaction, Source::Program);
    fact.targets = vec![target, log.records[4].leaf];
    fact.attachments = log.records[4].attachments.clone();
    fact.reason = Some("asked".into());
    log.push(empty(fact));
    log.redacted = 2;
    assert_eq!(codes(&log.audit()), BTreeSet::from(["redacted-but-opened"]));
    log.records[2].openings = Default::default();
    log.records[4].openings = Default::default();
    log.contents.retain(|name, _| !name.contains(&file.to_hex()));
    let audit = log.audit();
    assert_eq!(notes(&audit), [("redacted", "log:2"), ("redacted", "log:4")]);
    assert!(audit.passes());
    assert_eq!(audit.redacted, 2);
    log.records[1].openings = Default::default();
    assert_eq!(codes(&log.audit()), BTreeSet::from(["opening-missing"]));
}

#[test]
fn attachments_are_there_or_accounted_for() {
    let mut log = Log::sample();
    let file = log.records[4].attachments[0].sha256;
    let contents = log.contents.clone();
    log.contents.clear();
    assert_eq!(codes(&log.audit()), BTreeSet::from(["attachment-missing"]));
    log.withheld.insert(file);
    let audit = log.audit();
    assert!(audit.passes());
    assert_eq!(notes(&audit), [("attachment-withheld", "log:4")]);
    log.contents = contents;
    log.attach(b"nobody names this", "text/plain");
    assert_eq!(codes(&log.audit()), BTreeSet::from(["attachment-extra"]));

    let mut log = Log::sample();
    let mut fact = Fact::new(Kind::File, Source::Imported);
    fact.purpose = Some(Purpose::Source);
    fact.kept = Some(true);
    fact.attachments = vec![log.attach(b"a backup", "text/xml")];
    log.push(empty(fact));
    log.contents.retain(|name, _| !name.contains(&Hash::of(b"a backup").to_hex()));
    assert_eq!(notes(&log.audit()), [("source-withheld", "log:7")]);
    let name = dunlog_core::bundle::name::source(&Hash::of(b"a backup"));
    log.contents.insert(name, b"a backup".to_vec());
    assert!(log.audit().notes.is_empty());
}

#[test]
fn two_bodies_of_one_second_from_two_feeds_disagree() {
    let mut log = Log::sample();
    log.push(sms(2, "an edited text", Source::Imported));
    log.push(sms(1, "您的借款已逾期，请尽快还款", Source::Imported));
    let audit = log.audit();
    assert_eq!(codes(&audit), BTreeSet::from(["sightings-disagree"]));
    assert_eq!(audit.issues[0].place, "log:2");
    assert_eq!(audit.verdicts.provenance, Provenance::Contradictory);
    assert_eq!(audit.verdicts.integrity, Integrity::Intact);
}

#[test]
fn the_log_may_not_go_back_in_time() {
    let mut log = Log::sample();
    log.recorded -= 4_000;
    log.push(sms(5, "early", Source::Captured));
    let audit = log.audit();
    assert_eq!(codes(&audit), BTreeSet::from(["recorded-goes-back"]));
    assert_eq!(audit.verdicts.time, Time::Contradictory);
}
