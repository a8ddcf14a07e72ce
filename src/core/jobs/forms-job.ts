import { encodeForms, equivalentForms, formBlock, formFigures } from '../exporting/equivalent-forms.ts';
import { channelsFirst } from '../exporting/onnx-reader.ts';
import { readImage } from '../images/read-image.ts';
import type { Backbone } from '../nets/model.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { drawnWeights } from '../training/drawn-weights.ts';
import type { FormsResult } from '../../shared/forms-result.ts';
import type { FormsJob } from '../../shared/forms-job.ts';
import { openBackbone } from './answer-job.ts';
import { loadOnnxRuntime } from '../exporting/onnx-runtime.ts';

/** A block of grouped convolutions in its three forms, on a picture or on a drawn pattern: how far their outputs lie apart. */
export async function runFormsJob({ model, block: cut, picture }: FormsJob): Promise<FormsResult> {
  const backbone = 'backbone' in model ? await openBackbone(model) : drawn(model);
  const block = formBlock(backbone, cut ?? undefined);
  const size = backbone.preprocessing.imageSize;
  const pixels = picture === null ? pattern(size) : await readImage(picture, backbone.preprocessing);
  const { InferenceSession: Session, Tensor } = await loadOnnxRuntime();
  const session = await Session.create(encodeForms(backbone, block));
  try {
    const answers = await session.run({ image: new Tensor('float32', channelsFirst(pixels, 1), [1, 3, size, size]) });
    const [first, ...others] = equivalentForms.map((form) => answers[form]!.data as Float32Array);
    const rms = Math.sqrt(first!.reduce((sum, value) => sum + value * value, 0) / first!.length);
    const maxAbsDiff = Math.max(...others.map((other) => first!.reduce((most, value, at) => Math.max(most, Math.abs(value - other[at]!)), 0)));
    const { groups, outChannels } = block.units[1]!.conv;
    const figures = formFigures(backbone, block, size);
    return { kind: 'forms', block: block.cut, cardinality: groups, width: outChannels / groups, forms: figures, maxAbsDiff, rootMeanSquare: rms };
  } finally {
    await session.release();
  }
}

function drawn({ net: spec, preprocessing }: Exclude<FormsJob['model'], { backbone: unknown }>): Backbone {
  const net = planNet(spec);
  return { net, preprocessing, tensors: drawnWeights(net, 2) };
}

/** Stripes and colours, for whoever gives no picture. */
const pattern = (size: number): Uint8Array => Uint8Array.from({ length: size * size * 3 }, (_, i) => ((i % 3) * 60 + Math.floor(i / 3 / size) * 5 + (i % 7) * 11) & 255);
