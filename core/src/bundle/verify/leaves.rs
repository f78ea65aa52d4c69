//! `data/leaves.txt`: the tree over it, and the place of each record in it.

use super::file::{Files, Lines};
use crate::bundle::audit::Findings;
use crate::bundle::name;
use crate::chain::{Hash, Tree};
use crate::error::Result;

/// The length of a line, without LF.
const LINE: usize = 64;

/// How often leaves are read again for a record that is not where it should be.
const MAX_SEARCHES: u32 = 64;

/// What one pass over every leaf gives.
pub(super) struct Whole {
    pub(super) size: u64,
    pub(super) root: Hash,
    /// The roots at the sizes that were asked for, where the log is that long.
    pub(super) roots: Vec<(u64, Hash)>,
    /// Which claims hold, in the order given.
    pub(super) held: Vec<bool>,
}

/// Reads and hashes every leaf. `sizes` and the indices of `claims` ascend.
pub(super) fn read(
    files: &mut Files<'_>,
    findings: &mut Findings,
    sizes: &[u64],
    claims: &[(u64, Hash)],
) -> Result<Option<Whole>> {
    let Some(place) = files.find(name::LEAVES) else { return Ok(None) };
    let mut lines = Lines::new(files.open(place), LINE);
    let mut tree = Tree::default();
    let mut sizes = sizes.iter().copied().peekable();
    let mut roots = Vec::new();
    let mut held = vec![false; claims.len()];
    let mut claim = 0;
    loop {
        while sizes.next_if_eq(&tree.size()).is_some() {
            roots.push((tree.size(), tree.root()));
        }
        if !lines.advance()? {
            break;
        }
        let leaf = parse(&lines);
        if leaf.is_none() {
            let number = lines.number();
            findings.issue("leaves-malformed", format_args!("{}:{number}", name::LEAVES));
        }
        let leaf = leaf.unwrap_or_default();
        while let Some((index, claimed)) = claims.get(claim)
            && *index <= tree.size()
        {
            held[claim] = *index == tree.size() && *claimed == leaf;
            claim += 1;
        }
        tree.push(leaf);
    }
    files.finish(place, lines.into_stream(), findings)?;
    Ok(Some(Whole { size: tree.size(), root: tree.root(), roots, held }))
}

fn parse(lines: &Lines<'_>) -> Option<Hash> {
    let mut hash = Hash::default();
    let whole = lines.fault().is_none();
    (whole && crate::record::canonical::unhex(lines.line(), &mut hash.0)).then_some(hash)
}

/// Where a record stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Found {
    /// Its leaf stands at `index`, behind `before`.
    Here { index: u64, before: Hash },
    /// The leaf before is the one it names, but the leaf at `index` is another.
    Altered { index: u64, before: Hash, leaf: Hash },
    /// It stands at or before the record before it.
    Behind,
    /// Nowhere.
    Nowhere,
}

/// Follows the shown records through the leaves.
pub(super) struct Cursor<'a> {
    place: usize,
    lines: Lines<'a>,
    next: u64,
    before: Hash,
    searches: u32,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(files: &Files<'a>) -> Option<Self> {
        let place = files.find(name::LEAVES)?;
        let lines = Lines::new(files.reopen(place), LINE);
        Some(Self { place, lines, next: 0, before: Hash::ZERO, searches: 0 })
    }

    /// Goes forward to the record with this leaf and this leaf before it.
    pub(super) fn find(
        &mut self,
        files: &Files<'a>,
        leaf: Hash,
        prev: Option<Hash>,
    ) -> Result<Found> {
        if self.searches == MAX_SEARCHES {
            return Ok(Found::Nowhere);
        }
        let from = self.next;
        while self.lines.advance()? {
            let (index, before) = (self.next, self.before);
            let here = parse(&self.lines).unwrap_or_default();
            self.next += 1;
            self.before = here;
            if here == leaf {
                return Ok(Found::Here { index, before });
            }
            if prev == Some(before) {
                return Ok(Found::Altered { index, before, leaf: here });
            }
        }
        self.searches += 1;
        self.lines = Lines::new(files.reopen(self.place), LINE);
        (self.next, self.before) = (0, Hash::ZERO);
        let mut found = Found::Nowhere;
        while self.next < from && self.lines.advance()? {
            self.next += 1;
            self.before = parse(&self.lines).unwrap_or_default();
            if self.before == leaf {
                found = Found::Behind;
            }
        }
        Ok(found)
    }
}
