import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pictureBytes } from '../../../test/picture-folder.ts';
import { openSmallDesk } from '../../../test/small-desk.ts';
import { imageFile } from '../../core/datasets/files/image-location.ts';
import { createDoorHandler } from './door-handler.ts';

let opened: Awaited<ReturnType<typeof openSmallDesk>>;
let dataset: string;
let folder: string;
beforeAll(async () => {
  opened = await openSmallDesk([4, 4]);
  dataset = opened.small.dataset.dataset.id;
  folder = path.join(opened.desk.studio.folder.root, 'datasets', dataset, 'camera');
});
afterAll(() => opened.close());

const logged: string[] = [];
/** Through the whole door, as a page sends it. */
function send(body: RequestInit['body'] | null, { label = 'hands', id = dataset, method = 'POST' } = {}): Promise<Response> {
  const handle = createDoorHandler(opened.desk, { rendererFolder: '/nowhere', log: (line) => logged.push(line) });
  const url = `http://localhost/api/datasets/${id}/camera?label=${encodeURIComponent(label)}`;
  return handle(new Request(url, { method, body, ...(body ? { duplex: 'half' } : {}) } as RequestInit));
}
const kept = () => (existsSync(folder) ? readdirSync(folder) : []);

test('a picture is kept in the data folder with its class, and every window hears of it', async () => {
  const events = opened.desk.events.subscribe();
  await events.next();
  const bytes = await pictureBytes('one');
  const answer = await send(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
  expect(answer.status).toBe(200);
  const taken = (await answer.json()) as { image: number; changed: number; classes: { name: string; count: number }[] };
  expect(taken).toMatchObject({ changed: 1, classes: expect.arrayContaining([{ name: 'hands', count: 1 }]) });
  expect(kept()).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d-]+Z-[0-9a-f]{12}\.png$/)]);
  const { file } = imageFile(opened.desk.studio.db, taken.image);
  expect(path.dirname(file)).toBe(folder);
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect((await events.next()).value).toMatchObject({ event: { type: 'dataset', dataset } });
  const shown = await createDoorHandler(opened.desk, { rendererFolder: '/nowhere', log: () => undefined })(
    new Request(`http://localhost/images/${taken.image}?size=160`),
  );
  expect(shown.headers.get('content-type')).toBe('image/webp');
  await events.return(undefined);
});

test('what is no picture, too large, without a class or for no data set is refused and leaves nothing', async () => {
  const before = kept();
  const bytes = new Uint8Array(await pictureBytes('two'));
  const refusals: [Response, number, object][] = [
    [await send(bytes.subarray(0, 80)), 422, { code: 'bad-image' }],
    [await send('some text'), 422, { code: 'bad-image', message: expect.stringContaining('text') }],
    [await send(new Uint8Array(0)), 422, { code: 'bad-image', message: expect.stringContaining('empty') }],
    [await send(null), 422, { code: 'bad-image' }],
    [await send(new Uint8Array(16_000_001)), 413, { code: 'bad-usage' }],
    [await send(bytes, { label: '' }), 400, { code: 'bad-usage', field: 'label' }],
    [await send(bytes, { label: 'x'.repeat(500) }), 400, { code: 'bad-usage' }],
    [await send(bytes, { id: 'no-such' }), 404, { code: 'not-found' }],
  ];
  for (const [answer, status, error] of refusals) {
    const text = await answer.text();
    expect(answer.status, text).toBe(status);
    expect(JSON.parse(text)).toMatchObject(error);
  }
  expect((await send(null, { method: 'GET' })).status).toBe(405);
  expect(kept()).toEqual(before);
  expect(logged).toEqual([]);
});

test('twenty pictures at once are twenty pictures', async () => {
  const before = kept().length;
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => send(new Uint8Array(await pictureBytes(`many ${i}`)), { label: 'many' })),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const images = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { image: number }).image));
  expect(new Set(images).size).toBe(20);
  expect(kept()).toHaveLength(before + 20);
});
