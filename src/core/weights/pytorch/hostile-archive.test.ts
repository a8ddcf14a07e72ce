import { expect, test } from 'vitest';
import { legacyOf, pthOf, py, pyTensor, zipOf } from '../../../../test/torch-files.ts';
import { floats, read, refusal, storage, two } from '../../../../test/torch-values.ts';

test('what the recipe writes is read', async () => {
  expect(await read(pthOf(py.dict({ w: two }), storage))).toEqual({ w: [1.5, -2] });
  expect(await read(legacyOf(py.dict({ w: two }), { 0: { count: 2, data: floats(1.5, -2) } }))).toEqual({ w: [1.5, -2] });
});

test.each([
  ['deflated entries', pthOf(py.dict({ w: two }), storage, { deflate: true })],
  ['64-bit sizes', pthOf(py.dict({ w: two }), storage, { wide: true })],
])('%s are read', async (_, content) => {
  expect(await read(content)).toEqual({ w: [1.5, -2] });
});

const at = (place: Parameters<typeof pyTensor>[0]) => pthOf(py.dict({ w: pyTensor(place) }), storage);
test.each([
  ['reaches beyond its storage', at({ key: '0', shape: [3], count: 2 }), /reaches beyond its storage/],
  ['begins beyond its storage', at({ key: '0', shape: [1], count: 2, offset: 2 }), /reaches beyond/],
  ['strides beyond its storage', at({ key: '0', shape: [2], stride: [2], count: 2 }), /reaches beyond/],
  ['has an absurd shape', at({ key: '0', shape: [2 ** 40, 2 ** 40], stride: [0, 0], count: 2 }), /too large/],
  ['repeats one value without end', at({ key: '0', shape: [2 ** 33], stride: [0], count: 2 }), /too large/],
  ['overflows', at({ key: '0', shape: [2 ** 52, 2 ** 52], count: 2 }), /reaches beyond|too large/],
  ['has an absurd storage', at({ key: '0', shape: [1], count: 2 ** 52 }), /absurd size/],
  ['has more in its storage than it says', at({ key: '0', shape: [1], count: 1 }), /8 bytes for the storage "0" that has 4/],
  ['has no storage', at({ key: '7', shape: [1] }), /lacks the storage "7"/],
  ['leads out of the archive', at({ key: '../version', shape: [1] }), /lacks the storage/],
  ['has another number of strides', at({ key: '0', shape: [2], stride: [1, 1] }), /damaged shape/],
  ['has too many dimensions', at({ key: '0', shape: Array<number>(17).fill(1), count: 2 }), /damaged shape/],
])('a tensor that %s is refused', async (_, content, message) => {
  expect((await refusal(content)).message).toMatch(message);
});

const pickled = { name: 'net/data.pkl', data: py.pickle(py.dict({ w: two })) };
const stored = { name: 'net/data/0', data: floats(1.5, -2) };
const zeros = Buffer.alloc(64 << 20);
test.each([
  ['an entry twice', zipOf([pickled, stored, stored]), /"net\/data\/0" twice/],
  ['a name that leads out', zipOf([pickled, stored, { name: '../../etc/passwd', data: Buffer.from('x') }]), /leads out of it/],
  ['an absolute name', zipOf([pickled, stored, { name: '/etc/passwd', data: Buffer.from('x') }]), /leads out of it/],
  ['entries over one another', zipOf([pickled, stored, { ...stored, name: 'net/data/1', claims: { start: 10 } }]), /reaches into the next/],
  ['a size beyond the file', zipOf([pickled, { ...stored, claims: { sizeBytes: 2 ** 31, packedBytes: 2 ** 31 } }]), /reaches into the next/],
  ['two sizes', zipOf([pickled, { ...stored, claims: { sizeBytes: 4 } }]), /two sizes/],
  ['another check sum', zipOf([pickled, { ...stored, claims: { crc: 1 } }]), /check sum of the entry "net\/data\/0" differs/],
  ['another check sum of the pickle', zipOf([{ ...pickled, claims: { crc: 1 } }, stored]), /check sum of the entry "net\/data.pkl"/],
  ['a way of packing nobody knows', zipOf([{ ...pickled, claims: { method: 14 } }, stored]), /in a way \(14\)/],
  ['a pickle that unpacks to more than it says', zipOf([{ ...pickled, data: zeros, deflate: true, claims: { sizeBytes: 100 } }, stored]), /does not unpack/],
  ['a pickle that unpacks to less', zipOf([{ ...pickled, deflate: true, claims: { sizeBytes: 1000 } }, stored]), /unpacks to/],
  ['a bomb for a pickle', zipOf([{ ...pickled, data: zeros, deflate: true }, stored]), /the limit is 16777216/],
  ['a bomb for a storage', zipOf([pickled, { ...stored, data: zeros, deflate: true }]), /67108864 bytes for the storage "0"/],
  ['a storage of 3 GB', zipOf([{ ...pickled, data: py.pickle(py.dict({ w: pyTensor({ key: '0', shape: [1], count: 3 * 2 ** 28 }) })) }, { ...stored, deflate: true, claims: { sizeBytes: 3 * 2 ** 30 } }]), /the limit is 1073741824/],
  ['big-endian values', zipOf([pickled, stored, { name: 'net/byteorder', data: Buffer.from('big') }]), /big-endian/],
  ['TorchScript', zipOf([pickled, { name: 'net/constants.pkl', data: Buffer.from('x') }, { name: 'net/code/__torch__.py', data: Buffer.from('x') }]), /TorchScript archive/],
  ['Keras', zipOf([{ name: 'config.json', data: Buffer.from('{}') }, { name: 'model.weights.h5', data: Buffer.from('x') }]), /Keras model/],
  ['NumPy', zipOf([{ name: 'conv1.npy', data: Buffer.from('x') }]), /NumPy archive/],
  ['an exported program', zipOf([{ name: 'net/archive_format', data: Buffer.from('pt2') }]), /exported PyTorch program/],
  ['a zipped checkpoint', zipOf([{ name: 'net.pth', data: pthOf(py.dict({ w: two }), storage) }]), /zip archive with a weights file in it/],
  ['anything else', zipOf([{ name: 'word/document.xml', data: Buffer.from('x') }]), /torch\.save did not write/],
  ['nothing', zipOf([]), /torch\.save did not write/],
])('an archive with %s is refused by name', async (_, content, message) => {
  expect((await refusal(content)).message).toMatch(message);
});

test.each([
  ['another magic number', Buffer.concat([py.pickle(py.int(7)), Buffer.alloc(50)]), /Python pickle that torch\.save did not write/],
  ['big-endian values', legacyOf(py.dict({ w: two }), { 0: { count: 2, data: floats(1, 2) } }, false), /big-endian/],
  ['a storage of another length', legacyOf(py.dict({ w: two }), { 0: { count: 3, data: floats(1, 2) } }), /3 values for the storage "0" of 2/],
  ['a storage nobody refers to', legacyOf(py.dict({ w: two }), { 0: { count: 2, data: floats(1, 2) }, 1: { count: 1, data: floats(1) } }), /nothing refers to/],
  ['a storage that is missing', legacyOf(py.dict({ w: two }), {}), /lacks the storage/],
  ['a storage that is cut off', legacyOf(py.dict({ w: two }), { 0: { count: 2, data: floats(1) } }), /cut off inside the storage/],
  ['a whole model', legacyOf(Buffer.concat([py.tuple(py.text('module'), py.global('argparse', 'Namespace'), py.text('x'), py.text('y')), Buffer.from('Q')]), {}), /whole pickled model/],
])('an old file with %s is refused by name', async (_, content, message) => {
  expect((await refusal(content)).message).toMatch(message);
});
