//! Exports of WordPress: see `blog::fuzzing::wordpress`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| blog::fuzzing::wordpress(bytes));
