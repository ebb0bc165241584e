/** Inference: how much of what models were asked was answered from the cache. Hidden where nothing was asked. */

import { byId, foreign, h, rebuild, setText } from './dom.js';
import { age, count, dateTime, decimal, share } from './format.js';
import { ask, query } from './query.js';
import { ranked } from './traffic.js';

const TYPE = 'type';
const MODEL = 'data.model';
const OTHER = '(other)';
const MOST_MODELS = 8;
/** What became of what was asked, by the type of the event that tells of it. */
const OUTCOMES = { 'inference.hit': 'hits', 'inference.miss': 'misses', 'inference.collapsed': 'collapsed' };

/** Whether a meter adds up a field of the inference service's events, and so is shown here and not among the top values. */
export const isOfInference = ({ eventType, filter, aggregation, valueProperty, groupBy }) =>
  eventType === 'inference.*' && !filter && aggregation === 'sum' && ['data.count', 'data.savedMillis'].includes(valueProperty)
    && [TYPE, MODEL].every((field) => groupBy?.includes(field));

export class Inference {

  #loading = null;

  async refresh(range, now) {
    this.#loading?.abort();
    const { signal } = this.#loading = new AbortController();
    try {
      const meters = (await ask('v1/meters', {}, signal)).meters.filter(isOfInference);
      const asked = meters.find(({ valueProperty }) => valueProperty === 'data.count');
      const saved = meters.find(({ valueProperty }) => valueProperty === 'data.savedMillis');
      if (asked) {
        const names = [asked, saved].filter(Boolean).map(({ name }) => name);
        const answer = await query({ metrics: names, groupBy: [TYPE, MODEL], step: 'all' }, range.window(now), signal);
        show(models(answer.results, asked.name, saved?.name), saved !== undefined, answer, names, range);
      } else {
        byId('inference-panel').hidden = true;
      }
      setText(byId('inference-error'), '');
    } catch (error) {
      if (!signal.aborted) {
        setText(byId('inference-error'), `Inference can’t be loaded: ${error.message}`);
      }
    }
  }

}

/** Rows are of a model and an outcome; those with the most requests first. */
function models(rows, asked, saved) {
  const byName = new Map();
  for (const row of rows) {
    const outcome = OUTCOMES[row[TYPE]];
    if (outcome) {
      const name = row[MODEL] ?? null;
      const model = byName.get(name) ?? { name, all: 0, hits: 0, misses: 0, collapsed: 0, saved: 0 };
      byName.set(name, model);
      model[outcome] += Number(row[asked] ?? 0);
      model.all += Number(row[asked] ?? 0);
      model.saved += Number(row[saved] ?? 0);
    }
  }
  return [...byName.values()].filter(({ all }) => all > 0).sort((a, b) => b.all - a.all);
}

function show(all, timed, answer, names, range) {
  const sum = (field) => all.reduce((total, model) => total + model[field], 0);
  byId('inference-panel').hidden = all.length === 0;
  setText(byId('inference-range'), range.words);
  rebuild(byId('inference-total'), [all, timed], () => all.length === 0 ? [] : [
    'answered from the cache ', h('b', { 'data-inference': 'share' }, share(sum('hits') / sum('all'))),
    ...(timed ? [', saved ', h('b', { 'data-inference': 'saved' }, lasting(sum('saved')))] : [])]);
  rebuild(byId('inference-models'), all, () => all.slice(0, MOST_MODELS).map((model) =>
    ranked(nameOf(model.name), share(model.hits / model.all), `${count(model.hits)} of ${count(model.all)}`,
      model.hits / model.all, 'var(--accent)', { 'data-model': model.name ?? '' })));
  const waited = sum('collapsed') > 0 ? `, ${count(sum('collapsed'))} waited for a computation that was under way` : '';
  setText(byId('inference-words'), [`${count(sum('misses'))} had to be computed${waited}.`,
    timed ? 'Saved is the time that the models took for what was not computed again.' : ''].filter(Boolean).join(' '));
  const since = names.map((name) => answer.since?.[name]).filter(Boolean).sort().at(-1);
  setText(byId('inference-note'), since ? `Counted since ${dateTime(since)}, when the meter was added.`
    : answer.atLeast ? 'Figures are lower bounds: not all of this range was counted.' : '');
}

const nameOf = (model) => model === null || model === OTHER
  ? h('span', { class: 'name aside' }, model === null ? 'without a name' : 'all other models')
  : foreign(String(model), { class: 'name' });

/** A time that may be short. */
const lasting = (millis) => millis < 10000 ? `${decimal(millis / 1000)} s` : age(millis / 1000);
