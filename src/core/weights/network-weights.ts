import type { NetPlan } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import type { Tensor, TensorMap } from '../tensor.ts';
import { mapNames } from './name-map.ts';
import type { NameMap } from './name-map.ts';
import { badFile } from './safetensors-header.ts';
import { withSafetensors } from './safetensors.ts';

/** A plain loop: `every` takes eight times as long on 25 million values. */
function allFinite(data: Float32Array): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  return true;
}

/**
 * The tensors of a network one after the other, under the tensor table's names and shapes.
 * @param read values by the name in the file
 * @throws StudioError `bad-weights` naming a tensor that holds NaN or infinity
 */
export async function* networkTensors(
  net: NetPlan,
  { names, classes }: Pick<NameMap, 'names' | 'classes'>,
  read: (name: string) => Promise<Tensor>,
  file: string,
): AsyncGenerator<[string, Tensor]> {
  for (const { name, shape } of tensorTable(net, classes ?? 0)) {
    const source = names.get(name);
    if (source === undefined) continue;
    const { data } = await read(source);
    if (!allFinite(data)) {
      const hint = 'The training that wrote it has probably diverged; use an earlier checkpoint.';
      throw badFile(file, `tensor "${source}" holds values that are no finite numbers.`, hint, undefined, 'weights-not-finite');
    }
    // A linear classifier and a 1x1 convolution hold the same values in the same order.
    yield [name, { shape, data }];
  }
}

/**
 * Reads a network out of a safetensors file whose names may be anyone's; of what it does not need no tensor is made.
 * @param isPart whether it is known to be the beginning of the file's network, of which the rest is left
 * @param sha256 of the file, which is compared with it while it is read
 * @throws StudioError as `readSafetensors` and `mapNames`; `bad-weights` naming a tensor that holds NaN or infinity
 */
export function readNetwork(
  file: string,
  net: NetPlan,
  sha256: string | null,
  isPart = false,
): Promise<Omit<NameMap, 'names'> & { readonly tensors: TensorMap }> {
  return withSafetensors(file, async ({ rows }, read) => {
    const byName = new Map(rows.map((row) => [row.name, row]));
    const { names, ...found } = mapNames(net, new Map(rows.map(({ name, shape }) => [name, shape])), file, undefined, isPart);
    const tensors: TensorMap = new Map();
    const mapped = { names, classes: found.classes };
    for await (const [name, tensor] of networkTensors(net, mapped, (source) => read(byName.get(source)!), file)) {
      tensors.set(name, tensor);
    }
    return { ...found, tensors };
  }, { sha256 });
}
