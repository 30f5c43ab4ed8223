//! The settings of custom roles that are known, with their values.

use std::sync::LazyLock;

use super::model::RoleSetting;

/// A setting that a custom role can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSetting {
    /// Its key, nested ones joined by dots; `*` stands for a name that the account chose.
    pub setting: &'static str,
    /// Its values; empty for ids.
    pub values: Vec<&'static str>,
}

static KNOWN: LazyLock<Vec<KnownSetting>> = LazyLock::new(|| {
    include_str!("data/role_settings.tsv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .map(|(setting, values)| KnownSetting {
            setting,
            values: values.split('|').filter(|value| *value != "*").collect(),
        })
        .collect()
});

/// Every known setting, sorted.
pub fn known() -> &'static [KnownSetting] {
    &KNOWN
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
    let key = setting.setting.as_str();
    // Custom objects are named by the account: custom_objects.shipment.scopes.
    let general = match key
        .strip_prefix("custom_objects.")
        .and_then(|rest| rest.rsplit_once('.'))
    {
        Some((_, "scopes")) => "custom_objects.*.scopes",
        _ => key,
    };
    match KNOWN.binary_search_by(|known| known.setting.cmp(general)) {
        Ok(at) => {
            let values = &KNOWN[at].values;
            if values.is_empty() || values.contains(&setting.value.as_str()) || setting.asks_for_nothing() {
                Knowledge::Known
            } else {
                Knowledge::UnknownValue
            }
        }
        Err(_) => Knowledge::UnknownSetting,
    }
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
    fn known_settings_are_sorted_and_have_values() {
        assert!(known().is_sorted_by(|a, b| a.setting < b.setting));
        assert!(known().len() > 70);
    }

    #[test]
    fn settings_are_known_with_their_values_only() {
        assert_eq!(of("macro_access", "full"), Knowledge::Known);
        assert_eq!(of("macro_access", "none"), Knowledge::Known);
        assert_eq!(of("macro_access", "galactic"), Knowledge::UnknownValue);
        assert_eq!(of("custom_objects.a.b.scopes", "read"), Knowledge::Known);
        assert_eq!(
            of("explore_reports.ticket_access_selected_groups", "17"),
            Knowledge::Known
        );
        assert_eq!(of("x_future_masking_flag", "true"), Knowledge::UnknownSetting);
    }
}
