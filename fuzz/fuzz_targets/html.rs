//! HTML of other engines: see `blog::fuzzing::html`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| blog::fuzzing::html(bytes));
