#!/usr/bin/env bash
# Builds the program of tests/bench/probe.rs and prints where it is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cargo build --release --locked -p dunlog-tests --bench probe --message-format=json-render-diagnostics \
  | python3 -c '
import json, sys
for line in sys.stdin:
    artifact = json.loads(line)
    if artifact.get("executable") and artifact["target"]["name"] == "probe":
        print(artifact["executable"])'
