//! Results that are thrown away: a helper or an effect whose value goes nowhere does nothing.

use super::{place::Said, walk::Walk};
use crate::api;
use rhai::{Expr, Position, Stmt};

impl Walk<'_> {
    /// A statement behind which others follow: nothing has its value.
    pub(super) fn dropped(&mut self, statement: &Stmt) {
        match statement {
            Stmt::FnCall(call, position) => self.thrown_away(&call.name, *position),
            Stmt::Expr(expr) => self.dropped_value(expr),
            Stmt::Block(block) => self.dropped_in(block.statements()),
            Stmt::If(parts, _) => {
                self.dropped_in(parts.body.statements());
                self.dropped_in(parts.branch.statements());
            }
            Stmt::Switch(parts, _) => {
                for case in &parts.1.expressions {
                    self.dropped_value(&case.rhs);
                }
            }
            // Loops tell of their bodies themselves: whatever follows, nothing has what those give.
            _ => {}
        }
    }

    /// A block whose value nothing has. What stands before its last statement was told of with the block.
    pub(super) fn dropped_in(&mut self, statements: &[Stmt]) {
        if let Some(last) = statements.last() {
            self.dropped(last);
        }
    }

    fn dropped_value(&mut self, expr: &Expr) {
        match expr {
            Expr::FnCall(call, position) | Expr::MethodCall(call, position) => {
                self.thrown_away(&call.name, *position);
            }
            // The end of a chain: `.available().least("load")` is a dot, a member and the rest.
            Expr::Dot(link, ..) => self.dropped_value(&link.rhs),
            Expr::Stmt(block) => self.dropped_in(block.statements()),
            _ => {}
        }
    }

    fn thrown_away(&mut self, name: &str, position: Position) {
        if !self.gives.contains(&position) {
            return;
        }
        let help = if api::effect_kind_of(name).is_some() {
            "return it; several effects go into a list: `[tag(\"a\"), set_priority(1)]`"
        } else {
            "return it, or put it into a variable: it changes nothing by itself"
        };
        let message = format!("`{name}` is called, and its result is thrown away");
        self.warn(position, Said { message, label: "goes nowhere", help: Some(help.to_owned()) });
    }
}
