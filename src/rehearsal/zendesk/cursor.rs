//! Cursors: where a page ends, in a form that tells clients nothing and that no other list takes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::rehearsal::world::account::Id;
use crate::rehearsal::world::mixed;

/// A place in a sorted list: between the records up to it and the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    /// What the list is sorted by besides the id; empty where it is by id alone.
    pub key: String,
    /// The id of the record.
    pub id: Id,
}

impl Cursor {
    /// Writes it for one listing: path, sort and filters.
    pub(super) fn text(&self, listing: &str) -> String {
        let body = format!("{}|{}", self.key, self.id);
        URL_SAFE_NO_PAD.encode(format!("{:08x}|{body}", check(listing, &body)))
    }

    /// Reads one of that listing.
    pub(super) fn read(text: &str, listing: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (sum, body) = text.split_once('|')?;
        if u32::from_str_radix(sum, 16).ok()? != check(listing, body) {
            return None;
        }
        let (key, id) = body.rsplit_once('|')?;
        Some(Self {
            key: key.to_owned(),
            id: Id::of_text(id),
        })
    }
}

/// Ties a cursor to its listing; no secret, only a guard against mixing them up.
fn check(listing: &str, body: &str) -> u32 {
    let mixed = mixed(mixed(0, listing, 0), body, 0);
    u32::try_from(mixed >> 32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_of_its_listing_only() {
        let cursor = Cursor {
            key: "2026-01-01T00:00:00Z".to_owned(),
            id: Id::Number(7),
        };
        let text = cursor.text("users");
        assert_eq!(Cursor::read(&text, "users"), Some(cursor));
        assert_eq!(Cursor::read(&text, "groups"), None);
        for wrong in ["", "7", "!!", &text[1..], "MDAwMDAwMDB8fDc"] {
            assert_eq!(Cursor::read(wrong, "users"), None, "{wrong}");
        }
    }
}
