import './base/trusted-types.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, words } from './app/App.tsx';
import { wordsReady } from './app/i18n.ts';
import { Output } from './app/output/Output.tsx';
import './app/styles/base.css';
import './app/styles/page.css';
import './app/styles/stage.css';
import './app/styles/bar.css';
import './app/styles/controls.css';
import './app/styles/edit.css';
import './app/styles/file.css';
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
keepForOffline();
