/// <reference types="vite-plugin-pwa/client" />
/** The service worker: keeps the page for when there is no network, and never swaps code under a running session. */
import { registerSW } from 'virtual:pwa-register';
import { store } from './store.ts';

let loadNewVersion: (() => Promise<void>) | null = null;

/** Registers the service worker once the page is loaded. Does nothing where there is none (private windows, dev server). */
export function keepForOffline(): void {
  const update = registerSW({
    onOfflineReady: () => store.setState({ offline: 'ready' }),
    onNeedRefresh: () => store.setState({ offline: 'update-waiting' }),
    onRegisteredSW: (_url, registration) => {
      if (registration?.active && store.getState().offline === 'unknown') {
        store.setState({ offline: 'ready' });
      }
    },
    onRegisterError: () => store.setState({ offline: 'unavailable' }),
  });
  loadNewVersion = () => update(true);
}

/** Reloads the page with the version that waits; only ever called because a person asked for it. */
export async function takeUpdate(): Promise<void> {
  await loadNewVersion?.();
}
