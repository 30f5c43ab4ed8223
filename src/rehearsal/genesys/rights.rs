//! Roles as answers write them: permissions by domain and entity, and what somebody holds in all.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::Seen;
use crate::rehearsal::world::{PolicyCondition, Role, allows_conditions};

/// Actions by domain and entity, in the spelling of the first.
struct Policies<'a>(BTreeMap<(String, String), (&'a str, &'a str, BTreeSet<&'a str>)>);

impl<'a> Policies<'a> {
    fn of(permissions: impl Iterator<Item = &'a str>) -> Self {
        let mut policies = BTreeMap::new();
        for permission in permissions {
            let Some((domain, entity, action)) = parts(permission) else {
                continue;
            };
            let key = (domain.to_ascii_lowercase(), entity.to_ascii_lowercase());
            let (_, _, actions): &mut (_, _, BTreeSet<&str>) =
                policies.entry(key).or_insert((domain, entity, BTreeSet::new()));
            actions.insert(action);
        }
        Self(policies)
    }
}

/// Domain, entity and action of a permission or pattern.
fn parts(permission: &str) -> Option<(&str, &str, &str)> {
    let mut parts = permission.splitn(3, ':');
    Some((parts.next()?, parts.next()?, parts.next()?))
}

/// One policy; the fields are the same in `DomainPermissionPolicy` and `ResourcePermissionPolicy`.
fn policy<'a>(
    domain: &str,
    entity: &str,
    actions: impl Iterator<Item = &'a str>,
    under: Option<&PolicyCondition>,
) -> Value {
    let actions: Vec<&str> = actions.collect();
    let conditional = under.is_some()
        || actions.iter().any(|action| {
            let permission = format!("{domain}:{entity}:{action}").parse();
            permission.is_ok_and(|permission| allows_conditions(&permission))
        });
    let mut policy = json!({
        "domain": domain,
        "entityName": entity,
        "actionSet": actions,
        "allowConditions": conditional,
    });
    if let Some(condition) = under {
        policy["resourceConditionNode"] = json!({
            "variableName": condition.variable,
            "operator": "EQ",
            "operands": [{"type": "SCALAR", "value": condition.value}],
        });
    }
    policy
}

/// The policies of roles (`permissionPolicies`): those without a condition grouped by domain and entity, then one for each
/// condition.
pub(super) fn policies<'a>(roles: impl Iterator<Item = &'a Role> + Clone) -> Vec<Value> {
    let outright = Policies::of(roles.clone().flat_map(|role| &role.permissions).map(String::as_str));
    let outright = outright
        .0
        .into_values()
        .map(|(domain, entity, actions)| policy(domain, entity, actions.into_iter(), None));
    let under = roles.flat_map(|role| &role.conditions).filter_map(|condition| {
        let (domain, entity, action) = parts(&condition.permission)?;
        Some(policy(domain, entity, std::iter::once(action), Some(condition)))
    });
    outright.chain(under).collect()
}

/// The policies of a role as grants name them (`AuthzGrantPolicy`).
pub(super) fn grant_policies(role: &Role) -> Vec<Value> {
    let outright = Policies::of(role.permissions.iter().map(String::as_str));
    let outright = outright
        .0
        .into_values()
        .map(|(domain, entity, actions)| json!({"domain": domain, "entityName": entity, "actions": actions}));
    let under = role.conditions.iter().filter_map(|condition| {
        let (domain, entity, action) = parts(&condition.permission)?;
        let text = format!("{} EQ {}", condition.variable, condition.value);
        Some(json!({"domain": domain, "entityName": entity, "actions": [action], "condition": text}))
    });
    outright.chain(under).collect()
}

/// What somebody holds in all, directly and through groups, without where (`UserAuthorization`).
pub(super) fn authorization(seen: &Seen<'_>, subject: &str) -> Value {
    let held: BTreeSet<usize> = seen
        .access
        .held_by(subject)
        .filter_map(|(_, grant)| seen.index.role(seen.org, &grant.role))
        .collect();
    let roles = || held.iter().map(|at| &seen.org.roles[*at]);
    let permissions: BTreeSet<&String> = roles()
        .flat_map(|role| {
            let under = role.conditions.iter().map(|condition| &condition.permission);
            role.permissions.iter().chain(&role.general).chain(under)
        })
        .collect();
    let named: Vec<Value> = roles().map(|role| json!({"id": role.id, "name": role.name})).collect();
    let mut authorization = Map::new();
    authorization.insert("roles".to_owned(), named.into());
    authorization.insert("permissions".to_owned(), json!(permissions));
    authorization.insert("permissionPolicies".to_owned(), policies(roles()).into());
    authorization.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_group_actions_and_keep_conditions_apart() {
        let role = Role {
            permissions: ["routing:queue:view", "Routing:Queue:edit", "recording:recording:*"]
                .map(str::to_owned)
                .to_vec(),
            conditions: vec![PolicyCondition {
                permission: "quality:evaluation:view".to_owned(),
                variable: "Conversation.queues".to_owned(),
                value: "q".to_owned(),
            }],
            ..Role::default()
        };
        let policies = policies(std::iter::once(&role));
        let short: Vec<String> = policies
            .iter()
            .map(|policy| format!("{}:{} {}", policy["domain"], policy["entityName"], policy["actionSet"]))
            .collect();
        assert_eq!(
            short,
            [
                r#""recording":"recording" ["*"]"#,
                r#""routing":"queue" ["edit","view"]"#,
                r#""quality":"evaluation" ["view"]"#,
            ]
        );
        assert_eq!(policies[1]["allowConditions"], false);
        assert_eq!(policies[2]["resourceConditionNode"]["operands"][0]["value"], "q");
        assert!(policies[0].get("resourceConditionNode").is_none());
        assert_eq!(grant_policies(&role)[2]["condition"], "Conversation.queues EQ q");
    }
}
