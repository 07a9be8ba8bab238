//! Why a condition can never hold.

use super::{
    Sign,
    domain::Domain,
    parts::{Parts, ScriptPart, TestPart},
};
use crate::{Catalogue, Condition};
use std::{collections::BTreeMap, fmt, sync::Arc};

/// Most tests of one field that are searched for the few that clash.
const SEARCHED: usize = 24;
/// Most parts told.
const TOLD: usize = 6;

/// Why no facts can ever satisfy a condition. Paths name places as those of [`crate::Failure`] do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// Nothing that the field may be passes all of these tests. There is one alone where the field is never so by its
    /// type, and as few as do clash otherwise.
    Field {
        /// Which fact.
        field: Arc<str>,
        /// The tests in the order of their places.
        clashes: Vec<Clash>,
    },
    /// A script would have to hold, and not to hold.
    Script {
        /// Which, with its parameters.
        script: String,
        /// The two places.
        paths: [String; 2],
    },
    /// One of several must hold, and none can.
    NoneHolds {
        /// Where the choice stands.
        path: String,
        /// Why the first few cannot.
        why: Vec<Contradiction>,
    },
    /// It says by itself that nothing satisfies it.
    Never {
        /// Where it stands.
        path: String,
    },
}

/// One of the tests that clash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// Where it stands.
    pub path: String,
    /// What must hold of the field, to be read after "must".
    pub must: String,
}

impl Contradiction {
    /// The place where the condition becomes impossible: the last of the parts that clash.
    pub fn path(&self) -> &str {
        match self {
            Self::Field { clashes, .. } => clashes.last().map_or("", |clash| &clash.path),
            Self::Script { paths: [_, second], .. } => second,
            Self::NoneHolds { path, .. } | Self::Never { path } => path,
        }
    }
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field { field, clashes } => {
                let each: Vec<&str> = clashes.iter().map(|clash| clash.must.as_str()).collect();
                let is = |must: &&str| must.starts_with("be ") && *must != "be there";
                match each.as_slice() {
                    [only] => write!(f, "`{field}` can never {only}"),
                    [first, rest @ ..] if each.iter().all(is) => {
                        let rest: Vec<&str> = rest.iter().map(|must| must.trim_start_matches("be ")).collect();
                        write!(f, "`{field}` cannot {} at once", and(first, &rest))
                    }
                    [first, rest @ ..] => write!(f, "`{field}` would have to {} at once", and(first, rest)),
                    [] => write!(f, "`{field}` can never be so"),
                }
            }
            Self::Script { script, .. } => write!(f, "`{script}` would have to hold and not to hold"),
            Self::NoneHolds { why, .. } => {
                f.write_str("none of these can hold: ")?;
                for (index, one) in why.iter().enumerate() {
                    write!(f, "{}({}) {one}", if index == 0 { "" } else { "; " }, index + 1)?;
                }
                Ok(())
            }
            Self::Never { .. } => f.write_str("it says that it never holds"),
        }
    }
}

fn and(first: &str, rest: &[&str]) -> String {
    match rest {
        [] => first.to_owned(),
        [second] => format!("{first} and {second}"),
        [middle @ .., last] => format!("{first}, {}, and {last}", middle.join(", ")),
    }
}

pub(super) fn find(condition: &Condition, catalogue: &Catalogue) -> Option<Contradiction> {
    let parts = Parts::of(condition);
    within(&parts, None, catalogue)
}

/// What must hold around a branch, and what comes of it.
struct Scope<'s, 'c> {
    above: Option<&'s Scope<'s, 'c>>,
    parts: &'s Parts<'c>,
    /// What each field tested here may be, by the tests above too.
    domains: BTreeMap<&'c str, Domain>,
}

impl<'s, 'c> Scope<'s, 'c> {
    fn domain(&self, field: &str) -> Option<&Domain> {
        self.domains.get(field).or_else(|| self.above?.domain(field))
    }

    /// The tests of a field, outermost first.
    fn tests(&self, field: &str) -> Vec<&'s TestPart<'c>> {
        let mut tests = self.above.map_or_else(Vec::new, |above| above.tests(field));
        tests.extend(self.parts.tests.iter().filter(|part| part.field == field));
        tests
    }

    fn script(&self, key: &str, sign: Sign) -> Option<&ScriptPart<'c>> {
        let own = self.parts.scripts.iter().find(|part| part.key == key && part.sign == sign);
        own.or_else(|| self.above?.script(key, sign))
    }
}

fn within<'c>(parts: &Parts<'c>, above: Option<&Scope<'_, 'c>>, catalogue: &Catalogue) -> Option<Contradiction> {
    if let Some(path) = &parts.never {
        return Some(Contradiction::Never { path: path.clone() });
    }
    let mut scope = Scope { above, parts, domains: BTreeMap::new() };
    for part in &parts.tests {
        let (mut domain, _) = part.domain(catalogue);
        if let Some(earlier) = scope.domain(part.field) {
            domain.narrow(earlier);
        }
        if domain.is_empty() {
            return Some(clashing(part, &scope.tests(part.field), catalogue));
        }
        scope.domains.insert(part.field, domain);
    }
    for part in &parts.scripts {
        if let Some(other) = scope.script(part.key, part.sign.opposite()) {
            let (script, paths) = (part.key.to_owned(), [&other.path, &part.path].map(String::clone));
            return Some(Contradiction::Script { script, paths });
        }
    }
    parts.choices.iter().find_map(|choice| {
        let mut why = Vec::new();
        for branch in &choice.branches {
            let problem = within(&branch.parts(), Some(&scope), catalogue)?;
            if why.len() < TOLD {
                why.push(problem);
            }
        }
        Some(Contradiction::NoneHolds { path: choice.path.clone(), why })
    })
}

/// As few of the tests as leave nothing that the field may be. The last is the first that left nothing.
fn clashing(last: &TestPart<'_>, tests: &[&TestPart<'_>], catalogue: &Catalogue) -> Contradiction {
    let until = tests.iter().position(|part| std::ptr::eq(*part, last)).unwrap_or(tests.len());
    let mut left: Vec<(&TestPart<'_>, Domain)> =
        tests[..until].iter().map(|part| (*part, part.domain(catalogue).0)).collect();
    let own = last.domain(catalogue).0;
    let clash_of = |others: &mut dyn Iterator<Item = &Domain>| {
        let mut domain = own.clone();
        others.for_each(|other| domain.narrow(other));
        domain.is_empty()
    };
    if clash_of(&mut std::iter::empty()) {
        left.clear();
    } else if let Some(at) = left.iter().position(|(_, domain)| clash_of(&mut std::iter::once(domain))) {
        left = vec![left.swap_remove(at)];
    } else if left.len() <= SEARCHED {
        let mut at = 0;
        while at < left.len() {
            let without = left.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, (_, domain))| domain);
            if clash_of(&mut without.into_iter()) {
                left.remove(at);
            } else {
                at += 1;
            }
        }
    }
    let told = left.iter().map(|(part, _)| *part).take(TOLD - 1).chain([last]);
    Contradiction::Field {
        field: last.field.into(),
        clashes: told.map(|part| Clash { path: part.path.clone(), must: part.must() }).collect(),
    }
}
