//! Who reads: a test of the credential that does not trust an answer alone.

use serde::Deserialize;

use super::reads;
use super::{LiveError, is_for_scope};
use crate::http::{Api, CallError, Problem, Target};
use crate::zendesk::model::FlexId;

/// Who reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// A team member.
    Member {
        /// The user's id.
        id: u64,
        /// `agent` or `admin`.
        role: String,
    },
    /// Nobody knows: the token may not read users, whatever else it may.
    Hidden {
        /// What the vendor said, and which scopes the token has where that may be read.
        why: String,
    },
}

impl Identity {
    /// What an interrupted reading is kept under, besides the credential: another user sees other things.
    pub(super) fn of_journal(&self) -> String {
        match self {
            Self::Member { id, .. } => id.to_string(),
            Self::Hidden { .. } => "hidden".to_owned(),
        }
    }
}

/// Asks whose credential it is: one call. The vendor answers 200 to who shows none, with a user who is nobody.
///
/// # Errors
/// When the credential is nobody's, or an end user's, or is refused, or the network gives out.
pub async fn identify(api: &Api) -> Result<Identity, LiveError> {
    #[derive(Deserialize)]
    struct Answer {
        user: User,
    }
    #[derive(Deserialize)]
    struct User {
        #[serde(default)]
        id: Option<FlexId>,
        #[serde(default)]
        role: Option<String>,
    }
    let read = |body: &[u8]| serde_json::from_slice::<Answer>(body).map_err(|error| error.to_string());
    let user = match api.get(&Target::new(reads::ME), read).await {
        Ok(answer) => answer.user,
        Err(error) if error.status == Some(403) && is_for_scope(&error) => {
            return Ok(Identity::Hidden {
                why: hidden(api, &error).await?,
            });
        }
        Err(error) => return Err(error.into()),
    };
    match (user.id.map(|id| id.value).filter(|id| *id != 0), user.role.as_deref()) {
        (Some(id), Some(role @ ("agent" | "admin"))) => Ok(Identity::Member {
            id,
            role: role.to_owned(),
        }),
        (None, _) => Err(LiveError::Nobody),
        (Some(_), role) => Err(LiveError::NoMember {
            role: role.unwrap_or("unknown").chars().take(40).collect(),
        }),
    }
}

/// Why users can't be read, with the scopes that the token has: one of an unknown name is granted, and opens nothing.
async fn hidden(api: &Api, refused: &CallError) -> Result<String, CallError> {
    let answered = refused.answered();
    Ok(match granted(api).await? {
        Some(scopes) if scopes.is_empty() => format!("{answered}; the token has no scope that opens anything"),
        Some(scopes) => format!("{answered}; the token has {}", scopes.join(", ")),
        None => answered,
    })
}

/// The scopes that the token has, where the vendor says so.
pub(in crate::zendesk) async fn granted(api: &Api) -> Result<Option<Vec<String>>, CallError> {
    #[derive(Deserialize)]
    struct Answer {
        token: Token,
    }
    #[derive(Deserialize)]
    struct Token {
        #[serde(default)]
        scopes: Vec<String>,
    }
    let read = |body: &[u8]| serde_json::from_slice::<Answer>(body).map_err(|error| error.to_string());
    match api.get(&Target::new(reads::CURRENT_TOKEN), read).await {
        Ok(answer) => Ok(Some(answer.token.scopes)),
        Err(error) if error.problem == Problem::Refused => Ok(None),
        Err(error) => Err(error),
    }
}
