//! What there is to notice about people.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::{MemberCounts, counted, listed};
use crate::finding::{Evidence, Finding, Findings, Rule, Tally};
use crate::model::shown;
use crate::zendesk::lists::List;
use crate::zendesk::model::{FlexId, User, UserRole};
use crate::zendesk::rules::{
    ADMIN_WITHOUT_ROLE, AGENT_WITHOUT_GROUP, AGENT_WITHOUT_ROLE, DORMANT_MEMBER, EXTERNAL_ID_CASE_VARIANTS,
    ID_AS_STRING, INACTIVE_MEMBER, MEMBER_OF_DELETED_GROUP, MEMBER_OF_SEVERAL_GROUPS, NO_BRAND, NO_TEAM_MEMBER,
    PERSON_WITHOUT_EMAIL, ROLE_NOT_LISTED, SHARED_AGENT, SUSPENDED_MEMBER, USER_ROLE_UNKNOWN,
};
use crate::zendesk::{Account, PersonRow};

/// After how many days without a sign-in a member is dormant.
const DORMANT_DAYS: i64 = 90;

/// What people have in common; each becomes one finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Suspended,
    Inactive,
    Shared,
    RoleUnknown,
    AdminWithoutRole,
    AgentWithoutRole,
    RoleNotListed(u64),
    RolesUnread,
    IdAsString,
    SeveralGroups,
    NoGroup,
    DeletedGroup(u64),
    NoBrand,
    Dormant,
    NoEmail,
}

/// In which letters an external id is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Case {
    Upper,
    Lower,
}

/// The instant before which a last sign-in makes a member dormant.
#[derive(Debug, Clone)]
struct Before {
    instant: Timestamp,
    /// As the vendor writes times, for comparing texts.
    text: String,
}

impl Before {
    /// So many days before an RFC 3339 instant, or a date.
    fn reckoned_from(day: &str) -> Option<Self> {
        let from = day
            .parse::<Timestamp>()
            .or_else(|_| format!("{day}T00:00:00Z").parse::<Timestamp>());
        let instant = from
            .ok()?
            .checked_sub(SignedDuration::from_hours(24 * DORMANT_DAYS))
            .ok()?;
        let text = instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        Some(Self { instant, text })
    }

    /// Whether a time is before it; `None` when it is no time.
    fn is_after(&self, at: &str) -> Option<bool> {
        // Times as the vendor writes them sort as texts: a million sign-ins need not be understood one by one.
        let vendors = at.len() == self.text.len() && at.is_ascii() && at.starts_with("20") && at.ends_with('Z');
        if vendors && at[..10] != self.text[..10] {
            return Some(*at < *self.text);
        }
        at.parse::<Timestamp>().ok().map(|at| at < self.instant)
    }
}

/// What was noticed so far.
#[derive(Debug)]
pub(super) struct Noticed {
    subdomain: String,
    /// The roles by id; `None` where their list was not read.
    roles: Option<BTreeSet<u64>>,
    deleted_groups: BTreeMap<u64, String>,
    reads_users: bool,
    reads_groups: bool,
    reads_brands: bool,
    dormant_before: Option<Before>,
    tally: Tally<Cause>,
    first: BTreeMap<Cause, String>,
    cases: Tally<Case>,
    case_examples: BTreeMap<Case, String>,
    counts: MemberCounts,
}

impl Noticed {
    /// Reckons sign-ins from another day than the snapshot's: an RFC 3339 instant, or a date.
    pub(super) fn reckon_from(&mut self, day: &str) {
        self.dormant_before = Before::reckoned_from(day).or(self.dormant_before.take());
    }

    pub(super) fn new(account: &Account) -> Self {
        let rows = |list: List| match account.coverage.get(list.name()) {
            Some(crate::snapshot::Coverage::Read { count, .. }) => Some(*count),
            _ => None,
        };
        Self {
            subdomain: account.subdomain.to_string(),
            roles: account
                .has(List::CustomRoles.name())
                .then(|| account.roles.iter().map(|role| role.id.value).collect()),
            deleted_groups: account
                .groups
                .iter()
                .filter(|group| group.deleted == Some(true))
                .map(|group| (group.id.value, group.name.clone()))
                .collect(),
            reads_users: account.has(List::Users.name()),
            reads_groups: rows(List::GroupMemberships).is_some(),
            reads_brands: rows(List::BrandAgents).is_some_and(|count| count > 0),
            dormant_before: Before::reckoned_from(&account.taken_at),
            tally: Tally::default(),
            first: BTreeMap::new(),
            cases: Tally::default(),
            case_examples: BTreeMap::new(),
            counts: MemberCounts {
                end_users: account.counts.get("end_users").copied().unwrap_or_default(),
                ..MemberCounts::default()
            },
        }
    }

    pub(super) fn person(&mut self, row: &PersonRow<'_>) {
        let user = &row.user;
        self.counts.members += 1;
        let shared = user.shared == Some(true) || user.shared_agent == Some(true);
        let states = [
            (user.suspended == Some(true), Cause::Suspended),
            (user.active == Some(false), Cause::Inactive),
            (shared, Cause::Shared),
        ];
        for (holds, cause) in states {
            if holds {
                self.note(cause, user);
            }
        }
        // Each person is counted once; who is deleted is that before anything else.
        match (user.active == Some(false), shared, user.suspended == Some(true)) {
            (true, _, _) => self.counts.deleted += 1,
            (_, true, _) => self.counts.shared += 1,
            (_, _, true) => self.counts.suspended += 1,
            _ => self.counts.active += 1,
        }
        self.role(user, shared);
        let quoted = [
            user.id,
            user.custom_role_id,
            user.role_type,
            user.organization_id,
            user.default_group_id,
        ];
        if quoted.iter().flatten().any(|id: &FlexId| id.quoted) {
            self.note(Cause::IdAsString, user);
        }
        self.groups(row);
        if self.reads_brands
            && row.brands.is_empty()
            && user.role == Some(UserRole::Agent)
            && user.suspended != Some(true)
            && user.active != Some(false)
            && !shared
        {
            self.note(Cause::NoBrand, user);
        }
        if user.suspended != Some(true) && user.active != Some(false) && !shared {
            self.may_move(user);
        }
        if let Some(id) = user.external_id.as_deref() {
            self.external_id(id, user);
        }
    }

    fn role(&mut self, user: &User<'_>, shared: bool) {
        if let Some(role) = user.custom_role_id
            && !shared
            && user.active != Some(false)
        {
            *self.counts.by_role.entry(role.value).or_default() += 1;
        }
        let has_roles = self.roles.as_ref().is_some_and(|roles| !roles.is_empty());
        match (user.role, user.custom_role_id) {
            (Some(UserRole::Admin), None) if has_roles => self.note(Cause::AdminWithoutRole, user),
            (Some(UserRole::Agent), None) if has_roles => self.note(Cause::AgentWithoutRole, user),
            (Some(UserRole::Agent), Some(role)) => match &self.roles {
                Some(roles) if roles.contains(&role.value) => {}
                Some(_) => self.note(Cause::RoleNotListed(role.value), user),
                // One cause, however many roles they have.
                None => self.note(Cause::RolesUnread, user),
            },
            (None | Some(UserRole::Other), _) => self.note(Cause::RoleUnknown, user),
            _ => {}
        }
    }

    fn groups(&mut self, row: &PersonRow<'_>) {
        if !self.reads_groups {
            return;
        }
        match row.groups {
            [] => self.note(Cause::NoGroup, &row.user),
            [_] => {}
            _ => self.note(Cause::SeveralGroups, &row.user),
        }
        for group in row.groups {
            if self.deleted_groups.contains_key(group) {
                self.note(Cause::DeletedGroup(*group), &row.user);
            }
        }
    }

    fn may_move(&mut self, user: &User<'_>) {
        if user.email.as_deref().is_none_or(|email| email.trim().is_empty()) {
            self.note(Cause::NoEmail, user);
        }
        // Only records of the API say that someone never signed in; a file of a bulk import knows nothing of it.
        let dormant = self.dormant_before.as_ref().is_some_and(|before| {
            let signed_in = user.last_login_at.as_deref().and_then(|at| before.is_after(at));
            signed_in.unwrap_or(user.id.is_some())
        });
        if dormant {
            self.note(Cause::Dormant, user);
        }
    }

    fn external_id(&mut self, id: &str, user: &User<'_>) {
        let case = match (id.chars().any(char::is_uppercase), id.chars().any(char::is_lowercase)) {
            (true, false) => Case::Upper,
            (false, true) => Case::Lower,
            _ => return,
        };
        self.case_examples.entry(case).or_insert_with(|| id.to_owned());
        self.cases.add(case, || evidence(user));
    }

    fn note(&mut self, cause: Cause, user: &User<'_>) {
        self.first.entry(cause).or_insert_with(|| subject(user));
        self.tally.add(cause, || evidence(user));
    }

    pub(super) fn finish(self) -> (MemberCounts, Findings) {
        let mut findings = Findings::default();
        for (cause, count, evidence) in self.tally.into_causes() {
            let who = counted(count, "person", "people");
            let ids = listed(&evidence, count);
            let (rule, object, message) = told(cause, &who, &ids, count, &self.deleted_groups);
            let subject = match self.first.get(&cause) {
                Some(first) if count == 1 => first.as_str(),
                _ => self.subdomain.as_str(),
            };
            let mut finding = Finding::new(rule, subject, object, message).count(count);
            finding.evidence = evidence;
            findings.add(finding);
        }
        let cases: Vec<_> = self.cases.into_causes().collect();
        if cases.len() == 2 {
            let count = cases.iter().map(|(_, count, _)| count).sum();
            let examples: Vec<_> = self.case_examples.values().map(|id| shown(id)).collect();
            let mut finding = Finding::new(
                &EXTERNAL_ID_CASE_VARIANTS,
                self.subdomain.as_str(),
                "external_id",
                format!(
                    "{} have external ids, some in capitals and some in small letters, such as {}",
                    counted(count, "person", "people"),
                    examples.join(" and ")
                ),
            )
            .count(count);
            finding.evidence = cases
                .into_iter()
                .flat_map(|(_, _, evidence)| evidence)
                .take(Tally::<()>::LISTED)
                .collect();
            findings.add(finding);
        }
        if self.reads_users && self.counts.members == 0 {
            let message = "The users hold no agent and no admin, so nothing can be planned for anybody.";
            findings.add(
                Finding::new(&NO_TEAM_MEMBER, self.subdomain.as_str(), List::Users.name(), message)
                    .evidence(Evidence::get(List::Users.path(), None)),
            );
        }
        (self.counts, findings)
    }
}

/// The rule, the object and the message of a cause.
fn told(
    cause: Cause,
    who: &str,
    ids: &str,
    count: u64,
    groups: &BTreeMap<u64, String>,
) -> (&'static Rule, String, String) {
    let (is, has) = if count == 1 { ("is", "has") } else { ("are", "have") };
    let (rule, object, text) = match cause {
        Cause::Suspended => (
            &SUSPENDED_MEMBER,
            "suspended",
            format!("{who} {is} suspended; nothing is granted"),
        ),
        Cause::Inactive => (
            &INACTIVE_MEMBER,
            "active",
            format!("{who} {is} deleted; nothing is granted"),
        ),
        Cause::Shared => (
            &SHARED_AGENT,
            "shared_agent",
            format!("{who} {is} shared from another account; nothing is granted"),
        ),
        Cause::RoleUnknown => (
            &USER_ROLE_UNKNOWN,
            "role",
            format!("{who} {has} a role that is missing or not known; nothing is granted"),
        ),
        Cause::AdminWithoutRole => (
            &ADMIN_WITHOUT_ROLE,
            "custom_role_id",
            format!("{who} with the role admin {has} no role id"),
        ),
        Cause::AgentWithoutRole => (
            &AGENT_WITHOUT_ROLE,
            "custom_role_id",
            format!("{who} with the role agent {has} no custom role, though the account has some"),
        ),
        Cause::RoleNotListed(role) => {
            let text = format!("{who} {has} the role {role}, which is not listed; nothing is granted: {ids}");
            return (&ROLE_NOT_LISTED, role.to_string(), text);
        }
        Cause::RolesUnread => {
            let text =
                format!("{who} {has} a custom role, and the list of roles was not read; nothing is granted: {ids}");
            return (&ROLE_NOT_LISTED, List::CustomRoles.name().to_owned(), text);
        }
        Cause::IdAsString => (&ID_AS_STRING, "id", format!("{who} {has} ids that came as text")),
        Cause::SeveralGroups => (
            &MEMBER_OF_SEVERAL_GROUPS,
            "groups",
            format!("{who} {is} in more than one group"),
        ),
        Cause::NoGroup => (&AGENT_WITHOUT_GROUP, "groups", format!("{who} {is} in no group")),
        Cause::DeletedGroup(group) => {
            let name = groups.get(&group).map(|name| shown(name)).unwrap_or_default();
            let text = format!("{who} {is} in the deleted group `{name}` ({group}): {ids}");
            return (&MEMBER_OF_DELETED_GROUP, format!("group:{name}"), text);
        }
        Cause::NoBrand => (&NO_BRAND, "brands", format!("{who} {has} no brand")),
        Cause::Dormant => (
            &DORMANT_MEMBER,
            "last_login_at",
            format!("{who} did not sign in for {DORMANT_DAYS} days"),
        ),
        Cause::NoEmail => (&PERSON_WITHOUT_EMAIL, "email", format!("{who} {has} no e-mail address")),
    };
    (rule, object.to_owned(), format!("{text}: {ids}"))
}

fn evidence(user: &User<'_>) -> Evidence {
    let path = match user.id {
        Some(id) => format!("{}/{}", List::Users.path(), id.value),
        None => List::Users.path().to_owned(),
    };
    Evidence::get(path, user.updated_at.as_deref())
}

/// How a finding names a person: the address, else the id.
fn subject(user: &User<'_>) -> String {
    match (user.email.as_deref().filter(|email| !email.trim().is_empty()), user.id) {
        (Some(email), _) => email.to_owned(),
        (None, Some(id)) => format!("user:{}", id.value),
        (None, None) => user.name.as_deref().unwrap_or_default().to_owned(),
    }
}
