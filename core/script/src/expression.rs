//! An expression in a condition, such as `visitor.sessions > 3 && page.path.starts_with("/cart")`.
//!
//! Facts stand in it by their names: `visitor` is a map of those facts that the expression names, and an absent one is
//! `()`, which equals nothing but itself and is neither less nor more than anything. It belongs to no plug-in: no health
//! counts it and nothing switches it off, but every limit holds.

use crate::{
    answer,
    call::{Call, Input, Stream},
    check,
    known::Known,
    load::in_order,
    manifest::{Limits, ScriptProblem, Severity},
    memory::ReadWhole,
    parse, run,
};
use rhai::{AST, ASTNode, Dynamic, Engine, Expr, Map, Position, Scope};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Arc, LazyLock},
};
use usher_model::{Called, Context, OnFailure, Predicate, Value};

/// Longest expression, in bytes: what is longer is better a plug-in's predicate.
const MAX_EXPRESSION_BYTES: usize = 4 * 1024;

/// What a fact holds, where it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    /// `true` or `false`.
    Bool,
    /// A number, whole or not.
    Number,
    /// A text.
    Text,
    /// A list of texts.
    List,
}

/// Compiles an expression over these facts.
///
/// # Errors
/// All problems at once, in order of their places.
pub fn compile(
    engine: &Arc<Engine>,
    known: &Known,
    text: &str,
    kinds: &[(&str, FactKind)],
) -> Result<Arc<dyn Predicate>, Vec<ScriptProblem>> {
    let fields: Vec<&str> = kinds.iter().map(|(field, _)| *field).collect();
    let file: Arc<str> = "".into();
    if text.len() > MAX_EXPRESSION_BYTES {
        let message = format!("the expression has {} bytes, {MAX_EXPRESSION_BYTES} are allowed", text.len());
        let help = Some("what is longer is better offered by a plug-in: `script: name/offer`".to_owned());
        return Err(vec![check::problem(&file, text, Position::new(1, 1), message, "begins here", help)]);
    }
    let families: BTreeSet<&str> = fields.iter().map(|field| family(field)).collect();
    let mut scope = Scope::new();
    for family in &families {
        scope.push_dynamic(*family, Dynamic::UNIT);
    }
    let ast = engine.compile_expression_with_scope(&scope, text).map_err(|error| {
        let names: Vec<&str> = families.iter().copied().collect();
        let otherwise = format!("an expression knows {}", list(&names));
        vec![parse::problem(&file, text, &error, &names, &otherwise)]
    })?;
    let mut problems = check::check_expression(known, &ast, text, kinds);
    problems.extend(parse::written_out(&ast, &file, text));
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        in_order(&mut problems);
        return Err(problems);
    }
    Ok(Arc::new(Expression {
        key: format!("expr {text}"),
        stream: Stream::of(text),
        engine: engine.clone(),
        variables: variables(&ast, &families, &fields),
        read_whole: ReadWhole::of(&ast),
        ast,
    }))
}

/// What stands in an expression for a fact: its first part.
fn family(field: &str) -> &str {
    field.split('.').next().unwrap_or(field)
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Each family with those of its fields that the expression may read. The order is that of the compiled scope.
fn variables(ast: &AST, families: &BTreeSet<&str>, fields: &[&str]) -> Vec<(Arc<str>, Vec<Arc<str>>)> {
    let (mut roots, mut parts, mut by_any_name) = (BTreeSet::new(), BTreeSet::new(), false);
    ast.walk(&mut |path| {
        match path.last() {
            Some(ASTNode::Expr(Expr::Variable(variable, ..))) => {
                roots.insert(variable.1.to_string());
            }
            Some(ASTNode::Expr(Expr::Property(property, _))) => {
                parts.insert(property.2.to_string());
            }
            Some(ASTNode::Expr(Expr::Index(..))) => by_any_name = true,
            _ => {}
        }
        true
    });
    let is_read = |field: &&&str| {
        roots.contains(family(field)) && (by_any_name || field.split('.').skip(1).all(|part| parts.contains(part)))
    };
    let of = |family_name: &str| {
        fields
            .iter()
            .filter(|field| family(field) == family_name)
            .filter(is_read)
            .map(|field| Arc::from(*field))
            .collect()
    };
    families.iter().map(|family| (Arc::from(*family), of(family))).collect()
}

/// A compiled expression.
struct Expression {
    key: String,
    stream: Stream,
    engine: Arc<Engine>,
    ast: AST,
    read_whole: ReadWhole,
    variables: Vec<(Arc<str>, Vec<Arc<str>>)>,
}

impl Predicate for Expression {
    fn key(&self) -> &str {
        &self.key
    }
    fn on_failure(&self) -> OnFailure {
        OnFailure::Closed
    }
    fn call(&self, context: &Context<'_>) -> Called<bool> {
        static NO_PARAMS: LazyLock<Map> = LazyLock::new(Map::new);
        let call = Call::new(self.stream.within(context), Input::Look, &NO_PARAMS, &self.read_whole, Limits::INLINE);
        let evaluate = |_: &Call<'_>| {
            let mut scope = self.scope(context);
            self.engine.eval_ast_with_scope(&mut scope, &self.ast)
        };
        let ended = run::attempt(call, ("the expression", Position::new(1, 1)), evaluate, answer::truth);
        Called { result: ended.result.map_err(|failure| failure.error), operations: ended.operations, log: ended.log }
    }
}

impl Expression {
    fn scope(&self, context: &Context<'_>) -> Scope<'static> {
        let mut scope = Scope::with_capacity(self.variables.len());
        for (family, fields) in &self.variables {
            let mut root = Tree::default();
            for field in fields {
                if let Some(value) = context.facts.get(field) {
                    root.put(field.split('.').skip(1), value);
                }
            }
            scope.push_dynamic(family.as_ref(), root.into_dynamic());
        }
        scope
    }
}

/// Facts by the parts of their names.
#[derive(Default)]
struct Tree<'a> {
    value: Option<&'a Value>,
    below: BTreeMap<&'a str, Tree<'a>>,
}

impl<'a> Tree<'a> {
    fn put(&mut self, path: impl Iterator<Item = &'a str>, value: &'a Value) {
        let mut place = self;
        for part in path {
            place = place.below.entry(part).or_default();
        }
        place.value = Some(value);
    }
    fn into_dynamic(self) -> Dynamic {
        match self.value {
            Some(value) => to_dynamic(value),
            None => {
                self.below.into_iter().map(|(name, tree)| (name.into(), tree.into_dynamic())).collect::<Map>().into()
            }
        }
    }
}

fn to_dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Text(value) => value.as_ref().into(),
        Value::List(values) => values.iter().map(to_dynamic).collect::<rhai::Array>().into(),
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key)
    }
}
