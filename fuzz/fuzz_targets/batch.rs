//! Messages of other nodes: see `blog::fuzzing::batch`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| blog::fuzzing::batch(bytes));
