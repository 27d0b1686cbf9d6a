//! Exports of Ghost: see `blog::fuzzing::ghost`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| blog::fuzzing::ghost(bytes));
