//! Rows to paste for what the tables don't cover.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::coverage::coverage;
use super::format::Kind;
use super::tables::{GrantType, Tables};
use super::usage::AccountUse;
use crate::model::{fold_name, shown};
use crate::zendesk::model::OAuthClient;
use crate::zendesk::model::known_setting;

/// The tables to paste: a kind and its text, each a valid file of its own. Rows that need an id are commented out.
pub fn suggest(tables: &Tables, accounts: &[AccountUse]) -> Vec<(Kind, String)> {
    [
        (Kind::Settings, settings(tables, accounts)),
        (Kind::Tenants, tenants(tables, accounts)),
        (Kind::Applications, applications(tables, accounts)),
    ]
    .into_iter()
    .filter_map(|(kind, rows)| {
        (!rows.is_empty()).then(|| (kind, format!("schema: {}\n{kind}:\n{rows}", kind.schema())))
    })
    .collect()
}

fn settings(tables: &Tables, accounts: &[AccountUse]) -> String {
    let mut rows = String::new();
    for setting in coverage(tables, accounts).uncovered {
        let known = match known_setting(&setting.setting) {
            Some(_) => "a value that is new to these tables",
            None => "a setting that is new to these tables",
        };
        push(
            &mut rows,
            &format!(
                "  # {known}; asked for by {} in {}\n  - setting: {}\n    value: {}\n    permissions: []\n    fidelity: none\n    reason: to be decided\n",
                counted(setting.people, "person", "people"),
                counted(setting.roles as u64, "role", "roles"),
                text(&setting.setting),
                value(&setting.value),
            ),
        );
    }
    rows
}

fn tenants(tables: &Tables, accounts: &[AccountUse]) -> String {
    let mut rows = String::new();
    for account in accounts {
        let subdomain = account.subdomain.as_str();
        if tables
            .tenants
            .iter()
            .any(|tenant| tenant.subdomains.iter().any(|own| own == subdomain))
        {
            continue;
        }
        let mut row = format!("- name: {0}\n  subdomains: [{0}]\n", text(subdomain));
        row.push_str("  org_id: 00000000-0000-0000-0000-000000000000   # of the org, in Genesys Cloud: Admin, Organization settings\n");
        row.push_str("  region: eu-central-1   # the org's own\n");
        let brands: Vec<&str> = account
            .brands
            .iter()
            .filter(|brand| brand.active != Some(false) && brand.is_deleted != Some(true))
            .map(|brand| brand.name.as_str())
            .collect();
        if brands.len() > 1 {
            let _ = write!(row, "  divisions:\n    by: brand   # {} active brands\n", brands.len());
        }
        push(&mut rows, "  # fill in the org, then take the `#` away\n");
        comment(&mut rows, &row);
    }
    rows
}

fn applications(tables: &Tables, accounts: &[AccountUse]) -> String {
    let mut rows = String::new();
    let mut names: BTreeSet<String> = tables.applications.iter().map(|row| fold_name(&row.name)).collect();
    for account in accounts {
        let carried = |id: u64, identifier: &str, name: &str| {
            tables.applications.iter().any(|row| match &row.zendesk_client {
                Some(own) => *own == id.to_string() || (!identifier.is_empty() && own == identifier),
                None => !name.trim().is_empty() && fold_name(&row.name) == fold_name(name),
            })
        };
        let mut unique = |name: &str, id: u64| {
            let name = match name.trim() {
                "" => format!("Zendesk {id}"),
                name => name.to_owned(),
            };
            if names.insert(fold_name(&name)) {
                return name;
            }
            let longer = format!("{name} ({} {id})", account.subdomain);
            names.insert(fold_name(&longer));
            longer
        };
        for client in &account.oauth_clients {
            if carried(client.id.value, &client.identifier, &client.name) {
                continue;
            }
            let name = unique(&client.name, client.id.value);
            let about = format!(
                "  # OAuth client {} of {}{}\n",
                shown(&client.identifier),
                account.subdomain,
                if client.global == Some(true) {
                    ", global: one of Zendesk's or a partner's"
                } else {
                    ""
                }
            );
            push(&mut rows, &about);
            comment(&mut rows, &client_row(account, client, &name));
        }
        for token in account.api_tokens.iter().filter(|token| token.active != Some(false)) {
            let description = token.description.as_deref().unwrap_or_default();
            if carried(token.id.value, "", description) {
                continue;
            }
            let name = unique(description, token.id.value);
            let used = token.last_used.as_deref().unwrap_or("never, or not recorded");
            push(
                &mut rows,
                &format!(
                    "  # API token {} of {}, last used {}; it acted with all rights of its user\n",
                    token.id.value,
                    account.subdomain,
                    shown(used)
                ),
            );
            comment(
                &mut rows,
                &format!(
                    "- name: {}\n  client_id: 00000000-0000-0000-0000-000000000000\n  grant_type: {}\n  divisions: [home]\n  zendesk_client: {}\n  operations: []   # the calls that it will make\n",
                    text(&name),
                    GrantType::ClientCredentials,
                    value(&token.id.value.to_string()),
                ),
            );
        }
    }
    rows
}

fn client_row(account: &AccountUse, client: &OAuthClient, name: &str) -> String {
    let grant = if client.kind.as_deref() == Some("public") {
        GrantType::AuthorizationCodePkce
    } else {
        GrantType::AuthorizationCode
    };
    let mut scopes: BTreeSet<&str> = BTreeSet::new();
    for token in &account.oauth_tokens {
        if token.client_id.is_some_and(|id| id.value == client.id.value) {
            scopes.extend(token.scopes.iter().flatten().map(String::as_str));
        }
    }
    let list = |items: &mut dyn Iterator<Item = &str>| items.map(text).collect::<Vec<_>>().join(", ");
    let uris = list(&mut client.redirect_uri.iter().flatten().map(String::as_str));
    let identifier = if client.identifier.is_empty() {
        value(&client.id.value.to_string())
    } else {
        text(&client.identifier)
    };
    format!(
        "- name: {}\n  client_id: 00000000-0000-0000-0000-000000000000\n  grant_type: {grant}\n  redirect_uris: [{uris}]\n  zendesk_client: {identifier}\n  zendesk_scopes: [{}]\n  operations: []   # the calls that it will make\n",
        text(name),
        list(&mut scopes.into_iter()),
    )
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn push(rows: &mut String, text: &str) {
    rows.push_str(text);
}

/// Adds a row as comments, indented as a row of the list.
fn comment(rows: &mut String, row: &str) {
    for line in row.lines() {
        rows.push_str("  # ");
        rows.push_str(line);
        rows.push('\n');
    }
}

/// A value of a setting, which reads back as the same text or truth value.
fn value(value: &str) -> String {
    match value {
        "true" | "false" => value.to_owned(),
        _ => text(value),
    }
}

/// A text in YAML: plain where it can only be read as itself, else quoted, hidden characters escaped.
fn text(text: &str) -> String {
    let plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if plain {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for character in text.chars() {
        let mut buffer = [0; 4];
        let own: &str = character.encode_utf8(&mut buffer);
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            _ if shown(own) != own => {
                // Writing to a String cannot fail.
                let _ = write!(quoted, "\\U{:08X}", u32::from(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    proptest::proptest! {
        #[test]
        fn a_text_reads_back_as_itself(original in "\\PC*|[\\x00-\\x1f\u{202e}\u{85}\u{2028}\"\\\\:# ,\\[\\]{}]*") {
            let row = format!("a: [{}]", text(&original));
            let read: BTreeMap<String, Vec<String>> = serde_yaml::from_str(&row).unwrap();
            proptest::prop_assert_eq!(&read["a"][0], &original);
        }
    }
}
