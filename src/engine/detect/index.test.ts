/** Which looks the detector takes, with networks that find what they are told to. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Detection, DetectionPass } from '../face.ts';
import { box, type FramePx } from '../geometry.ts';
import { TwoRangeDetector } from './index.ts';
import type { FaceNetwork } from './network.ts';
import type { View } from './view.ts';

beforeAll(() =>
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext = () => ({
        drawImage() {},
        getImageData: () => ({ width: 640, height: 480, data: new Uint8ClampedArray(640 * 480 * 4) }),
      });
    },
  ),
);
afterAll(() => vi.unstubAllGlobals());

function found(x: number, y: number, side: number, pass: DetectionPass, score = 0.9): Detection {
  return { box: box<FramePx>(x, y, side, side), score, roll: 0, landmarks: null, pass };
}

function network(look: (view: View, pass: DetectionPass) => Detection[]) {
  const asked: DetectionPass[] = [];
  const made: FaceNetwork = {
    look(_, view, pass) {
      asked.push(pass);
      return look(view, pass);
    },
    close() {},
  };
  return { made, asked };
}

async function boxesOf(full: FaceNetwork) {
  const detector = new TwoRangeDetector(full, network(() => []).made);
  const source = { width: 640, height: 480 } as never;
  const faces = await detector.detect({ frame: { source, timestamp: 0 }, regions: [], effort: 'thorough' });
  return faces.map(({ box: b }) => [b.x, b.y, b.width]);
}

/** What a tile whose left border cuts the face sees of it: a smaller face, beside the true one. */
const phantom = ({ x, side }: View) => (x - side / 2 === 320 ? [found(320, 160, 113, 'tile', 0.5)] : []);

test('half a face at a tile’s border is the whole one that is found when it is looked at again', async () => {
  const face = (pass: DetectionPass) => [found(230, 123, 157, pass)];
  const { made, asked } = network((view, pass) => (pass === 'tile' ? phantom(view) : face(pass)));
  expect(await boxesOf(made)).toEqual([[230, 123, 157]]);
  expect(asked).toContain('region');
});

test('it stays where nothing is found in its place, or only something else', async () => {
  const nothing = network((view, pass) => (pass === 'tile' ? phantom(view) : []));
  expect(await boxesOf(nothing.made)).toEqual([[320, 160, 113]]);
  const other = network((view, pass) => {
    if (pass === 'tile') {
      return phantom(view);
    }
    return pass === 'region' ? [found(150, 200, 60, pass)] : [];
  });
  expect(await boxesOf(other.made)).toEqual([[320, 160, 113]]);
});

test('a face within a tile, or cut by the picture’s own border, is not looked at again', async () => {
  const { made, asked } = network(({ x, y, side }, pass) => {
    const first = x - side / 2 === 0 && y - side / 2 === 0;
    return pass === 'tile' && first ? [found(100, 100, 40, pass), found(0, 200, 40, pass)] : [];
  });
  expect(await boxesOf(made)).toHaveLength(2);
  expect(asked).not.toContain('region');
});
