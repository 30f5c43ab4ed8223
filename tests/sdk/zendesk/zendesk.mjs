// Reads an account of the rehearsal whole with node-zendesk, a client that others wrote.
//
// node zendesk.mjs FIRST_LINE [COUNTS]: FIRST_LINE is the first line of `zd2gc rehearsal`, or a file that holds it;
// COUNTS is JSON such as {"users": 16, "group_memberships": 24}: how many there must be, of those lists that it names.
// Ends in 0 if everything was read, once, and fits together.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import zendesk from "node-zendesk";

const [first, counts = "{}"] = process.argv.slice(2);
assert.ok(first, "the first line of `zd2gc rehearsal` is missing");
const line = JSON.parse(existsSync(first) ? readFileSync(first, "utf8") : first);
const expected = JSON.parse(counts);
assert.ok(line.zendesk.length > 0, "the rehearsal has no account");

/** Records by id; fails on one that came twice. */
function byId(list, records) {
  const found = new Map(records.map((record) => [record.id, record]));
  assert.equal(found.size, records.length, `${list}: a record came twice`);
  return found;
}

for (const account of line.zendesk) {
  const client = zendesk.createClient({
    endpointUri: `${account.url}/api/v2`,
    subdomain: account.subdomain,
    token: account.access_token,
    oauth: true,
  });
  const me = (await client.users.me()).result;
  assert.equal(me.role, "admin");

  const users = byId("users", await client.users.list());
  const groups = byId("groups", await client.groups.list());
  const memberships = byId("group_memberships", await client.groupmemberships.list());
  // Smaller plans have no custom roles, and refuse.
  const listed = await client.customagentroles.list().catch((error) => {
    assert.ok([403, 404].includes(error.statusCode), error);
    return null;
  });
  const roles = byId("custom_roles", listed ?? []);
  const brands = byId("brands", (await client.brand.list()).result);
  const organizations = byId("organizations", await client.organizations.list());
  const organizationMemberships = byId("organization_memberships", await client.organizationmemberships.list());
  const clients = byId("clients", await client.oauthclients.list());
  const settings = (await client.accountsettings.show()).result;

  for (const { user_id, group_id } of memberships.values()) {
    assert.ok(users.has(user_id) && groups.has(group_id), "a membership of nobody, or of no group");
  }
  for (const { user_id, organization_id } of organizationMemberships.values()) {
    assert.ok(users.has(user_id) && organizations.has(organization_id), "a membership of nobody, or of nothing");
  }
  // The rich world has somebody whose role is in no list, as happens in life: told, and held only where COUNTS says how many.
  const unlisted = [...users.values()].filter((user) => user.custom_role_id && !roles.has(user.custom_role_id));
  const first = (await client.users.show([...users.keys()][1])).result;
  assert.deepEqual(first, [...users.values()][1]);
  const read = {
    users: users.size,
    groups: groups.size,
    group_memberships: memberships.size,
    custom_roles: listed && roles.size,
    brands: brands.size,
    organizations: organizations.size,
    organization_memberships: organizationMemberships.size,
    clients: clients.size,
    settings: settings ? 1 : 0,
    users_with_unlisted_role: unlisted.length,
  };
  for (const [list, count] of Object.entries(expected)) {
    assert.equal(read[list], count, `${account.subdomain}: ${list}`);
  }
  await assert.rejects(client.users.show(1), /404/);
  console.log(JSON.stringify({ subdomain: account.subdomain, ...read }));
}
