//! Names that people mistype, and those they may have meant.

use crate::model::fold_name;

/// The nearest of some names, if one is near enough to be meant.
pub(super) fn near<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold_name(wanted);
    names
        .map(|name| (strsim::jaro_winkler(&folded, &fold_name(name)), name))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// Some names in a row, for a hint.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    if names.is_empty() {
        return "none".to_owned();
    }
    let more = names.len().saturating_sub(20);
    let mut text = names
        .iter()
        .take(20)
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}
