// Reads pages of people with the official JavaScript SDK, for the bench of live reading.
//
//     node pages.mjs FIRST_LINE PAGES
//
// Prints the seconds that it took, sign-in not counted.

import { readFileSync } from 'node:fs';
import platformClient from 'purecloud-platform-client-v2';

import { connect } from './connect.mjs';

await connect(JSON.parse(readFileSync(process.argv[2], 'utf8')).genesys[0]);
const people = new platformClient.UsersApi();
const start = performance.now();
let pages = 1;
let number = 0;
for (let made = 0; made < Number(process.argv[3]); made += 1) {
  number = (number % pages) + 1;
  const page = await people.getUsers({ pageSize: 100, pageNumber: number });
  pages = page.pageCount;
}
console.log((performance.now() - start) / 1000);
