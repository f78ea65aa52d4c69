# Names for the commands; each recipe has one line that says what it does.

# List the recipes.
default:
    @just --list

# Check format, lints, documentation links and licences.
check:
    tests/run fmt clippy rustdoc shell deny

# Run every test; the last line counts them.
test *PARTS:
    tests/run {{PARTS}}

# Write the program's help text into the READMEs.
bless:
    cargo build --release && python3 tests/tools/documents.py bless target/release/dunlog

# Make the apps' files of texts from their catalogue, bindings/texts, and the scenarios that expect them.
texts:
    tests/tools/texts.py write
    tests/scenario/make.py

# Write the vectors again by the second implementation; they must not change.
vectors:
    tests/run vectors

# Run one fuzz target until it is stopped: just fuzz line.
fuzz TARGET *ARGS:
    tests/tools/fuzz.sh run {{TARGET}} {{ARGS}}

# Run each fuzz target for some seconds.
fuzz-smoke:
    tests/run fuzz

# Measure speed and memory against named programs; prints the table of docs/benchmarks.md.
bench *NAMES:
    python3 tests/bench/run.py {{NAMES}}

# Measure how well messages are found and how often in error: just detection [bless].
detection *ARGS:
    cargo build --release && tests/detection/run.sh target/release/dunlog {{ARGS}}

# Show the program on an invented sample, from backup to verified bundle.
demo:
    cargo run --release -- demo

# Run the lawyer's tool from source.
cli *ARGS:
    cargo run --release -- {{ARGS}}

# Do what continuous integration does.
ci:
    .ci/run
