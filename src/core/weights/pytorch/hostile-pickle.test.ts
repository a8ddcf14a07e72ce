import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { legacyOf, pthOf, py } from '../../../../test/torch-files.ts';
import { read, refusal, storage, two } from '../../../../test/torch-values.ts';

const marker = join(tmpdir(), `graft-pickle-was-run-${process.pid}`);
const system = py.call(py.global('os', 'system'), py.text(`touch ${marker}`));

test.each([
  ['alone', system, 'os.system'],
  ['behind a good tensor', py.dict({ w: two, z: system }), 'os.system'],
  ['in the arguments of a tensor', py.call(py.global('torch._utils', '_rebuild_tensor_v2'), system), 'os.system'],
  ['in the state of a setting', py.build(py.call(py.global('argparse', 'Namespace')), py.dict({ a: system })), 'os.system'],
  ['as the maker of a tensor subclass', py.call(py.global('torch._tensor', '_rebuild_from_type_v2'), py.global('os', 'system'), py.none, py.tuple()), 'os.system'],
  ['named on the stack', Buffer.concat([py.text('posix'), py.text('system'), Buffer.from([0x93])]), 'posix.system'],
  ['as an instance', Buffer.from('(cos\nsystem\nios\nsystem\n'), 'os.system'],
  ['as an old instance', Buffer.from("(S'x'\nios\nsystem\n"), null],
  ['by getattr', py.call(py.global('builtins', 'getattr'), py.none, py.text('x')), 'builtins.getattr'],
  ['by eval', py.call(py.global('builtins', 'eval'), py.text('1')), 'builtins.eval'],
  ['by a name with dots', py.global('torch', 'storage.os.system'), 'torch.storage.os.system'],
  ['by a name that objects have', py.global('constructor', 'constructor'), 'constructor.constructor'],
  ['by __proto__', py.global('__proto__', 'x'), '__proto__.x'],
  ['by torch.load', py.call(py.global('torch', 'load'), py.text('x')), 'torch.load'],
  ['by torch.hub', py.call(py.global('torch.hub', 'load'), py.text('x')), 'torch.hub.load'],
  ['by a class of its own', py.call(py.global('__main__', 'Net')), '__main__.Net'],
])('code in a pickle, %s, is refused by its name and not run', async (_, body, name) => {
  for (const content of [pthOf(body, storage), legacyOf(body, {})]) {
    const { message, hint } = await refusal(content);
    if (name === null) expect(message).toMatch(/instruction|contains code/);
    else expect(message).toBe(`a.pth: contains code: ${name}. Nothing of it was run`);
    if (name !== null) expect(hint).toMatch(/Only weights are read/);
    expect(existsSync(marker)).toBe(false);
  }
});

test.each([
  ['a storage', Buffer.concat([py.global('torch', 'FloatStorage'), py.tuple(), Buffer.from('R')]), /a call of torch\.FloatStorage/],
  ['a text', Buffer.concat([py.text('x'), py.tuple(), Buffer.from('R')]), /a call of a text/],
  ['a tensor', Buffer.concat([two, py.tuple(), Buffer.from('R')]), /a call of a tensor/],
  ['the state of a global', py.build(py.global('torch', 'Size'), py.none), /sets the state of torch\.Size/],
  ['an extension', Buffer.from([0x82, 1]), /instruction EXT1/],
  ['an old object', Buffer.from('(NoR'), /instruction OBJ/],
  ['a text of protocol 0', Buffer.from("S'x'\n"), /instruction 0x53/],
  ['an id as text', Buffer.from('Px\n'), /instruction PERSID/],
  ['a whole model', py.call(py.global('torchvision.models.resnet', 'ResNet')), /is a whole pickled model \(torchvision\.models\.resnet\.ResNet\)/],
  ['a parameter of nothing', py.call(py.global('torch._utils', '_rebuild_parameter'), py.none), /makes a parameter of something/],
  ['a tensor of nothing', py.call(py.global('torch._utils', '_rebuild_tensor_v2'), py.none), /makes a tensor of something/],
  ['a single tensor', two, /holds a single tensor/],
  ['no tensors', py.dict({ a: py.int(1) }), /holds no tensors by name/],
  ['a list', py.list(two), /holds no tensors by name \(it is a list\)/],
])('a pickle that is or calls %s is refused', async (_, body, message) => {
  expect((await refusal(pthOf(body, storage))).message).toMatch(message);
});

test('what training codes keep beside the weights becomes nothing, whatever is done to it', async () => {
  const namespace = py.build(py.call(py.global('argparse', 'Namespace')), py.dict({ w: two, lr: py.int(1) }));
  const scalar = py.call(py.global('numpy.core.multiarray', 'scalar'), py.call(py.global('numpy', 'dtype'), py.text('f8')), py.text('x'));
  const body = py.dict({ args: namespace, best: scalar, path: py.call(py.global('pathlib', 'PosixPath'), py.text('a')), w: two });
  expect(await read(pthOf(body, storage))).toEqual({ w: [1.5, -2] });
});

const twice = (times: number) => Buffer.concat([py.list(py.int(1)), ...Array.from({ length: times }, () => Buffer.from('2\x86', 'latin1'))]);
const selfish = Buffer.concat([Buffer.from(']q\x00h\x00a')]);
const circle = Buffer.concat([Buffer.from('}q\x00'), py.text('w'), two, Buffer.from('s'), py.text('again'), Buffer.from('h\x00s')]);

test('lists that hold themselves, and what doubles with every instruction, cost what they are written in', async () => {
  expect(await read(pthOf(circle, storage))).toEqual({ w: [1.5, -2] });
  expect((await refusal(pthOf(selfish))).message).toMatch(/no tensors/);
  expect((await refusal(pthOf(twice(100_000)))).message).toMatch(/no tensors/);
  const doubling = Array.from({ length: 60 }, (_, level) => {
    const below = level === 0 ? two : Buffer.from(`h${String.fromCharCode(level - 1)}`, 'latin1');
    return Buffer.concat([Buffer.from('}'), py.text('a'), below, Buffer.from('s'), py.text('b'), below, Buffer.from(`sq${String.fromCharCode(level)}`, 'latin1')]);
  });
  const message = (await refusal(pthOf(Buffer.concat(doubling), storage))).message;
  expect(message).toMatch(/holds no tensors|more than/);
});

test('copying what is remembered, again and again, is not done', async () => {
  const entries = Array.from({ length: 100_000 }, (_, i) => Buffer.concat([py.int(i), Buffer.from('N')]));
  const pairs = Array.from({ length: 100_000 }, (_, i) => Buffer.concat([py.int(i), Buffer.from('N\x86', 'latin1')]));
  const remembered = Buffer.concat([
    Buffer.from('ccollections\nOrderedDict\nq\x010ctorch\nSize\nq\x020}q\x00(', 'latin1'),
    ...entries,
    Buffer.from('u0]q\x03(', 'latin1'),
    ...pairs,
    Buffer.from('e0'),
  ]);
  const calls = Buffer.from('h\x01h\x00\x85R0h\x01h\x03\x85R0h\x02h\x03\x85R0'.repeat(10_000), 'latin1');
  expect((await refusal(pthOf(Buffer.concat([remembered, calls, Buffer.from('N')])), 6000)).message).toMatch(/no tensors/);
});

test.each([
  ['deep nesting', Buffer.alloc(5_000_000, ']'), /more than 1000000 instructions/],
  ['marks without end', Buffer.alloc(5_000_000, '('), /more than 1000000 instructions/],
  ['a memo of far numbers', Buffer.concat([Buffer.from('N'), Buffer.from('r\xff\xff\xff\xff'.repeat(900_000), 'latin1')]), /no tensors/],
  ['a text longer than the file', Buffer.from('X\xff\xff\xff\x7fabc', 'latin1'), /cut off or damaged/],
  ['bytes of an absurd length', Buffer.from('\x8e\xff\xff\xff\xff\xff\xff\xff\xff', 'latin1'), /absurd length/],
  ['a number of a megabyte', Buffer.concat([Buffer.from('\x8b\x40\x42\x0f\x00', 'latin1'), Buffer.alloc(1_000_000, 1)]), /whole number of 1000000 bytes/],
  ['a name that does not end', Buffer.concat([Buffer.from('c'), Buffer.alloc(5000, 'a')]), /name that does not end/],
  ['takes from an empty stack', Buffer.from('R'), /takes what is not there/],
  ['takes over a mark', Buffer.from('N(R'), /takes what is not there/],
  ['a mark that is missing', Buffer.from('t'), /mark is missing/],
  ['what is not remembered', Buffer.from('h\x05'), /nothing is remembered/],
  ['odd entries', Buffer.from('}(Nu'), /adds to a dict/],
  ['entries of a list', Buffer.from('](NNu'), /adds to a list/],
  ['a pickle beyond the limit', Buffer.alloc(17 << 20, 'N'), /the limit is 16777216/],
])('%s: refused in bounded time', async (_, body, message) => {
  expect((await refusal(pthOf(body), 6000)).message).toMatch(message);
});
