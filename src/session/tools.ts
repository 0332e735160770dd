/** What can be taken from the picture that is shown: a recording, a snapshot, a window of its own. All from safe frames. */
import { extensionOf } from '../base/file-name.ts';
import { problemOf } from '../engine/link/file/problem.ts';
import type { SafeFrame } from '../engine/safe/frame.ts';
import { canHear, Microphone, microphoneProblem } from '../media/microphone.ts';
import { canPopOut, PopOut } from '../media/picture-in-picture.ts';
import { saveBlob } from '../media/save.ts';
import type { Container } from '../media/video-writer.ts';
import { redrawFile } from './lazy-files.ts';
import { session } from './session.ts';
import { store } from './store.ts';
import type { ToolsState } from './tools-state.ts';

/** ms between looks at how long the recording is. */
const COUNT_EVERY = 500;

const NO_WINDOW: ToolsState['problem'] = {
  title: 'No small window',
  words:
    'The browser did not open one. Allow picture-in-picture for this page in its settings, then try again; the picture goes on here.',
};

const SOUND_ENDED: ToolsState['problem'] = {
  title: 'The microphone has gone',
  words: 'It was unplugged or taken away. The recording goes on without sound.',
};

/** What was recorded is in memory only: the browser asks before the page is left. */
function askBeforeLeaving(event: Event): void {
  event.preventDefault();
}

class Tools {
  readonly canPopOut = canPopOut();
  readonly canRecordSound = canHear();
  #recorder: import('../media/recorder.ts').Recorder | null = null;
  #stopRecording: () => void = () => undefined;
  /** The microphone is being asked for. */
  #starting = false;
  #popOut: PopOut | null = null;

  /** @param sound with the microphone, which is asked for now; without it nothing is recorded then. */
  async startRecording(container: Container, sound: boolean): Promise<void> {
    if (this.#starting || store.getState().tools.recording !== 'off') {
      return;
    }
    this.#starting = true;
    try {
      set({ saved: null, problem: null });
      const { Recorder } = await import('../media/recorder.ts');
      const microphone = sound ? await this.#openMicrophone() : null;
      if (sound && !microphone) {
        return;
      }
      this.#record(new Recorder({ container, sound }), microphone);
    } finally {
      this.#starting = false;
    }
  }

  #record(recorder: import('../media/recorder.ts').Recorder, microphone: Microphone | null): void {
    set({ recording: 'on', recorded: 0 });
    const untap = session.tap((frame, taken) => recorder.add(frame, taken));
    const counter = setInterval(() => set({ recorded: recorder.seconds }), COUNT_EVERY);
    // A pause that the person made is cut out; everything else that holds the picture up is as it was.
    const unsubscribe = store.subscribe(({ phase }, before) => {
      if (phase === 'paused' && before.phase !== 'paused') {
        recorder.pause();
      }
    });
    void microphone?.listen(
      (heard, taken) => recorder.hear(heard, taken),
      () => set({ problem: SOUND_ENDED }),
    );
    addEventListener('beforeunload', askBeforeLeaving);
    this.#recorder = recorder;
    this.#stopRecording = () => {
      untap();
      unsubscribe();
      clearInterval(counter);
      microphone?.close();
    };
  }

  async #openMicrophone(): Promise<Microphone | null> {
    try {
      return await Microphone.open();
    } catch (error) {
      set({ problem: microphoneProblem(error) });
      return null;
    }
  }

  /** Ends the recording and saves it. */
  async stopRecording(): Promise<void> {
    const recorder = this.#recorder;
    if (!recorder) {
      return;
    }
    this.#recorder = null;
    this.#stopRecording();
    set({ recording: 'finishing', recorded: recorder.seconds });
    try {
      this.#save(await recorder.finish());
    } catch (error) {
      set({ problem: problemOf(error, 'storage') });
    }
    removeEventListener('beforeunload', askBeforeLeaving);
    set({ recording: 'off' });
  }

  /** Saves the next picture of the main view. */
  async snapshot(): Promise<void> {
    set({ saved: null, copied: false, problem: null });
    try {
      const blob = await this.#nextPicture();
      this.#save(blob);
    } catch (error) {
      set({ problem: problemOf(error, 'storage') });
    }
  }

  /** Puts the picture that is shown on the clipboard. Call it right after a click. */
  async copy(): Promise<void> {
    set({ saved: null, copied: false, problem: null });
    try {
      // The browser waits for the picture, and goes by the click that asked for it.
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': this.#nextPicture() })]);
      set({ copied: true });
    } catch (error) {
      set({ problem: problemOf(error, 'storage') });
    }
  }

  async #nextPicture(): Promise<Blob> {
    const { writePicture } = await import('../media/picture-writer.ts');
    return new Promise<Blob>((resolve, reject) => {
      const untap = session.tap((frame: SafeFrame) => {
        untap();
        writePicture(frame, 'image/png').then(resolve, reject);
      });
      void redrawFile();
    });
  }

  /** Opens the small window, or closes it. Call it right after a click. */
  async togglePopOut(): Promise<void> {
    if (this.#popOut) {
      this.#popOut.close();
      return;
    }
    const popOut = new PopOut(() => {
      untap();
      this.#popOut = null;
      set({ poppedOut: false });
    });
    const untap = session.tap((frame) => popOut.write(frame));
    this.#popOut = popOut;
    set({ poppedOut: true, problem: null });
    try {
      void redrawFile();
      await popOut.open();
    } catch {
      // Closed before it was open, or refused: there is no window, and the page goes on.
      if (this.#popOut === popOut) {
        popOut.close();
        set({ problem: NO_WINDOW });
      }
    }
  }

  #save(blob: Blob | null): void {
    if (blob) {
      const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
      const name = `guise-${time}.${extensionOf(blob.type)}`;
      saveBlob(name, blob);
      set({ saved: name });
    }
  }
}

function set(change: Partial<ToolsState>): void {
  store.setState(({ tools }) => ({ tools: { ...tools, ...change } }));
}

export const tools = new Tools();
