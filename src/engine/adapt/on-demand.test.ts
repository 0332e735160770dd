import { expect, test, vi } from 'vitest';
import type { ModifierWeights } from '../../models/modifier/weights.ts';
import { AdaptationOnDemand } from './on-demand.ts';
import type { AdaptStatus } from './status.ts';

const BASE = {} as ModifierWeights;

function stage() {
  const statuses: AdaptStatus[] = [];
  const storage = {
    read: vi.fn(async () => undefined),
    write: vi.fn(),
    delete: vi.fn(async () => undefined),
  };
  const openAdapter = () => {
    throw new Error('none');
  };
  const adaptation = new AdaptationOnDemand(
    { openAdapter, storage },
    (status) => statuses.push(status),
    () => undefined,
  );
  return { adaptation, storage, phases: () => statuses.map(({ now }) => now.phase) };
}

test('commands that come while it is loaded are followed in their order', async () => {
  const { adaptation, phases } = stage();
  await Promise.all([adaptation.command('start'), adaptation.command('cancel'), adaptation.command('start')]);
  expect(phases()).toEqual(['collecting', 'idle', 'collecting']);
  adaptation.close();
});

test('closed while it is loaded: nothing is begun', async () => {
  const { adaptation, phases } = stage();
  const command = adaptation.command('start');
  adaptation.close();
  await command;
  expect(phases()).toEqual([]);
});

test('where it cannot be loaded the command fails in words, no un-adapted face is drawn unasked, and it is tried again', async () => {
  const { adaptation, storage, phases } = stage();
  vi.doMock('./controller.ts', () => {
    throw new Error('no network');
  });
  await adaptation.command('start');
  expect(phases()).toEqual(['failed']);
  await expect(adaptation.applyTo(BASE)).rejects.toThrow();
  expect(storage.read).not.toHaveBeenCalled();
  vi.doUnmock('./controller.ts');
  await expect(adaptation.applyTo(BASE)).resolves.toBe(BASE);
});
