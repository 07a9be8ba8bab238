//! Turns a source tree into a router, off the async threads.

use super::problem;
use std::sync::Arc;
use usher_routing::Router;
use usher_ruleset::{Diagnostic, ScriptHost, Severity, SourceTree};

/// What came of a tree.
pub(super) struct Compiled {
    /// None where the tree has errors.
    pub(super) router: Option<Arc<Router>>,
    /// All errors and warnings.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Compiles, with the scripts on this host. A compiler that panics is a diagnostic too: one bad file must not end the watching.
pub(super) async fn compile(tree: Arc<SourceTree>, host: ScriptHost) -> Compiled {
    let work = move || {
        let compiled = usher_ruleset::compile(&tree, &host);
        Compiled {
            router: compiled.ruleset.map(|set| Arc::new(Router::new(Arc::new(set)))),
            diagnostics: compiled.diagnostics,
        }
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(compiled) if has_error(&compiled.diagnostics) => Compiled { router: None, ..compiled },
        Ok(compiled) => compiled,
        Err(failure) => Compiled { router: None, diagnostics: vec![problem::compiler_failed(&failure.to_string())] },
    }
}

fn has_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}
