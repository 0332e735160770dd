/** Opens the engine's worker as a part of this build: of the page and the extension. The library has its own (`library/index.ts`). */
export function openEngineWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'guise-engine' });
}
