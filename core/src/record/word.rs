//! The closed sets of words that records use (docs/spec/record.md, "Words").

/// Declares an enum whose variants have one fixed word each.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every variant, in the specification's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word that stands in records.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The variant that a word names.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

pub(crate) use words;

words! {
    /// What a record is.
    Kind {
        /// A call, message, visit or letter.
        Event = "event",
        /// A file: a recording, photo, document, or a kept source file.
        File = "file",
        /// Typed evidence of one of the five kinds.
        Statement = "statement",
        /// A tie between two records.
        Link = "link",
        /// Another person's record in a case vault.
        Admitted = "admitted",
        /// The first record of a log.
        Log = "log",
        /// A time in which a channel was not watched.
        Gap = "gap",
        /// A daily sign of life.
        Heartbeat = "heartbeat",
        /// The wall clock was moved.
        Clock = "clock",
        /// The time zone changed.
        Zone = "zone",
        /// The outcome of a test of the channels.
        SelfTest = "self_test",
        /// The owner's own number of a SIM slot.
        OwnNumber = "own_number",
        /// Another key signs from here on.
        KeyChange = "key_change",
        /// Openings were dropped for ever.
        Redaction = "redaction",
        /// Facts of a case.
        Case = "case",
        /// Who a number is.
        Role = "role",
        /// Puts a record into a case.
        Tag = "tag",
        /// A contact person refused further contact.
        Refusal = "refusal",
        /// A time for contact was agreed.
        Agreement = "agreement",
        /// An agreement or refusal was taken back.
        Withdrawal = "withdrawal",
        /// What 12368, a court or the bar answered.
        CheckResult = "check_result",
    }
}

impl Kind {
    /// Whether records of this kind count in `marks` and stand in every bundle.
    pub const fn is_log_level(self) -> bool {
        !matches!(self, Self::Event | Self::File | Self::Statement | Self::Link | Self::Admitted)
    }
}

words! {
    /// How a record came in: a weight class (design, section 5).
    Source {
        /// The system called our code when it arrived.
        Captured = "captured",
        /// Read later from the phone's own store.
        Mirrored = "mirrored",
        /// From the telephone operator's own list.
        Operator = "operator",
        /// Handed over by another program on the phone.
        Relayed = "relayed",
        /// From a backup file that another program wrote.
        Imported = "imported",
        /// A person entered it.
        Typed = "typed",
        /// Written by Dunlog about itself.
        Program = "program",
    }
}

impl Source {
    /// The rank in which sightings are taken: higher first (semantics 11).
    pub const fn weight(self) -> u8 {
        match self {
            Self::Captured => 5,
            Self::Mirrored | Self::Operator => 4,
            Self::Relayed | Self::Imported => 3,
            Self::Typed => 2,
            Self::Program => 0,
        }
    }
}

words! {
    /// The way a contact was made.
    Channel {
        /// A voice or video call.
        Call = "call",
        /// A text message.
        Sms = "sms",
        /// A multimedia message.
        Mms = "mms",
        /// A message of a chat service, iMessage and RCS included.
        Chat = "chat",
        /// Someone came in person.
        Visit = "visit",
        /// Something on paper.
        Letter = "letter",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// Who contacted whom.
    Direction {
        /// To the vault's owner.
        In = "in",
        /// From the vault's owner.
        Out = "out",
    }
}

words! {
    /// How a call ended.
    Outcome {
        /// Answered by a person.
        Connected = "connected",
        /// Rang without answer.
        Missed = "missed",
        /// Turned away by hand.
        Rejected = "rejected",
        /// Stopped by a filter.
        Blocked = "blocked",
        /// Went to voicemail.
        Voicemail = "voicemail",
        /// A program answered.
        AnsweredByAssistant = "answered_by_assistant",
    }
}

words! {
    /// The five kinds of evidence that lawyers list (design, section 5).
    Evidence {
        /// 录音录像: audio and video.
        Recording = "recording",
        /// 报警记录: a police record.
        PoliceRecord = "police_record",
        /// 证人证言: a witness statement.
        WitnessStatement = "witness_statement",
        /// 监控资料: surveillance footage.
        Footage = "footage",
        /// 书面/电子凭证: a written or electronic document.
        Document = "document",
    }
}

words! {
    /// Why a file is in the vault.
    Purpose {
        /// It is evidence itself.
        Exhibit = "exhibit",
        /// Records were read from it.
        Source = "source",
    }
}

words! {
    /// What ties two records.
    Relation {
        /// The first records the second.
        RecordingOf = "recording_of",
        /// The first supports the second.
        Supports = "supports",
        /// The two may be one event; nobody has decided.
        PerhapsSame = "perhaps_same",
        /// The first answers the second.
        ReplyTo = "reply_to",
    }
}

words! {
    /// Who a number is (semantics 2).
    Role {
        /// The lender.
        Creditor = "creditor",
        /// A collector working for the lender.
        Agency = "agency",
        /// Answers for the debt.
        Guarantor = "guarantor",
        /// Owes the debt too.
        CoDebtor = "co_debtor",
        /// Married to the debtor.
        Spouse = "spouse",
        /// Named to the lender as a contact.
        EmergencyContact = "emergency_contact",
        /// Has nothing to do with the debt.
        ThirdPerson = "third_person",
        /// Someone else.
        Other = "other",
        /// Not known.
        Unknown = "unknown",
    }
}

words! {
    /// Where a UTC offset came from.
    OffsetFrom {
        /// The phone told it with the event.
        Phone = "phone",
        /// The file says it for this row.
        File = "file",
        /// A person chose a time zone for the import.
        Option = "option",
    }
}

words! {
    /// The private fields, each behind a commitment; in the line's order.
    Field {
        /// The other side: number or name as shown, normalised, group members.
        Party = "party",
        /// The owner's own number.
        Own = "own",
        /// The name in the phone's contacts.
        Contact = "contact",
        /// The subject of a message.
        Subject = "subject",
        /// The exact text.
        Body = "body",
        /// Typed or program detail: an object.
        Detail = "detail",
        /// The attachments' file names, one each.
        Names = "names",
        /// A place: an object.
        Location = "location",
        /// The raw message as it came off the air.
        Pdu = "pdu",
        /// The message centre's number.
        ServiceCentre = "service_centre",
        /// The row of the source, every column.
        SourceRow = "source_row",
        /// The original line of an admitted record.
        Line = "line",
    }
}

impl Field {
    /// How many fields there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The place in the line's order.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The fields that hiding this one hides too (design, section 4).
    pub const fn hidden_with(self) -> &'static [Self] {
        match self {
            Self::Party | Self::Own => &[Self::Contact, Self::Names, Self::Pdu, Self::SourceRow],
            Self::Body => &[Self::Contact, Self::Subject, Self::Pdu, Self::SourceRow],
            _ => &[],
        }
    }
}
