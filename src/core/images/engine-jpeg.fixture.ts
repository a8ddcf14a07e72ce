/** `engine-jpeg.fixture.ts DECODER RUNS [SEED]`: decodes damaged files of each kind by libvips and by the engine, and prints what came of it as JSON. libjpeg writes on stderr. */
import fc from 'fast-check';
import { anyDamage, damageFile } from './damage-jpeg.fixture.ts';
import { decodeImage } from './decode-image.fixture.ts';
import { decodeByEngine, useEngineJpeg } from './engine-jpeg.ts';
import { jpegKinds } from './jpeg-kinds.fixture.ts';

const [decoder, runs, seed] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4] ?? Date.now() % 1e9)];

interface Answer {
  readonly size: string;
  readonly pixels: Uint8Array | null;
  /** What is said of a file that is refused. */
  readonly said: string;
}

const answered = (file: Buffer): Promise<Answer> =>
  decodeImage(file).then(
    ({ width, height, data }) => ({ size: `${width} x ${height}`, pixels: data, said: '' }),
    (error: Error) => ({ size: '', pixels: null, said: error.message }),
  );

const told = { seed, tried: 0, byEngine: 0, refused: 0, differing: [] as string[] };
for (const [kind, make] of Object.entries(jpegKinds)) {
  const file = await make();
  for (const damage of fc.sample(anyDamage, { numRuns: runs, seed })) {
    const { damaged } = damageFile(file, damage);
    useEngineJpeg(null);
    const byVips = await answered(damaged);
    useEngineJpeg(decoder);
    const byEngine = await answered(damaged);
    const [width = 0, height = 0] = byVips.size.split(' x ').map(Number);
    told.tried++;
    if (byVips.pixels === null) told.refused++;
    else if (decodeByEngine(damaged, width, height)) told.byEngine++;
    const isSame = byEngine.size === byVips.size && byEngine.said === byVips.said && Buffer.compare(byEngine.pixels ?? Buffer.of(), byVips.pixels ?? Buffer.of()) === 0;
    if (!isSame) told.differing.push(`${kind}, ${JSON.stringify(damage)}: ${byVips.size}${byVips.said} by libvips, ${byEngine.size}${byEngine.said} by the engine`);
  }
}
process.stdout.write(JSON.stringify(told));
