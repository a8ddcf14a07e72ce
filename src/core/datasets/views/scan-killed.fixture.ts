/** Scans a folder into a data folder, for a test that kills it. */
import path from 'node:path';
import { openDatabase } from '../../store/database.ts';
import { addDataset } from '../scanning/add-dataset.ts';

const [folder, data] = process.argv.slice(2) as [string, string];
const db = openDatabase(path.join(data, 'graft.sqlite'));
console.log('began');
await addDataset(db, folder);
process.exit();
