//! The records that stand behind a visitor: for conditions, scripts and strategies, and for agents, who link and unlink
//! them by hand.

use super::{
    NoSuchRecord, SentRecord, Upserted,
    associate::{self, closeness},
    recognise::{VISITOR, holds, own_record},
    source::{RecordSource, RecordsError},
    upsert::by_id,
};
use crate::{Engine, live::LiveRules};
use std::{collections::HashMap, sync::Arc};
use usher_model::{
    AgentId, ClientId, LinkHow, LinkState, ObjectId, Provenance, Recognised, RecordContent, RecordId, RecordLink,
    Records, SessionId, VisitorId, VisitorRecord,
};
use usher_records::value_of;
use usher_ruleset::{Object, RuleSet};
use usher_store::{BindVisitor, RecordWritten, Store, StoreError, StoredRecord, WriteRecord, WriteRecords};

/// Records of one visitor that conditions and scripts are told of.
const MOST_LINKED: usize = 20;
/// How often it is tried where others write at the same moment.
const TRIES: usize = 8;

/// The records of the store, as conditions and scripts read them: those that are linked to the visitor's record.
pub struct LinkedRecords {
    store: Arc<dyn Store>,
    live: Arc<LiveRules>,
}

impl LinkedRecords {
    /// Over a store, read by the rules that serve.
    pub fn new(store: Arc<dyn Store>, live: Arc<LiveRules>) -> Self {
        Self { store, live }
    }

    async fn read(&self, visitor: VisitorId) -> Result<Records, StoreError> {
        let rules = self.live.current();
        let set = rules.ruleset();
        let mut records = Records::NONE;
        let Some(bound) = self.store.visitor_record(visitor).await? else { return Ok(records) };
        let mut links = self.store.links_of(&bound.record).await?;
        links.retain(holds);
        links.sort_by_key(closeness);
        links.truncate(MOST_LINKED);
        for (link, stored) in with_records(&*self.store, links).await? {
            if let Some(object) = set.objects.get(&link.object) {
                records.add(link.object.as_str(), value_of(object, &stored.id, &stored.content));
            }
        }
        Ok(records)
    }
}

#[async_trait::async_trait]
impl RecordSource for LinkedRecords {
    async fn records_of(&self, visitor: VisitorId) -> Result<Records, RecordsError> {
        self.read(visitor).await.map_err(|error| RecordsError(error.to_string()))
    }
}

/// Links with the records that they lead to, in their order. Those that lead to nothing any more are left out.
pub(super) async fn with_records(
    store: &dyn Store,
    links: Vec<RecordLink>,
) -> Result<Vec<(RecordLink, StoredRecord)>, StoreError> {
    let names: Vec<_> = links.iter().map(|link| (link.object.clone(), link.record.clone())).collect();
    let found = store.records(&names).await?.into_iter().filter(|record| record.deleted_at.is_none());
    let mut by_name: HashMap<_, _> = found.map(|record| ((record.object.clone(), record.id.clone()), record)).collect();
    let each = links.into_iter();
    Ok(each
        .filter_map(|link| {
            Some((by_name.remove(&(link.object.clone(), link.record.clone()))?, link)).map(|(r, l)| (l, r))
        })
        .collect())
}

/// Who a visitor is, and what it is linked to.
#[derive(Debug, Clone)]
pub struct VisitorLinks {
    /// Who the visitor is; none where nothing was ever told or linked.
    pub bound: Option<VisitorRecord>,
    /// What the visitor's proof is worth, while it counts; none where nothing proves who it is.
    pub proof: Option<Provenance>,
    /// The record itself; none where it was deleted.
    pub record: Option<StoredRecord>,
    /// The records that it might be as well.
    pub choices: Vec<StoredRecord>,
    /// Links that hold, and records that are offered, the closest first.
    pub links: Vec<(RecordLink, StoredRecord)>,
}

/// Why a link is not made.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// There is no such object or record.
    #[error("{0}")]
    Missing(#[from] NoSuchRecord),
    /// The visitor was nobody else before.
    #[error("there is nothing to undo: the visitor was no other record before")]
    NothingBefore,
    /// A record of the visitor object is nobody's to make: each visitor has one.
    #[error("a visitor has a record already; make a contact, a lead, a work order or an account")]
    IsVisitor,
    /// What is sent of a new record is wrong.
    #[error("{} values of the record cannot be stored", .0.len())]
    Refused(Vec<usher_records::Problem>),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A link to make or undo.
#[derive(Debug, Clone)]
pub struct HandLink {
    /// Of which object.
    pub object: ObjectId,
    /// Which record.
    pub record: RecordId,
    /// Whether it is to hold.
    pub state: LinkState,
}

impl Engine {
    /// Who a visitor is, and what it is linked to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn visitor_links(&self, visitor: VisitorId) -> Result<VisitorLinks, StoreError> {
        let proof = match self.store.visitor(visitor).await? {
            Some(visitor) => self.identity_of(&visitor).await?.map(|identity| identity.provenance),
            None => None,
        };
        let none = VisitorLinks { bound: None, proof, record: None, choices: Vec::new(), links: Vec::new() };
        let Some(bound) = self.store.visitor_record(visitor).await? else { return Ok(none) };
        let rules = self.rules();
        let Some(object) = rules.ruleset().objects.get(VISITOR) else { return Ok(none) };
        let ids = bound.choices.iter().chain([&bound.record]);
        let mut records = by_id(&*self.store, &object.id, ids).await?;
        records.retain(|_, record| record.deleted_at.is_none());
        let choices = bound.choices.iter().filter_map(|id| records.get(id).cloned()).collect();
        let mut links = self.store.links_of(&bound.record).await?;
        links.retain(|link| link.state != LinkState::Unlinked);
        links.sort_by_key(closeness);
        let links = with_records(&*self.store, links).await?;
        Ok(VisitorLinks { proof, record: records.remove(&bound.record), choices, links, bound: Some(bound) })
    }

    /// Links a record to a visitor by hand, or takes a link away; a record of the visitor object is who the visitor is from
    /// then on. No match changes what an agent said. Doing it again changes nothing.
    ///
    /// # Errors
    /// When there is no such record, or the database fails.
    pub async fn link_by_hand(&self, agent: &AgentId, visitor: VisitorId, link: HandLink) -> Result<(), LinkError> {
        let rules = self.rules();
        let set = rules.ruleset();
        let missing = || NoSuchRecord { object: link.object.to_string(), record: link.record.to_string() };
        let object = set.objects.get(&link.object).ok_or_else(missing)?;
        let there = by_id(&*self.store, &object.id, [&link.record].into_iter()).await?;
        let is_there = there.get(&link.record).is_some_and(|record| record.deleted_at.is_none());
        if !is_there && link.state == LinkState::Linked {
            return Err(missing().into());
        }
        if object.id.as_str() == VISITOR {
            if link.state == LinkState::Linked {
                self.rebind(visitor, &link.record).await?;
            }
            return Ok(());
        }
        for _ in 0..TRIES {
            let mut write = self.with_own_record(set, visitor).await?;
            let of = write.bind.as_ref().map(|bind| bind.binding.record.clone());
            let of = match of {
                Some(of) => of,
                None => match self.store.visitor_record(visitor).await? {
                    Some(bound) => bound.record,
                    None => continue,
                },
            };
            let link = RecordLink {
                of: of.clone(),
                object: link.object.clone(),
                record: link.record.clone(),
                how: LinkHow::ByHand,
                provenance: None,
                state: link.state,
                by: Some(agent.clone()),
                at: write.at,
            };
            // What it leads to follows it.
            let mut there = self.store.links_of(&of).await?;
            there.retain(|one| (&one.object, &one.record) != (&link.object, &link.record));
            there.push(link.clone());
            write.links = associate::links(self, set, &of, None, &there, write.at).await?;
            write.links.push(link);
            if !self.write_records(write).await?.contains(&RecordWritten::Moved) {
                return Ok(());
            }
        }
        Err(StoreError::Busy { waiting: TRIES }.into())
    }

    /// Makes a record by hand and links it to a visitor: a contact, a lead, a work order. Sending it again under the same
    /// name makes no second one.
    ///
    /// # Errors
    /// With all that is wrong with it, or when the database fails.
    pub async fn create_by_hand(
        &self,
        agent: &AgentId,
        (session, visitor): (SessionId, VisitorId),
        object: &Object,
        client_id: &ClientId,
        mut sent: SentRecord,
    ) -> Result<RecordId, LinkError> {
        if object.id.as_str() == VISITOR {
            return Err(LinkError::IsVisitor);
        }
        let rules = self.rules();
        let id: RecordId = format!("{session}-{}", client_id.as_str()).parse().map_err(|_| {
            LinkError::Refused(vec![usher_records::Problem::of(
                "client_id",
                usher_records::ProblemCode::BadId,
                "too long",
            )])
        })?;
        sent.id = id.to_string();
        // Whoever makes it is in charge of it, unless something else is said.
        if let (Ok(change), Some(owner)) = (&mut sent.change, &object.owner_field) {
            let own = Some(usher_model::Value::from(agent.as_str()));
            change.fields.entry(owner.as_str().into()).or_insert(own);
        }
        let upserted = self.upsert_records(rules.ruleset(), object, vec![sent]).await?;
        if let Some(Upserted::Refused(problems)) = upserted.into_iter().next() {
            return Err(LinkError::Refused(problems));
        }
        let link = HandLink { object: object.id.clone(), record: id.clone(), state: LinkState::Linked };
        self.link_by_hand(agent, visitor, link).await?;
        Ok(id)
    }

    /// Takes back who a visitor turned out to be: it is the record again that it was before. What was linked by hand stays
    /// with both.
    ///
    /// # Errors
    /// When it was no other before, or the database fails.
    pub async fn undo_recognition(&self, visitor: VisitorId) -> Result<(), LinkError> {
        let bound = self.store.visitor_record(visitor).await?.ok_or(LinkError::NothingBefore)?;
        let before = bound.before.ok_or(LinkError::NothingBefore)?;
        self.rebind(visitor, &before).await
    }

    async fn rebind(&self, visitor: VisitorId, record: &RecordId) -> Result<(), LinkError> {
        for _ in 0..TRIES {
            let bound = self.store.visitor_record(visitor).await?;
            let seen = bound.as_ref().map(|bound| bound.record.clone());
            let is_so = bound.as_ref().is_some_and(|bound| bound.choices.is_empty());
            if seen.as_ref() == Some(record) && is_so {
                return Ok(());
            }
            let before = seen.clone().filter(|seen| seen != record);
            let before = before.or_else(|| bound.and_then(|bound| bound.before));
            let (at, how) = (self.clock.now(), Recognised::ByHand);
            let binding = VisitorRecord { visitor, record: record.clone(), how, at, before, choices: Vec::new() };
            let write = WriteRecords { bind: Some(BindVisitor { binding, seen }), at, ..WriteRecords::default() };
            if !self.write_records(write).await?.contains(&RecordWritten::Moved) {
                return Ok(());
            }
        }
        Err(StoreError::Busy { waiting: TRIES }.into())
    }

    /// What gives a visitor a record of its own, where it has none.
    async fn with_own_record(&self, set: &RuleSet, visitor: VisitorId) -> Result<WriteRecords, LinkError> {
        let at = self.clock.now();
        if self.store.visitor_record(visitor).await?.is_some() {
            return Ok(WriteRecords { at, ..WriteRecords::default() });
        }
        let missing = || NoSuchRecord { object: VISITOR.to_owned(), record: visitor.to_string() };
        let object = set.objects.get(VISITOR).ok_or_else(missing)?;
        self.begin_record_shape(set, object).await?;
        let id = own_record(visitor);
        let there = by_id(&*self.store, &object.id, [&id].into_iter()).await?;
        let stored = there.get(&id);
        let mut records = Vec::new();
        if stored.is_none_or(|stored| stored.deleted_at.is_some()) {
            let (seen, content) = (stored.map(|stored| stored.change), Some(RecordContent::default()));
            records.push(WriteRecord { object: object.id.clone(), id: id.clone(), seen, content, keys: Vec::new() });
        }
        let how = Recognised::Created;
        let binding = VisitorRecord { visitor, record: id, how, at, before: None, choices: Vec::new() };
        Ok(WriteRecords { records, bind: Some(BindVisitor { binding, seen: None }), at, ..WriteRecords::default() })
    }
}
