//! How far an import came, beside its file.

use super::{Counts, Earlier, ImportError, ImportOptions, Mapping, in_file};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};
use usher_ruleset::Object;

/// What is noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Noted {
    object: String,
    bytes: u64,
    modified_ms: u64,
    mapping: String,
    counts: Counts,
}

/// See the module. Of a dry run nothing is noted.
pub(super) struct Progress {
    path: PathBuf,
    noted: Noted,
    is_written: bool,
}

impl Progress {
    pub fn begin(
        file: &Path,
        object: &Object,
        mapping: &Mapping,
        options: &ImportOptions,
    ) -> Result<Self, ImportError> {
        let path = beside(file, "import.json");
        let about = fs::metadata(file).map_err(in_file(file))?;
        let modified = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let noted = Noted {
            object: object.id.to_string(),
            bytes: about.len(),
            modified_ms: modified.and_then(|at| u64::try_from(at.as_millis()).ok()).unwrap_or_default(),
            mapping: mapping.fingerprint(),
            counts: Counts::default(),
        };
        let fresh = Self { path, noted, is_written: false };
        if options.dry_run {
            return Ok(fresh);
        }
        let earlier = match fs::read(&fresh.path) {
            Ok(bytes) => serde_json::from_slice::<Noted>(&bytes).ok(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(fresh),
            Err(error) => return Err(in_file(&fresh.path)(error)),
        };
        match (options.earlier, earlier) {
            (Earlier::Restart, _) => Ok(fresh),
            (Earlier::Ask, earlier) => {
                let rows = earlier.map_or(0, |earlier| earlier.counts.rows);
                Err(ImportError::Earlier { rows, progress: fresh.path })
            }
            (Earlier::Resume, None) => Err(ImportError::Changed("what was noted cannot be read")),
            (Earlier::Resume, Some(earlier)) => fresh.go_on(&earlier),
        }
    }

    fn go_on(mut self, earlier: &Noted) -> Result<Self, ImportError> {
        if (earlier.bytes, earlier.modified_ms) != (self.noted.bytes, self.noted.modified_ms) {
            return Err(ImportError::Changed("the file was changed"));
        }
        if (&earlier.object, &earlier.mapping) != (&self.noted.object, &self.noted.mapping) {
            return Err(ImportError::Changed("the object or the mapping was changed"));
        }
        self.noted.counts = earlier.counts;
        Ok(self)
    }

    pub const fn counts(&self) -> Counts {
        self.noted.counts
    }

    /// Notes how far it is: beside, then in its place, so that a stop leaves the earlier note or the new one.
    pub fn note(&mut self, counts: Counts) -> Result<(), ImportError> {
        self.noted.counts = counts;
        let aside = self.path.with_extension("json.new");
        let text = serde_json::to_vec(&self.noted).unwrap_or_default();
        fs::write(&aside, text).and_then(|()| fs::rename(&aside, &self.path)).map_err(in_file(&self.path))?;
        self.is_written = true;
        Ok(())
    }

    /// It is over.
    pub fn end(self) -> Result<(), ImportError> {
        if !self.is_written {
            return Ok(());
        }
        fs::remove_file(&self.path).map_err(in_file(&self.path))
    }
}

/// A file beside another.
pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    file.with_file_name(name)
}
