//! Which divisions a tenant wants, and what they are called: things that only look alike part.

use std::collections::{BTreeMap, BTreeSet};

use super::model::DivisionSource;
use super::places::Territory;
use super::rules;
use crate::finding::Finding;
use crate::mapping::tables::{DivisionRule, Tenant};
use crate::model::{Divisions, fold_name};

/// The kind of a division that only rows for people name.
pub(super) const PEOPLE: &str = "people";

/// A division that is wanted.
pub(super) struct Wanted {
    /// What it is called.
    pub name: String,
    /// Whether a table gives the name.
    pub explicit: bool,
    /// The account, as an index of the tenant's; none of them for a row for people.
    pub account: usize,
    /// What it is for.
    pub source: DivisionSource,
}

/// Every division that a tenant wants: for its brands or groups, for organizations it names, for rows for people.
pub(super) fn wanted(tenant: &Tenant, territories: &[Territory<'_>], people_divisions: &[&str]) -> Vec<Wanted> {
    let renames: BTreeMap<String, &String> = tenant.rename.iter().map(|(from, to)| (fold_name(from), to)).collect();
    let organizations: BTreeMap<String, &String> = tenant
        .organizations
        .iter()
        .map(|(from, to)| (fold_name(from), to))
        .collect();
    let mut wanted = Vec::new();
    for (account, territory) in territories.iter().enumerate() {
        let mut want = |kind: &str, id: u64, name: &str| {
            let renamed = renames.get(&fold_name(name));
            wanted.push(Wanted {
                name: renamed.map_or(name, |to| to.as_str()).to_owned(),
                explicit: renamed.is_some(),
                account,
                source: DivisionSource {
                    subdomain: territory.subdomain.to_owned(),
                    kind: kind.to_owned(),
                    id: Some(id),
                    name: name.to_owned(),
                },
            });
        };
        match tenant.divide_by {
            DivisionRule::None => {}
            DivisionRule::Brand => territory
                .brands
                .iter()
                .for_each(|brand| want("brand", brand.id.value, &brand.name)),
            DivisionRule::Group => territory
                .groups
                .iter()
                .for_each(|group| want("group", group.id.value, &group.name)),
        }
        for (id, name) in territory.organizations {
            if let Some(to) = organizations.get(&fold_name(name)) {
                wanted.push(Wanted {
                    name: (*to).clone(),
                    explicit: true,
                    account,
                    source: DivisionSource {
                        subdomain: territory.subdomain.to_owned(),
                        kind: "organization".to_owned(),
                        id: Some(*id),
                        name: name.clone(),
                    },
                });
            }
        }
    }
    for name in people_divisions
        .iter()
        .filter(|name| !name.eq_ignore_ascii_case(Divisions::HOME))
    {
        wanted.push(Wanted {
            name: (*name).to_owned(),
            explicit: true,
            account: usize::MAX,
            source: DivisionSource {
                subdomain: String::new(),
                kind: PEOPLE.to_owned(),
                id: None,
                name: (*name).to_owned(),
            },
        });
    }
    wanted
}

/// What is wanted by folded name: what tables send to one name stands together, what only looks alike has parted.
pub(super) fn part(
    tenant: &Tenant,
    wanted: Vec<Wanted>,
    is_live: bool,
    findings: &mut Vec<Finding>,
) -> BTreeMap<String, Vec<Wanted>> {
    let mut by_name: BTreeMap<String, Vec<Wanted>> = BTreeMap::new();
    for one in wanted {
        by_name.entry(fold_name(&one.name)).or_default().push(one);
    }
    // A name that is made up must not be another thing's own.
    let own_names: BTreeSet<String> = by_name
        .iter()
        .filter(|(_, alike)| alike.iter().any(|one| !one.explicit))
        .map(|(folded, _)| folded.clone())
        .collect();
    let mut parted: BTreeMap<String, Vec<Wanted>> = BTreeMap::new();
    for (folded, alike) in by_name {
        let natural = alike.iter().filter(|one| !one.explicit).count();
        let distinct: BTreeSet<_> = alike
            .iter()
            .filter(|one| !one.explicit)
            .map(|one| &one.source)
            .collect();
        // Offline the home division is called home: something of that name is something else.
        let takes_home = !is_live && folded == Divisions::HOME && natural > 0;
        if !takes_home && (natural <= 1 || distinct.len() <= 1) {
            parted.entry(folded).or_default().extend(alike);
            continue;
        }
        let accounts: BTreeSet<_> = distinct.iter().map(|source| source.subdomain.clone()).collect();
        let one_account = accounts.len() == 1 && distinct.len() > 1;
        findings.push(
            Finding::new(
                &rules::DIVISION_NAME_CLASH,
                alike[0].name.clone(),
                alike[0].source.kind.clone(),
                if takes_home {
                    format!(
                        "`{}` would be called like the home division, and gets a name of its own",
                        alike[0].name
                    )
                } else {
                    format!(
                        "{} different things in Zendesk are called `{}`; each gets a division of its own",
                        distinct.len(),
                        alike[0].name
                    )
                },
            )
            .tenant(&tenant.name)
            .remedy(format!(
                "to join them on purpose, rename each of them to one name under `divisions: rename:` of tenant `{}`",
                tenant.name
            )),
        );
        for mut one in alike {
            if !one.explicit {
                one.name = made_up(&one, one_account, |name| {
                    let folded = fold_name(name);
                    let others = parted.get(&folded).into_iter().flatten();
                    let mut others = others.filter(|other| !other.explicit && other.source != one.source);
                    own_names.contains(&folded) || others.next().is_some()
                });
            }
            parted.entry(fold_name(&one.name)).or_default().push(one);
        }
    }
    parted
}

/// The first name for a thing that no other has: with its account's, unless all of that name are of one account; with
/// its id; with both, and then a number.
fn made_up(one: &Wanted, one_account: bool, is_taken: impl Fn(&str) -> bool) -> String {
    let (name, account) = (&one.name, &one.source.subdomain);
    let id = one.source.id.map(|id| id.to_string()).unwrap_or_default();
    let first = (!one_account).then(|| format!("{name} ({account})"));
    let plain = [format!("{name} ({id})"), format!("{name} ({account} {id})")];
    let numbered = (2_u32..).map(|number| format!("{name} ({account} {id} {number})"));
    let mut names = first.into_iter().chain(plain).chain(numbered);
    names
        .find(|name| !is_taken(name))
        .expect("numbers don't end, and few names are taken")
}
