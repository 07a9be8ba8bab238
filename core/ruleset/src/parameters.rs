//! The parameters of what a plug-in offers: their JSON Schemas (draft 2020-12), and the values that a rule gives them.
//!
//! Owns how a refused value reads. Must not know any rule kind. Nothing here reads a file or an address: a schema that
//! refers to another document is refused.

mod refusal;

pub(crate) use refusal::Refusal;

use crate::{
    Span, codes, json,
    reader::Reader,
    words::{listed, shown},
    yaml::Node,
};
use serde_json::Value;
use std::collections::BTreeMap;
use usher_condition::nearest;
use usher_script::{Parameter, Params};

/// Compiled schemas by the names of their parameters.
#[derive(Default)]
pub(crate) struct Schemas {
    schemas: boon::Schemas,
    by_name: BTreeMap<String, boon::SchemaIndex>,
}

impl Schemas {
    /// Adds a parameter's schema.
    ///
    /// # Errors
    /// What of the schema is not as JSON Schema has it.
    pub fn add(&mut self, name: &str, schema: &Value) -> Result<(), Vec<Refusal>> {
        let mut compiler = boon::Compiler::new();
        compiler.set_default_draft(boon::Draft::V2020_12);
        compiler.enable_format_assertions();
        compiler.use_loader(Box::new(NoDocument));
        // Any address would do: it only has to differ from one parameter to the next.
        let address = format!("parameter:///{name}");
        let refusals = |error: &boon::CompileError| match error {
            boon::CompileError::ValidationError { src, .. } => Refusal::all_of(src),
            other => vec![Refusal::of_all(format!("this schema cannot be used: {other:#}"))],
        };
        compiler.add_resource(&address, schema.clone()).map_err(|error| refusals(&error))?;
        let index = compiler.compile(&address, &mut self.schemas).map_err(|error| refusals(&error))?;
        self.by_name.insert(name.to_owned(), index);
        Ok(())
    }

    /// What of a value the parameter's schema refuses.
    pub fn check(&self, name: &str, value: &Value) -> Vec<Refusal> {
        let Some(index) = self.by_name.get(name) else { return Vec::new() };
        self.schemas.validate(value, *index).err().map_or_else(Vec::new, |error| Refusal::all_of(&error))
    }
}

struct NoDocument;

impl boon::UrlLoader for NoDocument {
    fn load(&self, _: &str) -> Result<Value, Box<dyn std::error::Error>> {
        Err("a schema stands by itself".into())
    }
}

/// One use of something that a plug-in offers.
pub(crate) struct Use<'u> {
    /// Its name, as the user of it writes it.
    pub name: &'u str,
    /// Where it is named: what is missing is told there.
    pub span: Span,
    /// What it takes.
    pub parameters: &'u [Parameter],
    /// The schemas of these.
    pub schemas: &'u Schemas,
    /// What is given.
    pub with: Option<&'u Node>,
    /// How it would be written with some parameters, such as `skill: ...`.
    pub example: fn(name: &str, with: &str) -> String,
}

impl Use<'_> {
    /// All parameters, checked, with the defaults of those that are not given. None where something was reported.
    pub fn params(&self, reader: &mut Reader) -> Option<Params> {
        let mut params = Params::new();
        let mut is_good = true;
        let mut meant: Vec<&str> = Vec::new();
        let entries = match self.with {
            Some(with) => reader.map(with, &format!("the parameters of `{}`", self.name))?,
            None => &[],
        };
        for entry in entries {
            let key = entry.key.as_str();
            let Some(parameter) = self.parameters.iter().find(|parameter| parameter.name == key) else {
                meant.extend(self.unknown(key, entry.key_span, reader));
                is_good = false;
                continue;
            };
            let Some(mut value) = json::read(&entry.value, reader) else {
                params.insert(key.to_owned(), Value::Null);
                is_good = false;
                continue;
            };
            let refusals = self.schemas.check(key, &value);
            is_good &= refusals.is_empty();
            for refusal in &refusals {
                refusal.report(codes::BAD_PARAMETER, &entry.value, reader);
            }
            json::make_whole(&mut value, &parameter.schema);
            params.insert(key.to_owned(), value);
        }
        let mut missing = Vec::new();
        for parameter in self.parameters.iter().filter(|parameter| !entries.iter().any(|e| e.key == parameter.name)) {
            match &parameter.default {
                Some(default) => drop(params.insert(parameter.name.clone(), default.clone())),
                // A misspelt one was reported already, and is not missing as well.
                None if meant.contains(&parameter.name.as_str()) => {}
                None => missing.push(parameter.name.as_str()),
            }
        }
        if !missing.is_empty() && self.with.is_none_or(|with| !with.lost_keys) {
            self.missing(&missing, reader);
        }
        (is_good && missing.is_empty()).then_some(params)
    }

    /// Reports a parameter that does not exist; comes back with the one that was most likely meant.
    fn unknown(&self, key: &str, span: Span, reader: &mut Reader) -> Option<&str> {
        let names: Vec<&str> = self.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let near = nearest(key, names.iter().copied());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => format!("`{}` has no parameters: remove `with`", self.name),
            None => format!("`{}` has the parameters {}", self.name, listed(&names)),
        };
        let message = format!("`{}` has no parameter `{}`", self.name, shown(key));
        reader.report(codes::UNKNOWN_PARAMETER, span, message, "unknown parameter", Some(help));
        near
    }

    fn missing(&self, missing: &[&str], reader: &mut Reader) {
        let s = if missing.len() == 1 { "" } else { "s" };
        let are = if missing.len() == 1 { "is" } else { "are" };
        let message = format!("`{}` needs the parameter{s} {}", self.name, listed(missing));
        let with = missing.iter().map(|name| format!("{name}: ...")).collect::<Vec<_>>().join(", ");
        let help = format!("write `{}`", (self.example)(self.name, &with));
        let label = format!("{} {are} missing", listed(missing));
        reader.report(codes::MISSING_PARAMETER, self.span, message, &label, Some(help));
    }
}
