//! Rows of roles: base, system, administration, overrides.

use std::collections::BTreeMap;

use super::filled;
use super::names::{Names, Wildcards};
use crate::mapping::fault::Fault;
use crate::mapping::format::{AdministrationRow, BaseRow, OverrideRow, RoleIdText, SettingValue, SystemRow};
use crate::mapping::nearest::{nearest, one_of};
use crate::mapping::rows::Row;
use crate::mapping::rules;
use crate::mapping::tables::{Administration, BaseRole, Override, RoleMatch, SystemRole, Target};
use crate::model::{Divisions, Place, Subdomain};
use crate::zendesk::model::{asks_for_nothing, known_setting};

/// A default role that people hold beside their own.
pub(in crate::mapping) fn base(names: &mut Names<'_>, row: &Row<BaseRow>) -> BaseRole {
    let raw = &row.raw;
    filled(names, row, &["role".into()], &raw.role, "the role's name");
    filled(names, row, &["reason".into()], &raw.reason, "the reason");
    default_role(names, &raw.role, row.at(&["role".into()]));
    let mut when = Vec::new();
    for (index, condition) in raw.when.iter().enumerate() {
        for (setting, value) in condition {
            let place = row.key(&["when".into(), index.into()], setting);
            let value_place = row.at(&["when".into(), index.into(), setting.as_str().into()]);
            let text = value.text();
            let known = known_setting(setting);
            let is_value =
                known.is_none_or(|known| text == "*" || known.values == ["*"] || known.values.contains(&text.as_str()));
            if known.is_none() {
                names.setting(setting, place, &text, value_place.clone());
            }
            if asks_for_nothing(&text) || !is_value {
                names.faults.push(
                    Fault::new(
                        &rules::ROW_DEAD,
                        value_place,
                        format!("no role ever asks for `{setting}: {text}`"),
                    )
                    .label("never true")
                    .help_if(known.map(|known| format!("it takes {}", one_of(&known.values)))),
                );
            }
            when.push((setting.clone(), text));
        }
    }
    BaseRole {
        role: raw.role.clone(),
        aliases: raw.aliases.clone(),
        when,
        reason: raw.reason.clone(),
        place: row.place(),
    }
}

fn default_role(names: &mut Names<'_>, role: &str, place: Place) {
    if names.catalogue.default_role(role).is_some() {
        return;
    }
    let near = nearest(role, names.catalogue.default_roles().iter().map(|known| known.name));
    names.faults.push(
        Fault::new(
            &rules::ROLE_UNKNOWN,
            place,
            format!("`{role}` is not among the default roles of Genesys Cloud"),
        )
        .label("the org's own?")
        .help_if(near.map(|near| {
            format!("did you mean `{near}`? If it is the org's own role, give the plan a Genesys Cloud snapshot")
        })),
    );
}

/// A system role as settings.
pub(in crate::mapping) fn system(names: &mut Names<'_>, row: &Row<SystemRow>) -> SystemRole {
    let raw = &row.raw;
    filled(names, row, &["reason".into()], &raw.reason, "the reason");
    let mut settings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (setting, values) in &raw.settings {
        let values = values.as_slice();
        for (index, value) in values.iter().enumerate() {
            let place = row.key(&["settings".into()], setting);
            let value_place = row.at(&["settings".into(), setting.as_str().into(), index.into()]);
            if index == 0 || known_setting(setting).is_some() {
                names.setting(setting, place, &value.text(), value_place);
            }
        }
        settings.insert(setting.clone(), values.iter().map(SettingValue::text).collect());
    }
    SystemRole {
        role: raw.role,
        settings,
        add: names.patterns(row, "add", &raw.add, Wildcards::Warned),
        reason: raw.reason.clone(),
        place: row.place(),
    }
}

/// The rights that give out power.
pub(in crate::mapping) fn administration(names: &mut Names<'_>, row: &Row<AdministrationRow>) -> Administration {
    let raw = &row.raw;
    filled(names, row, &["name".into()], &raw.name, "the name");
    filled(names, row, &["reason".into()], &raw.reason, "the reason");
    Administration {
        name: raw.name.clone(),
        permissions: names.permissions(row, &["permissions".into()], &raw.permissions),
        decision: raw.decision.clone(),
        reason: raw.reason.clone(),
        place: row.place(),
    }
}

/// A named exception.
pub(in crate::mapping) fn overrides(names: &mut Names<'_>, row: &Row<OverrideRow>) -> Option<Override> {
    let raw = &row.raw;
    filled(names, row, &["reason".into()], &raw.reason, "the reason");
    let subdomain = match raw.which.subdomain.as_deref().map(str::parse::<Subdomain>) {
        None => None,
        Some(Ok(subdomain)) => Some(subdomain),
        Some(Err(error)) => {
            names.faults.push(
                Fault::new(
                    &rules::SUBDOMAIN_INVALID,
                    row.at(&["match".into(), "subdomain".into()]),
                    error.to_string(),
                )
                .label("not a subdomain"),
            );
            return None;
        }
    };
    let role = role_match(names, row)?;
    let mut targets = Vec::new();
    if let Some(name) = &raw.rename {
        filled(names, row, &["rename".into()], name, "the new name");
        targets.push(("rename", Target::Renamed(name.clone())));
    }
    if let Some(name) = &raw.to {
        if filled(names, row, &["to".into()], name, "the role's name") {
            default_role(names, name, row.at(&["to".into()]));
        }
        targets.push(("to", Target::Existing(name.clone())));
    }
    if raw.skip {
        targets.push(("skip", Target::Skipped));
    }
    if let [(first, _), (second, _), ..] = targets.as_slice() {
        names.faults.push(
            Fault::new(
                &rules::OVERRIDE_CONTRADICTION,
                row.key(&[], second),
                format!("the override has both `{first}` and `{second}`"),
            )
            .label("second")
            .also(row.key(&[], first), "first"),
        );
    }
    if raw.skip {
        for key in ["add", "remove", "merge", "divisions"] {
            if row.value.get(key).is_some() {
                names.faults.push(
                    Fault::new(
                        &rules::OVERRIDE_CONTRADICTION,
                        row.key(&[], key),
                        format!("the role is skipped, and `{key}` has no effect"),
                    )
                    .label("no effect")
                    .also(row.key(&[], "skip"), "skipped"),
                );
            }
        }
    }
    let changes = !targets.is_empty()
        || !raw.add.is_empty()
        || !raw.remove.is_empty()
        || raw.merge == Some(false)
        || raw.divisions.is_some();
    if !changes {
        names.faults.push(Fault::new(
            &rules::OVERRIDE_WITHOUT_EFFECT,
            row.place(),
            "the override changes nothing",
        ));
    }
    Some(Override {
        subdomain,
        role,
        target: targets
            .into_iter()
            .next()
            .map_or(Target::Translated, |(_, target)| target),
        add: names.patterns(row, "add", &raw.add, Wildcards::Warned),
        remove: names.patterns(row, "remove", &raw.remove, Wildcards::Welcome),
        merge: raw.merge.unwrap_or(true),
        divisions: raw.divisions.map(|_| Divisions::All),
        reason: raw.reason.clone(),
        place: row.place(),
    })
}

fn role_match(names: &mut Names<'_>, row: &Row<OverrideRow>) -> Option<RoleMatch> {
    let which = &row.raw.which;
    match (&which.role_id, &which.name) {
        (Some(_), Some(_)) => {
            names.faults.push(
                Fault::new(
                    &rules::OVERRIDE_CONTRADICTION,
                    row.key(&["match".into()], "name"),
                    "the override matches by id and by name",
                )
                .label("second")
                .also(row.key(&["match".into()], "role_id"), "first")
                .help("keep `role_id`, which does not change when the role is renamed"),
            );
            None
        }
        (None, None) => {
            names.faults.push(
                Fault::new(&rules::KEY_MISSING, row.key(&[], "match"), "`match` names no role")
                    .label("which role?")
                    .help("add `name` (a glob may hold `*` and `?`) or `role_id`"),
            );
            None
        }
        (Some(RoleIdText::Number(id)), None) => Some(RoleMatch::Id(*id)),
        (Some(RoleIdText::Text(text)), None) => {
            let id = text.trim().parse().ok();
            if id.is_none() {
                names.faults.push(
                    Fault::new(
                        &rules::VALUE_WRONG_TYPE,
                        row.at(&["match".into(), "role_id".into()]),
                        format!("`role_id` takes a whole number, and this is `{text}`"),
                    )
                    .label("not a number")
                    .help("a role's id is in its address in Zendesk; to match by name use `name`"),
                );
            }
            id.map(RoleMatch::Id)
        }
        (None, Some(name)) => {
            if !filled(names, row, &["match".into(), "name".into()], name, "the name") {
                return None;
            }
            if !name.contains(['*', '?', '[', '{']) {
                return Some(RoleMatch::Name(name.clone()));
            }
            match globset::GlobBuilder::new(name).literal_separator(false).build() {
                Ok(glob) => Some(RoleMatch::Glob(glob.compile_matcher())),
                Err(error) => {
                    names.faults.push(
                        Fault::new(
                            &rules::VALUE_INVALID,
                            row.at(&["match".into(), "name".into()]),
                            format!("`{name}` is no glob"),
                        )
                        .label(error.kind().to_string())
                        .help("put brackets and braces that are part of the name into `[...]`: `[[]`"),
                    );
                    None
                }
            }
        }
    }
}

/// Overrides by glob that an earlier one hides: what `override_for` of the tables never reaches.
pub(in crate::mapping) fn shadows(names: &mut Names<'_>, overrides: &[Override]) {
    for (index, row) in overrides.iter().enumerate() {
        let RoleMatch::Glob(own) = &row.role else { continue };
        let hides = |earlier: &&Override| match &earlier.role {
            RoleMatch::Glob(theirs) => {
                // Another glob as a name: what matches it as text matches all that it does, for `*` and `?`.
                earlier.subdomain == row.subdomain
                    && (theirs.glob().glob() == "*" || theirs.is_match(own.glob().glob()))
            }
            _ => false,
        };
        if let Some(earlier) = overrides[..index].iter().find(hides) {
            names.faults.push(
                Fault::new(
                    &rules::ROW_DEAD,
                    row.place.clone(),
                    format!(
                        "an earlier override matches every role that `{}` does",
                        own.glob().glob()
                    ),
                )
                .label("never reached")
                .also(earlier.place.clone(), "counts instead"),
            );
        }
    }
}
