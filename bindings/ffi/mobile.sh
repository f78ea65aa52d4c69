#!/usr/bin/env bash
# Builds the library that a phone carries: small before fast (docs/bindings.md, "Size").
#
#   mobile.sh                                       for this machine
#   mobile.sh --target aarch64-apple-ios            for another one; cargo's arguments
#   CRATE=staticlib mobile.sh --target …            the archive that an Apple app links
#   DUNLOG_CARGO="cargo ndk …" mobile.sh           for Android, by cargo-ndk
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
read -ra cargo <<<"${DUNLOG_CARGO:-cargo}"

# SQLite without what neither the vault nor any importer asks it for (sqlite.org/compile.html); only such parts as
# need no other grammar than that of the one file that SQLite comes in.
flags=(
  -USQLITE_ENABLE_FTS3 -USQLITE_ENABLE_FTS3_PARENTHESIS -USQLITE_ENABLE_FTS5 -USQLITE_ENABLE_RTREE
  -USQLITE_ENABLE_DBSTAT_VTAB -USQLITE_ENABLE_STAT4 -USQLITE_SOUNDEX
  -USQLITE_ENABLE_LOAD_EXTENSION -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_OMIT_JSON
  -DSQLITE_OMIT_DEPRECATED -DSQLITE_OMIT_SHARED_CACHE -DSQLITE_UNTESTABLE
)
export LIBSQLITE3_FLAGS="${flags[*]}"
# No panic passes through C: rusqlite catches those of what SQLite calls.
export CFLAGS="${CFLAGS:-} -fno-asynchronous-unwind-tables -fno-unwind-tables"

arguments=(--locked --package dunlog-ffi --lib --profile mobile "$@")
# Equal functions are kept once, and the addresses that the loader fills in are packed.
fold="link-arg=-Wl,--icf=all"
case " ${cargo[*]} " in
  *' ndk '*)
    # Android's own form, which it reads from level 23 on; RELR only from 28 on.
    export RUSTFLAGS="${RUSTFLAGS:-} -C $fold -C link-arg=-Wl,--pack-dyn-relocs=android"
    "${cargo[@]}" build "${arguments[@]}"
    ;;
  *)
    link=()
    # RELR, which Linux reads from glibc 2.36 on. Rust links for this machine with lld.
    [ "${CRATE:-cdylib}" = staticlib ] || link=(-- -C "$fold" -C "link-arg=-Wl,-z,pack-relative-relocs")
    "${cargo[@]}" rustc --crate-type "${CRATE:-cdylib}" "${arguments[@]}" "${link[@]}"
    ;;
esac
