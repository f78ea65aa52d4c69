//! What the tests share: folders that go away, and a keystore that can be made to refuse.
#![allow(
    clippy::unwrap_used,
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "each test file uses a part"
)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use dunlog_core::record::Millis;
use dunlog_ffi::keystore::{Keystore, KeystoreError, Remembered};

/// The time at which the tests begin.
pub const NOW: Millis = Millis(1_790_000_000_000);

/// A folder that goes away.
pub struct Temp(tempfile::TempDir);

/// Makes one.
pub fn temp() -> Temp {
    Temp(tempfile::tempdir().unwrap())
}

impl Temp {
    pub fn path(&self) -> String {
        self.0.path().to_str().unwrap().to_owned()
    }

    pub fn file(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }
}

/// A keystore in memory.
pub struct FakeKeystore(Mutex<Inner>);

struct Inner {
    mask: [u8; 8],
    heads: HashMap<String, Remembered>,
    fault: Option<(u32, Fault)>,
}

type Fault = fn() -> KeystoreError;

impl FakeKeystore {
    pub fn new() -> Arc<Self> {
        let mut mask = [0; 8];
        getrandom::fill(&mut mask).unwrap();
        Arc::new(Self(Mutex::new(Inner { mask, heads: HashMap::new(), fault: None })))
    }

    /// Makes every call fail.
    pub fn fail(&self, error: KeystoreError) {
        self.fail_after(0, error);
    }

    /// Makes every unwrapping fail after `calls` more that work, and every other call.
    pub fn fail_after(&self, calls: u32, error: KeystoreError) {
        let fault: Fault = match error {
            KeystoreError::Locked => || KeystoreError::Locked,
            KeystoreError::Lost => || KeystoreError::Lost,
            KeystoreError::Failed => || KeystoreError::Failed,
        };
        self.0.lock().unwrap().fault = Some((calls, fault));
    }

    pub fn heal(&self) {
        self.0.lock().unwrap().fault = None;
    }

    fn meet(&self) -> Result<(), KeystoreError> {
        match &mut self.0.lock().unwrap().fault {
            Some((0, fault)) => Err(fault()),
            Some((calls, _)) => {
                *calls -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn mask(&self, bytes: &[u8]) -> Vec<u8> {
        let mask = self.0.lock().unwrap().mask;
        bytes.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect()
    }
}

impl Keystore for FakeKeystore {
    fn wrap(&self, secret: Vec<u8>) -> Result<Vec<u8>, KeystoreError> {
        self.meet()?;
        Ok(self.mask(&[b"key:", secret.as_slice()].concat()))
    }

    fn unwrap(&self, wrapped: Vec<u8>) -> Result<Vec<u8>, KeystoreError> {
        self.meet()?;
        let plain = self.mask(&wrapped);
        plain.strip_prefix(b"key:").map(<[u8]>::to_vec).ok_or(KeystoreError::Lost)
    }

    fn remember(&self, origin: String, head: Remembered) -> Result<(), KeystoreError> {
        self.0.lock().unwrap().heads.insert(origin, head);
        Ok(())
    }

    fn recall(&self, origin: String) -> Result<Option<Remembered>, KeystoreError> {
        Ok(self.0.lock().unwrap().heads.get(&origin).cloned())
    }
}
