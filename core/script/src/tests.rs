//! Through the public face: compile a script, ask it, look at the answer. What scripts may not do is in `tests/attacks`.

mod api;
mod chance;
mod checking;
mod expressions;
mod health;
mod loading;
mod offering;
mod picking;
mod returning;
mod slips;
mod soup;
mod trials;
