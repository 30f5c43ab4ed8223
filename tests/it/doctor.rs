//! `doctor`, on orgs of the rehearsal: what it says of credentials that may read everything, half of it, or nothing.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::http::{call, post_form, read};
use crate::live::Live;
use crate::support::Ran;

impl Live {
    /// `doctor` with more arguments, in the project's folder.
    fn doctor(&self, args: &[&str]) -> Ran {
        self.doctor_with(args, &[])
    }

    /// The same with an environment.
    fn doctor_with(&self, args: &[&str], environment: &[(&str, &str)]) -> Ran {
        let mut command = self.command(&[&["doctor"], args].concat());
        Ran::of(command.envs(environment.iter().copied()))
    }

    /// The permissions of a role of the org, by its name.
    fn role(&self, name: &str) -> BTreeSet<String> {
        let url = format!("{}/api/v2/authorization/roles?pageSize=100", self.org(0, "api_url"));
        let roles = read(&url, self.org(0, "access_token")).json();
        let roles = roles["entities"].as_array().unwrap();
        let role = roles.iter().find(|role| role["name"] == name).unwrap();
        let policies = role["permissionPolicies"].as_array().unwrap();
        let names = policies.iter().flat_map(|policy| {
            let text = |key: &str| policy[key].as_str().unwrap().to_owned();
            let actions = policy["actionSet"].as_array().unwrap().iter();
            actions.map(move |action| format!("{}:{}:{}", text("domain"), text("entityName"), action.as_str().unwrap()))
        });
        names.collect()
    }

    /// The token of a person who signed in to `Sandbox app`, which has a few scopes only.
    fn token_of_person(&self) -> String {
        let tables = self.sandbox.read("project/mappings/applications.yaml");
        let after = |word: &str| tables.split(word).nth(1).unwrap().split(['\n', ',', '[', ']']);
        let client = after("client_id: ").next().unwrap().to_owned();
        let callback = after("redirect_uris: [").next().unwrap().to_owned();
        let users = format!("{}/api/v2/users?pageSize=1", self.org(0, "api_url"));
        let users = read(&users, self.org(0, "access_token")).json();
        let address = users["entities"][0]["email"].as_str().unwrap().to_owned();
        // Verifier and challenge of RFC 7636, appendix B.
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("response_type", "code"),
                ("client_id", &*client),
                ("redirect_uri", &*callback),
                ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
                ("code_challenge_method", "S256"),
            ])
            .finish();
        let page_url = format!("{}/oauth/authorize?{query}", self.org(0, "login_url"));
        let page = call("GET", &page_url, &[], "");
        let cookie = |response: &crate::http::Response| {
            let set = response.header("set-cookie").unwrap();
            set.split(';').next().unwrap().to_owned()
        };
        let ticket = page.body.split("name=\"ticket\" value=\"").nth(1).unwrap();
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("ticket", ticket.split('"').next().unwrap())
            .append_pair("step", "sign-in")
            .append_pair("address", &address)
            .finish();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("cookie", &*cookie(&page)),
        ];
        let signed_in = call("POST", &page_url, &headers, &form);
        let back = call("GET", &page_url, &[("cookie", &cookie(&signed_in))], "");
        let back = url::Url::parse(back.header("location").unwrap()).unwrap();
        let code = back
            .query_pairs()
            .find(|(name, _)| name == "code")
            .unwrap()
            .1
            .into_owned();
        let token = post_form(
            &format!("{}/oauth/token", self.org(0, "login_url")),
            &[
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", &callback),
                ("client_id", &client),
                ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            ],
        );
        token.json()["access_token"].as_str().unwrap().to_owned()
    }
}

/// The names of the permissions of a checked tenant's role that are held or not.
fn permissions(tenant: &Value, held: bool) -> BTreeSet<String> {
    let permissions = tenant["role"]["permissions"].as_array().unwrap().iter();
    let permissions = permissions.filter(|permission| permission["held"] == held);
    permissions
        .map(|permission| permission["permission"].as_str().unwrap().to_owned())
        .collect()
}

/// What stands in a list of texts in `missing` of any read.
fn missing(tenant: &Value, what: &str) -> BTreeSet<String> {
    let reads = tenant["reads"].as_array().unwrap().iter();
    let lists = reads.filter_map(|read| read["missing"][what].as_array());
    lists.flatten().map(|name| name.as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn fits_80_columns(text: &str) {
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn a_credential_that_may_read_everything_ends_in_0_and_the_cost_is_right() {
    let live = Live::start(&[]);
    let ran = live.doctor(&["--format", "json"]).ended(0);
    let calls = live.sandbox.read("log");
    for line in calls.lines() {
        let is_token = line.starts_with("POST") && (line.contains("/oauth/token ") || line.contains("/oauth/tokens "));
        assert!(line.starts_with("GET ") || is_token, "{line}");
    }
    let file = ran.json();
    let schema = live.sandbox.run(&["util", "schema", "doctor"]).ended(0).json();
    jsonschema::validate(&schema, &file).unwrap();
    let tenant = &file["tenants"][0];
    assert_eq!(tenant["org_id"], live.org(0, "org_id"));
    assert_eq!(tenant["client"]["id"], live.org(0, "client_id"));
    assert!(
        tenant["reads"]
            .as_array()
            .unwrap()
            .iter()
            .all(|read| read["readable"] == true),
        "{tenant:#}"
    );
    assert!(permissions(tenant, false).is_empty());
    assert!(permissions(tenant, true).is_subset(&live.role("zd2gc reader")));
    assert_eq!(tenant["calls"]["allowed_a_minute"], 300);

    let mut command = live.sandbox.command();
    command
        .current_dir(live.sandbox.path("project"))
        .args(["snapshot", "genesys"]);
    let said = String::from_utf8(command.output().unwrap().stderr).unwrap();
    let made = said.split("made ").nth(1).unwrap().split(' ').next().unwrap();
    let made: u64 = made.parse().unwrap();
    let told = |key: &str| tenant["calls"][key].as_u64().unwrap();
    assert!(
        told("expected") <= made && made <= told("at_most"),
        "{made}: {}",
        tenant["calls"]
    );

    let text = live.doctor(&[]).ended(0).stdout;
    fits_80_columns(&text);
    assert!(!text.contains("Can't be read"), "{text}");
}

#[test]
fn the_limited_credential_lacks_exactly_what_it_lacks() {
    let live = Live::start(&[]);
    let ran = live.doctor(&["-p", "limited", "--format", "json"]).ended(5);
    let tenant = &ran.json()["tenants"][0];
    let full = live.role("zd2gc reader");
    let mut lacking: BTreeSet<String> = full.difference(&live.role("zd2gc limited reader")).cloned().collect();
    // Other commands take these; no read of a snapshot does, whatever the documents say of other operations.
    for other in ["authorization:grant:view", "directory:group:view"] {
        assert!(lacking.remove(other));
    }
    assert_eq!(lacking.len(), 5);
    assert_eq!(missing(tenant, "permissions"), lacking);
    assert_eq!(permissions(tenant, false), lacking);
    assert!(missing(tenant, "scopes").is_empty());

    let text = live.doctor(&["-p", "limited"]).ended(5).stdout;
    fits_80_columns(&text);
    for name in &lacking {
        assert!(text.contains(&format!("lacks      permission {name}")), "{text}");
    }
    assert!(
        !text.contains(":admin"),
        "nobody needs to be an admin in order to read:\n{text}"
    );
}

#[test]
fn a_person_who_signed_in_is_told_scopes_permissions_and_divisions() {
    let live = Live::start(&[]);
    let token = live.token_of_person();
    let environment = [("GENESYSCLOUD_ACCESS_TOKEN", &*token)];
    let ran = live.doctor_with(&["--format", "json"], &environment).ended(5);
    let tenant = &ran.json()["tenants"][0];
    assert_eq!(tenant["credential"], "token from variable GENESYSCLOUD_ACCESS_TOKEN");
    assert_eq!(tenant["client"]["grant_type"], "CODE");
    let scopes = missing(tenant, "scopes");
    let all: BTreeSet<String> = serde_json::from_value(tenant["scopes"].clone()).unwrap();
    let own: BTreeSet<String> = serde_json::from_value(tenant["client"]["scopes"].clone()).unwrap();
    assert_eq!(scopes, all.difference(&own).cloned().collect());
    assert!(scopes.contains("oauth:readonly") && scopes.iter().all(|scope| scope.ends_with(":readonly")));
    // What would be refused next is named with what is refused now.
    let clients = tenant["reads"].as_array().unwrap().iter();
    let clients = clients
        .into_iter()
        .find(|read| read["gives"] == "oauth_clients")
        .unwrap();
    assert_eq!(clients["missing"]["permissions"][0], "oauth:client:view");
    let limited = &tenant["limited"][0];
    assert_eq!(limited["permission"], "directory:user:view");
    assert_eq!(limited["divisions"].as_array().unwrap().len(), 1);
    // A role that can't be looked at has no holders to ask for.
    let grants = tenant["reads"].as_array().unwrap().iter();
    let grants = grants
        .into_iter()
        .find(|read| read["gives"] == "subject_grants")
        .unwrap();
    assert_eq!(
        (&grants["readable"], &grants["answered"]),
        (&Value::Bool(false), &Value::Null)
    );

    let ran = live.doctor_with(&[], &environment).ended(5);
    fits_80_columns(&ran.stdout);
    assert!(!ran.stdout.contains(&token) && !ran.stderr.contains(&token));
    assert!(ran.stdout.contains("sees only divisions"), "{}", ran.stdout);
}

#[test]
fn what_keeps_an_org_from_being_asked_ends_in_the_code_of_its_kind() {
    let live = Live::start(&[]);
    let told = |args: &[&str], code: i32, word: &str| {
        let ran = live.doctor(args).ended(code);
        assert!(ran.stderr.contains(word), "{}", ran.stderr);
    };
    told(&["--tenant", "nobody"], 2, "no tenant of the tables is called `nobody`");
    told(&["--offline"], 2, "--offline forbids it");
    // Nobody listens there.
    told(
        &["--api-url", "http://127.0.0.1:9", "--timeout", "1s"],
        6,
        "127.0.0.1:9",
    );
    let tenants = live.sandbox.read("project/mappings/tenants.yaml");
    let other = tenants.replace(live.org(0, "org_id"), "00000000-0000-4000-8000-0000000000ff");
    live.sandbox.write("project/mappings/tenants.yaml", &other);
    told(&[], 2, "the tables say 00000000-0000-4000-8000-0000000000ff");
    live.sandbox.write("project/mappings/tenants.yaml", &tenants);
    let ran = live
        .doctor_with(&[], &[("GENESYSCLOUD_ACCESS_TOKEN", "not-a-token")])
        .ended(4);
    assert!(ran.stdout.contains("main: not checked"), "{}", ran.stdout);
    fits_80_columns(&ran.stdout);
}

#[cfg(unix)]
#[test]
fn one_orgs_trouble_is_not_anothers() {
    use std::os::unix::fs::PermissionsExt as _;
    let live = Live::start(&["--world", "rich"]);
    let folder = live.sandbox.path("project/credentials");
    let secrets = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut secrets: Vec<_> = secrets
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.starts_with("genesys-") && !name.ends_with("-limited")
        })
        .collect();
    secrets.sort();
    assert_eq!(secrets.len(), 2);
    let name = secrets[0]
        .strip_prefix(live.sandbox.root())
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    live.sandbox.write(&name, "wrong-secret-of-the-test\n");
    fs::set_permissions(&secrets[0], fs::Permissions::from_mode(0o600)).unwrap();
    let ran = live.doctor(&["--format", "json"]).ended(4);
    let file = ran.json();
    let schema = live.sandbox.run(&["util", "schema", "doctor"]).ended(0).json();
    jsonschema::validate(&schema, &file).unwrap();
    assert_eq!(file["tenants"].as_array().unwrap().len(), 1);
    assert_eq!(file["problems"].as_array().unwrap().len(), 1);
    assert_eq!(file["problems"][0]["exit"], 4);
    fs::remove_file(&secrets[0]).unwrap();
    let missing = live.doctor(&[]).ended(2);
    assert!(
        missing.stdout.contains("could not read the secret"),
        "{}",
        missing.stdout
    );
    fits_80_columns(&missing.stdout);

    let own = fs::read_to_string(&secrets[1]).unwrap();
    for said in [&ran.stdout, &ran.stderr, &missing.stdout, &missing.stderr] {
        assert!(!said.contains("wrong-secret-of-the-test") && !said.contains(own.trim()));
    }
}
