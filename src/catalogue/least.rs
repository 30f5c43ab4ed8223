//! Choosing the least that satisfies all: one member of each list, as few and as weak as can be.

use std::collections::BTreeSet;

use crate::model::{Level, Permission};

/// Chooses at least one member of each list.
///
/// Lists of one member decide first, so that what is needed anyway serves the others too. Then the member that `rank`
/// puts first among the lists still open is taken, until none is open. At last whatever turned out not to be needed is
/// taken out again, the worst first. The order of the lists and of their members changes nothing.
pub fn least<T: Ord + Clone, R: Ord>(lists: &[Vec<T>], rank: impl Fn(&T) -> R) -> BTreeSet<T> {
    let forced: BTreeSet<T> = lists
        .iter()
        .filter_map(|list| match list.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        })
        .collect();
    let mut chosen = forced.clone();
    let satisfied = |list: &Vec<T>, chosen: &BTreeSet<T>| list.iter().any(|member| chosen.contains(member));
    loop {
        let best = lists
            .iter()
            .filter(|list| !list.is_empty() && !satisfied(list, &chosen))
            .filter_map(|list| list.iter().min_by_key(|member| (rank(member), (*member).clone())))
            .min_by_key(|member| (rank(member), (*member).clone()));
        match best {
            Some(best) => chosen.insert(best.clone()),
            None => break,
        };
    }
    let mut worst_first: Vec<T> = chosen.difference(&forced).cloned().collect();
    worst_first.sort_by_key(|member| (rank(member), member.clone()));
    for member in worst_first.into_iter().rev() {
        chosen.remove(&member);
        let still = lists.iter().all(|list| list.is_empty() || satisfied(list, &chosen));
        if !still {
            chosen.insert(member);
        }
    }
    chosen
}

/// How dear a permission of this level is: what gives power first of all to be avoided, then by what it does.
///
/// Reading that is limited to one's own things comes after reading in the whole org: an application is for others.
pub fn rank(permission: &Permission, level: Option<Level>) -> (u8, u8) {
    let Some((_, entity, action)) = permission.parts() else {
        return (5, 0);
    };
    let danger = if permission.as_str().contains('*') {
        4
    } else {
        match level {
            None => 0,
            Some(Level::C) => 1,
            Some(Level::B) => 2,
            Some(Level::A) => 3,
        }
    };
    let own = entity == "agentConversationDetail"
        || [entity, action]
            .iter()
            .any(|part| part.ends_with("Own") || part.ends_with("Self"));
    let verb = match action {
        "view" if !own => 0,
        _ if action.starts_with("view") => 1,
        "add" => 2,
        "edit" => 3,
        "delete" => 4,
        _ => 5,
    };
    (danger, verb)
}

/// How dear a scope is: reading variants come before whole areas.
pub fn scope_rank(scope: &&str) -> u8 {
    u8::from(!scope.ends_with(":readonly"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ranks by the number after the letter.
    fn rank(name: &&str) -> u8 {
        name.as_bytes()[1]
    }

    #[test]
    fn what_is_needed_anyway_serves_the_others() {
        let lists = [vec!["a1", "b9"], vec!["b9"]];
        assert_eq!(least(&lists, rank), BTreeSet::from(["b9"]));
    }

    #[test]
    fn the_weakest_is_taken_and_the_needless_given_back() {
        assert_eq!(least(&[vec!["a2", "b1"]], rank), BTreeSet::from(["b1"]));
        // `a1` is best for the first list, but `b2`, which the second needs, serves both.
        assert_eq!(
            least(&[vec!["a1", "b2"], vec!["b2", "c3"]], rank),
            BTreeSet::from(["b2"])
        );
    }
}
