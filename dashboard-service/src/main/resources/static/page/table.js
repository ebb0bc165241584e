/** A chart's figures as a table, which is built while somebody has it open. */

import { h, rebuild } from './dom.js';

export class FiguresTable {

  #figures = () => ({ caption: '', heads: [], rows: [] });

  constructor(element) {
    this.element = element;
    this.box = h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Figures' });
    element.append(this.box);
    element.addEventListener('toggle', () => this.#show());
  }

  /** @param figures gives the caption, the heads and the rows; called only while the table is open */
  update(figures) {
    this.#figures = figures;
    this.#show();
  }

  #show() {
    if (!this.element.open) {
      return;
    }
    const { caption, heads, rows } = this.#figures();
    this.box.setAttribute('aria-label', caption);
    rebuild(this.box, [caption, heads, rows], () => [h('table', { class: 'figures-table' },
      h('caption', { class: 'unseen' }, caption),
      h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, h('bdi', {}, head))))),
      h('tbody', {}, ...rows.map(([first, ...rest]) => h('tr', {}, h('th', { scope: 'row' }, first),
        ...rest.map((value) => h('td', {}, value))))))]);
  }

}
