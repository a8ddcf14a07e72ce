/** Studien, die mit dem Programm kommen, nach ihren Kennungen. */
export default {
  'freeze-depth': { title: 'Wie tief trainieren', question: 'Wie tief soll ich trainieren?' },
  backbones: { title: 'Welches Basismodell', question: 'Welches Basismodell passt zu meinen Bildern?' },
  seeds: { title: 'Wie weit Startzahlen auseinanderliegen', question: 'Wie viel davon ist Glück?' },
  ensembles: { title: 'Mehrere Modelle zusammen', question: 'Sind Modelle mehrerer Startzahlen zusammen besser als das beste allein?' },
  'cross-validation': { title: 'Kreuzvalidierung', question: 'Wie gut ist es bei jedem meiner Bilder?' },
  'learning-curve': { title: 'Lernkurve', question: 'Würden mehr Bilder helfen?' },
  degradation: { title: 'Degradation', question: 'Lernen tiefere Netze schlechter, und ändern Abkürzungen das?' },
  'shortcut-options': { title: 'Abkürzungen A, B, C', question: 'Was soll eine Abkürzung sein, wo sich die Form ändert?' },
  'shortcut-mapping': { title: 'Abbildungen der Abkürzung', question: 'Ist auf der Abkürzung irgendetwas besser als die Eingabe, wie sie ist?' },
  'activation-order': { title: 'Reihenfolge der Aktivierung', question: 'Wohin gehören Norm und ReLU: hinter die Addition, davor oder vor die Gewichte?' },
  cardinality: { title: 'Kardinalität', question: 'Was ist bei gleichen Kosten besser: mehr Gruppen, breitere Schichten oder mehr Schichten?' },
  'without-shortcuts': { title: 'Ohne Abkürzungen', question: 'Wie viel der Genauigkeit ist den Abkürzungen zu verdanken?' },
  'depth-ensemble': { title: 'Ensemble der Tiefen', question: 'Wie gut ist jede Tiefe allein, und wie gut sind sie, wenn man ihre Antworten mittelt?' },
  transfer: { title: 'Transfer auf drei Arten', question: 'Das ganze Netz trainieren, alles außer den ersten Schichten oder nur die letzte Schicht?' },
};
