# shellcheck shell=bash
# Rust, and its standard library for wasm: rustup's where rustup's servers answer, else Debian's, kept under .tools/.

WASM_TARGET=wasm32-unknown-unknown
RUSTUP_WAIT_SECONDS=120

has_rust() {
  has cargo && has rustc && is_at_least "$(rustc_version)" "$(rust_version_wanted)"
}

rustc_version() {
  rustc --version | sed -E 's/^rustc ([0-9.]+).*/\1/'
}

rust_version_wanted() {
  sed -n -E 's/^rust-version = "(.*)"/\1/p' Cargo.toml
}

has_wasm_target() {
  has rustc && compgen -G "$(rustc --print sysroot)/lib/rustlib/$WASM_TARGET/lib/libstd-*.rlib" >/dev/null
}

# Cargo and a compiler new enough, and a linker for them.
ensure_rust() {
  if ! has cc; then
    install_packages "a C compiler, which links programs and builds SQLite" gcc libc6-dev || fail "there is no C compiler (cc)."
  fi
  if ! has_rust; then
    say "Rust $(rust_version_wanted) or later is missing"
    script/tools/debian-rust || fail "install Rust from https://rustup.rs, then run this again."
    use_tools
  fi
}

# False when there is no way to a standard library for wasm; the blog then goes without islands.
ensure_wasm_target() {
  has_wasm_target && return
  add_wasm_target_by_rustup && has_wasm_target && return
  script/tools/debian-rust || return 1
  use_tools
  has_wasm_target
}

add_wasm_target_by_rustup() {
  has rustup || return 1
  say "adding the target $WASM_TARGET to your Rust toolchain, for the islands (rustup)"
  RUST_BACKTRACE=0 bounded "$RUSTUP_WAIT_SECONDS" rustup target add "$WASM_TARGET" && return
  warn "rustup could not add it."
  return 1
}
