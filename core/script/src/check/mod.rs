//! The check of a script at load: every function it calls exists, and every property of what it is given.
//!
//! Rhai looks functions up when they are called, so that a misspelt name in a branch that is seldom taken would wait for
//! a visitor. This walks the tree instead. Kinds of values are known where they follow from the names of an offer's
//! parameters, through chains, variables, loops and calls; where they do not, a name passes if anything bears it.

mod dropped;
mod expression;
mod kind;
mod locals;
mod members;
mod place;
mod script;
mod shape;
mod telling;
mod walk;
mod written;

pub use expression::check_expression;
pub use place::{problem, problem_at_function};

use crate::{
    api,
    known::Known,
    manifest::{Offer, OfferKind, ScriptProblem, Severity},
    nearest::nearest,
    plugin::Named,
};
use kind::Kind;
use place::Said;
use rhai::AST;
use script::{Function, Script};
use std::{collections::BTreeSet, sync::Arc};
use walk::{Subject, Walk};

/// What the check of an offer came to.
pub struct Checked {
    /// What is wrong, or probably so.
    pub problems: Vec<ScriptProblem>,
    /// What its effects name of the rules.
    pub named: Vec<Named>,
}

/// Everything that is wrong, or probably so, with what an offer's function does and with all that it calls.
///
/// Whether there is such a function is for the caller to say: where there is none, this has nothing to say. `fields` are
/// the names of the facts that exist; where there are none, any will do.
pub fn check(known: &Known, ast: &AST, offer: &Offer, text: &str, fields: &[&str]) -> Checked {
    let script = Script::of(ast);
    let entries: Vec<usize> = script.named(&offer.function).collect();
    let Some(entry) = entries.first().copied() else {
        return Checked { problems: Vec::new(), named: Vec::new() };
    };
    let mut walk = Walk::new(known, &script, Subject::Offer(offer), &offer.file, text).with_facts(fields);
    for again in &entries[1..] {
        let message = format!("there are two functions `{}`, and the {} names it", offer.function, offer.kind.word());
        let help = "rename one of them: they would differ by the number of their parameters only";
        walk.tell(
            place::of_name(text, script.functions[*again].begins),
            Said { message, label: "is the second", help: Some(help.to_owned()) },
        );
    }
    unknown_parameters(&mut walk, offer, &script.functions[entry], text);
    walk.follow_from(entry, &offer_kinds(offer, &script.functions[entry]));
    let mut used = walk.tell_reached();
    let named = std::mem::take(&mut used.named);
    unused(&mut walk, &used, offer, &script.functions[entry], text);
    Checked { problems: walk.into_problems(), named }
}

/// What is wrong with a file besides what its offers do. `offers` are all that name it.
pub fn check_file(
    known: &Known,
    ast: &AST,
    offers: &[&Offer],
    text: &str,
    file: &Arc<str>,
    fields: &[&str],
) -> Vec<ScriptProblem> {
    let script = Script::of(ast);
    let mut rest = Walk::new(known, &script, Subject::File, file, text).with_facts(fields);
    for statement in ast.statements() {
        rest.tell(
            statement.position(),
            Said {
                message: "only functions may stand here".to_owned(),
                label: "is never run",
                help: Some("put it into the function that needs it: a function sees its own variables only".to_owned()),
            },
        );
    }
    let mut reached = BTreeSet::new();
    for offer in offers {
        for entry in script.named(&offer.function) {
            let mut walk = Walk::new(known, &script, Subject::Offer(offer), file, text);
            walk.follow_from(entry, &offer_kinds(offer, &script.functions[entry]));
            reached.extend(walk.reached());
        }
    }
    let unreached: Vec<usize> = (0..script.functions.len()).filter(|at| !reached.contains(at)).collect();
    let mut called = BTreeSet::new();
    for at in &unreached {
        called.extend(rest.calls_of(*at).into_iter().filter(|callee| callee != at));
    }
    // Where the function that an offer names is missing, nobody can know what it would call.
    let is_whole = offers.iter().all(|offer| script.named(&offer.function).next().is_some());
    for at in unreached.into_iter().filter(|_| is_whole) {
        let function = &script.functions[at];
        if !called.contains(&at) && !function.is_anonymous() {
            let message = format!("nothing calls `{}`, and no offer names it", function.name);
            rest.warn(place::of_name(text, function.begins), Said { message, label: "is never run", help: None });
        }
    }
    rest.into_problems()
}

fn offer_kinds(offer: &Offer, function: &Function) -> Vec<Kind> {
    function.parameters.iter().map(|name| Kind::of_parameter(name, &offer.kind)).collect()
}

/// A function is given what it names, so a name that is none would be given nothing.
fn unknown_parameters(walk: &mut Walk<'_>, offer: &Offer, function: &Function, text: &str) {
    let names = api::parameter_names(&offer.kind);
    let kind = offer.kind.word();
    for parameter in function.parameters.iter().filter(|name| !names.contains(&name.as_str())) {
        let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let help = match nearest(parameter, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? A {kind} may name {list}"),
            None => format!("a {kind} may name {list}, in any order"),
        };
        let message = format!("`{parameter}` is nothing that a {kind} is given");
        let position = place::of_parameter(text, function.begins, parameter);
        walk.tell(position, Said { message, label: "is not known", help: Some(help) });
    }
}

/// What the manifest declares, or the function names, and nothing uses.
fn unused(walk: &mut Walk<'_>, used: &walk::Used, offer: &Offer, function: &Function, text: &str) {
    let at_name = place::of_name(text, function.begins);
    let names = api::parameter_names(&offer.kind);
    // One that is no name for anything was told of already.
    let known = function.parameters.iter().filter(|name| names.contains(&name.as_str()));
    for parameter in known.filter(|name| used.unread_parameters.contains(*name)) {
        let message = format!("`{}` never uses `{parameter}`", function.name);
        let help = Some("leave it out: a function names only what it needs".to_owned());
        let position = place::of_parameter(text, function.begins, parameter);
        walk.warn(position, Said { message, label: "is never used", help });
    }
    if !used.all_parameters {
        for parameter in offer.parameters.iter().filter(|declared| !used.read.contains(&declared.name)) {
            let message =
                format!("the manifest declares the parameter `{}`, which the script never reads", parameter.name);
            let help = Some(format!("read it as `params.{}`, or take it out of the manifest", parameter.name));
            walk.warn(at_name, Said { message, label: "never reads it", help });
        }
    }
    if let OfferKind::Hook { effects, .. } = &offer.kind {
        for effect in effects.iter().filter(|effect| !used.effects.contains(effect)) {
            let message = format!("the manifest declares the effect `{effect}`, which the script never builds");
            let help = Some("take it out of the hook's `effects`".to_owned());
            walk.warn(at_name, Said { message, label: "never builds it", help });
        }
    }
}

/// A problem as a warning.
fn softened(problem: ScriptProblem) -> ScriptProblem {
    ScriptProblem { severity: Severity::Warning, ..problem }
}
