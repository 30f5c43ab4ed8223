//! An account that was checked.

use std::io::{self, Write};

use super::parts::{cost, fact, write_reads};
use crate::report::wrap::wrapped;
use crate::zendesk::doctor::AccountChecked;

/// Writes what was found of it.
pub(super) fn write_account(account: &AccountChecked, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}: Zendesk account\n", account.subdomain)?;
    fact("asked", &account.api, width, out)?;
    fact("credential", &account.credential, width, out)?;
    let token = account.login.as_ref().map(|login| format!("got from {login}"));
    fact("token", token.as_deref().unwrap_or("as given"), width, out)?;
    let who = match (&account.user, &account.user_hidden) {
        (Some(user), _) => format!("user {}, role {}", user.id, user.role),
        (None, Some(why)) => format!("not known: {why}"),
        (None, None) => "not known".to_owned(),
    };
    fact("reads as", &who, width, out)?;
    let scopes = match &account.granted_scopes {
        _ if !account.scopes_apply => "don't apply to an API token".to_owned(),
        None => "not known: Zendesk does not say".to_owned(),
        Some(scopes) if scopes.is_empty() => "none that opens anything".to_owned(),
        Some(scopes) => scopes.join(", "),
    };
    fact("scopes", &scopes, width, out)?;
    write_reads(&account.reads, width, out)?;
    write_scopes(account, width, out)?;
    writeln!(out, "\n{}", wrapped("", &cost(&account.calls), width))
}

fn write_scopes(account: &AccountChecked, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let title = if account.scopes_apply {
        "The least scopes that read everything, for a client or token of an admin:"
    } else {
        "Scopes don't apply to an API token. An OAuth client, bound to an admin, would take these:"
    };
    let mut list = |title: &str, scopes: &[String]| {
        writeln!(out, "\n{}", wrapped("", title, width))?;
        for scope in scopes {
            let lacks = account.has_scope(scope) == Some(false);
            writeln!(out, "  {scope}{}", if lacks { "  missing" } else { "" })?;
        }
        Ok::<_, io::Error>(())
    };
    list(title, &account.scopes)?;
    if account.narrower_scopes.is_empty() {
        return Ok(());
    }
    let title = format!(
        "Nothing narrower is published for {}. For the other lists these would do:",
        account.only_broader.join(", ")
    );
    list(&title, &account.narrower_scopes)
}
