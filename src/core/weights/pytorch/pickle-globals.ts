import { pickledItems, isKind } from './pickle-values.ts';
import type { Element, PickleDict, PickleGlobal, PickleList, PickleValue } from './pickle-values.ts';

/*
 * All that a pickle may name (docs/decisions/0009): what tensors are made of, and classes of settings and counters that
 * training codes keep beside them. The latter become inert: their arguments and their state are read and thrown away.
 */

/** @throws TypeError what is wrong with its arguments */
type Call = NonNullable<PickleGlobal['call']>;

/** What a list of pairs became: made once a list, since a pickle may ask for it with every instruction. */
const dictsOfLists = new WeakMap<PickleList, PickleDict>();

/** A dictionary given to its own class stays the same one, for the same reason. */
const dict = ([given]: readonly PickleValue[]): PickleDict => {
  if (isKind(given, 'dict')) return given;
  const pairs = isKind(given, 'list') || isKind(given, 'tuple') ? (given as PickleList) : null;
  const known = pairs && dictsOfLists.get(pairs);
  if (known) return known;
  const made: PickleDict = { kind: 'dict', entries: new Map() };
  for (const pair of pairs?.items ?? []) {
    const [key = null, value = null] = pickledItems(pair) ?? [];
    made.entries.set(key, value);
  }
  if (pairs) dictsOfLists.set(pairs, made);
  return made;
};

/** `storage, offset, size, stride, …`; version 3 names its type at the end, since its storage is of bytes. */
const tensor: Call = ([storage, offset = null, shape = null, stride = null, , , dtype]) => {
  if (!isKind(storage, 'storage')) throw new TypeError('makes a tensor of something that is no storage');
  const element = isKind(dtype, 'global') && dtype.element !== null ? dtype.element : storage.element;
  return { kind: 'tensor', storage, element, offset, shape, stride };
};

const first: Call = ([value]) => {
  if (isKind(value, 'tensor') || isKind(value, 'inert')) return value;
  throw new TypeError('makes a parameter of something that is no tensor');
};

const list: Call = ([value]) => (isKind(value, 'list') || isKind(value, 'tuple') ? value : { kind: 'list', items: [] });

/** `function, class, arguments, state`: how subclasses of tensors are written. */
const ofType: Call = ([made, , args]) => {
  if (!isKind(made, 'global') || made.call === null) throw new TypeError('makes a tensor by something that makes none');
  return made.call(pickledItems(args) ?? []);
};

const calls: Record<string, Call> = {
  'collections.OrderedDict': dict,
  'collections.Counter': dict,
  'collections.defaultdict': () => dict([]),
  'torch.Size': list,
  'torch._utils._rebuild_tensor': tensor,
  'torch._utils._rebuild_tensor_v2': tensor,
  'torch._utils._rebuild_tensor_v3': tensor,
  'torch._utils._rebuild_parameter': first,
  'torch._utils._rebuild_parameter_with_state': first,
  'torch._tensor._rebuild_from_type_v2': ofType,
};
for (const name of ['dict', 'list', 'tuple', 'set', 'frozenset']) {
  for (const module of ['builtins', '__builtin__']) calls[`${module}.${name}`] = name === 'dict' ? dict : list;
}

const elements: Record<string, Element> = {
  'torch.FloatStorage': 'F32',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.DoubleStorage': 'F64',
  'torch.LongStorage': 'I64',
  'torch.IntStorage': 'I32',
  'torch.ShortStorage': 'I16',
  'torch.CharStorage': 'I8',
  'torch.ByteStorage': 'U8',
  'torch.BoolStorage': 'BOOL',
  'torch.ComplexFloatStorage': 'C64',
  'torch.ComplexDoubleStorage': 'C128',
  'torch.storage.UntypedStorage': 'U8',
  'torch.float32': 'F32',
  'torch.float': 'F32',
  'torch.float16': 'F16',
  'torch.half': 'F16',
  'torch.bfloat16': 'BF16',
  'torch.float64': 'F64',
  'torch.double': 'F64',
  'torch.int64': 'I64',
  'torch.long': 'I64',
  'torch.int32': 'I32',
  'torch.int': 'I32',
  'torch.int16': 'I16',
  'torch.int8': 'I8',
  'torch.uint8': 'U8',
  'torch.bool': 'BOOL',
  'torch.complex32': 'C32',
  'torch.complex64': 'C64',
  'torch.complex128': 'C128',
  'torch.float8_e4m3fn': 'F8',
  'torch.float8_e5m2': 'F8',
  'torch.float8_e4m3fnuz': 'F8',
  'torch.float8_e5m2fnuz': 'F8',
};

/** Classes and makers of values that training codes keep in checkpoints; by module, since modules move between versions. */
const inertNames: Record<string, string> = {
  argparse: 'Namespace',
  types: 'SimpleNamespace',
  'builtins __builtin__': 'object bytearray complex slice range xrange int long float bool str unicode bytes',
  'copyreg copy_reg': '_reconstructor',
  _codecs: 'encode',
  collections: 'deque',
  datetime: 'datetime date time timedelta timezone',
  decimal: 'Decimal',
  uuid: 'UUID',
  typing: 'Any',
  'pathlib pathlib._local': 'Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath',
  numpy: 'dtype ndarray float64 float32 int64 int32 bool_',
  'numpy.core.multiarray numpy._core.multiarray': 'scalar _reconstruct',
  'numpy.dtypes': 'Float64DType Float32DType Int64DType Int32DType BoolDType UInt32DType UInt8DType',
  torch: 'device Tensor strided contiguous_format preserve_format channels_last',
  'torch.nn.parameter': 'Parameter Buffer',
  'torch._utils': '_rebuild_sparse_tensor _rebuild_qtensor',
  'torch.serialization': '_get_layout',
  'omegaconf.dictconfig': 'DictConfig',
  'omegaconf.listconfig': 'ListConfig',
  'omegaconf.base': 'ContainerMetadata Metadata',
  'omegaconf.nodes': 'AnyNode StringNode IntegerNode FloatNode BooleanNode',
  'pytorch_lightning.utilities.parsing lightning_fabric.utilities.data lightning.fabric.utilities.data': 'AttributeDict',
  'pytorch_lightning.callbacks.model_checkpoint': 'ModelCheckpoint',
  'pytorch_lightning.callbacks.early_stopping': 'EarlyStopping',
  'yacs.config fvcore.common.config': 'CfgNode',
  'easydict addict.addict addict': 'EasyDict Dict',
  'mmcv.utils.config mmengine.config.config': 'ConfigDict',
};

const known = new Map<string, PickleGlobal>();
const register = (name: string, call: Call | null, element: Element | null = null) =>
  known.set(name, { kind: 'global', name, call, element });
for (const [name, call] of Object.entries(calls)) register(name, call);
for (const [name, element] of Object.entries(elements)) register(name, null, element);
for (const [modules, names] of Object.entries(inertNames)) {
  for (const name of modules.split(' ').flatMap((module) => names.split(' ').map((each) => `${module}.${each}`))) {
    if (!known.has(name)) register(name, () => ({ kind: 'inert', name }));
  }
}

/** The global of a name; `null` for one that is not allowed. */
export const allowedGlobal = (name: string): PickleGlobal | null => known.get(name) ?? null;

/** Modules whose classes stand in a pickle only when a whole model was saved. */
const modelModules = /^(?:torch\.nn\.modules\.|torch\.nn\.parallel\.|torchvision\.models\.|timm\.(?:models|layers)\.|models?\.|ultralytics\.|pytorch_lightning\.core)/;

/** What to say of a global that is not allowed, and what can be done. */
export function refusedGlobal(name: string): { problem: string; hint: string } {
  const inPython = 'In Python, if you trust it: torch.save(torch.load(file, weights_only=False)';
  return modelModules.test(name)
    ? {
        problem: `is a whole pickled model (${name}), not its weights; loading it would run code`,
        hint: `${inPython}.state_dict(), "weights.pth"), then import that.`,
      }
    : {
        problem: `contains code: ${name}. Nothing of it was run`,
        hint: `Only weights are read. ${inPython}["state_dict"], "weights.pth"), then import that.`,
      };
}
