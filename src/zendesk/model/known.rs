//! Zendesk's settings as they are known: for completion, for nearest names, for what the tables have to cover.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::RoleSetting;

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
        include_str!("../data/settings.tsv")
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(key, values)| {
                let values = values.split('|').collect();
                (key, KnownSetting { key, values })
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
pub fn same_key(pattern: &str, key: &str) -> bool {
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

/// Whether a setting is known, and if so, whether it has such a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowledge {
    /// Both are known.
    Known,
    /// The setting is, the value is not.
    UnknownValue,
    /// The setting is not.
    UnknownSetting,
}

/// What is known of a role's setting.
pub fn knowledge(setting: &RoleSetting) -> Knowledge {
    match known_setting(&setting.setting) {
        None => Knowledge::UnknownSetting,
        Some(known)
            if known.values == ["*"]
                || known.values.contains(&setting.value.as_str())
                || setting.asks_for_nothing() =>
        {
            Knowledge::Known
        }
        Some(_) => Knowledge::UnknownValue,
    }
}

/// Whether a value asks for nothing and therefore needs no row.
pub fn asks_for_nothing(value: &str) -> bool {
    matches!(value, "false" | "none" | "" | "null")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(setting: &str, value: &str) -> Knowledge {
        knowledge(&RoleSetting {
            setting: setting.to_owned(),
            value: value.to_owned(),
        })
    }

    #[test]
    fn settings_are_known_with_their_values_only() {
        assert!(known_settings().len() > 70);
        assert_eq!(of("macro_access", "full"), Knowledge::Known);
        assert_eq!(of("macro_access", "none"), Knowledge::Known);
        assert_eq!(of("macro_access", "galactic"), Knowledge::UnknownValue);
        assert_eq!(of("custom_objects.shipment.scopes", "read"), Knowledge::Known);
        assert_eq!(
            of("explore_reports.ticket_access_selected_groups", "17"),
            Knowledge::Known
        );
        assert_eq!(of("x_future_masking_flag", "true"), Knowledge::UnknownSetting);
    }

    #[test]
    fn nested_settings_are_found_by_their_shape() {
        assert_eq!(known_settings().len(), 77);
        assert_eq!(known_setting("custom_objects.shipment.scopes").unwrap().values.len(), 4);
        assert!(known_setting("explore_reports.groups_ticket_access").is_some());
        assert!(known_setting("custom_objects.scopes").is_none());
    }
}
