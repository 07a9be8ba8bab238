//! Files end: those that never came whole, those that nobody sent, and those that were kept long enough.
//!
//! In two steps, each of which can be done again: a file is doomed in the database, and from then on nobody is handed it;
//! then its bytes are removed, and then its row says so or goes. Whoever crashes between them comes back here.

use crate::{
    Engine,
    config::{ARRIVING_LIFE, FILE_BEAT, FILE_PAGE, LOOSE_LIFE},
    engine::is_due,
};
use usher_model::FileId;
use usher_store::{FilesDue, StoreError};

impl Engine {
    /// Ends what is due and removes what is doomed, once in a while. Bytes that cannot be removed are told of, and tried
    /// again. Apart from what else time makes due: a great many old files take long.
    ///
    /// # Errors
    /// When the database fails; what was due stays due.
    pub async fn clean_files(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        if !is_due(self.timers().cleaned, now, FILE_BEAT) {
            return Ok(());
        }
        self.timers().cleaned = now;
        let keep = self.rules().ruleset().workspace.uploads.keep;
        let due = FilesDue {
            arriving_before: now.before(ARRIVING_LIFE),
            loose_before: now.before(LOOSE_LIFE),
            attached_before: keep.map(|keep| now.before(keep)),
        };
        loop {
            let found = self.store.files_due(due, FILE_PAGE).await?;
            let full = found.len() >= FILE_PAGE as usize;
            let mut ended = 0_u64;
            for (id, doom) in found {
                ended += u64::from(self.store.doom_file(id, doom).await?.is_some());
            }
            metrics::counter!("files_ended_total").increment(ended);
            // Where none of a full page ended, somebody else is at it.
            if !full || ended == 0 {
                break;
            }
        }
        let mut after = None;
        loop {
            let doomed = self.store.doomed_files(after, FILE_PAGE).await?;
            for id in &doomed {
                self.remove_bytes(*id).await;
            }
            after = doomed.last().copied();
            if doomed.len() < FILE_PAGE as usize {
                return Ok(());
            }
        }
    }

    /// Removes a doomed file's bytes, and notes it. Where that fails, the next cleaning does it.
    pub(crate) async fn remove_bytes(&self, id: FileId) {
        if let Err(error) = self.attachments.remove(id).await {
            metrics::counter!("file_removals_failed_total").increment(1);
            tracing::error!(%error, file = %id, "the bytes of a file could not be removed; it is tried again");
            return;
        }
        if let Err(error) = self.store.file_removed(id).await {
            tracing::error!(%error, file = %id, "that a file's bytes are removed could not be noted; it is tried again");
        }
    }
}
