//! `usher import`: records of a CRM from a file.

use crate::import::{Earlier, ImportOptions, RowFormat};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// In which form rows stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatWord {
    /// Comma-separated values with a header; also parted by semicolons or tabs.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The object, such as `contact`.
    pub object: String,
    /// The file: `.csv` or `.jsonl`.
    pub file: PathBuf,
    /// Its form [default: by the file's name].
    #[arg(long, value_enum)]
    format: Option<FormatWord>,
    /// Its encoding, such as `utf-8` or `gbk`; a byte order mark says otherwise.
    #[arg(long, default_value = "utf-8")]
    encoding: String,
    /// The column that holds the records' ids in the CRM.
    #[arg(long, value_name = "COLUMN", default_value = "id")]
    id: String,
    /// Which field or relation a column is, where its name does not say so; `COLUMN=` leaves the column out.
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = pair)]
    map: Vec<(String, String)>,
    /// Where refused rows are noted [default: FILE.errors.csv].
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// Store nothing: say what would be refused.
    #[arg(long)]
    dry_run: bool,
    /// Go on with an import of this file that was stopped.
    #[arg(long, conflicts_with_all = ["restart", "dry_run"])]
    resume: bool,
    /// Begin anew, whatever an import of this file came to before.
    #[arg(long)]
    restart: bool,
    /// The folder of rules.
    #[arg(long, default_value = "rules")]
    pub rules: PathBuf,
    /// The folder of plug-ins [default: the folder `plugins` beside the rules].
    #[arg(long)]
    pub plugins: Option<PathBuf>,
    /// The folder that holds the database. The server may run meanwhile.
    #[arg(long, default_value = "data")]
    pub data: PathBuf,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (column, field) = text.split_once('=').ok_or("write it as COLUMN=FIELD")?;
    Ok((column.trim().to_owned(), field.trim().to_owned()))
}

impl ImportArgs {
    /// What to do; none where the file's name does not tell its form.
    pub(crate) fn options(&self) -> Option<ImportOptions> {
        let by_name = || match self.file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "txt" => Some(FormatWord::Csv),
            "jsonl" | "ndjson" => Some(FormatWord::Jsonl),
            _ => None,
        };
        let format = match self.format.or_else(by_name)? {
            FormatWord::Csv => RowFormat::Csv,
            FormatWord::Jsonl => RowFormat::Jsonl,
        };
        let earlier = match (self.resume, self.restart) {
            (true, _) => Earlier::Resume,
            (_, true) => Earlier::Restart,
            _ => Earlier::Ask,
        };
        Some(ImportOptions {
            file: self.file.clone(),
            format,
            encoding: self.encoding.clone(),
            id: self.id.clone(),
            map: self.map.clone(),
            errors: self.errors.clone(),
            dry_run: self.dry_run,
            earlier,
        })
    }
}
