/**
 * Frames from /v1/live. When the connection breaks, the browser comes back once by itself and says which frame it has;
 * if that fails, we reconnect for ever, less and less often. Stays away while the page is hidden, so that a forgotten
 * tab costs nothing.
 */

const SILENCE_MS = 5000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15000;

export class Live {

  #source = null;
  #timer = null;
  #pause = FIRST_PAUSE_MS;
  #heard = 0;

  /**
   * @param onFrame called with each frame
   * @param onState called with 'live' or 'lost', and again each second with the age of the last frame in seconds
   */
  constructor(onFrame, onState) {
    this.onFrame = onFrame;
    this.onState = onState;
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#disconnect() : this.#connect()));
    setInterval(() => this.#report(), 1000);
    if (!document.hidden) {
      this.#connect();
    }
  }

  #connect() {
    this.#disconnect();
    const source = new EventSource('v1/live');
    this.#source = source;
    let failed = false;
    source.addEventListener('frame', (event) => {
      failed = false;
      this.#heard = performance.now();
      this.#pause = FIRST_PAUSE_MS;
      this.onFrame(JSON.parse(event.data));
      this.#report();
    });
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CONNECTING && !failed) {
        failed = true;
        this.#report();
        return;
      }
      // A browser gives up after an answer that isn't a stream, e.g. a proxy's 502, and else tries far too often.
      this.#disconnect();
      this.#timer = setTimeout(() => this.#connect(), this.#pause);
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
      this.#report();
    });
  }

  #disconnect() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #report() {
    if (document.hidden) {
      return;
    }
    const silence = performance.now() - this.#heard;
    const lost = this.#source?.readyState !== EventSource.OPEN;
    const never = this.#heard === 0;
    this.onState(never ? (lost ? 'connecting' : 'waiting') : lost ? 'lost' : silence > SILENCE_MS ? 'silent' : 'live',
      never ? null : silence / 1000);
  }

}
