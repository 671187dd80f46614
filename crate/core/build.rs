//! Compiles the lexicon of status words into the table that the core carries.

#[allow(dead_code, unused_imports, reason = "the core's own files, of which a build needs but a part")]
#[path = "src/detector/recording/words/compile.rs"]
mod words;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=src/detector/recording/words");
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    std::fs::write(std::path::Path::new(&out).join("lexicon.bin"), words::compile()?)?;
    Ok(())
}
