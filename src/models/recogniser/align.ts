/** Where a recogniser wants a face: the similarity transform that lays its points on a template. */

/** Side of a recogniser's aligned picture, pixels. */
export const CHIP_SIDE = 150;

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** A similarity transform: (x, y) → (a·x − b·y + e, b·x + a·y + f). */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly e: number;
  readonly f: number;
}

/**
 * Least-squares similarity that maps `from` onto `to` (Umeyama 1991, without reflection; closed form in the plane).
 * @throws RangeError where there are fewer than two points or they fall together.
 */
export function fitSimilarity(from: readonly Spot[], to: readonly Spot[]): Similarity {
  const ms = middle(from);
  const mt = middle(to);
  let norm = 0;
  let dot = 0;
  let cross = 0;
  from.forEach((spot, i) => {
    const [x, y] = [spot.x - ms.x, spot.y - ms.y];
    const [u, v] = [(to[i] as Spot).x - mt.x, (to[i] as Spot).y - mt.y];
    norm += x * x + y * y;
    dot += x * u + y * v;
    cross += x * v - y * u;
  });
  if (from.length !== to.length || !(norm > 1e-6)) {
    throw new RangeError('A face’s points fall together; it cannot be aligned.');
  }
  const a = dot / norm;
  const b = cross / norm;
  return { a, b, e: mt.x - (a * ms.x - b * ms.y), f: mt.y - (b * ms.x + a * ms.y) };
}

/** The middle of some points. */
function middle(spots: readonly Spot[]): Spot {
  return {
    x: spots.reduce((sum, { x }) => sum + x, 0) / spots.length,
    y: spots.reduce((sum, { y }) => sum + y, 0) / spots.length,
  };
}

/**
 * The template that face recognisers are aligned to, at 112 × 112, centre of the top left pixel (0, 0): the eyes (left to
 * right on the screen), the nose, and the middle of the mouth's two corners. Training has the corners themselves
 * (`training/guise_training/sampler.py`); the page's face detector knows only the middle.
 */
const TEMPLATE_112: readonly Spot[] = [
  { x: 38.29, y: 51.7 },
  { x: 73.53, y: 51.5 },
  { x: 56.03, y: 71.74 },
  { x: (41.55 + 70.73) / 2, y: (92.37 + 92.2) / 2 },
];

/**
 * The template in a square picture of `side` pixels, the centre of its top left pixel (0, 0).
 * @param scale against the template merely scaled to `side`. @param rise how far it is moved up, pixels.
 */
export function templateIn(side: number, scale: number, rise: number): readonly Spot[] {
  return TEMPLATE_112.map(({ x, y }) => ({
    x: (x - 56) * (side / 112) * scale + side / 2,
    y: (y - 56) * (side / 112) * scale + side / 2 - rise,
  }));
}

/**
 * Where eyes, nose and mouth lie in the recogniser's 150 × 150 picture. dlib's own pictures hold the whole chin, so the template is
 * drawn larger and higher than the usual one (`training/guise_training/networks/face_api.py`, where it was chosen by measurement).
 */
export const CHIP_TEMPLATE: readonly Spot[] = templateIn(150, 1.1, 23);
