//! `dunlog scan`: JSON lines in, what the rules say of each line out; each line stands alone.

use std::io::{self, BufRead, BufWriter, Read, Write};
use std::iter;

use dunlog_core::Error;
use dunlog_core::rule::pack::Pack;
use dunlog_core::rule::{Scanned, Scanner, slots};
use serde::Serialize;

use super::pack::PackArgs;
use crate::display::Visible;
use crate::failure::{Outcome, Status};

/// How to judge the lines of standard input.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The rules.
    #[command(flatten)]
    pack: PackArgs,
    /// Prints one JSON object for each line.
    #[arg(long)]
    json: bool,
    /// Also tells which slots of the word lists each line fills, for those who write patterns.
    #[arg(long)]
    slots: bool,
}

/// The longest line that is read, in bytes.
const MAX_LINE: u64 = 1024 * 1024;

/// One line of the output.
#[derive(Serialize)]
struct Judged<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    findings: Vec<Found<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slots: Option<Vec<Filled>>,
}

/// A slot that the line fills.
#[derive(Serialize)]
struct Filled {
    slot: String,
    span: (usize, usize),
    folded: usize,
    length: usize,
    clause: u32,
    sentence: u32,
}

#[derive(Serialize)]
struct Found<'a> {
    rule: &'a str,
    class: &'a str,
    span: Option<(usize, usize)>,
    level: &'static str,
}

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Judges every line; exit code 1 where one of them could not be read.
pub(crate) fn run(args: &Args) -> Outcome {
    let pack = args.pack.read()?;
    let mut scanner = Scanner::new(&pack);
    let mut input = io::stdin().lock();
    let mut out = BufWriter::new(io::stdout().lock());
    let mut status = Status::Good;
    let mut line = Vec::new();
    let mut first = true;
    while next_line(&mut input, &mut line)? {
        // Some editors put a byte order mark first.
        if std::mem::take(&mut first) && line.starts_with(BYTE_ORDER_MARK) {
            line.drain(..BYTE_ORDER_MARK.len());
        }
        let scanned = judge(&mut scanner, &line);
        if scanned.is_err() {
            status = Status::Found;
        }
        let filled = scanned.as_ref().ok().filter(|_| args.slots).map(|line| filled(&pack, line));
        if args.json {
            serde_json::to_writer(&mut out, &judged(&scanned, filled))?;
            out.write_all(b"\n")?;
        } else {
            print(&mut out, &scanned)?;
            for slot in filled.iter().flatten() {
                let words =
                    scanned.as_ref().ok().and_then(|l| l.text.get(slot.span.0..slot.span.1));
                let (name, folded, length) = (&slot.slot, slot.folded, slot.length);
                let words = words.unwrap_or_default();
                writeln!(out, "    {name} {} ({folded} of {length} folded)", Visible(words))?;
            }
        }
    }
    out.flush()?;
    Ok(status)
}

/// Reads a line without its LF; of a line over the limit only a part, which is over it too.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let read = input.take(MAX_LINE + 1).read_until(b'\n', line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() as u64 > MAX_LINE {
        input.skip_until(b'\n')?;
    }
    Ok(read > 0)
}

/// What the rules say of a line, or the code of what is wrong with it.
fn judge(scanner: &mut Scanner<'_>, line: &[u8]) -> Result<Scanned, &'static str> {
    if line.len() as u64 > MAX_LINE {
        return Err("line-too-long");
    }
    scanner.scan(line).map_err(|error| match error {
        Error::Malformed(malformed) => malformed.code,
        _ => "not-read",
    })
}

/// The slots that a line fills.
fn filled(pack: &Pack, line: &Scanned) -> Vec<Filled> {
    let hits = slots(pack, &line.text).into_iter();
    hits.map(|hit| Filled {
        slot: hit.slot,
        span: hit.span,
        folded: hit.folded,
        length: hit.length,
        clause: hit.clause,
        sentence: hit.sentence,
    })
    .collect()
}

fn judged<'a>(
    scanned: &'a Result<Scanned, &'static str>,
    slots: Option<Vec<Filled>>,
) -> Judged<'a> {
    match scanned {
        Err(code) => Judged { error: Some(code), findings: Vec::new(), slots },
        Ok(scanned) => {
            let findings = scanned.findings.iter().map(|finding| Found {
                rule: &finding.rule,
                class: &finding.class,
                span: finding.span,
                level: finding.level.word(),
            });
            Judged { error: None, findings: findings.collect(), slots }
        }
    }
}

/// Prints what was found for a person: a row for each finding, or a dash.
fn print(out: &mut impl Write, scanned: &Result<Scanned, &'static str>) -> io::Result<()> {
    let scanned = match scanned {
        Ok(scanned) => scanned,
        Err(code) => return writeln!(out, "error: {code}"),
    };
    if scanned.findings.is_empty() {
        return writeln!(out, "-");
    }
    for (finding, mark) in scanned.findings.iter().zip(iter::once("").chain(iter::repeat("+ "))) {
        let span = finding.span.unwrap_or_default();
        let words = scanned.text.get(span.0..span.1).unwrap_or_default();
        let (rule, class, level) = (&finding.rule, &finding.class, finding.level.word());
        writeln!(out, "{mark}{level} {class} {rule} {}", Visible(words))?;
    }
    Ok(())
}
