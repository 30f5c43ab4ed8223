//! The people of a plan while it is made: the head of the file counts them, so that they wait for it elsewhere.
//!
//! What people have in common is written once and referred to by number; reading puts the rows together again. Memory is
//! bounded on both sides: the writer says when numbers start anew.

use std::cell::Cell;
use std::io::{self, Read, Write};

/// A body follows: number, length, bytes.
const BODY: u8 = b'B';
/// A person follows: number of the body, length, bytes of the head.
const PERSON: u8 = b'P';
/// A row that nobody shares follows: length, bytes.
const ROW: u8 = b'R';
/// The bodies so far are not referred to any more.
const FORGET: u8 = b'F';

/// What rows have in common, and whether it was written.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// The end of the row, from behind the head on.
    pub text: String,
    number: Cell<Option<(u32, u32)>>,
}

impl Shared {
    /// A text that was not written yet.
    pub(super) fn new(text: String) -> Self {
        Self {
            text,
            number: Cell::new(None),
        }
    }
}

/// Writes people.
pub(super) struct SpoolWriter<'w> {
    out: &'w mut dyn Write,
    bytes: u64,
    /// How often numbers started anew, and the next number.
    age: u32,
    next: u32,
}

impl<'w> SpoolWriter<'w> {
    /// Writes to this.
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self {
            out,
            bytes: 0,
            age: 0,
            next: 0,
        }
    }

    /// How many bytes were written.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Starts numbers anew: reading can begin here, and needs nothing from before.
    pub(super) fn forget(&mut self) -> io::Result<()> {
        self.age += 1;
        self.next = 0;
        self.put(&[FORGET])
    }

    /// Writes a person by head and what the row shares with others.
    pub(super) fn person(&mut self, head: &[u8], shared: &Shared) -> io::Result<()> {
        let number = match shared.number.get() {
            Some((age, number)) if age == self.age => number,
            _ => {
                let number = self.next;
                self.next += 1;
                shared.number.set(Some((self.age, number)));
                self.record(BODY, Some(number), shared.text.as_bytes())?;
                number
            }
        };
        self.record(PERSON, Some(number), head)
    }

    /// Writes a row that nobody shares.
    pub(super) fn row(&mut self, row: &[u8]) -> io::Result<()> {
        self.record(ROW, None, row)
    }

    fn record(&mut self, kind: u8, number: Option<u32>, bytes: &[u8]) -> io::Result<()> {
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        self.put(&[kind])?;
        if let Some(number) = number {
            self.put(&number.to_le_bytes())?;
        }
        self.put(&length.to_le_bytes())?;
        self.put(bytes)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

/// Reads people back as [`super::make()`] wrote them, from the start or from where a tenant's begin.
pub struct SpoolReader<R> {
    from: R,
    bodies: Vec<Vec<u8>>,
    head: Vec<u8>,
}

impl<R: Read> SpoolReader<R> {
    /// Reads from this, which should be buffered.
    pub fn new(from: R) -> Self {
        Self {
            from,
            bodies: Vec::new(),
            head: Vec::new(),
        }
    }

    /// The next row as JSON in two parts, or `None` after the last.
    ///
    /// # Errors
    /// When reading fails, or what is read was not written by us.
    pub fn next_row(&mut self) -> io::Result<Option<(&[u8], &[u8])>> {
        loop {
            let mut kind = [0];
            if self.from.read(&mut kind)? == 0 {
                return Ok(None);
            }
            match kind[0] {
                FORGET => self.bodies.clear(),
                BODY => {
                    let number = self.number()?;
                    let mut body = Vec::new();
                    self.bytes(&mut body)?;
                    // Bodies are numbered in the order in which they are written.
                    if number != self.bodies.len() {
                        return Err(damaged());
                    }
                    self.bodies.push(body);
                }
                PERSON => {
                    let number = self.number()?;
                    let mut head = std::mem::take(&mut self.head);
                    self.bytes(&mut head)?;
                    self.head = head;
                    let body = self.bodies.get(number).ok_or_else(damaged)?;
                    return Ok(Some((&self.head, body)));
                }
                ROW => {
                    let mut row = std::mem::take(&mut self.head);
                    self.bytes(&mut row)?;
                    self.head = row;
                    return Ok(Some((&self.head, &[])));
                }
                _ => return Err(damaged()),
            }
        }
    }

    fn number(&mut self) -> io::Result<usize> {
        let mut bytes = [0; 4];
        self.from.read_exact(&mut bytes)?;
        usize::try_from(u32::from_le_bytes(bytes)).map_err(io::Error::other)
    }

    fn bytes(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        let length = self.number()?;
        into.resize(length, 0);
        self.from.read_exact(into)
    }
}

fn damaged() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the temporary file of a plan's people is damaged",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<String> {
        let mut reader = SpoolReader::new(bytes);
        let mut rows = Vec::new();
        while let Some((head, tail)) = reader.next_row().unwrap() {
            rows.push(String::from_utf8([head, tail].concat()).unwrap());
        }
        rows
    }

    #[test]
    fn rows_come_back_as_they_were_and_shared_texts_are_written_once() {
        let mut bytes = Vec::new();
        let tier = Shared::new("tier".repeat(100));
        let mut writer = SpoolWriter::new(&mut bytes);
        writer.person(b"a ", &tier).unwrap();
        writer.row(b"alone").unwrap();
        writer.person(b"b ", &tier).unwrap();
        let size = writer.bytes();
        writer.forget().unwrap();
        let at = writer.bytes();
        writer.person(b"c ", &tier).unwrap();
        assert!(size < 500, "{size}");
        assert_eq!(
            rows(&bytes),
            [
                format!("a {}", tier.text),
                "alone".to_owned(),
                format!("b {}", tier.text),
                format!("c {}", tier.text)
            ]
        );
        let at = usize::try_from(at).unwrap();
        assert_eq!(
            rows(&bytes[at..]).len(),
            1,
            "a tenant's people can be read on their own"
        );
    }

    #[test]
    fn a_damaged_file_is_an_error() {
        assert!(SpoolReader::new(&b"X"[..]).next_row().is_err());
        assert!(SpoolReader::new(&b"P\x07\0\0\0\0\0\0\0"[..]).next_row().is_err());
    }
}
