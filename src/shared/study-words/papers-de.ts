const cifar = 'SGD mit Momentum 0,9, Gewichtsabnahme 1e-4, Stapel 128, Lernrate 0,1, durch 10 geteilt nach 32.000 und 48.000 von 64.000 Schritten (164 Epochen), ab 110 Schichten die ersten etwa 400 mit 0,01; 4 Pixel Rand, 32 × 32 ausgeschnitten, gespiegelt; 45.000 Bilder zum Lernen';
const imageNet = 'SGD mit Momentum 0,9, Gewichtsabnahme 1e-4, Stapel 256, Lernrate 0,1, durch 10 geteilt, wenn der Fehler stehen bleibt (in 1611.05431 nach 30, 60 und 90 Epochen); Ausschnitte von 224 Pixeln aus skalierten Bildern, gespiegelt; 1,28 Millionen Bilder in 1.000 Klassen';

/** Was in den Arbeiten steht und wie gemessen wurde, nach der Studie, die es nachstellt. */
export default {
  degradation: { place: 'Tabellen 2 und 6, Abbildungen 4 und 6', measured: '20 bis 110 Schichten: Fehler auf den Testbildern von CIFAR-10; 18 und 34: Top-1-Fehler auf Validierungsbildern von ImageNet, zehn Ausschnitte', recipe: cifar },
  'shortcut-options': { place: 'Tabelle 3', measured: 'Top-1-Fehler auf Validierungsbildern von ImageNet, zehn Ausschnitte', recipe: imageNet },
  'shortcut-mapping': { place: 'Tabelle 1, Abbildung 2', measured: 'Fehler auf den Testbildern von CIFAR-10, ResNet-110, Median aus fünf Läufen', recipe: cifar },
  'activation-order': { place: 'Tabelle 2, Abbildung 4', measured: 'Fehler auf den Testbildern von CIFAR-10, Median aus fünf Läufen', recipe: cifar },
  cardinality: { place: 'Tabellen 3 und 4', measured: 'Top-1-Fehler auf Validierungsbildern von ImageNet, ein Ausschnitt von 224 Pixeln', recipe: imageNet },
  'without-shortcuts': { place: 'Abschnitt 5.1, Tabelle ohne Nummer', measured: 'Top-1-Fehler auf Validierungsbildern von ImageNet, ein Ausschnitt von 224 Pixeln', recipe: imageNet },
  'depth-ensemble': { place: 'Tabellen 5 und 6', measured: 'jede Tiefe: Fehler auf den Testbildern von CIFAR-10; Ensembles: Top-5-Fehler auf Testbildern von ImageNet, sechs Modelle verschiedener Tiefe, gemittelt', recipe: cifar },
  transfer: { place: 'das Repository zu den Notizen über die drei Arbeiten', measured: 'Genauigkeit auf 482 Validierungsbildern von Plant Seedlings, 12 Klassen, 4.268 Bilder zum Lernen, hier als Fehler', recipe: 'Volle Augmentierung für das ganze Netz und mit eingefrorenen ersten Schichten; einfache für die letzte Schicht allein' },
};
