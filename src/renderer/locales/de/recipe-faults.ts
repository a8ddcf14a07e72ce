/** Fehler von Einstellungen, die ein Bericht oder ein Export zurückbringt. */
export default {
  kinds: {
    'recipe-none': '{place} enthält keine Einstellungen eines Laufs',
    'recipe-too-large': '{place} ist größer als jeder Bericht',
    'recipe-damaged': '{place} enthält Einstellungen, die nicht zu lesen sind: Die Datei wurde geändert oder abgeschnitten, oder eine neuere Version schrieb sie',
    'recipe-cut-off': '{place} hört vor dem Ende auf, und damit vor den Einstellungen: Die Datei wurde abgeschnitten oder ist kein Bericht',
    'recipe-export-of-before': '{place} ist ein Export einer älteren Version, die die Einstellungen des Laufs nicht mitgab',
    'recipe-missing': '{place} gibt es nicht',
  },
  hints: {
    'recipe-none': 'Nimm einen Bericht oder einen Export, den das Studio geschrieben hat.',
    'recipe-too-large': 'Nimm einen Bericht oder einen Export, den das Studio geschrieben hat.',
    'recipe-damaged': 'Nimm einen Bericht oder einen Export, den das Studio geschrieben hat.',
    'recipe-cut-off': 'Nimm die ganze Datei, wie das Studio sie geschrieben hat.',
    'recipe-export-of-before': 'Nimm einen Bericht oder einen Export, den das Studio geschrieben hat.',
    'recipe-missing': 'Nimm einen Bericht oder einen Export, den das Studio geschrieben hat.',
  },
};
