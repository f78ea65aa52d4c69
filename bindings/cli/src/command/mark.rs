//! `dunlog link`, `tag`, `case` and `role`: what ties records, and who a number is.

use dunlog_core::capture::typed::{self, Typed};
use dunlog_core::record::{Kind, Relation, Role};

use crate::entry::{EntryArgs, SpanArgs, append, append_typed, records};
use crate::failure::{Outcome, Status};
use crate::vault::{VaultArgs, find};

/// Which records to tie, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct LinkArgs {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// The first record's id.
    #[arg(value_name = "FIRST")]
    first: String,
    /// How the first relates to the second: recording_of, supports, perhaps_same or reply_to.
    #[arg(value_name = "RELATION", value_parser = relation)]
    relation: Relation,
    /// The second record's id.
    #[arg(value_name = "SECOND")]
    second: String,
    /// Why, in your own words.
    #[arg(long, value_name = "TEXT")]
    words: Option<String>,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

/// Which records to put into which case.
#[derive(Debug, clap::Args)]
pub(crate) struct TagArgs {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// The case's short id: lower-case letters, digits and underscores.
    #[arg(value_name = "CASE")]
    case: String,
    /// The ids of the records.
    #[arg(value_name = "RECORD", required = true)]
    records: Vec<String>,
    /// What else is said of it.
    #[command(flatten)]
    entry: EntryArgs,
}

/// Facts of a case.
#[derive(Debug, clap::Args)]
pub(crate) struct CaseArgs {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// The case's short id: lower-case letters, digits and underscores.
    #[arg(value_name = "CASE")]
    case: String,
    /// The facts, as details: creditor, creditor_kind, product, contract, amount, due_on and
    /// others.
    #[command(flatten)]
    entry: EntryArgs,
}

/// Who a number is.
#[derive(Debug, clap::Args)]
pub(crate) struct RoleArgs {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// The number, or the name as the phone shows it.
    #[arg(value_name = "NUMBER")]
    number: String,
    /// Who it is: creditor, agency, guarantor, co_debtor, spouse, emergency_contact, third_person,
    /// other or unknown.
    #[arg(value_name = "ROLE", value_parser = role)]
    role: Role,
    /// The case in which it has this role.
    #[arg(long, value_name = "CASE")]
    case: Option<String>,
    /// Its span.
    #[command(flatten)]
    span: SpanArgs,
    /// What else is said of it: name and basis as details.
    #[command(flatten)]
    entry: EntryArgs,
}

fn relation(word: &str) -> Result<Relation, String> {
    let words = || Relation::ALL.iter().map(|known| known.word()).collect::<Vec<_>>();
    Relation::parse(word).ok_or_else(|| format!("the relations are {}", words().join(", ")))
}

fn role(word: &str) -> Result<Role, String> {
    let words = || Role::ALL.iter().map(|known| known.word()).collect::<Vec<_>>();
    Role::parse(word).ok_or_else(|| format!("the roles are {}", words().join(", ")))
}

/// Ties two records.
pub(crate) fn link(args: &LinkArgs) -> Outcome {
    let mut vault = args.vault.open()?;
    let (first, second) = (find(&vault, &args.first)?, find(&vault, &args.second)?);
    let draft = typed::link(args.relation, first, second, args.words.as_deref())?;
    append(&mut vault, draft, args.json)?;
    Ok(Status::Good)
}

/// Puts records into a case.
pub(crate) fn tag(args: &TagArgs) -> Outcome {
    let mut vault = args.vault.open()?;
    let mut entry = args.entry.entry(typed::keys(Kind::Tag, None))?;
    entry.case = Some(args.case.clone());
    entry.about = records(&vault, &args.records)?;
    append_typed(&mut vault, Typed::Tag, entry, args.entry.json)?;
    Ok(Status::Good)
}

/// Appends facts of a case.
pub(crate) fn case(args: &CaseArgs) -> Outcome {
    let mut vault = args.vault.open()?;
    let mut entry = args.entry.entry(typed::keys(Kind::Case, None))?;
    entry.case = Some(args.case.clone());
    append_typed(&mut vault, Typed::Case, entry, args.entry.json)?;
    Ok(Status::Good)
}

/// Says who a number is.
pub(crate) fn set_role(args: &RoleArgs) -> Outcome {
    let mut vault = args.vault.open()?;
    let mut entry = args.entry.entry(typed::keys(Kind::Role, None))?;
    args.span.fill(&mut entry, &args.entry)?;
    entry.party = Some(args.entry.party(&args.number)?);
    entry.case = args.case.clone();
    append_typed(&mut vault, Typed::Role(args.role), entry, args.entry.json)?;
    Ok(Status::Good)
}
