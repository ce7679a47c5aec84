// Uses the dashboard in a real browser as its owner does, while programs call the gateway.
//
//   dashboard.mjs BASE EMAIL PASSWORD KEY CHROMIUM
//
// Prints one JSON line per case: {"case", "detail"}, with what stood on the screen; exits 1 at the first thing that does not come.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const [base, email, password, key, executablePath] = process.argv.slice(2);
const CALLS = 200;
const EVERY_MS = 20;
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const told = (name, detail) => console.log(JSON.stringify({ case: name, detail }));

const openai = (stream) => [
  '/v1/chat/completions',
  { authorization: `Bearer ${key}` },
  { model: 'gpt-5-mini', stream, messages: [{ role: 'user', content: 'A few words, please.' }] },
];
const anthropic = (stream) => [
  '/v1/messages',
  { 'x-api-key': key, 'anthropic-version': '2023-06-01' },
  { model: 'claude-sonnet-4-6', stream, max_tokens: 200, messages: [{ role: 'user', content: 'A few words, please.' }] },
];
const gemini = (stream) => [
  `/v1beta/models/gemini-2.5-flash:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  { 'x-goog-api-key': key },
  { contents: [{ role: 'user', parts: [{ text: 'A few words, please.' }] }] },
];
const kinds = [openai, anthropic, gemini].flatMap((family) => [false, true].map((stream) => family(stream)));

/** One call, read to its end; returns its event's id. */
async function call([path, headers, body]) {
  const answer = await fetch(base + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  await answer.text();
  assert.equal(answer.status, 200);
  return answer.headers.get('x-meterr-event-id');
}

/** Notes when the row of an event is first in the page, in ms since the epoch. */
function watchRows() {
  window.seen = {};
  const note = (element) => (window.seen[element.dataset.eventId] ??= Date.now());
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const added of addedNodes)
        if (added instanceof Element)
          for (const row of [added, ...added.querySelectorAll('[data-event-id]')]) if (row.dataset.eventId) note(row);
  }).observe(document.body, { childList: true, subtree: true });
}

/** Before the sign-in and after the sign-out the session is asked for and refused; Chromium calls that an error. */
const isNoSession = (message) => message.location().url === `${base}/api/v1/session` && message.text().includes('401');

const browser = await chromium.launch({ executablePath, args: FLAGS });
/** So high that the list draws all that comes in two seconds: a row that is lost below the fold would be late anyway. */
const context = await browser.newContext({ viewport: { width: 1440, height: 3600 } });
context.setDefaultTimeout(60_000);
const page = await context.newPage();
const problems = [];
page.on('console', (message) => {
  if (['error', 'warning'].includes(message.type()) && !isNoSession(message)) problems.push(message.text());
});
page.on('pageerror', (error) => problems.push(String(error)));
await page.addInitScript(() => {
  document.addEventListener('securitypolicyviolation', (violation) =>
    console.error(`content security policy: ${violation.violatedDirective} ${violation.blockedURI}`),
  );
});

await page.goto(`${base}/app/?range=7d`);
await page.getByLabel('E-mail').fill(email);
await page.getByLabel('Password').fill(password);
// What ends before the stream is open is read with the page instead, and then no receipt is shown.
const live = page.waitForResponse(`${base}/api/v1/live`);
await page.getByRole('button', { name: 'Sign in' }).click();
await page.getByRole('heading', { name: 'Waiting for your first call…' }).waitFor();
await live;

const first = await call(openai(false));
const firstCost = page.getByRole('heading', { name: 'Your first call cost' });
await firstCost.waitFor();
told('first call', { event: first, shown: await firstCost.innerText() });
await page.getByRole('button', { name: 'Open the overview' }).click();

const navigation = page.getByRole('navigation', { name: 'Main' });
await navigation.getByRole('link', { name: 'Requests' }).click();
const row = (event) => page.locator(`[data-event-id="${event}"]`);
await row(first).waitFor();
await page.evaluate(watchRows);
const started = performance.now();
const running = [];
for (let i = 0; i < CALLS; i++) {
  await pause(Math.max(0, started + i * EVERY_MS - performance.now()));
  running.push(call(kinds[i % kinds.length]));
}
const events = await Promise.all(running);
await page
  .waitForFunction((ids) => ids.every((id) => id in window.seen), events, { timeout: 15_000 })
  .catch(() => {}); // what was not seen is missing in what is told
const seen = await page.evaluate(() => window.seen);
told('event to screen', { events: Object.fromEntries(events.map((event) => [event, seen[event] ?? null])) });

for (const event of events.filter((one) => one in seen).slice(-kinds.length)) {
  await row(event).getByRole('link').click();
  const receipt = page.getByRole('complementary', { name: 'Receipt' });
  await receipt.getByText(event).first().waitFor();
  const cells = (part) =>
    receipt
      .locator(`${part} tr`)
      .evaluateAll((rows) => rows.map((one) => [...one.cells].map((cell) => cell.innerText)));
  told('receipt', { event, lines: await cells('tbody'), foot: await cells('tfoot') });
}
await page.keyboard.press('Escape');

await navigation.getByRole('link', { name: 'Overview' }).click();
const group = (name) => page.getByRole('group', { name, exact: true });
await group('Volume').locator('.figure', { hasText: `${CALLS + 1}` }).waitFor();
told('spend', { shown: await group('Spend').locator('.figure').innerText() });

const elsewhere = await context.newPage();
told('navigation to the data plane', { status: (await elsewhere.goto(`${base}/v1/models`)).status() });
await elsewhere.close();

await page.getByRole('button', { name: 'Account and pages' }).click();
await page.getByRole('menuitem', { name: 'Sign out' }).click();
await page.getByRole('heading', { name: 'Sign in' }).waitFor();
told('signed out', { session: (await context.request.get(`${base}/api/v1/session`)).status() });
told('console', { problems });
await browser.close();
