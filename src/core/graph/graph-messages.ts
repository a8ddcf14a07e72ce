import protobuf from 'protobufjs';

/**
 * The part of TensorFlow's protocol buffers that we write: tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape,versions}.proto
 * and core/protobuf/{saved_model,meta_graph}.proto, field numbers as there.
 */
const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ rule: 'repeated', type, id });
const map = (type: string, id: number) => ({ keyType: 'string', type, id });

const root = protobuf.Root.fromJSON({
  nested: {
    Dim: { fields: { size: field('int64', 1) } },
    Shape: { fields: { dim: repeated('Dim', 2), unknownRank: field('bool', 3) } },
    Tensor: { fields: { dtype: field('int32', 1), tensorShape: field('Shape', 2), tensorContent: field('bytes', 4) } },
    List: {
      fields: { s: repeated('bytes', 2), i: { ...repeated('int64', 3), options: { packed: true } } },
    },
    Attribute: {
      oneofs: { value: { oneof: ['s', 'i', 'f', 'b', 'type', 'shape', 'tensor', 'list'] } },
      fields: {
        list: field('List', 1),
        s: field('bytes', 2),
        i: field('int64', 3),
        f: field('float', 4),
        b: field('bool', 5),
        type: field('int32', 6),
        shape: field('Shape', 7),
        tensor: field('Tensor', 8),
      },
    },
    Node: {
      fields: {
        name: field('string', 1),
        op: field('string', 2),
        input: repeated('string', 3),
        device: field('string', 4),
        attr: map('Attribute', 5),
      },
    },
    Versions: { fields: { producer: field('int32', 1), minConsumer: field('int32', 2) } },
    Graph: { fields: { node: repeated('Node', 1), versions: field('Versions', 4) } },
    MetaInfo: { fields: { tags: repeated('string', 4), tensorflowVersion: field('string', 5) } },
    TensorInfo: { fields: { name: field('string', 1), dtype: field('int32', 2), tensorShape: field('Shape', 3) } },
    Signature: {
      fields: { inputs: map('TensorInfo', 1), outputs: map('TensorInfo', 2), methodName: field('string', 3) },
    },
    MetaGraph: {
      fields: { metaInfoDef: field('MetaInfo', 1), graphDef: field('Graph', 2), signatureDef: map('Signature', 5) },
    },
    SavedModel: { fields: { savedModelSchemaVersion: field('int64', 1), metaGraphs: repeated('MetaGraph', 2) } },
  },
});

export const savedModelMessage = root.lookupType('SavedModel');
