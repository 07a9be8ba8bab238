//! The records that a visitor's record is linked to by itself: found by what is told of the visitor, or through others.
//!
//! Several that are alike are offered to the agent, and none is linked. What an agent said stays: a link that was made or
//! undone by hand is left alone, and an object that an agent linked a record of is looked for no more.

use super::recognise::{MOST_CHOICES, Match, Told, holds};
use crate::Engine;
use usher_model::{LinkHow, LinkState, ObjectId, Provenance, RecordId, RecordLink, Timestamp};
use usher_ruleset::{Lookup, RuleSet};
use usher_store::StoreError;

/// The links to set, given those that are there. Without anything told only those that others lead to.
pub(super) async fn links(
    engine: &Engine,
    set: &RuleSet,
    of: &RecordId,
    told: Option<Told<'_>>,
    there: &[RecordLink],
    now: Timestamp,
) -> Result<Vec<RecordLink>, StoreError> {
    let Some(associate) = &set.identity.associate else { return Ok(Vec::new()) };
    let mut links = there.to_vec();
    for (object, lookup) in &associate.objects {
        let Some(info) = set.objects.get(object) else { continue };
        if links.iter().any(|link| link.object == *object && link.how == LinkHow::ByHand && holds(link)) {
            continue;
        }
        let (found, how) = match (lookup, told) {
            (Lookup::Fields(lists), Some(told)) if told.is_worth(associate.require) => {
                let mut found = Match::Nobody;
                for pairs in lists {
                    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(own, theirs)| (&**own, &**theirs)).collect();
                    found = engine.find_by(set, info, &pairs, told, None).await?;
                    if found != Match::Nobody {
                        break;
                    }
                }
                (found, LinkHow::Matched)
            }
            (Lookup::Fields(_), _) => continue,
            (Lookup::Through(from, relation), _) => {
                (led_to(engine, &links, from, relation, object).await?, LinkHow::Through)
            }
        };
        let (state, ids) = match found {
            // What leads nowhere any more led there by a record that is linked no more.
            Match::Nobody if how == LinkHow::Through => (LinkState::Unlinked, Vec::new()),
            // What was found once is not lost because somebody told less today.
            Match::Nobody => continue,
            Match::One(record) => (LinkState::Linked, vec![record.id]),
            Match::Several(ids) => (LinkState::Offered, ids),
        };
        let found = |record: RecordId| RecordLink {
            of: of.clone(),
            object: object.clone(),
            record,
            how,
            provenance: told.map(|told| told.provenance),
            state,
            by: None,
            at: now,
        };
        put(&mut links, object, ids.into_iter().map(found).collect());
    }
    Ok(links.into_iter().filter(|link| !there.contains(link)).collect())
}

/// Puts what was found in place of what was found before. What an agent said stays.
fn put(links: &mut Vec<RecordLink>, object: &ObjectId, found: Vec<RecordLink>) {
    for link in links.iter_mut().filter(|link| link.object == *object && link.how != LinkHow::ByHand) {
        if !found.iter().any(|one| one.record == link.record) {
            link.state = LinkState::Unlinked;
        }
    }
    for new in found {
        match links.iter_mut().find(|link| link.object == *object && link.record == new.record) {
            Some(link) if link.how == LinkHow::ByHand => {}
            Some(link) if (link.state, link.how, link.provenance) == (new.state, new.how, new.provenance) => {}
            Some(link) => *link = new,
            None => links.push(new),
        }
    }
}

/// The record that the linked ones of another object lead to.
async fn led_to(
    engine: &Engine,
    links: &[RecordLink],
    from: &ObjectId,
    relation: &str,
    object: &ObjectId,
) -> Result<Match, StoreError> {
    let starts: Vec<_> = links
        .iter()
        .filter(|link| link.object == *from && holds(link))
        .map(|link| (from.clone(), link.record.clone()))
        .collect();
    let starts = engine.store.records(&starts).await?;
    let mut ids: Vec<_> = starts.iter().filter_map(|start| start.content.relations.get(relation)).flatten().collect();
    ids.sort();
    ids.dedup();
    let ends: Vec<_> = ids.into_iter().take(MOST_CHOICES).map(|id| (object.clone(), id.clone())).collect();
    let mut ends = engine.store.records(&ends).await?;
    ends.retain(|end| end.deleted_at.is_none());
    Ok(match ends.len() {
        0 => Match::Nobody,
        1 => ends.pop().map_or(Match::Nobody, |end| Match::One(Box::new(end))),
        _ => Match::Several(ends.into_iter().map(|end| end.id).collect()),
    })
}

/// How much a link's values were worth, the most trusted first: an agent's word before all.
pub(super) fn closeness(link: &RecordLink) -> (u8, std::cmp::Reverse<Timestamp>) {
    let worth = match (link.how, link.provenance) {
        (LinkHow::ByHand, _) => 0,
        (LinkHow::Matched, Some(Provenance::Proven)) => 1,
        (LinkHow::Matched, _) => 2,
        (LinkHow::Through, _) => 3,
    };
    (worth, std::cmp::Reverse(link.at))
}
