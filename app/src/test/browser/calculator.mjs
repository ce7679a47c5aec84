// Uses the token calculator in a real browser as anybody may, without signing in.
//
//   calculator.mjs BASE CHROMIUM
//
// Prints one JSON line per case: {"case", "detail"}, with what stood on the screen; exits 1 at the first thing that does not come.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const [base, executablePath] = process.argv.slice(2);
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SECRET = 'Zählwerk 4711: 東京 😀 shall not reach a log';

const told = (name, detail) => console.log(JSON.stringify({ case: name, detail }));

const browser = await chromium.launch({ executablePath, args: FLAGS });
try {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  const errors = [];
  const addresses = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
  page.on('request', (request) => addresses.push(request.url()));

  const tokens = () => page.locator('dt', { hasText: /^tokens,/ }).locator('xpath=../dd').textContent();
  const row = (model) => page.getByRole('row').filter({ hasText: model });

  await page.goto(`${base}/calculator`);
  await row('gpt-5-mini').getByText('exact', { exact: true }).waitFor();
  assert.equal(await page.getByText('Sign in').count(), 1);

  const prompt = page.getByRole('textbox', { name: 'Prompt' });
  const counted = page.waitForResponse(
    (answer) => answer.url().endsWith('/api/v1/tokens/count') && answer.request().postDataJSON().text === SECRET,
  );
  await prompt.fill('');
  await prompt.pressSequentially(SECRET, { delay: 5 });
  await counted;
  await page.waitForFunction(() => !document.querySelector('dl[data-stale]'));
  const drawn = await page.locator('[aria-hidden=true] > span.border-b-2').allTextContents();
  told('typed', { text: SECRET, tokens: await tokens(), drawn });

  await row('claude-sonnet-4-6').getByRole('button').click();
  await page.getByText('claude-sonnet-4-6, 22 working days').waitFor();
  await page.waitForFunction(() => !document.querySelector('dl[data-stale]'));
  told('chosen', { tokens: await tokens(), row: await row('claude-sonnet-4-6').getByRole('cell').allTextContents() });

  const before = await page.getByTestId('month').textContent();
  await page.getByRole('slider', { name: 'Calls a day' }).press('End');
  await page.waitForFunction((was) => document.querySelector('[data-testid=month]').textContent !== was, before);
  told('more calls', { before, after: await page.getByTestId('month').textContent() });

  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('Link copied.').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await context.newPage();
  other.on('request', (request) => addresses.push(request.url()));
  await other.goto(link);
  await other.getByText('claude-sonnet-4-6, 22 working days').waitFor();
  told('shared', { text: await other.getByRole('textbox', { name: 'Prompt' }).inputValue() });

  await page.getByRole('button', { name: 'Messages' }).click();
  await page.getByRole('textbox', { name: 'Request' }).fill('{"messages": [');
  await page.getByText('This is not a request in JSON').waitFor();
  await page.getByRole('textbox', { name: 'Request' }).fill('{"messages":[{"role":"user","content":"hello world"}]}');
  await row('gpt-5-mini').getByRole('button').click();
  await page.waitForFunction(() => /^8$/.test(document.querySelector('dl dd').textContent));
  told('messages', { tokens: await tokens() });

  await page.setViewportSize({ width: 360, height: 800 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  told('narrow', { wide });
  told('errors', errors);
  told('addresses', [...new Set(addresses.map((address) => address.replace(base, '')))]);
} finally {
  await browser.close();
}
