//! What the fuzz targets share: a sink that throws away, and a context without a clock.

use std::io::Read;

use dunlog_core::capture::chat_export::Answers;
use dunlog_core::capture::{Context, Emit, Item, Sink};
use dunlog_core::chain::Hash;
use dunlog_core::record::{Attachment, Line, Millis, Offset};
use dunlog_core::{Malformed, Result};

/// The largest content that the sink takes: targets test readers, not disks.
const LIMIT: u64 = 1 << 24;

struct Discard;

impl Sink for Discard {
    fn attach(&mut self, content: &mut dyn Read, media_type: &str) -> Result<Attachment> {
        let size = std::io::copy(&mut content.take(LIMIT), &mut std::io::sink())?;
        if size == LIMIT {
            return Err(Malformed::new("file", 0, "attachment-too-large").into());
        }
        let size = i64::try_from(size).expect("the limit is small");
        Ok(Attachment { sha256: Hash::ZERO, size, media_type: media_type.to_owned() })
    }
}

/// Runs an adapter; each draft must become a line that reads as itself.
pub fn capture(read: impl FnOnce(&Context<'_>, &mut dyn Sink, Emit<'_>) -> Result<()>) {
    let offset = |_: Millis| -> Option<Offset> { None };
    let context = Context { file: Hash::ZERO, offset: &offset, country: Some("CN"), answers: Answers::default() };
    let _ = read(&context, &mut Discard, &mut |item| {
        if let Item::Draft(draft) = item {
            let salts = vec![0; draft.salt_bytes()];
            let now = Millis(1_800_000_000_000);
            let (line, _, text) =
                draft.place(Hash::ZERO, 1, now, &salts).expect("a draft has a line");
            assert_eq!(Line::parse(text.as_bytes()).expect("a line can be read"), line);
        }
        Ok(())
    });
}
