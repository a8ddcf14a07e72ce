import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { z } from 'zod';
import { StudioError } from '../../core/errors.ts';
import { runName } from '../../core/runs/lifecycle/run-name.ts';
import { runSpecSchema, type RunSpec } from '../../shared/run-spec.ts';
import { fieldOf } from './option-values.ts';
import { specFields as fields, specFlags } from './run-spec-flags.ts';

export function addSpecOptions(command: Command): Command {
  for (const field of fields) {
    const { flag, value, help, read } = specFlags[field];
    if (read) command.option(`--${flag} ${value}`, help, read(flag, field));
    else command.option(`--${flag} ${value}`, help);
  }
  return command.option('--config <file>', 'JSON file with these settings (batchSize, learningRate, …); flags go before it');
}

/**
 * The spec that flags and the `--config` file ask for.
 * @throws StudioError `bad-usage` that names the flag, or the key and the file
 */
export function specFromOptions(options: Readonly<Record<string, unknown>>): RunSpec {
  const asked = fields.flatMap((field) => {
    const value = options[fieldOf(specFlags[field].flag)];
    return value === undefined ? [] : [[field, value]];
  });
  const flags = check(Object.fromEntries(asked), (key) => `--${specFlags[key as keyof RunSpec].flag}`);
  const config = typeof options['config'] === 'string' ? readConfig(options['config']) : {};
  runName(flags.name ?? config.name);
  return { ...config, ...flags };
}

const configHint = 'It holds settings, such as {"freeze": "until:stage4", "epochs": 10}.';

function readConfig(file: string): RunSpec {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason =
      cause instanceof SyntaxError ? `is no valid JSON: ${cause.message}` : `cannot be read: ${(cause as Error).message}`;
    throw new StudioError('bad-usage', `The --config file ${file} ${reason}`, {
      field: 'config',
      hint: configHint,
      cause,
    });
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new StudioError('bad-usage', `The --config file ${file} holds no JSON object`, {
      field: 'config',
      hint: configHint,
    });
  }
  return check(content, (key) => `"${key}" in ${file}`);
}

function check(content: object, nameOf: (key: string) => string): RunSpec {
  const result = runSpecSchema.safeParse(content);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    throw new StudioError('bad-usage', `${nameOf(key)} is no known setting`, { field: key, hint: meant(key) });
  }
  const key = String(issue.path[0]);
  const value = (content as Record<string, unknown>)[key];
  throw new StudioError('bad-usage', `${nameOf(key)} is ${JSON.stringify(value)}`, {
    field: key,
    hint: expectation(issue),
  });
}

const letters = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');

function meant(key: string): string {
  const field = fields.find((name) => letters(name) === letters(key) || letters(specFlags[name].flag) === letters(key));
  return field === undefined ? `Known are ${fields.join(', ')}.` : `Write "${field}".`;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string') return 'It must not be empty.';
      return issue.inclusive === false ? `It must be above ${issue.minimum}.` : `It must be ${issue.minimum} or more.`;
    case 'too_big':
      return issue.origin === 'string'
        ? `It may have ${issue.maximum} characters at most.`
        : `It must be ${issue.maximum} or less.`;
    case 'invalid_type':
      return `It must be a ${{ int: 'whole number', string: 'text' }[issue.expected as string] ?? issue.expected}.`;
    case 'invalid_value':
      return `It must be one of ${issue.values.join(', ')}.`;
    case 'invalid_format':
      return `It ${issue.message}.`;
    default:
      return issue.message;
  }
}
