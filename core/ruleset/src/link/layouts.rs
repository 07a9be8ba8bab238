//! Layouts: whether the objects, fields and relations that they show exist, and for whom they are shown.

use super::{known, objects::Objects};
use crate::{
    Layout, LayoutField, LayoutSection, ObjectFieldType, Through, codes,
    kind::layout::{RawField, RawLayout, RawSection},
    reader::{Reader, Ref},
    sources::{In, Sources},
};
use std::{cmp::Reverse, sync::Arc};
use usher_model::ObjectId;

pub(super) fn check(sources: &mut Sources) {
    let objects = Objects::new(&sources.object_ids, &sources.objects);
    for In { file, item: layout } in &sources.layouts {
        let reader = sources.readers.of(file);
        for channel in layout.channels.iter().flatten() {
            known(reader, channel, Some(&sources.channel_ids), "channel", "add its file to `channels/`");
        }
        for group in layout.groups.iter().flatten() {
            known(reader, group, Some(&sources.group_ids), "group", "add its file to `groups/`");
        }
        for section in &layout.sections {
            self::section(section, &objects, reader);
        }
        edited_once(layout, reader);
        begins(layout, &objects, reader);
    }
}

fn section(section: &RawSection, objects: &Objects<'_>, reader: &mut Reader) {
    let Some(named) = &section.object else { return };
    let object = objects.named(&named.id, named.span, reader);
    if let Some(path) = &section.through
        && objects.exists(named.id.as_str())
    {
        objects.either_way(path, &named.id, reader);
    }
    let Some(object) = object else { return };
    for field in &section.fields {
        if let RawField::Field { id, .. } = field {
            object.named_field(&id.id, id.span, reader);
        }
    }
    let Some((by, _)) = &section.sort else { return };
    let field = object.named_field(&by.id, by.span, reader);
    if let Some(ObjectFieldType::Choices(_)) = field.and_then(|field| field.kind.as_ref()) {
        let message = format!("records cannot be sorted by `{}`, which holds several values", by.id);
        reader.report(codes::FIELD_TYPE, by.span, message, "of another type", None);
    }
}

/// Whether of each object one section at most lets agents edit: then what is sent of a record has one section to answer to.
fn edited_once(layout: &RawLayout, reader: &mut Reader) {
    let mut editing: Vec<&ObjectId> = Vec::new();
    for section in &layout.sections {
        let Some(object) = &section.object else { continue };
        let edits = section.fields.iter().find_map(|field| match field {
            RawField::Field { editable, .. } => *editable,
            RawField::Computed { .. } => None,
        });
        let Some(span) = edits else { continue };
        if editing.contains(&&object.id) {
            let message = format!("records of `{}` are edited in an earlier section of this layout already", object.id);
            let help = Some("leave `editable` out of one of the two sections".to_owned());
            reader.report(codes::EDITED_TWICE, span, message, "the second section", help);
        } else {
            editing.push(&object.id);
        }
    }
}

/// Whether every section's way begins at records that another section shows, and in the end at the visitor's.
fn begins(layout: &RawLayout, objects: &Objects<'_>, reader: &mut Reader) {
    let shown: Vec<(&Ref<ObjectId>, &RawSection)> =
        layout.sections.iter().filter_map(|section| Some((section.object.as_ref()?, section))).collect();
    if layout.lost_sections || shown.len() < layout.sections.len() {
        return;
    }
    // What a section with a misspelt object shows nobody knows.
    if shown.iter().any(|(object, _)| !objects.exists(object.id.as_str())) {
        return;
    }
    let mut reached = vec![false; shown.len()];
    let mut is_good = true;
    for (at, (own, section)) in shown.iter().enumerate() {
        let Some(path) = &section.through else {
            reached[at] = true;
            continue;
        };
        let start = &path.id.object;
        if !shown.iter().enumerate().any(|(other, (object, _))| other != at && object.id == *start) {
            is_good = false;
            // Where no relation leads from there, that was reported, and is the mistake.
            let leads = || objects.either_way(path, &own.id, &mut Reader::new(&"".into())).is_some();
            if objects.exists(start.as_str()) && leads() {
                let message = format!("no other section shows records of `{start}`, at which this one could begin");
                let help = Some(format!("add a section with `object: {start}`, or remove `through`"));
                reader.report(codes::NO_SECTION, path.span, message, "shown nowhere", help);
            }
        }
    }
    while let Some(next) = (0..shown.len()).find(|at| {
        let is_start = |other: usize, object: &ObjectId| other != *at && reached[other] && shown[other].0.id == *object;
        let path = shown[*at].1.through.as_ref();
        !reached[*at] && path.is_some_and(|path| (0..shown.len()).any(|other| is_start(other, &path.id.object)))
    }) {
        reached[next] = true;
    }
    let lost = shown.iter().zip(&reached).find(|(_, reached)| !**reached).map(|((_, section), _)| section);
    if let (true, Some(path)) = (is_good, lost.and_then(|section| section.through.as_ref())) {
        let message = "this section begins at another one's records, and that in the end at this one's";
        let help = Some("leave `through` out of one of them".to_owned());
        reader.report(codes::SECTION_CIRCLE, path.span, message, "closes a circle", help);
    }
}

/// The compiled layouts, in the order in which they are asked.
pub(super) fn build(sources: &Sources) -> Vec<Arc<Layout>> {
    let objects = Objects::new(&sources.object_ids, &sources.objects);
    let mut layouts: Vec<Arc<Layout>> =
        sources.layouts.iter().filter_map(|raw| Some(Arc::new(built(&raw.item, &objects)?))).collect();
    let rank = |layout: &Layout| (Reverse(layout.specificity()), layout.priority);
    layouts.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.id.cmp(&b.id)));
    layouts
}

fn built(raw: &RawLayout, objects: &Objects<'_>) -> Option<Layout> {
    fn ids<T: Clone>(named: Option<&Vec<Ref<T>>>) -> Option<Vec<T>> {
        named.map(|each| each.iter().map(|one| one.id.clone()).collect())
    }
    Some(Layout {
        id: raw.id.clone(),
        name: raw.name.clone()?,
        priority: raw.priority,
        channels: ids(raw.channels.as_ref()),
        groups: ids(raw.groups.as_ref()),
        roles: raw.roles.clone(),
        sections: raw.sections.iter().map(|section| built_section(section, objects)).collect::<Option<_>>()?,
    })
}

fn built_section(raw: &RawSection, objects: &Objects<'_>) -> Option<LayoutSection> {
    let object = raw.object.as_ref()?.id.clone();
    let through = raw.through.as_ref().and_then(|path| {
        // The same was asked while the tree was checked, and nothing was reported.
        let (side, relation) = objects.either_way(path, &object, &mut Reader::new(&"".into()))?;
        Some(Through { object: path.id.object.clone(), side, relation })
    });
    let field = |field: &RawField| match field {
        RawField::Field { id, editable } => LayoutField::Field { id: id.id.clone(), is_editable: editable.is_some() },
        RawField::Computed { label, compute } => {
            LayoutField::Computed { label: label.clone(), compute: Arc::clone(compute) }
        }
    };
    Some(LayoutSection {
        object,
        through,
        title: raw.title.clone(),
        fields: raw.fields.iter().map(field).collect(),
        collapsed: raw.collapsed,
        filter: raw.filter.clone(),
        most: raw.most,
        sort: raw.sort.as_ref().map(|(by, order)| (by.id.clone(), *order)),
    })
}
