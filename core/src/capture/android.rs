//! What an Android phone sees, as it sees it: arrivals with the phone's clocks, and what becomes
//! of them.
//!
//! The phone's part hands over an [`Entry`] for whatever its system told it and decodes nothing;
//! [`step()`] makes drafts of entries, one after another, and carries a [`State`] on: the parts of a
//! long text that wait for the rest, a call that rings. docs/spec/phone.md.

mod alphabet;
mod call;
mod cdma;
mod clock;
mod entry;
mod gsm;
mod mms;
mod notice;
mod parts;
mod pdu;
mod program;
mod state;
mod step;
mod store;
mod text;

pub use entry::{MAX_ENTRY, MAX_PDU, MAX_PDUS, MAX_PUSH, MAX_ROW, MAX_ROWS, MAX_TEXT};
pub use state::State;
pub use step::{Step, settle, step};
pub use store::content_key;

use crate::record::{Channel, Direction, Millis, words};

/// Why a part of an entry stands for no contact: nothing is lost with it.
pub const ASIDES: [&str; 5] = ["draft", "not-retrieved", "not-sent", "repeated", "status-report"];

/// The phone's clocks at one moment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PhoneClock {
    /// The wall clock.
    pub wall: Millis,
    /// Milliseconds since the boot, sleep included: a clock nobody can set.
    pub monotonic: i64,
    /// Which boot `monotonic` counts from.
    pub boot: String,
    /// Minutes east of UTC that the phone shows.
    pub offset_minutes: i32,
    /// The IANA zone's name, where the phone knows it.
    pub zone: Option<String>,
}

/// The SIM card that something came through, as far as the system says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Sim {
    /// The slot, from 0.
    pub slot: Option<u8>,
    /// The system's subscription id.
    pub subscription: Option<i64>,
    /// The raw `PHONE_ACCOUNT_ID`: an ICCID or a subscription id, by version.
    pub account: Option<String>,
}

words! {
    /// Which standard a text message is coded by, in the words of Android's `format` extra.
    PduFormat {
        /// GSM and all that followed it: 3GPP TS 23.040.
        Gsm = "3gpp",
        /// CDMA: 3GPP2 C.S0015.
        Cdma = "3gpp2",
    }
}

words! {
    /// What the phone says its calls are doing, all of them together.
    CallState {
        /// A call comes in; another may be going on.
        Ringing = "ringing",
        /// A call is dialled, going on or held, and none rings.
        Offhook = "offhook",
        /// There is no call.
        Idle = "idle",
    }
}

words! {
    /// Whether the caller's number may be shown.
    Presentation {
        /// It may.
        Allowed = "allowed",
        /// The caller withheld it.
        Restricted = "restricted",
        /// The network does not know it.
        Unknown = "unknown",
        /// A pay phone.
        Payphone = "payphone",
        /// The network cannot pass it on.
        Unavailable = "unavailable",
    }
}

words! {
    /// A store of the phone.
    Store {
        /// Text messages.
        Sms = "sms",
        /// Multimedia messages.
        Mms = "mms",
        /// The call log.
        Calls = "calls",
    }
}

words! {
    /// A way in which the phone lets us see something.
    Way {
        /// The broadcast of a text message.
        SmsBroadcast = "sms_broadcast",
        /// The push that announces a multimedia message.
        MmsPush = "mms_push",
        /// The broadcast of the state of calls.
        PhoneState = "phone_state",
        /// The callback of the call screening role.
        Screening = "screening",
        /// The store of text messages.
        SmsStore = "sms_store",
        /// The store of multimedia messages.
        MmsStore = "mms_store",
        /// The call log.
        CallLog = "call_log",
        /// The notifications of other programs.
        Notifications = "notifications",
    }
}

words! {
    /// Why nothing was seen for a time.
    GapReason {
        /// The program was stopped by force: nothing reaches it until it is opened.
        ForceStopped = "force_stopped",
        /// The permission was off.
        PermissionOff = "permission_off",
        /// The permission was on, and yet nothing could be seen.
        PermissionBlind = "permission_blind",
        /// The notification listener was not bound.
        ListenerUnbound = "listener_unbound",
        /// The role of screening calls was held by no one or by another program.
        RoleOff = "role_off",
        /// The phone was off.
        PhoneOff = "phone_off",
        /// The program's process was ended by the system or the vendor.
        ProcessKilled = "process_killed",
        /// The store could not be read.
        StoreUnreadable = "store_unreadable",
        /// There was no room to write.
        StorageFull = "storage_full",
        /// Not known.
        Unknown = "unknown",
    }
}

words! {
    /// Why the program gives a sign of life.
    Waking {
        /// The day's.
        Daily = "daily",
        /// The phone was started.
        Boot = "boot",
        /// The program was opened by a person.
        Opened = "opened",
        /// The program was replaced by another version.
        Updated = "updated",
        /// A periodic job ran.
        Job = "job",
    }
}

words! {
    /// What a person sent to see whether it is seen.
    Trial {
        /// A text from an ordinary number.
        OrdinaryText = "ordinary_text",
        /// A text from a service number, such as 106….
        ServiceText = "service_text",
        /// A call.
        Call = "call",
    }
}

/// When something was last seen in a way.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LastSeen {
    /// The way.
    pub way: Way,
    /// The wall clock at that time; none where nothing was ever seen.
    pub at: Option<Millis>,
}

/// Whether a trial was seen in a way.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TrialSeen {
    /// The way.
    pub way: Way,
    /// Whether it was seen.
    pub seen: bool,
}

/// What the phone saw.
///
/// Only `Sms`, `MmsPush`, `CallState` and `Screening` become `captured` records.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Arrival {
    /// A text message was broadcast.
    Sms {
        /// The coding.
        format: PduFormat,
        /// The raw messages, as the broadcast hands them.
        pdus: Vec<Vec<u8>>,
        /// The SIM card.
        sim: Sim,
    },
    /// A push announced a multimedia message.
    MmsPush {
        /// The raw M-Notification.ind.
        pdu: Vec<u8>,
        /// The SIM card.
        sim: Sim,
    },
    /// The state of calls changed; Android says each change twice, with and without number.
    CallState {
        /// The state.
        state: CallState,
        /// The number as given: none where the broadcast has none, empty where it is hidden.
        number: Option<String>,
        /// The SIM card.
        sim: Sim,
    },
    /// The system asked the screening role about a call before it rang.
    Screening {
        /// The number as given.
        number: Option<String>,
        /// Whether it may be shown.
        presentation: Presentation,
        /// Who calls whom.
        direction: Direction,
        /// The SIM card.
        sim: Sim,
    },
    /// Another program posted a notification.
    Notification {
        /// The program.
        package: String,
        /// The notification's key.
        key: String,
        /// What the program's notifications speak of: `Sms` for the phone's own program for texts,
        /// `Call` for its dialler, else `Chat`.
        channel: Channel,
        /// The title: mostly who wrote.
        title: Option<String>,
        /// The text.
        text: Option<String>,
        /// How many bytes the text had before it was cut to [`MAX_TEXT`]; set by
        /// [`Entry::to_bytes`].
        cut_from: Option<i64>,
        /// When it was posted, by the wall clock.
        posted: Millis,
    },
    /// Rows of a store of the phone.
    Rows {
        /// The store.
        store: Store,
        /// The wall clock at the last complete reading of this store before this one; none at the
        /// first. A row that is older and new to the log is late.
        read_before: Option<Millis>,
        /// One JSON object a row under the provider's own column names, with the members that
        /// SMS Import / Export adds (`__parts`, `__sender_address`, `__recipient_addresses`), and
        /// `__offset_minutes`, the UTC offset of the phone's zone at the row's `date`.
        rows: Vec<String>,
    },
    /// In a span nothing could be seen in a way.
    Gap {
        /// The way.
        way: Way,
        /// Its start, by the wall clock.
        from: Millis,
        /// Its end, not included.
        to: Millis,
        /// Why.
        reason: GapReason,
    },
    /// A sign of life.
    Heartbeat {
        /// Why now.
        waking: Waking,
        /// When something was last seen, by way.
        seen: Vec<LastSeen>,
    },
    /// The system says that clock or zone were set; the entry's own clock tells to what.
    Clock,
    /// What a person sent to see whether it is seen.
    SelfTest {
        /// What was sent.
        trial: Trial,
        /// In which ways it was seen.
        ways: Vec<TrialSeen>,
    },
    /// The borrower stated the own number of a SIM slot; an empty one takes it back.
    OwnNumber {
        /// The slot, from 0.
        slot: u8,
        /// The number as stated.
        number: String,
    },
}

/// One arrival with the phone's clocks: what the spool keeps.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// The clocks when it arrived.
    pub clock: PhoneClock,
    /// What arrived.
    pub arrival: Arrival,
}
