//! The nearest valid name, for "did you mean".

/// The nearest of some names, if one is near enough to be meant.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= 0.8)
        // The first of equals, so that the answer does not depend on rounding.
        .fold(None, |best: Option<(f64, &str)>, (score, candidate)| match best {
            Some((top, _)) if top >= score => best,
            _ => Some((score, candidate)),
        })
        .map(|(_, candidate)| candidate)
}

/// How many names are listed where none is near.
const LISTED: usize = 12;

/// "did you mean `x`?", or which names there are.
pub fn did_you_mean(name: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.len() > LISTED => {
            let first: Vec<String> = known.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
            format!("there are {} and {} more", first.join(", "), known.len() - LISTED)
        }
        None => format!("it takes {}", one_of(known)),
    }
}

/// `a`, `b` or `c`.
pub(super) fn one_of(names: &[&str]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [only] => format!("`{only}`"),
        [most @ .., last] => format!(
            "{} or `{last}`",
            most.iter()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    }
}
