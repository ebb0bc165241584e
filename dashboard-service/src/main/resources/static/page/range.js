/** The range that everything on the page shows, and its picker. */

import { choose, chosen } from './address.js';
import { byId, h, setText } from './dom.js';
import { period } from './format.js';
import { widthOf } from './query.js';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

/** Each with the steps that it is drawn in. Users are kept by the minute for six hours only. */
const PRESETS = {
  '15m': { label: '15 min', words: 'last 15 minutes', seconds: 900, step: '10s', users: '1m', refresh: 10 },
  '1h': { label: '1 h', words: 'last hour', seconds: HOUR, step: '1m', users: '1m', refresh: 15 },
  '6h': { label: '6 h', words: 'last 6 hours', seconds: 6 * HOUR, step: '1m', users: '15m', refresh: 30 },
  '24h': { label: '24 h', words: 'last 24 hours', seconds: DAY, step: '15m', users: '15m', refresh: 60 },
  '7d': { label: '7 d', words: 'last 7 days', seconds: 7 * DAY, step: '1h', users: '1h', refresh: 120 },
  '30d': { label: '30 d', words: 'last 30 days', seconds: 30 * DAY, step: '1d', users: '1d', refresh: 300 },
};
const FIRST = '15m';
const CUSTOM = 'custom';

/** How long the steps are kept, in seconds; days for as long as anything. */
const EVENTS_KEPT = [['10s', 6 * HOUR], ['1m', 7 * DAY], ['15m', 90 * DAY], ['1h', 90 * DAY], ['1d', Infinity]];
const USERS_KEPT = [['1m', 6 * HOUR], ['15m', 90 * DAY], ['1h', 90 * DAY], ['1d', Infinity]];
const MOST_POINTS = 400;
const MOST_BARS = 96;

function stepFor(kept, most, from, to, now) {
  const fits = ([step, seconds]) => (to - from) / 1000 / widthOf(step) <= most && now - from < (seconds - MINUTE) * 1000;
  return (kept.find(fits) ?? kept.at(-1))[0];
}

function preset(key) {
  const { seconds, ...range } = PRESETS[key];
  return { key, ...range, seconds, before: period(seconds), window: (now) => ({ from: now - seconds * 1000, to: now }) };
}

function custom(from, to, now) {
  return {
    key: CUSTOM, words: 'chosen time', seconds: (to - from) / 1000, before: period((to - from) / 1000), refresh: 300,
    step: stepFor(EVENTS_KEPT, MOST_POINTS, from, to, now), users: stepFor(USERS_KEPT, MOST_BARS, from, to, now),
    window: () => ({ from, to }),
  };
}

/** The range that the address names, if it makes sense. */
function fromAddress() {
  const from = Date.parse(chosen('from'));
  const to = Date.parse(chosen('to'));
  if (from < to) {
    return custom(from, to, Date.now());
  }
  return preset(Object.hasOwn(PRESETS, chosen('range') ?? '') ? chosen('range') : FIRST);
}

const instant = (time) => new Date(time).toISOString().replace('.000Z', 'Z');

/** As inputs want it: local time, to the minute. */
function local(time) {
  const date = new Date(time);
  return new Date(time - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

export class RangePicker {

  range = fromAddress();

  constructor(onChange) {
    this.onChange = onChange;
    byId('ranges').append(...Object.entries(PRESETS).map(([key, { label, words }]) => this.#choice(key, label, words)),
      this.#choice(CUSTOM, 'Custom', 'A time of your choice'));
    byId('custom').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#apply();
    });
    this.#open(this.range.key === CUSTOM);
    this.#show();
  }

  #choice(key, label, words) {
    const input = h('input', { type: 'radio', name: 'range', value: key, id: `range-${key}`, 'aria-label': words });
    input.checked = key === this.range.key;
    input.addEventListener('change', () => {
      this.#open(key === CUSTOM);
      if (key !== CUSTOM) {
        choose({ range: key, from: null, to: null });
        this.#change(preset(key));
      }
    });
    return h('label', { for: `range-${key}` }, input, h('span', {}, label));
  }

  #open(open) {
    byId('custom').hidden = !open;
    if (open) {
      const { from, to } = this.range.window(Date.now());
      byId('from').value = local(from);
      byId('to').value = local(to);
      this.#complain('');
    }
  }

  #apply() {
    const from = new Date(byId('from').value).getTime();
    const to = new Date(byId('to').value).getTime();
    if (!(from < to)) {
      this.#complain(Number.isNaN(from) || Number.isNaN(to) ? 'Both ends need a date and a time.' : 'The start must be before the end.');
      return;
    }
    this.#complain('');
    choose({ range: null, from: instant(from), to: instant(to) });
    this.#change(custom(from, to, Date.now()));
  }

  #complain(text) {
    setText(byId('custom-error'), text);
    byId('from').setAttribute('aria-invalid', text !== '');
    byId('to').setAttribute('aria-invalid', text !== '');
  }

  #change(range) {
    this.range = range;
    this.#show();
    this.onChange(range);
  }

  #show() {
    setText(byId('compared'), `compared with the ${this.range.before} before`);
  }

}
