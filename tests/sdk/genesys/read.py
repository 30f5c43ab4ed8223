"""Reads an org of the rehearsal whole with the official Python SDK.

    python read.py FIRST_LINE [LIST=COUNT ...]

FIRST_LINE is a file with the first line of `zd2gc rehearsal`. Each list is read by the SDK's own paging and held
against the total that it says and, where given, against a count: roles, users, divisions, grants, clients, groups.
Prints a line a list and ends in 1 if anything is missing. Needs what `requirements.txt` names.
"""

import json
import sys
from urllib.parse import parse_qs, urlsplit

import PureCloudPlatformClientV2 as genesys

PAGE = 100


def connect(org):
    """A client of the SDK for an org, signed in with the org's own client."""
    api, login = urlsplit(org["api_url"]), urlsplit(org["login_url"])
    client = genesys.api_client.ApiClient()
    client.set_gateway(api.hostname, api.scheme, api.port, login.path, api.path)
    client.get_client_credentials_token(org["client_id"], org["client_secret"])
    return client


def pages(name, read):
    """All entities of a list by page number, each once."""
    entities, number = [], 1
    while True:
        page = read(page_size=PAGE, page_number=number)
        entities += page.entities
        if number >= page.page_count:
            break
        number += 1
    if page.total != len(entities):
        raise SystemExit(f"{name}: {len(entities)} arrived of {page.total}")
    if len({one.id for one in entities}) != len(entities):
        raise SystemExit(f"{name}: something arrived twice")
    return entities


def by_cursor(read):
    """All entities of a list by cursor."""
    entities, after = [], None
    while True:
        page = read(page_size=str(PAGE), **({"after": after} if after else {}))
        entities += page.entities
        if not page.next_uri:
            return entities
        after = parse_qs(urlsplit(page.next_uri).query)["after"][0]


def read(org):
    """Counts of everything in an org."""
    client = connect(org)
    authorization = genesys.AuthorizationApi(client)
    people = genesys.UsersApi(client)
    oauth = genesys.OAuthApi(client)
    token = genesys.TokensApi(client).get_tokens_me()
    assert token.organization.id == org["org_id"], token
    assert token.o_auth_client.id == org["client_id"], token

    roles = pages("roles", authorization.get_authorization_roles)
    assert all(role.permission_policies or role.permissions for role in roles), "roles without permissions"
    users = []
    for state in ["active", "inactive", "deleted"]:
        found = pages(f"users {state}", lambda **page: people.get_users(state=state, **page))
        assert all(user.state == state and user.division.id for user in found), state
        users += found
    divisions = pages("divisions", authorization.get_authorization_divisions)
    queried = by_cursor(authorization.get_authorization_divisions_query)
    assert sorted(one.id for one in queried) == sorted(one.id for one in divisions), "divisions by cursor differ"
    assert sum(one.home_division for one in divisions) == 1
    assert authorization.get_authorization_divisions_limit() >= len(divisions)
    grants = 0
    for role in roles:
        holders = pages(
            f"grants of {role.name}",
            lambda **page: authorization.get_authorization_role_subjectgrants(role.id, **page),
        )
        assert all(one.type.startswith("PC_") and one.divisions for one in holders)
        grants += sum(len(one.divisions) for one in holders)
    clients = oauth.get_oauth_clients()
    assert clients.total == len(clients.entities)
    assert not any(one.secret for one in clients.entities), "a secret in the list"
    groups = pages("groups", genesys.GroupsApi(client).get_groups)
    for group in groups:
        api = genesys.GroupsApi(client)
        members = pages(f"members of {group.name}", lambda **page: api.get_group_members(group.id, **page))
        assert len(members) == group.member_count
    organization = genesys.OrganizationApi(client).get_organizations_me()
    assert organization.id == org["org_id"]
    return {
        "tokens/me": 1,
        "roles": len(roles),
        "users": len(users),
        "divisions": len(divisions),
        "grants": grants,
        "clients": len(clients.entities),
        "groups": len(groups),
    }


def main(path, *expected):
    """Reads every org of the first line."""
    with open(path, encoding="utf-8") as file:
        orgs = json.load(file)["genesys"]
    failed = False
    for org in orgs:
        counts = read(org)
        for name, count in counts.items():
            print(f"{org['org_name']} {name}: {count}")
        for one in expected:
            name, count = one.split("=")
            if counts[name] != int(count):
                print(f"{org['org_name']} {name}: {counts[name]} in place of {count}")
                failed = True
    return 1 if failed or not orgs else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
