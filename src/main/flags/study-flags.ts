import { StudioError } from '../../core/errors.ts';
import { runSettings } from '../../shared/run-settings.ts';
import type { CellValue, StudyVariation } from '../../shared/study-spec.ts';
import { settingFlags } from './setting-flags.ts';

const wrong = (text: string): StudioError =>
  new StudioError('bad-usage', `--vary is "${text}"`, { field: 'vary', hint: 'It takes a field and its values, such as lr=0.01,0.03,0.1, net.order=post,pre or trainShare=0.25,1.' });

/** `lr=0.01,0.03` as a variation; the field is a setting or its flag, `net.…` or `trainShare`. For commander: one after another. @throws StudioError `bad-usage` */
export function variation(text: string, before: readonly StudyVariation[] = []): StudyVariation[] {
  const at = text.indexOf('=');
  const [name, list] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at < 1 || list === '') throw wrong(text);
  const field = runSettings.find(({ key, flag }) => key === name || flag === name)?.key ?? name;
  const values = list.startsWith('[') ? parsedList(list, text) : listed(list).map((value) => valueOf(field, value));
  return [...before, { field, values }];
}

/** Parts between commas; a comma inside braces, brackets or quotes of JSON is no end. */
function listed(text: string): string[] {
  const parts = [''];
  let [depth, isQuoted, before] = [0, false, ''];
  for (const sign of text) {
    if (sign === '"' && before !== '\\') isQuoted = !isQuoted;
    else if (!isQuoted && '{['.includes(sign)) depth += 1;
    else if (!isQuoted && '}]'.includes(sign)) depth -= 1;
    if (sign === ',' && depth === 0 && !isQuoted) parts.push('');
    else parts[parts.length - 1] += sign;
    before = sign;
  }
  return parts.map((part) => part.trim());
}

/** `head,stage4` as cuts of the freeze sweep. */
export const cuts = (text: string): string[] => text.split(',').map((cut) => cut.trim());

function parsedList(list: string, text: string): CellValue[] {
  try {
    const value: unknown = JSON.parse(list);
    if (Array.isArray(value)) return value as CellValue[];
  } catch (cause) {
    throw new StudioError('bad-usage', `--vary is "${text}": ${(cause as SyntaxError).message}`, { field: 'vary', hint: 'A list in brackets is JSON.', cause });
  }
  throw wrong(text);
}

/** As its setting reads it; what is in a network's spec as JSON where it is any. */
function valueOf(field: string, text: string): CellValue {
  const row = settingFlags().find(({ key }) => key === field);
  if (row) return row.read ? row.read(text) : text;
  if (field === 'trainShare') return Number(text);
  try {
    return JSON.parse(text) as CellValue;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
