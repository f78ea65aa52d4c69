//! Telegram's `result.json`: one chat, or all chats of an account.
//!
//! docs/spec/chat-export.md, "Telegram".

mod row;
mod walk;

use std::collections::HashMap;
use std::io::Read;

use super::survey::{MAX_SENDERS, Survey};
use super::{Chat, DateOrder, Media, fault};
use crate::capture::encoding::Encoding;
use crate::capture::json::Object;
use crate::capture::row::Fault;
use crate::capture::{Context, Emit, Item, Sink, Skip};
use crate::error::{Malformed, Result};
use crate::record::Attachment;
use crate::record::canonical::Value;
use row::{Place, draft, sender};
use walk::{Fact, Step, Walk};

/// The most chats of an export.
const MAX_CHATS: usize = 100_000;

/// Whether the first bytes of a JSON file are those of an export: members that no message has.
pub(crate) fn is_telegram(head: &[u8]) -> bool {
    let mut rest = head;
    let start = rest.iter().position(|byte| *byte == b'{');
    let Some(start) = start.filter(|at| *at < 16) else { return false };
    rest = &rest[start..];
    [("messages", b'['), ("chats", b'{'), ("left_chats", b'{'), ("personal_information", b'{')]
        .iter()
        .any(|(name, opens)| has_member(rest, name, *opens))
}

/// Whether the object that begins here has a member of this name that opens a list or an object.
fn has_member(head: &[u8], name: &str, opens: u8) -> bool {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < head.len() {
        match head[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return false;
                }
            }
            b'"' => {
                let start = at + 1;
                at = start;
                while at < head.len() && head[at] != b'"' {
                    at += if head[at] == b'\\' { 2 } else { 1 };
                }
                let behind = head.get(at + 1..).unwrap_or_default().trim_ascii_start();
                let value = behind.strip_prefix(b":").map(<[u8]>::trim_ascii_start);
                if depth == 1
                    && head.get(start..at) == Some(name.as_bytes())
                    && value.is_some_and(|value| value.first() == Some(&opens))
                {
                    return true;
                }
            }
            _ => {}
        }
        at += 1;
    }
    false
}

/// An account that wrote something.
#[derive(Default)]
struct Account {
    name: String,
    messages: u64,
    place: usize,
}

/// Reads who wrote how much.
pub(super) fn survey(source: impl Read) -> Result<Survey> {
    let mut accounts: HashMap<String, Account> = HashMap::new();
    let mut own = None;
    let mut clock = false;
    let mut chats = 0;
    let mut walk = Walk::new(source);
    let mut object = Object::default();
    loop {
        match walk.next(&mut object, &mut Discard) {
            Ok(Step::End) | Err(Fault::Cut) => break,
            Ok(Step::Own(id)) => own = Some(format!("user{id}")),
            Ok(Step::Chat(Fact::Begin)) => {
                chats += 1;
                if chats > MAX_CHATS {
                    return Err(fault("chat-too-many-chats"));
                }
            }
            Ok(Step::Message) => {
                let Ok((value, _)) = object.parse() else { continue };
                let Some((id, name)) = sender(&value) else { continue };
                clock |= value.member("date_unixtime").is_none();
                let place = accounts.len();
                if place >= MAX_SENDERS && !accounts.contains_key(&id) {
                    return Err(
                        Malformed::new("chat", walk.start(), "chat-too-many-senders").into()
                    );
                }
                let account = accounts.entry(id).or_default();
                if account.messages == 0 {
                    account.place = place;
                }
                account.messages += 1;
                account.name = name;
            }
            Ok(Step::Chat(_)) | Err(Fault::Row(_)) => {}
            Err(Fault::Stop(error)) => return Err(error),
        }
    }
    Ok(Survey { clock, ..finish(accounts, own) })
}

fn finish(accounts: HashMap<String, Account>, own: Option<String>) -> Survey {
    let mut named: HashMap<String, u64> = HashMap::new();
    for account in accounts.values() {
        *named.entry(account.name.clone()).or_default() += 1;
    }
    let mut list: Vec<(String, Account)> = accounts.into_iter().collect();
    list.sort_by_key(|(_, account)| (std::cmp::Reverse(account.messages), account.place));
    let shown = |id: &str, account: &Account| match account.name.as_str() {
        "" => id.to_owned(),
        // Two accounts of one name are two people.
        name if named.get(name).is_some_and(|count| *count > 1) => format!("{name} ({id})"),
        name => name.to_owned(),
    };
    let senders = list.iter().map(|(id, account)| (shown(id, account), account.messages));
    Survey {
        chat: Chat::Telegram,
        encoding: Encoding::Utf8,
        senders: senders.collect(),
        orders: vec![DateOrder::YearFirst],
        mixed: false,
        title: None,
        apps: vec![Chat::Telegram],
        own,
        clock: false,
        accounts: list.into_iter().map(|(id, _)| id).collect(),
        several: true,
        style: None,
        group: None,
        crlf: false,
        blank: false,
    }
}

/// The accounts that are the person's.
fn mine(survey: &Survey, context: &Context<'_>) -> Result<Vec<String>> {
    let said: Vec<String> = match (context.answers.me, &survey.own) {
        (Some(names), _) => names.to_vec(),
        (None, Some(own)) => return Ok(vec![own.clone()]),
        (None, None) => return Err(fault("me-unknown")),
    };
    let known = survey.accounts.iter().zip(&survey.senders);
    let fits = |id: &str, shown: &str| said.iter().any(|name| *name == id || *name == shown);
    let mine = known.filter(|(id, (shown, _))| fits(id, shown)).map(|(id, _)| id.clone());
    let mut mine: Vec<String> = mine.collect();
    // The account whose export it is may have written nothing.
    mine.extend(survey.own.iter().filter(|own| said.contains(own)).cloned());
    if mine.is_empty() && !said.is_empty() { Err(fault("me-not-found")) } else { Ok(mine) }
}

/// Reads the messages.
pub(super) fn read(
    source: impl Read,
    survey: &Survey,
    media: &dyn Media,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> Result<()> {
    let me = mine(survey, context)?;
    let mut place = Place { context, me: &me, row: 0, name: String::new(), kind: String::new() };
    let mut walk = Walk::new(source);
    let mut object = Object::default();
    let mut whole = 0;
    loop {
        let taken = match walk.next(&mut object, sink) {
            Ok(Step::End) => return Ok(()),
            Ok(Step::Chat(fact)) => {
                match fact {
                    Fact::Begin => {
                        place.name.clear();
                        place.kind.clear();
                    }
                    Fact::Name(name) => place.name = name,
                    Fact::Type(kind) => place.kind = kind,
                    Fact::Id(_) => {}
                }
                continue;
            }
            Ok(Step::Own(_)) => continue,
            Ok(Step::Message) => {
                place.row += 1;
                whole = walk.offset();
                let parsed = object.parse();
                parsed.and_then(|(value, repaired)| draft(&place, &value, repaired, media, sink))
            }
            Err(fault) => Err(fault),
        };
        let (row, byte) = (place.row, Some(walk.start()));
        match taken {
            Ok(draft) => emit(Item::Draft(Box::new(draft)))?,
            Err(Fault::Row(reason)) => {
                emit(Item::Skip(Skip { row, byte, reason, repaired: false }))?
            }
            Err(Fault::Cut) => return emit(Item::Cut { byte: whole }),
            Err(Fault::Stop(error)) => return Err(error),
        }
    }
}

/// Takes nothing: the first reading keeps no content.
struct Discard;

impl Sink for Discard {
    fn attach(&mut self, content: &mut dyn Read, media_type: &str) -> Result<Attachment> {
        let size = std::io::copy(content, &mut std::io::sink())?;
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        let sha256 = crate::chain::Hash::ZERO;
        Ok(Attachment { sha256, size, media_type: media_type.to_owned() })
    }
}

/// A member's text, or its number as text.
fn text_of(value: &Value, name: &str) -> Option<String> {
    match value.member(name)? {
        Value::Text(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        _ => None,
    }
}
