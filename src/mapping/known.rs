//! Zendesk's settings as they are known: for completion, for nearest names, for what the tables have to cover.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A setting of Zendesk's roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSetting {
    /// The flattened key; a segment may be `*`.
    pub key: &'static str,
    /// Its values; `*` alone where they are the customer's own (ids).
    pub values: Vec<&'static str>,
}

/// The settings by key. Source: the custom roles of Zendesk's Support API, and keys that live accounts send.
pub fn known_settings() -> &'static BTreeMap<&'static str, KnownSetting> {
    static KNOWN: LazyLock<BTreeMap<&'static str, KnownSetting>> = LazyLock::new(|| {
        include_str!("../zendesk/data/role_settings.tsv")
            .lines()
            .skip(1)
            .filter_map(|line| {
                let (key, values) = line.split_once('\t')?;
                let values = values.split('|').collect();
                Some((key, KnownSetting { key, values }))
            })
            .collect()
    });
    &KNOWN
}

/// The known setting that a key names, `*` segments included: `custom_objects.shipment.scopes` is `custom_objects.*.scopes`.
pub fn known_setting(key: &str) -> Option<&'static KnownSetting> {
    let known = known_settings();
    known
        .get(key)
        .or_else(|| known.values().find(|setting| same_key(setting.key, key)))
}

/// Whether a key is, segment by segment, the one that a pattern with `*` segments stands for.
pub(super) fn same_key(pattern: &str, key: &str) -> bool {
    let mut own = pattern.split('.');
    let mut theirs = key.split('.');
    loop {
        match (own.next(), theirs.next()) {
            (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(a), Some(b)) if a == b => {}
            _ => return false,
        }
    }
}

/// Whether a value asks for nothing and therefore needs no row.
pub fn asks_for_nothing(value: &str) -> bool {
    matches!(value, "false" | "none" | "" | "null")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_settings_are_found_by_their_shape() {
        assert_eq!(known_settings().len(), 77);
        assert_eq!(known_setting("custom_objects.shipment.scopes").unwrap().values.len(), 4);
        assert!(known_setting("explore_reports.groups_ticket_access").is_some());
        assert!(known_setting("custom_objects.scopes").is_none());
    }
}
