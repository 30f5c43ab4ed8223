//! A source role into permissions, half by half, with what is lost and gained and the row behind each.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Gain, Loss, RuleRef, SettingPlan};
use super::source::{SourceRole, TicketAccess};
use crate::mapping::Tables;
use crate::mapping::tables::{Override, SettingRow, Target};
use crate::model::{Divisions, Fidelity, Half, Level, Pattern, Permission, Place, Subdomain};

/// What permissions exist for a tenant: the catalogue, and a live org's own list where there is one.
pub(super) trait Existing {
    /// The permissions that a pattern stands for.
    fn expand(&self, pattern: &Pattern) -> Vec<Permission>;
}

/// One half of a source role in Genesys Cloud's terms.
#[derive(Debug, Clone, Default)]
pub(super) struct HalfRole {
    /// The permissions named outright.
    pub permissions: BTreeSet<Permission>,
    /// The wildcards, with what they stand for.
    pub wildcards: BTreeMap<Pattern, Vec<Permission>>,
    /// The rows that gave them.
    pub settings: Vec<SettingPlan>,
    /// What is lost.
    pub losses: Vec<Loss>,
    /// What is gained.
    pub gains: Vec<Gain>,
    /// Whether a row wants it in all divisions.
    pub everywhere: bool,
}

impl HalfRole {
    /// Whether there is nothing to make a role of.
    pub(super) fn is_empty(&self) -> bool {
        self.permissions.is_empty() && self.wildcards.is_empty()
    }

    /// Everything that holding it allows.
    pub(super) fn effective(&self) -> BTreeSet<&Permission> {
        self.permissions
            .iter()
            .chain(self.wildcards.values().flatten())
            .collect()
    }
}

/// A source role, translated.
#[derive(Debug, Clone)]
pub(super) struct Translation {
    /// Limited by `ticket_access`.
    pub tickets: HalfRole,
    /// Holds in every division of the account.
    pub account: HalfRole,
    /// What an override makes of it.
    pub target: Target,
    /// False where an override keeps it apart from equals.
    pub merge: bool,
    /// The override that counts, as an index of [`Tables::overrides`].
    pub overridden: Option<usize>,
    /// The base roles that it earns, as indices of [`Tables::base`].
    pub base: Vec<usize>,
    /// Whether its people answer customers.
    pub answers: bool,
    /// The decisions that its rows wait for.
    pub decisions: BTreeSet<String>,
    /// Settings with a value that no row speaks of.
    pub unmapped: Vec<(String, String)>,
    /// Each setting and value that asks for something, with how well it is kept.
    pub fidelities: Vec<(String, String, Fidelity)>,
    /// What its settings asked for outright: no gain, whichever role brings it.
    pub asked: BTreeSet<Permission>,
}

/// Translates a source role of an account.
pub(super) fn translate(
    role: &SourceRole,
    subdomain: &Subdomain,
    tables: &Tables,
    existing: &dyn Existing,
) -> Translation {
    let overridden = tables.override_for(subdomain, role.role_id(), &role.name);
    let overriding = overridden.map(|at| &tables.overrides[at]);
    let mut out = Translation {
        tickets: HalfRole::default(),
        account: HalfRole::default(),
        target: overriding.map_or(Target::Translated, |row| row.target.clone()),
        merge: overriding.is_none_or(|row| row.merge),
        overridden,
        base: base_roles(role, tables),
        answers: answers_customers(role),
        decisions: BTreeSet::new(),
        unmapped: Vec::new(),
        fidelities: Vec::new(),
        asked: BTreeSet::new(),
    };
    let mut asked = BTreeSet::new();
    for own in &role.settings {
        let Some(row) = tables.setting(&own.setting, &own.value) else {
            if !own.asks_for_nothing() {
                out.unmapped.push((own.setting.clone(), own.value.clone()));
                out.fidelities
                    .push((own.setting.clone(), own.value.clone(), Fidelity::None));
                out.account.losses.push(Loss {
                    setting: own.setting.clone(),
                    value: own.value.clone(),
                    fidelity: Fidelity::None,
                    because: "no row of the mapping tables speaks of it".to_owned(),
                });
            }
            continue;
        };
        if out.target == Target::Skipped {
            // Left out on purpose: all that it asked for is lost, and said to be.
            if !own.asks_for_nothing() {
                out.fidelities
                    .push((own.setting.clone(), own.value.clone(), Fidelity::None));
                let why = overriding.map_or_else(String::new, |row| {
                    format!("left out by {}:{}: {}", row.place.file, row.place.line, row.reason)
                });
                half_of(&mut out, row.half).losses.push(Loss {
                    setting: own.setting.clone(),
                    value: own.value.clone(),
                    fidelity: Fidelity::None,
                    because: why,
                });
            }
            continue;
        }
        if role.free_seat && own.setting != "ticket_comment_access" {
            // A free seat gets the base roles only, until the customer decides; notes are what it is for.
            if !own.asks_for_nothing() {
                out.fidelities
                    .push((own.setting.clone(), own.value.clone(), Fidelity::None));
                half_of(&mut out, row.half).losses.push(Loss {
                    setting: own.setting.clone(),
                    value: own.value.clone(),
                    fidelity: Fidelity::None,
                    because: "a free seat in Zendesk gets the base roles only until `free-seats` is decided".to_owned(),
                });
            }
            continue;
        }
        if let Some(decision) = &row.decision {
            out.decisions.insert(decision.clone());
        }
        out.fidelities
            .push((own.setting.clone(), own.value.clone(), row.fidelity));
        apply_row(&mut out, row, &own.setting, &own.value, existing, &mut asked);
    }
    if role.free_seat {
        out.decisions.insert("free-seats".to_owned());
    }
    if let Some(row) = role
        .system_row
        .and_then(|name| tables.system.iter().find(|row| row.role == name))
    {
        add_outright(&mut out.account, &row.add, &row.place, &row.reason, existing);
    }
    // Before overrides: what a row adds by hand is meant.
    if role.ticket_access() == Some(TicketAccess::AssignedOnly) {
        keep_own_conversations(&mut out, tables);
    }
    if let Some(row) = overriding {
        // What no setting asked for goes where it reaches least: into the tickets half, if there is one.
        let half = if out.tickets.is_empty() {
            &mut out.account
        } else {
            &mut out.tickets
        };
        add_outright(half, &row.add, &row.place, &row.reason, existing);
        if row.divisions == Some(Divisions::All) {
            out.tickets.everywhere = true;
            out.account.everywhere = true;
        }
    }
    if let Some(row) = overriding {
        remove(&mut out, row);
    }
    weigh_gains(&mut out, &asked, tables);
    out.asked = asked;
    out
}

fn half_of(out: &mut Translation, half: Half) -> &mut HalfRole {
    match half {
        Half::Tickets => &mut out.tickets,
        Half::Account => &mut out.account,
    }
}

fn rule_ref(place: &Place) -> RuleRef {
    RuleRef {
        file: place.file.clone(),
        line: place.line,
    }
}

fn apply_row(
    out: &mut Translation,
    row: &SettingRow,
    setting: &str,
    value: &str,
    existing: &dyn Existing,
    asked: &mut BTreeSet<Permission>,
) {
    let half = half_of(out, row.half);
    let given = give(half, &row.permissions, existing);
    half.everywhere |= row.divisions == Some(Divisions::All);
    match row.fidelity {
        Fidelity::Narrower | Fidelity::None => half.losses.push(Loss {
            setting: setting.to_owned(),
            value: value.to_owned(),
            fidelity: row.fidelity,
            because: row.reason.clone(),
        }),
        Fidelity::Exact | Fidelity::Wider => {}
    }
    let gained: BTreeSet<&Permission> = match (row.fidelity, &row.gains) {
        (Fidelity::Wider, None) => given.iter().collect(),
        (Fidelity::Wider, Some(listed)) => listed.iter().collect(),
        _ => BTreeSet::new(),
    };
    for permission in &given {
        if gained.contains(permission) {
            half.gains.push(Gain {
                permission: Some(permission.to_string()),
                level: None,
                because: format!("{setting} = {value}: {}", row.reason),
            });
        } else {
            asked.insert(permission.clone());
        }
    }
    if row.fidelity == Fidelity::Wider && given.is_empty() {
        // A limit that Zendesk set and Genesys Cloud can't: more is seen, through rights that other rows give.
        half.gains.push(Gain {
            permission: None,
            level: None,
            because: format!("{setting} = {value}: {}", row.reason),
        });
    }
    half.settings.push(SettingPlan {
        setting: Some(setting.to_owned()),
        value: Some(value.to_owned()),
        fidelity: row.fidelity,
        permissions: given.iter().map(ToString::to_string).collect(),
        rule: rule_ref(&row.place),
        reason: row.reason.clone(),
    });
}

/// Puts patterns into a half; gives the permissions that they stand for, sorted.
fn give(half: &mut HalfRole, patterns: &[Pattern], existing: &dyn Existing) -> Vec<Permission> {
    let mut given = BTreeSet::new();
    for pattern in patterns {
        if let Some(permission) = pattern.exact() {
            half.permissions.insert(permission.clone());
            given.insert(permission.clone());
        } else {
            let expanded = existing.expand(pattern);
            given.extend(expanded.iter().cloned());
            half.wildcards.insert(pattern.clone(), expanded);
        }
    }
    given.into_iter().collect()
}

/// Adds what no setting asked for.
fn add_outright(half: &mut HalfRole, patterns: &[Pattern], place: &Place, reason: &str, existing: &dyn Existing) {
    if patterns.is_empty() {
        return;
    }
    let given = give(half, patterns, existing);
    for permission in &given {
        half.gains.push(Gain {
            permission: Some(permission.to_string()),
            level: None,
            because: format!("added by {}:{}: {reason}", place.file, place.line),
        });
    }
    half.settings.push(SettingPlan {
        setting: None,
        value: None,
        fidelity: Fidelity::Wider,
        permissions: given.iter().map(ToString::to_string).collect(),
        rule: rule_ref(place),
        reason: reason.to_owned(),
    });
}

/// Takes away what shows other people's conversations: `assigned-only` means one's own.
fn keep_own_conversations(out: &mut Translation, tables: &Tables) {
    for half in [&mut out.tickets, &mut out.account] {
        for setting in &half.settings {
            let dropped: Vec<_> = tables
                .others_conversations
                .iter()
                .filter(|permission| {
                    setting
                        .permissions
                        .iter()
                        .any(|given| given.eq_ignore_ascii_case(permission.as_str()))
                })
                .map(ToString::to_string)
                .collect();
            if !dropped.is_empty() {
                half.losses.push(Loss {
                    setting: setting.setting.clone().unwrap_or_default(),
                    value: setting.value.clone().unwrap_or_default(),
                    fidelity: Fidelity::Narrower,
                    because: format!(
                        "shows conversations of others, and ticket_access is assigned-only: {}",
                        dropped.join(", ")
                    ),
                });
            }
        }
        take(half, &|permission| tables.others_conversations.contains(permission));
    }
}

fn remove(out: &mut Translation, row: &Override) {
    if row.remove.is_empty() {
        return;
    }
    for half in [&mut out.tickets, &mut out.account] {
        let before: BTreeSet<_> = half.effective().into_iter().cloned().collect();
        take(half, &|permission| {
            row.remove.iter().any(|pattern| pattern.matches(permission))
        });
        let after = half.effective();
        let removed: Vec<_> = before
            .iter()
            .filter(|permission| !after.contains(permission))
            .map(ToString::to_string)
            .collect();
        if !removed.is_empty() {
            half.losses.push(Loss {
                setting: "override".to_owned(),
                value: removed.join(", "),
                fidelity: Fidelity::Narrower,
                because: format!("removed by {}:{}: {}", row.place.file, row.place.line, row.reason),
            });
        }
    }
}

/// Takes permissions out of a half, of its rows and gains too; a wildcard that covers one becomes what is left of it.
fn take(half: &mut HalfRole, goes: &dyn Fn(&Permission) -> bool) {
    half.permissions.retain(|permission| !goes(permission));
    let dissolved: Vec<_> = half
        .wildcards
        .iter()
        .filter(|(_, expanded)| expanded.iter().any(goes))
        .map(|(pattern, _)| pattern.clone())
        .collect();
    for pattern in dissolved {
        let left = half.wildcards.remove(&pattern).unwrap_or_default();
        half.permissions
            .extend(left.into_iter().filter(|permission| !goes(permission)));
    }
    let gone = |name: &String| name.parse::<Permission>().is_ok_and(|permission| goes(&permission));
    for setting in &mut half.settings {
        setting.permissions.retain(|name| !gone(name));
    }
    half.gains.retain(|gain| !gain.permission.as_ref().is_some_and(gone));
}

/// Leaves the gains that no setting asked for after all, with their levels, each permission once, worst first.
fn weigh_gains(out: &mut Translation, asked: &BTreeSet<Permission>, tables: &Tables) {
    for half in [&mut out.tickets, &mut out.account] {
        let mut seen = BTreeSet::new();
        half.gains.retain_mut(|gain| {
            let Some(permission) = gain
                .permission
                .as_ref()
                .and_then(|name| name.parse::<Permission>().ok())
            else {
                return true;
            };
            gain.level = tables.level(&permission);
            !asked.contains(&permission) && seen.insert(permission)
        });
        for (pattern, expanded) in &half.wildcards {
            half.gains.push(Gain {
                permission: Some(pattern.to_string()),
                level: Some(Level::C),
                because: format!("a wildcard: {} permissions today, and those to come", expanded.len()),
            });
        }
        if half.everywhere && !half.is_empty() {
            half.gains.push(Gain {
                permission: None,
                level: Some(Level::C),
                because: "holds in all divisions, those to come included".to_owned(),
            });
        }
        half.gains.sort_by(|a, b| {
            let rank = |gain: &Gain| (gain.level.is_none(), gain.level, gain.permission.clone());
            rank(a).cmp(&rank(b)).then_with(|| a.because.cmp(&b.because))
        });
        half.losses.sort();
        half.losses.dedup();
    }
}

fn base_roles(role: &SourceRole, tables: &Tables) -> Vec<usize> {
    let earns = |when: &[(String, String)]| when.iter().any(|(setting, value)| role.has(setting, value));
    let holds = |when: &[(String, String)]| when.is_empty() || (!role.free_seat && earns(when));
    (0..tables.base.len())
        .filter(|at| holds(&tables.base[*at].when))
        .collect()
}

/// Whether people with this role reply to customers, chat or take calls.
fn answers_customers(role: &SourceRole) -> bool {
    !role.free_seat
        && (role.has("ticket_comment_access", "public")
            || role.has("chat_access", "true")
            || role.has("voice_access", "true"))
}
