//! Names held against the catalogue, against Zendesk's settings, against the tables' own.

use crate::catalogue::{Catalogue, Kind, PermissionStatus};
use crate::mapping::fault::Fault;
use crate::mapping::format::PermissionText;
use crate::mapping::nearest::{nearest, one_of};
use crate::mapping::rows::Row;
use crate::mapping::rules;
use crate::mapping::spans::Step;
use crate::mapping::structure::Loose;
use crate::model::{Method, Operation, Pattern, Permission, Place, Scope};
use crate::zendesk::model::{asks_for_nothing, known_setting, known_settings};

/// How many permissions of a wildcard are named one by one.
const LISTED: usize = 8;

/// Whether a list may hold wildcards without a word about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mapping) enum Wildcards {
    /// It gives rights: a wildcard gives more than anyone can read.
    Warned,
    /// It names rights to watch or to take away.
    Welcome,
}

/// What names are held against, and the faults found so far.
pub(in crate::mapping) struct Names<'a> {
    pub(in crate::mapping) catalogue: &'static Catalogue,
    pub(in crate::mapping) live: Option<&'a dyn Fn(&Permission) -> bool>,
    pub(in crate::mapping) faults: Vec<Fault>,
}

impl Names<'_> {
    /// The permissions of a list, wildcards included, in the catalogue's spelling.
    pub(super) fn patterns<T>(
        &mut self,
        row: &Row<T>,
        key: &str,
        list: &[PermissionText],
        wildcards: Wildcards,
    ) -> Vec<Pattern> {
        let mut patterns: Vec<Pattern> = Vec::new();
        for (index, text) in list.iter().enumerate() {
            let place = row.at(&[key.into(), index.into()]);
            let Some(pattern) = self.pattern(&text.0, &place) else {
                continue;
            };
            if pattern.exact().is_none() {
                self.wildcard(&pattern, &place, wildcards);
            } else if wildcards == Wildcards::Warned {
                self.unsure(&pattern, &place);
            }
            if patterns.contains(&pattern) {
                self.faults.push(
                    Fault::new(
                        &rules::ROW_SHADOWED,
                        place,
                        format!("`{pattern}` stands twice in one list"),
                    )
                    .label("again"),
                );
            } else {
                patterns.push(pattern);
            }
        }
        patterns
    }

    /// The permissions of a list that may hold no wildcard.
    pub(super) fn permissions<T>(
        &mut self,
        row: &Row<T>,
        path: &[Step<'_>],
        list: &[PermissionText],
    ) -> Vec<Permission> {
        let mut permissions = Vec::new();
        for (index, text) in list.iter().enumerate() {
            let mut path = path.to_vec();
            path.push(index.into());
            let place = row.at(&path);
            let Some(pattern) = self.pattern(&text.0, &place) else {
                continue;
            };
            match pattern.exact() {
                Some(permission) => permissions.push(permission.clone()),
                None => self.faults.push(
                    Fault::new(
                        &rules::PERMISSION_WILDCARD,
                        place,
                        format!("`{pattern}` is a wildcard, and this list takes permissions only"),
                    )
                    .severity(crate::model::Severity::High)
                    .label("wildcard"),
                ),
            }
        }
        permissions
    }

    /// A permission or wildcard that exists, in the catalogue's spelling.
    pub(in crate::mapping) fn pattern(&mut self, text: &str, place: &Place) -> Option<Pattern> {
        let missing = |faults: &mut Vec<Fault>, message: String, label: &str, help: Option<String>| {
            faults.push(
                Fault::new(&rules::PERMISSION_NOT_IN_CATALOGUE, place.clone(), message)
                    .label(label)
                    .help_if(help),
            );
        };
        let near = |catalogue: &Catalogue| {
            let names = catalogue.nearest(text, Kind::Permission, 1);
            names.first().map(|name| format!("did you mean `{name}`?"))
        };
        let pattern: Pattern = match text.parse() {
            Ok(pattern) => pattern,
            Err(error) => {
                missing(
                    &mut self.faults,
                    error.to_string(),
                    "not a permission",
                    near(self.catalogue),
                );
                return None;
            }
        };
        let Some(permission) = pattern.exact() else {
            if self.catalogue.expand(&pattern).next().is_none() {
                let help = near(self.catalogue);
                missing(
                    &mut self.faults,
                    format!("`{text}` stands for no permission"),
                    "stands for nothing",
                    help,
                );
                return None;
            }
            return Some(pattern);
        };
        let is_live = self.live.is_some_and(|live| live(permission));
        match self.catalogue.permission(permission) {
            Some(facts) if facts.status != PermissionStatus::Refuted || is_live => Some(facts.name.clone().into()),
            Some(_) => {
                let message = format!("`{text}` is named here and there, and does not exist");
                missing(&mut self.faults, message, "does not exist", near(self.catalogue));
                None
            }
            None if is_live => Some(pattern),
            None => {
                let message = format!("the catalogue has no permission `{text}`");
                missing(&mut self.faults, message, "unknown permission", near(self.catalogue));
                None
            }
        }
    }

    fn wildcard(&mut self, pattern: &Pattern, place: &Place, wildcards: Wildcards) {
        if wildcards == Wildcards::Welcome {
            return;
        }
        let expanded: Vec<&str> = self.catalogue.expand(pattern).map(Permission::as_str).collect();
        let more = expanded.len().saturating_sub(LISTED);
        let listed = expanded.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
        let and_more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        self.faults.push(
            Fault::new(
                &rules::PERMISSION_WILDCARD,
                place.clone(),
                format!(
                    "`{pattern}` gives {} permissions today, and what the vendor adds",
                    expanded.len()
                ),
            )
            .label("a privileged gain (level C)")
            .help(format!("name those that are needed of {listed}{and_more}")),
        );
    }

    fn unsure(&mut self, pattern: &Pattern, place: &Place) {
        let Some(permission) = pattern.exact() else { return };
        if self.live.is_some_and(|live| live(permission)) {
            return;
        }
        let fault = match self.catalogue.permission(permission).map(|facts| facts.status) {
            Some(PermissionStatus::RepoOnly) => Fault::new(
                &rules::PERMISSION_UNSURE,
                place.clone(),
                format!("`{permission}` is known from public code only"),
            ),
            Some(PermissionStatus::General) => Fault::new(
                &rules::PERMISSION_GENERAL,
                place.clone(),
                format!("`{permission}` is a general permission: it opens whole areas"),
            ),
            _ => return,
        };
        self.faults.push(fault);
    }

    /// Checks a name in a row that can't be read.
    pub(in crate::mapping) fn loose(&mut self, loose: &Loose) {
        match loose.kind.as_str() {
            "PermissionText" => {
                self.pattern(&loose.text, &loose.place);
            }
            "ScopeText" => {
                self.scope(&loose.text, loose.place.clone());
            }
            _ => {
                self.operation(&loose.text, loose.place.clone());
            }
        }
    }

    /// A scope of Genesys Cloud.
    pub(super) fn scope(&mut self, text: &str, place: Place) -> Option<Scope> {
        if self.catalogue.scope(text).is_some()
            && let Ok(scope) = text.parse()
        {
            return Some(scope);
        }
        let near = self.catalogue.nearest(text, Kind::Scope, 1);
        self.faults.push(
            Fault::new(
                &rules::SCOPE_UNKNOWN,
                place,
                format!("Genesys Cloud has no scope `{text}`"),
            )
            .label("unknown scope")
            .help_if(near.first().map(|near| format!("did you mean `{near}`?"))),
        );
        None
    }

    /// An operation, as the template that the catalogue has.
    pub(super) fn operation(&mut self, text: &str, place: Place) -> Option<Operation> {
        let operation: Operation = match text.parse() {
            Ok(operation) => operation,
            Err(error) => {
                let error: crate::model::InvalidName = error;
                self.faults.push(
                    Fault::new(&rules::OPERATION_UNKNOWN, place, error.to_string())
                        .label("not an operation")
                        .help("write the method and the path: `GET /api/v2/users`"),
                );
                return None;
            }
        };
        if let Some(facts) = self.catalogue.operation(operation.method, &operation.path) {
            return Some(Operation {
                method: facts.method,
                path: facts.path.to_owned(),
            });
        }
        let mut fault = Fault::new(
            &rules::OPERATION_UNKNOWN,
            place,
            format!("the Platform API has no operation `{operation}`"),
        )
        .label("unknown operation");
        if let Some(removed) = self.catalogue.removed(operation.method, &operation.path) {
            fault.label = format!("removed after {} ({})", removed.last_release, removed.last_date);
        }
        let methods = self.catalogue.methods_of(&operation.path);
        let help = if methods.is_empty() {
            self.catalogue
                .nearest_operations(&operation.to_string(), 1)
                .first()
                .map(|near| format!("did you mean `{near}`?"))
        } else {
            let methods: Vec<String> = methods.iter().map(Method::to_string).collect();
            let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
            Some(format!("this path takes {}", one_of(&methods)))
        };
        self.faults.push(fault.help_if(help));
        None
    }

    /// Says so when a setting or one of its values is not among those known.
    pub(super) fn setting(&mut self, setting: &str, setting_place: Place, value: &str, value_place: Place) {
        let Some(known) = known_setting(setting) else {
            let near = nearest(setting, known_settings().keys().copied());
            self.faults.push(
                Fault::new(
                    &rules::SETTING_UNKNOWN,
                    setting_place,
                    format!("Zendesk's roles are not known to have a setting `{setting}`"),
                )
                .label("unknown setting")
                .help_if(near.map(|near| format!("did you mean `{near}`?"))),
            );
            return;
        };
        if value == "*" || known.values == ["*"] || known.values.contains(&value) {
            return;
        }
        // `private` and `none` stand for the same in older accounts, and absent values ask for nothing anyway.
        if asks_for_nothing(value) {
            return;
        }
        let near = nearest(value, known.values.iter().copied());
        self.faults.push(
            Fault::new(
                &rules::VALUE_UNKNOWN,
                value_place,
                format!("`{setting}` is not known to take `{value}`"),
            )
            .label("unknown value")
            .help(match near {
                Some(near) => format!("did you mean `{near}`? It takes {}", one_of(&known.values)),
                None => format!("it takes {}", one_of(&known.values)),
            }),
        );
    }
}
