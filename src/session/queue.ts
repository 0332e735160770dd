/** Several files: opened one at a time to be looked at and corrected, written one after the other, saved together or each. */
import type { EditHistory } from '../engine/edits/history.ts';
import { problemOf } from '../engine/link/file/problem.ts';
import type { EngineSettings } from '../engine/settings.ts';
import { chooseFolder } from '../media/folder.ts';
import { saveBlob } from '../media/save.ts';
import { cancelExport, exportFile } from './file-export.ts';
import type { ExportChoice } from './file-state.ts';
import { files } from './files.ts';
import {
  type DroppedFile,
  leftOf,
  lookOf,
  NO_QUEUE,
  outdatedOf,
  type QueuedFile,
  type QueueState,
  queueOf,
  queueProgress,
  uniqueNames,
} from './queue-state.ts';
import { store } from './store.ts';
import { isUnsaved } from './unsaved.ts';

export { canChooseFolder } from '../media/folder.ts';

class Queue {
  #stopped = false;
  /** Counts the queues: what was begun for an older one has no say in a newer one. */
  #turn = 0;

  constructor() {
    store.subscribe(({ file, source, queue }, before) => {
      const { current, files: all } = store.getState().queue;
      // The state changes with every frame.
      if (file !== before.file || queue !== before.queue) {
        askBeforeLeaving(isUnsaved(store.getState()));
      }
      if (source === 'camera' && before.source === 'file') {
        store.setState({ queue: NO_QUEUE });
      } else if (file && current !== null && file.history !== before.file?.history) {
        // A file that is corrected after it was written has to be written again.
        const known = all.find(({ id }) => id === current);
        if (known && known.history !== file.history) {
          this.#set(current, { history: file.history, status: 'waiting', result: null, kept: false });
        }
      }
    });
  }

  /** Opens what was chosen, dropped or pasted: the first of several, with all of them in the queue. */
  async open(dropped: readonly DroppedFile[]): Promise<void> {
    this.#stopped = true;
    this.#turn += 1;
    const [first] = dropped;
    if (!first) {
      return;
    }
    store.setState({ queue: dropped.length > 1 ? queueOf(dropped) : NO_QUEUE });
    if (dropped.length > 1) {
      await this.show(1);
    } else {
      await files.open(first.file);
    }
  }

  /** Opens one of the queue, with the corrections that were made of it. */
  async show(id: number): Promise<void> {
    const known = this.#find(id);
    if (known) {
      this.#setCurrent(id);
      await files.open(known.file, known.history);
    }
  }

  /**
   * Writes every file that is not done, and those that were written with other settings: all of them with those of this moment. What
   * fails is said beside it; the others go on.
   */
  async run(choice: ExportChoice): Promise<void> {
    const { queue, settings } = store.getState();
    const todo = [...leftOf(queue), ...outdatedOf(queue, settings, choice)].sort((a, b) => a.id - b.id);
    const all = todo.reduce((sum, { file }) => sum + file.size, 0);
    const began = performance.now();
    const turn = this.#turn;
    let done = 0;
    this.#stopped = false;
    this.#setSaved(null);
    const tell = (share: number, size: number) => {
      const elapsed = (performance.now() - began) / 1000;
      store.setState(({ queue }) => ({
        queue: { ...queue, progress: queueProgress(done + share * size, all, elapsed) },
      }));
    };
    for (const { id, file } of todo) {
      if (this.#stopped) {
        break;
      }
      tell(0, file.size);
      await this.#write(id, choice, settings, (share) => tell(share, file.size));
      if (turn !== this.#turn) {
        return;
      }
      done += file.size;
    }
    store.setState(({ queue }) => ({ queue: { ...queue, progress: null } }));
    const { files: ended, current } = store.getState().queue;
    const last = ended.findLast(({ status }) => status === 'done');
    if (last && ended.some(({ id, status }) => id === current && status === 'failed')) {
      // Rather what is there than why one is not, which is said beside it.
      await this.show(last.id);
    }
  }

  /** What is under way is dropped; what is done stays. */
  cancel(): void {
    this.#stopped = true;
    cancelExport();
  }

  /** Hands out every result by itself. */
  saveEach(): void {
    const results = this.#results();
    for (const { name, blob } of results) {
      saveBlob(name.replace(/^.*\//, ''), blob);
    }
    this.#keepResults(results);
  }

  /** Hands out all results in one ZIP, with a report of what was covered. */
  async saveZip(): Promise<void> {
    this.#setSaved(null);
    try {
      const { zipOf } = await import('../media/zip.ts');
      const results = this.#results();
      saveBlob('guise-anonymised.zip', await zipOf([...results, this.#report()]));
      this.#keepResults(results);
    } catch (error) {
      this.#setSaved(problemOf(error, 'storage'));
    }
  }

  /** Writes all results into a folder that the person chooses, with the same report. Call it right after a click. */
  async saveFolder(): Promise<void> {
    const results = this.#results();
    this.#setSaved(null);
    try {
      const folder = await chooseFolder();
      for (const { name, blob } of [...results, this.#report()]) {
        await folder.write(name, blob);
      }
      this.#keepResults(results);
      this.#setSaved({ folder: folder.name, files: results.length });
    } catch (error) {
      if ((error as Error)?.name !== 'AbortError') {
        this.#setSaved(problemOf(error, 'storage'));
      }
    }
  }

  /** Remembers that these are saved; what was written meanwhile is not among them. */
  #keepResults(results: readonly { readonly blob: Blob }[]): void {
    const saved = new Set(results.map(({ blob }) => blob));
    store.setState(({ queue }) => ({
      queue: {
        ...queue,
        files: queue.files.map((file) => ({
          ...file,
          kept: file.kept || (file.result !== null && saved.has(file.result.blob)),
        })),
      },
    }));
  }

  #report(): { readonly name: string; readonly blob: Blob } {
    const { files: all } = store.getState().queue;
    const reports = all.map(({ path, problem, result, history }) => ({
      input: path,
      ...(problem ? { problem: problem.title } : {}),
      ...(result ? { output: result.name, report: result.report, edits: history.present } : {}),
    }));
    const report = JSON.stringify({ application: 'guise', kind: 'export-reports', files: reports }, null, 2);
    return { name: 'guise-report.json', blob: new Blob([report], { type: 'application/json' }) };
  }

  #results(): readonly { readonly name: string; readonly blob: Blob }[] {
    const done = store.getState().queue.files.filter(({ result }) => result !== null);
    const names = uniqueNames(done.map(({ path, result }) => `${folderOf(path)}${result?.name}`));
    return done.map(({ result }, i) => ({ name: names[i] as string, blob: result?.blob as Blob }));
  }

  async #write(
    id: number,
    choice: ExportChoice,
    settings: EngineSettings,
    onShare: (share: number) => void,
  ): Promise<void> {
    const turn = this.#turn;
    // What was written before with other settings is there until this is.
    const unwritten = this.#find(id)?.result ? 'done' : 'waiting';
    this.#set(id, { status: 'working', problem: null });
    await this.show(id);
    if (this.#stopped) {
      // While it was being opened.
      this.#set(id, { status: unwritten });
      return;
    }
    const untell = store.subscribe(({ file }, before) => {
      if (file?.progress && file.progress !== before.file?.progress) {
        onShare(file.progress.share);
      }
    });
    const written = await exportFile(choice, 'keep', settings);
    untell();
    if (turn !== this.#turn) {
      return;
    }
    const { file, problem } = store.getState();
    const failed = file?.problem ?? problem;
    if (written) {
      this.#set(id, {
        status: 'done',
        kept: false,
        result: { ...written, look: lookOf(settings, choice, written.report) },
      });
    } else if (this.#stopped) {
      this.#set(id, { status: unwritten });
    } else {
      this.#set(id, { status: 'failed', result: null, problem: failed as QueuedFile['problem'] });
    }
  }

  #find(id: number): QueuedFile | undefined {
    return store.getState().queue.files.find((file) => file.id === id);
  }

  #setSaved(saved: QueueState['saved']): void {
    store.setState(({ queue }) => ({ queue: { ...queue, saved } }));
  }

  #setCurrent(current: number): void {
    store.setState(({ queue }) => ({ queue: { ...queue, current } }));
  }

  #set(id: number, change: Partial<QueuedFile> & { readonly history?: EditHistory }): void {
    store.setState(({ queue }) => ({
      queue: {
        ...queue,
        files: queue.files.map((file) => (file.id === id ? { ...file, ...change } : file)),
      },
    }));
  }
}

/** The browser asks whether the page is to be closed. */
function askBeforeLeaving(on: boolean): void {
  if (on) {
    globalThis.addEventListener?.('beforeunload', ask);
  } else {
    globalThis.removeEventListener?.('beforeunload', ask);
  }
}

const ask = (event: Event) => event.preventDefault();

function folderOf(path: string): string {
  return path.includes('/') ? path.replace(/[^/]*$/, '') : '';
}

export const queue = new Queue();
