//! Forms: whether those that channels name can stand before a session, and whether they ask for no more than the
//! workspace lets through.

use super::known;
use crate::{
    FieldType, Form, FormKind, Span, Uploads, Workspace, codes,
    kind::form::RawForm,
    reader::Reader,
    size,
    sources::{Sources, WORKSPACE},
};
use std::{collections::BTreeMap, sync::Arc};
use usher_model::FormId;

pub(super) fn check(sources: &mut Sources) {
    let readers = &mut sources.readers;
    for raw in &sources.channels {
        let (reader, Some(form)) = (readers.of(&raw.file), &raw.item.pre_chat) else { continue };
        known(reader, form, Some(&sources.form_ids), "form", "add its file to `forms/`");
        let named = sources.forms.iter().find(|raw| raw.item.id == form.id);
        if named.and_then(|raw| raw.item.kind) == Some(FormKind::LeaveMessage) {
            let message =
                format!("`{}` is a form to leave a message with, not one that is asked before a chat", form.id);
            let help = Some("name a form with `kind: pre_chat`".to_owned());
            reader.report(codes::WRONG_FORM, form.span, message, "of another kind", help);
        }
    }
    let Some(workspace) = &sources.workspace else { return };
    for raw in &sources.forms {
        uploads(&raw.item, workspace.uploads, readers.of(&raw.file));
    }
}

/// The forms, none of which takes more than the workspace lets through.
pub(super) fn build(sources: &Sources, workspace: &Workspace) -> BTreeMap<FormId, Arc<Form>> {
    let forms = sources.forms.iter().filter_map(|raw| raw.item.form.clone());
    forms
        .map(|mut form| {
            for field in &mut form.fields {
                if let FieldType::File { file_bytes, .. } = &mut field.kind {
                    *file_bytes = workspace.uploads.file_bytes.min(*file_bytes);
                }
            }
            (form.id.clone(), Arc::new(form))
        })
        .collect()
}

fn uploads(form: &RawForm, most: Uploads, reader: &mut Reader) {
    let mut report = |span: Span, wanted: String, least: String| {
        let message = format!("this field takes {wanted}, and the workspace lets through {least}");
        let help = Some(format!("ask for less, or raise `uploads` in `{WORKSPACE}`"));
        reader.report(codes::UPLOAD_LIMIT, span, message, "more than comes through", help);
    };
    for wish in &form.uploads {
        if let Some((files, span)) = wish.files.filter(|(files, _)| *files > most.files) {
            report(span, format!("{files} files"), format!("{} at once", most.files));
        }
        if let Some((bytes, span)) = wish.file_bytes.filter(|(bytes, _)| *bytes > most.file_bytes) {
            let (wanted, let_through) = (size::written(bytes), size::written(most.file_bytes));
            report(span, format!("files of {wanted}"), format!("{let_through} each"));
        }
    }
}
