-- A vault at version 1 (docs/spec/vault.md). Whatever says something about the owner is sealed;
-- blind keys are HMACs cut to 16 bytes.

-- What opens the vault: origin, public key, and marks of a copy or of damage.
CREATE TABLE header (
  name TEXT PRIMARY KEY, -- 'origin', 'key', 'copy' or 'damage'
  value BLOB NOT NULL    -- the name of the log; 32 bytes; empty; the code
) STRICT, WITHOUT ROWID;

-- The secrets, each wrapped by the keystore and by the recovery code.
CREATE TABLE slot (
  purpose TEXT NOT NULL, -- 'data' or 'seed'
  holder TEXT NOT NULL,  -- 'keystore' or 'recovery'
  wrapped BLOB NOT NULL, -- the secret, wrapped
  PRIMARY KEY (purpose, holder)
) STRICT, WITHOUT ROWID;

-- The newest signed head, and the right edge of the tree below it.
CREATE TABLE head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  checkpoint TEXT NOT NULL, -- the signed note
  edge BLOB NOT NULL        -- the roots of the full subtrees, largest first, 32 bytes each
) STRICT;

-- The leaf hash of every record; kept apart, so that a lost row does not cost the proof.
CREATE TABLE leaf (
  place INTEGER PRIMARY KEY, -- from 0
  hash BLOB NOT NULL         -- 32 bytes
) STRICT;

-- The rows: line and openings.
CREATE TABLE record (
  place INTEGER PRIMARY KEY, -- from 0
  sealed BLOB NOT NULL       -- start of the leaf, nonce, sealed line and openings, tag
) STRICT;

-- The events of a day.
CREATE TABLE day (
  key BLOB NOT NULL,      -- blind key of the UTC day
  place INTEGER NOT NULL, -- of the record
  sighting BLOB NOT NULL, -- what events are grouped by, sealed
  PRIMARY KEY (key, place)
) STRICT, WITHOUT ROWID;

-- The events of a party on a day.
CREATE TABLE party (
  key BLOB NOT NULL,      -- blind key of the party and the UTC day
  place INTEGER NOT NULL, -- of the record
  PRIMARY KEY (key, place)
) STRICT, WITHOUT ROWID;

-- The source rows that are held.
CREATE TABLE source_row (
  key BLOB PRIMARY KEY,  -- blind key of the format and the row
  place INTEGER NOT NULL -- of the record
) STRICT, WITHOUT ROWID;

-- The source rows whose records were redacted.
CREATE TABLE redacted_row (
  key BLOB PRIMARY KEY -- blind key of the format and the row
) STRICT, WITHOUT ROWID;

-- Counts by day, and the list of parties; follow from the records.
CREATE TABLE tally (
  key BLOB PRIMARY KEY, -- blind key of what is counted
  sealed BLOB NOT NULL  -- nonce, sealed counts, tag
) STRICT, WITHOUT ROWID;

-- What opens each attachment, and which files hold which rows.
CREATE TABLE entry (
  key BLOB PRIMARY KEY, -- blind key of what it is about
  sealed BLOB NOT NULL  -- nonce, sealed content, tag
) STRICT, WITHOUT ROWID;

-- The files in the attachments folder.
CREATE TABLE attachment (
  name BLOB PRIMARY KEY -- the random file name, 16 bytes
) STRICT, WITHOUT ROWID;
