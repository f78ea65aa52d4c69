//! Checks every header of a container before any of its content is read.
//!
//! docs/spec/audit.md, step 1. What two zip readers could take differently is refused; what only
//! a different writer would write is told by [`Directory::repacked`].

use std::collections::HashSet;
use std::io::{BufReader, Read};

use super::section::{Content, View};
use super::{
    CENTRAL, CENTRAL_SIZE, END, END_64, END_64_SIZE, END_SIZE, LOCAL, LOCAL_SIZE, LOCATOR_64,
    LOCATOR_64_SIZE, Numbers, OVERFLOW_16, OVERFLOW_32, central_header, end, local_header,
};
use crate::bundle::{MAX_ENTRIES, name};
use crate::chain::Hash;
use crate::error::Result;

/// The longest directory that is read, in bytes.
const MAX_DIRECTORY: u64 = 64 * 1024 * 1024;

/// How often a deflated container's size its content may have, and how much more.
const MAX_RATIO: u64 = 100;
const FREE: u64 = 16 * 1024 * 1024;

const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
const DESCRIPTOR: u16 = 1 << 3;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// Something wrong with the container.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// The stable code (docs/spec/audit.md).
    pub code: &'static str,
    /// The entry's path, or nothing for the container.
    pub path: String,
}

/// A file of the bundle.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name below the top folder.
    pub name: String,
    /// The size, unpacked.
    pub size: u64,
    /// CRC-32 of the content.
    pub crc: u32,
    packed: u64,
    start: u64,
    deflated: bool,
}

impl Entry {
    /// The content, unpacked while it is read.
    pub fn content<'a>(&self, container: View<'a>) -> Content<'a> {
        Content::new(container.part(self.start, self.packed), self.deflated)
    }

    /// The content as it stands in the container; none where it is deflated.
    pub fn stored<'a>(&self, container: View<'a>) -> Option<View<'a>> {
        (!self.deflated).then(|| container.part(self.start, self.packed))
    }
}

/// The entries of a container whose headers were checked.
#[derive(Debug, Default)]
pub struct Directory {
    /// The top folder with its slash; empty where the files stand at the top.
    pub top: String,
    /// The files below the top folder, sorted by name; empty where the container is refused.
    pub entries: Vec<Entry>,
    /// The paths of files outside the top folder.
    pub outside: Vec<String>,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Whether the container is not what the writer would have written for the same files.
    pub repacked: bool,
    /// Whether it is refused as a whole.
    pub refused: bool,
}

/// An entry while its headers are compared.
struct Draft {
    path: String,
    flags: u16,
    deflated: bool,
    crc: u32,
    packed: u64,
    size: u64,
    offset: u64,
    start: u64,
}

/// Where the directory lies, and what stands behind it.
struct End {
    count: u64,
    size: u64,
    offset: u64,
}

/// Why the reading stopped: a fault, or the source's own failure.
enum Stop {
    Fault(Fault),
    Io(std::io::Error),
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof => stop("container-cut-short"),
            _ => Self::Io(error),
        }
    }
}

fn stop(code: &'static str) -> Stop {
    Stop::Fault(Fault { code, path: String::new() })
}

fn stop_at(code: &'static str, path: &str) -> Stop {
    Stop::Fault(Fault { code, path: path.to_owned() })
}

impl Directory {
    /// Reads and checks every header of `container`.
    ///
    /// # Errors
    /// `Io`; what is wrong with the container is in [`Self::faults`].
    pub fn read(container: View<'_>) -> Result<Self> {
        let mut directory = Self::default();
        match directory.check(container) {
            Ok(()) => {}
            Err(Stop::Io(error)) => return Err(error.into()),
            Err(Stop::Fault(fault)) => {
                directory.faults.push(fault);
                directory.entries.clear();
                directory.refused = true;
            }
        }
        Ok(directory)
    }

    fn check(&mut self, container: View<'_>) -> std::result::Result<(), Stop> {
        let place = self.find_end(container)?;
        let mut drafts = self.read_directory(container, &place)?;
        self.read_locals(container, &place, &mut drafts)?;
        let unpacked: u64 = drafts.iter().map(|draft| draft.size).fold(0, u64::saturating_add);
        if unpacked > container.size().saturating_mul(MAX_RATIO).saturating_add(FREE) {
            return Err(stop("container-bomb"));
        }
        self.top = top(&drafts);
        let ordered = drafts.is_sorted_by_key(|draft| {
            let name = draft.path.strip_prefix(self.top.as_str()).unwrap_or_default();
            (name::rank(name), name.to_owned())
        });
        let adjacent = drafts.is_sorted_by_key(|draft| draft.offset);
        self.repacked |= !ordered || !adjacent || self.top.is_empty();
        for draft in drafts {
            let Draft { path, flags: _, deflated, crc, packed, size, offset: _, start } = draft;
            match path.strip_prefix(self.top.as_str()) {
                Some(name) => {
                    let name = name.to_owned();
                    self.entries.push(Entry { name, size, crc, packed, start, deflated });
                }
                None => self.outside.push(path),
            }
        }
        self.entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(())
    }

    /// Finds the end record: at the very end, or behind a comment or foreign bytes, which are told.
    fn find_end(&mut self, container: View<'_>) -> std::result::Result<End, Stop> {
        let reach = container.size().min(END_SIZE as u64 + u64::from(OVERFLOW_16));
        let mut tail = vec![0; usize::try_from(reach).expect("at most 64 KiB and 22 bytes")];
        container.read_at(container.size() - reach, &mut tail)?;
        let found = memchr::memmem::rfind(&tail, &END)
            .filter(|at| tail.len() - at >= END_SIZE)
            .ok_or_else(|| stop("not-a-zip"))?;
        let record = &tail[found..];
        let at = container.size() - reach + found as u64;
        let behind = record.len() - END_SIZE;
        if behind > 0 {
            let comment = usize::from(u16_at(record, 20)) == behind;
            let code = if comment { "container-comment" } else { "container-data-after" };
            self.faults.push(Fault { code, path: String::new() });
        } else if u16_at(record, 20) != 0 {
            return Err(stop("container-cut-short"));
        }
        if u16_at(record, 4) != 0 || u16_at(record, 6) != 0 {
            return Err(stop("container-multi-disk"));
        }
        if u16_at(record, 8) != u16_at(record, 10) {
            return Err(stop("container-count-mismatch"));
        }
        let mut place = End {
            count: u64::from(u16_at(record, 10)),
            size: u64::from(u32_at(record, 12)),
            offset: u64::from(u32_at(record, 16)),
        };
        let directory_end = match self.find_end_64(container, at, &mut place)? {
            Some(at) => at,
            None => at,
        };
        if place.count > MAX_ENTRIES as u64 {
            return Err(stop("container-too-many-entries"));
        }
        if place.size > MAX_DIRECTORY {
            return Err(stop("container-directory-too-large"));
        }
        if place.offset.checked_add(place.size) != Some(directory_end) {
            return Err(stop("container-directory-misplaced"));
        }
        let mut written = vec![0; usize::try_from(at - directory_end).expect("76 bytes or none")];
        container.read_at(directory_end, &mut written)?;
        written.extend(&record[..END_SIZE]);
        self.repacked |= written != end(place.count, place.size, place.offset);
        Ok(place)
    }

    /// Reads the Zip64 end record where its locator stands before the end record at `at`.
    fn find_end_64(
        &mut self,
        container: View<'_>,
        at: u64,
        place: &mut End,
    ) -> std::result::Result<Option<u64>, Stop> {
        let overflow = place.count == u64::from(OVERFLOW_16)
            || [place.size, place.offset].contains(&u64::from(OVERFLOW_32));
        let mut locator = [0; LOCATOR_64_SIZE];
        let before = (LOCATOR_64_SIZE + END_64_SIZE) as u64;
        if at >= LOCATOR_64_SIZE as u64 {
            container.read_at(at - LOCATOR_64_SIZE as u64, &mut locator)?;
        }
        if locator[..4] != LOCATOR_64 {
            return if overflow { Err(stop("container-zip64")) } else { Ok(None) };
        }
        let mut record = [0; END_64_SIZE];
        let start = at.checked_sub(before).ok_or_else(|| stop("container-zip64"))?;
        if u32_at(&locator, 4) != 0 || u32_at(&locator, 16) > 1 {
            return Err(stop("container-multi-disk"));
        }
        container.read_at(start, &mut record)?;
        if u64_at(&locator, 8) != start
            || record[..4] != END_64
            || u64_at(&record, 4) != END_64_SIZE as u64 - 12
        {
            return Err(stop("container-zip64"));
        }
        if u32_at(&record, 16) != 0 || u32_at(&record, 20) != 0 {
            return Err(stop("container-multi-disk"));
        }
        if u64_at(&record, 24) != u64_at(&record, 32) {
            return Err(stop("container-count-mismatch"));
        }
        let real = End {
            count: u64_at(&record, 32),
            size: u64_at(&record, 40),
            offset: u64_at(&record, 48),
        };
        let fits = |shown: u64, real: u64, overflow: u64| shown == real || shown == overflow;
        let wide = u64::from(OVERFLOW_32);
        if !fits(place.count, real.count, u64::from(OVERFLOW_16))
            || !fits(place.size, real.size, wide)
            || !fits(place.offset, real.offset, wide)
        {
            return Err(stop("container-zip64"));
        }
        *place = real;
        Ok(Some(start))
    }

    fn read_directory(
        &mut self,
        container: View<'_>,
        place: &End,
    ) -> std::result::Result<Vec<Draft>, Stop> {
        let section = container.part(place.offset, place.size).reader();
        let mut input = BufReader::with_capacity(64 * 1024, section).take(place.size);
        let mut drafts = Vec::new();
        let mut names = HashSet::new();
        for _ in 0..place.count {
            let mut fixed = [0; CENTRAL_SIZE];
            if input.limit() < CENTRAL_SIZE as u64 {
                return Err(stop("container-count-mismatch"));
            }
            input.read_exact(&mut fixed)?;
            if fixed[..4] != CENTRAL {
                return Err(stop("container-bad-header"));
            }
            let sizes = [28, 30, 32].map(|at| usize::from(u16_at(&fixed, at)));
            let mut rest = vec![0; sizes.iter().sum()];
            if input.limit() < rest.len() as u64 {
                return Err(stop("container-bad-header"));
            }
            input.read_exact(&mut rest)?;
            let (path, rest) = rest.split_at(sizes[0]);
            let extra = &rest[..sizes[1]];
            let draft = central(&fixed, path, extra)?;
            // A hash of each name takes less room than 200,000 names.
            let folded = draft.path.to_lowercase();
            if !names.insert(Hash::of(folded.trim_end_matches('/').as_bytes())) {
                return Err(stop_at("container-duplicate-name", &draft.path));
            }
            let numbers = Numbers { crc: draft.crc, size: draft.size, offset: draft.offset };
            let mut written = fixed.to_vec();
            written.extend(path);
            written.extend(rest);
            self.repacked |= written != central_header(&draft.path, numbers);
            drafts.push(draft);
        }
        if input.limit() != 0 {
            return Err(stop("container-count-mismatch"));
        }
        Ok(drafts)
    }

    /// Compares every local header with the directory, and sees that nothing lies between.
    fn read_locals(
        &mut self,
        container: View<'_>,
        place: &End,
        drafts: &mut Vec<Draft>,
    ) -> std::result::Result<(), Stop> {
        let mut order: Vec<usize> = (0..drafts.len()).collect();
        order.sort_by_key(|i| drafts[*i].offset);
        for pair in order.windows(2) {
            let (first, second) = (&drafts[pair[0]], &drafts[pair[1]]);
            let least = (LOCAL_SIZE + first.path.len()) as u64;
            let end = first.packed.saturating_add(least).saturating_add(first.offset);
            if end > second.offset {
                return Err(stop_at("container-overlap", &second.path));
            }
        }
        let mut at = 0;
        for i in order {
            let draft = &mut drafts[i];
            if draft.offset < at {
                return Err(stop_at("container-overlap", &draft.path));
            }
            if draft.offset > at {
                let code = if at == 0 { "container-data-before" } else { "container-gap" };
                self.faults.push(Fault { code, path: draft.path.clone() });
            }
            let header = local(container, draft)?;
            draft.start = draft.offset + header.len() as u64;
            let data_end = draft.start.checked_add(draft.packed);
            at = data_end
                .filter(|data_end| *data_end <= place.offset)
                .ok_or_else(|| stop_at("container-overlap", &draft.path))?;
            if draft.flags & DESCRIPTOR != 0 {
                at += descriptor(container.part(at, place.offset - at), draft)?;
            }
            let numbers = Numbers { crc: draft.crc, size: draft.size, offset: draft.offset };
            self.repacked |= header != local_header(&draft.path, numbers);
        }
        if at != place.offset {
            self.faults.push(Fault { code: "container-gap", path: String::new() });
        }
        let folders = drafts.len();
        drafts.retain(|draft| !draft.path.ends_with('/'));
        self.repacked |= folders != drafts.len();
        Ok(())
    }
}

/// Checks one directory entry by itself.
fn central(
    fixed: &[u8; CENTRAL_SIZE],
    path: &[u8],
    extra: &[u8],
) -> std::result::Result<Draft, Stop> {
    let shown = std::str::from_utf8(path).map_err(|_| stop("container-bad-name"))?;
    if !is_safe(shown) {
        return Err(stop_at("container-bad-name", shown));
    }
    let (flags, method) = (u16_at(fixed, 8), u16_at(fixed, 10));
    if flags & ENCRYPTED != 0 {
        return Err(stop_at("container-encrypted", shown));
    }
    if method != STORED && method != DEFLATED {
        return Err(stop_at("container-method", shown));
    }
    if u16_at(fixed, 34) != 0 {
        return Err(stop_at("container-multi-disk", shown));
    }
    let kind = u32_at(fixed, 38) >> 28;
    let folder = shown.ends_with('/');
    if !matches!((kind, folder), (0, _) | (0o10, false) | (0o4, true)) {
        return Err(stop_at("container-not-a-file", shown));
    }
    let mut draft = Draft {
        path: shown.to_owned(),
        flags,
        deflated: method == DEFLATED,
        crc: u32_at(fixed, 16),
        packed: u64::from(u32_at(fixed, 20)),
        size: u64::from(u32_at(fixed, 24)),
        offset: u64::from(u32_at(fixed, 42)),
        start: 0,
    };
    widen(extra, &mut [&mut draft.size, &mut draft.packed, &mut draft.offset])
        .map_err(|code| stop_at(code, shown))?;
    if method == STORED && draft.size != draft.packed || folder && draft.size != 0 {
        return Err(stop_at("container-size-mismatch", shown));
    }
    Ok(draft)
}

/// Reads the local header of `draft` and compares it; gives its bytes.
fn local(container: View<'_>, draft: &Draft) -> std::result::Result<Vec<u8>, Stop> {
    let mut header = vec![0; LOCAL_SIZE];
    container.read_at(draft.offset, &mut header)?;
    if header[..4] != LOCAL {
        return Err(stop_at("container-bad-header", &draft.path));
    }
    let names = usize::from(u16_at(&header, 26));
    header.resize(LOCAL_SIZE + names + usize::from(u16_at(&header, 28)), 0);
    container.read_at(draft.offset, &mut header)?;
    let mismatch = || stop_at("container-header-mismatch", &draft.path);
    let (path, extra) = header[LOCAL_SIZE..].split_at(names);
    let method = if draft.deflated { DEFLATED } else { STORED };
    let (flags, crc) = (u16_at(&header, 6), u32_at(&header, 14));
    if path != draft.path.as_bytes()
        || u16_at(&header, 8) != method
        || (flags ^ draft.flags) & (ENCRYPTED | DESCRIPTOR) != 0
    {
        return Err(mismatch());
    }
    let (mut packed, mut size) = (u64::from(u32_at(&header, 18)), u64::from(u32_at(&header, 22)));
    let open = flags & DESCRIPTOR != 0 && crc == 0 && (packed == 0 || extra.len() >= 20);
    widen(extra, &mut [&mut size, &mut packed]).map_err(|code| stop_at(code, &draft.path))?;
    if open && size == 0 && packed == 0 {
        return Ok(header);
    }
    if (crc, packed, size) != (draft.crc, draft.packed, draft.size) {
        return Err(mismatch());
    }
    Ok(header)
}

/// The size of the data descriptor that `rest` begins with; it must say what the directory says.
fn descriptor(rest: View<'_>, draft: &Draft) -> std::result::Result<u64, Stop> {
    let mut bytes = [0; 24];
    let size = usize::try_from(rest.size()).unwrap_or(24).min(24);
    rest.read_at(0, &mut bytes[..size])?;
    let wide = [draft.packed.to_le_bytes(), draft.size.to_le_bytes()].concat();
    let narrow: Vec<u8> = [draft.packed, draft.size]
        .iter()
        .flat_map(|n| u32::try_from(*n).unwrap_or(OVERFLOW_32).to_le_bytes())
        .collect();
    for marked in [&b"PK\x07\x08"[..], b""] {
        for sizes in [&narrow, &wide] {
            let whole = [marked, &draft.crc.to_le_bytes(), sizes].concat();
            if bytes[..size].starts_with(&whole) {
                return Ok(whole.len() as u64);
            }
        }
    }
    Err(stop_at("container-header-mismatch", &draft.path))
}

/// Reads the Zip64 values of those `fields` that are all ones; sees that the extra field is whole.
fn widen(mut extra: &[u8], fields: &mut [&mut u64]) -> std::result::Result<(), &'static str> {
    let mut wanted: Vec<_> =
        fields.iter_mut().filter(|field| ***field == u64::from(OVERFLOW_32)).collect();
    let mut seen = false;
    // Fewer than four bytes at the end are padding that some writers leave.
    while extra.len() >= 4 {
        let (id, size) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let body = extra.get(4..4 + size).ok_or("container-bad-extra")?;
        extra = &extra[4 + size..];
        match id {
            1 if seen => return Err("container-bad-extra"),
            1 => {
                seen = true;
                if body.len() < wanted.len() * 8 {
                    return Err("container-zip64");
                }
                for (field, bytes) in wanted.iter_mut().zip(body.chunks_exact(8)) {
                    ***field = u64_at(bytes, 0);
                }
            }
            // Another name for the same entry (Info-ZIP Unicode path).
            0x7075 => return Err("container-bad-name"),
            _ => {}
        }
    }
    if seen || wanted.is_empty() { Ok(()) } else { Err("container-zip64") }
}

/// The folder in which `bagit.txt` stands, with its slash.
fn top(drafts: &[Draft]) -> String {
    let folders = drafts.iter().filter_map(|draft| draft.path.strip_suffix(name::BAGIT));
    let mut tops = folders.filter(|folder| folder.matches('/').count() <= 1);
    match tops.next() {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder.to_owned(),
        _ => {
            let first = drafts.first().and_then(|draft| draft.path.split_once('/'));
            first.map(|(folder, _)| format!("{folder}/")).unwrap_or_default()
        }
    }
}

/// Whether a path stays below the folder it is unpacked in, on every system.
fn is_safe(path: &str) -> bool {
    let path = path.strip_suffix('/').unwrap_or(path);
    !path.contains(|c: char| c.is_control() || matches!(c, '\\' | ':'))
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
