//! Encrypted backups: only the files that are taken are decrypted.
