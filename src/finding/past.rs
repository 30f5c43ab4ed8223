//! Findings held against those of an earlier run.

use std::collections::{BTreeMap, BTreeSet};

use super::{Evidence, Finding, Status};

/// What makes a finding the same one in another run.
type Key = (String, Option<String>, String, String);

/// Rule, tenant and object: what many who meet one cause have in common, told of together or one by one.
type Cause = (String, Option<String>, String);

/// The findings of an earlier run.
#[derive(Debug, Default)]
pub struct Past {
    all: Vec<Finding>,
    by_key: BTreeMap<Key, usize>,
    met: BTreeMap<Cause, BTreeSet<Evidence>>,
}

fn key(finding: &Finding) -> Key {
    (
        finding.rule.clone(),
        finding.tenant.clone(),
        finding.subject.clone(),
        finding.object.clone(),
    )
}

fn cause(finding: &Finding) -> Cause {
    (finding.rule.clone(), finding.tenant.clone(), finding.object.clone())
}

/// Who or what meets each cause. Reads that show many at once, such as a list of users, tell nobody apart.
fn met<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> BTreeMap<Cause, BTreeSet<Evidence>> {
    let mut all: BTreeMap<Cause, BTreeSet<Evidence>> = BTreeMap::new();
    for finding in findings {
        let evidence = finding.evidence.iter().filter(|one| one.path.contains("/subjects/"));
        all.entry(cause(finding)).or_default().extend(evidence.cloned());
    }
    all
}

/// Whether everybody who meets a finding is among some, who are known one by one.
fn is_among(finding: &Finding, some: &BTreeMap<Cause, BTreeSet<Evidence>>) -> bool {
    let all_named = finding.count <= finding.evidence.len() as u64 && !finding.evidence.is_empty();
    let known = some.get(&cause(finding));
    all_named && known.is_some_and(|known| finding.evidence.iter().all(|one| known.contains(one)))
}

impl Past {
    /// The findings that stood open then, and those that were accepted.
    pub fn new(findings: Vec<Finding>) -> Self {
        Self {
            by_key: findings.iter().enumerate().map(|(at, one)| (key(one), at)).collect(),
            met: met(&findings),
            all: findings,
        }
    }

    /// Says of each finding whether it is new.
    ///
    /// One that was there and has become worse is new: more who meet it, a higher severity, or somebody who did not meet
    /// it then. People who were told of one by one and are told of together now, or the other way round, are the same.
    pub fn judge(&self, findings: &mut [Finding]) {
        for finding in findings {
            let same = self.by_key.get(&key(finding)).map(|at| &self.all[*at]);
            let same = same.filter(|then| finding.count <= then.count && finding.severity <= then.severity);
            let is_old = match same {
                Some(then) if finding.count > 1 && then.evidence.len() as u64 == then.count => {
                    is_among(finding, &self.met) || finding.evidence.len() as u64 != finding.count
                }
                Some(_) => true,
                None => {
                    let worse = self.by_key.contains_key(&key(finding));
                    !worse && is_among(finding, &self.met)
                }
            };
            finding.status = Some(if is_old { Status::Open } else { Status::New });
        }
    }

    /// The findings that are gone: neither they nor any who met them are among those of now. `could_be_found` says
    /// whether this run looked for such a finding at all.
    pub fn fixed(&self, now: &[&Finding], could_be_found: impl Fn(&Finding) -> bool) -> Vec<Finding> {
        let keys: BTreeSet<Key> = now.iter().map(|finding| key(finding)).collect();
        let meet = met(now.iter().copied());
        let is_gone = |then: &&Finding| {
            let still = meet.get(&cause(then));
            let meets = |one: &Evidence| still.is_some_and(|still| still.contains(one));
            !keys.contains(&key(then)) && !then.evidence.iter().any(meets) && could_be_found(then)
        };
        let gone = self.all.iter().filter(is_gone).cloned();
        gone.map(|mut finding| {
            finding.status = Some(Status::Fixed);
            finding
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Rule;
    use crate::model::Severity;

    static RULE: Rule = Rule {
        name: "grant-extra",
        severity: Severity::Medium,
        what: "",
        why: "",
        fix: "",
    };

    fn of(subject: &str, people: &[&str]) -> Finding {
        let mut finding = Finding::new(&RULE, subject, "Tier 2", "").count(people.len() as u64);
        for id in people {
            finding = finding.evidence(Evidence::get(format!("/api/v2/authorization/subjects/{id}"), None));
        }
        finding
    }

    fn judged(then: &[Finding], now: Finding) -> Option<Status> {
        let mut now = [now];
        Past::new(then.to_vec()).judge(&mut now);
        now[0].status
    }

    #[test]
    fn what_was_there_is_open_and_what_was_not_is_new() {
        let anna = of("anna", &["1"]);
        assert_eq!(judged(std::slice::from_ref(&anna), anna.clone()), Some(Status::Open));
        assert_eq!(judged(&[], anna.clone()), Some(Status::New));
        assert_eq!(
            judged(std::slice::from_ref(&anna), anna.clone().severity(Severity::High)),
            Some(Status::New)
        );
        assert_eq!(
            judged(std::slice::from_ref(&anna), anna.clone().count(2)),
            Some(Status::New)
        );
    }

    #[test]
    fn people_told_of_together_are_the_same_people_one_by_one() {
        let apart = [of("anna", &["1"]), of("bert", &["2"])];
        let both = of("Tier 2", &["1", "2"]);
        assert_eq!(judged(&apart, both.clone()), Some(Status::Open));
        assert_eq!(
            judged(std::slice::from_ref(&both), apart[0].clone()),
            Some(Status::Open)
        );
        // Another two are as many, and not the same.
        assert_eq!(
            judged(std::slice::from_ref(&both), of("Tier 2", &["1", "3"])),
            Some(Status::New)
        );
        let past = Past::new(vec![both]);
        assert!(past.fixed(&[&apart[0]], |_| true).is_empty());
        assert_eq!(past.fixed(&[], |_| true)[0].status, Some(Status::Fixed));
        assert!(past.fixed(&[], |_| false).is_empty(), "nobody looked");
    }
}
