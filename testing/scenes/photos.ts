/**
 * The real faces of the tests: six photographs that the npm package @vladmandic/face-api brings along. They are read
 * from node_modules at test time; neither they nor anything cut from them is in the repository.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../../node_modules/@vladmandic/face-api/demo');

/**
 * A face in its own axes: the ellipse from just above the brows to the chin and from cheek to cheek, turned by `roll`
 * degrees (positive clockwise on the screen), in pixels of the photograph.
 */
export interface TrueFace {
  readonly photo: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly roll: number;
}

/** Rows: photograph, centre x, centre y, width, height, roll. Set by eye on a grid, drawn over the pictures, and looked at. */
const ROWS: readonly (readonly [number, number, number, number, number, number])[] = [
  [1, 500, 500, 180, 205, 5],
  [1, 935, 568, 185, 200, -28],
  [1, 1565, 340, 185, 210, 44],
  [2, 452, 300, 180, 240, 5],
  [2, 1000, 370, 165, 180, -12],
  [2, 1540, 300, 190, 195, -14],
  [3, 690, 492, 200, 220, 0],
  [3, 1170, 397, 200, 225, 13],
  [3, 1600, 478, 185, 210, -5],
  [4, 357, 340, 150, 195, -20],
  [4, 745, 212, 165, 205, 22],
  [4, 1075, 332, 165, 175, 2],
  [4, 1345, 297, 135, 200, 20],
  [5, 480, 1062, 165, 220, -5],
  [5, 692, 575, 155, 205, -8],
  [5, 867, 247, 170, 175, 2],
  [5, 1190, 352, 165, 180, 2],
  [5, 1492, 570, 170, 215, -10],
  [6, 368, 660, 200, 205, -5],
  [6, 757, 520, 165, 225, -5],
  [6, 1268, 490, 190, 195, 0],
  [6, 1597, 452, 190, 220, 10],
];

/** Every face in the six photographs. Index 3 is a profile; 4 looks down behind her hair; 12 and 14 are half turned. */
export const TRUE_FACES: readonly TrueFace[] = ROWS.map(([photo, x, y, width, height, roll]) => ({
  photo,
  x,
  y,
  width,
  height,
  roll,
}));

export const PHOTO_COUNT = 6;
/** All photographs have this width, px. */
export const PHOTO_WIDTH = 1920;
/** Their heights, px, from photograph 1 on. */
export const PHOTO_HEIGHTS: readonly number[] = [1280, 1367, 1350, 1448, 1398, 1537];

/** The JPEG bytes of photograph 1 to 6. */
export function photoBytes(photo: number): Buffer {
  return readFileSync(resolve(FOLDER, `sample${photo}.jpg`));
}
