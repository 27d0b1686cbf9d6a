# shellcheck shell=bash
# shellcheck disable=SC2034 # The scripts that read this use them.
# What every script shares: where things are, how they speak, and how they ask for what needs root.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
TOOLS=$ROOT/.tools
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
PACKAGE_FOLDER=$ROOT/target/site/pkg
NAME=lithair-blog
cd "$ROOT" || exit

say() {
  printf '\033[1m==>\033[0m %s\n' "$*" >&2
}

warn() {
  printf '\033[1mwarning:\033[0m %s\n' "$*" >&2
}

fail() {
  printf '\033[1merror:\033[0m %s\n' "$*" >&2
  exit 1
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# Where there is no `timeout` (macOS), the command's own limits have to do.
bounded() {
  local seconds=$1
  shift
  if has timeout; then
    timeout "$seconds" "$@"
  else
    "$@"
  fi
}

# Tools under the project go first, so that everybody builds with the same ones.
use_tools() {
  local folder
  for folder in "$TOOLS/rust/bin" "$TOOLS/bin"; do
    case ":$PATH:" in
      *":$folder:"*) ;;
      *) if [ -d "$folder" ]; then PATH=$folder:$PATH; fi ;;
    esac
  done
  export PATH
}

# True when version $1 is at least version $2.
is_at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$2" ]
}

# Debian's packages, with root's leave: `install_packages REASON PACKAGE...`. False when they can't be had.
install_packages() {
  local reason=$1
  shift
  if ! has apt-get; then
    warn "$reason needs $* of Debian's packages, or what your system calls them; install them yourself."
    return 1
  fi
  if ! may_install "$reason" "$@"; then
    warn "not installed: $* ($reason)."
    return 1
  fi
  say "installing $* ($reason)"
  as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# A person is asked first; without one, only a process that is root already installs anything.
may_install() {
  local reason=$1 answer
  shift
  if [ ! -t 0 ] || [ ! -t 2 ]; then
    [ "$(id -u)" = 0 ]
    return
  fi
  if [ "$(id -u)" != 0 ] && ! has sudo; then
    return 1
  fi
  read -r -p "$reason: as root, install $*? [y/N] " answer
  [ "$answer" = y ] || [ "$answer" = Y ]
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}
