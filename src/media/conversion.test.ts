import { expect, test, vi } from 'vitest';
import type { FileInfo } from '../engine/link/file/frame-file.ts';
import { convert } from './conversion.ts';

test.each([
  ['video', 'picture'],
  ['picture', 'video'],
] as const)(
  'a %s whose new name is that of a %s is refused before anything is looked at',
  async (kind, only) => {
    const engine = {
      openFile: async () => ({ kind, width: 8, height: 8, duration: 1 }) as FileInfo,
      editFile: vi.fn(),
      analyse: vi.fn(),
      nextFrame: vi.fn(),
    };
    const wish = { engine, file: new Blob(), sound: false, readings: 0, perFrame: false, only };
    await expect(convert(wish)).rejects.toThrow(`This is a ${kind}.`);
    expect(engine.analyse).not.toHaveBeenCalled();
    expect(engine.nextFrame).not.toHaveBeenCalled();
  },
);
