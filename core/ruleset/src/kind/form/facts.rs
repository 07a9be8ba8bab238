//! Which facts the answers to the forms before chats are: what conditions, expressions, prompts and scripts may name.
//!
//! All forms that channels name tell their answers under one family of facts, so fields of one id must agree on what they
//! are. What each can be is what any of them can.

use super::{FieldPlaces, RawForm, answers::answer};
use crate::{
    FieldType, FormField, FormKind, codes,
    kind::{channel::RawChannel, object::plain},
    readers::Readers,
    set::form_fact,
    sources::In,
    yaml::FIRST,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use usher_condition::{Catalogue, FieldInfo, FieldKind};
use usher_model::{ChannelId, FormId};

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct FormFacts {
    /// By the ids of fields.
    told: BTreeMap<String, Told>,
    /// Whether there are answers of which nobody can know, since a file is broken.
    pub lost: bool,
}

/// One fact, and where it was found first.
#[derive(Debug)]
struct Told {
    kind: FieldKind,
    /// Of a list, the texts that it can hold.
    options: BTreeSet<Arc<str>>,
    description: String,
    file: Arc<str>,
}

impl FormFacts {
    /// Of the forms that channels name. Fields that do not agree are reported at the later one.
    pub fn of(
        forms: &[In<RawForm>],
        channels: &[In<RawChannel>],
        channel_ids: &BTreeSet<ChannelId>,
        readers: &mut Readers,
    ) -> Self {
        let named: BTreeSet<&FormId> =
            channels.iter().filter_map(|raw| Some(&raw.item.pre_chat.as_ref()?.id)).collect();
        let mut facts = Self { lost: channels.len() < channel_ids.len(), ..Self::default() };
        for id in named {
            let Some(raw) = forms.iter().find(|raw| raw.item.id == *id) else {
                facts.lost = true;
                continue;
            };
            match &raw.item.form {
                Some(form) if form.kind == FormKind::PreChat => {
                    for (field, places) in form.fields.iter().zip(&raw.item.places) {
                        facts.add(field, places, &raw.file, readers);
                    }
                }
                // It is told that this is no form to begin a chat with.
                Some(_) => {}
                None => facts.lost = true,
            }
        }
        facts
    }

    /// The fields of conditions, with these among them.
    pub fn add_to(&self, catalogue: &mut Catalogue) {
        for (field, told) in &self.told {
            let info = FieldInfo { kind: told.kind.clone(), description: told.description.clone() };
            catalogue.insert(&form_fact(field), info);
        }
    }

    /// The facts that are lists, each with the texts that it can hold.
    pub fn options(&self) -> impl Iterator<Item = (String, &BTreeSet<Arc<str>>)> {
        let lists = self.told.iter().filter(|(_, told)| told.kind == FieldKind::TextList);
        lists.map(|(field, told)| (form_fact(field), &told.options))
    }

    fn add(&mut self, field: &FormField, places: &FieldPlaces, file: &Arc<str>, readers: &mut Readers) {
        let options: BTreeSet<Arc<str>> = match &field.kind {
            // What files say is not for rules to look at.
            FieldType::File { .. } => return,
            FieldType::Choices(options) => options.iter().map(|option| Arc::from(option.value.as_str())).collect(),
            _ => BTreeSet::new(),
        };
        let kind = answer(&field.kind);
        let Some(earlier) = self.told.get_mut(&field.id) else {
            let description = format!("What was answered to `{}` in the form before the chat.", plain(&field.label));
            let told = Told { kind, options, description, file: Arc::clone(file) };
            self.told.insert(field.id.clone(), told);
            return;
        };
        if let Some(both) = both(&earlier.kind, &kind) {
            earlier.kind = both;
            earlier.options.extend(options);
            return;
        }
        let fact = form_fact(&field.id);
        let message = format!("`{fact}` is {} here, and {} in `{}`", kind.words(), earlier.kind.words(), earlier.file);
        let help = Some("let both take the same, or give one of them another id".to_owned());
        let span = places.kind.unwrap_or(FIRST);
        readers.of(file).report(codes::FORM_FACT_CLASH, span, message, "another type", help);
    }
}

/// What an answer is that may be either; none where nothing is both.
fn both(one: &FieldKind, other: &FieldKind) -> Option<FieldKind> {
    Some(match (one, other) {
        (FieldKind::Enum(words), FieldKind::Enum(more)) => {
            let fresh = more.iter().filter(|word| !words.contains(word));
            FieldKind::Enum(words.iter().chain(fresh).cloned().collect())
        }
        (FieldKind::Int { least, most }, FieldKind::Int { least: lower, most: higher }) => {
            FieldKind::Int { least: *least.min(lower), most: *most.max(higher) }
        }
        (FieldKind::Int { .. } | FieldKind::Number, FieldKind::Int { .. } | FieldKind::Number) => FieldKind::Number,
        _ if one == other => one.clone(),
        _ => return None,
    })
}
