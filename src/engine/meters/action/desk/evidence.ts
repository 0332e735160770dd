/** From things in one covered picture to what they say about a person: pure functions. Lengths are in heights of the face. */
import type { Rectangle } from '../../../../base/geometry.ts';
import { classOf } from './classes.ts';

/** An axis-parallel box in pixels of the frame. */
export type Box = Rectangle;

export interface Thing extends Box {
  /** COCO's name of it. */
  readonly label: string;
  /** 0..1 */
  readonly score: number;
}

/** A followed face: where its cover was put. */
export interface FaceSeen {
  readonly id: number;
  /** From the hair line to the chin. */
  readonly box: Box;
}

/** By label, 0..1: how sure it is that the thing that an action needs is where it has to be. */
export type Evidence = ReadonlyMap<string, number>;

/** Things further from a face than this, in its heights, are somebody else's. */
const REACH = 3.5;
/** Where the mouth of an upright face is, from the hair line to the chin: under a cover it is not to be seen. */
const MOUTH = 0.78;
/** A hand's thing at a mouth may be so far from it. */
const AT_MOUTH = 0.25;

/** Evidence of each face, in their order. A thing belongs to the nearest face. */
export function evidenceOf(faces: readonly FaceSeen[], things: readonly Thing[]): readonly Evidence[] {
  /** By face and label: the best score of each kind of thing. */
  const found = faces.map(() => new Map<string, Map<string, number>>());
  for (const thing of things) {
    let nearest = -1;
    let least = REACH;
    faces.forEach(({ box }, i) => {
      const { x, y } = relative(thing, box);
      const distance = Math.hypot(x, y);
      if (distance < least) {
        least = distance;
        nearest = i;
      }
    });
    const face = faces[nearest];
    if (!face) {
      continue;
    }
    for (const label of labelsOf(thing, face)) {
      if (thing.score < (classOf(label)?.least ?? 0)) {
        continue;
      }
      const kinds = found[nearest]?.get(label) ?? new Map<string, number>();
      kinds.set(thing.label, Math.max(kinds.get(thing.label) ?? 0, thing.score));
      found[nearest]?.set(label, kinds);
    }
  }
  return found.map(
    (own) => new Map([...own].map(([label, kinds]) => [label, sureness(label, [...kinds.values()])])),
  );
}

/** How sure it is that a thing of any kind is there, 0..1, by the best score of each kind. */
function sureness(label: string, scores: readonly number[]): number {
  return classOf(label)?.together
    ? 1 - scores.reduce((none, score) => none * (1 - score), 1)
    : Math.max(...scores);
}

/** The middle of a thing as seen from the middle of the face, and its longer side. */
function relative(thing: Box, face: Box) {
  return {
    x: (thing.x + thing.width / 2 - face.x - face.width / 2) / face.height,
    y: (thing.y + thing.height / 2 - face.y - face.height / 2) / face.height,
    side: Math.max(thing.width, thing.height) / face.height,
  };
}

function labelsOf(thing: Thing, face: FaceSeen): readonly string[] {
  const { x, y, side } = relative(thing, face.box);
  const mouth = { x: face.box.x + face.box.width / 2, y: face.box.y + MOUTH * face.box.height };
  const atMouth = distanceTo(thing, mouth) / face.box.height < AT_MOUTH && side < 2;
  const is = (label: string) => classOf(label)?.things.includes(thing.label);
  const labels: string[] = [];
  if (is('phoning') && side > 0.2 && side < 1.4) {
    const atEar = Math.abs(x) > 0.25 && Math.abs(x) < 0.95 && y > -0.5 && y < 0.65;
    labels.push(atEar ? 'phoning' : 'looking_at_phone');
  }
  for (const label of ['drinking', 'eating', 'brushing_teeth']) {
    // A thing as large as the face in the face's place is the face, or its cover.
    if (is(label) && atMouth && !(side > 0.8 && Math.hypot(x, y) < 0.25)) {
      labels.push(label);
    }
  }
  if (is('drying_hair') && Math.hypot(x, y) < 1.3) {
    labels.push('drying_hair');
  }
  if (is('reading') && y > 0.3 && side > 0.5) {
    labels.push('reading');
  }
  if (is('typing') && y > 0.8) {
    labels.push('typing');
  }
  return labels;
}

/** Pixels from a box to a point; 0 inside. */
function distanceTo({ x, y, width, height }: Box, point: { readonly x: number; readonly y: number }): number {
  const dx = Math.max(x - point.x, 0, point.x - x - width);
  const dy = Math.max(y - point.y, 0, point.y - y - height);
  return Math.hypot(dx, dy);
}
