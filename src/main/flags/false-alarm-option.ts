import type { Command } from 'commander';
import { shareOf } from './option-values.ts';

export interface FalseAlarmOptions {
  falseAlarm?: number;
}

/** `--false-alarm`, of every command that says which pictures are unlike all that a run learned from. */
export const addFalseAlarmOption = (command: Command): Command =>
  command.option('--false-alarm <share>', 'share of known pictures that may be taken for unlike all others (default: 0.05)', shareOf('false-alarm'));
