import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Camera } from './camera.ts';
import type { Link } from './link.ts';
import type { CameraTrack } from './track.ts';

vi.mock('../../src/engine/safe/plate.ts', () => ({
  plate: () => ({ close() {} }),
  plateOfPlanes: () => null,
}));
vi.mock('./track.ts', () => ({}));

const STATE = { label: 'Guise: one', settings: { width: 4, height: 3 }, capabilities: {} };

/** A studio that answers everything. */
function studio() {
  const asked: string[] = [];
  const ask = vi.fn(async ({ type }: { type: string }) => {
    asked.push(type);
    return type === 'open' ? STATE : null;
  });
  const tell = vi.fn(({ type }: { type: string }) => {
    asked.push(type);
  });
  return { asked, link: { ask, tell, drop: vi.fn() } as unknown as Link };
}

function cameraOf(link: Link): Camera {
  const camera = new Camera(1, link, STATE, {});
  camera.tracks.add({ write: () => undefined } as unknown as CameraTrack);
  return camera;
}

const frame = { picture: { close() {} } as ImageBitmap, timestamp: 0 } as Parameters<Camera['show']>[0];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a camera that gives no more pictures is opened anew, though the studio answers; one that is muted is waited for', async () => {
  const { asked, link } = studio();
  const camera = cameraOf(link);
  camera.show(frame);
  await vi.advanceTimersByTimeAsync(24_000);
  expect(asked).not.toContain('open');
  await vi.advanceTimersByTimeAsync(4000);
  expect(asked.join()).toContain('open,start');
  expect(link.drop).not.toHaveBeenCalled();

  asked.length = 0;
  camera.muted = true;
  await vi.advanceTimersByTimeAsync(120_000);
  camera.muted = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).not.toContain('open');
});

test('a studio that does not answer is given up', async () => {
  const { link } = studio();
  cameraOf({ ...link, ask: () => new Promise(() => undefined) } as unknown as Link).show(frame);
  await vi.advanceTimersByTimeAsync(14_000);
  expect(link.drop).toHaveBeenCalled();
});
