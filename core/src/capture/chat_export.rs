//! Chats as messengers export them: WhatsApp, QQ, LINE, WeChat as text, Telegram as JSON.
//!
//! A chat is read twice: once to tell who speaks and how its dates are written, once for its
//! messages. What the file does not say is a question ([`Survey`], [`Answers`]), never a guess.
//! docs/spec/chat-export.md.

mod header;
mod line;
mod media;
mod message;
mod order;
mod part;
mod qq;
mod rows;
mod stamp;
mod survey;
mod telegram;
mod wechat;
mod whatsapp;

use std::io::{Read, Seek};

pub use super::encoding::Encoding;
pub use stamp::DateOrder;
pub use survey::{MAX_SENDERS, Survey};

use header::Mark;
pub(crate) use media::{Beside, Media, NoMedia};
pub(crate) use message::{instant, stamp};
pub(crate) use telegram::is_telegram;

use super::archive::{self, Archive, Entry};
use super::block;
use super::encoding;
use super::operator_list;
use super::text::Lines;
use super::{Context, Emit, Sink};
use crate::error::{Malformed, Result};
use survey::Counter;

/// What a person says of a chat or a list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Answers<'a> {
    /// The names under which the person speaks; none of them where the person wrote nothing.
    /// Absent where it was not asked.
    pub me: Option<&'a [String]>,
    /// The order of dates, where the file leaves it open.
    pub order: Option<DateOrder>,
    /// The program, where the file leaves it open.
    pub app: Option<Chat>,
    /// What is said of an operator's list.
    pub list: operator_list::Said<'a>,
}

/// Which program wrote a chat.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Chat {
    /// LINE's text export.
    Line,
    /// QQ's text export.
    Qq,
    /// Telegram's `result.json`, of one chat or of all.
    Telegram,
    /// Texts copied, mailed or exported out of WeChat.
    WeChat,
    /// WhatsApp's `_chat.txt`, or `WhatsApp Chat with ….txt`.
    WhatsApp,
}

impl Chat {
    /// Every program that writes texts, the one that a tie goes to last.
    const TEXTS: &'static [Self] = &[Self::WeChat, Self::Qq, Self::Line, Self::WhatsApp];

    /// The word of the format in records.
    pub const fn format(self) -> &'static str {
        match self {
            Self::Line => "line_text",
            Self::Qq => "qq_text",
            Self::Telegram => "telegram_json",
            Self::WeChat => "wechat_text",
            Self::WhatsApp => "whatsapp_text",
        }
    }

    /// The service of its messages in records.
    pub const fn service(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Qq => "qq",
            Self::Telegram => "telegram",
            Self::WeChat => "wechat",
            Self::WhatsApp => "whatsapp",
        }
    }

    /// What a line is.
    fn mark(self, line: &str) -> Mark<'_> {
        match self {
            Self::Line => line::mark(line),
            Self::Qq => qq::mark(line),
            Self::Telegram => Mark::Text,
            Self::WeChat => wechat::mark(line),
            Self::WhatsApp => whatsapp::header(line).map_or(Mark::Text, Mark::Header),
        }
    }
}

/// Begins to read a text from its first byte.
pub(crate) type Open<'a> = &'a dyn Fn() -> Result<Box<dyn Read + 'a>>;

/// How many lines tell which program wrote a text.
const SNIFFED: u64 = 256;

/// Reads a text for the first time; none where it is no chat.
///
/// # Errors
/// `Malformed`: `encoding-unknown`, `chat-too-many-senders`; `Io`.
pub(crate) fn survey(open: Open<'_>) -> Result<Option<Survey>> {
    if is_telegram(&head(open()?)?) {
        return telegram::survey(open()?).map(Some);
    }
    let encoding = match encoding::detect(open()?) {
        Err(crate::Error::Malformed(_)) if !is_text(&head(open()?)?) => return Ok(None),
        encoding => encoding?,
    };
    let mut counters: Vec<_> = Chat::TEXTS.iter().map(|chat| (*chat, Counter::new())).collect();
    let mut lines = Lines::new(open()?, encoding);
    while let Some(line) = lines.next()?
        && line.number <= SNIFFED
    {
        let text = String::from_utf8_lossy(line.whole);
        for (chat, counter) in &mut counters {
            counter.add(line.number, &text, chat.mark(&text))?;
        }
    }
    let heaviest = counters.iter().filter_map(|(chat, counter)| Some((counter.weight()?, *chat)));
    let Some(((framed, _), chat)) = heaviest.max_by_key(|(weight, _)| *weight) else {
        return Ok(None);
    };
    // Times and tabs alone stand in other tables, too.
    if chat == Chat::Line && !framed {
        return Ok(None);
    }
    let mut counter = Counter::new();
    let mut lines = Lines::new(open()?, encoding);
    while let Some(line) = lines.next()? {
        let text = String::from_utf8_lossy(line.whole);
        counter.add(line.number, &text, chat.mark(&text))?;
    }
    Ok(counter.finish(chat, encoding))
}

/// The chat in a zip; none where there is none.
///
/// # Errors
/// `Malformed`, code `chat-several`, where there is more than one; those of [`survey()`].
pub(crate) fn in_zip<R: Read + Seek>(archive: &Archive<R>) -> Result<Option<(Survey, &Entry)>> {
    /// How many texts of a zip are looked at.
    const MOST: usize = 64;
    let last = |entry: &Entry| entry.name.rsplit('/').next().unwrap_or_default().to_owned();
    let mut texts: Vec<&Entry> = archive.entries().iter().collect();
    texts.retain(|entry| {
        let name = entry.name.to_ascii_lowercase();
        let chat = name.ends_with(".txt") || last(entry) == "result.json";
        chat && !name.starts_with("__macosx/") && !last(entry).starts_with("._")
    });
    // A document that was sent may be a text, too; the chat is known by its name, if by any.
    let names: [fn(&str) -> bool; 3] = [
        |name| name == "_chat.txt",
        |name| name.contains("WhatsApp"),
        |name| name == "result.json",
    ];
    for known in names {
        if texts.iter().any(|entry| known(&last(entry))) {
            texts.retain(|entry| known(&last(entry)));
            break;
        }
    }
    let mut found = None;
    for entry in texts.into_iter().take(MOST) {
        if let Some(survey) = survey(&|| Ok(archive.content(entry)))? {
            if found.is_some() {
                return Err(fault("chat-several"));
            }
            found = Some((survey, entry));
        }
    }
    Ok(found)
}

/// Whether a file begins as text does, whatever its encoding.
fn is_text(head: &[u8]) -> bool {
    let odd = head.iter().take(512).filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31));
    odd.count() == 0
}

/// The first bytes, by which the form of a file is told.
fn head(source: impl Read) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    match source.take(64 * 1024).read_to_end(&mut head) {
        Err(error) if !block::is_damage(&error) => Err(archive::cause(error)),
        _ => Ok(head),
    }
}

/// Reads the messages of a text that was surveyed.
///
/// # Errors
/// `Malformed`: `me-unknown`, `me-not-found`, `date-order-open`, `date-order-mixed`,
/// `date-order-contradicted`, `chat-app-open`, `chat-app-contradicted`; `Io`; what `emit` answers.
pub(crate) fn read(
    open: Open<'_>,
    survey: &Survey,
    media: &dyn Media,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> Result<()> {
    if survey.chat == Chat::Telegram {
        return telegram::read(open()?, survey, media, context, sink, emit);
    }
    let order = order(survey, context.answers)?;
    let chat = app(survey, context.answers)?;
    let maker = message::Maker::new(survey, chat, context)?;
    rows::read(Lines::new(open()?, survey.encoding), survey, order, maker, media, sink, emit)
}

/// The order of dates, from the file or from the person.
fn order(survey: &Survey, answers: Answers<'_>) -> Result<DateOrder> {
    let code = match (survey.orders.as_slice(), answers.order) {
        // Where the file decides, an answer is not needed and has no effect.
        ([one], _) => return Ok(*one),
        (orders, Some(order)) if orders.contains(&order) => return Ok(order),
        (_, Some(_)) => "date-order-contradicted",
        _ if survey.mixed => "date-order-mixed",
        _ => "date-order-open",
    };
    Err(fault(code))
}

/// The program, from the file or from the person.
fn app(survey: &Survey, answers: Answers<'_>) -> Result<Chat> {
    match (survey.apps.as_slice(), answers.app) {
        ([one], None) => Ok(*one),
        (apps, Some(app)) if apps.contains(&app) => Ok(app),
        (_, Some(_)) => Err(fault("chat-app-contradicted")),
        _ => Err(fault("chat-app-open")),
    }
}

fn fault(code: &'static str) -> crate::Error {
    Malformed::new("chat", 0, code).into()
}
