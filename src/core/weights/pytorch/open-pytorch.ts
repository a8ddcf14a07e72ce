import type { Tensor } from '../../tensor.ts';
import type { Shapes } from '../name-fit.ts';
import { badFile } from '../safetensors-header.ts';
import { withWeightsFile } from '../weights-handle.ts';
import { openLegacyCheckpoint } from './legacy-checkpoint.ts';
import type { Refuse } from './pickle-machine.ts';
import { readStrided } from './strided-tensor.ts';
import { openZipCheckpoint } from './zip-checkpoint.ts';

const zipMark = 0x50;

/**
 * Opens what `torch.save` wrote, of any version: shapes at once, values one tensor at a time. Nothing of its pickle is run, and
 * whatever it claims, time and memory stay within the bounds that stand in this folder's files.
 * @param shownAs what messages call the file
 * @throws StudioError `not-found`; `bad-weights` naming what is damaged, refused or another thing
 */
export function withPytorch<T>(
  file: string,
  shownAs: string,
  use: (weights: { readonly shapes: Shapes; readonly read: (name: string) => Promise<Tensor> }) => Promise<T>,
): Promise<T> {
  const refuse: Refuse = (problem, hint, kind) => {
    throw badFile(shownAs, problem, hint, undefined, kind);
  };
  return withWeightsFile(file, async (handle) => {
    const { size } = await handle.stat();
    const first = Buffer.alloc(1);
    await handle.read(first, 0, 1, 0);
    const open = first[0] === zipMark ? openZipCheckpoint : openLegacyCheckpoint;
    const { tensors, bytesOf } = await open(handle, size, refuse);
    return use({
      shapes: new Map([...tensors].map(([name, { shape }]) => [name, shape])),
      read: async (name) => {
        const tensor = tensors.get(name)!;
        return readStrided(name, tensor, await bytesOf(tensor.storage), refuse);
      },
    });
  });
}
