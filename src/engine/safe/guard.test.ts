/** The guard itself: what it does with covers and pictures that it must not let through. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Box, box, centre, type FramePx, type Point, point } from '../../base/geometry.ts';
import { boundsOf } from '../../base/superellipse.ts';
import { coverFor } from '../cover/cover.ts';
import { applyEdits, type ChosenVisible, matchShown } from '../edits/apply.ts';
import type { EditList } from '../edits/edits.ts';
import type { Cover, Face } from '../face.ts';
import { FACE, FakePicture, fakeCanvases, NO_NETWORKS } from '../testing/fakes.ts';
import type { SafeFrame } from './frame.ts';
import { assertCovers, guard } from './guard.ts';
import { type CoverJob, NetworkError, type Renderer, type ViewJob } from './renderer.ts';

fakeCanvases();

const SIZE = { width: 640, height: 480 } as const;

const renderer: Renderer = {
  kind: 'cpu',
  device: null,
  render: async ({ views }) =>
    views.map(() => new FakePicture(SIZE.width, SIZE.height, 'renderer').as<ImageBitmap>()),
  networks: NO_NETWORKS,
  lost: new Promise(() => undefined),
  dispose() {},
};

const right = coverFor(FACE, { enlarge: 1.6, feather: 0.15 });

/** What the guard makes of one face with this cover. */
async function guarded(cover: Cover) {
  const face = { ...FACE, id: 1, state: 'seen', known: true, alignment: null, cover } as unknown as Face;
  const { frames, failure } = await guard({
    frame: { source: new FakePicture(SIZE.width, SIZE.height, 'camera').as<ImageBitmap>(), timestamp: 1 },
    frameSize: SIZE as Parameters<typeof guard>[0]['frameSize'],
    found: [face],
    faces: [face],
    visible: [],
    revealed: false,
    views: [{ mode: 'mask', jobFor: () => ({ cover, mode: 'mask', values: {} }) }],
    reason: 'faces',
    renderer,
    timing: { detect: 0, track: 0 } as unknown as Parameters<typeof guard>[0]['timing'],
    taken: 0,
  });
  const [frame] = frames;
  return { origin: (frame as unknown as { picture: FakePicture }).picture.origin, frame, failure };
}

test('a cover that holds its face is drawn', async () => {
  const { origin, frame, failure } = await guarded(right);
  expect([origin, frame?.report.covered, failure]).toEqual(['renderer', 'faces', null]);
});

/** What the guard makes of a found face that is not among those to be covered. */
async function uncovered(change: Partial<Parameters<typeof guard>[0]>) {
  const face = {
    ...FACE,
    id: 1,
    state: 'seen',
    everConfirmed: true,
    alignment: null,
    cover: right,
  } as unknown as Face;
  const { frames } = await guard({
    frame: { source: new FakePicture(SIZE.width, SIZE.height, 'camera').as<ImageBitmap>(), timestamp: 1 },
    frameSize: SIZE as Parameters<typeof guard>[0]['frameSize'],
    found: [face],
    faces: [],
    visible: [],
    revealed: false,
    views: [{ mode: 'mask', jobFor: ({ cover }) => ({ cover, mode: 'mask', values: {} }) }],
    reason: 'faces',
    renderer,
    timing: { detect: 0, track: 0 } as unknown as Parameters<typeof guard>[0]['timing'],
    taken: 0,
    ...change,
  });
  return (frames[0] as SafeFrame).report;
}

test('a found face that is neither covered nor chosen covers the whole frame, and a choice cannot be made up', async () => {
  expect((await uncovered({})).covered).toBe('whole');
  const forged = [{ face: FACE, edit: 1 }] as unknown as readonly ChosenVisible[];
  expect((await uncovered({ visible: forged })).covered).toBe('whole');
});

test('a face that a person chose is left visible, and the report says so', async () => {
  const face = { ...FACE, id: 1, everConfirmed: true, alignment: null, cover: right } as unknown as Face;
  const edits: EditList = { edits: [{ kind: 'show', id: 7, at: 0, box: FACE.box }], trim: null };
  const { visible } = applyEdits([face], { edits, at: 0, shown: matchShown([face], edits.edits) }, 0.1);
  const report = await uncovered({ found: [face], visible });
  expect(report.covered).toBe('faces');
  expect(report.faces).toEqual([]);
  expect(report.chosen?.visible).toEqual([{ id: 1, ...FACE.box }]);
});

test.each<[string, Partial<Cover>]>([
  ['half as large', { width: right.width / 2, height: right.height / 2 }],
  ['beside the face', { centre: point<FramePx>(right.centre.x + right.width, right.centre.y) }],
  ['of no size', { width: 0 }],
  ['nowhere', { centre: point<FramePx>(Number.NaN, 0) }],
  ['endless', { height: Number.POSITIVE_INFINITY }],
])('a cover that is %s is not drawn: the whole frame is covered', async (_, wrong) => {
  const { origin, frame, failure } = await guarded({ ...right, ...wrong });
  expect(origin).toBe('plate');
  expect(frame?.report).toMatchObject({ covered: 'whole', reason: 'renderer-failed' });
  expect(failure).toBeInstanceOf(RangeError);
});

test('a cover holds its face exactly where every corner of the face lies in it', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  fc.assert(
    fc.property(
      number(-0.6, 0.6),
      number(-0.6, 0.6),
      number(0.3, 2),
      number(-Math.PI, Math.PI),
      (right, down, size, angle) => {
        const face = FACE.box;
        const middle = centre(face);
        const cover: Cover = {
          centre: point<FramePx>(middle.x + right * face.width, middle.y + down * face.height),
          width: 2 * size * face.width,
          height: 2.2 * size * face.height,
          angle,
          exponent: 2.6,
          feather: 0.1,
        };
        const shares = cornersOf(face).map((corner) => share(cover, corner));
        fc.pre(shares.every((one) => Math.abs(one - 1) > 1e-3));
        const check = () => assertCovers({ cover }, face);
        if (Math.max(...shares) < 1) {
          check();
        } else {
          expect(check).toThrow(RangeError);
        }
      },
    ),
  );
});

test('the report says what was drawn, and asks for no cover a second time', async () => {
  const asked: boolean[] = [];
  const drawn: ViewJob[][] = [];
  let failing = true;
  const small = box<FramePx>(FACE.box.x + 20, FACE.box.y + 20, 10, 10);
  const faces = [FACE.box, small].map((own, id) => ({ id, box: own, everConfirmed: id === 0, cover: right }));
  const learned = {
    cover: { ...right, width: 2 * right.width, height: 2 * right.height },
    aligned: { sighting: { box: FACE.box, landmarks: [] } },
  };
  const { frames, networkFailures } = await guard({
    frame: { source: new FakePicture(SIZE.width, SIZE.height, 'camera').as<ImageBitmap>(), timestamp: 1 },
    frameSize: SIZE as Parameters<typeof guard>[0]['frameSize'],
    found: faces as unknown as Face[],
    faces: faces as unknown as Face[],
    visible: [],
    revealed: false,
    views: [
      {
        mode: 'none',
        jobFor: () => {
          throw new Error('not asked');
        },
      },
      {
        mode: 'learned',
        jobFor: (face, isReady) => {
          asked.push(isReady('learned'));
          const other = { cover: right, mode: 'mask', values: {} } as const;
          return isReady('learned') && face.id === 0
            ? ({ ...other, ...learned, mode: 'learned' } as unknown as CoverJob)
            : other;
        },
      },
    ],
    reason: 'faces',
    renderer: {
      ...renderer,
      networks: { ...NO_NETWORKS, learned: { ...NO_NETWORKS.learned, ready: true } },
      render: (request) => {
        drawn.push([...request.views]);
        if (failing) {
          failing = false;
          return Promise.reject(new NetworkError('learned', 'out of memory'));
        }
        return renderer.render(request);
      },
    },
    timing: { detect: 0, track: 0 } as unknown as Parameters<typeof guard>[0]['timing'],
    taken: 0,
  });
  // Once a face for each attempt to draw, and not for the report.
  expect(asked).toEqual([true, true, false, false]);
  expect(networkFailures.map(({ message }) => message)).toEqual(['out of memory']);
  // The small face, within the learned one, gets no cover of its own; both are reported where the one is.
  expect(drawn.map((views) => views.map((view) => view.covers.length))).toEqual([[1], [2]]);
  expect(frames.map(({ report }) => [report.covered, report.reason, report.mode])).toEqual([
    ['whole', 'comparison-only', 'none'],
    ['faces', 'faces', 'mask'],
  ]);
  expect(frames[1]?.report.faces.map(({ width }) => width)).toEqual(
    [right, right].map((cover) => boundsOf(cover).width),
  );
});

function cornersOf({ x, y, width, height }: Box<FramePx>): Point<FramePx>[] {
  return [x, x + width].flatMap((a) => [y, y + height].map((b) => point<FramePx>(a, b)));
}

/** How far out a point lies, 1 at the cover's border; with the cover turned upright first. */
function share(cover: Cover, p: Point<FramePx>): number {
  const turned = box<FramePx>(p.x - cover.centre.x, p.y - cover.centre.y, 0, 0);
  const along = turned.x * Math.cos(-cover.angle) - turned.y * Math.sin(-cover.angle);
  const across = turned.x * Math.sin(-cover.angle) + turned.y * Math.cos(-cover.angle);
  return Math.abs((2 * along) / cover.width) ** 2.6 + Math.abs((2 * across) / cover.height) ** 2.6;
}
