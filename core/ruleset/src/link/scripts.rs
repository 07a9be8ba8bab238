//! What scripts name as they are written. An id that a script puts together is known only when it runs.

use super::bears;
use crate::{Span, plugins::Offered, sources::Sources};
use std::sync::Arc;
use usher_model::EffectKind;

pub(super) fn check(sources: &mut Sources, offered: &Offered) {
    for (plugin, named) in offered.named() {
        let file: Arc<str> = format!("plugins/{plugin}/{}", named.file).into();
        let reader = sources.readers.of(&file);
        let span = Span {
            line: named.line,
            column: named.column,
            end_line: named.line,
            end_column: named.end_column.max(named.column + 1),
        };
        let id = named.id.as_str();
        match named.what {
            EffectKind::SendPrompt => {
                bears(reader, id, span, &sources.prompt_ids, "prompt", "add its file to `prompts/`");
            }
            EffectKind::AskTransfer => {
                bears(reader, id, span, &sources.group_ids, "group", "add its file to `groups/`");
            }
            EffectKind::CallWebhook => {
                bears(reader, id, span, &sources.webhook_ids, "webhook", "add its file to `webhooks/`");
            }
            EffectKind::Tag | EffectKind::SetPriority | EffectKind::SetField => {}
        }
    }
}
