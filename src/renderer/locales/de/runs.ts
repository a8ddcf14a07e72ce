export default {
  best: 'Bester',
  bestTerm: 'Der beste Lauf dieses Projekts nach seinen Zahlen: an Testbildern, wo es welche gibt, sonst an Validierungsbildern.',
  pinned: 'Angeheftet',
  pin: 'Lauf {run} anheften: statt des besten zeigen, verwenden und exportieren',
  unpin: 'Lauf {run} nicht mehr anheften',
  newer: {
    best: 'Lauf {newer} ist neuer, Lauf {shown} ist besser und wird gezeigt.',
    pinned: 'Lauf {newer} ist neuer, Lauf {shown} ist angeheftet und wird gezeigt.',
  },
  other: {
    best: 'Lauf {shown} wird gezeigt; der beste ist Lauf {run}.',
    pinned: 'Lauf {shown} wird gezeigt; angeheftet ist Lauf {run}.',
  },
  incomparable: 'Lauf {other} hat eine höhere Zahl, wurde aber an anderen Bildern geprüft; gezeigt wird Lauf {shown}.',
  showOther: 'Lauf {run} zeigen',
  remove: {
    action: 'Lauf {run} löschen',
    title: 'Lauf {run} löschen? | Lauf {run} löschen? | {n} Läufe löschen?',
    text: 'Seine Gewichte, Sicherungspunkte und Antworten gehen, und {size} auf der Platte werden frei. Was exportiert wurde, bleibt. Das lässt sich nicht zurücknehmen. | Seine Gewichte, Sicherungspunkte und Antworten gehen, und {size} auf der Platte werden frei. Was exportiert wurde, bleibt. Das lässt sich nicht zurücknehmen. | Ihre Gewichte, Sicherungspunkte und Antworten gehen, und {size} auf der Platte werden frei. Was exportiert wurde, bleibt. Das lässt sich nicht zurücknehmen.',
    done: 'Lauf {run} ist gelöscht; {size} sind wieder frei. | Lauf {run} ist gelöscht; {size} sind wieder frei. | {n} Läufe sind gelöscht; {size} sind wieder frei.',
  },
  rest: {
    finish: 'Hier beenden',
    finishTerm: 'Diesen Lauf mit seinen bisher besten Gewichten beenden, {of}: dann lässt er sich auswerten, verwenden und exportieren.',
    remove: 'Löschen',
    text: 'Fortsetzen macht weiter, wo er ruht. Hier beenden schließt ihn mit seinen bisher besten Gewichten ab, {of}. Löschen gibt seinen Plattenplatz zurück.',
    ofEpoch: 'denen von Epoche {epoch}',
    ofMean: 'dem Mittel derer der Epochen {epochs}',
    textEarly: 'Fortsetzen macht weiter, wo er ruht. Noch keine Epoche ist zu Ende, es gibt also nichts zu behalten. Löschen gibt seinen Plattenplatz zurück.',
  },
  report: { short: 'Bericht', make: 'Bericht speichern', made: 'Der Bericht ist gespeichert: {file}' },
  together: {
    others: 'Zusammen antworten mit',
    combine: { label: 'Wie daraus eine Antwort wird', term: 'Ensemble: Mittel der Wahrscheinlichkeiten oder Mehrheit der Stimmen', average: 'Ihre Wahrscheinlichkeiten gemittelt', vote: 'Jedes hat eine Stimme' },
    looks: { label: 'Blicke auf jedes Bild', term: 'Test-Time-Augmentation', none: 'Einer', flip: 'Zwei: wie es ist und gespiegelt', tencrop: 'Zehn: Ecken und Mitte, auch gespiegelt', hint: 'Dauert so viele Male so lange.' },
    note: 'Ohne Wärmebild, Antwortmengen und „nie gesehen“: Die gehören zu einem Modell. Kamera, Ordner und Exporte fragen das Modell oben allein, mit einem Blick.',
  },
};
