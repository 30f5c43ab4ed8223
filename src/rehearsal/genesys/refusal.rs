//! Why a call is refused, in the vendor's codes.
//!
//! Source: the error codes (`x-inin-error-codes`) of the API's definition, and the form of `ErrorBody` there.

use std::collections::BTreeMap;

use serde_json::json;

use crate::catalogue::Mode;
use crate::model::Permission;
use crate::rehearsal::Answer;
use crate::rehearsal::faults::Refused;
use crate::rehearsal::limit::Spent;

/// A refused call.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
    params: BTreeMap<&'static str, String>,
    retry_after: Option<u64>,
}

impl Refusal {
    /// A refusal without parameters.
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            params: BTreeMap::new(),
            retry_after: None,
        }
    }

    fn param(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.insert(name, value.into());
        self
    }

    /// No token.
    pub(super) fn no_token() -> Self {
        Self::new(
            401,
            "authentication.required",
            "No authentication bearer token specified in authorization header.",
        )
    }

    /// A token that is not, or no longer, one of this region.
    pub(super) fn bad_token() -> Self {
        Self::new(401, "bad.credentials", "Invalid login credentials.")
    }

    /// The client has none of the scopes.
    pub(super) fn scope(any_of: &[&str]) -> Self {
        let scopes = any_of.join(", ");
        Self::new(
            403,
            "app.not.authorized.for.scope",
            format!("App not authorized to use scope [{scopes}]"),
        )
        .param("scopes", scopes)
    }

    /// The subject lacks some of the permissions, all of which are needed.
    pub(super) fn missing_permissions(missing: &[&Permission]) -> Self {
        let names = joined(missing);
        Self::new(
            403,
            "missing.permissions",
            format!("Unable to perform the requested action. You are missing the following permission(s): [{names}]"),
        )
        .param("permissions", names)
    }

    /// The subject lacks every one of the permissions, of which one would do.
    pub(super) fn missing_any_permission(any_of: &[&Permission]) -> Self {
        let names = joined(any_of);
        Self::new(
            403,
            "missing.any.permissions",
            format!(
                "Unable to perform the requested action. You must have at least one of the following permissions \
                 assigned: [{names}]"
            ),
        )
        .param("permissions", names)
    }

    /// The subject holds the permission, but not where the object is.
    pub(super) fn missing_in_division(mode: Mode, permissions: &[&Permission], division: &str) -> Self {
        let names = joined(permissions);
        let (code, what) = if mode == Mode::All || permissions.len() == 1 {
            (
                "missing.division.permission",
                format!("You are missing the following permission '{names}' in the provided division(s)."),
            )
        } else {
            (
                "missing.any.division.permissions",
                format!(
                    "You must have at least one of the following permissions assigned: [{names}] in at least one of the \
                     following division(s): [{division}]"
                ),
            )
        };
        Self::new(403, code, format!("Unable to perform the requested action. {what}"))
            .param("permissions", names)
            .param("divisionId", division)
    }

    /// The token is a client's own, and the operation is about a person.
    pub(super) fn not_a_user() -> Self {
        Self::new(400, "not.a.user", "This request requires a user context.")
    }

    /// Nothing there, or nothing that the caller may know of.
    pub(super) fn not_found() -> Self {
        Self::new(404, "not.found", "The requested resource was not found.")
    }

    /// A parameter with a value that it can't have.
    pub(super) fn invalid_value(name: &str, value: &str, allowed: &str) -> Self {
        Self::new(
            400,
            "invalid.value",
            format!("Value [{value}] is not valid for field type [{name}]. Allowable values are: {allowed}"),
        )
        .param("name", name)
        .param("value", value)
    }

    /// A page past the first 10,000 entities of a list that can't be read so far. Which code the vendor gives isn't known.
    pub(super) fn window() -> Self {
        Self::new(
            400,
            "invalid.value",
            "The list can't be read past its first 10000 entities.",
        )
    }

    /// A page that is larger than the list gives.
    pub(super) fn too_large() -> Self {
        Self::new(
            400,
            "response.entity.too.large",
            "The response is over the size limit. Reduce pageSize or expand list to reduce response size if applicable",
        )
    }

    /// More calls than the window allows.
    pub(super) fn too_many(spent: Spent) -> Self {
        let mut refusal = Self::new(
            429,
            "too.many.requests.retry.after",
            format!(
                "Rate limit exceeded the maximum. Retry the request in [{}] seconds",
                spent.seconds()
            ),
        )
        .param("limit", spent.allowed.to_string());
        refusal.retry_after = Some(spent.seconds());
        refusal
    }

    /// A refusal that a fault asks for.
    pub(super) fn of_fault(refused: Refused) -> Self {
        match refused {
            Refused::TooMany(retry_after) => {
                let code = if retry_after.is_some() {
                    "too.many.requests.retry.after"
                } else {
                    "too.many.requests"
                };
                let mut refusal = Self::new(429, code, "Rate limit exceeded the maximum.");
                refusal.retry_after = retry_after;
                refusal
            }
            Refused::Server(504) => Self::new(504, "request.timeout", "The request timed out."),
            Refused::Server(503) => Self::new(503, "service.unavailable", "Service Unavailable"),
            Refused::Server(status) => Self::new(status, "internal.server.error", "The server failed."),
            Refused::Expired => Self::bad_token(),
            Refused::TooLarge => Self::too_large(),
            Refused::Window => Self::window(),
        }
    }

    /// As the vendor writes it.
    pub(super) fn answer(&self, correlation: &str) -> Answer {
        let answer = Answer::json(
            self.status,
            &json!({
                "message": self.message,
                "code": self.code,
                "status": self.status,
                "messageParams": self.params,
                "contextId": correlation,
                "details": [],
                "errors": [],
            }),
        );
        match self.retry_after {
            Some(seconds) => answer.with("retry-after", seconds.to_string()),
            None => answer,
        }
    }
}

fn joined(permissions: &[&Permission]) -> String {
    permissions
        .iter()
        .map(|permission| permission.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}
