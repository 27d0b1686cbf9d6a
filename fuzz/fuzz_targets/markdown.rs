//! Texts of posts: see `blog::fuzzing::markdown`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| blog::fuzzing::markdown(bytes));
