//! Why a read is refused, sorted: which scopes would do, whose credential it takes, which plan.

use super::super::live::reads::{Exists, Read, Reader};
use super::super::live::{Identity, is_for_scope};
use crate::http::CallError;
use crate::live::Missing;
use crate::zendesk::lists::List;

/// What a refused read lacks. What isn't known stays empty: the vendor's words stand beside it.
pub(super) fn lacks(read: &Read, refused: &CallError, identity: &Identity) -> Missing {
    let mut missing = Missing::default();
    if is_for_scope(refused) {
        let (least, broader) = scopes(read, refused);
        missing.scopes = least.into_iter().collect();
        missing.broader_scopes = broader;
        // What would be refused next, once the scope is there.
        missing.other = another_user(read.reader, identity);
    } else if refused.status == Some(403) {
        missing.other = Some(match read.exists {
            // Who may not and what is not on the plan get the same answer.
            Exists::OnPlan(plan) => format!(
                "the plan {plan}, or the right ({}): Zendesk says the same to who lacks either",
                read.reader
            ),
            _ => another_user(read.reader, identity)
                .unwrap_or_else(|| format!("{}, or a right of their role that Zendesk does not name", read.reader)),
        });
    } else if refused.status == Some(404) {
        missing.other = Some(match read.exists {
            Exists::OnPlan(plan) => format!("the plan {plan}"),
            Exists::WithFeature(feature) => format!("{feature}: the account does not use them"),
            Exists::Everywhere => {
                "something that the account does not have: it answers that nothing is there".to_owned()
            }
        });
    }
    missing
}

/// What is lacking of a list that is given and shows an agent a part.
pub(super) fn in_part(read: &Read, identity: &Identity) -> Option<Missing> {
    let Identity::Member { role, .. } = identity else {
        return None;
    };
    (read.list == List::Brands && role != "admin").then(|| Missing {
        other: Some("an admin: agents are shown their own brands only".to_owned()),
        ..Missing::default()
    })
}

/// The narrowest scope that would do, and the others. The vendor names them, the table knows which is the narrowest.
fn scopes(read: &Read, refused: &CallError) -> (Option<String>, Vec<String>) {
    let message = refused.message.as_deref().unwrap_or_default();
    let named = message.split_once("required scopes:").map_or("", |(_, named)| named);
    let mut named: Vec<&str> = named
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    if named.is_empty() {
        named = read.scopes.to_vec();
    }
    // As the table has them; what it does not know comes behind, one area before everything.
    let place = |name: &str| {
        let known = read.scopes.iter().position(|scope| *scope == name);
        (known.unwrap_or(usize::MAX), !name.contains(':'))
    };
    named.sort_by_key(|name| place(name));
    let mut all = named.into_iter().map(str::to_owned);
    (all.next(), all.collect())
}

/// Whose credential it takes, where that of the one who reads does not do, or nobody knows who reads.
fn another_user(reader: Reader, identity: &Identity) -> Option<String> {
    match (reader, identity) {
        (Reader::Admin, Identity::Member { role, .. }) if role == "admin" => None,
        (Reader::Admin, Identity::Member { role, .. }) => Some(format!("an admin: the role of who reads is `{role}`")),
        (Reader::Admin, Identity::Hidden { .. }) => Some("an admin, if who reads is none".to_owned()),
        (Reader::Agent | Reader::AgentOfAllOrganizations, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Problem;
    use crate::zendesk::live::reads;

    fn refused(status: u16, message: &str) -> CallError {
        CallError {
            status: Some(status),
            message: Some(message.to_owned()),
            ..CallError::new("GET", String::new(), "", Problem::Refused)
        }
    }

    fn agent() -> Identity {
        Identity::Member {
            id: 1,
            role: "agent".to_owned(),
        }
    }

    #[test]
    fn the_narrowest_scope_that_the_vendor_names_comes_first() {
        let of = |list: List, message: &str| {
            let missing = lacks(reads::of(list), &refused(403, message), &agent());
            (missing.scopes.join(" "), missing.broader_scopes.join(" "))
        };
        let told = "You are missing the following required scopes: read, groups:read";
        assert_eq!(of(List::Groups, told), ("groups:read".to_owned(), "read".to_owned()));
        let other = "You are missing the following required scopes: read, teams:read";
        assert_eq!(of(List::Groups, other), ("read".to_owned(), "teams:read".to_owned()));
        let silent = "some required scopes";
        assert_eq!(of(List::Brands, silent), ("brands:read".to_owned(), "read".to_owned()));
    }

    #[test]
    fn a_refusal_without_scopes_is_for_the_user_or_the_plan() {
        let of = |list: List, status: u16| lacks(reads::of(list), &refused(status, "no access"), &agent()).other;
        assert!(
            of(List::OauthClients, 403)
                .unwrap()
                .contains("an admin: the role of who reads is `agent`")
        );
        let either = of(List::CustomRoles, 403).unwrap();
        assert!(
            either.contains("Enterprise") && either.contains("says the same"),
            "{either}"
        );
        assert!(of(List::Groups, 403).unwrap().contains("does not name"));
        assert!(of(List::BrandAgents, 404).unwrap().contains("department spaces"));
        assert!(in_part(reads::of(List::Brands), &agent()).is_some());
        assert!(in_part(reads::of(List::Groups), &agent()).is_none());
    }
}
