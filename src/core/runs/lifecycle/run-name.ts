import { StudioError } from '../../errors.ts';

const longest = 200;

/**
 * The name that a run is to have, without spaces around it; null where nothing is left.
 * @throws StudioError `bad-usage` where it is too long, or a number: that is what another run is called by
 */
export function runName(text: string | null | undefined): string | null {
  const name = text?.trim() ?? '';
  if (name.length > longest) {
    throw new StudioError('bad-usage', `The name has ${name.length} characters`, {
      field: 'name',
      values: { kind: 'name-long', n: name.length, most: longest },
      hint: `It may have ${longest} at most.`,
    });
  }
  if (/^#?\d+$/.test(name)) {
    throw new StudioError('bad-usage', `The name "${name}" is a number`, {
      field: 'name',
      values: { kind: 'name-is-number', name },
      hint: 'Runs have numbers already; give a name with a letter in it.',
    });
  }
  return name === '' ? null : name;
}
