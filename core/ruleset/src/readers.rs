//! A reader a file, and the problems of them all.

use crate::{
    Diagnostic, Severity, codes,
    reader::{Reader, TreeRoom},
    yaml::FIRST,
};
use std::{collections::BTreeMap, rc::Rc, sync::Arc};

/// A reader a file.
#[derive(Default)]
pub(crate) struct Readers {
    readers: BTreeMap<Arc<str>, Reader>,
    room: Rc<TreeRoom>,
}

impl Readers {
    /// The reader of a file, which is a new one where the file had none.
    pub fn of(&mut self, file: &Arc<str>) -> &mut Reader {
        self.readers.entry(Arc::clone(file)).or_insert_with(|| Reader::within(file, &self.room))
    }
    /// All readers, in order of their files.
    pub fn each(&mut self) -> impl Iterator<Item = &mut Reader> {
        self.readers.values_mut()
    }
    /// Whether any file has an error.
    pub fn have_errors(&self) -> bool {
        self.readers.values().any(Reader::has_errors)
    }
    /// All problems, in order of file and place. Of files that there was no room for, one problem tells.
    pub fn into_problems(self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for severity in [Severity::Error, Severity::Warning] {
            let mut hidden = self.readers.iter().filter(|(_, reader)| reader.is_hidden(severity));
            let Some((file, first)) = hidden.next() else { continue };
            let (files, more) = hidden.fold((1, first.unshown(severity)), |(files, more), (_, reader)| {
                (files + 1, more + reader.unshown(severity))
            });
            let what = if severity == Severity::Error { "problem" } else { "warning" };
            let others = match files {
                1 => String::new(),
                2 => " and another file".to_owned(),
                _ => format!(" and {} other files", files - 1),
            };
            let has = if files == 1 { "has" } else { "have" };
            let message = match more {
                1 => format!("this file{others} {has} 1 more {what}, which is not shown"),
                _ => format!("this file{others} {has} {more} more {what}s, which are not shown"),
            };
            let code = if severity == Severity::Error { codes::MORE } else { codes::MORE_WARNINGS };
            problems.push(Diagnostic::new(code, file, FIRST, message, "mend the others first", None));
        }
        let mut all: Vec<Diagnostic> = self.readers.into_values().flat_map(Reader::into_problems).collect();
        for problem in problems {
            let at = all.partition_point(|shown| shown.file < problem.file);
            all.insert(at, problem);
        }
        all
    }
}
