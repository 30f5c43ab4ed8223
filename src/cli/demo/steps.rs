//! The steps of the demo, and what is worth showing of each.

use std::borrow::Cow;

use serde_json::Value;

use super::data::SUBDOMAIN;
use crate::cli::Exit;

/// A step: a command, and what to show of what it said.
pub(super) struct Step {
    /// What it does, for a person.
    pub(super) title: &'static str,
    /// The command as it would be typed, and flags that only serve the demo.
    words: Vec<String>,
    /// Flags that make the command say what `found` reads; not shown.
    own: Vec<String>,
    /// Takes what to show from what the command said.
    pub(super) found: fn(&[u8]) -> Vec<String>,
    /// Whether it goes on while the steps after it are made.
    pub(super) serves: bool,
}

impl Step {
    /// The command line to show.
    pub(super) fn command_line(&self) -> String {
        let mut line = String::from("zd2gc");
        for word in &self.words {
            line.push(' ');
            line.push_str(&typed(word));
        }
        if self.serves {
            line.push_str(" &");
        }
        line
    }

    /// The command line to run.
    pub(super) fn arguments(&self) -> Vec<String> {
        let mut arguments = vec!["zd2gc".to_owned()];
        arguments.extend(self.words.iter().cloned());
        arguments.extend(self.own.iter().cloned());
        arguments
    }

    /// What an exit code means.
    #[expect(clippy::unused_self, reason = "reads as a question to the step")]
    pub(super) fn why(&self, exit: Exit) -> Option<&'static str> {
        match exit {
            Exit::Incomplete => Some("something could not be known"),
            Exit::Findings(_) => Some("findings to look at"),
            _ => None,
        }
    }
}

/// A word as it is typed into a shell: quoted where the shell would take it apart.
pub(super) fn typed(word: &str) -> Cow<'_, str> {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./:=@,+".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
    }
}

fn words(text: &str, dir: &str) -> Vec<String> {
    text.split_whitespace().map(|word| word.replace("DIR", dir)).collect()
}

/// The steps, in the order of the flow.
pub(super) fn steps(dir: &str) -> Vec<Step> {
    let step = |title, command: &str, own: &str, found| Step {
        title,
        words: words(command, dir),
        own: words(own, dir),
        found,
        serves: false,
    };
    vec![
        step(
            "Read the account",
            &format!("snapshot zendesk --import DIR/account --subdomain {SUBDOMAIN} -o DIR/snapshots"),
            "--format json",
            findings,
        ),
        step(
            "Check the mapping tables",
            "map lint --mappings DIR/mappings",
            "--format json",
            findings,
        ),
        step(
            "Plan",
            "plan --snapshot DIR/snapshots --mappings DIR/mappings -o DIR/plan.json -o DIR/report.md",
            "--format json",
            plan,
        ),
        step(
            "Make the authorization URLs",
            "oauth url --mappings DIR/mappings -o DIR/urls.json",
            // Fixed, so that the demo writes the same bytes every time; never do this with a real sign-in.
            "--format json --state demo-state-not-for-use --code-verifier demo-verifier-that-is-never-used-for-a-real-sign-in",
            urls,
        ),
        step(
            "Make the access sheets",
            "manifest build --plan DIR/plan.json -o DIR/manifest.json",
            "--format json",
            manifest,
        ),
        Step {
            serves: true,
            ..step(
                "Carry the plan out in a sandbox, with deviations",
                "rehearsal --from-plan DIR/plan.json --drift 5 --assume authorizations-of-everybody --project DIR/rehearsal",
                "",
                |_| Vec::new(),
            )
        },
        step(
            "Read the orgs as they are now",
            "snapshot genesys --config DIR/rehearsal/zd2gc.yaml -o DIR/orgs",
            "--format json",
            orgs,
        ),
        step(
            "Audit: hold the plan against the orgs",
            "audit --plan DIR/plan.json --snapshot DIR/orgs --mappings DIR/mappings -o DIR/audit.md",
            "--format json",
            findings,
        ),
    ]
}

/// What was read of each org.
fn orgs(out: &[u8]) -> Vec<String> {
    let files = serde_json::Deserializer::from_slice(out).into_iter::<Value>();
    files
        .filter_map(Result::ok)
        .map(|file| {
            let count = |list: &str| file["coverage"][list]["count"].as_u64().unwrap_or_default();
            format!(
                "org {}: {} users, {} roles, {} clients, {} subjects of grants",
                file["of"].as_str().unwrap_or_default(),
                count("users"),
                count("roles"),
                count("oauth_clients"),
                count("subject_grants"),
            )
        })
        .collect()
}

fn json(out: &[u8]) -> Value {
    serde_json::from_slice(out).unwrap_or_default()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// How many findings of each severity, and the worst ones.
fn findings(out: &[u8]) -> Vec<String> {
    worst(&json(out)["findings"], 3)
}

fn worst(findings: &Value, shown: usize) -> Vec<String> {
    let all = array(findings);
    let mut lines = Vec::new();
    let counts: Vec<String> = ["high", "medium", "low", "info"]
        .iter()
        .map(|severity| {
            (
                all.iter().filter(|finding| finding["severity"] == **severity).count(),
                severity,
            )
        })
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| format!("{count} {severity}"))
        .collect();
    if counts.is_empty() {
        lines.push("no findings".to_owned());
    } else {
        lines.push(format!("findings: {}", counts.join(", ")));
    }
    for finding in all.iter().take(shown) {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        lines.push(format!("  {} {}: {}", text("severity"), text("rule"), text("message")));
    }
    lines
}

fn plan(out: &[u8]) -> Vec<String> {
    let plan = json(out);
    let mut lines = Vec::new();
    for tenant in array(&plan["tenants"]) {
        let named = |key: &str| array(&tenant[key]).len();
        let people = array(&plan["people"])
            .iter()
            .filter(|person| person["tenant"] == tenant["name"])
            .count();
        lines.push(format!(
            "{} ({}): {people} people, {} roles, {} divisions, {} applications, {} decisions",
            tenant["name"].as_str().unwrap_or_default(),
            tenant["region"].as_str().unwrap_or_default(),
            named("roles"),
            named("divisions"),
            named("applications"),
            named("decisions"),
        ));
    }
    lines.extend(worst(&plan["findings"], 5));
    lines
}

fn urls(out: &[u8]) -> Vec<String> {
    let file = json(out);
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let mut lines: Vec<String> = array(&file["urls"])
        .iter()
        .map(|url| {
            format!(
                "{} in {}: {}",
                text(url, "application"),
                text(url, "tenant"),
                text(url, "login_host")
            )
        })
        .collect();
    for without in array(&file["without_url"]) {
        lines.push(format!(
            "{} in {}: no URL, {}",
            text(without, "application"),
            text(without, "tenant"),
            text(without, "why")
        ));
    }
    lines
}

fn manifest(out: &[u8]) -> Vec<String> {
    array(&json(out)["applications"])
        .iter()
        .map(|application| {
            format!(
                "{}: clients: {}, orgs: {}, roles to create: {}",
                application["name"].as_str().unwrap_or_default(),
                array(&application["clients"]).len(),
                array(&application["orgs"]).len(),
                array(&application["roles"]).len(),
            )
        })
        .collect()
}
