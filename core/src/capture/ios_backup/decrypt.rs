//! The content of a file of the backup, decrypted while it is read.
//!
//! AES-256-CBC under the file's own key with an initialisation vector of zeros, in pieces of 64
//! KiB. docs/spec/ios-backup.md, 3.

use std::io::{self, ErrorKind, Read};

use aes::Aes256;
use aes::cipher::{Block, BlockModeDecrypt, KeyIvInit};
use cbc::Decryptor;
use zeroize::Zeroizing;

use super::keybag::Key;

/// The bytes that are decrypted at a time.
const PIECE: usize = 64 * 1024;

/// The bytes of a block.
const BLOCK: usize = 16;

/// Reads what an encrypted file holds.
pub(super) struct Decrypted<R> {
    source: R,
    cipher: Decryptor<Aes256>,
    piece: Zeroizing<Vec<u8>>,
    /// What is still to be given of the piece.
    at: usize,
    end: usize,
    /// The last block of the piece before, where it may be padding.
    held: Option<[u8; BLOCK]>,
    /// How many bytes the file has, where that is known.
    left: Option<u64>,
    ended: bool,
}

impl<R: Read> Decrypted<R> {
    /// The content of `source`, of which the first `size` bytes count; without a size, padding is
    /// taken off.
    pub(super) fn new(source: R, key: &Key, size: Option<u64>) -> Self {
        Self {
            source,
            cipher: Decryptor::new((&**key).into(), &[0; BLOCK].into()),
            piece: Zeroizing::new(vec![0; PIECE + BLOCK]),
            at: 0,
            end: 0,
            held: None,
            left: size,
            ended: false,
        }
    }

    /// Decrypts the next piece; without a size its last block waits for the one behind it.
    fn next_piece(&mut self) -> io::Result<()> {
        let start = BLOCK;
        let mut filled = 0;
        while filled < PIECE {
            match self.source.read(&mut self.piece[start + filled..start + PIECE]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(fault) if fault.kind() == ErrorKind::Interrupted => {}
                Err(fault) => return Err(fault),
            }
        }
        self.ended = filled < PIECE;
        let whole = filled - filled % BLOCK;
        let (blocks, _) =
            Block::<Aes256>::slice_as_chunks_mut(&mut self.piece[start..start + whole]);
        self.cipher.decrypt_blocks(blocks);
        (self.at, self.end) = (start, start + whole);
        if let Some(size) = self.left {
            let length = u64::try_from(whole).unwrap_or(u64::MAX).min(size);
            self.end = start + usize::try_from(length).unwrap_or_default();
            self.left = Some(size - length);
            self.ended |= size == length;
            return Ok(());
        }
        if let Some(held) = self.held.take() {
            self.piece[..BLOCK].copy_from_slice(&held);
            self.at = 0;
        }
        if self.end - self.at >= BLOCK {
            let last = self.end - BLOCK;
            if self.ended {
                self.end -= padding(&self.piece[last..self.end]);
            } else {
                let mut held = [0; BLOCK];
                held.copy_from_slice(&self.piece[last..self.end]);
                (self.held, self.end) = (Some(held), last);
            }
        }
        Ok(())
    }
}

/// How many bytes of a last block are padding (PKCS #7); 0 where it is none.
fn padding(block: &[u8]) -> usize {
    let count = block.last().map_or(0, |last| usize::from(*last));
    let padded = (1..=BLOCK).contains(&count)
        && block[BLOCK - count..].iter().all(|byte| usize::from(*byte) == count);
    if padded { count } else { 0 }
}

impl<R: Read> Read for Decrypted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.end && !self.ended {
            self.next_piece()?;
        }
        let count = out.len().min(self.end - self.at);
        out[..count].copy_from_slice(&self.piece[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use aes::cipher::BlockModeEncrypt;

    use super::*;

    fn encrypt(plain: &[u8]) -> Vec<u8> {
        let mut bytes = plain.to_vec();
        let count = BLOCK - bytes.len() % BLOCK;
        bytes.extend(vec![u8::try_from(count).unwrap(); count]);
        let mut cipher = cbc::Encryptor::<Aes256>::new(&[7; 32].into(), &[0; BLOCK].into());
        let (blocks, _) = Block::<Aes256>::slice_as_chunks_mut(&mut bytes);
        cipher.encrypt_blocks(blocks);
        bytes
    }

    fn decrypt(bytes: &[u8], size: Option<u64>) -> Vec<u8> {
        let key = Zeroizing::new([7; 32]);
        let mut out = Vec::new();
        Decrypted::new(bytes, &key, size).read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn content_of_every_length_around_a_piece_comes_back() {
        for length in [0, 1, 15, 16, 17, PIECE - 16, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE] {
            let plain: Vec<u8> = (0..=255).cycle().take(length).collect();
            let bytes = encrypt(&plain);
            assert_eq!(decrypt(&bytes, None), plain, "{length} by its padding");
            assert_eq!(decrypt(&bytes, Some(length as u64)), plain, "{length} by its size");
        }
    }

    #[test]
    fn a_file_that_ends_early_gives_its_whole_blocks() {
        let plain = vec![0; 100];
        let bytes = encrypt(&plain);
        assert_eq!(decrypt(&bytes[..50], Some(100)), plain[..48]);
        assert_eq!(decrypt(&bytes[..50], None), plain[..48]);
        assert_eq!(decrypt(b"", None), b"");
    }
}
