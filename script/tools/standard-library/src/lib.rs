//! Empty: what matters is the standard library that Cargo builds for it.
