//! The page a person reads: one file without scripts, Chinese with English beside it, for A4.
//!
//! The exporter writes it from a vault, and a reader writes it again from the records of a bundle;
//! equal inputs give equal bytes. Text from others never becomes markup. docs/guides/lawyer.md.

mod cell;
mod clock;
mod cover;
mod finding;
mod law;
mod line;
mod list;
mod number;
mod operator;
mod origin;
mod page;
mod plan;
mod proof;
mod sheet;
mod standing;
mod text;

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::audit::Audit;
use super::disclose::Selection;
use crate::chain::{Hash, Head};
use crate::error::Result;
use crate::event::Timeline;
use crate::key::PublicKey;
use crate::record::{Field, Millis};
use crate::rule::Finding;
use crate::rule::pack::Pack;
use page::Page;
use plan::Plan;
pub use text::Language;
use text::Texts;

/// The style of the page.
const STYLE: &str = include_str!("report/style.css");

/// What the page is written from.
pub struct Report<'a> {
    /// The shown records and their events.
    pub timeline: &'a Timeline,
    /// What rules say of them.
    pub findings: &'a [Finding],
    /// The pack that the findings come from.
    pub pack: &'a Pack,
    /// The head of the log.
    pub head: &'a Head,
    /// The key that signed the head.
    pub key: &'a PublicKey,
    /// When the bundle was made.
    pub made: Millis,
    /// The program and its version, such as `dunlog 1.0.0`.
    pub program: &'a str,
    /// What was chosen, as the bundle says; parties are not named where they are masked.
    pub selection: &'a Selection,
    /// How many records of the log are not shown.
    pub hidden: u64,
    /// The fields withheld from every record, with what they take along.
    pub masked: &'a [Field],
    /// The attachments of shown records that are left out on purpose.
    pub withheld: &'a [Hash],
    /// What a verification found; none while the bundle is being made.
    pub audit: Option<&'a Audit>,
    /// The language that comes first.
    pub language: Language,
}

impl Report<'_> {
    /// Writes the page.
    ///
    /// # Errors
    /// `Io` of the writer.
    pub fn write(&self, out: &mut impl Write) -> Result<()> {
        let word = self.language.exhibit();
        let plan = Plan::new(self.timeline, self.findings, self.pack, self.masked, word);
        let texts = Texts::new(self.language);
        let style = self.style(&texts, &plan);
        let digest = BASE64.encode(Hash::of(style.as_bytes()).0);
        let title = texts.pair("title")[0];
        write!(
            out,
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"format-detection\" content=\"telephone=no,email=no,address=no\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n",
            self.language.tag(),
        )?;
        let mut page = Page::new(out, &texts);
        cover::title(&mut page, self)?;
        cover::case(&mut page, self, &plan)?;
        list::evidence(&mut page, self, &plan)?;
        list::five(&mut page, &plan)?;
        line::timeline(&mut page, self, &plan)?;
        finding::findings(&mut page, self, &plan)?;
        number::numbers(&mut page, self, &plan)?;
        origin::capture(&mut page, &plan)?;
        origin::environment(&mut page, self, &plan)?;
        origin::corroboration(&mut page, &plan)?;
        proof::log(&mut page, self, &plan)?;
        proof::not_proved(&mut page, self)?;
        sheet::sheets(&mut page, self, &plan)?;
        page.markup("</body>\n</html>\n");
        page.finish()
    }

    /// The style with the running heads: the log's short name, and each exhibit's label.
    fn style(&self, texts: &Texts, plan: &Plan<'_>) -> String {
        let id = self.head.origin.rsplit('/').next().unwrap_or_default();
        let id: String = id.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        let [head, _] = texts.pair("running.head");
        let [before, between] = [texts.pair("running.page")[0], texts.pair("running.of")[0]];
        let after = texts.pair("running.end")[0];
        let running = format!(
            "@page{{@top-left{{content:\"{head} · {id}\"}}@bottom-center{{content:\"{before}\" \
             counter(page) \"{between}\" counter(pages) \"{after}\"}}}}\n"
        );
        format!("\n{STYLE}{running}{}", sheet::page_rules(plan))
    }
}
