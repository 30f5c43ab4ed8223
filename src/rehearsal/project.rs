//! The project of a rehearsal: settings, tables and credentials with which every command works on it.

use std::fmt::Write as _;

use super::Rehearsal;
use super::first_line::Credential;

/// A file of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectFile {
    /// Its path in the project's folder.
    pub path: String,
    /// What it says.
    pub text: String,
    /// Whether it holds a secret, so that only its owner may read it.
    pub secret: bool,
}

impl ProjectFile {
    fn open(path: &str, text: String) -> Self {
        Self {
            path: path.to_owned(),
            text,
            secret: false,
        }
    }
}

impl Rehearsal {
    /// The files of the project, when this is served at an origin.
    pub fn project(&self, origin: &str) -> Vec<ProjectFile> {
        let mut secrets = Vec::new();
        let full = self.connections(origin, "", &mut secrets);
        let limited = self.connections(origin, "-limited", &mut secrets);
        let mut indented = String::new();
        for line in limited.lines() {
            let _ = writeln!(indented, "    {line}");
        }
        let settings = format!(
            "# A project on a rehearsal: it works as long as that serves at {origin}.\n\
             schema: zd2gc/project/1\nmappings: mappings\nsnapshots: snapshots\n{full}\
             profiles:\n  # Credentials that hold half of the rights, to see what a run lacks then.\n  limited:\n{indented}"
        );
        let mut files = vec![
            ProjectFile::open("zd2gc.yaml", settings),
            ProjectFile::open(".gitignore", "credentials/\nsnapshots/\n".to_owned()),
        ];
        if !self.world.tenants.is_empty() {
            files.push(ProjectFile::open("mappings/tenants.yaml", self.tenants(origin)));
        }
        let tables = self.world.tables.iter();
        files.extend(tables.map(|(name, text)| ProjectFile::open(&format!("mappings/{name}"), text.clone())));
        files.extend(secrets);
        files
    }

    /// The keys `zendesk` and `genesys` of the settings; `which` is what the names of secret files end with.
    fn connections(&self, origin: &str, which: &str, secrets: &mut Vec<ProjectFile>) -> String {
        let mut text = String::new();
        let mut keep = |name: &str, credential: &Credential| {
            let path = format!("credentials/{name}{which}");
            secrets.push(ProjectFile {
                path: path.clone(),
                text: format!("{}\n", credential.client_secret),
                secret: true,
            });
            format!(
                "    client_id: {}\n    client_secret: {{file: {path}}}\n",
                credential.client_id
            )
        };
        let choose = |full: &Credential, limited: &Credential| {
            if which.is_empty() {
                full.clone()
            } else {
                limited.clone()
            }
        };
        let accounts = self.zendesk(origin);
        if !accounts.is_empty() {
            text.push_str("zendesk:\n");
        }
        for account in accounts {
            let credential = choose(&account.full, &account.limited);
            let keys = keep(&format!("zendesk-{}", account.subdomain), &credential);
            let _ = write!(
                text,
                "  - subdomain: {}\n    url: {}\n{keys}",
                account.subdomain, account.url
            );
        }
        let orgs = self.genesys(origin);
        if !self.world.tenants.is_empty() {
            text.push_str("genesys:\n");
        }
        for tenant in &self.world.tenants {
            let org = &orgs[tenant.org];
            let keys = keep(&format!("genesys-{}", tenant.name), &choose(&org.full, &org.limited));
            let _ = write!(text, "  - tenant: {}\n{keys}", tenant.name);
        }
        text
    }

    /// `tenants.yaml`.
    fn tenants(&self, origin: &str) -> String {
        let orgs = self.genesys(origin);
        let mut text =
            "# Which subdomain becomes which org of the rehearsal.\nschema: zd2gc/tenants/1\ntenants:\n".to_owned();
        for tenant in &self.world.tenants {
            let org = &orgs[tenant.org];
            let _ = write!(
                text,
                "  - name: {}\n    subdomains: [{}]\n    org_id: {}\n    org_name: {}\n    region: {}\n    api_url: {}\n    \
                 login_url: {}\n{}",
                tenant.name,
                tenant.subdomains.join(", "),
                org.org_id,
                org.org_name,
                org.region,
                org.api_url,
                org.login_url,
                tenant.more
            );
        }
        text
    }
}
