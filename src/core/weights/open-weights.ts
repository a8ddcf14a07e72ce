import type { Tensor } from '../tensor.ts';
import { isPytorch, isSafetensors } from './foreign-file.ts';
import type { Shapes } from './name-fit.ts';
import { withPytorch } from './pytorch/open-pytorch.ts';
import { withSafetensors } from './safetensors.ts';
import { readHead, withWeightsFile } from './weights-handle.ts';

/** A weights file of any format that is read: its names first, values when they are asked for. */
export interface OpenWeights {
  readonly format: 'safetensors' | 'pytorch';
  readonly shapes: Shapes;
  /** One tensor as float32. @throws StudioError `bad-weights` naming it */
  readonly read: (name: string) => Promise<Tensor>;
}

/**
 * Opens a file by what it is, not by what it is called.
 * @param shownAs what messages call it
 * @throws StudioError `not-found`, or `bad-weights` saying what the file is instead and what to do
 */
export async function withOpenWeights<T>(
  file: string,
  shownAs: string,
  use: (weights: OpenWeights) => Promise<T>,
): Promise<T> {
  const head = await withWeightsFile(file, readHead);
  if (!isSafetensors(head) && isPytorch(head)) {
    return withPytorch(file, shownAs, (weights) => use({ format: 'pytorch', ...weights }));
  }
  return withSafetensors(
    file,
    ({ rows }, read) => {
      const byName = new Map(rows.map((row) => [row.name, row]));
      return use({
        format: 'safetensors',
        shapes: new Map(rows.map(({ name, shape }) => [name, shape])),
        read: (name) => read(byName.get(name)!),
      });
    },
    { shownAs },
  );
}
