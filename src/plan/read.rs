//! Reading a plan back: the head whole, the people one by one, so that a plan of a million people costs no memory.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::model::{Inputs, PersonPlan, PlanCoverage, SCHEMA, TenantPlan};
use crate::finding::Finding;

/// Everything in a plan but its people.
#[derive(Debug, Clone, Default)]
pub struct PlanHead {
    /// What it was made from.
    pub inputs: Inputs,
    /// The catalogue's date.
    pub catalogue: String,
    /// The date that stands in for a clock.
    pub as_of: String,
    /// What is planned in each org.
    pub tenants: Vec<TenantPlan>,
    /// What was counted.
    pub coverage: PlanCoverage,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// A plan that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Not JSON, or not of the plan's shape.
    #[error("the plan can't be read")]
    Shape(#[from] serde_json::Error),
    /// JSON, but another file.
    #[error("this is a file of schema `{found}`, not a plan (`{SCHEMA}`)")]
    Schema {
        /// What it says it is.
        found: String,
    },
    /// JSON, and nothing says of what.
    #[error("this file has no schema, so it is not a plan (`{SCHEMA}`)")]
    NoSchema,
}

/// Reads a plan; `person` is called for each person in the file's order.
///
/// # Errors
/// When the text is not a plan of this major version.
pub fn read(from: impl Read, person: &mut dyn FnMut(PersonPlan)) -> Result<PlanHead, ReadError> {
    walk(serde_json::Deserializer::from_reader(from), Some(person))
}

/// Reads a plan and passes over its people.
///
/// # Errors
/// As [`read`].
pub fn read_head(from: impl Read) -> Result<PlanHead, ReadError> {
    walk(serde_json::Deserializer::from_reader(from), None)
}

/// As [`read`] and [`read_head`], of a plan that is in memory: several times as fast.
///
/// # Errors
/// As [`read`].
pub fn read_slice(plan: &[u8], person: Option<&mut dyn FnMut(PersonPlan)>) -> Result<PlanHead, ReadError> {
    walk(serde_json::Deserializer::from_slice(plan), person)
}

fn walk<'de, R: serde_json::de::Read<'de>>(
    mut json: serde_json::Deserializer<R>,
    person: Option<&mut dyn FnMut(PersonPlan)>,
) -> Result<PlanHead, ReadError> {
    let (schema, head) = Plan { person }.deserialize(&mut json)?;
    json.end()?;
    match schema.as_str() {
        SCHEMA => Ok(head),
        "" => Err(ReadError::NoSchema),
        _ => Err(ReadError::Schema { found: schema }),
    }
}

/// The whole file; gives the schema's name with the head.
struct Plan<'f> {
    person: Option<&'f mut dyn FnMut(PersonPlan)>,
}

impl<'de> DeserializeSeed<'de> for Plan<'_> {
    type Value = (String, PlanHead);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Plan<'_> {
    type Value = (String, PlanHead);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a plan")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut schema = String::new();
        let mut head = PlanHead::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "schema" => {
                    schema = map.next_value()?;
                    if schema != SCHEMA {
                        // Of another file nothing else is read: its keys mean other things.
                        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                        return Ok((schema, head));
                    }
                }
                "inputs" => head.inputs = map.next_value()?,
                "catalogue" => head.catalogue = map.next_value()?,
                "as_of" => head.as_of = map.next_value()?,
                "tenants" => head.tenants = map.next_value()?,
                "people" => match &mut self.person {
                    Some(person) => map.next_value_seed(People { person: &mut **person })?,
                    None => {
                        map.next_value::<IgnoredAny>()?;
                    }
                },
                "coverage" => head.coverage = map.next_value()?,
                "findings" => head.findings = map.next_value()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok((schema, head))
    }
}

/// The rows of `people`.
struct People<'f> {
    person: &'f mut dyn FnMut(PersonPlan),
}

impl<'de> DeserializeSeed<'de> for People<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for People<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the people of a plan")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        while let Some(row) = rows
            .next_element()
            .map_err(|error| de::Error::custom(format!("people: {error}")))?
        {
            (self.person)(row);
        }
        Ok(())
    }
}

/// The roles of a tenant by name, for those who follow a grant to its role.
pub fn roles_by_name(tenant: &TenantPlan) -> BTreeMap<&str, &super::model::RolePlan> {
    tenant.roles.iter().map(|role| (role.name.as_str(), role)).collect()
}
