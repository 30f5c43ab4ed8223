//! The least permissions of an application.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::{Mode, least, rank};
use crate::finding::{Evidence, Finding, Findings};
use crate::mapping::Tables;
use crate::mapping::tables::Application;
use crate::model::Permission;
use crate::plan::model::PermissionPlan;

use super::calls::{Call, Calls};
use super::rules;

/// The least permissions: from the operations, or, where the row names none, from the Zendesk scopes it had.
pub(super) fn choose(
    application: &Application,
    calls: &Calls<'_>,
    tables: &Tables,
    findings: &mut Findings,
) -> Vec<PermissionPlan> {
    if application.operations.is_empty() {
        return from_zendesk(application, tables);
    }
    let (open, decided): (Vec<&Call<'_>>, Vec<&Call<'_>>) = calls.iter().partition(|call| is_open(call));
    for call in open {
        findings.add(open_choice(application, call));
    }

    // An ALL list is as many lists of one.
    let lists: Vec<Vec<Permission>> = decided
        .iter()
        .flat_map(|call| match call.facts.mode {
            Mode::Any => vec![call.facts.permissions.clone()],
            Mode::All => call.facts.permissions.iter().map(|one| vec![one.clone()]).collect(),
            Mode::None | Mode::Unknown => Vec::new(),
        })
        .collect();
    let chosen = least(&lists, |permission| rank(permission, tables.level(permission)));

    let mut plans: BTreeMap<&Permission, (BTreeSet<&str>, BTreeSet<&Permission>)> = BTreeMap::new();
    for call in &decided {
        for permission in &call.facts.permissions {
            let Some(permission) = chosen.get(permission) else {
                continue;
            };
            let (because, instead_of) = plans.entry(permission).or_default();
            because.insert(&call.name);
            if call.facts.mode == Mode::Any {
                instead_of.extend(call.facts.permissions.iter().filter(|other| !chosen.contains(*other)));
            }
        }
    }
    for (permission, (because, _)) in &plans {
        if is_privileged(permission, tables) {
            findings.add(privileged(application, permission, because, tables));
        }
    }
    plans
        .into_iter()
        .map(|(permission, (because, instead_of))| PermissionPlan {
            permission: permission.to_string(),
            because: because.into_iter().map(str::to_owned).collect(),
            instead_of: instead_of.into_iter().map(Permission::to_string).collect(),
        })
        .collect()
}

/// Whether the facts leave open which permissions the call needs.
fn is_open(call: &Call<'_>) -> bool {
    let bare = call.facts.no_auth || call.facts.any_token || call.facts.guest_token;
    match call.facts.mode {
        Mode::None | Mode::Unknown => !bare,
        Mode::Any | Mode::All => call.depends_on_body(),
    }
}

/// Whether it is one of those to be avoided while another exists.
fn is_privileged(permission: &Permission, tables: &Tables) -> bool {
    rank(permission, tables.level(permission)).0 > 0
}

fn privileged(
    application: &Application,
    permission: &Permission,
    because: &BTreeSet<&str>,
    tables: &Tables,
) -> Finding {
    let level = tables
        .level(permission)
        .map_or_else(String::new, |level| format!(" (level {level:?})"));
    let calls = because
        .iter()
        .map(|call| format!("`{call}`"))
        .collect::<Vec<_>>()
        .join(", ");
    Finding::new(
        &rules::APPLICATION_PRIVILEGED,
        &application.name,
        permission.to_string(),
        format!("the privileged permission `{permission}`{level} is needed: nothing less opens {calls}"),
    )
    .source(&application.place)
}

fn open_choice(application: &Application, call: &Call<'_>) -> Finding {
    let names = call
        .facts
        .permissions
        .iter()
        .map(|permission| format!("`{permission}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let message = match call.facts.mode {
        Mode::None => format!(
            "no permission is listed for `{}`: being signed in, or owning the object, decides",
            call.name
        ),
        Mode::Unknown => format!("which permission `{}` needs is not known", call.name),
        Mode::Any | Mode::All => format!("which of {names} `{}` needs depends on what is sent", call.name),
    };
    Finding::new(&rules::PERMISSION_CHOICE_OPEN, &application.name, &call.name, message)
        .evidence(Evidence::operation(&call.operation()))
        .source(&application.place)
}

fn from_zendesk(application: &Application, tables: &Tables) -> Vec<PermissionPlan> {
    let mut because: BTreeMap<&Permission, BTreeSet<&str>> = BTreeMap::new();
    for zendesk in &application.zendesk_scopes {
        for row in tables.scopes.iter().filter(|row| row.zendesk == *zendesk) {
            for permission in &row.permissions {
                because.entry(permission).or_default().insert(zendesk);
            }
        }
    }
    because
        .into_iter()
        .map(|(permission, because)| PermissionPlan {
            permission: permission.to_string(),
            because: because
                .into_iter()
                .map(|scope| format!("Zendesk scope {scope}"))
                .collect(),
            instead_of: Vec::new(),
        })
        .collect()
}
