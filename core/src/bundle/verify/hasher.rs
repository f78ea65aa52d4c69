//! SHA-256 and CRC-32 of what passes, beside the reading where the content is long.

use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{Builder, JoinHandle};

use sha2::{Digest as _, Sha256};

use crate::chain::Hash;

/// Content shorter than this is not worth a thread.
const LONG: u64 = 1024 * 1024;

/// How many buffers may wait for the thread.
const WAITING: usize = 4;

/// Takes content, and gives its hash and sum at the end.
pub(super) enum Hasher {
    /// In the thread that reads.
    Here(Sums),
    /// In a thread of its own; where there are no threads, as in WebAssembly, it is never made.
    Beside(Thread),
}

/// Where both stand.
#[derive(Default)]
pub(super) struct Sums {
    hash: Sha256,
    crc: crc32fast::Hasher,
}

impl Sums {
    fn update(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.crc.update(bytes);
    }

    fn finish(self) -> (Hash, u32) {
        (Hash(self.hash.finalize().into()), self.crc.finalize())
    }
}

/// A thread that hashes, the buffers on their way to it, and those on their way back.
pub(super) struct Thread {
    full: SyncSender<Vec<u8>>,
    empty: Receiver<Vec<u8>>,
    handle: JoinHandle<Sums>,
}

impl Thread {
    fn start() -> std::io::Result<Self> {
        let (full, arriving) = sync_channel::<Vec<u8>>(WAITING);
        let (back, empty) = channel();
        let handle = Builder::new().name("hash".into()).spawn(move || {
            let mut sums = Sums::default();
            for buffer in arriving {
                sums.update(&buffer);
                // The reader may be done with its buffers already.
                let _ = back.send(buffer);
            }
            sums
        })?;
        Ok(Self { full, empty, handle })
    }
}

impl Hasher {
    /// For content of about `size` bytes.
    pub(super) fn new(size: u64) -> Self {
        let thread = if size < LONG { None } else { Thread::start().ok() };
        thread.map_or_else(|| Self::Here(Sums::default()), Self::Beside)
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Here(sums) => sums.update(bytes),
            Self::Beside(thread) => {
                let mut buffer = thread.empty.try_recv().unwrap_or_default();
                buffer.clear();
                buffer.extend_from_slice(bytes);
                thread.full.send(buffer).expect("the thread takes all until the sender is dropped");
            }
        }
    }

    pub(super) fn finish(self) -> (Hash, u32) {
        match self {
            Self::Here(sums) => sums.finish(),
            Self::Beside(Thread { full, empty: _, handle }) => {
                drop(full);
                handle.join().expect("hashing does not panic").finish()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_give_the_same_sums() {
        let content: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[1]).collect();
        let sums = |size| {
            let mut hasher = Hasher::new(size);
            content.chunks(100_001).for_each(|chunk| hasher.update(chunk));
            hasher.finish()
        };
        assert_eq!(sums(0), sums(LONG));
        assert_eq!(sums(LONG), (Hash::of(&content), crc32fast::hash(&content)));
    }
}
