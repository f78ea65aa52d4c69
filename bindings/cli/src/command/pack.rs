//! `dunlog pack`: which rule packs there are, what they say, and whether one is well formed.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use dunlog_core::rule::pack::{self, MAX_PACK, Pack};
use serde::Serialize;

use crate::display::{Visible, brief, pad, width};
use crate::failure::{Failure, Outcome, Status};
use crate::output;

/// What to do with rule packs.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Lists the packs that come with the program.
    List {
        /// Prints one JSON object for each pack.
        #[arg(long)]
        json: bool,
    },
    /// Shows the rules of a pack and the texts that they cite.
    Show {
        /// The id of a pack that comes with the program, or a pack's file.
        #[arg(value_name = "PACK")]
        pack: String,
        /// Prints one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Checks a pack's file and names every mistake with its line and column.
    Check {
        /// The pack's file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Prints one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Writes version and SHA-256 of each word list into packs' files, as they are now.
    Pin {
        /// The packs' files; their word lists are `words/ID.json` beside them.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
}

/// Which pack to judge by.
#[derive(Debug, clap::Args)]
pub(crate) struct PackArgs {
    /// The rule pack: the id of one that comes with the program, or a pack's file.
    #[arg(long = "pack", value_name = "ID", default_value = "cn")]
    pack: String,
}

impl PackArgs {
    /// Reads the pack.
    pub(crate) fn read(&self) -> Outcome<Pack> {
        read(&self.pack)
    }
}

#[derive(Serialize)]
struct Listed {
    id: String,
    version: String,
    jurisdiction: String,
    title: String,
    sha256: String,
}

#[derive(Serialize)]
struct ShownWords {
    words: String,
    version: String,
    sha256: Option<String>,
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    pack: Listed,
    words: Vec<ShownWords>,
    rules: Vec<ShownRule>,
    texts: Vec<ShownText>,
}

#[derive(Serialize)]
struct ShownRule {
    rule: String,
    class: String,
    level: &'static str,
    texts: Vec<String>,
    title: String,
}

#[derive(Serialize)]
struct ShownText {
    text: String,
    force: &'static str,
    grade: &'static str,
    from: String,
    to: Option<String>,
    dates: &'static str,
    source: Option<String>,
    title: String,
}

#[derive(Serialize)]
struct Checked {
    faults: Vec<CheckedFault>,
}

#[derive(Serialize)]
struct CheckedFault {
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<String>,
    line: u64,
    column: u64,
    code: &'static str,
    message: String,
}

/// Does what was asked for.
pub(crate) fn run(args: &Args) -> Outcome {
    match &args.action {
        Action::List { json } => list(*json),
        Action::Show { pack, json } => show(&read(pack)?, *json),
        Action::Check { file, json } => check(file, *json),
        Action::Pin { files } => pin(files),
    }
}

fn list(json: bool) -> Outcome {
    for id in Pack::BUILTIN {
        let pack = listed(&Pack::builtin(id)?);
        if json {
            output::json(&pack)?;
        } else {
            let Listed { id, version, jurisdiction, title, .. } = pack;
            output::line(format_args!("{id}  {version}  {jurisdiction}  {title}"))?;
        }
    }
    Ok(Status::Good)
}

fn show(pack: &Pack, json: bool) -> Outcome {
    let words = pack.words.iter().map(|list| ShownWords {
        words: list.id.clone(),
        version: list.version.clone(),
        sha256: list.sha256.map(|hash| hash.to_hex()),
    });
    let rules = pack.rules.iter().map(|rule| ShownRule {
        rule: rule.id.clone(),
        class: rule.class.clone(),
        level: rule.cap.word(),
        texts: rule.texts.clone(),
        title: rule.title.zh_hans.clone(),
    });
    let texts = pack.texts.iter().map(|text| ShownText {
        text: text.id.clone(),
        force: text.force.word(),
        grade: text.grade.word(),
        from: text.from.to_string(),
        to: text.to.map(|day| day.to_string()),
        dates: text.dates.word(),
        source: text.source.clone(),
        title: text.title.zh_hans.clone(),
    });
    let shown = Shown {
        pack: listed(pack),
        words: words.collect(),
        rules: rules.collect(),
        texts: texts.collect(),
    };
    if json {
        output::json(&shown)?;
        return Ok(Status::Good);
    }
    let Shown { pack, words, rules, texts } = shown;
    let line = |text: String| output::line(Visible(&text));
    line(format!("{} {}  {}", pack.id, pack.version, pack.title))?;
    line(format!("SHA-256 {}", pack.sha256))?;
    for list in words {
        let sha256 = list.sha256.unwrap_or_default();
        line(format!("words   {} {} {sha256}", pad(&list.words, 12), list.version))?;
    }
    output::line("\nRules: id, class, highest level, texts cited")?;
    for rule in rules {
        let (id, class) = (pad(&rule.rule, 28), pad(&rule.class, 22));
        line(format!("  {id} {class} {:<10} {}", rule.level, rule.texts.join(" ")))?;
    }
    output::line("\nTexts: id, force, grade, in force, grade of the days, citation")?;
    for text in texts {
        let (id, to) = (pad(&text.text, 28), text.to.unwrap_or_default());
        let (force, grade) = (text.force, text.grade);
        let days = format!("{}..{to:<10} {:<2}", text.from, text.dates);
        line(format!("  {id} {force:<25} {grade:<5} {days} {}", text.title))?;
    }
    Ok(Status::Good)
}

fn check(file: &Path, json: bool) -> Outcome {
    let source = bytes(file)?;
    let faults = pack::check_with(&source, &|id| words(file, id));
    if json {
        let fault = |fault: &pack::Fault| CheckedFault {
            list: fault.list.clone(),
            line: fault.line,
            column: fault.column,
            code: fault.code,
            message: fault.message.clone(),
        };
        output::json(&Checked { faults: faults.iter().map(fault).collect() })?;
    } else {
        print_faults(file, &source, &faults)?;
        if faults.is_empty() {
            output::line("The pack is well formed.")?;
        }
    }
    Ok(if faults.is_empty() { Status::Good } else { Status::Found })
}

fn pin(files: &[PathBuf]) -> Outcome {
    let mut status = Status::Good;
    for file in files {
        let source = bytes(file)?;
        match pack::pin(&source, &|id| words(file, id)) {
            Ok(pinned) => fs::write(file, pinned).map_err(|error| Failure::file(file, &error))?,
            Err(faults) => {
                print_faults(file, &source, &faults)?;
                status = Status::Found;
            }
        }
    }
    Ok(status)
}

/// A fault as a compiler shows it: where, its code, what is wrong, and the line with a caret below.
fn print_faults(file: &Path, source: &[u8], faults: &[pack::Fault]) -> Outcome<()> {
    for fault in faults {
        let (line, column, code) = (fault.line, fault.column, fault.code);
        let list = fault.list.as_ref().map(|id| format!("words/{id}.json:")).unwrap_or_default();
        let message = Visible(&fault.message);
        output::line(format_args!("{list}{line}:{column}: {code}: {message}"))?;
        let words = fault.list.as_ref().and_then(|id| words(file, id));
        if let Some((before, text)) = excerpt(words.as_deref().unwrap_or(source), line, column) {
            let number = line.to_string();
            let margin = " ".repeat(number.len());
            output::line(format_args!("  {number} | {text}"))?;
            output::line(format_args!("  {margin} | {}^", " ".repeat(before)))?;
        }
    }
    Ok(())
}

/// The part of a line around a column that fits on a terminal, and how many columns of it stand
/// before that place.
fn excerpt(source: &[u8], line: u64, column: u64) -> Option<(usize, String)> {
    const BEFORE: usize = 40;
    const WIDTH: usize = 76;
    let line = source.split(|b| *b == b'\n').nth(usize::try_from(line).ok()?.checked_sub(1)?)?;
    let line = String::from_utf8_lossy(line);
    let column = usize::try_from(column).ok()?.saturating_sub(1);
    let start = column.saturating_sub(BEFORE);
    let cut = if start > 0 { "…" } else { "" };
    let text: String = line.chars().skip(start).map(|c| if c == '\t' { ' ' } else { c }).collect();
    let before: String = text.chars().take(column - start).collect();
    let before = Visible(&before).to_string();
    Some((width(cut) + width(&before), format!("{cut}{}", brief(text.trim_end(), WIDTH))))
}

/// The file of a word list: `words/ID.json` beside the pack, else the one of the program.
fn words(pack: &Path, id: &str) -> Option<Vec<u8>> {
    let name = format!("{id}.json");
    let file = pack.parent().unwrap_or(Path::new("")).join("words").join(name);
    if file.exists() { bytes(&file).ok() } else { pack::builtin_words(id) }
}

fn listed(pack: &Pack) -> Listed {
    Listed {
        id: pack.id.clone(),
        version: pack.version.clone(),
        jurisdiction: pack.jurisdiction.clone(),
        title: pack.title.zh_hans.clone(),
        sha256: pack.sha256.to_hex(),
    }
}

/// Reads a pack that comes with the program, or else a file.
fn read(pack: &str) -> Outcome<Pack> {
    if Pack::BUILTIN.contains(&pack) {
        return Ok(Pack::builtin(pack)?);
    }
    let file = Path::new(pack);
    if !file.exists() {
        return Err(Failure::new(
            format!("There is no rule pack {}.", Visible(pack)),
            "See `dunlog pack list`, or name a pack's file.",
        ));
    }
    Pack::parse_with(&bytes(file)?, &|id| words(file, id)).map_err(|_| {
        Failure::new(
            format!("{} is no well-formed rule pack.", Visible(pack)),
            "Run `dunlog pack check` on it: it names every mistake.",
        )
    })
}

/// A pack's file, up to one byte over the limit, so that the reader sees that it is too long.
fn bytes(file: &Path) -> Outcome<Vec<u8>> {
    let fault = |error| Failure::file(file, &error);
    let mut bytes = Vec::new();
    let content = File::open(file).map_err(fault)?;
    content.take(MAX_PACK as u64 + 1).read_to_end(&mut bytes).map_err(fault)?;
    Ok(bytes)
}
