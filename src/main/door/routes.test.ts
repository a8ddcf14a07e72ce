import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findRoute } from './routes.ts';

test.each([
  ['/', { kind: 'renderer', segments: [] }],
  ['/assets/a-1.js', { kind: 'renderer', segments: ['assets', 'a-1.js'] }],
  ['/api/runs/list', { kind: 'call' }],
  ['/api/uploads', { kind: 'upload' }],
  ['/api/later/ab12', { kind: 'later', ticket: 'ab12' }],
  ['/api/datasets/my%20pets/camera', { kind: 'camera', dataset: 'my pets' }],
  ['/api/exports/7/zip', { kind: 'export', id: 7 }],
  ['/api/files/Bl%C3%BCten.csv', { kind: 'finished-file', name: 'Blüten.csv' }],
  ['/images/12', { kind: 'image', image: 12 }],
  ['/samples/abc/0', { kind: 'sample', token: 'abc', index: 0 }],
])('%s', (pathname, route) => {
  expect(findRoute(pathname)).toMatchObject(route);
});

test.each([
  '',
  'x',
  '//',
  '/a//b',
  '/images',
  '/images/0',
  '/images/1/2',
  '/samples/a',
  '/api',
  '/api/files',
  '/api/exports',
  '/api/exports/7/other',
  '/api/exports/../zip',
  '/api/uploads/x',
  '/api/later',
  '/api/later/x/y',
  '/api/datasets/x/y',
  '/api/runs/x/camera',
  '/a/../b',
  '/%2e',
  '/a%2fb',
  '/%',
])('%j is no route', (pathname) => {
  expect(findRoute(pathname)).toBeNull();
});

test('whatever a path says, its segments are plain names', () => {
  const part = fc.oneof(fc.string(), fc.constantFrom('..', '%2e%2e', '%2f', '\\', '%5c', '%00', '.git', '%252e', 'a'));
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const route = findRoute(`/${parts.join('/')}`);
      const names = route?.kind === 'renderer' ? route.segments : route?.kind === 'finished-file' ? [route.name] : [];
      for (const name of names) expect(name).toMatch(/^[^./\\%:\p{Cc}][^/\\%:\p{Cc}]*$/u);
    }),
  );
});
