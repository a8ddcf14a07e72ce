import protobuf from 'protobufjs';

/**
 * The part of ONNX's protocol buffers that we write and read back, field numbers and enumeration values as in
 * https://github.com/onnx/onnx/blob/v1.20.0/onnx/onnx.proto.
 */
const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ rule: 'repeated', type, id });

const root = protobuf.Root.fromJSON({
  nested: {
    KeyValue: { fields: { key: field('string', 1), value: field('string', 2) } },
    OperatorSet: { fields: { domain: field('string', 1), version: field('int64', 2) } },
    // proto2 there: `ints` is not packed.
    Attribute: {
      fields: {
        name: field('string', 1),
        f: field('float', 2),
        i: field('int64', 3),
        ints: { ...repeated('int64', 8), options: { packed: false } },
        type: field('int32', 20),
      },
    },
    Node: {
      fields: {
        input: repeated('string', 1),
        output: repeated('string', 2),
        name: field('string', 3),
        opType: field('string', 4),
        attribute: repeated('Attribute', 5),
      },
    },
    Tensor: {
      fields: {
        dims: { ...repeated('int64', 1), options: { packed: false } },
        dataType: field('int32', 2),
        name: field('string', 8),
        rawData: field('bytes', 9),
      },
    },
    Dimension: { fields: { dimValue: field('int64', 1), dimParam: field('string', 2) } },
    Shape: { fields: { dim: repeated('Dimension', 1) } },
    TensorType: { fields: { elemType: field('int32', 1), shape: field('Shape', 2) } },
    Type: { fields: { tensorType: field('TensorType', 1) } },
    ValueInfo: { fields: { name: field('string', 1), type: field('Type', 2) } },
    Graph: {
      fields: {
        node: repeated('Node', 1),
        name: field('string', 2),
        initializer: repeated('Tensor', 5),
        input: repeated('ValueInfo', 11),
        output: repeated('ValueInfo', 12),
      },
    },
    Model: {
      fields: {
        irVersion: field('int64', 1),
        producerName: field('string', 2),
        graph: field('Graph', 7),
        opsetImport: repeated('OperatorSet', 8),
        metadataProps: repeated('KeyValue', 14),
      },
    },
  },
});

export const onnxModelMessage = root.lookupType('Model');

export const onnxDataTypes = { float32: 1, int8: 3, int64: 7, bool: 9 } as const;
export const onnxAttributeTypes = { f: 1, i: 2, ints: 7 } as const;
