//! People, one by one, each with their groups, brands and organizations: a merge-join over sorted lists.

use std::path::PathBuf;

use serde::Deserialize;

use super::ReadError;
use super::account::record;
use super::model::{FlexId, User};
use crate::snapshot::{ListReader, Snapshot};

/// A person with what they are a member of; borrowed until the next one is read.
#[derive(Debug)]
pub struct PersonRow<'a> {
    /// The person.
    pub user: User<'a>,
    /// The ids of their groups, sorted.
    pub groups: &'a [u64],
    /// The ids of their brands, sorted.
    pub brands: &'a [u64],
    /// The ids of their organizations, the primary one included, sorted.
    pub organizations: &'a [u64],
}

/// Streams the people of a snapshot by id, those without an id last; memory does not grow with their number.
#[derive(Debug)]
pub struct People {
    users: Option<ListReader>,
    // For errors, which can't ask the reader while a line of it is borrowed.
    path: PathBuf,
    groups: Memberships,
    brands: Memberships,
    organizations: Memberships,
}

impl People {
    /// Opens the people of a snapshot; one without users has none.
    ///
    /// # Errors
    /// When a list can't be opened.
    pub fn open(snapshot: &Snapshot) -> Result<Self, ReadError> {
        let users = snapshot.list("users")?;
        Ok(Self {
            path: users.as_ref().map(|list| list.path().to_owned()).unwrap_or_default(),
            users,
            groups: Memberships::open(snapshot, "group_memberships")?,
            brands: Memberships::open(snapshot, "brand_agents")?,
            organizations: Memberships::open(snapshot, "organization_memberships")?,
        })
    }

    /// The next person.
    ///
    /// # Errors
    /// When a list can't be read or is damaged; what was read until then is right but not all.
    #[expect(clippy::should_implement_trait, reason = "an iterator's items can't borrow from it")]
    pub fn next(&mut self) -> Result<Option<PersonRow<'_>>, ReadError> {
        let Some(users) = &mut self.users else {
            return Ok(None);
        };
        let number = users.line_number() + 1;
        let Some(line) = users.next_line()? else {
            self.groups.drain()?;
            self.brands.drain()?;
            self.organizations.drain()?;
            return Ok(None);
        };
        let user: User<'_> = record(line).map_err(|source| ReadError::Record {
            path: self.path.clone(),
            line: number,
            source,
        })?;
        let id = user.id.map(|id| id.value);
        self.groups.advance(id)?;
        self.brands.advance(id)?;
        self.organizations.advance(id)?;
        if let Some(primary) = user.organization_id {
            self.organizations.add(primary.value);
        }
        Ok(Some(PersonRow {
            user,
            groups: &self.groups.of_person,
            brands: &self.brands.of_person,
            organizations: &self.organizations.of_person,
        }))
    }
}

/// A row of one of the three membership lists.
#[derive(Deserialize)]
struct Membership {
    user_id: FlexId,
    #[serde(alias = "brand_id", alias = "organization_id")]
    group_id: FlexId,
}

/// One membership list, read in step with the users.
#[derive(Debug)]
struct Memberships {
    list: Option<ListReader>,
    ahead: Option<(u64, u64)>,
    of_person: Vec<u64>,
}

impl Memberships {
    fn open(snapshot: &Snapshot, name: &str) -> Result<Self, ReadError> {
        let mut opened = Self {
            list: snapshot.list(name)?,
            ahead: None,
            of_person: Vec::new(),
        };
        opened.read_ahead()?;
        Ok(opened)
    }

    fn read_ahead(&mut self) -> Result<(), ReadError> {
        let Some(list) = &mut self.list else {
            return Ok(());
        };
        let number = list.line_number() + 1;
        // A path is cloned for errors only, which `map_err` can't do while the line borrows the list.
        let read = match list.next_line()? {
            Some(line) => record::<Membership>(line).map(Some),
            None => Ok(None),
        };
        match read {
            Ok(Some(membership)) => self.ahead = Some((membership.user_id.value, membership.group_id.value)),
            Ok(None) => {
                self.ahead = None;
                self.list = None;
            }
            Err(source) => {
                return Err(ReadError::Record {
                    path: list.path().to_owned(),
                    line: number,
                    source,
                });
            }
        }
        Ok(())
    }

    /// Collects what a person is a member of; people without an id come last and have no memberships.
    fn advance(&mut self, person: Option<u64>) -> Result<(), ReadError> {
        self.of_person.clear();
        let Some(person) = person else {
            return Ok(());
        };
        while let Some((user, target)) = self.ahead {
            if user > person {
                break;
            }
            if user == person {
                self.of_person.push(target);
            }
            self.read_ahead()?;
        }
        Ok(())
    }

    fn add(&mut self, target: u64) {
        if let Err(at) = self.of_person.binary_search(&target) {
            self.of_person.insert(at, target);
        }
    }

    /// Reads to the end, so that a damaged list is noticed even where its rest concerns nobody.
    fn drain(&mut self) -> Result<(), ReadError> {
        while self.list.is_some() {
            self.read_ahead()?;
        }
        Ok(())
    }
}
