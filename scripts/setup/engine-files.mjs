import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** An engine's card; its `files` are what src/core/doctor/verify-engine.ts reads too. */
const cardName = 'engine.json';

async function sha256Of(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** Size and sha256 of every file below an engine's folder, the card left out. */
async function describeFiles(folder) {
  const files = {};
  for (const entry of readdirSync(folder, { recursive: true }).sort()) {
    const stats = statSync(join(folder, entry));
    if (!stats.isFile() || entry === cardName) continue;
    files[entry] = await describeFile(join(folder, entry));
  }
  return files;
}

const describeFile = async (file) => ({ sizeBytes: statSync(file).size, sha256: await sha256Of(file) });

/** Writes the card of an engine with what its files hold now; a card that is there is replaced whole. */
export const writeCard = async (folder, card) => replaceCard(folder, { ...card, files: await describeFiles(folder) });

/** Puts one more file on the card of an engine. */
export async function addToCard(folder, name) {
  const card = readCard(folder);
  replaceCard(folder, { ...card, files: { ...card.files, [name]: await describeFile(join(folder, name)) } });
}

function replaceCard(folder, card) {
  const file = join(folder, cardName);
  writeFileSync(`${file}.${process.pid}.new`, `${JSON.stringify(card, null, 2)}\n`);
  renameSync(`${file}.${process.pid}.new`, file);
}

/** The first file that is not as it was when the engine was made, and how; undefined where all are. */
export async function damagedFile(folder, files) {
  for (const [name, { sizeBytes, sha256 }] of Object.entries(files)) {
    const file = join(folder, name);
    if (!existsSync(file)) return `${name} is gone`;
    if (statSync(file).size !== sizeBytes) return `${name} has another size`;
    if ((await sha256Of(file)) !== sha256) return `${name} has another sha256`;
  }
  return undefined;
}

export const readCard = (folder) => {
  const file = join(folder, cardName);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // damaged: the engine is made again
    throw error;
  }
};
