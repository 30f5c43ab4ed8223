//! What is particular to a case: the names that were used, and the right ones beside them.

use super::quoted;
use crate::catalogue::OperationFacts;
use crate::diagnose::cause::Cause;
use crate::diagnose::known::Known;
use crate::diagnose::seen::{Call, Grant, Host, Seen};
use crate::diagnose::takes::{self, Takes};
use crate::model::{Method, shown};

/// What is particular to a cause in this case.
#[derive(Debug, Default)]
pub(super) struct Details {
    /// Sentences after what is always said.
    pub(super) more: Vec<String>,
    /// Steps before those that are always advised.
    pub(super) first: Vec<String>,
}

impl Details {
    fn say(&mut self, text: impl Into<String>) {
        self.more.push(text.into());
    }

    fn advise(&mut self, text: impl Into<String>) {
        self.first.push(text.into());
    }
}

/// What to say of a cause in this case.
pub(super) fn of(cause: Cause, seen: &Seen<'_>, known: &Known<'_>) -> Details {
    let mut details = Details::default();
    match cause {
        Cause::NonexistentEndpoint => endpoint(seen, &mut details),
        Cause::WrongHost => host(seen, &mut details),
        Cause::InventedScope => invented(seen, &mut details),
        Cause::ScopeNotOnClient => scopes(seen, &mut details),
        Cause::TokenOrgMismatch => org(seen, &mut details),
        Cause::RolePermissionMissing
        | Cause::CcScopesIgnored
        | Cause::DivisionNotGranted
        | Cause::UseRoleDivisions
        | Cause::SsoNotAuthz
        | Cause::PermissionNotLicensed => permissions(cause, seen, known, &mut details),
        Cause::NoRefreshForGrant => {
            for grant in &seen.grants {
                if matches!(grant, Grant::ClientCredentials | Grant::Implicit | Grant::Saml) {
                    details.say(format!("The grant here is {}.", grant.told()));
                }
            }
        }
        Cause::WrongRegionOrClientId | Cause::TokenInvalid => {
            if let Some(region) = seen.host.region() {
                details.say(format!("The call went to {} (`{}`).", region.name, region.domain));
            }
            if cause == Cause::TokenInvalid && seen.says(&["scope|scopes"]) && seen.is_status(&[401]) {
                details.say("The words about scopes did not come from the scope check, which answers 403.");
            }
        }
        Cause::UserContextRequired if seen.operation().is_some_and(|operation| operation.path.contains("/me")) => {
            details.advise("ask for the person by id in place of `me`, where there is such an operation");
        }
        _ => {}
    }
    details
}

/// An operation as it is written.
fn written(operation: &OperationFacts) -> String {
    format!("`{} {}`", operation.method, operation.path)
}

fn endpoint(seen: &Seen<'_>, details: &mut Details) {
    match &seen.call {
        Call::Removed(gone) => details.say(format!(
            "It once existed: the vendor's SDK had it from release {} to {} ({}).",
            gone.first_release, gone.last_release, gone.last_date
        )),
        Call::OtherMethod(methods) => {
            let methods: Vec<String> = methods.iter().map(Method::to_string).collect();
            details.say(format!("The path takes {} only.", methods.join(", ")));
        }
        Call::Unknown => details.say("No release of the vendor's SDK ever had it."),
        _ => details.say("Which call it was was not told."),
    }
    let instead = takes::instead(seen);
    if let [first, rest @ ..] = instead.as_slice() {
        let scope = takes::narrowest(first).map(|scope| format!("the scope `{scope}` of a user's application"));
        let permissions = Some(quoted(&Takes::least(first, &|_| None))).filter(|names| !names.is_empty());
        let permissions = permissions.map(|names| format!("the permission {names}"));
        let takes: Vec<String> = scope.into_iter().chain(permissions).collect();
        let takes = match takes.join(" and ") {
            nothing if nothing.is_empty() => nothing,
            some => format!("; it takes {some}"),
        };
        details.advise(format!("the nearest that exists: {}{takes}", written(first)));
        if !rest.is_empty() {
            let rest: Vec<String> = rest.iter().map(|operation| written(operation)).collect();
            details.advise(format!("also near: {}", rest.join(", ")));
        }
    }
}

fn host(seen: &Seen<'_>, details: &mut Details) {
    match &seen.host {
        Host::Foreign(host) => {
            details.say("The host that was called belongs to none of the 18 regions.");
            let near = seen.catalogue.nearest(host, crate::catalogue::Kind::Region, 2);
            if !near.is_empty() {
                let near: Vec<&str> = near.iter().map(String::as_str).collect();
                details.advise(format!("the nearest that exist: {}", quoted(&near)));
            }
        }
        other => {
            if let Some(region) = other.region() {
                details.advise(format!(
                    "in {} the API is at `{}` and tokens are at `{}`",
                    region.name,
                    region.api_host(),
                    region.login_host()
                ));
            }
        }
    }
}

fn invented(seen: &Seen<'_>, details: &mut Details) {
    let invented: Vec<&str> = seen
        .scopes
        .iter()
        .filter(|scope| !scope.exists)
        .map(|scope| scope.text.as_str())
        .collect();
    if invented.is_empty() {
        details.say("Which scope was refused was not told.");
    } else {
        details.say(format!("These are no scopes: {}.", unreal(&invented)));
    }
    let called = seen.operation().or_else(|| takes::instead(seen).first().copied());
    if let Some(operation) = called
        && let Some(scope) = takes::narrowest(operation)
    {
        details.advise(format!("{} takes the scope `{scope}`", written(operation)));
        return;
    }
    for name in invented.iter().take(3) {
        let near = seen.catalogue.nearest(name, crate::catalogue::Kind::Scope, 3);
        if !near.is_empty() {
            let near: Vec<&str> = near.iter().map(String::as_str).collect();
            details.advise(format!("the nearest scopes that exist: {}", quoted(&near)));
        }
    }
}

/// Names that don't exist, told so that nobody takes them for real ones.
fn unreal(names: &[&str]) -> String {
    let names: Vec<String> = names
        .iter()
        .map(|name| format!("\u{201c}{}\u{201d} (does not exist)", tame(name)))
        .collect();
    names.join(", ")
}

/// A name from outside as it may be printed: not without end; what moves the cursor is made visible.
fn tame(name: &str) -> String {
    let short: String = name.chars().take(80).collect();
    shown(&short).into_owned()
}

fn scopes(seen: &Seen<'_>, details: &mut Details) {
    let Some(operation) = seen.operation().filter(|operation| !operation.scopes.is_empty()) else {
        return;
    };
    let mut accepted = operation.scopes.clone();
    accepted.sort_by_key(crate::catalogue::scope_rank);
    details.say(format!(
        "{} accepts any one of {}.",
        written(operation),
        quoted(&accepted)
    ));
    if let Some(scope) = takes::narrowest(operation) {
        details.advise(format!("the narrowest scope for this call is `{scope}`"));
    }
}

fn org(seen: &Seen<'_>, details: &mut Details) {
    if !seen.org_headers.is_empty() {
        let headers: Vec<&str> = seen.org_headers.iter().map(|(name, _)| name.as_str()).collect();
        details.say(format!(
            "The platform knows no such header and ignores it: {}.",
            unreal(&headers)
        ));
    }
    if seen.uses(Grant::Refresh) {
        details.say("A token that was refreshed stays in the org in which its refresh token was issued.");
    }
}

fn permissions(cause: Cause, seen: &Seen<'_>, known: &Known<'_>, details: &mut Details) {
    let named: Vec<&str> = seen
        .permissions
        .iter()
        .filter(|permission| permission.exists)
        .map(|permission| permission.text.as_str())
        .collect();
    let invented: Vec<&str> = seen
        .permissions
        .iter()
        .filter(|permission| !permission.exists)
        .map(|permission| permission.text.as_str())
        .collect();
    if !invented.is_empty() {
        details.say(format!(
            "The catalogue does not have these permissions: {}.",
            unreal(&invented)
        ));
    }
    let Some(operation) = seen.operation() else {
        if !named.is_empty() && cause != Cause::UseRoleDivisions {
            details.say(format!("It is about {}.", quoted(&named)));
        }
        return;
    };
    let least = Takes::least(operation, known.levels);
    if least.is_empty() {
        return;
    }
    if cause == Cause::RolePermissionMissing || cause == Cause::CcScopesIgnored {
        details.advise(format!(
            "the least that opens {} is {}: a role with that, and no more, is enough",
            written(operation),
            quoted(&least)
        ));
    } else {
        details.say(format!("{} takes {}.", written(operation), quoted(&least)));
    }
}
