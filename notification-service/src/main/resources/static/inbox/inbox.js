/**
 * An inbox, kept up to date: the list over REST, then what changes over server-sent events. Copy it: it needs nothing
 * but fetch(). Read by fetch() and not by EventSource, which can't send a key.
 *
 * Tells of itself by events: 'change' (items or the count), 'state' (connected or not), 'refused' (401 and 403).
 */
export class Inbox extends EventTarget {

  /** What is shown: by id. */
  #items = new Map();
  /** The revision at which each item was told, deleted ones too: what is told of an earlier one is passed over. */
  #told = new Map();
  #next = null;
  /** The place down to which items were loaded. */
  #lowest = 0;
  #position = null;
  #abort = new AbortController();
  #states;
  #request;
  #query;

  unread = 0;
  revision = -1;
  state = 'connecting';

  /**
   * @param user whose inbox
   * @param states which items are shown: of 'unread', 'read', 'archived', 'snoozed'
   * @param base where the notification service is
   * @param headers of every request: who calls
   */
  constructor({ user, states = ['unread', 'read'], base = '', headers = {} }) {
    super();
    this.#states = new Set(states);
    this.#query = `user=${encodeURIComponent(user)}`;
    this.#request = (path, options = {}) => fetch(`${base}${path}`,
      { signal: this.#abort.signal, ...options, headers: { ...headers, ...options.headers } });
  }

  /** The items, newest first. */
  get items() {
    return [...this.#items.values()].sort((a, b) => b.seq - a.seq);
  }

  get hasMore() {
    return this.#next !== null;
  }

  /** Loads the first page and follows what happens, until close(). */
  async open() {
    for (let pause = 500; !this.#abort.signal.aborted; pause = Math.min(pause * 2, 15000)) {
      try {
        if (this.#position === null) {
          await this.#load();
        }
        await this.#follow(() => { pause = 500; });
      } catch (failure) {
        if (failure.name === 'AbortError' || failure.refused) {
          return;
        }
      }
      this.#become('lost');
      // Not all clients of a node that went away at the same moment.
      await new Promise((resume) => { setTimeout(resume, pause * (0.5 + Math.random())); });
    }
  }

  close() {
    this.#abort.abort();
  }

  /** Loads older items. */
  async more() {
    const page = await this.#page(`&before=${this.#next}`);
    this.#loaded(page);
  }

  #loaded(page) {
    this.#next = page.next ?? null;
    this.#lowest = this.#next === null ? 0 : page.items.at(-1).seq;
    page.items.forEach((item) => this.#take(item, page.revision));
    this.#changed(page);
  }

  /** Does something to an item: read, unread, archive, unarchive, unsnooze, snooze (with {until}), delete. */
  async act(id, action, body) {
    const path = action === 'delete' ? `v1/notifications/${id}?${this.#query}` : `v1/notifications/${id}/${action}?${this.#query}`;
    this.#answered(await this.#send(action === 'delete' ? 'DELETE' : 'POST', path, body), id);
  }

  /** Does something to all that has been seen: read-all, archive-all, delete-all; selection may have state, category. */
  async sweep(action, selection = {}) {
    await this.#send('POST', `v1/notifications/${action}?${this.#query}`, { ...selection, upTo: Math.max(0, this.revision) });
    // What has changed comes over the stream.
  }

  async #send(method, path, body) {
    const options = body === undefined ? { method }
      : { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    const response = await this.#checked(await this.#request(path, options));
    return response.status === 202 ? null : response.json();
  }

  #answered(answer, id) {
    if (answer === null) {
      return;
    }
    if (answer.notification) {
      this.#take(answer.notification, answer.revision);
    } else {
      this.#drop(id, answer.revision);
    }
    this.#changed(answer);
  }

  async #checked(response) {
    if (response.ok) {
      return response;
    }
    const problem = await response.json().catch(() => ({}));
    const failure = new Error(problem.detail ?? problem.title ?? `The service answered ${response.status}`);
    failure.status = response.status;
    failure.refused = response.status === 401 || response.status === 403 || response.status === 400;
    if (failure.refused) {
      this.dispatchEvent(Object.assign(new Event('refused'), { detail: failure }));
    }
    throw failure;
  }

  async #page(more) {
    const states = [...this.#states].join(',');
    return (await this.#checked(await this.#request(`v1/notifications?${this.#query}&state=${states}${more}`))).json();
  }

  async #load() {
    const page = await this.#page('');
    this.#items.clear();
    this.#told.clear();
    this.#position = `${page.epoch}:${page.revision}`;
    this.revision = -1;
    this.#loaded(page);
  }

  async #follow(connected) {
    const response = await this.#checked(await this.#request(`v1/notifications/stream?${this.#query}`,
      { headers: { 'Accept': 'text/event-stream', 'Last-Event-ID': this.#position } }));
    this.#become('live');
    connected();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      text += value;
      const events = text.split('\n\n');
      text = events.pop();
      for (const event of events) {
        await this.#event(event);
      }
    }
  }

  async #event(text) {
    const fields = { event: 'message', data: '', id: null };
    for (const line of text.split('\n')) {
      const colon = line.indexOf(':');
      if (colon > 0) {
        fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
      }
    }
    if (fields.data === '') {
      return;
    }
    const data = JSON.parse(fields.data);
    if (fields.event === 'reset') {
      await this.#load();
      return;
    }
    if (data.deleted) {
      this.#drop(data.deleted, data.revision);
    } else if (data.notification) {
      this.#take(data.notification, data.revision);
    }
    if (fields.id !== null) {
      // Only what ends a revision has an id; what was told until then is shown at once.
      this.#position = fields.id;
      this.#changed(data);
    }
  }

  #take(item, revision) {
    if ((this.#told.get(item.id) ?? -1) > revision) {
      return;
    }
    this.#told.set(item.id, revision);
    // What lies below what was loaded comes when it is asked for.
    if (this.#states.has(stateOf(item)) && item.seq >= this.#lowest) {
      this.#items.set(item.id, item);
    } else {
      this.#items.delete(item.id);
    }
  }

  #drop(id, revision) {
    this.#told.set(id, revision);
    this.#items.delete(id);
  }

  #changed({ unread, revision }) {
    if (revision >= this.revision) {
      this.revision = revision;
      this.unread = unread;
    }
    this.dispatchEvent(new Event('change'));
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }

}

/** In which of the four states an item is. */
export function stateOf(item) {
  return item.archivedAt ? 'archived' : item.snoozedUntil ? 'snoozed' : item.readAt ? 'read' : 'unread';
}
