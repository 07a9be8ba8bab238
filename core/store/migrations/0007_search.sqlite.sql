-- Full-text search, blocked visitors.
--
-- The index is filled behind the writes: `indexed_seq` says how far a transcript is in it, so that storing a message
-- costs nothing more than its own rows.
ALTER TABLE sessions ADD COLUMN indexed_seq BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sessions_to_index ON sessions (id) WHERE last_seq > indexed_seq;

-- A session's number, in the order in which sessions came into the index: an entry's place there is the number times
-- 2^24 and its `seq`, so that the newest sessions are found first.
CREATE TABLE search_sessions (
    number  INTEGER PRIMARY KEY NOT NULL,
    session BLOB NOT NULL UNIQUE REFERENCES sessions (id) ON DELETE CASCADE
);
-- The words are ours already: folded, and cut into pairs where a script writes no spaces. Only spaces part them.
CREATE VIRTUAL TABLE search_words USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '2 3'
);

-- What is taken back or erased is not found from that very transaction on, whoever did it. What says something else now
-- is read anew.
CREATE TRIGGER messages_changed AFTER UPDATE OF body ON messages WHEN new.body IS NOT old.body BEGIN
    DELETE FROM search_words
    WHERE rowid = (SELECT (number << 24) | new.seq FROM search_sessions WHERE session = new.session);
    UPDATE sessions SET indexed_seq = MIN(indexed_seq, new.seq - 1) WHERE id = new.session;
END;
CREATE TRIGGER messages_erased AFTER DELETE ON messages BEGIN
    DELETE FROM search_words
    WHERE rowid = (SELECT (number << 24) | old.seq FROM search_sessions WHERE session = old.session);
END;

-- Until when a visitor may not write. It stands with the visitor, so that looking one up tells it.
ALTER TABLE visitors ADD COLUMN blocked_until BIGINT;
CREATE TABLE blocks (
    id        BLOB PRIMARY KEY NOT NULL,
    visitor   BLOB NOT NULL REFERENCES visitors (id),
    agent     TEXT NOT NULL,
    reason    TEXT NOT NULL,
    at        BIGINT NOT NULL,
    until     BIGINT NOT NULL,
    lifted_at BIGINT,
    lifted_by TEXT,
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);
-- One holds at a time.
CREATE UNIQUE INDEX blocks_of_visitor ON blocks (visitor) WHERE lifted_at IS NULL;
CREATE INDEX blocks_not_lifted ON blocks (id) WHERE lifted_at IS NULL;
CREATE INDEX blocks_ever_of_visitor ON blocks (visitor, id);
