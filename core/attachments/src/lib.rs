//! What files are made of: bytes that strangers send, received within limits and kept by id.
//!
//! Owns receiving (a limit that stops while bytes still come), sniffing by magic bytes, pictures made anew without what
//! cameras write into them, cleaned names, and the keys in the object store. Must not know who sent a file or where it
//! belongs: rows in the database say that, and there is a row before there is a byte. Nothing that a client claims about
//! its bytes is believed.

mod folder;
mod kept;
mod name;
mod picture;
mod receiving;
mod sniffed;

#[cfg(test)]
mod tests;

pub use kept::{Attachments, Content, StorageError};
pub use name::{MAX_NAME_CHARS, clean_name};
pub use picture::{MAX_FRAME_PIXELS, MAX_PIXELS};
pub use receiving::{Accepts, Arrived, Arriving, ReceiveError};
pub use sniffed::{UNKNOWN_MEDIA, is_picture};
