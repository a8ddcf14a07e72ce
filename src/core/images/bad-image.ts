import { StudioError } from '../errors.ts';
import type { SaidValues } from '../../shared/said.ts';

/** Why a file is no readable picture: part of a sentence without the file's name, to stand beside it, and the same as data. */
export interface Fault {
  readonly reason: string;
  readonly values: SaidValues;
}

/** A file that is no readable picture. `kind` and what else of {@link Fault.values} the window says it by. */
export const badImage = (reason: string, kind: string, more: Omit<SaidValues, 'kind'> = {}, cause?: unknown): StudioError =>
  faultyImage({ reason, values: { ...more, kind } }, cause);

export const faultyImage = ({ reason, values }: Fault, cause?: unknown): StudioError =>
  new StudioError('bad-image', reason, {
    hint: 'The file is left as it is and is not used; replace it or take it out of the folder.',
    values,
    cause,
  });
