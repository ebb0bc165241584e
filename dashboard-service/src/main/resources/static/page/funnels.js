/** A funnel: how many users went how far. Hidden where the server has none. */

import { choose, chosen } from './address.js';
import { byId, foreign, h, rebuild, setText } from './dom.js';
import { count, share } from './format.js';
import { ask } from './query.js';

export class Funnels {

  #loading = null;

  constructor(settings, onChange) {
    this.exists = settings.apis.includes('/v1/funnels');
    byId('funnel').addEventListener('change', ({ target }) => {
      choose({ funnel: target.value });
      onChange();
    });
  }

  async refresh(range, now) {
    if (!this.exists) {
      return;
    }
    this.#loading?.abort();
    const { signal } = this.#loading = new AbortController();
    try {
      const { funnels } = await ask('v1/funnels', {}, signal);
      const funnel = funnels.find(({ name }) => name === chosen('funnel')) ?? funnels[0];
      byId('funnel-panel').hidden = funnel === undefined;
      if (funnel) {
        rebuild(byId('funnel'), funnels.map(({ name }) => name), () => funnels.map(({ name }) => h('option', { value: name }, name)));
        byId('funnel').value = funnel.name;
        const { from, to } = range.window(now);
        const { steps } = await ask(`v1/funnels/${encodeURIComponent(funnel.name)}/result`,
          { from: new Date(from).toISOString(), to: new Date(to).toISOString() }, signal);
        this.#show(steps);
      }
      setText(byId('funnel-error'), '');
    } catch (error) {
      if (!signal.aborted) {
        setText(byId('funnel-error'), `The funnel can’t be loaded: ${error.message}`);
      }
    }
  }

  #show(steps) {
    rebuild(byId('funnel-steps'), steps, () => steps.map((step, i) => {
      const bar = h('span', { class: 'bar', 'aria-hidden': 'true' });
      bar.style.setProperty('--share', step.share ?? 0);
      bar.style.setProperty('--colour', 'var(--accent)');
      const lost = i > 0 && steps[i - 1].users > 0 ? `${share(step.users / steps[i - 1].users)} of the step before` : '';
      return h('li', {}, foreign(step.eventType, { class: 'name' }),
        h('span', { class: 'value' }, h('b', {}, count(step.users)), ' ', h('span', { class: 'aside' }, share(step.share))), bar,
        h('span', { class: 'aside' }, lost));
    }));
  }

}
