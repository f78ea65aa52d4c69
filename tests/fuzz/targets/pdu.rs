#![no_main]
//! Raw messages of a phone: a byte for the kind, then each message behind its length.
use dunlog_core::capture::android::{Arrival, PduFormat, Sim};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((kind, mut rest)) = bytes.split_first() else { return };
    let sim = || Sim { slot: Some(0), subscription: None, account: None };
    let mut pdus = Vec::new();
    while let [length, behind @ ..] = rest {
        let (pdu, behind) = behind.split_at(usize::from(*length).min(behind.len()));
        pdus.push(pdu.to_vec());
        rest = behind;
    }
    let arrivals = pdus.into_iter().map(|pdu| match kind % 3 {
        0 => Arrival::Sms { format: PduFormat::Gsm, pdus: vec![pdu], sim: sim() },
        1 => Arrival::Sms { format: PduFormat::Cdma, pdus: vec![pdu], sim: sim() },
        _ => Arrival::MmsPush { pdu, sim: sim() },
    });
    dunlog_fuzz::arrivals(arrivals);
});
