//! The words of a name, and what they mean: the ground for "nearest by meaning".

/// How many words of a name are looked at: no real name has more, a hostile one may.
const MOST_WORDS: usize = 24;

/// How many characters of a name are looked at.
const MOST_CHARACTERS: usize = 300;

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Action {
    /// Look at it.
    Read,
    /// Look for some.
    Search,
    /// Make a new one.
    Create,
    /// Change one.
    Edit,
    /// Take one away.
    Delete,
    /// Get a lot of it at once.
    Export,
    /// Everything.
    Manage,
}

/// Words that say what somebody wants to do. Genesys Cloud uses `view`, `add`, `edit`, `delete`; the rest is what
/// people coming from other APIs say.
const ACTIONS: &[(Action, &[&str])] = &[
    (
        Action::Read,
        &[
            "view", "read", "get", "list", "readonly", "see", "show", "fetch", "retrieve", "lookup", "access",
            "reader", "viewer",
        ],
    ),
    (Action::Search, &["search", "query", "find"]),
    (Action::Create, &["add", "create", "post", "new", "insert", "make"]),
    (
        Action::Edit,
        &[
            "edit", "update", "put", "patch", "modify", "change", "write", "set", "writer", "assign",
        ],
    ),
    (Action::Delete, &["delete", "remove", "destroy", "purge", "erase"]),
    (
        Action::Export,
        &["export", "download", "bulk", "job", "dump", "extract"],
    ),
    (
        Action::Manage,
        &["manage", "admin", "full", "all", "readwrite", "administer", "owner"],
    ),
];

/// Words, in the singular, that mean the same. The same word still counts for a little more than another of its row.
const SAME: &[&[&str]] = &[
    &[
        "view", "read", "get", "list", "readonly", "see", "show", "fetch", "retrieve", "lookup",
    ],
    &["search", "query", "find"],
    &["add", "create", "post", "new", "insert"],
    &["edit", "update", "put", "patch", "modify", "change", "write"],
    &["delete", "remove", "destroy", "purge", "erase"],
    &["manage", "admin", "administer", "administration"],
    &["job", "export", "download", "bulk", "dump", "extract"],
    &["user", "agent", "person", "people", "staff", "employee"],
    &["conversation", "interaction", "ticket", "thread"],
    &["workitem", "task", "todo"],
    &["authorization", "authorisation", "auth", "authz"],
    &["organization", "organisation", "org", "tenant", "company"],
    &[
        "analytic",
        "report",
        "reporting",
        "statistic",
        "stat",
        "metric",
        "insight",
    ],
    &["recording", "record"],
    &["message", "messaging", "chat"],
    &["phone", "voice", "telephony", "talk"],
    &["contact", "customer", "requester", "enduser", "crm"],
    &["knowledge", "article", "faq", "helpcenter"],
    &["script", "scripter"],
    &["response", "macro", "canned"],
    &["survey", "csat", "satisfaction"],
    &["integration", "app", "webhook", "marketplace"],
    &["setting", "config", "configuration", "preference"],
    &["skill", "competence", "competency"],
    &["wrapup", "disposition"],
    &["location", "site"],
    &["division", "brand"],
    &["group", "team"],
    &["oauth", "client"],
    &["license", "licence", "seat"],
    &["attribute", "field"],
    &["workforce", "wfm", "wfo", "shift"],
    &["outbound", "dialer", "dialler"],
    &["presence", "status", "availability"],
    &["notification", "event", "subscription"],
    &["identity", "sso", "saml"],
];

/// A word that leads to another, though it means something else: how other vendors cut the world.
const LEADS_TO: &[(&str, &[&str])] = &[
    ("case", &["conversation", "workitem"]),
    ("call", &["conversation", "telephony"]),
    ("role", &["authorization"]),
    ("permission", &["authorization", "role"]),
    ("grant", &["authorization"]),
    ("division", &["authorization"]),
    ("brand", &["authorization"]),
    ("queue", &["routing"]),
    ("macro", &["response"]),
    ("trigger", &["process", "architect"]),
    ("automation", &["process", "architect"]),
    ("flow", &["architect"]),
    ("webhook", &["notification"]),
    ("chatbot", &["bot"]),
    ("customer", &["external"]),
    ("requester", &["external"]),
    ("enduser", &["external"]),
    ("report", &["analytic"]),
    ("campaign", &["outbound"]),
    ("csat", &["quality"]),
    ("scorecard", &["quality", "evaluation"]),
    ("member", &["user"]),
    ("user", &["member"]),
    ("profile", &["user", "basic"]),
    ("privacy", &["gdpr"]),
    ("bot", &["textbot", "dialog"]),
    ("seat", &["license"]),
    ("openid", &["basic", "identity"]),
    ("email", &["conversation"]),
];

/// Words that name a vendor, and so say nothing in a name as long as others are left.
const VENDORS: &[&str] = &[
    "zendesk",
    "genesys",
    "genesyscloud",
    "purecloud",
    "inin",
    "x",
    "header",
    "param",
    "parameter",
];

/// The same of hosts.
const HOSTS: &[&str] = &[
    "genesys",
    "genesyscloud",
    "mypurecloud",
    "purecloud",
    "pure",
    "cloud",
    "www",
    "com",
    "co",
    "net",
    "api",
    "login",
    "apps",
];

/// Takes out what names a vendor, unless nothing else is left.
pub(super) fn drop_vendors(words: &mut Vec<String>) {
    drop_all(words, VENDORS);
}

/// Takes out what hosts of all regions have, unless nothing else is left.
pub(super) fn drop_hosts(words: &mut Vec<String>) {
    drop_all(words, HOSTS);
}

fn drop_all(words: &mut Vec<String>, empty: &[&str]) {
    if words.iter().any(|word| !empty.contains(&word.as_str())) {
        words.retain(|word| !empty.contains(&word.as_str()));
    }
}

/// Cuts a name into lower-case words: at everything that is no letter or digit, and where case changes.
pub(super) fn split(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut characters = name.chars().take(MOST_CHARACTERS).peekable();
    let mut before = ' ';
    while let Some(character) = characters.next() {
        let next_is_lower = characters.peek().is_some_and(|next| next.is_lowercase());
        let starts = character.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && next_is_lower));
        if (starts || !character.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        before = character;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words.truncate(MOST_WORDS);
    words
}

/// The singular of a word, roughly: both sides of a comparison go through here, so that rough is enough.
pub(super) fn stem(word: &str) -> String {
    let keep = |cut: usize| word[..word.len() - cut].to_owned();
    if word.len() <= 3 || !word.is_ascii() {
        return word.to_owned();
    }
    if word.ends_with("ies") && word.len() > 4 {
        return keep(3) + "y";
    }
    if ["sses", "xes", "ches", "shes", "uses"]
        .iter()
        .any(|end| word.ends_with(end))
        && word.len() > 5
    {
        return keep(2);
    }
    if word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        return keep(1);
    }
    word.to_owned()
}

/// What a word, in the singular, says that somebody wants to do.
pub(super) fn action(word: &str) -> Option<Action> {
    ACTIONS
        .iter()
        .find(|(_, words)| words.contains(&word))
        .map(|(action, _)| *action)
}

/// Whether a word ends names in other vendors' OAuth scopes, where Genesys Cloud has `readonly` or nothing.
pub(super) fn ends_a_scope(word: &str) -> bool {
    [
        "read",
        "readonly",
        "write",
        "readwrite",
        "full",
        "admin",
        "all",
        "manage",
    ]
    .contains(&word)
}

/// The words that mean the same as one in the singular, or that it leads to, each with how much: 0.9 or 0.6.
pub(super) fn kin(word: &str) -> Vec<(&'static str, f64)> {
    let mut kin = Vec::new();
    for row in SAME.iter().filter(|row| row.contains(&word)) {
        kin.extend(row.iter().filter(|other| **other != word).map(|other| (*other, 0.9)));
    }
    for (from, to) in LEADS_TO {
        if *from == word {
            kin.extend(to.iter().map(|other| (*other, 0.6)));
        }
    }
    kin
}

/// The words of the tables above, which names are never cut inside of.
pub(super) fn listed() -> impl Iterator<Item = &'static str> {
    SAME.iter()
        .flat_map(|row| row.iter().copied())
        .chain(LEADS_TO.iter().map(|(from, _)| *from))
        .chain(ACTIONS.iter().flat_map(|(_, words)| words.iter().copied()))
}

/// How much an unknown word looks like a known one: one slip in a short word, two in a long one, or its beginning.
pub(super) fn likeness(unknown: &str, known: &str) -> f64 {
    let length = unknown.chars().count();
    if length < 3 || known.len() < 3 || !known.is_ascii() {
        return 0.0;
    }
    let slips = match length {
        3..=5 => 1,
        _ => 2,
    };
    if length.abs_diff(known.len()) <= slips {
        match strsim::osa_distance(unknown, known) {
            0 => return 1.0,
            // Another letter in a word this short is another word: `root` is no `room`.
            1 if length <= 4 && length == known.len() && !same_letters(unknown, known) => {}
            1 => return 0.85,
            2 if slips == 2 => return 0.7,
            _ => {}
        }
    }
    if length >= 4 && known.starts_with(unknown) {
        return 0.6;
    }
    0.0
}

/// Whether two words have the same letters in another order.
fn same_letters(a: &str, b: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(a) == sorted(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_at_signs_and_at_case() {
        assert_eq!(
            split("analytics:agentConversationDetail:view"),
            ["analytics", "agent", "conversation", "detail", "view"]
        );
        assert_eq!(split("/api/v2/users/{userId}"), ["api", "v2", "users", "user", "id"]);
        assert_eq!(split("agentUI:SSOLogin"), ["agent", "ui", "sso", "login"]);
        assert!(split("::://").is_empty());
        assert_eq!(split(&"a b ".repeat(5000)).len(), MOST_WORDS);
    }

    #[test]
    fn plurals_meet_their_singular() {
        for (many, one) in [
            ("queues", "queue"),
            ("policies", "policy"),
            ("statuses", "status"),
            ("analytics", "analytic"),
            ("address", "address"),
            ("sms", "sms"),
        ] {
            assert_eq!(stem(many), one);
        }
    }

    #[test]
    fn the_tables_hold_words_in_the_singular() {
        for word in SAME
            .iter()
            .copied()
            .flatten()
            .chain(ACTIONS.iter().flat_map(|(_, words)| *words))
        {
            assert_eq!(stem(word), *word, "would never be found");
        }
        for (from, to) in LEADS_TO {
            for word in to.iter().chain([from]) {
                assert_eq!(stem(word), *word, "would never be found");
            }
        }
    }
}
