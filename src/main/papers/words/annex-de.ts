import type { AnnexPoint } from './annex-iv.ts';

/** Was jeder Punkt des Anhangs IV verlangt, gekürzt. */
export const germanAnnex: Readonly<Record<AnnexPoint, string>> = {
  '1 (a)': 'Zweckbestimmung, Name des Anbieters, Version und ihr Verhältnis zu früheren',
  '1 (b)': 'wie es mit Hardware, Software oder anderen KI-Systemen zusammenwirkt, die nicht Teil davon sind',
  '1 (c)': 'Versionen von Software und Firmware, und was Aktualisierungen verlangen',
  '1 (d)': 'alle Formen, in denen es in Verkehr gebracht oder in Betrieb genommen wird',
  '1 (e)': 'die Hardware, auf der es laufen soll',
  '1 (f)': 'wo es Teil eines Produkts ist: Bilder davon, seine Kennzeichnung und sein Aufbau',
  '1 (g)': 'eine Grundbeschreibung der Oberfläche für den Betreiber',
  '1 (h)': 'die Betriebsanleitung für den Betreiber',
  '2 (a)': 'Methoden und Schritte der Entwicklung, vortrainierte Systeme und Werkzeuge anderer und wie sie benutzt oder geändert wurden',
  '2 (b)': 'Entwurf: Logik, Algorithmen, wichtige Entscheidungen mit Gründen und Annahmen (auch zu Personen oder Gruppen), worauf optimiert wird, erwartete Ausgabe und deren Güte, Abwägungen',
  '2 (c)': 'Aufbau, wie die Teile aufeinander aufsetzen, und die Rechenleistung für Entwicklung, Training, Test und Validierung',
  '2 (d)': 'Datenblätter: Trainingsmethoden, Datensätze, ihre Herkunft, Umfang und Hauptmerkmale, wie sie gewonnen und ausgewählt wurden, Beschriftung, Bereinigung',
  '2 (e)': 'menschliche Aufsicht (Artikel 14), und was Betreibern hilft, Ausgaben zu verstehen (Artikel 13 Absatz 3 Buchstabe d)',
  '2 (f)': 'vorab bestimmte Änderungen, und wie es dabei konform bleibt',
  '2 (g)': 'Validierung und Test: Daten und ihre Merkmale, Metriken für Genauigkeit und Robustheit, mögliche diskriminierende Auswirkungen, datierte und unterschriebene Testberichte',
  '2 (h)': 'Maßnahmen zur Cybersicherheit',
  '3': 'Überwachung, Funktionsweise und Kontrolle: Fähigkeiten und Grenzen, Genauigkeit für bestimmte Personen oder Gruppen und insgesamt, vorhersehbare unbeabsichtigte Ergebnisse und Risiken, menschliche Aufsicht, Eingabedaten',
  '4': 'warum diese Leistungsmetriken zu diesem System passen',
  '5': 'das Risikomanagementsystem (Artikel 9)',
  '6': 'maßgebliche Änderungen während seines Lebenszyklus',
  '7': 'angewandte harmonisierte Normen, oder die Lösungen an ihrer Stelle',
  '8': 'eine Kopie der EU-Konformitätserklärung (Artikel 47)',
  '9': 'wie die Leistung nach dem Inverkehrbringen bewertet wird, mit dem Beobachtungsplan (Artikel 72)',
};
