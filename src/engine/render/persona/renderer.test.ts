/** The mode `persona` on the CPU, with the shipped weights on a drawn frame: what its covers show, and what happens when it fails. */
import { expect, test } from 'vitest';
import type { Pixels } from '../../../base/sample.ts';
import { radiusAt } from '../../../base/superellipse.ts';
import type { Persona } from '../../../models/persona/persona.ts';
import { storedPersona } from '../../../models/testing/stored-persona.ts';
import { type CoverJob, NetworkError } from '../../safe/renderer.ts';
import { networkJob } from '../../testing/fakes.ts';
import { CpuLearnedRenderer } from '../cpu/modifier.ts';
import { drawWithNetworks } from '../cpu/renderer.ts';
import { PersonaRenderer } from './renderer.ts';

const WEIGHTS = storedPersona();
const [WIDTH, HEIGHT] = [320, 240];
/** A chequerboard of so many levels, one pixel a square, is woven into the frame. */
const WEAVE = 60;

function frame(): Pixels {
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  for (let p = 0; p < WIDTH * HEIGHT; p++) {
    const sign = (p + Math.floor(p / WIDTH)) % 2 === 0 ? 1 : -1;
    data.set([150 + sign * WEAVE, 115 + sign * WEAVE, 95 + sign * WEAVE, 255], p * 4);
  }
  return { width: WIDTH, height: HEIGHT, data };
}

function job(x: number, y: number, side: number, angle = 0, key = 9): CoverJob {
  return { ...networkJob('persona', { x, y, side, angle }, 1 / 1.9), values: { key } };
}

async function networks(create?: ConstructorParameters<typeof PersonaRenderer>[0]) {
  const persona = new PersonaRenderer(create);
  await persona.use(WEIGHTS);
  const learned = new CpuLearnedRenderer(() => Promise.reject(new Error('none')));
  return { learned, persona };
}

test('in the core nothing of the frame is left, beyond the feather nothing is changed', async () => {
  const raw = frame();
  const own = await networks();
  for (const face of [job(160, 120, 140, 0.5), job(20, 230, 110), job(310, 10, 90, -2), job(160, 120, 230)]) {
    const [out] = await drawWithNetworks(raw, [{ covers: [face] }], own, 0);
    let [woven, core, touched] = [0, 0, 0];
    for (let p = 1; p < WIDTH * HEIGHT; p++) {
      const at = radiusAt(face.cover, (p % WIDTH) + 0.5, Math.floor(p / WIDTH) + 0.5);
      const green = out?.data[p * 4 + 1] as number;
      if (at <= 0.98) {
        core += 1;
        woven += Math.abs(green - (out?.data[p * 4 - 3] as number)) > WEAVE ? 1 : 0;
      } else if (at > 1 + face.cover.feather) {
        touched += green === raw.data[p * 4 + 1] ? 0 : 1;
      }
    }
    expect(core).toBeGreaterThan(500);
    // Edges of the drawn face may be as steep in a few places, not in every second pixel.
    expect(woven / core).toBeLessThan(0.02);
    expect(touched).toBe(0);
  }
});

test('a frame that comes again is drawn alike; another key draws another face; two faces are two', async () => {
  const own = await networks();
  const [one, other] = [job(90, 120, 130), job(230, 120, 130)];
  const draw = async (covers: CoverJob[]) => {
    const [out] = await drawWithNetworks(frame(), [{ covers }], own, 33_333);
    return Buffer.from(out?.data ?? []);
  };
  const first = await draw([one, other]);
  expect((await draw([one, other])).equals(first)).toBe(true);
  expect((await draw([{ ...one, values: { key: 10 } }, other])).equals(first)).toBe(false);
});

test.each<[string, Partial<Persona>, string]>([
  [
    'that throws',
    {
      draw() {
        throw new RangeError('the encoder gave no number');
      },
    },
    'the encoder gave no number',
  ],
])('a network %s is a network that failed, and nothing else', async (_, broken, words) => {
  const own = await networks(async () => broken as Persona);
  const drawing = drawWithNetworks(frame(), [{ covers: [job(160, 120, 140)] }], own, 0);
  await expect(drawing).rejects.toThrow(NetworkError);
  await expect(drawing).rejects.toThrow(words);
});

test('what is let go while it is being made is not used', async () => {
  let finish = (_: Persona) => {};
  const persona = new PersonaRenderer(() => new Promise((resolve) => (finish = resolve)));
  const made = persona.use(WEIGHTS);
  await persona.use(null);
  finish({} as Persona);
  await made;
  expect(persona.ready).toBe(false);
  expect(() => persona.draw(frame(), [job(160, 120, 140)], 0)).toThrow('there is no network');
});
