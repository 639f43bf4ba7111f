//! Generates the client from the document beside this file, unless the feature `codegen` is off.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "codegen")]
    if let Err(error) = generate() {
        println!("cargo::error=join-client could not be generated from join-api.json");
        for line in error.to_string().lines() {
            println!("cargo::error={line}");
        }
    }
}

#[cfg(feature = "codegen")]
fn generate() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=join-api.json");
    let document = std::fs::read_to_string("join-api.json")?;
    let text = join_codegen::generate(&document)?;
    let folder = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    std::fs::write(std::path::Path::new(&folder).join("generated.rs"), text)?;
    Ok(())
}
