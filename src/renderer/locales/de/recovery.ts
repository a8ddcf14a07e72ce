export default {
  title: 'Die Datenbank ist so nicht brauchbar',
  nothingLost: 'Deine Bilderordner werden nicht angerührt. Was jetzt in der Datenbank steht, bleibt in jedem Fall unter anderem Namen erhalten.',
  backups: 'Eine Sicherung an ihre Stelle setzen',
  holds: '{when}: {datasets}, {runs}',
  datasets: 'keine Datensätze | 1 Datensatz | {count} Datensätze',
  runs: 'keine Läufe | 1 Lauf | {count} Läufe',
  restore: 'Wiederherstellen',
  restoreFrom: 'Die Sicherung vom {when} wiederherstellen',
  noBackup: 'Es gibt keine Sicherung. Nach einem beendeten Lauf wird eine angelegt, höchstens eine je Stunde.',
  anew: 'Neu anfangen',
  anewMeans: 'Eine leere Datenbank. Ordner früherer Läufe und Exporte bleiben auf dem Datenträger, das Studio kennt sie aber nicht.',
  beginAnew: 'Mit leerer Datenbank anfangen',
};
