//! The line of a record: every member at its fixed place, written and read in one pass.
//!
//! docs/spec/record.md, "The line". The reader takes only what the writer would write.

use super::canonical::{Cursor, write_hex, write_int, write_text};
use super::{
    Admission, Attachment, Channel, Commitments, Direction, Evidence, Fact, Feed, Field, Kind,
    Millis, Offset, OffsetFrom, Outcome, Purpose, Relation, Role, Seen, Source, VERSION,
};
use crate::chain::{Hash, Head};
use crate::error::{Error, Malformed, Result};

/// The longest line, in bytes without LF.
pub const MAX_LINE: usize = 256 * 1024;

/// The longest list of attachments, targets or signatures in one line.
const MAX_LIST: usize = 1_000;

/// What a line says: the facts, the place in the chain, and the commitments.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line {
    /// The id of the record before; zeros for the first.
    pub prev: Hash,
    /// How many log-level records there are up to here, this one included.
    pub marks: u64,
    /// When it was appended, by the wall clock.
    pub recorded: Millis,
    /// The public facts.
    pub fact: Fact,
    /// The commitments.
    pub commitments: Commitments,
}

impl Line {
    /// The commitment to a private field.
    pub fn commitment(&self, field: Field) -> Option<Hash> {
        self.commitments.get(field)
    }

    /// The canonical line, without LF.
    ///
    /// # Errors
    /// `Malformed` where a member is missing, not allowed for the kind, or out of its range.
    pub fn to_canonical(&self) -> Result<String> {
        self.check()?;
        let mut out = Writer(String::with_capacity(1024));
        let Self { prev, marks, recorded, fact, commitments } = self;
        let Fact {
            kind,
            source,
            offset,
            seen,
            network,
            local,
            channel,
            direction,
            outcome,
            duration,
            service,
            slot,
            feed,
            evidence,
            purpose,
            kept,
            attachments,
            body_attached,
            targets,
            relation,
            case,
            role,
            from,
            to,
            reason,
            delta,
            origin,
            key,
            signature,
            head,
            admits,
            repaired,
        } = fact;
        out.0.push_str("{\"dunlog\":");
        write_int(&mut out.0, VERSION);
        out.text("kind", kind.word());
        out.hex("prev", &prev.0);
        out.int("marks", i64::try_from(*marks).unwrap_or(i64::MAX));
        out.int("recorded", recorded.0);
        out.text("source", source.word());
        if let Some(Offset { minutes, zone, from }) = offset {
            out.object("offset", |out| {
                out.int("minutes", *minutes);
                out.maybe_text("zone", zone.as_deref());
                out.text("from", from.word());
            });
        }
        if let Some(Seen { wall, mono, boot }) = seen {
            out.object("seen", |out| {
                out.int("wall", wall.0);
                out.maybe_int("mono", *mono);
                out.maybe_text("boot", boot.as_deref());
            });
        }
        out.maybe_int("network", network.map(|time| time.0));
        out.maybe_text("local", local.as_deref());
        out.maybe_text("channel", channel.map(Channel::word));
        out.maybe_text("direction", direction.map(Direction::word));
        out.maybe_text("outcome", outcome.map(Outcome::word));
        out.maybe_int("duration", *duration);
        out.maybe_text("service", service.as_deref());
        out.maybe_int("slot", *slot);
        if let Some(Feed { format, file, package, place }) = feed {
            out.object("feed", |out| {
                out.text("format", format);
                out.maybe_hex("file", file.as_ref().map(|hash| &hash.0[..]));
                out.maybe_text("package", package.as_deref());
                out.int("place", *place);
            });
        }
        out.maybe_text("evidence", evidence.map(Evidence::word));
        out.maybe_text("purpose", purpose.map(Purpose::word));
        if let Some(kept) = kept {
            out.key("kept");
            out.0.push_str(if *kept { "true" } else { "false" });
        }
        if !attachments.is_empty() {
            out.list("attachments", attachments, |out, item| {
                let Attachment { sha256, size, media_type } = item;
                out.0.push('{');
                out.hex("sha256", &sha256.0);
                out.int("size", *size);
                out.text("type", media_type);
                out.0.push('}');
            });
        }
        out.maybe_hex("body_attached", body_attached.as_ref().map(|hash| &hash.0[..]));
        if !targets.is_empty() {
            out.list("targets", targets, |out, hash| {
                out.0.push('"');
                write_hex(&mut out.0, &hash.0);
                out.0.push('"');
            });
        }
        out.maybe_text("relation", relation.map(Relation::word));
        out.maybe_text("case", case.as_deref());
        out.maybe_text("role", role.map(Role::word));
        out.maybe_int("from", from.map(|time| time.0));
        out.maybe_int("to", to.map(|time| time.0));
        out.maybe_text("reason", reason.as_deref());
        out.maybe_int("delta", *delta);
        out.maybe_text("origin", origin.as_deref());
        out.maybe_hex("key", key.as_ref().map(|key| &key[..]));
        out.maybe_hex("signature", signature.as_ref().map(|bytes| &bytes[..]));
        if let Some(Head { origin, size, root }) = head {
            out.object("head", |out| {
                out.text("origin", origin);
                out.int("size", i64::try_from(*size).unwrap_or(i64::MAX));
                out.hex("root", &root.0);
            });
        }
        if let Some(Admission { bundle, signer, origin, index, leaf, forced }) = admits {
            out.object("admits", |out| {
                out.hex("bundle", &bundle.0);
                out.hex("signer", signer);
                out.text("origin", origin);
                out.int("index", *index);
                out.hex("leaf", &leaf.0);
                out.key("forced");
                out.0.push_str(if *forced { "true" } else { "false" });
            });
        }
        if !repaired.is_empty() {
            out.list("repaired", repaired, |out, field| write_text(&mut out.0, field.word()));
        }
        for (field, hash) in commitments.iter() {
            out.object(field.word(), |out| out.hex("h", &hash.0));
        }
        out.0.push('}');
        if out.0.len() > MAX_LINE {
            return Err(Malformed::new("record", 0, "line-too-long").into());
        }
        Ok(out.0)
    }

    /// Reads a line, without LF.
    ///
    /// # Errors
    /// `Unsupported` for a newer version; `Malformed` with the byte offset where the line stops
    /// being canonical, or with offset 0 where a member is missing or not allowed.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_LINE {
            return Err(Malformed::new("record", 0, "line-too-long").into());
        }
        let mut c = Cursor::new(bytes);
        c.expect(b"{\"dunlog\":")?;
        let version = c.int()?;
        if version != VERSION {
            let version = u64::try_from(version).map_err(|_| c.fault("not-canonical"))?;
            return Err(Error::Unsupported { format: "record", version });
        }
        c.expect(b",\"kind\":")?;
        let kind = word(&mut c, Kind::parse)?;
        c.expect(b",\"prev\":")?;
        let prev = Hash(c.hex()?);
        c.expect(b",\"marks\":")?;
        let marks = u64::try_from(c.int()?).map_err(|_| c.fault("integer-out-of-range"))?;
        c.expect(b",\"recorded\":")?;
        let recorded = Millis(c.int()?);
        c.expect(b",\"source\":")?;
        let mut fact = Fact::new(kind, word(&mut c, Source::parse)?);
        if c.take(b",\"offset\":{\"minutes\":") {
            let minutes = c.int()?;
            let zone = maybe(&mut c, b",\"zone\":", owned)?;
            c.expect(b",\"from\":")?;
            fact.offset = Some(Offset { minutes, zone, from: word(&mut c, OffsetFrom::parse)? });
            c.expect(b"}")?;
        }
        if c.take(b",\"seen\":{\"wall\":") {
            let wall = Millis(c.int()?);
            let mono = maybe(&mut c, b",\"mono\":", Cursor::int)?;
            let boot = maybe(&mut c, b",\"boot\":", owned)?;
            fact.seen = Some(Seen { wall, mono, boot });
            c.expect(b"}")?;
        }
        fact.network = maybe(&mut c, b",\"network\":", Cursor::int)?.map(Millis);
        fact.local = maybe(&mut c, b",\"local\":", owned)?;
        fact.channel = maybe(&mut c, b",\"channel\":", |c| word(c, Channel::parse))?;
        fact.direction = maybe(&mut c, b",\"direction\":", |c| word(c, Direction::parse))?;
        fact.outcome = maybe(&mut c, b",\"outcome\":", |c| word(c, Outcome::parse))?;
        fact.duration = maybe(&mut c, b",\"duration\":", Cursor::int)?;
        fact.service = maybe(&mut c, b",\"service\":", owned)?;
        fact.slot = maybe(&mut c, b",\"slot\":", Cursor::int)?;
        if c.take(b",\"feed\":{\"format\":") {
            let format = owned(&mut c)?;
            let file = maybe(&mut c, b",\"file\":", Cursor::hex)?.map(Hash);
            let package = maybe(&mut c, b",\"package\":", owned)?;
            c.expect(b",\"place\":")?;
            fact.feed = Some(Feed { format, file, package, place: c.int()? });
            c.expect(b"}")?;
        }
        fact.evidence = maybe(&mut c, b",\"evidence\":", |c| word(c, Evidence::parse))?;
        fact.purpose = maybe(&mut c, b",\"purpose\":", |c| word(c, Purpose::parse))?;
        fact.kept = maybe(&mut c, b",\"kept\":", flag)?;
        fact.attachments = list(&mut c, b",\"attachments\":[", |c| {
            c.expect(b"{\"sha256\":")?;
            let sha256 = Hash(c.hex()?);
            c.expect(b",\"size\":")?;
            let size = c.int()?;
            c.expect(b",\"type\":")?;
            let media_type = owned(c)?;
            c.expect(b"}")?;
            Ok(Attachment { sha256, size, media_type })
        })?;
        fact.body_attached = maybe(&mut c, b",\"body_attached\":", Cursor::hex)?.map(Hash);
        fact.targets = list(&mut c, b",\"targets\":[", |c| c.hex().map(Hash))?;
        fact.relation = maybe(&mut c, b",\"relation\":", |c| word(c, Relation::parse))?;
        fact.case = maybe(&mut c, b",\"case\":", owned)?;
        fact.role = maybe(&mut c, b",\"role\":", |c| word(c, Role::parse))?;
        fact.from = maybe(&mut c, b",\"from\":", Cursor::int)?.map(Millis);
        fact.to = maybe(&mut c, b",\"to\":", Cursor::int)?.map(Millis);
        fact.reason = maybe(&mut c, b",\"reason\":", owned)?;
        fact.delta = maybe(&mut c, b",\"delta\":", Cursor::int)?;
        fact.origin = maybe(&mut c, b",\"origin\":", owned)?;
        fact.key = maybe(&mut c, b",\"key\":", Cursor::hex)?;
        fact.signature = maybe(&mut c, b",\"signature\":", Cursor::hex)?;
        if c.take(b",\"head\":{\"origin\":") {
            let origin = owned(&mut c)?;
            c.expect(b",\"size\":")?;
            let size = u64::try_from(c.int()?).map_err(|_| c.fault("integer-out-of-range"))?;
            c.expect(b",\"root\":")?;
            fact.head = Some(Head { origin, size, root: Hash(c.hex()?) });
            c.expect(b"}")?;
        }
        if c.take(b",\"admits\":{\"bundle\":") {
            let bundle = Hash(c.hex()?);
            c.expect(b",\"signer\":")?;
            let signer = c.hex()?;
            c.expect(b",\"origin\":")?;
            let origin = owned(&mut c)?;
            c.expect(b",\"index\":")?;
            let index = c.int()?;
            c.expect(b",\"leaf\":")?;
            let leaf = Hash(c.hex()?);
            c.expect(b",\"forced\":")?;
            let forced = flag(&mut c)?;
            fact.admits = Some(Admission { bundle, signer, origin, index, leaf, forced });
            c.expect(b"}")?;
        }
        fact.repaired = list(&mut c, b",\"repaired\":[", |c| word(c, Field::parse))?;
        let mut commitments = Commitments::with_room();
        for field in Field::ALL {
            let start = c.offset();
            if c.peek() == Some(b'}') {
                break;
            }
            if c.take(b",\"") && c.take(field.word().as_bytes()) && c.take(b"\":{\"h\":") {
                commitments.push(*field, Hash(c.hex()?));
                c.expect(b"}")?;
            } else {
                c.rewind(start);
            }
        }
        c.expect(b"}")?;
        c.end()?;
        let line = Self { prev, marks, recorded, fact, commitments: commitments.fitted() };
        line.check()?;
        Ok(line)
    }

    /// Checks ranges, word forms and the table of members by kind.
    fn check(&self) -> Result<()> {
        match self.fault() {
            Some(code) => Err(Malformed::new("record", 0, code).into()),
            None => Ok(()),
        }
    }

    fn fault(&self) -> Option<&'static str> {
        let fact = &self.fact;
        if self.commitments.is_empty() {
            return Some("no-commitment");
        }
        if self.marks == 0 || self.marks > 1 << 53 {
            return Some("integer-out-of-range");
        }
        let seen = fact.seen.as_ref();
        let times =
            [Some(self.recorded), seen.map(|seen| seen.wall), fact.network, fact.from, fact.to];
        if times.into_iter().flatten().any(|time| !time.in_range()) {
            return Some("time-out-of-range");
        }
        if fact.offset.as_ref().is_some_and(|offset| !(-1080..=1080).contains(&offset.minutes)) {
            return Some("offset-out-of-range");
        }
        let sizes = fact.attachments.iter().map(|item| item.size);
        let counts = [fact.duration, fact.slot, seen.and_then(|seen| seen.mono)];
        let admitted = fact.admits.as_ref().map(|admits| admits.index);
        let mut unsigned = counts.into_iter().chain([admitted]).flatten().chain(sizes);
        if unsigned.any(|n| !(0..=1 << 53).contains(&n)) {
            return Some("integer-out-of-range");
        }
        if fact.local.as_deref().is_some_and(|local| !is_local(local)) {
            return Some("bad-local-time");
        }
        let feed = fact.feed.as_ref();
        if feed.is_some_and(|feed| feed.file.is_some() && feed.place < 1) {
            return Some("integer-out-of-range");
        }
        let words = [
            fact.service.as_deref(),
            fact.reason.as_deref(),
            fact.case.as_deref(),
            feed.map(|feed| feed.format.as_str()),
        ];
        if words.into_iter().flatten().any(|word| !is_word(word)) {
            return Some("bad-word");
        }
        let heads = [fact.head.as_ref().map(|head| head.origin.as_str())];
        let admits = fact.admits.as_ref().map(|admits| admits.origin.as_str());
        let mut origins = heads.into_iter().chain([fact.origin.as_deref(), admits]).flatten();
        if origins.any(|origin| !is_origin(origin)) {
            return Some("bad-origin");
        }
        let boot = seen.and_then(|seen| seen.boot.as_deref());
        let zone = fact.offset.as_ref().and_then(|offset| offset.zone.as_deref());
        let package = feed.and_then(|feed| feed.package.as_deref());
        let types = fact.attachments.iter().map(|item| item.media_type.as_str());
        let mut names = [boot, zone, package].into_iter().flatten().chain(types);
        if names.any(|name| !is_name(name)) {
            return Some("bad-name");
        }
        if fact.attachments.len() > MAX_LIST || fact.targets.len() > MAX_LIST {
            return Some("list-too-long");
        }
        if !fact.repaired.is_sorted_by(|a, b| a.index() < b.index()) {
            return Some("repaired-out-of-order");
        }
        self.member_fault()
    }

    /// The table of docs/spec/record.md: what each kind needs, and what it may have.
    fn member_fault(&self) -> Option<&'static str> {
        let f = &self.fact;
        let timed = f.seen.is_some() || f.network.is_some() || f.local.is_some();
        let needed = match f.kind {
            Kind::Event => f.channel.is_some() && timed,
            Kind::File => f.purpose.is_some() && !f.attachments.is_empty(),
            Kind::Statement => f.evidence.is_some(),
            Kind::Link => f.relation.is_some() && f.targets.len() == 2,
            Kind::Admitted => f.admits.is_some() && self.commitment(Field::Line).is_some(),
            Kind::Log => f.origin.is_some() && f.key.is_some(),
            Kind::Gap => f.channel.is_some() && f.from.is_some() && f.to.is_some(),
            Kind::Heartbeat => true,
            Kind::Clock => f.delta.is_some(),
            Kind::Zone => f.offset.is_some(),
            Kind::SelfTest => f.channel.is_some(),
            Kind::OwnNumber => f.slot.is_some() && self.commitment(Field::Own).is_some(),
            Kind::KeyChange => f.key.is_some(),
            Kind::Redaction => !f.targets.is_empty() && f.reason.is_some(),
            Kind::Case => f.case.is_some(),
            Kind::Role => f.role.is_some(),
            Kind::Tag => f.case.is_some() && !f.targets.is_empty(),
            Kind::Refusal | Kind::Agreement | Kind::CheckResult => true,
            Kind::Withdrawal => !f.targets.is_empty(),
        };
        if !needed {
            return Some("member-missing");
        }
        use Kind as K;
        let k = f.kind;
        let content = matches!(k, K::Event | K::File | K::Statement);
        let span = matches!(k, K::Gap | K::Role | K::Agreement | K::Refusal);
        let cased =
            matches!(k, K::Case | K::Role | K::Tag | K::Refusal | K::Agreement | K::Statement);
        let allowed = (f.channel.is_none() || matches!(k, K::Event | K::Gap | K::SelfTest))
            && (f.direction.is_none() || matches!(k, K::Event | K::File))
            && (f.outcome.is_none() || k == K::Event && f.channel == Some(Channel::Call))
            && (f.duration.is_none() || matches!(k, K::Event | K::File))
            && (f.service.is_none() || k == K::Event)
            && (f.slot.is_none() || matches!(k, K::Event | K::OwnNumber))
            && (f.feed.is_none() || matches!(k, K::Event | K::File))
            && (f.evidence.is_none() || matches!(k, K::Statement | K::File))
            && (f.purpose.is_none() || k == K::File)
            && (f.kept.is_none() || k == K::File)
            && (f.attachments.is_empty() || content || k == K::Redaction)
            && (f.body_attached.is_none() || k == K::Event)
            && (f.relation.is_none() || k == K::Link)
            && (f.targets.is_empty() || !matches!(k, K::Event | K::File | K::Admitted | K::Log))
            && (f.case.is_none() || cased)
            && (f.role.is_none() || k == K::Role)
            && (f.from.is_none() && f.to.is_none() || span)
            && (f.reason.is_none() || k.is_log_level() || k == K::Event)
            && (f.delta.is_none() || k == K::Clock)
            && (f.origin.is_none() || k == K::Log)
            && (f.key.is_none() || matches!(k, K::Log | K::KeyChange))
            && (f.signature.is_none() || k == K::KeyChange)
            && (f.head.is_none() || k == K::Log)
            && (f.admits.is_none() || k == K::Admitted);
        if !allowed {
            return Some("member-not-allowed");
        }
        let attached = |hash: &Hash| f.attachments.iter().any(|item| item.sha256 == *hash);
        if f.body_attached.as_ref().is_some_and(|hash| !attached(hash)) {
            return Some("body-not-attached");
        }
        if matches!((f.from, f.to), (Some(from), Some(to)) if from > to) {
            return Some("span-reversed");
        }
        None
    }
}

/// `[a-z0-9_]`, 1 to 32 characters.
pub(crate) fn is_word(word: &str) -> bool {
    (1..=32).contains(&word.len())
        && word.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// Printable ASCII without quotes and backslash, 1 to 128 characters.
fn is_name(name: &str) -> bool {
    (1..=128).contains(&name.len())
        && name.bytes().all(|b| (0x20..0x7f).contains(&b) && b != b'"' && b != b'\\')
}

/// `dunlog/log/` and 32 lower-case hex digits.
pub(crate) fn is_origin(origin: &str) -> bool {
    origin.strip_prefix("dunlog/log/").is_some_and(|id| {
        id.len() == 32 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// `YYYY-MM-DDThh:mm:ss`, a date and time that exist, in 1990 to 2100.
fn is_local(local: &str) -> bool {
    use chrono::Datelike;
    local.len() == 19
        && chrono::NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M:%S").is_ok_and(|time| {
            (1990..=2100).contains(&time.year())
                && time.format("%Y-%m-%dT%H:%M:%S").to_string() == local
        })
}

fn maybe<'a, T>(
    c: &mut Cursor<'a>,
    key: &[u8],
    read: impl FnOnce(&mut Cursor<'a>) -> Result<T>,
) -> Result<Option<T>> {
    if c.take(key) { read(c).map(Some) } else { Ok(None) }
}

fn list<'a, T>(
    c: &mut Cursor<'a>,
    key: &[u8],
    mut read: impl FnMut(&mut Cursor<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut items = Vec::new();
    if c.take(key) {
        loop {
            items.push(read(c)?);
            if c.take(b"]") {
                break;
            }
            c.expect(b",")?;
        }
    }
    Ok(items)
}

fn word<T>(c: &mut Cursor<'_>, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
    let text = c.text()?;
    parse(&text).ok_or_else(|| c.fault("unknown-word"))
}

fn owned(c: &mut Cursor<'_>) -> Result<String> {
    c.text().map(std::borrow::Cow::into_owned)
}

fn flag(c: &mut Cursor<'_>) -> Result<bool> {
    if c.take(b"true") { Ok(true) } else { c.expect(b"false").map(|()| false) }
}

/// Appends members, each behind a comma unless it is the first of its object.
struct Writer(String);

impl Writer {
    fn key(&mut self, key: &str) {
        if !self.0.ends_with('{') {
            self.0.push(',');
        }
        self.0.push('"');
        self.0.push_str(key);
        self.0.push_str("\":");
    }

    fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        write_text(&mut self.0, text);
    }

    fn int(&mut self, key: &str, n: i64) {
        self.key(key);
        write_int(&mut self.0, n);
    }

    fn hex(&mut self, key: &str, bytes: &[u8]) {
        self.key(key);
        self.0.push('"');
        write_hex(&mut self.0, bytes);
        self.0.push('"');
    }

    fn maybe_text(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    fn maybe_int(&mut self, key: &str, n: Option<i64>) {
        if let Some(n) = n {
            self.int(key, n);
        }
    }

    fn maybe_hex(&mut self, key: &str, bytes: Option<&[u8]>) {
        if let Some(bytes) = bytes {
            self.hex(key, bytes);
        }
    }

    fn object(&mut self, key: &str, members: impl FnOnce(&mut Self)) {
        self.key(key);
        self.0.push('{');
        members(self);
        self.0.push('}');
    }

    fn list<T>(&mut self, key: &str, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.key(key);
        for (i, item) in items.iter().enumerate() {
            self.0.push(if i == 0 { '[' } else { ',' });
            write(self, item);
        }
        self.0.push(']');
    }
}
