import { dtypeNumbers } from './dtype.ts';
import type { Graph, Value } from './graph.ts';
import { savedModelMessage } from './graph-messages.ts';
import { shapeMessage } from './shape-message.ts';

export interface Signature {
  readonly inputs: Readonly<Record<string, Value>>;
  readonly outputs: Readonly<Record<string, Value>>;
}

/** GraphDef producer version of TensorFlow 2.x as written by 2.9 and later; older consumers refuse nothing we use. */
const producer = 1087;

const tensorInfo = (value: Value) => ({
  name: value.name.includes(':') ? value.name : `${value.name}:0`,
  dtype: dtypeNumbers[value.dtype],
  tensorShape: shapeMessage(value.shape),
});

const infos = (values: Readonly<Record<string, Value>>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, tensorInfo(value)]));

/** The graph as the bytes of a `saved_model.pb`, tag `serve`, with `serving_default` where a signature is given. */
export function encodeSavedModel(graph: Graph, signature?: Signature): Uint8Array {
  const signatureDef = signature && {
    serving_default: {
      inputs: infos(signature.inputs),
      outputs: infos(signature.outputs),
      methodName: 'tensorflow/serving/predict',
    },
  };
  return savedModelMessage
    .encode({
      savedModelSchemaVersion: 1,
      metaGraphs: [
        {
          metaInfoDef: { tags: ['serve'], tensorflowVersion: '2.21.0' },
          graphDef: { node: graph.messages, versions: { producer } },
          ...(signatureDef ? { signatureDef } : {}),
        },
      ],
    })
    .finish();
}
