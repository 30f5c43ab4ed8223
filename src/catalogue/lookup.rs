//! Exact answers.

use super::facts::{
    AuthorizeParameter, DefaultRole, OperationFacts, ParameterKind, PermissionFacts, PermissionStatus, RegionFacts,
    RemovedOperation, ScopeFacts,
};
use super::index::{actions_of, segments};
use super::words::Action;
use super::{Catalogue, Resolved};
use crate::model::{Method, Pattern, Permission};

impl Catalogue {
    /// All operations, by path.
    pub fn operations(&self) -> &[OperationFacts] {
        &self.operations
    }

    /// All operations that the API once had.
    pub fn removed_operations(&self) -> &[RemovedOperation] {
        &self.removed
    }

    /// All permissions, by name: wildcards and other spellings left out.
    pub fn permissions(&self) -> impl Iterator<Item = &PermissionFacts> {
        self.permissions.values()
    }

    /// All scopes, by name.
    pub fn scopes(&self) -> &[ScopeFacts] {
        &self.scopes
    }

    /// The 18 regions, by name.
    pub fn regions(&self) -> &[RegionFacts] {
        &self.regions
    }

    /// The default roles that are known by name.
    pub fn default_roles(&self) -> &[DefaultRole] {
        &self.default_roles
    }

    /// The parameters of the authorization URL, and the names that are mistaken for some.
    pub fn authorize_parameters(&self) -> &[AuthorizeParameter] {
        &self.parameters
    }

    /// Permission domain, scope domain and how many operations join the two.
    pub fn domains(&self) -> &[(&'static str, &'static str, u32)] {
        &self.domains
    }

    /// The operation with this method whose template the path is, or matches: `/api/v2/users/1234/roles`.
    ///
    /// A template that says more outright wins: `/api/v2/users/me` is not a `{userId}`, and a path that the API once
    /// had is not taken for an id in another. The names of parameters don't matter here. [`Catalogue::resolve`] says
    /// more: which paths once were, and which templates have another name for a parameter now.
    pub fn operation(&self, method: Method, path: &str) -> Option<&OperationFacts> {
        match self.resolve(method, path) {
            Resolved::Exists(operation, _) => Some(operation),
            Resolved::Removed(gone) if gone.renamed_parameter => self.renamed(gone),
            Resolved::Removed(_) | Resolved::Unknown => None,
        }
    }

    /// The operation that one lives on as, of which a path parameter was renamed.
    pub fn renamed(&self, gone: &RemovedOperation) -> Option<&OperationFacts> {
        self.operations
            .iter()
            .find(|facts| facts.method == gone.method && same_but_for_parameters(facts.path, gone.path))
    }

    /// The operations that list a permission.
    pub fn opened_by<'a>(&'a self, permission: &'a Permission) -> impl Iterator<Item = &'a OperationFacts> {
        self.operations
            .iter()
            .filter(move |facts| facts.permissions.contains(permission))
    }

    /// The operations that accept a scope.
    pub fn accepting<'a>(&'a self, scope: &'a str) -> impl Iterator<Item = &'a OperationFacts> {
        self.operations
            .iter()
            .filter(move |facts| facts.scopes.contains(&scope))
    }

    /// The methods that a path has.
    pub fn methods_of(&self, path: &str) -> Vec<Method> {
        let mut methods: Vec<_> = self
            .operations
            .iter()
            .filter(|operation| template_match(operation.path, path).is_some())
            .map(|operation| operation.method)
            .collect();
        methods.sort();
        methods.dedup();
        methods
    }

    /// The operation that the API once had under this method and path.
    pub fn removed(&self, method: Method, path: &str) -> Option<&RemovedOperation> {
        self.removed
            .iter()
            .find(|operation| operation.method == method && template_match(operation.path, path).is_some())
    }

    /// The permission, in the vendor's spelling, whatever case it is asked for in.
    ///
    /// Refuted names are answered too: look at the status, or ask [`Catalogue::has_permission`].
    pub fn permission(&self, name: &Permission) -> Option<&PermissionFacts> {
        self.permissions.get(name)
    }

    /// Whether a permission may stand in a table: it is known and not refuted.
    pub fn has_permission(&self, name: &Permission) -> bool {
        self.permission(name)
            .is_some_and(|facts| facts.status != PermissionStatus::Refuted)
    }

    /// The permissions that a pattern stands for: those that API documents name, never refuted, repo-only or general ones.
    pub fn expand<'a>(&'a self, pattern: &'a Pattern) -> impl Iterator<Item = &'a Permission> {
        self.permissions
            .values()
            .filter(move |facts| facts.status == PermissionStatus::Api && pattern.matches(&facts.name))
            .map(|facts| &facts.name)
    }

    /// The scope with this name.
    pub fn scope(&self, name: &str) -> Option<&ScopeFacts> {
        self.scopes.iter().find(|scope| scope.name == name)
    }

    /// The region by its AWS name, its domain, or one of its hosts.
    pub fn region(&self, name: &str) -> Option<&RegionFacts> {
        let name = name.trim().to_ascii_lowercase();
        let bare = ["api.", "login.", "apps."]
            .iter()
            .find_map(|host| name.strip_prefix(host))
            .unwrap_or(&name);
        self.regions
            .iter()
            .find(|region| region.name == name || region.domain == bare)
    }

    /// The default role with this name; names compare without regard to case.
    pub fn default_role(&self, name: &str) -> Option<&DefaultRole> {
        self.default_roles
            .iter()
            .find(|role| role.name.eq_ignore_ascii_case(name.trim()))
    }

    /// The parameter of the authorization URL with this name, if it really is one.
    pub fn authorize_parameter(&self, name: &str) -> Option<&AuthorizeParameter> {
        self.parameters.iter().find(|parameter| {
            parameter.name == name && matches!(parameter.kind, ParameterKind::Documented | ParameterKind::Undocumented)
        })
    }
}

impl OperationFacts {
    /// Whether it may change something: not by its method alone, as long questions are posted too.
    pub fn writes(&self) -> bool {
        let literal = segments(self.path).filter(|part| !is_parameter(part)).last();
        actions_of(self.method, literal)
            .iter()
            .any(|action| matches!(action, Action::Create | Action::Edit | Action::Delete))
    }
}

/// How many segments a path has in common with a template outright, or `None` when it does not match.
///
/// A template also matches itself, with whatever names its parameters have.
pub(super) fn template_match(template: &str, path: &str) -> Option<usize> {
    // Most templates are ruled out by what stands before their first parameter.
    let fixed = template.split('{').next().unwrap_or_default();
    if path.starts_with('/') && !path.starts_with(fixed) {
        return None;
    }
    let mut score = 0;
    let mut own = template.trim_start_matches('/').split('/');
    let mut theirs = path.trim_matches('/').split('/');
    loop {
        match (own.next(), theirs.next()) {
            (None, None) => return Some(score),
            (Some(a), Some(b)) if is_parameter(a) => {
                if b.is_empty() {
                    return None;
                }
                // A parameter asked for as a parameter is nearer than one filled with a fixed word.
                score += usize::from(is_parameter(b));
            }
            (Some(a), Some(b)) if a == b => score += 2,
            _ => return None,
        }
    }
}

/// Whether two templates differ in the names of their parameters only.
fn same_but_for_parameters(a: &str, b: &str) -> bool {
    a.split('/').count() == b.split('/').count()
        && a.split('/')
            .zip(b.split('/'))
            .all(|(a, b)| a == b || is_parameter(a) && is_parameter(b))
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concrete_paths_match_the_most_outright_template() {
        let catalogue = Catalogue::embedded();
        let path = |path: &str| catalogue.operation(Method::Get, path).map(|operation| operation.path);
        assert_eq!(path("/api/v2/users/me"), Some("/api/v2/users/me"));
        assert_eq!(
            path("/api/v2/users/1234/roles"),
            catalogue
                .operation(Method::Get, "/api/v2/users/{userId}/roles")
                .map(|o| o.path)
        );
        assert!(path("/api/v2/users/1234/roles").is_some());
        assert_eq!(path("/api/v2/analytics/conversations/details/export"), None);
    }

    #[test]
    fn permissions_answer_in_the_vendors_spelling() {
        let asked: Permission = "ROUTING:QUEUE:view".parse().unwrap();
        assert_eq!(
            Catalogue::embedded().permission(&asked).unwrap().name.as_str(),
            "routing:queue:view"
        );
        assert!(
            !Catalogue::embedded().has_permission(&"architect:ivr:view".parse().unwrap()),
            "refuted"
        );
    }

    #[test]
    fn patterns_expand_to_what_api_documents_name() {
        let pattern: Pattern = "recording:orphanRecording:*".parse().unwrap();
        assert_eq!(
            Catalogue::embedded().expand(&pattern).count(),
            0,
            "all three are known from public code only"
        );
        let pattern: Pattern = "routing:queue:*".parse().unwrap();
        assert!(Catalogue::embedded().expand(&pattern).count() > 2);
    }
}
