//! Functions, methods and properties by their names: whether there is such a one, and what it gives.

use super::{
    kind::Kind,
    place::Said,
    walk::{Subject, Walk},
};
use crate::{api, manifest::OfferKind, nearest::nearest};
use rhai::{Expr, FnCallExpr, Position};
use std::collections::BTreeSet;

/// Functions of lists that call what they are given with each value.
const WITH_EACH: [&str; 6] = ["map", "filter", "some", "all", "find", "find_map"];
/// Functions that take a value of any kind, and so belong to none.
const OF_ANYTHING: [&str; 6] = ["type_of", "to_string", "to_debug", "print", "debug", "log"];

impl Walk<'_> {
    /// `name(…)`
    pub(super) fn call(&mut self, call: &FnCallExpr, position: Position) -> Kind {
        let (name, count) = (call.name.as_str(), call.args.len());
        // Operators exist for every type; `in` is a call of `contains`.
        if let ("contains", [container, literal], Some(_)) = (name, &call.args[..], &call.op_token) {
            if self.expr(container) == Kind::Facts {
                self.fact_name(literal);
            }
            self.expr(literal);
            return Kind::Unknown;
        }
        if call.op_token.is_some() || !is_word(name) {
            self.operands(call);
            return Kind::Unknown;
        }
        if let Some(callee) = self.script.find(name, count) {
            let kinds = self.arguments(&call.args, Kind::Unknown);
            return self.reach(callee, &kinds);
        }
        if let Some(effect) = api::effect_kind_of(name) {
            self.effect(effect, &call.args, position);
        }
        if let (Some(Expr::StringConstant(text, at)), "Fn") = (call.args.first(), name)
            && let Some(effect) = api::effect_kind_of(text)
        {
            self.effect(effect, &[], *at);
        }
        if let Some(first) = call.args.first()
            && self.known.functions.contains_key(name)
        {
            let kind = self.followed(first);
            let members = kind.owner().and_then(|owner| self.known.members.get(owner));
            if members.is_some_and(|members| members.methods.contains_key(name)) {
                self.arguments(&call.args[1..], Kind::Unknown);
                return self.known_method(kind, call, &call.args[1..], position);
            }
        }
        self.operands(call);
        self.known_function(name, count, position);
        Kind::Unknown
    }

    fn operands(&mut self, call: &FnCallExpr) {
        for argument in &call.args {
            self.expr(argument);
        }
    }

    fn known_function(&mut self, name: &str, count: usize, position: Position) {
        if name == "Fn" || (name == "call" && count > 0) {
            return;
        }
        let own = self.script.functions.iter().filter(|function| function.name == name);
        let own = own.map(|function| function.parameters.len());
        let counts: BTreeSet<usize> =
            own.chain(self.known.functions.get(name).into_iter().flatten().copied()).collect();
        if counts.contains(&count) {
            return;
        }
        if counts.is_empty() {
            self.no_function(name, position);
        } else {
            // It was meant, whatever it was given.
            self.name_of_function(name, Kind::Unknown);
            self.wrong_count(name, "", &counts.into_iter().collect::<Vec<_>>(), count, position);
        }
    }

    fn no_function(&mut self, name: &str, position: Position) {
        let script = self.script;
        let names = script.names().chain(self.known.functions.keys().map(String::as_str));
        let near = nearest(name, names.filter(|name| is_word(name))).map(ToOwned::to_owned);
        for meant in [Some(name), near.as_deref()].into_iter().flatten() {
            self.name_of_function(meant, Kind::Unknown);
        }
        let help = if script.named(name).next().is_some() {
            Some(format!("a function of this file is called by its name: `{name}(…)`, with all that it takes"))
        } else {
            near.map(|near| format!("did you mean `{near}`?"))
        };
        self.tell(position, Said { message: format!("there is no function `{name}`"), label: "is not known", help });
    }

    /// `value.name(…)`
    pub(super) fn method(&mut self, base: Kind, call: &FnCallExpr, position: Position) -> Kind {
        let (name, count) = (call.name.as_str(), call.args.len());
        let element = match base {
            Kind::RecordList if WITH_EACH.contains(&name) => base.element(),
            _ => Kind::Unknown,
        };
        let kinds = self.arguments(&call.args, element);
        if let Some(callee) = self.script.find(name, count) {
            return self.reach(callee, &kinds);
        }
        self.used.all_parameters |= kinds.contains(&Kind::Params);
        if let Some(effect) = api::effect_kind_of(name) {
            // Rhai takes `"angry".tag()` for `tag("angry")`.
            self.effect(effect, &[], position);
        }
        if name == "call" {
            return Kind::Unknown;
        }
        if self.there_is_none(base, position) {
            return Kind::Unknown;
        }
        if base.owner().is_some() && !OF_ANYTHING.contains(&name) {
            return self.known_method(base, call, &call.args, position);
        }
        match self.known.functions.get(name) {
            Some(counts) if counts.contains(&(count + 1)) || name == "type_of" => {}
            Some(counts) => {
                let counts: Vec<_> = counts.iter().map(|count| count.saturating_sub(1)).collect();
                self.wrong_count(name, "", &counts, count, position);
            }
            None => self.no_function(name, position),
        }
        Kind::Unknown
    }

    /// A method of a value whose kind is known.
    fn known_method(&mut self, base: Kind, call: &FnCallExpr, arguments: &[Expr], position: Position) -> Kind {
        let name = call.name.as_str();
        let Some((owner, members)) = base.owner().and_then(|owner| Some((owner, self.known.members.get(owner)?)))
        else {
            return Kind::Unknown;
        };
        match members.methods.get(name) {
            Some(counts) if counts.contains(&(arguments.len() + 1)) => {
                let before = self.told();
                match (base, arguments.first()) {
                    (Kind::Candidates, _) => self.candidate_fields(name, arguments),
                    (Kind::Facts, Some(literal)) => self.fact_name(literal),
                    _ => {}
                }
                let gives = members.returns.get(name).is_some_and(|words| !words.is_empty());
                // Whose turn it is next moves on by asking.
                if gives && name != "next_in_turn" && before.is_some() && before == self.told() {
                    self.gives.insert(position);
                }
                members.returns.get(name).map_or(Kind::Unknown, |words| Kind::of_returned(words))
            }
            Some(counts) => {
                let counts: Vec<_> = counts.iter().map(|count| count - 1).collect();
                self.wrong_count(name, &format!(" on `{owner}`"), &counts, arguments.len(), position);
                members.returns.get(name).map_or(Kind::Unknown, |words| Kind::of_returned(words))
            }
            None => {
                let help = if members.properties.contains(name) {
                    Some(format!("it is no function: write `{name}` without brackets"))
                } else if let Some(help) = instead(base, name) {
                    Some(help.to_owned())
                } else {
                    did_you_mean(name, members.methods.keys().copied().chain(members.properties.iter().copied()))
                };
                let message = format!("there is no function `{name}` on `{owner}`");
                self.tell(position, Said { message, label: "is not known", help });
                Kind::Unknown
            }
        }
    }

    /// `value.name`
    pub(super) fn property(&mut self, base: Kind, name: &str, position: Position) -> Kind {
        let Some(owner) = base.owner() else { return Kind::Unknown };
        let Some(members) = self.known.members.get(owner) else { return Kind::Unknown };
        if self.there_is_none(base, position) {
            return Kind::Unknown;
        }
        if members.methods.contains_key(name) && base != Kind::Params {
            let message = format!("`{owner}` has no property `{name}`");
            let help = Some(
                format!("it is a function: write `{name}(…)`").replace("(…)", takes_none(members.methods.get(name))),
            );
            self.tell(position, Said { message, label: "is not known", help });
            return Kind::Unknown;
        }
        match base {
            Kind::Records => return Kind::Record,
            Kind::Params => self.parameter(name, position),
            Kind::Event => self.event_property(name, position),
            _ if members.properties.contains(name) => {}
            _ => {
                let message = format!("`{owner}` has no property `{name}`");
                let names = members.properties.iter().copied().chain(members.methods.keys().copied());
                let help = match base {
                    Kind::Facts => Some("write `facts[\"page.path\"]`".to_owned()),
                    Kind::Candidates if self.known.members["candidate"].properties.contains(name) => {
                        Some(format!("one candidate has it: write `candidates[0].{name}`"))
                    }
                    Kind::Candidates if instead(base, name).is_some() => instead(base, name).map(ToOwned::to_owned),
                    Kind::Record => did_you_mean(name, names).or_else(|| Some(format!("write `record[\"{name}\"]`"))),
                    _ => did_you_mean(name, names),
                };
                self.tell(position, Said { message, label: "is not known", help });
            }
        }
        members.returns.get(name).map_or(Kind::Unknown, |words| Kind::of_returned(words))
    }

    /// `value[…]`
    pub(super) fn index(&mut self, base: Kind, index: &Expr) -> Kind {
        self.expr(index);
        let literal = match index {
            Expr::StringConstant(text, position) => Some((text.as_str(), *position)),
            _ => None,
        };
        match (base, literal) {
            (Kind::Facts, Some(_)) => self.fact_name(index),
            (Kind::Params, Some((name, position))) => self.parameter(name, position),
            (Kind::Params, None) => self.used.all_parameters = true,
            (Kind::Records, _) => return Kind::Record,
            (Kind::Event | Kind::Session | Kind::Candidate, Some((name, position))) => {
                let owner = base.owner().unwrap_or_default();
                let message = format!("`{owner}` is not read in brackets");
                let help = Some(format!("write `{owner}.{name}`"));
                self.tell(position, Said { message, label: "stands in brackets", help });
            }
            _ => {}
        }
        base.element()
    }

    /// The name of a fact, where it is written out.
    fn fact_name(&mut self, literal: &Expr) {
        let Expr::StringConstant(name, position) = literal else { return };
        let facts = self.facts;
        if facts.is_empty() || facts.contains(&name.as_str()) {
            return;
        }
        // The last part alone will do: `path` is `page.path`.
        let last = |fact: &&&str| fact.rsplit('.').next() == Some(name.as_str());
        let mut by_last_part = facts.iter().filter(last);
        let help = match (by_last_part.next(), by_last_part.next()) {
            (Some(only), None) => Some(format!("did you mean `{only}`?")),
            _ => did_you_mean(name, facts.iter().copied()),
        };
        let message = format!("there is no fact `{name}`");
        self.tell(*position, Said { message, label: "is not known", help });
    }

    fn parameter(&mut self, name: &str, position: Position) {
        let Subject::Offer(offer) = self.subject else { return };
        self.used.read.insert(name.to_owned());
        if offer.parameters.iter().any(|declared| declared.name == name) {
            return;
        }
        let names: Vec<_> = offer.parameters.iter().map(|declared| declared.name.as_str()).collect();
        let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let help = match (names.is_empty(), nearest(name, names)) {
            (true, _) => format!("{} `{}` declares no parameters", offer.kind.word(), offer.id),
            (_, Some(near)) => format!("did you mean `{near}`? The manifest declares {list}"),
            (_, None) => format!("the manifest declares {list}"),
        };
        let message = format!("there is no parameter `{name}`");
        self.tell(position, Said { message, label: "is not declared", help: Some(help) });
    }

    fn event_property(&mut self, name: &str, position: Position) {
        let Subject::Offer(offer) = self.subject else { return };
        let OfferKind::Hook { on, .. } = &offer.kind else { return };
        let names: Vec<_> = api::event_properties(*on).collect();
        if names.contains(&name) {
            return;
        }
        let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let help = match nearest(name, names) {
            Some(near) => format!("did you mean `{near}`? It has {list}"),
            None => format!("it has {list}"),
        };
        let message = format!("the event `{on}` has no property `{name}`");
        self.tell(position, Said { message, label: "is not known", help: Some(help) });
    }

    /// Whether the value is the session of an event that is about none.
    fn there_is_none(&mut self, base: Kind, position: Position) -> bool {
        if base == Kind::NoSession {
            let message = "the event `agent_changed` is about no session: `session` is `()`".to_owned();
            self.tell(position, Said { message, label: "is a part of nothing", help: None });
        }
        base == Kind::NoSession
    }

    fn wrong_count(&mut self, name: &str, owner: &str, counts: &[usize], given: usize, position: Position) {
        let takes: Vec<_> = counts.iter().map(usize::to_string).collect();
        let values = if takes == ["1"] { "value" } else { "values" };
        let message = format!("`{name}`{owner} takes {} {values}, not {given}", takes.join(" or "));
        self.tell(position, Said { message, label: "is called with another number", help: None });
    }
}

pub(super) fn did_you_mean<'n>(given: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    nearest(given, names).map(|near| format!("did you mean `{near}`?"))
}

/// What candidates have in place of what lists have.
fn instead(base: Kind, name: &str) -> Option<&'static str> {
    match name {
        _ if base != Kind::Candidates => None,
        "len" | "length" | "size" => Some("write `count()`"),
        "filter" | "map" | "some" | "all" | "find" | "find_map" | "retain" | "drain" | "reduce" => {
            Some("choose by a field: write `where(\"load\", \"lt\", 3)`, or go through them with `for`")
        }
        "sort" | "sort_by" | "order" | "order_by" => {
            Some("order by a field: write `least(\"load\")` or `most(\"room\")`")
        }
        "push" | "append" | "concat" | "extend" => Some("write `then(…)`"),
        _ => None,
    }
}

/// Brackets as they are written after a function that can be called with nothing, or else with something.
fn takes_none(counts: Option<&BTreeSet<usize>>) -> &'static str {
    if counts.is_some_and(|counts| counts.contains(&1)) { "()" } else { "(…)" }
}

fn is_word(name: &str) -> bool {
    name.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_') && !name.contains('$')
}
