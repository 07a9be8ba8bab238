//! What a case knows of the visitor: facts and records.

use super::case::{Tested, moment_as};
use crate::{
    codes,
    codes::Code,
    kind::condition::{operand_in_words, operand_slip, read_value},
    limits,
    reader::{Lines, Reader},
    words::shown,
    yaml::{Content, Entry, Node},
};
use std::sync::Arc;
use usher_condition::{BadTest, Catalogue, FieldInfo, FieldKind, Operator};
use usher_model::{Facts, OfferId, Record, Records, Value};

pub(crate) const RECORD_KEYS: &[&str] = &["id", "name", "owner", "fields"];
const RECORD: &str = "a record";

pub(super) fn facts(node: &Node, tested: &Tested<'_>, reader: &mut Reader) -> Option<Facts> {
    let entries = reader.map(node, "facts by name, such as `visitor.language: es`")?;
    let mut facts = Facts::default();
    let mut is_good = !node.lost_keys;
    for entry in entries {
        match fact(entry, tested, reader) {
            Some(value) => facts.set(&entry.key, value),
            None => is_good = false,
        }
    }
    is_good.then_some(facts)
}

/// A fact's value, as a visitor's could be: a script that is tested with others is not tested.
fn fact(entry: &Entry, tested: &Tested<'_>, reader: &mut Reader) -> Option<Value> {
    let catalogue = tested.catalogue;
    let Some(info) = catalogue.get(&entry.key) else {
        // The case is as good as its plug-in: it is run with what it says.
        if tested.unknowable.has(&entry.key) {
            return reader.value(&entry.value);
        }
        let message = format!("there is no fact `{}`", shown(&entry.key));
        let help = match catalogue.nearest(&entry.key) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "a fact has a name such as `visitor.language`; the guide lists them all".to_owned(),
        };
        reader.report(codes::BAD_TEST, entry.key_span, message, "unknown", Some(help));
        return None;
    };
    fact_value(&entry.key, info, &entry.value, catalogue, codes::BAD_TEST, reader)
}

/// A value that a field could have, or what is wrong with it under this code.
pub(crate) fn fact_value(
    field: &str,
    info: &FieldInfo,
    node: &Node,
    catalogue: &Catalogue,
    code: Code,
    reader: &mut Reader,
) -> Option<Value> {
    // A moment is handed on as the number that it is in a session.
    if info.kind == FieldKind::Moment {
        return moment_as(code, node, reader).map(|moment| Value::Int(moment.as_micros()));
    }
    let value = read_value(node, Some(&info.kind), Operator::Eq, reader)?;
    let is_text = |one: &Value| matches!(one, Value::Text(_));
    let fits = match (&value, info.kind == FieldKind::TextList) {
        (Value::List(items), true) => items.iter().all(is_text),
        (_, true) | (Value::List(_), false) => false,
        _ => true,
    };
    if !fits {
        return reader.wrong(node, info.kind.words());
    }
    // Any operator that compares with one value tells whether the field could have it.
    let compares = |operator: &Operator| matches!(operator, Operator::Eq | Operator::Before);
    let Some(operator) = info.kind.operators().iter().copied().find(compares) else { return Some(value) };
    match catalogue.test(field, operator, &value) {
        Err(BadTest::Operand { problem, .. }) => {
            let (_, label, help) = operand_in_words(&problem);
            let help = help.or_else(|| operand_slip(node, &problem));
            reader.report(code, node.span, problem.to_string(), label, help);
            None
        }
        // The field exists and takes the operator: nothing else can be wrong.
        Ok(_) | Err(_) => Some(value),
    }
}

/// By object, one record or a list of them.
pub(super) fn records(node: &Node, reader: &mut Reader) -> Option<Records> {
    let entries = reader.map(node, "records by object, such as `account: { id: a1 }`")?;
    let mut records = Records::NONE;
    let mut is_good = !node.lost_keys;
    for entry in entries {
        let object = reader.id::<OfferId>(&entry.key, entry.key_span);
        is_good &= object.is_some();
        let items = match &entry.value.content {
            Content::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&entry.value),
        };
        for item in items {
            match record(item, reader) {
                Some(record) => records.add(&entry.key, record),
                None => is_good = false,
            }
        }
    }
    is_good.then_some(records)
}

fn record(node: &Node, reader: &mut Reader) -> Option<Record> {
    let fields = reader.fields(node, RECORD, RECORD_KEYS)?;
    let id = reader.required(&fields, RECORD, "id").and_then(|node| reader.text(node, limits::NAME, Lines::One));
    let name = fields.get("name").map(|node| reader.text(node, limits::NAME, Lines::One));
    let owner = fields.get("owner").map(|node| reader.reference(node, "an agent"));
    let mut values = std::collections::BTreeMap::new();
    if let Some(node) = fields.get("fields") {
        for entry in reader.map(node, "values by field, such as `level: gold`")? {
            values.insert(Arc::from(entry.key.as_str()), reader.value(&entry.value)?);
        }
    }
    let name = match name {
        Some(name) => Some(Arc::from(name?)),
        None => None,
    };
    let owner = match owner {
        Some(owner) => Some(owner?.id),
        None => None,
    };
    Some(Record { id: id?.into(), name, owner, fields: values })
}
