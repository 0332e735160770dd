/** Deutsch. */

import type { words as app } from '../App.tsx';
import type { words as about } from '../about/About.tsx';
import type { words as actionCard } from '../actions/ActionCard.tsx';
import type { words as actions } from '../bar/Actions.tsx';
import type { words as modeBar } from '../bar/Modes.tsx';
import type { trial } from '../bar/Notices.tsx';
import type { words as status } from '../bar/StatusLine.tsx';
import type { words as before } from '../edit/Before.tsx';
import type { words as edit } from '../edit/EditBar.tsx';
import type { words as editLayer } from '../edit/EditLayer.tsx';
import type { words as reveal } from '../edit/Reveal.tsx';
import type { words as timeline } from '../edit/Timeline.tsx';
import type { words as file } from '../file/FileCard.tsx';
import type { words as fileNotes } from '../file/Notes.tsx';
import type { words as open } from '../file/open.ts';
import type { words as player } from '../file/PlayerBar.tsx';
import type { words as queue } from '../file/QueueCard.tsx';
import type { words as fileTimes } from '../file/words.ts';
import type { words as header } from '../Header.tsx';
import type { words as help } from '../help/Help.tsx';
import type { Texts } from '../i18n.ts';
import type { words as insight } from '../insight/Insight.tsx';
import type { words as leaks } from '../insight/LeakCard.tsx';
import type { words as limits } from '../insight/Limits.tsx';
import type { words as meters } from '../insight/Meters.tsx';
import type { words as strengths } from '../insight/ModeStrengths.tsx';
import type { words as privacy } from '../insight/PrivacyCard.tsx';
import type { words as report } from '../insight/ReportCard.tsx';
import type { chartWords as chart } from '../insight/StripChart.tsx';
import type { words as tradeOff } from '../insight/TradeOff.tsx';
import type { words as tradeOffChart } from '../insight/TradeOffChart.tsx';
import type { words as later } from '../Later.tsx';
import type { levelWords } from '../mode-words.ts';
import type { words as output } from '../output/Output.tsx';
import type { words as recordingBadge } from '../RecordingBadge.tsx';
import type { words as adapt } from '../side/Adapt.tsx';
import type { words as adaptStatus } from '../side/adapt-words.ts';
import type { words as cover } from '../side/CoverCard.tsx';
import type { words as fineTuning } from '../side/FineTuning.tsx';
import type { words as protection } from '../side/Protection.tsx';
import type { words as settings } from '../side/Settings.tsx';
import type { words as side } from '../side/Side.tsx';
import type { words as settingNames } from '../side/setting-names.ts';
import type { words as view } from '../side/ViewCard.tsx';
import type { words as hold } from '../stage/HoldToSeeRaw.tsx';
import type { words as intro } from '../stage/Intro.tsx';
import type { words as overlay } from '../stage/Overlay.tsx';
import type { words as stage } from '../stage/Stage.tsx';
import type { words as studyAsking } from '../study/Asking.tsx';
import type { words as studyResults } from '../study/Results.tsx';
import type { words as studySetup } from '../study/Setup.tsx';
import type { words as study } from '../study/Study.tsx';
import type { words as views } from '../views.ts';

interface Catalogue {
  readonly study: Texts<typeof study>;
  readonly studyAsking: Texts<typeof studyAsking>;
  readonly studyResults: Texts<typeof studyResults>;
  readonly studyPaper: Readonly<Record<string, string>>;
  readonly studySetup: Texts<typeof studySetup>;
  readonly about: Texts<typeof about>;
  readonly actionCard: Texts<typeof actionCard>;
  readonly adapt: Texts<typeof adapt>;
  readonly adaptStatus: Texts<typeof adaptStatus>;
  readonly app: Texts<typeof app>;
  readonly actions: Texts<typeof actions>;
  readonly cover: Texts<typeof cover>;
  readonly edit: Texts<typeof edit>;
  readonly before: Texts<typeof before>;
  readonly editLayer: Texts<typeof editLayer>;
  readonly timeline: Texts<typeof timeline>;
  readonly queue: Texts<typeof queue>;
  readonly open: Texts<typeof open>;
  readonly reveal: Texts<typeof reveal>;
  readonly file: Texts<typeof file>;
  readonly fileNotes: Texts<typeof fileNotes>;
  readonly fileTimes: Texts<typeof fileTimes>;
  readonly later: Texts<typeof later>;
  readonly fineTuning: Texts<typeof fineTuning>;
  readonly header: Texts<typeof header>;
  readonly help: Texts<typeof help>;
  readonly hold: Texts<typeof hold>;
  readonly intro: Texts<typeof intro>;
  readonly chart: Texts<typeof chart>;
  readonly meters: Texts<typeof meters>;
  readonly insight: Texts<typeof insight>;
  readonly strengths: Texts<typeof strengths>;
  readonly recordingBadge: Texts<typeof recordingBadge>;
  readonly output: Texts<typeof output>;
  readonly report: Texts<typeof report>;
  readonly tradeOffChart: Texts<typeof tradeOffChart>;
  readonly tradeOff: Texts<typeof tradeOff>;
  readonly leaks: Texts<typeof leaks>;
  readonly levels: Texts<typeof levelWords>;
  readonly limits: Texts<typeof limits>;
  readonly modeBar: Texts<typeof modeBar>;
  readonly overlay: Texts<typeof overlay>;
  readonly player: Texts<typeof player>;
  readonly privacy: Texts<typeof privacy>;
  readonly protection: Texts<typeof protection>;
  readonly settingNames: Texts<typeof settingNames>;
  readonly settings: Texts<typeof settings>;
  readonly side: Texts<typeof side>;
  readonly stage: Texts<typeof stage>;
  readonly status: Texts<typeof status>;
  readonly trial: Texts<typeof trial>;
  readonly view: Texts<typeof view>;
  readonly views: Texts<typeof views>;
  /** By mode and key (`mode-words.ts`); a mode without words of its own speaks English. */
  readonly modes: Readonly<Record<string, string>>;
  /** By code, instead of the engine's English. */
  readonly notices: Readonly<Record<string, string>>;
  readonly actionEvidence: Readonly<Record<string, string>>;
  readonly actionNames: Readonly<Record<string, string>>;
  readonly problems: Readonly<Record<string, string>>;
}

const de: Catalogue = {
  study: {
    title: 'Studie',
    lead: 'Nicht nur Maschinen kennen Gesichter. Fragen Sie Menschen: Können sie sagen, wer hinter der Verdeckung ist?',
  },
  studyAsking: {
    leave: 'Beenden, ohne die Antworten zu behalten',
    pair: 'Frage 1, Paar {n} von {all}',
    samePerson: 'Zeigen diese Bilder denselben Menschen?',
    pairsAnswered: 'Beantwortete Paare',
    oneFace: 'Ein verdecktes Gesicht',
    otherFace: 'Noch ein verdecktes Gesicht',
    same: 'Denselben',
    different: 'Zwei Menschen',
    person: 'Frage 2, Person {n} von {all}',
    who: 'Wer ist das?',
    peopleAnswered: 'Beantwortete Personen',
    name: 'Name',
    answer: 'Antworten',
    cannotTell: 'Ich weiß es nicht',
    oneMore: 'Frage 2, noch etwas',
    known: 'Wen davon würden Sie auf einem gewöhnlichen Bild erkennen?',
    none: 'Niemanden davon',
    goOn: 'Weiter',
    third: 'Frage 3',
    trust: 'Würden Sie sich geschützt fühlen, wenn Ihr Gesicht so verdeckt wäre?',
    yes: 'Ja',
    no: 'Nein',
    unsure: 'Ich bin nicht sicher',
  },
  studyResults: {
    nothing: 'Es gibt noch keine Antworten.',
    next: 'Nächste Person',
    other: 'Andere Bilder',
    back: 'Zurück',
    results: 'Ergebnisse als CSV',
    answers: 'Antworten als CSV',
    all: 'Alles als JSON',
    confirm: 'Ja, alle Antworten löschen',
    keep: 'Behalten',
    remove: 'Antworten löschen',
    participants: { one: 'Eine Person hat teilgenommen', other: '{count} Personen haben teilgenommen' },
    drawn: '; manche sahen gezeichnete Menschen, was nichts über wirkliche Gesichter sagt',
    question: 'Frage',
    here: 'Hier',
    interval: '95-%-Intervall',
    published: 'Ren, Lee und Ryoo 2018',
    notAsked: 'nicht gefragt',
    share: '{share} ({hits} von {trials})',
    range: '{low} bis {high}',
    knew: 'Es wurde nicht nur geraten (Frage 1: Wer rät, liegt in {share} solcher Studien so weit von 50 %).',
    guessed:
      'Diese Antworten könnten geraten sein (Frage 1: Wer rät, liegt in {share} solcher Studien so weit von 50 %).',
  },
  studyPaper: {
    'pairs.question': '1 Derselbe Mensch oder nicht, richtig beantwortet',
    'pairs.words': 'nahe am Raten (50 %); 10 Personen, 24 Paare',
    'samePairs.question': '… wenn es einer war',
    'samePairs.words': 'nicht berichtet',
    'differentPairs.question': '… wenn es zwei waren',
    'differentPairs.words': 'nicht berichtet',
    'names.question': '2 Richtig benannt, von Bekannten',
    'names.words': 'wenige; 16 bekannte Menschen',
    'trust.question': '3 Würden sich geschützt fühlen',
    'trust.words': '8 von 10 Personen',
  },
  studySetup: {
    questions: 'Drei Fragen',
    first:
      'Zeigen diese zwei Bilder denselben Menschen? Bis zu {n} Paare eines Menschen und ebenso viele von zweien.',
    second: 'Wer ist das? Bis zu {n} Menschen, je ein Bild.',
    third: 'Würden Sie dem Ihr eigenes Gesicht anvertrauen?',
    promise:
      'Wie in der Studie von Ren, Lee und Ryoo (2018, Abschnitt 5.5). Die Bilder werden auf diesem Gerät verdeckt, bevor jemand sie sieht; Bilder werden nicht behalten, Antworten bleiben hier, bis Sie sie löschen, und nichts wird gesendet.',
    results: { one: 'Bisherige Ergebnisse (eine Person)', other: 'Bisherige Ergebnisse ({count} Personen)' },
    pictures: 'Bilder',
    whose: 'Nehmen Sie Bilder von Menschen, die zugestimmt haben, oder gezeichnete, die niemand sind.',
    coveredBy: 'Verdeckt mit',
    folderLabel: 'Ordner mit Bildern',
    folder: 'Ein Ordner',
    folderWords: 'Für jeden Menschen ein Unterordner mit seinem Namen.',
    chooseFolder: 'Ordner wählen',
    drawn: 'Gezeichnete Menschen',
    drawnWords: 'Sechs Menschen, die Guise zeichnet, um die Studie auszuprobieren.',
    draw: 'Menschen zeichnen',
    taken: 'Bild {n} von {all}.',
    isIn: '{name} ist dabei. Der Nächste, bitte.',
    camera: 'Die Kamera',
    cameraLive: 'Verdeckt wie das Bild jetzt. Sagen Sie, wer dort sitzt, und machen Sie dann vier Bilder.',
    cameraOff: 'Starten Sie zuerst unter „Live“ die Kamera. Die Menschen setzen sich nacheinander davor.',
    name: 'Name',
    take: 'Bilder machen',
    covering: 'Die Bilder werden verdeckt',
    covered: 'Verdeckte Bilder',
    done: '{n} von {all}',
    cancel: 'Abbrechen',
    ready: 'Bereit',
    readyWords:
      '{n} verdeckte Bilder von {people} Menschen. Es dauert etwa fünf Minuten; geben Sie das Gerät der Person, die teilnimmt.',
    participant: 'Wer teilnimmt (freiwillig)',
    nameOrNumber: 'Ein Name oder eine Nummer',
    begin: 'Beginnen',
    other: 'Andere Bilder',
    leftOut: { one: '1 Datei wurde ausgelassen', other: '{count} Dateien wurden ausgelassen' },
    fewPeople: 'Eine Studie braucht Bilder von mindestens zwei Menschen.',
    fewPictures: 'Eine Studie braucht von einem der Menschen mindestens zwei Bilder.',
    folderHint:
      'Legen Sie die Bilder jedes Menschen in einen Ordner mit seinem Namen, und wählen Sie den Ordner, der diese enthält.',
    fellBack: 'Manche Gesichter wurden mit {used} statt mit {mode} verdeckt.',
    failed:
      'Die Bilder konnten nicht verdeckt werden ({why}). Versuchen Sie es noch einmal, oder laden Sie die Seite neu.',
    nobody:
      'Eine Weile wurde kein Gesicht verdeckt. Starten Sie die Kamera, setzen Sie sich davor, und versuchen Sie es noch einmal.',
    isNoPicture: 'kein Bild',
    isNobodys: 'weder Ordner noch Name sagen, wer das ist',
    isTooMany: 'die Studie hat schon {n} Bilder',
    hasNoFace: 'darin wurde kein Gesicht gefunden',
  },
  about: {
    title: 'So geht es',
    lead: 'Jedes Bild geht durch dieselben vier Schritte, auf diesem Gerät. Keiner wird ausgelassen, und vor dem letzten wird nichts gezeigt.',
    camera: 'Kamera, Video oder Bild',
    find: 'Jedes Gesicht finden',
    follow: 'Ihm folgen',
    cover: 'Es verdecken',
    check: 'Prüfen',
    shown: 'Gezeigt, gespeichert, aufgenommen',
    whole: 'Im Zweifel: alles verdeckt',
    drawing:
      'Der Weg eines Bildes: von der Kamera zum Finden der Gesichter, zum Folgen, Verdecken und Prüfen; dann wird es gezeigt. Misslingt ein Schritt, wird das ganze Bild verdeckt.',
    findWords:
      'Ein kleines Netz sieht sich jedes Bild ganz an. Nichts wird übersprungen, um schneller zu sein; ein langsames Gerät zeigt weniger Bilder.',
    followWords:
      'Ein Gesicht, das da war und kurz nicht gefunden wird, bleibt dort verdeckt, wo es jetzt sein muss.',
    coverWords:
      'Verdeckt werden die Bildpunkte selbst. Es gibt keine Schicht, die man danach abnehmen könnte.',
    checkWords:
      'Nur ein Bild, dessen Gesichter in eben diesem Durchgang verdeckt wurden, kommt auf den Bildschirm, in eine Datei oder Aufnahme. Jedes andere wird ganz verdeckt.',
    aboutTitle: 'Über Guise',
    version: 'Guise {version}, Apache-Lizenz 2.0.',
    source:
      'Das Programm, seine Netze und wie sie trainiert und gemessen wurden, stehen im Quelltext; diese Seite ist daraus gebaut und lädt nichts von anderswo.',
    licences: 'Lizenzen aller Teile',
    leakTitle: 'Ein Leck melden',
    leak: 'Haben Sie ein Gesicht gesehen, das verdeckt sein sollte? Bitte sagen Sie es denen, von denen Sie diese Seite haben, oder folgen Sie SECURITY.md im Quelltext: was zu sehen war, in welchem Modus und Browser, und der Sitzungsbericht aus „Messwerte“, der nur Zahlen enthält. Schicken Sie nicht das Bild.',
  },
  actionCard: {
    title: 'Was noch zu sehen ist',
    toggle: 'Handlungen erkennen',
    hint: 'Ausgeschaltet kostet es nichts. Eingeschaltet sucht ein kleines Netz einige Male in der Sekunde im verdeckten Bild nach Dingen nahe am Gesicht. Es sieht kein unverdecktes Bild außer für den Vergleich unten.',
    set: 'Welche Handlungen',
    desk: 'Am Schreibtisch, die verlässlichen',
    all: 'Am Schreibtisch, auch die nur versuchten',
    drivers: 'Von Fahrern, für Bilder aus Autos',
    deskHint:
      'Eine Antwort braucht zwei Sekunden lang ein Ding nahe am Gesicht, den Mund, eine Hand oder die Wendungen des Kopfes. Gähnen wird genannt, wo die Abdeckung den Mund sehen lässt. Sprechen, Rauchen und was Hände tun werden nur versucht.',
    driversHint: 'Aus Bildern von Fahrern und aus Filmen gelernt. Vor einer Webcam bedeutet es wenig.',
    whole: 'Das Bild ist ganz verdeckt: zu viel ist verborgen',
    hidden:
      'Die Abdeckung verbirgt den Mund, was an ihn gehalten wird und wie der Kopf gewendet ist: Was darauf beruht, wird nicht genannt.',
    inOf: '{mode}: {labels}',
    save: 'Zeitleiste sichern (CSV)',
    nobody: 'Gerade niemand erkannt',
    loading: 'Wird geladen',
    begins: 'Beginnt, wenn Gesichter verdeckt sind',
    same: 'Dasselbe wie ohne Abdeckung erkannt',
    of: '{n} von {all}',
    duration: 'Ein Blick dauert',
    runsOn: 'Läuft auf {what}.',
    webgpu: 'WebGPU, dem Gerät, das auch zeichnet',
    wasm: 'WebAssembly, im Hintergrund',
    timeline: 'Die letzte Minute, jetzt ist rechts',
    seen: '{n} Sekunden lang gesehen',
  },
  actionNames: {
    phoning: 'telefoniert',
    texting: 'tippt am Telefon',
    drinking: 'trinkt',
    hair_makeup: 'Haare oder Make-up',
    smoking: 'raucht',
    yawning: 'gähnt',
    talking: 'spricht',
    driving: 'fährt',
    operating_radio: 'am Radio',
    reaching_behind: 'greift nach hinten',
    looking_at_phone: 'schaut aufs Telefon',
    eating: 'isst',
    brushing_teeth: 'putzt die Zähne',
    drying_hair: 'föhnt die Haare',
    reading: 'liest',
    typing: 'tippt',
    waving: 'winkt',
    raising_hand: 'hebt die Hand',
    touching_hair: 'fasst sich ins Haar',
    glasses: 'setzt eine Brille auf oder ab',
    make_up: 'schminkt sich',
    nodding: 'nickt',
    shaking_head: 'schüttelt den Kopf',
    looking_away: 'schaut weg',
    away: 'nicht am Schreibtisch',
    none: 'nichts davon',
  },
  actionEvidence: {
    phoning: 'ein Telefon neben dem Gesicht',
    looking_at_phone: 'ein Telefon in Reichweite',
    drinking: 'eine Tasse, ein Glas oder eine Flasche am Mund',
    eating: 'Essen, eine Gabel oder ein Löffel am Mund',
    brushing_teeth: 'eine Zahnbürste am Mund',
    drying_hair: 'ein Haartrockner nahe am Kopf',
    reading: 'ein Buch unter dem Gesicht',
    typing: 'eine Tastatur oder ein Laptop unter dem Gesicht',
    yawning: 'ein weit offener Mund, eine Weile lang',
    smoking: 'was am Mund wie eine Zigarette aussieht',
    talking: 'ein Mund, der immer wieder auf- und zugeht',
    waving: 'eine erhobene Hand, hin und her',
    raising_hand: 'eine erhobene Hand, weg vom Kopf',
    touching_hair: 'eine Hand an der oberen Hälfte des Kopfes',
    glasses: 'Hände neben den Augen, die kommen und gehen',
    make_up: 'eine leere Hand, die eine Weile am Gesicht arbeitet',
    nodding: 'die Nase, auf und ab',
    shaking_head: 'die Nase, hin und her',
    looking_away: 'die Nase, seitlich der Augen',
  },
  adapt: {
    legend: 'An mein Gesicht anpassen',
    what: 'Härtet das gelernte Gesicht dagegen, Sie zu verraten. Es lernt einige Sekunden lang von Ihrer Kamera, nur auf diesem Gerät; die Bilder werden am Ende verworfen. Was es gelernt hat, bleibt in diesem Browser, bis Sie es löschen.',
    progress: 'Passt sich an',
    cancel: 'Abbrechen',
    again: 'Noch einmal anpassen',
    adapt: 'Anpassen',
    forget: 'Gelerntes löschen',
    takes:
      'Dauert einige Minuten; das Bild läuft langsamer weiter. Gehärtet wird gegen ein Erkennungsprogramm; ein anderes sieht vielleicht mehr.',
    first: 'Starten Sie zuerst die Kamera.',
  },
  adaptStatus: {
    'no-face': 'Wartet auf Ihr Gesicht.',
    'several-faces': 'Wartet, bis Sie allein im Bild sind: Gelernt wird nur von Ihrem eigenen Gesicht.',
    collecting: 'Sieht Sie an. Bewegen Sie den Kopf ein wenig.',
    pictures: '{done} von {total} Bildern.',
    loading: 'Die Netze werden geladen.',
    looking: 'Sieht sich die Bilder an.',
    judging: 'Prüft das Ergebnis.',
    step: 'Lernt, Schritt {step} von {steps}.',
    stepLeft: 'Lernt, Schritt {step} von {steps}, noch {left}.',
    seconds: 'etwa {n} Sekunden',
    minutes: 'etwa {n} Minuten',
    kept: 'Angepasst. Auf Bildern, von denen es nicht gelernt hat, fiel die Ähnlichkeit für das Erkennungsprogramm (1 ist dasselbe Gesicht) von {before} auf {after}; das gezeichnete Gesicht änderte sich um {drift}.',
    labels: 'Die Namen der Tätigkeiten blieben in {share} davon gleich.',
    unchanged: 'Nichts wurde geändert: {why} (Ähnlichkeit vorher {before}, nachher {after}).',
    and: '{one}, und {other}',
    'no-gain': 'das Erkennungsprogramm fand Sie kaum weniger ähnlich',
    'too-far': 'das Gesicht wich zu weit vom gelernten ab',
    'structure-lost': 'das Gesicht verlor seine Form',
    'labels-lost': 'Tätigkeiten wurden nicht mehr erkannt',
    broken: 'es ging in die Irre',
    'not-loaded':
      'Das Anpassen konnte nicht geladen werden{why}. Nichts wurde geändert; Sie können es noch einmal versuchen.',
    'not-learned':
      'Das Anpassen ging schief{why}. Nichts wurde geändert; Sie können es noch einmal versuchen.',
    'not-stored':
      'Das Anpassen ging schief: Der Browser konnte das Ergebnis nicht speichern{why}. Nichts wurde geändert; Sie können es noch einmal versuchen.',
    'not-deleted':
      'Das angepasste Gesicht konnte nicht gelöscht werden{why}. Löschen Sie die Daten dieser Seite in den Einstellungen des Browsers.',
    damaged: 'Das angepasste Gesicht wird nicht verwendet: Was davon gespeichert war, ist beschädigt{why}.',
    foreign:
      'Das angepasste Gesicht wird nicht verwendet: Es entstand aus einer anderen Fassung des gelernten Gesichts{why}.',
    'not-read': 'Das angepasste Gesicht wird nicht verwendet: Es konnte nicht gelesen werden{why}.',
  },
  app: {
    toBar: 'Zur Leiste unter dem Bild',
    toSide: 'Zu den Einstellungen',
    moment: 'Einen Augenblick.',
  },
  actions: {
    start: 'Start',
    resume: 'Weiter',
    pause: 'Pause',
    record: 'Aufnahme',
    stop: 'Stopp, {time}',
    snapshot: 'Foto',
    copy: 'Bild kopieren',
    another: 'Anderes Gesicht',
    copied: 'Das Bild liegt verdeckt in der Zwischenablage.',
    popOut: 'Eigenes Fenster',
    popIn: 'Zurück in die Seite',
    toSave: 'Speichern …',
    toFiles: '{n} Dateien …',
    fullScreen: 'Vollbild',
    more: 'Mehr',
    saved: '{name} ist gespeichert.',
  },
  cover: {
    legend: 'Verdeckt mit',
    presets: 'Fertige Einstellungen',
    size: 'Größe',
    strength: 'Wie gut es schützt',
    source: 'Quelle: {source}.',
  },
  edit: {
    legend: 'Verdeckungen verbessern',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    add: 'Verdeckung hinzufügen',
    brush: 'Pinsel',
    leave: 'Sichtbar lassen',
    cover: 'Wieder verdecken',
    remove: 'Verdeckung entfernen',
    all: 'Alle Änderungen verwerfen',
    hint: 'Klicken Sie eine Verdeckung an, um das Gesicht sichtbar zu lassen. Ziehen Sie, um mehr zu verdecken.',
    touchHint: 'Tippen Sie eine Verdeckung an, um das Gesicht sichtbar zu lassen.',
    visible: {
      one: 'Ein Gesicht sichtbar, weil Sie es so wollten',
      other: '{count} Gesichter sichtbar, weil Sie es so wollten',
    },
    byHand: { one: 'eine Verdeckung von Hand', other: '{count} Verdeckungen von Hand' },
    revealed: 'gezeigt, obwohl kein Gesicht gefunden wurde, weil Sie es so wollten',
  },
  before: {
    hold: 'Halten: unverdeckt',
    divider: 'Unverdeckt daneben',
    handle: 'Trennlinie: links unverdeckt, rechts verdeckt',
    raw: 'Unverdeckt',
  },
  timeline: {
    title: 'Zeitleiste',
    looking: 'Gesichter werden gesucht: {n} %. Wer wer ist, steht fest, wenn das ganze Video angesehen ist.',
    person: 'Person {n}',
    stays: 'Person {n} bleibt sichtbar',
    visible: 'sichtbar',
    covered: 'verdeckt',
    only: 'Nur diese verdecken',
    onlyOf: 'Nur Person {n} verdecken',
    faces: 'Zeigen, wer es ist',
    next: { one: 'Nächste zweifelhafte Stelle ({count})', other: 'Nächste zweifelhafte Stelle ({count})' },
    sure: 'Keine zweifelhafte Stelle.',
    doubtful: 'Zweifelhaft',
    whole: 'Hier ist alles verdeckt',
    lost: 'Hier ist ein Gesicht verloren und dort verdeckt, wo es sein muss',
    meeting: 'Hier begegnen sich zwei: Wer wer ist, ist nicht sicher',
    unsure: 'Das ist vielleicht kein Gesicht; es ist verdeckt',
    kept: 'Behalten',
    stretch: '{from} – {to} s',
    start: 'Anfang dessen, was behalten wird',
    end: 'Ende dessen, was behalten wird',
    hand: 'Verdeckung {n}',
    from: 'Beginnt hier',
    to: 'Endet hier',
  },
  editLayer: {
    covers: 'Verdeckungen im Bild',
    keys: 'Enter lässt ein Gesicht sichtbar oder verdeckt es. Pfeile verschieben eine Verdeckung, mit Umschalt ändern sie die Größe, [ und ] drehen sie. Entf entfernt sie.',
    found: 'Gesicht {n}, verdeckt',
    visible: 'Gesicht {n}, sichtbar, weil Sie es so wollten',
    hand: 'Verdeckung {n} von Hand',
    tip: 'Pinsel. Pfeile bewegen ihn, mit Umschalt weiter. Enter beginnt einen Strich und beendet ihn, Escape verwirft ihn.',
  },
  queue: {
    legend: '{n} Dateien',
    waiting: 'wartet',
    working: 'wird geschrieben',
    done: 'fertig',
    failed: 'nicht gelungen',
    corrected: 'verbessert',
    writeAll: { one: '{count} Datei anonymisieren', other: '{count} Dateien anonymisieren' },
    again: { one: '{count} Datei noch einmal versuchen', other: '{count} Dateien noch einmal versuchen' },
    cancel: 'Abbrechen',
    progress: 'Alle Dateien',
    left: '{done} von {all} fertig, noch {time}',
    counting: '{done} von {all} fertig',
    other: {
      one: '{count} Datei ist in einem anderen Modus oder mit anderen Einstellungen geschrieben.',
      other: '{count} Dateien sind in einem anderen Modus oder mit anderen Einstellungen geschrieben.',
    },
    ended: '{done} von {all} fertig, {failed} nicht gelungen',
    folder: 'In einen Ordner speichern',
    saved: { one: '{count} Datei gespeichert', other: '{count} Dateien gespeichert' },
    savedIn: '{saved}, in „{folder}“.',
    zip: 'Als ZIP speichern',
    each: 'Einzeln speichern',
    hint: 'Öffnen Sie jede zuerst, um ihre Verdeckungen zu verbessern. Gespeichert wird erst, wenn Sie es wollen.',
  },
  open: {
    nothing: 'Darin ist weder ein Bild noch ein Video.',
    unsaved: 'Ihre Änderungen oder geschriebene Dateien sind nicht gespeichert. Ohne sie weitermachen?',
  },
  reveal: { reveal: 'Zeigen; ich verdecke von Hand' },
  file: {
    legend: 'Datei',
    rate: '{n} Bilder pro Sekunde',
    withSound: 'mit Ton',
    withoutSound: 'ohne Ton',
    search: 'Gesichter suchen',
    fast: 'schnell, wie bei einer Kamera',
    thorough: 'gründlich, auch kleine und liegende',
    taking: '{how}: {time}',
    saveAs: 'Speichern als',
    original: 'Wie das Original',
    keepSound: 'Ton behalten',
    soundHint: 'Stimmen werden nicht verändert und können verraten, wer spricht.',
    exporting: 'Speichern',
    left: 'noch {time}',
    speed: '{n} × Echtzeit',
    whole: '{n} ganz verdeckt',
    cancel: 'Abbrechen',
    locked: 'Modus und Einstellungen bleiben, wie sie am Anfang waren.',
    exportVideo: 'Video speichern',
    savePicture: 'Bild speichern',
    another: 'Andere Datei',
    camera: 'Kamera',
    saved: '{name} ist gespeichert.',
    again: 'Noch einmal speichern',
    report: 'Bericht speichern',
    edits: 'Änderungen speichern',
  },
  fileNotes: {
    'cut-off':
      'Die Datei wurde abgeschnitten: {seconds} Sekunden davon lassen sich lesen. Sie werden gezeigt und gespeichert; der Rest fehlt.',
    'other-videos':
      'Sie enthält mehr als ein Video. Genommen wurde das, das Abspielprogramme zuerst zeigen; die anderen bleiben weg.',
    'sound-off': 'Ihr Ton ist in der Datei abgeschaltet und bleibt es.',
    'sound-unreadable': 'Ihr Ton kann hier nicht gelesen werden und bleibt weg.',
    'first-picture': 'Es ist ein bewegtes Bild. Nur sein erstes Bild wird gezeigt und gespeichert.',
    hdr: 'Sie ist in HDR. Gezeigt und gespeichert wird sie in gewöhnlichen Farben (SDR), wie es der Player dieses Browsers auf einem gewöhnlichen Bildschirm tut.',
    'even-sides':
      'H.264 nimmt nur gerade Seiten von mindestens 16 Pixeln: Das Bild wurde auf solche gestreckt.',
    'not-h264':
      'Das MP4 ist in VP9 oder AV1, nicht in H.264: Manche Telefone und Programme können es nicht öffnen.',
    flattened: 'Teile davon sind durchsichtig. Gezeigt und gespeichert werden sie auf Weiß.',
  },
  fileTimes: {
    seconds: 'etwa {n} s',
    minutes: 'etwa {n} min',
    hours: 'etwa {n} h',
    faces: { one: 'Ein Gesicht verdeckt.', other: '{count} Gesichter verdeckt.' },
    frames: { one: 'Ein Bild', other: '{count} Bilder' },
    noneEach: '{frames}, kein Gesicht verdeckt.',
    oneEach: '{frames}, ein Gesicht pro Bild verdeckt.',
    someEach: '{frames}, {n} Gesichter pro Bild verdeckt.',
    visible: {
      one: 'Eines ist sichtbar, weil Sie es so wollten.',
      other: '{count} sind sichtbar, weil Sie es so wollten.',
    },
    visibleInFrames: 'Sichtbar, weil Sie es so wollten: {n}, in jedem Bild gezählt.',
    wholePicture: 'Das ganze Bild wurde verdeckt, denn: {why}.',
    wholeFrames: {
      one: '{count} Bild wurde ganz verdeckt, denn:',
      other: '{count} Bilder wurden ganz verdeckt, denn:',
    },
    'no-face': 'es wurde kein Gesicht gefunden',
    'face-lost': 'ein Gesicht ging verloren',
    'detector-failed': 'die Gesichtssuche fiel aus',
    'renderer-failed': 'das Zeichnen misslang',
    'frame-damaged': 'die Datei ist dort beschädigt',
    'size-changed': 'das Bild änderte seine Größe',
  },
  fineTuning: {
    title: 'Feineinstellung',
    edge: 'Weicher Rand',
    edgeHint: 'Wie weit die Abdeckung jenseits ihres Randes ausläuft.',
    linger: 'Weiter verdecken, wenn ein Gesicht verloren geht',
    lingerHint:
      'So lange bleibt es dort verdeckt, wo es jetzt sein muss; danach wird das ganze Bild verdeckt.',
    seconds: '{n} s',
    growth: 'Größer bei Bewegung',
    growthHint: 'Ein schnelles Gesicht bekommt eine größere Abdeckung, falls es die Richtung wechselt.',
    drawing:
      'Ein Gesicht, seine Abdeckung, ihr weicher Rand und die größere Abdeckung eines Gesichts, das sich nach rechts bewegt.',
  },
  header: {
    tagline: 'Zeigen, was man tut. Nicht, wer man ist.',
    views: 'Ansichten',
    running: '(Kamera läuft)',
    keys: 'Tastenkürzel',
  },
  help: {
    title: 'Tastenkürzel',
    mode: 'Gesichter verdecken mit: {modes}',
    grid: 'Vier Modi nebeneinander, oder wieder einer',
    swipe: 'Zwei Modi mit Schieber, oder wieder einer',
    mirror: 'Bild spiegeln',
    full: 'Vollbild',
    pause: 'Pause oder weiter',
    theme: 'Dunkel oder hell',
    add: 'Der offenen Datei eine Verdeckung hinzufügen',
    next: 'Nächste zweifelhafte Stelle eines Videos',
    undo: 'Eine Änderung zurücknehmen; mit Umschalt wiederholen',
    views: 'Live, Messwerte, Studie, So geht es',
    help: 'Diese Hilfe',
    close: 'Schließen',
  },
  later: {
    missing:
      'Dieser Teil der Seite ist nicht angekommen. Laden Sie die Seite neu, wenn der Server wieder zu erreichen ist.',
  },
  hold: { hold: 'Halten, um das Original zu sehen' },
  intro: {
    title: 'Ihre Kamera, ohne Ihr Gesicht',
    promise: 'Alles geschieht auf diesem Gerät, nichts verlässt es.',
    doubt: 'Ist Guise nicht sicher, verdeckt es das ganze Bild.',
    start: 'Kamera starten',
    trial: 'Ohne Kamera ausprobieren',
    choose: 'Video oder Bild wählen',
    drop: 'Sie können eine Datei auch hierher ziehen oder einfügen.',
    hidden: 'Was verborgen wird',
    face: 'Gesicht',
    voice: 'Stimme',
    hair: 'Haare',
    clothes: 'Kleidung',
    room: 'Raum',
    yes: 'verborgen',
    no: 'nicht',
  },
  chart: {
    nothing: '{line}: nichts gemessen.',
    line: '{line}: von {from} bis {to}, zuletzt {last}.',
    overTime: '{label} im Lauf der Zeit.',
  },
  insight: {
    title: 'Messwerte',
    lead: 'Ein Versprechen, das niemand misst, ist nur ein Versprechen.',
    live: 'Die Kamera läuft; diese Zahlen handeln von Ihnen, jetzt, und bleiben auf diesem Gerät.',
    start: 'Starten Sie die Kamera,',
    idle: 'um Ihre eigenen Zahlen zu sehen; sie bleiben auf diesem Gerät.',
  },
  meters: {
    title: 'Laufend gemessen',
    shown: 'Gezeigte Zeit',
    minutes: '{n} Minuten',
    hour: '1 Stunde',
    leaks: 'Unverdeckte Bildpunkte von Gesichtern',
    uncovered: 'Unverdeckt',
    privacy: 'Ähnlichkeit für ein Erkennungsprogramm',
    likeness: 'Ähnlichkeit',
    threshold: 'Dieselbe Person ab',
    privacyHint:
      'Wie ähnlich ein Erkennungsprogramm das verdeckte Gesicht und Ihres findet; 1 ist genau dasselbe Bild. Unter der gestrichelten Linie sagt es „jemand anderes“. Das Wort eines Programms: Ein anderes sieht vielleicht mehr.',
    frames: 'Bilder',
    rate: 'Bilder pro Sekunde',
    shownPictures: 'Bilder',
    perSecond: '{n} /s',
    framesHint:
      'Ein langsames Gerät lässt Bilder aus; nie zeigt es eine alte Abdeckung auf einem neuen Bild.',
    dropped: 'Bisher ausgelassen',
    drawnBy: 'Gezeichnet von',
    latency: 'Verzögerung',
    delay: 'Von der Kamera zum sicheren Bild',
    half: 'Die Hälfte in',
    most: '95 % in',
    delayHint: 'Zeit von der Aufnahme eines Bildes, bis es mit verdeckten Gesichtern gezeichnet ist.',
    bare: 'Unverdeckte Gesichter',
    empty: 'Noch nichts gemessen.',
    emptyIdle: 'Noch nichts gemessen. Starten Sie die Kamera, und kommen Sie wieder her.',
  },
  recordingBadge: { recording: 'Aufnahme läuft, {time}' },
  output: { title: 'Guise: Bild', picture: 'Die Kamera, Gesichter verdeckt' },
  report: {
    title: 'Sitzungsbericht',
    what: 'Alles, was gemessen wurde, seit Sie die Seite geöffnet haben, mit den Einstellungen, als eine JSON-Datei. Sie enthält nur Zahlen: kein Bild, keinen Kameranamen, keine Adresse.',
    download: 'Bericht herunterladen',
  },
  strengths: { title: 'Wie gut jeder Modus schützt' },
  tradeOffChart: {
    guessing: 'geraten',
    actions: 'Gefundene Handlungen (mAP), %',
    error: 'Fehler des Erkennungsprogramms, %',
    unmeasured: 'Handlungen nicht gemessen',
    errorOf: 'Fehler bei {mode}',
    inWords: '{mode}: Fehler des Erkennungsprogramms {error} %, {actions}',
    found: 'gefundene Handlungen (mAP) {mAP} %',
  },
  tradeOff: {
    title: 'Schutz gegen Nutzen',
    compared: 'Verglichene Gesichter',
    anonymisedAnonymised: 'Beide verdeckt',
    rawAnonymised: 'Verdeckt mit Original',
    missing: 'Die veröffentlichten Messungen gehören nicht zu dieser Version.',
    chart:
      'Weiter rechts irrt ein Erkennungsprogramm öfter; weiter oben sieht eine Maschine besser, was Menschen tun. Am besten ist oben rechts.',
    bars: 'Wie oft ein Erkennungsprogramm bei Paaren von Gesichtern irrt. Bei 50 % rät es; je länger der Balken, desto besser der Schutz. Wie gut Handlungen noch zu sehen sind, wurde hierfür nicht gemessen.',
    session: 'Ihre Sitzung',
    inUse: 'Jetzt in Gebrauch:',
    waiting: 'Ihre eigene Sitzung kommt als Punkt dazu, wenn der Erkennungsmesser sie gemessen hat.',
    yours:
      'Ihre Sitzung: {error}, vom Erkennungsmesser bei fester Schwelle; ihre Höhe ist die veröffentlichte von {mode}, denn niemand hat aufgeschrieben, was Sie tun.',
    figures: 'Die Zahlen und woher sie sind',
    published: 'Veröffentlichte Zahlen',
    mode: 'Modus',
    both: 'Programm richtig, beide verdeckt',
    raw: 'Programm richtig, verdeckt mit Original',
    actions: 'Handlungen gefunden (mAP)',
    source: 'Quelle',
  },
  leaks: {
    title: 'Leckmesser',
    hint: 'Ein zweites, unabhängiges Netz sucht nach Gesichtern, die unverdeckt blieben. Es sieht nur einige Bilder und übersieht selbst Gesichter.',
    off: 'In den Einstellungen abgeschaltet:',
    now: 'Jetzt unverdeckt',
    mean: 'Im Mittel',
    longest: 'Längste Zeit unverdeckt',
    seconds: '{n} s',
    readings: 'Angesehene Bilder mit Gesichtern',
    of: '{n} von {all}',
    copy: 'Sitzungsbericht kopieren (nur Zahlen)',
    copied: 'Kopiert',
  },
  levels: { weak: 'schwach', fair: 'mittel', strong: 'stark', raw: 'roh' },
  limits: {
    title: 'Was geschützt wird und was nicht',
    covered: 'verdeckt',
    partly: 'manchmal',
    bare: 'nicht verdeckt',
    face: 'Gesicht',
    'face.words':
      'In jedem Bild verdeckt, das Guise herausgibt, so stark wie der Modus ist. Kein Netz findet jedes Gesicht: sehr kleine, verdrehte oder halb verborgene können einige Bilder lang zu sehen sein.',
    voice: 'Stimme',
    'voice.words':
      'Nicht verändert. Eine Stimme verrät einen Menschen so sicher wie ein Gesicht. Schalten Sie sie stumm, oder verändern Sie sie mit einem anderen Werkzeug.',
    body: 'Körper und Haare',
    'body.words':
      'Größe, Statur, Haare, Tätowierungen und Hände bleiben, wie sie sind; wer Sie kennt, kann sie erkennen. Bleiben Sie aus dem Bild, wo das zählt.',
    clothes: 'Kleidung',
    'clothes.words':
      'Dieselbe Jacke in einem anderen, unverdeckten Video verbindet die beiden. Tragen Sie etwas, das Sie sonst nicht tragen.',
    gait: 'Gang und Bewegung',
    'gait.words':
      'Wie jemand geht und gestikuliert, kann man erkennen. Das bleibt mit Absicht: Es zeigt, was Menschen tun.',
    room: 'Raum',
    'room.words':
      'Der Blick aus dem Fenster, ein Plakat, eine Lampe können verraten, wo Sie sind. Wählen Sie eine leere Wand.',
    text: 'Text auf Bildschirmen und Papier',
    'text.words':
      'Namensschilder, Briefe, Kennzeichen und Bildschirme bleiben lesbar. Nehmen Sie sie aus dem Bild.',
    photographs: 'Fotos und Spiegel',
    'photographs.words':
      'Ein Gesicht an der Wand oder im Spiegel ist ein Gesicht: Es wird verdeckt, wenn es gefunden wird, ist aber oft zu klein dafür.',
    context: 'Umstände',
    'context.words':
      'Wann, wo und mit wem ein Video entstand und wer es verschickt, kann Sie verraten, auch wenn jedes Gesicht verdeckt ist. Guise kann davon nichts wissen.',
  },
  modeBar: {
    legend: 'Wie Gesichter verdeckt werden',
    compare: 'Vergleichen',
    compareHint: 'Aus der Forschung: Sie sehen sicher aus, aber Programme können sie oft durchschauen.',
  },
  modes: {
    'none.label': 'Keiner',
    'none.summary':
      'Nur zum Vergleich: Das ganze Bild ist verdeckt und nur zu sehen, solange Sie einen Knopf halten.',
    'learned.label': 'Gelernt',
    'learned.summary':
      'Zeichnet ein anderes Gesicht darüber, das blickt, spricht und sich dreht wie Ihres: ein Netz, trainiert gegen ein Erkennungsprogramm, das sich wehrt.',
    'learned.strength':
      'Mittel. Fertige Erkennungsprogramme raten fast nur noch; eines, das gegen eben dieses Netz trainiert wurde, lag bei 69 von 100 Paaren richtig. Umriss, Haare und Kleidung bleiben, also können Bekannte Sie erkennen. Gesichter, die nicht sicher gefunden sind, werden maskiert.',
    'persona.label': 'Fremder',
    'persona.summary':
      'Zeichnet an seine Stelle ein fremdes Gesicht: niemandes, das Mittel von mindestens zwölf Menschen. Alter, Geschlechtseindruck, Haut und Bart sind wie bei Ihnen, und es bewegt sich wie Sie.',
    'persona.strength':
      'Mittel. Alter, Geschlechtseindruck, Herkunft, Bart, Licht und Ausdruck bleiben mit Absicht, sonst verrät es nichts vom Gesicht: 102 Bit je Bild. Wer diese mit wenigen gemeinsam hat, ist daran zu erkennen. Unter Menschen einer Art verbirgt es, wer jemand ist, nur nicht ganz vor einem Programm, das eigens dafür trainiert wurde. Haare, Ohren, Umriss, Kleidung und Stimme bleiben. Brillen und Hände vor dem Gesicht werden übermalt. Gesichter, die nicht sicher gefunden sind, werden maskiert.',
    'mask.label': 'Maske',
    'mask.summary':
      'Ersetzt das Gesicht durch eine gezeichnete Figur oder eine Farbe; nichts bleibt von ihm.',
    'mask.strength':
      'Stark. Kein Bildpunkt des Gesichts wird verwendet, also lässt sich nichts umkehren. Blick und Ausdruck gehen mit verloren und damit vieles, woran eine Maschine erkennt, was jemand tut.',
    'mask.style': 'Aussehen',
    'mask.style.figure': 'Gezeichnete Figur',
    'mask.style.slate': 'Schiefergrau',
    'mask.style.black': 'Schwarz',
    'mask.style.white': 'Weiß',
    'mask.tone': 'Farbe',
    'mask.tone.sand': 'Sand',
    'mask.tone.sage': 'Salbei',
    'mask.tone.sky': 'Himmel',
    'mask.tone.coral': 'Koralle',
    'mask.tone.lilac': 'Flieder',
    'mask.tone.sun': 'Sonne',
    'mask.look': 'Ausdruck',
    'mask.look.calm': 'Ruhig',
    'mask.look.awake': 'Wach',
    'mask.look.serious': 'Ernst',
    'mask.preset.Figure': 'Figur',
    'mask.preset.Black': 'Schwarz',
    'oval.label': 'Oval',
    'oval.summary': 'Ein weiches Oval in einer Farbe, oder nur die Farben von neben dem Gesicht.',
    'oval.strength':
      'Stark. Vom verdeckten Gesicht wird nichts verwendet als acht mittlere Farben an jeder Seite der Verdeckung, wo Haare, Hals und Raum sind. Daneben sind sie ohnehin zu sehen. Haare, Umriss des Kopfes und Kleidung bleiben.',
    'oval.colour': 'Farbe',
    'oval.colour.sand': 'Sand',
    'oval.colour.slate': 'Schiefergrau',
    'oval.colour.black': 'Schwarz',
    'oval.colour.white': 'Weiß',
    'oval.colour.around': 'Keine: die Umgebung',
    'oval.softness': 'Weichheit',
    'oval.preset.Sand': 'Sand',
    'oval.preset.Slate': 'Schiefergrau',
    'oval.preset.Melted away': 'Verschwunden',
    'mosaic.label': 'Mosaik',
    'mosaic.summary': 'Quadrate in je einer Farbe, wie im Fernsehen.',
    'mosaic.strength':
      'Schwach. Es sieht verborgen aus, aber jedes Quadrat sagt noch, wie hell das Gesicht dort ist, und daran erkennen Programme Menschen. Weniger Quadrate verbergen mehr.',
    'mosaic.cells': 'Quadrate in der Breite',
    'blur.label': 'Unscharf',
    'blur.summary': 'Verkleinert das Gesicht auf wenige Felder und zieht es wieder auf.',
    'blur.strength':
      'Schwach. Menschen erkennen das Gesicht vielleicht nicht, Programme oft doch: Veröffentlichte Angriffe nannten für die meisten unscharfen Gesichter die richtige Person. Weniger Felder verbergen mehr.',
    'blur.cells': 'Felder in der Breite',
    'noise.label': 'Rauschen',
    'noise.summary': 'Legt starkes Rauschen darüber, für jedes Gesicht jedes Bildes neu.',
    'noise.strength':
      'In Videos schwach. Das Gesicht bleibt darunter: Das Mittel vieler Bilder oder ein Entrauscher bringt viel davon zurück. Mehr Rauschen verbirgt mehr.',
    'noise.variance': 'Stärke',
    'noise.preset.σ² 0.1': 'σ² 0,1',
    'noise.preset.σ² 0.3': 'σ² 0,3',
    'noise.preset.σ² 0.5': 'σ² 0,5',
    'super-pixel.label': 'Flächen',
    'super-pixel.summary':
      'Fasst ähnliche Nachbarpunkte zusammen und malt jede Fläche in ihrer mittleren Farbe.',
    'super-pixel.strength':
      'Schwach bis mittel. Die Flächen folgen den Linien des Gesichts, seine Maße bleiben lesbar. Weniger Flächen verbergen mehr.',
    'super-pixel.cells': 'Flächen in der Breite',
    'super-pixel.compactness': 'Gedrungenheit',
    'super-pixel.preset.6 across': '6 breit',
    'super-pixel.preset.12 across': '12 breit',
    'edge.label': 'Linien',
    'edge.summary': 'Behält nur die Umrisse des Gesichts.',
    'edge.strength':
      'Höchstens mittel. Farbe und Schatten gehen, aber die Linien von Augen, Nase und Mund bleiben, und Programme können lernen, Zeichnungen zu lesen.',
    'edge.style': 'Linien',
    'edge.style.light': 'Hell auf dunkel',
    'edge.style.dark': 'Dunkel auf hell',
    'edge.gain': 'Stärke der Linien',
    'edge.preset.Light on dark': 'Hell auf dunkel',
    'edge.preset.Dark on light': 'Dunkel auf hell',
  },
  notices: {
    'webgpu-missing':
      'WebGPU ist hier nicht zu verwenden. Der Prozessor zeichnet stattdessen; er tut dasselbe, langsamer.',
    'webgpu-lost':
      'Der Grafikprozessor ging verloren. Der Prozessor zeichnet stattdessen; der Grafikprozessor wird wieder gesucht.',
    'detector-failed':
      'Die Gesichtssuche ist ausgefallen. Alles ist verdeckt, bis sie wieder läuft; sie wird neu gestartet.',
    'detector-slow':
      'Gesichter zu finden dauert hier lange, deshalb ruckelt das Bild; kein Bild wird unverdeckt gezeigt. Wählen Sie ein kleineres Bild, oder schließen Sie andere Programme:',
    'model-corrupt':
      'Ein Netz ist beschädigt angekommen und wird nicht verwendet. Alles ist verdeckt, bis ein heiles da ist. Laden Sie die Seite neu.',
    'learned-unavailable':
      'Das gelernte Gesicht ist gerade nicht da. Gesichter werden maskiert, bis es da ist.',
    'persona-unavailable':
      'Das fremde Gesicht ist gerade nicht da. Gesichter werden maskiert, bis es da ist.',
    'leak-unavailable':
      'Ob Gesichter unverdeckt sind, kann gerade nicht gemessen werden. Das Bild läuft weiter.',
    'privacy-unavailable':
      'Wie ähnlich das verdeckte Gesicht dem echten ist, kann gerade nicht gemessen werden. Das Bild läuft weiter.',
    'actions-unavailable': 'Tätigkeiten können gerade nicht erkannt werden. Das Bild läuft weiter.',
  },
  overlay: {
    starting: 'Es geht los',
    covered: 'Verdeckt',
    paused: 'Pause',
    still: 'Das Bild steht still',
    wrong: 'Etwas ist schiefgegangen',
    another: 'Andere Datei wählen',
    again: 'Noch einmal versuchen',
    resume: 'Weiter',
    pausedWords: 'Die Kamera ist aus. Sie sehen das letzte sichere Bild.',
    waiting: 'Die Kamera wird gestartet. Ihr Browser fragt vielleicht, ob diese Seite sie verwenden darf.',
    loading: 'Die Gesichtssuche wird geladen. Bis sie läuft, ist alles verdeckt.',
    noFace:
      'Es wurde kein Gesicht gefunden, deshalb ist alles verdeckt. Kommen Sie ins Bild, oder ändern Sie diese Einstellung:',
    lost: 'Ein Gesicht, das da war, ist nicht mehr zu finden. Alles ist verdeckt, bis es wieder gefunden wird.',
    detector: 'Die Gesichtssuche ist ausgefallen. Alles ist verdeckt, während sie neu startet.',
    renderer: 'Das Zeichnen ist misslungen. Alles ist verdeckt, bis es wieder geht.',
    resized: 'Die Kamera hat ihr Bild geändert. Einen Augenblick.',
    damaged: 'Die Datei ist hier beschädigt. Dieses Bild ist verdeckt; der Rest geht weiter.',
    comparison: '„Keiner“ ist nur zum Vergleich. Halten Sie den Knopf, um das Original zu sehen.',
    comparisonFile: '„Keiner“ ist nur zum Vergleich mit einer Kamera. Wählen Sie einen Modus.',
    muted: 'Die Kamera schickt gerade kein Bild.',
    fileOpening: 'Die Datei wird geöffnet. Sie bleibt auf diesem Gerät.',
    fileLoading: 'Die Gesichtssuche wird geladen; vorher wird nichts von der Datei gezeigt.',
    noFacePicture:
      'In diesem Bild wurde kein Gesicht gefunden, deshalb ist es ganz verdeckt. Ist niemand darauf, ändern Sie diese Einstellung:',
    noFaceFrame:
      'In diesem Bild wurde kein Gesicht gefunden, deshalb ist es ganz verdeckt. Ist niemand darauf, ändern Sie diese Einstellung:',
    fileResized: 'Das Video ändert hier seine Größe.',
  },
  player: {
    player: 'Wiedergabe',
    play: 'Abspielen',
    pause: 'Pause',
    position: 'Stelle',
    of: '{at} von {all}',
  },
  privacy: {
    title: 'Erkennungsmesser',
    hint: 'Würde ein Erkennungsprogramm Sie noch erkennen? Die Meinung eines Programms; ein anderes sieht vielleicht mehr.',
    off: 'In den Einstellungen abgeschaltet:',
    same: 'Noch zu erkennen',
    other: 'Für jemand anderen gehalten',
    any: 'Jeder Fremde sieht Ihnen so ähnlich.',
    one: 'Einer von {n} Fremden sieht Ihnen so ähnlich.',
    fewer: 'Weniger als einer von {n} Fremden sieht Ihnen so ähnlich.',
    stranger: 'wie irgendein Fremder',
    person: 'dieselbe Person',
    waiting: 'Wartet auf ein Gesicht, das groß genug zum Erkennen ist.',
    nothing: 'Diese Abdeckung zeigt nichts vom Gesicht, also gibt es nichts zu erkennen.',
    recognised: '{mode}: erkannt',
    of: '{n} von {all}',
    strangers: 'Fremde, die es für Sie hielte',
  },
  problems: {
    'insecure.title': 'Diese Seite wurde nicht sicher geöffnet',
    'insecure.words':
      'Browser geben eine Kamera nur an Seiten, die über https oder von diesem Computer (localhost) geöffnet wurden. Öffnen Sie eine Adresse, die mit https:// beginnt.',
    'unsupported.title': 'Dieser Browser kommt nicht an die Kamera',
    'unsupported.words':
      'Er bietet Seiten keine Kamera an. Verwenden Sie ein aktuelles Chrome, Edge, Firefox oder Safari, oder erlauben Sie der App, die diese Seite zeigt, die Kamera.',
    'refused.title': 'Die Kamera wurde verweigert',
    'refused.words':
      'Der Browser oder das System ließ diese Seite nicht an die Kamera. Erlauben Sie sie (Zeichen neben der Adresse), und versuchen Sie es noch einmal.',
    'missing.title': 'Keine Kamera gefunden',
    'missing.words':
      'An diesem Gerät ist keine Kamera, oder sie ist ausgeschaltet. Schließen Sie eine an, und versuchen Sie es noch einmal.',
    'busy.title': 'Die Kamera ist belegt',
    'busy.words':
      'Die Kamera ist da, ließ sich aber nicht starten; meist verwendet sie ein anderes Programm. Schließen Sie es, und versuchen Sie es noch einmal.',
    'unplugged.title': 'Die Kamera ist weg',
    'unplugged.words':
      'Die Kamera wurde abgezogen. Sie sehen das letzte Bild mit verdeckten Gesichtern. Schließen Sie sie wieder an, oder wählen Sie eine andere.',
    'unknown.title': 'Die Kamera ließ sich nicht starten',
    'unknown.words':
      'Etwas Unerwartetes ging schief. Versuchen Sie es noch einmal; hilft das nicht, starten Sie den Browser neu.',
    'engine-stalled.words':
      'Das Programm antwortet nicht. Das Bild steht still, verdeckt wie es war, bis es antwortet oder neu gestartet wird.',
    'engine-died.words':
      'Das Programm hielt an und wird neu gestartet; nichts wird gezeigt, bis Gesichter wieder verdeckt sind.',
    'source-muted.words':
      'Die Kamera schickt gerade kein Bild. Vielleicht verwendet sie ein anderes Programm, oder ihre Blende ist zu.',
    'source-ended.words':
      'Die Kamera wurde abgezogen. Schließen Sie sie wieder an oder wählen Sie eine andere, dann starten Sie neu.',
    'empty.title': 'Die Datei ist leer',
    'empty.words':
      'Es ist nichts darin. Vielleicht wurde sie nicht zu Ende kopiert oder geladen: Kopieren Sie sie noch einmal.',
    'picture-kind.title': 'Dieser Browser kann diese Art Bild nicht zeigen',
    'picture-kind.words':
      'Speichern Sie es in dem Programm, aus dem es stammt, als JPEG oder PNG, und öffnen Sie das hier.',
    'not-media.title': 'Kein Video oder Bild',
    'not-media.words':
      'Wie sie auch heißt, ihr Inhalt ist kein Video oder Bild, das hier zu lesen ist. Wählen Sie ein Video (MP4, MOV, WebM, MKV) oder ein Bild (JPEG, PNG, WebP, GIF, BMP, AVIF).',
    'audio-only.title': 'Nur Ton, kein Bild',
    'audio-only.words':
      'Die Datei hat Ton, aber kein Bild; es gibt nichts zu verdecken. Stimmen verändert Guise nicht.',
    'crop.title': 'Dieses Bild ist so beschnitten, dass dem hier nicht gefolgt werden kann',
    'crop.words':
      'Die Datei sagt, dass ein Teil ihres Bildes gezeigt wird und der Rest nicht, und dieser Browser zeigte auch den Rest. Speichern Sie es als neues JPEG oder PNG und öffnen Sie dann das.',
    'off.title': 'Das Bild ist abgeschaltet',
    'off.words':
      'Die Datei sagt, dass ihr Video nicht gezeigt werden soll, und Abspielprogramme zeigen keines. Schalten Sie die Spur in dem Programm ein, aus dem sie kommt, und öffnen Sie sie dann hier.',
    'cuts.title': 'Dieses Video ist so geschnitten, dass dem hier nicht gefolgt werden kann',
    'cuts.words':
      'Eine Schnittliste in der Datei sagt, welche Teile gezeigt werden. Guise zeigte andere und zeigt darum keine. Speichern Sie das Video in dem Programm, mit dem es geschnitten wurde, als neue Datei (neu kodiert) und öffnen Sie dann die.',
    'broken.title': 'Die Datei ist beschädigt',
    'broken.words':
      'Sie beginnt wie ein Video oder Bild, lässt sich aber nicht zu Ende lesen. Kopieren Sie sie noch einmal von ihrem Ursprung.',
    'no-contents.title': 'Das Ende der Datei fehlt',
    'no-contents.words':
      'Ihr Inhalt ist da, aber das Verzeichnis dahinter fehlt, das sagt, wo jedes liegt: Das Kopieren, Laden oder Aufnehmen wurde abgebrochen. Kopieren Sie sie noch einmal von ihrem Ursprung; fehlt das Ende auch dort, kann nur ein Reparaturprogramm wie untrunc, mit einem anderen Video derselben Kamera, ein neues Verzeichnis machen.',
    'codec.title': 'Dieser Browser kann diese Art Video nicht abspielen',
    'codec.words':
      'Die Datei ist heil, aber der Browser kann ihren Inhalt nicht lesen. Wandeln Sie sie in H.264 (MP4) oder VP9 (WebM) um, oder verwenden Sie einen anderen Browser.',
    'too-large.title': 'Das Bild ist zu groß',
    'too-large.words':
      'Bis zu 8192 Punkte je Seite sind möglich. Verkleinern Sie es, dann öffnen Sie es hier.',
    'no-encoder.title': 'Dieser Browser kann keine Videos dieser Größe schreiben',
    'no-encoder.words': 'Wählen Sie das andere Format, oder verwenden Sie einen aktuellen Browser.',
    'audio-format.title': 'Der Ton passt nicht in dieses Format',
    'audio-format.words': 'Wählen Sie das andere Format, oder lassen Sie den Ton weg.',
    'sound-broken.title': 'Der Ton ist beschädigt',
    'sound-broken.words': 'Lassen Sie den Ton weg, oder kopieren Sie die Datei noch einmal.',
    'edits.title': 'Die Korrekturen sind nicht zu gebrauchen',
    'edits.words':
      'Nichts wurde geschrieben, denn eine davon könnte eine Verdeckung sein. Speichern Sie die Korrekturen noch einmal aus der Seite, oder lassen Sie sie weg.',
    'trim.title': 'Davon bliebe nichts übrig',
    'trim.words':
      'Was vom Video bleiben soll, liegt außerhalb von ihm. Wählen Sie Anfang und Ende innerhalb des Videos.',
    'comparison-only.title': 'Wählen Sie zuerst einen Modus',
    'comparison-only.words': '„Keiner“ ist nur zum Vergleich und wird nie in eine Datei geschrieben.',
    'storage.title': 'Das Ergebnis ließ sich nicht speichern',
    'storage.words':
      'Browser oder Festplatte haben keinen Platz, oder das Schreiben wurde nicht erlaubt. Schaffen Sie Platz, oder wählen Sie einen anderen Ort.',
    'engine.title': 'Das Programm hielt an',
    'engine.words':
      'Nichts Unverdecktes wurde geschrieben. Öffnen Sie die Datei noch einmal; hilft das nicht, laden Sie die Seite neu.',
  },
  protection: {
    title: 'Was geschützt wird und was nicht',
    stays: 'Ihr Bild bleibt auf diesem Gerät.',
    staysWords: 'Nichts wird hochgeladen; die Seite spricht mit keinem anderen Server.',
    doubt: 'Im Zweifel wird alles verdeckt:',
    doubtWords:
      'bevor die Gesichtssuche läuft, wenn kein Gesicht gefunden wird, wenn eines verloren geht, wenn etwas ausfällt.',
    not: 'Nicht geschützt:',
    notWords:
      'Auch Stimme, Körper, Kleidung, Gang und Raum können verraten, wer Sie sind. Kein Netz findet jedes Gesicht.',
    sealed: 'Das Netzwerksiegel ist an.',
    unsealed: 'Das Netzwerksiegel kommt, wenn alles geladen ist.',
    sealWords:
      'Es hält diese Seite davon ab, sich irgendwohin zu verbinden, bis Sie sie neu laden. Direktverbindungen und der Gang auf eine andere Seite sind davon nicht erfasst, und für den Hintergrundteil gilt seine eigene Regel: nur diese Adresse.',
    offline: 'Geht ohne Netz.',
    offlineWords: 'Alles, was die Seite braucht, liegt auf diesem Gerät.',
    update: 'Es gibt eine neuere Version.',
    updateWords: 'Sie wird beim nächsten Öffnen verwendet; solange Sie hier sind, ändert sich nichts.',
    reload: 'Mit ihr neu laden',
    seeRequests: 'Überzeugen Sie sich.',
    elsewhere: {
      one: '{count} Anfrage an einen anderen Server.',
      other: '{count} Anfragen an andere Server.',
    },
    here: '{n} an diese Adresse, für das Programm selbst.',
    since: '{n}, seit das Bild läuft.',
  },
  settingNames: {
    size: 'Bildgröße',
    coverWhenNoFace: 'Alles verdecken, wenn kein Gesicht gefunden wird',
    renderer: 'Gezeichnet von',
    leakRate: 'Leckmesser',
    privacyRate: 'Erkennungsmesser',
  },
  settings: {
    title: 'Einstellungen',
    noFaceHint: 'Aus: Das Bild wird gezeigt, wie es ist, wenn niemand darin zu sein scheint.',
    thorough: 'Gründliche Suche',
    thoroughHint: 'Jeder Durchgang in jedem Bild: langsamer, übersieht weniger.',
    off: 'aus',
    aSecond: '{n} pro Sekunde',
    everySeconds: 'alle {n} s',
    automatic: 'Automatisch',
    theme: 'Farben',
    system: 'Wie das System',
    light: 'Hell',
    dark: 'Dunkel',
    language: 'Sprache',
    asBrowser: 'Wie der Browser',
    shortcuts: 'Einzelne Tasten als Kürzel',
    shortcutsHint: 'Aus: Buchstaben und Ziffern tun nichts, für alle, die mit ihrem Computer sprechen.',
    reset: 'Zurücksetzen',
  },
  side: {
    title: 'Einstellungen und Messwerte',
    close: 'Schließen',
    backToBar: 'Zurück zur Leiste unter dem Bild',
    measured: 'Was gemessen und versprochen wird',
  },
  stage: {
    picture: 'Bild',
    ofCamera: '{mode}: Ihre Kamera mit verdeckten Gesichtern',
    ofFile: '{mode}: Ihre Datei mit verdeckten Gesichtern',
    modeOf: 'Modus von Bild {n}',
    divider: 'Teiler: {left} links, {right} rechts',
    drop: 'Hier loslassen. Es bleibt auf diesem Gerät.',
  },
  status: {
    idle: 'Aus',
    starting: 'Es geht los',
    paused: 'Pause',
    stopped: 'Angehalten',
    still: 'Das Bild steht still',
    covered: 'Alles verdeckt',
    noFace: 'Alles verdeckt: kein Gesicht gefunden',
    lost: 'Alles verdeckt: ein Gesicht ging verloren',
    faces: { one: 'Ein Gesicht verdeckt', other: '{count} Gesichter verdeckt' },
    nobody: 'Kein Gesicht im Bild',
    live: 'live',
    recording: 'Aufnahme läuft',
  },
  trial: {
    words: 'Dies ist eine gezeichnete Szene: Niemand darin ist echt.',
    camera: 'Kamera starten',
  },
  view: {
    legend: 'Ansicht',
    single: 'Eine',
    swipe: 'Zwei, Schieber',
    grid: 'Vier',
    onTheRight: 'Rechts',
    modeOnTheRight: 'Modus rechts',
    camera: 'Kamera',
    anyCamera: 'Irgendeine',
    standard: 'Normal, 480p',
    sharp: 'Scharf, 720p',
    mirror: 'Bild spiegeln',
    recordAs: 'Aufnehmen als',
    recordSound: 'Ton aufnehmen',
    noSound:
      'Aufnahmen sind in diesem Browser stumm: Er gibt einer Seite den Ton nicht Stück für Stück. Chrome und Edge tun es.',
    recordSoundHint:
      'Nach dem Mikrofon wird gefragt, wenn eine Aufnahme beginnt. Stimmen bleiben, wie sie sind: Sie können verraten, wer spricht.',
  },
  views: {
    live: 'Live',
    insight: 'Messwerte',
    study: 'Studie',
    about: 'So geht es',
    title: 'Guise: Gesicht verbergen, Privatsphäre behalten',
  },
};

export default de;
