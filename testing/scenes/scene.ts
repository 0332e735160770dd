/**
 * Scenes put together from faces of the sample photographs: what is where is worked out here, in Node, so that the
 * truth about every face is known; `stage.ts` draws it in a browser.
 */
import { TRUE_FACES } from './photos.ts';

/** One person: a head cut from a photograph, stood upright, then put into the scene, on drawn shoulders. */
export interface Person {
  /** Index into `TRUE_FACES`. */
  readonly face: number;
  /** Where the middle of the face is, scene px. */
  readonly x: number;
  readonly y: number;
  /** Height of the face (brows to chin), scene px. */
  readonly height: number;
  /** Degrees, positive clockwise; the photograph's own roll is undone first. */
  readonly roll?: number;
  /** Width of the head against what it was, e.g. 0.7 for a head that turns. */
  readonly squeeze?: number;
  readonly mirrored?: boolean;
  /** 'head': hair and neck as well, on drawn shoulders; 'photo': the whole photograph goes with the face. */
  readonly cut?: 'head' | 'photo';
  /** Something in front of the face: 'lower' or 'upper' half, 'left' half, or a hand over the mouth. */
  readonly hidden?: 'lower' | 'upper' | 'left' | 'hand';
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  /** Drawn back to front. */
  readonly people: readonly Person[];
  /** Picks the clutter of the drawn background. */
  readonly background?: number;
  /** Multiplies every colour; 0.15 is a dark room. */
  readonly light?: number;
  /** 1 as it is, 0 all grey. */
  readonly contrast?: number;
  /** Number in the barcode at the bottom edge; none without it. */
  readonly number?: number;
  /** The camera itself: zoom about the scene's centre, roll in degrees, and shift in px. */
  readonly camera?: { readonly zoom: number; readonly roll: number; readonly x: number; readonly y: number };
}

/** The truth about one face of a scene, scene px. */
export interface SceneFace {
  readonly person: number;
  /** Middle, sides and roll (degrees) of the face's ellipse. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly roll: number;
  /** Upright box about the ellipse; may reach over the border. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Share (0..1) of the ellipse that is inside the picture and not behind a person in front. */
  readonly visible: number;
}

/** Half axes of a cut-out head, in face widths and heights, and how far its middle lies above the face's. */
export const HEAD = { halfWidth: 0.86, halfHeight: 0.96, rise: 0.16 } as const;

export function facesOf(scene: Scene): SceneFace[] {
  const ellipses = scene.people.map((person) => faceEllipse(person, scene));
  return ellipses.map((ellipse, index) => ({
    person: index,
    ...ellipse,
    box: ellipseBox(ellipse),
    visible: visibleShare(ellipse, ellipses.slice(index + 1), scene),
  }));
}

interface Ellipse {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly roll: number;
}

function faceEllipse(person: Person, scene: Scene): Ellipse {
  const source = TRUE_FACES[person.face];
  if (!source) {
    throw new RangeError(`There is no face ${person.face} in the photographs.`);
  }
  const camera = scene.camera ?? { zoom: 1, roll: 0, x: 0, y: 0 };
  const turn = (camera.roll * Math.PI) / 180;
  const dx = person.x - scene.width / 2;
  const dy = person.y - scene.height / 2;
  return {
    x: scene.width / 2 + camera.x + camera.zoom * (dx * Math.cos(turn) - dy * Math.sin(turn)),
    y: scene.height / 2 + camera.y + camera.zoom * (dx * Math.sin(turn) + dy * Math.cos(turn)),
    width: ((person.height * source.width) / source.height) * (person.squeeze ?? 1) * camera.zoom,
    height: person.height * camera.zoom,
    roll: (person.roll ?? 0) + camera.roll,
  };
}

/** The smallest upright box about a turned ellipse. */
export function ellipseBox(ellipse: Ellipse): SceneFace['box'] {
  const turn = (ellipse.roll * Math.PI) / 180;
  const a = ellipse.width / 2;
  const b = ellipse.height / 2;
  const halfWidth = Math.hypot(a * Math.cos(turn), b * Math.sin(turn));
  const halfHeight = Math.hypot(a * Math.sin(turn), b * Math.cos(turn));
  return {
    x: ellipse.x - halfWidth,
    y: ellipse.y - halfHeight,
    width: 2 * halfWidth,
    height: 2 * halfHeight,
  };
}

/** True when the point (scene px) lies in the ellipse blown up by `grow`. */
export function inEllipse(ellipse: Ellipse, x: number, y: number, grow = { x: 1, y: 1, rise: 0 }): boolean {
  const turn = (ellipse.roll * Math.PI) / 180;
  const dx = x - ellipse.x;
  const dy = y - ellipse.y;
  const u = dx * Math.cos(turn) + dy * Math.sin(turn);
  const v = -dx * Math.sin(turn) + dy * Math.cos(turn) + grow.rise * ellipse.height;
  return (u / ((ellipse.width / 2) * grow.x)) ** 2 + (v / ((ellipse.height / 2) * grow.y)) ** 2 <= 1;
}

const HEAD_GROWTH = { x: 2 * HEAD.halfWidth, y: 2 * HEAD.halfHeight, rise: HEAD.rise };

function visibleShare(ellipse: Ellipse, inFront: readonly Ellipse[], scene: Scene): number {
  const steps = 24;
  let inside = 0;
  let seen = 0;
  for (let i = 0; i < steps; i++) {
    for (let j = 0; j < steps; j++) {
      const x = ellipse.x + ((i + 0.5) / steps - 0.5) * 2 * ellipse.height;
      const y = ellipse.y + ((j + 0.5) / steps - 0.5) * 2 * ellipse.height;
      if (!inEllipse(ellipse, x, y)) {
        continue;
      }
      inside++;
      const inPicture = x >= 0 && y >= 0 && x < scene.width && y < scene.height;
      if (inPicture && !inFront.some((other) => inEllipse(other, x, y, HEAD_GROWTH))) {
        seen++;
      }
    }
  }
  return inside > 0 ? seen / inside : 0;
}

/** Sixty people in rows, in 1280×720, with faces of so many pixels. */
export function crowdOf(height: number): Scene {
  return {
    width: 1280,
    height: 720,
    background: 9,
    people: Array.from({ length: 60 }, (_, i) => ({
      face: ([6, 7, 8, 18, 19, 20, 21, 16] as const)[i % 8] as number,
      x: 82 + 118 * (i % 10),
      y: 80 + 105 * Math.floor(i / 10),
      height,
    })),
  };
}

export type Border = 'left' | 'right' | 'top' | 'bottom';

/** One face, of which `share` (0..1) is in a picture of 640×480; the rest lies beyond this border. */
export function atBorder(border: Border, share: number, face: number, height: number): Scene {
  const [width, tall] = [640, 480];
  const along = 0.3 + 0.02 * face;
  const sceneWith = (inwards: number): Scene => ({
    width,
    height: tall,
    background: face,
    people: [
      {
        face,
        height,
        x: border === 'left' ? inwards : border === 'right' ? width - inwards : width * along,
        y: border === 'top' ? inwards : border === 'bottom' ? tall - inwards : tall * along,
      },
    ],
  });
  let [less, more] = [-height, height];
  while (more - less > 0.5) {
    const middle = (less + more) / 2;
    if ((facesOf(sceneWith(middle))[0]?.visible ?? 0) < share) {
      less = middle;
    } else {
      more = middle;
    }
  }
  return sceneWith(more);
}
