//! What people look for: see `blog::fuzzing::search`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| blog::fuzzing::search(bytes));
