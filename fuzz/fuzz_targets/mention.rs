//! Pages of other sites: see `blog::fuzzing::mention`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| blog::fuzzing::mention(bytes));
