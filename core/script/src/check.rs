//! The check of a script at load: every function it calls exists, and every property of candidates.
//!
//! Rhai looks functions up when they are called, so that a misspelt name in a branch that is seldom taken would wait for
//! a visitor. This walks the tree instead. Types are known where they follow from the strategy's parameters; where they
//! do not, a name passes if anything bears it.

use crate::{
    field::{NumberField, check_field_and_op},
    known::Known,
    manifest::{ScriptProblem, StrategyOffer},
    nearest::nearest,
};
use rhai::{AST, ASTFlags, ASTNode, Expr, FnCallExpr, Position, Stmt};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What is known of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Candidates,
    Candidate,
    Facts,
    Unknown,
}

impl Kind {
    const fn type_name(self) -> &'static str {
        match self {
            Self::Candidates => "candidates",
            Self::Candidate => "candidate",
            Self::Facts => "facts",
            Self::Unknown => "",
        }
    }
}

/// Everything that is wrong with a script, for the strategy that begins in it.
pub fn check(known: &Known, ast: &AST, offer: &StrategyOffer, text: &str) -> Vec<ScriptProblem> {
    let mut own: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let mut parameters = Vec::new();
    for function in ast.iter_functions() {
        own.entry(function.name).or_default().insert(function.params.len());
        if function.name == offer.function {
            parameters = function.params.iter().map(|name| (*name).to_owned()).collect();
        }
    }
    let entry = ast.shared_lib().get_script_fn(&offer.function, parameters.len());
    let entry = entry.map(|function| (function.body.start_position(), function.body.end_position()));
    let mut walk = Walk { known, own, file: &offer.file, text, kinds: BTreeMap::new(), problems: Vec::new() };
    for statement in ast.statements() {
        walk.report(
            statement.position(),
            "only functions may stand here".to_owned(),
            "is never run",
            Some("put it into the function that needs it".to_owned()),
        );
    }
    ast.walk(&mut |path| {
        if let [node] = path {
            // Functions share no variables, so what is known begins anew: with the parameters, in the strategy itself.
            let inside = entry.is_some_and(|(start, end)| (start..=end).contains(&node.position()));
            if !inside {
                walk.kinds.clear();
            } else if walk.kinds.is_empty() {
                let of_strategy = [Kind::Candidates, Kind::Facts];
                walk.kinds = parameters.iter().cloned().zip(of_strategy).collect();
            }
        }
        walk.node(path);
        true
    });
    walk.problems
}

struct Walk<'a> {
    known: &'a Known,
    own: BTreeMap<&'a str, BTreeSet<usize>>,
    file: &'a Arc<str>,
    text: &'a str,
    kinds: BTreeMap<String, Kind>,
    problems: Vec<ScriptProblem>,
}

/// Whether a look at an expression tells what is wrong with it: each chain is told once, from its beginning.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Telling,
    Silent,
}

impl Walk<'_> {
    fn node(&mut self, path: &[ASTNode<'_>]) {
        match path {
            [.., ASTNode::Stmt(statement)] => self.statement(statement),
            [.., ASTNode::Expr(parent), ASTNode::Expr(expr)] if continues(parent, expr) => {}
            [.., ASTNode::Expr(Expr::FnCall(call, position))] => self.function(call, *position),
            [.., ASTNode::Expr(expr @ (Expr::Dot(..) | Expr::Index(..)))] => {
                self.kind(expr, Look::Telling);
            }
            _ => {}
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::FnCall(call, position) => self.function(call, *position),
            Stmt::Var(definition, ..) => {
                let kind = self.kind(&definition.1, Look::Silent);
                self.bind(&definition.0.name, kind);
            }
            Stmt::For(each, ..) => {
                let kind = match self.kind(&each.2.expr, Look::Silent) {
                    Kind::Candidates => Kind::Candidate,
                    _ => Kind::Unknown,
                };
                self.bind(&each.0.name, kind);
                if let Some(counter) = &each.1 {
                    self.bind(&counter.name, Kind::Unknown);
                }
            }
            Stmt::TryCatch(parts, _) => {
                if let Some(name) = variable_name(&parts.expr) {
                    self.bind(name, Kind::Unknown);
                }
            }
            Stmt::Assignment(assignment) => {
                let target = &assignment.1.lhs;
                if let Some(name) = variable_name(target) {
                    self.bind(name, Kind::Unknown);
                } else if matches!(target, Expr::Index(..) | Expr::Dot(..)) {
                    // Rhai does not count what such an assignment adds to a map.
                    self.report(
                        target.start_position(),
                        "a part of a value cannot be assigned".to_owned(),
                        "is inside a map or list",
                        Some("write `map.set(\"key\", value)` or `list.set(index, value)`".to_owned()),
                    );
                }
            }
            _ => {}
        }
    }

    /// A name that is bound twice is known no more: which of the two is meant depends on where.
    fn bind(&mut self, name: &str, kind: Kind) {
        let kind = if self.kinds.contains_key(name) { Kind::Unknown } else { kind };
        self.kinds.insert(name.to_owned(), kind);
    }

    fn kind(&mut self, expr: &Expr, look: Look) -> Kind {
        match expr {
            Expr::Variable(variable, ..) => self.kinds.get(variable.1.as_str()).copied().unwrap_or(Kind::Unknown),
            Expr::Dot(link, flags, _) | Expr::Index(link, flags, _) => {
                let base = self.kind(&link.lhs, Look::Silent);
                self.chain(base, expr, &link.rhs, *flags, look)
            }
            _ => Kind::Unknown,
        }
    }

    /// Follows a chain such as `.available().least("load")`: the tree holds it as a dot, a member and the rest.
    fn chain(&mut self, base: Kind, dot: &Expr, rest: &Expr, flags: ASTFlags, look: Look) -> Kind {
        match rest {
            Expr::Dot(link, more, _) | Expr::Index(link, more, _) if !flags.contains(ASTFlags::BREAK) => {
                let kind = self.member(base, dot, &link.lhs, look);
                self.chain(kind, rest, &link.rhs, *more, look)
            }
            _ => self.member(base, dot, rest, look),
        }
    }

    fn member(&mut self, base: Kind, dot: &Expr, member: &Expr, look: Look) -> Kind {
        match (dot, member) {
            (Expr::Index(..), _) => match base {
                Kind::Candidates => Kind::Candidate,
                _ => Kind::Unknown,
            },
            (_, Expr::MethodCall(call, position)) => {
                if look == Look::Telling {
                    self.method(base, call, *position);
                }
                let again = ["available", "where", "least", "most", "next_in_turn", "shuffled", "first"];
                if base == Kind::Candidates && again.contains(&call.name.as_str()) { base } else { Kind::Unknown }
            }
            (_, Expr::Property(property, position)) => {
                if look == Look::Telling && base != Kind::Unknown {
                    self.property(base, &property.2, *position);
                }
                Kind::Unknown
            }
            _ => Kind::Unknown,
        }
    }

    fn property(&mut self, base: Kind, name: &str, position: Position) {
        let members = &self.known.members[base.type_name()];
        if members.properties.contains(name) {
            return;
        }
        let help = if members.methods.contains_key(name) {
            Some(format!("it is a function: write `{name}()`"))
        } else if base == Kind::Facts {
            Some("write `facts[\"page.path\"]`".to_owned())
        } else {
            nearest(name, members.properties.iter().chain(members.methods.keys()).map(String::as_str))
                .map(|near| format!("did you mean `{near}`?"))
        };
        let message = format!("`{}` has no property `{name}`", base.type_name());
        self.report(position, message, "is not known", help);
    }

    fn method(&mut self, base: Kind, call: &FnCallExpr, position: Position) {
        let name = call.name.as_str();
        if name == "call" || self.own.get(name).is_some_and(|counts| counts.contains(&call.args.len())) {
            return;
        }
        let (methods, owner) = match base {
            Kind::Unknown => (&self.known.functions, String::new()),
            _ => (&self.known.members[base.type_name()].methods, format!(" on `{}`", base.type_name())),
        };
        // Functions that take anything, such as `to_string`, are no members of a type.
        let counts = methods.get(name).or_else(|| {
            self.known.functions.get(name).filter(|_| matches!(name, "type_of" | "to_string" | "to_debug"))
        });
        match counts {
            Some(counts) if counts.contains(&(call.args.len() + 1)) || name == "type_of" => {
                if base == Kind::Candidates {
                    self.field(call);
                }
            }
            Some(counts) => {
                let takes: Vec<_> = counts.iter().map(|count| count.saturating_sub(1).to_string()).collect();
                let message = format!(
                    "`{name}`{owner} takes {} {}, not {}",
                    takes.join(" or "),
                    if takes == ["1"] { "value" } else { "values" },
                    call.args.len(),
                );
                self.report(position, message, "is called with another number", None);
            }
            None => {
                let help = nearest(name, methods.keys().map(String::as_str).filter(|name| is_word(name)))
                    .map(|near| format!("did you mean `{near}`?"));
                self.report(position, format!("there is no function `{name}`{owner}"), "is not known", help);
            }
        }
    }

    /// Fields and operators that are written out can be told at load.
    fn field(&mut self, call: &FnCallExpr) {
        let literal = |at: usize| match call.args.get(at) {
            Some(Expr::StringConstant(text, position)) => Some((text.as_str(), *position)),
            _ => None,
        };
        let Some((field, position)) = literal(0) else { return };
        let wrong = match call.name.as_str() {
            "least" | "most" => NumberField::parse(field).err().map(|message| (message, position)),
            "where" => match (check_field_and_op(field, None), literal(1)) {
                (Err(message), _) => Some((message, position)),
                (Ok(()), Some((op, position))) => {
                    check_field_and_op(field, Some(op)).err().map(|message| (message, position))
                }
                (Ok(()), None) => None,
            },
            _ => None,
        };
        if let Some((message, position)) = wrong {
            self.report(position, message, "is not known", None);
        }
    }

    fn function(&mut self, call: &FnCallExpr, position: Position) {
        let (name, count) = (call.name.as_str(), call.args.len());
        // Operators exist for every type; `in` is a call of `contains`.
        if call.op_token.is_some() || !is_word(name) {
            return;
        }
        let own = self.own.get(name);
        let stock = self.known.functions.get(name);
        if [own, stock].into_iter().flatten().any(|counts| counts.contains(&count)) {
            return;
        }
        if name == "Fn" || (name == "call" && count > 0) {
            return;
        }
        let known: BTreeSet<usize> = [own, stock].into_iter().flatten().flatten().copied().collect();
        if known.is_empty() {
            let names = self.own.keys().copied().chain(self.known.functions.keys().map(String::as_str));
            let help = nearest(name, names.filter(|name| is_word(name))).map(|near| format!("did you mean `{near}`?"));
            self.report(position, format!("there is no function `{name}`"), "is not known", help);
        } else {
            let takes: Vec<_> = known.iter().map(usize::to_string).collect();
            let message = format!(
                "`{name}` takes {} {}, not {count}",
                takes.join(" or "),
                if takes == ["1"] { "value" } else { "values" },
            );
            self.report(position, message, "is called with another number", None);
        }
    }

    fn report(&mut self, position: Position, message: String, label: &str, help: Option<String>) {
        self.problems.push(problem(self.file, self.text, position, message, label, help));
    }
}

/// Whether an expression is the rest of a chain that its parent begins.
fn continues(parent: &Expr, expr: &Expr) -> bool {
    match parent {
        Expr::Dot(link, flags, _) | Expr::Index(link, flags, _) => {
            matches!(expr, Expr::Dot(..) | Expr::Index(..))
                && std::ptr::eq(&raw const link.rhs, expr)
                && !flags.contains(ASTFlags::BREAK)
        }
        _ => false,
    }
}

fn variable_name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Variable(variable, ..) => Some(&variable.1),
        _ => None,
    }
}

fn is_word(name: &str) -> bool {
    name.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_') && !name.contains('$')
}

/// A problem at a place of the text; the word that stands there is marked.
pub fn problem(
    file: &Arc<str>,
    text: &str,
    position: Position,
    message: String,
    label: &str,
    help: Option<String>,
) -> ScriptProblem {
    let line = position.line().unwrap_or_else(|| text.lines().count()).max(1);
    let content = text.lines().nth(line - 1).unwrap_or("");
    let column = position.position().unwrap_or(1).max(1);
    let marked = content.chars().skip(column - 1);
    let quoted = marked.clone().next() == Some('"');
    let length = if quoted {
        marked.skip(1).take_while(|letter| *letter != '"').count() + 2
    } else {
        marked.take_while(|letter| letter.is_alphanumeric() || *letter == '_').count().max(1)
    };
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    ScriptProblem {
        file: file.clone(),
        line: number(line),
        column: number(column),
        end_column: number(column + length),
        message,
        label: label.to_owned(),
        help,
    }
}

/// A problem at the name of the strategy's function, where it is defined.
pub fn problem_at_function(offer: &StrategyOffer, text: &str, message: String, help: String) -> ScriptProblem {
    let heading = format!("fn {}", offer.function);
    let place = text.lines().enumerate().find_map(|(line, content)| {
        let at = content.find(&heading)?;
        Some((line + 1, content[..at].chars().count() + "fn ".len() + 1))
    });
    let (line, column) = place.unwrap_or((1, 1));
    let position = Position::new(u16::try_from(line).unwrap_or(u16::MAX), u16::try_from(column).unwrap_or(u16::MAX));
    problem(&offer.file, text, position, message, "is defined here", Some(help))
}
