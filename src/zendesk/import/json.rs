//! JSON documents, streamed: envelopes of pages, bare lists, single records, one after the other.
//!
//! No list is held in memory: each record is handed on as it is read.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::intake::Intake;
use crate::zendesk::lists::List;

/// Reads all documents of a file.
pub(super) fn read<'de, R: serde_json::de::Read<'de>>(source: R, intake: &mut Intake<'_>) -> serde_json::Result<()> {
    let mut documents = serde_json::Deserializer::new(source);
    loop {
        Document { intake }.deserialize(&mut documents)?;
        // More to come is not an error here: an export has a document a line.
        if documents.end().is_ok() {
            return Ok(());
        }
    }
}

/// A whole document.
struct Document<'a, 'b> {
    intake: &'a mut Intake<'b>,
}

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer of the Zendesk API, a list of records or a record")
    }

    /// A bare list: each record is recognised by itself.
    fn visit_seq<A: SeqAccess<'de>>(self, mut records: A) -> Result<(), A::Error> {
        while let Some(value) = records.next_element_seed(Bounded::new(&mut Bounded::BUDGET.clone()))? {
            match value {
                Value::Object(record) => unwrapped(self.intake, record)?,
                _ => self.intake.unknown(),
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let mut rest = Map::new();
        let mut lists = Vec::new();
        let mut not_a_list = None;
        while let Some(key) = fields.next_key::<String>()? {
            let list = List::of_plural(&key).filter(|_| !rest.contains_key("id"));
            if let Some(list) = list {
                let held = fields.next_value_seed(Records {
                    intake: &mut *self.intake,
                    list,
                })?;
                match held {
                    Held::Records(count) => lists.push((key, count)),
                    Held::Other(value) => {
                        not_a_list.get_or_insert_with(|| key.clone());
                        rest.insert(key, value);
                    }
                }
            } else {
                let mut budget = Bounded::BUDGET;
                let value = fields.next_value_seed(Bounded::new(&mut budget))?;
                rest.insert(key, value);
            }
        }
        if !lists.is_empty() {
            self.intake.page(&lists, &rest);
            return Ok(());
        }
        if let Some(list) = List::recognise(&rest) {
            return take(self.intake, list, rest);
        }
        let mut wrapped = false;
        for (key, value) in rest {
            if let (Some(list), Value::Object(record)) = (List::of_singular(&key), value)
                && is_plausible(list, &record)
            {
                take(self.intake, list, record)?;
                wrapped = true;
            }
        }
        match not_a_list {
            _ if wrapped => Ok(()),
            // Names that other programs use for other things.
            Some(key) if !matches!(key.as_str(), "tokens" | "clients") => {
                Err(de::Error::custom(format!("`{key}` should be a list")))
            }
            _ => {
                self.intake.unknown();
                Ok(())
            }
        }
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.intake.unknown();
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.intake.unknown();
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.intake.unknown();
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.intake.unknown();
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.intake.unknown();
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.intake.unknown();
        Ok(())
    }
}

/// A record that stands by itself.
fn unwrapped<E: de::Error>(intake: &mut Intake<'_>, record: Map<String, Value>) -> Result<(), E> {
    if let Some(list) = List::recognise(&record) {
        return take(intake, list, record);
    }
    intake.unknown();
    Ok(())
}

fn take<E: de::Error>(intake: &mut Intake<'_>, list: List, record: Map<String, Value>) -> Result<(), E> {
    intake.record(list, record).map_err(de::Error::custom)
}

/// `clients`, `tokens` and `settings` are names that many programs use; theirs are not taken for Zendesk's.
fn is_plausible(list: List, record: &Map<String, Value>) -> bool {
    match list {
        List::OauthClients => record.contains_key("identifier"),
        List::OauthTokens => record.contains_key("client_id") || record.contains_key("scopes"),
        List::AccountSettings => record.values().any(Value::is_object),
        _ => true,
    }
}

/// What stood under the key of a list.
enum Held {
    /// So many records.
    Records(u64),
    /// Not a list.
    Other(Value),
}

/// The records under the key of a list.
struct Records<'a, 'b> {
    intake: &'a mut Intake<'b>,
    list: List,
}

impl<'de> DeserializeSeed<'de> for Records<'_, '_> {
    type Value = Held;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Held, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Records<'_, '_> {
    type Value = Held;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the list `{}`", self.list.name())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut records: A) -> Result<Held, A::Error> {
        let mut count = 0;
        loop {
            let mut budget = Bounded::BUDGET;
            match records.next_element_seed(Bounded::new(&mut budget))? {
                None => return Ok(Held::Records(count)),
                Some(_) if budget == 0 => {
                    return Err(de::Error::custom(format!(
                        "a record of `{}` has more than {} values",
                        self.list.name(),
                        Bounded::BUDGET
                    )));
                }
                Some(Value::Object(record)) if is_plausible(self.list, &record) => {
                    take(self.intake, self.list, record)?;
                }
                Some(Value::Object(_)) => self.intake.unknown(),
                Some(_) => {
                    return Err(de::Error::custom(format!(
                        "a record of `{}` should be an object",
                        self.list.name()
                    )));
                }
            }
            count += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Held, A::Error> {
        Bounded::new(&mut Bounded::BUDGET.clone())
            .visit_map(fields)
            .map(Held::Other)
    }

    fn visit_unit<E>(self) -> Result<Held, E> {
        Ok(Held::Other(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Held, E> {
        Ok(Held::Other(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Held, E> {
        Ok(Held::Other(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Held, E> {
        Ok(Held::Other(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Held, E> {
        Ok(Held::Other(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Held, E> {
        Ok(Held::Other(value.into()))
    }
}

/// Any value of so many parts at most; what goes beyond is read and not kept, and leaves the budget at 0.
struct Bounded<'a> {
    budget: &'a mut u32,
}

impl<'a> Bounded<'a> {
    /// A role has a hundred values; a user with every field of a large account has some thousands.
    const BUDGET: u32 = 50_000;

    fn new(budget: &'a mut u32) -> Self {
        Self { budget }
    }

    fn spend(&mut self) {
        *self.budget = self.budget.saturating_sub(1);
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(mut self) -> Result<Value, E> {
        self.spend();
        Ok(Value::Null)
    }

    fn visit_bool<E>(mut self, value: bool) -> Result<Value, E> {
        self.spend();
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(mut self, value: u64) -> Result<Value, E> {
        self.spend();
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(mut self, value: i64) -> Result<Value, E> {
        self.spend();
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(mut self, value: f64) -> Result<Value, E> {
        self.spend();
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(mut self, value: &str) -> Result<Value, E> {
        self.spend();
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(mut self, value: String) -> Result<Value, E> {
        self.spend();
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut values: A) -> Result<Value, A::Error> {
        self.spend();
        let mut kept = Vec::new();
        while *self.budget > 0 {
            match values.next_element_seed(Bounded::new(self.budget))? {
                Some(value) => kept.push(value),
                None => return Ok(Value::Array(kept)),
            }
        }
        while values.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Null)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<Value, A::Error> {
        self.spend();
        let mut kept = Map::new();
        while *self.budget > 0 {
            match fields.next_key::<String>()? {
                Some(key) => {
                    let value = fields.next_value_seed(Bounded::new(self.budget))?;
                    kept.insert(key, value);
                }
                None => return Ok(Value::Object(kept)),
            }
        }
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Null)
    }
}
