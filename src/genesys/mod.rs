//! genesys.
