import type { DesktopWords } from './words-en.ts';

export const german: DesktopWords = {
  menu: {
    file: 'Datei',
    edit: 'Bearbeiten',
    view: 'Ansicht',
    go: 'Gehe zu',
    window: 'Fenster',
    help: 'Hilfe',
    commands: {
      'open-folder': 'Einen Ordner mit Bildern öffnen …',
      'open-sample': 'Das Beispiel ausprobieren',
      'import-model': 'Eine Modelldatei einlesen …',
      settings: 'Einstellungen',
      'go-projects': 'Projekte',
      'go-data': 'Daten',
      'go-model': 'Basismodell',
      'go-train': 'Trainieren',
      'go-evaluate': 'Auswerten',
      'go-use': 'Verwenden',
      'go-studies': 'Studien',
      'go-models': 'Modellbibliothek',
      'next-step': 'Nächster Schritt der Seite',
      palette: 'Alle Befehle …',
      inspector: 'Inspektor',
      theme: 'Hell oder dunkel',
      shortcuts: 'Tastenkürzel',
    },
    roles: {
      undo: 'Rückgängig',
      redo: 'Wiederholen',
      cut: 'Ausschneiden',
      copy: 'Kopieren',
      paste: 'Einfügen',
      delete: 'Löschen',
      selectAll: 'Alles auswählen',
      resetZoom: 'Originalgröße',
      zoomIn: 'Vergrößern',
      zoomOut: 'Verkleinern',
      togglefullscreen: 'Vollbild',
      toggleDevTools: 'Entwicklerwerkzeuge',
      minimize: 'Minimieren',
      close: 'Fenster schließen',
      quit: 'Graft Studio beenden',
    },
  },
  folderTitle: 'Einen Ordner mit Bildern öffnen',
  closing: {
    message: 'Ein Lauf trainiert noch',
    detail:
      'Im Hintergrund läuft er ohne Fenster weiter; ein neuer Start von Graft Studio zeigt ihn wieder. Angehalten behält er seinen ' +
      'Sicherungspunkt und läuft mit „Fortsetzen“ von dort weiter.',
    background: 'Im Hintergrund weiter trainieren',
    stop: 'Anhalten und den Sicherungspunkt behalten',
    cancel: 'Abbrechen',
  },
  recovery: {
    message: 'Die Datenbank ist so nicht zu gebrauchen',
    detail: 'Die jetzige Datenbank bleibt in jedem Fall unter anderem Namen erhalten, und Ordner mit Bildern werden nicht angerührt.',
    restore: (when, datasets, runs) =>
      `Die Sicherung vom ${when} zurückholen (${datasets} ${datasets === 1 ? 'Datensatz' : 'Datensätze'}, ${runs} ${runs === 1 ? 'Lauf' : 'Läufe'})`,
    beginAnew: 'Mit einer leeren Datenbank beginnen',
    quit: 'Beenden',
  },
  cannotStart: 'Graft Studio kann nicht starten',
  trouble: {
    title: 'Graft Studio muss beendet werden',
    body: (message, file) =>
      `Es ist etwas geschehen, worauf das Programm nicht gefasst war:\n${message}\n\nNichts Gespeichertes ist verloren, und ein Lauf, der gerade ` +
      `trainierte, geht mit „Fortsetzen“ von seinem Sicherungspunkt weiter. Bitte Graft Studio neu starten.\n\nWas geschehen ist, steht in\n${file}`,
  },
  notification: {
    run: (number) => `Lauf ${number}`,
    failed: (name) => `${name} endete mit einem Fehler`,
    // What the core says of it is English; the window says it in German.
    why: () => 'Der Grund steht im Fenster.',
    done: (name) => `${name} ist fertig`,
    right: (share, images) => `${(share * 100).toFixed(1).replace('.', ',')} % von ${images} ${images === 1 ? 'Bild' : 'Bildern'} richtig`,
    onValidation: ' (Validierung: nach diesen Bildern ausgewählt)',
    studyDone: (number) => `Studie ${number} ist fertig`,
    runs: (count) => (count === 1 ? '1 Lauf' : `${count} Läufe`),
    runsFailed: (failed, of) => `${failed} von ${of} Läufen sind gescheitert`,
  },
};
