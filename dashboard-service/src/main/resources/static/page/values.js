/** Top values of a field that a meter is grouped by. */

import { choose, chosen } from './address.js';
import { byId, foreign, h, rebuild, setText } from './dom.js';
import { dateTime, decimal, share } from './format.js';
import { isOfInference } from './inference.js';
import { ask, query } from './query.js';
import { ranked } from './traffic.js';

const LIMIT = 8;
const OTHER = '(other)';
/** Of these, parts make up a whole. */
const ADDITIVE = new Set(['sum', 'count']);
const WORDS = { count: 'events', sum: 'sum', min: 'least', max: 'greatest', avg: 'mean', distinct: 'different values of',
  percentiles: 'median of' };

export class TopValues {

  #meters = [];
  #loading = null;

  constructor(onChange) {
    byId('meter').addEventListener('change', ({ target }) => {
      choose({ meter: target.value, by: null });
      onChange(this);
    });
    byId('by').addEventListener('change', ({ target }) => {
      choose({ by: target.value });
      onChange(this);
    });
  }

  async refresh(range, now) {
    this.#loading?.abort();
    const { signal } = this.#loading = new AbortController();
    try {
      const { meters } = await ask('v1/meters', {}, signal);
      this.#meters = meters.filter((meter) => meter.groupBy?.length > 0 && !isOfInference(meter));
      this.#choices();
      const { meter, by } = this.#chosen();
      if (meter) {
        const answer = await query({ metrics: meter.name, groupBy: by, step: 'all', orderBy: `-${meter.name}${meter.aggregation === 'percentiles' ? '.p50' : ''}`, limit: LIMIT },
          range.window(now), signal);
        this.#show(meter, by, answer, range);
      }
      this.#say('');
    } catch (error) {
      if (!signal.aborted) {
        this.#say(`Values can’t be loaded: ${error.message}`);
      }
    }
  }

  #chosen() {
    const meter = this.#meters.find(({ name }) => name === chosen('meter')) ?? this.#meters[0];
    return { meter, by: meter?.groupBy.find((field) => field === chosen('by')) ?? meter?.groupBy[0] };
  }

  #choices() {
    const { meter, by } = this.#chosen();
    byId('no-meters').hidden = meter !== undefined;
    byId('value-choice').hidden = byId('values').hidden = meter === undefined;
    if (meter) {
      options(byId('meter'), this.#meters.map(({ name }) => name), meter.name);
      options(byId('by'), meter.groupBy, by);
    }
  }

  #show(meter, by, answer, range) {
    const rows = answer.results.map((row) => ({ value: row[by] ?? null, figure: figureOf(row[meter.name]) }))
      .filter(({ figure }) => figure !== null);
    const most = Math.max(...rows.map(({ figure }) => Math.abs(figure)), Number.MIN_VALUE);
    const whole = rows.reduce((sum, { figure }) => sum + figure, 0);
    const parts = ADDITIVE.has(meter.aggregation) && rows.length < LIMIT && rows.every(({ figure }) => figure >= 0) && whole > 0;
    rebuild(byId('values'), [rows, range.words, parts], () => rows.length === 0
      ? [h('li', { class: 'none' }, `Nothing was counted by this meter in the ${range.words}.`)]
      : rows.map(({ value, figure }) => ranked(nameOf(value), decimal(figure), parts ? share(figure / whole) : '',
        Math.abs(figure) / most, 'var(--accent)', { 'data-value': value ?? '' })));
    const { aggregation, valueProperty, eventType } = meter;
    setText(byId('values-words'), `${WORDS[aggregation] ?? aggregation} ${valueProperty ?? ''} of ${eventType ?? 'all events'}, ${
      range.words}`.replaceAll(/\s+/g, ' ').replace('events of all events', 'all events').trim());
    const since = answer.since?.[meter.name];
    setText(byId('values-note'), since ? `Counted since ${dateTime(since)}, when the meter was added.` : answer.atLeast ? 'Figures are lower bounds: not all of this range was counted by this meter, or it has more values than are counted apart.' : '');
  }

  #say(text) {
    setText(byId('values-error'), text);
    byId('values-error').hidden = text === '';
    byId('values').classList.toggle('old', text !== '');
  }

}

/** Decimals come as numbers or text, percentiles together. */
const figureOf = (value) => {
  const one = value !== null && typeof value === 'object' ? value.p50 : value;
  return one === null || one === undefined ? null : Number(one);
};

const nameOf = (value) => value === null || value === OTHER
  ? h('span', { class: 'name aside' }, value === null ? 'without the field' : 'all other values')
  : foreign(String(value), { class: 'name' });

function options(select, names, name) {
  rebuild(select, names, () => names.map((one) => h('option', { value: one }, one)));
  select.value = name;
  select.disabled = names.length < 2;
}
