/** The leak meter's arithmetic, apart from networks and workers: what left a frame as it came in. */
import { type Rectangle, rectangleIou } from '../../../base/geometry.ts';
import { BARE, countPixels, unchanged } from '../../../metrics/uncovered.ts';
import type { LeakView } from './messages.ts';
import type { LeakReading } from './meter.ts';

/** A face as the leak meter's own detector saw it, in pixels of the compared (small) pictures. */
export interface SeenFace extends Rectangle {
  readonly score: number;
}

/** So much of what nobody covered must agree, or the two pictures are not of the same frame and nothing can be said. */
const COMPARABLE = 0.5;

/** A rectangle in the compared pictures that the engine says it covered. */
export type CoveredArea = Rectangle;

/** A face and how much of it left as it came in, frame px. */
interface Judged {
  readonly face: CoveredArea;
  readonly seen: SeenFace;
  readonly view: number;
  readonly inside: number;
  readonly uncovered: number;
}

/** Faces of two views that overlap more (IoU) are one. */
const SAME = 0.15;

export interface Leaks extends Pick<LeakReading, 'faces' | 'uncovered'> {
  /** Of the given faces those of which more than a tenth left uncovered, and the view that each was judged in. */
  readonly bare: readonly { readonly face: SeenFace; readonly view: number }[];
}

/**
 * What a reading says of one frame.
 * @param views of it, the whole frame first; a face that several show is judged in the first one.
 * @param faces of each view, in its pixels. Those that a person left visible are no leak, and are not counted.
 * @throws Error when the pictures of a view do not agree even where nothing was covered: they cannot be compared.
 */
export function leaksIn(views: readonly LeakView[], faces: readonly (readonly SeenFace[])[]): Leaks {
  const judged: Judged[] = [];
  const [whole] = views;
  const frame = {
    width: whole ? whole.raw.width / whole.scale : 0,
    height: whole ? whole.raw.height / whole.scale : 0,
  };
  views.forEach((view, i) => {
    const seen = judge(
      view,
      (faces[i] ?? []).filter((face) => !isCut(face, view, frame)),
    ).map((one) => ({ ...one, view: i }));
    judged.push(...seen.filter((one) => !judged.some(({ face }) => rectangleIou(face, one.face) > SAME)));
  });
  const inside = judged.reduce((sum, one) => sum + one.inside, 0);
  const uncovered = judged.reduce((sum, one) => sum + one.uncovered, 0);
  return {
    faces: judged.length,
    uncovered: inside > 0 ? uncovered / inside : 0,
    bare: judged
      .filter((one) => one.inside > 0 && one.uncovered / one.inside > BARE)
      .map(({ seen, view }) => ({ face: seen, view })),
  };
}

/** A head's sides against its face's, all around. */
const HEAD = 0.25;

/**
 * Whether a square cuts the head: the network makes up the rest, and so misjudges where the face is. A neighbour shows it whole. Beyond
 * the frame's own borders there is no neighbour.
 */
function isCut(
  face: CoveredArea,
  { x, y, scale, raw }: LeakView,
  frame: { readonly width: number; readonly height: number },
): boolean {
  const right = face.x + face.width * (1 + HEAD);
  const bottom = face.y + face.height * (1 + HEAD);
  return (
    (x > 0 && face.x < face.width * HEAD) ||
    (y > 0 && face.y < face.height * HEAD) ||
    (x + raw.width / scale < frame.width - 1 && right > raw.width) ||
    (y + raw.height / scale < frame.height - 1 && bottom > raw.height)
  );
}

function judge(
  { x, y, scale, raw, safe, covered, chosen }: LeakView,
  faces: readonly SeenFace[],
): Omit<Judged, 'view'>[] {
  const counted = faces.filter((face) => !chosen.some((area) => isSameFace(face, area)));
  const { width, height } = raw;
  const marked = safe ? unchanged(raw, safe) : null;
  if (marked) {
    assertComparable(marked, width, height, covered);
  }
  return counted.map((face) => {
    // A frame that was covered whole leaks nothing.
    const count = marked ? countPixels(face, marked, width, height) : { inside: 0, uncovered: 0 };
    return {
      seen: face,
      face: {
        x: x + face.x / scale,
        y: y + face.y / scale,
        width: face.width / scale,
        height: face.height / scale,
      },
      inside: count.inside / scale ** 2,
      uncovered: count.uncovered / scale ** 2,
    };
  });
}

/** The two detectors draw their boxes differently: the middle of one lies in the other, and neither is much larger. */
function isSameFace(face: CoveredArea, area: CoveredArea): boolean {
  const x = face.x + face.width / 2;
  const y = face.y + face.height / 2;
  const inside = x > area.x && x < area.x + area.width && y > area.y && y < area.y + area.height;
  const ratio = Math.sqrt((face.width * face.height) / (area.width * area.height));
  return inside && ratio > 0.5 && ratio < 2;
}

function assertComparable(
  marked: Uint8Array,
  width: number,
  height: number,
  covered: readonly CoveredArea[],
): void {
  let outside = 0;
  let agreeing = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!covered.some((a) => x >= a.x - 1 && x <= a.x + a.width && y >= a.y - 1 && y <= a.y + a.height)) {
        outside++;
        agreeing += marked[y * width + x] as number;
      }
    }
  }
  // Where covers fill the picture there is too little left to judge by.
  if (outside > 0.05 * width * height && agreeing < COMPARABLE * outside) {
    throw new Error(
      'the covered picture differs from the raw one everywhere, so nothing can be said of its faces',
    );
  }
}
