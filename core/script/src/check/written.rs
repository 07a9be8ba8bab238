//! What is written out in a script, and so can be told before it runs: fields, operators, effects.

use super::{
    place::Said,
    walk::{Subject, Walk},
};
use crate::{
    api::{self, Filter, NumberField, Operand, Written, check_field_and_op},
    manifest::OfferKind,
};
use rhai::{Expr, Position};
use usher_model::EffectKind;

impl Walk<'_> {
    /// The fields that a helper on candidates names.
    pub(super) fn candidate_fields(&mut self, helper: &str, arguments: &[Expr]) {
        let wrong = match (helper, arguments.first()) {
            ("least" | "most" | "weighted", Some(Expr::StringConstant(field, position))) => {
                vec![(NumberField::parse(field).err(), *position)]
            }
            ("rank_by", Some(Expr::Map(parts, _))) => {
                parts.0.iter().map(|(field, _)| (NumberField::parse(&field.name).err(), field.pos)).collect()
            }
            ("where", Some(Expr::StringConstant(field, position))) => vec![filter(field, *position, arguments)],
            _ => Vec::new(),
        };
        for (message, position) in wrong.into_iter().filter_map(|(message, position)| Some((message?, position))) {
            self.tell(position, Said { message, label: "will not do", help: None });
        }
    }

    /// An effect that is built: whether the offer may ask for it, and whether it is within its limits.
    pub(super) fn effect(&mut self, effect: EffectKind, arguments: &[Expr], position: Position) {
        self.used.effects.insert(effect);
        let refused = match self.subject {
            Subject::File => None,
            Subject::Expression(_) => Some((
                format!("`{effect}` asks for an effect, and only hooks may"),
                "a condition only looks: offer a hook".to_owned(),
            )),
            Subject::Offer(offer) => match &offer.kind {
                OfferKind::Hook { effects, .. } if effects.contains(&effect) => None,
                OfferKind::Hook { effects, .. } => {
                    let all: Vec<_> = effects.iter().chain([&effect]).map(|effect| effect.word()).collect();
                    let message = format!("the manifest does not declare the effect `{effect}`");
                    Some((message, format!("write `effects: [{}]` there", all.join(", "))))
                }
                kind => Some((
                    format!("`{effect}` asks for an effect, and only hooks may"),
                    format!("a {} only answers: offer a hook besides", kind.word()),
                )),
            },
        };
        if let Some((message, help)) = refused {
            self.tell(position, Said { message, label: "is an effect", help: Some(help) });
        }
        let before = self.told();
        if let Some(Expr::StringConstant(id, at)) = arguments.first()
            && matches!(effect, EffectKind::SendPrompt | EffectKind::AskTransfer | EffectKind::CallWebhook)
        {
            self.name(effect, id, *at);
        }
        for (place, argument) in arguments.iter().enumerate() {
            let (given, position) = match argument {
                Expr::StringConstant(text, position) => (Written::Text(text), *position),
                Expr::IntegerConstant(number, position) => (Written::Number(*number), *position),
                Expr::FloatConstant(_, position) => (Written::Other("a number with a fraction"), *position),
                Expr::BoolConstant(_, position) => (Written::Other("`true` or `false`"), *position),
                Expr::CharConstant(_, position) => (Written::Other("a single character"), *position),
                Expr::Unit(position) => (Written::Other("nothing"), *position),
                Expr::Array(_, position) => (Written::Other("a list"), *position),
                Expr::Map(_, position) => (Written::Other("a map"), *position),
                _ => continue,
            };
            if let Err(message) = api::check_argument(effect, place, given) {
                self.tell(position, Said { message, label: "will not do", help: None });
            }
        }
        if before.is_some() && before == self.told() {
            self.gives.insert(position);
        }
    }
}

/// What is wrong with `where`, as far as it is written out.
fn filter(field: &str, position: Position, arguments: &[Expr]) -> (Option<String>, Position) {
    if let Err(message) = check_field_and_op(field, None) {
        return (Some(message), position);
    }
    let Some(Expr::StringConstant(op, at_op)) = arguments.get(1) else { return (None, position) };
    if let Err(message) = check_field_and_op(field, Some(op)) {
        return (Some(message), *at_op);
    }
    let (operand, at) = match arguments.get(2) {
        Some(Expr::StringConstant(text, at)) => (Operand::Text(text), *at),
        Some(Expr::IntegerConstant(number, at)) => (Operand::Number(*number), *at),
        Some(Expr::BoolConstant(_, at)) => (Operand::Other("`true` or `false`"), *at),
        Some(Expr::FloatConstant(_, at)) => (Operand::Other("a number with a fraction"), *at),
        _ => return (None, position),
    };
    (Filter::parse(field, op, &operand).err(), at)
}
