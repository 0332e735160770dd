/// <reference types="vite-plugin-pwa/client" />
/** The service worker: keeps the page for when there is no network, and never swaps code under a running session. */
import { type State, store } from './store.ts';

/** ms after which nobody is expected to begin at once any more. */
const PATIENCE = 3000;

let loadNewVersion: (() => Promise<void>) | null = null;

/**
 * Registers the service worker, which loads the whole page once more: after the first picture where one is being waited for. Does
 * nothing where there is none (private windows, dev server).
 */
export async function keepForOffline(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  await untilPictureIsThere();
  const onRegisterError = () => store.setState({ offline: 'unavailable' });
  try {
    const { registerSW } = await import('virtual:pwa-register');
    const update = registerSW({
      onOfflineReady: () => store.setState({ offline: 'ready' }),
      onNeedRefresh: () => store.setState({ offline: 'update-waiting' }),
      onRegisteredSW: (_url, registration) => {
        if (registration?.active && store.getState().offline === 'unknown') {
          store.setState({ offline: 'ready' });
        }
      },
      onRegisterError,
    });
    loadNewVersion = () => update(true);
  } catch {
    onRegisterError();
  }
}

/** Resolves at once where no picture was asked for. */
function untilPictureIsThere(): Promise<void> {
  return new Promise((resolve) => {
    const check = ({ phase, reason }: State) => {
      if (phase !== 'starting' && (phase !== 'live' || reason !== 'starting')) {
        unsubscribe();
        resolve();
      }
    };
    const unsubscribe = store.subscribe(check);
    check(store.getState());
  });
}

/** Reloads the page with the version that waits; only ever called because a person asked for it. */
export async function takeUpdate(): Promise<void> {
  await loadNewVersion?.();
}
