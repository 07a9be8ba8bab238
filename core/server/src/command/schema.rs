//! `usher schema`: the JSON Schemas that editors complete and check with, and the OpenAPI document.

use crate::{cli::SchemaArgs, exit::Exit};
use std::{fs, io, path::Path};

/// Writes every schema into a folder.
pub(crate) fn schema(args: &SchemaArgs) -> Exit {
    match write_all(&args.out) {
        Ok(count) => {
            println!("{count} files in {}", args.out.display());
            Exit::Fine
        }
        Err(error) => {
            eprintln!("usher: {} cannot be written: {error}", args.out.display());
            Exit::Failed
        }
    }
}

fn write_all(out: &Path) -> io::Result<usize> {
    fs::create_dir_all(out)?;
    let schemas = usher_ruleset::schemas();
    for (name, text) in &schemas {
        fs::write(out.join(name), text)?;
    }
    let openapi = usher_api::openapi().to_pretty_json().map_err(io::Error::other)?;
    fs::write(out.join("openapi.json"), openapi + "\n")?;
    Ok(schemas.len() + 1)
}
