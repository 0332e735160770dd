/// <reference types="vite-plugin-pwa/client" />
/** The service worker: keeps the page for when there is no network, and never swaps code under a running session. */
import { type State, store } from './store.ts';

/** ms after which nobody is expected to begin at once any more, and those after which a picture that was asked for is not waited for. */
const PATIENCE = 3000;
const LONGEST_WAIT = 60_000;

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

/**
 * Resolves at once where no picture was asked for, and where none will come: a newer version may be the cure.
 * @param most ms that are waited
 */
export async function untilPictureIsThere(most = LONGEST_WAIT): Promise<void> {
  let unsubscribe = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  await new Promise<void>((resolve) => {
    timer = setTimeout(resolve, most);
    const check = (state: State) => isAwaited(state) || resolve();
    unsubscribe = store.subscribe(check);
    check(store.getState());
  });
  clearTimeout(timer);
  unsubscribe();
}

function isAwaited({ phase, reason, engine }: State): boolean {
  const failed = engine.notices.some(({ code }) => code === 'model-corrupt' || code === 'detector-failed');
  return !failed && (phase === 'starting' || (phase === 'live' && reason === 'starting'));
}

/** Reloads the page with the version that waits; only ever called because a person asked for it. */
export async function takeUpdate(): Promise<void> {
  await loadNewVersion?.();
}
