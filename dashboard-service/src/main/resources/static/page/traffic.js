/** Events, users and types of the range: totals, charts, tables, the ranking. */

import { EventsChart, UsersChart } from './charts.js';
import { byId, colourOf, foreign, h, rebuild, setText } from './dom.js';
import { change, count, plural, pointTime, rate, UNKNOWN } from './format.js';
import { OTHER, rates, users } from './history.js';
import { widthOf } from './query.js';
import { FiguresTable } from './table.js';

const COLOURS = 5;
const TOP_TYPES = 8;
const STEP_WORDS = { '10s': '10 seconds', '1m': 'minute', '15m': '15 minutes', '1h': 'hour', '1d': 'day' };

export class Traffic {

  // A type keeps its colour for as long as it stays in the chart.
  #slots = new Map();
  #point = null;
  #history = null;
  #drawn = { times: [], columns: [], before: [], total: [] };
  #events = new EventsChart(byId('events-chart'), (type) => colourOf(this.#variable(type)), (point) => {
    this.#point = point;
    this.#legend();
  });
  #users = new UsersChart(byId('users-chart'));
  #eventsTable = new FiguresTable(byId('events-table'));
  #usersTable = new FiguresTable(byId('users-table'));

  show(history, now) {
    this.#history = history;
    const { range } = history;
    this.#assignColours([...history.types.keys()]);
    const { from, to } = range.window(now);
    const window = [from / 1000, to / 1000];
    this.#drawn = rates(history, now);
    this.#events.update(this.#drawn, window, range.words);
    const audience = users(history, now);
    this.#users.update(audience, window, range.words);
    setText(byId('users-step'), `different users per ${STEP_WORDS[range.users]}`);
    setText(byId('types-range'), range.words);
    this.#totals();
    this.#legend();
    this.#types();
    this.#tables(audience);
  }

  #assignColours(types) {
    for (const type of this.#slots.keys()) {
      if (!types.includes(type)) {
        this.#slots.delete(type);
      }
    }
    for (const type of types) {
      if (!this.#slots.has(type)) {
        const taken = new Set(this.#slots.values());
        this.#slots.set(type, [...Array(COLOURS).keys()].find((slot) => !taken.has(slot)) ?? 0);
      }
    }
  }

  #variable(type) {
    return type === null || !this.#slots.has(type) ? '--series-rest' : `--series-${this.#slots.get(type)}`;
  }

  #totals() {
    const { totals, range } = this.#history;
    for (const metric of ['events', 'users']) {
      const before = totals.previous?.[metric];
      const moved = change(totals[metric], before);
      rebuild(byId(`${metric}-total`), [totals[metric], before, range.before], () => [
        h('b', { 'data-total': metric }, count(totals[metric])), ' ',
        moved ? h('span', { class: 'change', 'data-direction': moved.direction, 'data-change': metric,
          title: `${count(before)} in the ${range.before} before` }, moved.text,
        h('span', { class: 'unseen' }, { up: ' more', down: ' less', same: '' }[moved.direction],
          ` than in the ${range.before} before, which had ${count(before)}`))
          : h('span', { class: 'change aside' }, before === 0 ? `none in the ${range.before} before` : ''),
      ]);
    }
  }

  #legend() {
    const { times, columns, before } = this.#drawn;
    const at = this.#point !== null && this.#point < times.length ? this.#point : times.length - 1;
    const pointed = this.#point !== null && at >= 0;
    const entries = columns.map(({ type, values }) => [type, rate(values[at])]);
    const time = pointed ? pointTime(times[at], widthOf(this.#history.range.step)) : 'per second';
    // The newest steps came with frames, which don't know the period before.
    const then = pointed ? before[at] ?? null : before.findLast((value) => value !== null) ?? null;
    rebuild(byId('legend'), [entries, time, then, [...this.#slots]], () => entries.length === 0 && then === null ? [] : [
      h('li', { class: 'aside' }, time),
      ...entries.map(([type, value]) => {
        const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
        swatch.style.setProperty('--colour', `var(${this.#variable(type)})`);
        return h('li', {}, swatch, type === null ? 'all others' : foreign(type), h('b', {}, value));
      }),
      then === null ? null : h('li', {}, h('span', { class: 'swatch dashed', 'aria-hidden': 'true' }),
        `${this.#history.range.before} before`, h('b', {}, rate(then))),
    ].filter(Boolean));
  }

  #types() {
    const { top: all, range, atLeast } = this.#history;
    const top = all.slice(0, TOP_TYPES);
    const most = top[0]?.events ?? 1;
    rebuild(byId('types'), [top, [...this.#slots]], () => top.length === 0
      ? [h('li', { class: 'none' }, `No events in the ${range.words}.`)]
      : top.map((row) => ranked(row.type === OTHER ? h('span', { class: 'name' }, 'all other types') : foreign(row.type, { class: 'name' }),
        count(row.events), plural(row.users, 'user'), row.events / most, `var(${this.#variable(row.type)})`, { 'data-type': row.type })));
    const more = all.length - top.length;
    const note = [more > 0 ? `${plural(more, 'more type')}.` : '',
      atLeast ? 'Figures are lower bounds: not all of this range was counted, or it has more types than are counted apart.' : '']
      .filter(Boolean).join(' ');
    byId('at-least').hidden = note === '';
    setText(byId('at-least'), note);
  }

  #tables(audience) {
    const { range } = this.#history;
    const { times, columns, before, total } = this.#drawn;
    const newestFirst = (rows) => rows.reverse();
    const known = (value) => value === null ? UNKNOWN : rate(value);
    this.#eventsTable.update(() => ({
      caption: `Events per second by ${STEP_WORDS[range.step]}, ${range.words}, newest first`,
      heads: ['Time', 'All', `${range.before} before`, ...columns.map(({ type }) => type ?? 'all others')],
      rows: newestFirst(times.map((time, i) => [pointTime(time, widthOf(range.step)), rate(total[i]), known(before[i]),
        ...columns.map(({ values }) => rate(values[i]))])),
    }));
    this.#usersTable.update(() => ({
      caption: `Different users per ${STEP_WORDS[range.users]}, ${range.words}, newest first`,
      heads: ['Time', 'Users', `${range.before} before`],
      rows: newestFirst(audience.times.map((time, i) => [pointTime(time, audience.width), count(audience.values[i]),
        audience.before[i] === null ? UNKNOWN : count(audience.before[i])])),
    }));
  }

}

/** A line of a ranking, with its bar. */
export function ranked(name, value, aside, part, colour, properties = {}) {
  const bar = h('span', { class: 'bar', 'aria-hidden': 'true' });
  bar.style.setProperty('--share', part);
  bar.style.setProperty('--colour', colour);
  return h('li', properties, name,
    h('span', { class: 'value' }, h('b', {}, value), ' ', h('span', { class: 'aside' }, aside)), bar);
}
