//! What the store knows of itself.

use super::statements;

statements! {
    /// The epoch's 16 bytes as `value`.
    EPOCH = "SELECT value FROM meta WHERE name = 'epoch'";
    /// Begins a store's first life. `$1` the epoch's bytes; no row where it began before.
    BEGIN_EPOCH = "INSERT INTO meta (name, value) VALUES ('epoch', $1) ON CONFLICT (name) DO NOTHING";
    /// Writes without changing anything: shows that writes reach the disk.
    TOUCH = "UPDATE meta SET value = value WHERE name = 'epoch'";
}
