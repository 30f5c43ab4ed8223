//! What is told of orgs and accounts alike.

use std::io::{self, Write};

use crate::live::{CallsExpected, Missing, ReadChecked};
use crate::model::shown;
use crate::report::wrap::wrapped;

/// How wide the words before facts are.
const WORD: usize = 12;

/// A fact behind its word.
pub(super) fn fact(word: &str, text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", wrapped(&format!("{word:<WORD$}"), text, width))
}

/// Whether a read is one of a sort.
type IsOne = fn(&ReadChecked) -> bool;

/// How many reads are possible, and those that are not, with the reason.
pub(super) fn write_reads(reads: &[ReadChecked], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let readable = reads.iter().filter(|read| read.readable == Some(true)).count();
    fact(
        "can read",
        &format!("{readable} of {} lists and facts", reads.len()),
        width,
        out,
    )?;
    let sorts: [(&str, IsOne); 3] = [
        ("Can't be read:", |read| read.readable == Some(false)),
        ("Not there, by what the vendor says:", |read| read.absent.is_some()),
        ("Not known beforehand:", |read| {
            read.readable.is_none() && read.absent.is_none()
        }),
    ];
    for (title, is_one) in sorts {
        let mut reads = reads.iter().filter(|read| is_one(read)).peekable();
        if reads.peek().is_some() {
            writeln!(out, "\n{title}")?;
        }
        for read in reads {
            write_read(read, width, out)?;
        }
    }
    Ok(())
}

fn write_read(read: &ReadChecked, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n  {} {}", read.method, shown(&read.path))?;
    let mut line = |word: &str, text: &str| writeln!(out, "{}", wrapped(&format!("    {word:<11}"), text, width));
    line("gives", &format!("{}: {}", read.gives, read.tells))?;
    if let Some(why) = &read.not_asked {
        line("not asked", why)?;
    }
    match (&read.absent, &read.answered) {
        // It tells the answer too.
        (Some(why), _) => line("absent", why)?,
        (None, Some(answered)) => line("answered", answered)?,
        (None, None) => {}
    }
    let Some(missing) = &read.missing else { return Ok(()) };
    for text in lacks(missing) {
        line("lacks", &text)?;
    }
    Ok(())
}

/// What is missing, a thing a line.
fn lacks(missing: &Missing) -> Vec<String> {
    let broader = match missing.broader_scopes.as_slice() {
        [] => String::new(),
        scopes => format!(", or {}", scopes.join(" or ")),
    };
    let scopes = missing.scopes.iter();
    let mut lacks: Vec<String> = scopes.map(|scope| format!("scope {scope}{broader}")).collect();
    let place = match missing.divisions.as_slice() {
        [] => String::new(),
        [one] => format!(" in division {one}"),
        several => format!(" in divisions {}", several.join(", ")),
    };
    let permissions = missing.permissions.iter();
    lacks.extend(permissions.map(|permission| format!("permission {permission}{place}")));
    lacks.extend(missing.other.clone());
    if lacks.is_empty() {
        lacks.push("unknown: the answer is all that the vendor says".to_owned());
    }
    lacks
}

/// What a snapshot costs, in a sentence.
pub(super) fn cost(calls: &CallsExpected) -> String {
    let most = if calls.at_most > calls.expected {
        format!(
            " (at most {}: which groups hold rights is seen on the way)",
            calls.at_most
        )
    } else {
        String::new()
    };
    let least = if calls.at_least { "at least " } else { "" };
    let allowed = calls.allowed_a_minute.map_or_else(
        || "the vendor does not say how many it allows".to_owned(),
        |allowed| format!("{allowed} a minute are allowed"),
    );
    format!(
        "A snapshot takes {least}{} calls{most}; {allowed}: {}.",
        calls.expected,
        time(calls.seconds)
    )
}

/// A time in words.
fn time(seconds: u64) -> String {
    match seconds {
        0 | 1 => "about a second".to_owned(),
        2..=119 => format!("about {seconds} seconds"),
        _ => format!("about {} minutes", seconds.div_ceil(60)),
    }
}
