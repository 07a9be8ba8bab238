//! What a script sees of the visitor's CRM records.

use super::{
    Fallible, handed,
    registry::{Described, Registry},
};
use crate::call::{Call, with_call};
use rhai::{Array, Dynamic, ImmutableString};
use usher_model::{AgentId, Record};

/// The call's records: what `records` is in a script.
#[derive(Debug, Clone, Copy)]
pub struct RecordsHandle;

/// One of the call's records, by its object and its place among the object's.
#[derive(Debug, Clone)]
pub struct RecordHandle {
    object: ImmutableString,
    at: u32,
}

impl RecordHandle {
    /// The record's object.
    pub fn object(&self) -> &str {
        &self.object
    }
    /// The record itself.
    pub fn of<'a>(&self, call: &Call<'a>) -> Option<&'a Record> {
        call.context.records.of(&self.object).get(self.at as usize)
    }

    fn look<R>(&self, look: impl FnOnce(&Call<'_>, Option<&Record>) -> R) -> R {
        with_call(|call| look(call, self.of(call)))
    }
}

/// Registers it.
pub fn register(registry: &mut Registry<'_>) {
    registry
        .kind::<RecordsHandle>("records")
        .add(
            Described {
                signature: "records[object: text] -> record or ()",
                doc: "The record of an object that is most closely linked to the visitor; `()` where there is none. `records.account` says the same as `records[\"account\"]`.",
                example: "records.account",
            },
            first,
        )
        .add(
            Described {
                signature: "records.all(object: text) -> list of records",
                doc: "All of the visitor's records of an object, the most closely linked first.",
                example: "records.all(\"lead\").len()",
            },
            all,
        );
    registry
        .kind::<RecordHandle>("record")
        .add(
            Described {
                signature: "record.id -> text",
                doc: "Its id in the CRM.",
                example: "records.all(\"account\").map(|record| record.id)",
            },
            |record: &mut RecordHandle| {
                record.look(|call, record| handed::optional(call, record.map(|record| record.id.as_ref())))
            },
        )
        .add(
            Described {
                signature: "record.name -> text or ()",
                doc: "Its name; `()` where it has none.",
                example: "if records.account != () { records.account.name }",
            },
            |record: &mut RecordHandle| {
                record.look(|call, record| handed::optional(call, record.and_then(|record| record.name.as_deref())))
            },
        )
        .add(
            Described {
                signature: "record.owner -> text or ()",
                doc: "The id of the agent in charge of it; `()` where nobody is.",
                example: "if records.account != () { records.account.owner }",
            },
            |record: &mut RecordHandle| {
                record.look(|call, record| {
                    handed::optional(call, record.and_then(|record| record.owner.as_ref()).map(AgentId::as_str))
                })
            },
        )
        .add(
            Described {
                signature: "record[field: text] -> value or ()",
                doc: "One of its other fields; `()` where it has none of that name.",
                example: "if records.account != () { records.account[\"level\"] == \"gold\" }",
            },
            |record: &mut RecordHandle, field: &str| {
                record.look(|call, record| handed::value(call, record.and_then(|record| record.fields.get(field))))
            },
        )
        .add(
            Described {
                signature: "record.contains(field: text) -> bool",
                doc: "Whether it has a field of that name. `\"level\" in record` says the same.",
                example: "if records.account != () { records.account.contains(\"level\") }",
            },
            |record: &mut RecordHandle, field: &str| {
                record.look(|_, record| record.is_some_and(|record| record.fields.contains_key(field)))
            },
        );
}

fn first(_: &mut RecordsHandle, object: ImmutableString) -> Fallible<Dynamic> {
    with_call(|call| {
        if call.context.records.first(&object).is_none() {
            return Ok(Dynamic::UNIT);
        }
        handed::handles(call, 1)?;
        Ok(Dynamic::from(RecordHandle { object, at: 0 }))
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the engine gives arguments away")]
fn all(_: &mut RecordsHandle, object: ImmutableString) -> Fallible<Array> {
    with_call(|call| {
        let count = call.context.records.of(&object).len();
        handed::handles(call, count)?;
        let places = 0..u32::try_from(count).unwrap_or(u32::MAX);
        Ok(places.map(|at| Dynamic::from(RecordHandle { object: object.clone(), at })).collect())
    })
}
