import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { GroupFigures } from '../../core/datasets/version/found-groups.ts';
import type { Comparison } from '../../core/runs/results/compare.ts';
import type { FoundRate } from '../../core/runs/use/find-rate.ts';
import type { LeakPrice } from '../../shared/contract/group-calls.ts';
import type { LabelSuggestions } from '../../shared/contract/image-calls.ts';
import type { NextToLabel } from '../../shared/contract/next-calls.ts';
import type { SuspectPicture } from '../../shared/contract/suspect-calls.ts';
import type { FamiliarityReport } from '../../shared/familiarity.ts';
import type { OwnConsistencyReport } from '../../shared/own-consistency.ts';
import type { ShortcutTest, StressCard } from '../../shared/stress.ts';
import type { TestLock } from '../../shared/test-ledger.ts';
import type { PredictionLine } from '../files/prediction-table.ts';
import type { WrittenReport } from '../papers/write-report.ts';
import { describeProgram } from '../terminal/run-program.ts';
import type { forecastFigures } from '../words/forecast-text.ts';
import { commandsFor } from './all-commands.ts';
import type { DatasetJson } from './dataset-json.ts';
import type { EvaluationJson } from './evaluate-json.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');
const docs = path.join(root, 'docs');
const told = readdirSync(docs).filter((name) => name.endsWith('.md')).map((name) => readFileSync(path.join(docs, name), 'utf8')).join('\n');

/** Commands that say how far a figure or an answer can be trusted, and what is wrong with the pictures. */
const family = ['evaluate', 'predict', 'familiarity', 'suspects', 'labels again', 'labels next', 'labels suggest', 'datasets groups', 'datasets leak', 'datasets ledger', 'datasets lock-test', 'datasets duplicates', 'stress', 'shortcut', 'forecast', 'adapt', 'lr-find', 'report', 'train'];
/** Flags of theirs that change what is answered. */
const flags = ['predict 3 photo.jpg --sets', '--false-alarm', 'labels next leaves --benefit', '--like', 'report 1 --language'];

/** Every name in what is answered, however deep; a name that is no longer there breaks the type check. */
type Names<T> = T extends readonly (infer Each)[] ? Names<Each> : T extends object ? { [Key in keyof T]-?: (Key & string) | Names<T[Key]> }[keyof T] : never;
const names = <T>(...all: Names<T>[]): readonly string[] => all;

/** The whole of them: one that is left out is asked for by the type check. */
const allNamesOf =
  <T>() =>
  <const List extends readonly Names<T>[]>(list: List, ..._leftOut: [Exclude<Names<T>, List[number]>] extends [never] ? [] : [name: Exclude<Names<T>, List[number]>]): readonly string[] =>
    list;

/** What other programs rely on: the names in what each answers with `--json`. */
const promised: Readonly<Record<string, readonly string[]>> = {
  predict: names<Exclude<PredictionLine, { error: unknown }>>('file', 'top', 'label', 'probability', 'set', 'familiarity', 'score', 'unfamiliar'),
  familiarity: names<FamiliarityReport>('run', 'rule', 'index', 'isFineTuned', 'near', 'mean', 'worst', 'classes', 'told', 'auroc', 'aurocInterval', 'found', 'far'),
  suspects: names<SuspectPicture>('rank', 'file', 'split', 'given', 'likely', 'score', 'neighbours'),
  'labels next': names<NextToLabel>('method', 'labelled', 'waiting', 'judging', 'pictures', 'rank', 'file', 'reason', 'kind', 'neighbours'),
  'labels again': names<OwnConsistencyReport>('consistency', 'images', 'agreed', 'share', 'low', 'high', 'unsure', 'lastAtMs', 'differing', 'given', 'said', 'now'),
  'datasets groups': names<GroupFigures & { source: string; images: readonly { file: string; group: string; split: string }[] }>('source', 'count', 'largest', 'straddling', 'images', 'file', 'group', 'split'),
  'datasets leak': names<Pick<LeakPrice, 'ungrouped' | 'grouped'>>('ungrouped', 'grouped', 'accuracy', 'low', 'high'),
  'datasets ledger': ['dataset', 'looks', 'models', 'each', 'atMs', 'version', 'model', 'lock'],
  'datasets lock-test': names<TestLock>('dataset', 'lockedAtMs', 'untilMs', 'finalRun'),
  forecast: names<ReturnType<typeof forecastFigures>>('images', 'expectedAccuracy', 'low', 'high', 'method', 'difference'),
  adapt: ['from', 'run', 'indexed', 'images', 'of', 'statistics', 'unchanged', 'before', 'after'],
  stress: names<StressCard>('kinds', 'kind', 'levels', 'level', 'accuracy', 'low', 'high', 'breakPoints'),
  shortcut: names<ShortcutTest>('guessing', 'plain', 'objectCovered', 'elsewhereCovered', 'borderAlone', 'objectMatters', 'pictures'),
  'lr-find': names<FoundRate>('suggestion', 'curve', 'learningRate', 'loss', 'smoothedLoss'),
  report: names<WrittenReport>('out', 'sizeBytes', 'sections', 'leftOut', 'section', 'reason', 'command', 'pictures', 'shown', 'of'),
};

/** Those that stand whole in `docs/json.md`. */
const whole: Readonly<Record<string, readonly string[]>> = {
  evaluate: allNamesOf<EvaluationJson>()([
    'run', 'split', 'images', 'chosenOnTheseImages', 'trainedOn', 'metBefore', 'skipped', 'file', 'reason',
    'metrics', 'accuracy', 'accuracyInterval', 'independentGroups', 'correct', 'macroF1', 'logLoss', 'perClass', 'name', 'precision', 'recall', 'f1', 'support', 'confusion',
    'testLedger', 'looks', 'models', 'firstAtMs', 'lastAtMs', 'low', 'high', 'testLock', 'dataset', 'lockedAtMs', 'untilMs', 'finalRun', 'ownConsistency', 'agreed', 'share', 'unsure',
    'calibration', 'temperature', 'eceBefore', 'eceAfter', 'eceInterval', 'eceIntervalBefore', 'eceIfCalibrated', 'bins', 'binsBefore', 'n', 'confidence', 'fit', 'fitted', 'where', 'gain', 'standardError',
    'familiarity', 'threshold', 'falseAlarmRate', 'band', 'pictures', 'score', 'unfamiliar',
    'verdict', 'classes', 'interval', 'plainly', 'times', 'of', 'guessing', 'isBeaten', 'p', 'largestClass', 'label', 'standing', 'helps', 'kind',
    'found', 'trainImages', 'morePictures', 'isShown', 'labels', 'counts', 'groups', 'count', 'isUnsure', 'image', 'likely', 'given', 'sure', 'moreImages', 'margin', 'moreGroups',
    'trainAccuracy', 'trainLoss', 'valLoss', 'isAugmented', 'from', 'to', 'fromAccuracy', 'toAccuracy', 'sizeBytes', 'isOnDisk',
  ]),
  'datasets show': allNamesOf<DatasetJson>()([
    'id', 'name', 'version', 'hasChanges', 'root', 'classes', 'count', 'images', 'excluded', 'bad', 'file', 'reason', 'duplicates', 'exactGroups', 'groups', 'nearDuplicates', 'files', 'isSure',
    'source', 'largest', 'straddling', 'labelConflicts', 'labels', 'acrossSides', 'splits', 'split', 'train', 'val', 'test', 'layout', 'kind', 'sides', 'ignored', 'folder', 'values', 'target', 'labelsFrom',
    'findings', 'usual', 'enough', 'smallest', 'most', 'least', 'names', 'folders', 'warnings',
  ]),
  'labels suggest': allNamesOf<LabelSuggestions & { applied: number }>()(['backbone', 'k', 'minShare', 'compared', 'classes', 'label', 'pictures', 'image', 'file', 'share', 'like', 'doubtful', 'undecided', 'later', 'unread', 'applied']),
  'runs compare': allNamesOf<Comparison>()([
    'split', 'images', 'datasets', 'first', 'second', 'judging', 'relabelled', 'independentGroups', 'runs', 'run', 'name', 'answered', 'correct', 'accuracy', 'accuracyInterval', 'metBefore',
    'test', 'onlyFirst', 'onlySecond', 'exactP', 'midP', 'settings', 'setting', 'better', 'worse', 'image', 'file', 'label',
  ]),
};

test.each(Object.entries(whole))('every name that %s --json answers stands in docs/json.md', (command, all) => {
  const section = readFileSync(path.join(docs, 'json.md'), 'utf8').split('\n## ').find((text) => text.includes(`$ graft ${command} `))!;
  expect(all.filter((name) => !section.includes(`"${name}"`) && !section.includes(`\`${name}\``))).toEqual([]);
});

test.each(Object.entries(promised))('what %s --json answers is told by an example with the names that are promised', (command, all) => {
  // A line of the example, or the lines of what it answers.
  const examples = [...told.matchAll(new RegExp(`\\$ graft ${command} [^\\n]*--json[^\\n]*\\n(?:[^$\`][^\\n]*\\n)*`, 'g'))].map(([text]) => text);
  expect(examples.length).toBeGreaterThan(0);
  expect(all.filter((name) => !examples.some((text) => text.includes(`"${name}"`)))).toEqual([]);
});

/** Every command by its name; those that have others below them by those alone. */
async function allNames(): Promise<string[]> {
  const program = new Command('graft');
  describeProgram(program, await commandsFor([]));
  return program.commands.flatMap((command) => (command.commands.length === 0 ? [command.name()] : command.commands.map((sub) => `${command.name()} ${sub.name()}`)));
}

test('the README names every command, and no other', async () => {
  const [list] = readFileSync(path.join(root, 'README.md'), 'utf8').split('\n## Commands\n\n')[1]!.split(' Each has `--help`');
  const named = [...list!.matchAll(/`([a-z-]+)(?: ([a-z][a-z|-]*))?(?: --[^`]*)?`/g)].flatMap(([, name, subs]) => subs?.split('|').map((sub) => `${name} ${sub}`) ?? [name!]);
  expect([...new Set(named)].toSorted()).toEqual((await allNames()).toSorted());
});

test('each of them is a command, and the docs have an example of it', async () => {
  const commands = await allNames();
  expect(family.filter((name) => !commands.includes(name))).toEqual([]);
  expect(family.filter((name) => !told.includes(`$ graft ${name} `))).toEqual([]);
  expect(flags.filter((flag) => !told.includes(flag))).toEqual([]);
});
