export default {
  title: 'The database cannot be used as it is',
  nothingLost: 'Your folders of pictures are not touched. What is in the database now is kept under another name, whatever you choose.',
  backups: 'Put a backup in its place',
  holds: '{when}: {datasets}, {runs}',
  datasets: 'no data sets | 1 data set | {count} data sets',
  runs: 'no runs | 1 run | {count} runs',
  restore: 'Restore',
  restoreFrom: 'Restore the backup of {when}',
  noBackup: 'There is no backup. One is made after a run has finished, at most one an hour.',
  anew: 'Begin anew',
  anewMeans: 'An empty database. Folders of earlier runs and exports stay on the disk, but the studio does not know them.',
  beginAnew: 'Begin with an empty database',
};
