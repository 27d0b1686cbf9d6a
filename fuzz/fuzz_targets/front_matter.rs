//! Files to import: see `blog::fuzzing::front_matter`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| blog::fuzzing::front_matter(bytes));
