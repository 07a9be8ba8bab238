//! Visitors who may not write.

use super::statements;

/// The columns of a block, as [`crate::columns::BlockRow`] reads them.
macro_rules! columns {
    () => {
        "id, visitor, agent, reason, at, until, lifted_at, lifted_by"
    };
}

statements! {
    /// `$1` to `$6`: the columns up to `until`.
    INSERT = "INSERT INTO blocks (id, visitor, agent, reason, at, until) VALUES ($1, $2, $3, $4, $5, $6)";
    /// The block that was not lifted. `$1` visitor.
    LAST = concat!("SELECT ", columns!(), " FROM blocks WHERE visitor = $1 AND lifted_at IS NULL");
    /// Lifts it. `$1` visitor, `$2` at, `$3` agent.
    LIFT = concat!(
        "UPDATE blocks SET lifted_at = $2, lifted_by = $3 WHERE visitor = $1 AND lifted_at IS NULL RETURNING ",
        columns!()
    );
    /// Notes with the visitor until when. `$1` visitor, `$2` until, or null. No row where there is no such visitor.
    SET_UNTIL = "UPDATE visitors SET blocked_until = $2 WHERE id = $1";
    /// `$1` visitor.
    UNTIL = "SELECT blocked_until FROM visitors WHERE id = $1";
    /// Those that hold, newest first. `$1` the id to come before, `$2` limit, `$3` now.
    HOLDING = concat!(
        "SELECT ", columns!(), " FROM blocks WHERE lifted_at IS NULL AND until > $3 AND id < $1 \
         ORDER BY id DESC LIMIT $2"
    );
    /// All that ever were, newest first. `$1` the id to come before, `$2` limit.
    EVER = concat!("SELECT ", columns!(), " FROM blocks WHERE id < $1 ORDER BY id DESC LIMIT $2");
    /// All that ever were of one visitor, newest first. `$1` the id to come before, `$2` limit, `$3` visitor.
    EVER_OF = concat!("SELECT ", columns!(), " FROM blocks WHERE visitor = $3 AND id < $1 ORDER BY id DESC LIMIT $2");
}
