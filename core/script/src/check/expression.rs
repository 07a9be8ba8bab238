//! The check of an expression in a condition: facts stand in it by their names, and it only looks.

use super::{
    kind::Kind,
    members::did_you_mean,
    place::Said,
    script::Script,
    walk::{Subject, Walk},
};
use crate::{FactKind, known::Known, manifest::ScriptProblem};
use rhai::{AST, ASTFlags, ASTNode, Expr, Position, Stmt};
use std::{collections::BTreeSet, sync::Arc};

/// Everything that is wrong with an expression. `kinds` are the facts that exist, by names such as `page.path`.
///
/// Places are counted within the text.
pub fn check_expression(known: &Known, ast: &AST, text: &str, kinds: &[(&str, FactKind)]) -> Vec<ScriptProblem> {
    let script = Script::of(ast);
    let file = Arc::from("");
    let fields: Vec<&str> = kinds.iter().map(|(field, _)| *field).collect();
    let mut walk = Walk::new(known, &script, Subject::Expression(&fields), &file, text);
    let statements = ast.statements();
    match statements {
        [Stmt::Expr(expr)] => walk.tell_expression(expr),
        [Stmt::FnCall(call, position)] => {
            walk.call(call, *position);
        }
        _ => {}
    }
    if walk.told() == Some(0) {
        walk.shapes(statements, kinds);
    }
    for position in statements_in(ast) {
        let message = "an expression has no statements of its own".to_owned();
        let help =
            Some("what needs more than one line is better offered by a plug-in: `script: name/offer`".to_owned());
        walk.tell(position, Said { message, label: "is a statement", help });
    }
    for function in &script.functions {
        let message = "an expression has no functions of its own".to_owned();
        let help = Some("what needs one is better offered by a plug-in: `script: name/offer`".to_owned());
        walk.tell(function.begins, Said { message, label: "is in a function", help });
    }
    walk.into_problems()
}

/// Where statements stand: outside of the one expression, and in blocks within it.
fn statements_in(ast: &AST) -> Vec<Position> {
    let mut found: Vec<_> = match ast.statements() {
        [] => vec![Position::new(1, 1)],
        [first, rest @ ..] => {
            let first = (!matches!(first, Stmt::Expr(_) | Stmt::FnCall(..))).then(|| first.position());
            first.into_iter().chain(rest.iter().map(Stmt::position)).collect()
        }
    };
    ast.walk(&mut |path| {
        if let [.., ASTNode::Expr(expr @ Expr::Stmt(_))] = path {
            found.push(expr.start_position());
        }
        true
    });
    found.sort_unstable();
    found.dedup();
    found
}

impl Walk<'_> {
    /// In an expression: the fact that a dotted name is, and the rest of the chain on it.
    pub(super) fn fact(&mut self, expr: &Expr) -> Option<Kind> {
        let Subject::Expression(fields) = self.subject else { return None };
        let (Expr::Dot(link, flags, _) | Expr::Index(link, flags, _)) = expr else { return None };
        let Expr::Variable(variable, _, at_family) = &link.lhs else { return None };
        let family = variable.1.as_str();
        let of_family = |field: &str| field.strip_prefix(family).is_some_and(|rest| rest.starts_with('.'));
        if !fields.iter().any(|field| of_family(field)) {
            self.unknown_family(family, fields, *at_family);
            return Some(Kind::Unknown);
        }
        // The name goes on as long as there is a fact that does.
        let (mut name, mut dot, mut rest, mut flags) = (family.to_owned(), expr, &link.rhs, *flags);
        loop {
            let (member, next) = match rest {
                Expr::Dot(link, more, _) | Expr::Index(link, more, _) if !flags.contains(ASTFlags::BREAK) => {
                    (&link.lhs, Some((&link.rhs, *more)))
                }
                _ => (rest, None),
            };
            let (Expr::Dot(..), Expr::Property(property, position)) = (dot, member) else {
                let message = format!("`{name}` is no fact by itself");
                let help = some_of(fields, &name);
                self.tell(*at_family, Said { message, label: "is not known", help });
                return Some(Kind::Unknown);
            };
            name = format!("{name}.{}", property.2);
            let known = fields.contains(&name.as_str());
            let goes_on =
                fields.iter().any(|field| field.strip_prefix(&name).is_some_and(|rest| rest.starts_with('.')));
            if !known && !goes_on {
                let help = did_you_mean(&name, fields.iter().copied()).or_else(|| some_of(fields, family));
                self.tell(
                    *position,
                    Said { message: format!("there is no fact `{name}`"), label: "is not known", help },
                );
                return Some(Kind::Unknown);
            }
            let Some((after, more)) = next else {
                if !known {
                    let message = format!("`{name}` is no fact by itself");
                    self.tell(*position, Said { message, label: "is not known", help: some_of(fields, &name) });
                }
                return Some(Kind::Unknown);
            };
            if known {
                let member = if let (Expr::Dot(link, ..) | Expr::Index(link, ..), false) =
                    (after, more.contains(ASTFlags::BREAK))
                {
                    &link.lhs
                } else {
                    after
                };
                if let (Expr::Dot(..), Expr::Property(property, at)) = (rest, member)
                    && !self.known.properties.contains(property.2.as_str())
                {
                    let message = format!("`{name}` has no property `{}`", property.2);
                    let help = self.known.functions.contains_key(property.2.as_str());
                    let help = help.then(|| format!("it is a function: write `{}(…)`", property.2));
                    self.tell(*at, Said { message, label: "is not known", help });
                }
                return Some(self.chain(Kind::Unknown, rest, after, more));
            }
            (dot, rest, flags) = (rest, after, more);
        }
    }

    /// A name in an expression that stands alone.
    pub(super) fn lone_name(&mut self, name: &str, position: Position) {
        let Subject::Expression(fields) = self.subject else { return };
        if fields.contains(&name) {
            return;
        }
        if fields.iter().any(|field| field.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))) {
            let message = format!("`{name}` is no fact by itself");
            self.tell(position, Said { message, label: "is not known", help: some_of(fields, name) });
        } else {
            self.unknown_family(name, fields, position);
        }
    }

    fn unknown_family(&mut self, family: &str, fields: &[&str], position: Position) {
        let families: BTreeSet<_> = fields.iter().filter_map(|field| field.split('.').next()).collect();
        let list = families.iter().map(|family| format!("`{family}`")).collect::<Vec<_>>().join(", ");
        let help = did_you_mean(family, families.into_iter()).or(Some(format!("facts begin with {list}")));
        let message = format!("there are no facts that begin with `{family}`");
        self.tell(position, Said { message, label: "is not known", help });
    }
}

/// Some facts that begin with a name.
fn some_of(fields: &[&str], beginning: &str) -> Option<String> {
    let of_name = |field: &&&str| field.strip_prefix(beginning).is_some_and(|rest| rest.starts_with('.'));
    let names: Vec<_> = fields.iter().filter(of_name).take(8).map(|field| format!("`{field}`")).collect();
    (!names.is_empty()).then(|| format!("there are {}", names.join(", ")))
}
