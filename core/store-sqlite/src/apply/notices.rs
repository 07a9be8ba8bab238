//! Notices and mails about them; the log of webhook calls.

use super::hooks::insert_deliveries;
use crate::{command::Log, fault::Fault};
use serde_json::json;
use sqlx::SqliteConnection;
use usher_model::{NoticeId, NoticeKind};
use usher_store::{AttemptResult, DeliveryAttempt, DeliveryOutcome, OpenNotice, sql};

/// Carries out a change, and tells how many rows it was about.
pub async fn change(connection: &mut SqliteConnection, change: &Log) -> Result<u64, Fault> {
    let query = match change {
        Log::OpenNotice(open) => return open_notice(connection, open).await,
        Log::EndNotices { notices, at } => {
            sqlx::query(sql::notices::END.sqlite).bind(id_list(notices)).bind(at.as_micros())
        }
        Log::ReadNotice { notice, reader, at } => sqlx::query(sql::notices::READ.sqlite)
            .bind(notice.to_bytes().to_vec())
            .bind(reader.as_str())
            .bind(at.as_micros()),
        Log::ReadNotices { last, reader, at } => sqlx::query(sql::notices::READ_TO.sqlite)
            .bind(last.to_bytes().to_vec())
            .bind(reader.as_str())
            .bind(at.as_micros()),
        Log::ForgetNotices { before, limit } => {
            for statement in [sql::notices::FORGET_MAILS, sql::notices::FORGET_READS] {
                let forget = sqlx::query(statement.sqlite).bind(before.as_micros()).bind(i64::from(*limit));
                forget.execute(&mut *connection).await?;
            }
            sqlx::query(sql::notices::FORGET.sqlite).bind(before.as_micros()).bind(i64::from(*limit))
        }
        Log::FinishMails { recipient, notices } => {
            sqlx::query(sql::mails::FINISH.sqlite).bind(recipient.as_str()).bind(id_list(notices))
        }
        Log::PostponeMails { recipient, notices, due_at } => sqlx::query(sql::mails::POSTPONE.sqlite)
            .bind(recipient.as_str())
            .bind(id_list(notices))
            .bind(due_at.as_micros()),
        Log::Attempt(attempt) => return attempted(connection, attempt).await,
        Log::GiveUp { webhook, before, at, why } => sqlx::query(sql::deliveries::GIVE_UP.sqlite)
            .bind(webhook.as_str())
            .bind(before.as_micros())
            .bind(at.as_micros())
            .bind(why.as_str()),
        Log::Replay { webhook, delivery, at } => sqlx::query(sql::deliveries::REPLAY.sqlite)
            .bind(webhook.as_str())
            .bind(delivery.to_bytes().to_vec())
            .bind(at.as_micros()),
        Log::Forget { bodies_before, calls_before, limit } => {
            let bodies = sqlx::query(sql::deliveries::FORGET_BODIES.sqlite);
            bodies.bind(bodies_before.as_micros()).bind(i64::from(*limit)).execute(&mut *connection).await?;
            sqlx::query(sql::deliveries::FORGET.sqlite).bind(calls_before.as_micros()).bind(i64::from(*limit))
        }
    };
    Ok(query.execute(connection).await?.rows_affected())
}

async fn open_notice(connection: &mut SqliteConnection, open: &OpenNotice) -> Result<u64, Fault> {
    let notice = &open.notice;
    let (id, at) = (notice.id.to_bytes(), notice.opened_at.as_micros());
    let opened = match &notice.kind {
        NoticeKind::Unmatched { session } => {
            let query = sqlx::query(sql::notices::OPEN_UNMATCHED.sqlite);
            query.bind(&id[..]).bind(session.to_bytes().to_vec()).bind(at).execute(&mut *connection).await?
        }
        NoticeKind::LeftUnmatched { left, session: _ } => {
            let query = sqlx::query(sql::notices::OPEN_LEFT_UNMATCHED.sqlite);
            query.bind(&id[..]).bind(left.to_bytes().to_vec()).bind(at).execute(&mut *connection).await?
        }
        NoticeKind::NobodyOnline { group, waiting } => {
            let query = sqlx::query(sql::notices::OPEN_NOBODY_ONLINE.sqlite).bind(&id[..]).bind(group.as_str());
            query.bind(at).bind(i64::from(*waiting)).execute(&mut *connection).await?
        }
    };
    if opened.rows_affected() == 0 {
        return Ok(0);
    }
    insert_deliveries(connection, &open.deliveries).await?;
    if !open.recipients.is_empty() {
        let mails = sqlx::query(sql::mails::INSERT.sqlite).bind(json!(open.recipients).to_string()).bind(&id[..]);
        mails.bind(at).bind(open.mail_at.as_micros()).execute(connection).await?;
    }
    Ok(1)
}

async fn attempted(connection: &mut SqliteConnection, attempt: &DeliveryAttempt) -> Result<u64, Fault> {
    let (id, at) = (attempt.delivery.to_bytes(), attempt.at.as_micros());
    let bound = |text, error| {
        let query = sqlx::query(text).bind(id.to_vec()).bind(at).bind(i64::from(attempt.attempts));
        query.bind(attempt.status.map(i64::from)).bind(error)
    };
    let (query, failure) = match &attempt.result {
        AttemptResult::Delivered => {
            (bound(sql::deliveries::END.sqlite, None).bind(DeliveryOutcome::Delivered.word()), None)
        }
        AttemptResult::Failed { error, due_at } => {
            (bound(sql::deliveries::FAIL.sqlite, Some(error)).bind(due_at.as_micros()), Some(error))
        }
        AttemptResult::GivenUp { error } => {
            (bound(sql::deliveries::END.sqlite, Some(error)).bind(DeliveryOutcome::GivenUp.word()), Some(error))
        }
    };
    let changed = query.execute(&mut *connection).await?.rows_affected();
    let health = match failure {
        None => sqlx::query(sql::deliveries::SUCCEEDED.sqlite).bind(attempt.webhook.as_str()).bind(at),
        Some(error) => sqlx::query(sql::deliveries::FAILED.sqlite).bind(attempt.webhook.as_str()).bind(at).bind(error),
    };
    health.execute(connection).await?;
    Ok(changed)
}

fn id_list(notices: &[NoticeId]) -> String {
    let ids: Vec<String> = notices.iter().map(|notice| hex::encode(notice.to_bytes())).collect();
    json!(ids).to_string()
}
