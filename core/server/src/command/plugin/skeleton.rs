//! What a new plug-in begins with, by the kind of offer: files that work and explain themselves.
//!
//! In the texts `my-plugin` stands for the plug-in's id and `My plug-in` for its name; between quotes both become a YAML
//! value, which has quotes only where it needs them.

use usher_model::PluginId;

/// A kind of offer, as the command line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum OfferWord {
    /// Puts the agents of a group into an order.
    Strategy,
    /// Says yes or no, in a rule's condition.
    Predicate,
    /// Gives a value, for a prompt's text.
    Compute,
    /// Runs after an event, and asks for effects.
    Hook,
}

struct Skeleton {
    manifest: &'static str,
    script: &'static str,
    test: &'static str,
    /// What a rule says to use it.
    usage: &'static str,
}

macro_rules! skeleton {
    ($kind:literal, $usage:literal) => {
        Skeleton {
            manifest: include_str!(concat!("skeleton/", $kind, "/plugin.yaml")),
            script: include_str!(concat!("skeleton/", $kind, "/script.rhai")),
            test: include_str!(concat!("skeleton/", $kind, "/test.yaml")),
            usage: $usage,
        }
    };
}

impl OfferWord {
    fn skeleton(self) -> Skeleton {
        match self {
            Self::Strategy => {
                skeleton!("strategy", "strategy: [{ use: \"my-plugin\", with: { skill: returns } }, load]")
            }
            Self::Predicate => {
                skeleton!("predicate", "when: { script: { use: my-plugin/on_path, with: { path: /checkout } } }")
            }
            Self::Compute => skeleton!("compute", "text: \"Hello {{ who }}!\"\ncompute: { who: my-plugin/addressed }"),
            Self::Hook => skeleton!("hook", ""),
        }
    }

    /// The files of a new plug-in, by their path in its folder.
    pub(super) fn files(self, id: &PluginId) -> [(String, String); 3] {
        let skeleton = self.skeleton();
        [
            ("plugin.yaml".to_owned(), filled(skeleton.manifest, id)),
            (format!("{id}.rhai"), filled(skeleton.script, id)),
            (format!("tests/{id}.yaml"), filled(skeleton.test, id)),
        ]
    }

    /// The lines of a rule or prompt that use it, and where they stand. A hook needs none: it runs from its manifest.
    pub(super) fn usage(self, id: &PluginId) -> Option<(&'static str, String)> {
        let place = match self {
            Self::Strategy | Self::Predicate => "in a rule, any file in rules/distribution",
            Self::Compute => "in a prompt, any file in rules/prompts",
            Self::Hook => return None,
        };
        Some((place, filled(self.skeleton().usage, id)))
    }
}

fn filled(text: &str, id: &PluginId) -> String {
    let name = name(id);
    text.replace("\"my-plugin\"", &yaml(id.as_str()))
        .replace("\"My plug-in\"", &yaml(&name))
        .replace("my-plugin", id.as_str())
        .replace("My plug-in", &name)
}

/// The id as words: `vip-first` is `Vip first`.
fn name(id: &PluginId) -> String {
    let words = id.as_str().replace(['-', '_'], " ");
    let words = words.trim();
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A text as a YAML value. What some reader takes for a number or a truth value stands in quotes.
fn yaml(text: &str) -> String {
    let is_word = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(&text.to_lowercase().as_str());
    if is_word || text.starts_with(|letter: char| letter.is_ascii_digit()) {
        format!("\"{text}\"")
    } else {
        text.to_owned()
    }
}
