import { openChosen } from './open-chosen.ts';

const ID = 'file-input';

/** Asks for videos or pictures. */
export function askForFiles(): void {
  document.getElementById(ID)?.click();
}

/** Takes what is chosen. There is one, for as long as the page: the buttons come and go while somebody is still choosing. */
export function FileInput() {
  return (
    <input
      id={ID}
      className="file-input"
      data-testid="file-input"
      type="file"
      multiple
      accept="video/*,image/*,.mkv,.mov,.mp4,.webm"
      // What asks for it are buttons with words.
      aria-hidden
      tabIndex={-1}
      onChange={({ target }) => {
        const chosen = [...(target.files ?? [])].map((file) => ({ file, path: file.name }));
        // The same file can be chosen again.
        target.value = '';
        if (chosen.length > 0) {
          void openChosen(chosen);
        }
      }}
    />
  );
}
