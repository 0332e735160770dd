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

test('a face that was drawn stays when settings change, and engines that come later draw it too', () => {
  const engines = new Engines(engineSettings({ views: [{ mode: 'persona' }] }));
  const listener = { onFrame() {}, onState() {}, onTrouble() {} };
  engines.take(listener);
  expect(given.at(-1)?.faceKey).toBe(0);
  engines.drawFace(77);
  expect(given.at(-1)?.faceKey).toBe(77);
  engines.configure(engineSettings({ views: [{ mode: 'mask' }] }));
  expect(given.at(-1)).toMatchObject({ faceKey: 77, views: [{ mode: 'mask' }] });
  engines.take(listener);
  expect(given).toHaveLength(4);
  expect(given.at(-1)?.faceKey).toBe(77);
});
