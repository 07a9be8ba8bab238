//! Texts that look like secrets. The rules are kept in git and archived with every revision, so they are no place for
//! any.

use crate::{Span, codes, sources::Sources};

pub(super) fn check(sources: &mut Sources) {
    for reader in sources.readers.each() {
        let found: Vec<(Span, &str)> =
            reader.secrets().iter().filter_map(|secret| Some((secret.span, secret.looks_like?))).collect();
        for (span, looks_like) in found {
            let message = format!("this looks like {looks_like}, and secrets never stand in rules");
            let help = "take it out and have a new one issued, since whoever can read the rules has this one; the server \
                        reads secrets from its environment";
            reader.report(codes::SECRET_LOOKING, span, message, "looks like a secret", Some(help.to_owned()));
        }
    }
}
