//! What an agent is shown of the CRM beside a chat: the fields that the most specific layout whose scope fits names, and
//! nothing else.

mod computed;
mod edit;
mod gather;

pub use edit::{EditError, EditedRecord, RecordEdit};

use self::{computed::Wanted, gather::Gathered};
use super::beside::Beheld;
use crate::Engine;
use std::{collections::BTreeSet, sync::Arc};
use usher_model::{Agent, ObjectId, Role, Session, Value};
use usher_records::facts_of;
use usher_routing::Router;
use usher_ruleset::{Layout, LayoutField, Object, RuleSet};
use usher_store::{StoreError, StoredRecord};

/// What stands beside a chat.
#[derive(Clone)]
pub struct Workbench {
    /// By which rules.
    pub rules: Arc<Router>,
    /// Which layout; none where none is for this session and role.
    pub layout: Option<Arc<Layout>>,
    /// Each of its sections, in their order.
    pub sections: Vec<ShownSection>,
}

/// The records of one section.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ShownSection {
    /// Those that are shown, in order.
    pub records: Vec<ShownRecord>,
    /// Whether there are more than these.
    pub more: bool,
}

/// What is shown of one record.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownRecord {
    /// The record, with values that are not to be shown.
    pub record: StoredRecord,
    /// A value for each field of the section, in their order; none where there is none.
    pub values: Vec<Option<Value>>,
}

impl Engine {
    /// What an agent is shown beside a session. Until what is shown changes, the agent is told of the first change.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn workbench(&self, agent: &Agent, session: &Session) -> Result<Workbench, StoreError> {
        let rules = self.rules();
        let set = rules.ruleset();
        let Some(layout) = layout_for(set, agent.role, session).cloned() else {
            return Ok(Workbench { rules, layout: None, sections: Vec::new() });
        };
        let since = self.beside.now();
        let mut beheld = Beheld::default();
        let found = self.gather(set, &layout, session, &mut beheld).await?;
        let sections = self.shown(set, &layout, session, found).await?;
        self.behold(agent, session, beheld, since);
        Ok(Workbench { rules, layout: Some(layout), sections })
    }

    /// The objects whose records an agent may look for and link beside a session: those that the agent's layout shows, and
    /// those that `identity.yaml` links by itself.
    pub fn linkable(&self, set: &RuleSet, role: Role, session: &Session) -> BTreeSet<ObjectId> {
        let layout = layout_for(set, role, session);
        let shown = layout.into_iter().flat_map(|layout| &layout.sections).map(|section| &section.object);
        let linked = set.identity.associate.iter().flat_map(|associate| associate.objects.iter().map(|(id, _)| id));
        shown.chain(linked).cloned().collect()
    }

    /// The fields of an object that an agent's layout shows beside a session, in whichever section.
    pub fn shown_fields<'s>(
        &self,
        set: &'s RuleSet,
        role: Role,
        session: &Session,
        object: &ObjectId,
    ) -> BTreeSet<&'s str> {
        let sections = layout_for(set, role, session).into_iter().flat_map(|layout| &layout.sections);
        let fields = sections.filter(|section| section.object == *object).flat_map(|section| &section.fields);
        let ids = fields.filter_map(|field| match field {
            LayoutField::Field { id, .. } => Some(id.as_str()),
            LayoutField::Computed { .. } => None,
        });
        ids.collect()
    }

    /// What is shown of the records of each section.
    async fn shown(
        &self,
        set: &RuleSet,
        layout: &Layout,
        session: &Session,
        found: Vec<Gathered>,
    ) -> Result<Vec<ShownSection>, StoreError> {
        let mut sections: Vec<ShownSection> = Vec::with_capacity(found.len());
        let mut wanted = Vec::new();
        for (at, (section, found)) in layout.sections.iter().zip(found).enumerate() {
            let Some(object) = set.objects.get(&section.object) else {
                sections.push(ShownSection::default());
                continue;
            };
            let mut rows = Vec::with_capacity(found.records.len());
            for (row, record) in found.records.into_iter().enumerate() {
                let mut values = Vec::with_capacity(section.fields.len());
                for (column, field) in section.fields.iter().enumerate() {
                    values.push(match field {
                        LayoutField::Field { id, .. } => value(object, &record, id),
                        LayoutField::Computed { compute, .. } => {
                            let place = (at, row, column);
                            wanted.push(Wanted { compute: Arc::clone(compute), record: record.clone(), place });
                            None
                        }
                    });
                }
                rows.push(ShownRecord { record, values });
            }
            sections.push(ShownSection { records: rows, more: found.more });
        }
        for ((at, row, column), value) in self.computed(set, session, wanted).await? {
            let row = sections.get_mut(at).and_then(|section| section.records.get_mut(row));
            if let Some(place) = row.and_then(|row| row.values.get_mut(column)) {
                *place = value;
            }
        }
        Ok(sections)
    }
}

/// The layout for somebody of a role beside a session. They stand in the order in which they are asked.
pub(super) fn layout_for<'s>(set: &'s RuleSet, role: Role, session: &Session) -> Option<&'s Arc<Layout>> {
    set.layouts.iter().find(|layout| {
        layout.channels.as_ref().is_none_or(|channels| channels.contains(&session.channel))
            && layout.groups.as_ref().is_none_or(|all| session.state.group().is_some_and(|group| all.contains(group)))
            && layout.roles.as_ref().is_none_or(|roles| roles.contains(&role))
    })
}

/// A field's value, where it is what the field holds today.
fn value(object: &Object, record: &StoredRecord, field: &str) -> Option<Value> {
    facts_of(object, &record.content).get(&format!("{}.{field}", object.id)).cloned()
}
