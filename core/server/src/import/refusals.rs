//! Rows that are not stored, with all that is wrong with each: a table beside the file.

use super::{Counts, ImportError, ImportOptions, in_file, progress::beside};
use std::{
    fs::{File, OpenOptions},
    io::{BufWriter, Write as _},
    path::PathBuf,
};
use usher_records::Problem;

/// See the module. There is no file while nothing is refused.
pub(super) struct Refusals {
    path: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Refusals {
    /// Goes on with an earlier table where an import goes on; else an old one goes.
    pub fn open(options: &ImportOptions, so_far: &Counts) -> Result<Self, ImportError> {
        let path = options.errors.clone().unwrap_or_else(|| beside(&options.file, "errors.csv"));
        let file = if so_far.refused > 0 {
            let file = OpenOptions::new().append(true).create(true).open(&path).map_err(in_file(&path))?;
            Some(BufWriter::new(file))
        } else {
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(in_file(&path)(error)),
                _ => None,
            }
        };
        Ok(Self { path, file })
    }

    /// Adds a row.
    pub fn add(&mut self, line: u64, id: &str, problems: &[Problem]) -> Result<(), ImportError> {
        if self.file.is_none() {
            let mut file = BufWriter::new(File::create(&self.path).map_err(in_file(&self.path))?);
            file.write_all(b"line,id,field,code,message\r\n").map_err(in_file(&self.path))?;
            self.file = Some(file);
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        for problem in problems {
            let field = problem.field.as_deref().unwrap_or_default();
            let row =
                [&line.to_string(), id, field, problem.code.word(), &problem.message].map(cell).join(",") + "\r\n";
            file.write_all(row.as_bytes()).map_err(in_file(&self.path))?;
        }
        Ok(())
    }

    pub fn flush(&mut self) -> Result<(), ImportError> {
        self.file.as_mut().map_or(Ok(()), |file| file.flush().map_err(in_file(&self.path)))
    }
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@']);
    let text = text.replace('"', "\"\"");
    if is_formula { format!("\"'{text}\"") } else { format!("\"{text}\"") }
}
