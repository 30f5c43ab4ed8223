//! Sorting more records than fit into memory: sorted runs on disk, merged at the end.
//!
//! All lists of a snapshot share one budget, so that memory depends neither on how many records there are nor on
//! how they are spread over lists and files.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::files::FileError;

/// What records are sorted by: two numbers, then a text for those that have none.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The first number, mostly an id.
    pub first: u64,
    /// The second number, or 0.
    pub second: u64,
    /// The text, or empty.
    pub text: String,
}

impl Key {
    /// A key of two numbers; the second is 0 where one is enough.
    pub fn of(first: u64, second: u64) -> Self {
        Self {
            first,
            second,
            text: String::new(),
        }
    }

    /// A key of a text.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            first: u64::MAX,
            second: u64::MAX,
            text: text.into(),
        }
    }
}

/// A record as it is sorted: by key, then version, then content.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sorted {
    /// The key.
    pub key: Key,
    /// How new it is among those with the same key.
    pub version: i64,
    /// The record, one line without line feed.
    pub line: String,
}

/// The lists being sorted.
#[derive(Debug)]
pub struct Sorts {
    folder: PathBuf,
    budget: usize,
    used: usize,
    files: u64,
    lists: BTreeMap<&'static str, Pending>,
}

impl Sorts {
    /// The most runs that are merged at once; each holds a buffer and an open file.
    const FAN_IN: usize = 48;

    /// Sorts in a folder that the caller removes, with this many bytes of memory.
    pub fn new(folder: PathBuf, budget: usize) -> Self {
        Self {
            folder,
            budget,
            used: 0,
            files: 0,
            lists: BTreeMap::new(),
        }
    }

    /// Adds a record to a list.
    ///
    /// # Errors
    /// When a run can't be written.
    pub fn push(&mut self, list: &'static str, key: &Key, version: i64, line: &str) -> Result<(), FileError> {
        self.used += self.lists.entry(list).or_default().push(key, version, line);
        if self.used > self.budget {
            self.spill_largest()?;
        }
        Ok(())
    }

    /// How many records were added to a list.
    pub fn len(&self, list: &'static str) -> u64 {
        self.lists.get(list).map_or(0, |pending| pending.pushed)
    }

    /// Whether nothing was added to a list.
    pub fn is_empty(&self, list: &'static str) -> bool {
        self.len(list) == 0
    }

    /// Takes a list out, sorted.
    ///
    /// # Errors
    /// When a run can't be read or written.
    pub fn take(&mut self, list: &'static str) -> Result<Merged, FileError> {
        let pending = self.lists.remove(list).unwrap_or_default();
        self.used -= pending.used();
        let mut sources = Vec::with_capacity(pending.runs.len() + 1);
        for run in &pending.runs {
            sources.push(Source::File(RunReader::open(run)?));
        }
        sources.push(Source::Memory(pending.into_memory()));
        Merged::new(sources)
    }

    fn spill_largest(&mut self) -> Result<(), FileError> {
        let Some((list, _)) = self.lists.iter().max_by_key(|(_, pending)| pending.used()) else {
            return Ok(());
        };
        let list = *list;
        let path = self.next_file(list);
        let Some(pending) = self.lists.get_mut(list) else {
            return Ok(());
        };
        self.used -= pending.used();
        pending.spill(&path)?;
        if pending.runs.len() >= Self::FAN_IN {
            let runs = std::mem::take(&mut pending.runs);
            let merged_path = self.next_file(list);
            let mut merged = Merged::new(
                runs.iter()
                    .map(|run| RunReader::open(run).map(Source::File))
                    .collect::<Result<_, _>>()?,
            )?;
            let mut writer = RunWriter::create(&merged_path)?;
            while let Some(record) = merged.next()? {
                writer.write(&record.key, record.version, record.line.as_bytes())?;
            }
            writer.finish()?;
            for run in &runs {
                std::fs::remove_file(run).map_err(FileError::new("remove", run))?;
            }
            if let Some(pending) = self.lists.get_mut(list) {
                pending.runs.push(merged_path);
            }
        }
        Ok(())
    }

    fn next_file(&mut self, list: &str) -> PathBuf {
        self.files += 1;
        self.folder.join(format!("{list}.{}", self.files))
    }
}

/// A list that is still being added to.
#[derive(Debug, Default)]
struct Pending {
    memory: Memory,
    runs: Vec<PathBuf>,
    pushed: u64,
}

impl Pending {
    fn push(&mut self, key: &Key, version: i64, line: &str) -> usize {
        self.pushed += 1;
        self.memory.push(key, version, line)
    }

    fn used(&self) -> usize {
        self.memory.used()
    }

    fn spill(&mut self, path: &Path) -> Result<(), FileError> {
        let memory = std::mem::take(&mut self.memory).sorted();
        let mut writer = RunWriter::create(path)?;
        for slot in &memory.slots {
            writer.write_parts(
                slot.first,
                slot.second,
                slot.version,
                memory.text(slot),
                memory.line(slot),
            )?;
        }
        writer.finish()?;
        self.runs.push(path.to_owned());
        Ok(())
    }

    fn into_memory(self) -> MemoryRecords {
        MemoryRecords {
            memory: self.memory.sorted(),
            at: 0,
        }
    }
}

/// Records in memory: their bytes end to end, and where each one is.
#[derive(Debug, Default)]
struct Memory {
    bytes: Vec<u8>,
    slots: Vec<Slot>,
}

/// Where a record is.
#[derive(Debug)]
struct Slot {
    first: u64,
    second: u64,
    version: i64,
    at: usize,
    text: u32,
    line: u32,
}

impl Memory {
    fn push(&mut self, key: &Key, version: i64, line: &str) -> usize {
        let before = self.used();
        self.slots.push(Slot {
            first: key.first,
            second: key.second,
            version,
            at: self.bytes.len(),
            text: length(key.text.as_bytes()),
            line: length(line.as_bytes()),
        });
        self.bytes.extend_from_slice(key.text.as_bytes());
        self.bytes.extend_from_slice(line.as_bytes());
        self.used() - before
    }

    fn used(&self) -> usize {
        self.bytes.len() + self.slots.len() * size_of::<Slot>()
    }

    fn text(&self, slot: &Slot) -> &[u8] {
        &self.bytes[slot.at..][..slot.text as usize]
    }

    fn line(&self, slot: &Slot) -> &[u8] {
        &self.bytes[slot.at + slot.text as usize..][..slot.line as usize]
    }

    fn sorted(mut self) -> Self {
        let mut slots = std::mem::take(&mut self.slots);
        slots.sort_unstable_by(|a, b| {
            (a.first, a.second)
                .cmp(&(b.first, b.second))
                .then_with(|| self.text(a).cmp(self.text(b)))
                .then_with(|| a.version.cmp(&b.version))
                .then_with(|| self.line(a).cmp(self.line(b)))
        });
        self.slots = slots;
        self
    }
}

/// The length of a text; a record of four gigabytes would not have been read.
fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("records are bounded where they are read")
}

/// Hands out sorted records from memory.
#[derive(Debug)]
struct MemoryRecords {
    memory: Memory,
    at: usize,
}

impl Iterator for MemoryRecords {
    type Item = Sorted;

    fn next(&mut self) -> Option<Sorted> {
        let slot = self.memory.slots.get(self.at)?;
        self.at += 1;
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it was pushed as text");
        Some(Sorted {
            key: Key {
                first: slot.first,
                second: slot.second,
                text: text(self.memory.text(slot)),
            },
            version: slot.version,
            line: text(self.memory.line(slot)),
        })
    }
}

/// Writes a run: fixed-width head, key text, line.
struct RunWriter {
    path: PathBuf,
    file: BufWriter<File>,
}

impl RunWriter {
    fn create(path: &Path) -> Result<Self, FileError> {
        let file = File::create(path).map_err(FileError::new("write", path))?;
        Ok(Self {
            path: path.to_owned(),
            file: BufWriter::with_capacity(1 << 16, file),
        })
    }

    fn write(&mut self, key: &Key, version: i64, line: &[u8]) -> Result<(), FileError> {
        self.write_parts(key.first, key.second, version, key.text.as_bytes(), line)
    }

    fn write_parts(
        &mut self,
        first: u64,
        second: u64,
        version: i64,
        text: &[u8],
        line: &[u8],
    ) -> Result<(), FileError> {
        let mut head = [0; 32];
        head[..8].copy_from_slice(&first.to_le_bytes());
        head[8..16].copy_from_slice(&second.to_le_bytes());
        head[16..24].copy_from_slice(&version.to_le_bytes());
        head[24..28].copy_from_slice(&length(text).to_le_bytes());
        head[28..].copy_from_slice(&length(line).to_le_bytes());
        self.file
            .write_all(&head)
            .and_then(|()| self.file.write_all(text))
            .and_then(|()| self.file.write_all(line))
            .map_err(FileError::new("write", &self.path))
    }

    fn finish(mut self) -> Result<(), FileError> {
        self.file.flush().map_err(FileError::new("write", &self.path))
    }
}

/// Reads a run back.
struct RunReader {
    path: PathBuf,
    file: BufReader<File>,
}

impl RunReader {
    fn open(path: &Path) -> Result<Self, FileError> {
        let file = File::open(path).map_err(FileError::new("read", path))?;
        Ok(Self {
            path: path.to_owned(),
            file: BufReader::with_capacity(1 << 16, file),
        })
    }

    /// Reads the next record into the buffers of an old one; false at the end.
    fn read(&mut self, record: &mut Sorted) -> Result<bool, FileError> {
        let mut head = [0; 32];
        match self.file.read_exact(&mut head) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(error) => return Err(FileError::new("read", &self.path)(error)),
        }
        let word = |at: usize| u64::from_le_bytes(head[at..at + 8].try_into().expect("eight bytes"));
        let lengths = word(24);
        record.key.first = word(0);
        record.key.second = word(8);
        record.version = word(16).cast_signed();
        self.text(lengths & 0xffff_ffff, &mut record.key.text)?;
        self.text(lengths >> 32, &mut record.line)?;
        Ok(true)
    }

    fn text(&mut self, length: u64, text: &mut String) -> Result<(), FileError> {
        text.clear();
        let read = (&mut self.file)
            .take(length)
            .read_to_string(text)
            .map_err(FileError::new("read", &self.path))?;
        if read as u64 == length {
            Ok(())
        } else {
            Err(FileError::new("read", &self.path)(io::ErrorKind::UnexpectedEof.into()))
        }
    }
}

/// Where sorted records come from.
enum Source {
    File(RunReader),
    Memory(MemoryRecords),
}

impl Source {
    fn read(&mut self, record: &mut Sorted) -> Result<bool, FileError> {
        match self {
            Self::File(run) => run.read(record),
            Self::Memory(records) => match records.next() {
                Some(next) => {
                    *record = next;
                    Ok(true)
                }
                None => Ok(false),
            },
        }
    }
}

/// The next record of a source, in the heap of all sources.
struct Head {
    record: Sorted,
    source: usize,
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head {}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        self.record
            .cmp(&other.record)
            .then_with(|| self.source.cmp(&other.source))
    }
}

/// A sorted list: records by key, version, content; exact duplicates once.
pub struct Merged {
    sources: Vec<Source>,
    heads: BinaryHeap<Reverse<Head>>,
    current: Sorted,
}

impl Merged {
    fn new(mut sources: Vec<Source>) -> Result<Self, FileError> {
        let mut heads = BinaryHeap::with_capacity(sources.len());
        for (source, reader) in sources.iter_mut().enumerate() {
            let mut record = Sorted::default();
            if reader.read(&mut record)? {
                heads.push(Reverse(Head { record, source }));
            }
        }
        Ok(Self {
            sources,
            heads,
            current: Sorted::default(),
        })
    }

    /// The next record.
    ///
    /// # Errors
    /// When a run can't be read.
    #[expect(clippy::should_implement_trait, reason = "an iterator's items can't borrow from it")]
    pub fn next(&mut self) -> Result<Option<&Sorted>, FileError> {
        Ok(self.advance()?.then_some(&self.current))
    }

    /// The newest record of the next key, and how many other contents stood under that key.
    ///
    /// # Errors
    /// When a run can't be read.
    pub fn next_newest(&mut self) -> Result<Option<(&Sorted, u64)>, FileError> {
        if !self.advance()? {
            return Ok(None);
        }
        let mut others = 0;
        while let Some(Reverse(head)) = self.heads.peek()
            && head.record.key == self.current.key
        {
            others += 1;
            self.advance()?;
        }
        Ok(Some((&self.current, others)))
    }

    /// Moves to the next record, past all that are equal to it; false at the end.
    fn advance(&mut self) -> Result<bool, FileError> {
        let Some(Reverse(mut head)) = self.heads.pop() else {
            return Ok(false);
        };
        std::mem::swap(&mut head.record, &mut self.current);
        self.refill(head)?;
        while self
            .heads
            .peek()
            .is_some_and(|Reverse(head)| head.record == self.current)
        {
            if let Some(Reverse(head)) = self.heads.pop() {
                self.refill(head)?;
            }
        }
        Ok(true)
    }

    fn refill(&mut self, mut head: Head) -> Result<(), FileError> {
        if self.sources[head.source].read(&mut head.record)? {
            self.heads.push(Reverse(head));
        }
        Ok(())
    }
}

impl std::fmt::Debug for Merged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Merged")
            .field("sources", &self.sources.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(budget: usize, records: &[(u64, i64, &str)]) -> Vec<(u64, String, u64)> {
        let folder = tempfile::tempdir().unwrap();
        let mut sorts = Sorts::new(folder.path().to_owned(), budget);
        for (id, version, line) in records {
            sorts.push("users", &Key::of(*id, 0), *version, line).unwrap();
        }
        let mut merged = sorts.take("users").unwrap();
        let mut out = Vec::new();
        while let Some((record, others)) = merged.next_newest().unwrap() {
            out.push((record.key.first, record.line.clone(), others));
        }
        out
    }

    #[test]
    fn the_newest_of_a_key_wins_and_the_others_are_counted() {
        let records = [
            (2, 5, "new"),
            (1, 0, "a"),
            (2, 3, "old"),
            (2, 5, "new"),
            (1, 0, "a"),
            (2, 5, "old"),
        ];
        let expected = vec![(1, "a".to_owned(), 0), (2, "old".to_owned(), 2)];
        for budget in [0, 100, 1 << 20] {
            assert_eq!(sorted(budget, &records), expected, "budget {budget}");
        }
    }

    #[test]
    fn many_runs_are_merged_in_steps_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let mut sorts = Sorts::new(folder.path().to_owned(), 0);
        for at in 0..500_u64 {
            sorts
                .push("users", &Key::of(at * 7919 % 500, 0), 0, &format!("line {at}"))
                .unwrap();
        }
        assert!(std::fs::read_dir(folder.path()).unwrap().count() <= Sorts::FAN_IN);
        let mut merged = sorts.take("users").unwrap();
        let mut ids = Vec::new();
        while let Some(record) = merged.next().unwrap() {
            ids.push(record.key.first);
        }
        assert_eq!(ids, (0..500).collect::<Vec<_>>());
    }

    #[test]
    fn keys_of_text_come_after_those_of_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let mut sorts = Sorts::new(folder.path().to_owned(), 1 << 20);
        sorts.push("users", &Key::text("b@x.example"), 0, "b").unwrap();
        sorts.push("users", &Key::text("a@x.example"), 0, "a").unwrap();
        sorts.push("users", &Key::of(u64::MAX - 1, 0), 0, "id").unwrap();
        let mut merged = sorts.take("users").unwrap();
        let mut lines = Vec::new();
        while let Some(record) = merged.next().unwrap() {
            lines.push(record.line.clone());
        }
        assert_eq!(lines, ["id", "a", "b"]);
    }
}
