//! Where rights hold: a tenant's divisions, and which of them a person's `ticket_access` reaches.

use std::collections::{BTreeMap, BTreeSet};

use super::divisions::{PEOPLE, Wanted, part, wanted};
use super::model::{DivisionPlan, DivisionSource};
use super::rules;
use super::source::TicketAccess;
use crate::finding::Finding;
use crate::mapping::tables::{DivisionRule, Tenant};
use crate::model::{Divisions, Fidelity, fold_name, slug};
use crate::zendesk::PersonRow;
use crate::zendesk::model::{Brand, Group, UserRole};

/// What one account brings into one tenant.
#[derive(Debug)]
pub(super) struct Territory<'a> {
    /// The account.
    pub subdomain: &'a str,
    /// Whether the tenant claims the account itself, not only some brands.
    pub claims_account: bool,
    /// The active brands that the tenant claims.
    pub brands: Vec<&'a Brand>,
    /// The active brands that any tenant claims: who is in none of those is planned where the account is claimed.
    pub claimed_anywhere: &'a BTreeSet<u64>,
    /// The groups that are not deleted.
    pub groups: Vec<&'a Group>,
    /// Organizations that the tenant maps to divisions, by id.
    pub organizations: &'a BTreeMap<u64, String>,
    /// Whether brand memberships were read; without them everybody is in every active brand.
    pub brand_membership_read: bool,
}

/// The divisions of a tenant.
#[derive(Debug)]
pub(super) struct Places {
    /// As the plan lists them; `home` first.
    pub divisions: Vec<DivisionPlan>,
    /// What was noticed while making them.
    pub findings: Vec<Finding>,
    rule: DivisionRule,
    accounts: Vec<AccountPlaces>,
}

/// The divisions that one account yields, as indices of [`Places::divisions`].
#[derive(Debug, Default)]
struct AccountPlaces {
    brands: BTreeMap<u64, usize>,
    groups: BTreeMap<u64, usize>,
    public_groups: BTreeSet<u64>,
    organizations: BTreeMap<u64, usize>,
    names: BTreeMap<u64, String>,
    claimed_brands: BTreeSet<u64>,
    claimed_anywhere: BTreeSet<u64>,
    membership_read: bool,
    has_brands: bool,
    claims_account: bool,
}

/// Where a person's tickets half holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Placed {
    /// Indices of [`Places::divisions`], sorted; empty: nowhere.
    pub divisions: Vec<usize>,
    /// How well the place keeps the meaning.
    pub fidelity: Fidelity,
    /// The Zendesk brands, groups or organizations that count, by id.
    pub because: Vec<u64>,
    /// Why there is none.
    pub nowhere: Option<Nowhere>,
}

/// Why a person has no division for the tickets half.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nowhere {
    /// Brand memberships were read, and the person has none here.
    NoBrand,
    /// In no group that is alive.
    NoGroup,
    /// In no organization that the tenant maps to a division.
    NoOrganization,
    /// `ticket_access` is absent or a word that we don't know.
    UnknownAccess,
}

impl Places {
    /// Makes a tenant's divisions. `live` are the org's own: folded name to whether it is the home division.
    pub(super) fn new(
        tenant: &Tenant,
        territories: &[Territory<'_>],
        people_divisions: &[&str],
        live: Option<&BTreeMap<String, bool>>,
        limit: usize,
    ) -> Self {
        let mut places = Self {
            divisions: vec![DivisionPlan {
                key: Divisions::HOME.to_owned(),
                name: "Home".to_owned(),
                sources: Vec::new(),
                exists: live.map(|_| true),
            }],
            findings: Vec::new(),
            rule: tenant.divide_by,
            accounts: territories.iter().map(AccountPlaces::of).collect(),
        };
        let wanted = wanted(tenant, territories, people_divisions);
        places.settle(tenant, wanted, live);
        let made = places.divisions.len() - 1;
        if made > limit {
            places.findings.push(
                Finding::new(
                    &rules::MANY_DIVISIONS,
                    tenant.name.clone(),
                    made.to_string(),
                    format!(
                        "the tenant would get {made} divisions beside home; {limit} is where they become hard to keep"
                    ),
                )
                .tenant(&tenant.name)
                .expected(format!("at most {limit}"), made.to_string())
                .source(&tenant.place),
            );
        }
        if tenant.divide_by == DivisionRule::None {
            if territories.len() > 1 {
                let accounts: Vec<_> = territories.iter().map(|territory| territory.subdomain).collect();
                places.findings.push(
                    Finding::new(
                        &rules::BRANDS_SHARE_HOME,
                        tenant.name.clone(),
                        accounts.len().to_string(),
                        format!(
                            "{} accounts share the home division: everybody's rights reach what is there of {}",
                            accounts.len(),
                            accounts.join(", ")
                        ),
                    )
                    .tenant(&tenant.name)
                    .source(&tenant.place),
                );
            }
            for territory in territories.iter().filter(|territory| territory.brands.len() > 1) {
                places.findings.push(
                    Finding::new(
                        &rules::BRANDS_SHARE_HOME,
                        territory.subdomain,
                        territory.brands.len().to_string(),
                        format!(
                            "{} active brands of `{}` share the home division: everybody sees every brand",
                            territory.brands.len(),
                            territory.subdomain
                        ),
                    )
                    .tenant(&tenant.name)
                    .source(&tenant.place),
                );
            }
        }
        places
    }

    /// Gives each wanted division a name and a key, merging what the table sends to one name and parting what only looks alike.
    fn settle(&mut self, tenant: &Tenant, wanted: Vec<Wanted>, live: Option<&BTreeMap<String, bool>>) {
        let parted = part(tenant, wanted, live.is_some(), &mut self.findings);
        let mut keys: BTreeSet<String> = BTreeSet::from([Divisions::HOME.to_owned()]);
        for (folded, alike) in parted {
            // A row for a person that names a division which is there anyway brings nothing of its own into it.
            let mut sources: BTreeSet<_> = alike.iter().map(|one| one.source.clone()).collect();
            if sources.iter().any(|source| source.kind != PEOPLE) {
                sources.retain(|source| source.kind != PEOPLE);
            }
            let is_home = live.is_some_and(|live| live.get(&folded) == Some(&true))
                || (folded == Divisions::HOME && alike.iter().any(|one| one.explicit));
            let at = if is_home {
                self.divisions[0].sources.extend(sources.iter().cloned());
                0
            } else {
                let name = alike[0].name.trim().to_owned();
                let mut key = slug(&name);
                let mut number = 2;
                while !keys.insert(key.clone()) {
                    key = format!("{}-{number}", slug(&name));
                    number += 1;
                }
                self.divisions.push(DivisionPlan {
                    key,
                    name,
                    sources: sources.iter().cloned().collect(),
                    exists: live.map(|live| live.contains_key(&folded)),
                });
                self.divisions.len() - 1
            };
            if sources.len() > 1 || is_home {
                let told: Vec<_> = sources
                    .iter()
                    .map(|source| format!("{} `{}` of {}", source.kind, source.name, source.subdomain))
                    .collect();
                self.findings.push(
                    Finding::new(
                        &rules::DIVISIONS_MERGED,
                        self.divisions[at].name.clone(),
                        self.divisions[at].key.clone(),
                        format!("one division for {}: who reaches one reaches all", told.join(", ")),
                    )
                    .tenant(&tenant.name)
                    .source(&tenant.place),
                );
            }
            for one in alike {
                let Some(account) = self.accounts.get_mut(one.account) else {
                    continue;
                };
                let Some(id) = one.source.id else { continue };
                account.names.insert(id, one.source.name.clone());
                match one.source.kind.as_str() {
                    "brand" => account.brands.insert(id, at),
                    "group" => account.groups.insert(id, at),
                    _ => account.organizations.insert(id, at),
                };
            }
        }
    }

    /// Whether a person of an account is planned in this tenant: in one of its brands, or nowhere at all but the account is here.
    pub(super) fn has(&self, account: usize, person: &PersonRow<'_>) -> bool {
        let own = &self.accounts[account];
        if !own.has_brands {
            return own.claims_account;
        }
        if !own.membership_read || is_admin(person) {
            return !own.claimed_brands.is_empty();
        }
        let in_one_of = |brands: &BTreeSet<u64>| person.brands.iter().any(|brand| brands.contains(brand));
        in_one_of(&own.claimed_brands) || (own.claims_account && !in_one_of(&own.claimed_anywhere))
    }

    /// The numbers that decide what [`Self::tickets`] says of a person, besides account and access.
    pub(super) fn deciding(
        &self,
        account: usize,
        access: Option<TicketAccess>,
        person: &PersonRow<'_>,
        key: &mut Vec<u64>,
    ) {
        let own = &self.accounts[account];
        // Administrators are in every brand, whatever their memberships say.
        key.push(u64::from(is_admin(person)));
        if own.membership_read && !is_admin(person) {
            let mut brands = person.brands.iter().filter(|brand| own.claimed_brands.contains(brand));
            if self.rule == DivisionRule::Brand {
                key.extend(brands);
            } else {
                key.push(u64::from(brands.next().is_some()));
            }
        }
        if self.rule == DivisionRule::Group {
            match access {
                None | Some(TicketAccess::All) => {}
                Some(TicketAccess::WithinOrganization) => key.extend(
                    person
                        .organizations
                        .iter()
                        .filter(|id| own.organizations.contains_key(id)),
                ),
                Some(_) => key.extend(person.groups.iter().filter(|id| own.groups.contains_key(id))),
            }
        }
    }

    /// Where a person's tickets half holds; [`Self::deciding`] must name everything that this asks of the person.
    pub(super) fn tickets(&self, account: usize, access: Option<TicketAccess>, person: &PersonRow<'_>) -> Placed {
        let own = &self.accounts[account];
        let nowhere = |why| Placed {
            divisions: Vec::new(),
            fidelity: Fidelity::None,
            because: Vec::new(),
            nowhere: Some(why),
        };
        let Some(access) = access else {
            return nowhere(Nowhere::UnknownAccess);
        };
        let brands: Vec<u64> = if own.membership_read && !is_admin(person) {
            own.claimed_brands
                .iter()
                .copied()
                .filter(|brand| person.brands.contains(brand))
                .collect()
        } else {
            own.claimed_brands.iter().copied().collect()
        };
        if own.has_brands && brands.is_empty() {
            return nowhere(Nowhere::NoBrand);
        }
        let fidelity = match (access, self.rule) {
            (TicketAccess::AssignedOnly, _) => Fidelity::Narrower,
            (TicketAccess::All, _) | (_, DivisionRule::Group) => Fidelity::Exact,
            _ => Fidelity::Wider,
        };
        let (divisions, because) = match self.rule {
            DivisionRule::None => (vec![0], Vec::new()),
            DivisionRule::Brand => {
                let divisions = brands
                    .iter()
                    .filter_map(|brand| own.brands.get(brand).copied())
                    .collect();
                // An account without brands has nothing to be parted by: all of it is home.
                if own.has_brands {
                    (divisions, brands)
                } else {
                    (vec![0], Vec::new())
                }
            }
            DivisionRule::Group => {
                let mine = || {
                    person
                        .groups
                        .iter()
                        .copied()
                        .filter(|group| own.groups.contains_key(group))
                };
                match access {
                    TicketAccess::All => (
                        std::iter::once(0).chain(own.groups.values().copied()).collect(),
                        Vec::new(),
                    ),
                    TicketAccess::WithinGroups | TicketAccess::AssignedOnly => own.in_groups(mine().collect()),
                    TicketAccess::WithinGroupsAndPublicGroups => {
                        own.in_groups(mine().chain(own.public_groups.iter().copied()).collect())
                    }
                    TicketAccess::WithinOrganization => {
                        let orgs: Vec<u64> = person
                            .organizations
                            .iter()
                            .copied()
                            .filter(|id| own.organizations.contains_key(id))
                            .collect();
                        (orgs.iter().map(|id| own.organizations[id]).collect(), orgs)
                    }
                }
            }
        };
        let divisions: BTreeSet<usize> = divisions.into_iter().collect();
        if divisions.is_empty() {
            return nowhere(if access == TicketAccess::WithinOrganization {
                Nowhere::NoOrganization
            } else {
                Nowhere::NoGroup
            });
        }
        let fidelity =
            if fidelity == Fidelity::Exact && divisions.iter().any(|at| self.is_shared(*at, &because, access)) {
                Fidelity::Wider
            } else {
                fidelity
            };
        Placed {
            divisions: divisions.into_iter().collect(),
            fidelity,
            because,
            nowhere: None,
        }
    }

    /// Whether a division holds more than the things that a person reaches in Zendesk.
    fn is_shared(&self, at: usize, because: &[u64], access: TicketAccess) -> bool {
        let sources = &self.divisions[at].sources;
        if sources.len() < 2 {
            return false;
        }
        let one_account = sources.iter().all(|source| source.subdomain == sources[0].subdomain);
        if one_account && access == TicketAccess::All {
            return false;
        }
        let reaches = |source: &DivisionSource| source.id.is_some_and(|id| because.contains(&id));
        !sources.iter().all(reaches)
    }

    /// Every division that an account yields in this tenant, with home.
    pub(super) fn account(&self, account: usize) -> Vec<usize> {
        let own = &self.accounts[account];
        let yields = own
            .brands
            .values()
            .chain(own.groups.values())
            .chain(own.organizations.values());
        std::iter::once(0)
            .chain(yields.copied())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    }

    /// The name in Zendesk of a brand, group or organization of an account.
    pub(super) fn source_name(&self, account: usize, id: u64) -> &str {
        self.accounts[account].names.get(&id).map_or("", String::as_str)
    }

    /// The division with a name or key, if the plan has one.
    pub(super) fn named(&self, name: &str) -> Option<usize> {
        let folded = fold_name(name);
        self.divisions
            .iter()
            .position(|division| division.key == name || fold_name(&division.name) == folded)
    }

    /// Indices as the plan writes them.
    pub(super) fn keys(&self, at: &[usize]) -> Option<Divisions> {
        Divisions::from_keys(at.iter().map(|at| self.divisions[*at].key.clone()).collect())
    }
}

/// Admins see every brand and stand in no list of brand memberships.
fn is_admin(person: &PersonRow<'_>) -> bool {
    person.user.role == Some(UserRole::Admin)
}

impl AccountPlaces {
    fn of(territory: &Territory<'_>) -> Self {
        Self {
            public_groups: territory
                .groups
                .iter()
                .filter(|group| group.is_public == Some(true))
                .map(|group| group.id.value)
                .collect(),
            names: territory
                .groups
                .iter()
                .map(|group| (group.id.value, group.name.clone()))
                .chain(
                    territory
                        .brands
                        .iter()
                        .map(|brand| (brand.id.value, brand.name.clone())),
                )
                .chain(territory.organizations.iter().map(|(id, name)| (*id, name.clone())))
                .collect(),
            claimed_brands: territory.brands.iter().map(|brand| brand.id.value).collect(),
            claimed_anywhere: territory.claimed_anywhere.clone(),
            membership_read: territory.brand_membership_read,
            has_brands: !territory.brands.is_empty(),
            claims_account: territory.claims_account,
            ..Self::default()
        }
    }

    fn in_groups(&self, groups: BTreeSet<u64>) -> (Vec<usize>, Vec<u64>) {
        let groups: Vec<u64> = groups
            .into_iter()
            .filter(|group| self.groups.contains_key(group))
            .collect();
        (groups.iter().map(|group| self.groups[group]).collect(), groups)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    use super::*;
    use crate::zendesk::model::User;

    /// An account whose groups, brands and organizations lead to some of four divisions.
    fn account() -> impl Strategy<Value = AccountPlaces> {
        let some = |first: u64| proptest::collection::btree_map(first..first + 3, 1..4_usize, 0..4);
        let flags = (any::<bool>(), any::<bool>());
        (some(11), some(31), some(41), subsequence(vec![11, 12, 13], 0..4), flags).prop_map(
            |(groups, brands, organizations, public, (membership_read, claims_account))| AccountPlaces {
                public_groups: public.into_iter().filter(|group| groups.contains_key(group)).collect(),
                claimed_brands: brands.keys().copied().collect(),
                claimed_anywhere: brands.keys().copied().collect(),
                has_brands: !brands.is_empty(),
                groups,
                brands,
                organizations,
                membership_read,
                claims_account,
                names: BTreeMap::new(),
            },
        )
    }

    /// What a person is a member of; ids beyond an account's are of what is deleted or another tenant's.
    fn person() -> impl Strategy<Value = (bool, [Vec<u64>; 3])> {
        let some = |first: u64| subsequence((first..first + 4).collect::<Vec<_>>(), 0..4);
        (proptest::bool::weighted(0.2), [some(11), some(31), some(41)])
    }

    fn division(at: usize) -> DivisionPlan {
        let source = |id| DivisionSource {
            subdomain: "acme".to_owned(),
            kind: "group".to_owned(),
            id: Some(id),
            name: String::new(),
        };
        DivisionPlan {
            key: at.to_string(),
            name: at.to_string(),
            sources: vec![source(11), source(31), source(11 + at as u64)],
            exists: None,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn people_whom_the_same_numbers_decide_have_their_tickets_in_the_same_places(
            account in account(),
            people in vec(person(), 2..8),
            rule in select(&[DivisionRule::None, DivisionRule::Brand, DivisionRule::Group]),
            access in select(&[
                None, Some(TicketAccess::All), Some(TicketAccess::WithinGroups), Some(TicketAccess::AssignedOnly),
                Some(TicketAccess::WithinGroupsAndPublicGroups), Some(TicketAccess::WithinOrganization),
            ]),
        ) {
            let places = Places { divisions: (0..4).map(division).collect(), findings: Vec::new(), rule, accounts: vec![account] };
            let mut known: BTreeMap<Vec<u64>, Placed> = BTreeMap::new();
            for (admin, [groups, brands, organizations]) in &people {
                let role = if *admin { r#"{"role": "admin"}"# } else { r#"{"role": "agent"}"# };
                let user: User<'_> = serde_json::from_str(role).unwrap();
                let person = PersonRow { user, groups, brands, organizations };
                let mut key = Vec::new();
                places.deciding(0, access, &person, &mut key);
                let placed = places.tickets(0, access, &person);
                let first = known.entry(key).or_insert_with(|| placed.clone());
                prop_assert_eq!(&*first, &placed);
            }
        }
    }
}
