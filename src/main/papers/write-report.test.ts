import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { escaped } from '../words/html-page.ts';
import { reliabilityChart } from './charts.ts';
import { openSmallStudio, quick } from '../../../test/small-studio.ts';
import type { SmallStudio } from '../../../test/small-studio.ts';
import { startRun } from '../../../test/train-run.ts';
import { createThumbnails } from '../../core/images/thumbnails.ts';
import type { Thumbnails } from '../../core/images/thumbnails.ts';
import { thisComputer } from '../../core/runs/lifecycle/computer-here.ts';
import { planHere } from '../../core/runs/lifecycle/plan-here.ts';
import { runRecipeSchema } from '../../shared/run-recipe.ts';
import { sectionNames } from './words/section-names.ts';
import { reportLimitBytes, writeReport } from './write-report.ts';

let small: SmallStudio;
let thumbnails: Thumbnails;
beforeAll(async () => {
  small = await openSmallStudio([8, 8]);
  thumbnails = createThumbnails({ folder: small.studio.folder.thumbnails });
  const spec = { ...quick, name: '<b>&leaves', epochs: 2 };
  const signal = new AbortController().signal;
  await startRun(small.studio, small.dataset, await planHere(small.studio, small.dataset, spec), spec, { signal, onStarted: () => undefined, onEvent: () => undefined });
}, 60_000);
afterAll(async () => {
  await thumbnails.close();
  small.close();
});
const written = async (language: 'en' | 'de') => {
  const out = path.join(small.pictures, '..', `report-${language}.html`);
  const report = await writeReport(small.studio, 1, out, { language, computer: thisComputer(), thumbnails });
  return { ...report, html: readFileSync(out, 'utf8') };
};

test.each(['en', 'de'] as const)('a report of a real run stands alone, in %s', async (language) => {
  const { html, sizeBytes, sections, leftOut, pictures } = await written(language);
  expect(sizeBytes).toBe(Buffer.byteLength(html));
  expect(sizeBytes).toBeLessThan(reportLimitBytes);
  expect([...sections, ...leftOut.map(({ section }) => section)].toSorted()).toEqual([...sectionNames].toSorted());
  expect(leftOut.find(({ section }) => section === 'stress')?.command).toBe('graft stress 1');
  // Nothing of it lies elsewhere: addresses are of this page or hold what they name, and no script runs.
  const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address!);
  expect(addresses.filter((address) => !address.startsWith('#') && !address.startsWith('data:image/webp;base64,'))).toEqual([]);
  expect(html).not.toMatch(/url\(|@import|<script(?! type="application\/json")/);
  const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
  expect([...html.matchAll(/(?:href="#|popovertarget=")([^"]*)"/g)].map(([, id]) => id).filter((id) => !ids.has(id))).toEqual([]);
  expect(pictures.shown).toBe(pictures.of);
  expect(pictures.shown).toBeGreaterThan(0);
  // A name is text.
  expect(html).toContain('&#60;b&#62;&#38;leaves');
  expect(html).not.toContain('<b>&leaves');
  expect(html).not.toContain('undefined');
  // So few validation pictures promise nothing: with how many they would.
  expect(leftOut.find(({ section }) => section === 'answerSets')?.reason).toMatch(language === 'de' ? /mindestens 9 .* hat 4/ : /at least 9 .* has 4/);
  expect(html).toContain(language === 'de' ? 'Urteil' : 'Verdict');
  expect(html).toContain(language === 'de' ? 'so gewünscht' : 'you asked for it');
});

test('the settings come with it', async () => {
  const { html } = await written('en');
  const [, json] = /<script type="application\/json" id="graft-run">([^<]*)<\/script>/.exec(html)!;
  const recipe = runRecipeSchema.parse(JSON.parse(json!));
  expect(recipe.spec).toEqual({ ...quick, epochs: 2, freeze: 'head' });
  expect(recipe.classes).toEqual(['class-0', 'class-1']);
});

test('pictures that are gone are left out, and said', async () => {
  await thumbnails.close();
  rmSync(small.studio.folder.thumbnails, { recursive: true, force: true });
  rmSync(path.join(small.pictures, 'class-0'), { recursive: true });
  thumbnails = createThumbnails({ folder: small.studio.folder.thumbnails });
  const { html, pictures } = await written('en');
  expect(pictures.shown).toBeLessThan(pictures.of);
  expect(html).toContain(`${pictures.shown} of ${pictures.of} pictures are shown`);
});

test('how sure and how often right is drawn before the temperature and after it; without one there is nothing before', () => {
  const bin = { low: 0.8, high: 0.9, n: 20, confidence: 0.85, accuracy: 0.75 };
  const legend = { after: 'after', before: 'before', agreed: 'agreed', sure: 'sure' };
  const drawn = (before: (typeof bin)[]) => reliabilityChart({ after: [bin], before }, legend, 'diagram', String);
  expect([drawn([bin]).includes('> before</li>'), drawn([]).includes('> before</li>')]).toEqual([true, false]);
  expect([drawn([bin]).match(/<rect/g)?.length, drawn([]).match(/<rect/g)]).toEqual([2, null]);
});

test('a name that turns the writing direction turns nothing in a page', () => {
  expect(escaped('oak\u202Eelpam <b>')).toBe('oak\\u202eelpam &#60;b&#62;');
});
