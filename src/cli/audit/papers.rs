//! The files that say beforehand what is accepted, what is approved and what has to be so.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::audit::checks;
use crate::audit::papers::{
    self, Against, Approvals, ApprovalsFile, AssertionsFile, Papers, Personas, Suppressions, SuppressionsFile,
};
use crate::cli::args::Globals;
use crate::cli::{Console, Failure};
use crate::finding::{Findings, FindingsFile, Past};
use crate::mapping::{Fault, Paint, Sheet, SheetFile, load_sheet};
use crate::model::Permission;
use crate::plan::read::PlanHead;

/// The flags that name them.
#[derive(Debug, Args)]
pub(super) struct PaperArgs {
    /// Findings that are accepted for a while [default: suppressions.yaml of the project, if there is one]
    #[arg(long, value_name = "FILE")]
    suppressions: Option<PathBuf>,
    /// Privileged rights that are approved for a while [default: approvals.yaml of the project, if there is one]
    #[arg(long, value_name = "FILE")]
    approvals: Option<PathBuf>,
    /// What people must be able to do, and must not
    #[arg(long = "assert", value_name = "FILE")]
    assertions: Option<PathBuf>,
    /// The findings of an earlier audit (.json, all of them): say which are new, open, fixed; --fail-on judges new ones only
    #[arg(long, value_name = "FINDINGS")]
    baseline: Option<PathBuf>,
    /// The day by which suppressions and approvals end (YYYY-MM-DD) [default: the latest of the plan's and the snapshots']
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
}

impl PaperArgs {
    /// The day that stands in for a clock: the one that was named, else the latest of the plan's and of those on which the
    /// orgs were read.
    ///
    /// A plan stays in force for months: by its own day alone, what ended long ago would count for ever.
    pub(super) fn as_of(&self, head: &PlanHead, taken: &[&str]) -> Result<String, Failure> {
        if let Some(text) = &self.as_of {
            return crate::cli::plan::date(text);
        }
        // All of them begin with year, month and day; what does not is no date and decides nothing.
        let dates = taken.iter().filter_map(|text| crate::cli::plan::date(text).ok());
        Ok(dates.chain([head.as_of.clone()]).max().unwrap_or_default())
    }

    /// Whether anything is asserted.
    pub(super) fn asserts(&self) -> bool {
        self.assertions.is_some()
    }

    /// Reads the files, and holds their names against the plan and against what orgs list; rows end by `as_of`.
    pub(super) fn load(
        &self,
        head: &PlanHead,
        as_of: &str,
        personas: &Personas,
        live: &dyn Fn(&Permission) -> bool,
        globals: &Globals,
        console: &mut Console,
    ) -> Result<Papers, Failure> {
        let tenants: Vec<&str> = head.tenants.iter().map(|tenant| tenant.name.as_str()).collect();
        let roles = head.tenants.iter().flat_map(|tenant| &tenant.roles);
        let mut names: Vec<&str> = roles.map(|role| role.name.as_str()).chain(personas.names()).collect();
        names.sort_unstable();
        names.dedup();
        let against = Against {
            tenants: &tenants,
            personas: &names,
            live,
        };
        let rules: Vec<&str> = checks()
            .iter()
            .map(|check| check.rule.name)
            .chain(
                papers::rules::RULES
                    .iter()
                    .map(|rule| rule.name)
                    .filter(|name| name.starts_with("assertion-")),
            )
            .collect();
        let mut suppressions = sheet::<SuppressionsFile>(self.suppressions.as_deref(), "suppressions.yaml", globals)?;
        let mut approvals = sheet::<ApprovalsFile>(self.approvals.as_deref(), "approvals.yaml", globals)?;
        let mut assertions = match &self.assertions {
            Some(file) => load_sheet::<AssertionsFile>(file),
            None => Sheet::default(),
        };
        let checked = (
            papers::suppressions(&mut suppressions, &rules, against),
            papers::approvals(&mut approvals, against),
            papers::assertions(&mut assertions, against),
        );
        let faults = tell(&suppressions, console) + tell(&approvals, console) + tell(&assertions, console);
        if faults > 0 {
            let faults = if faults == 1 {
                "1 fault".to_owned()
            } else {
                format!("{faults} faults")
            };
            return Err(
                Failure::usage(format!("what is said of the audit beforehand can't be used: {faults}"))
                    .hint("docs/audit.md says what stands in each file"),
            );
        }
        Ok(Papers {
            suppressions: Suppressions::new(checked.0, as_of),
            approvals: Approvals::new(checked.1, as_of),
            assertions: checked.2,
            personas: personas.clone(),
        })
    }

    /// The findings of the earlier audit.
    pub(super) fn past(&self) -> Result<Option<Past>, Failure> {
        let Some(path) = &self.baseline else { return Ok(None) };
        let wrong = |what: String| {
            Failure::usage(format!(
                "could not read the earlier findings of `{}`: {what}",
                path.display()
            ))
            .hint("name a file that `zd2gc audit -o findings.json` has written")
        };
        let bytes = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let file: FindingsFile = serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
        if file.schema != FindingsFile::SCHEMA {
            return Err(wrong(format!(
                "its schema is `{}`, not `{}`",
                file.schema,
                FindingsFile::SCHEMA
            )));
        }
        Ok(Some(Past::new(file.findings)))
    }
}

/// The rows of a file: the one named, else the project's, else none.
fn sheet<F: SheetFile>(named: Option<&Path>, name: &str, globals: &Globals) -> Result<Sheet<F::Row>, Failure> {
    if let Some(file) = named {
        return Ok(load_sheet::<F>(file));
    }
    let project = globals.settings()?.project.value;
    let own = project
        .map(|file| file.with_file_name(name))
        .filter(|file| file.exists());
    Ok(own.map_or_else(Sheet::default, |file| load_sheet::<F>(&file)))
}

/// Shows what is wrong with a file; how much it was.
fn tell<R>(sheet: &Sheet<R>, console: &mut Console) -> usize {
    let errors: Vec<&Fault> = sheet.faults.iter().collect();
    for fault in errors.iter().take(20) {
        console.status(&sheet.draw(fault, console.width(), Paint::Coloured));
    }
    errors.len()
}

/// Rows that are past their day, and those that nothing met.
pub(super) fn leftovers(papers: &Papers, was_applied: impl Fn(&str, Option<&str>) -> bool, found: &mut Findings) {
    papers.suppressions.leftovers(&was_applied, found);
    let privileged = [
        "privileged-holder",
        "client-privileged",
        "separation-of-duties",
        "admin-general-permission",
    ];
    let everything = privileged.iter().all(|rule| was_applied(rule, None));
    papers.approvals.leftovers(everything, found);
}
