//! Payloads of every kind of event: see `blog::fuzzing::event`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| blog::fuzzing::event(bytes));
