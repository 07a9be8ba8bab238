//! The compiled templates of one prompt.

use super::{
    PromptText,
    check::{Checked, Problem, check, run_time_problem},
    variables::{Source, Uses, Values, Variables, nested},
};
use crate::limits;
use minijinja::{
    AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value as Shown, escape_formatter,
    syntax::SyntaxConfig, value::ValueKind,
};
use std::{collections::BTreeMap, io, sync::Arc};
use usher_model::LocalText;

/// The templates of a prompt, each under its own text.
#[derive(Clone)]
pub(crate) struct Templates {
    environment: Arc<Environment<'static>>,
    /// What each text names, with where it comes from.
    uses: Arc<BTreeMap<String, BTreeMap<String, Source>>>,
}

/// The templates of a prompt while its texts are read.
pub(crate) struct Building<'v> {
    variables: &'v Variables,
    environment: Environment<'static>,
    uses: BTreeMap<String, BTreeMap<String, Source>>,
}

impl<'v> Building<'v> {
    pub fn new(variables: &'v Variables) -> Self {
        let mut environment = Environment::new();
        // Texts are data, not markup: whoever shows them escapes them.
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_undefined_behavior(UndefinedBehavior::Lenient);
        environment.set_formatter(format);
        environment.set_fuel(Some(limits::PROMPT_FUEL));
        environment.set_syntax(syntax());
        Self { variables, environment, uses: BTreeMap::new() }
    }

    /// Takes a text in and tells what it names, or all that is wrong with it.
    pub fn add(&mut self, text: &str) -> Result<Uses, Vec<Problem>> {
        let Checked { uses, problems } = check(text, syntax(), self.variables);
        if !problems.is_empty() {
            return Err(problems);
        }
        self.environment
            .add_template_owned(text.to_owned(), text.to_owned())
            .map_err(|error| vec![run_time_problem(&error, text)])?;
        let sources = uses.keys().filter_map(|name| Some((name.clone(), self.variables.get(name)?)));
        let sources: BTreeMap<String, Source> = sources.collect();
        let trial = self.trial(text, &sources);
        self.uses.insert(text.to_owned(), sources);
        trial.map_err(|problem| vec![problem])?;
        Ok(uses)
    }

    /// Whether any text so far names a variable.
    pub fn names(&self, variable: &str) -> bool {
        self.uses.values().any(|uses| uses.contains_key(variable))
    }

    pub fn finish(self, source: LocalText) -> PromptText {
        let templates = Templates { environment: Arc::new(self.environment), uses: Arc::new(self.uses) };
        PromptText::new(source, templates)
    }

    /// Renders a text without any value, and with one each: what fails now would fail in front of a visitor. What a
    /// plug-in computes may be a text or a number, so it is enough if one of them will do.
    fn trial(&self, text: &str, uses: &BTreeMap<String, Source>) -> Result<(), Problem> {
        let rendered = |value: &dyn Fn(&str, Source) -> Shown| {
            render(&self.environment, text, uses.iter().map(|(name, source)| (name.as_str(), value(name, *source))))
        };
        let number = |name: &str, source: Source| match source {
            Source::Compute => Shown::from(1),
            _ => self.variables.sample(name),
        };
        rendered(&|_, _| Shown::UNDEFINED)
            .and_then(|_| {
                rendered(&|name, _| self.variables.sample(name)).or_else(|error| rendered(&number).map_err(|_| error))
            })
            .map(drop)
            .map_err(|error| run_time_problem(&error, text))
    }
}

impl Templates {
    /// Whether a text names a variable.
    pub fn names(&self, text: &str, variable: &str) -> bool {
        self.uses.get(text).is_some_and(|uses| uses.contains_key(variable))
    }

    /// Renders a text, or tells why it cannot be.
    pub fn render(&self, text: &str, values: &Values<'_>) -> Result<String, String> {
        let uses = self.uses.get(text).into_iter().flatten();
        let values = uses.map(|(name, source)| (name.as_str(), values.of(name, *source).unwrap_or_default()));
        render(&self.environment, text, values).map_err(|error| error.to_string())
    }
}

/// Lines that hold nothing but `{% … %}` leave nothing behind.
fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().unwrap_or_default()
}

/// As people write values: lists without brackets, and yes or no in small letters.
fn format(page: &mut Output<'_>, state: &mut State<'_, '_>, value: &Shown) -> Result<(), minijinja::Error> {
    match value.kind() {
        ValueKind::Bool => Ok(page.write_str(if value.is_true() { "true" } else { "false" })?),
        ValueKind::Seq => {
            for (index, item) in value.try_iter()?.enumerate() {
                if index > 0 {
                    page.write_str(", ")?;
                }
                format(page, state, &item)?;
            }
            Ok(())
        }
        _ => escape_formatter(page, state, value),
    }
}

fn render<'n>(
    environment: &Environment<'_>,
    text: &str,
    values: impl Iterator<Item = (&'n str, Shown)>,
) -> Result<String, minijinja::Error> {
    let mut page = Page::default();
    let written = environment.get_template(text)?.render_captured_to(nested(values), &mut page).map(drop);
    match written {
        Err(error) if !(page.is_full && error.kind() == ErrorKind::WriteFailure) => Err(error),
        _ => Ok(String::from_utf8_lossy(&page.bytes).into_owned()),
    }
}

/// Takes as much text as a prompt may have, and then no more.
#[derive(Default)]
struct Page {
    bytes: Vec<u8>,
    is_full: bool,
}

impl io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Four bytes a character at most, and one character more tells that something is cut off.
        const ROOM: usize = (limits::RENDERED + 1) * 4;
        if self.bytes.len() >= ROOM {
            self.is_full = true;
            return Err(io::Error::other("the text is long enough"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
