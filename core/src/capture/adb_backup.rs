//! Android's own backup (`.ab`): a text header, zlib, a tar, and in it the messages as JSON.
//!
//! Only what the phone's telephony provider put there is read. docs/spec/capture.md, "Android's
//! own backup".

use std::io::{BufRead, BufReader, ErrorKind, Read};

use flate2::read::ZlibDecoder;

use super::block::is_damage;
use super::{Context, Emit, Item, Sink, archive, shifted, sms_ie};
use crate::error::{Error, Malformed, Result};

/// The word of this format in records.
pub const FORMAT: &str = "android_backup";

/// How a backup begins.
pub(super) const MARK: &[u8] = b"ANDROID BACKUP\n";

/// The longest line of the header, in bytes.
const MAX_LINE: u64 = 64;

/// The newest version of the header that is read.
const NEWEST: u32 = 5;

/// The size of a tar's header, and of what content is filled up to, in bytes.
const BLOCK: usize = 512;

/// The most files of a tar.
const MAX_FILES: u64 = 1_000_000;

/// Whose files hold messages, and how their names end.
const PACKAGE: &str = "apps/com.android.providers.telephony/";
const ENDS: [&str; 2] = ["_sms_backup", "_mms_backup"];

/// Whether the first bytes are those of a zlib stream, as the provider writes one.
pub(super) fn is_zlib(head: &[u8]) -> bool {
    matches!(head, [0x78, 0x01 | 0x9c | 0xda, ..])
}

/// Reads every message of a backup of `size` bytes.
///
/// # Errors
/// `Malformed`: `backup-encrypted`, `backup-without-messages`, `header-malformed`; `Unsupported`
/// version; `Io`; those of the rows' reader.
pub(super) fn read(
    source: impl Read,
    size: u64,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> Result<()> {
    let mut source = BufReader::new(source);
    let mut line = || -> Result<String> {
        let mut line = String::new();
        source.by_ref().take(MAX_LINE).read_line(&mut line).map_err(|error| {
            match error.kind() {
                ErrorKind::InvalidData => fault("header-malformed"),
                _ => Error::Io(error),
            }
        })?;
        let line = line.strip_suffix('\n').ok_or_else(|| fault("header-malformed"))?;
        Ok(line.to_owned())
    };
    let _mark = line()?;
    let version: u32 = line()?.parse().map_err(|_| fault("header-malformed"))?;
    if version == 0 || version > NEWEST {
        return Err(Error::Unsupported { format: FORMAT, version: version.into() });
    }
    let packed = match line()?.as_str() {
        "0" => false,
        "1" => true,
        _ => return Err(fault("header-malformed")),
    };
    if line()? != "none" {
        return Err(fault("backup-encrypted"));
    }
    let tar: Box<dyn Read + '_> = match packed {
        true => Box::new(archive::bounded(ZlibDecoder::new(source), size, "zlib-ratio")),
        false => Box::new(source),
    };
    files(tar, context, sink, emit)
}

/// Reads a file that the provider wrote, taken out of a backup: zlib around JSON.
pub(super) fn read_file(
    source: impl Read,
    size: u64,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> Result<()> {
    let plain = archive::bounded(ZlibDecoder::new(source), size, "zlib-ratio");
    sms_ie::read_as(plain, FORMAT, context, sink, emit)
}

/// Goes through the files of a tar; rows are counted through all of them.
fn files(
    mut tar: impl Read,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> Result<()> {
    let mut rows = 0;
    let mut whole = 0;
    let mut found = false;
    for _ in 0..MAX_FILES {
        let mut header = [0; BLOCK];
        let filled = fill(&mut tar, &mut header)?;
        // Two blocks of zeros end a tar; some programs write none.
        if filled == 0 || filled == BLOCK && header.iter().all(|byte| *byte == 0) {
            // What stands behind ends with the sum of all that was packed.
            return match std::io::copy(&mut tar, &mut std::io::sink()) {
                Err(error) if !is_damage(&error) => Err(archive::cause(error)),
                Err(_) => emit(Item::Cut { byte: whole }),
                Ok(_) if found => Ok(()),
                Ok(_) => Err(fault("backup-without-messages")),
            };
        }
        let Some((name, size)) = entry(&header).filter(|_| filled == BLOCK) else {
            return emit(Item::Cut { byte: whole });
        };
        whole += BLOCK as u64;
        let mut content = (&mut tar).take(size);
        if name.starts_with(PACKAGE) && ENDS.iter().any(|end| name.ends_with(end)) {
            found = true;
            let before = rows;
            let mut shift = shifted(before, &mut rows, emit);
            let mut head = Vec::new();
            match content.by_ref().take(2).read_to_end(&mut head) {
                Err(error) if !is_damage(&error) => return Err(archive::cause(error)),
                _ => {}
            }
            let zlib = is_zlib(&head);
            let file = std::io::Cursor::new(head).chain(&mut content);
            match zlib {
                true => read_file(file, size, context, sink, &mut shift)?,
                false => sms_ie::read_as(file, FORMAT, context, sink, &mut shift)?,
            }
        }
        // What the reader left, then what fills the last block.
        let rest = content.limit() + (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
        match std::io::copy(&mut (&mut tar).take(rest), &mut std::io::sink()) {
            Ok(passed) if passed == rest => whole += size.next_multiple_of(BLOCK as u64),
            Err(error) if !is_damage(&error) => return Err(archive::cause(error)),
            _ => return emit(Item::Cut { byte: whole }),
        }
    }
    Err(fault("tar-too-many-files"))
}

/// Name and size of the file behind a tar's header; none where the header's sum is wrong.
fn entry(header: &[u8; BLOCK]) -> Option<(String, u64)> {
    const SUM: std::ops::Range<usize> = 148..156;
    let bytes = header.iter().enumerate();
    let sum = bytes.map(|(at, byte)| if SUM.contains(&at) { 32 } else { u64::from(*byte) });
    if octal(&header[SUM]) != Some(sum.sum()) {
        return None;
    }
    let text = |bytes: &[u8]| {
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        String::from_utf8_lossy(&bytes[..end]).into_owned()
    };
    let mut name = text(&header[..100]);
    let prefix = text(&header[345..500]);
    if header[257..].starts_with(b"ustar\0") && !prefix.is_empty() {
        name = format!("{prefix}/{name}");
    }
    // Only a plain file has content that is read; what else has a size is passed over by it.
    let is_file = matches!(header[156], b'0' | 0);
    Some((if is_file { name } else { String::new() }, octal(&header[124..136])?))
}

/// A number of octal digits, or of bytes where the first one says so.
fn octal(bytes: &[u8]) -> Option<u64> {
    if let [0x80, rest @ ..] = bytes {
        let (high, low) = rest.split_last_chunk::<8>()?;
        let low = u64::from_be_bytes(*low);
        return high.iter().all(|byte| *byte == 0).then_some(low).filter(|size| *size < 1 << 48);
    }
    let text = std::str::from_utf8(bytes).ok()?;
    u64::from_str_radix(text.trim_matches(['\0', ' ']), 8).ok()
}

/// Fills a block; gives how much there was.
fn fill(tar: &mut impl Read, block: &mut [u8]) -> Result<usize> {
    let mut filled = 0;
    while filled < block.len() {
        match tar.read(&mut block[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // What does not decompress ends here.
            Err(error) if is_damage(&error) => return Ok(filled.max(1)),
            Err(error) => return Err(archive::cause(error)),
        }
    }
    Ok(filled)
}

fn fault(code: &'static str) -> Error {
    Malformed::new(FORMAT, 0, code).into()
}
