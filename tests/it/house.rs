//! The rules of the house that no compiler holds: who may import whom, what pure stages may touch, how long files
//! may be, what stands at the top level, which licences come in, and that generated pages are current.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::Sandbox;

/// What each stage may import of the crate, besides itself. `a::b` allows that part of `a` only.
const IMPORTS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("finding", &["model"]),
    ("catalogue", &["model"]),
    ("http", &["model"]),
    ("oauth", &["model", "catalogue", "http"]),
    ("snapshot", &["model", "finding"]),
    // What both vendors' readers share.
    ("live", &["snapshot", "http", "model"]),
    (
        "zendesk",
        &["live", "snapshot", "http", "oauth", "catalogue", "model", "finding"],
    ),
    (
        "genesys",
        &["live", "snapshot", "http", "oauth", "catalogue", "model", "finding"],
    ),
    ("mapping", &["finding", "catalogue", "zendesk::model", "model"]),
    // Of the vendor: what records look like, and which lists a snapshot should name.
    (
        "access",
        &["model", "catalogue", "snapshot", "genesys::model", "genesys::List"],
    ),
    (
        "plan",
        &[
            "mapping",
            "access",
            "oauth",
            "zendesk",
            "genesys",
            "snapshot",
            "catalogue",
            "model",
            "finding",
        ],
    ),
    ("manifest", &["plan", "access", "finding", "catalogue", "model"]),
    ("worksheet", &["plan", "access", "finding", "catalogue", "model"]),
    (
        "audit",
        &[
            "plan",
            "access",
            "mapping",
            "genesys::model",
            "finding",
            "catalogue",
            "model",
        ],
    ),
    ("diagnose", &["catalogue", "oauth", "finding", "model"]),
    (
        "report",
        &[
            "model",
            "finding",
            "catalogue",
            "snapshot",
            // What is found out of either vendor's reads.
            "live",
            "zendesk",
            "genesys",
            "mapping",
            "access",
            "plan",
            "oauth",
            "manifest",
            "worksheet",
            "audit",
            "diagnose",
        ],
    ),
    // Never the vendors' models: a wrong field name must not be wrong on both sides.
    ("rehearsal", &["model", "catalogue", "access", "plan"]),
    ("config", &["model", "snapshot::files"]),
    (
        "cli",
        &[
            "model",
            "finding",
            "catalogue",
            "http",
            "oauth",
            "snapshot",
            "live",
            "zendesk",
            "genesys",
            "mapping",
            "access",
            "plan",
            "manifest",
            "worksheet",
            "audit",
            "diagnose",
            "report",
            "rehearsal",
            "config",
        ],
    ),
    ("lib.rs", &[]),
    // The binary only calls the command line, through the library's name.
    ("main.rs", &[]),
];

/// Stages that compute: what they know comes in as arguments.
const PURE: &[&str] = &[
    "model",
    "finding",
    "catalogue",
    "mapping",
    "access",
    "plan",
    "manifest",
    "worksheet",
    "audit",
    "diagnose",
    "report",
];

/// Files of pure stages that are the rim of their stage.
const RIMS: &[&str] = &["mapping/load.rs"];

/// What pure stages never touch.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "tokio",
    "reqwest",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "rand::",
    "getrandom",
    "tempfile",
];

/// Every file of the crate that belongs to it, by path from its root.
fn files() -> BTreeMap<String, PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            let made = |part: &str| ["target", "node_modules"].contains(&part);
            if name == ".git" || name.split('/').any(made) || name == "zd2gc-demo" {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(name, path);
            }
        }
    }
    files
}

/// The Rust files under `src/`, by path from there, comments taken out.
fn sources() -> BTreeMap<String, String> {
    files()
        .iter()
        .filter_map(|(name, path)| {
            let name = name.strip_prefix("src/")?;
            (path.extension()? == "rs").then(|| (name.to_owned(), without_comments(&fs::read_to_string(path).unwrap())))
        })
        .collect()
}

fn without_comments(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        // No string of ours has `//` before code but in URLs, where a colon stands before it.
        let code = match line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':')) {
            Some((at, _)) => &line[..at],
            None => line,
        };
        out.push_str(code);
        out.push('\n');
    }
    out
}

/// The stage that a file belongs to: its folder under `src/`, or its own name.
fn stage(file: &str) -> &str {
    file.split('/').next().unwrap()
}

/// The paths after each `crate::` of a text, groups taken apart: `a`, `a::b`, ... at most two segments deep.
fn crate_paths(text: &str) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for (at, found) in text.match_indices("crate::") {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|character| character.is_alphanumeric() || character == '_' || character == '$') {
            continue;
        }
        tree(&text[at + found.len()..], "", &mut paths);
    }
    paths
}

/// Reads one use tree and returns what is left of the text.
fn tree<'a>(text: &'a str, prefix: &str, paths: &mut BTreeSet<String>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix('}') {
                return after;
            }
            let after = tree(rest, prefix, paths).trim_start();
            rest = after.strip_prefix(',').unwrap_or(after);
            if rest.len() == text.len() || rest.is_empty() {
                return rest;
            }
        }
    }
    let end = text
        .find(|character: char| !character.is_alphanumeric() && character != '_')
        .unwrap_or(text.len());
    let name = &text[..end];
    let path = if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}::{name}")
    };
    let rest = &text[end..];
    match rest.strip_prefix("::") {
        Some(rest) if path.matches("::").count() < 1 => tree(rest, &path, paths),
        Some(rest) => {
            // Deep enough: the rest only has to be passed over.
            paths.insert(path);
            tree(rest, "", &mut BTreeSet::new())
        }
        None => {
            paths.insert(path);
            match rest.trim_start().strip_prefix("as ") {
                Some(alias) => {
                    alias.trim_start_matches(|character: char| character.is_alphanumeric() || character == '_')
                }
                None => rest.strip_prefix('*').unwrap_or(rest),
            }
        }
    }
}

#[test]
fn use_trees_are_read_in_every_form() {
    let text = "use crate::{a, b::c, d::{e::f, g as h}}; crate::i::j::k(); pub(crate) fn x() {} use crate::l as m;";
    let expected = ["a", "b::c", "d::e", "d::g", "i::j", "l"];
    assert_eq!(crate_paths(text), expected.map(str::to_owned).into());
}

#[test]
fn data_goes_one_way() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let own = stage(&file);
        let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == own) else {
            wrong.push(format!(
                "src/{file}: `{own}` is no stage; add it to this table on purpose"
            ));
            continue;
        };
        for path in crate_paths(&text) {
            let first = path.split("::").next().unwrap();
            if first != own && !allowed.iter().any(|allowed| *allowed == first || path == *allowed) {
                wrong.push(format!("src/{file}: `{own}` may not import `crate::{path}`"));
            }
        }
        // `super` may climb inside a stage, not out of it.
        let depth = file.matches('/').count() + usize::from(!file.ends_with("mod.rs"));
        let climb = "super::".repeat(depth + usize::from(text.contains("#[cfg(test)]")));
        if depth > 0 && own != "lib.rs" && own != "main.rs" && text.contains(&format!("{climb}super::")) {
            wrong.push(format!("src/{file}: climbs out of `{own}`; write `crate::`"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn pure_stages_touch_nothing_outside() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        if !PURE.contains(&stage(&file)) || RIMS.contains(&file.as_str()) {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap();
        for word in IMPURE.iter().filter(|word| code.contains(**word)) {
            wrong.push(format!("src/{file}: a pure stage uses `{word}`"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_file_is_too_long_to_read() {
    let mut wrong = Vec::new();
    for (name, path) in files() {
        if !name.starts_with("src/") || path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        let lines = text.split("#[cfg(test)]\nmod ").next().unwrap().lines().count();
        if lines > 600 {
            wrong.push(format!("{name}: {lines} lines without tests; 600 is the limit"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_top_level_holds_what_it_should() {
    let expected: BTreeSet<&str> = [
        ".ci",
        ".gitignore",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "clippy.toml",
        "deny.toml",
        "docs",
        "mappings",
        "rustfmt.toml",
        "src",
        "tests",
    ]
    .into();
    let found: BTreeSet<String> = match tracked() {
        Some(names) => names,
        None => files().into_keys().collect(),
    }
    .into_iter()
    .map(|name| name.split('/').next().unwrap().to_owned())
    .collect();
    let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(found, expected);
}

/// What git tracks, where this is a clone and git is there.
fn tracked() -> Option<BTreeSet<String>> {
    let output = Command::new("git")
        .args(["ls-files"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .ok()?;
    let names = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !names.is_empty()).then(|| names.lines().map(str::to_owned).collect())
}

#[test]
fn no_file_speaks_of_where_it_was_written() {
    // Put together here, or this file would be the one that does.
    let words = [
        ["/wo", "rk/"].concat(),
        ["../sha", "red"].concat(),
        ["SEMAN", "TICS.md"].concat(),
        ["DES", "IGN.md"].concat(),
        ["fac", "ts/"].concat(),
    ];
    let mut wrong = Vec::new();
    for (name, path) in files() {
        let Ok(text) = fs::read_to_string(path) else { continue };
        for word in &words {
            let named = text.match_indices(word.as_str()).any(|(at, _)| {
                // "artifacts/" and "network/" are words of their own.
                !text[..at].ends_with(char::is_alphanumeric)
            });
            if named {
                wrong.push(format!("{name} speaks of `{word}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Licences that let anyone use and pass on what is built with them.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-3-Clause",
    "BSL-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "OpenSSL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Whether an SPDX expression can be met with those licences.
fn is_allowed(expression: &str) -> bool {
    let expression = expression.trim();
    if let Some(at) = outer(expression, " OR ") {
        return is_allowed(&expression[..at]) || is_allowed(&expression[at + 4..]);
    }
    if let Some(at) = outer(expression, " AND ") {
        return is_allowed(&expression[..at]) && is_allowed(&expression[at + 5..]);
    }
    if let Some(inner) = expression.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        return is_allowed(inner);
    }
    LICENCES.contains(&expression)
}

/// Where a word stands outside all parentheses.
fn outer(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word)
        .map(|(at, _)| at)
        .find(|at| text[..*at].matches('(').count() == text[..*at].matches(')').count())
}

#[test]
fn licence_expressions_are_read() {
    assert!(is_allowed("MIT OR GPL-3.0"));
    assert!(is_allowed("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(!is_allowed("MIT AND GPL-3.0"));
    assert!(!is_allowed("GPL-3.0-only"));
}

#[test]
fn every_dependency_has_a_licence_that_we_can_pass_on() {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--offline",
            "--filter-platform",
            host,
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "only {} packages", packages.len());
    let mut wrong = Vec::new();
    for package in packages {
        // Old crates write `MIT/Apache-2.0`.
        let licence = package["license"].as_str().unwrap_or("none").replace('/', " OR ");
        if !is_allowed(&licence) {
            wrong.push(format!("{} {}: {licence}", package["name"], package["version"]));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn generated_pages_are_current() {
    let sandbox = Sandbox::new();
    let _ = sandbox.run(&["util", "docs", "docs"]).ended(0);
    let made = sandbox.path("docs");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut wrong = Vec::new();
    let mut names = BTreeSet::new();
    for folder in ["", "rules", "schemas"] {
        for entry in fs::read_dir(made.join(folder)).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                continue;
            }
            let name = Path::new(folder).join(entry.file_name());
            let current = fs::read(kept.join(&name)).ok();
            if current.as_deref() != Some(&*fs::read(entry.path()).unwrap()) {
                wrong.push(format!("docs/{} is not current", name.display()));
            }
            names.insert(name);
        }
    }
    for folder in ["rules", "schemas"] {
        for entry in fs::read_dir(kept.join(folder))
            .into_iter()
            .flatten()
            .map(Result::unwrap)
        {
            let name = Path::new(folder).join(entry.file_name());
            if !names.contains(&name) {
                wrong.push(format!(
                    "docs/{} describes nothing that exists: delete it",
                    name.display()
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "run `cargo run -- util docs docs`\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_rule_that_is_declared_has_a_page() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (at, found) in code.match_indices(": Rule = Rule {") {
            let name = code[at + found.len()..].split('"').nth(1).unwrap();
            if !pages.join(format!("{name}.md")).exists() {
                wrong.push(format!(
                    "src/{file}: `{name}` is in no list of rules that the command line knows"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn help_answers_at_once() {
    let sandbox = Sandbox::new();
    let fastest = (0..20)
        .map(|_| {
            let start = std::time::Instant::now();
            let _ = sandbox.run(&["--help"]).ended(0);
            start.elapsed()
        })
        .min()
        .unwrap();
    assert!(fastest.as_millis() < 20, "the fastest of 20 took {fastest:?}");
}
