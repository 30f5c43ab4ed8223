//! Wording that both forms share.

use std::collections::BTreeMap;

use crate::model::{Divisions, Level};
use crate::plan::model::{Gain, GrantPlan, Loss, PersonPlan, TenantPlan};

/// "1 person", "7 people", "1,204 people".
pub(super) fn people(count: u64) -> String {
    if count == 1 {
        "1 person".to_owned()
    } else {
        format!("{} people", number(count))
    }
}

/// A number with separators for thousands.
pub(super) fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Where a grant holds, by the divisions' names; many are counted.
pub(super) fn place(divisions: &Divisions, tenant: Option<&TenantPlan>) -> String {
    /// From how many on a list is no longer read.
    const MANY: usize = 4;
    let Some(keys) = divisions.keys() else {
        return "all divisions".to_owned();
    };
    let named = |key: &str| {
        if key == Divisions::HOME {
            return "home".to_owned();
        }
        let division = tenant.and_then(|tenant| tenant.divisions.iter().find(|division| division.key == key));
        division.map_or_else(|| key.to_owned(), |division| division.name.clone())
    };
    let (home, others): (Vec<&str>, Vec<&str>) = keys.into_iter().partition(|key| *key == Divisions::HOME);
    if others.len() >= MANY {
        let all = tenant.is_some_and(|tenant| tenant.divisions.len() == others.len() + home.len());
        let which = if all { "each of the" } else { "" };
        let home = if home.is_empty() { "" } else { "home and " };
        return format!("{home}{which} {} divisions", others.len())
            .replace("  ", " ")
            .trim()
            .to_owned();
    }
    home.into_iter().chain(others).map(named).collect::<Vec<_>>().join(", ")
}

/// A grant in a few words: "Tier 2 in Billing, home".
pub(super) fn grant(grant: &GrantPlan, tenant: Option<&TenantPlan>) -> String {
    format!("{} in {}", grant.role, place(&grant.divisions, tenant))
}

/// Gains of one level in a few words.
pub(super) fn gains_by_level(gains: &[Gain]) -> BTreeMap<&'static str, Vec<&Gain>> {
    let mut by_level: BTreeMap<&'static str, Vec<&Gain>> = BTreeMap::new();
    for gain in gains {
        let level = match gain.level {
            Some(Level::A) => "A: can take the org",
            Some(Level::B) => "B: can take data out",
            Some(Level::C) => "C: can act for others",
            None if gain.permission.as_deref() == Some("unknown") => "not known",
            None => "not privileged",
        };
        by_level.entry(level).or_default().push(gain);
    }
    by_level
}

/// The name of what is gained.
pub(super) fn gained(gain: &Gain) -> String {
    match gain.permission.as_deref() {
        Some("unknown") => "not known offline".to_owned(),
        Some(permission) => permission.to_owned(),
        None => "a wider view".to_owned(),
    }
}

/// A loss in a few words: `ticket_merge = true`.
pub(super) fn lost(loss: &Loss) -> String {
    format!("{} = {}", loss.setting, loss.value)
}

/// Who a row is about.
pub(super) fn person(row: &PersonPlan) -> String {
    if row.name.is_empty() {
        row.email.clone()
    } else {
        format!("{} <{}>", row.name, row.email)
    }
}

/// A source role with its account, where there are several.
pub(super) fn source(subdomain: &str, name: &str, several: bool) -> String {
    if several {
        format!("{name} ({subdomain})")
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_separators() {
        assert_eq!(
            [number(0), number(999), number(1000), number(1_234_567)],
            ["0", "999", "1,000", "1,234,567"]
        );
    }
}
