//! The `console` blocks of README.md and docs/ are run, and show what the program says.
//!
//! Each page has a folder of its own in which its commands run one after the other; `tests/` is there to read from.
//! `$ zd2gc ...` is run, `$ zd2gc ... &` beside what follows until the page ends, `$ curl ...` asks it; the port 47110 of a page
//! stands for one that is free. `? 14` on the next line is the code it has to end in (0 without), then stdout and stderr as
//! they come. A line `...` stands for any lines, `[..]` for any text in a line. `ZD2GC_DOCS=write cargo test docs`
//! writes what the program says into blocks that differ.

use std::fs;
use std::io::{BufRead as _, Read as _};
use std::path::{Path, PathBuf};

use crate::http::call;
use crate::support::{Sandbox, fixtures};

/// One command of a page and what the page says about it.
#[derive(Debug, Default)]
struct Step {
    command: String,
    code: i32,
    output: Vec<String>,
}

/// A page, taken apart into lines as they are and blocks of steps.
enum Part {
    Text(String),
    Console(Vec<Step>),
}

#[test]
fn documentation_shows_what_the_program_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<PathBuf> = fs::read_dir(root.join("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.push(root.join("README.md"));
    pages.sort();
    #[expect(clippy::disallowed_methods, reason = "says whether pages are checked or written")]
    let writes = std::env::var("ZD2GC_DOCS").is_ok_and(|value| value == "write");
    let mut wrong = Vec::new();
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        let mut parts = parse(&text);
        let name = page.strip_prefix(root).unwrap().display().to_string();
        let before = wrong.len();
        run(&name, &mut parts, &mut wrong);
        if writes && wrong.len() > before {
            fs::File::create(&page)
                .and_then(|mut file| std::io::Write::write_all(&mut file, print(&parts).as_bytes()))
                .unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Runs the steps of a page; a step that differs is reported and gets what the program said.
fn run(name: &str, parts: &mut [Part], wrong: &mut Vec<String>) {
    let sandbox = Sandbox::new();
    #[cfg(unix)]
    std::os::unix::fs::symlink(fixtures().parent().unwrap(), sandbox.path("tests")).unwrap();
    let port = free_port();
    let mut beside = Vec::new();
    for part in parts {
        let Part::Console(steps) = part else { continue };
        for step in steps {
            let words = words(&step.command.replace(PORT, &port));
            let (code, said) = match words.first().map(String::as_str) {
                Some("zd2gc") if words.last().is_some_and(|word| word == "&") => {
                    let (child, said) = serve(&sandbox, &words[1..words.len() - 1]);
                    beside.push(child);
                    (0, said)
                }
                Some("zd2gc") => zd2gc(&sandbox, &words[1..]),
                Some("curl") => (0, curl(&words[1..])),
                Some("cat") => (0, words[1..].iter().map(|file| sandbox.read(file)).collect()),
                _ => {
                    wrong.push(format!("{name}: `{}` is no command of ours", step.command));
                    continue;
                }
            };
            let said = said.replace(&port, PORT);
            let said: Vec<String> = said.lines().map(|line| line.trim_end().to_owned()).collect();
            let said = said
                .join("\n")
                .trim_end()
                .lines()
                .map(str::to_owned)
                .collect::<Vec<_>>();
            if code != step.code || !matches(&step.output, &said) {
                wrong.push(format!(
                    "{name}: `{}` ended in {code} and said\n{}\n",
                    step.command,
                    said.join("\n")
                ));
                step.code = code;
                step.output = said;
            }
        }
    }
}

/// The port of pages.
const PORT: &str = "47110";

/// A port that nobody has, of five digits as [`PORT`] is, so that lines break at the same places.
fn free_port() -> String {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    taken.local_addr().unwrap().port().to_string()
}

/// A process that goes on beside the others; ended when the page ends.
struct Beside(std::process::Child);

impl Drop for Beside {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the binary, and reads what it says up to the line of JSON that says that it serves.
fn serve(sandbox: &Sandbox, args: &[String]) -> (Beside, String) {
    let (reader, writer) = std::io::pipe().unwrap();
    let mut command = sandbox.command();
    command.args(args).stdout(writer.try_clone().unwrap()).stderr(writer);
    let child = Beside(command.spawn().unwrap());
    drop(command);
    let mut said = String::new();
    for line in std::io::BufReader::new(reader).lines() {
        said.push_str(&line.unwrap());
        said.push('\n');
        if said.lines().last().is_some_and(|line| line.starts_with('{')) {
            break;
        }
    }
    (child, said)
}

/// What curl would say: `-H NAME:VALUE`, `-d FORM`, a URL; `-s` changes nothing here.
fn curl(words: &[String]) -> String {
    let (mut headers, mut body, mut url) = (Vec::new(), String::new(), "");
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-s" => {}
            "-H" => headers.extend(words.next().unwrap().split_once(": ")),
            "-d" => {
                body.push_str(words.next().unwrap());
                headers.push(("content-type", "application/x-www-form-urlencoded"));
            }
            word => url = word,
        }
    }
    let method = if body.is_empty() { "GET" } else { "POST" };
    call(method, url, &headers, &body).body
}

/// Runs the binary with both streams in one pipe, so that they stay in order.
fn zd2gc(sandbox: &Sandbox, args: &[String]) -> (i32, String) {
    let (mut reader, writer) = std::io::pipe().unwrap();
    let mut command = sandbox.command();
    command.args(args).stdout(writer.try_clone().unwrap()).stderr(writer);
    let mut child = command.spawn().unwrap();
    // The command holds the writing ends; the pipe closes when both are gone.
    drop(command);
    let mut said = String::new();
    reader.read_to_string(&mut said).unwrap();
    (child.wait().unwrap().code().unwrap_or(-1), said)
}

/// The words of a command line: quotes of both kinds, no other shell.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in line.chars() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

/// Whether lines are as a page has them.
fn matches(page: &[String], said: &[String]) -> bool {
    match page.split_first() {
        None => said.is_empty(),
        Some((line, rest)) if line == "..." => (0..=said.len()).any(|skipped| matches(rest, &said[skipped..])),
        Some((line, rest)) => said
            .split_first()
            .is_some_and(|(first, others)| line_matches(line, first) && matches(rest, others)),
    }
}

fn line_matches(page: &str, said: &str) -> bool {
    let mut pieces = page.split("[..]");
    let Some(mut rest) = said.strip_prefix(pieces.next().unwrap()) else {
        return false;
    };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, middle)) = pieces.split_last() else {
        return rest.is_empty();
    };
    for piece in middle {
        match rest.split_once(piece) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn parse(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        parts.push(Part::Text(line.to_owned()));
        if line != "```console" {
            continue;
        }
        let mut steps: Vec<Step> = Vec::new();
        for line in lines.by_ref().take_while(|line| *line != "```") {
            if let Some(command) = line.strip_prefix("$ ") {
                steps.push(Step {
                    command: command.to_owned(),
                    ..Step::default()
                });
            } else if let Some(step) = steps.last_mut() {
                match line.strip_prefix("? ").map(str::parse) {
                    Some(Ok(code)) if step.output.is_empty() => step.code = code,
                    _ => step.output.push(line.to_owned()),
                }
            }
        }
        for step in &mut steps {
            while step.output.last().is_some_and(String::is_empty) {
                step.output.pop();
            }
        }
        parts.push(Part::Console(steps));
        parts.push(Part::Text("```".to_owned()));
    }
    parts
}

fn print(parts: &[Part]) -> String {
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Text(line) => text.push_str(&format!("{line}\n")),
            Part::Console(steps) => {
                for (at, step) in steps.iter().enumerate() {
                    if at > 0 {
                        text.push('\n');
                    }
                    text.push_str(&format!("$ {}\n", step.command));
                    if step.code != 0 {
                        text.push_str(&format!("? {}\n", step.code));
                    }
                    for line in &step.output {
                        text.push_str(&format!("{line}\n"));
                    }
                }
            }
        }
    }
    text
}

#[test]
fn elisions_stand_for_any_text() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(matches(&lines("a\n...\nd[..]f"), &lines("a\nb\nc\nd e f")));
    assert!(!matches(&lines("a\n...\nz"), &lines("a\nb")));
    assert_eq!(words("zd2gc show 'GET /x' \"\""), ["zd2gc", "show", "GET /x", ""]);
}

#[test]
fn links_between_pages_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![
        root.join("README.md"),
        root.join("CONTRIBUTING.md"),
        root.join("CHANGELOG.md"),
    ];
    for folder in ["docs", "docs/rules"] {
        pages.extend(
            fs::read_dir(root.join(folder))
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "md")),
        );
    }
    let mut wrong = Vec::new();
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for (at, _) in text.match_indices("](") {
            let link = text[at + 2..].split([')', '#', '\n']).next().unwrap();
            if !link.is_empty() && !link.contains("://") && !page.parent().unwrap().join(link).exists() {
                wrong.push(format!("{}: {link}", page.strip_prefix(root).unwrap().display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn exit_codes_are_documented_in_the_order_that_counts() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/exit-codes.md")).unwrap();
    let codes: Vec<u8> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(' ').next()?.parse().ok())
        .collect();
    // The order of `cli::Exit`, which its own test holds.
    assert_eq!(codes, [130, 1, 2, 4, 6, 5, 14, 13, 12, 11, 10, 0]);
}
