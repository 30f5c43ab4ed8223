// A headless Chromium goes through the authorize page of a rehearsal, as a person would: once saying no, once saying yes.
// The code that comes back is exchanged for a token.
//
//   zd2gc rehearsal > line &
//   npm ci && node authorize.mjs --rehearsal "$(head -n 1 line)"
//
// Without `--client-id` it is the org's own `Sandbox app`, without `--user` the first person of the org that is active;
// both are asked of the API.
//
// Prints one line a step. Ends with 1 when something is not as it should be, and says what.

import { chromium } from "playwright-core";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, mkdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values: given } = parseArgs({
  options: {
    // The rehearsal's first line of output.
    rehearsal: { type: "string" },
    // The short name of the org whose login host it is; the first one if not given.
    org: { type: "string" },
    "client-id": { type: "string" },
    // Without it the client is a public one.
    "client-secret": { type: "string" },
    // Where this script listens; the client has registered it.
    "redirect-uri": { type: "string", default: "http://127.0.0.1:8787/callback" },
    // The address of who signs in.
    user: { type: "string" },
    // The page between signing in and the way back: approve, allow, none, or refused for one that only says why not.
    expect: { type: "string", default: "none" },
    // Where pictures of the pages go; none if not given.
    screenshots: { type: "string" },
    chromium: { type: "string", default: "/usr/bin/chromium" },
  },
});

const WIDTHS = [390, 1280];
const HEADINGS = {
  approve: /^Approve .* for .*\?$/,
  allow: /^Allow .* to act for you\?$/,
  refused: /^An administrator must approve this application/,
};

let step = 0;
function done(text) {
  step += 1;
  console.log(`${step}. ${text}`);
}

function must(holds, text) {
  if (!holds) throw new Error(text);
}

must(given.rehearsal, "--rehearsal is missing");
must(given.expect === "none" || given.expect in HEADINGS, `--expect ${given.expect} is no page`);
const line = JSON.parse(given.rehearsal);
const org = given.org ? line.genesys.find((one) => one.org_name === given.org) : line.genesys[0];
must(org, `the rehearsal has no org ${given.org}`);
const redirect = new URL(given["redirect-uri"]);
must(["127.0.0.1", "localhost"].includes(redirect.hostname), "the redirect URI is not on this machine");

// The first entity of a list that is wanted, asked for with the credential of the first line.
async function found(path, wanted, name) {
  const answered = await fetch(`${org.api_url}${path}`, { headers: { authorization: `Bearer ${org.access_token}` } });
  const { entities } = await answered.json();
  const one = entities?.find(wanted);
  must(one, `${path} answered ${answered.status} and has no ${name}`);
  return one;
}

given["client-id"] ??= (await found("/api/v2/oauth/clients", (one) => one.name === "Sandbox app", "Sandbox app")).id;
given.user ??= (await found("/api/v2/users", () => true, "active person")).email;

// Where the client listens: each answer of the login host arrives here.
const arrivals = [];
const listener = createServer((request, response) => {
  const url = new URL(request.url, redirect);
  if (url.pathname === redirect.pathname) arrivals.push(url.searchParams);
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end("<!doctype html><title>Application</title><p>Back at the application.</p>");
});
await new Promise((resolve, reject) => {
  listener.once("error", reject);
  listener.listen(Number(redirect.port || 80), redirect.hostname, resolve);
});

const profile = await mkdtemp(join(tmpdir(), "zd2gc-browser-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: given.chromium,
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

const strangers = [];
const complaints = [];
context.on("request", (request) => {
  const { protocol, hostname } = new URL(request.url());
  if (protocol !== "data:" && !["127.0.0.1", "localhost"].includes(hostname)) strangers.push(request.url());
});

try {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("console", (message) => {
    // Pages that refuse say so in their status too, and the client's own page has no icon.
    const refused = /responded with a status of 40[034]/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !refused) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));

  await goThrough(page, "no");
  if (given.expect !== "refused") {
    await context.clearCookies();
    await goThrough(page, "yes");
  }

  must(strangers.length === 0, `the browser was sent off this machine: ${strangers.join(", ")}`);
  must(complaints.length === 0, `the browser complained: ${complaints.join("; ")}`);
  done("nothing left this machine, and the browser had nothing to complain about");
} catch (error) {
  console.error(`failed after step ${step}: ${error.message}`);
  process.exitCode = 1;
} finally {
  await context.close();
  listener.close();
  listener.closeAllConnections();
  await rm(profile, { recursive: true, force: true });
}

async function goThrough(page, answer) {
  const state = randomBytes(16).toString("base64url");
  const verifier = randomBytes(32).toString("base64url");
  const authorize = new URL(`${org.login_url}/oauth/authorize`);
  authorize.search = new URLSearchParams({
    response_type: "code",
    client_id: given["client-id"],
    redirect_uri: given["redirect-uri"],
    state,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const before = arrivals.length;

  await page.goto(authorize.href);
  await shown(page, "Sign in", `${answer}-1-sign-in`);
  done("the sign-in page is shown");

  // By keyboard: the field has the focus, and Enter sends it.
  must(await page.getByLabel("E-mail address or user name").evaluate((field) => field === document.activeElement),
    "the address has no focus");
  if (answer === "no" && given.expect === "none") {
    await page.getByRole("button", { name: "Cancel" }).click();
    done("cancelled");
  } else {
    await page.keyboard.type("nobody@nowhere.example");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await shown(page, "Sign in", `${answer}-2-wrong-address`);
    done("an unknown address is refused");
    await page.getByLabel("E-mail address or user name").fill(given.user);
    await page.keyboard.press("Enter");
    if (given.expect !== "none") {
      await shown(page, HEADINGS[given.expect], `${answer}-3-${given.expect}`);
      done(`signed in as ${given.user}: ${await page.getByRole("heading", { level: 1 }).innerText()}`);
      const yes = given.expect === "approve" ? "Approve" : "Allow";
      const button = { refused: "Return to the application" }[given.expect] ?? (answer === "yes" ? yes : "Decline");
      await page.getByRole("button", { name: button, exact: true }).click();
      done(button.toLowerCase());
    } else {
      done(`signed in as ${given.user}`);
    }
  }

  await page.getByText("Back at the application.").waitFor();
  must(arrivals.length === before + 1, `${arrivals.length - before} answers arrived`);
  const back = arrivals.at(-1);
  must(back.get("state") === state, `the state came back as ${back.get("state")}`);
  if (answer === "no" || given.expect === "refused") {
    must(back.get("error") === "access_denied", `the error is ${back.get("error")}`);
    must(!back.has("code"), "there is a code all the same");
    done("sent back with access_denied and the state");
    return;
  }
  must(back.get("code"), `there is no code, but ${back}`);
  done("sent back with a code and the state");

  const form = {
    grant_type: "authorization_code",
    code: back.get("code"),
    redirect_uri: given["redirect-uri"],
    code_verifier: verifier,
    client_id: given["client-id"],
  };
  if (given["client-secret"]) form.client_secret = given["client-secret"];
  const exchange = () => fetch(`${org.login_url}/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
  const answered = await exchange();
  const token = await answered.json();
  must(answered.status === 200 && token.access_token, `the code was refused: ${JSON.stringify(token)}`);
  const me = await fetch(`${org.api_url}/api/v2/tokens/me`, {
    headers: { authorization: `Bearer ${token.access_token}` },
  });
  const info = await me.json();
  must(me.status === 200, `the token was refused: ${JSON.stringify(info)}`);
  done(`the code is a token of ${info.organization.name} with ${info.authorizedScope.join(", ") || "no scope"}`);
  must((await exchange()).status === 400, "the code was good twice");
  done("the code is good once");
}

// Waits for a page by its heading, and looks at it in each width.
async function shown(page, heading, name) {
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  const note = page.getByRole("note");
  must((await note.innerText()).includes("not Genesys Cloud"), "the page does not say that it is a rehearsal's");
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 600 ? 844 : 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    must(wide <= width, `${name} is ${wide} pixels wide where there are ${width}`);
    if (given.screenshots) {
      await mkdir(given.screenshots, { recursive: true });
      await page.screenshot({ path: join(given.screenshots, `${name}-${width}.png`), fullPage: true });
    }
  }
}
