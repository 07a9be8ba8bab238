//! Rows out of a file, one after another, whatever its size and encoding. No row is larger than a stated size: a quote that
//! is not closed must not swallow the file.

use super::{ImportError, RowFormat, in_file};
use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use serde_json::{Map, Value as Json};
use std::{
    fs::File,
    io::{BufRead as _, BufReader, Chain, Cursor, Read},
    path::Path,
};

/// Largest row, in bytes: eight times the largest record.
const MAX_ROW_BYTES: usize = 256 * 1024;

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The line that it begins in, counted from 1.
    pub line: u64,
    /// What it says, or why it says nothing.
    pub content: Result<RowContent, String>,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq)]
pub enum RowContent {
    /// Cells in the order of the header.
    Cells(Vec<String>),
    /// Values by name.
    Object(Map<String, Json>),
}

/// Why no further row can be read.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    /// It is too large.
    #[error("the row that begins in line {line} is larger than {MAX_ROW_BYTES} bytes: is a quote in it not closed?")]
    TooLarge {
        /// Where it begins.
        line: u64,
    },
    /// The file cannot be read.
    #[error("line {line}: {source}")]
    Io {
        /// Where.
        line: u64,
        /// Why.
        source: std::io::Error,
    },
}

/// What the columns are parted by stands in the first line, which is looked at before it is read.
type Input = BufReader<Chain<Cursor<Vec<u8>>, BufReader<DecodeReaderBytes<File, Vec<u8>>>>>;

/// The rows of a file.
pub struct Rows {
    input: Input,
    format: RowFormat,
    /// The line that is read next.
    line: u64,
    part: u8,
    header: Vec<String>,
}

impl Rows {
    /// Opens a file, and reads its header where it has one.
    ///
    /// # Errors
    /// When it cannot be read, or the encoding is none.
    pub fn open(path: &Path, format: RowFormat, encoding: &str) -> Result<Self, ImportError> {
        let known = Encoding::for_label(encoding.trim().as_bytes());
        let known = known.ok_or_else(|| ImportError::Encoding(encoding.to_owned()))?;
        let file = File::open(path).map_err(in_file(path))?;
        // A byte order mark says more than whoever typed the command.
        let decoding = DecodeReaderBytesBuilder::new()
            .encoding(Some(known))
            .bom_override(true)
            .strip_bom(known == UTF_8)
            .utf8_passthru(false)
            .build(file);
        let (mut decoded, mut first) = (BufReader::new(decoding), Vec::new());
        let limit = u64::try_from(MAX_ROW_BYTES).unwrap_or(u64::MAX);
        Read::take(&mut decoded, limit).read_until(b'\n', &mut first).map_err(in_file(path))?;
        let count = |part: u8| first.split(|byte| *byte == part).count();
        let part = [b',', b';', b'\t'].into_iter().max_by_key(|part| (count(*part), *part == b',')).unwrap_or(b',');
        let input = BufReader::new(Cursor::new(first).chain(decoded));
        let mut rows = Self { input, format, line: 1, part, header: Vec::new() };
        if format == RowFormat::Csv {
            let cells = rows.cells().map_err(|source| ImportError::Row { path: path.to_owned(), source })?;
            let named = |cell: String| cell.trim_start_matches('\u{feff}').trim().to_owned();
            rows.header = cells.unwrap_or_default().into_iter().map(named).collect();
        }
        Ok(rows)
    }

    /// The names of the columns; none of lines of JSON.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The next row; none at the end. Empty lines are no rows.
    ///
    /// # Errors
    /// When it cannot be told where the row after it begins.
    pub fn next_row(&mut self) -> Result<Option<Row>, RowError> {
        loop {
            let line = self.line;
            let content = match self.format {
                RowFormat::Csv => {
                    let Some(cells) = self.cells()? else { return Ok(None) };
                    if cells.iter().all(|cell| cell.trim().is_empty()) {
                        continue;
                    }
                    self.fitting(cells)
                }
                RowFormat::Jsonl => {
                    let Some(text) = self.text_line()? else { return Ok(None) };
                    if text.trim().is_empty() {
                        continue;
                    }
                    match serde_json::from_str(&text) {
                        Ok(object) if is_readable(&text) => Ok(RowContent::Object(object)),
                        Ok(_) => Err(unreadable()),
                        Err(error) => Err(format!("this is not a JSON object: {error}")),
                    }
                }
            };
            return Ok(Some(Row { line, content }));
        }
    }

    fn fitting(&self, cells: Vec<String>) -> Result<RowContent, String> {
        if cells.len() != self.header.len() {
            return Err(format!("the row has {} cells, and the header has {}", cells.len(), self.header.len()));
        }
        if cells.iter().all(|cell| is_readable(cell)) { Ok(RowContent::Cells(cells)) } else { Err(unreadable()) }
    }

    fn text_line(&mut self) -> Result<Option<String>, RowError> {
        let mut bytes = Vec::new();
        let line = self.line;
        let limit = u64::try_from(MAX_ROW_BYTES + 1).unwrap_or(u64::MAX);
        let read = Read::take(&mut self.input, limit).read_until(b'\n', &mut bytes);
        read.map_err(|source| RowError::Io { line, source })?;
        if bytes.len() > MAX_ROW_BYTES {
            return Err(RowError::TooLarge { line });
        }
        self.line += 1;
        Ok((!bytes.is_empty()).then(|| String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned()))
    }

    /// The cells of a row, as RFC 4180 has them; none at the end of the file.
    fn cells(&mut self) -> Result<Option<Vec<String>>, RowError> {
        let begun = self.line;
        let (mut cells, mut cell, mut size) = (Vec::new(), Vec::new(), 0);
        let (mut is_quoted, mut was_quote, mut is_any) = (false, false, false);
        loop {
            let byte = {
                let buffer = self.input.fill_buf().map_err(|source| RowError::Io { line: begun, source })?;
                let Some(byte) = buffer.first().copied() else { break };
                self.input.consume(1);
                byte
            };
            is_any = true;
            size += 1;
            if size > MAX_ROW_BYTES {
                return Err(RowError::TooLarge { line: begun });
            }
            if byte == b'\n' {
                self.line += 1;
            }
            if is_quoted {
                match byte {
                    b'"' => (is_quoted, was_quote) = (false, true),
                    byte => cell.push(byte),
                }
                continue;
            }
            match byte {
                // Two quotes within quotes are one.
                b'"' if was_quote => {
                    cell.push(byte);
                    is_quoted = true;
                }
                b'"' if cell.is_empty() => is_quoted = true,
                byte if byte == self.part => cells.push(text(std::mem::take(&mut cell))),
                b'\n' => break,
                b'\r' => {}
                byte => cell.push(byte),
            }
            was_quote = false;
        }
        if !is_any {
            return Ok(None);
        }
        cells.push(text(cell));
        Ok(Some(cells))
    }
}

fn text(bytes: Vec<u8>) -> String {
    // Decoding left nothing that is not UTF-8.
    String::from_utf8(bytes).unwrap_or_default()
}

/// Whether a text was decoded: what could not be became this sign.
fn is_readable(text: &str) -> bool {
    !text.contains(char::REPLACEMENT_CHARACTER)
}

fn unreadable() -> String {
    "the row holds bytes that the encoding does not have; say which it is, such as `--encoding gbk`".to_owned()
}
