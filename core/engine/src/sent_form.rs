//! A form that a visitor filled in and sent, whatever it is for.

use crate::{Engine, Page, UserAgent};
use std::collections::BTreeMap;
use usher_model::{Answer, AnswerValue, ClientId, FileId, FileRef, FormId, Locale, Visitor};
use usher_ruleset::{FieldProblem, FieldType, FilledForm, Form, FormAnswers};
use usher_store::{FileState, StoreError, Uploader};

/// Most files that are looked up for one form: more than any form takes.
const MOST_FILES: usize = 200;

/// See the module.
#[derive(Debug, Clone)]
pub struct SentForm {
    /// The widget's name for it.
    pub client_id: ClientId,
    /// Which form.
    pub form: FormId,
    /// The answers, by field.
    pub answers: serde_json::Map<String, serde_json::Value>,
    /// The page the visitor is on.
    pub page: Page,
    /// The language the visitor reads now.
    pub locale: Locale,
    /// The visitor's browser.
    pub agent: UserAgent,
}

impl SentForm {
    /// The answers, held against the form. `files` are those that may be named.
    pub(crate) fn check(
        &self,
        form: &Form,
        files: &BTreeMap<FileId, FileRef>,
        fallback: &Locale,
    ) -> Result<FormAnswers, Vec<FieldProblem>> {
        FilledForm { form, given: &self.answers, files, locale: &self.locale, fallback }.check()
    }
}

impl Engine {
    /// The visitor's files that the answers name and that belong nowhere yet.
    pub(crate) async fn files_for(
        &self,
        visitor: &Visitor,
        form: &Form,
        sent: &SentForm,
    ) -> Result<BTreeMap<FileId, FileRef>, StoreError> {
        let fields = form.fields.iter().filter(|field| matches!(field.kind, FieldType::File { .. }));
        let named = fields.filter_map(|field| sent.answers.get(&field.id)?.as_array());
        let ids: Vec<FileId> = named.flatten().filter_map(|id| id.as_str()?.parse().ok()).take(MOST_FILES).collect();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let own = Uploader::Visitor(visitor.id);
        let found = self.store.files(&ids).await?.into_iter();
        let free =
            found.filter(|file| file.uploader == own && file.state == FileState::Ready && file.attached.is_none());
        Ok(free.map(|file| (file.file.id, file.file)).collect())
    }
}

/// The files that answers took along: sent again, they may be named again.
pub(crate) fn files_in(answers: &[Answer]) -> BTreeMap<FileId, FileRef> {
    Answer::files(answers).map(|file| (file.id, file.clone())).collect()
}

/// The problems of a form whose files are not the visitor's to send any more.
pub(crate) fn gone_files(form: &Form, answers: &FormAnswers) -> Vec<FieldProblem> {
    let named = answers.answers.iter().filter(|answer| matches!(answer.value, AnswerValue::Files(_)));
    named.filter_map(|answer| Some(FieldProblem::gone_file(form.field(&answer.field)?))).collect()
}
