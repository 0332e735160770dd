/** The app. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, words } from './app/App.tsx';
import { wordsReady } from './app/i18n.ts';
import { Output } from './app/output/Output.tsx';
import { keepForOffline } from './session/offline.ts';
import { keepCount } from './session/requests.ts';
import { readUrl } from './session/url.ts';

keepCount();
const root = document.getElementById('root');
if (root) {
  // In another language than English its words come first, so that no English is seen.
  await wordsReady(words);
  createRoot(root).render(
    <StrictMode>{readUrl(window.location.search).output ? <Output /> : <App />}</StrictMode>,
  );
}
void keepForOffline();
