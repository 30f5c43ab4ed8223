//! Reading the files of tables: the only place of this stage that touches a disk.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::compile::{Loaded, compile};
use super::defaults;
use super::fault::Fault;
use super::nearest::did_you_mean;
use super::rules;
use super::sheet::{self, Sheet, SheetFile};
use super::source::{Layer, SourceFile};
use crate::model::{Permission, Place};

/// The largest file that is read.
const MAX_FILE: u64 = 4 << 20;
/// The most that is read in all.
const MAX_TOTAL: u64 = 64 << 20;

/// Where tables come from.
#[derive(Clone, Copy, Default)]
pub struct Sources<'a> {
    /// The user's folder; its files lie over the embedded ones.
    pub folder: Option<&'a Path>,
    /// Embedded overlays, by name, in the order in which they lie over each other.
    pub overlays: &'a [String],
    /// The permissions that a Genesys Cloud snapshot lists, where there is one.
    pub live: Option<&'a dyn Fn(&Permission) -> bool>,
}

/// Why tables can't be loaded at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The folder can't be read.
    #[error("could not read the folder of mapping tables `{}`", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// No overlay of this name ships.
    #[error("there is no overlay `{name}`: {help}")]
    Overlay {
        /// The name.
        name: String,
        /// The nearest, or all that there are.
        help: String,
    },
}

/// Loads the embedded tables, the overlays asked for, and the user's files over them.
///
/// # Errors
/// When the folder can't be listed, or an overlay does not exist. What is wrong with files and rows becomes faults.
pub fn load(sources: &Sources<'_>) -> Result<Loaded, LoadError> {
    let mut files = defaults::files();
    for (index, name) in sources.overlays.iter().enumerate() {
        let file = defaults::overlay(name, index).ok_or_else(|| LoadError::Overlay {
            name: name.clone(),
            help: did_you_mean(name, &defaults::overlay_names()),
        })?;
        files.push(file);
    }
    let mut faults = Vec::new();
    if let Some(folder) = sources.folder {
        read_folder(folder, &mut files, &mut faults)?;
    }
    Ok(compile(files, faults, sources.live))
}

fn read_folder(folder: &Path, files: &mut Vec<SourceFile>, faults: &mut Vec<Fault>) -> Result<(), LoadError> {
    let wrong = |source| LoadError::Folder {
        path: folder.to_owned(),
        source,
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let name = entry.map_err(wrong)?.file_name();
        let extension = Path::new(&name).extension().map(std::ffi::OsStr::to_ascii_lowercase);
        let is_yaml = extension.is_some_and(|extension| extension == "yaml" || extension == "yml");
        // Editors leave hidden files behind.
        if is_yaml && !name.to_string_lossy().starts_with('.') {
            names.push(name);
        }
    }
    if names.is_empty() {
        let shown_name = folder.to_string_lossy();
        faults.push(
            Fault::new(
                &rules::FOLDER_WITHOUT_TABLES,
                Place::new(&shown_name, 0, 0..0),
                format!("`{shown_name}` holds no table (*.yaml)"),
            )
            .help("name the folder that holds the tables; `zd2gc init` makes one"),
        );
    }
    names.sort();
    let mut total = 0;
    for name in names {
        let path = folder.join(&name);
        let shown_name = name.to_string_lossy().into_owned();
        match text_of(&path, &shown_name, &mut total) {
            Ok(text) => files.push(SourceFile::new(shown_name, Layer::User, &text)),
            Err(fault) => {
                let ends = total > MAX_TOTAL;
                faults.push(*fault);
                if ends {
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Reads a file of rows that is no mapping table and is written as one.
pub fn load_sheet<F: SheetFile>(path: &Path) -> Sheet<F::Row> {
    let shown_name = path.display().to_string();
    match text_of(path, &shown_name, &mut 0) {
        Ok(text) => sheet::read::<F>(&shown_name, &text),
        Err(fault) => Sheet::unread(*fault),
    }
}

/// The text of a file; what forbids its use is a fault.
fn text_of(path: &Path, shown_name: &str, total: &mut u64) -> Result<String, Box<Fault>> {
    let place = Place::new(shown_name, 0, 0..0);
    let bytes = read_file(path, total).map_err(|refused| match refused {
        Refused::TooLarge => Fault::new(
            &rules::FILE_TOO_LARGE,
            place,
            format!("`{shown_name}` is larger than 4 MB"),
        )
        .help("split it into several files"),
        Refused::AllTooLarge => Fault::new(&rules::FILE_TOO_LARGE, place, "the tables are larger than 64 MB in all")
            .help("take out the files that are not needed"),
        Refused::NoFile => Fault::new(&rules::FILE_UNREADABLE, place, format!("`{shown_name}` is not a file"))
            .help("rename the folder, or take it out of the folder of tables"),
        Refused::Io(error) => Fault::new(
            &rules::FILE_UNREADABLE,
            place,
            format!("could not read `{shown_name}`: {error}"),
        ),
    })?;
    String::from_utf8(bytes).map_err(|error| Box::new(not_text(shown_name, &error)))
}

enum Refused {
    TooLarge,
    AllTooLarge,
    NoFile,
    Io(io::Error),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn read_file(path: &Path, total: &mut u64) -> Result<Vec<u8>, Refused> {
    // Asked first: opening a pipe would wait for its other end.
    if !fs::metadata(path)?.is_file() {
        return Err(Refused::NoFile);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    let size = bytes.len() as u64;
    if size > MAX_FILE {
        return Err(Refused::TooLarge);
    }
    *total += size;
    if *total > MAX_TOTAL {
        return Err(Refused::AllTooLarge);
    }
    Ok(bytes)
}

fn not_text(name: &str, error: &std::string::FromUtf8Error) -> Fault {
    let bytes = error.as_bytes();
    let at = error.utf8_error().valid_up_to();
    let line = 1 + bytes[..at].split(|byte| *byte == b'\n').count().saturating_sub(1);
    let fault = Fault::new(
        &rules::FILE_UNREADABLE,
        Place::new(name, line, 0..0),
        format!("`{name}` is not UTF-8 text: byte {} in line {line} is none", at + 1),
    );
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        fault.help("it is UTF-16: save it as UTF-8")
    } else {
        fault
    }
}
