import { basename } from 'node:path';

/** What a file is that holds no weights we read, in words that follow its name, and what to do about it. */
export interface Foreign {
  readonly problem: string;
  readonly hint: string;
}

const ask = 'Weights are read as .safetensors, or as .pth, .pt, .bin or .ckpt written by torch.save.';

const starts = (head: Buffer, ...bytes: (number | string)[]) =>
  head.indexOf(bytes.map((each) => (typeof each === 'number' ? String.fromCharCode(each) : each)).join(''), 0, 'latin1') === 0;
const quoted = (text: string) => JSON.stringify(text.trim().replace(/\s+/g, ' ').slice(0, 80));

/** Text of the first bytes when nothing but text is there; many servers answer an error with 200 and a sentence. */
function asText(head: Buffer): string | null {
  const text = head.toString('utf8').replace(/^\u{feff}/u, '');
  return /[^\P{C}\s]|\ufffd/u.test(text.slice(0, 500)) ? null : text;
}

function describeText(text: string): Foreign {
  const pointer = /^version https:\/\/git-lfs\.github\.com\/spec\/.*\n(?:.*\n)*?size (\d+)/.exec(text);
  if (pointer) {
    return {
      problem: `is a Git LFS pointer, not the weights; they have ${pointer[1]} bytes`,
      hint: 'Run "git lfs pull" in the checkout it comes from, or download the file itself.',
    };
  }
  if (/^\s*<(?:!doctype|html|head|body|\?xml|!--)/i.test(text)) {
    return {
      problem: 'is a web page, not weights',
      hint: 'The download saved a page (a preview, a log-in, an error); use the link of the file itself.',
    };
  }
  if (/"weight_map"\s*:/.test(text)) {
    return {
      problem: 'is the index of a model in several files (shards), not weights',
      hint: 'Join the files first; in Python: load each with safetensors.torch.load_file, save all with save_file.',
    };
  }
  if (/^\s*model_checkpoint_path:/.test(text)) return tensorflow;
  const kind = /^\s*[{[]/.test(text) ? 'a JSON text' : 'a text';
  return { problem: `is ${kind}, not weights: ${quoted(text)}`, hint: ask };
}

const tensorflow: Foreign = {
  problem: 'belongs to a TensorFlow checkpoint, which is not read',
  hint: "Use the same network's PyTorch or safetensors file: \"graft backbones list\" shows those that can be downloaded.",
};
const keras: Foreign = { problem: 'is a Keras (HDF5) file, which is not read', hint: tensorflow.hint };
const onnx: Foreign = {
  problem: 'is an ONNX model, which holds a finished graph, not a state dict',
  hint: 'Import the weights it was made from (.pth, .safetensors).',
};
const packed = (kind: string): Foreign => ({ problem: `is packed (${kind})`, hint: 'Unpack it, then import the file inside.' });

/** By the first bytes; a function where they alone do not tell. */
const kinds: readonly [(head: Buffer, name: string) => boolean, Foreign][] = [
  [(head) => starts(head, 0x89, 'HDF\r\n'), keras],
  [
    (head) => starts(head, 'GGUF') || starts(head, 'GGML') || starts(head, 'lmgg'),
    { problem: 'is a GGUF file of a language model, which is not read', hint: ask },
  ],
  [(head) => starts(head, 0x93, 'NUMPY'), { problem: 'is a NumPy array, not a state dict', hint: ask }],
  [(head) => head.subarray(4, 8).equals(Buffer.from('TFL3')), { ...tensorflow, problem: 'is a TensorFlow Lite model, which is not read' }],
  [(head) => starts(head, 0x1f, 0x8b), packed('gzip')],
  [(head) => starts(head, 'BZh'), packed('bzip2')],
  [(head) => starts(head, 0xfd, '7zXZ'), packed('xz')],
  [(head) => starts(head, '7z', 0xbc, 0xaf), packed('7z')],
  [(head) => starts(head, 'Rar!'), packed('rar')],
  [(head) => starts(head, 0x28, 0xb5, 0x2f, 0xfd), packed('zstd')],
  [(head) => head.subarray(257, 262).equals(Buffer.from('ustar')), packed('tar')],
  [
    (head) => starts(head, 4, 0, 0, 0, 1, 0, 0, 0) || starts(head, 3, 0, 0, 0, 1, 0, 0, 0),
    { problem: 'is a file of Lua Torch (.t7), which is not read', hint: ask },
  ],
  // A protocol buffer whose first field is a small number (ir_version), then the producer or the graph.
  [(head) => head[0] === 8 && head[1]! < 32 && [0x12, 0x1a, 0x3a, 0x42].includes(head[2]!), onnx],
  [(_, name) => /\.onnx$/i.test(name), onnx],
  [(_, name) => /\.(?:index|meta|data-\d{5}-of-\d{5})$|^saved_model\.pb$/i.test(name), tensorflow],
];

/**
 * Names a file that is no weights file by what it is; `null` for what may be one.
 * @param head its first bytes, some hundred
 * @param file its name
 */
export function foreignFile(head: Buffer, file: string, sizeBytes: number): Foreign | null {
  if (sizeBytes === 0) return { problem: 'is empty', hint: 'Fetch or save the file again.' };
  const name = basename(file);
  const known = kinds.find(([isKind]) => isKind(head, name));
  if (known) return known[1];
  const text = asText(head);
  return text === null ? null : describeText(text);
}

/** For a file that is one of several: it cannot hold a whole network by itself. */
export function shardOf(file: string): Foreign | null {
  const found = /[-_.](\d{5})-of-(\d{5})\./.exec(basename(file));
  if (!found || Number(found[2]) < 2) return null;
  return {
    problem: `is part ${Number(found[1])} of ${Number(found[2])} of a model in several files (shards)`,
    hint: 'Join the files first; in Python: load each with safetensors.torch.load_file, save all with save_file.',
  };
}

/** A length below 4 GiB and the brace that every header begins with. Asked first: the length may look like anything. */
export const isSafetensors = (head: Buffer): boolean => head.length > 8 && head.readUInt32LE(4) === 0 && head[8] === 0x7b;

/** A zip archive or a pickle of protocol 2 and later; PyTorch writes both. */
export const isPytorch = (head: Buffer): boolean =>
  starts(head, 'PK', 3, 4) || starts(head, 'PK', 5, 6) || (head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5);
