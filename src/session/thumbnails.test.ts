import { beforeEach, expect, test, vi } from 'vitest';
import type { ModeChoice } from '../engine/modes/mode.ts';
import { mintSafeFrame, type SafeFrame } from '../engine/safe/frame.ts';
import { Thumbnails } from './thumbnails.ts';

/** Drawn modes, in order. */
let drawn: string[] = [];
beforeEach(() => {
  drawn = [];
});

function canvas(visible = true): HTMLCanvasElement {
  const context = { drawImage: vi.fn(), clearRect: vi.fn() };
  const dataset = new Proxy({} as Record<string, string>, {
    set: (target, key, value: string) => {
      drawn.push(value);
      return Reflect.set(target, key, value);
    },
  });
  return {
    width: 160,
    height: 100,
    dataset,
    getContext: () => context,
    checkVisibility: () => visible,
  } as unknown as HTMLCanvasElement;
}

function frame(mode: string, covered: 'faces' | 'whole' = 'faces'): SafeFrame {
  const report = { covered, mode, faces: [], width: 640, height: 480 };
  return mintSafeFrame({} as ImageBitmap, 0, report as unknown as SafeFrame['report']);
}

const view = (mode: ModeChoice) => [{ mode }];

function withModes(...modes: ModeChoice[]): Thumbnails {
  const thumbnails = new Thumbnails();
  for (const mode of modes) {
    thumbnails.attach(mode, canvas());
  }
  return thumbnails;
}

test('modes that are not shown take turns, one view of one frame each; the shown one is drawn from its own pictures', () => {
  const thumbnails = withModes('mask', 'blur', 'edge', 'none', 'learned');
  const turns: (string | null)[] = [];
  for (let second = 1; second <= 4; second++) {
    const now = second * 1000;
    expect(thumbnails.order(view('mask'), 30, now)).toBe(true);
    turns.push(thumbnails.due);
    expect(thumbnails.order(view('mask'), 30, now + 100)).toBe(false);
    expect(thumbnails.take(0, frame('mask'), now + 40)).toBe(false);
    expect(thumbnails.take(1, frame(thumbnails.due ?? ''), now + 50)).toBe(true);
    expect(thumbnails.due).toBe(null);
  }
  expect(turns).toEqual(['blur', 'edge', 'blur', 'edge']);
  expect(drawn.filter((mode) => mode === 'mask')).toHaveLength(4);
  expect(drawn).not.toContain('none');
});

test('a frame that is covered whole is no thumbnail, and four views leave no room for one', () => {
  const thumbnails = withModes('mask', 'blur');
  thumbnails.take(0, frame('mask', 'whole'), 1000);
  expect(drawn).toEqual([]);
  const four = (['mask', 'edge', 'noise', 'learned'] as const).map((mode) => ({ mode }));
  expect(thumbnails.order(four, 30, 2000)).toBe(false);
});

test('a slow device draws fewer; nothing is asked for what nobody sees; an order without an answer ends', () => {
  const slow = withModes('blur', 'edge');
  expect(slow.order(view('mask'), 5, 1000)).toBe(true);
  slow.take(1, frame('blur'), 1200);
  expect(slow.order(view('mask'), 5, 3000)).toBe(false);
  expect(slow.order(view('mask'), 5, 5100)).toBe(true);
  expect(slow.due).toBe('edge');
  slow.attach('edge', null);
  expect(slow.order(view('mask'), 5, 8200)).toBe(true);
  expect(slow.due).toBe('blur');

  const unseen = new Thumbnails();
  unseen.attach('blur', canvas(false));
  expect(unseen.order(view('mask'), 30, 1000)).toBe(false);
  expect(unseen.due).toBe(null);
});
