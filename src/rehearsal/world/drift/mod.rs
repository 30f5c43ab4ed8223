//! Deviations from a plan, of every kind that an audit can find: what [`apply`] changes in the orgs of
//! [`from_plan`](super::from_plan()), and what an audit should then say.
//!
//! In: such a world and its plan. Out: the same world changed, and a sorted list of [`Drift`]: one entry a finding, as rule,
//! subject, object. By seed: eight to twenty deviations, each of another kind, of the kinds that the plan has room for.
//! No two touch the same person, role, client, approval or division, so that none hides or doubles another.
//!
//! Each kind is a function in the file of its family that says what it changes, why one finding follows, and what its
//! subject and object are. Throughout:
//!
//! - The *subject* is a person's e-mail, a role's name, an application's name (also where its client is meant),
//!   `client:NAME` for a client that carries no planned application, `group:NAME`, a division's name, a trustee org's name,
//!   an access policy's name, or the tenant's name where a setting of the whole org is meant.
//! - The *object* is what of it is concerned: a permission, role, scope, redirect URI; `ROLE @ KEY` for a role in a
//!   division, as plans name groups (a division that the plan does not have stands with its name, `*` stands for all
//!   divisions); a client's id where the client as such is meant; empty where the subject as such is meant.
//! - Names are those of the plan, also where the org has others.
//! - One cause, one finding: what a missing role, division, person or client takes away with it is not told again, nor is
//!   what an extra wildcard or the general permission `admin` stands for.
//!
//! Rules that no function here makes, as the rehearsal has nothing that could bring them about:
//!
//! - `condition-missing`: plans hold no conditions, so none can be missing.
//! - `permission-not-available`: the permissions of these orgs are the whole catalogue.
//! - `not-division-aware`: follows from the plan alone, in every org in which it is carried out.
//! - `readonly-scope-writes`: follows from the operations of an application, whatever the org.
//! - `scim-grants-roles`: no org here is fed by SCIM.
//! - `token-org-mismatch`, `region-mismatch`: about how an org is reached, not what it holds.

mod applications;
mod grants;
mod power;
mod roles;
mod scene;

use super::{Drift, World};
use crate::plan::model::PersonPlan;
use crate::plan::read::PlanHead;
use scene::Scene;

/// A kind of deviation: changes the orgs where the plan has room for it, and says what an audit should find.
type Kind = fn(&mut Scene<'_>) -> Option<Vec<Drift>>;

/// Every kind but [`grants::FIRST`].
const KINDS: &[&[Kind]] = &[roles::KINDS, grants::KINDS, applications::KINDS, power::KINDS];

/// The fewest deviations that are asked for; a small plan may have room for less.
const FEWEST: usize = 8;

/// The most.
const MOST: usize = 20;

/// Changes the orgs that were made from a plan, and says what an audit of them should find: [`World::drift`] holds it too.
///
/// `world` must be what [`from_plan`](super::from_plan()) made of the same plan.
pub fn apply(world: &mut World, head: &PlanHead, people: &[PersonPlan], seed: u64) -> Vec<Drift> {
    let mut scene = Scene::new(world, head, people, seed);
    let wanted = FEWEST + scene.below(MOST - FEWEST + 1);
    let mut kinds: Vec<Kind> = KINDS.iter().copied().flatten().copied().collect();
    scene.shuffle(&mut kinds);
    if scene.below(2) == 0 {
        kinds.insert(0, grants::FIRST);
    }
    // A kind for which the plan has no room gives way to the next.
    let mut drift = Vec::new();
    let mut made = 0;
    for kind in kinds {
        if made == wanted {
            break;
        }
        if let Some(entries) = kind(&mut scene) {
            drift.extend(entries);
            made += 1;
        }
    }
    drift.sort();
    for org in &mut scene.world.orgs {
        org.sort();
    }
    world.drift.clone_from(&drift);
    drift
}

/// An entry.
fn found(rule: &str, subject: impl Into<String>, object: impl Into<String>) -> Drift {
    Drift {
        rule: rule.to_owned(),
        subject: subject.into(),
        object: object.into(),
    }
}

/// An entry alone.
#[expect(clippy::unnecessary_wraps, reason = "it is how most kinds end")]
fn one(rule: &str, subject: impl Into<String>, object: impl Into<String>) -> Option<Vec<Drift>> {
    Some(vec![found(rule, subject, object)])
}
