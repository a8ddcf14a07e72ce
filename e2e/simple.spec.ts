import { choose, goTo, runSentence, tabs, untilDone } from './fixtures/steps.ts';
import type { Tab } from './fixtures/steps.ts';
import { accessibilityProblems, layoutProblems } from './fixtures/looks.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';

test('Simple is four short lines and one button; exact terms are one fold away', async ({ studio }) => {
  const { page } = studio;
  await openTrained(page, 'Train');
  const main = page.getByRole('main');
  const lines = page.getByRole('definition');
  await expect(lines).toHaveCount(4);
  await expect(lines.nth(1)).toContainText('ResNet-18, the studio’s own starter');
  for (const line of await lines.allInnerTexts()) expect(line.split(/\s+/).length, line).toBeLessThan(25);
  expect(await main.innerText()).not.toMatch(/graft_starter|head-then|until:|tensor|bfloat16|float32/);
  await expect(page.getByRole('button', { name: /^Train with/ })).toHaveCount(1);
  expect(await layoutProblems(page)).toEqual([]);

  await page.getByText('Exact terms, and why each is as it is').click();
  const reasons = page.getByRole('table', { name: 'Every setting, with its reason' });
  await expect(reasons.getByRole('row', { name: /^Freeze last layer first, then from stage 4 on \(head-then:stage4\)/ })).toBeVisible();
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('a network from nothing is chosen among all settings, trained, and shown on every page', async ({ studio }) => {
  test.setTimeout(240_000);
  const { page } = studio;
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await openTrained(page, 'Train');
  await choose(page, 'How much to show', 'Everything');
  await page.getByLabel('Train a network from nothing').selectOption({ label: 'CIFAR ResNet-20' });
  for (const [label, value] of [['Epochs', '1'], ['Picture size', '32']] as const) {
    await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByLabel(label, { exact: true }).blur();
  }
  await goTo(page, 'Base model');
  await expect(page.getByRole('heading', { level: 1, name: 'CIFAR ResNet-20, from nothing' })).toBeVisible();
  await goTo(page, 'Train');
  await page.getByRole('region', { name: 'Next step' }).getByRole('button', { name: /^Train with/ }).click();
  await expect(page).toHaveURL(/\/train\?run=3$/);
  await untilDone(page, 3, 180_000);
  await expect(runSentence(page, 3)).toHaveText(/^Done in /);
  await expect(page.getByRole('region', { name: 'Run 3', exact: true })).toContainText('CIFAR ResNet-20, from nothing');
  const run = async (tab: Tab) => {
    await tabs(page).getByRole('link', { name: new RegExp(`^${tab}`) }).click();
    await page.goto(new URL('?run=3', page.url()).href);
    await expect(page.getByRole('alert')).toHaveCount(0);
    expect(await layoutProblems(page), tab).toEqual([]);
  };
  for (const tab of ['Data', 'Base model', 'Train', 'Evaluate', 'Use'] as const) await run(tab);
  expect(problems).toEqual([]);
});
