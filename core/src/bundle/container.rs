//! The container: a stored zip with one way to write each header (docs/spec/bundle.md).
//!
//! [`Writer`] writes it; [`Directory`] checks the headers of a file that others made before
//! anything is read, and tells whether they are what the writer would have written.

mod read;
mod section;
mod write;

pub use read::{Directory, Entry, Fault};
pub use section::{Content, View};
pub use write::{Digest, EntryWriter, Writer};

/// A field of 32 bits that does not hold its value: the value stands in the Zip64 extra field.
const OVERFLOW_32: u32 = u32::MAX;
/// The same for a field of 16 bits.
const OVERFLOW_16: u16 = u16::MAX;

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
const END_64: [u8; 4] = *b"PK\x06\x06";
const LOCATOR_64: [u8; 4] = *b"PK\x06\x07";

/// The fixed part of each header, in bytes.
const LOCAL_SIZE: usize = 30;
const CENTRAL_SIZE: usize = 46;
const END_SIZE: usize = 22;
const END_64_SIZE: usize = 56;
const LOCATOR_64_SIZE: usize = 20;

/// 1980-01-01, the first day the format can name, at midnight.
const DATE: u16 = 0x0021;
const TIME: u16 = 0;
/// Written as by Unix, version 2.0 of the specification.
const MADE_BY: u16 = 0x0314;
const NEEDS_PLAIN: u16 = 10;
const NEEDS_64: u16 = 45;
/// A regular file that its owner writes and all may read.
const MODE: u32 = 0o100_644 << 16;

/// Which numbers of an entry the headers carry.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Numbers {
    crc: u32,
    size: u64,
    offset: u64,
}

fn short(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(OVERFLOW_32)
}

fn overflows(n: u64) -> bool {
    n >= u64::from(OVERFLOW_32)
}

fn length(bytes: &[u8]) -> [u8; 2] {
    u16::try_from(bytes.len()).unwrap_or(OVERFLOW_16).to_le_bytes()
}

/// The local header of an entry.
fn local_header(name: &str, numbers: Numbers) -> Vec<u8> {
    let Numbers { crc, size, offset: _ } = numbers;
    let big = overflows(size);
    let mut out = Vec::with_capacity(LOCAL_SIZE + name.len() + 20);
    out.extend(LOCAL);
    out.extend(if big { NEEDS_64 } else { NEEDS_PLAIN }.to_le_bytes());
    out.extend([0; 4]); // flags, method: stored
    out.extend(TIME.to_le_bytes());
    out.extend(DATE.to_le_bytes());
    out.extend(crc.to_le_bytes());
    let shown = if big { OVERFLOW_32 } else { short(size) };
    out.extend(shown.to_le_bytes());
    out.extend(shown.to_le_bytes());
    out.extend(length(name.as_bytes()));
    out.extend(if big { 20_u16 } else { 0 }.to_le_bytes());
    out.extend(name.as_bytes());
    if big {
        out.extend([1, 0, 16, 0]);
        out.extend(size.to_le_bytes());
        out.extend(size.to_le_bytes());
    }
    out
}

/// The entry of the central directory.
fn central_header(name: &str, numbers: Numbers) -> Vec<u8> {
    let Numbers { crc, size, offset } = numbers;
    let mut extra = Vec::new();
    if overflows(size) {
        extra.extend(size.to_le_bytes());
        extra.extend(size.to_le_bytes());
    }
    if overflows(offset) {
        extra.extend(offset.to_le_bytes());
    }
    let big = !extra.is_empty();
    let mut out = Vec::with_capacity(CENTRAL_SIZE + name.len() + 28);
    out.extend(CENTRAL);
    out.extend(MADE_BY.to_le_bytes());
    out.extend(if big { NEEDS_64 } else { NEEDS_PLAIN }.to_le_bytes());
    out.extend([0; 4]); // flags, method: stored
    out.extend(TIME.to_le_bytes());
    out.extend(DATE.to_le_bytes());
    out.extend(crc.to_le_bytes());
    let shown = if overflows(size) { OVERFLOW_32 } else { short(size) };
    out.extend(shown.to_le_bytes());
    out.extend(shown.to_le_bytes());
    out.extend(length(name.as_bytes()));
    let extra_size = if big { extra.len() + 4 } else { 0 };
    out.extend(u16::try_from(extra_size).unwrap_or(OVERFLOW_16).to_le_bytes());
    out.extend([0; 6]); // comment, disk, internal attributes
    out.extend(MODE.to_le_bytes());
    out.extend(if overflows(offset) { OVERFLOW_32 } else { short(offset) }.to_le_bytes());
    out.extend(name.as_bytes());
    if big {
        out.extend([1, 0]);
        out.extend(length(&extra));
        out.extend(extra);
    }
    out
}

/// The end of the container behind a directory of `count` entries.
fn end(count: u64, size: u64, offset: u64) -> Vec<u8> {
    let big = count >= u64::from(OVERFLOW_16) || overflows(size) || overflows(offset);
    let mut out = Vec::with_capacity(END_SIZE + END_64_SIZE + LOCATOR_64_SIZE);
    if big {
        out.extend(END_64);
        out.extend((END_64_SIZE as u64 - 12).to_le_bytes());
        out.extend(MADE_BY.to_le_bytes());
        out.extend(NEEDS_64.to_le_bytes());
        out.extend([0; 8]); // disks
        out.extend(count.to_le_bytes());
        out.extend(count.to_le_bytes());
        out.extend(size.to_le_bytes());
        out.extend(offset.to_le_bytes());
        out.extend(LOCATOR_64);
        out.extend([0; 4]); // disk
        out.extend((offset + size).to_le_bytes());
        out.extend(1_u32.to_le_bytes());
    }
    out.extend(END);
    out.extend([0; 4]); // disks
    let shown = u16::try_from(count).unwrap_or(OVERFLOW_16);
    out.extend(shown.to_le_bytes());
    out.extend(shown.to_le_bytes());
    out.extend(short(size).to_le_bytes());
    out.extend(short(offset).to_le_bytes());
    out.extend([0; 2]); // comment
    out
}
