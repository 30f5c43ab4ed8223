//! The way out: GET and the token request, and no way to send anything else.
//!
//! In: a target, and a credential that says who asks. Out: what the vendor answered, or an error that says which call failed,
//! how, and after how many tries. Waits as the vendor's headers ask, so that no call is one too many; knows neither vendor.

mod answer;
mod api;
mod bearer;
mod error;
mod pace;
mod redact;
mod target;
mod transport;
mod words;

pub use answer::{Answer, Limit};
pub use api::Api;
pub use bearer::{Bearer, Fixed, Handed, Scheme};
pub use error::{CallError, Problem};
pub use target::{ForeignLink, Target};
pub use transport::{Calls, Options, TokenAnswer, Transport, TransportError};
