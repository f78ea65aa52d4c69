//! What the integration tests share: a keystore in memory, and drafts of invented messages.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dunlog_core::chain::Hash;
use dunlog_core::key::Keystore;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{
    Channel, Direction, Draft, Fact, Feed, Field, Kind, Millis, Party, Seen, Source,
};
use dunlog_core::{Error, Result};
use sha2::{Digest, Sha256};

/// An instant in 2024 that tests count from.
pub const START: Millis = Millis(1_714_579_200_000);

/// A keystore that lives as long as the test; its clones are the same keystore.
#[derive(Clone)]
pub struct MemoryKeystore(Arc<Mutex<Inner>>);

struct Inner {
    key: [u8; 32],
    count: u64,
    pool: Vec<u8>,
    locked: bool,
    remembered: HashMap<String, (u64, Hash)>,
}

impl MemoryKeystore {
    /// A keystore whose key and randomness follow from `seed`.
    pub fn new(seed: u64) -> Self {
        let key = Sha256::digest(seed.to_le_bytes()).into();
        let remembered = HashMap::new();
        Self(Arc::new(Mutex::new(Inner {
            key,
            count: 0,
            pool: Vec::new(),
            locked: false,
            remembered,
        })))
    }

    /// The same keystore in a box, as a vault takes it.
    pub fn boxed(&self) -> Box<dyn Keystore + Send + Sync> {
        Box::new(self.clone())
    }

    /// Refuses to unwrap from here on, or no more.
    pub fn lock(&self, locked: bool) {
        self.inner().locked = locked;
    }

    /// Forgets every head.
    pub fn forget(&self) {
        self.inner().remembered.clear();
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn mask(&self, bytes: &mut [u8]) {
        for (chunk, counter) in bytes.chunks_mut(32).zip(0_u64..) {
            let pad = Sha256::new().chain_update(self.key).chain_update(counter.to_le_bytes());
            for (byte, pad) in chunk.iter_mut().zip(pad.finalize()) {
                *byte ^= pad;
            }
        }
    }
}

impl Keystore for MemoryKeystore {
    fn random(&self, bytes: &mut [u8]) -> Result<()> {
        let mut inner = self.inner();
        while inner.pool.len() < bytes.len() {
            inner.count += 1;
            let hash = Sha256::new().chain_update(b"random").chain_update(inner.key);
            let more = hash.chain_update(inner.count.to_le_bytes()).finalize();
            inner.pool.extend_from_slice(&more);
        }
        let rest = inner.pool.split_off(bytes.len());
        bytes.copy_from_slice(&inner.pool);
        inner.pool = rest;
        Ok(())
    }

    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>> {
        let inner = self.inner();
        let mut wrapped = secret.to_vec();
        wrapped.extend_from_slice(&Sha256::digest(secret)[..8]);
        inner.mask(&mut wrapped);
        Ok(wrapped)
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<zeroize::Zeroizing<Vec<u8>>> {
        let inner = self.inner();
        if inner.locked {
            return Err(Error::Keystore("locked"));
        }
        let mut plain = wrapped.to_vec();
        inner.mask(&mut plain);
        let check = plain.split_off(plain.len().saturating_sub(8));
        if check != Sha256::digest(&plain)[..8] {
            return Err(Error::Keystore("another key"));
        }
        Ok(zeroize::Zeroizing::new(plain))
    }

    fn remember(&self, origin: &str, size: u64, root: Hash) -> Result<()> {
        self.inner().remembered.insert(origin.to_owned(), (size, root));
        Ok(())
    }

    fn recall(&self, origin: &str) -> Result<Option<(u64, Hash)>> {
        Ok(self.inner().remembered.get(origin).copied())
    }
}

/// A text message that came in from `number` at `wall`.
pub fn message(number: &str, body: &str, wall: Millis) -> Draft {
    let mut fact = Fact::new(Kind::Event, Source::Captured);
    fact.channel = Some(Channel::Sms);
    fact.direction = Some(Direction::In);
    fact.seen = Some(Seen { wall, mono: None, boot: None });
    Draft::new(fact).with_party(&Party::new(number, Some(number))).with_text(Field::Body, body)
}

/// The same message as row `place` of the backup file `file`.
pub fn row(file: Hash, place: i64, number: &str, body: &str, wall: Millis) -> Draft {
    let mut draft = message(number, body, wall);
    draft.fact.source = Source::Imported;
    draft.fact.feed =
        Some(Feed { format: "sms_backup".into(), file: Some(file), package: None, place });
    let text = |text: &str| Value::Text(text.to_owned());
    let columns = vec![
        ("address".to_owned(), text(number)),
        ("body".to_owned(), text(body)),
        ("date".to_owned(), text(&wall.0.to_string())),
        ("read".to_owned(), text("1")),
        ("type".to_owned(), text("1")),
    ];
    draft.with(Field::SourceRow, &Value::map(columns))
}

/// A draft of `kind` by the program itself, with nothing private.
pub fn mark(kind: Kind) -> Draft {
    Draft::new(Fact::new(kind, Source::Program)).with(Field::Detail, &Value::Map(Vec::new()))
}
