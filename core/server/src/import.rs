//! Records of a CRM from a file: rows are read, checked and stored some hundreds at a time, whatever the file's size.
//!
//! What was stored is noted beside the file after every batch, so that an import that was stopped goes on where it was.
//! Storing a row again changes nothing, so the batch that was under way may safely come twice.

mod mapping;
mod progress;
mod refusals;
mod rows;

pub use mapping::{BadMapping, Mapping, Target};
pub use rows::{RowError, Rows};

use progress::Progress;
use refusals::Refusals;
use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
};
use usher_engine::{SentRecord, Upserted, upsert_records};
use usher_model::Clock;
use usher_records::Problem;
use usher_ruleset::{Object, RuleSet};
use usher_store::{MAX_RECORD_BATCH, RecordStore, StoreError};

/// Rows between two words about how far it is.
const TELL_EVERY: u64 = 10_000;

/// In which form rows stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFormat {
    /// Comma-separated values with a header; also parted by semicolons or tabs.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

/// What becomes of an import that was begun before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earlier {
    /// It is not touched: somebody has to say.
    Ask,
    /// It goes on.
    Resume,
    /// It is forgotten.
    Restart,
}

/// What to import, and how.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// The file.
    pub file: PathBuf,
    /// Its form.
    pub format: RowFormat,
    /// Its encoding by a label of the WHATWG, such as `utf-8` or `gbk`. A byte order mark says otherwise.
    pub encoding: String,
    /// The column with the records' ids.
    pub id: String,
    /// Columns and what they are: a field or relation, or nothing to leave the column out.
    pub map: Vec<(String, String)>,
    /// Where refused rows are noted [default: beside the file].
    pub errors: Option<PathBuf>,
    /// Whether rows are only checked.
    pub dry_run: bool,
    /// What becomes of an import that was begun before.
    pub earlier: Earlier,
}

/// How many rows became what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Rows that were read.
    pub rows: u64,
    /// Records that are new.
    pub created: u64,
    /// Records that hold something else now.
    pub updated: u64,
    /// Records that held it all already. In a dry run: rows that could be stored.
    pub unchanged: u64,
    /// Rows that are not stored.
    pub refused: u64,
}

/// Why an import ends before its time.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The encoding is none.
    #[error("there is no encoding `{0}`; write `utf-8`, `gbk` or `utf-16le`")]
    Encoding(String),
    /// The columns cannot be mapped.
    #[error(transparent)]
    Mapping(#[from] BadMapping),
    /// A row cannot be read, and nobody knows where the next one begins.
    #[error("{path}: {source}; what came before is stored, go on with --resume once it is mended")]
    Row {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        source: RowError,
    },
    /// An import of this file was stopped.
    #[error(
        "an import of this file stopped after {rows} rows; go on with --resume, or begin anew with --restart ({progress})"
    )]
    Earlier {
        /// How far it came.
        rows: u64,
        /// Where that is noted.
        progress: PathBuf,
    },
    /// It cannot go on, because something is not what it was.
    #[error("it cannot go on: {0} since it stopped; begin anew with --restart")]
    Changed(&'static str),
    /// The database failed.
    #[error("{0}; what came before is stored, go on with --resume")]
    Store(#[from] StoreError),
}

pub(crate) fn in_file(path: &Path) -> impl FnOnce(io::Error) -> ImportError + '_ {
    move |source| ImportError::Io { path: path.to_owned(), source }
}

/// Imports a file. `tell` is called now and then with how far it is.
///
/// # Errors
/// When it ends before its time. What was stored stays, and what was refused is noted.
pub async fn import(
    store: &(dyn RecordStore + Send + Sync),
    set: &RuleSet,
    object: &Object,
    options: &ImportOptions,
    clock: &dyn Clock,
    mut tell: impl FnMut(&Counts),
) -> Result<Counts, ImportError> {
    let mut rows = Rows::open(&options.file, options.format, &options.encoding)?;
    let mapping = Mapping::new(object, rows.header(), options)?;
    let mut progress = Progress::begin(&options.file, object, &mapping, options)?;
    let mut counts = progress.counts();
    let mut refusals = Refusals::open(options, &counts)?;
    let mut batch = Batch::default();
    let mut told = counts.rows / TELL_EVERY;
    let mut number = 0;
    loop {
        let row = rows.next_row().map_err(|source| ImportError::Row { path: options.file.clone(), source })?;
        number += 1;
        if row.is_some() && number <= counts.rows {
            continue;
        }
        let sent = row.map(|row| (row.line, mapping.sent(object, &row)));
        let is_twice = sent.as_ref().is_some_and(|(_, sent)| batch.ids.contains(&sent.id));
        if sent.is_none() || is_twice || batch.rows.len() == MAX_RECORD_BATCH {
            batch.store(store, set, object, options, clock, &mut counts, &mut refusals).await?;
            if !options.dry_run {
                refusals.flush()?;
                progress.note(counts)?;
            }
            if counts.rows / TELL_EVERY > told {
                told = counts.rows / TELL_EVERY;
                tell(&counts);
            }
        }
        let Some((line, sent)) = sent else { break };
        batch.ids.insert(sent.id.clone());
        batch.rows.push((line, sent));
    }
    refusals.flush()?;
    progress.end()?;
    Ok(counts)
}

/// Rows that are stored together, each record once.
#[derive(Default)]
struct Batch {
    rows: Vec<(u64, SentRecord)>,
    ids: HashSet<String>,
}

impl Batch {
    #[expect(clippy::too_many_arguments, reason = "one step of `import`, over what that holds")]
    async fn store(
        &mut self,
        store: &(dyn RecordStore + Send + Sync),
        set: &RuleSet,
        object: &Object,
        options: &ImportOptions,
        clock: &dyn Clock,
        counts: &mut Counts,
        refusals: &mut Refusals,
    ) -> Result<(), ImportError> {
        self.ids.clear();
        let (lines, sent): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.rows).into_iter().map(|(line, sent)| ((line, sent.id.clone()), sent)).unzip();
        let upserted = if options.dry_run {
            sent.into_iter().map(checked).collect()
        } else {
            upsert_records(store, set, object, sent, clock.now()).await?
        };
        for ((line, id), upserted) in lines.into_iter().zip(upserted) {
            counts.rows += 1;
            match upserted {
                Upserted::Created { .. } => counts.created += 1,
                Upserted::Updated { .. } => counts.updated += 1,
                Upserted::Unchanged { .. } => counts.unchanged += 1,
                Upserted::Refused(problems) => {
                    counts.refused += 1;
                    refusals.add(line, &id, &problems)?;
                }
            }
        }
        Ok(())
    }
}

/// What would become of a row.
fn checked(sent: SentRecord) -> Upserted {
    let bad_id = sent.id.parse::<usher_model::RecordId>().err();
    let bad_id = bad_id.map(|error| Problem::of("id", usher_records::ProblemCode::BadId, error.to_string()));
    let problems: Vec<Problem> = bad_id.into_iter().chain(sent.change.err().unwrap_or_default()).collect();
    if problems.is_empty() { Upserted::Unchanged { change: 0 } } else { Upserted::Refused(problems) }
}
