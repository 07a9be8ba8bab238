//! `usher schema`: what editors complete and check rules and scripts with, and the OpenAPI document.

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
    fs::write(out.join("plugin-api.d.rhai"), usher_ruleset::plugin_api_definitions())?;
    let openapi = usher_api::openapi().to_pretty_json().map_err(io::Error::other)?;
    fs::write(out.join("openapi.json"), openapi + "\n")?;
    Ok(schemas.len() + 2)
}

#[cfg(test)]
mod tests {
    //! What the folder holds afterwards.

    use super::schema;
    use crate::{cli::SchemaArgs, exit::Exit};
    use std::{collections::BTreeSet, ffi::OsString, fs, path::Path};

    fn names(folder: &Path) -> BTreeSet<OsString> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    }

    #[test]
    fn every_file_that_is_committed_can_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("made/on/the/way");
        assert_eq!(schema(&SchemaArgs { out: out.clone() }), Exit::Fine);
        let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
        assert_eq!(names(&out), names(&committed));
    }
}
