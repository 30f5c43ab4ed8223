//! Live reading: what both vendors' readers share. Pages through the journal, what a list lacks, who watches, what is
//! found out beforehand.
//!
//! In: an API of `http`, a journal of `snapshot`. Out: pages, each once however often a run is cut off.

mod check;
mod estimate;
mod page;
mod reader;

pub use check::{CallsExpected, Missing, ReadChecked};
pub use estimate::Sizes;
pub use page::Page;
pub use reader::{ReadError, Reader, Watch};
