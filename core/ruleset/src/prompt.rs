//! Texts that the system shows a visitor, as templates: compiled once a revision, rendered when they are sent.
//!
//! Owns the template language of prompts. What is rendered is plain text: no value in it is ever markup, and whoever
//! shows it on a page must treat it as data. Must not know YAML.

mod check;
mod opening;
mod template;
mod variables;

pub(crate) use check::Problem;
pub(crate) use template::Building;
pub(crate) use variables::{IDLE, QUEUE, Variables, is_free};

use crate::limits;
use jiff::tz::TimeZone;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use template::Templates;
use usher_model::{Compute, Context, LocalText, Locale, OfferName, OnFailure, PromptId, ScriptError, Timestamp};

/// `prompts/<id>.yaml`.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// The file's stem.
    pub id: PromptId,
    /// Whether it is shown.
    pub enabled: bool,
    /// What it says.
    pub text: PromptText,
    /// What plug-ins compute for it, by the name of the variable.
    pub computes: BTreeMap<String, Arc<dyn Compute>>,
}

/// What a prompt says: a template, or one a locale.
#[derive(Clone)]
pub struct PromptText {
    source: LocalText,
    templates: Templates,
}

/// What stands in a prompt besides the facts and what is computed. What is not known comes out as empty text.
#[derive(Debug, Clone, Copy)]
pub struct PromptVars<'a> {
    /// `visitor.name`: in place of the fact of that name, where it is known by now.
    pub visitor_name: Option<&'a str>,
    /// `agent.name`: who has the session.
    pub agent_name: Option<&'a str>,
    /// `group.name`: the group that serves.
    pub group_name: Option<&'a LocalText>,
    /// `company`: the workspace's name.
    pub company: &'a LocalText,
    /// `queue.*`: where the session waits.
    pub queue: Option<QueueVars>,
    /// `hours.*`: when the group serves.
    pub hours: Option<HoursVars<'a>>,
    /// `idle.closes_in`: how long until the session is closed if the visitor does not answer. A visitor reads whole
    /// minutes, rounded up, at least 1.
    pub closes_in: Option<Duration>,
}

/// What a prompt may say of the queue that a session waits in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueVars {
    /// `queue.place`: its place in line, from 1.
    pub place: u32,
    /// `queue.length`: how many wait in it.
    pub length: u32,
    /// `queue.wait_minutes`: how long it will most likely wait. A visitor reads whole minutes, rounded up, at least 1.
    pub wait: Option<Duration>,
}

/// What a prompt may say of a group's hours.
#[derive(Debug, Clone, Copy)]
pub struct HoursVars<'a> {
    /// `hours.name`: what the hours are called.
    pub name: &'a LocalText,
    /// `hours.holiday`: the holiday or exception that it is closed for.
    pub holiday: Option<&'a LocalText>,
    /// `hours.opens_at`: when it opens next. A visitor reads `09:00` today, `Monday 09:00` within the week, else the date.
    pub opens_at: Option<Timestamp>,
    /// The present moment.
    pub now: Timestamp,
    /// Where the hours' clock hangs.
    pub zone: &'a TimeZone,
}

/// What came of rendering a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The text for the visitor, never empty and at most 4,000 characters; or why there is none.
    pub text: Result<String, NotSent>,
    /// What failed on the way, for the log.
    pub failures: Vec<ComputeFailure>,
}

/// Why a prompt is not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// The rules switch it off.
    #[error("it is switched off")]
    Off,
    /// Nothing is left of its text with these variables.
    #[error("its text comes out empty")]
    Empty,
    /// A plug-in that fails closed failed.
    #[error("its variable `{variable}` could not be computed")]
    Compute {
        /// The variable.
        variable: String,
    },
    /// The template failed. Loading tries each once with and once without values, so this is rare.
    #[error("its text cannot be rendered: {message}")]
    Failed {
        /// Why.
        message: String,
    },
}

/// A variable of a prompt that could not be computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComputeFailure {
    /// The variable.
    pub variable: String,
    /// What computes it.
    pub compute: OfferName,
    /// Why it gave no value.
    pub error: ScriptError,
}

impl Prompt {
    /// Renders the text for a reader of a locale, or of the default locale. The same arguments give the same text. Only
    /// what the text names is computed, each once.
    pub fn render(&self, locale: &Locale, default: &Locale, vars: &PromptVars<'_>, context: &Context<'_>) -> Rendered {
        let mut failures = Vec::new();
        let text = self.try_render(locale, default, vars, context, &mut failures);
        Rendered { text, failures }
    }

    fn try_render(
        &self,
        locale: &Locale,
        default: &Locale,
        vars: &PromptVars<'_>,
        context: &Context<'_>,
        failures: &mut Vec<ComputeFailure>,
    ) -> Result<String, NotSent> {
        if !self.enabled {
            return Err(NotSent::Off);
        }
        let source = self.text.source.get(locale, default);
        let mut values = BTreeMap::new();
        for (name, compute) in &self.computes {
            if !self.text.templates.names(source, name) {
                continue;
            }
            match compute.call(context).result {
                Ok(value) => drop(values.insert(name.as_str(), value)),
                Err(error) => {
                    let variable = name.clone();
                    failures.push(ComputeFailure { variable, compute: compute.name().clone(), error });
                    if compute.on_failure() == OnFailure::Closed {
                        return Err(NotSent::Compute { variable: name.clone() });
                    }
                }
            }
        }
        let values = variables::Values { vars, locale, default, facts: context.facts, computed: &values };
        let text = self.text.templates.render(source, &values).map_err(|message| NotSent::Failed { message })?;
        let text = shortened(text.trim());
        if text.is_empty() { Err(NotSent::Empty) } else { Ok(text) }
    }
}

impl PromptText {
    pub(crate) fn new(source: LocalText, templates: Templates) -> Self {
        Self { source, templates }
    }

    /// The templates as they stand in the rules.
    pub fn source(&self) -> &LocalText {
        &self.source
    }
}

impl std::fmt::Debug for PromptText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.source.fmt(f)
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(limits::RENDERED) {
        None => text.to_owned(),
        Some(_) => text.chars().take(limits::RENDERED - 1).chain(['…']).collect(),
    }
}
