//! The rules about what a right reader notices in an account.

use crate::finding::Rule;

/// Every rule of this stage, for the pages of rules.
pub const RULES: &[&Rule] = &[];
