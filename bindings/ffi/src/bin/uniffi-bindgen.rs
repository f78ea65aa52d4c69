//! Writes the Kotlin and Swift sources of the library (tests/tools/bindings.sh).

fn main() {
    uniffi::uniffi_bindgen_main();
}
