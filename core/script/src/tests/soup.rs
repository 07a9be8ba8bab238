//! Whatever the text, compiling and calling it end: with an answer, problems or an error, never with a panic.

use super::offering::{Given, offer, with_input};
use crate::{API, Bound, Limits, Manifest, Offer, OfferKind, ScriptHost, builtin_files};
use proptest::prelude::*;
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};
use usher_model::ScriptError;

static HOST: LazyLock<ScriptHost> = LazyLock::new(ScriptHost::new);

const WORDS: &[&str] = &[
    "candidates",
    "facts",
    "records",
    "params",
    "x",
    "y",
    "f",
    "1",
    "0",
    "-1",
    "2.5",
    "9223372036854775807",
    "\"a\"",
    "'c'",
    "`${x}`",
    "true",
    "()",
    "[",
    "]",
    "[]",
    "#{",
    "}",
    "{",
    "(",
    ")",
    ",",
    ";",
    ":",
    ".",
    "..",
    "..=",
    "?.",
    "??",
    "=",
    "==",
    "!=",
    "<",
    ">",
    "+",
    "-",
    "*",
    "/",
    "%",
    "**",
    "<<",
    "&&",
    "||",
    "!",
    "|x|",
    "|x, y|",
    "=>",
    "let",
    "const",
    "if",
    "else",
    "for",
    "in",
    "while",
    "loop",
    "do",
    "until",
    "break",
    "continue",
    "return",
    "throw",
    "try",
    "catch",
    "switch",
    "fn",
    "fn f(x)",
    "Fn(\"f\")",
    "this",
    "eval",
    "import",
    "available()",
    "least(\"load\")",
    "rank_by(#{ load: 1 })",
    "first()",
    "ids()",
    "map(|x| x)",
    "push(x)",
    "pad(9, x)",
    "len()",
    "call(x)",
    "curry(x)",
    "range(0, 9)",
    "log(x)",
    "random(1, 2)",
    "case",
    "$",
    "\\",
    "\"",
    "`",
    "//",
    "/*",
    "*/",
    "\n",
];

/// Everything a script may be, one text and one call.
fn survives(text: &str) {
    let limits = Limits { operations: 2_000, ..Limits::INLINE };
    let manifest = Manifest {
        id: "soup".parse().unwrap(),
        api: API,
        name: "Soup".to_owned(),
        description: "A test.".to_owned(),
        offers: vec![Offer { limits, ..offer(OfferKind::Strategy) }],
    };
    let files = BTreeMap::from([(Arc::from("s.rhai"), Arc::from(text))]);
    let given = Given::default();
    if let Ok(plugin) = HOST.compile(&manifest, &files, &[]) {
        let Bound::Strategy(strategy) = plugin.offers[0].bind(&given.params) else { panic!("is a strategy") };
        let called = with_input(&given, |input| strategy.call(input));
        assert!(called.operations <= limits.operations);
        assert!(!matches!(called.result, Err(ScriptError::Panicked { .. })), "{text}: {called:?}");
    }
    let _ = HOST.expression(text, &[("visitor.sessions", crate::FactKind::Number)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn soups_of_words_end(words in prop::collection::vec(prop::sample::select(WORDS), 0..60)) {
        let soup = words.join(" ");
        survives(&soup);
        survives(&format!("fn f(x) {{ x }} fn pick(candidates, facts) {{ let x = 1; let y = []; {soup} }}"));
    }

    #[test]
    fn short_statements_end(words in prop::collection::vec(prop::sample::select(WORDS), 0..6)) {
        survives(&format!("fn f(x) {{ x }} fn pick(candidates, facts) {{ let x = [1]; let y = #{{}}; loop {{ {} }} }}", words.join(" ")));
    }

    #[test]
    fn what_ships_ends_when_it_is_damaged(
        file in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        put in prop::sample::select(WORDS),
        take in 0_usize..20,
    ) {
        let scripts: Vec<&str> =
            builtin_files().iter().filter(|(path, _)| path.strip_suffix(".rhai").is_some()).map(|(_, text)| *text).collect();
        let text: Vec<char> = file.get(&scripts).chars().collect();
        let at = cut.index(text.len());
        let rest = (at + take).min(text.len());
        let damaged: String = text[..at].iter().copied().chain(put.chars()).chain(text[rest..].iter().copied()).collect();
        survives(&damaged);
    }
}
