//! Work that must not stop halfway because the client went away.

use crate::error::Failure;

/// Runs a use case to its end, also when the request that asked for it is dropped: between a commit and the news of it
/// nobody may hang up.
pub(super) async fn finish<T, E>(work: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, Failure>
where
    T: Send + 'static,
    E: Into<Failure> + Send + 'static,
{
    match tokio::spawn(work).await {
        Ok(done) => done.map_err(Into::into),
        Err(panicked) => Err(Failure::Internal(Box::new(panicked))),
    }
}
