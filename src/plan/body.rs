//! What one person gets: everything in a row of `people` behind the name.

use std::collections::BTreeSet;

use serde::Serialize;

use super::model::{Gain, GrantCause, GrantPlan, Loss, SourceRoleRef};
use super::places::{Nowhere, Placed};
use super::roles::Given;
use super::source::SourceRole;
use super::tenant::TenantDraft;
use crate::model::{Divisions, Fidelity};

/// The cause of a grant that a row of people.yaml gives; its value is the row's file and line.
pub(super) const BY_HAND: &str = "people row";

/// The part of a person's row that depends on their role and place only: people who share both share its text.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Body {
    /// The role in Zendesk.
    pub source_role: SourceRoleRef,
    /// Default roles held beside the own ones.
    pub base: Vec<String>,
    /// What is granted.
    pub grants: Vec<GrantPlan>,
    /// What this person gains beyond what the roles say.
    pub gains: Vec<Gain>,
    /// What this person loses beyond what the roles say.
    pub losses: Vec<Loss>,
}

/// Where the text of a row may be cut: what stands from one to the next is the same for many rows, whole rows are not.
/// None can stand in a text, where a quote would be `\\"`.
const CUTS: [&str; 3] = [",\"divisions\":", ",\"fidelity\":", ",\"gains\":"];

/// The keys of a body, as they follow the head of a row: `,"source_role":...}`.
pub(super) fn tail(body: &Body) -> serde_json::Result<String> {
    let text = serde_json::to_string(body)?;
    Ok(format!(",{}", &text[1..]))
}

/// The text of a row in pieces that other rows have too.
pub(super) fn pieces(tail: &str) -> impl Iterator<Item = &str> {
    let mut cuts: Vec<usize> = CUTS
        .iter()
        .flat_map(|cut| tail.match_indices(cut).map(|(at, _)| at))
        .collect();
    cuts.sort_unstable();
    cuts.push(tail.len());
    let mut from = 0;
    cuts.into_iter()
        .map(move |to| &tail[std::mem::replace(&mut from, to)..to])
}

/// Everything that decides a body; equal ones have equal bodies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cause {
    /// The account, as an index within the tenant.
    pub account: usize,
    /// The source role of the account.
    pub source: usize,
    /// Where the tickets half holds.
    pub placed: Placed,
    /// The row of people.yaml that counts.
    pub person_row: Option<usize>,
}

impl Cause {
    /// The body that it leads to.
    pub(super) fn body(&self, draft: &TenantDraft<'_>) -> Body {
        let account = &draft.accounts[self.account];
        let source = &account.sources.roles[self.source];
        let given = draft.roles.given(self.account, self.source);
        let mut body = Body {
            source_role: SourceRoleRef {
                subdomain: account.subdomain.to_owned(),
                role_id: source.role_id(),
                name: source.name.clone(),
            },
            base: given
                .base
                .iter()
                .map(|at| draft.roles.roles[*at].name.clone())
                .collect(),
            grants: Vec::new(),
            gains: Vec::new(),
            losses: Vec::new(),
        };
        self.grant_tickets(draft, source, given, &mut body);
        if let Some(at) = given.account {
            let role = &draft.roles.roles[at];
            let divisions = if role.everywhere {
                Some(Divisions::All)
            } else {
                draft.places.keys(&draft.places.account(self.account))
            };
            if let Some(divisions) = divisions {
                body.grants.push(GrantPlan {
                    role: role.name.clone(),
                    divisions,
                    because: GrantCause {
                        subdomain: None,
                        setting: None,
                        value: None,
                        groups: Vec::new(),
                    },
                    fidelity: if role.everywhere {
                        Fidelity::Wider
                    } else {
                        Fidelity::Exact
                    },
                });
            }
        }
        self.grant_by_hand(draft, &mut body);
        body
    }

    fn grant_tickets(&self, draft: &TenantDraft<'_>, source: &SourceRole, given: &Given, body: &mut Body) {
        let extra = draft
            .application_roles
            .get(&(self.account, self.source))
            .map(Vec::as_slice)
            .unwrap_or_default();
        let roles: BTreeSet<usize> = given.tickets.iter().copied().chain(extra.iter().copied()).collect();
        if roles.is_empty() {
            return;
        }
        let value = source.value("ticket_access").map(str::to_owned);
        let names = self
            .placed
            .because
            .iter()
            .map(|id| draft.places.source_name(self.account, *id).to_owned())
            .collect();
        let because = GrantCause {
            subdomain: None,
            setting: Some("ticket_access".to_owned()),
            value: value.clone(),
            groups: names,
        };
        let Some(divisions) = draft.places.keys(&self.placed.divisions) else {
            if let Some(nowhere) = self.placed.nowhere {
                body.losses.push(Loss {
                    setting: "ticket_access".to_owned(),
                    value: value.unwrap_or_default(),
                    fidelity: Fidelity::None,
                    because: nowhere.because().to_owned(),
                });
            }
            return;
        };
        for at in roles {
            let role = &draft.roles.roles[at];
            // A base role is held in home by everybody who earns it; it needs no grant of its own.
            let (divisions, fidelity) = if role.everywhere || (given.everywhere && given.tickets == Some(at)) {
                (Divisions::All, Fidelity::Wider)
            } else {
                (divisions.clone(), self.placed.fidelity)
            };
            body.grants.push(GrantPlan {
                role: role.name.clone(),
                divisions,
                because: because.clone(),
                fidelity,
            });
        }
        let by_hand = self
            .person_row
            .is_some_and(|at| !draft.tables.people[at].divisions.is_empty());
        if self.placed.fidelity == Fidelity::Wider && !by_hand {
            body.gains.push(Gain {
                permission: None,
                level: None,
                because: format!(
                    "ticket_access = {} reaches more in Genesys Cloud: there is no smaller place than {}",
                    value.unwrap_or_default(),
                    self.placed
                        .divisions
                        .iter()
                        .map(|at| draft.places.divisions[*at].key.as_str())
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            });
        }
    }

    /// Roles that a row of people.yaml names.
    fn grant_by_hand(&self, draft: &TenantDraft<'_>, body: &mut Body) {
        let Some(row) = self.person_row.map(|at| &draft.tables.people[at]) else {
            return;
        };
        let divisions = draft.places.keys(&self.placed.divisions).unwrap_or(Divisions::Home);
        let asked = &draft.accounts[self.account].translations[self.source].asked;
        for name in &row.roles {
            let at = draft.roles.named(name);
            body.grants.push(GrantPlan {
                role: at.map_or_else(|| name.clone(), |at| draft.roles.roles[at].name.clone()),
                divisions: divisions.clone(),
                because: GrantCause {
                    subdomain: None,
                    setting: Some(BY_HAND.to_owned()),
                    value: Some(format!("{}:{}", row.place.file, row.place.line)),
                    groups: Vec::new(),
                },
                fidelity: Fidelity::Wider,
            });
            let why = format!("people row {}:{}: {}", row.place.file, row.place.line, row.reason);
            match at.map(|at| &draft.roles.roles[at]).filter(|role| role.known) {
                None => body.gains.push(Gain {
                    permission: Some("unknown".to_owned()),
                    level: None,
                    because: why,
                }),
                Some(role) => body
                    .gains
                    .extend(
                        role.effective()
                            .into_iter()
                            .filter(|one| !asked.contains(*one))
                            .map(|permission| Gain {
                                permission: Some(permission.to_string()),
                                level: draft.tables.level(permission),
                                because: why.clone(),
                            }),
                    ),
            }
        }
        if !row.divisions.is_empty() {
            body.gains.push(Gain {
                permission: None,
                level: None,
                because: format!(
                    "placed by people row {}:{}: {}",
                    row.place.file, row.place.line, row.reason
                ),
            });
        }
    }
}

impl Nowhere {
    /// Why, for a person.
    pub(super) fn because(self) -> &'static str {
        match self {
            Self::NoBrand => "in no active brand that this tenant claims",
            Self::NoGroup => "in no group that is alive",
            Self::NoOrganization => "in no organization that the tenant maps to a division",
            Self::UnknownAccess => "the role does not say, in words that we know, which tickets it shows",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_whole_text_and_two_roles_in_one_place_share_those_of_the_place() {
        let row = |role: &str| {
            format!(
                r#","source_role":"{role}","grants":[{{"role":"{role}","divisions":["a"],"because":{{}},"fidelity":"exact"}}],"gains":[],"losses":[]}}"#
            )
        };
        let (one, other) = (row("Tier 1"), row("Tier 2"));
        let (one, other): (Vec<&str>, Vec<&str>) = (pieces(&one).collect(), pieces(&other).collect());
        assert_eq!(one.concat(), row("Tier 1"));
        assert_eq!(one.len(), 4);
        assert_ne!(one[0], other[0]);
        assert_eq!(one[1..], other[1..]);
    }
}
