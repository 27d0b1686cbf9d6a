//! The `wasm-bindgen` command as far as this project and cargo-leptos call it: output for the web alone.
//!
//! The work is done by the library that the official command uses too, at the version that the workspace pins.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser, ValueExt};
use wasm_bindgen_cli_support::Bindgen;

const USAGE: &str = "Usage: wasm-bindgen --target web --out-dir DIR [--out-name NAME] [--no-typescript] [--debug] \
                     [--keep-debug] [--keep-lld-exports] [--no-demangle] INPUT";

/// What one call asks for.
enum Request {
    Version,
    Help,
    Generate(Box<Generation>),
}

/// A wasm file to read, and the folder in which the files that a page loads are written.
struct Generation {
    bindgen: Bindgen,
    out_dir: PathBuf,
}

fn main() -> Result<()> {
    match parse(env::args_os())? {
        Request::Version => println!("wasm-bindgen {}", wasm_bindgen_shared::version()),
        Request::Help => println!("{USAGE}"),
        Request::Generate(mut generation) => generation.bindgen.generate(&generation.out_dir)?,
    }
    Ok(())
}

/// Reads the arguments; those that the official command has and this one lacks are errors, never ignored.
fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Request> {
    let mut bindgen = Bindgen::new();
    let mut input = None;
    let mut out_dir = None;
    let mut is_for_web = false;
    let mut parser = Parser::from_iter(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Short('V') | Arg::Long("version") => return Ok(Request::Version),
            Arg::Short('h') | Arg::Long("help") => return Ok(Request::Help),
            Arg::Long("target") => is_for_web = parser.value()? == "web",
            Arg::Long("out-dir") => out_dir = Some(PathBuf::from(parser.value()?)),
            Arg::Long("out-name") => drop(bindgen.out_name(&parser.value()?.string()?)),
            Arg::Long("no-typescript") => drop(bindgen.typescript(false)),
            Arg::Long("debug") => drop(bindgen.debug(true)),
            Arg::Long("keep-debug") => drop(bindgen.keep_debug(true)),
            Arg::Long("keep-lld-exports") => drop(bindgen.keep_lld_exports(true)),
            Arg::Long("no-demangle") => drop(bindgen.demangle(false)),
            Arg::Value(path) if input.is_none() => input = Some(PathBuf::from(path)),
            other => bail!("{}\n{USAGE}", other.unexpected()),
        }
    }
    if !is_for_web {
        bail!("only --target web is built here\n{USAGE}");
    }
    bindgen.web(true)?.input_path(input.context(USAGE)?);
    Ok(Request::Generate(Box::new(Generation { bindgen, out_dir: out_dir.context(USAGE)? })))
}
