import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { describeProgram } from '../terminal/run-program.ts';
import { allCommands } from './all-commands.ts';

const docs = path.join(import.meta.dirname, '..', '..', '..', 'docs');
const told = readdirSync(docs).filter((name) => name.endsWith('.md')).map((name) => readFileSync(path.join(docs, name), 'utf8')).join('\n');

/** Commands that say how far a figure or an answer can be trusted, and what is wrong with the pictures. */
const family = ['evaluate', 'predict', 'familiarity', 'suspects', 'labels again', 'labels next', 'labels suggest', 'datasets groups', 'datasets leak', 'datasets ledger', 'datasets lock-test', 'datasets duplicates', 'stress', 'shortcut', 'forecast', 'adapt', 'lr-find', 'report', 'train'];
/** Flags of theirs that change what is answered. */
const flags = ['predict 3 photo.jpg --sets', '--false-alarm', 'labels next leaves --benefit', '--like', 'report 1 --language'];

/** What other programs rely on: the names in what each answers with `--json`. */
const promised: Readonly<Record<string, readonly string[]>> = {
  evaluate: ['calibration', 'temperature', 'eceBefore', 'eceAfter', 'eceInterval', 'bins', 'low', 'high', 'n', 'confidence', 'accuracy'],
  predict: ['set', 'familiarity', 'score', 'unfamiliar'],
  suspects: ['rank', 'file', 'split', 'given', 'likely', 'score', 'neighbours'],
  'datasets groups': ['source', 'count', 'largest', 'straddling', 'images'],
  'datasets leak': ['ungrouped', 'grouped', 'accuracy', 'low', 'high'],
  forecast: ['images', 'expectedAccuracy', 'low', 'high', 'method', 'difference'],
  adapt: ['from', 'run', 'indexed', 'images', 'of', 'statistics', 'unchanged', 'before', 'after'],
  stress: ['kinds', 'kind', 'levels', 'level', 'accuracy', 'low', 'high', 'breakPoints'],
  'lr-find': ['suggestion', 'curve', 'learningRate', 'loss', 'smoothedLoss'],
};

test.each(Object.entries(promised))('what %s --json answers is told by an example with the names that are promised', (command, names) => {
  // A line of the example, or the lines of what it answers.
  const examples = [...told.matchAll(new RegExp(`\\$ graft ${command} [^\\n]*--json[^\\n]*\\n(?:[^$\`][^\\n]*\\n)*`, 'g'))].map(([text]) => text);
  expect(examples.length).toBeGreaterThan(0);
  expect(names.filter((name) => !examples.some((text) => text.includes(`"${name}"`)))).toEqual([]);
});

test('each of them is a command, and the docs have an example of it', () => {
  const program = new Command('graft');
  describeProgram(program, allCommands);
  const names = program.commands.flatMap((command) => [command.name(), ...command.commands.map((sub) => `${command.name()} ${sub.name()}`)]);
  expect(family.filter((name) => !names.includes(name))).toEqual([]);
  expect(family.filter((name) => !told.includes(`$ graft ${name} `))).toEqual([]);
  expect(flags.filter((flag) => !told.includes(flag))).toEqual([]);
});
