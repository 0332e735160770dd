/** Where adapted weights are kept: one record in this browser's IndexedDB. Nothing is ever sent anywhere. */

/** IndexedDB, or something like it in tests. */
export interface AdaptationStorage {
  /** undefined when there is nothing. */
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
  delete(): Promise<void>;
}

const DATABASE = 'guise';
const STORE = 'adaptation';
const KEY = 'modifier';

/** Each call opens and closes the database: it is rarely used, and deleting site data must never wait for us. @throws when there is none. */
export const browserStorage: AdaptationStorage = {
  read: () => inStore('readonly', (store) => store.get(KEY)),
  write: async (value) => {
    await inStore('readwrite', (store) => store.put(value, KEY));
  },
  delete: async () => {
    await inStore('readwrite', (store) => store.delete(KEY));
  },
};

async function inStore<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await done(opening);
  try {
    const transaction = database.transaction(STORE, mode);
    const request = act(transaction.objectStore(STORE));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('transaction aborted'));
    });
    return request.result;
  } finally {
    database.close();
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
}
