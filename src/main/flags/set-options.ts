import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import { setMethods, type SetMethod } from '../../shared/answer-sets.ts';
import { choice, partOf } from './option-values.ts';

export interface SetOptions {
  sets?: number;
  setMethod?: SetMethod;
}

/** `--sets` and `--set-method`, of every command that answers with sets. */
export const addSetOptions = (command: Command): Command =>
  command
    .option('--sets <share>', 'besides, the classes among which the right one is in such a share of new pictures, as 0.9', partOf('sets'))
    .option('--set-method <method>', 'how sets are made: lac (smallest, default), raps or aps', choice('setMethod', setMethods));

/** What is asked for; null for none. @throws StudioError `bad-usage` for a method without sets */
export function setWish({ sets, setMethod }: SetOptions): { level: number; method: SetMethod } | null {
  if (sets === 0 || sets === 1) throw new StudioError('bad-usage', `--sets is ${sets}: nothing is promised in no case or in every case`, { field: 'sets', hint: 'Give a share as 0.9.' });
  if (sets !== undefined) return { level: sets, method: setMethod ?? 'lac' };
  if (setMethod === undefined) return null;
  throw new StudioError('bad-usage', '--set-method is for answer sets, and none are asked for', { field: 'setMethod', hint: 'Add --sets 0.9.' });
}
