//! Which known name a wrong one most likely meant.

/// The nearest of the known names, or none where nothing is near enough to be a slip of the finger. Case, `-`, `_` and
/// `.` count for nothing: `startsWith` is `starts_with`.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A name far longer than any of ours is no slip, and comparing it would only cost time.
    const LONGEST: usize = 128;
    if wanted.len() > LONGEST {
        return None;
    }
    let wanted = bare(wanted);
    // One slip in short names, one in three letters in longer ones: beyond that a suggestion misleads.
    let most = (wanted.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(&wanted, &bare(name)), name))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn bare(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_' | '.' | ' ')).flat_map(char::to_lowercase).collect()
}
