//! Keys of sites, and the proofs they made.

use crate::{command::IdentityChange, fault::Fault};
use sqlx::{Row, SqliteConnection};
use usher_model::{KeyEvent, VisitorIdentity};
use usher_store::{Identified, Identify, KeyAdded, MAX_LIVE_KEYS, NewKey, NewVisitor, ProofOf, columns, sql};

/// Stores a key.
pub async fn add_key(connection: &mut SqliteConnection, new: &NewKey) -> Result<KeyAdded, Fault> {
    let key = &new.key;
    let living = sqlx::query(sql::identity::LIVING.sqlite).bind(key.kid.as_str()).fetch_one(&mut *connection).await?;
    if living.try_get::<i64, _>("named")? > 0 {
        return Ok(KeyAdded::KidUsed);
    }
    if living.try_get::<i64, _>("live")? >= i64::from(MAX_LIVE_KEYS) {
        return Ok(KeyAdded::TooMany);
    }
    sqlx::query(sql::identity::ADD_KEY.sqlite)
        .bind(&key.id.to_bytes()[..])
        .bind(key.kind.word())
        .bind(key.kid.as_str())
        .bind(key.label.as_str())
        .bind(key.fingerprint.as_str())
        .bind(i64::from(key.bits))
        .bind(new.sealed.as_slice())
        .bind(key.created_at.as_micros())
        .execute(&mut *connection)
        .await?;
    note(connection, &new.event).await?;
    Ok(KeyAdded::Added)
}

/// Takes a proof.
pub async fn identify(connection: &mut SqliteConnection, ask: &Identify) -> Result<Identified, Fault> {
    let visitor = ask.visitor.id();
    let VisitorIdentity { provenance, key, at, until, .. } = &ask.identity;
    if let Some((hash, _)) = &ask.once {
        let taken =
            sqlx::query(sql::identity::TAKEN_FOR.sqlite).bind(&hash[..]).fetch_optional(&mut *connection).await?;
        if let Some(taken) = taken {
            let by_same = taken.try_get::<Vec<u8>, _>("visitor")? == visitor.to_bytes();
            return Ok(if by_same { Identified::Again } else { Identified::Replayed });
        }
    }
    let used = sqlx::query(sql::identity::USED.sqlite)
        .bind(&key.to_bytes()[..])
        .bind(at.as_micros())
        .execute(&mut *connection)
        .await?;
    if used.rows_affected() == 0 {
        return Ok(Identified::KeyRevoked);
    }
    if let ProofOf::New(NewVisitor { visitor, token_hash }) = &ask.visitor {
        sqlx::query(sql::visitors::CREATE.sqlite)
            .bind(&visitor.id.to_bytes()[..])
            .bind(&token_hash[..])
            .bind(visitor.channel.as_str())
            .bind(visitor.origin.as_str())
            .bind(visitor.name.as_deref())
            .bind(visitor.locale.as_str())
            .bind(visitor.created_at.as_micros())
            .execute(&mut *connection)
            .await?;
    }
    if let Some((hash, until)) = &ask.once {
        sqlx::query(sql::identity::TAKE.sqlite)
            .bind(&hash[..])
            .bind(&visitor.to_bytes()[..])
            .bind(until.as_micros())
            .execute(&mut *connection)
            .await?;
    }
    if let Some(name) = &ask.name {
        sqlx::query(sql::visitors::NAME.sqlite)
            .bind(&visitor.to_bytes()[..])
            .bind(name.as_str())
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query(sql::identity::TELL.sqlite)
        .bind(&visitor.to_bytes()[..])
        .bind(columns::told_text(&ask.identity))
        .bind(provenance.word())
        .bind(&key.to_bytes()[..])
        .bind(at.as_micros())
        .bind(until.as_micros())
        .execute(connection)
        .await?;
    Ok(Identified::Taken)
}

/// Makes a change, and tells how many rows it was about.
pub async fn change(connection: &mut SqliteConnection, change: &IdentityChange) -> Result<u64, Fault> {
    let query = match change {
        IdentityChange::Revoke(event) => {
            let revoked = sqlx::query(sql::identity::REVOKE.sqlite)
                .bind(&event.key.to_bytes()[..])
                .bind(event.at.as_micros())
                .execute(&mut *connection)
                .await?
                .rows_affected();
            if revoked > 0 {
                note(connection, event).await?;
            }
            return Ok(revoked);
        }
        IdentityChange::NoteEvent(event) => {
            note(connection, event).await?;
            return Ok(1);
        }
        IdentityChange::Part { visitor, nobodys_hash } => {
            sqlx::query(sql::identity::PART.sqlite).bind(visitor.to_bytes().to_vec()).bind(&nobodys_hash[..])
        }
        IdentityChange::Refused(refused) => sqlx::query(sql::identity::REFUSED.sqlite)
            .bind(refused.day())
            .bind(refused.channel.as_str())
            .bind(refused.reason)
            .bind(refused.about.as_deref())
            .bind(refused.at.as_micros()),
        IdentityChange::Forget { now, first_day, limit } => {
            sqlx::query(sql::identity::FORGET_REFUSED.sqlite).bind(first_day).execute(&mut *connection).await?;
            sqlx::query(sql::identity::FORGET_TAKEN.sqlite).bind(now.as_micros()).bind(i64::from(*limit))
        }
    };
    Ok(query.execute(connection).await?.rows_affected())
}

async fn note(connection: &mut SqliteConnection, event: &KeyEvent) -> Result<(), Fault> {
    sqlx::query(sql::identity::NOTE.sqlite)
        .bind(&event.id.to_bytes()[..])
        .bind(&event.key.to_bytes()[..])
        .bind(event.action.word())
        .bind(event.by.as_str())
        .bind(event.at.as_micros())
        .execute(connection)
        .await?;
    Ok(())
}
