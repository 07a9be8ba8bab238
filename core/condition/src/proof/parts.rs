//! A condition taken apart: the tests that must all hold or fail, and the choices between further parts. `not` is moved
//! inwards until it stands at single tests.

use super::{
    Sign,
    domain::{Domain, Fit},
};
use crate::{
    Catalogue, Condition, Test,
    words::{Marks, must, must_not},
};

/// What must all be so.
#[derive(Default)]
pub(super) struct Parts<'c> {
    pub tests: Vec<TestPart<'c>>,
    pub scripts: Vec<ScriptPart<'c>>,
    pub choices: Vec<Choice<'c>>,
    /// The place of something that never holds by itself.
    pub never: Option<String>,
}

/// What must be so of one field: one test, or one at least of several.
pub(super) struct TestPart<'c> {
    pub path: String,
    pub field: &'c str,
    tests: Vec<(&'c Test, Sign)>,
}

/// One script.
pub(super) struct ScriptPart<'c> {
    pub path: String,
    pub key: &'c str,
    pub sign: Sign,
}

/// Parts of which one at least must be so.
pub(super) struct Choice<'c> {
    pub path: String,
    pub branches: Vec<Branch<'c>>,
}

/// A part that is not yet taken apart.
pub(super) struct Branch<'c> {
    path: String,
    condition: &'c Condition,
    sign: Sign,
}

impl<'c> Parts<'c> {
    /// Takes a whole condition apart.
    pub fn of(condition: &'c Condition) -> Self {
        let mut parts = Self::default();
        parts.add(condition, Sign::Holds, String::new());
        parts
    }

    fn add(&mut self, condition: &'c Condition, sign: Sign, path: String) {
        match (condition, sign) {
            (Condition::Always, Sign::Holds) => {}
            (Condition::Always, Sign::Fails) => self.never = self.never.take().or(Some(path)),
            (Condition::All(each), Sign::Holds) => self.add_each(each, sign, &path, "all"),
            (Condition::Any(each), Sign::Fails) => self.add_each(each, sign, &path, "any"),
            (Condition::Any(each), Sign::Holds) => self.choose(each, sign, &path, "any"),
            (Condition::All(each), Sign::Fails) => self.choose(each, sign, &path, "all"),
            (Condition::Not(inner), _) => self.add(inner, sign.opposite(), under(&path, "not")),
            (Condition::Test(test), _) => {
                self.tests.push(TestPart { path, field: &test.field, tests: vec![(test, sign)] });
            }
            (Condition::Script(predicate), _) => self.scripts.push(ScriptPart { path, key: predicate.key(), sign }),
        }
    }

    fn add_each(&mut self, each: &'c [Condition], sign: Sign, path: &str, word: &str) {
        for (index, one) in each.iter().enumerate() {
            self.add(one, sign, under(path, &format!("{word}[{index}]")));
        }
    }

    fn choose(&mut self, each: &'c [Condition], sign: Sign, path: &str, word: &str) {
        if let [only] = each {
            return self.add(only, sign, under(path, &format!("{word}[0]")));
        }
        let branch = |(index, condition)| Branch { path: under(path, &format!("{word}[{index}]")), condition, sign };
        let branches: Vec<Branch<'c>> = each.iter().enumerate().map(branch).collect();
        let path = under(path, word);
        let tests: Option<Vec<(&Test, Sign)>> = branches.iter().map(Branch::test).collect();
        // A choice between tests of one field is as good as one test of it.
        if let Some(tests) = tests.filter(|tests| tests.windows(2).all(|two| two[0].0.field == two[1].0.field))
            && let Some(field) = tests.first().map(|(test, _)| &*test.field)
        {
            self.tests.push(TestPart { path: path.clone(), field, tests });
        }
        self.choices.push(Choice { path, branches });
    }
}

impl TestPart<'_> {
    /// What the field may be.
    pub fn domain(&self, catalogue: &Catalogue) -> (Domain, Fit) {
        let kind = catalogue.get(self.field).map(|info| &info.kind);
        let mut each = self.tests.iter().map(|(test, sign)| Domain::of(&test.op, *sign, kind));
        let Some(mut domain) = each.next() else { return (Domain::every(kind), Fit::Loose) };
        let fits = each.map(|other| domain.widen(&other)).filter(|fit| *fit == Fit::Loose).count();
        (domain, if fits == 0 { Fit::Exact } else { Fit::Loose })
    }

    /// What must hold of the field, to be read after "must".
    pub fn must(&self) -> String {
        let each: Vec<String> = self
            .tests
            .iter()
            .map(
                |(test, sign)| if *sign == Sign::Holds { must(test, Marks::Code) } else { must_not(test, Marks::Code) },
            )
            .collect();
        match each.as_slice() {
            [first, rest @ ..] if !rest.is_empty() && each.iter().all(|one| one.starts_with("be ")) => {
                let rest: Vec<&str> = rest.iter().map(|one| one.trim_start_matches("be ")).collect();
                format!("{first} or {}", rest.join(" or "))
            }
            [only] => only.clone(),
            each => format!("either {}", each.join(" or ")),
        }
    }
}

impl<'c> Branch<'c> {
    /// The test that it is, where it is nothing else.
    fn test(&self) -> Option<(&'c Test, Sign)> {
        let (mut condition, mut sign) = (self.condition, self.sign);
        while let Condition::Not(inner) = condition {
            (condition, sign) = (inner, sign.opposite());
        }
        if let Condition::Test(test) = condition { Some((test, sign)) } else { None }
    }

    /// Takes it apart.
    pub fn parts(&self) -> Parts<'c> {
        let mut parts = Parts::default();
        parts.add(self.condition, self.sign, self.path.clone());
        parts
    }
}

fn under(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") }
}
