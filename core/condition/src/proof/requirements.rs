//! What a condition requires of each fact, worked out once, so that many conditions can be compared.

use super::{
    Sign,
    domain::{Domain, Fit, Key},
    parts::Parts,
};
use crate::{Catalogue, Condition};
use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

/// What a condition requires.
#[derive(Debug, Clone)]
pub struct Requirements {
    /// In order of the fields' names; a field that may be anything is not among them.
    fields: Vec<(Arc<str>, Domain)>,
    scripts: Vec<(Arc<str>, Sign)>,
    /// Of each choice, one at least.
    choices: Vec<Vec<Requirements>>,
    /// Whether nothing satisfies it.
    is_impossible: bool,
    /// A bit for each field and script that it depends on, in choices too; several may share one.
    touched: u64,
    /// A bit for each field and script that it has something to ask of in any case.
    asked: u64,
}

/// Steps that a comparison may still take: nothing that somebody wrote may keep a check busy for long.
pub(super) struct Effort(pub usize);

impl Effort {
    /// Whether there was so much left.
    fn takes(&mut self, steps: usize) -> bool {
        let enough = self.0 >= steps;
        self.0 = self.0.saturating_sub(steps);
        enough
    }
}

impl Requirements {
    /// What a condition requires of facts that have the types in the catalogue. A field that the catalogue does not have
    /// may be anything.
    pub fn of(condition: &Condition, catalogue: &Catalogue) -> Self {
        let mut draft = Draft::default();
        draft.add(&Parts::of(condition), catalogue);
        draft.finish(catalogue)
    }

    /// Whether it is known that nothing satisfies them.
    pub const fn are_impossible(&self) -> bool {
        self.is_impossible
    }

    /// Whether whatever satisfies these satisfies the other ones.
    pub(super) fn imply(&self, other: &Self, effort: &mut Effort) -> bool {
        self.is_impossible || (self.may_imply(other) && proves_all(&[self], other, effort))
    }

    /// Whether these ask something wherever the others do: without that, they cannot imply them. It costs next to
    /// nothing.
    pub(super) const fn may_imply(&self, other: &Self) -> bool {
        other.asked & !self.touched == 0 && !other.is_impossible
    }

    /// The fields that can be a few values only, with these: see [`Domain::keys`].
    pub(super) fn keys(&self) -> impl Iterator<Item = (&Arc<str>, Vec<Key>)> {
        self.fields.iter().filter_map(|(field, domain)| Some((field, domain.keys()?)))
    }

    /// Of each field by which something wider may be found, one of its values: see [`Domain::first_key`].
    pub(super) fn first_keys(&self) -> impl Iterator<Item = (&Arc<str>, Key)> {
        self.fields.iter().filter_map(|(field, domain)| Some((field, domain.first_key()?)))
    }

    fn domain(&self, field: &str) -> Option<&Domain> {
        self.fields.binary_search_by(|(name, _)| (**name).cmp(field)).ok().map(|at| &self.fields[at].1)
    }
}

/// Whether everything that is wanted holds where all of the scopes hold.
fn proves_all(scopes: &[&Requirements], wanted: &Requirements, effort: &mut Effort) -> bool {
    !wanted.is_impossible
        && wanted.fields.iter().all(|(field, domain)| proves(scopes, &Wanted::Field(field, domain), effort))
        && wanted.scripts.iter().all(|(key, sign)| proves(scopes, &Wanted::Script(key, *sign), effort))
        && wanted.choices.iter().all(|branches| proves(scopes, &Wanted::Choice(branches), effort))
}

/// Something to be proved.
enum Wanted<'w> {
    Field(&'w str, &'w Domain),
    Script(&'w str, Sign),
    Choice(&'w [Requirements]),
}

/// Whether it follows at once, or in each branch of one of the choices that the innermost scope leaves.
fn proves(scopes: &[&Requirements], wanted: &Wanted<'_>, effort: &mut Effort) -> bool {
    let Some(innermost) = scopes.last().filter(|_| effort.takes(1)) else { return false };
    let at_once = match wanted {
        Wanted::Field(field, wanted) => proves_field(scopes, field, wanted, effort),
        Wanted::Script(key, sign) => {
            let asks = |(own, own_sign): &(Arc<str>, Sign)| &**own == *key && own_sign == sign;
            scopes.iter().any(|scope| scope.scripts.iter().any(asks))
        }
        Wanted::Choice(branches) => branches.iter().any(|branch| proves_all(scopes, branch, effort)),
    };
    at_once
        || innermost.choices.iter().any(|branches| {
            branches.iter().all(|branch| {
                let mut scopes = scopes.to_vec();
                scopes.push(branch);
                proves(&scopes, wanted, effort)
            })
        })
}

fn proves_field(scopes: &[&Requirements], field: &str, wanted: &Domain, effort: &mut Effort) -> bool {
    let mut known = scopes.iter().filter_map(|scope| scope.domain(field));
    let Some(first) = known.next() else { return false };
    if !effort.takes(first.weight() + wanted.weight()) {
        return false;
    }
    if first.is_within(wanted) {
        return true;
    }
    let mut all = first.clone();
    let mut is_narrower = false;
    for domain in known {
        all.narrow(domain);
        is_narrower = true;
    }
    is_narrower && (all.is_empty() || all.is_within(wanted))
}

/// Requirements under construction.
#[derive(Default)]
struct Draft {
    fields: BTreeMap<Arc<str>, Domain>,
    scripts: Vec<(Arc<str>, Sign)>,
    choices: Vec<Vec<Requirements>>,
    is_impossible: bool,
}

impl Draft {
    fn add(&mut self, parts: &Parts<'_>, catalogue: &Catalogue) {
        self.is_impossible |= parts.never.is_some();
        for part in &parts.tests {
            self.narrow(part.field, &part.domain(catalogue).0);
        }
        for part in &parts.scripts {
            self.ask(part.key.into(), part.sign);
        }
        for choice in &parts.choices {
            let mut branches = Vec::with_capacity(choice.branches.len());
            for branch in &choice.branches {
                let mut draft = Self::default();
                draft.add(&branch.parts(), catalogue);
                if !self.excludes(&draft) {
                    branches.push(draft);
                }
            }
            self.choose(branches, catalogue);
        }
    }

    fn narrow(&mut self, field: &str, other: &Domain) {
        match self.fields.get_mut(field) {
            Some(domain) => domain.narrow(other),
            None => drop(self.fields.insert(field.into(), other.clone())),
        }
        self.is_impossible |= self.fields.get(field).is_some_and(Domain::is_empty);
    }

    fn ask(&mut self, key: Arc<str>, sign: Sign) {
        self.is_impossible |= self.scripts.contains(&(Arc::clone(&key), sign.opposite()));
        if !self.scripts.contains(&(Arc::clone(&key), sign)) {
            self.scripts.push((key, sign));
        }
    }

    /// Whether a branch cannot hold beside what is known so far.
    fn excludes(&self, branch: &Self) -> bool {
        let clashes = |(field, domain): (&Arc<str>, &Domain)| {
            self.fields.get(field).is_some_and(|own| {
                let mut both = own.clone();
                both.narrow(domain);
                both.is_empty()
            })
        };
        branch.is_impossible
            || branch.fields.iter().any(clashes)
            || branch.scripts.iter().any(|(key, sign)| self.scripts.contains(&(Arc::clone(key), sign.opposite())))
    }

    /// Of these one at least.
    fn choose(&mut self, branches: Vec<Self>, catalogue: &Catalogue) {
        let mut branches = merged(branches);
        if branches.len() <= 1 {
            let Some(only) = branches.pop() else {
                self.is_impossible = true;
                return;
            };
            for (field, domain) in &only.fields {
                self.narrow(field, domain);
            }
            for (key, sign) in only.scripts {
                self.ask(key, sign);
            }
            self.choices.extend(only.choices);
            return;
        }
        if branches.iter().any(Self::is_nothing) {
            return;
        }
        // What each of them says of a field is required in any case.
        let (first, rest) = branches.split_at(1);
        for (field, domain) in first.iter().flat_map(|first| &first.fields) {
            let others: Option<Vec<&Domain>> = rest.iter().map(|other| other.fields.get(field)).collect();
            if let Some(others) = others {
                let mut joined = domain.clone();
                for other in others {
                    joined.widen(other);
                }
                self.narrow(field, &joined);
            }
        }
        self.choices.push(branches.into_iter().map(|branch| branch.finish(catalogue)).collect());
    }

    /// The field that it speaks of, where it says nothing else.
    fn only_field(&self) -> Option<(&Arc<str>, &Domain)> {
        let (1, true, true) = (self.fields.len(), self.scripts.is_empty(), self.choices.is_empty()) else {
            return None;
        };
        self.fields.first_key_value()
    }

    fn is_nothing(&self) -> bool {
        self.fields.is_empty() && self.scripts.is_empty() && self.choices.is_empty() && !self.is_impossible
    }

    fn finish(mut self, catalogue: &Catalogue) -> Requirements {
        // A test that anything passes, such as a choice of being there and not being there.
        self.fields.retain(|field, domain| {
            let kind = catalogue.get(field).map(|info| &info.kind);
            !Domain::every(kind).is_within(domain)
        });
        let of_fields = self.fields.keys().map(|field| bit(field));
        let of_scripts = self.scripts.iter().map(|(key, _)| bit(key));
        let asked = of_fields.chain(of_scripts).fold(0, |bits, bit| bits | bit);
        let touched = self.choices.iter().flatten().fold(asked, |bits, branch| bits | branch.touched);
        Requirements {
            fields: self.fields.into_iter().collect(),
            scripts: self.scripts,
            choices: self.choices,
            is_impossible: self.is_impossible,
            touched,
            asked,
        }
    }
}

/// The branches, with those that speak of one and the same field only made one where that is exact.
fn merged(branches: Vec<Draft>) -> Vec<Draft> {
    let mut merged: Vec<Draft> = Vec::with_capacity(branches.len());
    for branch in branches {
        let is_in = branch.only_field().is_some_and(|(field, domain)| {
            let mut of_field = merged.iter_mut().filter(|one| one.only_field().is_some_and(|(own, _)| own == field));
            of_field.any(|one| {
                one.fields.get_mut(field).is_some_and(|own| {
                    let mut both = own.clone();
                    let fit = both.widen(domain);
                    if fit == Fit::Exact {
                        *own = both;
                    }
                    fit == Fit::Exact
                })
            })
        });
        if !is_in {
            merged.push(branch);
        }
    }
    merged
}

fn bit(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    1 << (hasher.finish() % 64)
}
