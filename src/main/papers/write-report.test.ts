import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { escaped, escapedLines } from '../words/html-page.ts';
import { reliabilityChart } from './charts.ts';
import { openSmallStudio, quick } from '../../../test/small-studio.ts';
import type { SmallStudio } from '../../../test/small-studio.ts';
import { startRun } from '../../../test/train-run.ts';
import { runFolder } from '../../core/data-folder.ts';
import { createThumbnails } from '../../core/images/thumbnails.ts';
import type { Thumbnails } from '../../core/images/thumbnails.ts';
import { thisComputer } from '../../core/runs/lifecycle/computer-here.ts';
import { planHere } from '../../core/runs/lifecycle/plan-here.ts';
import { runRecipeSchema } from '../../shared/run-recipe.ts';
import type { ImageAnswer } from '../../shared/contract/evaluation-calls.ts';
import { keepFinding } from '../../core/runs/results/findings.ts';
import { papersOfRun } from '../../core/runs/use/papers-of-run.ts';
import type { RunPapers } from '../../core/runs/use/papers-of-run.ts';
import { picturesWanted } from './page-pictures.ts';
import { runPage } from './run-page.ts';
import { annexRows } from './words/annex-iv.ts';
import { sectionNames } from './words/section-names.ts';
import { fittingClasses, reportLimitBytes, writeReport } from './write-report.ts';

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
  const report = await writeReport(small.studio, 1, out, { language, computer: thisComputer(), thumbnails, replaces: true });
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
  expect(html).toMatch(language === 'de' ? /mindestens 9 .* hat 4/ : /at least 9 .* has 4/);
  // What a terminal says of it is English, whatever the page is.
  expect(leftOut.find(({ section }) => section === 'answerSets')?.reason).toMatch(/at least 9 .* has 4/);
  // A point of Annex IV leads to its parts also where they are empty, and says so; of some there is nothing here.
  expect(html).toContain(language === 'de' ? '<a href="#stress">Belastungsprobe (noch nichts)</a>' : '<a href="#stress">Stress card (nothing yet)</a>');
  expect(html.match(language === 'de' ? /<td>nichts<\/td>/g : /<td>nothing<\/td>/g)).toHaveLength(annexRows.filter(({ where }) => where.length === 0).length);
  expect(html).toContain(language === 'de' ? 'Urteil' : 'Verdict');
  expect(html).toContain(language === 'de' ? 'so gewünscht' : 'you asked for it');
  expect(html).toContain(language === 'de' ? 'welche Lizenz gilt, muss wissen, wer sie eingelesen hat' : 'its licence is for who imported it to know');
});

test('where a report cannot go is said before anything is asked for it', async () => {
  const folder = path.join(small.pictures, '..');
  const unasked = { get: () => Promise.reject(new Error('asked')) };
  const write = (out: string) => writeReport(small.studio, 1, out, { language: 'en', computer: thisComputer(), thumbnails: unasked, replaces: false });
  await expect(write(path.join(folder, 'not-there', 'report.html'))).rejects.toMatchObject({ code: 'bad-usage', field: 'out' });
  await expect(write(folder)).rejects.toMatchObject({ code: 'bad-usage', field: 'out' });
  const out = path.join(folder, 'mine.html');
  writeFileSync(out, 'mine');
  await expect(write(out)).rejects.toMatchObject({ code: 'already-exists' });
  await expect(writeReport(small.studio, 1, out, { language: 'en', computer: thisComputer(), thumbnails: unasked, replaces: true }), 'what is no page').rejects.toMatchObject({ code: 'bad-usage' });
  expect(readFileSync(out, 'utf8')).toBe('mine');
});

const level = (at: number, accuracy: number, p: number) => ({ level: at, value: at === 0 ? null : at, accuracy, low: accuracy - 0.1, high: Math.min(1, accuracy + 0.1), p });
const told = { auroc: 0.71, found: 0.25, known: 3, unknown: 1 };

test('what was found by asking the model again stands in it, in the words of its language: curves with what is shown to lose, and each class that was left out', async () => {
  const breakPoints = [{ label: 'class-1', level: 2, value: 0.25, found: 3, left: 1, images: 3, isShown: true }];
  await keepFinding(small.studio, 1, 'stress', { run: 1, images: 4, of: 4, kinds: [{ kind: 'dark', levels: [level(0, 0.9, 1), level(1, 0.8, 0.5), level(2, 0.3, 0.01), level(3, 0.2, 0.01), level(4, 0.1, 0.01)], breakPoints, augment: null }] });
  const rule = { threshold: null, falseAlarmRate: 0.05, band: null, images: 4 };
  await keepFinding(small.studio, 1, 'held-out', { run: 1, rule, index: { pictures: 12, dimensions: 8, k: 3 }, isFineTuned: true, near: { mean: 0.71, worst: { label: 'class-0', auroc: 0.71 }, classes: [{ label: 'class-0', told }, { label: 'class-1', told: null }] }, far: { ...told, auroc: 0.99 } });
  const papers = await papersOfRun(small.studio, 1, thisComputer());
  const { html, sections, pictures } = await written('de');
  expect(sections).toContain('stress');
  const stress = html.slice(html.indexOf('<h2 id="stress">'), html.indexOf('<h2 id="shortcut">'));
  expect([stress.match(/<circle/g)?.length, stress.match(/class="lost"/g)?.length]).toEqual([2, 3 + 1]);
  expect(stress).toContain('aria-label="Dunkel: 90\u00a0%');
  expect(stress).toContain('class-1: 25\u00a0% des Lichts; 1 der 3 gefundenen bleiben');
  const familiarity = html.slice(html.indexOf('<h2 id="familiarity">'), html.indexOf('<h2 id="suspects">'));
  expect(familiarity).toContain('<td>class-0</td><td>0,71</td><td>25,0\u00a0%</td><td>1, 3</td>');
  expect(familiarity).toContain('<td>class-1</td><td>–</td>');
  expect(familiarity).toContain('<td>andere Bilder, von keiner der Klassen</td><td>0,99</td>');
  // The shortcut test's pictures are shown as the network was given them, covered, and not as their files have them.
  const [share, { image, file }] = [{ accuracy: 0.9, low: 0.8, high: 1, p: 0.001 }, papers.answers[0]!];
  const picture = { image: image!, file, label: 'class-0', objectCovered: 'class-1', borderAlone: 'class-0' };
  await keepFinding(small.studio, 1, 'shortcut', { run: 1, images: 4, of: 4, guessing: 0.5, plain: share, objectCovered: share, elsewhereCovered: share, borderAlone: share, objectMatters: 0.5, pictures: [picture] });
  const again = await written('de');
  const shortcut = again.html.slice(again.html.indexOf('<h2 id="shortcut">'), again.html.indexOf('<h2 id="freeze">'));
  expect(shortcut).toContain('<h3>Vom Rand allein erkannt: 1 Bild</h3>');
  const [, base64] = /<img src="data:image\/webp;base64,([^"]*)"/.exec(shortcut)!;
  const { data, info } = await sharp(Buffer.from(base64!, 'base64')).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray(3 * (info.width * y + x), 3 * (info.width * y + x) + 3)].join();
  expect(new Set([at(16, 16), at(8, 20), at(20, 8)]).size, 'its middle is covered').toBe(1);
  expect(again.pictures).toEqual({ shown: pictures.shown + 1, of: pictures.of + 1 });
  for (const part of [stress, familiarity, shortcut]) expect(part.replaceAll(/<[^>]*>/g, '')).not.toMatch(/\b(the|pictures|than|of|with)\b/);
  // Else every report below would ask the model again.
  rmSync(path.join(runFolder(small.studio.folder, 1), 'shortcut.json'));
}, 60_000);

test('a page of sixty classes with long names and five thousand judged pictures keeps to its size, and counts the pictures it has a place for alone', async () => {
  const papers = await papersOfRun(small.studio, 1, thisComputer());
  const classes = Array.from({ length: 60 }, (_, at) => `${at} ${'日本の楓の葉'.repeat(20)}`);
  const answers = Array.from({ length: 5000 }, (_, at): ImageAnswer => ({ ...papers.answers[0]!, image: at, file: `${'folder/'.repeat(20)}${at}.jpg`, label: classes[at % 60]!, predicted: classes[(at * 7 + Math.floor(at / 60)) % 60]!, confidence: 0.5 }));
  const confusion = classes.map((label) => classes.map((predicted) => answers.filter((one) => one.label === label && one.predicted === predicted).length));
  const perClass = classes.map((name) => ({ name, precision: 0.5, recall: 0.5, f1: 0.5, support: 83 }));
  const large: RunPapers = { ...papers, answers, run: { ...papers.run, classes }, headline: { ...papers.headline, metrics: { ...papers.headline.metrics, perClass, confusion } } };
  const { mostClasses, leftBytes } = fittingClasses(large, { language: 'de', atMs: 0 });
  expect(mostClasses).toBeLessThan(40);
  const { html } = runPage(large, { language: 'de', atMs: 0, note: null, mostClasses, coveredOf: () => null, pictureOf: (image) => `data:image/webp;base64,${image}` });
  expect(Buffer.byteLength(html)).toBeLessThan(reportLimitBytes);
  expect(leftBytes).toBeGreaterThan(0);
  expect(html).toContain(`${mostClasses} von 60 Klassen sind zu sehen`);
  // Each picture that is wanted is in the page, as often.
  expect(picturesWanted(large, mostClasses)).toHaveLength(html.match(/<img /g)!.length);
});

test('of a data set in groups every part says how many it stands on, or how many it would take', async () => {
  const papers = await papersOfRun(small.studio, 1, thisComputer());
  const figures = { temperature: 1, eceBefore: 0.1, eceAfter: 0.1, eceIfCalibrated: 0.2, images: 60, bins: [], binsBefore: [], split: 'val' as const };
  const verdict = papers.verdict!;
  const grouped = (groups: number, hasRange: boolean): RunPapers => {
    const range = hasRange ? ([0.6, 0.9] as [number, number]) : null;
    const [low, high] = range ?? [null, null];
    const share = { accuracy: 0.5, low, high, p: 0.2 };
    const fit = { temperature: 1, fitted: 0.8, where: 'inside' as const, gain: 0.1, standardError: 0.2, images: 60, independentGroups: groups };
    return {
      ...papers,
      verdict: { ...verdict, interval: range, independentGroups: groups, helps: [] },
      metBefore: hasRange ? 4 : 0,
      headline: { ...papers.headline, metrics: { ...papers.headline.metrics, accuracyInterval: range, independentGroups: groups } },
      calibration: { ...figures, eceInterval: range, eceIntervalBefore: range, independentGroups: groups, fit },
      sets: hasRange ? { rule: { method: 'lac', penalty: 0, free: 0, level: 0.9, threshold: 0.5, images: 60, independentGroups: groups, coverage: null }, images: 60, meanSize: 1.5, covered: null } : { images: 60, independentGroups: groups, needed: 9, coverage: null },
      familiarity: { threshold: hasRange ? -0.5 : null, falseAlarmRate: 0.05, band: null, images: 60, independentGroups: groups },
      heldOut: null,
      start: { ...papers.start!, origin: 'embedded' },
      stress: { run: 1, images: 60, of: 60, independentGroups: groups, kinds: [{ kind: 'dark', levels: [{ ...share, level: 0, value: null }, { ...share, level: 1, value: 0.6 }], breakPoints: [], augment: null }] },
      shortcut: { run: 1, images: 60, of: 60, independentGroups: groups, guessing: 0.5, plain: share, objectCovered: share, elsewhereCovered: share, borderAlone: share, objectMatters: 1, pictures: [] },
      consistency: { images: 30, agreed: 28, share: 28 / 30, low, high, independentGroups: groups, unsure: 0, lastAtMs: 0 },
    };
  };
  const page = (groups: number, hasRange: boolean, language: 'en' | 'de') => runPage(grouped(groups, hasRange), { language, atMs: 0, note: null, mostClasses: 40, pictureOf: () => null, coveredOf: () => null }).html;
  const part = (html: string, section: string) => html.slice(html.indexOf(`<h2 id="${section}">`)).split('</section>')[0]!;
  const enough = page(24, true, 'en');
  for (const section of ['verdict', 'classes', 'calibration', 'answerSets', 'familiarity', 'stress', 'shortcut', 'data']) expect.soft(part(enough, section), section).toContain('24 independent groups');
  expect(part(enough, 'data')).toContain('93% (60 to 90%, from 24 independent groups)');
  expect(part(enough, 'answerSets')).toContain('of a new group');
  expect(part(enough, 'verdict')).toContain('Of the groups of 4 pictures that judged it this run learned others');
  const few = page(3, false, 'en');
  expect(part(few, 'verdict')).not.toContain('learned others');
  for (const section of ['verdict', 'calibration', 'stress', 'shortcut', 'data']) expect.soft(part(few, section), section).toContain('only 3 independent groups: a range takes 5');
  for (const section of ['verdict', 'stress', 'shortcut', 'data']) expect.soft(part(few, section), section).toContain('no range');
  expect(part(few, 'data')).toContain('93% (no range, only 3 independent groups: a range takes 5)');
  expect(part(few, 'answerSets')).toMatch(/at least 9 independent groups; those of the run are of 3/);
  expect(part(few, 'familiarity')).toMatch(/of 3 independent groups are too few for a threshold, which needs 19/);
  expect(few).not.toMatch(/0% to 0%|NaN/);
  const german = page(3, false, 'de');
  for (const section of ['verdict', 'calibration', 'stress', 'shortcut', 'data']) expect.soft(part(german, section), section).toMatch(/nur 3 unabhängige Gruppen/);
  expect(part(page(24, true, 'de'), 'data')).toContain('aus 24 unabhängigen Gruppen');
  // What is known of a licence is said in the language of the page.
  expect(part(german, 'licence')).toContain('aus einem Lehrer unter BSD-2-Clause und freien Bildern destilliert');
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

test('a name that turns the writing direction turns nothing in a page, and control characters are shown as a terminal shows them', () => {
  expect(escaped('oak\u202Eelpam <b>\u001b[0m\u0000\n')).toBe('oak\\u202eelpam &#60;b&#62;\\u001b[0m\\u0000\\n');
  expect(escapedLines(' why?\n  because\u0007 ')).toBe('why? because\\u0007');
});
