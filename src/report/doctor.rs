//! What `doctor` found, from top to bottom: what was checked, what can't be read and why, what to paste, what it costs.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::table::table;
use super::wrap::wrapped;
use crate::genesys::doctor::{ClientSeen, OrgChecked, PermissionNeeded};
use crate::live::{CallsExpected, Missing, ReadChecked};
use crate::model::shown;

/// What was found of every org and account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Doctor {
    /// `zd2gc/doctor/1`.
    pub schema: String,
    /// What was found before anybody was asked.
    pub found: Found,
    /// The orgs that could be asked.
    pub tenants: Vec<OrgChecked>,
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
}

/// What kept an org or account from being asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Trouble {
    /// The tenant.
    pub tenant: String,
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
        for tenant in &self.tenants {
            writeln!(out)?;
            write_org(tenant, width, out)?;
        }
        for trouble in &self.problems {
            writeln!(out, "\n{}: not checked", shown(&trouble.tenant))?;
            writeln!(out, "{}", wrapped("  ", &trouble.message, width))?;
            for hint in &trouble.hints {
                writeln!(out, "{}", wrapped("  hint: ", hint, width))?;
            }
        }
        Ok(())
    }
}

/// How wide the words before facts are.
const WORD: usize = 12;

fn fact(word: &str, text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", wrapped(&format!("{word:<WORD$}"), text, width))
}

fn write_org(org: &OrgChecked, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let id = org.org_id.as_deref().unwrap_or("that is not known");
    let name = org
        .org_name
        .as_deref()
        .map_or_else(String::new, |name| format!(" {name}"));
    let title = format!("{}: org{name} ({id}), {}", org.tenant, org.region);
    writeln!(out, "{}\n", wrapped("", &title, width))?;
    fact("asked", &org.api, width, out)?;
    fact("credential", &org.credential, width, out)?;
    let token = org.login.as_ref().map(|login| format!("got from {login}"));
    fact("token", token.as_deref().unwrap_or("as given"), width, out)?;
    match &org.client {
        None => fact("client", "not known: the token may not read what it is", width, out)?,
        Some(client) => write_client(client, width, out)?,
    }
    if let Some(home) = &org.home_org {
        let told = format!("{home}: who signed in comes from there");
        fact("home org", &told, width, out)?;
    }
    let readable = org.reads.iter().filter(|read| read.readable == Some(true)).count();
    fact(
        "can read",
        &format!("{readable} of {} lists and facts", org.reads.len()),
        width,
        out,
    )?;
    for (title, readable) in [("Can't be read:", Some(false)), ("Not known beforehand:", None)] {
        let mut reads = org.reads.iter().filter(|read| read.readable == readable).peekable();
        if reads.peek().is_some() {
            writeln!(out, "\n{title}")?;
        }
        for read in reads {
            write_read(read, width, out)?;
        }
    }
    if !org.limited.is_empty() {
        writeln!(
            out,
            "\nWarning: held in some divisions only, so that what is elsewhere is not seen:\n"
        )?;
        let rows = org
            .limited
            .iter()
            .map(|limited| vec![limited.permission.clone(), limited.divisions.join(", ")]);
        write!(out, "{}", table(&["permission", "sees only divisions"], rows, width))?;
    }
    write_role(org, width, out)?;
    write_scopes(org, width, out)?;
    writeln!(out, "\n{}", wrapped("", &cost(&org.calls), width))
}

fn write_client(client: &ClientSeen, width: usize, out: &mut dyn Write) -> io::Result<()> {
    fact(
        "client",
        &format!("{} ({}), {}", client.name, client.id, client.grant_type),
        width,
        out,
    )?;
    let scopes = if client.acts_for_itself() {
        "don't apply to client credentials".to_owned()
    } else if client.scopes.is_empty() {
        "none".to_owned()
    } else {
        client.scopes.join(", ")
    };
    fact("scopes", &scopes, width, out)
}

fn write_read(read: &ReadChecked, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n  {} {}", read.method, shown(&read.path))?;
    let mut line = |word: &str, text: &str| writeln!(out, "{}", wrapped(&format!("    {word:<11}"), text, width));
    line("gives", &format!("{}: {}", read.gives, read.tells))?;
    if let Some(why) = &read.not_asked {
        line("not asked", why)?;
    }
    if let Some(answered) = &read.answered {
        line("answered", answered)?;
    }
    let Some(missing) = &read.missing else { return Ok(()) };
    for text in lacks(missing) {
        line("lacks", &text)?;
    }
    Ok(())
}

/// What is missing, a thing a line.
fn lacks(missing: &Missing) -> Vec<String> {
    let mut lacks: Vec<String> = missing.scopes.iter().map(|scope| format!("scope {scope}")).collect();
    let place = match missing.divisions.as_slice() {
        [] => String::new(),
        [one] => format!(" in division {one}"),
        several => format!(" in divisions {}", several.join(", ")),
    };
    let permissions = missing.permissions.iter();
    lacks.extend(permissions.map(|permission| format!("permission {permission}{place}")));
    lacks.extend(missing.other.clone());
    if lacks.is_empty() {
        lacks.push("unknown: the answer is all that the vendor says".to_owned());
    }
    lacks
}

fn write_role(org: &OrgChecked, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nThe least role that reads everything, in all divisions:\n")?;
    let rows = org.role.policies.iter().map(|policy| {
        let state = |action: &String| {
            let name = format!("{}:{}:{action}", policy.domain, policy.entity);
            let permissions = &org.role.permissions;
            permissions.iter().find(|one| one.permission == name).map_or("", state)
        };
        let states: Vec<&str> = policy.actions.iter().map(state).collect();
        vec![
            policy.domain.clone(),
            policy.entity.clone(),
            policy.actions.join("\n"),
            states.join("\n"),
        ]
    });
    write!(out, "{}", table(&["domain", "entity", "action", ""], rows, width))?;
    let names = |wanted: &[&str]| {
        let permissions = org.role.permissions.iter();
        let permissions = permissions.filter(|permission| wanted.contains(&state(permission)));
        permissions
            .map(|permission| permission.permission.clone())
            .collect::<Vec<_>>()
    };
    for (title, names) in [
        ("Held", names(&["held"])),
        ("Missing", names(&["missing"])),
        ("Not known whether held", names(&["unknown"])),
        (
            "Not held and not needed, as another permission does the same",
            names(&["replaced"]),
        ),
    ] {
        if !names.is_empty() {
            writeln!(out, "\n{title}:")?;
            for name in names {
                writeln!(out, "  {name}")?;
            }
        }
    }
    Ok(())
}

/// Whether a permission is held, in a word.
fn state(permission: &PermissionNeeded) -> &'static str {
    match permission.held {
        _ if permission.replaced => "replaced",
        Some(true) => "held",
        Some(false) => "missing",
        None => "unknown",
    }
}

fn write_scopes(org: &OrgChecked, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let title = match &org.client {
        Some(client) if client.acts_for_itself() => {
            "Scopes don't apply to this client. One with which people sign in would take these:"
        }
        _ => "The least scopes that read everything:",
    };
    writeln!(out, "\n{}", wrapped("", title, width))?;
    for scope in &org.scopes {
        let client = org.client.as_ref().filter(|client| !client.acts_for_itself());
        let lacks = client.is_some_and(|client| {
            let area = scope.trim_end_matches(":readonly");
            !client.scopes.iter().any(|own| own == scope || own == area)
        });
        writeln!(out, "  {scope}{}", if lacks { "  missing" } else { "" })?;
    }
    Ok(())
}

/// What a snapshot costs, in a sentence.
fn cost(calls: &CallsExpected) -> String {
    let most = if calls.at_most > calls.expected {
        format!(
            " (at most {}: which groups hold rights is seen on the way)",
            calls.at_most
        )
    } else {
        String::new()
    };
    let allowed = calls.allowed_a_minute.map_or_else(
        || "the vendor does not say how many it allows".to_owned(),
        |allowed| format!("{allowed} a minute are allowed"),
    );
    format!(
        "A snapshot takes {} calls{most}; {allowed}: {}.",
        calls.expected,
        time(calls.seconds)
    )
}

/// A time in words.
fn time(seconds: u64) -> String {
    match seconds {
        0 | 1 => "about a second".to_owned(),
        2..=119 => format!("about {seconds} seconds"),
        _ => format!("about {} minutes", seconds.div_ceil(60)),
    }
}
