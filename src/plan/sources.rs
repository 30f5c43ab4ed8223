//! A tenant's roles as the plan writes them: each with its sources, and what each source loses and gains.

use std::collections::BTreeMap;

use super::model::{Gain, Loss, RoleHalf, RolePlan, RoleSource, RuleRef, SettingPlan, WildcardPlan};
use super::roles::{AccountRoles, Role, RoleSet};
use super::translate::Translation;
use crate::mapping::Tables;
use crate::mapping::tables::Target;
use crate::model::{Fidelity, Level, Permission, Place};

impl RoleSet {
    /// The roles as the plan writes them: `people` counts the holders of each source role of each account.
    pub(super) fn write(
        &self,
        accounts: &[AccountRoles<'_>],
        tables: &Tables,
        people: &BTreeMap<(usize, usize), u64>,
        extra: &BTreeMap<usize, Vec<RoleSource>>,
    ) -> Vec<RolePlan> {
        let count = |from: &(usize, usize)| people.get(from).copied().unwrap_or(0);
        let mut plans = Vec::new();
        for (at, role) in self.roles.iter().enumerate() {
            let mut sources: Vec<RoleSource> = extra.get(&at).cloned().unwrap_or_default();
            let from: Vec<(usize, usize)> = match role.half {
                RoleHalf::Base => self
                    .given
                    .iter()
                    .filter(|(_, given)| given.base.contains(&at) || given.tickets == Some(at))
                    .map(|(from, _)| *from)
                    .collect(),
                _ => role.from.clone(),
            };
            for (account, source) in from {
                let own = &accounts[account];
                let listed = own.sources[source].role_id().is_some();
                if listed || count(&(account, source)) > 0 {
                    sources.push(self.source(at, account, source, accounts, tables, count(&(account, source))));
                }
            }
            let is_admin = |key: &(usize, usize)| {
                use crate::mapping::tables::SystemRoleName::{Admin, BillingAdmin};
                matches!(accounts[key.0].sources[key.1].system_row, Some(Admin | BillingAdmin))
            };
            if role.half == RoleHalf::Administration {
                for from in people.keys().filter(|from| is_admin(from)) {
                    sources.push(self.source(at, from.0, from.1, accounts, tables, 0));
                }
            }
            if sources.is_empty()
                && !(role.half == RoleHalf::Base && !people.is_empty() && tables.base[at].when.is_empty())
            {
                continue;
            }
            plans.push(RolePlan {
                key: role.key.clone(),
                name: role.name.clone(),
                half: role.half,
                existing: role.existing,
                known: role.known,
                permissions: role.permissions.iter().map(ToString::to_string).collect(),
                wildcards: role
                    .wildcards
                    .iter()
                    .map(|(pattern, expanded)| WildcardPlan {
                        pattern: pattern.to_string(),
                        permissions: expanded.iter().map(ToString::to_string).collect(),
                    })
                    .collect(),
                sources,
            });
        }
        plans.sort_by(|a, b| a.key.cmp(&b.key));
        plans
    }

    fn source(
        &self,
        at: usize,
        account: usize,
        source: usize,
        accounts: &[AccountRoles<'_>],
        tables: &Tables,
        people: u64,
    ) -> RoleSource {
        let role = &self.roles[at];
        let own = &accounts[account].sources[source];
        let translation = &accounts[account].translations[source];
        let given = self.given(account, source);
        let is_target = given.tickets == Some(at) && matches!(translation.target, Target::Existing(_));
        let (settings, losses, gains) = match role.half {
            _ if is_target => {
                let row = translation.overridden.map(|at| &tables.overrides[at]);
                let settings = row.map(|row| setting_plan(None, Fidelity::Wider, role, &row.place, &row.reason));
                let reason = row.map_or("", |row| row.reason.as_str());
                let mut gains = gains_of(role, translation, tables, reason);
                if given.everywhere {
                    gains.insert(0, everywhere());
                }
                (settings.into_iter().collect(), losses_to(role, translation), gains)
            }
            RoleHalf::Base => {
                let row = &tables.base[at];
                let earned = row.when.iter().find(|(setting, value)| own.has(setting, value));
                // A source role without a role of its own has no other place for what it loses.
                let lost = if given.tickets.is_none() && given.account.is_none() && row.when.is_empty() {
                    [translation.tickets.losses.clone(), translation.account.losses.clone()].concat()
                } else {
                    Vec::new()
                };
                let setting = setting_plan(earned, Fidelity::Exact, role, &row.place, &row.reason);
                (vec![setting], lost, gains_of(role, translation, tables, &row.reason))
            }
            RoleHalf::Administration => {
                let row = tables.administration.as_ref();
                let settings = row.map(|row| setting_plan(None, Fidelity::Exact, role, &row.place, &row.reason));
                (settings.into_iter().collect(), Vec::new(), Vec::new())
            }
            half => {
                let content = if half == RoleHalf::Account {
                    &translation.account
                } else {
                    &translation.tickets
                };
                let mut losses = content.losses.clone();
                // A half that makes no role leaves its losses to the other one.
                if half == RoleHalf::Tickets && given.account.is_none() {
                    losses.extend(translation.account.losses.iter().cloned());
                } else if half == RoleHalf::Account && given.tickets.is_none() {
                    losses.extend(translation.tickets.losses.iter().cloned());
                }
                (content.settings.clone(), losses, content.gains.clone())
            }
        };
        let mut losses: Vec<Loss> = losses;
        losses.sort();
        losses.dedup();
        RoleSource {
            subdomain: accounts[account].subdomain.to_owned(),
            role_id: own.role_id(),
            name: own.name.clone(),
            people,
            settings,
            losses,
            gains,
        }
    }
}

/// The row that gives a whole role.
fn setting_plan(
    earned: Option<&(String, String)>,
    fidelity: Fidelity,
    role: &Role,
    place: &Place,
    reason: &str,
) -> SettingPlan {
    SettingPlan {
        setting: earned.map(|(setting, _)| setting.clone()),
        value: earned.map(|(_, value)| value.clone()),
        fidelity,
        permissions: role.effective().into_iter().map(ToString::to_string).collect(),
        rule: RuleRef {
            file: place.file.clone(),
            line: place.line,
        },
        reason: reason.to_owned(),
    }
}

/// What a whole role brings that nothing in Zendesk asked for; `unknown` where its content is.
fn gains_of(role: &Role, translation: &Translation, tables: &Tables, reason: &str) -> Vec<Gain> {
    if !role.known {
        return vec![Gain {
            permission: Some("unknown".to_owned()),
            level: None,
            because: format!("what `{}` contains is known only from a live org: {reason}", role.name),
        }];
    }
    let mut gains: Vec<_> = role
        .effective()
        .into_iter()
        .filter(|permission| !translation.asked.contains(permission))
        .map(|permission| Gain {
            permission: Some(permission.to_string()),
            level: tables.level(permission),
            because: format!("part of the role `{}`: {reason}", role.name),
        })
        .collect();
    gains.extend(role.wildcards.iter().map(|(pattern, expanded)| Gain {
        permission: Some(pattern.to_string()),
        level: Some(Level::C),
        because: format!("a wildcard: {} permissions today, and those to come", expanded.len()),
    }));
    gains.sort_by(|a, b| (a.level.is_none(), a.level, &a.permission).cmp(&(b.level.is_none(), b.level, &b.permission)));
    gains
}

/// What a grant in all divisions gains.
fn everywhere() -> Gain {
    Gain {
        permission: None,
        level: Some(Level::C),
        because: "holds in all divisions, those to come included".to_owned(),
    }
}

/// What is lost where a role of the org takes the place of the translation: what its settings lose anyway, and what they
/// would have given and that role lacks.
fn losses_to(role: &Role, translation: &Translation) -> Vec<Loss> {
    let halves = [&translation.tickets, &translation.account];
    let mut losses: Vec<Loss> = halves.iter().flat_map(|half| half.losses.iter().cloned()).collect();
    if !role.known {
        losses.push(Loss {
            setting: "override".to_owned(),
            value: "unknown".to_owned(),
            fidelity: Fidelity::None,
            because: format!(
                "what `{}` contains is known only from a live org, so neither is what it lacks",
                role.name
            ),
        });
        return losses;
    }
    let held = role.effective();
    for row in halves.iter().flat_map(|half| &half.settings) {
        let lacking: Vec<&str> = row
            .permissions
            .iter()
            .map(String::as_str)
            .filter(|name| {
                !name
                    .parse::<Permission>()
                    .is_ok_and(|permission| held.contains(&permission))
            })
            .collect();
        if let (Some(setting), Some(value), false) = (&row.setting, &row.value, lacking.is_empty()) {
            losses.push(Loss {
                setting: setting.clone(),
                value: value.clone(),
                fidelity: Fidelity::Narrower,
                because: format!("`{}` lacks {}", role.name, lacking.join(", ")),
            });
        }
    }
    losses
}
