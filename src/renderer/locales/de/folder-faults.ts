/** As in `en/folder-faults.ts`. */
export default {
  kinds: {
    'no-home': 'Dieses Konto hat keinen Benutzerordner, und HOME nennt keinen',
    'file-in-the-way': '{file} ist eine Datei, wo das Programm einen eigenen Ordner hat',
  },
  hints: {
    'no-home': 'Bitte HOME auf einen beschreibbaren Ordner setzen und das Programm neu starten.',
    'file-in-the-way': 'Bitte wegbewegen; der Ordner wird angelegt, wenn er gebraucht wird.',
  },
};
