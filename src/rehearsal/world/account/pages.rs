//! An account of JSON: pages of lists, as the API sends them.

use std::collections::BTreeMap;

use serde_json::Value;
use strum::IntoEnumIterator as _;

use super::login::{self, ApiToken, Application, Kind, client_record};
use super::{Account, Id, List, Lists, Plan, Record, id_at, place};
use crate::model::Subdomain;

/// Why JSON is no account.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// A list that accounts don't have.
    #[error("an account has no list `{name}`")]
    UnknownList {
        /// What it was called.
        name: String,
    },
    /// Not JSON.
    #[error("a page of `{name}` is not JSON")]
    NotJson {
        /// The list.
        name: String,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// JSON, but not what the API sends.
    #[error("a page of `{name}` is neither an array of records nor an object that holds one")]
    NotAList {
        /// The list.
        name: String,
    },
    /// Nobody whom a client that may read everything could act as.
    #[error("no active user of the account is an admin")]
    NoAdmin,
}

/// Makes the account.
pub(super) fn account(subdomain: Subdomain, plan: Plan, pages: &[(&str, &str)]) -> Result<Account, AccountError> {
    let mut lists = Kept::default();
    for (name, text) in pages {
        lists.add(name, text)?;
    }
    lists.sort();
    let admin = lists.user("admin").ok_or(AccountError::NoAdmin)?;
    let agent = lists.user("agent").unwrap_or(admin);
    let listed: Vec<Application> = (0..lists.count(List::Clients))
        .map(|at| application(&lists, &subdomain, at))
        .collect();
    let first_id = listed.iter().map(|client| client.id).max().unwrap_or(1_000_000) + 1;
    let own = login::own(&subdomain, first_id, admin, agent);
    for client in &own {
        let Id::Number(user) = id_at(&lists, List::Users, client.user) else {
            continue;
        };
        let record = client_record(&subdomain, client, user);
        lists.0.entry(List::Clients).or_default().push(record);
    }
    let api_tokens = (0..lists.count(List::ApiTokens))
        .map(|at| ApiToken {
            id: lists.field(List::ApiTokens, at, "id").as_u64().unwrap_or_default(),
            token: login::secret(&subdomain, 100 + at as u64),
            active: lists.field(List::ApiTokens, at, "active") == true,
        })
        .collect();
    Ok(Account {
        subdomain,
        plan,
        lists: Box::new(lists),
        clients: own.into_iter().chain(listed).collect(),
        api_tokens,
    })
}

/// A client of the list as one that can get tokens: what the list shows of its secret is how the secret begins.
fn application(lists: &Kept, subdomain: &Subdomain, at: usize) -> Application {
    let record = lists.record(List::Clients, at);
    let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let redirect_uris = match record.get("redirect_uri") {
        Some(Value::Array(uris)) => uris.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(uri)) => vec![uri.clone()],
        _ => Vec::new(),
    };
    let user = record
        .get("user_id")
        .and_then(|id| place(lists, List::Users, &Id::of_value(id)));
    Application {
        id: record.get("id").and_then(Value::as_u64).unwrap_or_default(),
        identifier: text("identifier"),
        name: text("name"),
        description: text("description"),
        secret: format!("{}{}", text("secret"), login::secret(subdomain, 10 + at as u64)),
        kind: if text("kind") == "public" {
            Kind::Public
        } else {
            Kind::Confidential
        },
        redirect_uris,
        ceiling: None,
        // Of somebody who left: the first user, as an account of none has no clients.
        user: user.unwrap_or(0),
    }
}

/// The records, by list.
#[derive(Debug, Default)]
struct Kept(BTreeMap<List, Vec<Record>>);

impl Kept {
    /// Takes one page in.
    fn add(&mut self, name: &str, text: &str) -> Result<(), AccountError> {
        let list = list_of(name).ok_or_else(|| AccountError::UnknownList { name: name.to_owned() })?;
        let page: Value = serde_json::from_str(text).map_err(|source| AccountError::NotJson {
            name: name.to_owned(),
            source,
        })?;
        let wrong = || AccountError::NotAList { name: name.to_owned() };
        let held = match page {
            Value::Object(mut page) => page.remove(list.key()).ok_or_else(wrong)?,
            page => page,
        };
        let records = match held {
            Value::Array(records) => records,
            record @ Value::Object(_) if list == List::Settings => vec![record],
            _ => return Err(wrong()),
        };
        let kept = self.0.entry(list).or_default();
        for record in records {
            let Value::Object(record) = record else {
                return Err(wrong());
            };
            kept.push(record);
        }
        Ok(())
    }

    /// Brings lists into the order of their ids; a record that two pages hold is kept once.
    fn sort(&mut self) {
        for (list, records) in &mut self.0 {
            if *list != List::Settings {
                let id = |record: &Record| Id::of_value(record.get("id").unwrap_or(&Value::Null));
                records.sort_by_key(id);
                records.dedup_by_key(|record| id(record));
            }
        }
    }

    /// The first user with a role who can sign in; of agents, rather one with a custom role.
    fn user(&self, role: &str) -> Option<usize> {
        let able: Vec<usize> = (0..self.count(List::Users))
            .filter(|at| {
                self.field(List::Users, *at, "role") == role
                    && self.field(List::Users, *at, "active") != false
                    && self.field(List::Users, *at, "suspended") != true
            })
            .collect();
        let custom = able.iter().find(|at| self.field(List::Users, **at, "role_type") == 0);
        custom.or(able.first()).copied()
    }
}

/// The list of a name, as answers or snapshots have it.
fn list_of(name: &str) -> Option<List> {
    match name {
        "oauth_clients" => Some(List::Clients),
        "oauth_tokens" => Some(List::Tokens),
        "account_settings" => Some(List::Settings),
        _ => List::iter().find(|list| list.key() == name),
    }
}

impl Lists for Kept {
    fn count(&self, list: List) -> usize {
        self.0.get(&list).map_or(0, Vec::len)
    }

    fn record(&self, list: List, at: usize) -> Record {
        self.0[&list][at].clone()
    }

    fn field(&self, list: List, at: usize, name: &str) -> Value {
        self.0[&list][at].get(name).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: &str = r#"{"users": [
        {"id": 3, "name": "C", "email": "c@x.example", "role": "agent", "role_type": 1, "active": true},
        {"id": 2, "name": "B", "email": "b@x.example", "role": "admin", "active": true, "suspended": true}
    ], "meta": {"has_more": true}}"#;
    const MORE: &str = r#"[
        {"id": "4", "name": "D", "email": "d@x.example", "role": "agent", "role_type": 0, "active": true},
        {"id": 3, "name": "C", "email": "c@x.example", "role": "agent", "role_type": 1, "active": true},
        {"id": 9, "name": "A", "email": "a@x.example", "role": "admin", "active": true, "suspended": false}
    ]"#;

    fn made(pages: &[(&str, &str)]) -> Result<Account, AccountError> {
        account("acme".parse().unwrap(), Plan::Team, pages)
    }

    #[test]
    fn pages_and_bare_arrays_are_one_list_in_the_order_of_ids() {
        let account = made(&[("users", PEOPLE), ("users", MORE)]).unwrap();
        let names: Vec<Value> = (0..account.lists.count(List::Users))
            .map(|at| account.lists.field(List::Users, at, "name"))
            .collect();
        assert_eq!(names, ["B", "C", "D", "A"]);
        assert_eq!(account.lists.count(List::Groups), 0);
        let users: Vec<usize> = account.clients.iter().map(|client| client.user).collect();
        assert_eq!(
            users,
            [3, 2],
            "the admin who can sign in, and the agent with a custom role"
        );
    }

    #[test]
    fn clients_of_the_list_can_get_tokens_and_the_rehearsals_own_are_in_it() {
        let clients = r#"{"clients": [{"id": 70, "identifier": "bi", "name": "BI", "kind": "confidential",
            "secret": "demo-shown", "redirect_uri": ["https://bi.example/cb"], "user_id": 4}]}"#;
        let account = made(&[("users", PEOPLE), ("users", MORE), ("oauth_clients", clients)]).unwrap();
        let listed = &account.clients[2];
        assert_eq!((listed.identifier.as_str(), listed.user), ("bi", 2));
        assert!(listed.secret.starts_with("demo-shown") && listed.secret.len() > 20);
        let ids: Vec<Value> = (0..3).map(|at| account.lists.field(List::Clients, at, "id")).collect();
        assert_eq!(ids, [70, 71, 72]);
        assert_eq!(account.lists.field(List::Clients, 1, "identifier"), "zd2gc");
    }

    #[test]
    fn what_is_no_account_says_why() {
        let said = |pages: &[(&str, &str)]| made(pages).unwrap_err().to_string();
        assert_eq!(said(&[("tickets", "[]")]), "an account has no list `tickets`");
        assert_eq!(said(&[("users", "{")]), "a page of `users` is not JSON");
        assert!(said(&[("users", r#"{"groups": []}"#)]).starts_with("a page of `users` is neither"));
        assert!(said(&[("users", "[1]")]).starts_with("a page of `users` is neither"));
        assert_eq!(said(&[("users", PEOPLE)]), "no active user of the account is an admin");
    }

    #[test]
    fn the_fixtures_are_accounts() {
        let fixture = |name: &str| {
            let path = format!("{}/tests/fixtures/zendesk/rich/{name}.json", env!("CARGO_MANIFEST_DIR"));
            std::fs::read_to_string(path).unwrap()
        };
        let names = [
            ("users", "users.page1"),
            ("users", "users.page2"),
            ("deleted_users", "deleted_users"),
            ("custom_roles", "custom_roles"),
            ("brand_agents", "brand_agents"),
            ("account_settings", "account_settings"),
            ("oauth_tokens", "oauth_tokens"),
            ("audit_logs", "audit_logs"),
        ];
        let texts: Vec<(&str, String)> = names.iter().map(|(list, name)| (*list, fixture(name))).collect();
        let pages: Vec<(&str, &str)> = texts.iter().map(|(list, text)| (*list, text.as_str())).collect();
        let account = made(&pages).unwrap();
        assert_eq!(account.lists.count(List::Users), 30);
        assert_eq!(
            place(&*account.lists, List::Users, &Id::Number(7_421_000_000_123)),
            Some(22),
            "its id is a number, its role's ids are texts"
        );
        assert!(
            place(
                &*account.lists,
                List::BrandAgents,
                &Id::of_text("01FX0000000000000000000001")
            )
            .is_some()
        );
    }
}
