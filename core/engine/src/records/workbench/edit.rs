//! An agent changes what stands beside a chat: fields that the layout lets be edited, of records that it shows there.
//!
//! Who saw an older state is not listened to, unless what is sent is stored already: then it was sent twice.

use super::{Gathered, ShownRecord, layout_for};
use crate::{
    Engine,
    records::{beside::Beheld, upsert::by_id},
};
use serde_json::{Map, Value as Json};
use std::sync::Arc;
use usher_condition::nearest;
use usher_model::{Agent, RecordId, Session};
use usher_records::{CallingCode, Given, Problem, ProblemCode, RecordChange, apply, keys_of};
use usher_routing::Router;
use usher_ruleset::{Layout, LayoutField, LayoutSection, Object};
use usher_store::{RecordWritten, StoreError, StoredRecord, WriteRecord, WriteRecords};

/// How often it is tried where others write at the same moment.
const TRIES: usize = 8;

/// A change to a record that is shown.
#[derive(Debug, Clone)]
pub struct RecordEdit<'a> {
    /// Of which object, as the client wrote it.
    pub object: &'a str,
    /// Which record.
    pub record: &'a RecordId,
    /// The change that the agent saw.
    pub seen: i64,
    /// New values by the field's id; `null` takes one away.
    pub fields: &'a Map<String, Json>,
}

/// A record as one section shows it.
#[derive(Clone)]
pub struct EditedRecord {
    /// By which rules.
    pub rules: Arc<Router>,
    /// Which layout.
    pub layout: Arc<Layout>,
    /// Which of its sections.
    pub section: usize,
    /// What it shows of the record.
    pub shown: ShownRecord,
}

impl std::fmt::Debug for EditedRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = &self.shown.record;
        write!(f, "{} {} as `{}` shows it", shown.object, shown.id, self.layout.id)
    }
}

/// Why a record is not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The agent is not shown such a record beside this session.
    #[error("there is no such record beside this session")]
    Missing,
    /// What is sent of it is wrong.
    #[error("{} values of the record cannot be stored", .0.len())]
    Refused(Vec<Problem>),
    /// It is not what the agent saw: this is what it is now.
    #[error("somebody else changed this record meanwhile")]
    Changed(Box<EditedRecord>),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Changes fields of a record that an agent is shown beside a session. Sending it again changes nothing.
    ///
    /// # Errors
    /// When the agent is not shown the record, when something is wrong with the values, when the record is not what the
    /// agent saw, or when the database fails.
    pub async fn edit_shown(
        &self,
        agent: &Agent,
        session: &Session,
        edit: RecordEdit<'_>,
    ) -> Result<EditedRecord, EditError> {
        let rules = self.rules();
        let set = rules.ruleset();
        let layout = Arc::clone(layout_for(set, agent.role, session).ok_or(EditError::Missing)?);
        let found = self.gather(set, &layout, session, &mut Beheld::default()).await?;
        let each = layout.sections.iter().zip(&found).enumerate();
        let mut showing = each.filter(|(_, (section, found))| {
            section.object.as_str() == edit.object && found.records.iter().any(|record| record.id == *edit.record)
        });
        let (first, (section, _)) = showing.next().ok_or(EditError::Missing)?;
        // Of each object one section at most lets agents edit.
        let other = showing.find(|(_, (section, _))| section.is_editable());
        let (at, section) = match other {
            Some((at, (other, _))) if !section.is_editable() => (at, other),
            _ => (first, section),
        };
        let object = set.objects.get(&section.object).ok_or(EditError::Missing)?;
        let change = changed(object, section, edit.fields).map_err(EditError::Refused)?;
        let code = CallingCode(set.workspace.calling_code.as_deref());
        for _ in 0..TRIES {
            let there = by_id(&*self.store, &object.id, std::iter::once(edit.record)).await?.remove(edit.record);
            let stored = there.filter(|stored| stored.deleted_at.is_none()).ok_or(EditError::Missing)?;
            let content = apply(&stored.content, &change);
            if content == stored.content || stored.change != edit.seen {
                let is_stored = content == stored.content;
                let edited = self.edited(&rules, &layout, session, at, stored).await?;
                return if is_stored { Ok(edited) } else { Err(EditError::Changed(Box::new(edited))) };
            }
            if let Some(problem) = crate::records::upsert::too_large(&content) {
                return Err(EditError::Refused(vec![problem]));
            }
            let keys = keys_of(object, &content, code);
            let (object, id) = (object.id.clone(), edit.record.clone());
            let record = WriteRecord { object, id, seen: Some(stored.change), content: Some(content), keys };
            let write = WriteRecords { records: vec![record], at: self.clock.now(), ..WriteRecords::default() };
            // Read again: it holds what was sent now, or what somebody wrote at the same moment.
            let _written: Vec<RecordWritten> = self.write_records(write).await?;
        }
        Err(StoreError::Busy { waiting: TRIES }.into())
    }

    async fn edited(
        &self,
        rules: &Arc<Router>,
        layout: &Arc<Layout>,
        session: &Session,
        section: usize,
        record: StoredRecord,
    ) -> Result<EditedRecord, EditError> {
        let mut found = vec![Gathered::default(); layout.sections.len()];
        if let Some(found) = found.get_mut(section) {
            found.records.push(record);
        }
        let mut shown = self.shown(rules.ruleset(), layout, session, found).await?;
        let shown = shown.get_mut(section).and_then(|section| section.records.pop()).ok_or(EditError::Missing)?;
        Ok(EditedRecord { rules: Arc::clone(rules), layout: Arc::clone(layout), section, shown })
    }
}

/// The checked change, of fields that the section lets be edited.
fn changed(object: &Object, section: &LayoutSection, given: &Map<String, Json>) -> Result<RecordChange, Vec<Problem>> {
    let mut problems: Vec<Problem> = given.keys().filter_map(|id| refused(section, id)).collect();
    // What the agent is not shown no message may tell of: only fields to edit are checked.
    let known = given.iter().filter(|(id, _)| refused(section, id).is_none());
    let fields: Map<String, Json> = known.map(|(id, value)| (id.clone(), value.clone())).collect();
    match RecordChange::read(object, Given::Json { fields: &fields, relations: &Map::new() }) {
        Ok(change) if problems.is_empty() => Ok(change),
        Ok(_) => Err(problems),
        Err(others) => {
            problems.extend(others);
            Err(problems)
        }
    }
}

/// Why a section does not let a field be edited.
fn refused(section: &LayoutSection, given: &str) -> Option<Problem> {
    let shown = section.fields.iter().filter_map(|field| match field {
        LayoutField::Field { id, is_editable } => Some((id.as_str(), *is_editable)),
        LayoutField::Computed { .. } => None,
    });
    let fields: Vec<(&str, bool)> = shown.collect();
    let code = match fields.iter().find(|(id, _)| *id == given) {
        Some((_, true)) => return None,
        Some((_, false)) => ProblemCode::NotEditable,
        None => ProblemCode::UnknownField,
    };
    let editable: Vec<&str> = fields.iter().filter(|(_, is_editable)| *is_editable).map(|(id, _)| *id).collect();
    let help = match (nearest(given, editable.iter().copied()), editable.as_slice()) {
        (Some(near), _) if code == ProblemCode::UnknownField => format!("did you mean `{near}`?"),
        (_, []) => "no field of these records can".to_owned(),
        (_, several) => format!("these can: `{}`", several.join("`, `")),
    };
    let what = match code {
        ProblemCode::NotEditable => "the layout shows this field, and does not let it be edited",
        _ => "this is no field that can be edited here",
    };
    Some(Problem::of(&usher_records::shown(given), code, format!("{what}; {help}")))
}
