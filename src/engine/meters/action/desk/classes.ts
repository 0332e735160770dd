/** What people do before a camera, and what each answer rests on. */

export interface DeskClass {
  /** As readings have it. */
  readonly label: string;
  /** 'thing': an object near the face; 'mouth': the mouth's look; 'hands': wrists and elbows; 'points': the face's points over time. */
  readonly rests: 'thing' | 'mouth' | 'hands' | 'points';
  /** Things of COCO that it rests on. */
  readonly things: readonly string[];
  /** Of what scores less (0..1) nothing is made: what COCO's detector takes for one too often needs more. */
  readonly least: number;
  /** Its precision was measured and is high enough (docs/models/action.md): it is shown unless a person asks for all. */
  readonly trusted: boolean;
}

const thing = (label: string, trusted: boolean, least: number, ...things: readonly string[]): DeskClass => ({
  label,
  rests: 'thing',
  things,
  least,
  trusted,
});
const seen = (
  label: string,
  rests: 'mouth' | 'hands' | 'points',
  trusted: boolean,
  least = 0,
): DeskClass => ({ label, rests, things: [], least, trusted });

/** In the order in which they win where two have as much evidence. */
export const DESK_CLASSES: readonly DeskClass[] = [
  thing('phoning', false, 0.45, 'cell phone'),
  thing('looking_at_phone', false, 0.45, 'cell phone'),
  thing('brushing_teeth', false, 0.35, 'toothbrush'),
  thing(
    'eating',
    true,
    0.25,
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
  ),
  thing('drinking', false, 0.3, 'cup', 'bottle', 'wine glass'),
  thing('drying_hair', false, 0.35, 'hair drier'),
  thing('reading', false, 0.45, 'book'),
  thing('typing', false, 0.5, 'keyboard', 'laptop'),
  seen('yawning', 'mouth', true, 0.9),
  seen('waving', 'hands', false),
  seen('raising_hand', 'hands', false),
  seen('touching_hair', 'hands', false),
  seen('nodding', 'points', false),
  seen('shaking_head', 'points', false),
  seen('looking_away', 'points', true),
];

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
