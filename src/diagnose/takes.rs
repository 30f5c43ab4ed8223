//! What a call takes: permissions, scopes, who may make it, and a request to check with.

use schemars::JsonSchema;
use serde::Serialize;

use super::seen::Seen;
use crate::catalogue::{Catalogue, Mode, OperationFacts, ScopeSource, rank, scope_rank};
use crate::model::{Level, Permission};

/// How many operations are offered in place of one that doesn't exist.
const NEAR: usize = 5;

/// What an operation takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Takes {
    /// The operation: a method and the template of a path.
    pub operation: String,
    /// How its permissions combine: `ANY`, `ALL`, `none` or `unknown`.
    pub mode: String,
    /// Its permissions.
    pub permissions: Vec<String>,
    /// Its scopes, the narrowest first; any one suffices.
    pub scopes: Vec<String>,
    /// How sure the scopes are: `exact`, `derived` or `unknown`.
    pub scope_source: String,
    /// Who may call it, as far as the facts tell.
    pub actor: String,
    /// A request to check with.
    pub check: String,
}

impl Takes {
    /// What an operation takes, and how to check at a host.
    pub(super) fn of(operation: &OperationFacts, host: Option<&str>) -> Self {
        let mut scopes: Vec<&str> = operation.scopes.clone();
        scopes.sort_by_key(scope_rank);
        Self {
            operation: format!("{} {}", operation.method, operation.path),
            mode: operation.mode.to_string(),
            permissions: operation.permissions.iter().map(ToString::to_string).collect(),
            scopes: scopes.into_iter().map(str::to_owned).collect(),
            scope_source: operation.scope_source.to_string(),
            actor: actor(operation).to_owned(),
            check: check(operation, host),
        }
    }

    /// The permission that does least harm, where any one suffices; all, where all are needed.
    pub(super) fn least<'a>(
        operation: &'a OperationFacts,
        levels: &dyn Fn(&Permission) -> Option<Level>,
    ) -> Vec<&'a str> {
        match operation.mode {
            Mode::All => operation.permissions.iter().map(Permission::as_str).collect(),
            Mode::Any => operation
                .permissions
                .iter()
                .min_by_key(|permission| (rank(permission, levels(permission)), (*permission).clone()))
                .map(Permission::as_str)
                .into_iter()
                .collect(),
            Mode::None | Mode::Unknown => Vec::new(),
        }
    }

    /// In sentences.
    pub(super) fn told(&self) -> Vec<String> {
        let quoted = |names: &[String]| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            names.join(", ")
        };
        let permissions = match (self.mode.as_str(), self.permissions.as_slice()) {
            ("ANY", [_, _, ..]) => format!("one of the permissions {}", quoted(&self.permissions)),
            ("ANY" | "ALL", [one]) => format!("the permission `{one}`"),
            ("ALL", [_, ..]) => format!("all of the permissions {}", quoted(&self.permissions)),
            ("none", _) => "no permission that its definition lists".to_owned(),
            _ => "permissions that no document tells".to_owned(),
        };
        let scopes = match (self.scopes.as_slice(), self.scope_source.as_str()) {
            ([], _) => "scopes that no document tells".to_owned(),
            ([one], "derived") => format!("the scope `{one}`, as far as other operations tell"),
            ([one], _) => format!("the scope `{one}`"),
            (many, "derived") => format!("one of the scopes {}, as far as other operations tell", quoted(many)),
            (many, _) => format!("one of the scopes {}", quoted(many)),
        };
        vec![
            format!(
                "`{}` takes {permissions}, and of a user's application {scopes}",
                self.operation
            ),
            format!("who may call it: {}", self.actor),
            format!("to check: {}", self.check),
        ]
    }
}

/// Who may call, as far as the facts tell.
fn actor(operation: &OperationFacts) -> &'static str {
    if operation.no_auth {
        "anybody, without a token"
    } else if operation.guest_token || operation.path.contains("/guest") {
        "a guest of web messaging or web chat, with a guest's token"
    } else if matches!(operation.path, "/api/v2/tokens/me" | "/api/v2/organizations/me") {
        "a user, or a client by client credentials"
    } else if operation.path.split('/').any(|part| part == "me") {
        "a user: the path speaks of the one who calls"
    } else if operation.any_token {
        "whoever has a token, whatever its scopes"
    } else {
        "a user, or a client by client credentials with the permission, as far as the definition tells"
    }
}

/// A request that changes nothing and shows whether the caller gets through.
fn check(operation: &OperationFacts, host: Option<&str>) -> String {
    let host = host.unwrap_or("api.REGION-DOMAIN");
    let reads = operation.method == crate::model::Method::Get;
    if reads && !operation.path.contains('{') {
        format!(
            "curl -H \"Authorization: Bearer $TOKEN\" https://{host}{}",
            operation.path
        )
    } else {
        format!(
            "curl -H \"Authorization: Bearer $TOKEN\" https://{host}/api/v2/tokens/me (reads only: organization, `authorizedScope`)"
        )
    }
}

/// What to know of the call that was refused, and of what it means.
pub(super) fn of_call(seen: &Seen<'_>) -> (Vec<Takes>, Vec<String>) {
    let host = seen.host.region().map(crate::catalogue::RegionFacts::api_host);
    let mut operations: Vec<&OperationFacts> = seen.operation().into_iter().collect();
    if operations.is_empty() {
        operations = instead(seen).into_iter().take(2).collect();
    }
    let takes: Vec<Takes> = operations
        .into_iter()
        .map(|operation| Takes::of(operation, host.as_deref()))
        .collect();
    let mut facts: Vec<String> = Vec::new();
    for fact in takes.iter().flat_map(Takes::told) {
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    }
    (takes, facts)
}

/// The operations that could be meant by one that does not exist, nearest first.
pub(super) fn instead(seen: &Seen<'_>) -> Vec<&'static OperationFacts> {
    use super::seen::Call;
    if !matches!(seen.call, Call::Unknown | Call::Removed(_) | Call::OtherMethod(_)) {
        return Vec::new();
    }
    let Some((method, path)) = super::seen::asked(seen.refusal) else {
        return Vec::new();
    };
    let catalogue = Catalogue::embedded();
    let mut names = Vec::new();
    if let Call::OtherMethod(methods) = &seen.call {
        let whole = if path.starts_with("/api/") {
            path.clone()
        } else {
            format!("/api/v2{path}")
        };
        names.extend(methods.iter().map(|method| format!("{method} {whole}")));
    }
    // What is meant first, by whatever method: a question too long for an address is posted. Then what the method has.
    if let Some(name) = catalogue.nearest_operations(&path, 1).pop()
        && let Some((_, near)) = name.split_once(' ')
    {
        let same_method = method.filter(|method| catalogue.operation(*method, near).is_some());
        names.push(same_method.map_or_else(|| name.clone(), |method| format!("{method} {near}")));
    }
    if let Some(method) = method {
        names.extend(catalogue.nearest_operations(&format!("{method} {path}"), NEAR));
    }
    names.extend(catalogue.nearest_operations(&path, NEAR));
    let mut found: Vec<&'static OperationFacts> = Vec::new();
    for name in names {
        if let Some((method, path)) = name.split_once(' ')
            && let Ok(method) = method.parse()
            && let Some(operation) = catalogue.operation(method, path)
            && !found.iter().any(|own| std::ptr::eq(*own, operation))
        {
            found.push(operation);
        }
    }
    found.truncate(NEAR);
    found
}

/// The scope to use for an operation: the narrowest, where any is known.
pub(super) fn narrowest(operation: &OperationFacts) -> Option<&'static str> {
    let mut scopes = operation.scopes.clone();
    scopes.sort_by_key(scope_rank);
    scopes
        .into_iter()
        .next()
        .filter(|_| operation.scope_source != ScopeSource::Unknown)
}
