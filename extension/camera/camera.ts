/** A page of its own for the browser's question: it would close the popup, and a hidden frame cannot ask. */
const status = document.getElementById('status');
const ask = document.getElementById('ask');

ask?.addEventListener('click', async () => {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    for (const track of stream.getTracks()) {
      track.stop();
    }
    say('Guise may use the camera. You can close this page.');
  } catch (error) {
    say(
      (error as Error).name === 'NotAllowedError'
        ? 'The browser refuses Guise the camera. Click the symbol at the left of the address bar, allow the camera, and try again.'
        : `The camera could not be opened: ${(error as Error).message}`,
    );
  }
});

function say(words: string): void {
  if (status) {
    status.textContent = words;
  }
}

export {};
