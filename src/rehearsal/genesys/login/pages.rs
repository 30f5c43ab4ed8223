//! The pages. Names are hostile: templates escape them, and what hides or reorders text is shown as its number.

use std::collections::BTreeSet;

use askama::Template;

use super::Visit;
use super::authorize::Open;
use super::entrance::Entrance;
use super::state::PersonAt;
use crate::rehearsal::Answer;

/// A name as pages show it.
pub(super) fn shown(text: &str) -> String {
    crate::model::shown(text).into_owned()
}

/// Answers with a page. Nothing in it runs, nobody else may frame it, and no browser keeps it.
fn page(status: u16, template: &impl Template) -> Answer {
    let html = template.render().expect("a text in memory takes whatever is written");
    Answer::html(status, html)
        .with("cache-control", "no-store")
        // No `form-action`: browsers hold it against redirects that follow a form, and those lead to the client.
        .with(
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
        )
        .with("referrer-policy", "no-referrer")
        .with("x-content-type-options", "nosniff")
}

/// Where a form goes, and the value that is good once.
#[derive(Debug)]
pub(super) struct Form {
    /// The URL.
    pub action: String,
    /// The value.
    pub ticket: String,
}

/// The application that sent the browser here.
#[derive(Debug)]
struct App {
    /// Its name.
    name: String,
    /// What its owner says of it.
    description: String,
    /// The org that owns it.
    owner: String,
}

impl App {
    fn of(open: &Open<'_>) -> Self {
        let Visit { world, .. } = open.visit;
        let client = open.visit.client_at(open.asked.client);
        Self {
            name: shown(&client.name),
            description: shown(&client.description),
            owner: shown(&world.orgs[open.asked.client.0].name),
        }
    }
}

/// Something to choose.
#[derive(Debug)]
pub(super) struct Choice {
    /// What is sent.
    pub value: String,
    /// What is written large.
    pub title: String,
    /// What is written small.
    pub detail: String,
    /// Whether the client's hint means it.
    pub is_suggested: bool,
}

/// Who is it?
#[derive(Debug, Template)]
#[template(path = "sign_in.html", config = "src/rehearsal/genesys/templates/askama.toml")]
pub(super) struct SignIn {
    form: Form,
    app: App,
    /// The org and its identity provider, where the client wants those.
    home: Option<(String, String)>,
    host: String,
    address: String,
    error: Option<String>,
    people: Vec<Choice>,
}

impl SignIn {
    /// The page, with an address filled in and what was wrong.
    pub(super) fn new(
        open: &Open<'_>,
        address: &str,
        error: Option<String>,
        people: impl Iterator<Item = Choice>,
    ) -> Self {
        let named = |home: &super::request::Home| {
            let org = &open.visit.world.orgs[home.org];
            (shown(&org.name), shown(&home.provider))
        };
        Self {
            form: open.form(),
            app: App::of(open),
            home: open.asked.home.as_ref().map(named),
            host: open.visit.region.login_host(),
            address: shown(address),
            error,
            people: people.collect(),
        }
    }

    /// As an answer.
    pub(super) fn answer(&self, status: u16) -> Answer {
        page(status, self)
    }
}

/// Which of these?
#[derive(Debug, Template)]
#[template(path = "choose.html", config = "src/rehearsal/genesys/templates/askama.toml")]
pub(super) struct Choose {
    form: Form,
    app: App,
    heading: &'static str,
    text: &'static str,
    field: &'static str,
    choices: Vec<Choice>,
}

impl Choose {
    /// In which org somebody signs in, whose address several have.
    pub(super) fn account(open: &Open<'_>, mut choices: Vec<Choice>) -> Self {
        choices.sort_by_key(|choice| !choice.is_suggested);
        Self {
            form: open.form(),
            app: App::of(open),
            heading: "Which account?",
            text: "Several orgs of this region have an account with this address. Choose the one to sign in to.",
            field: "person",
            choices,
        }
    }

    /// Which org somebody enters, who may enter several.
    pub(super) fn org(open: &Open<'_>, choices: Vec<Choice>) -> Self {
        Self {
            form: open.form(),
            app: App::of(open),
            heading: "Which org?",
            text: "You may work in several orgs. The token will be good for the one that you choose, and for no other.",
            field: "target",
            choices,
        }
    }

    /// As an answer.
    pub(super) fn answer(&self, status: u16) -> Answer {
        page(status, self)
    }
}

/// A scope, and what it means in a few words.
#[derive(Debug)]
struct Scope {
    name: String,
    means: String,
}

/// Yes or no?
#[derive(Debug, Template)]
#[template(path = "allow.html", config = "src/rehearsal/genesys/templates/askama.toml")]
pub(super) struct Allow {
    form: Form,
    app: App,
    for_everybody: bool,
    person: String,
    address: String,
    /// The org whose approval counts.
    home: String,
    /// The org that tokens will be good for, where it is another one.
    entered: Option<String>,
    scopes: Vec<Scope>,
    redirect_uri: String,
    somebody_else: String,
}

impl Allow {
    /// The page.
    pub(super) fn new(
        open: &Open<'_>,
        person: PersonAt,
        entrance: Entrance,
        for_everybody: bool,
        scopes: &BTreeSet<String>,
    ) -> Self {
        let world = open.visit.world;
        let user = &world.orgs[person.org].users[person.user];
        Self {
            form: open.form(),
            app: App::of(open),
            for_everybody,
            person: shown(&user.name),
            address: shown(&user.email),
            home: shown(&world.orgs[person.org].name),
            entered: (entrance.org != person.org).then(|| shown(&world.orgs[entrance.org].name)),
            scopes: scopes
                .iter()
                .map(|scope| Scope {
                    name: shown(scope),
                    means: means(scope),
                })
                .collect(),
            redirect_uri: shown(&open.asked.back.redirect_uri),
            somebody_else: open.as_somebody_else(),
        }
    }

    /// As an answer.
    pub(super) fn answer(&self, status: u16) -> Answer {
        page(status, self)
    }
}

/// What a scope lets an application do, as far as its name says.
fn means(scope: &str) -> String {
    if scope == "user-basic-info" {
        return "Basic information about you".to_owned();
    }
    let (area, what) = match scope.strip_suffix(":readonly") {
        Some(area) => (area, "Read"),
        None => (scope, "Read and change"),
    };
    format!("{what} {}", shown(&area.replace(['-', ':'], " ")))
}

/// A page that only says something.
#[derive(Debug, Template)]
#[template(path = "notice.html", config = "src/rehearsal/genesys/templates/askama.toml")]
pub(super) struct Notice {
    heading: String,
    texts: Vec<String>,
    /// Back to the client, without what it asked for.
    leave: Option<Form>,
    /// A link, and what it says.
    again: Option<(String, &'static str)>,
}

impl Notice {
    fn new(heading: impl Into<String>, texts: impl IntoIterator<Item = String>) -> Self {
        Self {
            heading: heading.into(),
            texts: texts.into_iter().collect(),
            leave: None,
            again: None,
        }
    }

    /// No client of this id here, or not with this redirect URI. The vendor's page does not say which.
    pub(super) fn unknown_client() -> Self {
        Self::new(
            "OAuth client ID or redirect URI is invalid",
            [
                "No org of this region has such a client, or the client has not registered this redirect URI."
                    .to_owned(),
                "They are compared letter by letter: a slash at the end and a query count.".to_owned(),
            ],
        )
    }

    /// The client is switched off.
    pub(super) fn inactive_client(name: &str) -> Self {
        Self::new(
            "This application is switched off",
            [format!(
                "The org that owns {} has it inactive, or it was disabled.",
                shown(name)
            )],
        )
    }

    /// `org` names none.
    pub(super) fn unknown_org(name: &str) -> Self {
        Self::new(
            "No such org",
            [format!(
                "No org of this region is called “{}”. The parameter takes the short name, not the id.",
                shown(name)
            )],
        )
    }

    /// `target` is no org that the person may enter.
    pub(super) fn may_not_enter(name: &str) -> Self {
        Self::new(
            "You can’t enter this org",
            [
                format!("{name} is not let in there."),
                "The org has to be of this region, has to trust the org of the account, and has to name the person or a group of theirs."
                    .to_owned(),
            ],
        )
    }

    /// The org did not approve the client.
    pub(super) fn ask_administrator(client: &str, org: &str) -> Self {
        let (client, org) = (shown(client), shown(org));
        Self::new(
            "An administrator must approve this application",
            [
                format!("{client} belongs to another org, and {org} has not approved it."),
                format!("The request was noted for the administrators of {org}."),
            ],
        )
    }

    /// The org approved the client for roles that the person has none of.
    pub(super) fn not_for_their_roles(client: &str, org: &str) -> Self {
        let (client, org) = (shown(client), shown(org));
        Self::new(
            "An administrator must approve this application for you",
            [format!(
                "{org} has approved {client} for some roles only, and you hold none of them."
            )],
        )
    }

    /// A form that was sent twice, too late, or by somebody else.
    pub(super) fn stale() -> Self {
        Self::new(
            "This page is no longer good",
            ["It was answered already, or it was open for too long, or the browser keeps no cookies.".to_owned()],
        )
    }

    /// Signed out.
    pub(super) fn signed_out() -> Self {
        Self::new(
            "You are signed out",
            ["Tokens that applications hold stay good until they end.".to_owned()],
        )
    }

    /// No such page.
    pub(super) fn nowhere() -> Self {
        Self::new(
            "There is nothing here",
            ["The login host has /oauth/authorize, /oauth/token and /logout.".to_owned()],
        )
    }

    /// With the way back to the client.
    #[must_use]
    pub(super) fn with_leave(mut self, form: Form) -> Self {
        self.leave = Some(form);
        self
    }

    /// With a link.
    #[must_use]
    pub(super) fn with_again(mut self, to: String, text: &'static str) -> Self {
        self.again = Some((to, text));
        self
    }

    /// As an answer.
    pub(super) fn answer(&self, status: u16) -> Answer {
        page(status, self)
    }
}
