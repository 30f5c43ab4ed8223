//! The rules that tables are held against.

use crate::finding::Rule;
use crate::model::Severity;

/// Declares rules, and the list of them for their pages.
macro_rules! rules {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, $severity:ident, $what:literal, $why:literal, $fix:literal;)+) => {
        $(
            $(#[$doc])*
            pub static $constant: Rule = Rule {
                name: $name,
                severity: Severity::$severity,
                what: $what,
                why: $why,
                fix: $fix,
            };
        )+

        /// Every rule of this stage.
        pub const RULES: &[&Rule] = &[$(&$constant),+];
    };
}

rules! {
    /// `file-unreadable`.
    FILE_UNREADABLE = "file-unreadable", High,
        "A file of the tables' folder can't be read: it is a folder, not UTF-8 text, or the system refuses it.",
        "A table that is skipped in silence would leave its rows out of the plan.",
        "Make the file readable, save it as UTF-8, or take it out of the folder.";
    /// `file-too-large`.
    FILE_TOO_LARGE = "file-too-large", High,
        "A file, the folder, or the nesting of a file is larger than any table needs to be (4 MB a file, 64 MB in all, 250,000 keys and values).",
        "Tables come from many hands; one must not be able to exhaust memory.",
        "Split the table into several files, or take out what is not a row.";
    /// `yaml-syntax`.
    YAML_SYNTAX = "yaml-syntax", High,
        "A file is not YAML, or uses YAML that tables don't: several documents, keys that are no text.",
        "What can't be read can't be followed.",
        "Correct the text at the caret; indentation and quotes are the usual causes.";
    /// `schema-unknown`.
    SCHEMA_UNKNOWN = "schema-unknown", High,
        "A file says by its `schema` what it is; this one says nothing, or something that this version does not know.",
        "A table under an unknown name would be left out of the plan.",
        "Begin the file with one of the schemas, such as `schema: zd2gc/settings/1`.";
    /// `anchor-refused`.
    ANCHOR_REFUSED = "anchor-refused", High,
        "Anchors, aliases, merge keys and tags are not used in tables.",
        "They let a small file grow without end, and a row that is assembled from other places can't be followed back to its line.",
        "Write the row out.";
    /// `key-unknown`.
    KEY_UNKNOWN = "key-unknown", High,
        "A row or file has a key that its format does not have.",
        "A misspelt key would be ignored in silence.",
        "Use one of the keys of the format.";
    /// `key-duplicate`.
    KEY_DUPLICATE = "key-duplicate", High,
        "A key stands twice in one mapping.",
        "YAML readers disagree on which of the two counts.",
        "Keep one of them.";
    /// `key-missing`.
    KEY_MISSING = "key-missing", High,
        "A row lacks a key that it needs.",
        "A default would be a guess.",
        "Add the key.";
    /// `value-wrong-type`.
    VALUE_WRONG_TYPE = "value-wrong-type", High,
        "A value is of another type than its key takes, or not one of the words that it takes.",
        "A guess at what was meant could give away rights.",
        "Write a value of the type named.";
    /// `value-invalid`.
    VALUE_INVALID = "value-invalid", High,
        "A value has the right type but can't be right: an empty list or name, options that contradict each other.",
        "A guess at what was meant could give away rights.",
        "Correct the value.";
    /// `permission-not-in-catalogue`.
    PERMISSION_NOT_IN_CATALOGUE = "permission-not-in-catalogue", High,
        "A row names a permission that neither the catalogue nor a Genesys Cloud snapshot has.",
        "Genesys Cloud refuses a role with a permission that it does not have, or another product has another name for it.",
        "Use the nearest real name; if an org really has it, take a Genesys Cloud snapshot and give it with `--snapshot`.";
    /// `permission-unsure`.
    PERMISSION_UNSURE = "permission-unsure", Low,
        "A row names a permission that is known from public code only, not from API documents.",
        "It may not exist in the customer's org.",
        "Take a Genesys Cloud snapshot and give it with `--snapshot`, which settles it.";
    /// `permission-general`.
    PERMISSION_GENERAL = "permission-general", Medium,
        "A row gives a general permission, one without entity and action such as `admin`.",
        "A general permission opens more than any setting of Zendesk asks for.",
        "Name the permissions that are needed.";
    /// `permission-wildcard`.
    PERMISSION_WILDCARD = "permission-wildcard", Medium,
        "A row gives a whole entity or all its actions with `*`.",
        "It also gives what the vendor adds later, and counts as a privileged gain.",
        "Name the permissions that are needed.";
    /// `scope-unknown`.
    SCOPE_UNKNOWN = "scope-unknown", High,
        "A row names an OAuth scope that does not exist: one of Genesys Cloud, or one of Zendesk.",
        "An application can't be registered with it.",
        "Use the nearest real scope.";
    /// `operation-unknown`.
    OPERATION_UNKNOWN = "operation-unknown", High,
        "An application lists an operation that the Platform API does not have.",
        "Scopes and permissions are derived from the operations; a wrong one derives nothing.",
        "Use the operation that does the same.";
    /// `region-unknown`.
    REGION_UNKNOWN = "region-unknown", High,
        "A tenant names a region that Genesys Cloud does not have.",
        "URLs would lead nowhere.",
        "Use one of the regions, by AWS name or domain.";
    /// `org-id-invalid`.
    ORG_ID_INVALID = "org-id-invalid", High,
        "An id of an organization or OAuth client is not a UUID.",
        "Ids are copied by hand; a wrong one sends people to another org or nowhere.",
        "Copy the id from the organization's or client's page in Genesys Cloud.";
    /// `subdomain-invalid`.
    SUBDOMAIN_INVALID = "subdomain-invalid", High,
        "A tenant or override names something that is neither a Zendesk subdomain nor a host.",
        "It would match no account and no brand.",
        "Write `acme` for acme.zendesk.com.";
    /// `row-setting-unknown`.
    SETTING_UNKNOWN = "row-setting-unknown", Medium,
        "A row names a setting that Zendesk's custom roles are not known to have.",
        "A misspelt setting never matches; a new one of Zendesk's does, and then the row is right.",
        "Use the nearest setting, or suppress this for one that is new.";
    /// `value-unknown`.
    VALUE_UNKNOWN = "value-unknown", Medium,
        "A row names a value that a setting is not known to have.",
        "A misspelt value never matches.",
        "Use one of the setting's values.";
    /// `value-asks-nothing`.
    VALUE_ASKS_NOTHING = "value-asks-nothing", Low,
        "A row is for `false` or `none`, which ask for nothing.",
        "Such a row gives rights to people who were denied them.",
        "Take the row out.";
    /// `fidelity-odd`.
    FIDELITY_ODD = "fidelity-odd", Medium,
        "The fidelity of a row does not fit its permissions.",
        "Losses and gains are counted by fidelity; a wrong one hides them.",
        "Say `none` where nothing is given, and something else where something is.";
    /// `gains-odd`.
    GAINS_ODD = "gains-odd", High,
        "A row lists gains that are not among its permissions, or is not `wider`.",
        "Gains are what the customer has to approve; one that is not given misleads.",
        "List only permissions of the row, in rows with `fidelity: wider`.";
    /// `row-conflict`.
    ROW_CONFLICT = "row-conflict", High,
        "Two rows of one file, or of two files of one folder, speak of the same thing.",
        "Which of them counts would depend on the order of lines or file names.",
        "Keep one of them.";
    /// `row-shadowed`.
    ROW_SHADOWED = "row-shadowed", Low,
        "An override or row is hidden in part by a stronger one.",
        "People read it and believe that it holds.",
        "Take it out, or narrow the stronger one.";
    /// `row-dead`.
    ROW_DEAD = "row-dead", Medium,
        "A row can never match anything.",
        "People read it and believe that it holds.",
        "Take it out, or correct what it matches.";
    /// `row-unused`.
    ROW_UNUSED = "row-unused", Info,
        "A row of the user's tables meets nothing in the snapshots given.",
        "It may be misspelt, or left from another customer.",
        "Take it out, or check its spelling against the snapshot.";
    /// `subdomain-in-two-tenants`.
    SUBDOMAIN_IN_TWO_TENANTS = "subdomain-in-two-tenants", High,
        "A subdomain is claimed by two tenants.",
        "Its people would go to both orgs, or to whichever comes first.",
        "Give it to one tenant; brands that part ways have subdomains of their own.";
    /// `tenant-duplicate`.
    TENANT_DUPLICATE = "tenant-duplicate", High,
        "Two tenants have the same name.",
        "Applications and `--tenant` name tenants; the name would stand for two orgs.",
        "Give one of them another name.";
    /// `tenant-unknown`.
    TENANT_UNKNOWN = "tenant-unknown", High,
        "A row names a tenant that no table has.",
        "It would apply nowhere.",
        "Use the name of a tenant of your tables.";
    /// `org-in-two-tenants`.
    ORG_IN_TWO_TENANTS = "org-in-two-tenants", High,
        "Two tenants have the same org.",
        "The same org would be planned twice, each time without the other's people.",
        "Make them one tenant with all the subdomains.";
    /// `decision-unknown`.
    DECISION_UNKNOWN = "decision-unknown", High,
        "A row refers to a decision that no table has.",
        "The customer would never be asked.",
        "Use the id of a decision, or add it to `decisions`.";
    /// `role-unknown`.
    ROLE_UNKNOWN = "role-unknown", Low,
        "A row names a role that is not among the default roles of Genesys Cloud.",
        "It may be one of the org's own, which only a Genesys Cloud snapshot can tell.",
        "Check the spelling, or give a Genesys Cloud snapshot to the plan.";
    /// `override-contradiction`.
    OVERRIDE_CONTRADICTION = "override-contradiction", High,
        "An override says two things that can't both be: `to`, `rename` and `skip` exclude each other.",
        "One of them would be ignored.",
        "Keep one.";
    /// `override-without-effect`.
    OVERRIDE_WITHOUT_EFFECT = "override-without-effect", Medium,
        "An override changes nothing.",
        "People read it and believe that it does.",
        "Say what it changes, or take it out.";
    /// `person-match-invalid`.
    PERSON_MATCH_INVALID = "person-match-invalid", High,
        "A row of people is neither for an address nor for a domain, or sends one to something else.",
        "It would match nobody, or everybody.",
        "Write `anna@acme.example`, or `@acme.example` for everyone there.";
    /// `person-contradiction`.
    PERSON_CONTRADICTION = "person-contradiction", High,
        "A row leaves a person out and says where they go.",
        "One of the two would be ignored.",
        "Keep `skip: true`, or the rest.";
    /// `application-no-division`.
    APPLICATION_NO_DIVISION = "application-no-division", High,
        "A client-credentials application says no divisions.",
        "Its client holds roles of its own, and a role without a division is no grant.",
        "Add `divisions: [home]`, the divisions' names, or `all`.";
    /// `application-division-ignored`.
    APPLICATION_DIVISION_IGNORED = "application-division-ignored", Medium,
        "An application that people sign in to lists divisions.",
        "Divisions come with the person who signs in; those of the row have no effect.",
        "Take `divisions` out.";
    /// `application-reach-impossible`.
    APPLICATION_REACH_IMPOSSIBLE = "application-reach-impossible", High,
        "The application's grant can't be used where it is meant to reach.",
        "Genesys Cloud lets only authorization-code clients act in an org that is not their own.",
        "Register a client in each org, with `reach: own-client`.";
    /// `application-owner-unknown`.
    APPLICATION_OWNER_UNKNOWN = "application-owner-unknown", High,
        "The owner of an application's client is neither a tenant nor an org id.",
        "Where a client is registered decides who can approve it.",
        "Use the name of a tenant, or the org's id.";
    /// `application-owner-missing`.
    APPLICATION_OWNER_MISSING = "application-owner-missing", Low,
        "An application reaches other orgs and does not say which org owns its client.",
        "The plan then takes the client to be registered outside the tables.",
        "Add `owner`: a tenant's name or an org id.";
    /// `application-other-region`.
    APPLICATION_OTHER_REGION = "application-other-region", High,
        "The client of an application is registered in another region than a tenant that it is to reach.",
        "Clients are regional: an org can't approve a client of another region.",
        "Register a client in that region and give `client_id` by tenant.";
    /// `client-in-several-orgs`.
    CLIENT_IN_SEVERAL_ORGS = "client-in-several-orgs", Medium,
        "An application is each org's own client, serves several tenants, and gives one client id for all of them.",
        "A client is registered in one org: in the others its id is unknown, and so is its URL.",
        "Give an id for each tenant (`client_id: {emea: ID, us: ID}`), or say `reach: authorized-client` with the `owner`.";
    /// `folder-without-tables`.
    FOLDER_WITHOUT_TABLES = "folder-without-tables", Low,
        "The folder of tables holds no YAML file.",
        "Only the shipped tables count then, which is not what somebody means who names a folder.",
        "Name the folder that holds the tables; `zd2gc init` makes one.";
    /// `client-id-missing`.
    CLIENT_ID_MISSING = "client-id-missing", High,
        "An application gives its client ids by tenant and leaves one out.",
        "There would be no URL for that tenant.",
        "Add the tenant's client id.";
    /// `redirect-uri-missing`.
    REDIRECT_URI_MISSING = "redirect-uri-missing", High,
        "An application that people sign in to has no redirect URI.",
        "There is no authorization URL without one.",
        "Add `redirect_uris`, as the client has them registered.";
    /// `url-invalid`.
    URL_INVALID = "url-invalid", High,
        "A URL is not one, is not https, or has parts that it may not have.",
        "Codes and tokens travel over it; only loopback may go without TLS.",
        "Use https, or http on 127.0.0.1 or localhost.";
    /// `identity-provider-undocumented`.
    IDENTITY_PROVIDER_UNDOCUMENTED = "identity-provider-undocumented", Medium,
        "A tenant names an identity provider that the authorize page does not document.",
        "The authorization URL then leaves `org` and `provider` out.",
        "Use okta, adfs, salesforce, onelogin, gsuite or ping.";
    /// `application-without-operations`.
    APPLICATION_WITHOUT_OPERATIONS = "application-without-operations", Low,
        "An application lists neither operations nor Zendesk scopes.",
        "Its scopes and permissions can't be derived.",
        "Add `operations`, the calls that it makes.";
}
