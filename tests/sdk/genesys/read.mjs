// Reads an org of the rehearsal whole with the official JavaScript SDK.
//
//     node read.mjs FIRST_LINE [LIST=COUNT ...]
//
// FIRST_LINE is a file with the first line of `zd2gc rehearsal`. Each list is read by the SDK's own paging and held
// against the total that it says and, where given, against a count: roles, users, divisions, grants, clients, groups.
// Prints a line a list and ends in 1 if anything is missing. Needs what `package.json` names, installed beside it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import platformClient from 'purecloud-platform-client-v2';

import { connect } from './connect.mjs';

const PAGE = 100;

/** All entities of a list by page number, each once. */
async function pages(name, read) {
  const entities = [];
  let page;
  let number = 1;
  do {
    page = await read({ pageSize: PAGE, pageNumber: number });
    entities.push(...page.entities);
    number += 1;
  } while (number <= page.pageCount);
  assert.equal(entities.length, page.total, `${name}: not all arrived`);
  assert.equal(new Set(entities.map((one) => one.id)).size, entities.length, `${name}: something arrived twice`);
  return entities;
}

/** All entities of a list by cursor. */
async function byCursor(read) {
  const entities = [];
  let after;
  do {
    const page = await read({ pageSize: String(PAGE), after });
    entities.push(...page.entities);
    after = page.nextUri && new URL(page.nextUri, 'http://host').searchParams.get('after');
  } while (after);
  return entities;
}

/** Counts of everything in an org. */
async function read(org) {
  await connect(org);
  const authorization = new platformClient.AuthorizationApi();
  const people = new platformClient.UsersApi();
  const token = await new platformClient.TokensApi().getTokensMe();
  assert.equal(token.organization.id, org.org_id);
  assert.equal(token.OAuthClient.id, org.client_id);

  const roles = await pages('roles', (page) => authorization.getAuthorizationRoles(page));
  assert(roles.every((role) => role.permissionPolicies.length || role.permissions.length));
  const users = [];
  for (const state of ['active', 'inactive', 'deleted']) {
    const found = await pages(`users ${state}`, (page) => people.getUsers({ ...page, state }));
    assert(found.every((user) => user.state === state && user.division.id), state);
    users.push(...found);
  }
  const divisions = await pages('divisions', (page) => authorization.getAuthorizationDivisions(page));
  const queried = await byCursor((page) => authorization.getAuthorizationDivisionsQuery(page));
  assert.deepEqual(queried.map((one) => one.id).sort(), divisions.map((one) => one.id).sort());
  assert.equal(divisions.filter((one) => one.homeDivision).length, 1);
  assert((await authorization.getAuthorizationDivisionsLimit()) >= divisions.length);
  let grants = 0;
  for (const role of roles) {
    const holders = await pages(`grants of ${role.name}`, (page) =>
      authorization.getAuthorizationRoleSubjectgrants(role.id, page),
    );
    assert(holders.every((one) => one.type.startsWith('PC_') && one.divisions.length));
    grants += holders.reduce((sum, one) => sum + one.divisions.length, 0);
  }
  const clients = await new platformClient.OAuthApi().getOauthClients();
  assert.equal(clients.total, clients.entities.length);
  assert(!clients.entities.some((one) => one.secret), 'a secret in the list');
  const groupsApi = new platformClient.GroupsApi();
  const groups = await pages('groups', (page) => groupsApi.getGroups(page));
  for (const group of groups) {
    const members = await pages(`members of ${group.name}`, (page) => groupsApi.getGroupMembers(group.id, page));
    assert.equal(members.length, group.memberCount);
  }
  const organization = await new platformClient.OrganizationApi().getOrganizationsMe();
  assert.equal(organization.id, org.org_id);
  return {
    'tokens/me': 1,
    roles: roles.length,
    users: users.length,
    divisions: divisions.length,
    grants,
    clients: clients.entities.length,
    groups: groups.length,
  };
}

const [path, ...expected] = process.argv.slice(2);
const orgs = JSON.parse(readFileSync(path, 'utf8')).genesys;
assert(orgs.length > 0, 'no org in the first line');
let failed = false;
for (const org of orgs) {
  const counts = await read(org);
  for (const [name, count] of Object.entries(counts)) {
    console.log(`${org.org_name} ${name}: ${count}`);
  }
  for (const one of expected) {
    const [name, count] = one.split('=');
    if (counts[name] !== Number(count)) {
      console.log(`${org.org_name} ${name}: ${counts[name]} in place of ${count}`);
      failed = true;
    }
  }
}
// The SDK watches its configuration file for ever.
process.exit(failed ? 1 : 0);
