import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { describeProgram } from '../terminal/run-program.ts';
import { allCommands } from './all-commands.ts';

const docs = path.join(import.meta.dirname, '..', '..', '..', 'docs');
const told = readdirSync(docs).filter((name) => name.endsWith('.md')).map((name) => readFileSync(path.join(docs, name), 'utf8')).join('\n');

/** Commands that say how far a figure or an answer can be trusted, and what is wrong with the pictures. */
const family = ['evaluate', 'predict', 'familiarity', 'suspects', 'labels again', 'labels next', 'labels suggest', 'datasets groups', 'datasets leak', 'datasets ledger', 'datasets lock-test', 'datasets duplicates', 'stress', 'shortcut', 'forecast', 'report', 'train'];
/** Flags of theirs that change what is answered. */
const flags = ['predict 3 photo.jpg --sets', '--false-alarm', 'labels next leaves --benefit', '--like', 'report 1 --language'];

test('each of them is a command, and the docs have an example of it', () => {
  const program = new Command('graft');
  describeProgram(program, allCommands);
  const names = program.commands.flatMap((command) => [command.name(), ...command.commands.map((sub) => `${command.name()} ${sub.name()}`)]);
  expect(family.filter((name) => !names.includes(name))).toEqual([]);
  expect(family.filter((name) => !told.includes(`$ graft ${name} `))).toEqual([]);
  expect(flags.filter((flag) => !told.includes(flag))).toEqual([]);
});
