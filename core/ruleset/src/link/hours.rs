//! Service hours, on the company's clock where they have none of their own.

use crate::{Hours, Workspace, sources::Sources};
use std::{collections::BTreeMap, sync::Arc};
use usher_model::HoursId;

pub(super) fn build(sources: &Sources, workspace: &Workspace) -> BTreeMap<HoursId, Arc<Hours>> {
    let hours = sources.hours.iter().filter_map(|raw| {
        let raw = &raw.item;
        Some(Hours {
            id: raw.id.clone(),
            name: raw.name.clone()?,
            time_zone: raw.time_zone.clone().unwrap_or_else(|| workspace.time_zone.clone()),
            week: raw.week.clone(),
            holidays: raw.holidays.clone(),
            exceptions: raw.exceptions.clone(),
        })
    });
    hours.map(|hours| (hours.id.clone(), Arc::new(hours))).collect()
}
