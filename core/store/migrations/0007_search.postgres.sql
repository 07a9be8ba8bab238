-- Full-text search, blocked visitors.
--
-- The index is filled behind the writes: `indexed_seq` says how far a transcript is in it, so that storing a message
-- costs nothing more than its own rows.
ALTER TABLE sessions ADD COLUMN indexed_seq BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sessions_to_index ON sessions (id) WHERE last_seq > indexed_seq;

-- A session's number, in the order in which sessions came into the index: an entry's place there is the number times
-- 2^24 and its `seq`, so that the newest sessions are found first.
CREATE TABLE search_sessions (
    number  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session BYTEA NOT NULL UNIQUE REFERENCES sessions (id) ON DELETE CASCADE
);
-- The words are ours already: folded, and cut into pairs where a script writes no spaces. No dictionary touches them.
CREATE TABLE search_words (
    position BIGINT PRIMARY KEY,
    words    TSVECTOR NOT NULL
);
CREATE INDEX search_words_by_word ON search_words USING GIN (words);

-- What is taken back or erased is not found from that very transaction on, whoever did it. What says something else now
-- is read anew.
CREATE FUNCTION message_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_words
    WHERE position = (SELECT (number << 24) | old.seq FROM search_sessions WHERE session = old.session);
    IF TG_OP = 'UPDATE' THEN
        UPDATE sessions SET indexed_seq = LEAST(indexed_seq, old.seq - 1) WHERE id = old.session;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER messages_changed AFTER UPDATE OF body ON messages
    FOR EACH ROW WHEN (new.body IS DISTINCT FROM old.body) EXECUTE FUNCTION message_changed();
CREATE TRIGGER messages_erased AFTER DELETE ON messages FOR EACH ROW EXECUTE FUNCTION message_changed();

-- Until when a visitor may not write. It stands with the visitor, so that looking one up tells it.
ALTER TABLE visitors ADD COLUMN blocked_until BIGINT;
CREATE TABLE blocks (
    id        BYTEA PRIMARY KEY NOT NULL,
    visitor   BYTEA NOT NULL REFERENCES visitors (id),
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
