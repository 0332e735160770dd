import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planeColours, planesOfPixels } from './planes.ts';

const side = fc.integer({ min: 1, max: 9 });

test('a picture of any size has a level for each pixel, and one of each chroma for four, those at odd borders too', () => {
  fc.assert(
    fc.property(side, side, (width, height) => {
      const data = new Uint8ClampedArray(width * height * 4).fill(255);
      for (let i = 0; i < data.length; i += 4) {
        data[i + 1] = 0;
        data[i + 2] = 0;
      }
      const planes = new Uint8Array(planesOfPixels({ width, height, data }, { matrix: 'smpte170m' }));
      const chroma = Math.ceil(width / 2) * Math.ceil(height / 2);
      // Red, by BT.601.
      expect([...planes]).toEqual([
        ...Array(width * height).fill(81),
        ...Array(chroma).fill(90),
        ...Array(chroma).fill(240),
      ]);
    }),
  );
});

const LIMITED = { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: false };

function frame(change: Record<string, unknown> = {}, colours: Record<string, unknown> = {}) {
  const told = { ...LIMITED, ...colours };
  return {
    format: 'I420',
    displayWidth: 64,
    displayHeight: 48,
    visibleRect: { x: 0, y: 0, width: 64, height: 48 },
    colorSpace: { ...told, toJSON: () => told },
    ...change,
  } as unknown as VideoFrame;
}

test('planes are drawn over only where they can be taken for what they are', () => {
  expect(planeColours(frame())).toEqual(LIMITED);
  expect(planeColours(frame({ format: 'NV12' }))).toEqual(LIMITED);
  const { matrix, fullRange } = LIMITED;
  expect(planeColours(frame({}, { primaries: null, transfer: null }))).toEqual({ matrix, fullRange });
  const others = [
    frame({ format: 'RGBA' }),
    frame({ format: 'I420P10' }),
    frame({ rotation: 90 }),
    frame({ displayWidth: 60, visibleRect: { x: 0, y: 0, width: 60, height: 48 } }),
    frame({ visibleRect: { x: 1, y: 0, width: 64, height: 48 } }),
    frame({}, { matrix: null }),
    frame({}, { matrix: 'bt2020-ncl' }),
    frame({}, { transfer: 'pq' }),
    { width: 64, height: 48 } as ImageBitmap,
  ];
  expect(others.map(planeColours)).toEqual(others.map(() => null));
});
