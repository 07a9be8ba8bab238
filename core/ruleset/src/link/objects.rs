//! Objects: what their relations lead to, the ways from one to another, and their names in the CRM.

use super::bears;
use crate::{
    Object, ObjectField, Relation, RelationSide, Span, codes,
    kind::object::{Path, RawObject, RawRelation},
    reader::{Reader, Ref},
    sources::{In, Sources},
    words::{listed, shown},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use usher_condition::nearest;
use usher_model::ObjectId;

/// The objects of a tree, as far as they can be read.
pub(super) struct Objects<'s> {
    ids: &'s BTreeSet<ObjectId>,
    by_id: BTreeMap<&'s ObjectId, &'s RawObject>,
}

impl<'s> Objects<'s> {
    pub fn new(ids: &'s BTreeSet<ObjectId>, objects: &'s [In<RawObject>]) -> Self {
        Self { ids, by_id: objects.iter().map(|object| (&object.item.id, &object.item)).collect() }
    }

    /// Whether there is an object, be its file good or broken.
    pub fn exists(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// An object that is there and can be read.
    pub fn get(&self, id: &str) -> Option<&'s RawObject> {
        self.by_id.iter().find(|(known, _)| known.as_str() == id).map(|(_, object)| *object)
    }

    /// An object that a rule names; one that is not there is reported.
    pub fn named(&self, id: &ObjectId, span: Span, reader: &mut Reader) -> Option<&'s RawObject> {
        bears(reader, id.as_str(), span, self.ids, "object", "add its file to `objects/`");
        self.by_id.get(id).copied()
    }

    /// The relation that a way goes along, from the object that it names to another one. Where there is none, or one of
    /// several, that is reported.
    pub fn forward(&self, path: &Ref<Path>, to: &ObjectId, reader: &mut Reader) -> Option<String> {
        let start = self.named(&path.id.object, path.span, reader)?;
        match &path.id.relation {
            Some(named) => own(start, named, to, self.ids, path.span, reader),
            None => match pick(start, to) {
                Picked::One(relation) => Some(relation.to_owned()),
                Picked::None if self.lost_relations(start) => None,
                Picked::None => {
                    none_leads(start, to, path.span, reader);
                    None
                }
                Picked::Several(names) => {
                    several_lead(start, to, &names, path.span, reader);
                    None
                }
            },
        }
    }

    /// The same, where the relation may also be the other object's, and lead back.
    pub fn either_way(&self, path: &Ref<Path>, to: &ObjectId, reader: &mut Reader) -> Option<(RelationSide, String)> {
        let start = self.named(&path.id.object, path.span, reader)?;
        let end = self.by_id.get(to).copied();
        if path.id.relation.is_none() && !self.lost_relations(start) && matches!(pick(start, to), Picked::None) {
            // Nobody knows what leads back from an object that cannot be read.
            return match pick(end?, &start.id) {
                Picked::One(relation) => Some((RelationSide::End, relation.to_owned())),
                Picked::None if self.lost_relations(end?) => None,
                Picked::None => {
                    none_leads(start, to, path.span, reader);
                    None
                }
                Picked::Several(names) => {
                    let message =
                        format!("{} of `{to}` lead to `{}`, and this could mean any", listed(&names), start.id);
                    let help =
                        format!("give `{0}` a relation to `{to}`, such as `main`, and write `{0}.main`", start.id);
                    reader.report(codes::NO_RELATION, path.span, message, "which of them?", Some(help));
                    None
                }
            };
        }
        Some((RelationSide::Start, self.forward(path, to, reader)?))
    }

    /// Whether nobody knows where all relations of an object lead.
    fn lost_relations(&self, object: &RawObject) -> bool {
        let leads =
            |relation: &RawRelation| relation.object.as_ref().is_some_and(|object| self.ids.contains(&object.id));
        object.lost_relations || !object.relations.iter().all(leads)
    }
}

/// The relations of an object that lead to another.
enum Picked<'o> {
    None,
    One(&'o str),
    Several(Vec<&'o str>),
}

/// Of several the one that bears the other's name is meant.
fn pick<'o>(from: &'o RawObject, to: &ObjectId) -> Picked<'o> {
    let leads = |relation: &&RawRelation| relation.object.as_ref().is_some_and(|object| object.id == *to);
    let all: Vec<&str> = from.relations.iter().filter(leads).map(|relation| relation.id.as_str()).collect();
    match all.as_slice() {
        [] => Picked::None,
        [only] => Picked::One(only),
        several => match several.iter().find(|name| **name == to.as_str()) {
            Some(plain) => Picked::One(plain),
            None => Picked::Several(all),
        },
    }
}

fn own(
    start: &RawObject,
    named: &str,
    to: &ObjectId,
    ids: &BTreeSet<ObjectId>,
    span: Span,
    reader: &mut Reader,
) -> Option<String> {
    let Some(relation) = start.relations.iter().find(|relation| relation.id == named) else {
        if !start.lost_relations {
            let names: Vec<&str> = start.relations.iter().map(|relation| relation.id.as_str()).collect();
            let help = match nearest(named, names.iter().copied()) {
                Some(near) => format!("did you mean `{}.{near}`?", start.id),
                None if names.is_empty() => format!("add it to `objects/{}.yaml`", start.id),
                None => format!("it has {}", listed(&names)),
            };
            let message = format!("the object `{}` has no relation `{}`", start.id, shown(named));
            reader.report(codes::UNKNOWN_ID, span, message, "unknown", Some(help));
        }
        return None;
    };
    let object = relation.object.as_ref()?;
    if object.id == *to {
        return Some(named.to_owned());
    }
    // One that leads to nothing was reported where it stands.
    if !ids.contains(&object.id) {
        return None;
    }
    let message = format!("the relation `{}.{named}` leads to `{}`, and not to `{to}`", start.id, object.id);
    reader.report(codes::NO_RELATION, span, message, "leads elsewhere", None);
    None
}

fn none_leads(start: &RawObject, to: &ObjectId, span: Span, reader: &mut Reader) {
    let message = format!("no relation leads from `{}` to `{to}`", start.id);
    let help = if start.id == *to {
        "name another object, at whose records the way begins".to_owned()
    } else {
        format!("add one to `objects/{}.yaml`, such as `{to}: {{ object: {to} }}`", start.id)
    };
    reader.report(codes::NO_RELATION, span, message, "leads nowhere", Some(help));
}

fn several_lead(start: &RawObject, to: &ObjectId, names: &[&str], span: Span, reader: &mut Reader) {
    let message = format!("{} of `{}` lead to `{to}`, and this could mean any", listed(names), start.id);
    let help = names.first().map(|first| format!("name one of them, such as `{}.{first}`", start.id));
    reader.report(codes::NO_RELATION, span, message, "which of them?", help);
}

pub(super) fn check(sources: &mut Sources) {
    let mut taken: BTreeMap<&str, &ObjectId> = BTreeMap::new();
    for In { file, item: object } in &sources.objects {
        let reader = sources.readers.of(file);
        for target in object.relations.iter().filter_map(|relation| relation.object.as_ref()) {
            bears(reader, target.id.as_str(), target.span, &sources.object_ids, "object", "add its file to `objects/`");
        }
        let Some(api_name) = &object.api_name else { continue };
        if let Some(first) = taken.insert(&api_name.id, &object.id) {
            let message = format!("the object `{first}` is called `{}` in the CRM already", api_name.id);
            let help = Some("give each object the name of its own".to_owned());
            reader.report(codes::API_NAME_TAKEN, api_name.span, message, "taken", help);
        }
    }
}

/// The compiled objects.
pub(super) fn build(sources: &Sources) -> BTreeMap<ObjectId, Arc<Object>> {
    let built = sources.objects.iter().filter_map(|object| built(&object.item));
    built.map(|object| (object.id.clone(), Arc::new(object))).collect()
}

fn built(raw: &RawObject) -> Option<Object> {
    let fields = raw.fields.iter().map(|field| {
        let (id, label, currency) = (field.id.clone(), field.label.clone(), field.currency.clone());
        Some(ObjectField { id, label, kind: field.kind.clone()?, currency })
    });
    let relations = raw.relations.iter().map(|relation| {
        let object = relation.object.as_ref()?.id.clone();
        Some((relation.id.clone(), Relation { object, label: relation.label.clone(), many: relation.many }))
    });
    Some(Object {
        id: raw.id.clone(),
        name: raw.name.clone()?,
        api_name: raw.api_name.as_ref()?.id.clone(),
        fields: fields.collect::<Option<_>>()?,
        name_field: raw.name_field.as_ref()?.id.clone(),
        owner_field: raw.owner_field.as_ref().map(|field| field.id.clone()),
        match_keys: raw.match_keys.iter().map(|key| key.id.clone()).collect(),
        relations: relations.collect::<Option<_>>()?,
    })
}
