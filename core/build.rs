//! Deflates the texts that come with the program: `include_bytes!` then takes a third of the room.
//!
//! `src/packed.rs` is the one place that reads them.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// Folders of which every JSON file comes with the program.
const FOLDERS: [&str; 3] = ["packs", "packs/words", "src/bundle/report"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    for folder in FOLDERS {
        println!("cargo:rerun-if-changed={folder}");
        fs::create_dir_all(out.join(folder))?;
        for entry in fs::read_dir(folder)? {
            let file = entry?.path();
            if file.extension().is_some_and(|extension| extension == "json") {
                println!("cargo:rerun-if-changed={}", file.display());
                deflate(&file, &out.join(&file))?;
            }
        }
    }
    Ok(())
}

fn deflate(file: &Path, packed: &Path) -> Result<(), Box<dyn Error>> {
    let mut encoder = DeflateEncoder::new(fs::File::create(packed)?, Compression::best());
    encoder.write_all(&fs::read(file)?)?;
    encoder.finish()?;
    Ok(())
}
