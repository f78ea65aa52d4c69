//! The list of what a backup holds, and the question which of it to take.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};

use dunlog_core::capture::ios_backup::{About, Backup, Conversation, StoreKind, Wanted};

use crate::display::{Visible, beijing, brief, pad};
use crate::failure::{Failure, Outcome};
use crate::output;

/// How many conversations are listed.
const LISTED: usize = 200;

/// How often a mistyped answer is asked for again.
const TRIES: usize = 3;

/// Lists the conversations and asks which to take; nothing where the person wants none.
pub(super) fn ask(
    json: bool,
    backup: &Backup,
    conversations: &[Conversation],
) -> Outcome<Option<Wanted>> {
    let terminal = io::stdin().is_terminal();
    if !json || terminal {
        print(backup.about(), conversations)?;
    }
    if !terminal {
        return Err(Failure::new(
            "An iPhone backup holds a whole phone, and there is no terminal to ask what to take.",
            "Name the numbers with --party (repeatable), a time with --since, or take --all.",
        ));
    }
    for _ in 0..TRIES {
        eprint!("Which of them are to be taken? Numbers such as 1,3-5, or all, or none: ");
        io::stderr().flush()?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        match answer.trim().to_ascii_lowercase().as_str() {
            "all" => return Ok(Some(Wanted::All)),
            "none" => return Ok(None),
            answer => {
                if let Some(chosen) = places(answer, conversations.len()) {
                    let chosen = chosen.into_iter().map(|place| conversations[place].party.keys());
                    return Ok(Some(Wanted::Conversations(chosen.collect())));
                }
            }
        }
        eprintln!("This is no choice from the list.");
    }
    Err(Failure::new(
        "No conversation was chosen.",
        "Run the command again, or name the numbers with --party.",
    ))
}

/// The places that an answer such as `1,3-5` names, from 0; none where it is none.
fn places(answer: &str, count: usize) -> Option<BTreeSet<usize>> {
    let mut places = BTreeSet::new();
    for part in answer.split([',', ' ']).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
        if first == 0 || first > last || last > count {
            return None;
        }
        places.extend(first - 1..last);
    }
    (!places.is_empty()).then_some(places)
}

fn print(about: &About, conversations: &[Conversation]) -> Outcome<()> {
    if let About { device: Some(device), version } = about {
        let version = version.as_deref().unwrap_or("?");
        output::line(format_args!("{}, iOS {}", Visible(device), Visible(version)))?;
    }
    let width = conversations.len().min(LISTED).to_string().len();
    for (place, conversation) in conversations.iter().take(LISTED).enumerate() {
        let party = &conversation.party;
        let mut who = std::iter::once(&party.name)
            .chain(&party.group)
            .map(|name| if name.shown.is_empty() { "(hidden number)" } else { &name.shown })
            .collect::<Vec<_>>()
            .join(", ");
        if let Some(contact) = &conversation.contact {
            who = format!("{who} ({contact})");
        }
        let counts = conversation.counts.iter();
        let counts = counts.map(|(kind, count)| format!("{count} {}", noun(*kind)));
        let counts = counts.collect::<Vec<_>>().join(", ");
        let span = conversation.span.map_or_else(String::new, |(first, last)| {
            let day = |time| beijing(time).chars().take(10).collect::<String>();
            format!("{} to {}", day(first), day(last))
        });
        let who = pad(&brief(&who, 40), 40);
        output::line(format_args!("{:>width$}  {who}  {}  {counts}", place + 1, pad(&span, 24)))?;
    }
    match conversations.len().saturating_sub(LISTED) {
        0 => Ok(()),
        more => output::line(format_args!("and {more} more; name them with --party")),
    }
}

const fn noun(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Messages | StoreKind::Telephony => "messages",
        StoreKind::Calls | StoreKind::CallLog => "calls",
        StoreKind::Voicemail => "voicemails",
        StoreKind::WhatsApp => "WhatsApp messages",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_names_places_of_the_list_or_nothing() {
        assert_eq!(places("1,3-5", 5), Some(BTreeSet::from([0, 2, 3, 4])));
        for answer in ["", "0", "6", "2-1", "x", "1-", "3-9"] {
            assert_eq!(places(answer, 5), None, "{answer}");
        }
    }
}
