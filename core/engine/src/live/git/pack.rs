//! One pack of git's: an index of names, and the objects, of which many are only told as changes of others.
//!
//! Owns the two file formats. Must not know which pack an object is in.

use super::object::{ObjectId, ObjectKind, inflate};
use std::{
    fs::File,
    io::{self, BufReader, Read},
    os::unix::fs::FileExt,
    path::Path,
};

/// What an index of the second version begins with.
const HEADING: [u8; 8] = [0xff, b't', b'O', b'c', 0, 0, 0, 2];
/// Entries of the table that tells how many names begin with a byte or a lesser one.
const FIRST_BYTES: u64 = 256;
/// Longest chain of changes followed; git makes chains of fifty, and of 4,095 at the most.
const MAX_CHAIN: usize = 4_095;

/// A pack and its index.
pub(super) struct Pack {
    index: File,
    objects: File,
    /// How many objects there are.
    count: u64,
}

/// How an object is stored.
enum Stored {
    Whole(ObjectKind),
    /// As changes of the object that begins there.
    Changes {
        base: u64,
    },
}

impl Pack {
    /// By the path of its index.
    pub(super) fn open(index: &Path) -> Option<Self> {
        let objects = File::open(index.with_extension("pack")).ok()?;
        let index = File::open(index).ok()?;
        let heading: [u8; 8] = bytes_at(&index, 0)?;
        let count = number_at(&index, HEADING.len() as u64 + (FIRST_BYTES - 1) * 4)?;
        (heading == HEADING).then_some(Self { index, objects, count })
    }

    /// The content of an object; what is inflated for it is taken off the budget.
    pub(super) fn read(&self, id: &ObjectId, kind: ObjectKind, budget: &mut usize) -> Option<Vec<u8>> {
        let mut at = self.place_of(id)?;
        let mut changes: Vec<Vec<u8>> = Vec::new();
        loop {
            let (stored, data) = self.heading_at(at, id.as_bytes().len())?;
            let bytes = inflate(BufReader::with_capacity(4096, Tail { file: &self.objects, at: data }), *budget)?;
            *budget -= bytes.len();
            match stored {
                Stored::Whole(found) if found == kind => {
                    return changes.iter().rev().try_fold(bytes, |base, changes| changed(&base, changes, budget));
                }
                Stored::Changes { base } if changes.len() < MAX_CHAIN => {
                    changes.push(bytes);
                    at = base;
                }
                _ => return None,
            }
        }
    }

    /// Where an object begins, by the index.
    fn place_of(&self, id: &ObjectId) -> Option<u64> {
        let length = id.as_bytes().len() as u64;
        let first = u64::from(id.as_bytes()[0]);
        let table = HEADING.len() as u64;
        let mut low = if first == 0 { 0 } else { number_at(&self.index, table + (first - 1) * 4)? };
        let mut high = number_at(&self.index, table + first * 4)?.min(self.count);
        let names = table + FIRST_BYTES * 4;
        let mut name = vec![0; id.as_bytes().len()];
        while low < high {
            let middle = low.midpoint(high);
            self.index.read_exact_at(&mut name, names + middle * length).ok()?;
            match name.as_slice().cmp(id.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return self.offset(middle, length),
            }
        }
        None
    }

    /// Behind the names stand their checksums, their offsets, and the offsets that need more than 31 bits.
    fn offset(&self, at: u64, name_length: u64) -> Option<u64> {
        const LARGE: u64 = 1 << 31;
        let offsets = HEADING.len() as u64 + FIRST_BYTES * 4 + self.count * (name_length + 4);
        let offset = number_at(&self.index, offsets + at * 4)?;
        if offset < LARGE {
            return Some(offset);
        }
        bytes_at(&self.index, offsets + self.count * 4 + (offset - LARGE) * 8).map(u64::from_be_bytes)
    }

    /// How the object that begins at `at` is stored, and where its data begin.
    fn heading_at(&self, at: u64, name_length: usize) -> Option<(Stored, u64)> {
        let mut cursor = Tail { file: &self.objects, at };
        let first = cursor.byte()?;
        let mut byte = first;
        // The size follows, seven bits a byte. It is what inflating will show.
        while byte & 0x80 != 0 {
            byte = cursor.byte()?;
        }
        let stored = match first >> 4 & 0b111 {
            1 => Stored::Whole(ObjectKind::Commit),
            2 => Stored::Whole(ObjectKind::Tree),
            3 => Stored::Whole(ObjectKind::Blob),
            6 => {
                let mut byte = cursor.byte()?;
                let mut back = u64::from(byte & 0x7f);
                while byte & 0x80 != 0 {
                    byte = cursor.byte()?;
                    back = back.checked_add(1)?.checked_mul(128)? | u64::from(byte & 0x7f);
                }
                // Itself as its base would never end; the chain's limit ends any longer circle.
                Stored::Changes { base: at.checked_sub(back).filter(|base| *base < at)? }
            }
            7 => {
                let mut name = vec![0; name_length];
                cursor.read_exact(&mut name).ok()?;
                Stored::Changes { base: self.place_of(&ObjectId::from_bytes(&name))? }
            }
            _ => return None,
        };
        Some((stored, cursor.at))
    }
}

/// Carries changes out: pieces of the base, and pieces that are new.
fn changed(base: &[u8], changes: &[u8], budget: &mut usize) -> Option<Vec<u8>> {
    let mut left = changes.iter().copied();
    let base_length = size(&mut left)?;
    let length = size(&mut left)?;
    if base_length != base.len() || length > *budget {
        return None;
    }
    *budget -= length;
    let mut result = Vec::with_capacity(length);
    while let Some(piece) = left.next() {
        if piece & 0x80 == 0 {
            // Zero is kept for later versions of the format.
            let wanted = (piece != 0).then_some(usize::from(piece))?;
            let before = result.len();
            result.extend(left.by_ref().take(wanted));
            (result.len() == before + wanted).then_some(())?;
        } else {
            let mut number = |bits: std::ops::Range<u32>| {
                bits.clone()
                    .filter(|bit| piece >> bit & 1 == 1)
                    .try_fold(0_usize, |sum, bit| Some(sum | usize::from(left.next()?) << (8 * (bit - bits.start))))
            };
            let from = number(0..4)?;
            let wanted = match number(4..7)? {
                0 => 0x10000,
                wanted => wanted,
            };
            result.extend_from_slice(base.get(from..from.checked_add(wanted)?)?);
        }
        if result.len() > length {
            return None;
        }
    }
    (result.len() == length).then_some(result)
}

/// A size, seven bits a byte, the least first.
fn size(bytes: &mut impl Iterator<Item = u8>) -> Option<usize> {
    let mut size = 0_usize;
    for shift in (0..usize::BITS - 7).step_by(7) {
        let byte = bytes.next()?;
        size |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(size);
        }
    }
    None
}

fn bytes_at<const N: usize>(file: &File, at: u64) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact_at(&mut bytes, at).ok()?;
    Some(bytes)
}

fn number_at(file: &File, at: u64) -> Option<u64> {
    bytes_at(file, at).map(|bytes| u64::from(u32::from_be_bytes(bytes)))
}

/// Reads a file from a place on, without moving the place at which others read it.
struct Tail<'f> {
    file: &'f File,
    at: u64,
}

impl Tail<'_> {
    fn byte(&mut self) -> Option<u8> {
        let [byte] = bytes_at(self.file, self.at)?;
        self.at += 1;
        Some(byte)
    }
}

impl Read for Tail<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}
