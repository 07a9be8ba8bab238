//! What would be decided about a visitor who is not there.

use crate::{
    error::Failure,
    extract::{Body, Supervisor, parse_channel},
    state::ApiState,
    view::{DecisionView, PresentWord, WhatIfRequest},
};
use axum::{Json, extract::State};
use std::collections::BTreeSet;
use usher_engine::{MAX_TEXT_CHARS, Present, UserAgent, WhatIf, moment, typed_fact, what_if};
use usher_model::{Facts, Locale, Value};
use usher_ruleset::RuleSet;

/// Most facts and records that are taken: rules know fewer.
const MOST_GIVEN: usize = 200;

/// What would be decided about a visitor who is not there, by the rules that serve: every rule up to the matching one
/// with its reason, the hours, the candidates, and what the visitor would be told. Nothing is stored, nobody is told.
#[utoipa::path(
    post,
    path = "/rules/explain",
    tag = "rules",
    request_body = WhatIfRequest,
    responses(
        (status = 200, body = DecisionView),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn post(
    State(state): State<ApiState>,
    _: Supervisor,
    Body(asked): Body<WhatIfRequest>,
) -> Result<Json<DecisionView>, Failure> {
    let router = state.engine.rules_to_ask().await?;
    let present = asked.present;
    let asked = question(asked, router.ruleset(), state.engine.now())?;
    let explained = match present {
        PresentWord::Live => state.engine.what_if(&router, &asked),
        PresentWord::Everybody => what_if(&router, &asked, &Present::Everybody),
        PresentWord::Nobody => what_if(&router, &asked, &Present::Only(BTreeSet::new())),
    };
    Ok(Json(DecisionView::new(&explained)))
}

fn question(asked: WhatIfRequest, set: &RuleSet, now: usher_model::Timestamp) -> Result<WhatIf, Failure> {
    let channel = parse_channel(&asked.channel)?;
    if !set.channels.contains_key(&channel) {
        return Err(Failure::NotFound("the channel"));
    }
    if asked.facts.len() > MOST_GIVEN
        || asked.records.iter().map(|(_, records)| records.len()).sum::<usize>() > MOST_GIVEN
    {
        return Err(Failure::bad("facts", format!("give at most {MOST_GIVEN} facts, and as many records")));
    }
    if asked.says.chars().count() > MAX_TEXT_CHARS {
        return Err(Failure::bad("says", format!("write at most {MAX_TEXT_CHARS} characters")));
    }
    let locale = asked.locale.map(|locale| locale.parse::<Locale>()).transpose();
    let locale = locale.map_err(|message| Failure::bad("locale", message))?;
    let at = asked.at.map(|at| moment(&at, &set.workspace.time_zone)).transpose();
    let at = at.map_err(|message| Failure::bad("at", message))?;
    let mut facts = Facts::default();
    for (field, value) in asked.facts {
        facts.set(&field, fact(set, &field, value)?);
    }
    Ok(WhatIf {
        channel,
        page: asked.page.into(),
        agent: UserAgent::new(&asked.user_agent),
        locale,
        says: asked.says,
        facts,
        records: asked.records,
        at: at.unwrap_or(now),
        others_waiting: asked.others_waiting,
    })
}

/// A fact as JSON tells it; a list is one of texts.
fn fact(set: &RuleSet, field: &str, given: serde_json::Value) -> Result<Value, Failure> {
    let typed = |text: &str| {
        typed_fact(&set.catalogue, field, text).map_err(|problem| Failure::bad("facts", problem.to_string()))
    };
    match given {
        serde_json::Value::Array(items) => {
            // Whether the field is a list at all is what an empty one tells.
            if !matches!(typed("")?, Value::List(_)) {
                return Err(Failure::bad("facts", format!("`{field}` is no list")));
            }
            let texts = items.iter().map(|item| item.as_str().map(Value::from)).collect::<Option<Vec<_>>>();
            texts.map(Value::List).ok_or_else(|| Failure::bad("facts", format!("`{field}` is a list of texts")))
        }
        serde_json::Value::String(text) => typed(&text),
        serde_json::Value::Bool(flag) => typed(if flag { "true" } else { "false" }),
        serde_json::Value::Number(number) => typed(&number.to_string()),
        serde_json::Value::Null | serde_json::Value::Object(_) => {
            Err(Failure::bad("facts", format!("`{field}` needs a value; leave it out where there is none")))
        }
    }
}
