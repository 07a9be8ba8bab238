//! The identity: whether its fields exist, can be told, and lead to records.

use super::objects::Objects;
use crate::{
    Associate, Identity, Lookup, Matching, codes,
    kind::{
        identity::{Pairs, RawIdentity, RawLookup},
        object::{RawObject, VISITOR},
    },
    reader::{Reader, Ref},
    sources::{IDENTITY, Sources},
    words::{listed, shown},
};
use std::collections::BTreeSet;
use usher_condition::nearest;
use usher_model::ObjectId;

/// More names than these say nothing in a help text.
const FEW: usize = 12;

pub(super) fn check(sources: &mut Sources) {
    let Some(identity) = &sources.identity else { return };
    let reader = sources.readers.of(&IDENTITY.into());
    let objects = Objects::new(&sources.object_ids, &sources.objects);
    if !objects.exists(VISITOR) {
        let message = "there is no object `visitor`, whose fields an identity could tell";
        let help = Some("add `objects/visitor.yaml` with these fields".to_owned());
        reader.report(codes::UNKNOWN_ID, identity.span, message, "fields of nothing", help);
        return;
    }
    let visitor = objects.get(VISITOR);
    if let Some(visitor) = visitor {
        for field in &identity.fields {
            visitor.named_field(&field.id, field.span, reader);
        }
    }
    for pairs in identity.matching.iter().flat_map(|matching| &matching.by) {
        for (own, _) in &pairs.each {
            told(own, identity, visitor, reader);
        }
        if let Some(visitor) = visitor {
            has_match_key(pairs, visitor, reader);
        }
    }
    let associated: BTreeSet<&ObjectId> =
        identity.associate.iter().flat_map(|associate| &associate.objects).map(|(object, _)| &object.id).collect();
    let mut leads = true;
    for (named, lookup) in identity.associate.iter().flat_map(|associate| &associate.objects) {
        let object = objects.named(&named.id, named.span, reader);
        match lookup {
            Some(RawLookup::By(lists)) => {
                for pairs in lists {
                    compared(pairs, identity, visitor, object, reader);
                }
            }
            Some(RawLookup::Through(path)) if associated.contains(&path.id.object) => {
                leads &= object.is_some_and(|object| objects.forward(path, &object.id, reader).is_some());
            }
            Some(RawLookup::Through(path)) => {
                if objects.exists(path.id.object.as_str()) {
                    let names: Vec<&str> = associated.iter().map(|object| object.as_str()).collect();
                    let message = format!("nothing says how records of `{}` are found", path.id.object);
                    let help = match nearest(path.id.object.as_str(), names) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("say it here too, such as `{}: {{ by: [[phone]] }}`", path.id.object),
                    };
                    reader.report(codes::NOT_ASSOCIATED, path.span, message, "not associated", Some(help));
                } else {
                    objects.named(&path.id.object, path.span, reader);
                }
            }
            None => {}
        }
    }
    // A way that leads nowhere closes no circle.
    if leads {
        circle(identity, reader);
    }
}

/// Whether an identity tells a field.
fn told(own: &Ref<String>, identity: &RawIdentity, visitor: Option<&RawObject>, reader: &mut Reader) -> bool {
    if identity.lost_fields || identity.fields.iter().any(|field| field.id == own.id) {
        return true;
    }
    // Among `fields` it may be misspelt, and that was reported there.
    if let Some(visitor) = visitor.filter(|visitor| visitor.field(&own.id).is_some())
        && identity.fields.iter().any(|field| visitor.field(&field.id).is_none())
    {
        return true;
    }
    let names: Vec<&str> = identity.fields.iter().map(|field| field.id.as_str()).collect();
    let help = if visitor.is_some_and(|visitor| visitor.field(&own.id).is_some()) {
        format!("add `{}` to `fields`", own.id)
    } else if let Some(near) = nearest(&own.id, names.iter().copied()) {
        format!("did you mean `{near}`?")
    } else if names.len() > FEW {
        "add it to `fields`, and to `objects/visitor.yaml`".to_owned()
    } else {
        format!("an identity tells {}", listed(&names))
    };
    let message = format!("an identity does not tell `{}`", shown(&own.id));
    reader.report(codes::NOT_TOLD, own.span, message, "not among `fields`", Some(help));
    false
}

/// Checks fields that are compared with those of an object.
fn compared(
    pairs: &Pairs,
    identity: &RawIdentity,
    visitor: Option<&RawObject>,
    object: Option<&RawObject>,
    reader: &mut Reader,
) {
    let mut is_good = true;
    for (own, theirs) in &pairs.each {
        if !told(own, identity, visitor, reader) {
            is_good = false;
            continue;
        }
        let Some(object) = object else { continue };
        let Some(field) = object.named_field(&theirs.id, theirs.span, reader) else {
            is_good = false;
            continue;
        };
        let own_field = visitor.and_then(|visitor| visitor.field(&own.id));
        if let (Some(one), Some(other)) = (own_field.and_then(|field| field.kind.as_ref()), field.kind.as_ref())
            && !one.is_comparable(other)
        {
            let message = format!(
                "`visitor.{}` is `{}` and `{}.{}` is `{}`, so they are never equal",
                own.id,
                one.word(),
                object.id,
                theirs.id,
                other.word()
            );
            reader.report(codes::FIELD_TYPE, theirs.span, message, "of another type", None);
            is_good = false;
        }
    }
    if let (true, Some(object)) = (is_good, object) {
        has_match_key(pairs, object, reader);
    }
}

/// Whether records can be looked up by at least one of the fields: the others only narrow down what was found.
fn has_match_key(pairs: &Pairs, object: &RawObject, reader: &mut Reader) {
    let is_known = |(_, theirs): &(Ref<String>, Ref<String>)| object.field(&theirs.id).is_some();
    if pairs.lost
        || object.lost_match_keys
        || !pairs.each.iter().all(is_known)
        || pairs.each.iter().any(|(_, theirs)| object.is_match_key(&theirs.id))
    {
        return;
    }
    let message = format!("records of `{}` are not looked up by any of these fields", object.id);
    let keys: Vec<&str> = object.match_keys.iter().map(|key| key.id.as_str()).collect();
    let help = if keys.is_empty() {
        format!("add `match_keys` to `objects/{}.yaml`", object.id)
    } else {
        format!("add one of its `match_keys`: {}", listed(&keys))
    };
    reader.report(codes::NO_MATCH_KEY, pairs.span, message, "no match key", Some(help));
}

/// Reports objects that are each found through the other.
fn circle(identity: &RawIdentity, reader: &mut Reader) {
    let all: Vec<&(Ref<ObjectId>, Option<RawLookup>)> =
        identity.associate.iter().flat_map(|associate| &associate.objects).collect();
    let found: BTreeSet<usize> = in_order(&all).into_iter().collect();
    let lost = all.iter().enumerate().find(|(at, _)| !found.contains(at)).map(|(_, lookup)| lookup);
    if let Some((object, Some(RawLookup::Through(path)))) = lost {
        let start = &path.id.object;
        let message =
            format!("records of `{}` are found through `{start}`, and those in the end through these", object.id);
        let help = Some("say of one of them `by` which fields it is found".to_owned());
        reader.report(codes::ASSOCIATION_CIRCLE, path.span, message, "closes a circle", help);
    }
}

/// The places of those that can be found, each after the one that it is found through. One that is not there is no
/// hindrance: that is reported elsewhere.
fn in_order(all: &[&(Ref<ObjectId>, Option<RawLookup>)]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(all.len());
    let mut found: BTreeSet<&ObjectId> = BTreeSet::new();
    let named: BTreeSet<&ObjectId> = all.iter().map(|(object, _)| &object.id).collect();
    let mut open: Vec<usize> = (0..all.len()).collect();
    loop {
        let before = order.len();
        open.retain(|at| {
            let (object, lookup) = all[*at];
            let is_found = match lookup {
                Some(RawLookup::Through(path)) => found.contains(&path.id.object) || !named.contains(&path.id.object),
                Some(RawLookup::By(_)) | None => true,
            };
            if is_found {
                found.insert(&object.id);
                order.push(*at);
            }
            !is_found
        });
        if order.len() == before {
            return order;
        }
    }
}

/// The compiled identity; of a tree without one nothing is matched.
pub(super) fn build(sources: &Sources) -> Identity {
    let Some(raw) = &sources.identity else { return Identity::default() };
    let objects = Objects::new(&sources.object_ids, &sources.objects);
    let matching = raw.matching.as_ref().map(|matching| Matching {
        by: matching.by.iter().map(|pairs| pairs.each.iter().map(|(own, _)| own.id.clone()).collect()).collect(),
        require: matching.require,
    });
    let associate = raw.associate.as_ref().map(|associate| {
        let all: Vec<_> = associate.objects.iter().collect();
        let lookups = in_order(&all).into_iter().filter_map(|at| {
            let (object, lookup) = all[at];
            Some((object.id.clone(), self::lookup(lookup.as_ref()?, &object.id, &objects)?))
        });
        Associate { require: associate.require, objects: lookups.collect() }
    });
    Identity { fields: raw.fields.iter().map(|field| field.id.clone()).collect(), matching, associate }
}

fn lookup(raw: &RawLookup, object: &ObjectId, objects: &Objects<'_>) -> Option<Lookup> {
    Some(match raw {
        RawLookup::By(lists) => {
            let pair = |(own, theirs): &(Ref<String>, Ref<String>)| (own.id.clone(), theirs.id.clone());
            Lookup::Fields(lists.iter().map(|pairs| pairs.each.iter().map(pair).collect()).collect())
        }
        RawLookup::Through(path) => {
            // The same was asked while the tree was checked, and nothing was reported.
            let relation = objects.forward(path, object, &mut Reader::new(&IDENTITY.into()))?;
            Lookup::Through(path.id.object.clone(), relation)
        }
    })
}
