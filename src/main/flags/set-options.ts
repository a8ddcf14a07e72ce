import type { Command } from 'commander';
import { setMethods, usualSets, type SetMethod, type SetWish } from '../../shared/answer-sets.ts';
import { choice, shareOf } from './option-values.ts';

export interface SetOptions {
  sets?: number;
  setMethod?: SetMethod;
}

/** `--sets` and `--set-method`, of every command that answers with sets. */
export const addSetOptions = (command: Command): Command =>
  command
    .option('--sets <share>', 'besides, the classes among which the right one is in such a share of new pictures, such as 0.9', shareOf('sets'))
    .option('--set-method <method>', 'how sets are made: lac (smallest, default), raps or aps; alone, at 0.9', choice('set-method', setMethods));

/** What is asked for: a method alone asks for sets of the usual level; null for none. */
export const setWish = ({ sets, setMethod }: SetOptions): SetWish | null =>
  sets === undefined && setMethod === undefined ? null : { level: sets ?? usualSets.level, method: setMethod ?? usualSets.method };
