//! The JSON Schema of every file that we read or write.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};

use crate::access::ask::WhoCan;
use crate::access::explained::AccessFile;
use crate::access::told::DiffFile;
use crate::audit::papers::{ApprovalsFile, AssertionsFile, SuppressionsFile};
use crate::config::ProjectFile;
use crate::diagnose::{Diagnosis, Refusal};
use crate::finding::{Finding, FindingsFile};
use crate::manifest::Manifest;
use crate::mapping::Coverage;
use crate::oauth::UrlsFile;
use crate::plan::model::{Inputs, PersonPlan, PlanCoverage, TenantPlan};
use crate::report::doctor::Doctor;

/// A plan, whole. Programs read it as a stream; this says what they meet.
#[derive(Serialize, JsonSchema)]
struct Plan {
    /// `zd2gc/plan/1`.
    schema: String,
    /// What the plan was made from.
    inputs: Inputs,
    /// The date of the catalogue.
    catalogue: String,
    /// The date that stands in for a clock.
    as_of: String,
    /// What is planned in each org.
    tenants: Vec<TenantPlan>,
    /// The people, one a line, by tenant, subdomain and id.
    people: Vec<PersonPlan>,
    /// What was counted.
    coverage: PlanCoverage,
    /// What was found, worst first.
    findings: Vec<Finding>,
}

/// The head of a snapshot; its lists are NDJSON in the vendor's own field names.
#[derive(Serialize, JsonSchema)]
struct Snapshot {
    /// `zd2gc/zendesk-snapshot/1` or `zd2gc/genesys-snapshot/1`.
    schema: String,
    /// The account or org.
    of: SnapshotOf,
    /// When it was read, or the newest change in what was imported.
    taken_at: String,
    /// Things that were counted and not stored.
    #[serde(default)]
    counts: BTreeMap<String, u64>,
    /// The lists, by name.
    lists: BTreeMap<String, SnapshotList>,
}

/// What a snapshot is of.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum SnapshotOf {
    /// A Zendesk account.
    Account {
        /// Its subdomain.
        subdomain: String,
    },
    /// A Genesys Cloud org.
    Org {
        /// Its id.
        org_id: String,
        /// Its name.
        org_name: String,
        /// Its region.
        region: String,
    },
}

/// A list of a snapshot.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum SnapshotList {
    /// It was read.
    Read {
        /// How many objects it has.
        count: u64,
        /// The SHA-256 of its file.
        sha256: String,
    },
    /// It was not.
    Missing {
        /// Why not.
        missing: String,
    },
}

/// The schemas, by the name that `util schema NAME` takes.
pub(super) fn schemas() -> BTreeMap<String, Schema> {
    let mut schemas = crate::mapping::schemas();
    schemas.extend([
        ("access".to_owned(), of::<AccessFile>(AccessFile::SCHEMA)),
        ("approvals".to_owned(), crate::mapping::offered::<ApprovalsFile>()),
        ("assertions".to_owned(), crate::mapping::offered::<AssertionsFile>()),
        ("suppressions".to_owned(), crate::mapping::offered::<SuppressionsFile>()),
        ("coverage".to_owned(), of::<Coverage>(Coverage::SCHEMA)),
        ("diagnosis".to_owned(), of::<Diagnosis>(Diagnosis::SCHEMA)),
        (
            "refusal".to_owned(),
            of::<Refusal>("A refused call, as `zd2gc diagnose --input` reads it"),
        ),
        ("diff".to_owned(), of::<DiffFile>(DiffFile::SCHEMA)),
        ("doctor".to_owned(), of::<Doctor>(Doctor::SCHEMA)),
        ("findings".to_owned(), of::<FindingsFile>("zd2gc/findings/1")),
        ("manifest".to_owned(), of::<Manifest>(Manifest::SCHEMA)),
        ("plan".to_owned(), of::<Plan>("zd2gc/plan/1")),
        ("project".to_owned(), of::<ProjectFile>("zd2gc/project/1")),
        (
            "rehearsal".to_owned(),
            of::<super::rehearsal::FirstLine>(super::rehearsal::SCHEMA),
        ),
        ("snapshot".to_owned(), of::<Snapshot>("zd2gc/zendesk-snapshot/1")),
        ("urls".to_owned(), of::<UrlsFile>("zd2gc/urls/1")),
        ("who-can".to_owned(), of::<WhoCan>(WhoCan::SCHEMA)),
    ]);
    schemas
}

fn of<T: JsonSchema>(title: &str) -> Schema {
    let mut schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema
}
