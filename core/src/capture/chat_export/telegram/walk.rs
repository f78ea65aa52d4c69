//! What stands around the messages of Telegram's JSON: chats, one after the other.
//!
//! Only one message is held at a time. docs/spec/chat-export.md, "Telegram".

use std::io::Read;

use crate::capture::Sink;
use crate::capture::json::{Object, Objects};
use crate::capture::row::Fault;

/// How deep the file may nest around its messages.
const MAX_DEPTH: usize = 32;

/// The longest text that is read around messages, in bytes.
const MAX_TEXT: usize = 1024;

/// What comes next in the file.
pub(super) enum Step {
    /// The end.
    End,
    /// A message, now in the object.
    Message,
    /// Something of the chat whose messages follow.
    Chat(Fact),
    /// The account whose export it is.
    Own(String),
}

/// Something that the file says of a chat.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Fact {
    Begin,
    Id(String),
    Name(String),
    Type(String),
}

/// A list or an object that is open, by the name of its member.
struct Frame {
    name: Member,
    list: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Member {
    Chats,
    Id,
    List,
    Messages,
    Name,
    Other,
    Personal,
    Type,
    UserId,
}

impl Member {
    fn of(text: &str) -> Self {
        match text {
            "chats" | "left_chats" => Self::Chats,
            "id" => Self::Id,
            "list" => Self::List,
            "messages" => Self::Messages,
            "name" => Self::Name,
            "personal_information" => Self::Personal,
            "type" => Self::Type,
            "user_id" => Self::UserId,
            _ => Self::Other,
        }
    }
}

/// Goes through the file.
pub(super) struct Walk<R> {
    objects: Objects<R>,
    open: Vec<Frame>,
    /// The name of the member whose value comes next.
    name: Member,
    /// Whether a value comes next, and no name.
    value: bool,
    start: u64,
}

impl<R: Read> Walk<R> {
    pub(super) fn new(source: R) -> Self {
        let objects = Objects::new(source, "");
        Self { objects, open: Vec::new(), name: Member::Other, value: true, start: 0 }
    }

    /// The offset at which the newest message begins.
    pub(super) const fn start(&self) -> u64 {
        self.start
    }

    /// The offset of the next byte.
    pub(super) fn offset(&self) -> u64 {
        self.objects.offset()
    }

    /// Goes on to what comes next.
    pub(super) fn next(&mut self, object: &mut Object, sink: &mut dyn Sink) -> Result<Step, Fault> {
        loop {
            let Some(byte) = self.objects.block().peek_or_end()? else {
                let whole = self.open.is_empty() && !self.objects.block().is_broken();
                return if whole { Ok(Step::End) } else { Err(Fault::Cut) };
            };
            match byte {
                b'{' if self.in_messages() => {
                    self.start = self.objects.offset();
                    object.text.clear();
                    object.stored.clear();
                    object.repaired = false;
                    return match self.objects.object(object, sink) {
                        Ok(()) => Ok(Step::Message),
                        // Where a broken message ends cannot be told.
                        Err(Fault::Row(_)) => Err(Fault::Cut),
                        Err(fault) => Err(fault),
                    };
                }
                b'{' | b'[' => {
                    self.open(byte == b'[')?;
                    if byte == b'{' && self.is_chat() {
                        return Ok(Step::Chat(Fact::Begin));
                    }
                }
                b'}' | b']' => {
                    self.pass();
                    if self.open.pop().is_none_or(|frame| frame.list != (byte == b']')) {
                        return Err(Fault::Cut);
                    }
                    self.value = false;
                }
                b',' => {
                    self.pass();
                    self.value = self.open.last().is_some_and(|frame| frame.list);
                }
                b':' => {
                    self.pass();
                    self.value = true;
                }
                b'"' => {
                    let text = self.text()?;
                    if let Some(step) = self.told(text) {
                        return Ok(step);
                    }
                }
                byte if byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf) => {
                    self.pass();
                }
                _ => {
                    let text = self.word()?;
                    if let Some(step) = self.told(text) {
                        return Ok(step);
                    }
                }
            }
        }
    }

    fn pass(&mut self) {
        self.objects.block().pass(1);
    }

    fn open(&mut self, list: bool) -> Result<(), Fault> {
        self.pass();
        if self.open.len() >= MAX_DEPTH {
            return Err(Fault::Cut);
        }
        let name = std::mem::replace(&mut self.name, Member::Other);
        self.open.push(Frame { name, list });
        self.value = list;
        Ok(())
    }

    fn names(&self) -> impl Iterator<Item = (Member, bool)> {
        self.open.iter().map(|frame| (frame.name, frame.list))
    }

    /// Whether the object that is open is a chat: the whole file, or a member of a list of chats.
    fn is_chat(&self) -> bool {
        const LISTED: [(Member, bool); 4] = [
            (Member::Other, false),
            (Member::Chats, false),
            (Member::List, true),
            (Member::Other, false),
        ];
        self.open.len() == 1 || self.names().eq(LISTED)
    }

    /// Whether the list that is open is that of a chat's messages.
    fn in_messages(&self) -> bool {
        let depth = self.open.len();
        let last = self.open.last().map(|frame| (frame.name, frame.list));
        last == Some((Member::Messages, true)) && matches!(depth, 2 | 5)
    }

    /// Takes a text or a word: the name of a member, or its value.
    fn told(&mut self, text: String) -> Option<Step> {
        let in_object = self.open.last().is_some_and(|frame| !frame.list);
        if in_object && !self.value {
            self.name = Member::of(&text);
            return None;
        }
        let name = std::mem::replace(&mut self.name, Member::Other);
        self.value = false;
        let text = if text == "null" { String::new() } else { text };
        if name == Member::UserId && self.open.last().map(|f| f.name) == Some(Member::Personal) {
            return Some(Step::Own(text));
        }
        if !in_object || !self.is_chat() {
            return None;
        }
        match name {
            Member::Id => Some(Step::Chat(Fact::Id(text))),
            Member::Name => Some(Step::Chat(Fact::Name(text))),
            Member::Type => Some(Step::Chat(Fact::Type(text))),
            _ => None,
        }
    }

    /// Reads a string; what is too long counts as empty.
    fn text(&mut self) -> Result<String, Fault> {
        let mut raw = vec![b'"'];
        self.pass();
        loop {
            let byte = self.objects.block().peek()?;
            self.pass();
            if raw.len() < MAX_TEXT {
                raw.push(byte);
            }
            match byte {
                b'"' => break,
                b'\\' => {
                    let byte = self.objects.block().peek()?;
                    self.pass();
                    raw.push(byte);
                }
                _ => {}
            }
            raw.truncate(MAX_TEXT);
        }
        Ok(serde_json::from_slice(&raw).unwrap_or_default())
    }

    /// Reads a number or a word.
    fn word(&mut self) -> Result<String, Fault> {
        let mut word = String::new();
        loop {
            match self.objects.block().peek_or_end()? {
                Some(byte)
                    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.') =>
                {
                    self.pass();
                    if word.len() < MAX_TEXT {
                        word.push(char::from(byte));
                    }
                }
                _ if word.is_empty() => return Err(Fault::Cut),
                _ => return Ok(word),
            }
        }
    }
}
