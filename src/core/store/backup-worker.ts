import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';

/** A thread that copies a database when it is told which, and looks whether the copy is sound: both may take seconds. Ends with an error where it is not. */
const [{ source, copy }] = (await once(parentPort!, 'message')) as [{ source: string; copy: string }];

const from = new BetterSqlite3(source, { readonly: true, fileMustExist: true, timeout: 5000 });
// All pages in one step: a copy in pieces begins again with everything that is written meanwhile.
await from.backup(copy, { progress: () => 0x7fff_ffff });
from.close();

const to = new BetterSqlite3(copy);
// One file that can be read from a read-only folder.
to.pragma('journal_mode = DELETE');
const [verdict] = to.pragma('quick_check(1)') as { quick_check: string }[];
to.close();
if (verdict?.quick_check !== 'ok') throw new Error(`The copy is damaged: ${verdict?.quick_check}`);
parentPort!.postMessage('whole', []);
