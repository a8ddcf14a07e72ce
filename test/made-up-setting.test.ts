import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { chooseUsual, createChooser } from '../src/core/runs/plan/choose-settings.ts';
import { differingSettings } from '../src/core/runs/results/compare.ts';
import { addSpecOptions, settingsFromOptions } from '../src/main/commands/run-spec-options.ts';
import { settingFlags } from '../src/main/flags/setting-flags.ts';
import { trainCommandLine } from '../src/main/flags/train-command-line.ts';
import { settingName, settingWords } from '../src/main/words/setting-words.ts';
import { de } from '../src/renderer/locales/de.ts';
import { differingParameters, parameterKeys, runParameters } from '../src/renderer/pages/evaluate/run-parameters.ts';
import { specGroups, usualFields } from '../src/renderer/pages/train/spec-fields.ts';
import type { RunRow } from '../src/shared/contract/run-calls.ts';
import { runSettings } from '../src/shared/run-settings.ts';
import type { Setting } from '../src/shared/run-settings.ts';
import { planShapeOf, specSchemaOf } from '../src/shared/run-spec.ts';
import type { RunPlan } from '../src/shared/run-spec.ts';
import { tempFolder } from './temp-folder.ts';

// One row …
const row = {
  key: 'momentumShare',
  kind: 'number',
  min: 0,
  max: 0.5,
  flag: 'momentum-share',
  group: 'learning',
  level: 'usual',
  decided: 'run',
  compared: 'each',
} as const satisfies Setting;
const rows = [...runSettings, row] as const;
// … and its words.
const words = { ...settingWords, momentumShare: { name: 'momentum share', value: '<part>', help: 'a part of nothing' } };

const schema = specSchemaOf(rows);
const flags = settingFlags(rows, words);
const plan = (momentumShare: number) => ({ net: { head: { kind: 'linear' } }, start: { from: 'drawn' }, architecture: 'any', phases: [{}], preprocessing: {}, momentumShare }) as unknown as RunPlan;
const run = (momentumShare: number) => ({ backbone: 'b', datasetVersion: 1, plan: plan(momentumShare) }) as RunRow;

function parsed(...args: string[]) {
  const command = addSpecOptions(new Command(), flags).exitOverride();
  command.parse(args, { from: 'user' });
  return settingsFromOptions(command.opts(), rows, schema);
}

test('a made-up setting: the spec takes it within its range, with its type; the plan holds it', () => {
  const spec: { momentumShare?: number | undefined; epochs?: number | undefined } = schema.parse({ momentumShare: 0.25, epochs: 1 });
  expect(spec).toEqual({ momentumShare: 0.25, epochs: 1 });
  for (const wrong of [0.6, -1, '0.1']) expect(schema.safeParse({ momentumShare: wrong }).success).toBe(false);
  const held = z.strictObject(planShapeOf(rows, 'run')).shape;
  expect(held.momentumShare.safeParse(0.25).success).toBe(true);
  expect(Object.keys(planShapeOf(rows, 'phase'))).not.toContain('momentumShare');
});

test('a made-up setting: its flag is in the help and is read, a file may hold it, the line for the terminal says it', () => {
  expect(addSpecOptions(new Command(), flags).helpInformation()).toMatch(/--momentum-share <part> +a part of nothing/);
  expect(parsed('--momentum-share', '0.25')).toEqual({ momentumShare: 0.25 });
  const refusal = { code: 'bad-usage', field: 'momentumShare' };
  expect(() => parsed('--momentum-share', '1')).toThrow(expect.objectContaining({ ...refusal, hint: 'It must be 0.5 or less.' }));
  expect(() => parsed('--momentum-share', 'much')).toThrow(expect.objectContaining({ ...refusal, message: '--momentum-share is "much"' }));
  const file = path.join(tempFolder(), 'run.json');
  writeFileSync(file, '{"momentumShare": 0.125}');
  expect(parsed('--config', file)).toEqual({ momentumShare: 0.125 });
  writeFileSync(file, '{"momentum-share": 0.125}');
  expect(() => parsed('--config', file)).toThrow(expect.objectContaining({ hint: 'Write "momentumShare".' }));
  expect(trainCommandLine('leaves', schema.parse({ momentumShare: 0.25 }), flags)).toBe('graft train leaves --momentum-share 0.25');
});

test('a made-up setting: the program chooses it and says why, the terminal by its name', () => {
  const usual = { momentumShare: [0.125, 'repeatable'] } as const;
  const chooser = createChooser(schema.parse({}));
  expect(chooseUsual(chooser, usual)).toEqual({ momentumShare: 0.125 });
  expect(chooser.reasons).toEqual([{ setting: 'momentumShare', phase: null, value: '0.125', reason: { because: 'repeatable' } }]);
  const asked = createChooser(schema.parse({ momentumShare: 0 }));
  expect(chooseUsual(asked, usual)).toEqual({ momentumShare: 0 });
  expect(asked.reasons[0]).toMatchObject({ value: '0', reason: { because: 'asked' } });
  expect(settingName({ setting: 'momentumShare', phase: null }, words)).toBe('momentum share');
});

test('a made-up setting: the form shows it, runs have its column, comparisons its row', () => {
  const field = { key: 'momentumShare', isChosen: true, kind: 'number', min: 0, max: 0.5, scale: 1 };
  expect(specGroups(rows).find(({ id }) => id === 'learning')?.fields).toContainEqual(field);
  expect(usualFields(rows)).toContainEqual(field);
  expect(parameterKeys(rows)).toContain('momentumShare');
  expect(runParameters(run(0.25), rows)).toMatchObject({ momentumShare: 0.25 });
  expect(differingParameters([run(0.25), run(0.5)], rows)).toEqual(['momentumShare']);
  expect(differingSettings(plan(0.25), plan(0.5), rows)).toEqual([{ setting: 'momentumShare', first: [0.25], second: [0.5] }]);
});

test('every setting of the table has its name in the window’s languages', () => {
  expect(runSettings.map(({ key }) => key).filter((key) => !(key in de.runSettings.names))).toEqual([]);
});
