/** Bilder, die verdeckt wiederkommen; welche als Nächstes beschriftet werden. */
export default {
  again: {
    open: 'Blind noch einmal beurteilen',
    title: 'Bist du mit dir einig?',
    text: 'Bilder mit Klasse kommen wieder, die Klasse verdeckt. Was du sagst, ändert nichts an ihnen; es zeigt, wie gut ein Modell höchstens sein kann.',
    place: '{at} von {all}',
    remembered: 'Keines davon hast du kürzlich gesehen. | 1 davon hast du in den letzten zwei Tagen gesehen und erinnerst dich vielleicht. | {n} davon hast du in den letzten zwei Tagen gesehen und erinnerst dich vielleicht.',
    picture: 'Welche Klasse ist es?',
    unsure: 'Unsicher',
    other: 'Andere Klasse …',
    keys: 'Die Taste einer Klasse nennt sie. ?: unsicher.',
    result: 'Ergebnis zeigen',
    none: 'Noch nichts sicher beurteilt',
    noneText: 'Sag von einigen Bildern, welche Klasse sie sind; dann lässt es sich sagen.',
    agree: 'Nichts wurde noch einmal beurteilt. | Du bist bei {agreed} von 1 Bild mit dir einig: {share} ({low} bis {high}); besser als das kann sich kein Modell erweisen. | Du bist bei {agreed} von {n} Bildern mit dir einig: {share} ({low} bis {high}); besser als das kann sich kein Modell erweisen.',
    unsureOf: 'Bei keinem warst du unsicher. | Bei 1 weiteren warst du unsicher; es zählt nicht. | Bei {n} weiteren warst du unsicher; sie zählen nicht.',
    differing: 'Bei keinem hast du etwas anderes gesagt | Bei 1 Bild hast du etwas anderes gesagt | Bei {n} Bildern hast du etwas anderes gesagt',
    pair: 'Klasse {given}; du sagtest {said}',
    take: 'In {said} ändern',
    taken: 'Es ist jetzt {now}',
    why: 'Aus Bildern, deren Klasse verdeckt war, als du sie noch einmal beurteiltest: Wilson-Intervall, 95 %. Ein Modell wird an diesen Klassen gemessen; öfter recht als sie kann es nicht nachweislich haben.',
  },
};
