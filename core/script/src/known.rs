//! The functions, methods and properties that the engine offers to scripts, as the check at load asks for them.

use rhai::Engine;
use std::collections::{BTreeMap, BTreeSet};

/// What the engine offers, by name.
pub struct Known {
    /// Name -> numbers of parameters, the value before the dot counted.
    pub functions: BTreeMap<String, BTreeSet<usize>>,
    /// Methods and properties of each of our own types.
    pub members: BTreeMap<&'static str, Members>,
}

/// What one of our own types offers.
#[derive(Default)]
pub struct Members {
    /// Name -> numbers of parameters, the value before the dot counted.
    pub methods: BTreeMap<String, BTreeSet<usize>>,
    /// What is read without brackets.
    pub properties: BTreeSet<String>,
}

/// Words of the language that read like functions.
const KEYWORDS: [(&str, usize); 5] = [("Fn", 1), ("type_of", 1), ("is_def_var", 1), ("is_def_fn", 2), ("call", 0)];

impl Known {
    /// Asks an engine what it offers.
    pub fn of(engine: &Engine) -> Self {
        let mut functions: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut members: BTreeMap<&'static str, Members> =
            ["candidates", "candidate", "facts"].into_iter().map(|name| (name, Members::default())).collect();
        for signature in engine.gen_fn_signatures(true) {
            let Some((name, rest)) = signature.split_once('(') else { continue };
            let parameters = parameters_of(rest);
            let own = parameters.first().and_then(|first| members.get_mut(first.trim_start_matches("&mut ")));
            if let Some(property) = name.strip_prefix("get$") {
                if let Some(own) = own {
                    own.properties.insert(property.to_owned());
                }
                continue;
            }
            if let Some(own) = own {
                own.methods.entry(name.to_owned()).or_default().insert(parameters.len());
            }
            functions.entry(name.to_owned()).or_default().insert(parameters.len());
        }
        for (name, parameters) in KEYWORDS {
            functions.entry(name.to_owned()).or_default().insert(parameters);
        }
        Self { functions, members }
    }
}

/// The types of the parameters, from what follows the opening bracket: `_: &mut candidates, _: string) -> …`.
fn parameters_of(signature: &str) -> Vec<&str> {
    let (mut parameters, mut depth, mut start) = (Vec::new(), 0_i32, 0);
    for (at, letter) in signature.char_indices() {
        match letter {
            ')' | ',' if depth == 0 => {
                let parameter = signature[start..at].trim();
                if !parameter.is_empty() {
                    parameters.push(parameter.split_once(": ").map_or(parameter, |(_, kind)| kind));
                }
                start = at + 1;
                if letter == ')' {
                    break;
                }
            }
            '(' | '<' | '[' => depth += 1,
            ')' | '>' | ']' => depth -= 1,
            _ => {}
        }
    }
    parameters
}
