//! Who a visitor is, and which records it is linked to, as agents see it: names and ids. What a record holds is shown by
//! layouts alone.

use super::NamedAgent;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use usher_engine::VisitorLinks;
use usher_model::{LinkHow, LinkState, Provenance, Recognised, RecordLink};
use usher_records::value_of;
use usher_routing::Router;
use usher_store::StoredRecord;
use utoipa::ToSchema;

/// How it came to be known who a visitor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RecognisedWord {
    /// Nobody was found, so a record was made.
    Created,
    Matched,
    ByHand,
}

/// How a link came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LinkHowWord {
    Matched,
    /// Another linked record leads to it.
    Through,
    ByHand,
}

/// What a value is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProvenanceWord {
    Proven,
    Asserted,
    Typed,
    Inferred,
}

/// A record by its name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct NamedRecord {
    pub object: String,
    pub id: String,
    #[schema(required)]
    pub name: Option<String>,
}

/// A record that is linked to the visitor, or could be.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LinkView {
    pub record: NamedRecord,
    pub how: LinkHowWord,
    /// What the values were worth that it was found by; none where an agent said so.
    #[schema(required)]
    pub provenance: Option<ProvenanceWord>,
    /// The agent who said so.
    #[schema(required)]
    pub by: Option<NamedAgent>,
    pub at_ms: i64,
}

/// Who a visitor is, and which records it is linked to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct VisitorLinksView {
    /// The record that the visitor is; none where nothing was ever told or linked.
    #[schema(required)]
    pub visitor: Option<NamedRecord>,
    #[schema(required)]
    pub how: Option<RecognisedWord>,
    /// What the proof is worth that the visitor brought, while it counts; none where nothing proves who it is.
    #[schema(required)]
    pub proof: Option<ProvenanceWord>,
    /// Whether the visitor was another record before, and can be so again.
    pub can_undo: bool,
    /// Records that the visitor might be as well: what was told fits each of them, so nobody could tell. Link one by hand.
    pub choices: Vec<NamedRecord>,
    /// Linked records, the closest first.
    pub links: Vec<LinkView>,
    /// Records that are alike by what was told: none of them is linked. Link one by hand.
    pub offered: Vec<LinkView>,
}

/// A link to make or to take away.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkRequest {
    pub object: String,
    pub record: String,
    /// False to take it away.
    pub linked: bool,
}

/// A record to make by hand, linked to the visitor.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRecordRequest {
    /// The client's own name for it: sent again, it makes no second record.
    pub client_id: String,
    pub object: String,
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Map<String, Json>,
    #[serde(default)]
    #[schema(value_type = Object)]
    pub relations: Map<String, Json>,
}

impl VisitorLinksView {
    pub(crate) fn new(found: &VisitorLinks, rules: &Router) -> Self {
        let (mut links, mut offered) = (Vec::new(), Vec::new());
        for (link, record) in &found.links {
            let view = LinkView::new(link, record, rules);
            match link.state {
                LinkState::Offered => offered.push(view),
                LinkState::Linked | LinkState::Unlinked => links.push(view),
            }
        }
        let bound = found.bound.as_ref();
        Self {
            visitor: found.record.as_ref().map(|record| named(record, rules)),
            how: bound.map(|bound| match bound.how {
                Recognised::Created => RecognisedWord::Created,
                Recognised::Matched => RecognisedWord::Matched,
                Recognised::ByHand => RecognisedWord::ByHand,
            }),
            proof: found.proof.map(ProvenanceWord::from),
            can_undo: bound.is_some_and(|bound| bound.before.is_some()),
            choices: found.choices.iter().map(|record| named(record, rules)).collect(),
            links,
            offered,
        }
    }
}

impl From<Provenance> for ProvenanceWord {
    fn from(provenance: Provenance) -> Self {
        match provenance {
            Provenance::Proven => Self::Proven,
            Provenance::Asserted => Self::Asserted,
            Provenance::Typed => Self::Typed,
            Provenance::Inferred => Self::Inferred,
        }
    }
}

impl LinkView {
    fn new(link: &RecordLink, record: &StoredRecord, rules: &Router) -> Self {
        Self {
            record: named(record, rules),
            how: match link.how {
                LinkHow::Matched => LinkHowWord::Matched,
                LinkHow::Through => LinkHowWord::Through,
                LinkHow::ByHand => LinkHowWord::ByHand,
            },
            provenance: link.provenance.map(ProvenanceWord::from),
            by: link.by.as_ref().map(|agent| NamedAgent::new(agent, rules)),
            at_ms: link.at.as_millis(),
        }
    }
}

fn named(record: &StoredRecord, rules: &Router) -> NamedRecord {
    let object = rules.ruleset().objects.get(&record.object);
    let name = object.and_then(|object| value_of(object, &record.id, &record.content).name);
    NamedRecord {
        object: record.object.to_string(),
        id: record.id.to_string(),
        name: name.as_deref().map(str::to_owned),
    }
}
