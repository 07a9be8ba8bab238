//! What editors are told: the functions in the form of a Rhai definition file.

use super::{ApiItem, Form, api};

const HEAD: &str = "\
/// What scripts of Usher's plug-ins see besides the language itself, for editors that understand Rhai.
///
/// A function of a plug-in names what it needs: `candidates`, `facts`, `records`, `params`, `event`, `session`.
module static;
";

/// The file `plugin-api.d.rhai`.
pub fn definitions() -> String {
    api().iter().fold(HEAD.to_owned(), |mut text, item| {
        text.push('\n');
        text.push_str(&definition(item));
        text
    })
}

fn definition(item: &ApiItem) -> String {
    let this = match item.form {
        Form::Function => None,
        Form::Method | Form::Property | Form::Index => Some(format!("this: {}", item.owner)),
    };
    let given = item.parameters.iter().map(|parameter| format!("{}: {}", parameter.name, kind(parameter.kind)));
    let parameters: Vec<_> = this.into_iter().chain(given).collect();
    let name = match item.form {
        Form::Function | Form::Method => item.name.to_owned(),
        Form::Property => format!("get {}", item.name),
        Form::Index => "index$get$".to_owned(),
    };
    let returns = if item.returns.is_empty() { String::new() } else { format!(" -> {}", kind(item.returns)) };
    format!(
        "/// {}\n///\n/// ```rhai\n/// {}\n/// ```\nfn {name}({}){returns};\n",
        item.doc,
        item.example,
        parameters.join(", ")
    )
}

/// A type in the words of the definition language.
fn kind(words: &str) -> String {
    let kinds: Vec<_> = words
        .split(", ")
        .flat_map(|part| part.split(" or "))
        .map(|word| match word {
            "text" => "String",
            "integer" => "int",
            "number" => "float",
            "any" | "value" => "?",
            "map" => "Map",
            "list of texts" => "[String]",
            "list of records" => "[record]",
            "()" => "()",
            other => other,
        })
        .collect();
    if kinds.contains(&"?") { "?".to_owned() } else { kinds.join(" | ") }
}
