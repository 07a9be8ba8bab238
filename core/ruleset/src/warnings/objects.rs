//! Strategies that ask for an owner whom no object tells.

use crate::{codes, sources::Sources};

/// The strategies that ask who is in charge of a record, and of which object.
const OWNERS: &[(&str, &str)] = &[("contact-owner", "contact"), ("customer-owner", "account")];

pub(super) fn check(sources: &mut Sources) {
    // A tree without objects says nothing about records: they come as they are.
    if sources.objects.is_empty() {
        return;
    }
    for raw in &sources.rules {
        for (strategy, span) in raw.item.strategies.iter().zip(&raw.item.strategy_spans) {
            let asked = OWNERS.iter().find(|(id, _)| *id == strategy.id().as_str());
            let Some((id, object)) = asked else { continue };
            let known = sources.objects.iter().find(|known| known.item.id.as_str() == *object);
            let (message, help) = match known {
                Some(known) if known.item.owner_field.is_some() => continue,
                Some(_) => (
                    format!(
                        "`{id}` asks who is in charge of the {object}, and the object `{object}` has no `owner_field`"
                    ),
                    format!("name the field in `objects/{object}.yaml`, such as `owner_field: owner`"),
                ),
                None => (
                    format!("`{id}` asks who is in charge of the {object}, and there is no object `{object}`"),
                    format!("add `objects/{object}.yaml` with an `owner_field`, or ask another strategy"),
                ),
            };
            let reader = sources.readers.of(&raw.file);
            reader.report(codes::NO_OWNER, *span, message, "nobody is in charge", Some(help));
        }
    }
}
