//! A big Zendesk account, made up and written straight into a snapshot: the same bytes in every run, line by line.
//!
//! Records have the fields, the order and about the length of the API's. People are members of two or three of the
//! groups near their team, and of one brand, some of two.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use zd2gc::snapshot::{Draft, Of, Snapshot};

/// The account's subdomain.
const SUBDOMAIN: &str = "acme-bench";
/// As of when it is true.
const TAKEN_AT: &str = "2026-11-20T08:00:00Z";
/// The first ids of what there is.
const FIRST_PERSON: u64 = 8_100_000_000_001;
const FIRST_GROUP: u64 = 8_200_000_000_001;
const FIRST_BRAND: u64 = 8_300_000_000_001;
const FIRST_MEMBERSHIP: u64 = 8_400_000_000_001;
const GROUPS: u64 = 40;
const BRANDS: u64 = 5;
/// How many rows the tables have together with the ones that ship.
const ROWS: usize = 400;
/// The roles of an account with custom roles, of which the first twelve are taken.
const ROLES: &str = include_str!("../fixtures/zendesk/rich/custom_roles.json");

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Writes the snapshot of an account with so many people into a folder.
pub(crate) fn write(into: &Path, people: u64) -> Result<Snapshot> {
    let of = Of::Zendesk {
        subdomain: SUBDOMAIN.parse()?,
    };
    let roles: Value = serde_json::from_str(ROLES)?;
    let roles = roles["custom_roles"].as_array().ok_or("the fixture has roles")?;
    let roles: Vec<&Value> = roles.iter().take(12).collect();
    let role_ids: Vec<(u64, u64)> = roles
        .iter()
        .map(|role| {
            let number = |key: &str| role[key].as_u64().unwrap_or_default();
            (number("id"), number("role_type"))
        })
        .collect();

    let mut draft = Draft::begin(into, of)?;
    few(&mut draft, "custom_roles", roles.into_iter().cloned())?;
    few(&mut draft, "groups", (0..GROUPS).map(group))?;
    few(&mut draft, "brands", (0..BRANDS).map(brand))?;
    few(
        &mut draft,
        "account_settings",
        [json!({"active_features": {"light_agents": true}, "tickets": {}})],
    )?;
    for name in [
        "organizations",
        "organization_memberships",
        "oauth_clients",
        "oauth_tokens",
        "api_tokens",
    ] {
        few(&mut draft, name, [])?;
    }
    let mut line = String::new();
    let mut list = draft.list("users")?;
    for at in 0..people {
        line.clear();
        user(&mut line, at, &role_ids)?;
        list.line(&line)?;
    }
    draft.add(list)?;
    let (mut list, mut number) = (draft.list("group_memberships")?, FIRST_MEMBERSHIP);
    for at in 0..people {
        let (groups, many) = groups_of(at);
        for (which, group) in groups[..many].iter().enumerate() {
            line.clear();
            let (person, default) = (FIRST_PERSON + at, which == 0);
            write!(
                line,
                "{{\"url\":\"https://{SUBDOMAIN}.zendesk.com/api/v2/group_memberships/{number}.json\",\"id\":{number},\
                 \"user_id\":{person},\"group_id\":{},\"default\":{default},\"created_at\":\"2024-03-01T08:20:00Z\",\
                 \"updated_at\":\"2026-02-01T08:20:00Z\"}}",
                FIRST_GROUP + group
            )?;
            list.line(&line)?;
            number += 1;
        }
    }
    draft.add(list)?;
    let (mut list, mut number) = (draft.list("brand_agents")?, 0_u64);
    for at in 0..people {
        let first = mixed(at, 5) % BRANDS;
        let second = mixed(at, 6) % (BRANDS * 2);
        let mut brands = vec![first];
        if second < BRANDS && second != first {
            brands.push(second);
        }
        brands.sort_unstable();
        for brand in brands {
            line.clear();
            let person = FIRST_PERSON + at;
            write!(
                line,
                "{{\"id\":\"01JB{number:022}\",\"url\":\"https://{SUBDOMAIN}.zendesk.com/api/v2/brand_agents/01JB{number:022}.json\",\
                 \"user_id\":{person},\"brand_id\":{},\"created_at\":\"2024-11-20T00:00:00Z\",\
                 \"updated_at\":\"2026-01-10T00:00:00Z\"}}",
                FIRST_BRAND + brand
            )?;
            list.line(&line)?;
            number += 1;
        }
    }
    draft.add(list)?;
    draft.close(TAKEN_AT, BTreeMap::new())?;
    Ok(draft.publish()?)
}

/// Writes tables that have, with those that ship, 400 rows: where the account goes and whether `brand` or `group` makes
/// its divisions, and settings of custom objects.
pub(crate) fn tables(into: &Path, divide_by: &str) -> Result<()> {
    std::fs::create_dir_all(into)?;
    let mut shipped = 0;
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/mappings"))? {
        let path = file?.path();
        if path.is_file() {
            let text = std::fs::read_to_string(path)?;
            shipped += text.lines().filter(|line| line.starts_with("  - ")).count();
        }
    }
    let mut tenants = File::create(into.join("tenants.yaml"))?;
    writeln!(
        tenants,
        "schema: zd2gc/tenants/1\ntenants:\n  - name: emea\n    subdomains: [{SUBDOMAIN}]\n    \
         org_id: 00000000-0000-4000-8000-000000000001\n    org_name: acme-emea\n    region: eu-central-1\n    \
         identity_provider: okta\n    divisions: {{by: {divide_by}}}"
    )?;
    let mut settings = File::create(into.join("objects.yaml"))?;
    writeln!(settings, "schema: zd2gc/settings/1\nsettings:")?;
    for at in shipped + 1..ROWS {
        writeln!(
            settings,
            "  - setting: custom_objects.bench_{at}.scopes\n    value: read\n    permissions: [architect:datatable:view]\n    \
             fidelity: wider\n    reason: Records of this object become rows of a data table."
        )?;
    }
    Ok(())
}

/// A list that is short.
fn few(draft: &mut Draft, name: &str, records: impl IntoIterator<Item = Value>) -> Result<()> {
    let mut list = draft.list(name)?;
    for record in records {
        list.line(&record.to_string())?;
    }
    draft.add(list)?;
    Ok(())
}

fn group(at: u64) -> Value {
    json!({
        "id": FIRST_GROUP + at, "is_public": at % 8 != 7, "name": format!("Team {}", at + 1), "description": "",
        "default": at == 0, "deleted": false, "created_at": "2023-01-04T10:05:00Z", "updated_at": "2026-02-01T10:05:00Z",
    })
}

fn brand(at: u64) -> Value {
    let subdomain = if at == 0 {
        SUBDOMAIN.to_owned()
    } else {
        format!("{SUBDOMAIN}-{at}")
    };
    json!({
        "id": FIRST_BRAND + at, "name": format!("Brand {}", at + 1), "subdomain": subdomain, "active": true,
        "default": at == 0, "is_deleted": false, "host_mapping": null, "updated_at": "2026-05-06T10:00:00Z",
    })
}

/// The groups of a person, sorted, and how many of them count: 2.5 on average, among seven near their team.
fn groups_of(at: u64) -> ([u64; 4], usize) {
    let team = mixed(at, 1) % GROUPS;
    let near = mixed(at, 2);
    let mut groups = [0; 4];
    let mut offsets = [0, 1, 2, 3, 4, 5, 6];
    let many = usize::try_from(1 + mixed(at, 3) % 4).unwrap_or(1);
    for which in 0..many {
        let left = offsets.len() - which;
        let take = which + usize::try_from((near >> (which * 8)) & 0xff).unwrap_or(0) % left;
        offsets.swap(which, take);
        groups[which] = (team + offsets[which]) % GROUPS;
    }
    groups[..many].sort_unstable();
    (groups, many)
}

/// One record of a team member.
fn user(line: &mut String, at: u64, roles: &[(u64, u64)]) -> Result<()> {
    const FIRST: [&str; 8] = ["Sólveig", "Émile", "Aiko", "Marta", "Jonas", "Priya", "Tomáš", "Grace"];
    const LAST: [&str; 8] = [
        "Ingvarsdóttir",
        "O’Brien",
        "田中",
        "Kowalska",
        "Weber",
        "Raman",
        "Novák",
        "Okafor",
    ];
    const ASCII: [&str; 8] = ["solveig", "emile", "aiko", "marta", "jonas", "priya", "tomas", "grace"];
    let id = FIRST_PERSON + at;
    let draw = mixed(at, 4);
    let pick = |shift: u32| usize::try_from((draw >> shift) & 7).unwrap_or(0);
    let (first, last) = (FIRST[pick(0)], LAST[pick(3)]);
    let ascii = ASCII[pick(0)];
    // Most people answer tickets; one in thousand administers.
    let (role, custom, kind) = match (draw >> 8) % 1000 {
        0 => ("admin", "null".to_owned(), "null".to_owned()),
        share => {
            // The last of the twelve is the administrator's.
            let which = usize::try_from(share).unwrap_or(0) % (roles.len() - 1);
            ("agent", roles[which].0.to_string(), roles[which].1.to_string())
        }
    };
    let suspended = (draw >> 20).is_multiple_of(200);
    let active = !(draw >> 30).is_multiple_of(500);
    let (month, day) = (1 + (draw >> 40) % 11, 1 + (draw >> 44) % 28);
    let default_group = FIRST_GROUP + groups_of(at).0[0];
    write!(
        line,
        "{{\"id\":{id},\"url\":\"https://{SUBDOMAIN}.zendesk.com/api/v2/users/{id}.json\",\"name\":\"{first} {last} {at}\",\
         \"email\":\"{ascii}.{at}@acme.example\",\"created_at\":\"2023-03-08T08:15:30Z\",\
         \"updated_at\":\"2026-{month:02}-{day:02}T09:00:01Z\",\"time_zone\":\"Berlin\",\"iana_time_zone\":\"Europe/Berlin\",\
         \"phone\":null,\"shared_phone_number\":null,\"photo\":null,\"locale_id\":1,\"locale\":\"en-US\",\
         \"organization_id\":null,\"role\":\"{role}\",\"verified\":true,\"external_id\":\"hr-{at:07}\",\"tags\":[],\
         \"alias\":\"\",\"active\":{active},\"shared\":false,\"shared_agent\":false,\
         \"last_login_at\":\"2026-{month:02}-{day:02}T07:45:00Z\",\"two_factor_auth_enabled\":true,\"signature\":null,\
         \"details\":null,\"notes\":null,\"role_type\":{kind},\"custom_role_id\":{custom},\"moderator\":false,\
         \"ticket_restriction\":null,\"only_private_comments\":false,\"restricted_agent\":false,\
         \"suspended\":{suspended},\"suspension_details\":null,\"default_group_id\":{default_group},\"report_csv\":false,\
         \"user_fields\":{{}}}}"
    )?;
    Ok(())
}

/// A number that looks random and depends on these two only (splitmix64).
fn mixed(at: u64, salt: u64) -> u64 {
    let mut z = at
        .wrapping_mul(16)
        .wrapping_add(salt)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
