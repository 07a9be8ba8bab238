//! Links in columns.

use super::{corrupt, id16};
use crate::StoreError;
use usher_model::{
    LinkHow, LinkState, Provenance, Recognised, RecordId, RecordLink, Timestamp, VisitorId, VisitorRecord,
};

/// A row of `visitor_records`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct VisitorRecordRow {
    pub visitor: Vec<u8>,
    pub record: String,
    pub how: String,
    pub at: i64,
    pub before: Option<String>,
    pub choices: String,
}

impl VisitorRecordRow {
    /// Reads it.
    pub fn decode(self) -> Result<VisitorRecord, StoreError> {
        const TABLE: &str = "visitor_records";
        let id = |column, text: &str| -> Result<RecordId, StoreError> {
            text.parse().map_err(|error| corrupt(TABLE, column, &self.record, error))
        };
        let wrong = |column, reason: &dyn std::fmt::Display| corrupt(TABLE, column, &self.record, reason);
        Ok(VisitorRecord {
            visitor: VisitorId::from_bytes(id16(TABLE, "visitor", &self.visitor)?),
            how: Recognised::of_word(&self.how).ok_or_else(|| wrong("how", &"an unknown word"))?,
            at: Timestamp::from_micros(self.at),
            before: self.before.as_deref().map(|text| id("before", text)).transpose()?,
            choices: serde_json::from_str(&self.choices).map_err(|error| wrong("choices", &error))?,
            record: id("record", &self.record)?,
        })
    }
}

/// A row of `record_links`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct LinkRow {
    pub of_record: String,
    pub object: String,
    pub record: String,
    pub how: String,
    pub provenance: Option<String>,
    pub state: String,
    pub agent: Option<String>,
    pub at: i64,
}

impl LinkRow {
    /// Reads it.
    pub fn decode(self) -> Result<RecordLink, StoreError> {
        let wrong = |column, reason: &dyn std::fmt::Display| corrupt("record_links", column, &self.record, reason);
        let unknown = |column| corrupt("record_links", column, &self.record, "an unknown word");
        let worth = |word: &str| Provenance::ALL.into_iter().find(|one| one.word() == word);
        Ok(RecordLink {
            of: self.of_record.parse().map_err(|error| wrong("of_record", &error))?,
            object: self.object.parse().map_err(|error| wrong("object", &error))?,
            record: self.record.parse().map_err(|error| wrong("record", &error))?,
            how: LinkHow::of_word(&self.how).ok_or_else(|| unknown("how"))?,
            provenance: match &self.provenance {
                Some(word) => Some(worth(word).ok_or_else(|| unknown("provenance"))?),
                None => None,
            },
            state: LinkState::of_word(&self.state).ok_or_else(|| unknown("state"))?,
            by: self.agent.as_deref().map(str::parse).transpose().map_err(|error| wrong("agent", &error))?,
            at: Timestamp::from_micros(self.at),
        })
    }
}

/// Records that a visitor might be, as they are stored.
pub fn choices_text(choices: &[RecordId]) -> String {
    serde_json::json!(choices).to_string()
}
