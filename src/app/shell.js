/*
 * Puts on the theme that was chosen before anything is painted, as `app/theme.ts` does it later: colours do not change then. It stands
 * in the HTML itself (build/shell.mjs). `session/store.ts` is where the theme is kept; it may not be there, or not to be read.
 */
try {
  const { theme } = JSON.parse(localStorage.getItem('guise') ?? '').state.preferences;
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
} catch {}
