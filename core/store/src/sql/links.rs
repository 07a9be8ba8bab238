//! Who visitors are, and which records they are linked to.

use super::statements;

statements! {
    /// Who a visitor is. `$1` visitor.
    OF_VISITOR = "SELECT visitor, record, how, at, before, choices FROM visitor_records WHERE visitor = $1";
    /// Whose record it is. `$1` record, `$2` the visitor to come after, `$3` limit.
    VISITORS = "SELECT visitor FROM visitor_records WHERE record = $1 AND visitor > $2 ORDER BY visitor LIMIT $3";
    /// Says who a visitor is. `$1` to `$6`: the columns.
    BIND = "INSERT INTO visitor_records (visitor, record, how, at, before, choices) VALUES ($1, $2, $3, $4, $5, $6) \
            ON CONFLICT (visitor) DO UPDATE SET record = excluded.record, how = excluded.how, at = excluded.at, \
            before = excluded.before, choices = excluded.choices";
    /// The links of a visitor's record. `$1` record, `$2` limit.
    LINKS = "SELECT of_record, object, record, how, provenance, state, agent, at FROM record_links WHERE of_record = $1 \
             ORDER BY of_record, object, record LIMIT $2";
    /// Sets a link; one that an agent said stays as it is, unless an agent says otherwise. `$1` to `$8`: the columns.
    SET = "INSERT INTO record_links (of_record, object, record, how, provenance, state, agent, at) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
           ON CONFLICT (of_record, object, record) DO UPDATE SET how = excluded.how, provenance = excluded.provenance, \
           state = excluded.state, agent = excluded.agent, at = excluded.at \
           WHERE record_links.how <> 'by_hand' OR excluded.how = 'by_hand'";
}
