//! The walk through the functions that an offer reaches: what each variable holds, and who calls whom.
//!
//! It goes round in silence until nothing new is learnt of parameters, variables and returns, and then once aloud.

use super::{
    kind::Kind,
    locals::{Local, LocalForm},
    place::Said,
    script::Script,
};
use crate::{
    known::Known,
    manifest::{Offer, ScriptProblem},
    plugin::Named,
};
use rhai::{ASTFlags, Expr, FnPtr, Position, Stmt};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use usher_model::EffectKind;

/// What is checked.
#[derive(Clone, Copy)]
pub enum Subject<'a> {
    /// An offer: what it may do is known.
    Offer(&'a Offer),
    /// What no offer reaches.
    File,
    /// An expression of a condition, in which these facts may stand.
    Expression(&'a [&'a str]),
}

/// What was used.
#[derive(Default)]
pub struct Used {
    /// Parameters of the rule, by name.
    pub read: BTreeSet<String>,
    /// Whether `params` went where it cannot be followed, so that any of them may be read.
    pub all_parameters: bool,
    /// Effects that are built.
    pub effects: BTreeSet<EffectKind>,
    /// What effects name of the rules.
    pub named: Vec<Named>,
    /// Parameters of the offer's function that nothing reads.
    pub unread_parameters: BTreeSet<String>,
}

/// Whether problems are told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// Not yet: it is still learning.
    Silent,
    /// They are.
    Aloud,
}

/// One walk.
pub struct Walk<'a> {
    pub(super) known: &'a Known,
    pub(super) script: &'a Script,
    pub(super) subject: Subject<'a>,
    pub(super) used: Used,
    /// The names of the facts that exist; where there are none, any will do.
    pub(super) facts: &'a [&'a str],
    /// Where the functions are called whose only use is what they give.
    pub(super) gives: BTreeSet<Position>,
    pub(super) file: &'a Arc<str>,
    pub(super) text: &'a str,
    /// What each function is given, and gives back.
    given: Vec<Vec<Kind>>,
    returned: Vec<Kind>,
    /// What each variable holds, by its function and where it is declared.
    pub(super) held: BTreeMap<(usize, String, Position), Kind>,
    reached: BTreeSet<usize>,
    entry: Option<usize>,
    pub(super) current: usize,
    callees: BTreeSet<usize>,
    pub(super) locals: Vec<Local>,
    /// What a function that is written as an argument is given.
    element: Kind,
    pub(super) learnt: bool,
    pub(super) voice: Voice,
    pub(super) problems: Vec<ScriptProblem>,
}

impl<'a> Walk<'a> {
    /// Nothing is known yet.
    pub fn new(known: &'a Known, script: &'a Script, subject: Subject<'a>, file: &'a Arc<str>, text: &'a str) -> Self {
        Self {
            known,
            script,
            subject,
            used: Used::default(),
            facts: &[],
            gives: BTreeSet::new(),
            file,
            text,
            given: script.functions.iter().map(|function| vec![Kind::Unseen; function.parameters.len()]).collect(),
            returned: vec![Kind::Unseen; script.functions.len()],
            held: BTreeMap::new(),
            reached: BTreeSet::new(),
            entry: None,
            current: 0,
            callees: BTreeSet::new(),
            locals: Vec::new(),
            element: Kind::Unknown,
            learnt: false,
            voice: Voice::Aloud,
            problems: Vec::new(),
        }
    }

    /// Told which facts exist.
    #[must_use]
    pub const fn with_facts(mut self, facts: &'a [&'a str]) -> Self {
        self.facts = facts;
        self
    }

    /// Learns what every function holds that is reached from this one.
    pub fn follow_from(&mut self, entry: usize, kinds: &[Kind]) {
        self.voice = Voice::Silent;
        self.entry = Some(entry);
        self.reach(entry, kinds);
        while std::mem::take(&mut self.learnt) {
            for at in self.reached.clone() {
                self.function(at);
            }
        }
        self.voice = Voice::Aloud;
    }
    /// The functions that were reached.
    pub fn reached(&self) -> impl Iterator<Item = usize> + '_ {
        self.reached.iter().copied()
    }
    /// Tells what is wrong with them, and what they use.
    pub fn tell_reached(&mut self) -> Used {
        self.used = Used::default();
        self.gives.clear();
        for at in self.reached.clone() {
            self.function(at);
        }
        std::mem::take(&mut self.used)
    }
    /// Tells what is wrong with a function that no offer reaches, and which functions it calls.
    pub fn calls_of(&mut self, at: usize) -> BTreeSet<usize> {
        self.callees.clear();
        self.function(at);
        std::mem::take(&mut self.callees)
    }
    /// Tells what is wrong with an expression.
    pub fn tell_expression(&mut self, expr: &Expr) {
        self.expr(expr);
    }

    /// Notes a call of one of the script's own functions, and tells what it gives.
    pub(super) fn reach(&mut self, callee: usize, kinds: &[Kind]) -> Kind {
        self.callees.insert(callee);
        self.learnt |= self.reached.insert(callee);
        for at in 0..self.given[callee].len() {
            let kind = kinds.get(at).copied().unwrap_or(Kind::Unknown);
            let known = self.given[callee][at].or(kind);
            self.learnt |= known != self.given[callee][at];
            self.given[callee][at] = known;
            self.used.all_parameters |= kind == Kind::Params && known != kind;
        }
        self.returned[callee]
    }

    /// Notes that a function's name stands somewhere: then anybody may call it with anything.
    pub(super) fn name_of_function(&mut self, name: &str, first: Kind) {
        let script = self.script;
        for callee in script.named(name) {
            self.reach(callee, &[first]);
        }
    }

    fn function(&mut self, at: usize) {
        let function = &self.script.functions[at];
        self.current = at;
        self.locals.clear();
        for (name, kind) in function.parameters.iter().zip(self.given[at].clone()) {
            self.declare(name, function.begins, kind, LocalForm::Parameter);
        }
        let kind = self.statements(&function.body);
        self.returns(kind);
        if self.entry == Some(at) {
            let unread = self.locals.drain(..).filter(|local| !local.read).map(|local| local.name);
            self.used.unread_parameters.extend(unread);
        }
    }

    fn returns(&mut self, kind: Kind) {
        let Some(returned) = self.returned.get_mut(self.current) else { return };
        let known = returned.or(kind);
        self.learnt |= known != *returned;
        *returned = known;
    }

    pub(super) fn block(&mut self, statements: &[Stmt]) -> Kind {
        let depth = self.locals.len();
        let kind = self.statements(statements);
        self.leave(depth);
        kind
    }

    fn statements(&mut self, statements: &[Stmt]) -> Kind {
        let depth = self.locals.len();
        let mut kind = Kind::Unseen;
        for (at, statement) in statements.iter().enumerate() {
            kind = self.statement(statement);
            if at + 1 < statements.len() {
                self.dropped(statement);
            }
        }
        self.leave(depth);
        kind
    }

    fn statement(&mut self, statement: &Stmt) -> Kind {
        match statement {
            Stmt::Expr(expr) => return self.expr(expr),
            Stmt::FnCall(call, position) => return self.call(call, *position),
            Stmt::Block(block) => return self.block(block.statements()),
            Stmt::If(parts, _) => {
                self.expr(&parts.expr);
                return self.block(parts.body.statements()).or(self.block(parts.branch.statements()));
            }
            Stmt::Switch(parts, _) => {
                self.expr(&parts.0);
                let mut kind = Kind::Unseen;
                for case in &parts.1.expressions {
                    self.expr(&case.lhs);
                    kind = kind.or(self.expr(&case.rhs));
                }
                return kind;
            }
            Stmt::While(parts, _) | Stmt::Do(parts, ..) => {
                self.expr(&parts.expr);
                self.block(parts.body.statements());
                self.dropped_in(parts.body.statements());
            }
            Stmt::For(each, _) => {
                let kind = self.followed(&each.2.expr).element();
                let depth = self.locals.len();
                self.declare(&each.0.name, each.0.pos, kind, LocalForm::Named);
                if let Some(counter) = &each.1 {
                    self.declare(&counter.name, counter.pos, Kind::Unknown, LocalForm::Named);
                }
                self.block(each.2.body.statements());
                self.dropped_in(each.2.body.statements());
                self.leave(depth);
            }
            Stmt::TryCatch(parts, _) => {
                self.block(parts.body.statements());
                let depth = self.locals.len();
                if let Expr::Variable(variable, _, position) = &parts.expr {
                    self.declare(&variable.1, *position, Kind::Unknown, LocalForm::Named);
                }
                self.block(parts.branch.statements());
                self.leave(depth);
            }
            Stmt::Var(definition, ..) => {
                let kind = self.followed(&definition.1);
                self.declare(&definition.0.name, definition.0.pos, kind, LocalForm::Variable);
                return Kind::Unseen;
            }
            Stmt::Assignment(assignment) => {
                let kind = self.followed(&assignment.1.rhs);
                self.assign(&assignment.1.lhs, if assignment.0.is_op_assignment() { Kind::Unknown } else { kind });
                return Kind::Unseen;
            }
            Stmt::Return(Some(expr), flags, _) => {
                let kind = self.expr(expr);
                if !flags.contains(ASTFlags::BREAK) {
                    self.returns(kind);
                }
                return Kind::Unseen;
            }
            Stmt::BreakLoop(Some(expr), ..) => {
                self.expr(expr);
            }
            _ => return Kind::Unseen,
        }
        Kind::Unknown
    }

    fn assign(&mut self, target: &Expr, kind: Kind) {
        if let Expr::Variable(variable, ..) = target {
            return self.hold(&variable.1, kind);
        }
        self.expr(target);
        // Rhai does not count what such an assignment adds to a map.
        let message = "a part of a value cannot be assigned".to_owned();
        let help = Some("write `map.set(\"key\", value)` or `list.set(index, value)`".to_owned());
        self.tell(target.start_position(), Said { message, label: "is inside a map or list", help });
    }

    /// The kind of an expression whose value goes where it is followed further.
    pub(super) fn followed(&mut self, expr: &Expr) -> Kind {
        match expr {
            Expr::Variable(variable, _, position) => self.read(&variable.1, *position),
            _ => self.expr(expr),
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Kind {
        match expr {
            Expr::Variable(variable, _, position) => {
                let kind = self.read(&variable.1, *position);
                self.used.all_parameters |= kind == Kind::Params;
                return kind;
            }
            Expr::Dot(link, flags, _) | Expr::Index(link, flags, _) => {
                if let Some(kind) = self.fact(expr) {
                    return kind;
                }
                let base = self.followed(&link.lhs);
                return self.chain(base, expr, &link.rhs, *flags);
            }
            Expr::FnCall(call, position) => return self.call(call, *position),
            Expr::Stmt(block) => return self.block(block.statements()),
            Expr::Unit(_) => return Kind::Unseen,
            Expr::Coalesce(parts, _) => {
                return parts.iter().fold(Kind::Unseen, |kind, part| kind.or(self.followed(part)));
            }
            Expr::And(parts, _) | Expr::Or(parts, _) => {
                for part in parts.iter() {
                    self.expr(part);
                }
            }
            Expr::Array(parts, _) | Expr::InterpolatedString(parts, _) => {
                for part in parts {
                    self.expr(part);
                }
            }
            Expr::Map(parts, _) => {
                for (_, part) in &parts.0 {
                    self.expr(part);
                }
            }
            Expr::StringConstant(text, _) => self.name_of_function(text, Kind::Unknown),
            Expr::DynamicConstant(value, _) => {
                if let Some(function) = value.read_lock::<FnPtr>() {
                    self.name_of_function(function.fn_name(), self.element);
                }
            }
            _ => {}
        }
        Kind::Unknown
    }

    /// Walks arguments; a function written among them is given `element`.
    pub(super) fn arguments(&mut self, arguments: &[Expr], element: Kind) -> Vec<Kind> {
        let outer = std::mem::replace(&mut self.element, element);
        let kinds = arguments.iter().map(|argument| self.followed(argument)).collect();
        self.element = outer;
        kinds
    }

    /// Follows a chain such as `.available().least("load")`: the tree holds it as a dot, a member and the rest.
    pub(super) fn chain(&mut self, base: Kind, dot: &Expr, rest: &Expr, flags: ASTFlags) -> Kind {
        match rest {
            Expr::Dot(link, more, _) | Expr::Index(link, more, _) if !flags.contains(ASTFlags::BREAK) => {
                let kind = self.member(base, dot, &link.lhs);
                self.chain(kind, rest, &link.rhs, *more)
            }
            _ => self.member(base, dot, rest),
        }
    }

    fn member(&mut self, base: Kind, dot: &Expr, member: &Expr) -> Kind {
        match (dot, member) {
            (Expr::Index(..), _) => self.index(base, member),
            (_, Expr::MethodCall(call, position)) => self.method(base, call, *position),
            (_, Expr::Property(property, position)) => self.property(base, &property.2, *position),
            _ => self.expr(member),
        }
    }
}
