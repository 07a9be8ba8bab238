//! Who a visitor is: the record of the visitor object that what is told of the visitor matches.
//!
//! The rules of it, which the manual tells too:
//! - Lists of fields are tried in order; a list counts where all of its fields are told, with the worth that is asked for.
//! - One record that is equal in all fields of a list is the visitor. None at all makes a new record of what was told.
//! - Several are never merged: the visitor keeps a record of its own, and the agent is told which it might be.
//! - A visitor who had a record already, and turns out to be another, goes over to that one. The earlier record stays as it
//!   is and is remembered, so that an agent can undo it; links that an agent had made go along.
//! - What a record says is kept: told values fill what is empty, and only proven ones take the place of others.

use super::{Keys, associate, upsert::by_id};
use crate::Engine;
use std::{collections::BTreeMap, sync::Arc};
use usher_model::{
    LinkHow, LinkState, Provenance, Recognised, RecordContent, RecordId, RecordLink, Value, VisitorId, VisitorRecord,
};
use usher_records::{CallingCode, key_of, keys_of, normal};
use usher_ruleset::{Matching, Object, RuleSet};
use usher_store::{
    BindVisitor, KeyGuard, RecordWritten, RecordsOf, StoreError, StoredRecord, WriteRecord, WriteRecords,
};

/// The object whose records are the visitors.
pub(crate) const VISITOR: &str = "visitor";
/// How often it is tried where others write at the same moment.
const TRIES: usize = 8;
/// Records that are looked at that bear one key: of a number that more bear, nobody can be told.
const MOST_BEARERS: u32 = 50;
/// Records that an agent is offered.
pub(super) const MOST_CHOICES: usize = 10;

/// What is told of a visitor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'a> {
    /// Values by the visitor object's fields.
    pub fields: &'a BTreeMap<Arc<str>, Value>,
    /// What they are worth.
    pub provenance: Provenance,
}

impl Told<'_> {
    pub fn is_worth(&self, wanted: Provenance) -> bool {
        self.provenance == Provenance::Proven || (wanted == Provenance::Asserted && self.provenance == wanted)
    }
}

/// What looking for somebody gave.
#[derive(Debug, PartialEq)]
pub(super) enum Match {
    Nobody,
    One(Box<StoredRecord>),
    /// Several are alike, or too many to tell.
    Several(Vec<RecordId>),
}

impl Engine {
    /// Finds or makes the record that a visitor is, and the records that it is linked to, by what is told. Telling the same
    /// again changes nothing.
    ///
    /// # Errors
    /// When the database fails; telling it again is safe.
    pub(crate) async fn recognise(&self, visitor: VisitorId, told: Told<'_>) -> Result<(), StoreError> {
        let rules = self.rules();
        let set = rules.ruleset();
        let Some(object) = set.objects.get(VISITOR) else { return Ok(()) };
        if !Keys::read(&*self.store, set).await?.are_ready(&object.id) {
            // Nobody can be looked for while the keys are made anew; the next proof finds out.
            return Ok(());
        }
        self.begin_record_shape(set, object).await?;
        for _ in 0..TRIES {
            let write = self.recognising(set, object, visitor, told).await?;
            let is_empty = write.records.is_empty() && write.bind.is_none() && write.links.is_empty();
            if is_empty || !self.write_records(write).await?.contains(&RecordWritten::Moved) {
                return Ok(());
            }
        }
        Err(StoreError::Busy { waiting: TRIES })
    }

    async fn recognising(
        &self,
        set: &RuleSet,
        object: &Object,
        visitor: VisitorId,
        told: Told<'_>,
    ) -> Result<WriteRecords, StoreError> {
        let (now, code) = (self.clock.now(), CallingCode(set.workspace.calling_code.as_deref()));
        let bound = self.store.visitor_record(visitor).await?;
        let own = match &bound {
            Some(bound) => by_id(&*self.store, &object.id, [&bound.record].into_iter()).await?.remove(&bound.record),
            None => None,
        };
        let own = own.filter(|own| own.deleted_at.is_none());
        let mut guards = Vec::new();
        let found = match &set.identity.matching {
            Some(matching) if told.is_worth(matching.require) => {
                self.match_visitor(set, object, matching, told, &mut guards).await?
            }
            _ => Match::Nobody,
        };
        let is_by_hand = bound.as_ref().is_some_and(|bound| bound.how == Recognised::ByHand);
        let (target, how, choices) = match (found, own) {
            // What an agent said no match changes.
            (_, Some(own)) if is_by_hand => (Some(own), Recognised::ByHand, Vec::new()),
            (Match::One(found), _) => (Some(*found), Recognised::Matched, Vec::new()),
            (Match::Several(mut choices), own) => {
                // Who is one of them already stays so: the others are what it might be as well.
                let known = own.as_ref().filter(|own| choices.contains(&own.id)).zip(bound.as_ref());
                let how = known.map_or(Recognised::Created, |(_, bound)| bound.how);
                choices.retain(|choice| own.as_ref().is_none_or(|own| own.id != *choice));
                (own, how, choices)
            }
            (Match::Nobody, own) => (own, Recognised::Created, Vec::new()),
        };
        let new_id = || own_record(visitor);
        let id = target.as_ref().map_or_else(new_id, |target| target.id.clone());
        let stored = match target {
            Some(target) => Some(target),
            // It was there before, and was deleted.
            None => by_id(&*self.store, &object.id, [&id].into_iter()).await?.remove(&id),
        };
        let before = stored.as_ref().map(|stored| stored.content.clone()).unwrap_or_default();
        let content = merged(object, &before, told);
        let mut records = Vec::new();
        if content != before || stored.as_ref().is_none_or(|stored| stored.deleted_at.is_some()) {
            let keys = keys_of(object, &content, code);
            let seen = stored.as_ref().map(|stored| stored.change);
            let (object, id) = (object.id.clone(), id.clone());
            records.push(WriteRecord { object, id, seen, content: Some(content), keys });
        }
        let earlier = bound.as_ref().map(|bound| bound.record.clone());
        let is_new = earlier.as_ref() != Some(&id) || bound.as_ref().is_some_and(|bound| bound.choices != choices);
        let mut links = self.store.links_of(&id).await?;
        let mut set_links = Vec::new();
        let bind = is_new.then(|| {
            let before = earlier.clone().filter(|earlier| *earlier != id);
            let before = before.or_else(|| bound.as_ref().and_then(|bound| bound.before.clone()));
            let binding = VisitorRecord { visitor, record: id.clone(), how, at: now, before, choices };
            BindVisitor { binding, seen: earlier.clone() }
        });
        if let Some(earlier) = earlier.filter(|earlier| *earlier != id) {
            // What an agent linked by hand goes along.
            for link in self.store.links_of(&earlier).await?.into_iter().filter(|link| link.how == LinkHow::ByHand) {
                if !links.iter().any(|one| one.how == LinkHow::ByHand && is_same(one, &link)) {
                    set_links.push(RecordLink { of: id.clone(), ..link });
                }
            }
            links.extend(set_links.iter().cloned());
        }
        set_links.extend(associate::links(self, set, &id, Some(told), &links, now).await?);
        Ok(WriteRecords { records, guards, bind, links: set_links, at: now })
    }

    async fn match_visitor(
        &self,
        set: &RuleSet,
        object: &Object,
        matching: &Matching,
        told: Told<'_>,
        guards: &mut Vec<KeyGuard>,
    ) -> Result<Match, StoreError> {
        for fields in &matching.by {
            let pairs: Vec<(&str, &str)> = fields.iter().map(|field| (field.as_str(), field.as_str())).collect();
            match self.find_by(set, object, &pairs, told, Some(guards)).await? {
                Match::Nobody => {}
                found => return Ok(found),
            }
        }
        Ok(Match::Nobody)
    }

    /// Looks for the record whose fields equal what is told: pairs of the told field and the record's.
    pub(super) async fn find_by(
        &self,
        set: &RuleSet,
        object: &Object,
        pairs: &[(&str, &str)],
        told: Told<'_>,
        guards: Option<&mut Vec<KeyGuard>>,
    ) -> Result<Match, StoreError> {
        let code = CallingCode(set.workspace.calling_code.as_deref());
        let mut wanted: Vec<(&str, &Value)> = Vec::with_capacity(pairs.len());
        for (own, theirs) in pairs {
            let Some(value) = told.fields.get(*own) else { return Ok(Match::Nobody) };
            wanted.push((theirs, value));
        }
        let Some(key) = wanted.iter().find_map(|(field, value)| key_of(object, field, value, code)) else {
            return Ok(Match::Nobody);
        };
        let of = RecordsOf::Key(object.id.clone(), key.clone());
        let bearers = self.store.walk_records(of, 0, MOST_BEARERS).await?;
        if let Some(guards) = guards {
            let seen = bearers.iter().map(|record| record.number).collect();
            guards.push(KeyGuard { object: object.id.clone(), key, seen, limit: MOST_BEARERS });
        }
        let are_all = bearers.len() < MOST_BEARERS as usize;
        let mut equal: Vec<StoredRecord> =
            bearers.into_iter().filter(|record| equals(object, &record.content, &wanted, code)).collect();
        Ok(match (equal.len(), are_all) {
            (0, true) => Match::Nobody,
            (1, true) => equal.pop().map_or(Match::Nobody, |one| Match::One(Box::new(one))),
            _ => Match::Several(equal.into_iter().take(MOST_CHOICES).map(|record| record.id).collect()),
        })
    }
}

/// The id of the record that is made for a visitor.
pub(super) fn own_record(visitor: VisitorId) -> RecordId {
    // A visitor's id is a short text without spaces.
    format!("visitor-{visitor}").parse().unwrap_or_else(|_| unreachable!("an id of a visitor is the id of a record"))
}

fn is_same(one: &RecordLink, other: &RecordLink) -> bool {
    (&one.object, &one.record) == (&other.object, &other.record)
}

/// Whether a link holds.
pub(super) fn holds(link: &RecordLink) -> bool {
    link.state == LinkState::Linked
}

fn equals(object: &Object, content: &RecordContent, wanted: &[(&str, &Value)], code: CallingCode<'_>) -> bool {
    wanted.iter().all(|(field, value)| {
        let (Some(info), Some(stored)) = (object.field(field), content.fields.get(*field)) else { return false };
        normal(&info.kind, value, code).is_some_and(|wanted| normal(&info.kind, stored, code) == Some(wanted))
    })
}

/// What is told, laid over what is stored.
fn merged(object: &Object, stored: &RecordContent, told: Told<'_>) -> RecordContent {
    let mut content = stored.clone();
    for (field, value) in told.fields.iter().filter(|(field, _)| object.field(field).is_some()) {
        let is_empty = !content.fields.contains_key(field);
        if is_empty || told.provenance == Provenance::Proven {
            content.fields.insert(Arc::clone(field), value.clone());
        }
    }
    content
}
