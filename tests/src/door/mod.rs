//! Who may come in, with what, how often; and how everybody is seen out.

mod drain;
mod input;
mod limits;
mod origins;
mod refused;
mod roles;
mod sign_in;
