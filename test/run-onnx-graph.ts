import { onnxModelMessage } from '../src/core/exporting/onnx-messages.ts';
import { valueInfo } from '../src/core/exporting/onnx-graph.ts';
import type { OnnxGraph, OnnxValue } from '../src/core/exporting/onnx-graph.ts';

/** What ONNX Runtime makes of a graph from one input to one output, float32. */
export async function runOnnxGraph(
  graph: OnnxGraph,
  input: string,
  output: OnnxValue,
  shape: readonly number[],
  values: Float32Array,
): Promise<Float32Array> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const open = shape.map((_, axis) => `axis${axis}`);
  const bytes = onnxModelMessage
    .encode({
      irVersion: 8,
      graph: {
        name: 'block',
        node: graph.nodes,
        initializer: graph.initializers,
        input: [valueInfo(input, shape)],
        output: [valueInfo(output, open)],
      },
      opsetImport: [{ domain: '', version: 17 }],
    })
    .finish();
  const session = await InferenceSession.create(bytes);
  const results = await session.run({ [input]: new Tensor('float32', values, [...shape]) });
  await session.release();
  return results[output]!.data as Float32Array;
}
