//! What `doctor` found, from top to bottom: what was checked, what can't be read and why, what to paste, what it costs.

mod account;
mod org;
mod parts;

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::parts::fact;
use super::wrap::wrapped;
use crate::genesys::doctor::OrgChecked;
use crate::model::shown;
use crate::zendesk::doctor::AccountChecked;

/// What was found of every org and account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Doctor {
    /// `zd2gc/doctor/1`.
    pub schema: String,
    /// What was found before anybody was asked.
    pub found: Found,
    /// The orgs that could be asked.
    pub tenants: Vec<OrgChecked>,
    /// The accounts that could be asked.
    pub accounts: Vec<AccountChecked>,
    /// What kept others from being asked.
    pub problems: Vec<Trouble>,
}

/// What was found before anybody was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// The settings file, or null.
    pub settings: Option<String>,
    /// The profile of it, or null.
    pub profile: Option<String>,
    /// The folder of mapping tables, or null for the shipped ones alone.
    pub tables: Option<String>,
    /// The tenants that the tables name.
    pub tenants: Vec<String>,
    /// The Zendesk accounts that flags or settings name.
    pub accounts: Vec<String>,
}

/// What kept an org or account from being asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Trouble {
    /// The tenant; null where it is an account.
    pub tenant: Option<String>,
    /// The account; null where it is a tenant.
    pub account: Option<String>,
    /// The exit code that it asks for.
    pub exit: u8,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hints: Vec<String>,
}

impl Doctor {
    /// The version of the form.
    pub const SCHEMA: &'static str = "zd2gc/doctor/1";

    /// Nobody asked so far.
    pub fn new(found: Found) -> Self {
        Self {
            schema: Self::SCHEMA.to_owned(),
            found,
            tenants: Vec::new(),
            accounts: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Writes it as text, for a terminal of this width.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write_text(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        let found = &self.found;
        let profile = found.profile.as_ref().map(|profile| format!(", profile {profile}"));
        let settings = found.settings.as_ref().map_or_else(
            || "none; flags and environment".to_owned(),
            |file| format!("{file}{}", profile.unwrap_or_default()),
        );
        fact("settings", &settings, width, out)?;
        let tables = found.tables.as_deref().unwrap_or("the shipped ones alone");
        let tenants = match found.tenants.as_slice() {
            [] => "no tenant".to_owned(),
            [one] => format!("tenant {one}"),
            several => format!("tenants {}", several.join(", ")),
        };
        fact("tables", &format!("{tables}: {tenants}"), width, out)?;
        if !found.accounts.is_empty() {
            fact("accounts", &found.accounts.join(", "), width, out)?;
        }
        for tenant in &self.tenants {
            writeln!(out)?;
            org::write_org(tenant, width, out)?;
        }
        for account in &self.accounts {
            writeln!(out)?;
            account::write_account(account, width, out)?;
        }
        for trouble in &self.problems {
            let whose = trouble.tenant.as_ref().or(trouble.account.as_ref());
            writeln!(out, "\n{}: not checked", shown(whose.map_or("", String::as_str)))?;
            writeln!(out, "{}", wrapped("  ", &trouble.message, width))?;
            for hint in &trouble.hints {
                writeln!(out, "{}", wrapped("  hint: ", hint, width))?;
            }
        }
        Ok(())
    }
}
