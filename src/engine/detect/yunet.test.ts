import { expect, test, vi } from 'vitest';
import type { Candidate } from '../../models/face-detector/candidates.ts';
import type { Aside } from './aside.ts';
import { type Networks, take } from './looks.ts';
import { YunetDetector } from './yunet.ts';

vi.mock('../safe/pixels.ts', () => ({
  rgbaOf: async () => ({ width: 640, height: 480, data: new Uint8ClampedArray(640 * 480 * 4) }),
}));

const face = (score: number, x: number): Candidate => ({
  score,
  x,
  y: 100,
  width: 40,
  height: 50,
  points: [{ x: x + 10, y: 120 }],
});

/** Each look sees a face of its own, by its picture's size. */
function networks(): Networks & { readonly sizes: string[] } {
  const sizes: string[] = [];
  const one = (name: string) => ({
    detect: (_: unknown, width: number, height: number) => {
      sizes.push(`${name} ${width}×${height}`);
      return [face(0.7, width / 8)];
    },
  });
  return { yunet: one('yunet'), narrow: one('narrow'), 'full-range': one('full-range'), sizes };
}

const REQUESTS = ['live', 'thorough'] as const;
const ask = (detector: YunetDetector, effort: (typeof REQUESTS)[number]) =>
  detector.detect({ frame: { source: {} as VideoFrame, timestamp: 0 }, effort });

test.each(REQUESTS)(
  '%s: a frame is looked at as often, and seen the same, with help and without',
  async (effort) => {
    const [alone, own, elsewhere] = [networks(), networks(), networks()];
    const expected = await ask(new YunetDetector(alone), effort);
    expect(alone.sizes).toHaveLength(effort === 'live' ? 3 : 4);
    expect(expected.length).toBeGreaterThan(2);

    const aside: Aside = {
      ask: async (looks) => looks.map((look) => take(look(), elsewhere)),
      close: vi.fn(),
    };
    expect(await ask(new YunetDetector(own, aside), effort)).toEqual(expected);
    expect([...own.sizes, ...elsewhere.sizes]).toEqual(alone.sizes);
    expect(elsewhere.sizes).toHaveLength(2);

    const broken = networks();
    const helpless = new YunetDetector(broken, { ask: async () => null, close: vi.fn() });
    expect(await ask(helpless, effort)).toEqual(expected);
    expect(broken.sizes).toEqual(alone.sizes);
  },
);
