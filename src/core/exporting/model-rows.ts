import { StudioError } from '../errors.ts';
import type { Backbone, Model } from '../nets/model.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import type { TensorRow } from '../nets/plan/tensor-table.ts';
import { elementCount } from '../tensor.ts';

/**
 * The rows of a model's tensor table, each known to be there with its shape.
 * @throws StudioError `bad-weights` naming the tensor that is missing or misshapen.
 */
export function modelRows(model: Model): TensorRow[] {
  const rows = tensorTable(model.net, model.classes.length);
  expectThere(model, rows, `${model.net.name} with ${model.classes.length} classes`);
  return rows;
}

/** Its rows without the head's. @throws StudioError as `modelRows` */
export function backboneRows(backbone: Backbone): TensorRow[] {
  const rows = tensorTable(backbone.net, 0).filter(({ part }) => part !== 'head');
  expectThere(backbone, rows, backbone.net.name);
  return rows;
}

function expectThere(model: Backbone, rows: readonly TensorRow[], network: string): void {
  for (const { name, shape } of rows) {
    const tensor = model.tensors.get(name);
    const expected = `[${shape.join(', ')}] for ${network}`;
    if (!tensor) throw new StudioError('bad-weights', `The tensor "${name}" is missing; expected ${expected}`, { values: { kind: 'tensor-missing', tensor: name, expected: String(expected) } });
    if (tensor.shape.join() !== shape.join() || tensor.data.length !== elementCount(shape)) {
      throw new StudioError('bad-weights', `The tensor "${name}" is [${tensor.shape.join(', ')}]; expected ${expected}`, {
        values: { kind: 'tensor-shape', tensor: name, shape: tensor.shape.join(' × '), expected: String(expected) },
      });
    }
  }
}
