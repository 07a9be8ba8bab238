//! The use cases through their public face: a real store, real rule files, a set clock.

mod concurrency;
mod days;
mod hooks;
mod outside;
mod predicates;
mod properties;
mod story;
mod waiting;
mod world;
