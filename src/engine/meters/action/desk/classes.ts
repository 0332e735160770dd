/** What people do before a camera, and what each answer rests on. */

export interface DeskClass {
  /** As readings have it. */
  readonly label: string;
  /** 'thing': an object near the face; 'mouth': the mouth's look; 'hands': wrists and elbows; 'points': the face's points over time. */
  readonly rests: 'thing' | 'mouth' | 'hands' | 'points';
  /** Things of COCO that it rests on. */
  readonly things: readonly string[];
  /** The same in words, after its name and a colon. */
  readonly because: string;
  /** Of what scores less (0..1) nothing is made: what COCO's detector takes for one too often needs more. */
  readonly least: number;
  /** Kinds of thing count together (the chance that any is there): the network tells them apart badly, as it does food. */
  readonly together?: boolean;
  /** It begins when so much of what the last two seconds could say speaks for it (0..1), and ends below a third of that. */
  readonly begins: number;
  /** Its precision was measured and is high enough (docs/models/action.md): it is shown unless a person asks for all. */
  readonly trusted: boolean;
}

const BEGINS = 0.3;
/** Who talks or sings opens the mouth as wide, but not for so long; who scratches a cheek is at it as near, but not for so long. */
const LONG = 0.8;

const thing = (
  label: string,
  trusted: boolean,
  least: number,
  because: string,
  ...things: readonly string[]
): DeskClass => ({ label, rests: 'thing', things, because, least, begins: BEGINS, trusted });
const seen = (
  label: string,
  rests: 'mouth' | 'hands' | 'points',
  trusted: boolean,
  because: string,
  { least = 0, begins = BEGINS } = {},
): DeskClass => ({ label, rests, things: [], because, least, begins, trusted });

/** A kind of food that scores less says nothing, not even with others. */
const LEAST_FOOD = 0.15;
const FOOD = [
  'sandwich',
  'hot dog',
  'pizza',
  'donut',
  'cake',
  'apple',
  'banana',
  'orange',
  'fork',
  'spoon',
] as const;

/** In the order in which they win where two have as much evidence. */
export const DESK_CLASSES: readonly DeskClass[] = [
  thing('phoning', false, 0.45, 'a phone beside the face', 'cell phone'),
  thing('looking_at_phone', false, 0.45, 'a phone within reach', 'cell phone'),
  thing('brushing_teeth', false, 0.35, 'a toothbrush at the mouth', 'toothbrush'),
  {
    ...thing('eating', true, LEAST_FOOD, 'food, a fork or a spoon at the mouth', ...FOOD),
    together: true,
    begins: 0.45,
  },
  thing('drinking', false, 0.3, 'a cup, bottle or glass at the mouth', 'cup', 'bottle', 'wine glass'),
  thing('drying_hair', false, 0.35, 'a hair drier near the head', 'hair drier'),
  thing('reading', false, 0.45, 'a book below the face', 'book'),
  thing('typing', false, 0.5, 'a keyboard or laptop below the face', 'keyboard', 'laptop'),
  seen('smoking', 'mouth', false, 'what a cigarette looks like at the mouth', { least: 0.99 }),
  seen('yawning', 'mouth', true, 'a wide open mouth, for a while', { least: 0.9, begins: LONG }),
  seen('talking', 'mouth', false, 'a mouth that opens and closes, again and again', { begins: 0.5 }),
  seen('waving', 'hands', false, 'a raised hand, to and fro'),
  seen('raising_hand', 'hands', false, 'a raised hand, away from the head'),
  seen('glasses', 'hands', false, 'hands beside the eyes that come and go'),
  seen('make_up', 'hands', false, 'an empty hand at work on the face, for a while', { begins: LONG }),
  seen('touching_hair', 'hands', false, 'a hand at the upper half of the head'),
  seen('nodding', 'points', false, 'the nose, up and down'),
  seen('shaking_head', 'points', false, 'the nose, to and fro'),
  seen('looking_away', 'points', true, 'the nose, to one side of the eyes'),
];

const BY_LABEL: ReadonlyMap<string, DeskClass> = new Map(DESK_CLASSES.map((one) => [one.label, one]));

/** Undefined for `NOTHING`, and for what is none of these. */
export function classOf(label: string): DeskClass | undefined {
  return BY_LABEL.get(label);
}

/** Nothing of the above, or too little evidence for it. */
export const NOTHING = 'none';

/** The labels that are shown. @param all also those whose precision is not known or not high enough. */
export function shownLabels(all: boolean): ReadonlySet<string> {
  return new Set(DESK_CLASSES.filter(({ trusted }) => all || trusted).map(({ label }) => label));
}

/** Whether any of these labels needs hands to be looked for. */
export function restsOnHands(labels: ReadonlySet<string>): boolean {
  return DESK_CLASSES.some(({ label, rests }) => rests === 'hands' && labels.has(label));
}
