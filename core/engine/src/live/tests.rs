//! Live rules over real folders: what goes live, what never does, and what is said about it.

mod archive;
mod changes;
mod checkout;
mod commit;
mod edits;
mod failures;
mod fixture;
mod listing;
mod telemetry;
mod trial;
