//! Builds the files that pages link to into the binary: one stylesheet, everything in `public/`, and the islands
//! where they were built.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A file and the address it is served at.
struct Asset {
    address: String,
    source: PathBuf,
}

fn main() -> Result<()> {
    let workspace = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("..").canonicalize()?;
    let out_dir = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=LITHAIR_SITE_PKG");

    let public = hashed_files(&workspace.join("public"))?;
    let stylesheet = stylesheet(&workspace.join("style"), &public, &out_dir)?;
    let package = package(&workspace)?;

    let favicon = public.iter().find(|(name, _)| name == "favicon.svg").map(|(_, asset)| asset.address.clone());
    let mut code = String::new();
    constant(&mut code, "STYLESHEET", "The stylesheet's address.", &stylesheet.address)?;
    constant(&mut code, "FAVICON", "The favicon's address.", &favicon.unwrap_or_default())?;
    let are_islands_there = package.iter().any(|asset| asset.address.ends_with(".wasm"));
    writeln!(code, "/// Whether the islands were built into the binary.")?;
    writeln!(code, "pub const ISLANDS_AVAILABLE: bool = {are_islands_there};")?;
    let hashed: Vec<Asset> = public.into_iter().map(|(_, asset)| asset).chain([stylesheet]).collect();
    table(&mut code, "HASHED", "Files whose address has a hash of their content.", &hashed)?;
    table(&mut code, "PACKAGE", "The islands, whose addresses stay.", &package)?;
    fs::write(out_dir.join("assets.rs"), code)?;
    Ok(())
}

/// Every file below a folder, by its path there, with an address that has its content's hash.
fn hashed_files(folder: &Path) -> Result<Vec<(String, Asset)>> {
    let mut assets = Vec::new();
    for source in files(folder)? {
        let name = relative(folder, &source)?;
        let address = hashed_address(&name, &fs::read(&source)?);
        assets.push((name, Asset { address, source }));
    }
    Ok(assets)
}

/// The parts of the stylesheet in the order of `bundle.txt`, with the addresses of public files as they are served.
fn stylesheet(style: &Path, public: &[(String, Asset)], out_dir: &Path) -> Result<Asset> {
    println!("cargo::rerun-if-changed={}", style.display());
    let mut css = String::new();
    for name in read(&style.join("bundle.txt"))?.lines().map(str::trim).filter(|name| !name.is_empty()) {
        css.push_str(&read(&style.join(name))?);
        css.push('\n');
    }
    for (name, asset) in public {
        css = css.replace(&format!("/assets/{name}"), &asset.address);
    }
    let css = minified(&css)?;
    let source = out_dir.join("style.css");
    fs::write(&source, &css)?;
    Ok(Asset { address: hashed_address("style.css", css.as_bytes()), source })
}

/// The same rules without comments and spaces. Nothing is made anew for older browsers.
fn minified(css: &str) -> Result<String> {
    let mut sheet = StyleSheet::parse(css, ParserOptions::default()).map_err(|error| format!("style: {error}"))?;
    sheet.minify(MinifyOptions::default()).map_err(|error| format!("style: {error}"))?;
    Ok(sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() })?.code)
}

/// What `wasm-bindgen` wrote; nothing where the islands were not built. The folder is made where it is missing, so that
/// Cargo notices when something comes into it.
fn package(workspace: &Path) -> Result<Vec<Asset>> {
    let folder = env::var("LITHAIR_SITE_PKG").map_or_else(|_| workspace.join("target/site/pkg"), PathBuf::from);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut assets = Vec::new();
    for source in files(&folder)? {
        let name = relative(&folder, &source)?;
        // Pages ask for `NAME_bg.wasm` unless Leptos was compiled by cargo-leptos, which calls it `NAME.wasm`.
        if let Some(stem) = name.strip_suffix(".wasm") {
            let stem = stem.strip_suffix("_bg").unwrap_or(stem);
            for address in [format!("/pkg/{stem}.wasm"), format!("/pkg/{stem}_bg.wasm")] {
                assets.push(Asset { address, source: source.clone() });
            }
        } else if name.ends_with(".js") {
            assets.push(Asset { address: format!("/pkg/{name}"), source });
        }
    }
    Ok(assets)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry?.path();
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if !is_hidden {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn relative(folder: &Path, path: &Path) -> Result<String> {
    let name = path.strip_prefix(folder)?.to_str().ok_or_else(|| format!("{}: not UTF-8", path.display()))?;
    Ok(name.replace('\\', "/"))
}

fn hashed_address(name: &str, content: &[u8]) -> String {
    let hash = &blake3::hash(content).to_hex()[..16];
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("/assets/{stem}-{hash}.{extension}"),
        None => format!("/assets/{name}-{hash}"),
    }
}

fn read(path: &Path) -> Result<String> {
    Ok(fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?)
}

fn constant(code: &mut String, name: &str, doc: &str, value: &str) -> Result<()> {
    Ok(writeln!(code, "/// {doc}\npub const {name}: &str = {value:?};")?)
}

fn table(code: &mut String, name: &str, doc: &str, assets: &[Asset]) -> Result<()> {
    writeln!(code, "/// {doc} Address and content.\npub const {name}: &[(&str, &[u8])] = &[")?;
    for Asset { address, source } in assets {
        writeln!(code, "    ({address:?}, include_bytes!({source:?})),")?;
    }
    Ok(writeln!(code, "];")?)
}
