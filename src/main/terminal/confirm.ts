import { createInterface } from 'node:readline/promises';
import { StudioError } from '../../core/errors.ts';
import type { Context } from './context.ts';

/**
 * Says what is about to be deleted. Where a person sits before a terminal it goes on only when they say yes; `--yes`, `--json` and a
 * program that reads or writes for them are not asked.
 * @throws StudioError `cancelled`
 */
export async function confirmDeletion(context: Context, what: string, isAgreed: boolean): Promise<void> {
  context.remark(what);
  if (isAgreed || context.json || !process.stdin.isTTY || !process.stdout.isTTY) return;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const leaving = new AbortController();
  // Ctrl-C and Ctrl-D: neither is an answer.
  terminal.once('close', () => leaving.abort());
  terminal.once('SIGINT', () => leaving.abort());
  try {
    const answer = await terminal.question('Delete? [y/N] ', { signal: leaving.signal });
    if (/^y(es)?$/i.test(answer.trim())) return;
  } catch (error) {
    if (!leaving.signal.aborted) throw error;
    context.remark('');
  } finally {
    terminal.close();
  }
  throw new StudioError('cancelled', 'Nothing was deleted', { hint: 'Answer y, or give --yes.' });
}

export const yesOption = ['--yes', 'do not ask'] as const;
