//! Lists and single records that are shown as they are, and the few that are not.

use serde_json::json;

use super::page::{listing, shown};
use super::refusal::Refusal;
use super::{Seen, Served};
use crate::rehearsal::Answer;
use crate::rehearsal::world::account::{Id, List, Record, place};

/// Answers with a list.
pub(super) fn list(seen: &Seen<'_>, list: List) -> Served {
    listing(seen, list, &|_| true)
}

/// Answers with a part of a list.
pub(super) fn filtered(seen: &Seen<'_>, list: List, filter: &dyn Fn(usize) -> bool) -> Served {
    listing(seen, list, filter)
}

/// The place of the record that the path names.
pub(super) fn named(seen: &Seen<'_>, list: List) -> Result<usize, Refusal> {
    let id = Id::of_text(seen.parts.first().copied().unwrap_or_default());
    place(&*seen.account.lists, list, &id).ok_or_else(Refusal::not_found)
}

/// Answers with the record that the path names.
pub(super) fn one(seen: &Seen<'_>, list: List) -> Served {
    let at = named(seen, list)?;
    Ok(single(list, seen.account.lists.record(list, at)))
}

/// One record under its key.
pub(super) fn single(list: List, record: Record) -> Answer {
    let mut body = Record::new();
    body.insert(list.singular().to_owned(), record.into());
    Answer::json(200, &body)
}

/// Answers with the records of a list that belong, by a field, to the record that the path names.
pub(super) fn link(seen: &Seen<'_>, list: List, field: &str, of: List) -> Served {
    let at = named(seen, of)?;
    let lists = &*seen.account.lists;
    let id = Id::of_value(&lists.field(of, at, "id"));
    listing(seen, list, &|at| Id::of_value(&lists.field(list, at, field)) == id)
}

/// The account's settings.
pub(super) fn settings(seen: &Seen<'_>) -> Served {
    let lists = &*seen.account.lists;
    let record = if lists.count(List::Settings) > 0 {
        lists.record(List::Settings, 0)
    } else {
        Record::new()
    };
    Ok(single(List::Settings, record))
}

/// API tokens; without paging they come alone, as recorded.
pub(super) fn api_tokens(seen: &Seen<'_>) -> Served {
    if seen.call.query.pairs().any(|(name, _)| name.starts_with("page")) {
        return list(seen, List::ApiTokens);
    }
    let lists = &*seen.account.lists;
    let all: Vec<Record> = (0..lists.count(List::ApiTokens))
        .map(|at| lists.record(List::ApiTokens, at))
        .collect();
    Ok(Answer::json(200, &json!({"api_tokens": all})))
}

/// The audit log; `filter[source_type]`, `filter[source_id]` and `filter[actor_id]` narrow it, and `filter[created_at]`,
/// given twice, its time.
pub(super) fn audit_logs(seen: &Seen<'_>) -> Served {
    let lists = &*seen.account.lists;
    let query = &seen.call.query;
    let times: Vec<&str> = query
        .all("filter[created_at]")
        .chain(query.all("filter[created_at][]"))
        .collect();
    listing(seen, List::AuditLogs, &|at| {
        let record = lists.record(List::AuditLogs, at);
        let is = |name: &str| {
            let Some(asked) = query.get(&format!("filter[{name}]")) else {
                return true;
            };
            record.get(name).is_some_and(|own| match own.as_str() {
                Some(own) => own == asked,
                None => Id::of_value(own) == Id::of_text(asked),
            })
        };
        let created = record.get("created_at").and_then(|at| at.as_str()).unwrap_or_default();
        let in_time = match times[..] {
            [from, to, ..] => (from..=to).contains(&created),
            _ => true,
        };
        in_time && ["source_type", "source_id", "actor_id", "action"].into_iter().all(is)
    })
}

/// Brands: an admin sees all of them and where they are hosted, an agent the own ones.
pub(super) mod brands {
    use super::super::access::{is_admin, setting_of};
    use super::{Id, List, Record, Refusal, Seen, Served, named, shown, single};

    /// The list.
    pub(in super::super) fn list(seen: &Seen<'_>) -> Served {
        shown(seen, List::Brands, &|at| is_visible(seen, at), &|record| {
            without_host(seen, record)
        })
    }

    /// One of them.
    pub(in super::super) fn one(seen: &Seen<'_>) -> Served {
        let at = named(seen, List::Brands)?;
        if !is_visible(seen, at) {
            return Err(Refusal::not_found());
        }
        let record = seen.account.lists.record(List::Brands, at);
        Ok(single(List::Brands, without_host(seen, record)))
    }

    /// Whether the caller is an admin.
    fn sees_hosts(seen: &Seen<'_>) -> bool {
        seen.caller
            .as_ref()
            .is_some_and(|caller| is_admin(seen.account, caller.user))
    }

    /// Without department spaces, every brand is everybody's.
    fn is_visible(seen: &Seen<'_>, at: usize) -> bool {
        let lists = &*seen.account.lists;
        let Some(caller) = &seen.caller else { return false };
        let agents = lists.count(List::BrandAgents);
        if agents == 0
            || is_admin(seen.account, caller.user)
            || setting_of(seen.account, caller.user, "assign_tickets_to_any_brand") == true
        {
            return true;
        }
        let id = |list, at, name: &str| Id::of_value(&lists.field(list, at, name));
        let (brand, user) = (id(List::Brands, at, "id"), id(List::Users, caller.user, "id"));
        (0..agents)
            .any(|at| id(List::BrandAgents, at, "brand_id") == brand && id(List::BrandAgents, at, "user_id") == user)
    }

    /// The record as the caller sees it.
    fn without_host(seen: &Seen<'_>, mut record: Record) -> Record {
        if !sees_hosts(seen) {
            record.shift_remove("host_mapping");
        }
        record
    }
}

/// OAuth tokens: those of the account for admins, one's own for everybody. Tokens that the rehearsal itself issued are not
/// listed, so that reading does not change what is read.
pub(super) mod tokens {
    use serde_json::json;

    use super::super::access::is_admin;
    use super::super::session::Session;
    use super::{Answer, Id, List, Refusal, Seen, Served, listing};
    use crate::rehearsal::world::moment;

    /// The list.
    pub(in super::super) fn list(seen: &Seen<'_>) -> Served {
        let lists = &*seen.account.lists;
        let query = &seen.call.query;
        let caller = seen.caller.as_ref().ok_or_else(Refusal::unauthenticated)?;
        let all = query.get("all") == Some("true");
        if all && !is_admin(seen.account, caller.user) {
            return Err(Refusal::forbidden());
        }
        let id = |list, at, name: &str| Id::of_value(&lists.field(list, at, name));
        let user = id(List::Users, caller.user, "id");
        let client = query.get("client_id").map(Id::of_text);
        listing(seen, List::Tokens, &|at| {
            (all || id(List::Tokens, at, "user_id") == user)
                && client
                    .as_ref()
                    .is_none_or(|client| id(List::Tokens, at, "client_id") == *client)
        })
    }

    /// The token with which the call was made.
    pub(in super::super) fn current(seen: &Seen<'_>) -> Served {
        let session = seen.caller.as_ref().and_then(|caller| caller.session.as_ref());
        let session = session.ok_or_else(Refusal::not_found)?;
        Ok(Answer::json(200, &json!({"token": shown(seen, session)})))
    }

    /// A token as lists show it; fields without a value are left out where the API's definition knows no `null`.
    fn shown(seen: &Seen<'_>, session: &Session) -> serde_json::Value {
        let subdomain = &seen.account.subdomain;
        let part = |secret: &str| secret.chars().take(10).collect::<String>();
        let user = Id::of_value(&seen.account.lists.field(List::Users, session.user, "id"));
        let mut token = json!({
            "url": format!("https://{subdomain}.zendesk.com/api/v2/oauth/tokens/{}.json", session.id),
            "id": session.id,
            "client_id": seen.account.clients[session.client].id,
            "token": part(&session.token),
            "scopes": session.scopes,
            "created_at": moment(session.began),
            "used_at": moment(seen.now),
        });
        if let Id::Number(user) = user {
            token["user_id"] = user.into();
        }
        if let Some(ends) = moment(session.ends) {
            token["expires_at"] = ends.into();
        }
        if let Some((refresh, ends)) = &session.refresh {
            token["refresh_token"] = part(refresh).into();
            token["refresh_token_expires_at"] = moment(*ends).into();
        }
        token
    }
}
