//! The functions, methods and properties that the engine offers to scripts, as the check at load asks for them.

use crate::api::{Form, api};
use rhai::Engine;
use std::collections::{BTreeMap, BTreeSet};

/// What the engine offers, by name.
pub struct Known {
    /// Name -> numbers of parameters, the value before the dot counted.
    pub functions: BTreeMap<String, BTreeSet<usize>>,
    /// What values of the language have without brackets, such as `len`.
    pub properties: BTreeSet<String>,
    /// Methods and properties of each of our own types.
    pub members: BTreeMap<&'static str, Members>,
}

/// What one of our own types offers.
#[derive(Default)]
pub struct Members {
    /// Name -> numbers of parameters, the value before the dot counted.
    pub methods: BTreeMap<&'static str, BTreeSet<usize>>,
    /// What is read without brackets.
    pub properties: BTreeSet<&'static str>,
    /// Name -> the type of what a method or property gives.
    pub returns: BTreeMap<&'static str, &'static str>,
}

/// Words of the language that read like functions.
const KEYWORDS: [(&str, usize); 5] = [("Fn", 1), ("type_of", 1), ("is_def_var", 1), ("is_def_fn", 2), ("call", 0)];

impl Known {
    /// Asks an engine what it offers.
    pub fn of(engine: &Engine) -> Self {
        let mut functions: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut properties = BTreeSet::new();
        for signature in engine.gen_fn_signatures(true) {
            let Some((name, rest)) = signature.split_once('(') else { continue };
            if let Some(property) = name.strip_prefix("get$") {
                properties.insert(property.to_owned());
            } else {
                functions.entry(name.to_owned()).or_default().insert(count(rest));
            }
        }
        for (name, parameters) in KEYWORDS {
            functions.entry(name.to_owned()).or_default().insert(parameters);
        }
        let mut members: BTreeMap<&'static str, Members> = BTreeMap::new();
        for item in api() {
            let own = match item.form {
                Form::Function => continue,
                Form::Method | Form::Property | Form::Index => members.entry(item.owner).or_default(),
            };
            match item.form {
                Form::Method => {
                    own.methods.entry(item.name).or_default().insert(item.parameters.len() + 1);
                }
                Form::Property => {
                    own.properties.insert(item.name);
                }
                Form::Function | Form::Index => {}
            }
            own.returns.insert(item.name, item.returns);
        }
        for own in members.values() {
            properties.retain(|property| !own.properties.contains(property.as_str()));
        }
        Self { functions, properties, members }
    }
}

/// The number of parameters, from what follows the opening bracket: `_: &mut candidates, _: string) -> …`.
fn count(signature: &str) -> usize {
    let (mut count, mut depth, mut begun) = (0, 0_i32, false);
    for letter in signature.chars() {
        match letter {
            ')' | ',' if depth == 0 => {
                count += usize::from(std::mem::take(&mut begun));
                if letter == ')' {
                    break;
                }
            }
            '(' | '<' | '[' => depth += 1,
            ')' | '>' | ']' => depth -= 1,
            letter if !letter.is_whitespace() => begun = true,
            _ => {}
        }
    }
    count
}
