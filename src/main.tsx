import './trusted-types.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import './app/styles/base.css';
import './app/styles/page.css';
import './app/styles/stage.css';
import './app/styles/controls.css';
import './app/styles/file.css';
import { keepForOffline } from './session/offline.ts';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
keepForOffline();
