//! Every fact answers as the data say.

use super::*;
use crate::model::{Operation, Pattern};

fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().map(|line| line.split('\t').collect())
}

#[test]
fn every_operation_answers_as_the_data_say() {
    let catalogue = Catalogue::embedded();
    let mut count = 0;
    for row in lines(include_str!("data/operations.tsv")) {
        let name = format!("{} {}", row[0], row[1]);
        let view = catalogue.view_operation(&name.parse().unwrap());
        assert!(view.exists, "{name}");
        assert_eq!(view.path, row[1]);
        assert_eq!(view.permissions.mode.to_string(), row[2], "{name}");
        assert_eq!(view.permissions.names.join(" "), row[3], "{name}");
        assert_eq!(view.scopes.join(" "), row[4], "{name}");
        assert_eq!(view.scope_source.to_string(), row[5], "{name}");
        assert_eq!(view.deprecated, row[6].contains("deprecated"), "{name}");
        assert_eq!(view.preview, row[6].contains("preview"), "{name}");
        assert_eq!(view.first_release.unwrap_or_default(), row[7], "{name}");
        assert_eq!(view.removed.is_some(), row[6].contains("removed"), "{name}");
        let checked = catalogue.check(&name);
        assert!(checked.exists && checked.kind == Kind::Operation, "{name}");
        if row[0] == "GET" {
            assert!(catalogue.check(row[1]).exists, "{name}: without method");
        }
        count += 1;
    }
    assert_eq!(count, 3356);
}

#[test]
fn every_removed_operation_says_when_it_went() {
    let catalogue = Catalogue::embedded();
    let mut both = Vec::new();
    for row in lines(include_str!("data/removed.tsv")) {
        let asked: Operation = format!("{} {}", row[0], row[1]).parse().unwrap();
        // The nearest names of a thousand operations take a while; what became of each does not.
        match catalogue.resolve(asked.method, &asked.path) {
            Resolved::Removed(gone) => {
                assert_eq!((gone.last_release, gone.last_date), (row[3], row[4]), "{asked}");
                assert_eq!(gone.renamed_parameter, row[5] == "renamed-parameter", "{asked}");
                if gone.renamed_parameter {
                    let lives = catalogue.renamed(gone).expect("lives on");
                    assert_eq!(
                        catalogue.operation(asked.method, &asked.path).map(|facts| facts.path),
                        Some(lives.path)
                    );
                }
            }
            Resolved::Exists(_, Some(_)) => both.push(asked.to_string()),
            other => panic!("{asked}: {other:?}"),
        }
    }
    assert_eq!(both, ["PATCH /api/v2/journey/actiontargets/{actionTargetId}"]);
}

#[test]
fn every_permission_scope_and_region_answers_as_the_data_say() {
    let catalogue = Catalogue::embedded();
    for row in lines(include_str!("data/permissions.tsv")) {
        let checked = catalogue.check(row[0]);
        assert_eq!(checked.kind, Kind::Permission, "{}", row[0]);
        assert_eq!(checked.exists, row[1] != "refuted", "{}", row[0]);
        if !matches!(row[1], "wildcard" | "case-variant") {
            let view = catalogue.view_permission(&row[0].parse().unwrap());
            assert_eq!(view.status.unwrap().to_string(), row[1], "{}", row[0]);
        }
        if row[1] == "case-variant" {
            assert_ne!(checked.name, row[0], "answered in the vendor's spelling");
            assert!(checked.name.eq_ignore_ascii_case(row[0]));
        }
    }
    for row in lines(include_str!("data/scopes.tsv")) {
        let checked = catalogue.check(row[0]);
        assert!(checked.exists && checked.kind == Kind::Scope, "{}", row[0]);
        let view = catalogue.view_scope(row[0]);
        assert_eq!(view.access.as_deref(), Some(row[1]), "{}", row[0]);
        assert!(view.operations.len() >= view.writes_with_readonly.len(), "{}", row[0]);
    }
    for row in lines(include_str!("data/regions.tsv")) {
        for name in [
            row[0].to_owned(),
            row[1].to_owned(),
            format!("api.{}", row[1]),
            format!("https://login.{}/", row[1]),
        ] {
            let checked = catalogue.check(&name);
            assert!(checked.exists && checked.kind == Kind::Region, "{name}");
        }
    }
    for parameter in catalogue.authorize_parameters() {
        let real = matches!(parameter.kind, ParameterKind::Documented | ParameterKind::Undocumented);
        let checked = catalogue.check(parameter.name);
        assert_eq!(checked.exists, real, "{}", parameter.name);
        let header = parameter.kind == ParameterKind::NotAHeader;
        assert_eq!(checked.kind == Kind::Header, header, "{}", parameter.name);
    }
}

#[test]
fn every_nearest_name_exists() {
    let catalogue = Catalogue::embedded();
    for facts in catalogue.permissions().step_by(7) {
        let name = facts.name.as_str();
        if let Some((domain, entity, _)) = facts.name.parts().filter(|(_, entity, _)| entity.len() > 8) {
            let invented = format!("{domain}:{entity}s:fiddle");
            for near in catalogue.nearest(&invented, Kind::Permission, 3) {
                assert!(catalogue.has_permission(&near.parse().unwrap()), "{name}: {near}");
            }
        }
    }
    let pattern: Pattern = "recording:orphanRecording:*".parse().unwrap();
    assert!(catalogue.stands_for_some(&pattern));
    for gloss in glosses::GLOSSES {
        assert!(catalogue.check(gloss.1).exists, "{} leads to nothing", gloss.1);
    }
}

#[test]
fn a_path_that_once_was_is_not_taken_for_an_id() {
    let catalogue = Catalogue::embedded();
    let view = catalogue.view_operation(&"GET /api/v2/alerting/alerts/active".parse().unwrap());
    assert!(!view.exists);
    assert_eq!(view.removed.unwrap().last_release, "js216.0.0");
    assert!(
        catalogue
            .view_operation(&"GET /api/v2/alerting/alerts/1234".parse().unwrap())
            .exists
    );
}

#[test]
fn a_renamed_parameter_points_to_the_new_template_first() {
    let asked = "GET /api/v2/gamification/profiles/{performanceProfileId}"
        .parse()
        .unwrap();
    let view = Catalogue::embedded().view_operation(&asked);
    assert!(!view.exists && view.removed.is_some());
    assert_eq!(view.instead[0], "GET /api/v2/gamification/profiles/{profileId}");
    let real = "GET /api/v2/gamification/profiles/1234".parse().unwrap();
    assert!(Catalogue::embedded().view_operation(&real).exists);
}
