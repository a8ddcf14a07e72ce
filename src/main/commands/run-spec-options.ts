import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import type { z } from 'zod';
import { StudioError } from '../../core/errors.ts';
import { runName } from '../../core/runs/lifecycle/run-name.ts';
import { runSettings } from '../../shared/run-settings.ts';
import type { Setting } from '../../shared/run-settings.ts';
import { runSpecSchema, type RunSpec } from '../../shared/run-spec.ts';
import { fieldOf } from '../flags/option-values.ts';
import { settingFlags } from '../flags/setting-flags.ts';

/** What most trainings are said with stands first; the rest is as in the window's form that shows everything. */
const headings = { usual: 'Settings:', everything: 'Finer settings:' } as const;

export function addSpecOptions(command: Command, flags = settingFlags()): Command {
  for (const { flag, value, help, read, level } of flags) {
    const option = new Option(`--${flag} ${value}`, help).helpGroup(headings[level]);
    command.addOption(read ? option.argParser(read) : option);
  }
  return command.option('--config <file>', 'JSON file with these settings (batchSize, learningRate, …); flags go before it');
}

type Options = Readonly<Record<string, unknown>>;

/**
 * The spec that flags and the `--config` file ask for.
 * @throws StudioError `bad-usage` that names the flag, or the key and the file
 */
export function specFromOptions(options: Options): RunSpec {
  const spec = settingsFromOptions(options, runSettings, runSpecSchema);
  runName(spec.name);
  return spec;
}

/** The same for any table of settings and its schema (`specSchemaOf`). */
export function settingsFromOptions<Spec extends object>(options: Options, rows: readonly Setting[], schema: z.ZodType<Spec>): Spec {
  const asked = rows.flatMap(({ key, flag }) => {
    const value = options[fieldOf(flag)];
    return value === undefined ? [] : [[key, value]];
  });
  const flagOf = (key: string) => `--${rows.find((row) => row.key === key)?.flag ?? key}`;
  const flags = check(Object.fromEntries(asked), flagOf, rows, schema);
  const config = typeof options['config'] === 'string' ? readConfig(options['config'], rows, schema) : {};
  return { ...config, ...flags };
}

const configHint = 'It holds settings, such as {"freeze": "until:stage4", "epochs": 10}.';

function readConfig<Spec>(file: string, rows: readonly Setting[], schema: z.ZodType<Spec>): Spec {
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
  return check(content, (key) => `"${key}" in ${file}`, rows, schema);
}

function check<Spec>(content: object, nameOf: (key: string) => string, rows: readonly Setting[], schema: z.ZodType<Spec>): Spec {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    throw new StudioError('bad-usage', `${nameOf(key)} is no known setting`, { field: key, hint: meant(key, rows) });
  }
  const key = String(issue.path[0]);
  const value = (content as Record<string, unknown>)[key];
  throw new StudioError('bad-usage', `${nameOf(key)} is ${JSON.stringify(value)}`, {
    field: key,
    hint: expectation(issue),
  });
}

const letters = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');

function meant(key: string, rows: readonly Setting[]): string {
  const row = rows.find((one) => letters(one.key) === letters(key) || letters(one.flag) === letters(key));
  return row === undefined ? `Known are ${rows.map((one) => one.key).join(', ')}.` : `Write "${row.key}".`;
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
    case 'custom':
    case 'invalid_format':
      return `It ${issue.message}.`;
    default:
      return issue.message;
  }
}
