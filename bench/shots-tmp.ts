import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { browserBinary } from '../e2e/fixtures/browser-binary.ts';
import { quietChromium } from '../e2e/fixtures/quiet-chromium.ts';
import { sampleFolder } from '../e2e/fixtures/folders.ts';
import { graft } from '../e2e/fixtures/terminal.ts';
import { serve } from '../e2e/fixtures/serve.ts';
const work = '/tmp/lead/shots-data'; const out = process.env.OUT ?? '/tmp/lead/shots';
mkdirSync(out, { recursive: true });
const { existsSync } = await import('node:fs');
if (!existsSync(work)) {
  mkdirSync(work, { recursive: true });
  const images = sampleFolder(work, 'leaves', Object.fromEntries(['birch', 'linden', 'maple', 'oak', 'rowan', 'willow'].map((n) => [n, 30])));
  await graft(join(work, 'data'), ['train', images, '--freeze', 'head', '--epochs', '1', '--lr', '0.00005', '--name', 'a short one']);
  await graft(join(work, 'data'), ['train', images, '--freeze', 'head', '--epochs', '6']);
}
const server = await serve(join(work, 'data'), ['--root', work]);
const browser = await chromium.launch({ executablePath: browserBinary()!, args: quietChromium });
const [w, h] = (process.env.SIZE ?? '1280x800').split('x').map(Number);
const context = await browser.newContext({ viewport: { width: w!, height: h! }, colorScheme: (process.env.THEME ?? 'light') as 'light' });
const page = await context.newPage();
await page.addInitScript((l) => localStorage.setItem('graft.language', l), process.env.LANGUAGE ?? 'en');
await page.goto(server.url);
await page.waitForTimeout(1500);
const list = (process.env.PAGES ?? 'start,data,model,train,train-done,evaluate,classes,runs,compare,use,models,settings').split(',');
const at: Record<string, string> = { start: '/', data: 'data', model: 'model', train: 'train?run=new', 'train-done': 'train?run=2', evaluate: 'evaluate', classes: 'evaluate?tab=classes', runs: 'evaluate?tab=runs', compare: 'evaluate?tab=compare', use: 'use', models: '/models', settings: '/settings' };
const base = server.url.split('/').slice(0, 3).join('/');
for (const name of list) {
  const p = at[name]!;
  await page.goto(base + (p.startsWith('/') ? p : `/projects/leaves/${p}`));
  await page.waitForTimeout(Number(process.env.WAIT ?? 3500));
  await page.screenshot({ path: join(out, `${name}.png`) });
}
await browser.close(); await server.stop();
