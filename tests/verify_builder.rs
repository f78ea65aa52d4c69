//! A log in memory and the bundles of it, honest and dishonest, for the tests of `verify`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

use dunlog_core::bundle::audit::Audit;
use dunlog_core::bundle::bagit::{Bag, Manifest, statement};
use dunlog_core::bundle::{Policy, name, verify};
use dunlog_core::chain::{Hash, Head, Tree, checkpoint, leaf_hash};
use dunlog_core::key::{SigningKey, key_change_statement};
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{
    Attachment, Channel, Direction, Draft, Fact, Feed, Field, Kind, Millis, Openings, Party,
    Purpose, Seen, Source,
};

pub(crate) const ORIGIN: &str = "dunlog/log/0123456789abcdef0123456789abcdef";
pub(crate) const T0: i64 = 1_750_000_000_000;
const PROGRAM: &str = "dunlog 0.0.0";

/// A record as it stands in the log.
#[derive(Clone)]
pub(crate) struct Placed {
    pub(crate) text: String,
    pub(crate) leaf: Hash,
    pub(crate) openings: Openings,
    pub(crate) attachments: Vec<Attachment>,
}

/// A log, and how a bundle of it is made; each member may be changed to cheat.
#[derive(Clone)]
pub(crate) struct Log {
    pub(crate) origin: &'static str,
    pub(crate) seed: [u8; 32],
    pub(crate) records: Vec<Placed>,
    pub(crate) marks: u64,
    pub(crate) recorded: i64,
    pub(crate) hidden: BTreeSet<usize>,
    pub(crate) masks: Vec<Field>,
    pub(crate) withheld: BTreeSet<Hash>,
    pub(crate) redacted: u64,
    pub(crate) contents: BTreeMap<String, Vec<u8>>,
    /// Called with the text of each payload file before it is written.
    pub(crate) change: fn(&str, String) -> String,
}

impl Log {
    pub(crate) fn new() -> Self {
        let mut log = Self {
            origin: ORIGIN,
            seed: [7; 32],
            records: Vec::new(),
            marks: 0,
            recorded: T0,
            hidden: BTreeSet::new(),
            masks: Vec::new(),
            withheld: BTreeSet::new(),
            redacted: 0,
            contents: BTreeMap::new(),
            change: |_, text| text,
        };
        let mut fact = Fact::new(Kind::Log, Source::Program);
        fact.origin = Some(ORIGIN.into());
        fact.key = Some(log.key().public().to_bytes());
        log.push(empty(fact));
        log
    }

    /// A small log with one of everything that the checks look at.
    pub(crate) fn sample() -> Self {
        let mut log = Self::new();
        log.push(sms(1, "您的借款已逾期，请尽快还款", Source::Captured));
        log.push(sms(2, "second \"text\"\nwith \\ escapes", Source::Captured));
        log.push(empty(Fact::new(Kind::Heartbeat, Source::Program)));
        let recording = log.attach(b"not really a recording", "audio/mp4");
        let mut fact = Fact::new(Kind::File, Source::Imported);
        fact.purpose = Some(Purpose::Exhibit);
        fact.attachments = vec![recording];
        log.push(empty(fact));
        log.push(sms(3, "hidden from the bundle", Source::Captured));
        log.push(sms(4, "last", Source::Captured));
        log.hidden.insert(5);
        log
    }

    pub(crate) fn key(&self) -> SigningKey {
        SigningKey::from_seed(&self.seed)
    }

    pub(crate) fn push(&mut self, draft: Draft) -> Hash {
        self.recorded += 1_000;
        let prev = self.records.last().map_or(Hash::ZERO, |record| record.leaf);
        self.marks += u64::from(draft.fact.kind.is_log_level());
        let attachments = draft.fact.attachments.clone();
        let salt = self.records.len().to_le_bytes()[0];
        let salts: Vec<u8> = (0..draft.salt_bytes()).map(|i| salt ^ i.to_le_bytes()[0]).collect();
        let (_, openings, text) =
            draft.place(prev, self.marks, Millis(self.recorded), &salts).expect("a valid draft");
        let leaf = leaf_hash(text.as_bytes());
        self.records.push(Placed { text, leaf, openings, attachments });
        leaf
    }

    pub(crate) fn attach(&mut self, content: &[u8], media_type: &str) -> Attachment {
        let sha256 = Hash::of(content);
        self.contents.insert(name::attachment(&sha256, media_type), content.to_vec());
        let size = i64::try_from(content.len()).expect("small");
        Attachment { sha256, size, media_type: media_type.into() }
    }

    /// Hands the log over to another key.
    pub(crate) fn change_key(&mut self, seed: [u8; 32], signed: bool) {
        let prev = self.records.last().map_or(Hash::ZERO, |record| record.leaf);
        let new = SigningKey::from_seed(&seed).public();
        let text = key_change_statement(ORIGIN, self.records.len() as u64, &prev, &new);
        let mut fact = Fact::new(Kind::KeyChange, Source::Program);
        fact.key = Some(new.to_bytes());
        fact.signature = signed.then(|| self.key().sign(text.as_bytes()));
        self.push(empty(fact));
        self.seed = seed;
    }

    pub(crate) fn head(&self) -> Head {
        let mut tree = Tree::default();
        tree.extend(self.records.iter().map(|record| record.leaf));
        Head { origin: self.origin.into(), size: tree.size(), root: tree.root() }
    }

    pub(crate) fn bundle(&self) -> Vec<u8> {
        let note = checkpoint::sign(&self.head(), &self.key());
        let mut bag =
            Bag::new(Cursor::new(Vec::new()), &note, &self.key().public()).expect("a checkpoint");
        let mut leaves = String::new();
        for record in &self.records {
            leaves += &format!("{}\n", record.leaf.to_hex());
        }
        let (mut lines, mut openings) = (String::new(), String::new());
        let shown = |place: &usize| !self.hidden.contains(place);
        for place in (0..self.records.len()).filter(shown) {
            let record = &self.records[place];
            lines += &format!("{}\n", record.text);
            let open = record.openings.iter().filter(|(field, _)| !self.masks.contains(field));
            for (field, opening) in open {
                opening.write_line(&mut openings, &record.leaf, field);
                openings.push('\n');
            }
        }
        let files = [
            (name::README, "read me\n".into()),
            (name::REPORT, "<!doctype html>\n".into()),
            (name::SELECTION, self.selection()),
            (name::FINDINGS, "{}\n".into()),
            (name::LEAVES, leaves),
            (name::RECORDS, lines),
            (name::OPENINGS, openings),
        ];
        for (name, text) in files {
            let text = (self.change)(name, text);
            bag.add(name, None, &mut text.as_bytes()).expect("in order");
        }
        for (name, content) in &self.contents {
            bag.add(name, Some(content.len() as u64), &mut &content[..]).expect("in order");
        }
        let sign = |tags: &Hash, head: &Hash| Ok(self.key().sign(statement(tags, head).as_bytes()));
        let sealed = bag.seal(PROGRAM, Millis(T0 + 1_000_000), sign);
        sealed.expect("sealed").into_inner()
    }

    fn selection(&self) -> String {
        let int = |n: u64| Value::Int(i64::try_from(n).expect("small"));
        let hidden = self.hidden.len() as u64;
        let counts = vec![
            ("shown".into(), int(self.records.len() as u64 - hidden)),
            ("hidden".into(), int(hidden)),
            ("redacted".into(), int(self.redacted)),
        ];
        let masks = self.masks.iter().map(|field| Value::Text(field.word().into()));
        let withheld = self.withheld.iter().map(|hash| Value::Text(hash.to_hex()));
        let members = vec![
            ("counts".into(), Value::map(counts)),
            ("masks".into(), Value::List(masks.collect())),
            ("program".into(), Value::Text(PROGRAM.into())),
            ("selection".into(), Value::map(Vec::new())),
            ("time".into(), Value::Int(T0 + 1_000_000)),
            ("version".into(), Value::Int(1)),
            ("withheld".into(), Value::List(withheld.collect())),
        ];
        Value::map(members).to_canonical() + "\n"
    }

    /// The audit of the bundle under a policy that trusts this log's key.
    pub(crate) fn audit(&self) -> Audit {
        audit(&self.bundle(), &Policy::trusting(self.key().public()))
    }
}

/// The files of a bundle, to be changed and packed again.
pub(crate) struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    pub(crate) fn of(bundle: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(bundle)).expect("a zip");
        let files = (0..archive.len()).map(|place| {
            let mut entry = archive.by_index(place).expect("an entry");
            let path = entry.name().expect("a name").into_owned();
            let (_, name) = path.split_once('/').expect("a top folder");
            let name = name.to_owned();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).expect("readable");
            (name, content)
        });
        Self(files.collect())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(name, _)| name.clone())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &(String, Vec<u8>)> {
        self.0.iter()
    }

    pub(crate) fn get(&mut self, name: &str) -> &mut Vec<u8> {
        &mut self.0.iter_mut().find(|file| file.0 == name).expect("there").1
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|file| file.0 != name);
    }

    pub(crate) fn add(&mut self, name: &str, content: &[u8]) {
        self.0.push((name.to_owned(), content.to_vec()));
    }

    /// Writes the manifests anew and signs them.
    pub(crate) fn reseal(&mut self, key: &SigningKey) {
        let mut manifest = Manifest::default();
        let payload = self.0.iter().filter(|(name, _)| name.starts_with("data/"));
        let (mut bytes, mut count) = (0, 0);
        for (name, content) in payload {
            manifest.add(name, Hash::of(content));
            (bytes, count) = (bytes + content.len(), count + 1);
        }
        *self.get(name::MANIFEST) = manifest.to_text().into_bytes();
        let info = String::from_utf8(self.get(name::BAG_INFO).clone()).expect("text");
        let oxum = format!("Payload-Oxum: {bytes}.{count}");
        let lines = info.lines().map(|line| {
            if line.starts_with("Payload-Oxum") { oxum.clone() } else { line.to_owned() }
        });
        *self.get(name::BAG_INFO) = (lines.collect::<Vec<_>>().join("\n") + "\n").into_bytes();
        self.reseal_tags(key);
    }

    /// Writes the tag manifest anew and signs it.
    pub(crate) fn reseal_tags(&mut self, key: &SigningKey) {
        let mut manifest = Manifest::default();
        let apart = [name::TAG_MANIFEST, name::SIGNATURE];
        for (name, content) in &self.0 {
            if !name.contains('/') && !apart.contains(&name.as_str()) {
                manifest.add(name, Hash::of(content));
            }
        }
        let tags = manifest.to_text().into_bytes();
        let text = statement(&Hash::of(&tags), &Hash::of(self.get(name::CHECKPOINT)));
        *self.get(name::SIGNATURE) = key.sign(text.as_bytes()).to_vec();
        *self.get(name::TAG_MANIFEST) = tags;
    }

    /// Packs the files as another program would.
    pub(crate) fn to_zip(&self) -> Vec<u8> {
        self.pack(zip::CompressionMethod::Stored)
    }

    pub(crate) fn pack(&self, method: zip::CompressionMethod) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        for (name, content) in &self.0 {
            zip.start_file(format!("dunlog-01234567-x/{name}"), options).expect("started");
            zip.write_all(content).expect("written");
        }
        zip.finish().expect("finished").into_inner()
    }
}

/// Verifies bytes.
pub(crate) fn audit(bytes: &[u8], policy: &Policy) -> Audit {
    verify(Cursor::new(bytes), policy).expect("memory can be read")
}

/// The codes of an audit's issues, each once.
pub(crate) fn codes(audit: &Audit) -> BTreeSet<&'static str> {
    audit.issues.iter().map(|issue| issue.code).collect()
}

/// A fact with an empty detail.
pub(crate) fn empty(fact: Fact) -> Draft {
    Draft::new(fact).with(Field::Detail, &Value::Map(Vec::new()))
}

/// A text that came in `second` seconds after the log began.
pub(crate) fn sms(second: i64, body: &str, source: Source) -> Draft {
    let mut fact = Fact::new(Kind::Event, source);
    fact.channel = Some(Channel::Sms);
    fact.direction = Some(Direction::In);
    let wall = Millis(T0 + second * 1_000);
    fact.seen = Some(Seen { wall, mono: None, boot: None });
    fact.network = Some(wall);
    if source == Source::Imported {
        let file = Some(Hash::of(b"a backup"));
        fact.feed = Some(Feed { format: "sms_backup".into(), file, package: None, place: second });
    }
    Draft::new(fact)
        .with_party(&Party::new("138 0000 0001", Some("+8613800000001")))
        .with_text(Field::Body, body)
}
