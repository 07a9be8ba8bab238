//! The shapes of an expression's parts, as far as they are evident: what is said yes or no to must be a yes or no, and a
//! number never equals a text.

use super::{place::Said, walk::Walk};
use crate::FactKind;
use rhai::{Expr, FnCallExpr, Position, Stmt};

const COMPARISONS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];
/// Functions that say yes or no of any value that has them.
const SAY_YES_OR_NO: [&str; 5] = ["contains", "starts_with", "ends_with", "is_empty", "some"];

/// The facts by name.
type Kinds<'k> = &'k [(&'k str, FactKind)];

impl Walk<'_> {
    /// Tells what is evidently not a yes or no, and what can never be equal.
    pub(super) fn shapes(&mut self, statements: &[Stmt], kinds: Kinds<'_>) {
        match statements {
            [Stmt::Expr(expr)] => self.yes_or_no(expr, kinds),
            [Stmt::FnCall(call, position)] => {
                self.compared(call, kinds);
                self.must_be(of_call(call, kinds), *position, "");
            }
            _ => {}
        }
    }

    fn yes_or_no(&mut self, expr: &Expr, kinds: Kinds<'_>) {
        match expr {
            Expr::And(parts, _) | Expr::Or(parts, _) => parts.iter().for_each(|part| self.yes_or_no(part, kinds)),
            Expr::FnCall(call, _) if call.op_token.is_some() && call.name == "!" => {
                call.args.iter().for_each(|part| self.yes_or_no(part, kinds));
            }
            _ => {
                if let Expr::FnCall(call, _) = expr {
                    self.compared(call, kinds);
                }
                self.must_be(of(expr, kinds), expr.start_position(), fact_of(expr).as_deref().unwrap_or_default());
            }
        }
    }

    fn must_be(&mut self, shape: Option<FactKind>, position: Position, fact: &str) {
        let Some(shape @ (FactKind::Number | FactKind::Text | FactKind::List)) = shape else { return };
        let help = match shape {
            _ if fact.is_empty() => "compare it with something".to_owned(),
            FactKind::Number => format!("compare it: `{fact} > 3`"),
            FactKind::List => format!("ask for one of its texts: `\"vip\" in {fact}`"),
            _ => format!("compare it: `{fact} == \"…\"`"),
        };
        let message = format!("a condition says yes or no, and this is {}", words(shape));
        self.tell(position, Said { message, label: "is neither", help: Some(help) });
    }

    /// Tells of two sides of which everybody knows that they are of different kinds.
    fn compared(&mut self, call: &FnCallExpr, kinds: Kinds<'_>) {
        let [left, right] = &call.args[..] else { return };
        if call.op_token.is_none() || !COMPARISONS.contains(&call.name.as_str()) {
            return;
        }
        let (Some(one), Some(other)) = (of(left, kinds), of(right, kinds)) else { return };
        if one != other {
            let name = |side: &Expr| fact_of(side).map_or_else(|| "this".to_owned(), |fact| format!("`{fact}`"));
            let message =
                format!("{} is {}, and is compared with {}: they never agree", name(left), words(one), words(other));
            self.tell(right.start_position(), Said { message, label: "is of another kind", help: None });
        }
    }
}

const fn words(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Bool => "`true` or `false`",
        FactKind::Number => "a number",
        FactKind::Text => "a text",
        FactKind::List => "a list",
    }
}

/// What an expression gives, where it is evident.
fn of(expr: &Expr, kinds: Kinds<'_>) -> Option<FactKind> {
    match expr {
        Expr::BoolConstant(..) | Expr::And(..) | Expr::Or(..) => Some(FactKind::Bool),
        Expr::IntegerConstant(..) | Expr::FloatConstant(..) => Some(FactKind::Number),
        Expr::StringConstant(..) | Expr::InterpolatedString(..) => Some(FactKind::Text),
        Expr::Array(..) => Some(FactKind::List),
        Expr::FnCall(call, _) => of_call(call, kinds),
        Expr::Coalesce(parts, _) => {
            let first = of(parts.first()?, kinds)?;
            parts.iter().all(|part| of(part, kinds) == Some(first)).then_some(first)
        }
        Expr::Dot(..) => match fact_of(expr) {
            Some(fact) => kinds.iter().find(|(name, _)| *name == fact).map(|(_, kind)| *kind),
            None => of_method(expr),
        },
        _ => None,
    }
}

fn of_call(call: &FnCallExpr, kinds: Kinds<'_>) -> Option<FactKind> {
    let name = call.name.as_str();
    call.op_token.as_ref()?;
    let all = |kind| call.args.iter().all(|side| of(side, kinds) == Some(kind));
    match name {
        "!" | "contains" => Some(FactKind::Bool),
        _ if COMPARISONS.contains(&name) => Some(FactKind::Bool),
        "+" | "-" | "*" | "/" | "%" | "**" if all(FactKind::Number) => Some(FactKind::Number),
        "+" if all(FactKind::Text) => Some(FactKind::Text),
        _ => None,
    }
}

/// What the last function of a chain gives.
fn of_method(expr: &Expr) -> Option<FactKind> {
    match expr {
        Expr::Dot(link, ..) => of_method(&link.rhs),
        Expr::MethodCall(call, _) if SAY_YES_OR_NO.contains(&call.name.as_str()) => Some(FactKind::Bool),
        Expr::MethodCall(call, _) if call.name == "len" => Some(FactKind::Number),
        _ => None,
    }
}

/// The dotted name that an expression is.
fn fact_of(expr: &Expr) -> Option<String> {
    let Expr::Dot(link, ..) = expr else { return None };
    let Expr::Variable(variable, ..) = &link.lhs else { return None };
    let (mut name, mut rest) = (variable.1.to_string(), &link.rhs);
    loop {
        let (member, next) = match rest {
            Expr::Dot(link, ..) => (&link.lhs, Some(&link.rhs)),
            _ => (rest, None),
        };
        let Expr::Property(property, _) = member else { return None };
        name = format!("{name}.{}", property.2);
        let Some(next) = next else { return Some(name) };
        rest = next;
    }
}
