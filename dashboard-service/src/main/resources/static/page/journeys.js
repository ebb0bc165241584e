/** Funnels and retention: how far users came, and who came back. Hidden where none is declared. */

import { choose, chosen } from './address.js';
import { byId, foreign, h, rebuild, setText } from './dom.js';
import { count, dateOnly, dateTime, plural, share } from './format.js';
import { ask } from './query.js';
import { ranked } from './traffic.js';

/** Retention over a quarter of an hour would say nothing. */
const LEAST_COHORTS = 8;
const MOST_COHORTS = 30;
const DAY_MS = 86400000;

/** Lists what is declared of a kind, and shows the result of the chosen one. */
class Journeys {

  #loading = null;

  /**
   * @param kind what it's called in the API, and in the ids of its elements
   * @param parametersOf of one that is declared, for a range and the time
   * @param show shows its result
   */
  constructor(kind, parametersOf, show, onChange) {
    Object.assign(this, { kind, parametersOf, show });
    byId(kind).addEventListener('change', ({ target }) => {
      choose({ [kind]: target.value });
      onChange(this);
    });
  }

  async refresh(range, now) {
    const { kind } = this;
    this.#loading?.abort();
    const { signal } = this.#loading = new AbortController();
    try {
      const declared = (await ask(`v1/${kind}s`, {}, signal))[`${kind}s`];
      const one = declared.find(({ name }) => name === chosen(kind)) ?? declared[0];
      byId(`${kind}-panel`).hidden = one === undefined;
      if (one) {
        rebuild(byId(kind), declared.map(({ name }) => name), () => declared.map(({ name }) => h('option', { value: name }, name)));
        byId(kind).value = one.name;
        byId(kind).disabled = declared.length < 2;
        const result = await ask(`v1/${kind}s/${encodeURIComponent(one.name)}/result`, this.parametersOf(one, range, now), signal);
        this.show(result, one, range);
        setText(byId(`${kind}-note`), result.since ? `Counted since ${dateTime(result.since)}.`
          : result.atLeast ? 'Figures are lower bounds: not all of this range was counted.' : '');
      }
      setText(byId(`${kind}-error`), '');
    } catch (error) {
      if (!signal.aborted) {
        setText(byId(`${kind}-error`), `The ${kind} can’t be loaded: ${error.message}`);
      }
    }
  }

}

export const funnels = (onChange) => new Journeys('funnel', (_, range, now) => {
  const { from, to } = range.window(now);
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}, showFunnel, onChange);

export const retentions = (onChange) => new Journeys('retention', ({ zone }, range, now) => {
  const { from, to } = range.window(now);
  const after = Math.min(to, now) + DAY_MS;
  const first = Math.max(Math.min(from, after - LEAST_COHORTS * DAY_MS), after - MOST_COHORTS * DAY_MS);
  return { from: dateIn(first, zone), to: dateIn(after, zone) };
}, showRetention, onChange);

/** The date that it is in a zone, as the API writes it; in UTC, if browsers don't know the zone by the name. */
function dateIn(time, zone) {
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(time);
  } catch {
    return new Date(time).toISOString().slice(0, 10);
  }
}

function showFunnel({ steps }, _, range) {
  const none = steps.length === 0 || steps[0].users === 0;
  rebuild(byId('funnel-steps'), [steps, none && range.words], () => none
    ? [h('li', { class: 'none' }, `Nobody took the first step in the ${range.words}.`)]
    : steps.map((step, i) => {
      const before = steps[i - 1]?.users;
      const item = ranked(foreign(nameOf(step), { class: 'name' }), count(step.users), share(step.share), step.share ?? 0, 'var(--accent)');
      item.append(h('span', { class: 'aside' }, before ? `${share(step.users / before)} of the step before` : ''));
      return item;
    }));
}

const nameOf = ({ eventType, filter }) => [eventType, filter].filter(Boolean).join(' · ');

function showRetention({ cohorts, zone }, { days }) {
  const reached = Math.max(1, ...cohorts.map(({ returned }) => Math.min(days, returned.at(-1)?.day ?? 0)));
  const columns = Array.from({ length: reached }, (_, i) => i + 1);
  rebuild(byId('retention-cohorts'), [cohorts, columns], () => [
    h('caption', { class: 'unseen' }, `Users who came back, by the day on which they were first seen (${zone}), newest first`),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'First seen'), h('th', { scope: 'col' }, 'Users'),
      ...columns.map((day) => h('th', { scope: 'col' }, day === 1 ? 'next day' : `day ${day}`)))),
    h('tbody', {}, ...cohorts.toReversed().map(({ date, users, returned }) => {
      const byDay = new Map(returned.map((one) => [one.day, one]));
      return h('tr', {}, h('th', { scope: 'row' }, dateOnly(date)), h('td', {}, count(users)),
        ...columns.map((day) => cell(byDay.get(day))));
    })),
  ]);
  byId('retention-cohorts').parentElement.hidden = cohorts.length === 0;
  byId('no-cohorts').hidden = cohorts.length > 0;
}

function cell(returned) {
  if (!returned) {
    return h('td', {});
  }
  const made = h('td', { class: 'returned', title: plural(returned.users, 'user') }, share(returned.share));
  made.style.setProperty('--share', returned.share);
  return made;
}
