//! The way from the records of one object to those of another: `account`, or `account.cases` where the relation must be
//! named.

use std::{fmt, str::FromStr};
use usher_model::{BadSlug, ObjectId};

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    /// Where the way begins.
    pub object: ObjectId,
    /// The relation, where it is named.
    pub relation: Option<String>,
}

impl FromStr for Path {
    type Err = BadSlug;
    fn from_str(given: &str) -> Result<Self, BadSlug> {
        let (object, relation) = match given.split_once('.') {
            Some((object, relation)) => (object, Some(relation)),
            None => (given, None),
        };
        // Relations are named by fewer characters than objects; one that cannot be is simply not there.
        let relation = relation.map(|relation| relation.parse::<ObjectId>().map(String::from)).transpose()?;
        Ok(Self { object: object.parse()?, relation })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.relation {
            Some(relation) => write!(f, "{}.{relation}", self.object),
            None => write!(f, "{}", self.object),
        }
    }
}
