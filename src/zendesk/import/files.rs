//! Which files there are, and what form each one has.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use super::ImportError;

/// The form of a file's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON documents, one or more.
    Json,
    /// Perhaps a CSV file; its header will tell.
    Text,
    /// Something else.
    Other,
}

/// The files under a path, sorted; folders in it too, but hidden ones and snapshots are left out.
pub(super) fn under(path: &Path) -> Result<Vec<PathBuf>, ImportError> {
    let mut files = Vec::new();
    let metadata = fs::metadata(path).map_err(unreadable(path))?;
    if metadata.is_dir() {
        collect(path, &mut files)?;
        files.sort();
    } else if metadata.is_file() {
        files.push(path.to_owned());
    } else {
        // A pipe is empty at the second look, and a device has no end.
        return Err(ImportError::NoFile { path: path.to_owned() });
    }
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), ImportError> {
    if folder.join("snapshot.json").is_file() {
        return Ok(());
    }
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let entry = entry.map_err(unreadable(folder))?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let path = entry.path();
        let kind = entry.file_type().map_err(unreadable(&path))?;
        // A link to a folder could lead round in a circle.
        if kind.is_dir() {
            collect(&path, files)?;
        } else if kind.is_file() || (kind.is_symlink() && path.is_file()) {
            files.push(path);
        }
    }
    Ok(())
}

/// For use with `map_err`.
pub(super) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> ImportError {
    let path = path.to_owned();
    move |source| ImportError::Unreadable { path, source }
}

/// Opens a file past its byte order mark and says what form it has.
pub(super) fn open(path: &Path) -> Result<(BufReader<File>, Form), ImportError> {
    let file = File::open(path).map_err(unreadable(path))?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut head = [0; 4];
    let mut length = 0;
    // A look at the first bytes, which `fill_buf` may hand out one by one.
    while length < head.len() {
        let read = reader.read(&mut head[length..]).map_err(unreadable(path))?;
        if read == 0 {
            break;
        }
        length += read;
    }
    let head = &head[..length];
    let encoding = match head {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'{' | b'[', ..] | [b'{' | b'[' | b'"', 0, ..] => Some("UTF-16"),
        _ => None,
    };
    if let Some(encoding) = encoding {
        return Err(ImportError::Encoding {
            path: path.to_owned(),
            encoding,
        });
    }
    let skip = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    reader
        .seek_relative(skip - i64::try_from(length).expect("at most four"))
        .map_err(unreadable(path))?;
    let first = first_visible(&mut reader).map_err(unreadable(path))?;
    let extension = path
        .extension()
        .and_then(|text| text.to_str())
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_ours = matches!(extension.as_str(), "json" | "ndjson" | "jsonl" | "csv");
    match first {
        None if is_ours => Err(ImportError::Empty { path: path.to_owned() }),
        Some(b'{' | b'[') => Ok((reader, Form::Json)),
        Some(_) if matches!(extension.as_str(), "json" | "ndjson" | "jsonl") => Ok((reader, Form::Json)),
        Some(byte) if byte == b'"' || byte.is_ascii_alphabetic() => Ok((reader, Form::Text)),
        None | Some(_) => Ok((reader, Form::Other)),
    }
}

/// The first byte that is not white space; what stands before it is consumed.
fn first_visible(reader: &mut BufReader<File>) -> io::Result<Option<u8>> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(None);
        }
        // Line feeds stay, so that line numbers in errors are right; files don't begin with many.
        if let Some(byte) = buffer.iter().find(|byte| !byte.is_ascii_whitespace()) {
            return Ok(Some(*byte));
        }
        let length = buffer.len();
        reader.consume(length);
    }
}
