//! The people of a plan while it is made: the head of the file counts them, so that they wait for it elsewhere.
//!
//! What people have in common is written once and referred to by number; reading puts the rows together again. The
//! common part comes in pieces, themselves written once: two roles in the same places differ in a few words. Memory is
//! bounded on both sides: the writer says when numbers start anew.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

/// A piece follows: length, bytes.
const PIECE: u8 = b'T';
/// A body follows: how many pieces, the number of each.
const BODY: u8 = b'B';
/// A person follows: number of the body, length, bytes of the head.
const PERSON: u8 = b'P';
/// A row that nobody shares follows: length, bytes.
const ROW: u8 = b'R';
/// The pieces and bodies so far are not referred to any more.
const FORGET: u8 = b'F';

/// Writes people.
pub(super) struct SpoolWriter<'w> {
    out: &'w mut dyn Write,
    bytes: u64,
    pieces: BTreeMap<Box<str>, u32>,
    bodies: u32,
    /// How many bytes we or the reader keep for pieces and bodies, roughly.
    kept: usize,
}

impl<'w> SpoolWriter<'w> {
    /// Writes to this.
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self {
            out,
            bytes: 0,
            pieces: BTreeMap::new(),
            bodies: 0,
            kept: 0,
        }
    }

    /// How many bytes were written.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many bytes are kept until [`Self::forget`], roughly; the reader keeps as many.
    pub(super) fn kept(&self) -> usize {
        self.kept
    }

    /// Starts numbers anew: reading can begin here, and needs nothing from before.
    pub(super) fn forget(&mut self) -> io::Result<()> {
        self.pieces.clear();
        self.bodies = 0;
        self.kept = 0;
        self.put(&[FORGET])
    }

    /// Writes what rows have in common, and gives the number that stands for it until [`Self::forget`].
    pub(super) fn body<'p>(&mut self, pieces: impl IntoIterator<Item = &'p str>) -> io::Result<u32> {
        let mut record = Vec::new();
        let mut many = 0_u32;
        for piece in pieces {
            record.extend(self.piece(piece)?.to_le_bytes());
            many += 1;
        }
        self.put(&[BODY])?;
        self.put(&many.to_le_bytes())?;
        self.put(&record)?;
        self.kept += record.len() + size_of::<usize>();
        let number = self.bodies;
        self.bodies += 1;
        Ok(number)
    }

    /// The number of a piece, which is written if it is new.
    fn piece(&mut self, text: &str) -> io::Result<u32> {
        // Place in the map and the allocator's own share, roughly.
        const BESIDE: usize = 48;
        if let Some(number) = self.pieces.get(text) {
            return Ok(*number);
        }
        let number = u32::try_from(self.pieces.len()).map_err(io::Error::other)?;
        self.put(&[PIECE])?;
        self.put(&length(text.as_bytes())?)?;
        self.put(text.as_bytes())?;
        self.pieces.insert(text.into(), number);
        self.kept += text.len() + BESIDE;
        Ok(number)
    }

    /// Writes a person by head and what the row shares with others.
    pub(super) fn person(&mut self, head: &[u8], body: u32) -> io::Result<()> {
        let mut start = [PERSON; 9];
        start[1..5].copy_from_slice(&body.to_le_bytes());
        start[5..].copy_from_slice(&length(head)?);
        self.put(&start)?;
        self.put(head)
    }

    /// Writes a row that nobody shares.
    pub(super) fn row(&mut self, row: &[u8]) -> io::Result<()> {
        self.put(&[ROW])?;
        self.put(&length(row)?)?;
        self.put(row)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

fn length(bytes: &[u8]) -> io::Result<[u8; 4]> {
    Ok(u32::try_from(bytes.len()).map_err(io::Error::other)?.to_le_bytes())
}

/// Reads people back as [`super::make()`] wrote them, from the start or from where a tenant's begin.
pub struct SpoolReader<R> {
    from: R,
    /// All pieces, one behind the other, and where each ends.
    text: Vec<u8>,
    ends: Vec<usize>,
    /// The pieces of all bodies, one behind the other, and where those of each end.
    pieces: Vec<u32>,
    bodies: Vec<usize>,
}

impl<R: Read> SpoolReader<R> {
    /// Reads from this, which should be buffered.
    pub fn new(from: R) -> Self {
        Self {
            from,
            text: Vec::new(),
            ends: Vec::new(),
            pieces: Vec::new(),
            bodies: Vec::new(),
        }
    }

    /// Appends the next row as JSON to a buffer; whether there was one.
    ///
    /// # Errors
    /// When reading fails, or what is read was not written by us.
    pub fn next_row(&mut self, into: &mut Vec<u8>) -> io::Result<bool> {
        loop {
            let mut kind = [0];
            if self.from.read(&mut kind)? == 0 {
                return Ok(false);
            }
            match kind[0] {
                FORGET => {
                    self.text.clear();
                    self.ends.clear();
                    self.pieces.clear();
                    self.bodies.clear();
                }
                PIECE => {
                    let [length] = self.numbers()?;
                    append(&mut self.from, length, &mut self.text)?;
                    self.ends.push(self.text.len());
                }
                BODY => {
                    let [many] = self.numbers()?;
                    for _ in 0..many {
                        let [piece] = self.numbers()?;
                        self.pieces.push(u32::try_from(piece).map_err(io::Error::other)?);
                    }
                    self.bodies.push(self.pieces.len());
                }
                PERSON => {
                    let [body, length] = self.numbers()?;
                    append(&mut self.from, length, into)?;
                    let end = *self.bodies.get(body).ok_or_else(damaged)?;
                    for piece in &self.pieces[before(&self.bodies, body)..end] {
                        let piece = usize::try_from(*piece).map_err(io::Error::other)?;
                        let end = *self.ends.get(piece).ok_or_else(damaged)?;
                        into.extend_from_slice(&self.text[before(&self.ends, piece)..end]);
                    }
                    return Ok(true);
                }
                ROW => {
                    let [length] = self.numbers()?;
                    append(&mut self.from, length, into)?;
                    return Ok(true);
                }
                _ => return Err(damaged()),
            }
        }
    }

    /// So many numbers.
    fn numbers<const N: usize>(&mut self) -> io::Result<[usize; N]> {
        let mut numbers = [0; N];
        for number in &mut numbers {
            let mut bytes = [0; 4];
            self.from.read_exact(&mut bytes)?;
            *number = usize::try_from(u32::from_le_bytes(bytes)).map_err(io::Error::other)?;
        }
        Ok(numbers)
    }
}

/// Reads so many bytes behind those that are there.
fn append(from: &mut impl Read, length: usize, into: &mut Vec<u8>) -> io::Result<()> {
    let at = into.len();
    into.resize(at + length, 0);
    from.read_exact(&mut into[at..])
}

/// Where something begins: at the end of the one before.
fn before(ends: &[usize], at: usize) -> usize {
    if at == 0 { 0 } else { ends[at - 1] }
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
        let (mut rows, mut row) = (Vec::new(), Vec::new());
        while reader.next_row(&mut row).unwrap() {
            rows.push(String::from_utf8(std::mem::take(&mut row)).unwrap());
        }
        rows
    }

    #[test]
    fn rows_come_back_as_they_were_and_shared_texts_are_written_once() {
        let mut bytes = Vec::new();
        let (tier, place) = ("tier".repeat(100), "place".repeat(100));
        let mut writer = SpoolWriter::new(&mut bytes);
        let both = writer.body([tier.as_str(), &place]).unwrap();
        writer.person(b"a ", both).unwrap();
        writer.row(b"alone").unwrap();
        let other = writer.body([place.as_str()]).unwrap();
        writer.person(b"b ", both).unwrap();
        writer.person(b"c ", other).unwrap();
        let size = writer.bytes();
        assert!(size < 1100 && writer.kept() > 900, "{size}");
        writer.forget().unwrap();
        assert_eq!(writer.kept(), 0);
        let at = writer.bytes();
        let none = writer.body([]).unwrap();
        writer.person(b"d", none).unwrap();
        let again = writer.body([tier.as_str()]).unwrap();
        writer.person(b"e ", again).unwrap();
        let told = [
            format!("a {tier}{place}"),
            "alone".to_owned(),
            format!("b {tier}{place}"),
            format!("c {place}"),
            "d".to_owned(),
            format!("e {tier}"),
        ];
        assert_eq!(rows(&bytes), told);
        let at = usize::try_from(at).unwrap();
        assert_eq!(
            rows(&bytes[at..]),
            told[4..],
            "a tenant's people can be read on their own"
        );
    }

    #[test]
    fn a_damaged_file_is_an_error() {
        let no_such_body = b"P\x07\0\0\0\0\0\0\0";
        let no_such_piece = b"B\x01\0\0\0\x07\0\0\0P\0\0\0\0\0\0\0\0";
        for bytes in [&b"X"[..], no_such_body, no_such_piece] {
            assert!(SpoolReader::new(bytes).next_row(&mut Vec::new()).is_err(), "{bytes:?}");
        }
    }
}
