import { expect, test, vi } from 'vitest';
import type { EngineSettings } from '../../src/engine/settings.ts';
import { engineSettings } from '../sites.ts';
import { Engines } from './engines.ts';

const given: EngineSettings[] = [];

vi.mock('../../src/engine/link/open-worker.ts', () => ({ openEngineWorker: () => undefined }));
vi.mock('../../src/engine/link/client.ts', () => ({
  createEngine: (_open: unknown, settings: EngineSettings) => {
    given.push(settings);
    return { configure: (now: EngineSettings) => given.push(now), stop() {}, close() {} };
  },
}));

test('a face that was drawn stays when settings change; each engine has its own', () => {
  const engines = new Engines(engineSettings({ views: [{ mode: 'persona' }] }));
  const listener = { onFrame() {}, onState() {}, onTrouble() {} };
  const first = engines.take(listener, 33);
  expect(given.at(-1)?.faceKey).toBe(33);
  engines.take(listener, 44);
  engines.drawFace(first, 77);
  given.length = 0;
  engines.configure(engineSettings({ views: [{ mode: 'mask' }] }));
  expect(given.map(({ faceKey, views: [view] }) => [faceKey, view?.mode])).toEqual([
    [77, 'mask'],
    [44, 'mask'],
  ]);
  engines.giveBack(first);
  engines.take(listener, 55);
  expect(given.at(-1)?.faceKey).toBe(55);
});
